#include "governance/audit/merkle.h"

#include <string.h>

#include "node/crypto/hash.h"

enum { LEAF_PREFIX = 0, NODE_PREFIX = 1 };

dolen_digest dolen_merkle_leaf(dolen_bytes data)
{
    const uint8_t prefix = LEAF_PREFIX;
    dolen_hash hash = dolen_hash_start();

    dolen_hash_add(&hash, dolen_bytes_of(&prefix, 1));
    dolen_hash_add(&hash, data);
    return dolen_hash_finish(&hash);
}

dolen_digest dolen_merkle_node(const dolen_digest *left, const dolen_digest *right)
{
    uint8_t bytes[1 + 2 * DOLEN_DIGEST_SIZE] = {NODE_PREFIX};

    memcpy(bytes + 1, left->bytes, DOLEN_DIGEST_SIZE);
    memcpy(bytes + 1 + DOLEN_DIGEST_SIZE, right->bytes, DOLEN_DIGEST_SIZE);
    return dolen_hash_sha256(dolen_bytes_of(bytes, sizeof bytes));
}

dolen_digest dolen_merkle_empty(void)
{
    return dolen_hash_sha256(dolen_bytes_of(NULL, 0));
}

size_t dolen_merkle_append(dolen_merkle_frontier *frontier, dolen_digest leaf,
                           dolen_merkle_entry made[DOLEN_MERKLE_LEVELS])
{
    size_t level = 0;

    DOLEN_MUST(frontier->size < DOLEN_MERKLE_SIZE_LIMIT);
    made[0] = (dolen_merkle_entry){.place = {0, frontier->size}, .hash = leaf};
    for (; frontier->size >> level & 1; level++) {
        const dolen_digest joined = dolen_merkle_node(&frontier->peaks[level], &made[level].hash);
        made[level + 1] = (dolen_merkle_entry){
            .place = {(uint8_t)(level + 1), frontier->size >> (level + 1)},
            .hash = joined,
        };
    }
    frontier->peaks[level] = made[level].hash;
    frontier->size++;
    return level + 1;
}

dolen_digest dolen_merkle_root(const dolen_merkle_frontier *frontier)
{
    dolen_digest root = dolen_merkle_empty();
    bool started = false;

    for (size_t level = 0; level < DOLEN_MERKLE_LEVELS; level++) {
        if (!(frontier->size >> level & 1))
            continue;
        root = started ? dolen_merkle_node(&frontier->peaks[level], &root) : frontier->peaks[level];
        started = true;
    }
    return root;
}

static bool is_power_of_two(uint64_t number)
{
    return number && (number & (number - 1)) == 0;
}

dolen_status dolen_merkle_check_inclusion(uint64_t index, uint64_t size, dolen_digest leaf, const dolen_digest *proof,
                                          size_t count, dolen_digest root, dolen_err *err)
{
    if (size > DOLEN_MERKLE_SIZE_LIMIT || index >= size)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the index is outside the tree");
    uint64_t at = index;
    uint64_t last = size - 1;
    dolen_digest hash = leaf;
    for (size_t i = 0; i < count; i++) {
        if (last == 0)
            return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the inclusion proof is too long");
        if (at & 1 || at == last) {
            hash = dolen_merkle_node(&proof[i], &hash);
            while (!(at & 1) && at) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = dolen_merkle_node(&hash, &proof[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    if (last || !dolen_digest_same(hash, root))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the inclusion proof does not lead to the root");
    return DOLEN_OK;
}

static dolen_status check_trivial(dolen_merkle_head before, dolen_merkle_head now, size_t count, dolen_err *err)
{
    if (count)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "this consistency proof must be empty");
    if (before.size == 0 && !dolen_digest_same(before.root, dolen_merkle_empty()))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the empty tree has another root");
    if (before.size == now.size && !dolen_digest_same(before.root, now.root))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "two trees of one size have different roots");
    return DOLEN_OK;
}

/* 0 < before.size < now.size. The path starts at the largest complete subtree that ends where the old tree ended. */
static dolen_status check_growth(dolen_merkle_head before, dolen_merkle_head now, const dolen_digest *proof,
                                 size_t count, dolen_err *err)
{
    const bool whole = is_power_of_two(before.size);
    uint64_t at = before.size - 1;
    uint64_t last = now.size - 1;

    if (count == 0)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the consistency proof is empty");
    while (at & 1) {
        at >>= 1;
        last >>= 1;
    }
    dolen_digest old_hash = whole ? before.root : proof[0];
    dolen_digest new_hash = old_hash;
    for (size_t i = whole ? 0 : 1; i < count; i++) {
        if (last == 0)
            return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the consistency proof is too long");
        if (at & 1 || at == last) {
            old_hash = dolen_merkle_node(&proof[i], &old_hash);
            new_hash = dolen_merkle_node(&proof[i], &new_hash);
            while (!(at & 1) && at) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = dolen_merkle_node(&new_hash, &proof[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    if (last || !dolen_digest_same(old_hash, before.root) || !dolen_digest_same(new_hash, now.root))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the later tree does not continue the earlier one");
    return DOLEN_OK;
}

dolen_status dolen_merkle_check_consistency(dolen_merkle_head before, dolen_merkle_head now, const dolen_digest *proof,
                                            size_t count, dolen_err *err)
{
    if (now.size > DOLEN_MERKLE_SIZE_LIMIT || before.size > now.size)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the later tree is smaller than the earlier one");
    if (now.size == 0 && !dolen_digest_same(now.root, dolen_merkle_empty()))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the empty tree has another root");
    if (before.size == 0 || before.size == now.size)
        return check_trivial(before, now, count, err);
    return check_growth(before, now, proof, count, err);
}
