#include "node/net/http_easy.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/net/certificate.h"

enum {
    CONNECT_MS = 3000,
    TOTAL_MS = 15000,
    REPLY_LIMIT = 1024 * 1024,
    FIRST_ROOM = 4096,
    LIFETIME_SECONDS = 60,
    URL_SIZE = 4096
};

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;

static void start_curl(void)
{
    DOLEN_MUST(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

static bool is_member(const dolen_http_target *target)
{
    return target->trust != NULL;
}

/* Without TLS only to this machine itself. */
static bool is_loopback_url(const char *url)
{
    static const char *const hosts[] = {"http://127.0.0.1:", "http://localhost:", "http://[::1]:"};

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        const size_t size = strlen(hosts[i]);
        if (strncmp(url, hosts[i], size) == 0 && strspn(url + size, "0123456789") == strlen(url + size))
            return true;
    }
    return false;
}

static bool is_https_url(const char *url)
{
    return strncmp(url, "https://", 8) == 0 && !strpbrk(url + 8, "/?#@ ");
}

static dolen_status check_target(const dolen_http_target *target, dolen_err *err)
{
    const char *url = target->url ? target->url : "";
    const bool local = strncmp(url, "unix:/", 6) == 0 || is_loopback_url(url);

    if (!local && !is_https_url(url))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a target is https://host:port, unix:/path or http:// on this machine");
    if (local && is_member(target))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a link without TLS has no certificate to judge");
    if (is_member(target) && (!target->certificate_file || !target->key_file))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a federation link needs an own certificate and key");
    if (is_member(target) && (target->expect.role == DOLEN_PEER_NONE || !target->pins.allow))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a federation link needs an expected peer and pins");
    return DOLEN_OK;
}

static char *copy_or_null(const char *text)
{
    return text ? dolen_memory_copy_string(text) : NULL;
}

dolen_status dolen_http_destination_make(const dolen_http_target *target, http_destination *out, dolen_err *err)
{
    *out = (http_destination){0};
    DOLEN_TRY(check_target(target, err));
    pthread_once(&curl_once, start_curl);
    out->target = *target;
    const bool socket = strncmp(target->url, "unix:", 5) == 0;
    out->base = dolen_memory_copy_string(socket ? "http://localhost" : target->url);
    out->socket_path = socket ? dolen_memory_copy_string(target->url + 5) : NULL;
    out->target.url = NULL;
    out->target.certificate_file = copy_or_null(target->certificate_file);
    out->target.key_file = copy_or_null(target->key_file);
    out->target.authorities_file = copy_or_null(target->authorities_file);
    out->target.connect_ms = target->connect_ms ? target->connect_ms : CONNECT_MS;
    out->target.total_ms = target->total_ms ? target->total_ms : TOTAL_MS;
    out->target.reply_limit = target->reply_limit ? target->reply_limit : REPLY_LIMIT;
    return DOLEN_OK;
}

void dolen_http_destination_drop(http_destination *destination)
{
    dolen_memory_drop(&destination->base);
    dolen_memory_drop(&destination->socket_path);
    dolen_memory_drop(&destination->target.certificate_file);
    dolen_memory_drop(&destination->target.key_file);
    dolen_memory_drop(&destination->target.authorities_file);
}

/* The certificates that the peer sent, its own first, as DER. */
static dolen_status list_chain(X509_STORE_CTX *context, unsigned char *ders[], dolen_certificate_chain *chain,
                               dolen_err *err)
{
    const STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(context);
    const int count = sk_X509_num(sent);

    if (count > DOLEN_CERTIFICATE_CHAIN_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the peer showed too many certificates");
    for (int i = 0; i < count; i++) {
        const int size = i2d_X509(sk_X509_value(sent, i), &ders[i]);
        if (size <= 0)
            return DOLEN_FAIL(err, DOLEN_E_DENIED, "the certificate cannot be read");
        chain->items[chain->count++] = dolen_bytes_of(ders[i], (size_t)size);
    }
    return DOLEN_OK;
}

static dolen_status judge(http_easy *easy, X509_STORE_CTX *context, dolen_err *err)
{
    const dolen_http_target *target = &easy->destination->target;
    unsigned char *ders[DOLEN_CERTIFICATE_CHAIN_LIMIT] = {NULL};
    dolen_certificate_chain chain = {.count = 0};
    dolen_peer peer = {0};

    dolen_status status = list_chain(context, ders, &chain, err);
    if (status == DOLEN_OK)
        status = dolen_certificate_judge(target->trust, &chain, DOLEN_CERTIFICATE_SERVER, target->pins, &peer, err);
    for (size_t i = 0; i < DOLEN_CERTIFICATE_CHAIN_LIMIT; i++)
        OPENSSL_free(ders[i]);
    if (status == DOLEN_OK && (peer.role != target->expect.role || !dolen_code_same(peer.code, target->expect.code)))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the server is another member than expected");
    return status;
}

static int verify(X509_STORE_CTX *context, void *argument)
{
    http_easy *easy = argument;

    if (judge(easy, context, &easy->refusal) == DOLEN_OK) {
        X509_STORE_CTX_set_error(context, X509_V_OK);
        return 1;
    }
    easy->refused = true;
    X509_STORE_CTX_set_error(context, X509_V_ERR_CERT_REJECTED);
    return 0;
}

static CURLcode prepare_tls(CURL *curl, void *tls, void *argument)
{
    (void)curl;
    SSL_CTX_set_cert_verify_callback(tls, verify, argument);
    return CURLE_OK;
}

static size_t receive_into(http_easy *easy, const char *bytes, size_t size)
{
    if (size > easy->into_limit - easy->into_size) {
        easy->too_long = true;
        return 0;
    }
    easy->into_size += size;
    return fwrite(bytes, 1, size, easy->into);
}

static bool goes_into_file(const http_easy *easy)
{
    long status = 0;

    return easy->into && curl_easy_getinfo(easy->curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK && status == 200;
}

static size_t receive(char *bytes, size_t one, size_t count, void *argument)
{
    http_easy *easy = argument;
    const size_t size = one * count;

    if (goes_into_file(easy))
        return receive_into(easy, bytes, size);
    if (size > easy->destination->target.reply_limit - easy->body_size) {
        easy->too_long = true;
        return 0;
    }
    if (easy->body_size + size > easy->body_room) {
        size_t room = easy->body_room ? easy->body_room : FIRST_ROOM;
        while (room < easy->body_size + size)
            room *= 2;
        uint8_t *grown = dolen_arena_make(easy->arena, room + 1, 1);
        if (!grown) {
            easy->out_of_memory = true;
            return 0;
        }
        if (easy->body_size)
            memcpy(grown, easy->body, easy->body_size);
        easy->body = grown;
        easy->body_room = room;
    }
    if (size)
        memcpy(easy->body + easy->body_size, bytes, size);
    easy->body_size += size;
    return size;
}

/* CURL's setters are variadic: the macros keep the types it expects. */
#define SET(option, value) (ok = ok && curl_easy_setopt(easy->curl, (option), (value)) == CURLE_OK)

static bool set_common(http_easy *easy)
{
    const http_destination *destination = easy->destination;
    bool ok = true;

    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_PROTOCOLS_STR, strncmp(destination->base, "http:", 5) == 0 ? "http" : "https");
    SET(CURLOPT_MAXLIFETIME_CONN, (long)LIFETIME_SECONDS);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)destination->target.connect_ms);
    SET(CURLOPT_WRITEFUNCTION, receive);
    SET(CURLOPT_WRITEDATA, easy);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    if (destination->socket_path)
        SET(CURLOPT_UNIX_SOCKET_PATH, destination->socket_path);
    return ok;
}

