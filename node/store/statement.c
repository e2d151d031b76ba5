#include "node/store/statement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/store/connection_internal.h"

enum { BINARY = 1, NAME = 32 };

static bool is_class(const char *sqlstate, const char *class)
{
    return strncmp(sqlstate, class, 2) == 0;
}

static dolen_status judge_sqlstate(const char *sqlstate, dolen_err *err)
{
    if (strcmp(sqlstate, "23505") == 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the database holds it already");
    if (is_class(sqlstate, "40") || is_class(sqlstate, "25"))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the transaction could not be completed");
    if (is_class(sqlstate, "22") || is_class(sqlstate, "23"))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the database refuses a value");
    if (strcmp(sqlstate, "42501") == 0)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the database role may not do this");
    if (strcmp(sqlstate, "57014") == 0 || strcmp(sqlstate, "55P03") == 0)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the database took too long");
    if (is_class(sqlstate, "53"))
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the database has no room or memory left");
    return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the database did not do what was asked");
}

dolen_status dolen_connection_judge(dolen_connection *connection, const char *name, const PGresult *result,
                                    dolen_err *err)
{
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN)
        return DOLEN_OK;
    const char *sqlstate = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    snprintf(connection->sqlstate, sizeof connection->sqlstate, "%s", sqlstate ? sqlstate : "08006");
    dolen_log_warning("a statement failed", dolen_field_source(name), dolen_field_sqlstate(connection->sqlstate));
    return judge_sqlstate(connection->sqlstate, err);
}

/* A statement's name at the server is its place in the connection's list. */
static dolen_status prepare(dolen_connection *connection, const dolen_statement *statement,
                            const dolen_parameters *parameters, char name[NAME], dolen_err *err)
{
    size_t place = 0;

    while (place < connection->prepared_count && connection->prepared[place] != statement)
        place++;
    snprintf(name, NAME, "s%zu", place);
    if (place < connection->prepared_count)
        return DOLEN_OK;
    DOLEN_MUST(place < DOLEN_CONNECTION_PREPARED);
    DOLEN_OWN(PGresult, result) = PQprepare(connection->db, name, statement->text, parameters ? parameters->count : 0,
                                            parameters ? parameters->types : NULL);
    DOLEN_TRY(dolen_connection_judge(connection, statement->name, result, err));
    connection->prepared[connection->prepared_count++] = statement;
    return DOLEN_OK;
}

static dolen_status run(dolen_connection *connection, const dolen_statement *statement,
                        const dolen_parameters *parameters, PGresult **out, dolen_err *err)
{
    char name[NAME];

    *out = NULL;
    if (parameters && parameters->failed)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
    DOLEN_TRY(prepare(connection, statement, parameters, name, err));
    DOLEN_OWN(PGresult, result) =
        PQexecPrepared(connection->db, name, parameters ? parameters->count : 0, parameters ? parameters->values : NULL,
                       parameters ? parameters->sizes : NULL, parameters ? parameters->formats : NULL, BINARY);
    DOLEN_TRY(dolen_connection_judge(connection, statement->name, result, err));
    *out = DOLEN_TAKE(result);
    return DOLEN_OK;
}

dolen_status dolen_statement_run(dolen_connection *connection, const dolen_statement *statement,
                                 const dolen_parameters *parameters, dolen_rows **rows, dolen_err *err)
{
    DOLEN_OWN(PGresult, result) = NULL;

    if (rows)
        *rows = NULL;
    DOLEN_TRY(run(connection, statement, parameters, &result, err));
    if (rows) {
        *rows = dolen_memory_make(1, sizeof **rows);
        (*rows)->result = DOLEN_TAKE(result);
    }
    return DOLEN_OK;
}

dolen_status dolen_statement_change(dolen_connection *connection, const dolen_statement *statement,
                                    const dolen_parameters *parameters, int64_t *changed, dolen_err *err)
{
    DOLEN_OWN(PGresult, result) = NULL;

    if (changed)
        *changed = 0;
    DOLEN_TRY(run(connection, statement, parameters, &result, err));
    if (changed)
        *changed = strtoll(PQcmdTuples(result), NULL, 10);
    return DOLEN_OK;
}

dolen_status dolen_statement_script(dolen_connection *connection, const char *name, const char *text, dolen_err *err)
{
    DOLEN_OWN(PGresult, result) = PQexec(connection->db, text);

    return dolen_connection_judge(connection, name, result, err);
}
