/* Any bytes as a provider's description, set of keys or token. The first byte chooses which. A description that is read
 * has HTTPS addresses only; a token is never accepted, for nobody here holds a key that signs. */
#include <string.h>

#include "node/agency/openid/openid_json.h"
#include "node/agency/openid/openid_provider.h"
#include "node/base/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The public part of a key whose private part was thrown away. */
static const char key_set[] =
    "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"k\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";

static void read_description(dolen_bytes bytes)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 16);
    dolen_openid_endpoints read;

    if (dolen_openid_provider_read(bytes, "https://login.example.org", arena, &read, NULL) != DOLEN_OK)
        return;
    const char *const addresses[] = {read.authorization, read.token, read.keys};
    for (size_t i = 0; i < 3; i++)
        DOLEN_MUST(strncmp(addresses[i], "https://", 8) == 0 && !strpbrk(addresses[i], " \r\n#@"));
    DOLEN_MUST(!*read.end_session || strncmp(read.end_session, "https://", 8) == 0);
}

static void read_keys(dolen_bytes bytes)
{
    DOLEN_OWN(dolen_openid_keys, keys) = NULL;

    if (dolen_openid_keys_read(bytes, &keys, NULL) == DOLEN_OK)
        DOLEN_MUST(dolen_openid_keys_count(keys) > 0 && dolen_openid_keys_count(keys) <= DOLEN_OPENID_KEYS);
    else
        DOLEN_MUST(keys == NULL);
}

static void read_token(dolen_bytes bytes)
{
    DOLEN_OWN(dolen_openid_keys, keys) = NULL;
    dolen_openid_fault fault = DOLEN_OPENID_NO_FAULT;
    json_t *claims = NULL;

    DOLEN_MUST(dolen_openid_keys_read(dolen_bytes_of_string(key_set), &keys, NULL) == DOLEN_OK);
    const dolen_status status = dolen_openid_token_open(bytes, keys, DOLEN_OPENID_LOGOUT, &claims, &fault, NULL);
    DOLEN_MUST(status != DOLEN_OK && fault != DOLEN_OPENID_NO_FAULT && !claims);
    DOLEN_MUST(*dolen_openid_fault_code(fault) != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const dolen_bytes rest = dolen_bytes_of(data + 1, size - 1);
    switch (data[0] % 3) {
    case 0:
        read_description(rest);
        break;
    case 1:
        read_keys(rest);
        break;
    default:
        read_token(rest);
        break;
    }
    return 0;
}
