/**
 * One publication from the extract's first byte to the broker's receipt. publish.h runs it on a thread of its own.
 *
 * Owns: everything it opens. Threads: one; progress is told from any.
 */
#ifndef DOLEN_NODE_AGENCY_PUBLISH_JOB_H
#define DOLEN_NODE_AGENCY_PUBLISH_JOB_H

#include "node/agency/agency.h"
#include "node/base/problems.h"

/** How a job tells how far it is; all from any thread. */
typedef struct dolen_publish_watch {
    void (*stage)(void *context, dolen_publish_stage stage, uint64_t total);
    void (*done)(void *context, uint64_t more);
    bool (*is_stopped)(void *context);
    void *context;
} dolen_publish_watch;

/**
 * Publish the extract at `csv`; NULL: withdraw what is restricted or erased, without an extract (DOLEN_E_CONFLICT when
 * broker and node have drifted apart and need one). What is wrong with it goes to `problems` (line in `line`, column in
 * `name`). DOLEN_E_INPUT, DOLEN_E_CONFLICT, DOLEN_E_ABSENT: the extract is refused. DOLEN_E_DENIED: it shrank, and
 * `release` was not given. DOLEN_E_REMOTE: key holders, broker or database do not answer; run it again.
 */
DOLEN_CHECKED dolen_status dolen_publish_job_run(dolen_agency *agency, const char *csv, bool release,
                                                 const dolen_publish_watch *watch, dolen_problems *problems,
                                                 dolen_publish_result *out, dolen_err *err);

#endif
