#include "node/agency/broker_link.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "governance/audit/checkpoint.h"
#include "governance/audit/ledger_opening.h"
#include "governance/audit/merkle.h"
#include "node/base/memory.h"
#include "node/crypto/hash.h"
#include "node/crypto/sign.h"
#include "proto/codec/answer.h"
#include "proto/codec/query.h"
#include "proto/codec/refusal.h"
#include "proto/codec/signed.h"

enum { COMMIT_MS = 30 * 60 * 1000, CHUNK_MS = 120 * 1000, REPLY_LIMIT = DOLEN_STATISTICS_REPLY_BYTES };

#define PROTOBUF "application/x-protobuf"

struct dolen_broker_link {
    dolen_broker_link_parts parts;
    dolen_http_client *client;
};

dolen_status dolen_broker_link_new(const dolen_broker_link_parts *parts, dolen_broker_link **out, dolen_err *err)
{
    DOLEN_OWN(dolen_broker_link, link) = dolen_memory_make(1, sizeof *link);
    const dolen_federation *federation = dolen_federation_current_get(parts->federation);
    const dolen_http_target target = {
        .url = federation->broker.endpoint,
        .certificate_file = parts->certificate_file,
        .key_file = parts->key_file,
        .trust = parts->trust,
        .expect = {.federation = federation->name, .role = DOLEN_PEER_BROKER, .code = federation->broker.code},
        .pins = parts->pins,
        .total_ms = parts->query_ms,
        .reply_limit = REPLY_LIMIT,
    };

    *out = NULL;
    link->parts = *parts;
    DOLEN_TRY(dolen_http_client_new(&target, &link->client, err));
    *out = DOLEN_TAKE(link);
    return DOLEN_OK;
}

void dolen_broker_link_free(dolen_broker_link *link)
{
    if (!link)
        return;
    dolen_http_client_free(link->client);
    free(link);
}

/* A refusal's own words are the broker's; we keep its status and rule and use words of ours. */
static dolen_status refused(dolen_arena *arena, const dolen_http_reply *reply, dolen_broker_refusal *refusal,
                            dolen_err *err)
{
    dolen_refusal said;

    if (dolen_refusal_decode(reply->body, arena, &said, NULL) != DOLEN_OK)
        said = (dolen_refusal){.status = dolen_http_reply_status(reply)};
    *refusal =
        (dolen_broker_refusal){.status = said.status, .rule = said.rule, .expected_sequence = said.expected_sequence};
    switch (said.status) {
    case DOLEN_E_LIMIT:
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the broker refused: over a quota or a size");
    case DOLEN_E_DENIED:
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the broker refused: the rules or this agency's standing forbid it");
    case DOLEN_E_CONFLICT:
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the broker refused: it holds another state of this agency");
    case DOLEN_E_INPUT:
    case DOLEN_E_CRYPTO:
    case DOLEN_E_ABSENT:
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the broker refused the message as malformed or wrongly signed");
    case DOLEN_OK:
    case DOLEN_E_REMOTE:
    case DOLEN_E_SYSTEM:
        break;
    }
    return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the broker cannot serve at the moment");
}

static dolen_status call(dolen_broker_link *link, const dolen_http_call *request, dolen_arena *arena, dolen_bytes *body,
                         dolen_broker_refusal *refusal, dolen_err *err)
{
    dolen_http_reply reply;

    *refusal = (dolen_broker_refusal){0};
    DOLEN_TRY(dolen_http_client_send(link->client, arena, request, &reply, err));
    if (reply.status < 200 || reply.status > 299)
        return refused(arena, &reply, refusal, err);
    *body = reply.body;
    return DOLEN_OK;
}

