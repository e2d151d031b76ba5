#include <stdlib.h>
#include <string.h>

#include "governance/audit/checkpoint.h"
#include "governance/audit/proof_file.h"
#include "governance/audit/witness_request.h"
#include "node/base/cursor.h"
#include "node/broker/witnessing_internal.h"

enum { ARENA = 512 * 1024 };

static bool has_cosigned(const dolen_ledger_cosignature *items, size_t count, dolen_code member)
{
    for (size_t i = 0; i < count; i++)
        if (dolen_code_same(items[i].member, member))
            return true;
    return false;
}

static int latest_first(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a;
    const int64_t y = *(const int64_t *)b;

    return (x < y) - (x > y);
}

/* The instant since which as many witnesses as are needed have confirmed it: that of the last one needed. */
static int64_t confirmed_at(const dolen_ledger_quorum *quorum, const dolen_ledger_cosignature *items, size_t count)
{
    int64_t times[DOLEN_FEDERATION_MEMBERS];
    size_t used = 0;

    for (size_t i = 0; i < quorum->member_count; i++)
        for (size_t k = 0; k < count; k++)
            if (dolen_code_same(items[k].member, quorum->members[i]))
                times[used++] = items[k].cosigned;
    if (used < quorum->needed || quorum->needed == 0)
        return 0;
    qsort(times, used, sizeof *times, latest_first);
    return times[quorum->needed - 1];
}

dolen_status dolen_witnessing_refresh(dolen_witnessing *witnessing, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_federation *federation = dolen_federation_current_get(witnessing->parts.federation);
    dolen_code codes[DOLEN_FEDERATION_MEMBERS];
    const dolen_ledger_quorum quorum = dolen_witnessing_quorum(federation, codes);
    const dolen_ledger_cosignature *items;
    dolen_ledger_round round;
    size_t count;

    if (quorum.needed == 0)
        return DOLEN_OK;
    DOLEN_TRY(dolen_pool_take(witnessing->parts.pool, &connection, err));
    const dolen_status found = dolen_cosignature_store_confirmed(connection, &quorum, UINT64_MAX, arena, &round, err);
    if (found == DOLEN_E_ABSENT)
        return DOLEN_OK;
    DOLEN_TRY(found);
    DOLEN_TRY(dolen_cosignature_store_list(connection, round.size, arena, &items, &count, err));
    pthread_mutex_lock(&witnessing->lock);
    witnessing->confirmed = confirmed_at(&quorum, items, count);
    witnessing->confirmed_size = round.size;
    pthread_mutex_unlock(&witnessing->lock);
    return DOLEN_OK;
}

/* Is the round over: did all cosign it, or has it lasted its time? */
static dolen_status is_over(dolen_witnessing *w, dolen_connection *connection, const dolen_ledger_round *round,
                            dolen_arena *arena, bool *out, dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(w->parts.federation);
    dolen_code codes[DOLEN_FEDERATION_MEMBERS];
    const dolen_ledger_quorum quorum = dolen_witnessing_quorum(federation, codes);
    const dolen_ledger_cosignature *items;
    size_t count;

    *out = dolen_clock_now(w->parts.clock) - round->opened >= DOLEN_WITNESSING_ROUND;
    if (*out)
        return DOLEN_OK;
    DOLEN_TRY(dolen_cosignature_store_list(connection, round->size, arena, &items, &count, err));
    *out = true;
    for (size_t i = 0; i < quorum.member_count; i++)
        *out = *out && has_cosigned(items, count, quorum.members[i]);
    return DOLEN_OK;
}

static dolen_status open_round(dolen_witnessing *w, dolen_connection *connection, const char *note,
                               const dolen_checkpoint *head, dolen_ledger_round *out, dolen_err *err)
{
    *out = (dolen_ledger_round){
        .size = head->size, .root = head->root, .note = note, .opened = dolen_clock_now(w->parts.clock)};
    DOLEN_TRY(dolen_cosignature_store_open(connection, out, err));
    pthread_mutex_lock(&w->lock);
    if (w->begun == 0)
        w->begun = out->opened;
    pthread_mutex_unlock(&w->lock);
    return DOLEN_OK;
}

