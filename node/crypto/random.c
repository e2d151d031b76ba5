#include "node/crypto/random.h"

#include <sodium.h>

#include "node/base/status.h"

void dolen_random_bytes(void *out, size_t size)
{
    DOLEN_MUST(sodium_init() >= 0);
    randombytes_buf(out, size);
}
