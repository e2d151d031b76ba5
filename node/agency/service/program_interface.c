#include "node/agency/service/program_interface.h"

#include <stdlib.h>
#include <string.h>

#include "governance/policy/policy.h"
#include "node/agency/search.h"
#include "node/agency/service/json_reply.h"
#include "node/agency/service/openapi.h"
#include "node/base/log.h"
#include "node/base/memory.h"

enum { BODY_LIMIT = 64 * 1024, ARENA_LIMIT = 8 * 1024 * 1024, PROGRAMS = 16, PURPOSES = 32, CONNECTIONS = 64 };

typedef struct program {
    dolen_code code;
    uint8_t key[DOLEN_PEER_KEY_DIGEST_SIZE];
} program;

struct dolen_program_interface {
    dolen_agency *agency;
    program programs[PROGRAMS];
    size_t count;
    dolen_trust *trust;
    dolen_http_server *server;
};

/* "CODE:SHA-256 of the public key in hexadecimal" */
static dolen_status read_program(const char *text, program *out, dolen_err *err)
{
    const char *colon = strchr(text, ':');

    if (!colon)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "[programs] allow: each item is CODE:KEY");
    DOLEN_TRY(dolen_code_read(text, (size_t)(colon - text), &out->code, err));
    return dolen_bytes_from_hex(colon + 1, strlen(colon + 1), out->key, sizeof out->key, err);
}

static dolen_status read_programs(dolen_program_interface *programs, dolen_err *err)
{
    const dolen_agency_settings *settings = &programs->agency->settings;

    if (!settings->programs_authority_file || !settings->programs_revocation_file || !settings->programs_allow.count)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "[programs] listen needs authority, revocations and allow beside it");
    if (settings->programs_allow.count > PROGRAMS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "[programs] allow: at most 16 programs");
    for (size_t i = 0; i < settings->programs_allow.count; i++)
        DOLEN_TRY(read_program(settings->programs_allow.items[i], &programs->programs[programs->count++], err));
    return DOLEN_OK;
}

static bool allow(void *context, const dolen_peer *peer)
{
    const dolen_program_interface *programs = context;

    for (size_t i = 0; i < programs->count; i++)
        if (peer->role == DOLEN_PEER_PROGRAM && dolen_code_same(peer->code, programs->programs[i].code) &&
            memcmp(peer->spki_sha256, programs->programs[i].key, sizeof peer->spki_sha256) == 0)
            return true;
    return false;
}

static dolen_status answer_document(const dolen_search_request *asked, const dolen_search_outcome *outcome,
                                    json_t **out, dolen_err *err)
{
    *out = outcome->has_answer ? dolen_search_json_answer(asked, outcome, NULL) : dolen_search_json_refusal(outcome);
    json_t *ledger = json_object_get(*out, "ledger");
    if (ledger && (json_object_del(ledger, "receipt_file") != 0 ||
                   json_object_set_new(ledger, "receipt", json_string(outcome->receipt)) != 0))
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the answer cannot be written as JSON");
    return DOLEN_OK;
}

