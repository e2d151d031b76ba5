#include <string.h>

#include "node/agency/web/web_internal.h"
#include "node/agency/web/words.h"

/* Units of the pictures. */
enum {
    WIDTH = 760,
    BAR = 640,
    ROW = 52,
    LABEL = 16,
    BAR_TOP = 22,
    VALUE = 37,
    GAP = 8,
    CHARTS = 5,
    ID = 32,
    MANY = 12
};

/* Which of a measure's figures become one chart. */
typedef struct choice {
    dolen_message title;
    bool by_month;              /* the sums of all months */
    dolen_counted_by dimension; /* else the latest month by this dimension, or */
    bool by_pair;               /* what has two agencies, or */
    bool by_band;               /* bands */
} choice;

typedef struct measure {
    const char *code;
    dolen_message title;
    dolen_message meaning;
    const choice *choices; /* ends with an empty one */
} measure;

static const choice together[] = {{DOLEN_MESSAGE_STATISTICS_BY_AGENCIES, false, DOLEN_COUNTED_BY, true, false}, {0}};
static const choice bands[] = {{DOLEN_MESSAGE_STATISTICS_BY_BAND, false, DOLEN_COUNTED_BY, false, true}, {0}};
static const choice authorities[] = {
    {DOLEN_MESSAGE_STATISTICS_BY_AUTHORITY, false, DOLEN_COUNTED_BY_AUTHORITY, false, false}, {0}};
static const choice passing[] = {
    {DOLEN_MESSAGE_STATISTICS_BY_MONTH, true, DOLEN_COUNTED_BY, false, false},
    {DOLEN_MESSAGE_STATISTICS_BY_AUTHORITY, false, DOLEN_COUNTED_BY_AUTHORITY, false, false},
    {0}};
static const choice everything[] = {
    {DOLEN_MESSAGE_STATISTICS_BY_MONTH, true, DOLEN_COUNTED_BY, false, false},
    {DOLEN_MESSAGE_STATISTICS_BY_AGE, false, DOLEN_COUNTED_BY_AGE, false, false},
    {DOLEN_MESSAGE_STATISTICS_BY_CARE, false, DOLEN_COUNTED_BY_CARE, false, false},
    {DOLEN_MESSAGE_STATISTICS_BY_AUTHORITY, false, DOLEN_COUNTED_BY_AUTHORITY, false, false},
    {DOLEN_MESSAGE_STATISTICS_BY_REASON, false, DOLEN_COUNTED_BY_REASON, false, false},
    {0}};

static const measure measures[] = {
    {"known-together", DOLEN_MESSAGE_STATISTICS_TOGETHER, DOLEN_MESSAGE_STATISTICS_TOGETHER_MEANING, together},
    {"health-contacts", DOLEN_MESSAGE_STATISTICS_CONTACTS, DOLEN_MESSAGE_STATISTICS_CONTACTS_MEANING, bands},
    {"care-leavers-in-custody", DOLEN_MESSAGE_STATISTICS_CUSTODY, DOLEN_MESSAGE_STATISTICS_CUSTODY_MEANING,
     authorities},
    {"children-to-adults", DOLEN_MESSAGE_STATISTICS_PASSING, DOLEN_MESSAGE_STATISTICS_PASSING_MEANING, passing},
    {"missing-episodes", DOLEN_MESSAGE_STATISTICS_MISSING, DOLEN_MESSAGE_STATISTICS_EVENTS_MEANING, everything},
    {"interviews-offered", DOLEN_MESSAGE_STATISTICS_OFFERED, DOLEN_MESSAGE_STATISTICS_EVENTS_MEANING, everything},
    {"interviews-accepted", DOLEN_MESSAGE_STATISTICS_ACCEPTED, DOLEN_MESSAGE_STATISTICS_EVENTS_MEANING, everything},
    {"interviews-declined", DOLEN_MESSAGE_STATISTICS_DECLINED, DOLEN_MESSAGE_STATISTICS_EVENTS_MEANING, everything},
    {"interviews-done", DOLEN_MESSAGE_STATISTICS_DONE, DOLEN_MESSAGE_STATISTICS_EVENTS_MEANING, everything},
};

enum { MEASURES = sizeof measures / sizeof *measures };

