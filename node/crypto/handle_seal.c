#include "node/crypto/handle_seal.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/base/own.h"
#include "node/crypto/hash.h"

DOLEN_OWNED_BY(EVP_CIPHER_CTX, EVP_CIPHER_CTX_free);

struct dolen_handle_seal {
    EVP_CIPHER *cipher;
    dolen_secret *key;
};

dolen_handle_seal *dolen_handle_seal_new(const dolen_secret *key)
{
    dolen_handle_seal *seal = dolen_memory_make(1, sizeof *seal);
    dolen_digest derived = dolen_hash_keyed(key, "dolen handle seal v1", dolen_bytes_of(NULL, 0));

    seal->key = dolen_secret_new_copy(dolen_bytes_of(derived.bytes, DOLEN_UUID_SIZE));
    dolen_memory_wipe(&derived, sizeof derived);
    seal->cipher = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL);
    DOLEN_MUST(seal->cipher != NULL);
    return seal;
}

void dolen_handle_seal_free(dolen_handle_seal *seal)
{
    if (!seal)
        return;
    EVP_CIPHER_free(seal->cipher);
    dolen_secret_free(seal->key);
    free(seal);
}

static dolen_uuid permute(const dolen_handle_seal *seal, dolen_uuid from, int forwards)
{
    DOLEN_OWN(EVP_CIPHER_CTX, context) = EVP_CIPHER_CTX_new();
    dolen_uuid to = {{0}};
    int size = 0;

    DOLEN_MUST(context != NULL);
    DOLEN_MUST(EVP_CipherInit_ex2(context, seal->cipher, dolen_secret_bytes(seal->key), NULL, forwards, NULL) == 1);
    DOLEN_MUST(EVP_CIPHER_CTX_set_padding(context, 0) == 1);
    DOLEN_MUST(EVP_CipherUpdate(context, to.bytes, &size, from.bytes, DOLEN_UUID_SIZE) == 1);
    DOLEN_MUST(size == DOLEN_UUID_SIZE);
    return to;
}

dolen_uuid dolen_handle_seal_close(const dolen_handle_seal *seal, dolen_uuid handle)
{
    return permute(seal, handle, 1);
}

dolen_uuid dolen_handle_seal_open(const dolen_handle_seal *seal, dolen_uuid stored)
{
    return permute(seal, stored, 0);
}
