#include "node/crypto/group.h"

#include <sodium.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/crypto/random.h"

static const uint8_t identity[DOLEN_ELEMENT_SIZE];

dolen_status dolen_element_read(dolen_bytes bytes, dolen_element *out, dolen_err *err)
{
    *out = (dolen_element){{0}};
    if (bytes.size != DOLEN_ELEMENT_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "a group element has 32 bytes");
    /* libsodium 1.0.18 ignores bit 255, so that each element would have two encodings. */
    if (bytes.at[DOLEN_ELEMENT_SIZE - 1] & 0x80)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "a group element in a second encoding");
    if (sodium_memcmp(bytes.at, identity, DOLEN_ELEMENT_SIZE) == 0)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the identity stands for nothing");
    if (crypto_core_ristretto255_is_valid_point(bytes.at) != 1)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "no group element");
    memcpy(out->bytes, bytes.at, DOLEN_ELEMENT_SIZE);
    return DOLEN_OK;
}

bool dolen_element_same(const dolen_element *a, const dolen_element *b)
{
    return sodium_memcmp(a->bytes, b->bytes, DOLEN_ELEMENT_SIZE) == 0;
}

bool dolen_element_is_identity(const dolen_element *element)
{
    return sodium_memcmp(element->bytes, identity, DOLEN_ELEMENT_SIZE) == 0;
}

dolen_status dolen_element_add(const dolen_element *a, const dolen_element *b, dolen_element *out, dolen_err *err)
{
    if (crypto_core_ristretto255_add(out->bytes, a->bytes, b->bytes) != 0)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "no group element");
    return DOLEN_OK;
}

dolen_status dolen_element_subtract(const dolen_element *a, const dolen_element *b, dolen_element *out, dolen_err *err)
{
    if (crypto_core_ristretto255_sub(out->bytes, a->bytes, b->bytes) != 0)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "no group element");
    return DOLEN_OK;
}

dolen_status dolen_element_multiply(const dolen_scalar *scalar, const dolen_element *element, dolen_element *out,
                                    dolen_err *err)
{
    if (crypto_scalarmult_ristretto255(out->bytes, scalar->bytes, element->bytes) != 0)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "a product that is no group element or the identity");
    return DOLEN_OK;
}

dolen_status dolen_element_of_scalar(const dolen_scalar *scalar, dolen_element *out, dolen_err *err)
{
    if (crypto_scalarmult_ristretto255_base(out->bytes, scalar->bytes) != 0)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the scalar is 0");
    return DOLEN_OK;
}

dolen_element dolen_element_from_hash(const uint8_t hash[64])
{
    dolen_element element;

    crypto_core_ristretto255_from_hash(element.bytes, hash);
    return element;
}

dolen_status dolen_scalar_read(dolen_bytes bytes, dolen_scalar *out, dolen_err *err)
{
    uint8_t wide[64] = {0};
    dolen_scalar reduced;

    *out = (dolen_scalar){{0}};
    if (bytes.size != DOLEN_SCALAR_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "a scalar has 32 bytes");
    memcpy(wide, bytes.at, DOLEN_SCALAR_SIZE);
    crypto_core_ristretto255_scalar_reduce(reduced.bytes, wide);
    dolen_memory_wipe(wide, sizeof wide);
    if (sodium_memcmp(reduced.bytes, bytes.at, DOLEN_SCALAR_SIZE) != 0)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "a scalar not below the group's order");
    *out = reduced;
    return DOLEN_OK;
}

bool dolen_scalar_is_zero(const dolen_scalar *scalar)
{
    return sodium_is_zero(scalar->bytes, DOLEN_SCALAR_SIZE) == 1;
}

/* Wide random values are reduced in blocks: one call to the system for up to 64 scalars. */
void dolen_scalar_random(dolen_scalar *out, size_t count)
{
    uint8_t wide[64][64];

    while (count) {
        const size_t now = count < 64 ? count : 64;
        dolen_random_bytes(wide, now * 64);
        for (size_t i = 0; i < now; i++) {
            crypto_core_ristretto255_scalar_reduce(out[i].bytes, wide[i]);
            while (dolen_scalar_is_zero(&out[i]))
                crypto_core_ristretto255_scalar_random(out[i].bytes);
        }
        out += now;
        count -= now;
    }
    dolen_memory_wipe(wide, sizeof wide);
}

