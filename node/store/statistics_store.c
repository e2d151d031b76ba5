#include "node/store/statistics_store.h"

#include <string.h>

#include "node/base/text.h"
#include "node/store/copy.h"

enum { PARAMETERS = 64 * 1024, FIGURE_COLUMNS = 7 };

static const dolen_statement add_release = DOLEN_STATEMENT(
    "statistics-add", "INSERT INTO statistics_release (month, made, epoch, rules_version, members, as_of, figures) "
                      "VALUES ($1, $2, $3, $4, $5, $6, $7)");
static const dolen_statement add_figures =
    DOLEN_STATEMENT("statistics-figures", "COPY statistics_figure (release, place, measure, month, row_code, "
                                          "column_code, shown) FROM STDIN (FORMAT binary)");
static const dolen_statement list_releases = DOLEN_STATEMENT(
    "statistics-list", "SELECT month, made, epoch, rules_version, array_to_string(members, ','), as_of, "
                       "figures FROM statistics_release ORDER BY month");
static const dolen_statement read_release = DOLEN_STATEMENT(
    "statistics-read", "SELECT month, made, epoch, rules_version, array_to_string(members, ','), as_of, "
                       "figures FROM statistics_release WHERE month = $1 OR $1 = 0 "
                       "ORDER BY month DESC LIMIT 1");
static const dolen_statement read_figures =
    DOLEN_STATEMENT("statistics-read-figures", "SELECT measure, month, row_code, column_code, shown "
                                               "FROM statistics_figure WHERE release = $1 ORDER BY place");

static dolen_status write_figures(dolen_connection *connection, const dolen_statistics_release *release, dolen_err *err)
{
    DOLEN_OWN(dolen_copy, copy) = NULL;

    DOLEN_TRY(dolen_copy_begin(connection, &add_figures, FIGURE_COLUMNS, &copy, err));
    for (size_t i = 0; i < release->figure_count; i++) {
        const dolen_statistics_figure *figure = &release->figures[i];
        dolen_copy_row(copy);
        dolen_copy_int4(copy, release->month);
        dolen_copy_int4(copy, (int32_t)i);
        dolen_copy_text(copy, figure->measure.text);
        dolen_copy_int4(copy, figure->month);
        dolen_copy_text(copy, figure->row.text);
        dolen_copy_text(copy, figure->column.text);
        if (figure->is_shown)
            dolen_copy_int4(copy, (int32_t)figure->shown);
        else
            dolen_copy_null(copy);
    }
    return dolen_copy_finish(copy, NULL, err);
}

dolen_status dolen_statistics_store_add(dolen_connection *connection, const dolen_statistics_release *release,
                                        dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    const char *members[DOLEN_STATISTICS_MEMBERS];

    if (release->member_count > DOLEN_STATISTICS_MEMBERS || release->figure_count > DOLEN_STATISTICS_FIGURES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a release has too many members or figures");
    for (size_t i = 0; i < release->member_count; i++)
        members[i] = release->members[i].text;
    dolen_parameters_int4(&parameters, release->month);
    dolen_parameters_int8(&parameters, release->made);
    dolen_parameters_int4(&parameters, (int32_t)release->epoch);
    dolen_parameters_text(&parameters, release->rules_version);
    dolen_parameters_texts(&parameters, members, release->member_count);
    dolen_parameters_int8(&parameters, release->as_of);
    dolen_parameters_int4(&parameters, (int32_t)release->figure_count);
    DOLEN_TRY(dolen_statement_run(connection, &add_release, &parameters, NULL, err));
    return write_figures(connection, release, err);
}

static dolen_status read_members(const char *text, dolen_arena *arena, dolen_statistics_release *out, dolen_err *err)
{
    dolen_code *members = NULL;

    DOLEN_TRY(dolen_arena_take(arena, DOLEN_STATISTICS_MEMBERS, sizeof *members, (void *)&members, err));
    while (*text && out->member_count < DOLEN_STATISTICS_MEMBERS) {
        const size_t size = strcspn(text, ",");
        DOLEN_TRY(dolen_code_read(text, size, &members[out->member_count++], err));
        text += size + (text[size] == ',');
    }
    out->members = members;
    return DOLEN_OK;
}

static dolen_status read_head(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_statistics_release *out,
                              dolen_err *err)
{
    *out = (dolen_statistics_release){.month = (dolen_month)dolen_rows_number(rows, row, 0),
                                      .made = dolen_rows_number(rows, row, 1),
                                      .epoch = (uint32_t)dolen_rows_number(rows, row, 2),
                                      .as_of = dolen_rows_number(rows, row, 5),
                                      .figure_count = (size_t)dolen_rows_number(rows, row, 6)};
    DOLEN_TRY(dolen_text_copy(out->rules_version, sizeof out->rules_version, dolen_rows_text(rows, row, 3), err));
    return read_members(dolen_rows_text(rows, row, 4), arena, out, err);
}

dolen_status dolen_statistics_store_list(dolen_connection *connection, dolen_arena *arena,
                                         const dolen_statistics_release **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_statistics_release *list = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_statement_run(connection, &list_releases, NULL, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_head(rows, i, arena, &list[i], err));
    *count = dolen_rows_count(rows);
    *out = list;
    return DOLEN_OK;
}

static dolen_status read_code(const dolen_rows *rows, size_t row, int column, dolen_code *out, dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    return dolen_code_read(text, strlen(text), out, err);
}

static dolen_status read_figure(const dolen_rows *rows, size_t row, dolen_statistics_figure *out, dolen_err *err)
{
    DOLEN_TRY(read_code(rows, row, 0, &out->measure, err));
    out->month = (dolen_month)dolen_rows_number(rows, row, 1);
    DOLEN_TRY(read_code(rows, row, 2, &out->row, err));
    DOLEN_TRY(read_code(rows, row, 3, &out->column, err));
    out->is_shown = !dolen_rows_is_null(rows, row, 4);
    out->shown = (uint32_t)dolen_rows_number(rows, row, 4);
    return DOLEN_OK;
}

static dolen_status read_all(dolen_connection *connection, dolen_arena *arena, dolen_statistics_release *out,
                             dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_statistics_figure *figures = NULL;

    dolen_parameters_int4(&parameters, out->month);
    DOLEN_TRY(dolen_statement_run(connection, &read_figures, &parameters, &rows, err));
    out->figure_count = dolen_rows_count(rows);
    DOLEN_TRY(dolen_arena_take(arena, out->figure_count, sizeof *figures, (void *)&figures, err));
    for (size_t i = 0; i < out->figure_count; i++)
        DOLEN_TRY(read_figure(rows, i, &figures[i], err));
    out->figures = figures;
    return DOLEN_OK;
}

dolen_status dolen_statistics_store_read(dolen_connection *connection, dolen_month month, dolen_arena *arena,
                                         dolen_statistics_release *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = (dolen_statistics_release){0};
    dolen_parameters_int4(&parameters, month);
    DOLEN_TRY(dolen_statement_run(connection, &read_release, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such release of statistics");
    DOLEN_TRY(read_head(rows, 0, arena, out, err));
    return read_all(connection, arena, out, err);
}
