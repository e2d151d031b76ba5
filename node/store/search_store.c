#include "node/store/search_store.h"

#include <string.h>

enum { PARAMETERS = 4096 };

#define COLUMNS                                                                                                        \
    "id, account, role, purpose, case_reference, channel, subject, asked, searched, outcome, involved, "               \
    "coalesce(ledger_index, -1), decision_maker, urgent_reason, authoriser, consent"

static const dolen_statement add_search = DOLEN_STATEMENT(
    "search-add", "INSERT INTO search (id, account, role, purpose, case_reference, channel, subject, asked, searched, "
                  "outcome, involved, ledger_index, answer, receipt, decision_maker, urgent_reason, authoriser, "
                  "consent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, nullif($12, -1), $13, $14, "
                  "coalesce($15, ''), $16, coalesce($17, ''), $18)");
static const dolen_statement find_search =
    DOLEN_STATEMENT("search-find", "SELECT " COLUMNS ", answer, receipt FROM search "
                                   "WHERE id = $1 AND ($2::text IS NULL OR account = $2)");
static const dolen_statement list_own =
    DOLEN_STATEMENT("search-list-own", "SELECT " COLUMNS ", left(answer, 0), left(receipt, 0) FROM search "
                                       "WHERE account = $1 AND asked < $2 ORDER BY asked DESC LIMIT $3");
static const dolen_statement list_all =
    DOLEN_STATEMENT("search-list-all", "SELECT " COLUMNS ", left(answer, 0), left(receipt, 0) FROM search "
                                       "WHERE $1::text IS NULL AND asked < $2 ORDER BY asked DESC LIMIT $3");

dolen_status dolen_search_store_add(dolen_connection *connection, const dolen_stored_search *search, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_uuid(&parameters, search->id);
    dolen_parameters_text(&parameters, search->account);
    dolen_parameters_text(&parameters, search->role.text);
    dolen_parameters_text(&parameters, search->purpose.text);
    dolen_parameters_text(&parameters, search->case_reference);
    dolen_parameters_int2(&parameters, search->channel);
    dolen_parameters_int2(&parameters, (int16_t)search->subject);
    dolen_parameters_int8(&parameters, search->asked);
    dolen_parameters_text(&parameters, search->searched);
    dolen_parameters_text(&parameters, search->outcome);
    dolen_parameters_int4(&parameters, search->involved);
    dolen_parameters_int8(&parameters, search->ledger_index);
    dolen_parameters_text(&parameters, search->answer);
    dolen_parameters_text(&parameters, search->receipt);
    dolen_parameters_text(&parameters, search->decision_maker);
    dolen_parameters_text(&parameters, search->urgent_reason.text);
    dolen_parameters_text(&parameters, search->authoriser);
    dolen_parameters_bool(&parameters, search->consent);
    return dolen_statement_run(connection, &add_search, &parameters, NULL, err);
}

static dolen_status read_text(const dolen_rows *rows, size_t row, int column, dolen_arena *arena, const char **out,
                              dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = NULL;
    if (dolen_rows_is_null(rows, row, column))
        return DOLEN_OK;
    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

static dolen_status read_code(const dolen_rows *rows, size_t row, int column, dolen_code *out, dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = (dolen_code){{0}};
    return *text ? dolen_code_read(text, strlen(text), out, err) : DOLEN_OK;
}

static dolen_status read_search(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_stored_search *out,
                                dolen_err *err)
{
    out->id = dolen_rows_uuid(rows, row, 0);
    DOLEN_TRY(read_text(rows, row, 1, arena, &out->account, err));
    DOLEN_TRY(read_code(rows, row, 2, &out->role, err));
    DOLEN_TRY(read_code(rows, row, 3, &out->purpose, err));
    DOLEN_TRY(read_text(rows, row, 4, arena, &out->case_reference, err));
    out->channel = (int16_t)dolen_rows_number(rows, row, 5);
    out->subject = (dolen_subject)dolen_rows_number(rows, row, 6);
    out->asked = dolen_rows_number(rows, row, 7);
    DOLEN_TRY(read_text(rows, row, 8, arena, &out->searched, err));
    DOLEN_TRY(read_text(rows, row, 9, arena, &out->outcome, err));
    out->involved = (int32_t)dolen_rows_number(rows, row, 10);
    out->ledger_index = dolen_rows_number(rows, row, 11);
    DOLEN_TRY(read_text(rows, row, 12, arena, &out->decision_maker, err));
    DOLEN_TRY(read_code(rows, row, 13, &out->urgent_reason, err));
    DOLEN_TRY(read_text(rows, row, 14, arena, &out->authoriser, err));
    out->consent = dolen_rows_number(rows, row, 15) != 0;
    DOLEN_TRY(read_text(rows, row, 16, arena, &out->answer, err));
    return read_text(rows, row, 17, arena, &out->receipt, err);
}

dolen_status dolen_search_store_find(dolen_connection *connection, const char *account, dolen_uuid id,
                                     dolen_arena *arena, dolen_stored_search *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = (dolen_stored_search){.ledger_index = DOLEN_SEARCH_NO_ENTRY};
    dolen_parameters_uuid(&parameters, id);
    dolen_parameters_text(&parameters, account);
    DOLEN_TRY(dolen_statement_run(connection, &find_search, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such search");
    return read_search(rows, 0, arena, out, err);
}

static dolen_status read_list(dolen_connection *connection, const dolen_statement *statement,
                              const dolen_parameters *parameters, const dolen_stored_search **out, size_t *count,
                              dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_stored_search *list = NULL;

    DOLEN_TRY(dolen_statement_run(connection, statement, parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(parameters->arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_search(rows, i, parameters->arena, &list[i], err));
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_search_store_list(dolen_connection *connection, const char *account, int64_t before, size_t limit,
                                     dolen_arena *arena, const dolen_stored_search **out, size_t *count, dolen_err *err)
{
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = NULL;
    *count = 0;
    dolen_parameters_text(&parameters, account);
    dolen_parameters_int8(&parameters, before);
    dolen_parameters_int8(&parameters, (int64_t)limit);
    return read_list(connection, account ? &list_own : &list_all, &parameters, out, count, err);
}
