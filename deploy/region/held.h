/**
 * What one agency has written down about a resident: not always the truth.
 *
 * Each agency has its own habits: the police write capitals and seldom an NHS number, the health board has almost all
 * of them. Owns: nothing but what is in the value. Threads: any.
 */
#ifndef DOLEN_DEPLOY_REGION_HELD_H
#define DOLEN_DEPLOY_REGION_HELD_H

#include "deploy/region/clerk.h"

/** The agencies of the West Glamorgan pilot. The numbers are bits in dolen_resident.agencies. */
typedef enum dolen_region_agency {
    DOLEN_REGION_NPT = 0, /**< Neath Port Talbot council, children's and adult services */
    DOLEN_REGION_SWA = 1, /**< Swansea council, the same */
    DOLEN_REGION_SWP = 2, /**< South Wales Police */
    DOLEN_REGION_SBU = 3, /**< Swansea Bay University Health Board */
    DOLEN_REGION_AGENCIES = 4,
} dolen_region_agency;

/** "NPT", "SWA", "SWP", "SBU". */
const char *dolen_region_agency_code(dolen_region_agency agency);

/** What the agency holds about the resident; with `corrected`, after it has put its mistakes right. */
dolen_held dolen_held_of(const dolen_population *population, dolen_region_agency agency, const dolen_resident *resident,
                         bool corrected);

/** An address on its own, as the agency holds it. */
dolen_held dolen_held_address(const dolen_population *population, dolen_region_agency agency, uint32_t home);

#endif
