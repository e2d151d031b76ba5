/* What the parts of witnessing share: witnessing.c (hearing witnesses, holding), witnessing_round.c (rounds, what is
   confirmed), witnessing_loss.c (statements of loss), witnessing_serve.c (HTTP, readiness, gauges). */
#ifndef DOLEN_NODE_BROKER_WITNESSING_INTERNAL_H
#define DOLEN_NODE_BROKER_WITNESSING_INTERNAL_H

#include <pthread.h>

#include "governance/audit/loss_statement.h"
#include "node/broker/witnessing.h"
#include "node/store/cosignature_store.h"

struct dolen_witnessing {
    dolen_witnessing_parts parts;
    pthread_mutex_t lock;
    dolen_code heard[DOLEN_FEDERATION_MEMBERS]; /* witnesses that have spoken since the start */
    size_t heard_count;
    int64_t begun;           /* instant from which the limit counts while nothing was ever confirmed */
    int64_t confirmed;       /* instant at which the quorum last confirmed; 0: never */
    uint64_t confirmed_size; /* of the tree */
    dolen_metric *left;
    dolen_metric *size;
    dolen_metric *held;
};

/* The members that are witnesses now, in `codes`, and how many are enough. */
dolen_ledger_quorum dolen_witnessing_quorum(const dolen_federation *federation,
                                            dolen_code codes[DOLEN_FEDERATION_MEMBERS]);

/* Look up what the quorum confirmed last, and remember it. */
DOLEN_CHECKED dolen_status dolen_witnessing_refresh(dolen_witnessing *witnessing, dolen_err *err);

/* The text to lay before a witness that stands at `old`; NULL while the ledger is empty. */
DOLEN_CHECKED dolen_status dolen_witnessing_offer(dolen_witnessing *witnessing, uint64_t old, dolen_arena *arena,
                                                  const char **out, dolen_err *err);

/* The statement that releases a witness from this tree; `*out` is NULL when there is none. */
DOLEN_CHECKED dolen_status dolen_witnessing_loss_for(dolen_witnessing *witnessing, dolen_merkle_head cosigned,
                                                     dolen_arena *arena, const char **out, dolen_err *err);

/* Make every statement that is not yet one a ledger entry. */
DOLEN_CHECKED dolen_status dolen_witnessing_enter_losses(dolen_witnessing *witnessing, dolen_err *err);

#endif
