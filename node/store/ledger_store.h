/**
 * The ledger's tables (deploy/sql/broker/0002_ledger.sql): the tree's head and nodes, its leaves, the readable entries.
 *
 * This module stores what the tree's arithmetic (governance/audit) worked out; it checks only that the head has not
 * moved. All functions work on a connection of the caller. Appending must happen inside a transaction, as its last
 * work: dolen_ledger_store_lock makes every other appender wait until that transaction ends. Owns: nothing; what is
 * read lives in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_LEDGER_STORE_H
#define DOLEN_NODE_STORE_LEDGER_STORE_H

#include "node/model/query.h"
#include "node/model/tree_node.h"
#include "node/store/consultation_store.h"
#include "node/store/statement.h"

enum {
    DOLEN_LEDGER_STORE_PEAKS = 63,
    DOLEN_LEDGER_STORE_BATCH = 1024,     /**< entries appended at once, or read at once */
    DOLEN_LEDGER_STORE_NOTE = 16 * 1024, /**< bytes of a signed checkpoint */
    DOLEN_LEDGER_STORE_CONCERNS = DOLEN_ANSWER_MEMBERS + 1,
};

/** The tree as it stands. */
typedef struct dolen_ledger_head {
    uint64_t size;
    dolen_digest root;
    dolen_digest peaks[DOLEN_LEDGER_STORE_PEAKS]; /**< one per set bit of size, lowest level first */
    size_t peak_count;
    const char *checkpoint; /**< the latest signed checkpoint; "" before the first */
} dolen_ledger_head;

/** One entry to store. */
typedef struct dolen_ledger_row {
    dolen_digest commitment;
    uint8_t kind;
    int64_t created;            /**< instant */
    const dolen_code *concerns; /**< members that may read it */
    size_t concern_count;       /**< 0 to DOLEN_LEDGER_STORE_CONCERNS */
    const uint8_t *salt;        /**< DOLEN_SALT_SIZE bytes */
    dolen_bytes entry;
} dolen_ledger_row;

/** One entry as stored. */
typedef struct dolen_ledger_stored {
    uint64_t index;
    dolen_digest commitment;
    dolen_bytes salt;  /**< empty when erased, or not for this reader */
    dolen_bytes entry; /**< likewise */
} dolen_ledger_stored;

/** The head, without a lock. Statuses of dolen_statement_run; DOLEN_E_ABSENT without migrations. */
DOLEN_CHECKED dolen_status dolen_ledger_store_head(dolen_connection *connection, dolen_arena *arena,
                                                   dolen_ledger_head *out, dolen_err *err);

/** The head, locked until the transaction ends. Likewise. */
DOLEN_CHECKED dolen_status dolen_ledger_store_lock(dolen_connection *connection, dolen_arena *arena,
                                                   dolen_ledger_head *out, dolen_err *err);

/** What an append stores in one statement. `rows[i]` becomes entry `before + i`. */
typedef struct dolen_ledger_addition {
    uint64_t before; /**< the size as locked */
    const dolen_ledger_row *rows;
    size_t row_count; /**< 1 to DOLEN_LEDGER_STORE_BATCH */
    const dolen_merkle_entry *nodes;
    size_t node_count;
    const dolen_ledger_head *after; /**< with the new signed checkpoint */
    int64_t now;                    /**< instant */
} dolen_ledger_addition;

/**
 * Store entries, nodes and the new head. DOLEN_E_CONFLICT when the head is no longer where `before` says, or an entry
 * or node stands there already; the transaction must then be rolled back. `arena` holds the parameters: about 1 KiB an
 * entry and its text.
 */
DOLEN_CHECKED dolen_status dolen_ledger_store_append(dolen_connection *connection, dolen_arena *arena,
                                                     const dolen_ledger_addition *append, dolen_err *err);

/** Keep at most DOLEN_LEDGER_STORE_BATCH questions, with what they matched, on the connection of the transaction that
 * appends their ledger entries. */
DOLEN_CHECKED dolen_status dolen_ledger_store_consult(dolen_connection *connection, dolen_arena *arena,
                                                      const dolen_consultation *items, size_t count, dolen_err *err);

/** Fill `hashes[i]` from `places[i]`. DOLEN_E_ABSENT when one is not stored. */
DOLEN_CHECKED dolen_status dolen_ledger_store_nodes(dolen_connection *connection, const dolen_merkle_place *places,
                                                    size_t count, dolen_digest *hashes, dolen_err *err);

/** `count` (1 to 256) hashes of one level in a row. DOLEN_E_ABSENT unless all are stored. */
DOLEN_CHECKED dolen_status dolen_ledger_store_row_of_nodes(dolen_connection *connection, dolen_merkle_place first,
                                                           size_t count, dolen_digest *hashes, dolen_err *err);

/** Who reads entries: a member reads those that concern it; `all` is for the hub's own auditors (IG-12). */
typedef struct dolen_ledger_reader {
    dolen_code member; /**< empty: leaves only, nothing readable */
    bool all;
} dolen_ledger_reader;

/**
 * Entries [first, first + count) as far as the ledger has them, count at most DOLEN_LEDGER_STORE_BATCH. The leaves are
 * always given, salt and text to whom they concern.
 */
DOLEN_CHECKED dolen_status dolen_ledger_store_read(dolen_connection *connection, dolen_arena *arena, uint64_t first,
                                                   size_t count, dolen_ledger_reader reader,
                                                   const dolen_ledger_stored **out, size_t *found, dolen_err *err);

/** A checkpoint worth keeping. */
typedef struct dolen_ledger_kept {
    uint64_t size;
    dolen_digest root;
    const char *note;
    int64_t created; /**< instant */
} dolen_ledger_kept;

/** Keep a checkpoint, such as a cosigned one. The same size and instant again changes nothing. */
DOLEN_CHECKED dolen_status dolen_ledger_store_keep_checkpoint(dolen_connection *connection,
                                                              const dolen_ledger_kept *checkpoint, dolen_err *err);

/** The kept checkpoint of the largest tree that is not larger than `size`. DOLEN_E_ABSENT when there is none. */
DOLEN_CHECKED dolen_status dolen_ledger_store_find_checkpoint(dolen_connection *connection, dolen_arena *arena,
                                                              uint64_t size, dolen_ledger_kept *out, dolen_err *err);

/** The largest index stored plus one, of leaves and of entries: for the check at the start. */
DOLEN_CHECKED dolen_status dolen_ledger_store_count(dolen_connection *connection, uint64_t *leaves, uint64_t *entries,
                                                    dolen_err *err);

#endif
