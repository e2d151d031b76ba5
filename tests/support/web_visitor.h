/**
 * A visitor to the pages: a browser's part as far as tests need it. One cookie, forms with their token, no scripts.
 *
 * Use set_up and tear_down for each test; `*state` is the visitor.
 */
#ifndef DOLEN_TESTS_SUPPORT_WEB_VISITOR_H
#define DOLEN_TESTS_SUPPORT_WEB_VISITOR_H

#include "node/agency/web/words.h"
#include "tests/support/dolen_test.h"
#include "tests/support/web_double.h"

enum { MEMORY = DOLEN_WEB_MEMORY };

/* Texts of a test live until its end. */
#define JOIN(...) dolen_words_join(v->texts, (const char *const[]){__VA_ARGS__, NULL})

typedef struct visitor {
    web_double *site;
    dolen_web *web;
    dolen_arena *arena;
    dolen_arena *texts;
    dolen_web_response response;
    const char *cookie;
    const char *fetch_site;
    const char *content_type;
} visitor;

static inline int set_up(void **state)
{
    visitor *v = calloc(1, sizeof *v);

    v->site = web_double_new();
    const dolen_web_site site = web_double_site(v->site);
    v->web = dolen_web_new(&site);
    v->arena = dolen_arena_new(MEMORY);
    v->texts = dolen_arena_new(MEMORY);
    v->cookie = "";
    v->fetch_site = "same-origin";
    v->content_type = "application/x-www-form-urlencoded";
    *state = v;
    return 0;
}

static inline int tear_down(void **state)
{
    visitor *v = *state;

    dolen_web_free(v->web);
    dolen_arena_free(v->arena);
    dolen_arena_free(v->texts);
    web_double_free(v->site);
    free(v);
    return 0;
}

/* Keeps the cookie as a browser does. */
static inline void keep_cookie(visitor *v)
{
    const char *header = dolen_web_response_header(&v->response, "Set-Cookie");
    static const char name[] = "__Host-session=";

    if (!header)
        return;
    assert_memory_equal(name, header, sizeof name - 1);
    const char *value = header + sizeof name - 1;
    v->cookie = dolen_arena_copy_string(v->texts, value, strcspn(value, ";"));
}

static inline void visit(visitor *v, const char *method, const char *path, const char *body)
{
    const char *query = strchr(path, '?');
    const char *plain = dolen_arena_copy_string(v->texts, path, strcspn(path, "?"));

    dolen_arena_reset(v->arena);
    const dolen_web_request request = {.method = method,
                                       .path = plain,
                                       .reason = query && strncmp(query, "?reason=", 8) == 0 ? query + 8 : "",
                                       .about = query && strncmp(query, "?about=", 7) == 0 ? query + 7 : "",
                                       .cookie = v->cookie,
                                       .content_type = v->content_type,
                                       .accept_language = "",
                                       .accept_encoding = "",
                                       .fetch_site = v->fetch_site,
                                       .body = dolen_bytes_of_string(body),
                                       .id = dolen_uuid_make()};
    dolen_web_answer(v->web, &request, v->arena, &v->response);
    keep_cookie(v);
}

static inline void get(visitor *v, const char *path)
{
    visit(v, "GET", path, "");
}

static inline bool says(const visitor *v, const char *text)
{
    return v->response.body.size && memmem(v->response.body.at, v->response.body.size, text, strlen(text));
}

/* Does the page shown last turn text around (U+202E)? */
static inline bool says_backwards(const visitor *v)
{
    return says(v, "\xe2\x80\xae");
}

/* The form's token from the page shown last. */
static inline const char *read_csrf(const visitor *v)
{
    static const char mark[] = "name=\"csrf\" value=\"";
    const char *at = memmem(v->response.body.at, v->response.body.size, mark, sizeof mark - 1);

    assert_non_null(at);
    return dolen_arena_copy_string(v->texts, at + sizeof mark - 1, 64);
}

static inline void post(visitor *v, const char *path, const char *fields)
{
    visit(v, "POST", path, JOIN("csrf=", read_csrf(v), "&", fields));
}

static inline const char *location(const visitor *v)
{
    const char *header = dolen_web_response_header(&v->response, "Location");

    return header ? header : "(none)";
}

static inline void follow(visitor *v)
{
    assert_int_equal(303, v->response.status);
    get(v, JOIN(location(v)));
}

static inline void sign_in(visitor *v, const char *user)
{
    get(v, "/en/sign-in");
    post(v, "/en/sign-in", JOIN("user=", user, "&password=correct+horse+battery"));
    assert_string_equal("/en/search", location(v));
    get(v, "/en/search");
    assert_int_equal(200, v->response.status);
}

#endif
