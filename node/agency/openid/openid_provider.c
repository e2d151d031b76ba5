#include "node/agency/openid/openid_provider.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/agency/openid/openid_internal.h"
#include "node/agency/openid/openid_json.h"
#include "node/base/file.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/crypto/secret.h"
#include "node/net/http_client.h"
#include "node/net/http_form.h"

enum {
    KEPT_MS = 3600 * 1000,
    KEYS_AGAIN_MS = 60 * 1000,
    FAILED_MS = 5 * 1000,
    MEMORY = 1024 * 1024,
    CALL_MS = 10 * 1000,
    SECRET = 512,
    URL = 1024,
    LINE = 4096
};

#define NEVER INT64_MIN

static const char well_known[] = "/.well-known/openid-configuration";

struct dolen_openid_provider {
    dolen_openid_provider_options options;
    dolen_secret *authorization; /* the whole header line */
    pthread_mutex_t lock;
    dolen_arena *memory; /* of the endpoints */
    dolen_openid_endpoints endpoints;
    dolen_openid_keys *keys;
    int64_t fetched;     /* instant of description and keys; NEVER */
    int64_t keys_missed; /* instant of the last unknown key for which they were fetched anew */
    int64_t failed;      /* instant of the last failure */
};

/* Visible ASCII without a fragment or a user: fit for a header and for the HTTP client. */
static bool is_https(const char *url)
{
    if (strncmp(url, "https://", 8) != 0 || !url[8] || url[8] == '/' || strlen(url) >= URL)
        return false;
    for (const char *at = url + 8; *at; at++)
        if (*at <= 0x20 || *at >= 0x7F || strchr("#\\@\"<>", *at))
            return false;
    return true;
}

/* "Authorization: Basic ..." of client and secret, each escaped as in a form (RFC 6749 section 2.3.1). */
static dolen_status make_authorization(const char *client, const char *secret, dolen_secret **out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(LINE * 4);
    char line[LINE];
    const char *name = dolen_http_form_escape(arena, client);
    const char *word = dolen_http_form_escape(arena, secret);

    if (!name || !word || (size_t)snprintf(line, sizeof line, "%s:%s", name, word) >= sizeof line)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "[openid]: client and secret are too long");
    const char *encoded = dolen_bytes_to_base64(arena, dolen_bytes_of_string(line));
    const bool fits = encoded && (size_t)snprintf(line, sizeof line, "Authorization: Basic %s", encoded) < sizeof line;
    if (fits)
        *out = dolen_secret_new_copy(dolen_bytes_of(line, strlen(line) + 1));
    dolen_memory_wipe(line, sizeof line);
    return fits ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "[openid]: client and secret are too long");
}

static dolen_status read_secret(dolen_openid_provider *provider, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(LINE * 2);
    dolen_bytes bytes;

    DOLEN_TRY(dolen_file_read_secret(arena, provider->options.secret_file, SECRET, &bytes, err));
    char *text = dolen_arena_copy_string(arena, (const char *)bytes.at, bytes.size);
    const char *secret = text ? dolen_text_trim(text) : "";
    if (!*secret)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "[openid] secret: the file is empty");
    return make_authorization(provider->options.client, secret, &provider->authorization, err);
}

dolen_status dolen_openid_provider_new(const dolen_openid_provider_options *options, dolen_openid_provider **out,
                                       dolen_err *err)
{
    DOLEN_OWN(dolen_openid_provider, provider) = dolen_memory_make(1, sizeof *provider);

    *out = NULL;
    DOLEN_MUST(pthread_mutex_init(&provider->lock, NULL) == 0);
    provider->options = *options;
    provider->memory = dolen_arena_new(MEMORY);
    provider->fetched = NEVER;
    provider->keys_missed = NEVER;
    provider->failed = NEVER;
    if (!is_https(options->issuer) || strchr(options->issuer, '?'))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "[openid] issuer: this is no https:// address without a query");
    DOLEN_TRY(read_secret(provider, err));
    *out = DOLEN_TAKE(provider);
    return DOLEN_OK;
}

