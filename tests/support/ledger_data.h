/** Trees, entries and whole logs for the ledger's tests. */
#ifndef DOLEN_TESTS_SUPPORT_LEDGER_DATA_H
#define DOLEN_TESTS_SUPPORT_LEDGER_DATA_H

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "governance/audit/checkpoint.h"
#include "governance/audit/ledger_opening.h"
#include "governance/audit/merkle_proof.h"
#include "governance/audit/tile.h"
#include "node/base/cursor.h"
#include "node/base/file.h"
#include "node/crypto/sign.h"
#include "tests/support/dolen_test.h"

enum { DATA_LEAVES = 700 };

/** A small tree kept whole: the hash of any complete subtree is worked out from the leaves. */
typedef struct data_tree {
    dolen_digest leaves[DATA_LEAVES];
    uint64_t size;
} data_tree;

static inline dolen_digest data_subtree(const data_tree *tree, uint64_t first, uint64_t count)
{
    if (count == 1)
        return tree->leaves[first];
    uint64_t half = 1;
    while (half * 2 < count)
        half *= 2;
    const dolen_digest left = data_subtree(tree, first, half);
    const dolen_digest right = data_subtree(tree, first + half, count - half);
    return dolen_merkle_node(&left, &right);
}

static inline dolen_digest data_root(const data_tree *tree, uint64_t size)
{
    return size ? data_subtree(tree, 0, size) : dolen_merkle_empty();
}

static inline dolen_status data_fetch(void *context, const dolen_merkle_place *places, size_t count,
                                      dolen_digest *hashes, dolen_err *err)
{
    const data_tree *tree = context;

    for (size_t i = 0; i < count; i++) {
        const uint64_t width = (uint64_t)1 << places[i].level;
        if ((places[i].index + 1) * width > tree->size)
            return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the subtree is not complete");
        hashes[i] = data_subtree(tree, places[i].index * width, width);
    }
    return DOLEN_OK;
}

static inline void data_fill(data_tree *tree, uint64_t size)
{
    for (uint64_t i = 0; i < size; i++) {
        uint8_t bytes[2] = {(uint8_t)(i >> 8), (uint8_t)i};
        tree->leaves[i] = dolen_merkle_leaf(dolen_bytes_of(bytes, sizeof bytes));
    }
    tree->size = size;
}

static inline dolen_signing_key *data_key(uint8_t seed)
{
    uint8_t bytes[DOLEN_SIGN_SEED];

    memset(bytes, seed, sizeof bytes);
    return dolen_signing_key_new_from_seed(bytes);
}

static inline dolen_note_key data_public(uint8_t seed, const char *name, dolen_note_kind kind)
{
    DOLEN_OWN(dolen_signing_key, key) = data_key(seed);
    dolen_note_key public;

    DOLEN_MUST(dolen_note_make_key(name, kind, dolen_signing_key_public(key), &public, NULL) == DOLEN_OK);
    return public;
}

/** A query's entry with one disclosure; `number` makes it different from others. */
static inline dolen_ledger_entry data_entry(uint64_t number)
{
    static const dolen_ledger_disclosure disclosed[] = {
        {.member = {"health-north"}, .level = DOLEN_LEVEL_L2, .band = DOLEN_BAND_CONFIRMED},
        {.member = {"police-west"}, .level = DOLEN_LEVEL_L1, .band = DOLEN_BAND_PROBABLE},
    };

    return (dolen_ledger_entry){
        .kind = DOLEN_LEDGER_QUERY,
        .time = 1790000000000 + (int64_t)number,
        .member = {"council-one"},
        .staff = {.bytes = {1, 2, 3}},
        .role = {"practitioner"},
        .purpose = {"S47"},
        .channel = {"page"},
        .case_handle = {.bytes = {9}},
        .request_id = {.bytes = {7, (uint8_t)(number >> 8), (uint8_t)number}},
        .subject = DOLEN_SUBJECT_PERSON,
        .requested_level = DOLEN_LEVEL_L3,
        .granted_level = DOLEN_LEVEL_L2,
        .outcome = {"answered"},
        .rules_version = "2026.1",
        .rules_digest = {.bytes = {4}},
        .epoch = 1,
        .withheld = {.bytes = {5}},
        .disclosures = disclosed,
        .disclosure_count = 2,
    };
}

static inline void data_salt(uint64_t number, uint8_t salt[DOLEN_SALT_SIZE])
{
    memset(salt, 0x5a, DOLEN_SALT_SIZE);
    salt[0] = (uint8_t)(number >> 8);
    salt[1] = (uint8_t)number;
}

