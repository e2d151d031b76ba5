#include "node/agency/web/web_again.h"

#include <string.h>

#include "node/agency/web/pages.h"
#include "node/agency/web/web_sign_in.h"
#include "node/agency/web/words.h"
#include "node/base/log.h"

enum { FAULTS = 2 };

/* What was asked for, as the kept draft says it. */
typedef struct kept_request {
    const char *method;
    const char *path; /* after the language, with its query */
    dolen_bytes body;
} kept_request;

bool dolen_web_again_is_needed(const dolen_visit *visit)
{
    return visit->now - visit->session.authenticated >= DOLEN_WEB_RECENT;
}

/* With the query, where the target has our plain form. */
static const char *path_of(const dolen_visit *visit)
{
    const char *target = visit->request->target;
    const bool plain =
        target && dolen_page_is_local(target) && (strncmp(target, "/en/", 4) == 0 || strncmp(target, "/cy/", 4) == 0);

    return plain ? target + 3 : visit->path;
}

/* "POST /reviews/close\n" and the body. */
static dolen_status keep(dolen_visit *visit, dolen_err *err)
{
    const char *path = path_of(visit);
    const char *body =
        dolen_arena_copy_string(visit->arena, (const char *)visit->request->body.at, visit->request->body.size);
    const char *const pieces[] = {visit->request->method, " ", path, "\n", body ? body : "", NULL};
    const char *text = dolen_words_join(visit->arena, pieces);

    if (!body || !*text)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a form does not fit into the request's memory");
    const dolen_draft draft = {.subject = DOLEN_SUBJECT_PERSON, .body = dolen_bytes_of_string(text)};
    dolen_drafts_put(visit->web->kept, visit->session.user, &draft, visit->now);
    return DOLEN_OK;
}

dolen_status dolen_web_again_ask(dolen_visit *visit, dolen_err *err)
{
    dolen_http_form form;

    if (strcmp(visit->request->method, "POST") == 0)
        DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    DOLEN_TRY(keep(visit, err));
    dolen_visit_redirect(visit, "/again");
    return DOLEN_OK;
}

/* DOLEN_E_ABSENT when nothing is kept. */
static dolen_status find_kept(const dolen_visit *visit, kept_request *out, dolen_err *err)
{
    dolen_draft draft;

    *out = (kept_request){0};
    DOLEN_TRY(dolen_drafts_find(visit->web->kept, visit->session.user, DOLEN_SUBJECT_PERSON, visit->now, visit->arena,
                                &draft, err));
    const char *text = (const char *)draft.body.at;
    const size_t method = strcspn(text, " ");
    const size_t path = strcspn(text + method + 1, "\n");
    const char *body = text + method + 1 + path + 1;
    out->method = dolen_arena_copy_string(visit->arena, text, method);
    out->path = dolen_arena_copy_string(visit->arena, text + method + 1, path);
    out->body = dolen_bytes_of_string(body);
    return out->method && out->path ? DOLEN_OK
                                    : DOLEN_FAIL(err, DOLEN_E_LIMIT, "a form does not fit into the request's memory");
}

dolen_status dolen_web_again_done(dolen_visit *visit, const char *sid, dolen_err *err)
{
    dolen_web_session session = visit->session;
    kept_request kept;

    session.authenticated = visit->now;
    session.last_used = visit->now;
    session.openid_sid = sid;
    DOLEN_TRY(dolen_web_sign_in_renew_session(visit, &session, err));
    const dolen_status found = find_kept(visit, &kept, err);
    if (found == DOLEN_E_ABSENT) {
        dolen_visit_redirect(visit, dolen_pages_home(dolen_pages_desks(session.role)));
        return DOLEN_OK;
    }
    DOLEN_TRY(found);
    if (strcmp(kept.method, "POST") == 0) {
        dolen_visit_redirect(visit, "/again/continue");
        return DOLEN_OK;
    }
    dolen_drafts_forget(visit->web->kept, visit->session.user);
    dolen_visit_redirect(visit, kept.path);
    return DOLEN_OK;
}