void dolen_openid_provider_free(dolen_openid_provider *provider)
{
    if (!provider)
        return;
    dolen_secret_free(provider->authorization);
    dolen_openid_keys_free(provider->keys);
    dolen_arena_free(provider->memory);
    (void)pthread_mutex_destroy(&provider->lock);
    free(provider);
}

/* One call to any of the provider's addresses. Sign-ins are few: a connection for each is enough. */
static dolen_status call_url(const dolen_openid_provider *provider, const char *url, dolen_http_call call,
                             dolen_arena *arena, dolen_http_reply *reply, dolen_err *err)
{
    const size_t host = 8 + strcspn(url + 8, "/?");
    char origin[URL];

    DOLEN_TRY(dolen_text_copy(origin, sizeof origin, url, err));
    origin[host] = '\0';
    const dolen_http_target target = {.url = origin,
                                      .authorities_file = provider->options.authorities_file,
                                      .total_ms = CALL_MS,
                                      .reply_limit = DOLEN_OPENID_DOCUMENT_LIMIT,
                                      .connections = 1};
    DOLEN_OWN(dolen_http_client, client) = NULL;
    DOLEN_TRY(dolen_http_client_new(&target, &client, err));
    call.path = url[host] == '/' ? url + host : "/";
    return dolen_http_client_send(client, arena, &call, reply, err);
}

static dolen_status fetch(const dolen_openid_provider *provider, const char *url, dolen_arena *arena, dolen_bytes *out,
                          dolen_err *err)
{
    const dolen_http_call call = {.headers = {"Accept: application/json"}};
    dolen_http_reply reply;

    *out = (dolen_bytes){0};
    DOLEN_TRY(call_url(provider, url, call, arena, &reply, err));
    if (reply.status != 200)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the provider answered with another status than 200");
    *out = reply.body;
    return DOLEN_OK;
}

static dolen_status copy_url(const json_t *document, const char *name, bool needed, dolen_arena *arena,
                             const char **out, dolen_err *err)
{
    const char *url = dolen_openid_json_text(document, name);

    if (needed ? !is_https(url) : json_object_get(document, name) && !is_https(url))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the provider's description has an address that is not https://");
    *out = dolen_arena_copy_string(arena, url, strlen(url));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the provider's description is too long");
}

/* What it lists must hold what we use; what it does not list, it may still do. */
static bool offers(const json_t *document, const char *list, const char *value)
{
    return !json_object_get(document, list) || dolen_openid_json_holds(document, list, value);
}

static dolen_status check_offer(const json_t *document, dolen_err *err)
{
    static const char list[] = "id_token_signing_alg_values_supported";
    const bool signs =
        offers(document, list, "RS256") || offers(document, list, "PS256") || offers(document, list, "ES256");

    if (!signs || !offers(document, "response_types_supported", "code") ||
        !offers(document, "code_challenge_methods_supported", "S256") ||
        !offers(document, "token_endpoint_auth_methods_supported", "client_secret_basic"))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the provider does not offer what this node uses");
    return DOLEN_OK;
}

