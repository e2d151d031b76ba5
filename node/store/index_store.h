/**
 * Looking things up in the broker's index. Every function runs one statement, the same whatever it finds.
 *
 * Owns: nothing; results live in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_INDEX_STORE_H
#define DOLEN_NODE_STORE_INDEX_STORE_H

#include "node/store/delta_store.h"

enum {
    DOLEN_INDEX_CANDIDATES = 256, /**< records considered for one question at most: those with most agreeing kinds */
    DOLEN_INDEX_AGENCIES = 64,
};

/** A record that shares at least one stored value with the question. */
typedef struct dolen_candidate {
    int64_t record;
    dolen_code agency;
    dolen_uuid handle; /**< sealed */
    dolen_subject subject;
    uint8_t fields; /**< DOLEN_FIELD_... */
    dolen_protection protection;
    uint16_t contact;
    uint64_t kinds; /**< bit n: the value of key kind n agrees */
} dolen_candidate;

/** The flags of one record. */
typedef struct dolen_record_flags {
    const dolen_flag *items;
    size_t count;
} dolen_record_flags;

/** What the answer says about an agency whatever was asked: how fresh its records are. */
typedef struct dolen_coverage {
    dolen_code agency;
    uint64_t sequence;     /**< of its last delta in the epoch, 0 = never published */
    int64_t extract_as_of; /**< instant */
    int64_t persons;
    int64_t addresses;
} dolen_coverage;

/**
 * The candidates for up to DOLEN_SUBJECT_PSEUDONYMS stored values, most agreeing kinds first, in `arena` (which needs
 * room for DOLEN_INDEX_CANDIDATES of them). A value that very many records share counts only towards 256 of them when
 * candidates are chosen; the `kinds` of a chosen one are complete.
 */
DOLEN_CHECKED dolen_status dolen_index_store_find(dolen_connection *connection, const dolen_stored_token *tokens,
                                                  size_t count, dolen_arena *arena, const dolen_candidate **out,
                                                  size_t *out_count, dolen_err *err);

/**
 * The flags of `count` records: `out[i]` for `records[i]`, in `arena`. One statement, also for no records.
 * DOLEN_E_LIMIT when they do not fit the arena.
 */
DOLEN_CHECKED dolen_status dolen_index_store_flags(dolen_connection *connection, const int64_t *records, size_t count,
                                                   dolen_arena *arena, dolen_record_flags *out, dolen_err *err);

/** How many records of this kind of subject are published in an epoch, by all agencies. */
DOLEN_CHECKED dolen_status dolen_index_store_population(dolen_connection *connection, uint32_t epoch,
                                                        dolen_subject subject, int64_t *out, dolen_err *err);

/** Freshness of every agency that has ever published, in `arena`, by code. */
DOLEN_CHECKED dolen_status dolen_index_store_coverage(dolen_connection *connection, uint32_t epoch, dolen_arena *arena,
                                                      const dolen_coverage **out, size_t *count, dolen_err *err);

#endif
