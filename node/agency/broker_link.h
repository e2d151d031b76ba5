/**
 * The node's side of the link to the broker: signed questions and deltas out, checked answers and receipts in.
 *
 * Nothing that the broker says is believed unchecked: an answer must be to the very question, carry a checkpoint signed
 * by the ledger's key, and prove that the question's entry is in the tree; a receipt must be signed.
 *
 * Owns: its connections; borrows what dolen_broker_link_parts points to. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_BROKER_LINK_H
#define DOLEN_NODE_AGENCY_BROKER_LINK_H

#include "governance/federation/federation_current.h"
#include "node/model/query.h"
#include "node/net/http_client.h"
#include "proto/codec/alert.h"
#include "proto/codec/delta.h"
#include "proto/codec/notice.h"
#include "proto/codec/statistics.h"
#include "proto/codec/subject.h"

/** What a link is made from; everything must outlive it. */
typedef struct dolen_broker_link_parts {
    dolen_federation_current *federation;
    const dolen_signing_key *signing;
    dolen_code agency;
    const char *certificate_file;
    const char *key_file;
    dolen_trust *trust;
    dolen_peer_pins pins;
    int64_t query_ms; /**< time-out of a question */
} dolen_broker_link_parts;

typedef struct dolen_broker_link dolen_broker_link;

/** What the broker says when it refuses. */
typedef struct dolen_broker_refusal {
    dolen_status status;        /**< DOLEN_OK when it did not refuse */
    dolen_code rule;            /**< or empty */
    uint64_t expected_sequence; /**< for deltas */
} dolen_broker_refusal;

/** Prepare the link to the broker named in the federation file. What dolen_http_client_new says. */
DOLEN_CHECKED dolen_status dolen_broker_link_new(const dolen_broker_link_parts *parts, dolen_broker_link **out,
                                                 dolen_err *err);

/** Close it; no call may be running. NULL is fine. */
void dolen_broker_link_free(dolen_broker_link *link);
DOLEN_OWNED(dolen_broker_link);

/**
 * Ask a question. DOLEN_OK: `*answer` is checked and lives in `arena` (which needs DOLEN_ANSWER_ARENA).
 * DOLEN_E_REMOTE: no answer came. DOLEN_E_CRYPTO: an answer came whose proof does not hold; it is thrown away.
 * Any other status: the broker refused, and `*refusal` says by which rule.
 */
DOLEN_CHECKED dolen_status dolen_broker_link_ask(dolen_broker_link *link, const dolen_query *query, dolen_arena *arena,
                                                 dolen_answer *answer, dolen_broker_refusal *refusal, dolen_err *err);

/**
 * Fetch what was consulted of this agency's records after a ledger entry (-1: from the first). `*out` lives in `arena`
 * (DOLEN_NOTICE_REPLY_ARENA). What dolen_http_client_send says, or why the broker refused.
 */
DOLEN_CHECKED dolen_status dolen_broker_link_notices(dolen_broker_link *link, int64_t after, dolen_clock clock,
                                                     dolen_arena *arena, dolen_notice_reply *out, dolen_err *err);

/**
 * Fetch what this agency's watches are told after a ledger entry (-1: from the first), which must have been kept: the
 * broker may forget it. `*out` lives in `arena` (DOLEN_ALERT_REPLY_ARENA). As dolen_broker_link_notices.
 */
DOLEN_CHECKED dolen_status dolen_broker_link_alerts(dolen_broker_link *link, int64_t after, dolen_clock clock,
                                                    dolen_arena *arena, dolen_alert_reply *out, dolen_err *err);

/** Where this agency stands with the broker. In `arena` (DOLEN_DELTA_STATE_ARENA). */
DOLEN_CHECKED dolen_status dolen_broker_link_state(dolen_broker_link *link, uint32_t epoch, dolen_arena *arena,
                                                   dolen_delta_state *out, dolen_err *err);

/** Send one encoded chunk and check that the broker staged these very bytes; `*digest` is their SHA-256. */
DOLEN_CHECKED dolen_status dolen_broker_link_send_chunk(dolen_broker_link *link, dolen_bytes chunk, dolen_arena *arena,
                                                        dolen_digest *digest, dolen_err *err);

/**
 * Sign a delta: `*message` is its commit as it will be sent, in `arena`, and `*digest` what the next delta refers to it
 * by (SHA-256 of its canonical bytes).
 */
DOLEN_CHECKED dolen_status dolen_broker_link_sign(const dolen_broker_link *link, const dolen_delta *delta,
                                                  dolen_arena *arena, dolen_bytes *message, dolen_digest *digest,
                                                  dolen_err *err);

/**
 * Send a signed commit; sending one again yields the same receipt. `*receipt` is checked against the delta, and
 * `*encoded` is the receipt as it came. DOLEN_E_CONFLICT: the broker holds another sequence or set, see `*refusal`.
 */
DOLEN_CHECKED dolen_status dolen_broker_link_commit(dolen_broker_link *link, dolen_bytes message, dolen_arena *arena,
                                                    dolen_delta_receipt *receipt, dolen_bytes *encoded,
                                                    dolen_broker_refusal *refusal, dolen_err *err);

/**
 * Call as a witness of the ledger: it stands at size `old`, and `note` (may be empty) is what it cosigned last. The
 * reply is as it came, whatever its status code. What dolen_http_client_send says.
 */
DOLEN_CHECKED dolen_status dolen_broker_link_witness(dolen_broker_link *link, uint64_t old, dolen_bytes note,
                                                     dolen_arena *arena, dolen_http_reply *reply, dolen_err *err);

/**
 * Ask who consulted a person (IG-28). DOLEN_OK: `*account` is to this very question and lives in `arena`
 * (DOLEN_SUBJECT_ARENA). Else as dolen_broker_link_ask.
 */
DOLEN_CHECKED dolen_status dolen_broker_link_subject(dolen_broker_link *link, const dolen_subject_question *question,
                                                     dolen_arena *arena, dolen_subject_account *account,
                                                     dolen_broker_refusal *refusal, dolen_err *err);

/**
 * Have something entered into the ledger; `*index` is its entry. DOLEN_E_CONFLICT: it is there already. Else as
 * dolen_broker_link_ask.
 */
DOLEN_CHECKED dolen_status dolen_broker_link_notice(dolen_broker_link *link, const dolen_ledger_notice *notice,
                                                    dolen_arena *arena, uint64_t *index, dolen_broker_refusal *refusal,
                                                    dolen_err *err);

/**
 * Fetch one of the ledger's files, a path below /v1/ledger/ with its question part; the reply is as it came, whatever
 * its status code. What dolen_http_client_send says.
 */
DOLEN_CHECKED dolen_status dolen_broker_link_fetch_ledger(dolen_broker_link *link, const char *path, dolen_arena *arena,
                                                          dolen_http_reply *reply, dolen_err *err);

/**
 * Ask for published statistics. DOLEN_OK: `*reply` is to this very request and lives in `arena`. DOLEN_E_ABSENT: there
 * is no such release. Any other status: as dolen_broker_link_ask.
 */
DOLEN_CHECKED dolen_status dolen_broker_link_statistics(dolen_broker_link *link,
                                                        const dolen_statistics_request *request, dolen_arena *arena,
                                                        dolen_statistics_reply *reply, dolen_broker_refusal *refusal,
                                                        dolen_err *err);

#endif
