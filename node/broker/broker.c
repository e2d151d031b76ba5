#include "node/broker/broker.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "governance/audit/note.h"
#include "governance/federation/federation_pins.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/broker/alerting_job.h"
#include "node/broker/alerts.h"
#include "node/broker/ledger_files.h"
#include "node/broker/notice.h"
#include "node/broker/owner_notices.h"
#include "node/broker/publishing.h"
#include "node/broker/query.h"
#include "node/broker/statistics_job.h"
#include "node/broker/statistics_serve.h"
#include "node/broker/subject.h"
#include "node/crypto/hash.h"
#include "node/crypto/sign.h"
#include "proto/codec/delta.h"
#include "proto/codec/refusal.h"
#include "proto/codec/signed.h"

enum { BROKER_KEY_SIZE = 32, PROBLEMS = 20, MAX_CONNECTIONS = 4096, LEDGER_ARENA = 64 * 1024 };

/* A member's name cannot be parenthesised. NOLINTBEGIN(bugprone-macro-parentheses) */
#define SETTING(section_, key_, kind_, otherwise_, field_, help_)                                                      \
    {                                                                                                                  \
        .section = section_, .key = key_, .kind = kind_, .otherwise = otherwise_,                                      \
        .offset = offsetof(dolen_broker_settings, field_), .help = help_                                               \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

static const dolen_setting settings_table[] = {
    SETTING("federation", "file", DOLEN_SETTING_FILE, NULL, federation_file, "the signed federation file"),
    SETTING("federation", "governance-key", DOLEN_SETTING_TEXT, NULL, governance_key,
            "verifier key (name+id+base64) of the partnership's governance key"),
    SETTING("rules", "folder", DOLEN_SETTING_FOLDER, NULL, rules_folder, "folder of the rule files"),
    SETTING("keys", "broker", DOLEN_SETTING_SECRET_FILE, NULL, broker_key_file,
            "the broker's own key for stored values: 64 hexadecimal digits"),
    SETTING("keys", "receipt", DOLEN_SETTING_SECRET_FILE, NULL, receipt_key_file, "signing key of delta receipts"),
    SETTING("keys", "ledger", DOLEN_SETTING_SECRET_FILE, NULL, ledger_key_file, "signing key of ledger checkpoints"),
    SETTING(
        "ledger", "memory", DOLEN_SETTING_PATH, "", ledger_memory,
        "file outside the database that remembers the latest checkpoint, so that a restored old database is noticed"),
    SETTING("tls", "certificate", DOLEN_SETTING_FILE, NULL, certificate_file, "own certificate, PEM"),
    SETTING("tls", "key", DOLEN_SETTING_SECRET_FILE, NULL, certificate_key_file, "its private key, PEM"),
    SETTING("tls", "authority", DOLEN_SETTING_FILE, NULL, authority_file, "the federation's authority, PEM"),
    SETTING("tls", "revocations", DOLEN_SETTING_PATH, NULL, revocation_file, "its revocation list, PEM"),
    SETTING("listen", "address", DOLEN_SETTING_ADDRESS, NULL, listen, "where members connect"),
    {.section = "listen",
     .key = "connections",
     .kind = DOLEN_SETTING_NUMBER,
     .otherwise = "256",
     .least = 4,
     .most = MAX_CONNECTIONS,
     .offset = offsetof(dolen_broker_settings, connections),
     .help = "connections at a time"},
    {.section = "answers",
     .key = "step",
     .kind = DOLEN_SETTING_DURATION,
     .otherwise = "20 ms",
     .most = 1000,
     .offset = offsetof(dolen_broker_settings, answer_step),
     .help =
         "answers leave at whole steps of this after their question came, so that time does not tell what was found; "
         "0 ms: as soon as they can"},
    SETTING("database", "connect", DOLEN_SETTING_TEXT, NULL, database, "libpq connection string, without a password"),
    {.section = "database",
     .key = "connections",
     .kind = DOLEN_SETTING_NUMBER,
     .otherwise = "12",
     .least = 2,
     .most = DOLEN_POOL_LIMIT,
     .offset = offsetof(dolen_broker_settings, database_connections),
     .help = "connections to the database"},
    {.section = "statistics",
     .key = "patience-days",
     .kind = DOLEN_SETTING_NUMBER,
     .otherwise = "28",
     .least = 1,
     .most = 365,
     .offset = offsetof(dolen_broker_settings, statistics_patience),
     .help = "days after a month's end that its statistics wait for members who have not published to it"},
    {.section = "statistics",
     .key = "look-seconds",
     .kind = DOLEN_SETTING_NUMBER,
     .otherwise = "600",
     .least = 1,
     .most = 86400,
     .offset = offsetof(dolen_broker_settings, statistics_look),
     .help = "how often it is looked whether a month's statistics are due"},
    {0},
};

dolen_status dolen_broker_member(const dolen_broker *broker, const dolen_http_request *request, dolen_code claimed,
                                 const dolen_federation_member **out, dolen_err *err)
{
    const dolen_peer *peer = dolen_http_request_peer(request);

    *out = NULL;
    if (!peer || peer->role != DOLEN_PEER_AGENCY || !dolen_code_same(peer->code, claimed))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "a member speaks for itself only");
    *out = dolen_federation_member_of(dolen_federation_current_get(broker->federation), claimed);
    if (!*out || (*out)->suspended)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "no member in good standing");
    return DOLEN_OK;
}

