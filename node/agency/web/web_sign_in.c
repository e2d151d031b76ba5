#include <string.h>
#include <time.h>

#include "node/agency/web/pages.h"
#include "node/agency/web/web_sign_in.h"
#include "node/agency/web/words.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/crypto/password.h"

enum { FAULTS = 3, USER_LIMIT = 100, WAIT_SECONDS = 3 };

/* What the form shows again: never the password. */
typedef struct sign_in_form {
    const char *user;
    dolen_message user_fault;
    dolen_message password_fault;
    dolen_message code_fault;
} sign_in_form;

dolen_view_text_field dolen_web_sign_in_code_field(dolen_message fault, bool is_optional)
{
    return (dolen_view_text_field){.id = "code",
                                   .label = DOLEN_MESSAGE_SECOND_FACTOR_CODE,
                                   .hint = is_optional ? DOLEN_MESSAGE_SECOND_FACTOR_HINT : DOLEN_MESSAGE_NONE,
                                   .is_optional = is_optional,
                                   .fault = fault,
                                   .value = "",
                                   .width = "govuk-input--width-10",
                                   .complete = "one-time-code",
                                   .type = "text",
                                   .is_numeric = true};
}

dolen_view_text_field dolen_web_sign_in_password_field(dolen_message fault)
{
    return (dolen_view_text_field){.id = "password",
                                   .label = DOLEN_MESSAGE_SIGN_IN_PASSWORD,
                                   .fault = fault,
                                   .value = "",
                                   .width = "govuk-input--width-20",
                                   .complete = "current-password",
                                   .type = "password"};
}

static void show(dolen_visit *visit, const sign_in_form *form, int status)
{
    dolen_view_fault_link links[FAULTS];
    const dolen_web_openid *openid = visit->web->site.openid;
    size_t count = 0;

    dolen_web_page_add_fault(links, &count, "user", form->user_fault);
    dolen_web_page_add_fault(links, &count, "password", form->password_fault);
    dolen_web_page_add_fault(links, &count, "code", form->code_fault);
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_SIGN_IN_TITLE, NULL);
    frame.has_faults = count > 0;
    const dolen_view_fault_summary summary = {links, count};
    const dolen_view_text_field user = {.id = "user",
                                        .label = DOLEN_MESSAGE_SIGN_IN_USER,
                                        .fault = form->user_fault,
                                        .value = form->user,
                                        .width = "govuk-input--width-20",
                                        .complete = "username",
                                        .type = "text"};
    const dolen_view_text_field password = dolen_web_sign_in_password_field(form->password_fault);
    const dolen_view_text_field code = dolen_web_sign_in_code_field(form->code_fault, true);
    const dolen_view_sign_in view = {.frame = &frame,
                                     .summary = count ? &summary : NULL,
                                     .is_timed_out = strcmp(visit->request->reason, "timed-out") == 0,
                                     .has_provider = openid != NULL,
                                     .provider = dolen_visit_url(visit, "/openid/start"),
                                     .has_local_accounts = !openid || openid->has_local_accounts,
                                     .action = dolen_visit_url(visit, "/sign-in"),
                                     .csrf = visit->csrf,
                                     .user = &user,
                                     .password = &password,
                                     .code = &code};
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_sign_in(&page, &view);
    dolen_web_page_send(visit, &page, status);
}

dolen_status dolen_web_sign_in_show(dolen_visit *visit, dolen_err *err)
{
    (void)err;
    if (visit->has_session) {
        dolen_visit_redirect(visit, dolen_pages_home(dolen_pages_desks(visit->session.role)));
        return DOLEN_OK;
    }
    if (!*visit->token)
        dolen_visit_renew_token(visit);
    show(visit, &(sign_in_form){.user = ""}, 200);
    return DOLEN_OK;
}

dolen_status dolen_web_sign_in_check_password(dolen_web *web, const char *password, const char *hash, dolen_err *err)
{
    struct timespec until;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_SECONDS;
    if (sem_timedwait(&web->passwords, &until) != 0)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "too many people sign in at once");
    const dolen_status status = dolen_password_check(dolen_bytes_of_string(password), hash, err);
    DOLEN_MUST(sem_post(&web->passwords) == 0);
    return status;
}

