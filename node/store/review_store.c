#include "node/store/review_store.h"

#include <string.h>

enum { PARAMETERS = 8 * 1024 };

static const dolen_statement add_review = DOLEN_STATEMENT(
    "review-add", "INSERT INTO review (search, reasons, account, role, purpose, case_reference, urgent_reason, "
                  "authoriser, opened, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
static const dolen_statement list_reviews = DOLEN_STATEMENT(
    "review-list", "SELECT number, search, reasons, account, role, purpose, case_reference, urgent_reason, authoriser, "
                   "opened, due, coalesce(closed, 0), coalesce(closed_by, ''), coalesce(outcome, '') FROM review "
                   "WHERE $1 OR closed IS NULL ORDER BY closed DESC NULLS FIRST, due, number LIMIT $2");
static const dolen_statement find_askers = DOLEN_STATEMENT(
    "review-askers", "SELECT account = $2 OR authoriser = $2 FROM review WHERE number = $1 AND closed IS NULL");
static const dolen_statement close_review =
    DOLEN_STATEMENT("review-close", "UPDATE review SET closed = greatest($4, opened), closed_by = $2, outcome = $3 "
                                    "WHERE number = $1 AND closed IS NULL AND account <> $2");
static const dolen_statement count_reviews =
    DOLEN_STATEMENT("review-count", "SELECT count(*), count(*) FILTER (WHERE due < $1) FROM review WHERE closed IS "
                                    "NULL");

dolen_status dolen_review_store_add(dolen_connection *connection, const dolen_review *review, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_uuid(&parameters, review->search);
    dolen_parameters_int2(&parameters, review->reasons);
    dolen_parameters_text(&parameters, review->account);
    dolen_parameters_text(&parameters, review->role.text);
    dolen_parameters_text(&parameters, review->purpose.text);
    dolen_parameters_text(&parameters, review->case_reference);
    dolen_parameters_text(&parameters, review->urgent_reason.text);
    dolen_parameters_text(&parameters, review->authoriser);
    dolen_parameters_int8(&parameters, review->opened);
    dolen_parameters_int8(&parameters, review->due);
    return dolen_statement_run(connection, &add_review, &parameters, NULL, err);
}

static dolen_status read_text(const dolen_rows *rows, size_t row, int column, dolen_arena *arena, const char **out,
                              dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

static dolen_status read_code(const dolen_rows *rows, size_t row, int column, dolen_code *out, dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = (dolen_code){{0}};
    return *text ? dolen_code_read(text, strlen(text), out, err) : DOLEN_OK;
}

static dolen_status read_review(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_review *out,
                                dolen_err *err)
{
    out->number = dolen_rows_number(rows, row, 0);
    out->search = dolen_rows_uuid(rows, row, 1);
    out->reasons = (int16_t)dolen_rows_number(rows, row, 2);
    DOLEN_TRY(read_text(rows, row, 3, arena, &out->account, err));
    DOLEN_TRY(read_code(rows, row, 4, &out->role, err));
    DOLEN_TRY(read_code(rows, row, 5, &out->purpose, err));
    DOLEN_TRY(read_text(rows, row, 6, arena, &out->case_reference, err));
    DOLEN_TRY(read_code(rows, row, 7, &out->urgent_reason, err));
    DOLEN_TRY(read_text(rows, row, 8, arena, &out->authoriser, err));
    out->opened = dolen_rows_number(rows, row, 9);
    out->due = dolen_rows_number(rows, row, 10);
    out->closed = dolen_rows_number(rows, row, 11);
    DOLEN_TRY(read_text(rows, row, 12, arena, &out->closed_by, err));
    return read_text(rows, row, 13, arena, &out->outcome, err);
}

dolen_status dolen_review_store_list(dolen_connection *connection, bool closed_too, size_t limit, dolen_arena *arena,
                                     const dolen_review **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_review *list = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = NULL;
    *count = 0;
    dolen_parameters_bool(&parameters, closed_too);
    dolen_parameters_int8(&parameters, (int64_t)limit);
    DOLEN_TRY(dolen_statement_run(connection, &list_reviews, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_review(rows, i, arena, &list[i], err));
    *count = dolen_rows_count(rows);
    *out = list;
    return DOLEN_OK;
}

static bool is_outcome(const char *outcome)
{
    return strcmp(outcome, "justified") == 0 || strcmp(outcome, "not-justified") == 0 ||
           strcmp(outcome, "referred") == 0;
}

static dolen_status check_reviewer(dolen_connection *connection, const dolen_parameters *parameters, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    DOLEN_TRY(dolen_statement_run(connection, &find_askers, parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such open review");
    if (dolen_rows_number(rows, 0, 0))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "nobody closes the review of what they asked or authorised themselves");
    return DOLEN_OK;
}

dolen_status dolen_review_store_close(dolen_connection *connection, int64_t number, const char *by, const char *outcome,
                                      int64_t now, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    int64_t changed = 0;

    if (!is_outcome(outcome))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a review ends as justified, not-justified or referred");
    dolen_parameters_int8(&parameters, number);
    dolen_parameters_text(&parameters, by);
    DOLEN_TRY(check_reviewer(connection, &parameters, err));
    dolen_parameters_text(&parameters, outcome);
    dolen_parameters_int8(&parameters, now);
    DOLEN_TRY(dolen_statement_change(connection, &close_review, &parameters, &changed, err));
    return changed ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such open review");
}

dolen_status dolen_review_store_count(dolen_connection *connection, int64_t now, dolen_review_count *out,
                                      dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = (dolen_review_count){0};
    dolen_parameters_int8(&parameters, now);
    DOLEN_TRY(dolen_statement_run(connection, &count_reviews, &parameters, &rows, err));
    *out = (dolen_review_count){dolen_rows_number(rows, 0, 0), dolen_rows_number(rows, 0, 1)};
    return DOLEN_OK;
}