void dolen_broker_respond(dolen_http_response *response, dolen_bytes body)
{
    dolen_http_response_body(response, "application/x-protobuf", body);
}

dolen_status dolen_broker_refuse(dolen_http_request *request, dolen_http_response *response, const dolen_err *why,
                                 dolen_code rule, uint64_t expected_sequence, dolen_err *err)
{
    const dolen_peer *peer = dolen_http_request_peer(request);
    dolen_refusal refusal = dolen_refusal_of(why);
    dolen_bytes body;

    refusal.rule = rule;
    refusal.expected_sequence = expected_sequence;
    dolen_log_warning("request refused", dolen_field_peer(peer ? peer->code.text : "none"),
                      dolen_field_path(dolen_http_request_path(request)),
                      dolen_field_status(dolen_status_word(why->status)), dolen_field_reason(why));
    DOLEN_TRY(dolen_refusal_encode(&refusal, dolen_http_request_arena(request), &body, err));
    dolen_http_response_status(response, dolen_status_http(why->status));
    dolen_broker_respond(response, body);
    return DOLEN_OK;
}

static void observe(void *context, const dolen_http_event *event)
{
    const dolen_broker *broker = context;

    dolen_metric_add(broker->counts.requests, 1, event->route, event->status < 400 ? "done" : "refused");
    dolen_metric_observe(broker->counts.seconds, event->seconds, event->route, NULL);
}

static void make_counts(dolen_broker *broker, dolen_metrics *metrics)
{
    broker->counts = (dolen_broker_counts){
        .queries = dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_COUNTER,
                                                                    .name = "dolen_queries_total",
                                                                    .help = "Questions by outcome",
                                                                    .labels = {"outcome"}}),
        .deltas = dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_COUNTER,
                                                                   .name = "dolen_deltas_total",
                                                                   .help = "Deltas by outcome",
                                                                   .labels = {"outcome"}}),
        .requests = dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_COUNTER,
                                                                     .name = "dolen_requests_total",
                                                                     .help = "Requests by route and result",
                                                                     .labels = {"route", "result"}}),
        .seconds =
            dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_HISTOGRAM,
                                                             .name = "dolen_request_seconds",
                                                             .help = "Time from request to answer",
                                                             .labels = {"route"},
                                                             .bounds = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5}}),
        .validity = dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE,
                                                                     .name = "dolen_federation_seconds_left",
                                                                     .help = "Until the federation file ends"}),
        .alerts = dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_COUNTER,
                                                                   .name = "dolen_alerts_total",
                                                                   .help = "Alerts raised by watches"}),
        .alerts_waiting = dolen_metrics_make(
            metrics, (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE,
                                          .name = "dolen_alerts_waiting",
                                          .help = "New flags that were not looked at yet for watches"}),
        .awaited = dolen_metrics_make(
            metrics, (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE,
                                          .name = "dolen_rules_awaited",
                                          .help = "1: the federation file names rules that are not here yet; 2: for "
                                                  "longer than its grace"}),
    };
}

