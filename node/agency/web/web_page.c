#include <string.h>

#include "node/agency/web/assets.h"
#include "node/agency/web/pages.h"
#include "node/agency/web/web_role.h"
#include "node/agency/web/words.h"
#include "node/base/log.h"

enum { PARAGRAPHS = 3 };

dolen_page dolen_web_page_new(dolen_visit *visit)
{
    return dolen_page_of(visit->arena, visit->language);
}

/* The same path in the other language; a page that answers only to a form leads to the start. */
static const char *in_language(const dolen_visit *visit, const char *prefix)
{
    const bool kept = strcmp(visit->path, "/sign-out") != 0;
    const char *const pieces[] = {prefix, kept ? visit->path : "", NULL};
    const char *path = dolen_words_join(visit->arena, pieces);

    return dolen_page_is_local(path) ? path : "/";
}

dolen_view_frame dolen_web_page_frame(dolen_visit *visit, dolen_message title, const char *current)
{
    const unsigned int desks = visit->has_session ? dolen_pages_desks(visit->session.role) : 0;
    dolen_view_frame frame = {
        .language = visit->language == DOLEN_WELSH ? "cy" : "en",
        .title = title,
        .agency_name = visit->web->site.agency_name,
        .home = dolen_visit_url(visit, visit->has_session ? dolen_pages_home(desks) : "/sign-in"),
        .is_signed_in = visit->has_session,
        .has_alarm =
            visit->has_session && visit->web->site.has_alarm && visit->web->site.has_alarm(visit->web->site.context),
        .user = visit->has_session ? visit->session.user : "",
        .csrf = visit->csrf,
        .change_role = dolen_visit_url(visit, "/role"),
        .password = dolen_visit_url(visit, "/password"),
        .second_factor = dolen_visit_url(visit, "/second-factor"),
        .sign_out = dolen_visit_url(visit, "/sign-out"),
        .is_welsh = visit->language == DOLEN_WELSH,
        .in_english = in_language(visit, "/en"),
        .in_welsh = in_language(visit, "/cy"),
        .stylesheet = dolen_assets_path("site"),
        .idle_script = dolen_assets_path("idle"),
        .icon = dolen_assets_path("icon"),
    };

    if (!visit->has_session)
        return frame;
    frame.menu = dolen_pages_menu(visit, desks, current, &frame.menu_count);
    frame.has_password = visit->session.openid_sid == NULL;
    frame.has_roles = dolen_web_role_count(&visit->session) > 1;
    if (frame.has_roles)
        frame.role = dolen_web_role_name(visit, visit->session.role);
    return frame;
}

void dolen_web_page_send(dolen_visit *visit, const dolen_page *page, int status)
{
    dolen_err err = {0};

    visit->response->status = status;
    dolen_visit_add_header(visit, "Content-Type", "text/html; charset=utf-8");
    if (dolen_page_finish(page, &visit->response->body, &err) == DOLEN_OK)
        return;
    dolen_log_error("a page does not fit into its memory", dolen_field_request(visit->request_id));
    visit->response->status = 500;
    visit->response->body = (dolen_bytes){0};
}

void dolen_web_page_add_fault(dolen_view_fault_link *list, size_t *count, const char *field, dolen_message what)
{
    if (what != DOLEN_MESSAGE_NONE)
        list[(*count)++] = (dolen_view_fault_link){field, what};
}

typedef struct failure_words {
    int http_status;
    dolen_message title;
    dolen_message paragraphs[PARAGRAPHS];
    bool is_kept; /* the form waits as a draft */
} failure_words;

static void send_failure(dolen_visit *visit, const failure_words *words, const char *rule)
{
    dolen_view_paragraph paragraphs[PARAGRAPHS];
    size_t count = 0;

    while (count < PARAGRAPHS && words->paragraphs[count] != DOLEN_MESSAGE_NONE) {
        paragraphs[count] = (dolen_view_paragraph){words->paragraphs[count]};
        count++;
    }
    const dolen_view_frame frame = dolen_web_page_frame(visit, words->title, NULL);
    const dolen_view_failure view = {
        .frame = &frame,
        .what = words->title,
        .paragraphs = paragraphs,
        .paragraphs_count = count,
        .rule = rule,
        .request = visit->request_id,
        .back = words->is_kept ? dolen_visit_url(visit, visit->path) : frame.home,
        .is_kept = words->is_kept,
    };
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_failure(&page, &view);
    dolen_web_page_send(visit, &page, words->http_status);
}

