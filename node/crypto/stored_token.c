#include "node/crypto/stored_token.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/cursor.h"
#include "node/base/memory.h"

/* Both of HMAC's padded key blocks are hashed once; a token then costs two compressions. */
struct dolen_stored_token_key {
    dolen_secret *state;
};

static crypto_auth_hmacsha256_state *state_of(const dolen_stored_token_key *key)
{
    return (crypto_auth_hmacsha256_state *)(void *)dolen_secret_fill(key->state);
}

dolen_stored_token_key *dolen_stored_token_key_new(const dolen_secret *key)
{
    dolen_stored_token_key *made = dolen_memory_make(1, sizeof *made);

    made->state = dolen_secret_new(sizeof(crypto_auth_hmacsha256_state));
    crypto_auth_hmacsha256_init(state_of(made), dolen_secret_bytes(key), dolen_secret_size(key));
    return made;
}

void dolen_stored_token_key_free(dolen_stored_token_key *key)
{
    if (!key)
        return;
    dolen_secret_free(key->state);
    free(key);
}

dolen_uuid dolen_stored_token_make(const dolen_stored_token_key *key, uint32_t epoch, const dolen_token *token)
{
    crypto_auth_hmacsha256_state state;
    uint8_t text[4 + 2 + DOLEN_PSEUDONYM_SIZE];
    uint8_t full[crypto_auth_hmacsha256_BYTES];
    dolen_writer writer = dolen_writer_of(text, sizeof text);
    dolen_uuid stored;

    dolen_writer_u32(&writer, epoch);
    dolen_writer_u16(&writer, (uint16_t)token->kind);
    dolen_writer_add(&writer, dolen_bytes_of(token->pseudonym.bytes, DOLEN_PSEUDONYM_SIZE));
    memcpy(&state, state_of(key), sizeof state);
    crypto_auth_hmacsha256_update(&state, text, sizeof text);
    crypto_auth_hmacsha256_final(&state, full);
    memcpy(stored.bytes, full, sizeof stored.bytes);
    dolen_memory_wipe(&state, sizeof state);
    return stored;
}
