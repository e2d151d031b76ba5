#include <string.h>

#include "node/agency/web/audit_wish.h"
#include "node/agency/web/audit_words.h"
#include "node/agency/web/words.h"

static dolen_status send_file(dolen_visit *visit, const dolen_export_file *made, dolen_err *err)
{
    dolen_web_file *file = NULL;
    const char *name = dolen_arena_copy_string(visit->arena, made->name, strlen(made->name));

    DOLEN_TRY(dolen_arena_take(visit->arena, 1, sizeof *file, (void *)&file, err));
    const char *const pieces[] = {"attachment; filename=\"", name ? name : "dolen", "\"", NULL};
    *file = (dolen_web_file){made->descriptor, made->size};
    visit->response->status = 200;
    visit->response->file = file;
    dolen_visit_add_header(visit, "Content-Type", made->content_type);
    dolen_visit_add_header(visit, "Content-Disposition", dolen_words_join(visit->arena, pieces));
    return DOLEN_OK;
}

/* All that fits what is looked for. Without the ledger nothing leaves, and the page says so. */
static dolen_status make(dolen_visit *visit, const dolen_web_oversight *site, dolen_export_request *request,
                         dolen_err *err)
{
    dolen_audit_wish wish;
    dolen_person subject;
    dolen_export_file file;

    DOLEN_TRY(dolen_audit_wish_read(visit, DOLEN_PAPER_WISH, &wish, err));
    if (!dolen_audit_wish_criteria(&wish, &request->criteria, &subject)) {
        dolen_visit_redirect(visit, "/audit");
        return DOLEN_OK;
    }
    const dolen_status made = site->export(site->context, request, visit->arena, &file, err);
    if (made == DOLEN_E_REMOTE) {
        dolen_visit_redirect(visit, "/audit?reason=no-ledger");
        return DOLEN_OK;
    }
    DOLEN_TRY(made);
    return send_file(visit, &file, err);
}

dolen_status dolen_web_audit_export_take(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_oversight *site = NULL;
    dolen_http_form form;
    dolen_code ground;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    DOLEN_TRY(dolen_oversight_words_site(visit, &site, err));
    const dolen_status grounded = dolen_audit_words_need_ground(visit, &ground, err);
    if (grounded != DOLEN_OK)
        return grounded == DOLEN_E_ABSENT ? DOLEN_OK : grounded;
    const dolen_export_format format = dolen_export_format_read(dolen_visit_form_value(&form, "format"));
    if (format == DOLEN_EXPORT_NO_FORMAT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "there is no such form of a file");
    dolen_export_request request = {.user = visit->session.user,
                                    .role = visit->session.role,
                                    .ground = ground,
                                    .format = format,
                                    .with_subjects =
                                        format != DOLEN_EXPORT_FHIR &&
                                        strcmp(dolen_visit_form_value(&form, "with_subjects"), "yes") == 0};
    return make(visit, site, &request, err);
}
