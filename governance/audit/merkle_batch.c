#include "governance/audit/merkle_batch.h"

static dolen_status make_levels(dolen_arena *arena, dolen_merkle_batch *batch, uint64_t size, dolen_err *err)
{
    for (size_t level = 0; level < DOLEN_MERKLE_LEVELS; level++) {
        const size_t completed = (size_t)((size >> level) - (batch->before.size >> level));
        batch->made_count += completed;
        if (completed)
            DOLEN_TRY(dolen_arena_take(arena, completed, sizeof(dolen_digest), (void *)&batch->levels[level], err));
    }
    return dolen_arena_take(arena, batch->made_count + 1, sizeof *batch->made, (void *)&batch->made, err);
}

dolen_status dolen_merkle_batch_make(dolen_arena *arena, const dolen_merkle_frontier *before,
                                     const dolen_digest *leaves, size_t count, dolen_merkle_batch **out, dolen_err *err)
{
    dolen_merkle_entry made[DOLEN_MERKLE_LEVELS];
    dolen_merkle_batch *batch = NULL;
    size_t at = 0;

    *out = NULL;
    if (count > DOLEN_MERKLE_SIZE_LIMIT - before->size)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the tree is full");
    DOLEN_TRY(dolen_arena_take(arena, 1, sizeof *batch, (void *)&batch, err));
    batch->before = *before;
    batch->after = *before;
    DOLEN_TRY(make_levels(arena, batch, before->size + count, err));
    for (size_t i = 0; i < count; i++) {
        const size_t completed = dolen_merkle_append(&batch->after, leaves[i], made);
        for (size_t k = 0; k < completed; k++) {
            const dolen_merkle_place place = made[k].place;
            batch->levels[place.level][place.index - (before->size >> place.level)] = made[k].hash;
            batch->made[at++] = made[k];
        }
    }
    DOLEN_MUST(at == batch->made_count);
    *out = batch;
    return DOLEN_OK;
}

static bool find(const dolen_merkle_batch *batch, dolen_merkle_place place, dolen_digest *out)
{
    const uint64_t old = place.level < DOLEN_MERKLE_LEVELS ? batch->before.size >> place.level : 0;

    if (place.level >= DOLEN_MERKLE_LEVELS || place.index >= batch->after.size >> place.level)
        return false;
    if (place.index >= old)
        *out = batch->levels[place.level][place.index - old];
    else if (old & 1 && place.index == old - 1)
        *out = batch->before.peaks[place.level];
    else
        return false;
    return true;
}

static dolen_status fetch(void *context, const dolen_merkle_place *places, size_t count, dolen_digest *hashes,
                          dolen_err *err)
{
    for (size_t i = 0; i < count; i++)
        if (!find(context, places[i], &hashes[i]))
            return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the batch does not know this part of the tree");
    return DOLEN_OK;
}

dolen_merkle_source dolen_merkle_batch_source(dolen_merkle_batch *batch)
{
    return (dolen_merkle_source){.fetch = fetch, .context = batch};
}
