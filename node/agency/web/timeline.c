#include "node/agency/web/timeline.h"

#include <stdio.h>
#include <string.h>

#include "node/agency/web/words.h"

/* Units of the picture. */
enum {
    LEFT = 4,
    MONTH = 76,
    TOP = 40,
    LINE = 52,
    LABEL = 16,
    AXIS = 36,
    ARROW = 10,
    WIDTH = LEFT + DOLEN_TIMELINE_MONTHS * MONTH + 14,
    HEADING = 24,
    NUMBER_TEXT = 16,
    NAME_LETTERS = 90,
    COUNT_SHOWN = 99,
};

/* How far down the picture has come, and whose lines are being drawn. */
typedef struct place {
    int64_t top;
    const char *agency;
} place;

typedef struct painter {
    dolen_arena *arena;
    dolen_language language;
    dolen_month first;
    dolen_month last;
} painter;

static dolen_status draw_columns(const painter *p, dolen_view_timeline *out, dolen_err *err)
{
    dolen_view_column *columns;

    DOLEN_TRY(dolen_arena_take(p->arena, DOLEN_TIMELINE_MONTHS, sizeof *columns, &columns, err));
    for (int i = 0; i < DOLEN_TIMELINE_MONTHS; i++) {
        const dolen_month month = p->first + i;
        char year[NUMBER_TEXT] = "";
        if (i == 0 || month % 12 == 0)
            (void)snprintf(year, sizeof year, "%d", month / 12);
        columns[i] = (dolen_view_column){
            .x = LEFT + i * MONTH,
            .text_x = LEFT + i * MONTH + MONTH / 2,
            .month = (dolen_message)(DOLEN_MESSAGE_SHORT_MONTH_1 + month % 12),
            .year = dolen_arena_copy_string(p->arena, year, strlen(year)),
        };
    }
    out->columns = columns;
    out->columns_count = DOLEN_TIMELINE_MONTHS;
    return DOLEN_OK;
}

/* Below level L3 a flag comes without its dates, and has no place in time. */
static bool is_in_sight(const painter *p, const dolen_flag *flag)
{
    const bool has_dates = flag->kind == DOLEN_FLAG_EVENT ? flag->month_count > 0 : flag->opened > 0;

    return has_dates && dolen_flag_is_within(flag, p->first, p->last);
}

/* A period, cut to the twelve months. */
static dolen_status draw_bar(const painter *p, const dolen_flag *flag, dolen_view_line *line, dolen_err *err)
{
    const dolen_month from = flag->opened > p->first ? flag->opened : p->first;
    const dolen_month to = flag->closed && flag->closed < p->last ? flag->closed : p->last;
    dolen_view_bar *bar;

    DOLEN_TRY(dolen_arena_take(p->arena, 1, sizeof *bar, &bar, err));
    *bar = (dolen_view_bar){
        .x = LEFT + (from - p->first) * MONTH + 2,
        .y = line->axis_y - 6,
        .width = (to - from + 1) * MONTH - 4,
        .is_state = flag->kind == DOLEN_FLAG_STATE,
        .is_open = flag->closed == 0,
    };
    bar->arrow_x = bar->x + bar->width;
    bar->arrow_y = line->axis_y - ARROW;
    line->bars = bar;
    line->bars_count = 1;
    return DOLEN_OK;
}

/* A circle has room for two digits. */
static const char *count_text(const painter *p, uint32_t count)
{
    char text[NUMBER_TEXT];

    (void)snprintf(text, sizeof text, count > COUNT_SHOWN ? "%d+" : "%d",
                   count > COUNT_SHOWN ? COUNT_SHOWN : (int)count);
    const char *kept = dolen_arena_copy_string(p->arena, text, strlen(text));
    return kept ? kept : "";
}

static dolen_status draw_marks(const painter *p, const dolen_flag *flag, dolen_view_line *line, dolen_err *err)
{
    dolen_view_mark *marks;

    DOLEN_TRY(dolen_arena_take(p->arena, flag->month_count + 1, sizeof *marks, &marks, err));
    for (size_t i = 0; i < flag->month_count; i++) {
        const dolen_month month = flag->months[i].month;
        if (month < p->first || month > p->last)
            continue;
        marks[line->marks_count++] = (dolen_view_mark){
            .x = LEFT + (month - p->first) * MONTH + MONTH / 2,
            .y = line->axis_y,
            .text_y = line->axis_y + 5,
            .count = count_text(p, flag->months[i].count),
            .is_wide = flag->months[i].count > COUNT_SHOWN,
        };
    }
    line->marks = marks;
    return DOLEN_OK;
}

