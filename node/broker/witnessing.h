/**
 * The broker before its witnesses: what it lays before them, what they confirmed, and what follows from that.
 *
 * Each agency's node calls: it says what it cosigned last and gets the checkpoint of the current round with the proof
 * that it continues that one. What a witness says is signed by this very ledger, so a witness that knows a tree which
 * the database does not continue proves that entries are missing: the ledger is then held. After a start
 * it is held until as many witnesses as the quorum asks for have spoken. Without a quorum for longer than the
 * federation file allows, questions stop. Owns: nothing but what it remembers. Threads: any.
 */
#ifndef DOLEN_NODE_BROKER_WITNESSING_H
#define DOLEN_NODE_BROKER_WITNESSING_H

#include "governance/federation/federation_current.h"
#include "node/broker/ledger.h"
#include "node/net/http_message.h"
#include "node/runtime/metrics.h"
#include "node/runtime/reasons.h"

enum {
    DOLEN_WITNESSING_ROUND = 15 * 1000,      /**< milliseconds that a round lasts at least, unless all have cosigned */
    DOLEN_WITNESSING_BODY = 16 * 1024,       /**< bytes of a witness's call */
    DOLEN_WITNESSING_ARENA = 2 * 1024 * 1024 /**< memory that a call needs */
};

/** What it is made from; everything must outlive it. */
typedef struct dolen_witnessing_parts {
    dolen_federation_current *federation;
    dolen_note_key governance; /**< signs statements of loss */
    dolen_ledger *ledger;
    dolen_pool *pool;
    dolen_clock clock;
    dolen_metrics *metrics; /**< may be NULL */
} dolen_witnessing_parts;

typedef struct dolen_witnessing dolen_witnessing;

/** What a call is answered with: one of the two, or neither while the ledger is empty. */
typedef struct dolen_witnessing_reply {
    const char *request; /**< governance/audit/witness_request.h */
    const char *loss;    /**< signed statement of loss that the witness must accept first */
} dolen_witnessing_reply;

/** Begin: holds the ledger when the federation file asks for a quorum. What the database says. */
DOLEN_CHECKED dolen_status dolen_witnessing_new(const dolen_witnessing_parts *parts, dolen_witnessing **out,
                                                dolen_err *err);

/** End; no call may be running. NULL is fine. */
void dolen_witnessing_free(dolen_witnessing *witnessing);
DOLEN_OWNED(dolen_witnessing);

/**
 * Hear a witness: it stands at size `old`, and `note` (empty: nothing to show) is the checkpoint that it cosigned last.
 * DOLEN_E_DENIED: no witness of this code, or its clock is off. DOLEN_E_CRYPTO: the note is not our log's or not
 * cosigned by it. DOLEN_E_CONFLICT: the database does not hold what it confirmed; the ledger is now held.
 */
DOLEN_CHECKED dolen_status dolen_witnessing_hear(dolen_witnessing *witnessing, dolen_code member, uint64_t old,
                                                 dolen_bytes note, dolen_arena *arena, dolen_witnessing_reply *out,
                                                 dolen_err *err);

/** Handler of POST /v1/witness?old=N; `context` is the dolen_broker. */
dolen_status dolen_witnessing_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                                    dolen_err *err);

/** May questions be answered? DOLEN_E_REMOTE and the reason's code otherwise ("ledger.no-quorum", ...). */
DOLEN_CHECKED dolen_status dolen_witnessing_may_answer(dolen_witnessing *witnessing, dolen_code *code, dolen_err *err);

/** May anything be published? Likewise; a missing quorum alone does not stop it. */
DOLEN_CHECKED dolen_status dolen_witnessing_may_publish(dolen_witnessing *witnessing, dolen_code *code, dolen_err *err);

/** The checkpoint that the quorum confirmed last, with its cosignatures, in `arena`. DOLEN_E_ABSENT before the first.
 */
DOLEN_CHECKED dolen_status dolen_witnessing_checkpoint(dolen_witnessing *witnessing, dolen_arena *arena,
                                                       const char **out, dolen_err *err);

/**
 * A receipt (governance/audit/proof_file.h), not opened, for entry `index` under a checkpoint that the quorum has
 * confirmed. DOLEN_E_ABSENT while there is none.
 */
DOLEN_CHECKED dolen_status dolen_witnessing_receipt(dolen_witnessing *witnessing, uint64_t index, dolen_arena *arena,
                                                    const char **out, dolen_err *err);

/** Add a reason for each thing that keeps it from serving. */
void dolen_witnessing_ready(dolen_witnessing *witnessing, dolen_reasons *reasons);

/** Set the gauges. */
void dolen_witnessing_measure(dolen_witnessing *witnessing);

#endif
