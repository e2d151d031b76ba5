#include <string.h>

#include "node/agency/web/web_internal.h"
#include "node/agency/web/words.h"
#include "node/base/memory.h"
#include "node/crypto/hash.h"
#include "node/crypto/random.h"

enum { TOKEN_BYTES = 32, TOKEN_DIGITS = 2 * TOKEN_BYTES };

static const char cookie_name[] = "__Host-session";

static bool is_header_text(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    return true;
}

void dolen_visit_add_header(dolen_visit *visit, const char *name, const char *value)
{
    DOLEN_MUST(visit->response->header_count < DOLEN_WEB_HEADERS);
    DOLEN_MUST(is_header_text(name) && is_header_text(value));
    visit->response->headers[visit->response->header_count++] = (dolen_web_header){name, value};
}

const char *dolen_visit_url(const dolen_visit *visit, const char *path)
{
    const char *const pieces[] = {visit->language == DOLEN_WELSH ? "/cy" : "/en", path, NULL};

    return dolen_words_join(visit->arena, pieces);
}

void dolen_visit_redirect(dolen_visit *visit, const char *path)
{
    const char *url = dolen_visit_url(visit, path);

    visit->response->status = 303;
    dolen_visit_add_header(visit, "Location", dolen_page_is_local(url) ? url : "/");
}

dolen_status dolen_visit_leave(dolen_visit *visit, const char *url, dolen_err *err)
{
    if (strncmp(url, "https://", 8) != 0 || !is_header_text(url))
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the provider's address cannot be a header");
    visit->response->status = 303;
    dolen_visit_add_header(visit, "Location", url);
    return DOLEN_OK;
}

static void read_cookie(dolen_visit *visit)
{
    const char *cookie = visit->request->cookie;

    if (strlen(cookie) == TOKEN_DIGITS && strspn(cookie, "0123456789abcdef") == TOKEN_DIGITS)
        memcpy(visit->token, cookie, TOKEN_DIGITS);
}

static dolen_digest labelled(const char *label, const char *token)
{
    dolen_hash hash = dolen_hash_start();

    dolen_hash_add(&hash, dolen_bytes_of_string(label));
    dolen_hash_add(&hash, dolen_bytes_of_string(token));
    return dolen_hash_finish(&hash);
}

/* The form's token follows from the cookie's, which only the browser and we know. */
static void derive_csrf(dolen_visit *visit)
{
    const dolen_digest digest = labelled("dolen form token v1 ", visit->token);

    dolen_bytes_to_hex(dolen_bytes_of(digest.bytes, sizeof digest.bytes), visit->csrf);
}

dolen_digest dolen_visit_session_id(const dolen_visit *visit)
{
    return labelled("dolen session v1 ", visit->token);
}

static void set_cookie(dolen_visit *visit, const char *value, const char *more)
{
    const char *const pieces[] = {cookie_name, "=", value, "; Path=/; Secure; HttpOnly; SameSite=Lax", more, NULL};

    dolen_visit_add_header(visit, "Set-Cookie", dolen_words_join(visit->arena, pieces));
}

void dolen_visit_renew_token(dolen_visit *visit)
{
    uint8_t bytes[TOKEN_BYTES];

    dolen_random_bytes(bytes, sizeof bytes);
    dolen_bytes_to_hex(dolen_bytes_of(bytes, sizeof bytes), visit->token);
    derive_csrf(visit);
    set_cookie(visit, visit->token, "");
}

void dolen_visit_drop_token(dolen_visit *visit)
{
    set_cookie(visit, "", "; Max-Age=0");
}

static dolen_status check_second_factor(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;
    dolen_web_second_factor factor = {0};

    if (!visit->web->site.requires_second_factor || visit->session.openid_sid)
        return DOLEN_OK;
    const dolen_status found = store->find_second_factor(store->context, visit->session.user, &factor, err);
    visit->must_set_up_factor = !factor.is_confirmed;
    dolen_memory_wipe(&factor, sizeof factor);
    return found == DOLEN_E_ABSENT ? DOLEN_OK : found;
}

static dolen_status end_if_old(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;
    const bool idle = visit->now - visit->session.last_used >= DOLEN_WEB_IDLE;

    if (!idle && visit->now - visit->session.started < DOLEN_WEB_SESSION) {
        visit->has_session = true;
        DOLEN_TRY(check_second_factor(visit, err));
        return store->touch_session(store->context, dolen_visit_session_id(visit), visit->now, err);
    }
    visit->is_timed_out = true;
    return store->end_session(store->context, dolen_visit_session_id(visit), err);
}

dolen_status dolen_visit_find_session(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;

    read_cookie(visit);
    if (!*visit->token)
        return DOLEN_OK;
    derive_csrf(visit);
    const dolen_status status = store->find_session(store->context, dolen_visit_session_id(visit), visit->now,
                                                    visit->arena, &visit->session, err);
    if (status == DOLEN_E_ABSENT)
        return DOLEN_OK;
    DOLEN_TRY(status);
    return end_if_old(visit, err);
}

static bool is_from_elsewhere(const char *fetch_site)
{
    return *fetch_site && strcmp(fetch_site, "same-origin") != 0 && strcmp(fetch_site, "none") != 0;
}

bool dolen_visit_is_form(const dolen_visit *visit)
{
    const char *content_type = visit->request->content_type;
    static const char expected[] = "application/x-www-form-urlencoded";
    const size_t size = sizeof expected - 1;

    return strncasecmp(content_type, expected, size) == 0 && strchr("; ", content_type[size]);
}

dolen_status dolen_visit_read_form(dolen_visit *visit, dolen_http_form *out, dolen_err *err)
{
    *out = (dolen_http_form){0};
    if (is_from_elsewhere(visit->request->fetch_site))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "a form was sent by another site");
    if (!dolen_visit_is_form(visit))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a form has another content type");
    if (visit->request->body.size > DOLEN_WEB_BODY)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a form is too large");
    DOLEN_TRY(dolen_http_form_read(visit->arena, visit->request->body, out, err));
    const char *csrf = dolen_http_form_value(out, "csrf");
    if (!*visit->token || !csrf || !dolen_bytes_same(dolen_bytes_of_string(csrf), dolen_bytes_of_string(visit->csrf)))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "a form's token is missing or wrong");
    return DOLEN_OK;
}

const char *dolen_visit_form_value(const dolen_http_form *form, const char *name)
{
    const char *value = dolen_http_form_value(form, name);

    return value ? value : "";
}