static dolen_status search(dolen_program_interface *programs, const char *subject, dolen_http_request *request,
                           dolen_http_response *response, dolen_err *err)
{
    dolen_arena *arena = dolen_http_request_arena(request);
    DOLEN_OWN(json_t, question) = NULL;
    DOLEN_OWN(json_t, document) = NULL;
    dolen_search_request asked;
    dolen_search_outcome outcome;
    dolen_err why = {0};

    if (dolen_json_reply_read(request, &question, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    if (json_object_get(question, "subject") || json_object_set_new(question, "subject", json_string(subject)) != 0) {
        (void)DOLEN_FAIL(&why, DOLEN_E_INPUT, "the path says whether a person or an address is asked about");
        return dolen_json_reply_refuse(response, &why, err);
    }
    if (dolen_search_json_read(question, arena, &asked, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    asked.channel = DOLEN_SEARCH_PROGRAM;
    if (dolen_search_ask(programs->agency, &asked, arena, &outcome, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    DOLEN_TRY(answer_document(&asked, &outcome, &document, err));
    return dolen_json_reply_send(response, dolen_json_reply_status(&outcome), document, err);
}

static dolen_status search_person(void *context, dolen_http_request *request, dolen_http_response *response,
                                  dolen_err *err)
{
    return search(context, "person", request, response, err);
}

static dolen_status search_address(void *context, dolen_http_request *request, dolen_http_response *response,
                                   dolen_err *err)
{
    return search(context, "address", request, response, err);
}

static json_t *purpose_document(const dolen_purpose *purpose)
{
    return json_pack("{s:s, s:{s:s, s:s}, s:s, s:b}", "code", purpose->code.text, "name", "en", purpose->name.en, "cy",
                     purpose->name.cy, "level", dolen_level_name(purpose->level), "case_reference",
                     (int)purpose->needs_case);
}

static dolen_status purposes(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    const dolen_program_interface *programs = context;
    const dolen_agency *agency = programs->agency;
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);
    const dolen_federation_member *self = dolen_federation_member_of(federation, agency->code);
    const char *role = dolen_http_request_query(request, "role");
    const dolen_purpose *allowed[PURPOSES];
    DOLEN_OWN(json_t, list) = json_array();
    dolen_err why = {0};
    dolen_policy_request facts = {.asker = agency->code,
                                  .asker_type = self->type,
                                  .subject = DOLEN_SUBJECT_PERSON,
                                  .age = DOLEN_AGE_UNKNOWN,
                                  .today = dolen_day_of(dolen_clock_now(agency->clock))};

    if (!role || dolen_code_read(role, strlen(role), &facts.role, NULL) != DOLEN_OK) {
        (void)DOLEN_FAIL(&why, DOLEN_E_INPUT, "name the role: /api/v1/purposes?role=practitioner");
        return dolen_json_reply_refuse(response, &why, err);
    }
    const size_t count = dolen_policy_purposes_for(agency->rules, &facts, allowed, PURPOSES);
    for (size_t i = 0; i < count && i < PURPOSES; i++)
        json_array_append_new(list, purpose_document(allowed[i]));
    DOLEN_OWN(json_t, document) = json_pack("{s:O}", "purposes", list);
    return dolen_json_reply_send(response, 200, document, err);
}

static dolen_status codes(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    const dolen_program_interface *programs = context;
    DOLEN_OWN(json_t, list) = json_array();
    size_t count = 0;

    (void)request;
    const dolen_headline *headlines = dolen_rules_all_headlines(programs->agency->rules, &count);
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:s, s:{s:s, s:s}, s:s}", "code", headlines[i].code.text, "name", "en",
                                              headlines[i].name.en, "cy", headlines[i].name.cy, "kind",
                                              dolen_flag_kind_letter(headlines[i].kind)));
    DOLEN_OWN(json_t, document) = json_pack("{s:O}", "codes", list);
    return dolen_json_reply_send(response, 200, document, err);
}

static dolen_status openapi(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    (void)context;
    (void)request;
    (void)err;
    dolen_http_response_body(response, "application/json", dolen_program_interface_description());
    return DOLEN_OK;
}

static void refuse(void *context, dolen_http_request *request, int status, dolen_http_response *response)
{
    (void)context;
    (void)request;
    (void)status;
    dolen_http_response_body(response, "application/json",
                             dolen_bytes_of_string("{\"error\":\"see /api/v1/openapi.json\"}"));
}

static dolen_status open_server(dolen_program_interface *programs, dolen_err *err)
{
    static const dolen_http_route routes[] = {
        {.method = "POST",
         .path = "/api/v1/search/person",
         .handler = search_person,
         .body_limit = BODY_LIMIT,
         .arena_limit = ARENA_LIMIT,
         .only = DOLEN_PEER_PROGRAM},
        {.method = "POST",
         .path = "/api/v1/search/address",
         .handler = search_address,
         .body_limit = BODY_LIMIT,
         .arena_limit = ARENA_LIMIT,
         .only = DOLEN_PEER_PROGRAM},
        {.method = "GET", .path = "/api/v1/purposes", .handler = purposes, .only = DOLEN_PEER_PROGRAM},
        {.method = "GET", .path = "/api/v1/codes", .handler = codes, .only = DOLEN_PEER_PROGRAM},
        {.method = "GET", .path = "/api/v1/openapi.json", .handler = openapi, .only = DOLEN_PEER_PROGRAM},
        {0},
    };
    const dolen_agency_settings *settings = &programs->agency->settings;
    const dolen_http_server_options options = {.flavour = DOLEN_HTTP_MUTUAL_TLS,
                                               .listen = settings->programs_listen,
                                               .certificate_file = settings->web_certificate_file,
                                               .key_file = settings->web_key_file,
                                               .trust = programs->trust,
                                               .pins = {.allow = allow, .context = programs},
                                               .routes = routes,
                                               .context = programs,
                                               .refuse = refuse,
                                               .connections = CONNECTIONS,
                                               .clock = programs->agency->clock};

    return dolen_http_server_new(&options, &programs->server, err);
}

static dolen_status open_all(dolen_program_interface *programs, dolen_err *err)
{
    const dolen_agency_settings *settings = &programs->agency->settings;
    const dolen_trust_options trust = {.federation = programs->agency->code,
                                       .authority_file = settings->programs_authority_file,
                                       .revocation_file = settings->programs_revocation_file,
                                       .clock = programs->agency->clock};

    DOLEN_TRY(read_programs(programs, err));
    DOLEN_TRY(dolen_trust_new(trust, &programs->trust, err));
    return open_server(programs, err);
}

dolen_status dolen_program_interface_open(dolen_agency *agency, dolen_program_interface **out, dolen_err *err)
{
    DOLEN_OWN(dolen_program_interface, programs) = NULL;

    *out = NULL;
    if (!agency->settings.programs_listen)
        return DOLEN_OK;
    programs = dolen_memory_make(1, sizeof *programs);
    programs->agency = agency;
    DOLEN_TRY(open_all(programs, err));
    *out = DOLEN_TAKE(programs);
    return DOLEN_OK;
}

void dolen_program_interface_free(dolen_program_interface *programs)
{
    if (!programs)
        return;
    dolen_http_server_free(programs->server);
    dolen_trust_free(programs->trust);
    free(programs);
}

dolen_status dolen_program_interface_reload(dolen_program_interface *programs, dolen_err *err)
{
    if (!programs)
        return DOLEN_OK;
    DOLEN_TRY(dolen_trust_reload(programs->trust, err));
    return dolen_http_server_reload(programs->server, err);
}

dolen_bytes dolen_program_interface_description(void)
{
    return dolen_bytes_of(dolen_openapi_document, dolen_openapi_document_size);
}
