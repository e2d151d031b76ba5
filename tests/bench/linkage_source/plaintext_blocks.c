#include "tests/bench/linkage_source/plaintext_internal.h"

static uint64_t mix(uint64_t rule, uint64_t a, uint64_t b)
{
    uint64_t value = rule * UINT64_C(0x9E3779B97F4A7C15);

    value = (value ^ a) * UINT64_C(0xBF58476D1CE4E5B9);
    value ^= value >> 31;
    value = (value ^ b) * UINT64_C(0x94D049BB133111EB);
    return value ^ value >> 29;
}

typedef struct block_list {
    uint64_t *values;
    size_t count;
    uint64_t rule;
} block_list;

/* A block wants all of its parts. */
static void add(block_list *list, uint64_t a, uint64_t b)
{
    list->rule++;
    if (a && b)
        list->values[list->count++] = mix(list->rule, a, b);
}

static uint64_t both(uint64_t a, uint64_t b)
{
    return !a || !b ? 0 : a < b ? a << 32 | b : b << 32 | a;
}

size_t linkage_plaintext_blocks(const linkage_vocabulary *vocabulary, const linkage_person *person, bool all_surnames,
                                uint64_t out[BLOCKS])
{
    const linkage_name *forename = &vocabulary->names[person->forenames[0]];
    const linkage_name *surname = &vocabulary->names[person->surname];
    const uint64_t year = person->born / 10000;
    const uint64_t month = person->born / 100 % 100;
    const uint64_t day = person->born % 100;
    const uint64_t initials = both((uint64_t)forename->initial, (uint64_t)surname->initial);
    block_list list = {.values = out};

    add(&list, both(month, day), year);
    add(&list, person->postcode, 1);
    add(&list, both(forename->code, surname->sound), 1);
    add(&list, surname->sound, year);
    add(&list, forename->code, year * 100 + month);
    add(&list, forename->code, month * 100 + day);
    add(&list, person->premises, 1);
    add(&list, initials, year * 100 + month);
    add(&list, initials, year * 100 + day);
    add(&list, surname->sound, person->outcode);
    add(&list, person->nhs_number, 1);
    if (all_surnames)
        add(&list, surname->sound, 1);
    return list.count;
}
