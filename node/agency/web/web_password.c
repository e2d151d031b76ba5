#include <string.h>

#include "node/agency/web/pages.h"
#include "node/base/log.h"
#include "node/crypto/password.h"

enum { FAULTS = 3, LEAST = 12 };

typedef struct password_faults {
    dolen_message present;
    dolen_message wanted;
    dolen_message again;
} password_faults;

static dolen_view_text_field password_field(const char *id, dolen_message label, dolen_message fault)
{
    return (dolen_view_text_field){.id = id,
                                   .label = label,
                                   .fault = fault,
                                   .value = "",
                                   .width = "govuk-input--width-20",
                                   .complete = strcmp(id, "present") == 0 ? "current-password" : "new-password",
                                   .type = "password"};
}

static void send_page(dolen_visit *visit, password_faults faults, int status)
{
    dolen_view_fault_link links[FAULTS];
    size_t count = 0;

    dolen_web_page_add_fault(links, &count, "present", faults.present);
    dolen_web_page_add_fault(links, &count, "wanted", faults.wanted);
    dolen_web_page_add_fault(links, &count, "again", faults.again);
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_PASSWORD_TITLE, NULL);
    frame.has_faults = count > 0;
    const dolen_view_fault_summary summary = {links, count};
    const dolen_view_text_field present = password_field("present", DOLEN_MESSAGE_PASSWORD_PRESENT, faults.present);
    dolen_view_text_field wanted = password_field("wanted", DOLEN_MESSAGE_PASSWORD_WANTED, faults.wanted);
    const dolen_view_text_field again = password_field("again", DOLEN_MESSAGE_PASSWORD_AGAIN, faults.again);
    wanted.hint = DOLEN_MESSAGE_ACCOUNTS_PASSWORD_HINT;
    const dolen_view_password view = {.frame = &frame,
                                      .summary = count ? &summary : NULL,
                                      .action = dolen_visit_url(visit, "/password"),
                                      .csrf = visit->csrf,
                                      .present = &present,
                                      .wanted = &wanted,
                                      .again = &again};
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_password(&page, &view);
    dolen_web_page_send(visit, &page, status);
}

dolen_status dolen_web_password_show(dolen_visit *visit, dolen_err *err)
{
    if (visit->session.openid_sid)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "this account has no password");
    send_page(visit, (password_faults){0}, 200);
    return DOLEN_OK;
}

static password_faults check_form(const dolen_http_form *form)
{
    const char *wanted = dolen_visit_form_value(form, "wanted");
    password_faults faults = {0};

    if (!*dolen_visit_form_value(form, "present"))
        faults.present = DOLEN_MESSAGE_FAULT_PASSWORD_MISSING;
    if (strlen(wanted) < LEAST || strlen(wanted) > DOLEN_PASSWORD_LIMIT)
        faults.wanted = DOLEN_MESSAGE_FAULT_ACCOUNT_PASSWORD;
    if (strcmp(wanted, dolen_visit_form_value(form, "again")) != 0)
        faults.again = DOLEN_MESSAGE_FAULT_PASSWORD_DIFFERS;
    return faults;
}

static dolen_status refuse(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;

    dolen_attempts_add(visit->web->attempts, visit->session.user, visit->now);
    dolen_log_warning("a password was not changed", dolen_field_request(visit->request_id));
    send_page(visit, (password_faults){.present = DOLEN_MESSAGE_FAULT_PASSWORD_WRONG}, 403);
    return store->note_sign_in(store->context, visit->session.user, false, visit->now + dolen_attempts_delay(1), err);
}

/* Ends every session of the account, this one included. */
static dolen_status change(dolen_visit *visit, const dolen_http_form *form, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;
    dolen_web_account account = {0};

    if (dolen_attempts_check(visit->web->attempts, visit->session.user, visit->now, err) != DOLEN_OK) {
        send_page(visit, (password_faults){.present = DOLEN_MESSAGE_FAULT_SIGN_IN_WAIT}, 429);
        return DOLEN_OK;
    }
    DOLEN_TRY(store->find_account(store->context, visit->session.user, visit->now, visit->arena, &account, err));
    const dolen_status checked = dolen_web_sign_in_check_password(visit->web, dolen_visit_form_value(form, "present"),
                                                                  account.password_hash, err);
    if (checked == DOLEN_E_DENIED)
        return refuse(visit, err);
    DOLEN_TRY(checked);
    DOLEN_TRY(store->set_password(store->context, visit->session.user, dolen_visit_form_value(form, "wanted"), err));
    dolen_log_info("a password was changed", dolen_field_request(visit->request_id));
    dolen_visit_redirect(visit, "/sign-in");
    return DOLEN_OK;
}

dolen_status dolen_web_password_take(dolen_visit *visit, dolen_err *err)
{
    dolen_http_form form;

    if (visit->session.openid_sid)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "this account has no password");
    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    const password_faults faults = check_form(&form);
    if (faults.present == DOLEN_MESSAGE_NONE && faults.wanted == DOLEN_MESSAGE_NONE &&
        faults.again == DOLEN_MESSAGE_NONE)
        return change(visit, &form, err);
    send_page(visit, faults, 200);
    return DOLEN_OK;
}
