/**
 * What one agency has written down about a resident: not always the truth.
 *
 * Each agency has its own habits: the police write capitals and seldom an NHS number, the health board has almost all
 * of them. Owns: nothing but what is in the value. Threads: any.
 */
#ifndef DOLEN_DEPLOY_REGION_HELD_H
#define DOLEN_DEPLOY_REGION_HELD_H

#include "deploy/region/resident.h"

/** The agencies of the West Glamorgan pilot. The numbers are bits in dolen_resident.agencies. */
typedef enum dolen_region_agency {
    DOLEN_REGION_NPT = 0, /**< Neath Port Talbot council, children's and adult services */
    DOLEN_REGION_SWA = 1, /**< Swansea council, the same */
    DOLEN_REGION_SWP = 2, /**< South Wales Police */
    DOLEN_REGION_SBU = 3, /**< Swansea Bay University Health Board */
    DOLEN_REGION_AGENCIES = 4,
} dolen_region_agency;

/** An identity as it stands in an agency's extract; "" where the agency does not have it. */
typedef struct dolen_held {
    char forenames[96];
    char surname[48];
    char former_surname[48];
    dolen_day born; /**< year 0: not known */
    char sex;
    char address[DOLEN_HOME_LINE];
    char postcode[DOLEN_HOME_POSTCODE];
    char uprn[DOLEN_HOME_UPRN];
    char nhs_number[11];
    bool shielded;
    bool is_wrong; /**< a name is misspelt: a correction could come */
} dolen_held;

/** "NPT", "SWA", "SWP", "SBU". */
const char *dolen_region_agency_code(dolen_region_agency agency);

/** What the agency holds about the resident; with `corrected`, after it has put its mistakes right. */
dolen_held dolen_held_of(const dolen_population *population, dolen_region_agency agency, const dolen_resident *resident,
                         bool corrected);

/** An address on its own, as the agency holds it. */
dolen_held dolen_held_address(const dolen_population *population, dolen_region_agency agency, uint32_t home);

#endif
