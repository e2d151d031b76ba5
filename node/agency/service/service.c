#include "node/agency/service/service.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "governance/audit/note.h"
#include "governance/federation/federation_pins.h"
#include "node/agency/agency.h"
#include "node/agency/alerts/alert_desk.h"
#include "node/agency/alerts/alert_fetcher.h"
#include "node/agency/notice_fetcher.h"
#include "node/agency/oversight/reviews.h"
#include "node/agency/oversight/sampling.h"
#include "node/agency/oversight/unusual_findings.h"
#include "node/agency/oversight/unusual_job.h"
#include "node/agency/service/administration.h"
#include "node/agency/service/ledger_desk.h"
#include "node/agency/service/openid_desk.h"
#include "node/agency/service/program_interface.h"
#include "node/agency/service/service_settings.h"
#include "node/agency/service/web_site.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/crypto/hash.h"

enum { PROBLEMS = 20, HOLDER_MS = 10000, HOLDER_CONNECT_MS = 1000, HOLDER_REPLY = 64 * 1024, RACE_EXTRA = 4 };

/* Which rules were in force outlives a restart: the hub may still decide by those before (IG-04). */
static dolen_status remember_rules(dolen_agency *agency, dolen_err *err)
{
    char memory[PATH_MAX];

    if ((size_t)snprintf(memory, sizeof memory, "%s/rules.known", agency->settings.state_folder) >= sizeof memory)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the state folder's path is too long");
    return dolen_rules_current_remember(agency->rules_current, memory, dolen_clock_now(agency->clock), err);
}

static dolen_status load_federation(dolen_agency *agency, dolen_problems *problems, dolen_err *err)
{
    const dolen_agency_settings *settings = &agency->settings;

    DOLEN_TRY(dolen_note_read_key(dolen_bytes_of_string(settings->governance_key), &agency->governance, err));
    DOLEN_TRY(dolen_federation_current_new(settings->federation_file, &agency->governance, &agency->federation,
                                           problems, err));
    DOLEN_TRY(
        dolen_rules_current_new(settings->rules_folder, agency->federation, &agency->rules_current, problems, err));
    agency->rules = dolen_rules_current_get(agency->rules_current);
    DOLEN_TRY(remember_rules(agency, err));
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);
    DOLEN_TRY(dolen_code_read(settings->agency, strlen(settings->agency), &agency->code, err));
    if (!dolen_federation_member_of(federation, agency->code))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the federation file knows no member of this code");
    return DOLEN_OK;
}

static dolen_status load_keys(dolen_agency *agency, dolen_err *err)
{
    const dolen_agency_settings *settings = &agency->settings;
    const dolen_trust_options trust = {.federation = dolen_federation_current_get(agency->federation)->name,
                                       .authority_file = settings->authority_file,
                                       .revocation_file = settings->revocation_file,
                                       .clock = agency->clock};

    DOLEN_TRY(dolen_trust_new(trust, &agency->trust, err));
    DOLEN_TRY(dolen_local_keys_read(settings->node_key_file, &agency->keys, err));
    if (settings->witness_key_file)
        DOLEN_TRY(dolen_signing_key_read_file(settings->witness_key_file, &agency->witness_key, err));
    return dolen_signing_key_read_file(settings->signing_key_file, &agency->signing, err);
}

static dolen_http_target target_of(const dolen_agency *agency, const dolen_federation_holder *holder)
{
    return (dolen_http_target){.url = holder->endpoint,
                               .certificate_file = agency->settings.certificate_file,
                               .key_file = agency->settings.certificate_key_file,
                               .trust = agency->trust,
                               .expect = {.federation = dolen_federation_current_get(agency->federation)->name,
                                          .role = DOLEN_PEER_KEYHOLDER,
                                          .code = holder->code},
                               .pins = dolen_federation_pins_of(agency->federation),
                               .connect_ms = HOLDER_CONNECT_MS,
                               .total_ms = HOLDER_MS,
                               .reply_limit = HOLDER_REPLY};
}

