/**
 * This agency as a witness of the hub's ledger: looks at its checkpoints, cosigns those that continue what it cosigned
 * before, and raises an alarm at all others (R-09; C2SP tlog-witness, with the calls turned round, decision 24).
 *
 * The memory is durable, in the node's database and in a file beside it, before a cosignature leaves the process; a
 * restored database does not make the witness forget, nor does a lost file.
 * Owns: its thread. Secrets: borrows the witness key. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_LEDGER_WITNESS_H
#define DOLEN_NODE_AGENCY_LEDGER_WITNESS_H

#include "governance/federation/federation_current.h"
#include "node/agency/ledger_alarm.h"
#include "node/net/http_client.h"

enum {
    DOLEN_LEDGER_WITNESS_FRESH = 60, /**< seconds after which an unchanged tree is cosigned again */
    DOLEN_LEDGER_WITNESS_ARENA = 1024 * 1024,
};

/** What it is made from; everything must outlive it. */
typedef struct dolen_ledger_witness_parts {
    dolen_federation_current *federation;
    dolen_code agency;
    dolen_note_key governance; /**< signs statements of loss */
    const dolen_signing_key *key;
    dolen_pool *pool;
    dolen_clock clock;
    const char *memory_file; /**< beside the database; NULL: none; copied */
    dolen_ledger_alarm *alarm;
    dolen_metrics *metrics; /**< may be NULL */
    int64_t interval;       /**< milliseconds between two calls */
    /** POST to the hub: "standing at size `old`, this is what I cosigned last" (empty: nothing to show). */
    dolen_status (*call)(void *context, uint64_t old, dolen_bytes note, dolen_arena *arena, dolen_http_reply *reply,
                         dolen_err *err);
    void *context;
} dolen_ledger_witness_parts;

typedef struct dolen_ledger_witness dolen_ledger_witness;

/**
 * Prepare; no thread yet. DOLEN_E_INPUT when the federation file names no witness key for this agency, or another than
 * `key`.
 */
DOLEN_CHECKED dolen_status dolen_ledger_witness_new(const dolen_ledger_witness_parts *parts, dolen_ledger_witness **out,
                                                    dolen_err *err);

/** Stop the thread, if it was started, and free. NULL is fine. */
void dolen_ledger_witness_free(dolen_ledger_witness *witness);
DOLEN_OWNED(dolen_ledger_witness);

/** Call the hub from a thread of its own, every `interval` milliseconds, sooner after a failure. */
void dolen_ledger_witness_start(dolen_ledger_witness *witness);

/**
 * One exchange: show what was cosigned, look at what is laid before us, cosign, show that. DOLEN_OK: the hub has our
 * cosignature over its current round. DOLEN_E_ABSENT: its ledger is empty. DOLEN_E_REMOTE: it does not answer, or not
 * usefully. DOLEN_E_CONFLICT: an alarm was raised and nothing was cosigned.
 */
DOLEN_CHECKED dolen_status dolen_ledger_witness_step(dolen_ledger_witness *witness, dolen_err *err);

#endif