static const char *words_of_period(const painter *p, const dolen_flag *flag)
{
    const dolen_language column = p->language;
    const char *const pieces[] = {
        dolen_messages[DOLEN_MESSAGE_RESULT_STARTED][column],
        " ",
        dolen_words_month(p->arena, p->language, flag->opened),
        "; ",
        dolen_messages[flag->closed ? DOLEN_MESSAGE_RESULT_ENDED : DOLEN_MESSAGE_RESULT_STILL_OPEN][column],
        flag->closed ? " " : "",
        dolen_words_month(p->arena, p->language, flag->closed),
        NULL,
    };

    return dolen_words_join(p->arena, pieces);
}

static const char *words_of_events(const painter *p, const dolen_flag *flag)
{
    const char *text = "";

    for (size_t i = 0; i < flag->month_count; i++) {
        char count[NUMBER_TEXT];
        if (flag->months[i].month < p->first || flag->months[i].month > p->last)
            continue;
        (void)snprintf(count, sizeof count, "%u", flag->months[i].count);
        const char *const pieces[] = {
            text, *text ? "; " : "", dolen_words_month(p->arena, p->language, flag->months[i].month), ": ", count, NULL,
        };
        text = dolen_words_join(p->arena, pieces);
    }
    return text;
}

static const char *agency_text(const painter *p, dolen_both name)
{
    const char *own = p->language == DOLEN_WELSH ? name.cy : name.en;
    const char *other = p->language == DOLEN_WELSH ? name.en : name.cy;

    return dolen_page_has(own) ? own : dolen_page_has(other) ? other : "";
}

/* The agency's name stands once, above the first of its lines. */
static void draw_heading(const painter *p, const dolen_timeline_item *item, place *at, dolen_view_line *line)
{
    const char *agency = agency_text(p, item->agency);

    if (at->agency && strcmp(at->agency, agency) == 0)
        return;
    line->heading = dolen_words_shorten(p->arena, agency, NAME_LETTERS);
    line->heading_y = at->top + LABEL;
    at->agency = agency;
    at->top += HEADING;
}

static dolen_status draw_line(const painter *p, const dolen_timeline_item *item, place *at, dolen_view_line *line,
                              dolen_err *err)
{
    *line = (dolen_view_line){
        .agency = item->agency,
        .name = item->name,
        .left = LEFT,
        .right = LEFT + DOLEN_TIMELINE_MONTHS * MONTH,
    };
    draw_heading(p, item, at, line);
    line->label_y = at->top + LABEL;
    line->axis_y = at->top + AXIS;
    at->top += LINE;
    if (item->flag->kind == DOLEN_FLAG_EVENT) {
        line->when = words_of_events(p, item->flag);
        return draw_marks(p, item->flag, line, err);
    }
    line->when = words_of_period(p, item->flag);
    return draw_bar(p, item->flag, line, err);
}

dolen_status dolen_timeline_draw(dolen_arena *arena, dolen_language language, dolen_month last,
                                 const dolen_timeline_item *items, size_t count, dolen_view_timeline *out,
                                 dolen_err *err)
{
    const painter p = {arena, language, last - DOLEN_TIMELINE_MONTHS + 1, last};
    place at = {.top = TOP};
    dolen_view_line *lines;
    size_t drawn = 0;

    *out = (dolen_view_timeline){.width = WIDTH};
    DOLEN_TRY(draw_columns(&p, out, err));
    DOLEN_TRY(dolen_arena_take(arena, count + 1, sizeof *lines, &lines, err));
    for (size_t i = 0; i < count; i++)
        if (is_in_sight(&p, items[i].flag))
            DOLEN_TRY(draw_line(&p, &items[i], &at, &lines[drawn++], err));
    out->lines = lines;
    out->lines_count = drawn;
    out->bottom = at.top;
    out->height = out->bottom + 4;
    return DOLEN_OK;
}