/* A member is known by the identity in its certificate, judged in `verify`; its host name and the system's authorities
   mean nothing. Sessions are not resumed, so that each connection is judged. */
static bool set_member(http_easy *easy)
{
    const dolen_http_target *target = &easy->destination->target;
    bool ok = true;

    SET(CURLOPT_SSLVERSION, (long)(CURL_SSLVERSION_TLSv1_3 | CURL_SSLVERSION_MAX_TLSv1_3));
    SET(CURLOPT_SSLCERT, target->certificate_file);
    SET(CURLOPT_SSLKEY, target->key_file);
    SET(CURLOPT_CAINFO, NULL);
    SET(CURLOPT_CAPATH, NULL);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 0L);
    SET(CURLOPT_SSL_SESSIONID_CACHE, 0L);
    SET(CURLOPT_SSL_CTX_FUNCTION, prepare_tls);
    SET(CURLOPT_SSL_CTX_DATA, easy);
    return ok;
}

static bool set_web(http_easy *easy)
{
    const dolen_http_target *target = &easy->destination->target;
    bool ok = true;

    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (target->authorities_file) {
        SET(CURLOPT_CAINFO, target->authorities_file);
        SET(CURLOPT_CAPATH, NULL);
    }
    return ok;
}

dolen_status dolen_http_easy_open(http_easy *easy, const http_destination *destination, dolen_err *err)
{
    *easy = (http_easy){.destination = destination, .curl = curl_easy_init()};
    bool ok = easy->curl && set_common(easy);
    if (ok && is_member(&destination->target))
        ok = set_member(easy);
    else if (ok && strncmp(destination->base, "https:", 6) == 0)
        ok = set_web(easy);
    if (ok)
        return DOLEN_OK;
    dolen_http_easy_close(easy);
    return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the HTTP client cannot be prepared");
}

/* A header may hold a secret. */
static void drop_headers(http_easy *easy)
{
    for (struct curl_slist *line = easy->headers; line; line = line->next)
        dolen_memory_wipe(line->data, strlen(line->data));
    curl_slist_free_all(easy->headers);
    easy->headers = NULL;
}

