#include "node/crypto/password.h"

#include <sodium.h>
#include <string.h>

_Static_assert(DOLEN_PASSWORD_TEXT >= crypto_pwhash_STRBYTES, "room for libsodium's form");

dolen_status dolen_password_hash(dolen_bytes password, char out[DOLEN_PASSWORD_TEXT], dolen_err *err)
{
    memset(out, 0, DOLEN_PASSWORD_TEXT);
    DOLEN_MUST(sodium_init() >= 0);
    if (password.size < 1 || password.size > DOLEN_PASSWORD_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a password has 1 to 1,024 bytes");
    if (crypto_pwhash_str_alg(out, (const char *)password.at, password.size, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "no memory to hash a password");
    return DOLEN_OK;
}

/* The work of a check without its result. */
static void spend_the_same(dolen_bytes password)
{
    static const uint8_t salt[crypto_pwhash_SALTBYTES];
    uint8_t ignored[32];

    if (crypto_pwhash(ignored, sizeof ignored, (const char *)password.at, password.size, salt,
                      crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        sodium_memzero(ignored, sizeof ignored);
}

/* libsodium says -1 of anything that is not in its own argon2 form. */
static bool is_ours(const char *hash)
{
    return hash && strnlen(hash, DOLEN_PASSWORD_TEXT) < DOLEN_PASSWORD_TEXT &&
           crypto_pwhash_str_needs_rehash(hash, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                          crypto_pwhash_MEMLIMIT_INTERACTIVE) >= 0;
}

dolen_status dolen_password_check(dolen_bytes password, const char *hash, dolen_err *err)
{
    DOLEN_MUST(sodium_init() >= 0);
    if (password.size < 1 || password.size > DOLEN_PASSWORD_LIMIT)
        password = dolen_bytes_of("", 0);
    if (!is_ours(hash)) {
        spend_the_same(password);
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the password is wrong");
    }
    if (crypto_pwhash_str_verify(hash, (const char *)password.at, password.size) != 0)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the password is wrong");
    return DOLEN_OK;
}

bool dolen_password_needs_rehash(const char *hash)
{
    return crypto_pwhash_str_needs_rehash(hash, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0;
}