static void show(dolen_visit *visit, dolen_message password_fault, dolen_message code_fault, int status)
{
    dolen_view_fault_link links[FAULTS];
    size_t count = 0;

    dolen_web_page_add_fault(links, &count, "password", password_fault);
    dolen_web_page_add_fault(links, &count, "code", code_fault);
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_AGAIN_TITLE, NULL);
    frame.has_faults = count > 0;
    const dolen_view_fault_summary summary = {links, count};
    const dolen_view_text_field password = dolen_web_sign_in_password_field(password_fault);
    const dolen_view_text_field code = dolen_web_sign_in_code_field(code_fault, true);
    const dolen_view_again view = {.frame = &frame,
                                   .summary = count ? &summary : NULL,
                                   .is_elsewhere = visit->session.openid_sid != NULL,
                                   .elsewhere = dolen_visit_url(visit, "/openid/again"),
                                   .action = dolen_visit_url(visit, "/again"),
                                   .csrf = visit->csrf,
                                   .password = &password,
                                   .code = &code};
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_again(&page, &view);
    dolen_web_page_send(visit, &page, status);
}

dolen_status dolen_web_again_show(dolen_visit *visit, dolen_err *err)
{
    (void)err;
    show(visit, DOLEN_MESSAGE_NONE, DOLEN_MESSAGE_NONE, 200);
    return DOLEN_OK;
}

static dolen_status prove(dolen_visit *visit, const dolen_web_credentials *given, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;
    dolen_web_account account = {0};

    if (dolen_attempts_check(visit->web->attempts, given->user, visit->now, err) != DOLEN_OK) {
        show(visit, DOLEN_MESSAGE_FAULT_SIGN_IN_WAIT, DOLEN_MESSAGE_NONE, 429);
        return DOLEN_OK;
    }
    const dolen_status checked = dolen_web_sign_in_check_account(visit, given, &account, err);
    if (checked == DOLEN_E_DENIED) {
        DOLEN_TRY(dolen_web_sign_in_note_failure(visit, given->user, account.failures, err));
        show(visit, DOLEN_MESSAGE_FAULT_AGAIN_WRONG, DOLEN_MESSAGE_NONE, 403);
        return DOLEN_OK;
    }
    DOLEN_TRY(checked);
    dolen_attempts_clear(visit->web->attempts, given->user);
    DOLEN_TRY(store->note_sign_in(store->context, given->user, true, 0, err));
    return dolen_web_again_done(visit, NULL, err);
}

dolen_status dolen_web_again_take(dolen_visit *visit, dolen_err *err)
{
    dolen_http_form form;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    if (visit->session.openid_sid)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "this account has no password");
    const dolen_web_credentials given = {.user = visit->session.user,
                                         .password = dolen_visit_form_value(&form, "password"),
                                         .code = dolen_visit_form_value(&form, "code")};
    if (*given.password)
        return prove(visit, &given, err);
    show(visit, DOLEN_MESSAGE_FAULT_PASSWORD_MISSING, DOLEN_MESSAGE_NONE, 200);
    return DOLEN_OK;
}

/* Each field of the kept form but its token, which has been renewed. */
static dolen_status list_fields(dolen_visit *visit, const dolen_http_form *form, const dolen_view_kept_field **out,
                                size_t *count, dolen_err *err)
{
    dolen_view_kept_field *list = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_arena_take(visit->arena, form->count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < form->count; i++)
        if (strcmp(form->fields[i].name, "csrf") != 0)
            list[(*count)++] = (dolen_view_kept_field){form->fields[i].name, form->fields[i].value};
    *out = list;
    return DOLEN_OK;
}

dolen_status dolen_web_again_continue(dolen_visit *visit, dolen_err *err)
{
    kept_request kept;
    dolen_http_form form;

    const dolen_status found = find_kept(visit, &kept, err);
    if (found == DOLEN_E_ABSENT) {
        dolen_visit_redirect(visit, dolen_pages_home(dolen_pages_desks(visit->session.role)));
        return DOLEN_OK;
    }
    DOLEN_TRY(found);
    DOLEN_TRY(dolen_http_form_read(visit->arena, kept.body, &form, err));
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_AGAIN_KEPT_TITLE, NULL);
    dolen_view_again_kept view = {.frame = &frame, .action = dolen_visit_url(visit, kept.path), .csrf = visit->csrf};
    DOLEN_TRY(list_fields(visit, &form, &view.fields, &view.fields_count, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_again_kept(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}
