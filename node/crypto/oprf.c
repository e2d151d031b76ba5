#include "node/crypto/oprf.h"

#include <sodium.h>
#include <string.h>

#include "node/base/cursor.h"
#include "node/base/memory.h"

enum { TAG_SIZE = 64, BATCH_LIMIT = 65535, SEED_SIZE = 64 };

/* A domain separation tag: its name, then the context string, which holds the mode as a raw byte. */
typedef struct tag {
    uint8_t bytes[TAG_SIZE];
    size_t size;
} tag;

static tag tag_of(const char *name, dolen_oprf_mode mode)
{
    tag made = {.size = 0};
    dolen_writer writer = dolen_writer_of(made.bytes, sizeof made.bytes);

    dolen_writer_add(&writer, dolen_bytes_of_string(name));
    dolen_writer_add(&writer, dolen_bytes_of_string("OPRFV1-"));
    dolen_writer_u8(&writer, (uint8_t)mode);
    dolen_writer_add(&writer, dolen_bytes_of_string("-ristretto255-SHA512"));
    made.size = dolen_writer_bytes(&writer).size;
    DOLEN_MUST(!writer.failed);
    return made;
}

static dolen_bytes tag_bytes(const tag *made)
{
    return dolen_bytes_of(made->bytes, made->size);
}

static dolen_scalar hash_to_scalar(const dolen_bytes *pieces, size_t count, const tag *domain)
{
    uint8_t wide[64];

    dolen_group_expand(pieces, count, tag_bytes(domain), wide);
    const dolen_scalar scalar = dolen_scalar_from_hash(wide);
    dolen_memory_wipe(wide, sizeof wide);
    return scalar;
}

dolen_status dolen_oprf_derive_key(dolen_oprf_mode mode, const uint8_t seed[DOLEN_OPRF_SEED], dolen_bytes info,
                                   dolen_scalar *key, dolen_element *public_key, dolen_err *err)
{
    const tag domain = tag_of("DeriveKeyPair", mode);
    uint8_t info_size[2] = {(uint8_t)(info.size >> 8), (uint8_t)info.size};
    uint8_t counter = 0;
    const dolen_bytes pieces[] = {dolen_bytes_of(seed, DOLEN_OPRF_SEED), dolen_bytes_of(info_size, 2), info,
                                  dolen_bytes_of(&counter, 1)};

    *key = (dolen_scalar){{0}};
    *public_key = (dolen_element){{0}};
    if (info.size > UINT16_MAX)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "key information is at most 65,535 bytes");
    do {
        *key = hash_to_scalar(pieces, 4, &domain);
        counter++;
    } while (dolen_scalar_is_zero(key) && counter);
    return dolen_element_of_scalar(key, public_key, err);
}

dolen_status dolen_oprf_hash(dolen_oprf_mode mode, dolen_bytes input, dolen_element *out, dolen_err *err)
{
    const tag domain = tag_of("HashToGroup-", mode);
    uint8_t wide[64];

    *out = (dolen_element){{0}};
    if (input.size > DOLEN_OPRF_INPUT)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "an input is at most 65,535 bytes");
    dolen_group_expand(&input, 1, tag_bytes(&domain), wide);
    *out = dolen_element_from_hash(wide);
    dolen_memory_wipe(wide, sizeof wide);
    if (dolen_element_is_identity(out))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the input stands for the identity");
    return DOLEN_OK;
}

dolen_status dolen_oprf_blind(dolen_oprf_mode mode, dolen_bytes input, const dolen_scalar *blind, dolen_element *out,
                              dolen_err *err)
{
    dolen_element element;

    *out = (dolen_element){{0}};
    DOLEN_TRY(dolen_oprf_hash(mode, input, &element, err));
    const dolen_status status = dolen_element_multiply(blind, &element, out, err);
    dolen_memory_wipe(&element, sizeof element);
    return status;
}

dolen_status dolen_oprf_evaluate(const dolen_scalar *key, const dolen_element *blinded, dolen_element *out,
                                 dolen_err *err)
{
    return dolen_element_multiply(key, blinded, out, err);
}

