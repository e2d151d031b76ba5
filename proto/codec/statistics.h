/**
 * Asking the broker for published statistics, and its reply (docs/protocol.md, Statistics).
 *
 * A request is the body of a Signed message. Owns: nothing; decoded lists live in the arena given. Threads: any.
 */
#ifndef DOLEN_PROTO_CODEC_STATISTICS_H
#define DOLEN_PROTO_CODEC_STATISTICS_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/query.h"
#include "node/model/statistics.h"

enum {
    DOLEN_STATISTICS_REQUEST_BYTES = 512,            /**< bytes of a request at most */
    DOLEN_STATISTICS_REPLY_BYTES = 2 * 1024 * 1024,  /**< bytes of a reply at most */
    DOLEN_STATISTICS_REPLY_ARENA = 24 * 1024 * 1024, /**< arena that suffices to encode or decode one */
};

typedef struct dolen_statistics_request {
    dolen_uuid request_id;
    dolen_code federation;
    dolen_code agency;
    dolen_staff staff;
    dolen_code role;
    dolen_code channel; /**< how the person asked: "page", "command" */
    int64_t created;    /**< instant */
    bool wants_list;    /**< the releases without figures, instead of one release */
    dolen_month month;  /**< of the release; 0: the latest and those before it, twelve at most; 0 for a list */
} dolen_statistics_request;

typedef struct dolen_statistics_reply {
    dolen_uuid request_id;
    uint64_t ledger_index;
    const dolen_statistics_release *releases; /**< oldest first; of a list `figures` are NULL, `figure_count` is set */
    size_t release_count;
} dolen_statistics_reply;

/** Encode in `arena`; DOLEN_E_INPUT for anything malformed, DOLEN_E_LIMIT over a limit. */
DOLEN_CHECKED dolen_status dolen_statistics_request_encode(const dolen_statistics_request *request, dolen_arena *arena,
                                                           dolen_bytes *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_statistics_reply_encode(const dolen_statistics_reply *reply, dolen_arena *arena,
                                                         dolen_bytes *out, dolen_err *err);

/** Decode strictly. DOLEN_E_INPUT or DOLEN_E_LIMIT; `*out` is then empty. */
DOLEN_CHECKED dolen_status dolen_statistics_request_decode(dolen_bytes bytes, dolen_arena *arena,
                                                           dolen_statistics_request *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_statistics_reply_decode(dolen_bytes bytes, dolen_arena *arena,
                                                         dolen_statistics_reply *out, dolen_err *err);

#endif
