/**
 * Numbered SQL files, each applied once.
 *
 * A folder holds files named NNNN_word.sql. They run in ascending order, each in a transaction of its own that also
 * records number, name and SHA-256 in the table dolen_migration. File 0000 runs as the connecting administrator and
 * makes the roles; all others run as dolen_owner, who then owns everything. A file must not contain BEGIN or COMMIT.
 * Threads: any, one at a time on one database (an advisory lock sees to it).
 */
#ifndef DOLEN_NODE_STORE_MIGRATE_H
#define DOLEN_NODE_STORE_MIGRATE_H

#include <stddef.h>

#include "node/store/pool.h"

enum { DOLEN_MIGRATIONS = 256, DOLEN_MIGRATION_NAME = 64 };

/** One file, and whether the database has it. */
typedef struct dolen_migration {
    int number;
    char name[DOLEN_MIGRATION_NAME]; /**< the file's name */
    bool applied;
    bool changed; /**< the file differs from what was applied, or is gone */
} dolen_migration;

/** The state of a database against a folder. */
typedef struct dolen_migration_list {
    dolen_migration items[DOLEN_MIGRATIONS];
    size_t count;
} dolen_migration_list;

/**
 * Compare. DOLEN_E_INPUT for a misnamed or doubled file, DOLEN_E_ABSENT without such a folder, DOLEN_E_LIMIT for too
 * many files or one above 1 MiB; the database's statuses (statement.h).
 */
DOLEN_CHECKED dolen_status dolen_migrate_compare(dolen_pool *pool, const char *folder, dolen_migration_list *out,
                                                 dolen_err *err);

/**
 * Apply what is missing; `*applied` counts the files applied, also after a failure. DOLEN_E_CONFLICT, with nothing
 * applied, if an applied file was changed or is gone, or if a missing one comes before an applied one. Other statuses
 * as above; the file that failed left nothing behind.
 */
DOLEN_CHECKED dolen_status dolen_migrate_apply(dolen_pool *pool, const char *folder, size_t *applied, dolen_err *err);

#endif
