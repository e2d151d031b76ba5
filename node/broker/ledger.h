/**
 * The broker's ledger: entries are durable before anything is disclosed (IG-07, IG-10).
 *
 * Submitted entries wait in a queue; one writer thread appends as many as are waiting in one transaction, signs one
 * checkpoint in that transaction and hands every waiter its place and proof. While it waits for the disk, the next
 * batch gathers. The row lock on the tree's head orders all appenders, in this process and others, so two checkpoints
 * can never disagree; a checkpoint leaves the process only after its transaction is committed.
 * Owns: the writer thread and the queue. Threads: any, except open and free.
 */
#ifndef DOLEN_NODE_BROKER_LEDGER_H
#define DOLEN_NODE_BROKER_LEDGER_H

#include "governance/audit/ledger_entry.h"
#include "governance/audit/merkle_proof.h"
#include "node/base/clock.h"
#include "node/crypto/sign.h"
#include "node/store/ledger_store.h"

typedef struct dolen_ledger dolen_ledger;

typedef struct dolen_ledger_settings {
    const char *origin;           /**< the log's name, such as "gwent.dolen.example/ledger"; copied */
    const dolen_signing_key *key; /**< borrowed; signs checkpoints under `origin` */
    dolen_pool *pool;             /**< borrowed; as dolen_service */
    dolen_clock clock;
    size_t queue_limit;      /**< entries that may wait; 0 = 1,024 */
    size_t batch_limit;      /**< entries of one transaction, at most 256; 0 = 256 */
    int wait_timeout;        /**< milliseconds that a submitter waits; 0 = 5,000 */
    const char *memory_file; /**< where the latest checkpoint is kept outside the database, or NULL; copied */
    bool open_behind; /**< when memory_file knows a tree that the database does not continue, open on hold, not fail */
    /** May a member whose record was disclosed be told that `agency` asked (IG-32)? NULL: it is told of nobody. */
    bool (*may_name)(void *context, dolen_code agency);
    void *naming; /**< its context */
} dolen_ledger_settings;

/** Why the ledger takes no entries: appending to a tree that others know larger would fork it. */
typedef enum dolen_ledger_hold {
    DOLEN_LEDGER_FREE = 0,
    DOLEN_LEDGER_AWAITING,     /**< too few witnesses have said yet what they confirmed last */
    DOLEN_LEDGER_UNRECONCILED, /**< somebody knows a tree that this one does not continue */
} dolen_ledger_hold;

/** How it is doing, for metrics. */
typedef struct dolen_ledger_counts {
    uint64_t appends;  /**< entries appended by the writer */
    uint64_t batches;  /**< transactions they took */
    uint64_t failures; /**< batches that failed */
    uint64_t refusals; /**< entries refused because the queue was full */
    uint64_t timeouts; /**< submitters that gave up waiting */
    uint64_t queue;    /**< waiting now */
    uint64_t largest;  /**< the largest batch */
} dolen_ledger_counts;

/**
 * Check the stored ledger and start the writer. Refuses to serve a ledger that is not whole or older than it was
 * (IG-24, R-04): DOLEN_E_CONFLICT when head, nodes, leaves and checkpoints contradict one another, when the stored
 * checkpoint is not this key's, or when `memory_file` knows a tree that the database does not continue.
 * DOLEN_E_INPUT for a bad origin; DOLEN_E_REMOTE without the database. `*out` is NULL on failure.
 */
DOLEN_CHECKED dolen_status dolen_ledger_open(const dolen_ledger_settings *settings, dolen_ledger **out, dolen_err *err);

/** Let the writer finish what waits, stop it and free everything. No submitter may be inside. NULL is fine. */
void dolen_ledger_free(dolen_ledger *ledger);
DOLEN_OWNED(dolen_ledger);

/**
 * Append an entry and wait until it is durable. `consultation` (may be NULL) is stored in the same transaction; its
 * `entry` is filled in by the ledger. The place, with its proof, checkpoint and the entry's bytes, lives in `arena`.
 *
 * Anything but DOLEN_OK means that no answer may go out: DOLEN_E_LIMIT when too many wait, DOLEN_E_REMOTE when the
 * entry was not known to be durable in time (it may turn out to be in the ledger all the same), DOLEN_E_INPUT for an
 * entry that is none.
 */
