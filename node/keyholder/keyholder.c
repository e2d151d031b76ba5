#include "node/keyholder/keyholder.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "governance/federation/federation_current.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/keyholder/evaluator.h"
#include "node/keyholder/keyholder_settings.h"
#include "node/keyholder/share_loading.h"
#include "node/net/http_server.h"
#include "proto/codec/evaluate.h"

enum { PROBLEMS_LIMIT = 20, FEDERATION_TICKS = 10 };

typedef struct keyholder {
    dolen_keyholder_settings settings;
    const dolen_settings *all_settings;
    dolen_clock clock;
    dolen_federation_current *federation;
    dolen_trust *trust;
    dolen_evaluation_quota *quota;
    dolen_question_quota *questions;
    dolen_http_server *server;
    pthread_rwlock_t lock; /* over the evaluator: read while answering, written to swap it */
    dolen_evaluator *evaluator;
    unsigned int ticks;
    dolen_metric *requests;
    dolen_metric *evaluations;
    dolen_metric *valid_until;
    dolen_metric *revocation_until;
    dolen_metric *connections;
} keyholder;

/* A certificate alone is not enough: its key must be pinned in the federation file. */
static bool is_pinned(void *context, const dolen_peer *peer)
{
    const keyholder *self = context;
    const dolen_federation *federation = dolen_federation_current_get(self->federation);
    dolen_digest key;

    memcpy(key.bytes, peer->spki_sha256, sizeof key.bytes);
    return dolen_code_same(peer->federation, federation->name) &&
           dolen_federation_is_pinned(federation, dolen_peer_role_word(peer->role), peer->code, &key);
}

static dolen_status answer(keyholder *self, const dolen_peer *peer, dolen_http_request *request, dolen_bytes *reply,
                           size_t *evaluated, dolen_err *err)
{
    const dolen_evaluator_asker asker = {.agency = peer->code, .now = dolen_clock_now(self->clock)};
    const dolen_federation *federation = dolen_federation_current_get(self->federation);

    *evaluated = 0;
    if (dolen_federation_validity_at(federation, asker.now) == DOLEN_FEDERATION_EXPIRED)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the federation file is no longer in force");
    pthread_rwlock_rdlock(&self->lock);
    const dolen_status status = dolen_evaluator_answer(self->evaluator, &asker, dolen_http_request_body(request),
                                                       dolen_http_request_arena(request), reply, evaluated, err);
    pthread_rwlock_unlock(&self->lock);
    return status;
}

static dolen_status evaluate(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    keyholder *self = context;
    const dolen_peer *peer = dolen_http_request_peer(request);
    dolen_err reason = {.what = NULL};
    char id[DOLEN_UUID_TEXT];
    dolen_bytes reply;
    size_t evaluated = 0;

    dolen_uuid_write(dolen_http_request_id(request), id);
    const dolen_status status = answer(self, peer, request, &reply, &evaluated, &reason);
    dolen_metric_add(self->requests, 1, peer->code.text, dolen_status_word(status));
    dolen_metric_add(self->evaluations, (int64_t)evaluated, peer->code.text, NULL);
    if (status != DOLEN_OK) {
        dolen_log_warning("evaluation refused", dolen_field_agency(peer->code.text), dolen_field_request(id),
                          dolen_field_status(dolen_status_word(status)), dolen_field_reason(&reason));
        if (err)
            *err = reason;
        return status;
    }
    dolen_log_debug("evaluated", dolen_field_agency(peer->code.text), dolen_field_request(id),
                    dolen_field_count((int64_t)evaluated));
    dolen_http_response_body(response, "application/x-protobuf", reply);
    return DOLEN_OK;
}

static const dolen_http_route routes[] = {
    {.method = "POST",
     .path = "/v1/evaluate",
     .handler = evaluate,
     .body_limit = DOLEN_EVALUATE_BYTES,
     .arena_limit = DOLEN_EVALUATOR_ARENA,
     .only = DOLEN_PEER_AGENCY,
     .label = "evaluate"},
    {0},
};

static dolen_status load_federation(keyholder *self, dolen_err *err)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS_LIMIT);
    dolen_note_key governance;

    DOLEN_TRY(dolen_note_read_key(dolen_bytes_of_string(self->settings.governance_key), &governance, err));
    const dolen_status status =
        dolen_federation_current_new(self->settings.federation_file, &governance, &self->federation, problems, err);
    if (status != DOLEN_OK)
        dolen_problems_print(problems, stderr);
    return status;
}

