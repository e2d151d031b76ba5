/**
 * Which of the agency's people are restricted, erased or dispute what is said of them, while an extract is published
 * (IG-27). The list outlives every extract: it is kept by local identifier in the node's own database.
 *
 * Owns: nothing; the list lives in the arena that it was loaded into. Threads: any number may read it.
 */
#ifndef DOLEN_NODE_AGENCY_SUBJECT_MARKS_H
#define DOLEN_NODE_AGENCY_SUBJECT_MARKS_H

#include "node/agency/agency.h"
#include "node/agency/extract/extract.h"
#include "node/store/subject_store.h"

enum { DOLEN_SUBJECT_MARKS_ARENA = 64 * 1024 * 1024 };

/** All marks in force, by key. */
typedef struct dolen_subject_marks {
    const dolen_subject_mark *items;
    size_t count;
} dolen_subject_marks;

/** Load them into `arena`. The database's statuses. */
DOLEN_CHECKED dolen_status dolen_subject_marks_load(dolen_agency *agency, dolen_arena *arena, dolen_subject_marks *out,
                                                    dolen_err *err);

/**
 * Why nothing of this key may be published: DOLEN_WITHDRAWN_RESTRICTED or DOLEN_WITHDRAWN_ERASED (which comes first);
 * DOLEN_WITHDRAWN_GONE when nothing forbids it. `marks` may be NULL: nothing is forbidden.
 */
dolen_withdrawal dolen_subject_marks_reason(const dolen_subject_marks *marks, dolen_uuid key);

/** Mark the entry's flags that its person disputes; the list of flags is copied into `arena` when any is. */
DOLEN_CHECKED dolen_status dolen_subject_marks_dispute(const dolen_subject_marks *marks, dolen_uuid key,
                                                       dolen_arena *arena, dolen_extract_entry *entry, dolen_err *err);

#endif