static dolen_status load_federation(dolen_broker *broker, dolen_problems *problems, dolen_err *err)
{
    dolen_note_key governance;

    DOLEN_TRY(dolen_note_read_key(dolen_bytes_of_string(broker->settings.governance_key), &governance, err));
    DOLEN_TRY(dolen_federation_current_new(broker->settings.federation_file, &governance, &broker->federation, problems,
                                           err));
    DOLEN_TRY(dolen_rules_current_new(broker->settings.rules_folder, broker->federation, &broker->rules_current,
                                      problems, err));
    broker->rules = dolen_rules_current_get(broker->rules_current);
    return DOLEN_OK;
}

static dolen_status load_keys(dolen_broker *broker, dolen_err *err)
{
    DOLEN_OWN(dolen_secret, key) = NULL;

    DOLEN_TRY(dolen_secret_read_file(broker->settings.broker_key_file, BROKER_KEY_SIZE, &key, err));
    broker->tokens = dolen_stored_token_key_new(key);
    broker->handles = dolen_handle_seal_new(key);
    dolen_digest offsets = dolen_hash_keyed(key, "statistics v1", dolen_bytes_of(NULL, 0));
    broker->statistics_key = dolen_secret_new_copy(dolen_bytes_of(offsets.bytes, sizeof offsets.bytes));
    dolen_memory_wipe(&offsets, sizeof offsets);
    DOLEN_TRY(dolen_signing_key_read_file(broker->settings.receipt_key_file, &broker->receipt_key, err));
    return dolen_signing_key_read_file(broker->settings.ledger_key_file, &broker->ledger_key, err);
}

static dolen_status open_ledger(dolen_broker *broker, dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(broker->federation);
    const dolen_pool_settings pool = {.conninfo = broker->settings.database,
                                      .size = (size_t)broker->settings.database_connections,
                                      .role = "dolen_service"};
    broker->pool = dolen_pool_new(&pool);
    const dolen_ledger_settings ledger = {.origin = federation->broker.ledger.name,
                                          .key = broker->ledger_key,
                                          .pool = broker->pool,
                                          .clock = broker->clock,
                                          .memory_file = broker->settings.ledger_memory,
                                          .open_behind = true,
                                          .may_name = dolen_owner_notices_may_name,
                                          .naming = broker};
    dolen_witnessing_parts witnessing = {
        .federation = broker->federation, .pool = broker->pool, .clock = broker->clock, .metrics = broker->metrics};

    DOLEN_TRY(dolen_ledger_open(&ledger, &broker->ledger, err));
    DOLEN_TRY(dolen_note_read_key(dolen_bytes_of_string(broker->settings.governance_key), &witnessing.governance, err));
    witnessing.ledger = broker->ledger;
    return dolen_witnessing_new(&witnessing, &broker->witnessing, err);
}

static const dolen_http_route routes[] = {
    {.method = "POST",
     .path = "/v1/query",
     .handler = dolen_query_serve,
     .body_limit = DOLEN_SIGNED_BYTES,
     .arena_limit = DOLEN_QUERY_REQUEST_ARENA,
     .only = DOLEN_PEER_AGENCY,
     .label = "query"},
    {.method = "POST",
     .path = "/v1/owner-notices",
     .handler = dolen_owner_notices_serve,
     .body_limit = DOLEN_SIGNED_BYTES,
     .arena_limit = DOLEN_OWNER_NOTICES_ARENA,
     .only = DOLEN_PEER_AGENCY,
     .label = "owner-notices"},
    {.method = "POST",
     .path = "/v1/alerts",
     .handler = dolen_alerts_serve,
     .body_limit = DOLEN_SIGNED_BYTES,
     .arena_limit = DOLEN_ALERTS_ARENA,
     .only = DOLEN_PEER_AGENCY,
     .label = "alerts"},
    {.method = "POST",
     .path = "/v1/delta/state",
     .handler = dolen_publishing_state,
     .body_limit = DOLEN_DELTA_MESSAGE_BYTES,
     .arena_limit = DOLEN_DELTA_STATE_ARENA,
     .only = DOLEN_PEER_AGENCY,
     .label = "delta-state"},
    {.method = "POST",
     .path = "/v1/delta/chunk",
     .handler = dolen_publishing_chunk,
     .body_limit = DOLEN_CHUNK_BYTES,
     .arena_limit = DOLEN_PUBLISHING_ARENA,
     .only = DOLEN_PEER_AGENCY,
     .label = "delta-chunk"},
    {.method = "POST",
     .path = "/v1/delta/commit",
     .handler = dolen_publishing_commit,
     .body_limit = DOLEN_DELTA_MESSAGE_BYTES,
     .only = DOLEN_PEER_AGENCY,
     .label = "delta-commit"},
    {.method = "POST",
     .path = "/v1/subject",
     .handler = dolen_subject_serve,
     .body_limit = DOLEN_SIGNED_BYTES,
     .arena_limit = DOLEN_SUBJECT_REQUEST_ARENA,
     .only = DOLEN_PEER_AGENCY,
     .label = "subject"},
    {.method = "POST",
     .path = "/v1/notice",
     .handler = dolen_notice_serve,
     .body_limit = DOLEN_SIGNED_BYTES,
     .arena_limit = DOLEN_NOTICE_ARENA,
     .only = DOLEN_PEER_AGENCY,
     .label = "notice"},
    {.method = "GET",
     .path = "/v1/ledger/",
     .handler = dolen_ledger_files_serve,
     .arena_limit = DOLEN_LEDGER_FILES_ARENA,
     .only = DOLEN_PEER_AGENCY,
     .label = "ledger"},
    {.method = "POST",
     .path = "/v1/witness",
     .handler = dolen_witnessing_serve,
     .body_limit = DOLEN_WITNESSING_BODY,
     .arena_limit = DOLEN_WITNESSING_ARENA,
     .only = DOLEN_PEER_AGENCY,
     .label = "witness"},
    {.method = "POST",
     .path = "/v1/statistics",
     .handler = dolen_statistics_serve,
     .body_limit = DOLEN_SIGNED_BYTES,
     .arena_limit = DOLEN_STATISTICS_SERVE_ARENA,
     .only = DOLEN_PEER_AGENCY,
     .label = "statistics"},
    {0},
};