dolen_status dolen_openid_provider_read(dolen_bytes document, const char *issuer, dolen_arena *arena,
                                        dolen_openid_endpoints *out, dolen_err *err)
{
    DOLEN_OWN(openid_document, read) = NULL;

    *out = (dolen_openid_endpoints){0};
    DOLEN_TRY(dolen_openid_json_read(document, DOLEN_OPENID_DOCUMENT_LIMIT, &read, err));
    if (strcmp(dolen_openid_json_text(read, "issuer"), issuer) != 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the provider's description names another issuer");
    DOLEN_TRY(copy_url(read, "authorization_endpoint", true, arena, &out->authorization, err));
    DOLEN_TRY(copy_url(read, "token_endpoint", true, arena, &out->token, err));
    DOLEN_TRY(copy_url(read, "jwks_uri", true, arena, &out->keys, err));
    DOLEN_TRY(copy_url(read, "end_session_endpoint", false, arena, &out->end_session, err));
    out->answers_name_issuer = json_is_true(json_object_get(read, "authorization_response_iss_parameter_supported"));
    return check_offer(read, err);
}

static dolen_status fetch_keys(dolen_openid_provider *provider, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(MEMORY);
    dolen_openid_keys *keys = NULL;
    dolen_bytes body;

    DOLEN_TRY(fetch(provider, provider->endpoints.keys, arena, &body, err));
    DOLEN_TRY(dolen_openid_keys_read(body, &keys, err));
    dolen_openid_keys_free(provider->keys);
    provider->keys = keys;
    return DOLEN_OK;
}

static dolen_status fetch_description(dolen_openid_provider *provider, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(MEMORY);
    const char *issuer = provider->options.issuer;
    const size_t size = strlen(issuer) - (issuer[strlen(issuer) - 1] == '/');
    char url[URL + sizeof well_known] = "";
    dolen_openid_endpoints read;
    dolen_bytes body;

    /* Discovery section 4.1: a slash at the issuer's end is left out. */
    memcpy(url, issuer, size);
    memcpy(url + size, well_known, sizeof well_known);
    DOLEN_TRY(fetch(provider, url, arena, &body, err));
    DOLEN_TRY(dolen_openid_provider_read(body, issuer, arena, &read, err));
    dolen_arena_reset(provider->memory);
    return dolen_openid_provider_read(body, issuer, provider->memory, &provider->endpoints, err);
}

/* Under the lock. What was fetched before serves on when it cannot be fetched anew. */
static dolen_openid_fault refresh(dolen_openid_provider *provider, dolen_err *err)
{
    const int64_t now = dolen_clock_now(provider->options.clock);

    if (provider->fetched != NEVER && now - provider->fetched < KEPT_MS)
        return DOLEN_OPENID_NO_FAULT;
    if (provider->failed != NEVER && now - provider->failed < FAILED_MS)
        return provider->fetched != NEVER ? DOLEN_OPENID_NO_FAULT : DOLEN_OPENID_SILENT;
    dolen_status status = fetch_description(provider, err);
    if (status == DOLEN_OK)
        status = fetch_keys(provider, err);
    if (status == DOLEN_OK) {
        provider->fetched = now;
        provider->failed = NEVER;
        return DOLEN_OPENID_NO_FAULT;
    }
    provider->failed = now;
    if (provider->fetched != NEVER)
        return DOLEN_OPENID_NO_FAULT;
    return status == DOLEN_E_INPUT || status == DOLEN_E_LIMIT ? DOLEN_OPENID_DISCOVERY : DOLEN_OPENID_SILENT;
}

static const char *copy_text(dolen_arena *arena, const char *text)
{
    return text ? dolen_arena_copy_string(arena, text, strlen(text)) : NULL;
}

static bool copy_endpoints(const dolen_openid_endpoints *from, dolen_arena *arena, dolen_openid_endpoints *to)
{
    *to = (dolen_openid_endpoints){.authorization = copy_text(arena, from->authorization),
                                   .token = copy_text(arena, from->token),
                                   .keys = copy_text(arena, from->keys),
                                   .end_session = copy_text(arena, from->end_session),
                                   .answers_name_issuer = from->answers_name_issuer};
    return to->authorization && to->token && to->keys && to->end_session;
}

dolen_status dolen_openid_provider_find(dolen_openid_provider *provider, dolen_arena *arena,
                                        dolen_openid_endpoints *out, dolen_openid_fault *fault, dolen_err *err)
{
    *out = (dolen_openid_endpoints){0};
    DOLEN_MUST(pthread_mutex_lock(&provider->lock) == 0);
    *fault = refresh(provider, err);
    const bool copied = *fault == DOLEN_OPENID_NO_FAULT && copy_endpoints(&provider->endpoints, arena, out);
    DOLEN_MUST(pthread_mutex_unlock(&provider->lock) == 0);
    DOLEN_TRY(dolen_openid_fault_fail(*fault, fault, err));
    return copied ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "a sign-in does not fit into the request's memory");
}

