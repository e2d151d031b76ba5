/**
 * How many people share the commonest token of each kind: what frequencies alone can tell.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_TESTS_BENCH_PRIVACY_KEY_SHARES_H
#define DOLEN_TESTS_BENCH_PRIVACY_KEY_SHARES_H

#include "tests/bench/privacy/key_graph.h"

enum { DOLEN_KEY_SHARES_MOST = 20 /**< records that may hold one token */ };

typedef struct dolen_key_share {
    size_t edges;     /**< tokens of all records */
    size_t tokens;    /**< different ones */
    size_t alone;     /**< held by one record */
    size_t commonest; /**< records that hold the commonest */
} dolen_key_share;

/** The shares of all kinds of a sorted graph, by kind. */
void dolen_key_shares_count(const dolen_key_graph *graph, dolen_key_share shares[DOLEN_KEY_GRAPH_KINDS]);

/**
 * Does a kind tell too much? More than 20 records hold one token. At a million records that is one in 50,000, the other
 * form of the bound; in a larger population 20 is the stricter of the two, and in a smaller one, where one in 50,000
 * would be less than a household, 20 only catches the gross cases.
 */
bool dolen_key_shares_is_common(const dolen_key_share *share);

#endif
