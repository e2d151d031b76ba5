#include "node/broker/statistics_serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/text.h"
#include "node/broker/statistics_job.h"
#include "node/crypto/sign.h"
#include "node/store/admission_store.h"
#include "node/store/statistics_store.h"
#include "proto/codec/signed.h"

enum { DAY = 24 * 3600 * 1000 };

/* One reading on its way through the broker. */
typedef struct reading {
    dolen_broker *broker;
    const dolen_rules *rules; /* in force when the request came */
    dolen_arena *arena;
    int64_t now;
    dolen_statistics_request request;
    dolen_code rule; /* why it was refused */
    const dolen_statistics_release *releases;
    size_t release_count;
} reading;

static dolen_status open_reading(reading *r, dolen_http_request *request, dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(r->broker->federation);
    const dolen_federation_member *member = NULL;
    dolen_signed message;
    dolen_signature signature;

    DOLEN_TRY(dolen_signed_decode(dolen_http_request_body(request), r->arena, &message, err));
    DOLEN_TRY(dolen_statistics_request_decode(message.body, r->arena, &r->request, err));
    DOLEN_TRY(dolen_broker_member(r->broker, request, r->request.agency, &member, err));
    memcpy(signature.bytes, message.signature, sizeof signature.bytes);
    DOLEN_TRY(dolen_sign_check(&member->signing, "statistics", message.body, &signature, err));
    if (!dolen_code_same(r->request.federation, federation->name))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the request is for another federation");
    if (llabs(r->now - r->request.created) > DOLEN_QUERY_CLOCK_SKEW)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the request's clock is more than five minutes off");
    return DOLEN_OK;
}

/* Figures are for who audits: governance lead and data-protection officer; nobody else needs them to do their work. */
static dolen_status admit(reading *r, dolen_connection *connection, dolen_err *err)
{
    static const dolen_staff nobody;
    const dolen_role *role = dolen_rules_find_role(r->rules, r->request.role);
    char name[DOLEN_ADMISSION_NAME];
    dolen_admission_counter counter = {.name = name, .slot = r->now / DAY};
    bool is_new = false;

    snprintf(name, sizeof name, "statistics-day %s", r->request.agency.text);
    DOLEN_TRY(dolen_admission_store_count(connection, r->request.request_id, r->now, &counter, 1, &is_new, err));
    if (!is_new)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "a request with this number was made before");
    r->rule = dolen_code_of("IG-36");
    if (!role || !role->may_audit || memcmp(&r->request.staff, &nobody, sizeof nobody) == 0)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "this role does not read statistics");
    r->rule = (dolen_code){0};
    return DOLEN_OK;
}

/* The latest, and those before it that a year's picture needs. */
static dolen_status read_latest(reading *r, dolen_connection *connection, dolen_err *err)
{
    const dolen_statistics_release *all = NULL;
    dolen_statistics_release *latest = NULL;
    size_t count = 0;

    DOLEN_TRY(dolen_statistics_store_list(connection, r->arena, &all, &count, err));
    if (count == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no release of statistics yet");
    const size_t first = count > DOLEN_STATISTICS_MONTHS ? count - DOLEN_STATISTICS_MONTHS : 0;
    DOLEN_TRY(dolen_arena_take(r->arena, count - first, sizeof *latest, (void *)&latest, err));
    for (size_t i = first; i < count; i++)
        DOLEN_TRY(dolen_statistics_store_read(connection, all[i].month, r->arena, &latest[i - first], err));
    r->releases = latest;
    r->release_count = count - first;
    return DOLEN_OK;
}

static dolen_status read_releases(reading *r, dolen_connection *connection, dolen_err *err)
{
    dolen_statistics_release *one = NULL;

    if (r->request.wants_list)
        return dolen_statistics_store_list(connection, r->arena, &r->releases, &r->release_count, err);
    if (r->request.month == 0)
        return read_latest(r, connection, err);
    DOLEN_TRY(dolen_arena_take(r->arena, 1, sizeof *one, (void *)&one, err));
    DOLEN_TRY(dolen_statistics_store_read(connection, r->request.month, r->arena, one, err));
    r->releases = one;
    r->release_count = 1;
    return DOLEN_OK;
}

static dolen_status consider(reading *r, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(r->broker->pool, &connection, err));
    DOLEN_TRY(admit(r, connection, err));
    return read_releases(r, connection, err);
}

/* What the ledger says was read: the latest month, and how many figures in all. */
static void note_range(const reading *r, dolen_ledger_entry *entry)
{
    for (size_t i = 0; i < r->release_count && !r->request.wants_list; i++) {
        entry->range.first = (uint64_t)r->releases[i].month;
        entry->range.count += r->releases[i].figure_count;
    }
}

static dolen_status record(reading *r, const char *outcome, dolen_ledger_place *place, dolen_err *err)
{
    dolen_ledger_entry entry = {.kind = DOLEN_LEDGER_STATISTICS,
                                .time = r->now,
                                .member = r->request.agency,
                                .staff = r->request.staff,
                                .role = r->request.role,
                                .channel = r->request.channel,
                                .request_id = r->request.request_id,
                                .outcome = dolen_code_of(outcome),
                                .rules_digest = dolen_rules_digest(r->rules)};

    note_range(r, &entry);
    DOLEN_TRY(dolen_text_copy(entry.rules_version, sizeof entry.rules_version, dolen_rules_version(r->rules), err));
    return dolen_ledger_append(r->broker->ledger, &entry, NULL, r->arena, place, err);
}

static dolen_status answer(reading *r, dolen_http_response *response, dolen_err *err)
{
    dolen_statistics_reply reply = {
        .request_id = r->request.request_id, .releases = r->releases, .release_count = r->release_count};
    dolen_ledger_place place;
    dolen_bytes body;

    DOLEN_TRY(record(r, r->request.wants_list ? "listed" : "read", &place, err));
    reply.ledger_index = place.index;
    DOLEN_TRY(dolen_statistics_reply_encode(&reply, r->arena, &body, err));
    dolen_broker_respond(response, body);
    return DOLEN_OK;
}

dolen_status dolen_statistics_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                                    dolen_err *err)
{
    dolen_broker *broker = context;
    reading r = {.broker = broker,
                 .rules = broker->rules,
                 .arena = dolen_http_request_arena(request),
                 .now = dolen_clock_now(broker->clock)};
    dolen_ledger_place place;
    dolen_err why = {0};

    if (open_reading(&r, request, &why) != DOLEN_OK)
        return dolen_broker_refuse(request, response, &why, r.rule, 0, err);
    const dolen_status considered = consider(&r, &why);
    if (considered == DOLEN_E_DENIED || considered == DOLEN_E_CONFLICT)
        DOLEN_TRY(record(&r, dolen_code_is_empty(r.rule) ? dolen_status_word(considered) : r.rule.text, &place, err));
    if (considered != DOLEN_OK)
        return dolen_broker_refuse(request, response, &why, r.rule, 0, err);
    return answer(&r, response, err);
}
