/**
 * How common the commonest surnames of Wales and England are, for an agency that has not searched enough yet to tell.
 *
 * Source: deploy/region/data/surnames.csv (PROVENANCE.md there: techiaith/enwau_ffug and sdglinkage, both MIT, and own
 * estimates for the commonest); those of at least 150 in 100,000. Owns: nothing; a table. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_COMMON_SURNAMES_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_COMMON_SURNAMES_H

#include <stdint.h>

/** Of 100,000 people, how many have the surname with this sum (dolen_unusual_facts_name); for others, a few. */
int64_t dolen_common_surnames_share(uint64_t name);

#endif
