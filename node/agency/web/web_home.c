#include "node/agency/web/pages.h"

dolen_status dolen_web_home_show(dolen_visit *visit, dolen_err *err)
{
    const unsigned int desks = dolen_pages_desks(visit->session.role);
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_HOME_TITLE, NULL);
    dolen_view_home view = {.frame = &frame};

    if (desks & DOLEN_DESK_PRACTICE) {
        dolen_visit_redirect(visit, dolen_pages_home(desks));
        return DOLEN_OK;
    }
    if ((desks & DOLEN_DESK_AUDIT) && visit->web->site.oversight.context)
        return dolen_web_officer_show(visit, err);
    view.pages = dolen_pages_menu(visit, desks, NULL, &view.pages_count);
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_home(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

/* Finding the session has noted that it is used. */
dolen_status dolen_web_home_alive(dolen_visit *visit, dolen_err *err)
{
    (void)err;
    visit->response->status = 200;
    dolen_visit_add_header(visit, "Content-Type", "image/svg+xml");
    visit->response->body =
        dolen_bytes_of_string("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>");
    return DOLEN_OK;
}
