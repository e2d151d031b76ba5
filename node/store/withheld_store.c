#include "node/store/withheld_store.h"

#include <string.h>

static const dolen_statement add_lists =
    DOLEN_STATEMENT("withheld-add", "INSERT INTO withheld (entry, salt, list) SELECT * FROM unnest($1::bigint[], "
                                    "$2::bytea[], $3::bytea[])");
static const dolen_statement find_list =
    DOLEN_STATEMENT("withheld-find", "SELECT salt, list FROM withheld WHERE entry = $1");

dolen_status dolen_withheld_store_add(dolen_connection *connection, const dolen_withheld *items, size_t count,
                                      dolen_arena *arena, dolen_err *err)
{
    dolen_parameters parameters = dolen_parameters_in(arena);
    int64_t *entries = NULL;
    dolen_bytes *salts = NULL;
    dolen_bytes *lists = NULL;

    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *entries, (void *)&entries, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *salts, (void *)&salts, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *lists, (void *)&lists, err));
    for (size_t i = 0; i < count; i++) {
        uint8_t *padded = NULL;
        if (items[i].list.size > DOLEN_WITHHELD_SIZE)
            return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a list of what was withheld is longer than is kept");
        DOLEN_TRY(dolen_arena_take(arena, DOLEN_WITHHELD_SIZE, 1, (void *)&padded, err));
        if (items[i].list.size)
            memcpy(padded, items[i].list.at, items[i].list.size);
        entries[i] = (int64_t)items[i].entry;
        salts[i] = dolen_bytes_of(items[i].salt, sizeof items[i].salt);
        lists[i] = dolen_bytes_of(padded, DOLEN_WITHHELD_SIZE);
    }
    dolen_parameters_int8s(&parameters, entries, count);
    dolen_parameters_byteas(&parameters, salts, count);
    dolen_parameters_byteas(&parameters, lists, count);
    return dolen_statement_run(connection, &add_lists, &parameters, NULL, err);
}

dolen_status dolen_withheld_store_find(dolen_connection *connection, uint64_t entry, dolen_arena *arena,
                                       dolen_withheld *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = (dolen_withheld){.entry = entry};
    dolen_parameters_int8(&parameters, (int64_t)entry);
    DOLEN_TRY(dolen_statement_run(connection, &find_list, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "nothing is kept of what this entry withheld");
    const dolen_bytes salt = dolen_rows_bytes(rows, 0, 0);
    const dolen_bytes list = dolen_rows_bytes(rows, 0, 1);
    DOLEN_MUST(salt.size == sizeof out->salt && list.size == DOLEN_WITHHELD_SIZE);
    memcpy(out->salt, salt.at, salt.size);
    const char *text = dolen_arena_copy_string(arena, (const char *)list.at, strnlen((const char *)list.at, list.size));
    if (!text)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "more memory is needed than there may be");
    out->list = dolen_bytes_of_string(text);
    return DOLEN_OK;
}
