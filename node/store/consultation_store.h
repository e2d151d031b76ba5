/**
 * Which stored values each question asked for, so that owners and subjects can be told who consulted a record (R-08,
 * IG-28). Who asked, and why, is in the ledger entry of the index given.
 *
 * The same work and the same bytes whatever a question found. Owns: nothing. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_CONSULTATION_STORE_H
#define DOLEN_NODE_STORE_CONSULTATION_STORE_H

#include "node/store/delta_store.h"

/** One question, as it is kept. */
typedef struct dolen_consultation {
    uint64_t entry; /**< index of its ledger entry */
    dolen_uuid request;
    int64_t asked; /**< instant */
    uint32_t epoch;
    uint8_t fields; /**< DOLEN_FIELD_... that the question held */
    const dolen_stored_token *tokens;
    size_t token_count; /**< at most DOLEN_SUBJECT_PSEUDONYMS */
} dolen_consultation;

/** That a question shared values with a record. Whether it matched is for the score over `kinds` to say. */
typedef struct dolen_consulted {
    uint64_t entry;
    int64_t asked;
    dolen_uuid handle; /**< sealed; zero from dolen_consultation_store_of_tokens */
    uint64_t kinds;    /**< bit n: the value of key kind n agrees */
    uint8_t fields;    /**< DOLEN_FIELD_... that the question held */
} dolen_consulted;

/** Keep a question, on the connection of the transaction that appends its ledger entry. */
DOLEN_CHECKED dolen_status dolen_consultation_store_add(dolen_connection *connection,
                                                        const dolen_consultation *consultation, dolen_err *err);

/**
 * Which records of an agency were asked for from `since` to before `until` (instants), by entry, in `arena`. Ask for
 * one day at a time. DOLEN_E_LIMIT when they do not fit the arena (48 bytes each).
 */
DOLEN_CHECKED dolen_status dolen_consultation_store_of_agency(dolen_connection *connection, dolen_code agency,
                                                              int64_t since, int64_t until, dolen_arena *arena,
                                                              const dolen_consulted **out, size_t *count,
                                                              dolen_err *err);

/** Which questions since `since` asked for any of these stored values, by entry, in `arena`: for a subject's report. */
DOLEN_CHECKED dolen_status dolen_consultation_store_of_tokens(dolen_connection *connection,
                                                              const dolen_stored_token *tokens, size_t token_count,
                                                              int64_t since, dolen_arena *arena,
                                                              const dolen_consulted **out, size_t *count,
                                                              dolen_err *err);

/** Erase the questions of ledger entries before `entry`, as role dolen_eraser: how many. */
DOLEN_CHECKED dolen_status dolen_consultation_store_erase(dolen_connection *connection, uint64_t entry, int64_t *erased,
                                                          dolen_err *err);

#endif
