#include "node/store/migrate.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/file.h"
#include "node/base/text.h"
#include "node/store/statement.h"
#include "node/store/transaction.h"

enum { FILE_LIMIT = 1024 * 1024, ARENA = 4 * 1024 * 1024, PATH = 4096, DIGITS = 4 };

static const dolen_statement has_table =
    DOLEN_STATEMENT("migration-has-table", "SELECT to_regclass('public.dolen_migration') IS NOT NULL");
static const dolen_statement list_applied =
    DOLEN_STATEMENT("migration-list", "SELECT number, name FROM public.dolen_migration ORDER BY number");
static const dolen_statement is_same =
    DOLEN_STATEMENT("migration-is-same", "SELECT name = $2 AND checksum = sha256($3) FROM public.dolen_migration "
                                         "WHERE number = $1");
static const dolen_statement record_applied =
    DOLEN_STATEMENT("migration-record", "INSERT INTO public.dolen_migration (number, name, checksum) "
                                        "VALUES ($1, $2, sha256($3))");
static const char make_table[] =
    "SELECT pg_advisory_xact_lock(hashtextextended('dolen_migration', 0));"
    "CREATE TABLE IF NOT EXISTS public.dolen_migration (number integer PRIMARY KEY, name text NOT NULL, "
    "checksum bytea NOT NULL, applied timestamptz NOT NULL DEFAULT now());"
    "REVOKE ALL ON public.dolen_migration FROM PUBLIC";

/* NNNN_word.sql */
static bool is_migration(const char *name)
{
    const size_t size = strlen(name);

    for (size_t i = 0; i < DIGITS; i++)
        if (!isdigit((unsigned char)name[i]))
            return false;
    return size < DOLEN_MIGRATION_NAME && size > DIGITS + 5 && name[DIGITS] == '_' &&
           strcmp(name + size - 4, ".sql") == 0 && dolen_text_is_token(name, size, "_.-");
}

static int number_of(const char *name)
{
    int number = 0;

    for (size_t i = 0; i < DIGITS; i++)
        number = number * 10 + (name[i] - '0');
    return number;
}

static dolen_status add_file(dolen_migration_list *list, const char *name, dolen_err *err)
{
    if (name[0] == '.')
        return DOLEN_OK;
    if (!is_migration(name))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a file in the folder is not named NNNN_word.sql");
    if (list->count > 0 && list->items[list->count - 1].number == number_of(name))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "two migrations have one number");
    if (list->count == DOLEN_MIGRATIONS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "there are too many migrations");
    dolen_migration *item = &list->items[list->count++];
    *item = (dolen_migration){.number = number_of(name)};
    return dolen_text_copy(item->name, sizeof item->name, name, err);
}

static dolen_status list_folder(const char *folder, dolen_migration_list *list, dolen_err *err)
{
    struct dirent **entries = NULL;
    dolen_status status = DOLEN_OK;

    *list = (dolen_migration_list){.count = 0};
    const int count = scandir(folder, &entries, NULL, alphasort);
    if (count < 0)
        return DOLEN_FAIL(err, errno == ENOENT ? DOLEN_E_ABSENT : DOLEN_E_SYSTEM,
                          "the folder of migrations cannot be read");
    for (int i = 0; i < count; i++) {
        if (status == DOLEN_OK)
            status = add_file(list, entries[i]->d_name, err);
        free(entries[i]);
    }
    free(entries);
    return status;
}

static dolen_status read_text(const char *folder, const char *name, dolen_arena *arena, dolen_bytes *out,
                              dolen_err *err)
{
    char path[PATH];

    const int size = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (size < 0 || (size_t)size >= sizeof path)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the folder's path is too long");
    return dolen_file_read(arena, path, FILE_LIMIT, out, err);
}