static dolen_status open_pseudonymiser(dolen_agency *agency, dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);
    dolen_http_target targets[DOLEN_HOLDERS];
    dolen_pseudonymiser_options options = {
        .key = &federation->epochs[0], .holder_count = federation->holder_count, .metrics = agency->metrics};

    for (size_t i = 0; i < federation->holder_count; i++) {
        targets[i] = target_of(agency, &federation->holders[i]);
        options.holders[i] =
            (dolen_pseudonym_holder){.number = federation->holders[i].number, .code = federation->holders[i].code};
    }
    const unsigned int runs = (unsigned int)agency->settings.publish_threads + RACE_EXTRA;
    DOLEN_TRY(dolen_http_race_new(targets, federation->holder_count, runs, &agency->holders, err));
    options.link = dolen_holder_link_of(agency->holders);
    return dolen_pseudonymiser_new(&options, &agency->pseudonymiser, err);
}

static dolen_status open_links(dolen_agency *agency, dolen_err *err)
{
    const dolen_pool_settings pool = {.conninfo = agency->settings.database,
                                      .size = (size_t)agency->settings.database_connections,
                                      .role = "dolen_service"};
    const dolen_broker_link_parts parts = {.federation = agency->federation,
                                           .signing = agency->signing,
                                           .agency = agency->code,
                                           .certificate_file = agency->settings.certificate_file,
                                           .key_file = agency->settings.certificate_key_file,
                                           .trust = agency->trust,
                                           .pins = dolen_federation_pins_of(agency->federation),
                                           .query_ms = agency->settings.query_timeout};

    agency->pool = dolen_pool_new(&pool);
    DOLEN_TRY(dolen_pool_check(agency->pool, err));
    DOLEN_TRY(open_pseudonymiser(agency, err));
    return dolen_broker_link_new(&parts, &agency->broker, err);
}

static dolen_status call_as_witness(void *context, uint64_t old, dolen_bytes note, dolen_arena *arena,
                                    dolen_http_reply *reply, dolen_err *err)
{
    const dolen_agency *agency = context;

    return dolen_broker_link_witness(agency->broker, old, note, arena, reply, err);
}

static dolen_status open_witness(dolen_agency *agency, dolen_err *err)
{
    char memory[PATH_MAX];
    const dolen_ledger_witness_parts parts = {.federation = agency->federation,
                                              .agency = agency->code,
                                              .governance = agency->governance,
                                              .key = agency->witness_key,
                                              .pool = agency->pool,
                                              .clock = agency->clock,
                                              .memory_file = memory,
                                              .alarm = agency->alarm,
                                              .metrics = agency->metrics,
                                              .interval = agency->settings.witness_interval,
                                              .call = call_as_witness,
                                              .context = agency};

    if (!agency->witness_key)
        return DOLEN_OK;
    if ((size_t)snprintf(memory, sizeof memory, "%s/witness.checkpoint", agency->settings.state_folder) >=
        sizeof memory)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the state folder's path is too long");
    DOLEN_TRY(dolen_ledger_witness_new(&parts, &agency->witness, err));
    dolen_ledger_witness_start(agency->witness);
    return DOLEN_OK;
}

static dolen_status open_all(dolen_agency *agency, dolen_problems *problems, dolen_err *err)
{
    DOLEN_TRY(load_federation(agency, problems, err));
    DOLEN_TRY(load_keys(agency, err));
    DOLEN_TRY(open_links(agency, err));
    agency->alarm = dolen_ledger_alarm_new(agency->pool, agency->clock, agency->metrics);
    DOLEN_TRY(open_witness(agency, err));
    agency->publisher = dolen_publisher_new(agency);
    DOLEN_TRY(dolen_openid_desk_open(agency, &agency->openid, err));
    DOLEN_TRY(dolen_web_site_open(agency, &agency->web, &agency->web_server, err));
    DOLEN_TRY(dolen_program_interface_open(agency, &agency->programs, err));
    DOLEN_TRY(dolen_administration_open(agency, &agency->socket_server, err));
    dolen_notice_fetcher_prepare(agency);
    agency->notices = dolen_broker_feed_new(agency, &dolen_notice_feed, agency->settings.notice_interval);
    agency->alerts = dolen_broker_feed_new(agency, &dolen_alert_feed, agency->settings.notice_interval);
    agency->reconciler = dolen_ledger_desk_start(agency);
    agency->unusual = dolen_unusual_job_start(agency);
    agency->sampler = dolen_sampling_start(agency);
    return DOLEN_OK;
}

