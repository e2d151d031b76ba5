#include "node/agency/service/ledger_desk.h"

#include <stdlib.h>
#include <string.h>

#include "node/agency/ledger_reconcile.h"
#include "node/agency/receipt_file.h"
#include "node/agency/search_receipt.h"
#include "node/agency/service/json_reply.h"
#include "node/agency/witness_state.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/store/search_store.h"
#include "node/store/subject_store.h"

enum { ALARMS = 100, LOOK_EVERY = 10 * 60 * 1000, DAY = 24 * 3600 * 1000, MONTH_DAYS = 31 };

static dolen_status fetch(void *context, const char *path, dolen_arena *arena, dolen_http_reply *reply, dolen_err *err)
{
    const dolen_agency *agency = context;

    return dolen_broker_link_fetch_ledger(agency->broker, path, arena, reply, err);
}

static dolen_ledger_reconcile_parts parts_of(dolen_agency *agency)
{
    return (dolen_ledger_reconcile_parts){.federation = agency->federation,
                                          .agency = agency->code,
                                          .pool = agency->pool,
                                          .clock = agency->clock,
                                          .alarm = agency->alarm,
                                          .settle = DOLEN_LEDGER_RECONCILE_SETTLE,
                                          .fetch = fetch,
                                          .context = agency};
}

static bool is_due(dolen_agency *agency)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_reconciliation latest;

    return agency->settings.reconcile_interval && dolen_pool_take(agency->pool, &connection, NULL) == DOLEN_OK &&
           dolen_reconciliation_store_latest(connection, &latest, NULL) == DOLEN_OK &&
           dolen_clock_now(agency->clock) - latest.finished >= agency->settings.reconcile_interval;
}

/* Listed for the ledger before they go (IG-14). */
static dolen_status sweep_receipts(dolen_agency *agency, int64_t now, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const int64_t before = now - (int64_t)dolen_rules_limits(agency->rules)->search_months * MONTH_DAYS * DAY;
    dolen_subject_notice notice = {
        .id = dolen_uuid_make(), .made = now, .action = dolen_code_of("receipts"), .account = "", .case_reference = ""};
    uint64_t count = 0;

    DOLEN_TRY(dolen_receipt_file_sweep(agency->settings.state_folder, before, true, &count, err));
    if (count == 0)
        return DOLEN_OK;
    notice.count = (int64_t)count;
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_subject_store_notice(connection, &notice, err));
    dolen_connection_drop(&connection);
    return dolen_receipt_file_sweep(agency->settings.state_folder, before, false, &count, err);
}

static void sweep_when_due(dolen_agency *agency)
{
    const int64_t now = dolen_clock_now(agency->clock);
    dolen_err err = {0};

    if (now - agency->receipts_swept < DAY)
        return;
    agency->receipts_swept = now;
    if (sweep_receipts(agency, now, &err) != DOLEN_OK)
        dolen_log_warning("old receipts could not be removed", dolen_field_status(dolen_status_word(err.status)),
                          dolen_field_reason(&err));
}

static int64_t reconcile_when_due(void *context)
{
    dolen_agency *agency = context;
    DOLEN_FREED dolen_ledger_reconcile_report *report = dolen_memory_make(1, sizeof *report);
    const dolen_ledger_reconcile_parts parts = parts_of(agency);
    dolen_err err = {0};

    if (is_due(agency) && dolen_ledger_reconcile_run(&parts, report, &err) != DOLEN_OK)
        dolen_log_warning("the ledger could not be compared with this agency's searches",
                          dolen_field_status(dolen_status_word(err.status)), dolen_field_reason(&err));
    sweep_when_due(agency);
    return LOOK_EVERY;
}

dolen_periodic *dolen_ledger_desk_start(dolen_agency *agency)
{
    return dolen_periodic_new(reconcile_when_due, agency);
}

static json_t *report_json(const dolen_ledger_reconcile_report *report)
{
    json_t *differences = json_array();
    char finished[DOLEN_INSTANT_TEXT];
    char id[DOLEN_UUID_TEXT];

    for (size_t i = 0; i < report->difference_count && i < DOLEN_LEDGER_RECONCILE_KEPT; i++) {
        dolen_uuid_write(report->differences[i].request, id);
        json_array_append_new(differences,
                              json_pack("{s:I, s:s, s:s}", "index", (json_int_t)report->differences[i].index, "search",
                                        id, "what", report->differences[i].what));
    }
    dolen_instant_write(report->counts.finished, finished);
    return json_pack("{s:b, s:s, s:I, s:I, s:I, s:I, s:I, s:o}", "ok", report->difference_count == 0, "finished",
                     finished, "compared_up_to", (json_int_t)report->counts.size, "searches",
                     (json_int_t)report->counts.searches, "entries", (json_int_t)report->counts.entries, "missing",
                     (json_int_t)report->counts.missing, "unknown", (json_int_t)report->counts.unknown, "differences",
                     differences);
}

