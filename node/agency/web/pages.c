#include "node/agency/web/pages.h"

#include <string.h>

#include "node/agency/web/subject_pages.h"
#include "node/agency/web/web_again.h"
#include "node/agency/web/web_openid_pages.h"
#include "node/agency/web/web_role.h"

static const dolen_page_route routes[] = {
    {"/sign-in", DOLEN_DESK_NONE_NEEDED, dolen_web_sign_in_show, dolen_web_sign_in_take, DOLEN_MESSAGE_NONE},
    {"/signed-out", DOLEN_DESK_NONE_NEEDED, dolen_web_sign_in_gone, NULL, DOLEN_MESSAGE_NONE},
    {"/sign-out", DOLEN_DESK_ANY, NULL, dolen_web_sign_in_out, DOLEN_MESSAGE_NONE},
    {"/password", DOLEN_DESK_ANY, dolen_web_password_show, dolen_web_password_take, DOLEN_MESSAGE_NONE},
    {"/role", DOLEN_DESK_ANY, dolen_web_role_show, dolen_web_role_take, DOLEN_MESSAGE_NONE},
    {"/openid/start", DOLEN_DESK_NONE_NEEDED, dolen_web_openid_start, NULL, DOLEN_MESSAGE_NONE},
    {"/openid/callback", DOLEN_DESK_NONE_NEEDED, dolen_web_openid_callback, NULL, DOLEN_MESSAGE_NONE},
    {"/openid/again", DOLEN_DESK_ANY, dolen_web_openid_again, NULL, DOLEN_MESSAGE_NONE},
    {"/openid/leave", DOLEN_DESK_NONE_NEEDED, dolen_web_openid_leave, NULL, DOLEN_MESSAGE_NONE},
    {"/openid/signed-out", DOLEN_DESK_NONE_NEEDED, dolen_web_openid_signed_out, NULL, DOLEN_MESSAGE_NONE},
    {"/openid/back-channel-logout", DOLEN_DESK_NONE_NEEDED, NULL, dolen_web_openid_logout, DOLEN_MESSAGE_NONE},
    {"/again", DOLEN_DESK_ANY, dolen_web_again_show, dolen_web_again_take, DOLEN_MESSAGE_NONE},
    {"/again/continue", DOLEN_DESK_ANY, dolen_web_again_continue, NULL, DOLEN_MESSAGE_NONE},
    {"/second-factor", DOLEN_DESK_ANY, dolen_web_second_factor_show, dolen_web_second_factor_take, DOLEN_MESSAGE_NONE},
    {"/alive", DOLEN_DESK_ANY, dolen_web_home_alive, NULL, DOLEN_MESSAGE_NONE},
    {"/home", DOLEN_DESK_ANY, dolen_web_home_show, NULL, DOLEN_MESSAGE_NONE},
    {"/search", DOLEN_DESK_PRACTICE, dolen_web_search_show, dolen_web_search_take, DOLEN_MESSAGE_MENU_SEARCH},
    {"/search/address", DOLEN_DESK_PRACTICE, dolen_web_search_show, dolen_web_search_take, DOLEN_MESSAGE_NONE},
    {"/searches", DOLEN_DESK_PRACTICE, dolen_web_recent_show, NULL, DOLEN_MESSAGE_MENU_RECENT},
    {"/searches/*", DOLEN_DESK_PRACTICE, dolen_web_result_show, NULL, DOLEN_MESSAGE_NONE},
    {"/searches/*/open", DOLEN_DESK_PRACTICE, NULL, dolen_web_result_open, DOLEN_MESSAGE_NONE},
    {"/searches/*/without", DOLEN_DESK_PRACTICE, dolen_web_result_show, NULL, DOLEN_MESSAGE_NONE},
    {"/searches/*/receipt", DOLEN_DESK_PRACTICE, dolen_web_result_receipt, NULL, DOLEN_MESSAGE_NONE},
    {"/alerts", DOLEN_DESK_PRACTICE, dolen_web_alerts_show, NULL, DOLEN_MESSAGE_MENU_ALERTS},
    {"/alerts/overdue", DOLEN_DESK_PRACTICE, dolen_web_alerts_overdue, NULL, DOLEN_MESSAGE_NONE},
    {"/alerts/ended", DOLEN_DESK_PRACTICE, dolen_web_alerts_ended, NULL, DOLEN_MESSAGE_NONE},
    {"/alerts/*", DOLEN_DESK_PRACTICE, dolen_web_alert_show, dolen_web_alert_take, DOLEN_MESSAGE_NONE},
    {"/accounts", DOLEN_DESK_ADMINISTRATION, dolen_web_accounts_show, NULL, DOLEN_MESSAGE_MENU_ACCOUNTS},
    {"/accounts/new", DOLEN_DESK_ADMINISTRATION, dolen_web_account_new_show, dolen_web_account_new_take,
     DOLEN_MESSAGE_NONE},
    {"/accounts/change", DOLEN_DESK_ADMINISTRATION, dolen_web_account_show, dolen_web_account_take, DOLEN_MESSAGE_NONE},
    {"/status", DOLEN_DESK_ADMINISTRATION, dolen_web_status_show, NULL, DOLEN_MESSAGE_MENU_STATUS},
    {"/audit", DOLEN_DESK_AUDIT, dolen_web_audit_show, dolen_web_audit_take, DOLEN_MESSAGE_MENU_AUDIT},
    {"/audit/ground", DOLEN_DESK_AUDIT, NULL, dolen_web_audit_ground_take, DOLEN_MESSAGE_NONE},
    {"/audit/export", DOLEN_DESK_AUDIT | DOLEN_PAGE_RECENT_TAKE, NULL, dolen_web_audit_export_take, DOLEN_MESSAGE_NONE},
    {"/audit/alerts", DOLEN_DESK_AUDIT | DOLEN_PAGE_RECENT, dolen_web_audit_alerts_show, dolen_web_audit_alerts_take,
     DOLEN_MESSAGE_NONE},
    {"/audit/*", DOLEN_DESK_AUDIT | DOLEN_PAGE_RECENT, dolen_web_audit_entry_show, NULL, DOLEN_MESSAGE_NONE},
    {"/audit/*/receipt", DOLEN_DESK_AUDIT | DOLEN_PAGE_RECENT, dolen_web_audit_entry_receipt, NULL, DOLEN_MESSAGE_NONE},
    {"/findings", DOLEN_DESK_AUDIT, dolen_web_findings_show, NULL, DOLEN_MESSAGE_MENU_FINDINGS},
    {"/findings/one", DOLEN_DESK_AUDIT | DOLEN_PAGE_RECENT_TAKE, dolen_web_finding_show, dolen_web_finding_take,
     DOLEN_MESSAGE_NONE},
    {"/readings", DOLEN_DESK_AUDIT, dolen_web_readings_show, NULL, DOLEN_MESSAGE_NONE},
    {"/statistics", DOLEN_DESK_AUDIT | DOLEN_DESK_GOVERNANCE, dolen_web_statistics_show, NULL,
     DOLEN_MESSAGE_MENU_STATISTICS},
    {"/statistics/figures.csv", DOLEN_DESK_AUDIT | DOLEN_DESK_GOVERNANCE, dolen_web_statistics_csv, NULL,
     DOLEN_MESSAGE_NONE},
    {"/statistics/figures.json", DOLEN_DESK_AUDIT | DOLEN_DESK_GOVERNANCE, dolen_web_statistics_json, NULL,
     DOLEN_MESSAGE_NONE},
    {"/subjects", DOLEN_DESK_AUDIT, dolen_web_subjects_show, NULL, DOLEN_MESSAGE_MENU_SUBJECTS},
    {"/subjects/act", DOLEN_DESK_AUDIT | DOLEN_PAGE_RECENT_TAKE, dolen_web_subject_act_show, dolen_web_subject_act_take,
     DOLEN_MESSAGE_NONE},
    {"/subjects/report", DOLEN_DESK_AUDIT | DOLEN_PAGE_RECENT_TAKE, dolen_web_subject_ask_show,
     dolen_web_subject_ask_take, DOLEN_MESSAGE_NONE},
    {"/subjects/shown", DOLEN_DESK_AUDIT | DOLEN_PAGE_RECENT, dolen_web_subject_report_show,
     dolen_web_subject_report_forget, DOLEN_MESSAGE_NONE},
    {"/subjects/report.json", DOLEN_DESK_AUDIT | DOLEN_PAGE_RECENT, dolen_web_subject_report_json, NULL,
     DOLEN_MESSAGE_NONE},
    {"/integrity", DOLEN_DESK_AUDIT | DOLEN_PAGE_RECENT_TAKE, dolen_web_integrity_show, dolen_web_integrity_take,
     DOLEN_MESSAGE_MENU_INTEGRITY},
    {"/coverage", DOLEN_DESK_AUDIT | DOLEN_DESK_ADMINISTRATION, dolen_web_coverage_show, NULL,
     DOLEN_MESSAGE_MENU_COVERAGE},
    {"/reviews", DOLEN_DESK_SUPERVISION | DOLEN_DESK_AUDIT, dolen_web_reviews_show, NULL, DOLEN_MESSAGE_MENU_REVIEWS},
    {"/reviews/closed", DOLEN_DESK_SUPERVISION | DOLEN_DESK_AUDIT, dolen_web_reviews_closed, NULL, DOLEN_MESSAGE_NONE},
    {"/reviews/*", DOLEN_DESK_SUPERVISION | DOLEN_DESK_AUDIT | DOLEN_PAGE_RECENT_TAKE, dolen_web_review_show,
     dolen_web_review_take, DOLEN_MESSAGE_NONE},
};