void dolen_http_easy_close(http_easy *easy)
{
    drop_headers(easy);
    if (easy->curl)
        curl_easy_cleanup(easy->curl);
    easy->curl = NULL;
}

static bool is_harmless(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    return true;
}

static dolen_status add_header(http_easy *easy, const char *line, dolen_err *err)
{
    if (!is_harmless(line))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a control character in a header");
    struct curl_slist *longer = curl_slist_append(easy->headers, line);
    if (!longer)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "no memory for a header");
    easy->headers = longer;
    return DOLEN_OK;
}

static dolen_status set_headers(http_easy *easy, const dolen_http_call *call, dolen_err *err)
{
    char line[256];

    drop_headers(easy);
    /* Without this a large body waits for a "100 Continue". */
    DOLEN_TRY(add_header(easy, "Expect:", err));
    if (call->content_type) {
        if ((size_t)snprintf(line, sizeof line, "Content-Type: %s", call->content_type) >= sizeof line)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the content type is too long");
        DOLEN_TRY(add_header(easy, line, err));
    }
    for (size_t i = 0; i < DOLEN_HTTP_CALL_HEADERS && call->headers[i]; i++)
        DOLEN_TRY(add_header(easy, call->headers[i], err));
    return DOLEN_OK;
}

static bool set_method(http_easy *easy, const dolen_http_call *call)
{
    const bool has_body = call->body.size > 0 || (call->method && !dolen_text_same(call->method, "GET"));
    bool ok = true;

    SET(CURLOPT_CUSTOMREQUEST, NULL);
    if (has_body) {
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.size);
        SET(CURLOPT_POSTFIELDS, call->body.at ? (const char *)call->body.at : "");
    } else {
        SET(CURLOPT_HTTPGET, 1L);
    }
    if (call->method && !dolen_text_same(call->method, has_body ? "POST" : "GET"))
        SET(CURLOPT_CUSTOMREQUEST, call->method);
    return ok;
}

static dolen_status set_url(http_easy *easy, const char *path, dolen_err *err)
{
    char url[URL_SIZE];

    if (!path || path[0] != '/' || strpbrk(path, " #") || !is_harmless(path))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the call's path is malformed");
    if ((size_t)snprintf(url, sizeof url, "%s%s", easy->destination->base, path) >= sizeof url)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the call's path is too long");
    if (curl_easy_setopt(easy->curl, CURLOPT_URL, url) != CURLE_OK)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the HTTP client cannot be prepared");
    return DOLEN_OK;
}

dolen_status dolen_http_easy_prepare(http_easy *easy, dolen_arena *arena, const dolen_http_call *call, dolen_err *err)
{
    const int64_t total = call->total_ms ? call->total_ms : easy->destination->target.total_ms;
    bool ok = true;

    easy->arena = arena;
    easy->body = NULL;
    easy->body_size = 0;
    easy->body_room = 0;
    easy->into = call->into;
    easy->into_limit = call->into_limit;
    easy->into_size = 0;
    easy->too_long = false;
    easy->out_of_memory = false;
    easy->refused = false;
    DOLEN_TRY(set_url(easy, call->path, err));
    DOLEN_TRY(set_headers(easy, call, err));
    SET(CURLOPT_HTTPHEADER, easy->headers);
    SET(CURLOPT_TIMEOUT_MS, (long)total);
    if (!ok || !set_method(easy, call))
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the HTTP client cannot be prepared");
    return DOLEN_OK;
}

#undef SET

static dolen_status explain(const http_easy *easy, CURLcode code, dolen_err *err)
{
    if (easy->refused) {
        if (err)
            *err = easy->refusal;
        return DOLEN_E_DENIED;
    }
    if (easy->too_long)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the reply is longer than it may be");
    if (easy->out_of_memory)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the reply does not fit the memory given");
    if (code == CURLE_OPERATION_TIMEDOUT)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the peer did not answer in time");
    if (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the peer cannot be reached");
    if (code == CURLE_SSL_CERTPROBLEM)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the own certificate or key cannot be used");
    return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the connection to the peer failed");
}

dolen_status dolen_http_easy_finish(http_easy *easy, CURLcode code, dolen_http_reply *reply, dolen_err *err)
{
    long status = 0;
    const char *type = NULL;

    *reply = (dolen_http_reply){.content_type = ""};
    if (code != CURLE_OK)
        return explain(easy, code, err);
    curl_easy_getinfo(easy->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy->curl, CURLINFO_CONTENT_TYPE, &type);
    const char *copy = dolen_arena_copy_string(easy->arena, type ? type : "", type ? strlen(type) : 0);
    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the reply does not fit the memory given");
    *reply = (dolen_http_reply){
        .status = (int)status, .content_type = copy, .body = dolen_bytes_of(easy->body, easy->body_size)};
    return DOLEN_OK;
}
