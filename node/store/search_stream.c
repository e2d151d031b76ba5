#include "node/store/search_stream.h"

#include <string.h>

#define CASE_OF "upper(replace(case_reference, ' ', '') COLLATE \"C\")"
#define COLUMNS "id, asked, account, " CASE_OF ", searched"

enum { PARAMETERS = 4096 };

static const dolen_statement by_case = DOLEN_STATEMENT(
    "search-stream-case", "SELECT " COLUMNS " FROM search WHERE (" CASE_OF ", asked, id) > ($1, $2, $3) "
                          "AND asked >= $4 AND asked < $5 ORDER BY " CASE_OF ", asked, id LIMIT $6");
static const dolen_statement of_account =
    DOLEN_STATEMENT("search-stream-of", "SELECT " COLUMNS " FROM search WHERE account = $1 AND (asked, id) > ($2, $3) "
                                        "AND asked >= $4 AND asked < $5 ORDER BY asked, id LIMIT $6");
static const dolen_statement has_any =
    DOLEN_STATEMENT("search-stream-has", "SELECT EXISTS (SELECT FROM search WHERE account = $1 AND asked >= $2 "
                                         "AND asked < $3)");

static dolen_status read_text(const dolen_rows *rows, size_t row, int column, dolen_arena *arena, const char **out,
                              dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the page of searches is too large");
}

static dolen_status read_search(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_streamed_search *out,
                                dolen_err *err)
{
    out->id = dolen_rows_uuid(rows, row, 0);
    out->asked = dolen_rows_number(rows, row, 1);
    DOLEN_TRY(read_text(rows, row, 2, arena, &out->account, err));
    DOLEN_TRY(read_text(rows, row, 3, arena, &out->case_reference, err));
    return read_text(rows, row, 4, arena, &out->searched, err);
}

/* The parameters of both statements: what the first of them is, then the page. */
static dolen_parameters parameters_of(const char *within, const dolen_search_page *page, dolen_arena *arena)
{
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, within);
    dolen_parameters_int8(&parameters, page->after.asked ? page->after.asked : INT64_MIN);
    dolen_parameters_uuid(&parameters, page->after.id);
    dolen_parameters_int8(&parameters, page->span.from);
    dolen_parameters_int8(&parameters, page->span.until);
    dolen_parameters_int8(&parameters, (int64_t)page->limit);
    return parameters;
}

static dolen_status run(dolen_connection *connection, const dolen_statement *statement,
                        const dolen_parameters *parameters, const dolen_streamed_search **out, size_t *count,
                        dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_streamed_search *list = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_statement_run(connection, statement, parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(parameters->arena, dolen_rows_count(rows) + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_search(rows, i, parameters->arena, &list[i], err));
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_search_stream_by_case(dolen_connection *connection, const dolen_search_page *page,
                                         dolen_arena *arena, const dolen_streamed_search **out, size_t *count,
                                         dolen_err *err)
{
    const char *after = page->after.case_reference ? page->after.case_reference : "";
    const dolen_parameters parameters = parameters_of(after, page, arena);

    return run(connection, &by_case, &parameters, out, count, err);
}

dolen_status dolen_search_stream_of(dolen_connection *connection, const char *account, const dolen_search_page *page,
                                    dolen_arena *arena, const dolen_streamed_search **out, size_t *count,
                                    dolen_err *err)
{
    const dolen_parameters parameters = parameters_of(account, page, arena);

    return run(connection, &of_account, &parameters, out, count, err);
}

dolen_status dolen_search_stream_has(dolen_connection *connection, const char *account, dolen_search_span span,
                                     bool *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = false;
    dolen_parameters_text(&parameters, account);
    dolen_parameters_int8(&parameters, span.from);
    dolen_parameters_int8(&parameters, span.until);
    DOLEN_TRY(dolen_statement_run(connection, &has_any, &parameters, &rows, err));
    *out = dolen_rows_number(rows, 0, 0) != 0;
    return DOLEN_OK;
}