enum { ROUTES = sizeof routes / sizeof *routes };

unsigned int dolen_pages_desks(dolen_code role)
{
    static const struct {
        const char *role;
        unsigned int desks;
    } known[] = {
        {"practitioner", DOLEN_DESK_PRACTICE},
        {"duty-desk", DOLEN_DESK_PRACTICE},
        {"supervisor", DOLEN_DESK_PRACTICE | DOLEN_DESK_SUPERVISION},
        {"data-protection-officer", DOLEN_DESK_AUDIT},
        {"administrator", DOLEN_DESK_ADMINISTRATION},
        {"governance-lead", DOLEN_DESK_GOVERNANCE},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(role.text, known[i].role) == 0)
            return known[i].desks;
    return 0;
}

/* "/searches/<36 characters>/receipt" against "/searches/ * /receipt"; sets the visit's id. */
static bool matches(dolen_visit *visit, const char *pattern)
{
    const char *star = strchr(pattern, '*');
    const size_t before = star ? (size_t)(star - pattern) : 0;
    const size_t id = DOLEN_UUID_TEXT - 1;

    if (!star)
        return strcmp(visit->path, pattern) == 0;
    if (strncmp(visit->path, pattern, before) != 0 || strnlen(visit->path + before, id) < id ||
        strcmp(visit->path + before + id, star + 1) != 0)
        return false;
    visit->id = dolen_arena_copy_string(visit->arena, visit->path + before, id);
    return visit->id != NULL;
}

