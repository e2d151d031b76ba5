/*
 * A hub that lies: with the broker's own certificate and ledger key, it shows every agency that calls as a witness a
 * tree of the size that it stands at, with a root of its own for each.
 * Usage: forked_hub LISTEN FEDERATION AUTHORITY REVOCATIONS CERTIFICATE KEY LEDGER-KEY ORIGIN. Ends with its input.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "governance/audit/checkpoint.h"
#include "governance/audit/witness_request.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"
#include "node/net/http_server.h"

enum { BODY = 16 * 1024, ARGUMENTS = 9 };

typedef struct liar {
    dolen_signing_key *key;
    const char *origin;
} liar;

static bool allow_all(void *context, const dolen_peer *peer)
{
    (void)context;
    (void)peer;
    return true;
}

static dolen_status lie(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    const liar *self = context;
    const char *old = dolen_http_request_query(request, "old");
    dolen_arena *arena = dolen_http_request_arena(request);
    dolen_checkpoint checkpoint = {
        .root = dolen_hash_sha256(dolen_bytes_of_string(dolen_http_request_peer(request)->code.text))};
    dolen_witness_request laid = {0};
    const char *text = NULL;

    DOLEN_TRY(dolen_text_to_number(old ? old : "", INT64_MAX, &laid.old_size, err));
    checkpoint.size = laid.old_size;
    DOLEN_TRY(dolen_text_copy(checkpoint.origin, sizeof checkpoint.origin, self->origin, err));
    DOLEN_TRY(dolen_checkpoint_sign(arena, &checkpoint, self->key, &text, err));
    laid.checkpoint = dolen_bytes_of_string(text);
    DOLEN_TRY(dolen_witness_request_write(arena, &laid, &text, err));
    dolen_http_response_body(response, "text/plain", dolen_bytes_of_string(text));
    return DOLEN_OK;
}

static dolen_status serve(char **argv, dolen_err *err)
{
    static const dolen_http_route routes[] = {
        {.method = "POST", .path = "/v1/witness", .handler = lie, .body_limit = BODY},
        {0},
    };
    DOLEN_OWN(dolen_trust, trust) = NULL;
    DOLEN_OWN(dolen_http_server, server) = NULL;
    DOLEN_OWN(dolen_signing_key, key) = NULL;
    liar self = {.origin = argv[8]};
    char byte;

    DOLEN_TRY(dolen_signing_key_read_file(argv[7], &key, err));
    self.key = key;
    const dolen_trust_options trusted = {.federation = dolen_code_of(argv[2]),
                                         .authority_file = argv[3],
                                         .revocation_file = argv[4],
                                         .clock = dolen_clock_system()};
    DOLEN_TRY(dolen_trust_new(trusted, &trust, err));
    const dolen_http_server_options options = {.flavour = DOLEN_HTTP_MUTUAL_TLS,
                                               .listen = argv[1],
                                               .certificate_file = argv[5],
                                               .key_file = argv[6],
                                               .trust = trust,
                                               .pins = {.allow = allow_all},
                                               .routes = routes,
                                               .context = &self,
                                               .clock = dolen_clock_system()};
    DOLEN_TRY(dolen_http_server_new(&options, &server, err));
    while (read(STDIN_FILENO, &byte, 1) > 0) {
    }
    return DOLEN_OK;
}

int main(int argc, char **argv)
{
    dolen_err err = {0};

    if (argc != ARGUMENTS)
        return 2;
    if (serve(argv, &err) == DOLEN_OK)
        return 0;
    fprintf(stderr, "%s\n", err.what ? err.what : "?");
    return 1;
}
