/* Any bytes as a DER certificate shown by a peer: never trusted, whatever they are, for its authority signed none. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "node/base/file.h"
#include "node/net/certificate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool allow_all(void *context, const dolen_peer *peer)
{
    (void)context;
    (void)peer;
    return true;
}

static dolen_trust *make_trust(void)
{
    const dolen_trust_options options = {.federation = dolen_code_of("demo"),
                                         .authority_file = DOLEN_TESTS_FOLDER "/data/authority/ca.crt",
                                         .revocation_file = DOLEN_TESTS_FOLDER "/data/authority/crl.pem",
                                         .clock = dolen_clock_system()};
    dolen_trust *trust = NULL;

    DOLEN_MUST(dolen_trust_new(options, &trust, NULL) == DOLEN_OK);
    return trust;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static dolen_trust *trust;
    const dolen_certificate_chain chain = {.items = {dolen_bytes_of(data, size)}, .count = 1};
    dolen_peer peer;

    if (!trust)
        trust = make_trust();
    const dolen_peer_pins pins = {.allow = allow_all};
    DOLEN_MUST(dolen_certificate_judge(trust, &chain, DOLEN_CERTIFICATE_CLIENT, pins, &peer, NULL) != DOLEN_OK);
    return 0;
}
