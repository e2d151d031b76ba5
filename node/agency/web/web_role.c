#include <string.h>

#include "node/agency/web/pages.h"
#include "node/agency/web/web_role.h"
#include "node/agency/web/web_sign_in.h"

dolen_both dolen_web_role_name(const dolen_visit *visit, dolen_code role)
{
    const dolen_web_role *all = NULL;
    size_t count = 0;

    if (visit->web->site.roles(visit->web->site.context, visit->arena, &all, &count, NULL) == DOLEN_OK)
        for (size_t i = 0; i < count; i++)
            if (dolen_code_same(all[i].code, role))
                return all[i].name;
    const char *code = dolen_arena_copy_string(visit->arena, role.text, strlen(role.text));
    return (dolen_both){code, code};
}

size_t dolen_web_role_count(const dolen_web_session *session)
{
    size_t count = 0;

    for (size_t i = 0; i < session->role_count; i++)
        count += dolen_pages_desks(session->roles[i]) != 0;
    return count;
}

static dolen_status show(dolen_visit *visit, dolen_message fault, dolen_err *err)
{
    const dolen_web_session *session = &visit->session;
    const dolen_view_fault_link link = {"role", fault};
    const dolen_view_fault_summary summary = {&link, 1};
    dolen_view_acting_role *list = NULL;
    size_t count = 0;

    DOLEN_TRY(dolen_arena_take(visit->arena, session->role_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < session->role_count; i++)
        if (dolen_pages_desks(session->roles[i])) {
            list[count] = (dolen_view_acting_role){.id = count ? session->roles[i].text : "role",
                                                   .code = session->roles[i].text,
                                                   .name = dolen_web_role_name(visit, session->roles[i])};
            count++;
        }
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_ROLE_TITLE, NULL);
    frame.has_faults = fault != DOLEN_MESSAGE_NONE;
    const dolen_view_role view = {.frame = &frame,
                                  .summary = frame.has_faults ? &summary : NULL,
                                  .fault = fault,
                                  .action = dolen_visit_url(visit, "/role"),
                                  .csrf = visit->csrf,
                                  .roles = list,
                                  .roles_count = count};
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_role(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

dolen_status dolen_web_role_show(dolen_visit *visit, dolen_err *err)
{
    return show(visit, DOLEN_MESSAGE_NONE, err);
}

dolen_status dolen_web_role_take(dolen_visit *visit, dolen_err *err)
{
    dolen_web_session session = visit->session;
    dolen_http_form form;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    const char *wanted = dolen_visit_form_value(&form, "role");
    if (!*wanted)
        return show(visit, DOLEN_MESSAGE_FAULT_ROLE_MISSING, err);
    for (size_t i = 0; i < session.role_count; i++) {
        if (strcmp(session.roles[i].text, wanted) != 0 || !dolen_pages_desks(session.roles[i]))
            continue;
        session.role = session.roles[i];
        session.last_used = visit->now;
        DOLEN_TRY(dolen_web_sign_in_renew_session(visit, &session, err));
        dolen_drafts_forget(visit->web->kept, session.user);
        dolen_visit_redirect(visit, dolen_pages_home(dolen_pages_desks(session.role)));
        return DOLEN_OK;
    }
    return DOLEN_FAIL(err, DOLEN_E_DENIED, "the account does not hold the role that was chosen");
}