/* A hash that was made with a weaker setting than today's is made anew, now that the password is at hand. */
static void renew_hash(dolen_visit *visit, const dolen_web_credentials *given, const char *hash)
{
    const dolen_web_store *store = &visit->web->site.store;
    dolen_err err = {0};

    if (!dolen_password_needs_rehash(hash) || sem_trywait(&visit->web->passwords) != 0)
        return;
    if (store->renew_hash(store->context, given->user, given->password, hash, &err) != DOLEN_OK)
        dolen_log_warning("a password's hash could not be made anew", dolen_field_request(visit->request_id),
                          dolen_field_reason(&err));
    DOLEN_MUST(sem_post(&visit->web->passwords) == 0);
}

/* Whoever has set up an app gives its code, each code once. */
static dolen_status check_code(dolen_visit *visit, const char *user, const char *code, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;
    dolen_web_second_factor factor = {0};
    int64_t step = 0;

    const dolen_status found = store->find_second_factor(store->context, user, &factor, err);
    if (found == DOLEN_E_ABSENT || (found == DOLEN_OK && !factor.is_confirmed))
        return DOLEN_OK;
    DOLEN_TRY(found);
    const dolen_status checked = dolen_one_time_code_check(factor.secret, visit->now, code, &step, err);
    dolen_memory_wipe(&factor, sizeof factor);
    DOLEN_TRY(checked);
    return store->take_second_factor(store->context, user, step, err);
}

dolen_status dolen_web_sign_in_check_account(dolen_visit *visit, const dolen_web_credentials *given,
                                             dolen_web_account *out, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;
    const dolen_status found = store->find_account(store->context, given->user, visit->now, visit->arena, out, err);

    if (found != DOLEN_OK && found != DOLEN_E_ABSENT)
        return found;
    DOLEN_TRY(dolen_web_sign_in_check_password(visit->web, given->password,
                                               found == DOLEN_OK ? out->password_hash : NULL, err));
    if (found != DOLEN_OK || !out->may_sign_in)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the account may not sign in");
    return check_code(visit, given->user, given->code, err);
}

dolen_status dolen_web_sign_in_renew_session(dolen_visit *visit, const dolen_web_session *session, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;

    if (*visit->token)
        DOLEN_TRY(store->end_session(store->context, dolen_visit_session_id(visit), err));
    dolen_visit_renew_token(visit);
    return store->make_session(store->context, dolen_visit_session_id(visit), session, err);
}

void dolen_web_sign_in_welcome(dolen_visit *visit, dolen_code role, size_t role_count)
{
    dolen_visit_redirect(visit, role_count > 1 ? "/role" : dolen_pages_home(dolen_pages_desks(role)));
}

static dolen_status start_session(dolen_visit *visit, const dolen_web_account *account, dolen_err *err)
{
    const dolen_web_session session = {.user = account->user,
                                       .role = account->role,
                                       .started = visit->now,
                                       .last_used = visit->now,
                                       .authenticated = visit->now};

    DOLEN_TRY(dolen_web_sign_in_renew_session(visit, &session, err));
    dolen_web_sign_in_welcome(visit, account->role, account->role_count);
    return DOLEN_OK;
}

dolen_status dolen_web_sign_in_note_failure(dolen_visit *visit, const char *user, uint32_t failures, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;

    dolen_attempts_add(visit->web->attempts, user, visit->now);
    dolen_log_warning("a sign-in failed", dolen_field_request(visit->request_id));
    return store->note_sign_in(store->context, user, false, visit->now + dolen_attempts_delay(failures + 1), err);
}

