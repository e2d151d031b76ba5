#include "node/agency/local_keys.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"
#include "node/match/match_keys.h"
#include "node/match/match_pad.h"

enum { USER_LIMIT = 128 };

struct dolen_local_keys {
    dolen_secret *root;
    dolen_secret *padding;
    dolen_secret *database;
};

static dolen_secret *secret_of(dolen_digest digest)
{
    dolen_secret *made = dolen_secret_new_copy(dolen_bytes_of(digest.bytes, DOLEN_MATCH_PAD_SECRET));

    dolen_memory_wipe(&digest, sizeof digest);
    return made;
}

dolen_local_keys *dolen_local_keys_new(dolen_secret *key)
{
    dolen_local_keys *keys = dolen_memory_make(1, sizeof *keys);

    keys->root = key;
    keys->padding = secret_of(dolen_hash_keyed(key, "padding v1", dolen_bytes_of(NULL, 0)));
    keys->database = secret_of(dolen_hash_keyed(key, "node database v1", dolen_bytes_of(NULL, 0)));
    return keys;
}

dolen_status dolen_local_keys_read(const char *path, dolen_local_keys **out, dolen_err *err)
{
    dolen_secret *key = NULL;

    *out = NULL;
    DOLEN_TRY(dolen_secret_read_file(path, DOLEN_NODE_KEY_SIZE, &key, err));
    *out = dolen_local_keys_new(key);
    return DOLEN_OK;
}

void dolen_local_keys_free(dolen_local_keys *keys)
{
    if (!keys)
        return;
    dolen_secret_free(keys->root);
    dolen_secret_free(keys->padding);
    dolen_secret_free(keys->database);
    free(keys);
}

dolen_staff dolen_local_keys_staff(const dolen_local_keys *keys, const char *user)
{
    const dolen_digest digest = dolen_hash_keyed(keys->root, "staff v1", dolen_bytes_of_string(user));
    dolen_staff staff;

    memcpy(staff.bytes, digest.bytes, sizeof staff.bytes);
    return staff;
}

dolen_digest dolen_local_keys_case(const dolen_local_keys *keys, const char *reference)
{
    char plain[256];
    size_t size = 0;

    for (; *reference && size + 1 < sizeof plain; reference++)
        if (*reference != ' ')
            plain[size++] = (char)(*reference >= 'a' && *reference <= 'z' ? *reference - 'a' + 'A' : *reference);
    if (size == 0)
        return (dolen_digest){0};
    const dolen_digest digest = dolen_hash_keyed(keys->root, "case v1", dolen_bytes_of(plain, size));
    dolen_memory_wipe(plain, sizeof plain);
    return digest;
}

void dolen_local_keys_second_factor(const dolen_local_keys *keys, const char *user, dolen_uuid nonce,
                                    uint8_t out[DOLEN_ONE_TIME_SECRET])
{
    char text[DOLEN_UUID_TEXT + USER_LIMIT];

    dolen_uuid_write(nonce, text);
    DOLEN_MUST(dolen_text_copy(text + DOLEN_UUID_TEXT - 1, USER_LIMIT, user, NULL) == DOLEN_OK);
    dolen_digest digest = dolen_hash_keyed(keys->root, "second factor v1", dolen_bytes_of_string(text));
    memcpy(out, digest.bytes, DOLEN_ONE_TIME_SECRET);
    dolen_memory_wipe(&digest, sizeof digest);
}

dolen_digest dolen_local_keys_home(const dolen_local_keys *keys, const char *user, dolen_key_kind kind,
                                   dolen_bytes canonical)
{
    char text[USER_LIMIT + 1 + DOLEN_MATCH_KEY_SIZE];
    const size_t user_size = strlen(user) + 1;

    DOLEN_MUST(user_size <= USER_LIMIT && canonical.size <= DOLEN_MATCH_KEY_SIZE);
    memcpy(text, user, user_size);
    text[user_size] = (char)kind;
    memcpy(text + user_size + 1, canonical.at, canonical.size);
    const dolen_digest digest =
        dolen_hash_keyed(keys->root, "staff home v1", dolen_bytes_of(text, user_size + 1 + canonical.size));
    dolen_memory_wipe(text, sizeof text);
    return digest;
}

const uint8_t *dolen_local_keys_padding(const dolen_local_keys *keys)
{
    return dolen_secret_bytes(keys->padding);
}

const dolen_secret *dolen_local_keys_database(const dolen_local_keys *keys)
{
    return keys->database;
}
