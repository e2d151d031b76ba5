/**
 * Asking the broker for the alerts of an agency's watches, and its reply (IG-32).
 *
 * Owns: nothing; decoded lists live in the arena given. Threads: any.
 */
#ifndef DOLEN_PROTO_CODEC_ALERT_H
#define DOLEN_PROTO_CODEC_ALERT_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/alert.h"

enum {
    DOLEN_ALERT_REQUEST_BYTES = 256,       /**< bytes of a request at most */
    DOLEN_ALERT_REPLY_BYTES = 96 * 1024,   /**< bytes of a reply at most */
    DOLEN_ALERT_REPLY_ARENA = 1024 * 1024, /**< arena that suffices to encode or decode a reply */
};

/** Asked by a node, as the body of a Signed. */
typedef struct dolen_alert_request {
    dolen_code federation;
    dolen_code agency;
    int64_t after;   /**< -1 or the index of a ledger entry: everything up to it has been kept and may go at the hub */
    int64_t created; /**< instant */
} dolen_alert_request;

typedef struct dolen_alert_reply {
    const dolen_alert *alerts; /**< ascending (dolen_alert_compare), none twice; all of an entry or none of it */
    size_t alert_count;        /**< at most DOLEN_ALERTS */
    int64_t reached;           /**< at least `after`, and every alert's entry */
} dolen_alert_reply;

/** Encode in `arena`. DOLEN_E_INPUT for anything malformed. */
DOLEN_CHECKED dolen_status dolen_alert_request_encode(const dolen_alert_request *request, dolen_arena *arena,
                                                      dolen_bytes *out, dolen_err *err);

/** Decode strictly. DOLEN_E_INPUT or DOLEN_E_LIMIT; `*out` is then empty. */
DOLEN_CHECKED dolen_status dolen_alert_request_decode(dolen_bytes bytes, dolen_arena *arena, dolen_alert_request *out,
                                                      dolen_err *err);

/** Encode in `arena`. DOLEN_E_INPUT for anything malformed, DOLEN_E_LIMIT for too many. */
DOLEN_CHECKED dolen_status dolen_alert_reply_encode(const dolen_alert_reply *reply, dolen_arena *arena,
                                                    dolen_bytes *out, dolen_err *err);

/** Decode strictly. DOLEN_E_INPUT or DOLEN_E_LIMIT; `*out` is then empty. */
DOLEN_CHECKED dolen_status dolen_alert_reply_decode(dolen_bytes bytes, dolen_arena *arena, dolen_alert_reply *out,
                                                    dolen_err *err);

#endif
