/**
 * One household of the synthetic region at a time: a population of any size can be walked without holding it.
 *
 * Owns: nothing; strings belong to the words. Threads: any.
 */
#ifndef DOLEN_DEPLOY_REGION_HOUSEHOLD_H
#define DOLEN_DEPLOY_REGION_HOUSEHOLD_H

#include "deploy/region/resident.h"

enum { DOLEN_HOUSEHOLD_MOST = 16, DOLEN_HOUSEHOLD_HOMES = 1000000 /**< lived-in homes have numbers below this */ };

typedef struct dolen_household {
    dolen_resident people[DOLEN_HOUSEHOLD_MOST];
    size_t count; /**< at least 1 */
} dolen_household;

/**
 * The people of home number `home`, as of `today`. The household depends on these arguments alone. `index` counts from
 * 0 within the household; give each person an own number where the NHS number matters.
 */
void dolen_household_fill(const dolen_words *words, uint64_t seed, dolen_day today, uint32_t home,
                          dolen_household *out);

#endif
