#include "node/agency/openid/openid.h"

#include <stdlib.h>
#include <string.h>

#include "node/agency/openid/openid_internal.h"
#include "node/agency/openid/openid_json.h"
#include "node/base/memory.h"
#include "node/net/http_form.h"

enum { PIECES = 20 };

#define SESSION_SECONDS "43200" /* as long as a session here lasts at most */

static const char callback[] = "/openid/callback";

struct dolen_openid {
    dolen_openid_options options;
    dolen_openid_role_map roles;
    dolen_openid_provider *provider;
    dolen_openid_flow *flow;
};

static dolen_status check_redirect(const char *redirect, dolen_err *err)
{
    const char *path = strncmp(redirect, "https://", 8) == 0 ? strchr(redirect + 8, '/') : NULL;

    if (!path || path == redirect + 8 || strcmp(path, callback) != 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "[openid] redirect: this is not https://HOST/openid/callback");
    return DOLEN_OK;
}

dolen_status dolen_openid_new(const dolen_openid_options *options, dolen_openid **out, dolen_err *err)
{
    DOLEN_OWN(dolen_openid, openid) = dolen_memory_make(1, sizeof *openid);

    *out = NULL;
    openid->options = *options;
    openid->flow = dolen_openid_flow_new();
    DOLEN_TRY(check_redirect(options->redirect, err));
    for (size_t i = 0; i < options->role_count; i++)
        DOLEN_TRY(dolen_openid_roles_add(&openid->roles, options->roles[i], err));
    if (openid->roles.count == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "[openid] roles: nobody would have a role");
    DOLEN_TRY(dolen_openid_provider_new(&options->provider, &openid->provider, err));
    *out = DOLEN_TAKE(openid);
    return DOLEN_OK;
}

void dolen_openid_free(dolen_openid *openid)
{
    if (!openid)
        return;
    dolen_openid_provider_free(openid->provider);
    dolen_openid_flow_free(openid->flow);
    free(openid);
}

const dolen_openid_role_map *dolen_openid_role_map_of(const dolen_openid *openid)
{
    return &openid->roles;
}

/* A URL from an address of the provider and parameters: name, value, ..., NULL. Values are escaped. */
static dolen_status make_url(const char *address, const char *const *parameters, dolen_arena *arena, const char **out,
                             dolen_err *err)
{
    const char *pieces[4 * PIECES] = {address};
    size_t count = 1;
    size_t size = strlen(address);
    char *url = NULL;

    for (size_t i = 0; parameters[i]; i += 2) {
        DOLEN_MUST(count + 4 < sizeof pieces / sizeof *pieces);
        pieces[count++] = i > 0 || strchr(address, '?') ? "&" : "?";
        pieces[count++] = parameters[i];
        pieces[count++] = "=";
        pieces[count] = dolen_http_form_escape(arena, parameters[i + 1]);
        if (!pieces[count++])
            return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a sign-in does not fit into the request's memory");
    }
    for (size_t i = 1; i < count; i++)
        size += strlen(pieces[i]);
    DOLEN_TRY(dolen_arena_take(arena, size + 1, 1, (void *)&url, err));
    for (size_t i = 0, used = 0; i < count; used += strlen(pieces[i]), i++)
        memcpy(url + used, pieces[i], strlen(pieces[i]));
    *out = url;
    return DOLEN_OK;
}

static const char *join_acrs(const dolen_openid_options *options, dolen_arena *arena)
{
    size_t size = 1;
    size_t used = 0;

    for (size_t i = 0; i < options->acr_count; i++)
        size += strlen(options->acrs[i]) + 1;
    char *text = dolen_arena_make(arena, size, 1);
    for (size_t i = 0; text && i < options->acr_count; i++) {
        if (used)
            text[used++] = ' ';
        memcpy(text + used, options->acrs[i], strlen(options->acrs[i]));
        used += strlen(options->acrs[i]);
    }
    return text ? text : "";
}

