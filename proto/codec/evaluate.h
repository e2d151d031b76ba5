/**
 * Node to key holder: blinded elements to evaluate, and the evaluated ones with one proof for the batch.
 *
 * Elements and proofs are carried as bytes of the right length; whether they are group elements is for node/crypto's
 * strict readers. Owns: nothing; decoded lists live in the arena given. Threads: any.
 */
#ifndef DOLEN_PROTO_CODEC_EVALUATE_H
#define DOLEN_PROTO_CODEC_EVALUATE_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/query.h"
#include "node/model/uuid.h"

enum {
    DOLEN_EVALUATE_ELEMENTS = 256,    /**< elements in one batch at most */
    DOLEN_EVALUATE_ELEMENT = 32,      /**< bytes of one element */
    DOLEN_EVALUATE_PROOF = 64,        /**< bytes of a proof: challenge and response */
    DOLEN_EVALUATE_HOLDERS = 5,       /**< share numbers go from 1 to this */
    DOLEN_EVALUATE_BYTES = 10 * 1024, /**< bytes of either message at most */
    DOLEN_EVALUATE_ARENA = 64 * 1024, /**< arena that suffices to encode or decode one message */
};

typedef struct dolen_evaluate_request {
    dolen_code federation;
    uint32_t epoch;                          /**< from 1 */
    dolen_uuid batch;                        /**< random, for both ends' logs */
    uint8_t holders[DOLEN_EVALUATE_HOLDERS]; /**< share numbers that will be combined, ascending */
    size_t holder_count;                     /**< 1 to DOLEN_EVALUATE_HOLDERS */
    const uint8_t *elements;                 /**< element_count * 32 bytes, one after the other */
    size_t element_count; /**< 1 to DOLEN_EVALUATE_ELEMENTS, for a question DOLEN_SUBJECT_PSEUDONYMS */
    bool is_question;     /**< a person asks; otherwise an extract is published */
    dolen_staff staff;    /**< of a question: who */
} dolen_evaluate_request;

typedef struct dolen_evaluate_reply {
    uint32_t epoch;
    dolen_uuid batch;
    uint8_t holder; /**< share number, 1 to DOLEN_EVALUATE_HOLDERS */
    const uint8_t *elements;
    size_t element_count;
    uint8_t proof[DOLEN_EVALUATE_PROOF];
} dolen_evaluate_reply;

/** Encode in `arena`. DOLEN_E_INPUT for anything out of the ranges above, DOLEN_E_LIMIT over the arena's limit. */
DOLEN_CHECKED dolen_status dolen_evaluate_request_encode(const dolen_evaluate_request *request, dolen_arena *arena,
                                                         dolen_bytes *out, dolen_err *err);

/** Decode strictly. DOLEN_E_INPUT or DOLEN_E_LIMIT; `*out` is then empty. */
DOLEN_CHECKED dolen_status dolen_evaluate_request_decode(dolen_bytes bytes, dolen_arena *arena,
                                                         dolen_evaluate_request *out, dolen_err *err);

/** Encode in `arena`, likewise. */
DOLEN_CHECKED dolen_status dolen_evaluate_reply_encode(const dolen_evaluate_reply *reply, dolen_arena *arena,
                                                       dolen_bytes *out, dolen_err *err);

/** Decode strictly. That the reply answers the request (batch, epoch, holder, count) is for the caller to check. */
DOLEN_CHECKED dolen_status dolen_evaluate_reply_decode(dolen_bytes bytes, dolen_arena *arena, dolen_evaluate_reply *out,
                                                       dolen_err *err);

#endif
