/**
 * A throw-away PostgreSQL cluster for one test program.
 *
 * The cluster lies in a temporary folder, listens on a Unix socket there, and belongs to an unprivileged user (postgres
 * or nobody) when the test runs as root. A supervisor process stops and removes it when the test ends, however it ends.
 * Without a server on the machine the test program ends with code 77, which ctest reports as skipped.
 */
#ifndef DOLEN_TESTS_SUPPORT_TEMP_PG_H
#define DOLEN_TESTS_SUPPORT_TEMP_PG_H

#include <stdbool.h>
#include <stddef.h>

#include "node/base/own.h"
#include "node/store/pool.h"

enum { TEMP_PG_CONNINFO = 256 };

typedef struct temp_pg temp_pg;

/** Start a cluster; `durable` leaves fsync on, for measurements. Never NULL: ends the program when it cannot. */
temp_pg *temp_pg_start(bool durable);

/** Stop and remove it. NULL is fine. */
void temp_pg_free(temp_pg *pg);
DOLEN_OWNED(temp_pg);

/** The cluster's folder: all that the server writes lies below it. */
const char *temp_pg_folder(const temp_pg *pg);

/** Administrator's connection string for a database, such as "postgres". */
void temp_pg_conninfo(const temp_pg *pg, const char *database, char out[TEMP_PG_CONNINFO]);

/**
 * A new database with all migrations of deploy/sql/<schema> ("broker", "node"), copied from a template that is made
 * once. `out` is its administrator's connection string.
 */
void temp_pg_database(temp_pg *pg, const char *schema, char out[TEMP_PG_CONNINFO]);

/** A pool on such a new database, of four connections, signed in as `role` ("dolen_service"; NULL = administrator). */
dolen_pool *temp_pg_pool(temp_pg *pg, const char *schema, const char *role);

/** Kill the server as a power cut would (SIGKILL to all its processes) and start it again. */
void temp_pg_crash(temp_pg *pg);

#endif
