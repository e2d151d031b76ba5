#include "node/broker/erasure_record.h"

#include <stdlib.h>

#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/runtime/periodic.h"
#include "node/store/erasure_store.h"
#include "node/store/transaction.h"

enum { ARENA = 64 * 1024, LOOK_MS = 5000 };

struct dolen_erasure_record {
    dolen_erasure_record_parts parts;
    dolen_rules *_Atomic *in_force;
    dolen_periodic *periodic;
};

static dolen_status entry_of(const dolen_erasure_record_parts *parts, const dolen_erasure *line,
                             dolen_ledger_entry *out, dolen_err *err)
{
    *out = (dolen_ledger_entry){.kind = DOLEN_LEDGER_ERASURE,
                                .time = dolen_clock_now(parts->clock),
                                .member = line->agency,
                                .reason = dolen_code_of("IG-14"),
                                .outcome = line->outcome,
                                .rules_digest = dolen_rules_digest(parts->rules),
                                .range = {.first = (uint64_t)line->month, .count = (uint64_t)line->count}};
    return dolen_text_copy(out->rules_version, sizeof out->rules_version, dolen_rules_version(parts->rules), err);
}

dolen_status dolen_erasure_record_one(const dolen_erasure_record_parts *parts, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_erasure line;
    dolen_ledger_entry entry;
    dolen_ledger_place place;

    DOLEN_TRY(dolen_transaction_begin(parts->pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_erasure_store_next(connection, &line, err));
    DOLEN_TRY(entry_of(parts, &line, &entry, err));
    DOLEN_TRY(dolen_ledger_append_in(parts->ledger, connection, &entry, arena, &place, err));
    DOLEN_TRY(dolen_erasure_store_record(connection, line.id, place.index, err));
    return dolen_transaction_commit(transaction, err);
}

static int64_t work(void *context)
{
    const dolen_erasure_record *self = context;
    dolen_erasure_record_parts parts = self->parts;
    dolen_status status = DOLEN_OK;
    dolen_err why = {0};

    parts.rules = *self->in_force;
    while (status == DOLEN_OK)
        status = dolen_erasure_record_one(&parts, &why);
    if (status != DOLEN_E_ABSENT)
        dolen_log_warning("an erasure waits to be entered into the ledger",
                          dolen_field_status(dolen_status_word(status)), dolen_field_reason(&why));
    return LOOK_MS;
}

dolen_erasure_record *dolen_erasure_record_new(const dolen_erasure_record_parts *parts, dolen_rules *_Atomic *in_force)
{
    dolen_erasure_record *self = dolen_memory_make(1, sizeof *self);

    self->parts = *parts;
    self->in_force = in_force;
    self->periodic = dolen_periodic_new(work, self);
    return self;
}

void dolen_erasure_record_free(dolen_erasure_record *self)
{
    if (!self)
        return;
    dolen_periodic_free(self->periodic);
    free(self);
}