static dolen_status open_server(dolen_broker *broker, dolen_err *err)
{
    const dolen_http_server_options options = {
        .flavour = DOLEN_HTTP_MUTUAL_TLS,
        .listen = broker->settings.listen,
        .certificate_file = broker->settings.certificate_file,
        .key_file = broker->settings.certificate_key_file,
        .trust = broker->trust,
        .pins = dolen_federation_pins_of(broker->federation),
        .routes = routes,
        .context = broker,
        .observe = observe,
        .connections = (unsigned int)broker->settings.connections,
        .clock = broker->clock,
    };

    return dolen_http_server_new(&options, &broker->server, err);
}

static dolen_status open_all(dolen_broker *broker, dolen_problems *problems, dolen_err *err)
{
    DOLEN_TRY(load_federation(broker, problems, err));
    const dolen_trust_options trust = {.federation = dolen_federation_current_get(broker->federation)->name,
                                       .authority_file = broker->settings.authority_file,
                                       .revocation_file = broker->settings.revocation_file,
                                       .clock = broker->clock};
    DOLEN_TRY(dolen_trust_new(trust, &broker->trust, err));
    DOLEN_TRY(load_keys(broker, err));
    DOLEN_TRY(open_ledger(broker, err));
    const dolen_erasure_record_parts erasures = {
        .pool = broker->pool, .ledger = broker->ledger, .clock = broker->clock};
    broker->erasures = dolen_erasure_record_new(&erasures, &broker->rules);
    DOLEN_TRY(open_server(broker, err));
    broker->alerting = dolen_alerting_job_start(broker);
    broker->statistics = dolen_statistics_job_start(broker, broker->settings.statistics_look);
    return DOLEN_OK;
}

static void stop(void *service)
{
    dolen_broker *broker = service;

    dolen_statistics_job_free(broker->statistics);
    dolen_alerting_job_free(broker->alerting);
    dolen_http_server_free(broker->server);
    dolen_witnessing_free(broker->witnessing);
    dolen_erasure_record_free(broker->erasures);
    dolen_ledger_free(broker->ledger);
    dolen_pool_free(broker->pool);
    dolen_signing_key_free(broker->receipt_key);
    dolen_signing_key_free(broker->ledger_key);
    dolen_stored_token_key_free(broker->tokens);
    dolen_handle_seal_free(broker->handles);
    dolen_secret_free(broker->statistics_key);
    dolen_trust_free(broker->trust);
    dolen_rules_current_free(broker->rules_current);
    dolen_federation_current_free(broker->federation);
    free(broker);
}

