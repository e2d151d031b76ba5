/**
 * One database with its three kinds of user, for tests of what each may do. One cluster for all tests of a program.
 *
 * Use database_scene_start and _stop for the group, database_scene_make and _free for each test.
 */
#ifndef DOLEN_TESTS_SUPPORT_DATABASE_SCENE_H
#define DOLEN_TESTS_SUPPORT_DATABASE_SCENE_H

#include <stdlib.h>

#include "node/store/statement.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_pg.h"

typedef struct database_scene {
    dolen_pool *admin;
    dolen_pool *service;
    dolen_pool *eraser;
} database_scene;

static temp_pg *database_scene_cluster;

static inline int database_scene_start(void **state)
{
    (void)state;
    database_scene_cluster = temp_pg_start(false);
    return 0;
}

static inline int database_scene_stop(void **state)
{
    (void)state;
    temp_pg_free(database_scene_cluster);
    return 0;
}

/** A database with this schema ("broker" or "node"). */
static inline int database_scene_make(const char *schema, void **state)
{
    char conninfo[TEMP_PG_CONNINFO];
    database_scene *made = calloc(1, sizeof *made);

    temp_pg_database(database_scene_cluster, schema, conninfo);
    made->admin = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 2});
    made->service = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 4, .role = "dolen_service"});
    made->eraser = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 2, .role = "dolen_eraser"});
    *state = made;
    return 0;
}

static inline int database_scene_free(void **state)
{
    database_scene *made = *state;

    dolen_pool_free(made->admin);
    dolen_pool_free(made->service);
    dolen_pool_free(made->eraser);
    free(made);
    return 0;
}

/** Does the database let this user do it? */
static inline bool database_scene_may(dolen_pool *pool, const char *text)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_MUST(dolen_pool_take(pool, &connection, NULL) == DOLEN_OK);
    return dolen_statement_script(connection, "test-may", text, NULL) == DOLEN_OK;
}

/** The one number that a statement (a literal) answers with, as the administrator. */
#define NUMBER_OF(scene, text)                                                                                         \
    __extension__({                                                                                                    \
        static const dolen_statement asked = DOLEN_STATEMENT("test-number", text);                                     \
        database_scene_number((scene)->admin, &asked);                                                                 \
    })

static inline int64_t database_scene_number(dolen_pool *admin, const dolen_statement *statement)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(admin, &connection, &err));
    assert_ok(dolen_statement_run(connection, statement, NULL, &rows, &err));
    return dolen_rows_number(rows, 0, 0);
}

#endif