dolen_status dolen_openid_begin(dolen_openid *openid, const dolen_openid_start *start, dolen_arena *arena,
                                const char **url, dolen_openid_fault *fault, dolen_err *err)
{
    const dolen_openid_options *options = &openid->options;
    const dolen_openid_errand errand = {
        .is_again = start->is_again, .is_welsh = start->is_welsh, .begun = dolen_clock_now(options->provider.clock)};
    dolen_openid_endpoints endpoints;
    dolen_openid_binding binding;

    *url = NULL;
    DOLEN_TRY(dolen_openid_provider_find(openid->provider, arena, &endpoints, fault, err));
    DOLEN_TRY(dolen_openid_flow_begin(openid->flow, start->token, &errand, arena, &binding, err));
    const char *parameters[2 * PIECES] = {"response_type",
                                          "code",
                                          "client_id",
                                          options->provider.client,
                                          "redirect_uri",
                                          options->redirect,
                                          "scope",
                                          options->scopes,
                                          "state",
                                          binding.state,
                                          "nonce",
                                          binding.nonce,
                                          "code_challenge",
                                          binding.challenge,
                                          "code_challenge_method",
                                          "S256",
                                          "ui_locales",
                                          start->is_welsh ? "cy en" : "en"};
    size_t count = 18;
    if (options->acr_count) {
        parameters[count++] = "acr_values";
        parameters[count++] = join_acrs(options, arena);
    }
    /* Whoever asks for an age is told the time (Core 1.0 section 2, auth_time). */
    parameters[count++] = "max_age";
    parameters[count++] = start->is_again ? "0" : SESSION_SECONDS;
    if (start->is_again) {
        parameters[count++] = "prompt";
        parameters[count++] = "login";
    }
    return make_url(endpoints.authorization, parameters, arena, url, err);
}

/* Before anything is asked of the provider: is the answer to a question of this browser, and from whom we asked? */
static dolen_openid_fault judge_answer(const dolen_openid *openid, const dolen_openid_answer *answer,
                                       const dolen_openid_endpoints *endpoints)
{
    const bool names = *answer->issuer || endpoints->answers_name_issuer;

    if (names && strcmp(answer->issuer, openid->options.provider.issuer) != 0)
        return DOLEN_OPENID_OTHER_PROVIDER;
    if (strcmp(answer->error, "access_denied") == 0)
        return DOLEN_OPENID_CONSENT;
    if (*answer->error || !*answer->code)
        return DOLEN_OPENID_PROVIDER_ERROR;
    return DOLEN_OPENID_NO_FAULT;
}

static const char *copy_claim(const json_t *claims, const char *name, dolen_arena *arena)
{
    const char *text = dolen_openid_json_text(claims, name);
    const char *copy = dolen_arena_copy_string(arena, text, strlen(text));

    return copy ? copy : "";
}

static void read_person(const dolen_openid *openid, const json_t *claims, dolen_arena *arena, dolen_openid_person *out)
{
    const int64_t authenticated = dolen_openid_json_instant(claims, "auth_time");

    *out = (dolen_openid_person){.issuer = openid->options.provider.issuer,
                                 .subject = copy_claim(claims, "sub", arena),
                                 .sid = copy_claim(claims, "sid", arena),
                                 .user = copy_claim(claims, openid->options.user_claim, arena),
                                 .full_name = copy_claim(claims, "name", arena),
                                 .authenticated = authenticated > 0 ? authenticated : 0};
    dolen_openid_roles_of(&openid->roles, claims, openid->options.role_claim, out->roles, &out->role_count);
}

static dolen_openid_expectation expectation_of(const dolen_openid *openid)
{
    const dolen_openid_options *options = &openid->options;

    return (dolen_openid_expectation){.issuer = options->provider.issuer,
                                      .client = options->provider.client,
                                      .nonce = "",
                                      .acrs = options->acrs,
                                      .acr_count = options->acr_count,
                                      .now = dolen_clock_now(options->provider.clock)};
}

