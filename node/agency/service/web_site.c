#include "node/agency/service/web_site.h"

#include <string.h>

#include "node/agency/search_json.h"
#include "node/agency/search_receipt.h"
#include "node/agency/service/alert_pages.h"
#include "node/agency/service/node_status.h"
#include "node/agency/service/openid_desk.h"
#include "node/agency/service/web_oversight_site.h"
#include "node/agency/statistics.h"
#include "node/agency/web/pages.h"
#include "node/agency/web/web_database.h"
#include "node/agency/web/web_rules.h"
#include "node/agency/web/web_server.h"
#include "node/base/memory.h"

enum { REQUEST_MS = 60 * 1000, CONNECTIONS_PER_ADDRESS = 64 };

static dolen_status ask(void *context, const dolen_search_request *request, dolen_arena *arena,
                        dolen_search_outcome *out, dolen_err *err)
{
    return dolen_search_ask(context, request, arena, out, err);
}

static const dolen_federation_member *self(const dolen_agency *agency)
{
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);
    const dolen_federation_member *member = dolen_federation_member_of(federation, agency->code);

    DOLEN_MUST(member != NULL);
    return member;
}

static dolen_status purposes(void *context, dolen_code role, dolen_arena *arena, const dolen_web_purpose **out,
                             size_t *count, dolen_err *err)
{
    const dolen_agency *agency = context;

    return dolen_web_rules_purposes(agency->rules, role, self(agency)->type, arena, out, count, err);
}

static dolen_both flag_name(void *context, dolen_code flag)
{
    const dolen_agency *agency = context;

    return dolen_web_rules_flag_name(agency->rules, flag);
}

static bool has_alarm(void *context)
{
    const dolen_agency *agency = context;

    return dolen_ledger_alarm_is_open(agency->alarm);
}

static dolen_status receipt(void *context, dolen_uuid id, const char *plain, dolen_arena *arena, const char **out,
                            dolen_err *err)
{
    return dolen_search_receipt_confirmed(context, id, plain, arena, out, err);
}

static dolen_status roles(void *context, dolen_arena *arena, const dolen_web_role **out, size_t *count, dolen_err *err)
{
    const dolen_agency *agency = context;
    dolen_web_role *list = NULL;
    size_t known = 0;

    *out = NULL;
    *count = 0;
    const dolen_role *all = dolen_rules_all_roles(agency->rules, &known);
    DOLEN_TRY(dolen_arena_take(arena, known + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < known; i++)
        if (dolen_pages_desks(all[i].code))
            list[(*count)++] = (dolen_web_role){all[i].code, {all[i].name.en, all[i].name.cy}};
    *out = list;
    return DOLEN_OK;
}

static dolen_both purpose_name(void *context, dolen_code purpose)
{
    const dolen_agency *agency = context;

    return dolen_web_rules_purpose_name(agency->rules, purpose);
}

static dolen_both member_name(void *context, dolen_code member)
{
    const dolen_agency *agency = context;
    const dolen_federation_member *known =
        dolen_federation_member_of(dolen_federation_current_get(agency->federation), member);

    return known ? (dolen_both){known->name_en, known->name_cy} : (dolen_both){NULL, NULL};
}

static dolen_status urgencies(void *context, dolen_arena *arena, const dolen_web_urgency **out, size_t *count,
                              dolen_err *err)
{
    const dolen_agency *agency = context;

    return dolen_web_rules_urgencies(agency->rules, arena, out, count, err);
}

static dolen_status statistics(void *context, const char *user, dolen_code role, dolen_arena *arena,
                               const dolen_statistics_release **out, size_t *count, dolen_err *err)
{
    const dolen_statistics_reading reading = {.user = user, .role = role, .channel = "page"};
    dolen_statistics_reply reply;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_statistics_read(context, &reading, arena, &reply, err));
    *out = reply.releases;
    *count = reply.release_count;
    return DOLEN_OK;
}

static dolen_both statistics_name(void *context, dolen_code code, dolen_counted_by *dimension)
{
    const dolen_agency *agency = context;
    const dolen_words *words = dolen_statistics_name(agency->rules, code);
    const dolen_federation_member *member =
        dolen_federation_member_of(dolen_federation_current_get(agency->federation), code);

    *dimension = dolen_statistics_dimension(agency->rules, code);
    if (words)
        return (dolen_both){words->en, words->cy};
    return member ? (dolen_both){member->name_en, member->name_cy} : (dolen_both){NULL, NULL};
}

static dolen_status statistics_file(void *context, const dolen_statistics_release *release, bool as_json,
                                    dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    const dolen_agency *agency = context;

    if (!as_json)
        return dolen_statistics_csv_release(agency->rules, release, arena, out, err);
    DOLEN_OWN(json_t, document) = dolen_statistics_json_release(agency->rules, release);
    DOLEN_FREED char *text = json_dumps(document, JSON_COMPACT | JSON_PRESERVE_ORDER);
    const char *copy = text ? dolen_arena_copy_string(arena, text, strlen(text)) : NULL;
    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the statistics do not fit into the memory given");
    *out = dolen_bytes_of_string(copy);
    return DOLEN_OK;
}

dolen_status dolen_web_site_open(dolen_agency *agency, dolen_web **web, dolen_http_server **server, dolen_err *err)
{
    const dolen_federation_member *member = self(agency);
    const dolen_web_site site = {.agency_name = {.en = member->name_en, .cy = member->name_cy},
                                 .requires_second_factor = agency->settings.second_factor,
                                 .openid = dolen_openid_desk_pages(agency->openid),
                                 .context = agency,
                                 .ask = ask,
                                 .purposes = purposes,
                                 .flag_name = flag_name,
                                 .has_alarm = has_alarm,
                                 .receipt = receipt,
                                 .roles = roles,
                                 .statistics = statistics,
                                 .statistics_name = statistics_name,
                                 .statistics_file = statistics_file,
                                 .status = dolen_node_status_read,
                                 .purpose_name = purpose_name,
                                 .member_name = member_name,
                                 .urgencies = urgencies,
                                 .oversight = dolen_web_oversight_site_of(agency),
                                 .alerts = dolen_alert_pages_of(agency),
                                 .store = dolen_web_database_store(agency),
                                 .reviews = dolen_web_reviews_database(agency),
                                 .clock = agency->clock};

    *web = dolen_web_new(&site);
    const dolen_http_server_options options = {.flavour = DOLEN_HTTP_TLS,
                                               .listen = agency->settings.web_listen,
                                               .certificate_file = agency->settings.web_certificate_file,
                                               .key_file = agency->settings.web_key_file,
                                               .routes = dolen_web_server_routes,
                                               .context = *web,
                                               .refuse = dolen_web_server_refuse,
                                               .connections = (unsigned int)agency->settings.web_connections,
                                               .connections_per_ip = CONNECTIONS_PER_ADDRESS,
                                               .request_ms = REQUEST_MS,
                                               .clock = agency->clock};

    return dolen_http_server_new(&options, server, err);
}
