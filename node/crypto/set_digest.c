#include "node/crypto/set_digest.h"

#include <sodium.h>
#include <string.h>

#include "node/crypto/group.h"

_Static_assert(sizeof(dolen_digest) == sizeof(dolen_element), "a set digest is an encoded group element");

dolen_digest dolen_set_digest_of(dolen_bytes canonical)
{
    static const char label[] = "dolen published record v1";
    crypto_hash_sha512_state state;
    uint8_t wide[crypto_hash_sha512_BYTES];
    dolen_digest digest;

    crypto_hash_sha512_init(&state);
    crypto_hash_sha512_update(&state, (const uint8_t *)label, sizeof label);
    crypto_hash_sha512_update(&state, canonical.at, canonical.size);
    crypto_hash_sha512_final(&state, wide);
    crypto_core_ristretto255_from_hash(digest.bytes, wide);
    return digest;
}

dolen_digest dolen_set_digest_empty(void)
{
    return (dolen_digest){{0}};
}

/* Strict, but for the identity. */
static dolen_status to_element(const dolen_digest *digest, dolen_element *out, dolen_err *err)
{
    memcpy(out->bytes, digest->bytes, sizeof out->bytes);
    if (dolen_element_is_identity(out))
        return DOLEN_OK;
    return dolen_element_read(dolen_bytes_of(digest->bytes, sizeof digest->bytes), out, err);
}

typedef dolen_status (*combining)(const dolen_element *a, const dolen_element *b, dolen_element *out, dolen_err *err);

static dolen_status change(dolen_digest *sum, const dolen_digest *contribution, combining combine, dolen_err *err)
{
    dolen_element before;
    dolen_element part;

    DOLEN_TRY(to_element(sum, &before, err));
    DOLEN_TRY(to_element(contribution, &part, err));
    DOLEN_TRY(combine(&before, &part, &before, err));
    memcpy(sum->bytes, before.bytes, sizeof sum->bytes);
    return DOLEN_OK;
}

dolen_status dolen_set_digest_add(dolen_digest *sum, const dolen_digest *contribution, dolen_err *err)
{
    return change(sum, contribution, dolen_element_add, err);
}

dolen_status dolen_set_digest_subtract(dolen_digest *sum, const dolen_digest *contribution, dolen_err *err)
{
    return change(sum, contribution, dolen_element_subtract, err);
}

dolen_status dolen_set_digest_check(const dolen_digest *digest, dolen_err *err)
{
    dolen_element element;

    return to_element(digest, &element, err);
}
