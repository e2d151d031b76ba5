/**
 * The group ristretto255 (RFC 9496): elements and scalars, decoded strictly.
 *
 * A `dolen_element` or `dolen_scalar` that came through its read function is canonical; two equal elements then have
 * equal bytes. libsodium 1.0.18 alone accepts a second encoding of every element and scalars above the order.
 * Owns: nothing; all are values. Secrets: a scalar may be one; wipe it with dolen_memory_wipe. Threads: any.
 */
#ifndef DOLEN_NODE_CRYPTO_GROUP_H
#define DOLEN_NODE_CRYPTO_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/base/bytes.h"
#include "node/base/status.h"

enum { DOLEN_ELEMENT_SIZE = 32, DOLEN_SCALAR_SIZE = 32 };

typedef struct dolen_element {
    uint8_t bytes[DOLEN_ELEMENT_SIZE];
} dolen_element;

typedef struct dolen_scalar {
    uint8_t bytes[DOLEN_SCALAR_SIZE];
} dolen_scalar;

/**
 * Decode an element from outside. DOLEN_E_CRYPTO unless it is 32 bytes, the canonical encoding, and not the identity;
 * `*out` is then all zero.
 */
DOLEN_CHECKED dolen_status dolen_element_read(dolen_bytes bytes, dolen_element *out, dolen_err *err);

/** Equal elements? Takes the same time whatever the answer. */
bool dolen_element_same(const dolen_element *a, const dolen_element *b);

/** Is it the identity (32 zero bytes)? */
bool dolen_element_is_identity(const dolen_element *element);

/** The sum of two elements, which may be the identity. DOLEN_E_CRYPTO if one is no element. */
DOLEN_CHECKED dolen_status dolen_element_add(const dolen_element *a, const dolen_element *b, dolen_element *out,
                                             dolen_err *err);

/** `a` less `b`, likewise. */
DOLEN_CHECKED dolen_status dolen_element_subtract(const dolen_element *a, const dolen_element *b, dolen_element *out,
                                                  dolen_err *err);

/** `scalar` times `element`, in constant time. DOLEN_E_CRYPTO if the result is the identity or `element` is none. */
DOLEN_CHECKED dolen_status dolen_element_multiply(const dolen_scalar *scalar, const dolen_element *element,
                                                  dolen_element *out, dolen_err *err);

/** `scalar` times the generator, in constant time. DOLEN_E_CRYPTO if the scalar is 0. */
DOLEN_CHECKED dolen_status dolen_element_of_scalar(const dolen_scalar *scalar, dolen_element *out, dolen_err *err);

/** The element that 64 uniform bytes map to (RFC 9496 section 4.3.4); almost never the identity. */
dolen_element dolen_element_from_hash(const uint8_t hash[64]);

/** Decode a scalar from outside: DOLEN_E_CRYPTO unless it is 32 bytes, below the order; it may be 0. */
DOLEN_CHECKED dolen_status dolen_scalar_read(dolen_bytes bytes, dolen_scalar *out, dolen_err *err);

/** Is it 0? Takes the same time whatever the answer. */
bool dolen_scalar_is_zero(const dolen_scalar *scalar);

/** Fill `count` scalars that are uniform and not 0. */
void dolen_scalar_random(dolen_scalar *out, size_t count);

/** A small number as a scalar. */
dolen_scalar dolen_scalar_of(uint64_t number);

/** The scalar that 64 bytes, little-endian, are modulo the order. */
dolen_scalar dolen_scalar_from_hash(const uint8_t hash[64]);

/** Sum, difference and product modulo the order. */
dolen_scalar dolen_scalar_add(const dolen_scalar *a, const dolen_scalar *b);
dolen_scalar dolen_scalar_subtract(const dolen_scalar *a, const dolen_scalar *b);
dolen_scalar dolen_scalar_multiply(const dolen_scalar *a, const dolen_scalar *b);

/** The inverses of `count` scalars, none of them 0, for the price of one inversion. `out` and `in` do not overlap. */
void dolen_scalar_invert(const dolen_scalar *in, dolen_scalar *out, size_t count);

/**
 * expand_message_xmd with SHA-512 and 64 bytes of output (RFC 9380 section 5.3.1). The message is given in pieces;
 * `tag` is at most 255 bytes and may hold zero bytes.
 */
void dolen_group_expand(const dolen_bytes *pieces, size_t count, dolen_bytes tag, uint8_t out[64]);

#endif
