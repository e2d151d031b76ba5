#include "node/crypto/secret.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "node/base/file.h"
#include "node/base/memory.h"
#include "node/crypto/random.h"

/* The struct lies in front of its bytes, in the same locked pages. */
struct dolen_secret {
    size_t size;
    uint8_t bytes[];
};

dolen_secret *dolen_secret_new(size_t size)
{
    DOLEN_MUST(size > 0 && size <= DOLEN_SECRET_LIMIT);
    DOLEN_MUST(sodium_init() >= 0);
    /* sodium_malloc aligns the end to the guard page, so the total is rounded up to keep `size` aligned. */
    const size_t total = (sizeof(dolen_secret) + size + 15) & ~(size_t)15;
    dolen_secret *secret = sodium_malloc(total);
    DOLEN_MUST(secret != NULL);
    memset(secret, 0, total);
    secret->size = size;
    return secret;
}

dolen_secret *dolen_secret_new_random(size_t size)
{
    dolen_secret *secret = dolen_secret_new(size);

    dolen_random_bytes(secret->bytes, size);
    return secret;
}

dolen_secret *dolen_secret_new_copy(dolen_bytes bytes)
{
    dolen_secret *secret = dolen_secret_new(bytes.size);

    memcpy(secret->bytes, bytes.at, bytes.size);
    return secret;
}

void dolen_secret_free(dolen_secret *secret)
{
    sodium_free(secret);
}

const uint8_t *dolen_secret_bytes(const dolen_secret *secret)
{
    return secret->bytes;
}

uint8_t *dolen_secret_fill(dolen_secret *secret)
{
    return secret->bytes;
}

size_t dolen_secret_size(const dolen_secret *secret)
{
    return secret->size;
}

dolen_bytes dolen_secret_view(const dolen_secret *secret)
{
    return dolen_bytes_of(secret->bytes, secret->size);
}

dolen_status dolen_secret_read_file(const char *path, size_t size, dolen_secret **out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4 * DOLEN_SECRET_LIMIT);
    DOLEN_OWN(dolen_secret, secret) = dolen_secret_new(size);
    dolen_bytes text;

    *out = NULL;
    DOLEN_TRY(dolen_file_read_secret(arena, path, 2 * size + 2, &text, err));
    size_t digits = text.size;
    if (digits && text.at[digits - 1] == '\n')
        digits--;
    if (dolen_bytes_from_hex((const char *)text.at, digits, secret->bytes, size, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a secret file holds one line of hexadecimal digits of the right length");
    *out = DOLEN_TAKE(secret);
    return DOLEN_OK;
}

dolen_status dolen_secret_write_file(const char *path, const dolen_secret *secret, dolen_err *err)
{
    DOLEN_OWN(dolen_secret, text) = dolen_secret_new(2 * secret->size + 1);

    if (access(path, F_OK) == 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "there is a file of this name already; a key is never replaced");
    dolen_bytes_to_hex(dolen_secret_view(secret), (char *)text->bytes);
    text->bytes[2 * secret->size] = '\n';
    return dolen_file_write(path, dolen_secret_view(text), 0600, err);
}
