#include "node/store/review_store.h"

#include <string.h>

#include "node/base/text.h"

enum { PARAMETERS = 8 * 1024 };

static const dolen_statement add_review = DOLEN_STATEMENT(
    "review-add", "INSERT INTO review (search, reasons, account, role, purpose, case_reference, urgent_reason, "
                  "authoriser, opened, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
static const dolen_statement open_review = DOLEN_STATEMENT(
    "review-open", "INSERT INTO review (search, reasons, account, role, purpose, case_reference, urgent_reason, "
                   "authoriser, opened, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (search) DO "
                   "UPDATE SET reasons = review.reasons | excluded.reasons WHERE review.closed IS NULL");
#define REVIEW                                                                                                         \
    "SELECT number, search, reasons, account, role, purpose, case_reference, urgent_reason, authoriser, opened, due, " \
    "coalesce(closed, 0), coalesce(closed_by, ''), coalesce(outcome, ''), follow_up, note FROM review "
static const dolen_statement list_reviews =
    DOLEN_STATEMENT("review-list", REVIEW "WHERE ($1 AND closed IS NULL) OR ($2 AND closed IS NOT NULL) ORDER BY "
                                          "closed DESC NULLS FIRST, due, number LIMIT $3");
static const dolen_statement find_review = DOLEN_STATEMENT("review-find", REVIEW "WHERE search = $1");
static const dolen_statement find_askers = DOLEN_STATEMENT(
    "review-askers", "SELECT account = $2 OR authoriser = $2 FROM review WHERE number = $1 AND closed IS NULL");
static const dolen_statement close_review =
    DOLEN_STATEMENT("review-close", "UPDATE review SET closed = greatest($4, opened), closed_by = $2, outcome = $3, "
                                    "follow_up = $5, note = $6 WHERE number = $1 AND closed IS NULL AND account <> $2");
static const dolen_statement count_reviews =
    DOLEN_STATEMENT("review-count", "SELECT count(*), count(*) FILTER (WHERE due < $1) FROM review WHERE closed IS "
                                    "NULL");

const char *const dolen_review_outcomes[] = {"justified", "not-justified", "referred", NULL};
const char *const dolen_review_follow_ups[] = {
    "none", "training", "manager-informed", "access-withdrawn", "incident-reported", NULL};

static dolen_status insert(dolen_connection *connection, const dolen_statement *statement, const dolen_review *review,
                           dolen_err *err)
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
    return dolen_statement_run(connection, statement, &parameters, NULL, err);
}

dolen_status dolen_review_store_add(dolen_connection *connection, const dolen_review *review, dolen_err *err)
{
    return insert(connection, &add_review, review, err);
}

dolen_status dolen_review_store_open(dolen_connection *connection, const dolen_review *review, dolen_err *err)
{
    return insert(connection, &open_review, review, err);
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
    DOLEN_TRY(read_text(rows, row, 13, arena, &out->outcome, err));
    DOLEN_TRY(read_text(rows, row, 14, arena, &out->follow_up, err));
    return read_text(rows, row, 15, arena, &out->note, err);
}

dolen_status dolen_review_store_find(dolen_connection *connection, dolen_uuid search, dolen_arena *arena,
                                     dolen_review *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = (dolen_review){0};
    dolen_parameters_uuid(&parameters, search);
    DOLEN_TRY(dolen_statement_run(connection, &find_review, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the search has no review");
    return read_review(rows, 0, arena, out, err);
}

dolen_status dolen_review_store_list(dolen_connection *connection, dolen_review_wish wish, size_t limit,
                                     dolen_arena *arena, const dolen_review **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_review *list = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = NULL;
    *count = 0;
    dolen_parameters_bool(&parameters, wish & DOLEN_REVIEWS_OPEN);
    dolen_parameters_bool(&parameters, wish & DOLEN_REVIEWS_CLOSED);
    dolen_parameters_int8(&parameters, (int64_t)limit);
    DOLEN_TRY(dolen_statement_run(connection, &list_reviews, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_review(rows, i, arena, &list[i], err));
    *count = dolen_rows_count(rows);
    *out = list;
    return DOLEN_OK;
}

static bool is_among(const char *const *codes, const char *code)
{
    while (*codes && strcmp(*codes, code) != 0)
        codes++;
    return *codes != NULL;
}

/* Without control characters other than those of lines. */
static bool is_plain(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        const unsigned char byte = (unsigned char)text[i];
        if (byte == 0x7f || (byte < ' ' && byte != '\t' && byte != '\r' && byte != '\n'))
            return false;
    }
    return dolen_text_is_utf8(text, size);
}

static dolen_status check_closing(const dolen_review_closing *closing, dolen_err *err)
{
    const size_t size = strlen(closing->note);

    if (!is_among(dolen_review_outcomes, closing->outcome))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a review ends as justified, not-justified or referred");
    if (!is_among(dolen_review_follow_ups, closing->follow_up))
        return DOLEN_FAIL(err, DOLEN_E_INPUT,
                          "the follow-up is one of none, training, manager-informed, "
                          "access-withdrawn, incident-reported");
    if (size > DOLEN_REVIEW_NOTE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a note has at most 500 bytes");
    return is_plain(closing->note, size) ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_INPUT, "a note is plain text in UTF-8");
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

static dolen_status close_checked(dolen_connection *connection, const dolen_review_closing *closing, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    int64_t changed = 0;

    DOLEN_TRY(check_closing(closing, err));
    dolen_parameters_int8(&parameters, closing->number);
    dolen_parameters_text(&parameters, closing->by);
    DOLEN_TRY(check_reviewer(connection, &parameters, err));
    dolen_parameters_text(&parameters, closing->outcome);
    dolen_parameters_int8(&parameters, closing->now);
    dolen_parameters_text(&parameters, closing->follow_up);
    dolen_parameters_text(&parameters, closing->note);
    DOLEN_TRY(dolen_statement_change(connection, &close_review, &parameters, &changed, err));
    return changed ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such open review");
}

dolen_status dolen_review_store_close(dolen_connection *connection, const dolen_review_closing *closing, dolen_err *err)
{
    dolen_review_closing whole = *closing;

    if (!whole.follow_up || !*whole.follow_up)
        whole.follow_up = dolen_review_follow_ups[0];
    if (!whole.note)
        whole.note = "";
    return close_checked(connection, &whole, err);
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
