/**
 * Which stored values each question asked for, and which records it matched, so that owners and subjects can be told
 * who consulted a record (R-08, IG-28, IG-32). Who asked, and why, is in the ledger entry of the index given.
 *
 * The same work and the same bytes whatever a question found. Owns: nothing. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_CONSULTATION_STORE_H
#define DOLEN_NODE_STORE_CONSULTATION_STORE_H

#include "node/model/notice.h"
#include "node/store/delta_store.h"
#include "node/store/withheld_store.h"

enum {
    DOLEN_CONSULTATION_MATCHES = 32, /**< kept of one question; every row has room for so many, whatever was found */
};

/** One matched record. */
typedef struct dolen_consultation_match {
    dolen_code agency; /**< its owner */
    dolen_uuid handle; /**< sealed */
    dolen_consulted_outcome outcome;
} dolen_consultation_match;

/** One question, as it is kept. */
typedef struct dolen_consultation {
    uint64_t entry; /**< index of its ledger entry */
    dolen_uuid request;
    int64_t asked; /**< instant */
    uint32_t epoch;
    uint8_t fields; /**< DOLEN_FIELD_... that the question held */
    const dolen_stored_token *tokens;
    size_t token_count; /**< at most DOLEN_SUBJECT_PSEUDONYMS */
    const dolen_consultation_match *matches;
    size_t match_count;      /**< at most DOLEN_CONSULTATION_MATCHES */
    dolen_withheld withheld; /**< what the rules withheld; kept by dolen_withheld_store_add */
} dolen_consultation;

/** That a record was consulted, for its owner. */
typedef struct dolen_consultation_notice {
    uint64_t entry;
    dolen_uuid handle; /**< sealed */
    dolen_consulted_outcome outcome;
    dolen_bytes text; /**< the ledger entry's canonical bytes; empty once they are erased */
} dolen_consultation_notice;

/** That a question shared values with a record. Whether it matched is for the score over `kinds` to say. */
typedef struct dolen_consulted {
    uint64_t entry;
    int64_t asked;
    uint64_t kinds; /**< bit n: the value of key kind n agrees */
    uint8_t fields; /**< DOLEN_FIELD_... that the question held */
} dolen_consulted;

/**
 * Consultations of an agency's records by others in ledger entries after `after` (-1: from the first), by entry, in
 * `arena`; at most DOLEN_NOTICES, whole entries only. `*reached` is the last entry that was looked at: the
 * next reading goes on after it. A row is never seen before one of a lower entry.
 */
DOLEN_CHECKED dolen_status dolen_consultation_store_after(dolen_connection *connection, dolen_code agency,
                                                          int64_t after, dolen_arena *arena,
                                                          const dolen_consultation_notice **out, size_t *count,
                                                          int64_t *reached, dolen_err *err);

/** Which questions since `since` asked for any of these stored values, by entry, in `arena`: for a subject's report. */
DOLEN_CHECKED dolen_status dolen_consultation_store_of_tokens(dolen_connection *connection,
                                                              const dolen_stored_token *tokens, size_t token_count,
                                                              int64_t since, dolen_arena *arena,
                                                              const dolen_consulted **out, size_t *count,
                                                              dolen_err *err);

#endif