static void composite_seed(const dolen_element *public_key, uint8_t seed[SEED_SIZE])
{
    const tag domain = tag_of("Seed-", DOLEN_OPRF_VERIFIABLE);
    uint8_t text[2 + DOLEN_ELEMENT_SIZE + 2 + TAG_SIZE];
    dolen_writer writer = dolen_writer_of(text, sizeof text);

    dolen_writer_block16(&writer, dolen_bytes_of(public_key->bytes, DOLEN_ELEMENT_SIZE));
    dolen_writer_block16(&writer, tag_bytes(&domain));
    const dolen_bytes bytes = dolen_writer_bytes(&writer);
    crypto_hash_sha512(seed, bytes.at, bytes.size);
}

static dolen_scalar composite_weight(const uint8_t seed[SEED_SIZE], size_t index, const dolen_element *blinded,
                                     const dolen_element *evaluated, const tag *domain)
{
    uint8_t text[2 + SEED_SIZE + 2 + 2 * (2 + DOLEN_ELEMENT_SIZE) + sizeof "Composite"];
    dolen_writer writer = dolen_writer_of(text, sizeof text);

    dolen_writer_block16(&writer, dolen_bytes_of(seed, SEED_SIZE));
    dolen_writer_u16(&writer, (uint16_t)index);
    dolen_writer_block16(&writer, dolen_bytes_of(blinded->bytes, DOLEN_ELEMENT_SIZE));
    dolen_writer_block16(&writer, dolen_bytes_of(evaluated->bytes, DOLEN_ELEMENT_SIZE));
    dolen_writer_add(&writer, dolen_bytes_of_string("Composite"));
    const dolen_bytes bytes = dolen_writer_bytes(&writer);
    return hash_to_scalar(&bytes, 1, domain);
}

/* sum += weight * element */
static dolen_status add_weighted(const dolen_scalar *weight, const dolen_element *element, bool first,
                                 dolen_element *sum, dolen_err *err)
{
    dolen_element product;

    DOLEN_TRY(dolen_element_multiply(weight, element, &product, err));
    if (first) {
        *sum = product;
        return DOLEN_OK;
    }
    return dolen_element_add(sum, &product, sum, err);
}

