/**
 * Records and the tokens that stand for their match keys, as somebody sees them who has the tokens alone: which kind a
 * token is of, and which records share it.
 *
 * Owns: its arrays. Threads: one at a time per graph while it is built, any afterwards.
 */
#ifndef DOLEN_TESTS_BENCH_PRIVACY_KEY_GRAPH_H
#define DOLEN_TESTS_BENCH_PRIVACY_KEY_GRAPH_H

#include "node/base/own.h"
#include "node/match/match_keys.h"

enum {
    DOLEN_KEY_GRAPH_SECRET = 16,
    DOLEN_KEY_GRAPH_SURNAME = DOLEN_KEY_KINDS,
    DOLEN_KEY_GRAPH_KINDS = DOLEN_KEY_KINDS + 1
};

typedef struct dolen_key_edge {
    uint64_t token; /**< stands for a key of one kind; meaningless without the secret */
    uint32_t record;
    uint32_t kind; /**< dolen_key_kind, or DOLEN_KEY_GRAPH_SURNAME: a surname alone, which no product key is */
} dolen_key_edge;

typedef struct dolen_key_graph {
    uint8_t secret[DOLEN_KEY_GRAPH_SECRET];
    bool with_surname; /**< add a token for the surname alone, as a warning example */
    uint64_t without;  /**< kinds that are not issued: bit 1 << kind */
    dolen_key_edge *edges;
    size_t edge_count;
    size_t edge_room;
    uint32_t *persons; /**< by record: who it is; for judging an attack, never for the attack itself */
    uint8_t *sizes;    /**< by record: 8, 16 or 24, to which the tokens are padded */
    size_t record_count;
    size_t record_room;
} dolen_key_graph;

/** An empty graph whose tokens depend on `secret`: 16 bytes, of which the attacker knows nothing. Never NULL. */
dolen_key_graph *dolen_key_graph_new(const uint8_t secret[DOLEN_KEY_GRAPH_SECRET], bool with_surname);

/** NULL is fine. */
void dolen_key_graph_free(dolen_key_graph *graph);
DOLEN_OWNED(dolen_key_graph);

/** Add somebody's record: one edge for each of their keys. */
void dolen_key_graph_add(dolen_key_graph *graph, uint32_t person, const dolen_person *record, dolen_arena *arena);

/** Put edges in order of their tokens, so that the records that share one stand together. */
void dolen_key_graph_sort(dolen_key_graph *graph);

/** Drop the tokens that more than `most` records of a sorted graph share, as an agency could before it publishes. */
void dolen_key_graph_cap(dolen_key_graph *graph, size_t most);

/** The first edge of another token than that at `from`; the graph must be sorted. */
size_t dolen_key_graph_next(const dolen_key_graph *graph, size_t from);

/** "K02", "A1", "surname". */
const char *dolen_key_graph_kind(uint32_t kind);

#endif