static const failure_words bad = {400, DOLEN_MESSAGE_FAILURE_BAD_TITLE, {DOLEN_MESSAGE_FAILURE_BAD_TEXT}, false};
static const failure_words large = {413, DOLEN_MESSAGE_FAILURE_BAD_TITLE, {DOLEN_MESSAGE_FAILURE_BAD_TEXT}, false};
static const failure_words denied = {
    403, DOLEN_MESSAGE_FAILURE_DENIED_TITLE, {DOLEN_MESSAGE_FAILURE_DENIED_TEXT}, false};
static const failure_words missing = {
    404, DOLEN_MESSAGE_FAILURE_MISSING_TITLE, {DOLEN_MESSAGE_FAILURE_MISSING_TEXT}, false};
static const failure_words broken = {
    500, DOLEN_MESSAGE_FAILURE_BROKEN_TITLE, {DOLEN_MESSAGE_FAILURE_BROKEN_TEXT}, false};
static const failure_words busy = {503, DOLEN_MESSAGE_FAILURE_BROKEN_TITLE, {DOLEN_MESSAGE_FAILURE_BROKEN_TEXT}, false};

void dolen_web_page_fail(dolen_visit *visit, dolen_status status)
{
    switch (status) {
    case DOLEN_E_INPUT:
        send_failure(visit, &bad, NULL);
        break;
    case DOLEN_E_LIMIT:
        send_failure(visit, &large, NULL);
        break;
    case DOLEN_E_DENIED:
        send_failure(visit, &denied, NULL);
        break;
    case DOLEN_E_ABSENT:
        send_failure(visit, &missing, NULL);
        break;
    case DOLEN_E_REMOTE:
    case DOLEN_E_CONFLICT:
        send_failure(visit, &busy, NULL);
        break;
    case DOLEN_OK:
    case DOLEN_E_SYSTEM:
    case DOLEN_E_CRYPTO:
        send_failure(visit, &broken, NULL);
        break;
    }
}

static const failure_words rules = {
    403, DOLEN_MESSAGE_FAILURE_RULES_TITLE, {DOLEN_MESSAGE_FAILURE_RULES_TEXT, DOLEN_MESSAGE_FAILURE_KEPT}, true};
static const failure_words quota = {
    429, DOLEN_MESSAGE_FAILURE_QUOTA_TITLE, {DOLEN_MESSAGE_FAILURE_QUOTA_TEXT, DOLEN_MESSAGE_FAILURE_KEPT}, true};
static const failure_words holders = {
    503,
    DOLEN_MESSAGE_FAILURE_BROKER_TITLE,
    {DOLEN_MESSAGE_FAILURE_HOLDERS_TEXT, DOLEN_MESSAGE_FAILURE_TRY_AGAIN, DOLEN_MESSAGE_FAILURE_KEPT},
    true};
static const failure_words broker = {
    503,
    DOLEN_MESSAGE_FAILURE_BROKER_TITLE,
    {DOLEN_MESSAGE_FAILURE_BROKER_TEXT, DOLEN_MESSAGE_FAILURE_TRY_AGAIN, DOLEN_MESSAGE_FAILURE_KEPT},
    true};
static const failure_words ledger = {
    503, DOLEN_MESSAGE_FAILURE_BROKER_TITLE, {DOLEN_MESSAGE_FAILURE_LEDGER_TEXT, DOLEN_MESSAGE_FAILURE_KEPT}, true};
static const failure_words force = {
    503, DOLEN_MESSAGE_FAILURE_BROKER_TITLE, {DOLEN_MESSAGE_FAILURE_FORCE_TEXT, DOLEN_MESSAGE_FAILURE_KEPT}, true};

void dolen_web_page_trouble(dolen_visit *visit, const dolen_search_outcome *outcome)
{
    dolen_uuid_write(outcome->request_id, visit->request_id);
    dolen_log_warning("a search has no answer", dolen_field_request(visit->request_id),
                      dolen_field_status(dolen_search_trouble_code(outcome->trouble)));
    switch (outcome->trouble) {
    case DOLEN_SEARCH_RULES_FORBID:
        send_failure(visit, &rules, outcome->rule.text);
        break;
    case DOLEN_SEARCH_OVER_QUOTA:
        send_failure(visit, &quota, NULL);
        break;
    case DOLEN_SEARCH_NO_KEY_HOLDERS:
        send_failure(visit, &holders, NULL);
        break;
    case DOLEN_SEARCH_NO_BROKER:
        send_failure(visit, &broker, NULL);
        break;
    case DOLEN_SEARCH_LEDGER_STOPPED:
        send_failure(visit, &ledger, NULL);
        break;
    case DOLEN_SEARCH_NOT_IN_FORCE:
        send_failure(visit, &force, NULL);
        break;
    case DOLEN_SEARCH_NO_TROUBLE:
        send_failure(visit, &broken, NULL);
        break;
    }
}
