/**
 * The synthetic region: who is known to which agency, and what changes overnight.
 *
 * Owns: the population and the list of records. Threads: any, once made.
 */
#ifndef DOLEN_DEPLOY_REGION_REGION_H
#define DOLEN_DEPLOY_REGION_REGION_H

#include "deploy/region/chronicle.h"

enum { DOLEN_REGION_PEOPLE_LEAST = 100, DOLEN_REGION_PEOPLE_MOST = 900000, DOLEN_REGION_LOCAL_ID = 10 };

/** What happens to a record between the first and the second day. */
typedef enum dolen_region_change {
    DOLEN_REGION_SAME = 0,
    DOLEN_REGION_NEW_EVENT = 1,
    DOLEN_REGION_CLOSED = 2,
    DOLEN_REGION_CORRECTED = 3,
    DOLEN_REGION_REMOVED = 4,
    DOLEN_REGION_ADDED = 5, /**< is in the second day's extract only */
    DOLEN_REGION_CHANGES = 6,
} dolen_region_change;

/** A person or address that one agency knows. */
typedef struct dolen_region_record {
    char local_id[DOLEN_REGION_LOCAL_ID];
    uint8_t agency;
    bool is_address;
    uint8_t change;
    uint32_t index; /**< of the resident or the home */
} dolen_region_record;

typedef struct dolen_region {
    dolen_population *population;
    dolen_day first_day;
    int day;                                             /**< 1 or 2 */
    dolen_region_record *records[DOLEN_REGION_AGENCIES]; /**< sorted by local id; both days' */
    size_t counts[DOLEN_REGION_AGENCIES];
} dolen_region;

/**
 * A region of `people` people (within the limits above) on day 1 or 2; `as_of` is that day. The second day of a region
 * differs from its first by the changes in its records and by nothing else. Never NULL.
 */
dolen_region *dolen_region_new(size_t people, uint64_t seed, int day, dolen_day as_of);

/** NULL is fine. */
void dolen_region_free(dolen_region *region);
DOLEN_OWNED(dolen_region);

/** Is the record in this day's extract? */
bool dolen_region_has(const dolen_region *region, const dolen_region_record *record);

/** The identity of a record on this day. */
dolen_held dolen_region_held(const dolen_region *region, const dolen_region_record *record);

/** The flags of a record on this day. */
void dolen_region_chronicle(const dolen_region *region, const dolen_region_record *record, dolen_chronicle *out);

/** "new-event", "closed", "corrected", "removed", "added"; "same". */
const char *dolen_region_change_name(dolen_region_change change);

#endif
