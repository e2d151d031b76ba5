/**
 * The one place where a peer's certificate is judged, for our servers and our clients alike.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_NET_CERTIFICATE_H
#define DOLEN_NODE_NET_CERTIFICATE_H

#include "node/base/bytes.h"
#include "node/net/peer.h"
#include "node/net/trust.h"

/** Which side of the connection the judged peer is on: decides the extended key usage that it must have. */
typedef enum dolen_certificate_side { DOLEN_CERTIFICATE_CLIENT, DOLEN_CERTIFICATE_SERVER } dolen_certificate_side;

enum { DOLEN_CERTIFICATE_CHAIN_LIMIT = 4, DOLEN_CERTIFICATE_SIZE_LIMIT = 8192 };

/** What a peer showed: DER certificates, its own first. */
typedef struct dolen_certificate_chain {
    dolen_bytes items[DOLEN_CERTIFICATE_CHAIN_LIMIT];
    size_t count;
} dolen_certificate_chain;

/**
 * Judge a peer: chain to the federation's authority; valid today; not revoked by a list that is itself in time; made
 * for this side (extended key usage present and matching); exactly one SAN URI that is an identity of this federation.
 * The pins then decide whether this very key is that member's.
 * DOLEN_E_DENIED with the reason otherwise; `*out` is then empty, except that a peer refused by the pins alone is
 * filled in so that it can be named in the log. DOLEN_E_INPUT if a certificate cannot be parsed.
 */
DOLEN_CHECKED dolen_status dolen_certificate_judge(dolen_trust *trust, const dolen_certificate_chain *chain,
                                                   dolen_certificate_side side, dolen_peer_pins pins, dolen_peer *out,
                                                   dolen_err *err);

/** What a certificate file says, for the doctor, metrics and the federation file. */
typedef struct dolen_certificate_about {
    dolen_peer peer;
    int64_t from;  /**< milliseconds since 1970 */
    int64_t until; /**< milliseconds since 1970 */
} dolen_certificate_about;

/**
 * Read the first certificate of a PEM file. Judges nothing but the form of its identity: DOLEN_E_INPUT if there is
 * none; the two times are filled in even so, when there is a certificate at all (that of a website has no identity).
 */
DOLEN_CHECKED dolen_status dolen_certificate_read_file(const char *path, dolen_certificate_about *out, dolen_err *err);

/**
 * Judge the certificates of a PEM file, own one first, as a peer would that had shown them: what
 * dolen_certificate_judge says, or why the file cannot be read.
 */
DOLEN_CHECKED dolen_status dolen_certificate_judge_file(dolen_trust *trust, const char *path,
                                                        dolen_certificate_side side, dolen_peer_pins pins,
                                                        dolen_peer *out, dolen_err *err);

/** Does the private key of `key_path` belong to the first certificate of `path`? DOLEN_E_CONFLICT if it does not. */
DOLEN_CHECKED dolen_status dolen_certificate_check_key(const char *path, const char *key_path, dolen_err *err);

#endif
