/**
 * What an agency has had to do with somebody: rows of headline codes (governance.md), invented.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_DEPLOY_REGION_CHRONICLE_H
#define DOLEN_DEPLOY_REGION_CHRONICLE_H

#include "deploy/region/held.h"

enum { DOLEN_CHRONICLE_ROWS = 160 };

/** One row of an extract: an involvement or state with its period, or the events of one month. */
typedef struct dolen_chronicle_row {
    const char *code;
    const char *team;
    bool is_event;
    dolen_day opened;
    dolen_day closed; /**< year 0: still open */
    dolen_day latest; /**< event */
    uint32_t count;   /**< event */
} dolen_chronicle_row;

typedef struct dolen_chronicle {
    dolen_chronicle_row rows[DOLEN_CHRONICLE_ROWS];
    size_t count;
} dolen_chronicle;

/** All that the agency has about the resident up to the population's day; never empty. */
void dolen_chronicle_of(const dolen_population *population, dolen_region_agency agency, const dolen_resident *resident,
                        dolen_chronicle *out);

/** The police's call-outs to a home; never empty. */
void dolen_chronicle_of_home(const dolen_population *population, uint32_t home, dolen_chronicle *out);

/** One more event, today: a new row, or one more in this month's. */
void dolen_chronicle_add_event(dolen_region_agency agency, bool is_address, int age, dolen_day today,
                               dolen_chronicle *chronicle);

/** Close the first period that is still open, today. False when there is none. */
bool dolen_chronicle_close(dolen_day today, dolen_chronicle *chronicle);

#endif