static dolen_status check_place(const dolen_broker_link *link, const dolen_ledger_place *place, dolen_arena *arena,
                                dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(link->parts.federation);
    dolen_checkpoint checkpoint;
    dolen_digest commitment;

    if (dolen_ledger_opening_commit(place->salt, place->entry, &commitment, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the answer's ledger entry is malformed");
    const dolen_digest leaf = dolen_merkle_leaf(dolen_bytes_of(commitment.bytes, sizeof commitment.bytes));
    DOLEN_TRY(dolen_checkpoint_open(arena, dolen_bytes_of_string(place->checkpoint), &federation->broker.ledger,
                                    &checkpoint, NULL, err));
    if (checkpoint.size != place->size || !dolen_digest_same(commitment, place->leaf))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the answer's ledger entry does not fit its leaf");
    return dolen_merkle_check_inclusion(place->index, place->size, leaf, place->proof, place->proof_count,
                                        checkpoint.root, err);
}

static const dolen_ledger_disclosure *disclosure_to(const dolen_ledger_entry *entry, dolen_code member)
{
    for (size_t i = 0; i < entry->disclosure_count; i++)
        if (dolen_code_same(entry->disclosures[i].member, member))
            return &entry->disclosures[i];
    return NULL;
}

/* The ledger holds what the answer discloses, no less and no more, and whether protection was overridden (IG-15). */
static bool holds_findings(const dolen_ledger_entry *entry, const dolen_answer *answer)
{
    size_t disclosed = 0;

    for (size_t i = 0; i < answer->finding_count; i++) {
        const dolen_finding *finding = &answer->findings[i];
        const dolen_ledger_disclosure *held = disclosure_to(entry, finding->agency);
        if (finding->state != DOLEN_MEMBER_INVOLVED)
            continue;
        if (!held || held->level != finding->level || held->band != finding->band || held->opened != finding->shielded)
            return false;
        disclosed++;
    }
    return disclosed == entry->disclosure_count;
}

/* The entry that the ledger holds must be about this question and nothing else, and of this time. */
static dolen_status check_entry(const dolen_query *query, const dolen_answer *answer, dolen_arena *arena,
                                dolen_err *err)
{
    dolen_ledger_entry entry;

    DOLEN_TRY(dolen_ledger_entry_read(arena, answer->ledger.entry, &entry, err));
    if (entry.kind != DOLEN_LEDGER_QUERY || !dolen_uuid_same(entry.request_id, query->request_id) ||
        !dolen_code_same(entry.member, query->agency) || !dolen_code_same(entry.purpose, query->purpose) ||
        memcmp(entry.staff.bytes, query->staff.bytes, sizeof entry.staff.bytes) != 0 ||
        entry.granted_level != answer->granted_level || entry.acknowledged != query->acknowledge_protected ||
        !dolen_digest_same(entry.rules_digest, answer->rules_digest))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the answer's ledger entry is about something else");
    if (!holds_findings(&entry, answer))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the answer discloses something else than its ledger entry says");
    if (entry.time > dolen_clock_now(dolen_clock_system()) + DOLEN_QUERY_CLOCK_SKEW)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the answer's ledger entry is dated in the future");
    return DOLEN_OK;
}

static dolen_status check_answer(const dolen_broker_link *link, const dolen_query *query, const dolen_answer *answer,
                                 dolen_arena *arena, dolen_err *err)
{
    if (!dolen_uuid_same(answer->request_id, query->request_id) || answer->epoch != query->epoch)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the answer is to another question");
    if (answer->granted_level > query->requested_level)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the answer grants more than was asked for");
    DOLEN_TRY(check_place(link, &answer->ledger, arena, err));
    return check_entry(query, answer, arena, err);
}

dolen_status dolen_broker_link_ask(dolen_broker_link *link, const dolen_query *query, dolen_arena *arena,
                                   dolen_answer *answer, dolen_broker_refusal *refusal, dolen_err *err)
{
    dolen_signed message = {0};
    dolen_http_call request = {.path = "/v1/query", .content_type = PROTOBUF};
    dolen_bytes body;

    *answer = (dolen_answer){0};
    *refusal = (dolen_broker_refusal){0};
    DOLEN_TRY(dolen_query_encode(query, arena, &message.body, err));
    const dolen_signature signature = dolen_sign_make(link->parts.signing, "query", message.body);
    memcpy(message.signature, signature.bytes, sizeof message.signature);
    DOLEN_TRY(dolen_signed_encode(&message, arena, &request.body, err));
    DOLEN_TRY(call(link, &request, arena, &body, refusal, err));
    DOLEN_TRY(dolen_answer_decode(body, arena, answer, err));
    return check_answer(link, query, answer, arena, err);
}

/* Send a message with the signature made of it. */
static dolen_status send_signed(dolen_broker_link *link, const char *path, dolen_bytes message,
                                const dolen_signature *signature, dolen_arena *arena, dolen_bytes *reply,
                                dolen_broker_refusal *refusal, dolen_err *err)
{
    dolen_signed envelope = {.body = message};
    dolen_http_call request = {.path = path, .content_type = PROTOBUF, .total_ms = CHUNK_MS};

    memcpy(envelope.signature, signature->bytes, sizeof envelope.signature);
    DOLEN_TRY(dolen_signed_encode(&envelope, arena, &request.body, err));
    return call(link, &request, arena, reply, refusal, err);
}

dolen_status dolen_broker_link_subject(dolen_broker_link *link, const dolen_subject_question *question,
                                       dolen_arena *arena, dolen_subject_account *account,
                                       dolen_broker_refusal *refusal, dolen_err *err)
{
    dolen_bytes message;
    dolen_bytes body;

    *account = (dolen_subject_account){0};
    *refusal = (dolen_broker_refusal){0};
    DOLEN_TRY(dolen_subject_question_encode(question, arena, &message, err));
    const dolen_signature signature = dolen_sign_make(link->parts.signing, "subject", message);
    DOLEN_TRY(send_signed(link, "/v1/subject", message, &signature, arena, &body, refusal, err));
    DOLEN_TRY(dolen_subject_account_decode(body, arena, account, err));
    if (!dolen_uuid_same(account->request_id, question->request_id))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the answer is to another question");
    return DOLEN_OK;
}

dolen_status dolen_broker_link_notice(dolen_broker_link *link, const dolen_ledger_notice *notice, dolen_arena *arena,
                                      uint64_t *index, dolen_broker_refusal *refusal, dolen_err *err)
{
    dolen_ledger_notice_reply reply;
    dolen_bytes message;
    dolen_bytes body;

    *index = 0;
    *refusal = (dolen_broker_refusal){0};
    DOLEN_TRY(dolen_ledger_notice_encode(notice, arena, &message, err));
    const dolen_signature signature = dolen_sign_make(link->parts.signing, "notice", message);
    DOLEN_TRY(send_signed(link, "/v1/notice", message, &signature, arena, &body, refusal, err));
    DOLEN_TRY(dolen_ledger_notice_reply_decode(body, arena, &reply, err));
    if (!dolen_uuid_same(reply.request_id, notice->request_id))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the reply is to another notice");
    *index = reply.ledger_index;
    return DOLEN_OK;
}

dolen_status dolen_broker_link_notices(dolen_broker_link *link, int64_t after, dolen_clock clock, dolen_arena *arena,
                                       dolen_notice_reply *out, dolen_err *err)
{
    const dolen_notice_request asked = {.federation = dolen_federation_current_get(link->parts.federation)->name,
                                        .agency = link->parts.agency,
                                        .after = after,
                                        .created = dolen_clock_now(clock)};
    dolen_broker_refusal refusal;
    dolen_bytes message;
    dolen_bytes body;

    *out = (dolen_notice_reply){0};
    DOLEN_TRY(dolen_notice_request_encode(&asked, arena, &message, err));
    const dolen_signature signature = dolen_sign_make(link->parts.signing, "owner-notices", message);
    DOLEN_TRY(send_signed(link, "/v1/owner-notices", message, &signature, arena, &body, &refusal, err));
    DOLEN_TRY(dolen_notice_reply_decode(body, arena, out, err));
    if (out->reached < after)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the broker's notices do not go on where they ended");
    return DOLEN_OK;
}

dolen_status dolen_broker_link_alerts(dolen_broker_link *link, int64_t after, dolen_clock clock, dolen_arena *arena,
                                      dolen_alert_reply *out, dolen_err *err)
{
    const dolen_alert_request asked = {.federation = dolen_federation_current_get(link->parts.federation)->name,
                                       .agency = link->parts.agency,
                                       .after = after,
                                       .created = dolen_clock_now(clock)};
    dolen_broker_refusal refusal;
    dolen_bytes message;
    dolen_bytes body;

    *out = (dolen_alert_reply){0};
    DOLEN_TRY(dolen_alert_request_encode(&asked, arena, &message, err));
    const dolen_signature signature = dolen_sign_make(link->parts.signing, "alerts", message);
    DOLEN_TRY(send_signed(link, "/v1/alerts", message, &signature, arena, &body, &refusal, err));
    DOLEN_TRY(dolen_alert_reply_decode(body, arena, out, err));
    if (out->reached < after)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the broker's alerts do not go on where they ended");
    return DOLEN_OK;
}

dolen_status dolen_broker_link_state(dolen_broker_link *link, uint32_t epoch, dolen_arena *arena,
                                     dolen_delta_state *out, dolen_err *err)
{
    const dolen_delta_state_request question = {.agency = link->parts.agency, .epoch = epoch};
    dolen_http_call request = {.path = "/v1/delta/state", .content_type = PROTOBUF};
    dolen_broker_refusal refusal;
    dolen_bytes body;

    *out = (dolen_delta_state){0};
    DOLEN_TRY(dolen_delta_state_request_encode(&question, arena, &request.body, err));
    DOLEN_TRY(call(link, &request, arena, &body, &refusal, err));
    return dolen_delta_state_decode(body, arena, out, err);
}

dolen_status dolen_broker_link_send_chunk(dolen_broker_link *link, dolen_bytes chunk, dolen_arena *arena,
                                          dolen_digest *digest, dolen_err *err)
{
    const dolen_http_call request = {
        .path = "/v1/delta/chunk", .content_type = PROTOBUF, .body = chunk, .total_ms = CHUNK_MS};
    dolen_broker_refusal refusal;
    dolen_chunk_reply reply;
    dolen_bytes body;

    *digest = dolen_hash_sha256(chunk);
    DOLEN_TRY(call(link, &request, arena, &body, &refusal, err));
    DOLEN_TRY(dolen_chunk_reply_decode(body, arena, &reply, err));
    if (!dolen_digest_same(reply.digest, *digest))
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the broker received other bytes than were sent");
    return DOLEN_OK;
}

static dolen_status digest_of(const dolen_delta *delta, dolen_arena *arena, dolen_bytes *canonical, dolen_digest *out,
                              dolen_err *err)
{
    *out = (dolen_digest){0};
    DOLEN_TRY(dolen_delta_canonical(delta, arena, canonical, err));
    *out = dolen_hash_sha256(*canonical);
    return DOLEN_OK;
}

dolen_status dolen_broker_link_sign(const dolen_broker_link *link, const dolen_delta *delta, dolen_arena *arena,
                                    dolen_bytes *message, dolen_digest *digest, dolen_err *err)
{
    dolen_delta_commit commit = {.delta = *delta};
    dolen_bytes canonical;

    *message = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(digest_of(delta, arena, &canonical, digest, err));
    const dolen_signature signature = dolen_sign_make(link->parts.signing, "delta", canonical);
    memcpy(commit.signature, signature.bytes, sizeof commit.signature);
    return dolen_delta_commit_encode(&commit, arena, message, err);
}

static dolen_status check_receipt(const dolen_broker_link *link, const dolen_delta *delta,
                                  const dolen_delta_receipt *receipt, dolen_arena *arena, dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(link->parts.federation);
    dolen_signature signature;
    dolen_digest digest;
    dolen_bytes canonical;

    DOLEN_TRY(digest_of(delta, arena, &canonical, &digest, err));
    DOLEN_TRY(dolen_delta_receipt_canonical(receipt, arena, &canonical, err));
    memcpy(signature.bytes, receipt->signature, sizeof signature.bytes);
    DOLEN_TRY(dolen_sign_check(&federation->broker.receipt, "receipt", canonical, &signature, err));
    if (receipt->sequence != delta->sequence || !dolen_digest_same(receipt->digest, digest) ||
        !dolen_digest_same(receipt->set_digest, delta->set_digest))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the receipt is for another delta");
    return DOLEN_OK;
}

dolen_status dolen_broker_link_commit(dolen_broker_link *link, dolen_bytes message, dolen_arena *arena,
                                      dolen_delta_receipt *receipt, dolen_bytes *encoded, dolen_broker_refusal *refusal,
                                      dolen_err *err)
{
    const dolen_http_call request = {
        .path = "/v1/delta/commit", .content_type = PROTOBUF, .body = message, .total_ms = COMMIT_MS};
    dolen_delta_commit commit;

    *receipt = (dolen_delta_receipt){0};
    *encoded = dolen_bytes_of(NULL, 0);
    *refusal = (dolen_broker_refusal){0};
    DOLEN_TRY(dolen_delta_commit_decode(message, arena, &commit, err));
    DOLEN_TRY(call(link, &request, arena, encoded, refusal, err));
    DOLEN_TRY(dolen_delta_receipt_decode(*encoded, arena, receipt, err));
    return check_receipt(link, &commit.delta, receipt, arena, err);
}

dolen_status dolen_broker_link_witness(dolen_broker_link *link, uint64_t old, dolen_bytes note, dolen_arena *arena,
                                       dolen_http_reply *reply, dolen_err *err)
{
    char path[64];
    const dolen_http_call request = {
        .method = "POST", .path = path, .content_type = "text/plain; charset=utf-8", .body = note};

    *reply = (dolen_http_reply){0};
    snprintf(path, sizeof path, "/v1/witness?old=%" PRIu64, old);
    return dolen_http_client_send(link->client, arena, &request, reply, err);
}

dolen_status dolen_broker_link_fetch_ledger(dolen_broker_link *link, const char *path, dolen_arena *arena,
                                            dolen_http_reply *reply, dolen_err *err)
{
    const dolen_http_call request = {.path = path, .total_ms = CHUNK_MS};

    *reply = (dolen_http_reply){0};
    return dolen_http_client_send(link->client, arena, &request, reply, err);
}

dolen_status dolen_broker_link_statistics(dolen_broker_link *link, const dolen_statistics_request *request,
                                          dolen_arena *arena, dolen_statistics_reply *reply,
                                          dolen_broker_refusal *refusal, dolen_err *err)
{
    dolen_signed message = {0};
    dolen_http_call call_of = {.path = "/v1/statistics", .content_type = PROTOBUF, .total_ms = CHUNK_MS};
    dolen_bytes body;

    *reply = (dolen_statistics_reply){0};
    *refusal = (dolen_broker_refusal){0};
    DOLEN_TRY(dolen_statistics_request_encode(request, arena, &message.body, err));
    const dolen_signature signature = dolen_sign_make(link->parts.signing, "statistics", message.body);
    memcpy(message.signature, signature.bytes, sizeof message.signature);
    DOLEN_TRY(dolen_signed_encode(&message, arena, &call_of.body, err));
    const dolen_status called = call(link, &call_of, arena, &body, refusal, err);
    if (refusal->status == DOLEN_E_ABSENT)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such release of statistics");
    DOLEN_TRY(called);
    DOLEN_TRY(dolen_statistics_reply_decode(body, arena, reply, err));
    if (!dolen_uuid_same(reply->request_id, request->request_id))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the statistics are for another request");
    return DOLEN_OK;
}
