#include <string.h>

#include "node/agency/web/pages.h"
#include "node/agency/web/web_account_fields.h"
#include "node/agency/web/words.h"
#include "node/base/log.h"

enum { FAULTS = 4 };

static dolen_message standing_words(dolen_web_standing standing)
{
    static const dolen_message words[] = {
        [DOLEN_WEB_ACTIVE] = DOLEN_MESSAGE_ACCOUNTS_ACTIVE,
        [DOLEN_WEB_SUSPENDED] = DOLEN_MESSAGE_ACCOUNTS_SUSPENDED,
        [DOLEN_WEB_LAPSED] = DOLEN_MESSAGE_ACCOUNTS_LAPSED,
        [DOLEN_WEB_LOCKED] = DOLEN_MESSAGE_ACCOUNTS_LOCKED,
    };

    return words[standing];
}

static dolen_status list(dolen_visit *visit, const dolen_web_staff **out, size_t *count, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;

    return store->list_accounts(store->context, visit->now, visit->arena, out, count, err);
}

dolen_status dolen_web_accounts_show(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_staff *staff = NULL;
    dolen_view_staff *shown = NULL;
    size_t count = 0;

    DOLEN_TRY(list(visit, &staff, &count, err));
    DOLEN_TRY(dolen_arena_take(visit->arena, count + 1, sizeof *shown, (void *)&shown, err));
    for (size_t i = 0; i < count; i++)
        shown[i] = (dolen_view_staff){
            .user = staff[i].user,
            .full_name = staff[i].full_name,
            .roles = staff[i].roles,
            .confirmed_until = dolen_words_day(visit->arena, visit->language, dolen_day_of(staff[i].confirmed_until)),
            .standing = standing_words(staff[i].standing),
            .has_second_factor = staff[i].has_second_factor,
            .to = dolen_visit_url(visit, "/accounts/change")};
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_ACCOUNTS_TITLE, "/accounts");
    const dolen_view_accounts view = {&frame, dolen_visit_url(visit, "/accounts/new"), shown, count};
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_accounts(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

static dolen_status find(dolen_visit *visit, const char *user, const dolen_web_staff **out, dolen_err *err)
{
    const dolen_web_staff *staff = NULL;
    size_t count = 0;

    DOLEN_TRY(list(visit, &staff, &count, err));
    for (size_t i = 0; i < count; i++)
        if (strcmp(staff[i].user, user) == 0) {
            *out = &staff[i];
            return DOLEN_OK;
        }
    return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such account");
}

/* What was typed, with what is wrong with it. */
typedef struct confirmation {
    const char *trained;
    const char *vetted;
    dolen_message trained_fault;
    dolen_message vetted_fault;
    dolen_web_account_home home;
} confirmation;

static void send_one(dolen_visit *visit, const dolen_web_staff *staff, const confirmation *days)
{
    dolen_web_account_home_view home;
    dolen_view_fault_link links[FAULTS];
    size_t count = 0;

    dolen_web_page_add_fault(links, &count, "trained", days->trained_fault);
    dolen_web_page_add_fault(links, &count, "vetted", days->vetted_fault);
    dolen_web_page_add_fault(links, &count, "team", days->home.team_fault);
    dolen_web_page_add_fault(links, &count, "home_address", days->home.home_fault);
    dolen_web_account_home_show(&days->home, staff->has_home, &home);
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_ACCOUNTS_TITLE, "/accounts");
    frame.has_faults = count > 0;
    const dolen_view_fault_summary summary = {links, count};
    const dolen_view_text_field trained = dolen_web_account_day("trained", days->trained, days->trained_fault);
    const dolen_view_text_field vetted = dolen_web_account_day("vetted", days->vetted, days->vetted_fault);
    const dolen_view_account view = {
        .frame = &frame,
        .summary = count ? &summary : NULL,
        .back = dolen_visit_url(visit, "/accounts"),
        .action = dolen_visit_url(visit, "/accounts/change"),
        .csrf = visit->csrf,
        .user = staff->user,
        .full_name = staff->full_name,
        .roles = staff->roles,
        .confirmed_until = dolen_words_day(visit->arena, visit->language, dolen_day_of(staff->confirmed_until)),
        .standing = standing_words(staff->standing),
        .is_suspended = staff->standing == DOLEN_WEB_SUSPENDED,
        .is_own = strcmp(staff->user, visit->session.user) == 0,
        .has_second_factor = staff->has_second_factor,
        .has_provider = visit->web->site.openid != NULL,
        .trained = &trained,
        .vetted = &vetted,
        .team = staff->team ? staff->team : "",
        .has_home = staff->has_home,
        .home = &home.view};
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_account(&page, &view);
    dolen_web_page_send(visit, &page, 200);
}