/* The page while it is made. */
typedef struct drawing {
    dolen_visit *visit;
    const dolen_statistics_release *releases;
    size_t release_count;
    dolen_month latest;
    size_t charts; /* so far: each has its own id */
} drawing;

static bool is_all(dolen_code code)
{
    return strcmp(code.text, "all") == 0;
}

static bool is_chosen(const drawing *d, const measure *of, const choice *by, const dolen_statistics_figure *figure)
{
    const dolen_web_site *site = &d->visit->web->site;
    dolen_counted_by dimension = DOLEN_COUNTED_BY;

    if (strcmp(figure->measure.text, of->code) != 0)
        return false;
    if (by->by_month)
        return is_all(figure->row) && is_all(figure->column);
    if (figure->month != d->latest)
        return false;
    if (by->by_pair)
        return true;
    if (!is_all(figure->column))
        return false;
    (void)site->statistics_name(site->context, figure->row, &dimension);
    return by->by_band ? !is_all(figure->row) : dimension == by->dimension;
}

static dolen_both name_of(const drawing *d, dolen_code code)
{
    const dolen_web_site *site = &d->visit->web->site;
    dolen_counted_by dimension;
    dolen_both name = site->statistics_name(site->context, code, &dimension);

    if (!name.en)
        name.en = name.cy = dolen_arena_copy_string(d->visit->arena, code.text, strlen(code.text));
    return name;
}

static dolen_both row_name(const drawing *d, const choice *by, const dolen_statistics_figure *figure)
{
    if (by->by_month) {
        const char *month = dolen_words_month(d->visit->arena, d->visit->language, figure->month);
        return (dolen_both){month, month};
    }
    const dolen_both row = name_of(d, figure->row);
    if (!by->by_pair)
        return row;
    const dolen_both column = name_of(d, figure->column);
    const char *const en[] = {row.en, " – ", column.en, NULL};
    const char *const cy[] = {row.cy, " – ", column.cy, NULL};
    return (dolen_both){dolen_words_join(d->visit->arena, en), dolen_words_join(d->visit->arena, cy)};
}

static size_t collect(const drawing *d, const measure *of, const choice *by, dolen_view_chart_row *rows)
{
    size_t count = 0;

    for (size_t r = 0; r < d->release_count; r++)
        for (size_t i = 0; i < d->releases[r].figure_count; i++) {
            const dolen_statistics_figure *figure = &d->releases[r].figures[i];
            if (!is_chosen(d, of, by, figure))
                continue;
            if (rows)
                rows[count] = (dolen_view_chart_row){
                    .name = row_name(d, by, figure), .is_shown = figure->is_shown, .value = (int64_t)figure->shown};
            count++;
        }
    return count;
}

/* Where there are many rows, those that are not shown are left out, and a line says so. */
static size_t leave_out(dolen_view_chart_row *rows, size_t count, bool *left_out)
{
    size_t kept = 0;

    *left_out = false;
    if (count <= MANY)
        return count;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].is_shown)
            rows[kept++] = rows[i];
        else
            *left_out = true;
    }
    return kept;
}

static void place(dolen_view_chart_row *rows, size_t count)
{
    int64_t most = 1;

    for (size_t i = 0; i < count; i++)
        most = rows[i].value > most ? rows[i].value : most;
    for (size_t i = 0; i < count; i++) {
        const int64_t top = (int64_t)i * ROW;
        rows[i].label_y = top + LABEL;
        rows[i].bar_y = top + BAR_TOP;
        rows[i].value_y = top + VALUE;
        rows[i].bar_width = rows[i].value * BAR / most;
        rows[i].value_x = rows[i].bar_width + GAP;
    }
}

static dolen_status draw(drawing *d, const measure *of, const choice *by, dolen_view_chart *out, dolen_err *err)
{
    dolen_view_chart_row *rows = NULL;
    char id[ID] = "chart-a";
    size_t count = collect(d, of, by, NULL);

    DOLEN_TRY(dolen_arena_take(d->visit->arena, count + 1, sizeof *rows, (void *)&rows, err));
    count = leave_out(rows, collect(d, of, by, rows), &out->has_hidden);
    place(rows, count);
    id[6] = (char)('a' + d->charts / 26);
    id[7] = (char)('a' + d->charts % 26);
    d->charts++;
    out->id = dolen_arena_copy_string(d->visit->arena, id, strlen(id));
    out->topic = of->title;
    out->title = by->title;
    out->width = WIDTH;
    out->height = (int64_t)count * ROW + GAP;
    out->rows = rows;
    out->rows_count = count;
    return DOLEN_OK;
}

