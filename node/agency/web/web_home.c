#include "node/agency/web/pages.h"

dolen_status dolen_web_home_show(dolen_visit *visit, dolen_err *err)
{
    const unsigned int desks = dolen_pages_desks(visit->session.role);
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_HOME_TITLE, NULL);
    dolen_view_home view = {.frame = &frame};

    (void)err;
    if (desks & DOLEN_DESK_PRACTICE) {
        dolen_visit_redirect(visit, dolen_pages_home(desks));
        return DOLEN_OK;
    }
    view.pages = dolen_pages_menu(visit, desks, NULL, &view.pages_count);
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_home(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}
