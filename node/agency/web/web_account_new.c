#include <string.h>

#include "node/agency/web/pages.h"
#include "node/agency/web/web_account_fields.h"
#include "node/agency/web/words.h"
#include "node/base/log.h"
#include "node/base/text.h"
#include "node/crypto/password.h"

enum { FAULTS = 8, USER_LIMIT = 64, NAME_LIMIT = 200, PASSWORD_LEAST = 12, ROLES = 8 };

/* What was typed, with what is wrong with it; the password is never shown again. */
typedef struct new_account {
    const char *user;
    const char *full_name;
    const char *password;
    const char *trained;
    const char *vetted;
    const char *roles[ROLES];
    size_t role_count;
    dolen_message user_fault;
    dolen_message name_fault;
    dolen_message roles_fault;
    dolen_message password_fault;
    dolen_message trained_fault;
    dolen_message vetted_fault;
    dolen_web_account_home home;
} new_account;

dolen_view_text_field dolen_web_account_day(const char *id, const char *value, dolen_message fault)
{
    return (dolen_view_text_field){.id = id,
                                   .label = strcmp(id, "trained") == 0 ? DOLEN_MESSAGE_ACCOUNTS_TRAINED
                                                                       : DOLEN_MESSAGE_ACCOUNTS_VETTED,
                                   .hint = DOLEN_MESSAGE_ACCOUNTS_DAY_HINT,
                                   .fault = fault,
                                   .value = value,
                                   .width = "govuk-input--width-10",
                                   .complete = "off",
                                   .type = "text"};
}

dolen_message dolen_web_account_day_fault(const char *text, dolen_day today)
{
    char now[DOLEN_DAY_TEXT];
    dolen_day day;

    dolen_day_write(today, now);
    const bool is_good = dolen_day_read(text, &day, NULL) == DOLEN_OK && strcmp(text, now) <= 0;
    return is_good ? DOLEN_MESSAGE_NONE : DOLEN_MESSAGE_FAULT_ACCOUNT_DAY;
}

static bool is_chosen(const new_account *typed, dolen_code role)
{
    for (size_t i = 0; i < typed->role_count; i++)
        if (strcmp(typed->roles[i], role.text) == 0)
            return true;
    return false;
}

/* The first has the id that a fault leads to. */
static const char *role_id(const dolen_visit *visit, size_t index, const char *code)
{
    const char *const pieces[] = {"role-", code, NULL};

    return index == 0 ? "role" : dolen_words_join(visit->arena, pieces);
}

static dolen_status fill_roles(const dolen_visit *visit, const new_account *typed, dolen_view_account_new *view,
                               dolen_err *err)
{
    const dolen_web_site *site = &visit->web->site;
    const dolen_web_role *roles = NULL;
    dolen_view_role_choice *choices = NULL;

    DOLEN_TRY(site->roles(site->context, visit->arena, &roles, &view->roles_count, err));
    DOLEN_TRY(dolen_arena_take(visit->arena, view->roles_count + 1, sizeof *choices, (void *)&choices, err));
    for (size_t i = 0; i < view->roles_count; i++)
        choices[i] = (dolen_view_role_choice){role_id(visit, i, roles[i].code.text), roles[i].code.text, roles[i].name,
                                              is_chosen(typed, roles[i].code)};
    view->roles = choices;
    return DOLEN_OK;
}

static size_t fill_summary(const new_account *typed, dolen_view_fault_link *links)
{
    size_t count = 0;

    dolen_web_page_add_fault(links, &count, "user", typed->user_fault);
    dolen_web_page_add_fault(links, &count, "full_name", typed->name_fault);
    dolen_web_page_add_fault(links, &count, "role", typed->roles_fault);
    dolen_web_page_add_fault(links, &count, "password", typed->password_fault);
    dolen_web_page_add_fault(links, &count, "trained", typed->trained_fault);
    dolen_web_page_add_fault(links, &count, "vetted", typed->vetted_fault);
    dolen_web_page_add_fault(links, &count, "team", typed->home.team_fault);
    dolen_web_page_add_fault(links, &count, "home_address", typed->home.home_fault);
    return count;
}

static dolen_view_text_field text_field(const char *id, dolen_message label, const char *value, dolen_message fault)
{
    return (dolen_view_text_field){.id = id,
                                   .label = label,
                                   .fault = fault,
                                   .value = value,
                                   .width = "govuk-input--width-20",
                                   .complete = "off",
                                   .type = "text"};
}

