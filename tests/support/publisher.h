/**
 * An agency that publishes made-up records to a broker's index, for tests and benchmarks.
 *
 * It keeps what an agency's node keeps (sequence, last digest, set digest) and speaks to node/broker/delta.h directly.
 */
#ifndef DOLEN_TESTS_SUPPORT_PUBLISHER_H
#define DOLEN_TESTS_SUPPORT_PUBLISHER_H

#include "node/broker/delta.h"
#include "node/crypto/set_digest.h"

enum { PUBLISHER_TOKENS = 16 };

/** The broker's side: keys and a ledger that only counts. */
typedef struct publisher_broker {
    dolen_delta_desk desk;
    dolen_secret *token_secret;
    dolen_secret *handle_secret;
    dolen_stored_token_key *tokens;
    dolen_handle_seal *handles;
    dolen_signing_key *signing;
    uint64_t entries;
    dolen_status (*before_append)(void *context, dolen_connection *connection, dolen_err *err); /**< or NULL */
    void *context;
} publisher_broker;

typedef struct publisher publisher;
struct publisher {
    publisher_broker *broker;
    dolen_code agency;
    uint32_t epoch;
    dolen_signing_key *signing;
    dolen_public_key key;
    uint64_t sequence;
    dolen_digest previous;
    dolen_digest set_digest;
    /** Changes what publisher_record has made, or NULL. */
    void (*shape)(const publisher *self, dolen_arena *arena, dolen_record *record, uint32_t number, uint32_t version);
};

/** One operation: record `number` as its version `version` says, or withdrawn when version is 0. */
typedef struct publisher_change {
    uint32_t number;
    uint32_t version;
    uint32_t old_version; /**< what is published of it now, 0 = nothing */
} publisher_change;

/** A broker on this pool. */
void publisher_broker_start(publisher_broker *broker, dolen_pool *pool);
void publisher_broker_stop(publisher_broker *broker);

/** An agency that has published nothing yet. */
void publisher_start(publisher *self, publisher_broker *broker, const char *agency);
void publisher_stop(publisher *self);

/**
 * Record `number` in a version: its tokens hang on number and version / 2 (so that odd steps change flags alone), its
 * flags on both. In `arena`.
 */
dolen_record *publisher_record(const publisher *self, dolen_arena *arena, uint32_t number, uint32_t version);

/** Stage `count` changes as chunks of `per_chunk`, and describe the delta, without applying it. */
dolen_status publisher_stage(publisher *self, dolen_delta_kind kind, const publisher_change *changes, size_t count,
                             size_t per_chunk, dolen_delta *out, dolen_err *err);

/** Stage one chunk of changes under an index. `digest` is set to its bytes' SHA-256. */
dolen_status publisher_stage_chunk(publisher *self, uint64_t sequence, uint32_t index, const publisher_change *changes,
                                   size_t count, dolen_digest *digest, dolen_err *err);

/** Sign and apply; when it succeeds, `self` has moved on. `receipt` (or NULL) becomes the SHA-256 of the receipt. */
dolen_status publisher_apply(publisher *self, const dolen_delta *delta, dolen_digest *receipt, uint64_t *expected,
                             dolen_err *err);

/** Both. */
dolen_status publisher_publish(publisher *self, dolen_delta_kind kind, const publisher_change *changes, size_t count,
                               dolen_err *err);

#endif