/* Under the lock. */
static dolen_status open_token(dolen_openid_provider *provider, dolen_bytes token, dolen_openid_kind kind,
                               json_t **claims, dolen_openid_fault *fault, dolen_err *err)
{
    const int64_t now = dolen_clock_now(provider->options.clock);

    DOLEN_TRY(dolen_openid_fault_fail(refresh(provider, err), fault, err));
    const dolen_status status = dolen_openid_token_open(token, provider->keys, kind, claims, fault, err);
    const bool waits = provider->keys_missed != NEVER && now - provider->keys_missed < KEYS_AGAIN_MS;
    if (*fault != DOLEN_OPENID_KEY || waits)
        return status;
    provider->keys_missed = now;
    if (fetch_keys(provider, err) != DOLEN_OK)
        return status;
    return dolen_openid_token_open(token, provider->keys, kind, claims, fault, err);
}

dolen_status dolen_openid_provider_open(dolen_openid_provider *provider, dolen_bytes token, dolen_openid_kind kind,
                                        json_t **claims, dolen_openid_fault *fault, dolen_err *err)
{
    *claims = NULL;
    DOLEN_MUST(pthread_mutex_lock(&provider->lock) == 0);
    const dolen_status status = open_token(provider, token, kind, claims, fault, err);
    DOLEN_MUST(pthread_mutex_unlock(&provider->lock) == 0);
    return status;
}

static dolen_status make_body(const dolen_openid_code *code, dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    const char *value = dolen_http_form_escape(arena, code->code);
    const char *redirect = dolen_http_form_escape(arena, code->redirect);
    char *text = NULL;

    DOLEN_TRY(dolen_arena_take(arena, LINE * 4, 1, (void *)&text, err));
    if (!value || !redirect ||
        (size_t)snprintf(text, (size_t)LINE * 4,
                         "grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s", value, redirect,
                         code->verifier) >= (size_t)LINE * 4)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the provider's code is too long");
    *out = dolen_bytes_of_string(text);
    return DOLEN_OK;
}

static dolen_status read_answer(const dolen_http_reply *reply, dolen_arena *arena, const char **token, dolen_err *err)
{
    DOLEN_OWN(openid_document, answer) = NULL;

    if (reply->status != 200)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the provider gave no token for the code");
    DOLEN_TRY(dolen_openid_json_read(reply->body, DOLEN_OPENID_DOCUMENT_LIMIT, &answer, err));
    const char *text = dolen_openid_json_text(answer, "id_token");
    *token = copy_text(arena, text);
    return *text && *token ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_DENIED, "the provider gave no ID token");
}

dolen_status dolen_openid_provider_exchange(dolen_openid_provider *provider, const dolen_openid_code *code,
                                            dolen_arena *arena, const char **token, dolen_openid_fault *fault,
                                            dolen_err *err)
{
    dolen_openid_endpoints endpoints;
    dolen_http_reply reply;
    dolen_bytes body;

    *token = NULL;
    DOLEN_TRY(dolen_openid_provider_find(provider, arena, &endpoints, fault, err));
    DOLEN_TRY(make_body(code, arena, &body, err));
    const dolen_http_call call = {
        .method = "POST",
        .content_type = "application/x-www-form-urlencoded",
        .body = body,
        .headers = {(const char *)dolen_secret_bytes(provider->authorization), "Accept: application/json"}};
    if (call_url(provider, endpoints.token, call, arena, &reply, err) != DOLEN_OK)
        return dolen_openid_fault_fail(DOLEN_OPENID_SILENT, fault, err);
    if (reply.status >= 500)
        return dolen_openid_fault_fail(DOLEN_OPENID_SILENT, fault, err);
    if (read_answer(&reply, arena, token, err) != DOLEN_OK)
        return dolen_openid_fault_fail(DOLEN_OPENID_EXCHANGE, fault, err);
    return DOLEN_OK;
}
