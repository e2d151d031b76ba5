#include "node/crypto/sign.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "node/base/file.h"
#include "node/base/memory.h"
#include "node/base/sections.h"
#include "node/base/text.h"

enum { FILE_LIMIT = 4096, ARENA_LIMIT = 64 * 1024, HEX_SIZE = 2 * DOLEN_SIGN_SEED };

struct dolen_signing_key {
    dolen_public_key public_key;
    dolen_secret *secret; /* libsodium's form: seed, then public key */
};

dolen_signing_key *dolen_signing_key_new_from_seed(const uint8_t seed[DOLEN_SIGN_SEED])
{
    dolen_signing_key *key = dolen_memory_make(1, sizeof *key);

    key->secret = dolen_secret_new(crypto_sign_SECRETKEYBYTES);
    crypto_sign_seed_keypair(key->public_key.bytes, dolen_secret_fill(key->secret), seed);
    return key;
}

dolen_signing_key *dolen_signing_key_new(void)
{
    DOLEN_OWN(dolen_secret, seed) = dolen_secret_new_random(DOLEN_SIGN_SEED);

    return dolen_signing_key_new_from_seed(dolen_secret_bytes(seed));
}

void dolen_signing_key_free(dolen_signing_key *key)
{
    if (!key)
        return;
    dolen_secret_free(key->secret);
    free(key);
}

dolen_public_key dolen_signing_key_public(const dolen_signing_key *key)
{
    return key->public_key;
}

static dolen_status read_section(const dolen_section *section, dolen_signing_key **out, dolen_err *err)
{
    DOLEN_OWN(dolen_secret, seed) = dolen_secret_new(DOLEN_SIGN_SEED);
    const char *secret = dolen_section_value(section, "secret", "");
    const char *public_key = dolen_section_value(section, "public", "");
    dolen_public_key expected;

    DOLEN_TRY(dolen_bytes_from_hex(secret, strlen(secret), dolen_secret_fill(seed), DOLEN_SIGN_SEED, err));
    DOLEN_TRY(dolen_bytes_from_hex(public_key, strlen(public_key), expected.bytes, sizeof expected.bytes, err));
    DOLEN_OWN(dolen_signing_key, key) = dolen_signing_key_new_from_seed(dolen_secret_bytes(seed));
    if (memcmp(key->public_key.bytes, expected.bytes, sizeof expected.bytes) != 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the two halves of a signing key do not fit");
    *out = DOLEN_TAKE(key);
    return DOLEN_OK;
}

dolen_status dolen_signing_key_read_file(const char *path, dolen_signing_key **out, dolen_err *err)
{
    static const char *const known[] = {"secret", "public", NULL};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA_LIMIT);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(1);
    dolen_sections sections;
    dolen_bytes text;

    *out = NULL;
    DOLEN_TRY(dolen_file_read_secret(arena, path, FILE_LIMIT, &text, err));
    DOLEN_TRY(dolen_sections_read(arena, path, text, &sections, problems, err));
    const dolen_section *section = dolen_sections_find(&sections, "signing-key", "");
    if (section)
        dolen_section_check_keys(&sections, section, known, problems);
    if (!section || sections.count != 1 || dolen_problems_count(problems))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a signing key file has one [signing-key] with secret and public");
    return read_section(section, out, err);
}

dolen_status dolen_signing_key_write_file(const char *path, const dolen_signing_key *key, dolen_err *err)
{
    enum { ROOM = 256 };
    DOLEN_OWN(dolen_secret, text) = dolen_secret_new(ROOM);
    char *room = (char *)dolen_secret_fill(text);
    char public_key[HEX_SIZE + 1];

    if (access(path, F_OK) == 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "there is a file of this name already; a key is never replaced");
    dolen_bytes_to_hex(dolen_bytes_of(key->public_key.bytes, DOLEN_PUBLIC_KEY_SIZE), public_key);
    size_t used = (size_t)snprintf(room, ROOM, "[signing-key]\npublic = %s\nsecret = ", public_key);
    dolen_bytes_to_hex(dolen_bytes_of(dolen_secret_bytes(key->secret), DOLEN_SIGN_SEED), room + used);
    used += HEX_SIZE;
    room[used++] = '\n';
    return dolen_file_write(path, dolen_bytes_of(room, used), 0600, err);
}

/* Ed25519 hashes the message twice, so it must be in one piece. */
static uint8_t *labelled(const char *label, dolen_bytes body, size_t *size)
{
    const size_t label_size = strlen(label) + 1;
    uint8_t *message = dolen_memory_make(label_size + body.size, 1);

    memcpy(message, label, label_size);
    if (body.size)
        memcpy(message + label_size, body.at, body.size);
    *size = label_size + body.size;
    return message;
}

dolen_signature dolen_sign_make_under(const dolen_signing_key *key, const char *label, dolen_bytes body)
{
    size_t size = 0;
    DOLEN_FREED uint8_t *message = labelled(label, body, &size);

    return dolen_sign_make_plain(key, dolen_bytes_of(message, size));
}

dolen_status dolen_sign_check_under(const dolen_public_key *key, const char *label, dolen_bytes body,
                                    const dolen_signature *signature, dolen_err *err)
{
    size_t size = 0;
    DOLEN_FREED uint8_t *message = labelled(label, body, &size);

    return dolen_sign_check_plain(key, dolen_bytes_of(message, size), signature, err);
}

dolen_signature dolen_sign_make_plain(const dolen_signing_key *key, dolen_bytes message)
{
    dolen_signature signature;

    crypto_sign_detached(signature.bytes, NULL, message.at, message.size, dolen_secret_bytes(key->secret));
    return signature;
}

dolen_status dolen_sign_check_plain(const dolen_public_key *key, dolen_bytes message, const dolen_signature *signature,
                                    dolen_err *err)
{
    if (crypto_sign_verify_detached(signature->bytes, message.at, message.size, key->bytes) != 0)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the signature does not hold");
    return DOLEN_OK;
}
