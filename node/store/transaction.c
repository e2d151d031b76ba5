#include "node/store/transaction.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/store/connection_internal.h"

struct dolen_transaction {
    dolen_connection *connection;
};

dolen_status dolen_transaction_begin(dolen_pool *pool, dolen_transaction **out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    *out = NULL;
    DOLEN_TRY(dolen_pool_take(pool, &connection, err));
    DOLEN_TRY(dolen_statement_script(connection, "begin", "BEGIN", err));
    *out = dolen_memory_make(1, sizeof **out);
    (*out)->connection = DOLEN_TAKE(connection);
    return DOLEN_OK;
}

void dolen_transaction_free(dolen_transaction *transaction)
{
    if (!transaction)
        return;
    dolen_pool_give(transaction->connection);
    free(transaction);
}

dolen_connection *dolen_transaction_connection(dolen_transaction *transaction)
{
    return transaction->connection;
}

dolen_status dolen_transaction_commit(dolen_transaction *transaction, dolen_err *err)
{
    DOLEN_OWN(PGresult, result) = PQexec(transaction->connection->db, "COMMIT");

    DOLEN_TRY(dolen_connection_judge(transaction->connection, "commit", result, err));
    if (strcmp(PQcmdStatus(result), "COMMIT") != 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the transaction was rolled back");
    return DOLEN_OK;
}
