/**
 * Who is at the other end of a federation link.
 *
 * A member's certificate carries its identity as one SAN URI: urn:dolen:<federation>:<role>:<code>.
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_NET_PEER_H
#define DOLEN_NODE_NET_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/base/bytes.h"
#include "node/base/status.h"
#include "node/model/code.h"

typedef enum dolen_peer_role {
    DOLEN_PEER_NONE = 0,
    DOLEN_PEER_AGENCY,
    DOLEN_PEER_BROKER,
    DOLEN_PEER_KEYHOLDER,
    DOLEN_PEER_PROGRAM, /**< another program of one agency, in a trust of that agency's own: never a federation's */
} dolen_peer_role;

enum { DOLEN_PEER_KEY_DIGEST_SIZE = 32 };

/** A peer whose certificate was judged good, or whom we expect. */
typedef struct dolen_peer {
    dolen_code federation;
    dolen_peer_role role;
    dolen_code code;
    uint8_t spki_sha256[DOLEN_PEER_KEY_DIGEST_SIZE]; /**< SHA-256 of its DER SubjectPublicKeyInfo */
} dolen_peer;

/**
 * May a peer with a good certificate take part? The federation file answers: is this very key pinned for this member,
 * and is the member in good standing? Called from any thread, at least once per request: must be quick.
 */
typedef struct dolen_peer_pins {
    bool (*allow)(void *context, const dolen_peer *peer);
    void *context;
} dolen_peer_pins;

/** Does it allow this peer? Pins without a function allow nobody. */
bool dolen_peer_pins_allow(dolen_peer_pins pins, const dolen_peer *peer);

/** "agency", "broker", "keyholder", "program"; "none". */
const char *dolen_peer_role_word(dolen_peer_role role);

/** Read such a word of `size` bytes; DOLEN_PEER_NONE for any other. */
dolen_peer_role dolen_peer_role_of(const char *word, size_t size);

/**
 * Read the identity out of a SAN URI; the key digest is left zero. DOLEN_E_INPUT for anything but exactly the form
 * above; `*out` is then empty.
 */
DOLEN_CHECKED dolen_status dolen_peer_read(dolen_bytes uri, dolen_peer *out, dolen_err *err);

#endif
