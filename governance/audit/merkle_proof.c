#include "governance/audit/merkle_proof.h"

/* A proof is a list of leaf ranges; each range is one or more complete subtrees whose hashes are folded into one. */
typedef struct plan {
    dolen_merkle_place places[DOLEN_MERKLE_PLACES];
    size_t place_count;
    uint8_t parts[DOLEN_PROOF_HASHES];
    size_t range_count;
} plan;

static uint64_t largest_power_below(uint64_t number)
{
    uint64_t power = 1;

    while (power < number - power)
        power <<= 1;
    return power;
}

/* The complete subtrees that make up leaves [first, end), left to right; `first` is aligned as the RFC's split makes
 * it. */
static void add_range(plan *p, uint64_t first, uint64_t end)
{
    size_t parts = 0;

    DOLEN_MUST(p->range_count < DOLEN_PROOF_HASHES);
    while (first < end) {
        uint8_t level = 0;
        while (level < DOLEN_MERKLE_LEVELS - 1 && ((uint64_t)2 << level) <= end - first)
            level++;
        DOLEN_MUST(p->place_count < DOLEN_MERKLE_PLACES);
        p->places[p->place_count++] = (dolen_merkle_place){.level = level, .index = first >> level};
        first += (uint64_t)1 << level;
        parts++;
    }
    p->parts[p->range_count++] = (uint8_t)parts;
}

static dolen_digest fold(const dolen_digest *hashes, size_t count)
{
    dolen_digest hash = hashes[count - 1];

    for (size_t i = count - 1; i > 0; i--)
        hash = dolen_merkle_node(&hashes[i - 1], &hash);
    return hash;
}

/* Ranges were collected from the root downwards; a proof runs from the leaf upwards. */
static dolen_status run(const plan *p, dolen_merkle_source source, dolen_merkle_proof *out, dolen_err *err)
{
    dolen_digest hashes[DOLEN_MERKLE_PLACES];
    size_t at = 0;

    if (p->place_count)
        DOLEN_TRY(source.fetch(source.context, p->places, p->place_count, hashes, err));
    for (size_t i = 0; i < p->range_count; i++) {
        out->hashes[p->range_count - 1 - i] = fold(hashes + at, p->parts[i]);
        at += p->parts[i];
    }
    out->count = p->range_count;
    return DOLEN_OK;
}

dolen_status dolen_merkle_proof_make_inclusion(uint64_t index, uint64_t size, dolen_merkle_source source,
                                               dolen_merkle_proof *out, dolen_err *err)
{
    plan p = {0};
    uint64_t first = 0;
    uint64_t end = size;

    *out = (dolen_merkle_proof){0};
    if (size > DOLEN_MERKLE_SIZE_LIMIT || index >= size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the index is outside the tree");
    while (end - first > 1) {
        const uint64_t middle = first + largest_power_below(end - first);
        if (index < middle) {
            add_range(&p, middle, end);
            end = middle;
        } else {
            add_range(&p, first, middle);
            first = middle;
        }
    }
    return run(&p, source, out, err);
}

dolen_status dolen_merkle_proof_make_consistency(uint64_t old_size, uint64_t size, dolen_merkle_source source,
                                                 dolen_merkle_proof *out, dolen_err *err)
{
    plan p = {0};
    uint64_t first = 0;
    uint64_t end = size;

    *out = (dolen_merkle_proof){0};
    if (size > DOLEN_MERKLE_SIZE_LIMIT || old_size > size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the earlier tree is larger than the later one");
    if (old_size == 0)
        return DOLEN_OK;
    while (end != old_size) {
        const uint64_t middle = first + largest_power_below(end - first);
        if (old_size <= middle) {
            add_range(&p, middle, end);
            end = middle;
        } else {
            add_range(&p, first, middle);
            first = middle;
        }
    }
    /* The old tree is known to the verifier when it is the whole left edge; otherwise its last subtree leads the proof.
     */
    if (first > 0)
        add_range(&p, first, end);
    return run(&p, source, out, err);
}

dolen_status dolen_merkle_proof_load(uint64_t size, dolen_merkle_source source, dolen_merkle_frontier *out,
                                     dolen_err *err)
{
    dolen_merkle_place places[DOLEN_MERKLE_LEVELS];
    dolen_digest hashes[DOLEN_MERKLE_LEVELS];
    size_t count = 0;

    *out = (dolen_merkle_frontier){0};
    if (size > DOLEN_MERKLE_SIZE_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the tree is larger than a tree may be");
    for (uint8_t level = 0; level < DOLEN_MERKLE_LEVELS; level++)
        if (size >> level & 1)
            places[count++] = (dolen_merkle_place){.level = level, .index = (size >> level) - 1};
    if (count)
        DOLEN_TRY(source.fetch(source.context, places, count, hashes, err));
    for (size_t i = 0; i < count; i++)
        out->peaks[places[i].level] = hashes[i];
    out->size = size;
    return DOLEN_OK;
}