/* The whole batch as one pair: `m` of the blinded and, when `z` is wanted, `z` of the evaluated elements. */
static dolen_status compose(const dolen_oprf_batch *batch, dolen_element *m, dolen_element *z, dolen_err *err)
{
    const tag domain = tag_of("HashToScalar-", DOLEN_OPRF_VERIFIABLE);
    uint8_t seed[SEED_SIZE];

    if (batch->count < 1 || batch->count > BATCH_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a batch has 1 to 65,535 elements");
    composite_seed(batch->public_key, seed);
    for (size_t i = 0; i < batch->count; i++) {
        const dolen_scalar weight = composite_weight(seed, i, &batch->blinded[i], &batch->evaluated[i], &domain);
        DOLEN_TRY(add_weighted(&weight, &batch->blinded[i], i == 0, m, err));
        if (z)
            DOLEN_TRY(add_weighted(&weight, &batch->evaluated[i], i == 0, z, err));
    }
    return DOLEN_OK;
}

typedef struct statement {
    dolen_element public_key, m, z, t2, t3;
} statement;

static dolen_scalar challenge(const statement *about)
{
    const tag domain = tag_of("HashToScalar-", DOLEN_OPRF_VERIFIABLE);
    const dolen_element *const parts[] = {&about->public_key, &about->m, &about->z, &about->t2, &about->t3};
    uint8_t text[5 * (2 + DOLEN_ELEMENT_SIZE) + sizeof "Challenge"];
    dolen_writer writer = dolen_writer_of(text, sizeof text);

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        dolen_writer_block16(&writer, dolen_bytes_of(parts[i]->bytes, DOLEN_ELEMENT_SIZE));
    dolen_writer_add(&writer, dolen_bytes_of_string("Challenge"));
    const dolen_bytes bytes = dolen_writer_bytes(&writer);
    return hash_to_scalar(&bytes, 1, &domain);
}

dolen_status dolen_oprf_prove(const dolen_scalar *key, const dolen_oprf_batch *batch, const dolen_scalar *randomness,
                              dolen_proof *out, dolen_err *err)
{
    statement about = {.public_key = *batch->public_key};

    *out = (dolen_proof){.c = {{0}}};
    DOLEN_TRY(compose(batch, &about.m, NULL, err));
    DOLEN_TRY(dolen_element_multiply(key, &about.m, &about.z, err));
    DOLEN_TRY(dolen_element_of_scalar(randomness, &about.t2, err));
    DOLEN_TRY(dolen_element_multiply(randomness, &about.m, &about.t3, err));
    out->c = challenge(&about);
    dolen_scalar masked = dolen_scalar_multiply(&out->c, key);
    out->s = dolen_scalar_subtract(randomness, &masked);
    dolen_memory_wipe(&masked, sizeof masked);
    return DOLEN_OK;
}

/* s * of + c * with. The scalars are public here, but one of them may be 0, which the group's product refuses. */
static dolen_status recommit(const dolen_proof *proof, const dolen_element *of, const dolen_element *with,
                             dolen_element *out, dolen_err *err)
{
    dolen_element left;
    dolen_element right;

    DOLEN_TRY(of ? dolen_element_multiply(&proof->s, of, &left, err) : dolen_element_of_scalar(&proof->s, &left, err));
    DOLEN_TRY(dolen_element_multiply(&proof->c, with, &right, err));
    return dolen_element_add(&left, &right, out, err);
}

dolen_status dolen_oprf_verify(const dolen_oprf_batch *batch, const dolen_proof *proof, dolen_err *err)
{
    statement about = {.public_key = *batch->public_key};

    DOLEN_TRY(compose(batch, &about.m, &about.z, err));
    DOLEN_TRY(recommit(proof, NULL, &about.public_key, &about.t2, err));
    DOLEN_TRY(recommit(proof, &about.m, &about.z, &about.t3, err));
    const dolen_scalar expected = challenge(&about);
    if (sodium_memcmp(expected.bytes, proof->c.bytes, DOLEN_SCALAR_SIZE) != 0)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the proof of evaluation does not hold");
    return DOLEN_OK;
}

dolen_status dolen_proof_read(dolen_bytes bytes, dolen_proof *out, dolen_err *err)
{
    *out = (dolen_proof){.c = {{0}}};
    if (bytes.size != DOLEN_PROOF_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "a proof has 64 bytes");
    dolen_proof read;
    DOLEN_TRY(dolen_scalar_read(dolen_bytes_of(bytes.at, DOLEN_SCALAR_SIZE), &read.c, err));
    DOLEN_TRY(dolen_scalar_read(dolen_bytes_of(bytes.at + DOLEN_SCALAR_SIZE, DOLEN_SCALAR_SIZE), &read.s, err));
    *out = read;
    return DOLEN_OK;
}

dolen_status dolen_oprf_finalize(dolen_bytes input, const dolen_scalar *inverse, const dolen_element *evaluated,
                                 uint8_t out[DOLEN_OPRF_OUTPUT], dolen_err *err)
{
    static const uint8_t element_size[] = {0, DOLEN_ELEMENT_SIZE};
    const uint8_t input_size[] = {(uint8_t)(input.size >> 8), (uint8_t)input.size};
    crypto_hash_sha512_state state;
    dolen_element element;

    memset(out, 0, DOLEN_OPRF_OUTPUT);
    if (input.size > DOLEN_OPRF_INPUT)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "an input is at most 65,535 bytes");
    DOLEN_TRY(dolen_element_multiply(inverse, evaluated, &element, err));
    crypto_hash_sha512_init(&state);
    crypto_hash_sha512_update(&state, input_size, sizeof input_size);
    crypto_hash_sha512_update(&state, input.at, input.size);
    crypto_hash_sha512_update(&state, element_size, sizeof element_size);
    crypto_hash_sha512_update(&state, element.bytes, sizeof element.bytes);
    crypto_hash_sha512_update(&state, (const uint8_t *)"Finalize", strlen("Finalize"));
    crypto_hash_sha512_final(&state, out);
    dolen_memory_wipe(&state, sizeof state);
    dolen_memory_wipe(&element, sizeof element);
    return DOLEN_OK;
}
