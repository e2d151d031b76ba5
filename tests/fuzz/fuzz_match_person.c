/* Any bytes as the fields of a person: always keys within bounds, the same ones twice, or a refusal for memory. */
#include <string.h>

#include "node/match/match_keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIELDS = 8, FIELD = 1200, HEAD = 6 };

static void check(const dolen_match_keys *keys)
{
    DOLEN_MUST(keys->count <= DOLEN_SUBJECT_PSEUDONYMS);
    DOLEN_MUST((keys->count == 0) == (keys->lack != DOLEN_MATCH_LACKS_NOTHING));
    for (size_t i = 0; i < keys->count; i++) {
        const dolen_bytes key = keys->items[i].canonical;
        DOLEN_MUST(dolen_key_kind_subject(keys->items[i].kind) == DOLEN_SUBJECT_PERSON);
        DOLEN_MUST(key.size > 0 && key.size <= DOLEN_MATCH_KEY_SIZE);
        for (size_t k = 0; k < key.size; k++)
            DOLEN_MUST(key.at[k] >= ' ' && key.at[k] < 0x7F);
    }
}

static void check_same(const dolen_match_keys *a, const dolen_match_keys *b)
{
    DOLEN_MUST(a->count == b->count && a->fields == b->fields);
    for (size_t i = 0; i < a->count; i++)
        DOLEN_MUST(dolen_bytes_same(a->items[i].canonical, b->items[i].canonical));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char fields[FIELDS][FIELD] = {{0}};
    size_t field = 0;
    size_t used = 0;

    if (size < HEAD)
        return 0;
    DOLEN_OWN(dolen_arena, small) = dolen_arena_new((size_t)data[0] * 32);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)2 * DOLEN_MATCH_ARENA);
    /* Fields are separated by 0x1E. */
    for (size_t i = HEAD; i < size && field < FIELDS; i++) {
        if (data[i] == 0x1E) {
            field++;
            used = 0;
        } else if (used < FIELD - 1) {
            fields[field][used++] = (char)data[i];
        }
    }
    const dolen_person person = {
        .forenames = fields[0],
        .surname = fields[1],
        .former_surname = fields[2],
        .born = {(int16_t)(data[1] << 8 | data[2]), data[3], data[4]},
        .sex = fields[3],
        .address = fields[4],
        .postcode = fields[5],
        .uprn = fields[6],
        .nhs_number = fields[7],
    };
    dolen_match_keys first;
    dolen_match_keys second;
    dolen_match_keys third;
    DOLEN_MUST(dolen_match_person_keys(&person, arena, &first, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_match_person_keys(&person, arena, &second, NULL) == DOLEN_OK);
    check(&first);
    check_same(&first, &second);
    const dolen_status status = dolen_match_person_keys(&person, small, &third, NULL);
    DOLEN_MUST(status == DOLEN_OK || (status == DOLEN_E_LIMIT && third.count == 0));
    return 0;
}
