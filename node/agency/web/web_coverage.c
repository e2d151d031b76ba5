#include "node/agency/web/oversight_words.h"
#include "node/agency/web/words.h"

/* Standings in the order in which they are looked for. */
static void fill_standing(const dolen_web_coverage *one, dolen_view_coverage_row *row)
{
    row->standing = one->is_suspended ? DOLEN_MESSAGE_COVERAGE_SUSPENDED
                    : !one->told      ? DOLEN_MESSAGE_COVERAGE_UNKNOWN
                    : !one->as_of     ? DOLEN_MESSAGE_COVERAGE_NONE
                    : one->in_time    ? DOLEN_MESSAGE_COVERAGE_IN_TIME
                                      : DOLEN_MESSAGE_COVERAGE_LATE;
    row->tone = one->is_suspended            ? DOLEN_TONE_RED
                : !one->told                 ? DOLEN_TONE_GREY
                : one->in_time && one->as_of ? DOLEN_TONE_GREEN
                                             : DOLEN_TONE_YELLOW;
}

static dolen_status fill_codes(dolen_visit *visit, const dolen_web_coverage *one, dolen_view_coverage_row *row,
                               dolen_err *err)
{
    dolen_view_coverage_code *codes = NULL;

    DOLEN_TRY(dolen_arena_take(visit->arena, one->code_count + 1, sizeof *codes, (void *)&codes, err));
    for (size_t i = 0; i < one->code_count; i++)
        codes[i] = (dolen_view_coverage_code){one->codes[i]};
    row->codes = codes;
    row->codes_count = one->code_count;
    return DOLEN_OK;
}

static bool is_in_time(const dolen_web_coverage *one)
{
    return !one->is_suspended && one->told && one->as_of && one->in_time;
}

static dolen_status fill(dolen_visit *visit, const dolen_web_coverage *all, size_t count, dolen_view_coverage *view,
                         dolen_err *err)
{
    dolen_view_coverage_row *rows = NULL;

    DOLEN_TRY(dolen_arena_take(visit->arena, count + 1, sizeof *rows, (void *)&rows, err));
    for (size_t i = 0; i < count; i++) {
        rows[i] = (dolen_view_coverage_row){
            .name = all[i].name,
            .type = all[i].type,
            .is_own = all[i].is_own,
            .as_of = dolen_words_instant(visit->arena, visit->language, all[i].as_of),
            .told = dolen_words_instant(visit->arena, visit->language, all[i].told),
        };
        fill_standing(&all[i], &rows[i]);
        DOLEN_TRY(fill_codes(visit, &all[i], &rows[i], err));
        view->in_time += is_in_time(&all[i]);
    }
    view->rows = rows;
    view->rows_count = count;
    view->members_all = (int64_t)count;
    return DOLEN_OK;
}

dolen_status dolen_web_coverage_show(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_oversight *site = NULL;
    const dolen_web_coverage *all = NULL;
    uint32_t fresh_hours = 0;
    size_t count = 0;

    DOLEN_TRY(dolen_oversight_words_site(visit, &site, err));
    DOLEN_TRY(site->coverage(site->context, visit->arena, &all, &count, &fresh_hours, err));
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_COVERAGE_TITLE, "/coverage");
    dolen_view_coverage view = {.frame = &frame, .fresh_hours = fresh_hours};
    DOLEN_TRY(fill(visit, all, count, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_coverage(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}