static dolen_status fill_topic(drawing *d, const measure *of, dolen_view_topic *out, dolen_err *err)
{
    dolen_view_chart *charts = NULL;

    *out = (dolen_view_topic){.title = of->title, .meaning = of->meaning};
    DOLEN_TRY(dolen_arena_take(d->visit->arena, CHARTS, sizeof *charts, (void *)&charts, err));
    for (const choice *by = of->choices; by->title != DOLEN_MESSAGE_NONE; by++)
        DOLEN_TRY(draw(d, of, by, &charts[out->charts_count++], err));
    out->charts = charts;
    return DOLEN_OK;
}

static dolen_status read_releases(dolen_visit *visit, drawing *out, dolen_err *err)
{
    const dolen_web_site *site = &visit->web->site;
    dolen_err why = {0};

    *out = (drawing){.visit = visit};
    if (!site->statistics)
        return DOLEN_OK;
    const dolen_status read = site->statistics(site->context, visit->session.user, visit->session.role, visit->arena,
                                               &out->releases, &out->release_count, &why);
    if (read == DOLEN_E_ABSENT)
        return DOLEN_OK;
    if (read != DOLEN_OK && err)
        *err = why;
    if (out->release_count)
        out->latest = out->releases[out->release_count - 1].month;
    return read;
}

static dolen_status fill(drawing *d, dolen_view_statistics *view, dolen_err *err)
{
    dolen_visit *visit = d->visit;
    dolen_view_topic *topics = NULL;

    if (d->release_count == 0)
        return DOLEN_OK;
    const dolen_statistics_release *latest = &d->releases[d->release_count - 1];
    view->has_release = true;
    view->month = dolen_words_month(visit->arena, visit->language, latest->month);
    view->made = dolen_words_instant(visit->arena, visit->language, latest->made);
    view->as_of = dolen_words_instant(visit->arena, visit->language, latest->as_of);
    view->rules_version = latest->rules_version;
    view->csv = dolen_visit_url(visit, "/statistics/figures.csv");
    view->json = dolen_visit_url(visit, "/statistics/figures.json");
    DOLEN_TRY(dolen_arena_take(visit->arena, MEASURES, sizeof *topics, (void *)&topics, err));
    for (size_t i = 0; i < MEASURES; i++)
        DOLEN_TRY(fill_topic(d, &measures[i], &topics[i], err));
    view->topics = topics;
    view->topics_count = MEASURES;
    return DOLEN_OK;
}

dolen_status dolen_web_statistics_show(dolen_visit *visit, dolen_err *err)
{
    drawing d;

    DOLEN_TRY(read_releases(visit, &d, err));
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_STATISTICS_TITLE, "/statistics");
    dolen_view_statistics view = {.frame = &frame};
    DOLEN_TRY(fill(&d, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_statistics(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

static dolen_status send_file(dolen_visit *visit, bool as_json, dolen_err *err)
{
    const dolen_web_site *site = &visit->web->site;
    drawing d;

    DOLEN_TRY(read_releases(visit, &d, err));
    if (d.release_count == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no release of statistics yet");
    DOLEN_TRY(site->statistics_file(site->context, &d.releases[d.release_count - 1], as_json, visit->arena,
                                    &visit->response->body, err));
    visit->response->status = 200;
    dolen_visit_add_header(visit, "Content-Type", as_json ? "application/json" : "text/csv; charset=utf-8");
    dolen_visit_add_header(visit, "Content-Disposition",
                           as_json ? "attachment; filename=\"dolen-statistics.json\""
                                   : "attachment; filename=\"dolen-statistics.csv\"");
    return DOLEN_OK;
}

dolen_status dolen_web_statistics_csv(dolen_visit *visit, dolen_err *err)
{
    return send_file(visit, false, err);
}

dolen_status dolen_web_statistics_json(dolen_visit *visit, dolen_err *err)
{
    return send_file(visit, true, err);
}
