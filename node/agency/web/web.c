#include "node/agency/web/web.h"

#include <stdlib.h>
#include <string.h>

#include "node/agency/web/assets.h"
#include "node/agency/web/pages.h"
#include "node/agency/web/web_again.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/base/text.h"

/* Set on every response. */
static const dolen_web_header security_headers[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
     "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"},
    {"Strict-Transport-Security", "max-age=31536000"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
};

dolen_web *dolen_web_new(const dolen_web_site *site)
{
    dolen_web *web = dolen_memory_make(1, sizeof *web);

    web->site = *site;
    web->drafts = dolen_drafts_new();
    web->kept = dolen_drafts_new();
    web->papers = dolen_papers_new();
    web->attempts = dolen_attempts_new();
    DOLEN_MUST(sem_init(&web->passwords, 0, DOLEN_VISIT_PASSWORDS) == 0);
    return web;
}

void dolen_web_free(dolen_web *web)
{
    if (!web)
        return;
    dolen_drafts_free(web->drafts);
    dolen_drafts_free(web->kept);
    dolen_papers_free(web->papers);
    dolen_attempts_free(web->attempts);
    (void)sem_destroy(&web->passwords);
    free(web);
}

const char *dolen_web_response_header(const dolen_web_response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (strcmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    return NULL;
}

static bool is_reading(const dolen_web_request *request)
{
    return strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
}

/* A form that came too late is kept for its writer; the sign-in page says so. */
static void ask_to_sign_in(dolen_visit *visit)
{
    const bool is_search = strcmp(visit->path, "/search") == 0 || strcmp(visit->path, "/search/address") == 0;
    dolen_http_form form;

    if (visit->is_timed_out && is_search && !is_reading(visit->request) &&
        dolen_visit_read_form(visit, &form, NULL) == DOLEN_OK) {
        const dolen_draft draft = {.subject = strcmp(visit->path, "/search") == 0 ? DOLEN_SUBJECT_PERSON
                                                                                  : DOLEN_SUBJECT_ADDRESS,
                                   .body = visit->request->body};
        dolen_drafts_put(visit->web->drafts, visit->session.user, &draft, visit->now);
    }
    dolen_visit_redirect(visit, visit->is_timed_out ? "/sign-in?reason=timed-out" : "/sign-in");
}

/* Does this act need a recent proof of who it is, and is there none? */
static bool needs_proof(const dolen_visit *visit, const dolen_page_route *route)
{
    const bool asked =
        (route->desks & DOLEN_PAGE_RECENT) || ((route->desks & DOLEN_PAGE_RECENT_TAKE) && !is_reading(visit->request));

    return asked && dolen_web_again_is_needed(visit);
}

static dolen_status answer_route(dolen_visit *visit, const dolen_page_route *route, dolen_err *err)
{
    const unsigned int desks = visit->has_session ? dolen_pages_desks(visit->session.role) : 0;

    if (route->desks != DOLEN_DESK_NONE_NEEDED && !visit->has_session) {
        ask_to_sign_in(visit);
        return DOLEN_OK;
    }
    if (route->desks != DOLEN_DESK_NONE_NEEDED && !(route->desks & desks))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "a page of another role was asked for");
    if (visit->must_set_up_factor && route->desks != DOLEN_DESK_NONE_NEEDED &&
        strcmp(route->path, "/second-factor") != 0 && strcmp(route->path, "/sign-out") != 0) {
        dolen_visit_redirect(visit, "/second-factor");
        return DOLEN_OK;
    }
    if (needs_proof(visit, route))
        return dolen_web_again_ask(visit, err);
    if (is_reading(visit->request) && route->show)
        return route->show(visit, err);
    if (strcmp(visit->request->method, "POST") == 0 && route->take)
        return route->take(visit, err);
    if (is_reading(visit->request)) {
        dolen_visit_redirect(visit, dolen_pages_home(desks));
        return DOLEN_OK;
    }
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "a page does not take this method");
}

static dolen_status answer_page(dolen_visit *visit, dolen_err *err)
{
    DOLEN_TRY(dolen_visit_find_session(visit, err));
    const dolen_page_route *route = dolen_pages_find(visit);
    if (!route)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such page");
    return answer_route(visit, route, err);
}

