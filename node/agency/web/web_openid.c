#include "node/agency/web/web_openid.h"

#include <string.h>

#include "node/agency/web/pages.h"
#include "node/agency/web/web_again.h"
#include "node/agency/web/web_openid_pages.h"
#include "node/agency/web/web_sign_in.h"
#include "node/base/log.h"

typedef struct outcome_words {
    int http_status;
    dolen_message title;
    dolen_message text;
} outcome_words;

static outcome_words words_of(dolen_web_openid_outcome outcome)
{
    switch (outcome) {
    case DOLEN_WEB_OPENID_DECLINED:
        return (outcome_words){403, DOLEN_MESSAGE_OPENID_DECLINED_TITLE, DOLEN_MESSAGE_OPENID_DECLINED_TEXT};
    case DOLEN_WEB_OPENID_SILENT:
        return (outcome_words){503, DOLEN_MESSAGE_OPENID_SILENT_TITLE, DOLEN_MESSAGE_OPENID_SILENT_TEXT};
    case DOLEN_WEB_OPENID_WEAK:
        return (outcome_words){403, DOLEN_MESSAGE_OPENID_WEAK_TITLE, DOLEN_MESSAGE_OPENID_WEAK_TEXT};
    case DOLEN_WEB_OPENID_NO_ROLE:
        return (outcome_words){403, DOLEN_MESSAGE_OPENID_NO_ROLE_TITLE, DOLEN_MESSAGE_OPENID_NO_ROLE_TEXT};
    case DOLEN_WEB_OPENID_NO_ACCOUNT:
        return (outcome_words){403, DOLEN_MESSAGE_OPENID_NO_ACCOUNT_TITLE, DOLEN_MESSAGE_OPENID_NO_ACCOUNT_TEXT};
    case DOLEN_WEB_OPENID_UNCONFIRMED:
        return (outcome_words){403, DOLEN_MESSAGE_OPENID_UNCONFIRMED_TITLE, DOLEN_MESSAGE_OPENID_UNCONFIRMED_TEXT};
    case DOLEN_WEB_OPENID_OTHER_PERSON:
        return (outcome_words){403, DOLEN_MESSAGE_OPENID_OTHER_TITLE, DOLEN_MESSAGE_OPENID_OTHER_TEXT};
    case DOLEN_WEB_OPENID_IN:
    case DOLEN_WEB_OPENID_REFUSED:
        break;
    }
    return (outcome_words){403, DOLEN_MESSAGE_OPENID_REFUSED_TITLE, DOLEN_MESSAGE_OPENID_REFUSED_TEXT};
}

static void show_failure(dolen_visit *visit, dolen_web_openid_outcome outcome)
{
    const outcome_words words = words_of(outcome);
    const dolen_view_frame frame = dolen_web_page_frame(visit, words.title, NULL);
    const dolen_view_openid_failure view = {.frame = &frame,
                                            .what = words.title,
                                            .text = words.text,
                                            .request = visit->request_id,
                                            .back =
                                                visit->has_session ? frame.home : dolen_visit_url(visit, "/sign-in")};
    dolen_page page = dolen_web_page_new(visit);

    dolen_render_openid_failure(&page, &view);
    dolen_web_page_send(visit, &page, words.http_status);
}

static dolen_status find_provider(const dolen_visit *visit, const dolen_web_openid **out, dolen_err *err)
{
    *out = visit->web->site.openid;
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "this node has no OpenID provider");
}

static dolen_status send_to_provider(dolen_visit *visit, bool is_again, dolen_err *err)
{
    const dolen_web_openid *openid = NULL;
    const char *url = NULL;

    DOLEN_TRY(find_provider(visit, &openid, err));
    if (!*visit->token)
        dolen_visit_renew_token(visit);
    const dolen_status begun =
        openid->begin(openid->context, visit->token, is_again, visit->language == DOLEN_WELSH, visit->arena, &url, err);
    if (begun == DOLEN_OK)
        return dolen_visit_leave(visit, url, err);
    dolen_log_warning("no sign-in at the provider can begin", dolen_field_request(visit->request_id),
                      dolen_field_status(dolen_status_word(begun)), dolen_field_reason(err));
    show_failure(visit, DOLEN_WEB_OPENID_SILENT);
    return DOLEN_OK;
}

