/**
 * The cases that every region has, so that a demo and the tests can ask for them by name: twins, a changed name,
 * namesakes, swapped day and month, no NHS number, a nickname, a shielded person, somebody all know, somebody none
 * knows, somebody who is removed and somebody who is added on the second day, a child on the register whom the police
 * had missing and one whom they have missing on the second day, an address with call-outs.
 *
 * Owns: nothing. Threads: any, after staging.
 */
#ifndef DOLEN_DEPLOY_REGION_SHOWCASE_H
#define DOLEN_DEPLOY_REGION_SHOWCASE_H

#include "deploy/region/region.h"
#include "node/base/status.h"

/** Lay down who the cases are: names, births and agencies of a few residents are changed. Call once. */
void dolen_showcase_stage(dolen_population *population);

/** What happens overnight to an agency's record of somebody in the showcase: the same, removed or added. */
dolen_region_change dolen_showcase_change(const dolen_population *population, dolen_region_agency agency,
                                          const dolen_resident *resident);

/** The home that the police have been called to: that of the person all know. */
uint32_t dolen_showcase_callout_home(const dolen_population *population);

/** The home of the shielded person. */
uint32_t dolen_showcase_shielded_home(const dolen_population *population);

/**
 * Write `searches.json`: for each case what to type and which agencies should be found. DOLEN_E_SYSTEM when it cannot
 * be written.
 */
DOLEN_CHECKED dolen_status dolen_showcase_write(const dolen_region *region, const char *folder, dolen_err *err);

#endif