static void stop(void *service)
{
    dolen_agency *agency = service;

    dolen_broker_feed_free(agency->alerts);
    dolen_broker_feed_free(agency->notices);
    dolen_periodic_free(agency->sampler);
    dolen_periodic_free(agency->reconciler);
    dolen_periodic_free(agency->unusual);
    dolen_http_server_free(agency->socket_server);
    dolen_program_interface_free(agency->programs);
    dolen_http_server_free(agency->web_server);
    dolen_web_free(agency->web);
    dolen_openid_desk_free(agency->openid);
    dolen_publisher_free(agency->publisher);
    dolen_ledger_witness_free(agency->witness);
    dolen_ledger_alarm_free(agency->alarm);
    dolen_broker_link_free(agency->broker);
    dolen_pseudonymiser_free(agency->pseudonymiser);
    dolen_http_race_free(agency->holders);
    dolen_pool_free(agency->pool);
    dolen_signing_key_free(agency->signing);
    dolen_signing_key_free(agency->witness_key);
    dolen_local_keys_free(agency->keys);
    dolen_trust_free(agency->trust);
    dolen_rules_current_free(agency->rules_current);
    dolen_federation_current_free(agency->federation);
    free(agency);
}

static dolen_status start(const dolen_daemon *daemon, void **service, dolen_err *err)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    dolen_agency *agency = dolen_memory_make(1, sizeof *agency);

    *service = NULL;
    agency->clock = daemon->clock;
    agency->metrics = daemon->metrics;
    dolen_settings_bind(daemon->settings, dolen_agency_settings_table, &agency->settings);
    const dolen_status opened = open_all(agency, problems, err);
    dolen_problems_print(problems, stderr);
    if (opened != DOLEN_OK) {
        stop(agency);
        return opened;
    }
    *service = agency;
    return DOLEN_OK;
}

/* New rules are taken up when they are valid and the signed file names them; otherwise the old ones stay (IG-04). */
static void reload_rules(dolen_agency *agency)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    dolen_err err = {0};
    bool changed = false;

    const dolen_status read = dolen_rules_current_reload(agency->rules_current, &changed, problems, &err);
    dolen_problems_print(problems, stderr);
    agency->rules = dolen_rules_current_get(agency->rules_current);
    if (read != DOLEN_OK)
        dolen_log_error("the rules of the folder are not taken up, the old ones stay in force",
                        dolen_field_status(dolen_status_word(read)), dolen_field_reason(&err));
    else if (changed)
        dolen_log_info("other rules are in force", dolen_field_version(dolen_rules_version(agency->rules)));
}

static dolen_status reload(void *service, dolen_err *err)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    dolen_agency *agency = service;
    bool changed = false;

    const dolen_status read = dolen_federation_current_reload(agency->federation, &changed, problems, err);
    dolen_problems_print(problems, stderr);
    DOLEN_TRY(read);
    if (changed)
        dolen_log_info("another federation file is in force");
    reload_rules(agency);
    DOLEN_TRY(dolen_trust_reload(agency->trust, err));
    DOLEN_TRY(dolen_program_interface_reload(agency->programs, err));
    return dolen_http_server_reload(agency->web_server, err);
}

static void ready(void *service, dolen_reasons *reasons)
{
    dolen_agency *agency = service;
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);

    if (dolen_pool_check(agency->pool, NULL) != DOLEN_OK)
        dolen_reasons_add(reasons, "database.unreachable");
    if (!dolen_trust_is_current(agency->trust))
        dolen_reasons_add(reasons, "revocation-list.expired");
    if (dolen_federation_validity_at(federation, dolen_clock_now(agency->clock)) == DOLEN_FEDERATION_EXPIRED)
        dolen_reasons_add(reasons, "federation-file.expired");
    if (dolen_rules_current_standing(agency->rules_current, dolen_clock_now(agency->clock)) == DOLEN_RULES_STALE)
        dolen_reasons_add(reasons, "rules.not-those-named");
}

static void measure(void *service)
{
    dolen_reviews_measure(service);
    dolen_alert_desk_measure(service);
    dolen_unusual_findings_measure(service);
}

const dolen_service dolen_agency_service = {.name = "dolen-node",
                                            .summary = "an agency's node: publishes, searches, serves its staff",
                                            .settings = dolen_agency_settings_table,
                                            .start = start,
                                            .stop = stop,
                                            .reload = reload,
                                            .ready = ready,
                                            .measure = measure};