static dolen_status load_evaluator(const keyholder *self, dolen_evaluator **out, dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(self->federation);
    const dolen_setting_list names = dolen_settings_names(self->all_settings, "share");
    DOLEN_OWN(dolen_evaluator, evaluator) = dolen_evaluator_new(federation->name, self->quota);

    *out = NULL;
    dolen_evaluator_limit_questions(evaluator, self->questions);
    if (names.count == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the configuration names no share");
    for (size_t i = 0; i < names.count; i++) {
        const char *path = dolen_settings_text(self->all_settings, "share", names.items[i], "file");
        DOLEN_TRY(dolen_share_loading_add(path, federation, evaluator, err));
    }
    *out = DOLEN_TAKE(evaluator);
    return DOLEN_OK;
}

static dolen_status load_keys(keyholder *self, dolen_err *err)
{
    const dolen_evaluation_quota_options quota = {.path = self->settings.quota_file,
                                                  .daily = (uint64_t)self->settings.quota_daily};

    const dolen_question_quota_options questions = {.path = self->settings.quota_file,
                                                    .daily = (uint64_t)self->settings.quota_questions,
                                                    .person = (uint64_t)self->settings.quota_person};

    DOLEN_TRY(dolen_evaluation_quota_open(&quota, &self->quota, err));
    DOLEN_TRY(dolen_question_quota_open(&questions, &self->questions, err));
    return load_evaluator(self, &self->evaluator, err);
}

static dolen_status listen_for_agencies(keyholder *self, dolen_err *err)
{
    const dolen_trust_options trust = {.federation = dolen_federation_current_get(self->federation)->name,
                                       .authority_file = self->settings.authority_file,
                                       .revocation_file = self->settings.revocation_file,
                                       .clock = self->clock};
    dolen_http_server_options options = {.flavour = DOLEN_HTTP_MUTUAL_TLS,
                                         .listen = self->settings.listen,
                                         .certificate_file = self->settings.certificate_file,
                                         .key_file = self->settings.key_file,
                                         .pins = {.allow = is_pinned, .context = self},
                                         .routes = routes,
                                         .context = self,
                                         .connections = (unsigned int)self->settings.connections,
                                         .clock = self->clock};

    DOLEN_TRY(dolen_trust_new(trust, &self->trust, err));
    options.trust = self->trust;
    return dolen_http_server_new(&options, &self->server, err);
}

static void make_metrics(keyholder *self, dolen_metrics *metrics)
{
    self->requests = dolen_metrics_make(
        metrics, (dolen_metric_about){.kind = DOLEN_METRIC_COUNTER,
                                      .name = "dolen_evaluate_requests_total",
                                      .help = "Requests for evaluation, by agency and how they ended.",
                                      .labels = {"agency", "status"}});
    self->evaluations = dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_COUNTER,
                                                                         .name = "dolen_evaluations_total",
                                                                         .help = "Elements evaluated, by agency.",
                                                                         .labels = {"agency"}});
    self->valid_until = dolen_metrics_make(
        metrics, (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE,
                                      .name = "dolen_federation_file_seconds_left",
                                      .help = "Until the federation file's validity ends, grace not counted."});
    self->revocation_until =
        dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE,
                                                         .name = "dolen_revocation_list_seconds_left",
                                                         .help = "Until the revocation list must have been replaced."});
    self->connections = dolen_metrics_make(
        metrics,
        (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE, .name = "dolen_connections", .help = "Connections open now."});
}

static void stop(void *service)
{
    keyholder *self = service;

    dolen_http_server_free(self->server);
    dolen_trust_free(self->trust);
    dolen_evaluator_free(self->evaluator);
    dolen_evaluation_quota_free(self->quota);
    dolen_question_quota_free(self->questions);
    dolen_federation_current_free(self->federation);
    pthread_rwlock_destroy(&self->lock);
    free(self);
}

