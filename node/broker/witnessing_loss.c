#include <string.h>

#include "node/base/log.h"
#include "node/broker/witnessing_internal.h"
#include "node/crypto/hash.h"
#include "node/store/transaction.h"

enum { ARENA = 512 * 1024 };

/* A statement counts when the governance key signed it and the tree that it keeps is ours. */
static dolen_status open_statement(const dolen_witnessing *w, const char *note, dolen_loss_statement *out, bool *valid,
                                   dolen_err *err)
{
    dolen_err why = {0};

    *valid = false;
    if (dolen_loss_statement_open(dolen_bytes_of_string(note), &w->parts.governance, out, &why) != DOLEN_OK) {
        dolen_log_error("a statement of loss is not signed by the governance key, and does not count",
                        dolen_field_reason(&why));
        return DOLEN_OK;
    }
    return dolen_ledger_continues(w->parts.ledger, out->kept, valid, err);
}

dolen_status dolen_witnessing_loss_for(dolen_witnessing *witnessing, dolen_merkle_head cosigned, dolen_arena *arena,
                                       const char **out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_federation *federation = dolen_federation_current_get(witnessing->parts.federation);
    const dolen_ledger_loss *losses;
    size_t count;

    *out = NULL;
    DOLEN_TRY(dolen_pool_take(witnessing->parts.pool, &connection, err));
    DOLEN_TRY(dolen_cosignature_store_losses(connection, arena, &losses, &count, err));
    dolen_connection_drop(&connection);
    for (size_t i = count; i-- > 0 && !*out;) {
        dolen_loss_statement statement;
        bool valid = false;
        DOLEN_TRY(open_statement(witnessing, losses[i].statement, &statement, &valid, err));
        if (valid && dolen_loss_statement_covers(&statement, federation->broker.ledger.name, cosigned))
            *out = losses[i].statement;
    }
    return DOLEN_OK;
}

static dolen_ledger_entry entry_of(const dolen_witnessing *w, const dolen_ledger_loss *loss,
                                   const dolen_loss_statement *statement)
{
    return (dolen_ledger_entry){
        .kind = DOLEN_LEDGER_ERASURE,
        .time = dolen_clock_now(w->parts.clock),
        .reason = dolen_code_of("loss-acknowledged"),
        .outcome = dolen_code_of("ledger-entries"),
        .withheld = dolen_hash_sha256(dolen_bytes_of_string(loss->statement)),
        .range = {.first = statement->kept.size, .count = statement->lost.size - statement->kept.size},
    };
}

static dolen_status enter(dolen_witnessing *w, const dolen_ledger_loss *loss, dolen_arena *arena, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_loss_statement statement;
    dolen_ledger_place place;
    bool valid = false;

    DOLEN_TRY(open_statement(w, loss->statement, &statement, &valid, err));
    if (!valid)
        return DOLEN_OK;
    const dolen_ledger_entry entry = entry_of(w, loss, &statement);
    DOLEN_TRY(dolen_transaction_begin(w->parts.pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_ledger_append_in(w->parts.ledger, connection, &entry, arena, &place, err));
    DOLEN_TRY(dolen_cosignature_store_enter_loss(connection, loss->number, place.index, err));
    return dolen_transaction_commit(transaction, err);
}

dolen_status dolen_witnessing_enter_losses(dolen_witnessing *witnessing, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_ledger_loss *losses;
    size_t count;

    DOLEN_TRY(dolen_pool_take(witnessing->parts.pool, &connection, err));
    DOLEN_TRY(dolen_cosignature_store_losses(connection, arena, &losses, &count, err));
    dolen_connection_drop(&connection);
    for (size_t i = 0; i < count; i++)
        if (losses[i].entry < 0)
            DOLEN_TRY(enter(witnessing, &losses[i], arena, err));
    return DOLEN_OK;
}
