/* Any bytes as a certificate's SAN URI: an identity that writes as the same bytes, or refused. */
#include <stdio.h>
#include <string.h>

#include "node/net/peer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dolen_peer peer;
    char again[128];

    if (dolen_peer_read(dolen_bytes_of(data, size), &peer, NULL) != DOLEN_OK) {
        DOLEN_MUST(peer.role == DOLEN_PEER_NONE && dolen_code_is_empty(peer.code));
        return 0;
    }
    snprintf(again, sizeof again, "urn:dolen:%s:%s:%s", peer.federation.text, dolen_peer_role_word(peer.role),
             peer.code.text);
    DOLEN_MUST(strlen(again) == size && memcmp(again, data, size) == 0);
    return 0;
}
