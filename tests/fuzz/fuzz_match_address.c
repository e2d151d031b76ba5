/* Any bytes as an address: keys within bounds, and the same address in capitals gives the same keys. */
#include <string.h>

#include "node/match/match_keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIELDS = 3, FIELD = 1200 };

static void to_capitals(char *text)
{
    for (; *text; text++)
        if (*text >= 'a' && *text <= 'z')
            *text = (char)(*text - 'a' + 'A');
}

static void check(const dolen_match_keys *keys)
{
    DOLEN_MUST(keys->count <= 3);
    DOLEN_MUST((keys->count == 0) == (keys->lack != DOLEN_MATCH_LACKS_NOTHING));
    for (size_t i = 0; i < keys->count; i++) {
        DOLEN_MUST(dolen_key_kind_subject(keys->items[i].kind) == DOLEN_SUBJECT_ADDRESS);
        DOLEN_MUST(keys->items[i].canonical.size > 0 && keys->items[i].canonical.size <= DOLEN_MATCH_KEY_SIZE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char fields[FIELDS][FIELD] = {{0}};
    size_t field = 0;
    size_t used = 0;

    /* Fields are separated by 0x1E. */
    for (size_t i = 0; i < size && field < FIELDS; i++) {
        if (data[i] == 0x1E) {
            field++;
            used = 0;
        } else if (used < FIELD - 1) {
            fields[field][used++] = (char)data[i];
        }
    }
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_MATCH_ARENA);
    const dolen_address address = {fields[0], fields[1], fields[2]};
    dolen_match_keys keys;
    dolen_match_keys capitals;
    DOLEN_MUST(dolen_match_address_keys(&address, arena, &keys, NULL) == DOLEN_OK);
    check(&keys);
    for (size_t i = 0; i < FIELDS; i++)
        to_capitals(fields[i]);
    DOLEN_MUST(dolen_match_address_keys(&address, arena, &capitals, NULL) == DOLEN_OK);
    DOLEN_MUST(keys.count == capitals.count);
    for (size_t i = 0; i < keys.count; i++)
        DOLEN_MUST(dolen_bytes_same(keys.items[i].canonical, capitals.items[i].canonical));
    return 0;
}
