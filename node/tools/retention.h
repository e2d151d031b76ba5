/**
 * `dolen retention`: erase what has had its time (IG-14), at the broker or at an agency's node.
 *
 *     dolen retention plan --config FILE [--json]   say what would be erased, and erase nothing
 *     dolen retention run --config FILE [--json]    erase it
 *     dolen retention settings                      what the configuration file may say
 *
 * Connects as the role dolen_eraser, works by the rules in force, and leaves a list that the running service enters
 * into the ledger. Meant for a timer. Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_RETENTION_H
#define DOLEN_NODE_TOOLS_RETENTION_H

#include "governance/policy/rules.h"
#include "node/store/cosignature_store.h"
#include "node/store/pool.h"

/** Run the command; argv[0] is "retention". Exit codes as in tool.h. */
int dolen_tool_retention(int argc, char **argv);

/** What one run works by. */
typedef struct dolen_retention_task {
    dolen_pool *pool; /**< as dolen_eraser */
    const dolen_limits *limits;
    const int32_t *epochs; /**< key epochs in force; for a node */
    size_t epoch_count;
    int64_t now;
    int64_t grace;                     /**< milliseconds that nodes have to withdraw by themselves; for the broker */
    const dolen_ledger_quorum *quorum; /**< for the broker; NULL: no round of the witnesses is erased */
    bool is_rehearsal;                 /**< roll everything back at the end */
} dolen_retention_task;

/** What was erased, of a kind and month. */
typedef struct dolen_retention_line {
    dolen_code agency; /**< empty: the hub's own, or the node's */
    dolen_code outcome;
    dolen_month month;
    int64_t count;
} dolen_retention_line;

/**
 * Erase at the broker: flag months and closed periods past held-months that their owner had `grace` to withdraw; ledger
 * texts and consultations past ledger-months; alerts fetched before alert-days; requests and counters past use; the
 * witnesses' rounds of more than seven days ago but one a day; chunks that nobody committed for seven days. The list
 * lives in `arena`. The database's statuses; what was committed before a failure stays erased and listed.
 */
DOLEN_CHECKED dolen_status dolen_retention_broker(const dolen_retention_task *task, dolen_arena *arena,
                                                  const dolen_retention_line **out, size_t *count, dolen_err *err);

/** Erase at a node: searches, closed reviews and alarms, comparisons and notices to owners past search-months, sessions
 * unused for a day, what was published under ended epochs. */
DOLEN_CHECKED dolen_status dolen_retention_node(const dolen_retention_task *task, dolen_arena *arena,
                                                const dolen_retention_line **out, size_t *count, dolen_err *err);

#endif
