#include "node/store/subject_store.h"

#include <string.h>

enum { PARAMETERS = 4096 };

static const dolen_statement place_mark =
    DOLEN_STATEMENT("subject-place", "INSERT INTO subject_mark (key, kind, code, local_id, account, case_reference, "
                                     "placed) VALUES ($1, $2, $3, $4, $5, $6, $7)");
static const dolen_statement blank_marks =
    DOLEN_STATEMENT("subject-blank", "UPDATE subject_mark SET local_id = '' WHERE key = $1");
static const dolen_statement lift_mark =
    DOLEN_STATEMENT("subject-lift", "UPDATE subject_mark SET lifted = $4 WHERE key = $1 AND kind = $2 AND code = $3 "
                                    "AND lifted IS NULL");
static const dolen_statement list_marks =
    DOLEN_STATEMENT("subject-marks", "SELECT key, kind, code, local_id, account, case_reference, placed "
                                     "FROM subject_mark WHERE lifted IS NULL ORDER BY key, kind, code");
static const dolen_statement add_notice =
    DOLEN_STATEMENT("subject-notice", "INSERT INTO ledger_notice (id, made, action, account, case_reference, month, "
                                      "count, role, ground) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
static const dolen_statement list_unsent =
    DOLEN_STATEMENT("subject-unsent", "SELECT id, made, action, account, case_reference, month, count, "
                                      "role, ground FROM ledger_notice WHERE entry IS NULL AND (made, id) > ($1, $2) "
                                      "ORDER BY made, id LIMIT $3");
static const dolen_statement mark_sent =
    DOLEN_STATEMENT("subject-sent", "UPDATE ledger_notice SET entry = $2 WHERE id = $1 AND coalesce(entry, -1) < 0");

dolen_status dolen_subject_store_place(dolen_connection *connection, const dolen_subject_mark *mark, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_parameters key = parameters;

    dolen_parameters_uuid(&parameters, mark->key);
    dolen_parameters_int2(&parameters, (int16_t)mark->kind);
    dolen_parameters_text(&parameters, mark->code.text);
    dolen_parameters_text(&parameters, mark->local_id);
    dolen_parameters_text(&parameters, mark->account);
    dolen_parameters_text(&parameters, mark->case_reference);
    dolen_parameters_int8(&parameters, mark->placed);
    DOLEN_TRY(dolen_statement_run(connection, &place_mark, &parameters, NULL, err));
    if (mark->kind != DOLEN_SUBJECT_ERASED)
        return DOLEN_OK;
    dolen_parameters_uuid(&key, mark->key);
    return dolen_statement_run(connection, &blank_marks, &key, NULL, err);
}

dolen_status dolen_subject_store_lift(dolen_connection *connection, dolen_uuid key, dolen_subject_mark_kind kind,
                                      dolen_code code, int64_t now, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    int64_t lifted = 0;

    dolen_parameters_uuid(&parameters, key);
    dolen_parameters_int2(&parameters, (int16_t)kind);
    dolen_parameters_text(&parameters, code.text);
    dolen_parameters_int8(&parameters, now);
    DOLEN_TRY(dolen_statement_change(connection, &lift_mark, &parameters, &lifted, err));
    return lifted ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "no such restriction or dispute is in force");
}

static dolen_status read_text(const dolen_rows *rows, size_t row, int column, dolen_arena *arena, const char **out,
                              dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the list needs more memory than it may have");
}

static dolen_status read_code(const dolen_rows *rows, size_t row, int column, dolen_code *out, dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = (dolen_code){{0}};
    return *text ? dolen_code_read(text, strlen(text), out, err) : DOLEN_OK;
}

dolen_status dolen_subject_store_marks(dolen_connection *connection, dolen_arena *arena, const dolen_subject_mark **out,
                                       size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_subject_mark *list = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_statement_run(connection, &list_marks, NULL, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        list[i].key = dolen_rows_uuid(rows, i, 0);
        list[i].kind = (dolen_subject_mark_kind)dolen_rows_number(rows, i, 1);
        DOLEN_TRY(read_code(rows, i, 2, &list[i].code, err));
        DOLEN_TRY(read_text(rows, i, 3, arena, &list[i].local_id, err));
        DOLEN_TRY(read_text(rows, i, 4, arena, &list[i].account, err));
        DOLEN_TRY(read_text(rows, i, 5, arena, &list[i].case_reference, err));
        list[i].placed = dolen_rows_number(rows, i, 6);
    }
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_subject_store_notice(dolen_connection *connection, const dolen_subject_notice *notice,
                                        dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_uuid(&parameters, notice->id);
    dolen_parameters_int8(&parameters, notice->made);
    dolen_parameters_text(&parameters, notice->action.text);
    dolen_parameters_text(&parameters, notice->account);
    dolen_parameters_text(&parameters, notice->case_reference);
    dolen_parameters_int4(&parameters, notice->month);
    dolen_parameters_int8(&parameters, notice->count);
    dolen_parameters_text(&parameters, notice->role.text);
    dolen_parameters_text(&parameters, notice->ground.text);
    return dolen_statement_run(connection, &add_notice, &parameters, NULL, err);
}

dolen_status dolen_subject_store_unsent(dolen_connection *connection, dolen_subject_notice_place after, int64_t limit,
                                        dolen_arena *arena, const dolen_subject_notice **out, size_t *count,
                                        dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_subject_notice *list = NULL;

    *out = NULL;
    *count = 0;
    dolen_parameters_int8(&parameters, after.made);
    dolen_parameters_uuid(&parameters, after.id);
    dolen_parameters_int8(&parameters, limit);
    DOLEN_TRY(dolen_statement_run(connection, &list_unsent, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        list[i].id = dolen_rows_uuid(rows, i, 0);
        list[i].made = dolen_rows_number(rows, i, 1);
        DOLEN_TRY(read_code(rows, i, 2, &list[i].action, err));
        DOLEN_TRY(read_text(rows, i, 3, arena, &list[i].account, err));
        DOLEN_TRY(read_text(rows, i, 4, arena, &list[i].case_reference, err));
        list[i].month = (dolen_month)dolen_rows_number(rows, i, 5);
        list[i].count = dolen_rows_number(rows, i, 6);
        DOLEN_TRY(read_code(rows, i, 7, &list[i].role, err));
        DOLEN_TRY(read_code(rows, i, 8, &list[i].ground, err));
    }
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_subject_store_sent(dolen_connection *connection, dolen_uuid id, int64_t entry, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_uuid(&parameters, id);
    dolen_parameters_int8(&parameters, entry);
    return dolen_statement_run(connection, &mark_sent, &parameters, NULL, err);
}