/* From a code that fits this browser to claims that hold. */
static dolen_status redeem(dolen_openid *openid, const char *code, const dolen_openid_errand *errand,
                           const dolen_openid_binding *binding, dolen_arena *arena, dolen_openid_person *out,
                           dolen_openid_fault *fault, dolen_err *err)
{
    const dolen_openid_code exchange = {code, openid->options.redirect, binding->verifier};
    DOLEN_OWN(openid_document, claims) = NULL;
    dolen_openid_expectation expected = expectation_of(openid);
    const char *token = NULL;

    expected.nonce = binding->nonce;
    expected.authenticated_after = errand->is_again ? errand->begun : 0;
    DOLEN_TRY(dolen_openid_provider_exchange(openid->provider, &exchange, arena, &token, fault, err));
    DOLEN_TRY(dolen_openid_provider_open(openid->provider, dolen_bytes_of_string(token), DOLEN_OPENID_IDENTITY, &claims,
                                         fault, err));
    DOLEN_TRY(dolen_openid_claims_check_identity(claims, &expected, fault, err));
    read_person(openid, claims, arena, out);
    return DOLEN_OK;
}

dolen_status dolen_openid_finish(dolen_openid *openid, const dolen_openid_answer *answer, dolen_arena *arena,
                                 dolen_openid_errand *errand, dolen_openid_person *out, dolen_openid_fault *fault,
                                 dolen_err *err)
{
    const int64_t now = dolen_clock_now(openid->options.provider.clock);
    dolen_openid_endpoints endpoints;
    dolen_openid_binding binding;

    *out = (dolen_openid_person){0};
    if (dolen_openid_flow_resume(openid->flow, answer->token, answer->state, now, arena, errand, &binding, err) !=
        DOLEN_OK)
        return dolen_openid_fault_fail(DOLEN_OPENID_STATE, fault, err);
    DOLEN_TRY(dolen_openid_provider_find(openid->provider, arena, &endpoints, fault, err));
    DOLEN_TRY(dolen_openid_fault_fail(judge_answer(openid, answer, &endpoints), fault, err));
    const dolen_status status = redeem(openid, answer->code, errand, &binding, arena, out, fault, err);
    dolen_memory_wipe(&binding, sizeof binding);
    return status;
}

dolen_status dolen_openid_leave(dolen_openid *openid, bool is_welsh, dolen_arena *arena, const char **url,
                                dolen_err *err)
{
    const dolen_openid_options *options = &openid->options;
    const size_t origin = strlen(options->redirect) - strlen(callback);
    dolen_openid_endpoints endpoints;
    dolen_openid_fault fault = DOLEN_OPENID_NO_FAULT;

    *url = NULL;
    DOLEN_TRY(dolen_openid_provider_find(openid->provider, arena, &endpoints, &fault, err));
    if (!*endpoints.end_session)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the provider has no page for signing out");
    char *back = NULL;
    DOLEN_TRY(dolen_arena_take(arena, origin + sizeof "/openid/signed-out", 1, (void *)&back, err));
    memcpy(back, options->redirect, origin);
    memcpy(back + origin, "/openid/signed-out", sizeof "/openid/signed-out");
    const char *const parameters[] = {
        "client_id", options->provider.client, "post_logout_redirect_uri", back, "state", is_welsh ? "cy" : "en", NULL};
    return make_url(endpoints.end_session, parameters, arena, url, err);
}

dolen_status dolen_openid_logout(dolen_openid *openid, const char *token, dolen_arena *arena, dolen_openid_end *out,
                                 dolen_openid_fault *fault, dolen_err *err)
{
    const dolen_openid_expectation expected = expectation_of(openid);
    DOLEN_OWN(openid_document, claims) = NULL;

    *out = (dolen_openid_end){0};
    DOLEN_TRY(dolen_openid_provider_open(openid->provider, dolen_bytes_of_string(token), DOLEN_OPENID_LOGOUT, &claims,
                                         fault, err));
    DOLEN_TRY(dolen_openid_claims_check_logout(claims, &expected, fault, err));
    *out = (dolen_openid_end){.issuer = openid->options.provider.issuer,
                              .subject = copy_claim(claims, "sub", arena),
                              .sid = copy_claim(claims, "sid", arena),
                              .id = copy_claim(claims, "jti", arena),
                              .until = dolen_openid_json_instant(claims, "iat") + DOLEN_OPENID_LOGOUT_AGE +
                                       2 * DOLEN_OPENID_SKEW};
    return DOLEN_OK;
}