const dolen_page_route *dolen_pages_find(dolen_visit *visit)
{
    for (size_t i = 0; i < ROUTES; i++)
        if (matches(visit, routes[i].path))
            return &routes[i];
    return NULL;
}

const char *dolen_pages_home(unsigned int desks)
{
    return desks & DOLEN_DESK_PRACTICE ? "/search" : "/home";
}

/* A node without an inbox of alerts has no way to it. */
static bool is_there(const dolen_visit *visit, const dolen_page_route *route)
{
    return route->show != dolen_web_alerts_show || visit->web->site.alerts.context;
}

const dolen_view_link *dolen_pages_menu(dolen_visit *visit, unsigned int desks, const char *current, size_t *count)
{
    dolen_view_link *menu = dolen_arena_make(visit->arena, ROUTES, sizeof *menu);

    *count = 0;
    if (!menu)
        return NULL;
    for (size_t i = 0; i < ROUTES; i++)
        if ((routes[i].desks & desks) && routes[i].menu != DOLEN_MESSAGE_NONE && is_there(visit, &routes[i]))
            menu[(*count)++] = (dolen_view_link){
                .to = dolen_visit_url(visit, routes[i].path),
                .name = routes[i].menu,
                .is_current = current && strcmp(current, routes[i].path) == 0,
                .waiting = routes[i].show == dolen_web_alerts_show ? dolen_web_alerts_waiting(visit) : 0};
    return menu;
}
