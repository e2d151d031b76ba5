/**
 * Which records of the index are one person's, for statistics: records whose agreeing values make the match *confirmed*
 * (IG-21, node/match/match_score.h) are joined, and whatever is joined to the same is the same.
 *
 * The result hangs on the records alone, not on the order in which pairs come. Twelve bytes a record.
 * Owns: its lists. Threads: one at a time.
 */
#ifndef DOLEN_NODE_BROKER_PERSON_GROUPS_H
#define DOLEN_NODE_BROKER_PERSON_GROUPS_H

#include "node/match/match_score.h"
#include "node/store/statistics_store.h"

typedef struct dolen_person_groups dolen_person_groups;

/** None yet. */
dolen_person_groups *dolen_person_groups_new(dolen_match_thresholds thresholds);

/** Free; NULL is fine. */
void dolen_person_groups_free(dolen_person_groups *groups);
DOLEN_OWNED(dolen_person_groups);

/** Add a record; numbers must ascend. DOLEN_E_INPUT when they do not, DOLEN_E_LIMIT beyond 2^30 records. */
DOLEN_CHECKED dolen_status dolen_person_groups_add(dolen_person_groups *groups, int64_t record, dolen_err *err);

/** Join the two records if they match; all records must have been added. DOLEN_E_INPUT for an unknown record. */
DOLEN_CHECKED dolen_status dolen_person_groups_join(dolen_person_groups *groups, const dolen_statistics_pair *pair,
                                                    dolen_err *err);

/** How many records, and how many people they make. */
size_t dolen_person_groups_records(const dolen_person_groups *groups);
size_t dolen_person_groups_people(dolen_person_groups *groups);

/**
 * The records, ascending, and to each the person it is of: the smallest number of that person's records. Both lists
 * belong to the groups and hold dolen_person_groups_records items.
 */
const int64_t *dolen_person_groups_all_records(const dolen_person_groups *groups);
const int64_t *dolen_person_groups_all_persons(dolen_person_groups *groups);

#endif