static dolen_status try_sign_in(dolen_visit *visit, const dolen_web_credentials *given, dolen_err *err)
{
    const char *user = given->user;
    dolen_web_account account = {0};

    if (dolen_attempts_check(visit->web->attempts, user, visit->now, err) != DOLEN_OK) {
        show(visit, &(sign_in_form){.user = user, .user_fault = DOLEN_MESSAGE_FAULT_SIGN_IN_WAIT}, 429);
        return DOLEN_OK;
    }
    const dolen_status status = dolen_web_sign_in_check_account(visit, given, &account, err);
    if (status == DOLEN_E_DENIED) {
        DOLEN_TRY(dolen_web_sign_in_note_failure(visit, user, account.failures, err));
        show(visit, &(sign_in_form){.user = user, .user_fault = DOLEN_MESSAGE_FAULT_SIGN_IN_WRONG}, 403);
        return DOLEN_OK;
    }
    DOLEN_TRY(status);
    dolen_attempts_clear(visit->web->attempts, user);
    renew_hash(visit, given, account.password_hash);
    const dolen_web_store *store = &visit->web->site.store;
    DOLEN_TRY(store->note_sign_in(store->context, user, true, 0, err));
    return start_session(visit, &account, err);
}

dolen_status dolen_web_sign_in_take(dolen_visit *visit, dolen_err *err)
{
    dolen_http_form form;

    if (visit->web->site.openid && !visit->web->site.openid->has_local_accounts)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "nobody signs in with a password here");
    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    const char *user = dolen_visit_form_value(&form, "user");
    const char *password = dolen_visit_form_value(&form, "password");
    const dolen_web_credentials given = {user, password, dolen_visit_form_value(&form, "code")};
    sign_in_form shown = {.user = user};
    if (!*user)
        shown.user_fault = DOLEN_MESSAGE_FAULT_USER_MISSING;
    if (!*password)
        shown.password_fault = DOLEN_MESSAGE_FAULT_PASSWORD_MISSING;
    if (strlen(user) > USER_LIMIT)
        shown.user_fault = DOLEN_MESSAGE_FAULT_TEXT_TOO_LONG;
    if (strlen(password) > DOLEN_PASSWORD_LIMIT)
        shown.password_fault = DOLEN_MESSAGE_FAULT_TEXT_TOO_LONG;
    if (shown.user_fault == DOLEN_MESSAGE_NONE && shown.password_fault == DOLEN_MESSAGE_NONE)
        return try_sign_in(visit, &given, err);
    show(visit, &shown, 200);
    return DOLEN_OK;
}

static void forget_drafts(const dolen_visit *visit)
{
    dolen_drafts_forget(visit->web->drafts, visit->session.user);
    dolen_drafts_forget(visit->web->kept, visit->session.user);
}

dolen_status dolen_web_sign_in_out(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;
    dolen_http_form form;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    const bool is_elsewhere = visit->has_session && visit->session.openid_sid && visit->web->site.openid;
    if (visit->has_session)
        forget_drafts(visit);
    DOLEN_TRY(store->end_session(store->context, dolen_visit_session_id(visit), err));
    dolen_visit_drop_token(visit);
    dolen_visit_redirect(visit, is_elsewhere ? "/signed-out?reason=agency" : "/signed-out");
    return DOLEN_OK;
}

static const char *refresh_to(const dolen_visit *visit, const char *path)
{
    const char *const pieces[] = {"0; url=", path, NULL};

    return dolen_words_join(visit->arena, pieces);
}

dolen_status dolen_web_sign_in_gone(dolen_visit *visit, dolen_err *err)
{
    (void)err;
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_SIGNED_OUT_TITLE, NULL);
    const bool is_elsewhere = visit->web->site.openid && strcmp(visit->request->reason, "agency") == 0;
    const char *leave = dolen_visit_url(visit, "/openid/leave");
    const dolen_view_signed_out view = {&frame, dolen_visit_url(visit, "/sign-in"), is_elsewhere, leave};
    dolen_page page = dolen_web_page_new(visit);

    /* No redirect: a form may lead nowhere but here (form-action), and browsers hold redirects to that. */
    if (is_elsewhere)
        dolen_visit_add_header(visit, "Refresh", refresh_to(visit, leave));
    dolen_render_signed_out(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}
