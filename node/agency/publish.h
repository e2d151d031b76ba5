/**
 * Publishing an extract: check it whole, work out what changed, send it as a signed delta, keep what was published.
 *
 * One job at a time, on a thread of its own; the node keeps answering questions. Interrupted anywhere, running it again
 * completes it: what was staged is only believed once the broker's receipt is in.
 *
 * Secrets: the extract is personal data; progress and problems hold none of its values.
 * Owns: the job's thread. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_PUBLISH_H
#define DOLEN_NODE_AGENCY_PUBLISH_H

#include "node/model/record.h"

enum { DOLEN_PUBLISH_PROBLEMS = 100, DOLEN_PUBLISH_COLUMN = 64 };

typedef enum dolen_publish_stage {
    DOLEN_PUBLISH_IDLE,
    DOLEN_PUBLISH_CHECKING,   /**< reading the extract as a whole */
    DOLEN_PUBLISH_COMPARING,  /**< and with what was published before */
    DOLEN_PUBLISH_SENDING,    /**< making pseudonyms and sending chunks */
    DOLEN_PUBLISH_COMMITTING, /**< waiting for the receipt */
    DOLEN_PUBLISH_DONE,
    DOLEN_PUBLISH_FAILED,
} dolen_publish_stage;

/** What is wrong with one row; never its values. */
typedef struct dolen_publish_problem {
    uint64_t line;
    char column[DOLEN_PUBLISH_COLUMN];
    const char *what; /**< a literal */
} dolen_publish_problem;

/** What was published. */
typedef struct dolen_publish_result {
    uint32_t epoch;
    uint64_t sequence;
    dolen_delta_kind kind;
    uint64_t rows;
    uint64_t rejected;
    uint64_t unmatchable; /**< people or addresses of whom no match key can be made */
    uint64_t put;
    uint64_t withdrawn;
    uint64_t unchanged;
    uint64_t pseudonyms;
    int64_t milliseconds;
    dolen_digest set_digest;
    uint64_t ledger_index;
    uint64_t ledger_size;
} dolen_publish_result;

typedef struct dolen_publish_progress {
    dolen_publish_stage stage;
    uint64_t done;
    uint64_t total;
    dolen_publish_problem problems[DOLEN_PUBLISH_PROBLEMS];
    uint64_t problem_count; /**< all, kept or not */
    const char *failure;    /**< a literal, when failed */
    dolen_publish_result result;
} dolen_publish_progress;

struct dolen_agency;
typedef struct dolen_publisher dolen_publisher;

/** A publisher of this agency, idle. Never NULL. */
dolen_publisher *dolen_publisher_new(struct dolen_agency *agency);

/** Stop a running job (nothing is half-applied by that), wait for it, and free. NULL is fine. */
void dolen_publisher_free(dolen_publisher *publisher);

/**
 * Begin to publish the extract at this path; NULL: only to withdraw what has been restricted or erased (IG-27).
 * `release`: although it shrank beyond the limit of the rules. DOLEN_E_CONFLICT while another job runs,
 * DOLEN_E_SYSTEM when no thread can be started.
 */
DOLEN_CHECKED dolen_status dolen_publisher_start(dolen_publisher *publisher, const char *csv, bool release,
                                                 dolen_err *err);

/** How the job is, or how the last one ended. */
void dolen_publisher_progress(dolen_publisher *publisher, dolen_publish_progress *out);

/** "checking", "sending", ... Never NULL. */
const char *dolen_publish_stage_word(dolen_publish_stage stage);

#endif