dolen_status dolen_web_openid_start(dolen_visit *visit, dolen_err *err)
{
    if (visit->has_session) {
        dolen_visit_redirect(visit, dolen_pages_home(dolen_pages_desks(visit->session.role)));
        return DOLEN_OK;
    }
    return send_to_provider(visit, false, err);
}

dolen_status dolen_web_openid_again(dolen_visit *visit, dolen_err *err)
{
    if (!visit->session.openid_sid)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "this account signs in with a password");
    return send_to_provider(visit, true, err);
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static dolen_status begin_session(dolen_visit *visit, const dolen_web_openid_person *person, dolen_err *err)
{
    const dolen_web_session session = {.user = person->user,
                                       .role = person->role,
                                       .started = visit->now,
                                       .last_used = visit->now,
                                       .authenticated =
                                           person->authenticated < visit->now ? person->authenticated : visit->now,
                                       .openid_sid = person->sid};

    DOLEN_TRY(dolen_web_sign_in_renew_session(visit, &session, err));
    visit->has_session = true;
    visit->session = session;
    dolen_web_sign_in_welcome(visit, person->role, person->role_count);
    return DOLEN_OK;
}

dolen_status dolen_web_openid_callback(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_openid_reply *reply = &visit->request->reply;
    const dolen_web_openid_return answer = {
        .token = visit->token,
        .user = visit->has_session ? visit->session.user : "",
        .reply = {or_empty(reply->code), or_empty(reply->state), or_empty(reply->error), or_empty(reply->issuer)},
        .request = visit->request->id};
    const dolen_web_openid *openid = NULL;
    dolen_web_openid_person person = {0};

    DOLEN_TRY(find_provider(visit, &openid, err));
    DOLEN_TRY(openid->finish(openid->context, &answer, visit->arena, &person, err));
    if (person.has_errand)
        visit->language = person.is_welsh ? DOLEN_WELSH : DOLEN_ENGLISH;
    if (person.outcome != DOLEN_WEB_OPENID_IN) {
        show_failure(visit, person.outcome);
        return DOLEN_OK;
    }
    if (person.is_again && visit->has_session)
        return dolen_web_again_done(visit, person.sid, err);
    return begin_session(visit, &person, err);
}

dolen_status dolen_web_openid_leave(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_openid *openid = NULL;
    const char *url = NULL;

    DOLEN_TRY(find_provider(visit, &openid, err));
    if (openid->leave(openid->context, visit->language == DOLEN_WELSH, visit->arena, &url, err) == DOLEN_OK)
        return dolen_visit_leave(visit, url, err);
    dolen_visit_redirect(visit, "/signed-out");
    return DOLEN_OK;
}

dolen_status dolen_web_openid_signed_out(dolen_visit *visit, dolen_err *err)
{
    const char *language = or_empty(visit->request->reply.state);

    (void)err;
    if (strcmp(language, "en") == 0 || strcmp(language, "cy") == 0)
        visit->language = strcmp(language, "cy") == 0 ? DOLEN_WELSH : DOLEN_ENGLISH;
    dolen_visit_redirect(visit, "/signed-out");
    return DOLEN_OK;
}

/* Section 2.8: 200 when done, 400 when refused. No page: the reader is a machine. */
dolen_status dolen_web_openid_logout(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_openid *openid = NULL;
    dolen_http_form form;

    DOLEN_TRY(find_provider(visit, &openid, err));
    dolen_status status = dolen_visit_is_form(visit)
                              ? dolen_http_form_read(visit->arena, visit->request->body, &form, err)
                              : DOLEN_FAIL(err, DOLEN_E_INPUT, "a form has another content type");
    if (status == DOLEN_OK)
        status = openid->logout(openid->context, dolen_visit_form_value(&form, "logout_token"), visit->request->id,
                                visit->arena, err);
    if (status == DOLEN_E_REMOTE || status == DOLEN_E_SYSTEM)
        return status;
    visit->response->status = status == DOLEN_OK ? 200 : 400;
    return DOLEN_OK;
}
