/** The published OPRF and VOPRF vectors (tests/vectors/voprf), read for tests. */
#ifndef DOLEN_TESTS_SUPPORT_OPRF_VECTORS_H
#define DOLEN_TESTS_SUPPORT_OPRF_VECTORS_H

#include <jansson.h>
#include <string.h>

#include "node/crypto/oprf.h"
#include "tests/support/dolen_test.h"

/** The file; json_decref it. */
static inline json_t *oprf_vectors(void)
{
    json_t *all = json_load_file(DOLEN_TEST_DATA("vectors/voprf/ristretto255-sha512.json"), 0, NULL);

    assert_non_null(all);
    assert_int_equal(2, json_array_size(all));
    return all;
}

/** The `index`th of comma-separated hexadecimal values at `key`; returns its size. */
static inline size_t oprf_vector_bytes(const json_t *object, const char *key, size_t index, uint8_t *out, size_t room)
{
    const char *text = json_string_value(json_object_get(object, key));

    assert_non_null(text);
    for (; index; index--) {
        text = strchr(text, ',');
        assert_non_null(text);
        text++;
    }
    const size_t digits = strcspn(text, ",");
    assert_true(digits / 2 <= room);
    assert_int_equal(DOLEN_OK, dolen_bytes_from_hex(text, digits, out, digits / 2, NULL));
    return digits / 2;
}

#endif