static inline dolen_digest data_commitment(uint64_t number)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(64 * 1024);
    const dolen_ledger_entry entry = data_entry(number);
    uint8_t salt[DOLEN_SALT_SIZE];
    dolen_digest commitment;
    dolen_bytes bytes;

    DOLEN_MUST(dolen_ledger_entry_write(arena, &entry, &bytes, NULL) == DOLEN_OK);
    data_salt(number, salt);
    DOLEN_MUST(dolen_ledger_opening_commit(salt, bytes, &commitment, NULL) == DOLEN_OK);
    return commitment;
}

/** A log's leaves are the commitments of data_entry(0) on. */
static inline void data_fill_entries(data_tree *tree, uint64_t size)
{
    for (uint64_t i = 0; i < size; i++) {
        const dolen_digest commitment = data_commitment(i);
        tree->leaves[i] = dolen_merkle_leaf(dolen_bytes_of(commitment.bytes, sizeof commitment.bytes));
    }
    tree->size = size;
}

/** Signed by the key of `seed` under `origin`. In `arena`. */
static inline const char *data_checkpoint(dolen_arena *arena, const data_tree *tree, uint64_t size, const char *origin,
                                          uint8_t seed)
{
    DOLEN_OWN(dolen_signing_key, key) = data_key(seed);
    dolen_checkpoint checkpoint = {.size = size, .root = data_root(tree, size)};
    const char *text = NULL;

    snprintf(checkpoint.origin, sizeof checkpoint.origin, "%s", origin);
    DOLEN_MUST(dolen_checkpoint_sign(arena, &checkpoint, key, &text, NULL) == DOLEN_OK);
    return text;
}

static inline void data_write(const char *folder, const char *name, dolen_bytes bytes)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        DOLEN_MUST(mkdir(path, 0700) == 0 || errno == EEXIST);
    }
    DOLEN_MUST(dolen_file_write(path, bytes, 0600, NULL) == DOLEN_OK);
}

static inline void data_write_tile(const char *folder, int level, uint64_t index, unsigned int width, dolen_bytes bytes)
{
    char path[DOLEN_TILE_PATH];

    dolen_tile_write((dolen_tile){.level = level, .index = index, .width = width}, path);
    data_write(folder, path, bytes);
}

static inline void data_write_bundle(const char *folder, uint64_t number, unsigned int width)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4 << 20);
    const size_t room = (size_t)width * 1024;
    uint8_t *leaf_bytes = dolen_arena_make(arena, room, 1);
    uint8_t *open_bytes = dolen_arena_make(arena, room, 1);
    dolen_writer leaves = dolen_writer_of(leaf_bytes, room);
    dolen_writer opened = dolen_writer_of(open_bytes, room);

    for (uint64_t i = number * DOLEN_TILE_WIDTH; i < number * DOLEN_TILE_WIDTH + width; i++) {
        const dolen_ledger_entry entry = data_entry(i);
        const dolen_digest commitment = data_commitment(i);
        uint8_t salt[DOLEN_SALT_SIZE];
        dolen_bytes bytes;
        DOLEN_MUST(dolen_ledger_entry_write(arena, &entry, &bytes, NULL) == DOLEN_OK);
        data_salt(i, salt);
        dolen_writer_block16(&leaves, dolen_bytes_of(commitment.bytes, sizeof commitment.bytes));
        DOLEN_MUST(dolen_ledger_opening_write(arena, salt, bytes, &bytes, NULL) == DOLEN_OK);
        dolen_writer_block16(&opened, bytes);
    }
    data_write_tile(folder, DOLEN_TILE_ENTRIES, number, width, dolen_writer_bytes(&leaves));
    data_write_tile(folder, DOLEN_TILE_OPENED, number, width, dolen_writer_bytes(&opened));
}

/** A whole downloaded log of `size` entries, opened, with its tiles of level 0, below `folder`. */
static inline void data_write_log(const char *folder, const data_tree *tree, uint64_t size, const char *checkpoint)
{
    data_write(folder, "checkpoint", dolen_bytes_of_string(checkpoint));
    for (uint64_t number = 0; number * DOLEN_TILE_WIDTH < size; number++) {
        const unsigned int width = dolen_tile_width_in(0, number, size);
        data_write_bundle(folder, number, width);
        data_write_tile(folder, 0, number, width,
                        dolen_bytes_of(tree->leaves + number * DOLEN_TILE_WIDTH, width * DOLEN_DIGEST_SIZE));
    }
}

#endif