DOLEN_CHECKED dolen_status dolen_ledger_append(dolen_ledger *ledger, const dolen_ledger_entry *entry,
                                               const dolen_consultation *consultation, dolen_arena *arena,
                                               dolen_ledger_place *out, dolen_err *err);

/**
 * Append an entry inside the caller's open transaction on `connection`, as its last work: every other appender waits
 * until that transaction ends. The place is true only once the transaction is committed; throw it away otherwise.
 * DOLEN_E_CONFLICT and the statuses of dolen_statement_run: roll back.
 */
DOLEN_CHECKED dolen_status dolen_ledger_append_in(dolen_ledger *ledger, dolen_connection *connection,
                                                  const dolen_ledger_entry *entry, dolen_arena *arena,
                                                  dolen_ledger_place *out, dolen_err *err);

/** The latest signed checkpoint, in `arena`. DOLEN_E_ABSENT before the first entry. */
DOLEN_CHECKED dolen_status dolen_ledger_checkpoint(dolen_ledger *ledger, dolen_arena *arena, const char **out,
                                                   dolen_err *err);

/** The place of an entry in the tree as it stands, without salt and text. DOLEN_E_ABSENT for a future entry. */
DOLEN_CHECKED dolen_status dolen_ledger_find(dolen_ledger *ledger, uint64_t index, dolen_arena *arena,
                                             dolen_ledger_place *out, dolen_err *err);

/** Prove that entry `index` is in the tree of `size`. DOLEN_E_INPUT for impossible numbers, DOLEN_E_ABSENT beyond it.
 */
DOLEN_CHECKED dolen_status dolen_ledger_prove_inclusion(dolen_ledger *ledger, uint64_t index, uint64_t size,
                                                        dolen_merkle_proof *out, dolen_err *err);

/** Prove that the tree of `size` continues that of `old_size`. Likewise. */
DOLEN_CHECKED dolen_status dolen_ledger_prove_consistency(dolen_ledger *ledger, uint64_t old_size, uint64_t size,
                                                          dolen_merkle_proof *out, dolen_err *err);

/**
 * Entries as dolen_ledger_store_read, whole: for the hub, never to be handed to a member. Reading readable entries must
 * itself be logged by the caller first (IG-12).
 */
DOLEN_CHECKED dolen_status dolen_ledger_read(dolen_ledger *ledger, uint64_t first, size_t count,
                                             dolen_ledger_reader reader, dolen_arena *arena,
                                             const dolen_ledger_stored **out, size_t *found, dolen_err *err);

/** What a path of the ledger's files holds. */
typedef struct dolen_ledger_file {
    dolen_bytes bytes;
    const char *type;  /**< media type */
    bool is_immutable; /**< may be kept for ever by caches */
} dolen_ledger_file;

/**
 * Answer a path below the ledger's prefix, without leading slash: "checkpoint", "tile/<L>/<N>[.p/<W>]",
 * "tile/entries/<N>[.p/<W>]" for everybody, "opened/<N>[.p/<W>]" with the reader's part of what concerns it
 * (ledger_opening.h; log the reading first, IG-12). DOLEN_E_INPUT for another path, DOLEN_E_ABSENT for a tile that does
 * not exist yet.
 */
DOLEN_CHECKED dolen_status dolen_ledger_serve(dolen_ledger *ledger, const char *path, dolen_ledger_reader reader,
                                              dolen_arena *arena, dolen_ledger_file *out, dolen_err *err);

/** Take entries or none from now on. */
void dolen_ledger_set_hold(dolen_ledger *ledger, dolen_ledger_hold hold);

/** Why it takes none. While it does, appending is refused with DOLEN_E_REMOTE. */
dolen_ledger_hold dolen_ledger_is_held(dolen_ledger *ledger);

/** What memory_file knew when the ledger was opened behind it; size 0 otherwise. */
dolen_merkle_head dolen_ledger_remembered(const dolen_ledger *ledger);

/** Does the tree as it stands continue (or equal) this one? `*out` is false too when it is smaller. */
DOLEN_CHECKED dolen_status dolen_ledger_continues(dolen_ledger *ledger, dolen_merkle_head before, bool *out,
                                                  dolen_err *err);

/** The counters. */
dolen_ledger_counts dolen_ledger_count(dolen_ledger *ledger);

#endif
