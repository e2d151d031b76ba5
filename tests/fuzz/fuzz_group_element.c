/* Any bytes as an element and as a scalar: refused, or the one canonical encoding of something that can be used. */
#include <string.h>

#include "node/crypto/group.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const dolen_scalar one = dolen_scalar_of(1);
    dolen_element element;
    dolen_element same;
    dolen_scalar scalar;

    if (dolen_element_read(dolen_bytes_of(data, size), &element, NULL) == DOLEN_OK) {
        DOLEN_MUST(size == sizeof element && memcmp(element.bytes, data, size) == 0);
        DOLEN_MUST(dolen_element_multiply(&one, &element, &same, NULL) == DOLEN_OK);
        DOLEN_MUST(dolen_element_same(&element, &same));
    } else {
        DOLEN_MUST(dolen_element_is_identity(&element));
    }
    if (dolen_scalar_read(dolen_bytes_of(data, size), &scalar, NULL) == DOLEN_OK) {
        const dolen_scalar product = dolen_scalar_multiply(&one, &scalar);
        DOLEN_MUST(size == sizeof scalar && memcmp(product.bytes, data, size) == 0);
    }
    return 0;
}