static dolen_status start(const dolen_daemon *daemon, void **service, dolen_err *err)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    dolen_broker *broker = dolen_memory_make(1, sizeof *broker);

    *service = NULL;
    broker->clock = daemon->clock;
    broker->metrics = daemon->metrics;
    dolen_settings_bind(daemon->settings, settings_table, &broker->settings);
    make_counts(broker, daemon->metrics);
    const dolen_status opened = open_all(broker, problems, err);
    dolen_problems_print(problems, stderr);
    if (opened != DOLEN_OK) {
        stop(broker);
        return opened;
    }
    *service = broker;
    return DOLEN_OK;
}

/* That other rules are in force is in the ledger before anything is decided under them (IG-10). */
static dolen_status record_rules(const dolen_broker *broker, const dolen_rules *rules, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(LEDGER_ARENA);
    dolen_ledger_entry entry = {.kind = DOLEN_LEDGER_RULES,
                                .time = dolen_clock_now(broker->clock),
                                .outcome = dolen_code_of("in-force"),
                                .rules_digest = dolen_rules_digest(rules)};
    dolen_ledger_place place;

    DOLEN_TRY(dolen_text_copy(entry.rules_version, sizeof entry.rules_version, dolen_rules_version(rules), err));
    return dolen_ledger_append(broker->ledger, &entry, NULL, arena, &place, err);
}

/* New rules are taken up when they are valid and the signed file names them; otherwise the old ones stay (IG-04). */
static void reload_rules(dolen_broker *broker)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    dolen_err err = {0};
    bool changed = false;

    dolen_status read = dolen_rules_current_reload(broker->rules_current, &changed, problems, &err);
    dolen_problems_print(problems, stderr);
    dolen_rules *rules = dolen_rules_current_get(broker->rules_current);
    changed = rules != broker->rules;
    if (read == DOLEN_OK && changed)
        read = record_rules(broker, rules, &err);
    if (read != DOLEN_OK) {
        dolen_log_error("the rules of the folder are not taken up, the old ones stay in force",
                        dolen_field_status(dolen_status_word(read)), dolen_field_reason(&err));
        return;
    }
    broker->rules = rules;
    if (changed)
        dolen_log_info("other rules are in force", dolen_field_version(dolen_rules_version(rules)));
}

static dolen_status reload(void *service, dolen_err *err)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    dolen_broker *broker = service;
    bool changed = false;

    const dolen_status read = dolen_federation_current_reload(broker->federation, &changed, problems, err);
    dolen_problems_print(problems, stderr);
    DOLEN_TRY(read);
    if (changed)
        dolen_log_info("another federation file is in force");
    reload_rules(broker);
    DOLEN_TRY(dolen_trust_reload(broker->trust, err));
    return dolen_http_server_reload(broker->server, err);
}

static void ready(void *service, dolen_reasons *reasons)
{
    dolen_broker *broker = service;
    const dolen_federation *federation = dolen_federation_current_get(broker->federation);

    if (dolen_pool_check(broker->pool, NULL) != DOLEN_OK)
        dolen_reasons_add(reasons, "database.unreachable");
    if (!dolen_trust_is_current(broker->trust))
        dolen_reasons_add(reasons, "revocation-list.expired");
    if (dolen_federation_validity_at(federation, dolen_clock_now(broker->clock)) == DOLEN_FEDERATION_EXPIRED)
        dolen_reasons_add(reasons, "federation-file.expired");
    dolen_witnessing_ready(broker->witnessing, reasons);
    if (dolen_rules_current_standing(broker->rules_current, dolen_clock_now(broker->clock)) == DOLEN_RULES_STALE)
        dolen_reasons_add(reasons, "rules.not-those-named");
}

static void measure(void *service)
{
    const dolen_broker *broker = service;
    const dolen_federation *federation = dolen_federation_current_get(broker->federation);

    const int64_t now = dolen_clock_now(broker->clock);

    dolen_metric_set(broker->counts.validity, (federation->valid_until - now) / 1000, NULL, NULL);
    dolen_metric_set(broker->counts.awaited, dolen_rules_current_standing(broker->rules_current, now), NULL, NULL);
    dolen_witnessing_measure(broker->witnessing);
}

const dolen_service dolen_broker_service = {.name = "dolen-broker",
                                            .summary = "answers which agencies are involved, by the rules",
                                            .settings = settings_table,
                                            .start = start,
                                            .stop = stop,
                                            .reload = reload,
                                            .ready = ready,
                                            .measure = measure};