/* The round that stands, or a new one of the tree as it is. */
static dolen_status current_round(dolen_witnessing *w, uint64_t old, const char *note, dolen_arena *arena,
                                  dolen_ledger_round *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_checkpoint head;
    dolen_note parts;
    bool over = false;

    DOLEN_TRY(dolen_note_read(arena, dolen_bytes_of_string(note), &parts, err));
    DOLEN_TRY(dolen_checkpoint_read(parts.text, &head, err));
    DOLEN_TRY(dolen_pool_take(w->parts.pool, &connection, err));
    const dolen_status found = dolen_cosignature_store_latest(connection, arena, out, err);
    if (found == DOLEN_E_ABSENT)
        return open_round(w, connection, note, &head, out, err);
    DOLEN_TRY(found);
    if (head.size <= out->size)
        return DOLEN_OK;
    DOLEN_TRY(is_over(w, connection, out, arena, &over, err));
    return over || out->size < old ? open_round(w, connection, note, &head, out, err) : DOLEN_OK;
}

dolen_status dolen_witnessing_offer(dolen_witnessing *witnessing, uint64_t old, dolen_arena *arena, const char **out,
                                    dolen_err *err)
{
    dolen_witness_request request = {.old_size = old};
    dolen_ledger_round round;
    const char *note = NULL;

    *out = NULL;
    const dolen_status status = dolen_ledger_checkpoint(witnessing->parts.ledger, arena, &note, err);
    if (status == DOLEN_E_ABSENT && old == 0)
        return DOLEN_OK;
    DOLEN_TRY(status);
    DOLEN_TRY(current_round(witnessing, old, note, arena, &round, err));
    if (old > round.size)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the witness stands beyond this ledger");
    DOLEN_TRY(dolen_ledger_prove_consistency(witnessing->parts.ledger, old, round.size, &request.proof, err));
    request.checkpoint = dolen_bytes_of_string(round.note);
    return dolen_witness_request_write(arena, &request, out, err);
}

/* The round's checkpoint with every cosignature over it. */
static dolen_status attach(dolen_connection *connection, const dolen_ledger_round *round, dolen_arena *arena,
                           const char **out, dolen_err *err)
{
    const dolen_ledger_cosignature *items;
    size_t room = strlen(round->note) + 1;
    char *text = NULL;
    size_t count;

    *out = NULL;
    DOLEN_TRY(dolen_cosignature_store_list(connection, round->size, arena, &items, &count, err));
    for (size_t i = 0; i < count; i++)
        room += strlen(items[i].line);
    DOLEN_TRY(dolen_arena_take(arena, room, 1, (void *)&text, err));
    /* The note ends with its signatures, so further lines follow as they are. */
    dolen_writer writer = dolen_writer_of(text, room);
    dolen_writer_add(&writer, dolen_bytes_of_string(round->note));
    for (size_t i = 0; i < count; i++)
        dolen_writer_add(&writer, dolen_bytes_of_string(items[i].line));
    DOLEN_MUST(!writer.failed);
    *out = text;
    return DOLEN_OK;
}

static dolen_status confirmed(dolen_witnessing *w, uint64_t after, dolen_arena *arena, dolen_ledger_round *round,
                              const char **note, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_federation *federation = dolen_federation_current_get(w->parts.federation);
    dolen_code codes[DOLEN_FEDERATION_MEMBERS];
    const dolen_ledger_quorum quorum = dolen_witnessing_quorum(federation, codes);

    *note = NULL;
    DOLEN_TRY(dolen_pool_take(w->parts.pool, &connection, err));
    DOLEN_TRY(dolen_cosignature_store_confirmed(connection, &quorum, after, arena, round, err));
    return attach(connection, round, arena, note, err);
}

dolen_status dolen_witnessing_checkpoint(dolen_witnessing *witnessing, dolen_arena *arena, const char **out,
                                         dolen_err *err)
{
    dolen_ledger_round round;

    return confirmed(witnessing, UINT64_MAX, arena, &round, out, err);
}

dolen_status dolen_witnessing_receipt(dolen_witnessing *witnessing, uint64_t index, dolen_arena *arena,
                                      const char **out, dolen_err *err)
{
    dolen_proof_file file = {.has_extra = true, .index = index};
    dolen_ledger_place place;
    dolen_ledger_round round;
    const char *note = NULL;

    *out = NULL;
    if (index >= DOLEN_MERKLE_SIZE_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the ledger has no such entry");
    DOLEN_TRY(confirmed(witnessing, index, arena, &round, &note, err));
    DOLEN_TRY(dolen_ledger_find(witnessing->parts.ledger, index, arena, &place, err));
    DOLEN_TRY(dolen_ledger_prove_inclusion(witnessing->parts.ledger, index, round.size, &file.proof, err));
    file.commitment = place.leaf;
    file.checkpoint = dolen_bytes_of_string(note);
    return dolen_proof_file_write(arena, &file, out, err);
}
