/**
 * The broker's rounds of checkpoints laid before witnesses, and the cosignatures that came back
 * (deploy/sql/broker/0006_witness.sql).
 *
 * Owns: nothing; what is read lives in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_COSIGNATURE_STORE_H
#define DOLEN_NODE_STORE_COSIGNATURE_STORE_H

#include "node/store/statement.h"

/** One round. */
typedef struct dolen_ledger_round {
    uint64_t size;
    dolen_digest root;
    const char *note; /**< the checkpoint as the log signed it */
    int64_t opened;   /**< instant */
} dolen_ledger_round;

/** One witness's cosignature over a round's checkpoint. */
typedef struct dolen_ledger_cosignature {
    dolen_code member;
    int64_t cosigned; /**< instant, as signed */
    const char *line; /**< the signature line with its LF */
} dolen_ledger_cosignature;

/** Whose cosignatures count, and how many are enough. */
typedef struct dolen_ledger_quorum {
    const dolen_code *members;
    size_t member_count;
    size_t needed; /**< 0: none */
} dolen_ledger_quorum;

/** Open a round. The same size again changes nothing. */
DOLEN_CHECKED dolen_status dolen_cosignature_store_open(dolen_connection *connection, const dolen_ledger_round *round,
                                                        dolen_err *err);

/** The round of the largest tree. DOLEN_E_ABSENT when there is none. */
DOLEN_CHECKED dolen_status dolen_cosignature_store_latest(dolen_connection *connection, dolen_arena *arena,
                                                          dolen_ledger_round *out, dolen_err *err);

/**
 * The quorum's round of the largest tree (`after` UINT64_MAX), or else that of the smallest tree larger than `after`.
 * DOLEN_E_ABSENT when there is none. Without a quorum any round counts.
 */
DOLEN_CHECKED dolen_status dolen_cosignature_store_confirmed(dolen_connection *connection,
                                                             const dolen_ledger_quorum *quorum, uint64_t after,
                                                             dolen_arena *arena, dolen_ledger_round *out,
                                                             dolen_err *err);

/** Keep a cosignature, in place of an earlier one of the same member and size. Without such a round nothing is kept. */
DOLEN_CHECKED dolen_status dolen_cosignature_store_keep(dolen_connection *connection, uint64_t size,
                                                        const dolen_ledger_cosignature *cosignature, dolen_err *err);

/** The cosignatures over the round of this size, by member. */
DOLEN_CHECKED dolen_status dolen_cosignature_store_list(dolen_connection *connection, uint64_t size, dolen_arena *arena,
                                                        const dolen_ledger_cosignature **out, size_t *count,
                                                        dolen_err *err);

/** The instant at which the first round was opened; 0 when there is none. */
DOLEN_CHECKED dolen_status dolen_cosignature_store_begun(dolen_connection *connection, int64_t *out, dolen_err *err);

/** A statement of loss (governance/audit/loss_statement.h). */
typedef struct dolen_ledger_loss {
    int64_t number;
    const char *statement; /**< signed note */
    int64_t entry;         /**< the ledger entry that it became, or -1 */
} dolen_ledger_loss;

/** All statements, oldest first. */
DOLEN_CHECKED dolen_status dolen_cosignature_store_losses(dolen_connection *connection, dolen_arena *arena,
                                                          const dolen_ledger_loss **out, size_t *count, dolen_err *err);

/** Add one, as the administrator or owner. DOLEN_E_CONFLICT when it is there already. */
DOLEN_CHECKED dolen_status dolen_cosignature_store_add_loss(dolen_connection *connection, const char *statement,
                                                            dolen_err *err);

/** Note the entry that a statement became, once. DOLEN_E_CONFLICT when it has one already. */
DOLEN_CHECKED dolen_status dolen_cosignature_store_enter_loss(dolen_connection *connection, int64_t number,
                                                              uint64_t entry, dolen_err *err);

#endif