dolen_scalar dolen_scalar_of(uint64_t number)
{
    dolen_scalar scalar = {{0}};

    for (size_t i = 0; i < sizeof number; i++)
        scalar.bytes[i] = (uint8_t)(number >> (8 * i));
    return scalar;
}

dolen_scalar dolen_scalar_from_hash(const uint8_t hash[64])
{
    dolen_scalar scalar;

    crypto_core_ristretto255_scalar_reduce(scalar.bytes, hash);
    return scalar;
}

dolen_scalar dolen_scalar_add(const dolen_scalar *a, const dolen_scalar *b)
{
    dolen_scalar sum;

    crypto_core_ristretto255_scalar_add(sum.bytes, a->bytes, b->bytes);
    return sum;
}

dolen_scalar dolen_scalar_subtract(const dolen_scalar *a, const dolen_scalar *b)
{
    dolen_scalar difference;

    crypto_core_ristretto255_scalar_sub(difference.bytes, a->bytes, b->bytes);
    return difference;
}

dolen_scalar dolen_scalar_multiply(const dolen_scalar *a, const dolen_scalar *b)
{
    dolen_scalar product;

    crypto_core_ristretto255_scalar_mul(product.bytes, a->bytes, b->bytes);
    return product;
}

/* Montgomery's trick: out[i] first holds the product of all before i, then is turned into the inverse from the end. */
void dolen_scalar_invert(const dolen_scalar *in, dolen_scalar *out, size_t count)
{
    dolen_scalar running = dolen_scalar_of(1);

    for (size_t i = 0; i < count; i++) {
        out[i] = running;
        running = dolen_scalar_multiply(&running, &in[i]);
    }
    DOLEN_MUST(!dolen_scalar_is_zero(&running));
    dolen_scalar inverse;
    DOLEN_MUST(crypto_core_ristretto255_scalar_invert(inverse.bytes, running.bytes) == 0);
    for (size_t i = count; i-- > 0;) {
        out[i] = dolen_scalar_multiply(&out[i], &inverse);
        inverse = dolen_scalar_multiply(&inverse, &in[i]);
    }
    dolen_memory_wipe(&running, sizeof running);
    dolen_memory_wipe(&inverse, sizeof inverse);
}

void dolen_group_expand(const dolen_bytes *pieces, size_t count, dolen_bytes tag, uint8_t out[64])
{
    static const uint8_t zeros[crypto_hash_sha512_BYTES * 2]; /* one input block of SHA-512 */
    static const uint8_t length_and_zero[] = {0, 64, 0};
    static const uint8_t one = 1;
    DOLEN_MUST(tag.size <= 255);
    const uint8_t tag_size = (uint8_t)tag.size;
    crypto_hash_sha512_state state;
    uint8_t first[64];

    crypto_hash_sha512_init(&state);
    crypto_hash_sha512_update(&state, zeros, sizeof zeros);
    for (size_t i = 0; i < count; i++)
        crypto_hash_sha512_update(&state, pieces[i].at, pieces[i].size);
    crypto_hash_sha512_update(&state, length_and_zero, sizeof length_and_zero);
    crypto_hash_sha512_update(&state, tag.at, tag.size);
    crypto_hash_sha512_update(&state, &tag_size, 1);
    crypto_hash_sha512_final(&state, first);

    crypto_hash_sha512_init(&state);
    crypto_hash_sha512_update(&state, first, sizeof first);
    crypto_hash_sha512_update(&state, &one, 1);
    crypto_hash_sha512_update(&state, tag.at, tag.size);
    crypto_hash_sha512_update(&state, &tag_size, 1);
    crypto_hash_sha512_final(&state, out);
    dolen_memory_wipe(&state, sizeof state);
    dolen_memory_wipe(first, sizeof first);
}
