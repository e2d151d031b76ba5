/**
 * Reading the ledger's entries and proofs. Checkpoints and tiles are served in C2SP's own formats instead.
 *
 * Owns: nothing; decoded lists live in the arena given. Threads: any.
 */
#ifndef DOLEN_PROTO_CODEC_LEDGER_H
#define DOLEN_PROTO_CODEC_LEDGER_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/query.h"

enum {
    DOLEN_LEDGER_ENTRIES = 1024,                /**< entries in one reply at most */
    DOLEN_LEDGER_ENTRY = 4 * 1024,              /**< bytes of one entry at most */
    DOLEN_LEDGER_REQUEST_BYTES = 64,            /**< bytes of either request at most */
    DOLEN_LEDGER_REPLY_BYTES = 2 * 1024 * 1024, /**< bytes of either reply at most: ask for fewer when over */
    DOLEN_LEDGER_REQUEST_ARENA = 32 * 1024,     /**< arena that suffices for a request or a proof */
    DOLEN_LEDGER_REPLY_ARENA = 8 * 1024 * 1024, /**< arena that suffices for entries */
};

typedef struct dolen_ledger_entries_request {
    uint64_t first;
    uint32_t count; /**< 1 to DOLEN_LEDGER_ENTRIES */
} dolen_ledger_entries_request;

/** An entry as it is handed out. */
typedef struct dolen_ledger_item {
    uint64_t index;
    dolen_digest leaf; /**< the commitment that the tree holds */
    dolen_bytes salt;  /**< DOLEN_SALT_SIZE bytes, or none when erased or not released to the asker */
    dolen_bytes entry; /**< canonical bytes; none exactly when there is no salt */
} dolen_ledger_item;

typedef struct dolen_ledger_items {
    const dolen_ledger_item *items; /**< indices ascending */
    size_t count;                   /**< 0 to DOLEN_LEDGER_ENTRIES */
} dolen_ledger_items;

/** Inclusion of `index` in the tree of `size`; or, when `old_size` is not 0, consistency of `old_size` with `size`. */
typedef struct dolen_ledger_proof_request {
    uint64_t index; /**< below size; 0 when old_size is given */
    uint64_t size;
    uint64_t old_size; /**< at most size */
} dolen_ledger_proof_request;

typedef struct dolen_ledger_proof {
    const dolen_digest *hashes;
    size_t count; /**< 0 to DOLEN_PROOF_HASHES for inclusion, one more for consistency */
} dolen_ledger_proof;

/** Encode in `arena`, or decode strictly. DOLEN_E_INPUT or DOLEN_E_LIMIT; `*out` is then empty. */
DOLEN_CHECKED dolen_status dolen_ledger_entries_request_encode(const dolen_ledger_entries_request *request,
                                                               dolen_arena *arena, dolen_bytes *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_ledger_entries_request_decode(dolen_bytes bytes, dolen_arena *arena,
                                                               dolen_ledger_entries_request *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_ledger_items_encode(const dolen_ledger_items *items, dolen_arena *arena,
                                                     dolen_bytes *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_ledger_items_decode(dolen_bytes bytes, dolen_arena *arena, dolen_ledger_items *out,
                                                     dolen_err *err);
DOLEN_CHECKED dolen_status dolen_ledger_proof_request_encode(const dolen_ledger_proof_request *request,
                                                             dolen_arena *arena, dolen_bytes *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_ledger_proof_request_decode(dolen_bytes bytes, dolen_arena *arena,
                                                             dolen_ledger_proof_request *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_ledger_proof_encode(const dolen_ledger_proof *proof, dolen_arena *arena,
                                                     dolen_bytes *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_ledger_proof_decode(dolen_bytes bytes, dolen_arena *arena, dolen_ledger_proof *out,
                                                     dolen_err *err);

#endif
