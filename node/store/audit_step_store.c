#include "node/store/audit_step_store.h"

#include <string.h>

enum { PARAMETERS = 16 * 1024 };

static const dolen_statement add_steps = DOLEN_STATEMENT(
    "audit-step-add", "INSERT INTO audit_step (search, step, member, account, role, at) "
                      "SELECT $1, item.step, item.member, $4, $5, $6 "
                      "FROM unnest($2::smallint[], $3::text[]) WITH ORDINALITY AS item(step, member, place) "
                      "ORDER BY item.place");
static const dolen_statement list_steps = DOLEN_STATEMENT(
    "audit-step-list",
    "SELECT step, member, account, role, at FROM audit_step WHERE search = $1 ORDER BY at, step, member");

dolen_status dolen_audit_step_store_add(dolen_connection *connection, const dolen_audit_walk *walk,
                                        const dolen_audit_step *steps, size_t count, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    int16_t levels[DOLEN_AUDIT_STEPS];
    const char *members[DOLEN_AUDIT_STEPS];

    if (count == 0 || count > DOLEN_AUDIT_STEPS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "steps are noted 1 to 130 at once");
    for (size_t i = 0; i < count; i++) {
        levels[i] = (int16_t)steps[i].level;
        members[i] = steps[i].member.text;
    }
    dolen_parameters_uuid(&parameters, walk->search);
    dolen_parameters_int2s(&parameters, levels, count);
    dolen_parameters_texts(&parameters, members, count);
    dolen_parameters_text(&parameters, walk->account);
    dolen_parameters_text(&parameters, walk->role.text);
    dolen_parameters_int8(&parameters, walk->at);
    return dolen_statement_run(connection, &add_steps, &parameters, NULL, err);
}

static dolen_status read_code(const char *text, dolen_code *out, dolen_err *err)
{
    *out = (dolen_code){{0}};
    return *text ? dolen_code_read(text, strlen(text), out, err) : DOLEN_OK;
}

static dolen_status read_step(const dolen_rows *rows, size_t row, dolen_uuid search, dolen_arena *arena,
                              dolen_audit_stored *out, dolen_err *err)
{
    const char *account = dolen_rows_text(rows, row, 2);

    *out = (dolen_audit_stored){.walk = {.search = search, .at = dolen_rows_number(rows, row, 4)},
                                .step = {.level = (dolen_audit_level)dolen_rows_number(rows, row, 0)}};
    DOLEN_TRY(read_code(dolen_rows_text(rows, row, 1), &out->step.member, err));
    DOLEN_TRY(read_code(dolen_rows_text(rows, row, 3), &out->walk.role, err));
    out->walk.account = dolen_arena_copy_string(arena, account, strlen(account));
    return out->walk.account ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "more memory is needed than there may be");
}

dolen_status dolen_audit_step_store_list(dolen_connection *connection, dolen_uuid search, dolen_arena *arena,
                                         const dolen_audit_stored **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_audit_stored *list = NULL;

    *out = NULL;
    *count = 0;
    dolen_parameters_uuid(&parameters, search);
    DOLEN_TRY(dolen_statement_run(connection, &list_steps, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_step(rows, i, search, arena, &list[i], err));
    *count = dolen_rows_count(rows);
    *out = list;
    return DOLEN_OK;
}
