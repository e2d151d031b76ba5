/**
 * Asking the broker who consulted an agency's own records, and its reply (IG-32).
 *
 * Owns: nothing; decoded lists live in the arena given. Threads: any.
 */
#ifndef DOLEN_PROTO_CODEC_NOTICE_H
#define DOLEN_PROTO_CODEC_NOTICE_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/notice.h"

enum {
    DOLEN_NOTICE_REQUEST_BYTES = 256,       /**< bytes of a request at most */
    DOLEN_NOTICE_REPLY_BYTES = 96 * 1024,   /**< bytes of a reply at most */
    DOLEN_NOTICE_REPLY_ARENA = 1024 * 1024, /**< arena that suffices to encode or decode a reply */
};

/** Asked by a node, as the body of a Signed. */
typedef struct dolen_notice_request {
    dolen_code federation;
    dolen_code agency;
    int64_t after;   /**< -1 or the index of a ledger entry */
    int64_t created; /**< instant */
} dolen_notice_request;

typedef struct dolen_notice_reply {
    const dolen_notice *notices; /**< ascending by entry and handle */
    size_t notice_count;         /**< at most DOLEN_NOTICES */
    int64_t reached;             /**< at least `after`, and every notice's entry */
} dolen_notice_reply;

/** Encode in `arena`. DOLEN_E_INPUT for anything malformed. */
DOLEN_CHECKED dolen_status dolen_notice_request_encode(const dolen_notice_request *request, dolen_arena *arena,
                                                       dolen_bytes *out, dolen_err *err);

/** Decode strictly. DOLEN_E_INPUT or DOLEN_E_LIMIT; `*out` is then empty. */
DOLEN_CHECKED dolen_status dolen_notice_request_decode(dolen_bytes bytes, dolen_arena *arena, dolen_notice_request *out,
                                                       dolen_err *err);

/** Encode in `arena`. DOLEN_E_INPUT for anything malformed, DOLEN_E_LIMIT for too many. */
DOLEN_CHECKED dolen_status dolen_notice_reply_encode(const dolen_notice_reply *reply, dolen_arena *arena,
                                                     dolen_bytes *out, dolen_err *err);

/** Decode strictly. DOLEN_E_INPUT or DOLEN_E_LIMIT; `*out` is then empty. */
DOLEN_CHECKED dolen_status dolen_notice_reply_decode(dolen_bytes bytes, dolen_arena *arena, dolen_notice_reply *out,
                                                     dolen_err *err);

#endif