static void answer_asset(dolen_visit *visit, const dolen_asset *asset)
{
    const bool packed = strstr(visit->request->accept_encoding, "gzip") != NULL;

    visit->response->status = 200;
    visit->response->body = packed ? asset->gzip : asset->plain;
    dolen_visit_add_header(visit, "Content-Type", asset->type);
    dolen_visit_add_header(visit, "Cache-Control", "public, max-age=31536000, immutable");
    dolen_visit_add_header(visit, "Vary", "Accept-Encoding");
    if (packed)
        dolen_visit_add_header(visit, "Content-Encoding", "gzip");
}

/* The language that the path or else the browser asks for; moves `path` past it. */
static bool read_language(dolen_visit *visit)
{
    const char *path = visit->request->path;
    const bool welsh = strncmp(path, "/cy", 3) == 0;
    const bool is_providers = strncmp(path, "/openid/", 8) == 0;

    visit->language = strncasecmp(visit->request->accept_language, "cy", 2) == 0 ? DOLEN_WELSH : DOLEN_ENGLISH;
    visit->path = is_providers ? path : "";
    if (is_providers)
        return true;
    if ((!welsh && strncmp(path, "/en", 3) != 0) || (path[3] != '/' && path[3] != '\0'))
        return false;
    visit->language = welsh ? DOLEN_WELSH : DOLEN_ENGLISH;
    visit->path = path + 3;
    return true;
}

static bool is_start(const char *path)
{
    return strcmp(path, "") == 0 || strcmp(path, "/") == 0;
}

static void answer(dolen_visit *visit)
{
    const dolen_asset *asset = dolen_assets_find(visit->request->path);
    dolen_err err = {0};

    if (asset && is_reading(visit->request)) {
        answer_asset(visit, asset);
        return;
    }
    dolen_visit_add_header(visit, "Cache-Control", "no-store");
    const bool has_language = read_language(visit);
    if (is_start(has_language ? visit->path : visit->request->path)) {
        dolen_visit_redirect(visit, "/home");
        return;
    }
    const dolen_status status =
        has_language ? answer_page(visit, &err) : DOLEN_FAIL(&err, DOLEN_E_ABSENT, "there is no such page");
    if (status == DOLEN_OK)
        return;
    dolen_log_warning("a page could not be shown", dolen_field_request(visit->request_id),
                      dolen_field_status(dolen_status_word(status)), dolen_field_reason(&err));
    dolen_web_page_fail(visit, status);
}

static dolen_visit begin(dolen_web *web, const dolen_web_request *request, dolen_arena *arena, dolen_web_response *out)
{
    dolen_visit visit = {.web = web,
                         .request = request,
                         .arena = arena,
                         .response = out,
                         .path = "",
                         .id = "",
                         .now = dolen_clock_now(web->site.clock)};

    *out = (dolen_web_response){.status = 500};
    dolen_uuid_write(request->id, visit.request_id);
    for (size_t i = 0; i < sizeof security_headers / sizeof *security_headers; i++)
        dolen_visit_add_header(&visit, security_headers[i].name, security_headers[i].value);
    return visit;
}

void dolen_web_answer(dolen_web *web, const dolen_web_request *request, dolen_arena *arena, dolen_web_response *out)
{
    dolen_visit visit = begin(web, request, arena, out);

    answer(&visit);
    if (strcmp(request->method, "HEAD") == 0)
        out->body = (dolen_bytes){0};
}

static dolen_status status_of(int http_status)
{
    switch (http_status) {
    case 403:
        return DOLEN_E_DENIED;
    case 404:
        return DOLEN_E_ABSENT;
    case 413:
    case 414:
    case 431:
        return DOLEN_E_LIMIT;
    case 503:
        return DOLEN_E_REMOTE;
    default:
        return http_status < 500 ? DOLEN_E_INPUT : DOLEN_E_SYSTEM;
    }
}

void dolen_web_refuse(dolen_web *web, const dolen_web_request *request, int status, dolen_arena *arena,
                      dolen_web_response *out)
{
    dolen_visit visit = begin(web, request, arena, out);

    dolen_visit_add_header(&visit, "Cache-Control", "no-store");
    (void)read_language(&visit);
    dolen_web_page_fail(&visit, status_of(status));
    out->status = status;
}