dolen_status dolen_ledger_desk_reconcile(dolen_agency *agency, dolen_http_request *request,
                                         dolen_http_response *response, dolen_err *err)
{
    DOLEN_FREED dolen_ledger_reconcile_report *report = dolen_memory_make(1, sizeof *report);
    DOLEN_OWN(json_t, document) = NULL;
    DOLEN_OWN(json_t, question) = NULL;
    dolen_ledger_reconcile_parts parts = parts_of(agency);
    dolen_err why = {0};

    if (dolen_json_reply_read(request, &question, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    if (json_is_true(json_object_get(question, "recent")))
        parts.settle = 0;
    if (dolen_ledger_reconcile_run(&parts, report, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    document = report_json(report);
    return dolen_json_reply_send(response, 200, document, err);
}

static dolen_status find_receipt(dolen_agency *agency, dolen_uuid id, dolen_arena *arena, const char **out,
                                 dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_stored_search search;

    *out = NULL;
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_search_store_find(connection, NULL, id, arena, &search, err));
    dolen_connection_drop(&connection);
    if (!search.receipt)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the search has no receipt, for it was not answered");
    return dolen_search_receipt_confirmed(agency, id, search.receipt, arena, out, err);
}

dolen_status dolen_ledger_desk_receipt(dolen_agency *agency, dolen_http_request *request, dolen_http_response *response,
                                       dolen_err *err)
{
    const char *receipt = NULL;
    dolen_uuid id;
    dolen_err why = {0};

    dolen_status status = dolen_uuid_read(dolen_http_request_rest(request), &id, &why);
    if (status == DOLEN_OK)
        status = find_receipt(agency, id, dolen_http_request_arena(request), &receipt, &why);
    if (status != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    dolen_http_response_body(response, "text/plain; charset=utf-8", dolen_bytes_of_string(receipt));
    return DOLEN_OK;
}

static json_t *alarm_json(const dolen_stored_alarm *alarm)
{
    char first[DOLEN_INSTANT_TEXT];
    char last[DOLEN_INSTANT_TEXT];
    char closed[DOLEN_INSTANT_TEXT] = "";

    dolen_instant_write(alarm->first_seen, first);
    dolen_instant_write(alarm->last_seen, last);
    if (alarm->closed)
        dolen_instant_write(alarm->closed, closed);
    return json_pack("{s:I, s:s, s:b, s:s, s:s, s:I, s:s, s:s, s:s, s:s}", "number", (json_int_t)alarm->number, "kind",
                     alarm->kind, "open", alarm->closed == 0, "first_seen", first, "last_seen", last, "times",
                     (json_int_t)alarm->times, "what_to_do", dolen_ledger_alarm_advice(alarm->kind), "evidence",
                     alarm->evidence, "closed", closed, "reason", alarm->reason);
}

dolen_status dolen_ledger_desk_alarms(dolen_agency *agency, dolen_http_request *request, dolen_http_response *response,
                                      dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_stored_alarm *alarms = NULL;
    size_t count = 0;
    dolen_err why = {0};

    dolen_status status = dolen_pool_take(agency->pool, &connection, &why);
    if (status == DOLEN_OK)
        status = dolen_alarm_store_list(connection, ALARMS, dolen_http_request_arena(request), &alarms, &count, &why);
    if (status != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, alarm_json(&alarms[i]));
    DOLEN_OWN(json_t, document) = json_pack("{s:o}", "alarms", list);
    return dolen_json_reply_send(response, 200, document, err);
}

dolen_status dolen_ledger_desk_close(dolen_agency *agency, dolen_http_request *request, dolen_http_response *response,
                                     dolen_err *err)
{
    DOLEN_OWN(json_t, question) = NULL;
    dolen_err why = {0};

    dolen_status status = dolen_json_reply_read(request, &question, &why);
    if (status == DOLEN_OK)
        status = dolen_ledger_alarm_close(agency->alarm, json_integer_value(json_object_get(question, "close")),
                                          json_string_value(json_object_get(question, "reason")), &why);
    if (status != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    return dolen_ledger_desk_alarms(agency, request, response, err);
}

static json_t *witness_json(const dolen_witness_state_member *member)
{
    char since[DOLEN_INSTANT_TEXT] = "";

    if (member->confirmed)
        dolen_instant_write(member->confirmed, since);
    return json_pack("{s:s, s:s, s:b, s:s}", "member", member->code.text, "name", member->name_en, "confirmed",
                     member->confirmed != 0, "at", since);
}

dolen_status dolen_ledger_desk_witness(dolen_agency *agency, dolen_http_request *request, dolen_http_response *response,
                                       dolen_err *err)
{
    DOLEN_FREED dolen_witness_state *state = dolen_memory_make(1, sizeof *state);
    char since[DOLEN_INSTANT_TEXT] = "";
    dolen_err why = {0};

    if (dolen_witness_state_read(agency, dolen_http_request_arena(request), state, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    json_t *members = json_array();
    for (size_t i = 0; i < state->member_count; i++)
        json_array_append_new(members, witness_json(&state->members[i]));
    if (state->since)
        dolen_instant_write(state->since, since);
    DOLEN_OWN(json_t, document) =
        json_pack("{s:I, s:I, s:I, s:I, s:b, s:s, s:o}", "entries", (json_int_t)state->entries, "confirmed_entries",
                  (json_int_t)state->confirmed_entries, "confirmed_by", (json_int_t)state->confirmed_count, "needed",
                  (json_int_t)state->needed, "alarm", state->has_alarm, "since", since, "witnesses", members);
    return dolen_json_reply_send(response, 200, document, err);
}
