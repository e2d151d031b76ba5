#include "tests/bench/privacy/key_shares.h"

#include <string.h>

void dolen_key_shares_count(const dolen_key_graph *graph, dolen_key_share shares[DOLEN_KEY_GRAPH_KINDS])
{
    memset(shares, 0, DOLEN_KEY_GRAPH_KINDS * sizeof *shares);
    for (size_t at = 0; at < graph->edge_count;) {
        const size_t next = dolen_key_graph_next(graph, at);
        const size_t holders = next - at;
        dolen_key_share *share = &shares[graph->edges[at].kind];
        share->edges += holders;
        share->tokens++;
        share->alone += holders == 1;
        share->commonest = holders > share->commonest ? holders : share->commonest;
        at = next;
    }
}

bool dolen_key_shares_is_common(const dolen_key_share *share)
{
    return share->commonest > DOLEN_KEY_SHARES_MOST;
}