/* Readers come without a pause on a busy day: one who swaps the evaluator must not wait for ever. */
static void make_lock(pthread_rwlock_t *lock)
{
    pthread_rwlockattr_t kind;

    pthread_rwlockattr_init(&kind);
    pthread_rwlockattr_setkind_np(&kind, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    DOLEN_MUST(pthread_rwlock_init(lock, &kind) == 0);
    pthread_rwlockattr_destroy(&kind);
}

static dolen_status start_all(keyholder *self, dolen_err *err)
{
    DOLEN_TRY(load_federation(self, err));
    DOLEN_TRY(load_keys(self, err));
    return listen_for_agencies(self, err);
}

static dolen_status start(const dolen_daemon *daemon, void **service, dolen_err *err)
{
    keyholder *self = dolen_memory_make(1, sizeof *self);

    *service = NULL;
    dolen_settings_bind(daemon->settings, dolen_keyholder_settings_table, &self->settings);
    self->all_settings = daemon->settings;
    self->clock = daemon->clock;
    make_lock(&self->lock);
    make_metrics(self, daemon->metrics);
    const dolen_status status = start_all(self, err);
    if (status != DOLEN_OK) {
        stop(self);
        return status;
    }
    dolen_log_info("serving agencies", dolen_field_port(dolen_http_server_port(self->server)));
    *service = self;
    return DOLEN_OK;
}

/* Shares are checked against the federation file, so a new file and new shares are taken up together. */
static dolen_status take_up_shares(keyholder *self, dolen_err *err)
{
    DOLEN_OWN(dolen_evaluator, fresh) = NULL;

    DOLEN_TRY(load_evaluator(self, &fresh, err));
    pthread_rwlock_wrlock(&self->lock);
    dolen_evaluator *before = self->evaluator;
    self->evaluator = DOLEN_TAKE(fresh);
    pthread_rwlock_unlock(&self->lock);
    dolen_evaluator_free(before);
    return DOLEN_OK;
}

static dolen_status take_up_federation(keyholder *self, bool *changed, dolen_err *err)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS_LIMIT);
    const dolen_status status = dolen_federation_current_reload(self->federation, changed, problems, err);

    if (status != DOLEN_OK)
        dolen_problems_print(problems, stderr);
    return status;
}

static dolen_status reload(void *service, dolen_err *err)
{
    keyholder *self = service;
    bool changed = false;

    DOLEN_TRY(take_up_federation(self, &changed, err));
    DOLEN_TRY(take_up_shares(self, err));
    DOLEN_TRY(dolen_trust_reload(self->trust, err));
    return dolen_http_server_reload(self->server, err);
}

static void tick(void *service)
{
    keyholder *self = service;
    dolen_err err = {.what = NULL};
    bool changed = false;

    if (++self->ticks % FEDERATION_TICKS != 0)
        return;
    dolen_status status = take_up_federation(self, &changed, &err);
    if (changed)
        status = take_up_shares(self, &err);
    if (status != DOLEN_OK)
        dolen_log_error("the federation file was not taken up", dolen_field_reason(&err));
    else if (changed)
        dolen_log_info("a new federation file is in force");
}

static void ready(void *service, dolen_reasons *reasons)
{
    const keyholder *self = service;
    const dolen_federation *federation = dolen_federation_current_get(self->federation);

    if (dolen_federation_validity_at(federation, dolen_clock_now(self->clock)) == DOLEN_FEDERATION_EXPIRED)
        dolen_reasons_add(reasons, "federation-file.expired");
    if (!dolen_trust_is_current(self->trust))
        dolen_reasons_add(reasons, "revocation-list.expired");
}

static void measure(void *service)
{
    const keyholder *self = service;
    const int64_t now = dolen_clock_now(self->clock);

    dolen_metric_set(self->valid_until, (dolen_federation_current_get(self->federation)->valid_until - now) / 1000,
                     NULL, NULL);
    dolen_metric_set(self->revocation_until, (dolen_trust_revocation_until(self->trust) - now) / 1000, NULL, NULL);
    dolen_metric_set(self->connections, dolen_http_server_connections(self->server), NULL, NULL);
}

static void check(const dolen_settings *settings, dolen_problems *problems)
{
    const size_t shares = dolen_settings_names(settings, "share").count;

    if (shares < 1 || shares > DOLEN_EVALUATOR_EPOCHS)
        dolen_problems_add(problems, dolen_settings_path(settings), 0,
                           "one [share NAME] section is needed, or two during a rotation", "share", NULL);
}

const dolen_service dolen_keyholder_service = {
    .name = "dolen-keyholder",
    .summary = "holds one share of the pseudonym key and applies it to blinded match keys",
    .settings = dolen_keyholder_settings_table,
    .start = start,
    .stop = stop,
    .reload = reload,
    .ready = ready,
    .measure = measure,
    .tick = tick,
    .check = check,
};