static dolen_status compare_one(dolen_connection *connection, const char *folder, dolen_migration *item, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_bytes text = {0};

    DOLEN_TRY(read_text(folder, item->name, arena, &text, err));
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_parameters_int4(&parameters, item->number);
    dolen_parameters_text(&parameters, item->name);
    dolen_parameters_bytes(&parameters, text);
    DOLEN_TRY(dolen_statement_run(connection, &is_same, &parameters, &rows, err));
    item->applied = dolen_rows_count(rows) == 1;
    item->changed = item->applied && !dolen_rows_number(rows, 0, 0);
    return DOLEN_OK;
}

/* What was applied and has no file any more. */
static dolen_status add_gone(dolen_connection *connection, dolen_migration_list *list, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    DOLEN_TRY(dolen_statement_run(connection, &list_applied, NULL, &rows, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        const int number = (int)dolen_rows_number(rows, i, 0);
        size_t place = 0;
        while (place < list->count && list->items[place].number != number)
            place++;
        if (place < list->count)
            continue;
        if (list->count == DOLEN_MIGRATIONS)
            return DOLEN_FAIL(err, DOLEN_E_LIMIT, "there are too many migrations");
        dolen_migration *item = &list->items[list->count++];
        *item = (dolen_migration){.number = number, .applied = true, .changed = true};
        DOLEN_TRY(dolen_text_copy(item->name, sizeof item->name, dolen_rows_text(rows, i, 1), err));
    }
    return DOLEN_OK;
}

static dolen_status compare(dolen_connection *connection, const char *folder, dolen_migration_list *list,
                            dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    DOLEN_TRY(list_folder(folder, list, err));
    DOLEN_TRY(dolen_statement_run(connection, &has_table, NULL, &rows, err));
    if (!dolen_rows_number(rows, 0, 0))
        return DOLEN_OK;
    for (size_t i = 0; i < list->count; i++)
        DOLEN_TRY(compare_one(connection, folder, &list->items[i], err));
    return add_gone(connection, list, err);
}

dolen_status dolen_migrate_compare(dolen_pool *pool, const char *folder, dolen_migration_list *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    out->count = 0;
    DOLEN_TRY(dolen_pool_take(pool, &connection, err));
    return compare(connection, folder, out, err);
}

static dolen_status check(const dolen_migration_list *list, dolen_err *err)
{
    bool missing = false;

    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].changed)
            return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "a migration that was applied has been changed or is gone");
        if (list->items[i].applied && missing)
            return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "a migration is missing before one that was applied");
        missing = missing || !list->items[i].applied;
    }
    return DOLEN_OK;
}

static dolen_status apply_one(dolen_pool *pool, const char *folder, const dolen_migration *item, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_bytes text = {0};

    DOLEN_TRY(read_text(folder, item->name, arena, &text, err));
    DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_statement_script(connection, "migration-begin", make_table, err));
    if (item->number > 0)
        DOLEN_TRY(dolen_statement_script(connection, "migration-role", "SET LOCAL ROLE dolen_owner", err));
    DOLEN_TRY(dolen_statement_script(connection, "migration", (const char *)text.at, err));
    DOLEN_TRY(dolen_statement_script(connection, "migration-role", "SET LOCAL ROLE NONE", err));
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_parameters_int4(&parameters, item->number);
    dolen_parameters_text(&parameters, item->name);
    dolen_parameters_bytes(&parameters, text);
    DOLEN_TRY(dolen_statement_run(connection, &record_applied, &parameters, NULL, err));
    return dolen_transaction_commit(transaction, err);
}

dolen_status dolen_migrate_apply(dolen_pool *pool, const char *folder, size_t *applied, dolen_err *err)
{
    dolen_migration_list list;

    *applied = 0;
    DOLEN_TRY(dolen_migrate_compare(pool, folder, &list, err));
    DOLEN_TRY(check(&list, err));
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].applied)
            continue;
        DOLEN_TRY(apply_one(pool, folder, &list.items[i], err));
        (*applied)++;
    }
    return DOLEN_OK;
}
