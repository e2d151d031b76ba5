#include "node/store/consultation_store.h"

#include <string.h>

#include "node/store/consultation_matches.h"

enum { PARAMETERS = 8 * 1024 };

static const dolen_statement find_last =
    DOLEN_STATEMENT("consultation-last", "SELECT greatest(coalesce(max(entry), -1), $1) FROM consultation");
static const dolen_statement list_after = DOLEN_STATEMENT(
    "consultation-after", "SELECT c.entry, item.handle, item.outcome, e.entry FROM consultation c "
                          "CROSS JOIN LATERAL unnest(c.matched_handles, c.matched_agencies, c.matched_outcomes) "
                          "AS item(handle, agency, outcome) JOIN ledger_entry e ON e.index = c.entry "
                          "WHERE c.entry > $1 AND c.entry <= $2 AND item.agency = $3 AND item.outcome > 0 "
                          "ORDER BY c.entry, item.handle LIMIT $4");
static const dolen_statement list_of_tokens = DOLEN_STATEMENT(
    "consultation-of-tokens",
    "SELECT c.entry, c.asked, bit_or(1::bigint << item.kind), c.fields "
    "FROM consultation c CROSS JOIN LATERAL unnest(c.token_values, c.token_kinds) AS item(value, kind) "
    "WHERE c.asked >= $1 AND c.token_values && $2 AND item.value = ANY ($2) GROUP BY c.entry, c.asked ORDER BY "
    "c.entry");

static dolen_status read_list(dolen_connection *connection, const dolen_statement *statement,
                              const dolen_parameters *parameters, const dolen_consulted **out, size_t *count,
                              dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_consulted *list = NULL;

    DOLEN_TRY(dolen_statement_run(connection, statement, parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(parameters->arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        list[i].entry = (uint64_t)dolen_rows_number(rows, i, 0);
        list[i].asked = dolen_rows_number(rows, i, 1);
        list[i].kinds = (uint64_t)dolen_rows_number(rows, i, 2);
        list[i].fields = (uint8_t)dolen_rows_number(rows, i, 3);
    }
    *count = dolen_rows_count(rows);
    *out = list;
    return DOLEN_OK;
}

/* Of a full page the last entry may be cut: it is left for the next. */
static void leave_cut_entry(const dolen_consultation_notice *list, size_t *count, int64_t *reached)
{
    if (*count <= DOLEN_NOTICES)
        return;
    const uint64_t last = list[*count - 1].entry;

    while (*count && list[*count - 1].entry == last)
        --*count;
    *reached = (int64_t)last - 1;
}

static dolen_status read_notices(const dolen_rows *rows, dolen_arena *arena, const dolen_consultation_notice **out,
                                 size_t *count, int64_t *reached, dolen_err *err)
{
    dolen_consultation_notice *list = NULL;

    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        const dolen_bytes text = dolen_rows_bytes(rows, i, 3);
        const char *copy = dolen_arena_copy_string(arena, (const char *)text.at, text.size);
        if (!copy)
            return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the consultations do not fit the memory given");
        list[i] = (dolen_consultation_notice){.entry = (uint64_t)dolen_rows_number(rows, i, 0),
                                              .handle = dolen_rows_uuid(rows, i, 1),
                                              .outcome = (dolen_consulted_outcome)dolen_rows_number(rows, i, 2),
                                              .text = dolen_bytes_of(copy, text.size)};
    }
    *count = dolen_rows_count(rows);
    leave_cut_entry(list, count, reached);
    *out = list;
    return DOLEN_OK;
}

dolen_status dolen_consultation_store_after(dolen_connection *connection, dolen_code agency, int64_t after,
                                            dolen_arena *arena, const dolen_consultation_notice **out, size_t *count,
                                            int64_t *reached, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, last) = NULL;
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = NULL;
    *count = 0;
    *reached = after;
    dolen_parameters_int8(&parameters, after);
    DOLEN_TRY(dolen_statement_run(connection, &find_last, &parameters, &last, err));
    *reached = dolen_rows_number(last, 0, 0);
    dolen_parameters_int8(&parameters, *reached);
    dolen_parameters_text(&parameters, agency.text);
    dolen_parameters_int8(&parameters, DOLEN_NOTICES + 1);
    DOLEN_TRY(dolen_statement_run(connection, &list_after, &parameters, &rows, err));
    return read_notices(rows, arena, out, count, reached, err);
}

dolen_status dolen_consultation_store_of_tokens(dolen_connection *connection, const dolen_stored_token *tokens,
                                                size_t token_count, int64_t since, dolen_arena *arena,
                                                const dolen_consulted **out, size_t *count, dolen_err *err)
{
    dolen_uuid values[DOLEN_SUBJECT_PSEUDONYMS];
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = NULL;
    *count = 0;
    DOLEN_MUST(token_count <= DOLEN_SUBJECT_PSEUDONYMS);
    for (size_t i = 0; i < token_count; i++)
        values[i] = tokens[i].value;
    dolen_parameters_int8(&parameters, since);
    dolen_parameters_uuids(&parameters, values, token_count);
    return read_list(connection, &list_of_tokens, &parameters, out, count, err);
}
