#include "node/agency/web/audit_words.h"
#include "node/agency/web/words.h"

static dolen_both role_name(const dolen_web_role *roles, size_t count, dolen_code role)
{
    for (size_t i = 0; i < count; i++)
        if (dolen_code_same(roles[i].code, role))
            return roles[i].name;
    return (dolen_both){NULL, NULL};
}

static dolen_view_reading_row row_of(const dolen_visit *visit, const dolen_reading_kept *kept)
{
    const dolen_reading *reading = &kept->reading;
    const char *const about[] = {"/audit/", reading->about, NULL};
    const bool has_about = dolen_page_has(reading->about);

    return (dolen_view_reading_row){
        .when = dolen_words_instant(visit->arena, visit->language, kept->at),
        .full_name = kept->full_name,
        .account = reading->user,
        .ground = dolen_audit_words_ground(reading->ground.text),
        .kind = dolen_audit_words_reading(reading->kind),
        .figure = dolen_oversight_words_count(visit->arena, reading->count > 0 ? (uint64_t)reading->count : 0),
        .about = has_about ? dolen_visit_url(visit, dolen_words_join(visit->arena, about)) : "",
        .ledger =
            kept->entry == DOLEN_READING_ENTRY_WAITS ? DOLEN_MESSAGE_READINGS_WAITS : DOLEN_MESSAGE_READINGS_KNOWN,
        .entry = kept->entry >= 0 ? dolen_oversight_words_count(visit->arena, (uint64_t)kept->entry) : "",
    };
}

static dolen_status fill(dolen_visit *visit, const dolen_reading_kept *readings, size_t count,
                         dolen_view_readings *view, dolen_err *err)
{
    const dolen_web_site *site = &visit->web->site;
    const dolen_web_role *roles = NULL;
    dolen_view_reading_row *rows = NULL;
    char *cursor = NULL;
    size_t role_count = 0;

    DOLEN_TRY(site->roles(site->context, visit->arena, &roles, &role_count, err));
    DOLEN_TRY(dolen_arena_take(visit->arena, count + 1, sizeof *rows, (void *)&rows, err));
    DOLEN_TRY(dolen_arena_take(visit->arena, DOLEN_FIND_CURSOR_TEXT, 1, (void *)&cursor, err));
    for (size_t i = 0; i < count; i++) {
        const dolen_code role = readings[i].reading.role;
        rows[i] = row_of(visit, &readings[i]);
        rows[i].role = dolen_oversight_words_name(visit->arena, role_name(roles, role_count, role), role);
    }
    if (count == DOLEN_READING_PAGE)
        dolen_find_cursor_write((dolen_find_cursor){readings[count - 1].at, readings[count - 1].id}, cursor);
    view->rows = rows;
    view->rows_count = count;
    view->has_more = count == DOLEN_READING_PAGE;
    view->cursor = cursor;
    return DOLEN_OK;
}

dolen_status dolen_web_readings_show(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_oversight *site = NULL;
    const dolen_reading_kept *readings = NULL;
    dolen_reading_cursor after;
    dolen_code ground;
    size_t count = 0;

    DOLEN_TRY(dolen_oversight_words_site(visit, &site, err));
    const dolen_status grounded = dolen_audit_words_need_ground(visit, &ground, err);
    if (grounded != DOLEN_OK)
        return grounded == DOLEN_E_ABSENT ? DOLEN_OK : grounded;
    if (dolen_find_cursor_read(visit->request->about, &after, NULL) != DOLEN_OK)
        after = (dolen_reading_cursor){0};
    DOLEN_TRY(site->readings(site->context, after, visit->arena, &readings, &count, err));
    DOLEN_TRY(dolen_audit_words_begin(visit, ground, DOLEN_READING_READINGS, count, NULL, err));
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_READINGS_TITLE, "/audit");
    const dolen_view_ground_note note = dolen_audit_words_ground_note(visit, ground);
    dolen_view_readings view = {.frame = &frame,
                                .ground = &note,
                                .back = dolen_visit_url(visit, "/audit"),
                                .first = dolen_visit_url(visit, "/readings"),
                                .is_later = *visit->request->about != '\0'};
    DOLEN_TRY(fill(visit, readings, count, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_readings(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}