static dolen_status send_form(dolen_visit *visit, const new_account *typed, dolen_err *err)
{
    dolen_view_fault_link links[FAULTS];
    const size_t count = fill_summary(typed, links);
    const dolen_view_fault_summary summary = {links, count};
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_ACCOUNTS_ADD, "/accounts");
    dolen_view_text_field user = text_field("user", DOLEN_MESSAGE_ACCOUNTS_USER, typed->user, typed->user_fault);
    const dolen_view_text_field full_name =
        text_field("full_name", DOLEN_MESSAGE_ACCOUNTS_NAME, typed->full_name, typed->name_fault);
    dolen_view_text_field password = text_field("password", DOLEN_MESSAGE_ACCOUNTS_PASSWORD, "", typed->password_fault);
    const dolen_view_text_field trained = dolen_web_account_day("trained", typed->trained, typed->trained_fault);
    const dolen_view_text_field vetted = dolen_web_account_day("vetted", typed->vetted, typed->vetted_fault);

    dolen_web_account_home_view home;

    dolen_web_account_home_show(&typed->home, false, &home);
    frame.has_faults = count > 0;
    user.hint = DOLEN_MESSAGE_ACCOUNTS_USER_HINT;
    password.hint = visit->web->site.openid ? DOLEN_MESSAGE_OPENID_PASSWORD_HINT : DOLEN_MESSAGE_ACCOUNTS_PASSWORD_HINT;
    password.is_optional = visit->web->site.openid != NULL;
    password.type = "password";
    password.complete = "new-password";
    dolen_view_account_new view = {.frame = &frame,
                                   .summary = count ? &summary : NULL,
                                   .back = dolen_visit_url(visit, "/accounts"),
                                   .action = dolen_visit_url(visit, "/accounts/new"),
                                   .csrf = visit->csrf,
                                   .user = &user,
                                   .full_name = &full_name,
                                   .roles_fault = typed->roles_fault,
                                   .password = &password,
                                   .trained = &trained,
                                   .vetted = &vetted,
                                   .home = &home.view};
    DOLEN_TRY(fill_roles(visit, typed, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_account_new(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

dolen_status dolen_web_account_new_show(dolen_visit *visit, dolen_err *err)
{
    return send_form(visit, &(new_account){.user = "", .full_name = "", .trained = "", .vetted = ""}, err);
}

static new_account read_typed(const dolen_http_form *form, dolen_day today, bool may_lack_password)
{
    new_account typed = {.user = dolen_visit_form_value(form, "user"),
                         .full_name = dolen_visit_form_value(form, "full_name"),
                         .password = dolen_visit_form_value(form, "password"),
                         .trained = dolen_visit_form_value(form, "trained"),
                         .vetted = dolen_visit_form_value(form, "vetted"),
                         .home = dolen_web_account_home_read(form)};
    const char *role = dolen_http_form_value_at(form, "role[]", 0);

    while (role && typed.role_count < ROLES) {
        typed.roles[typed.role_count++] = role;
        role = dolen_http_form_value_at(form, "role[]", typed.role_count);
    }
    if (!dolen_text_is_token(typed.user, strlen(typed.user), "._@-") || strlen(typed.user) > USER_LIMIT)
        typed.user_fault = DOLEN_MESSAGE_FAULT_ACCOUNT_USER;
    if (!*typed.full_name || strlen(typed.full_name) > NAME_LIMIT)
        typed.name_fault = DOLEN_MESSAGE_FAULT_ACCOUNT_NAME;
    if (typed.role_count == 0)
        typed.roles_fault = DOLEN_MESSAGE_FAULT_ACCOUNT_ROLES;
    const bool lacks = may_lack_password && !*typed.password;
    if ((!lacks && strlen(typed.password) < PASSWORD_LEAST) || strlen(typed.password) > DOLEN_PASSWORD_LIMIT)
        typed.password_fault = DOLEN_MESSAGE_FAULT_ACCOUNT_PASSWORD;
    typed.trained_fault = dolen_web_account_day_fault(typed.trained, today);
    typed.vetted_fault = dolen_web_account_day_fault(typed.vetted, today);
    return typed;
}

static const char *join_roles(const dolen_visit *visit, const new_account *typed)
{
    const char *pieces[2 * ROLES + 1] = {NULL};

    for (size_t i = 0, used = 0; i < typed->role_count; i++) {
        if (i)
            pieces[used++] = ", ";
        pieces[used++] = typed->roles[i];
    }
    return dolen_words_join(visit->arena, pieces);
}

static dolen_status add(dolen_visit *visit, new_account *typed, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;
    const dolen_web_account_change wanted = {.action = "add",
                                             .user = typed->user,
                                             .full_name = typed->full_name,
                                             .roles = join_roles(visit, typed),
                                             .password = typed->password,
                                             .trained = typed->trained,
                                             .vetted = typed->vetted,
                                             .team = typed->home.team,
                                             .home_address = typed->home.address,
                                             .home_postcode = typed->home.postcode,
                                             .home_uprn = typed->home.uprn};
    const dolen_status added = store->change_account(store->context, &wanted, visit->arena, err);

    if (added == DOLEN_E_CONFLICT) {
        typed->user_fault = DOLEN_MESSAGE_FAULT_ACCOUNT_TAKEN;
        return send_form(visit, typed, err);
    }
    DOLEN_TRY(added);
    dolen_log_info("an account was added", dolen_field_request(visit->request_id));
    dolen_visit_redirect(visit, "/accounts");
    return DOLEN_OK;
}

dolen_status dolen_web_account_new_take(dolen_visit *visit, dolen_err *err)
{
    dolen_view_fault_link links[FAULTS];
    dolen_http_form form;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    new_account typed = read_typed(&form, dolen_day_of(visit->now), visit->web->site.openid != NULL);
    return fill_summary(&typed, links) ? send_form(visit, &typed, err) : add(visit, &typed, err);
}