/* The days and the team that stand. */
static confirmation standing_of(const dolen_web_staff *staff, char trained[DOLEN_DAY_TEXT], char vetted[DOLEN_DAY_TEXT])
{
    trained[0] = vetted[0] = '\0';
    if (staff->trained.year)
        dolen_day_write(staff->trained, trained);
    if (staff->vetted.year)
        dolen_day_write(staff->vetted, vetted);
    return (confirmation){.trained = trained, .vetted = vetted, .home = {.team = staff->team}};
}

dolen_status dolen_web_account_show(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_staff *staff = NULL;
    char trained[DOLEN_DAY_TEXT];
    char vetted[DOLEN_DAY_TEXT];

    DOLEN_TRY(find(visit, visit->request->about, &staff, err));
    const confirmation standing = standing_of(staff, trained, vetted);
    send_one(visit, staff, &standing);
    return DOLEN_OK;
}

static dolen_status change(dolen_visit *visit, const dolen_web_account_change *wanted, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;

    DOLEN_TRY(store->change_account(store->context, wanted, visit->arena, err));
    dolen_log_info("an account was changed", dolen_field_request(visit->request_id));
    dolen_visit_redirect(visit, "/accounts");
    return DOLEN_OK;
}

static dolen_status confirm(dolen_visit *visit, const dolen_web_staff *staff, const dolen_http_form *form,
                            dolen_err *err)
{
    const dolen_day today = dolen_day_of(visit->now);
    const confirmation days = {
        .trained = dolen_visit_form_value(form, "trained"),
        .vetted = dolen_visit_form_value(form, "vetted"),
        .trained_fault = dolen_web_account_day_fault(dolen_visit_form_value(form, "trained"), today),
        .vetted_fault = dolen_web_account_day_fault(dolen_visit_form_value(form, "vetted"), today),
        .home = {.team = staff->team}};
    const dolen_web_account_change wanted = {
        .action = "confirm", .user = staff->user, .trained = days.trained, .vetted = days.vetted};

    if (days.trained_fault == DOLEN_MESSAGE_NONE && days.vetted_fault == DOLEN_MESSAGE_NONE)
        return change(visit, &wanted, err);
    send_one(visit, staff, &days);
    return DOLEN_OK;
}

static dolen_status change_home(dolen_visit *visit, const dolen_web_staff *staff, const dolen_http_form *form,
                                dolen_err *err)
{
    char trained[DOLEN_DAY_TEXT];
    char vetted[DOLEN_DAY_TEXT];
    confirmation typed = standing_of(staff, trained, vetted);

    typed.home = dolen_web_account_home_read(form);
    const dolen_web_account_change wanted = {.action = "change",
                                             .user = staff->user,
                                             .team = typed.home.team,
                                             .home_address = typed.home.address,
                                             .home_postcode = typed.home.postcode,
                                             .home_uprn = typed.home.uprn};
    if (typed.home.team_fault == DOLEN_MESSAGE_NONE && typed.home.home_fault == DOLEN_MESSAGE_NONE)
        return change(visit, &wanted, err);
    send_one(visit, staff, &typed);
    return DOLEN_OK;
}

dolen_status dolen_web_account_take(dolen_visit *visit, dolen_err *err)
{
    static const char *const actions[] = {"suspend", "restore", "forget-second-factor", "hand-over"};
    const dolen_web_staff *staff = NULL;
    dolen_http_form form;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    DOLEN_TRY(find(visit, dolen_visit_form_value(&form, "user"), &staff, err));
    if (strcmp(staff->user, visit->session.user) == 0)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "nobody changes their own account");
    const char *action = dolen_visit_form_value(&form, "action");
    if (strcmp(action, "confirm") == 0)
        return confirm(visit, staff, &form, err);
    if (strcmp(action, "change") == 0)
        return change_home(visit, staff, &form, err);
    if (strcmp(action, "forget-home") == 0)
        return change(visit, &(dolen_web_account_change){.action = "change", .user = staff->user, .forget_home = true},
                      err);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(action, actions[i]) == 0)
            return change(visit, &(dolen_web_account_change){.action = actions[i], .user = staff->user}, err);
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "nothing of this name can be done to an account");
}
