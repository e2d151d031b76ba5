#include <string.h>

#include "tests/bench/linkage_source/plaintext_internal.h"

static const char *text_of(const name_cache *cache, uint32_t number)
{
    return cache->vocabulary->strings.texts[number];
}

static uint8_t compare_names(const name_cache *cache, uint32_t a, uint32_t b)
{
    const linkage_name *left = &cache->vocabulary->names[a];
    const linkage_name *right = &cache->vocabulary->names[b];

    if (left->nickname == right->nickname || (left->code && left->code == right->code))
        return 3;
    const double alike = linkage_jaro_winkler(text_of(cache, a), text_of(cache, b));
    if (alike >= .88)
        return 2;
    return alike >= .78 || left->initial == right->initial;
}

/* 4 equal, 3 sounds alike or short form, 2 and 1 alike by letters, 0 different. */
static uint8_t name_level(name_cache *cache, uint32_t a, uint32_t b)
{
    if (a == b)
        return 4;
    const size_t at =
        (size_t)((a * UINT64_C(0x9E3779B97F4A7C15) ^ b * UINT64_C(0xC2B2AE3D27D4EB4F)) >> 40) % (size_t)NAME_CACHE;
    if (cache->items[at].a != a || cache->items[at].b != b) {
        cache->items[at].a = a;
        cache->items[at].b = b;
        cache->items[at].level = compare_names(cache, a, b);
    }
    return cache->items[at].level;
}

static uint8_t least(uint8_t a, uint8_t b)
{
    return a < b ? a : b;
}

static uint8_t best_crosswise(name_cache *cache, const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count,
                              uint8_t level)
{
    for (size_t i = 0; i < a_count; i++) {
        for (size_t k = 0; k < b_count; k++) {
            const uint8_t other = a[i] && b[k] ? least(3, name_level(cache, a[i], b[k])) : 0;
            level = other > level ? other : level;
        }
    }
    return level;
}

static void compare_both_names(name_cache *cache, const linkage_person *a, const linkage_person *b, levels *out)
{
    uint8_t *forename = &out->of[FORENAME];
    uint8_t *surname = &out->of[SURNAME_FIELD];
    const uint32_t left[] = {a->surname, a->surnames[0], a->surnames[1], a->surnames[2]};
    const uint32_t right[] = {b->surname, b->surnames[0], b->surnames[1], b->surnames[2]};

    if (a->forenames[0] && b->forenames[0])
        *forename = name_level(cache, a->forenames[0], b->forenames[0]);
    if (*forename < 3 && (a->forenames[1] || b->forenames[1]))
        *forename = best_crosswise(cache, a->forenames, 2, b->forenames, 2, *forename);
    if (a->surname && b->surname)
        *surname = name_level(cache, a->surname, b->surname);
    if (*surname < 3 && (left[1] || left[3] || right[1] || right[3]))
        *surname = best_crosswise(cache, left, 4, right, 4, *surname);
    if (*forename < 3 && *surname < 3) {
        const uint8_t one = name_level(cache, a->forenames[0], b->surname);
        const uint8_t other = name_level(cache, a->surname, b->forenames[0]);
        if (one >= 2 && other >= 2 && one + other > *forename + *surname) {
            *forename = least(one, 3);
            *surname = least(other, 3);
        }
    }
}

static bool one_digit_off(uint32_t a, uint32_t b)
{
    char left[9];
    char right[9];

    for (int i = 7; i >= 0; i--, a /= 10, b /= 10) {
        left[i] = (char)('0' + a % 10);
        right[i] = (char)('0' + b % 10);
    }
    left[8] = right[8] = '\0';
    return linkage_one_edit(left, right);
}

static uint8_t compare_dates(uint32_t a, uint32_t b)
{
    const uint32_t a_year = a / 10000;
    const uint32_t b_year = b / 10000;
    const uint32_t a_month = a / 100 % 100;
    const uint32_t b_month = b / 100 % 100;

    if (!a || !b)
        return NOT_COMPARED;
    if (a == b)
        return 4;
    if (a_year == b_year && a_month == b % 100 && b_month == a % 100)
        return 3;
    const int same = (a_year == b_year) + (a_month == b_month) + (a % 100 == b % 100);
    if (same == 2 || one_digit_off(a, b))
        return 2;
    return a_year == b_year;
}

static uint8_t compare_places(const name_cache *cache, const linkage_person *a, const linkage_person *b)
{
    const bool same_premises = a->premises && a->premises == b->premises;
    const bool same_line = a->units && a->units == b->units && a->street && b->street &&
                           linkage_jaro_winkler(text_of(cache, a->street), text_of(cache, b->street)) >= .9;

    if (same_premises || same_line || (a->dwelling && a->dwelling == b->dwelling))
        return 4;
    if (!a->postcode || !b->postcode)
        return NOT_COMPARED;
    if (a->postcode == b->postcode)
        return 3;
    if (a->sector == b->sector || linkage_one_edit(text_of(cache, a->postcode), text_of(cache, b->postcode)))
        return 2;
    return a->outcode == b->outcode;
}

levels linkage_plaintext_compare(name_cache *cache, const linkage_person *a, const linkage_person *b)
{
    levels out;
    const linkage_name *names = cache->vocabulary->names;

    memset(out.of, NOT_COMPARED, sizeof out.of);
    if (a->forenames[0] && b->forenames[0])
        out.of[FORENAME] = 0;
    if (a->surname && b->surname)
        out.of[SURNAME_FIELD] = 0;
    if (a->forenames[0] && b->forenames[0] && a->surname && b->surname)
        compare_both_names(cache, a, b, &out);
    else if (a->forenames[0] && b->forenames[0])
        out.of[FORENAME] = name_level(cache, a->forenames[0], b->forenames[0]);
    else if (a->surname && b->surname)
        out.of[SURNAME_FIELD] = name_level(cache, a->surname, b->surname);
    out.of[BORN] = compare_dates(a->born, b->born);
    out.of[PLACE] = compare_places(cache, a, b);
    if (a->sex && b->sex)
        out.of[SEX_FIELD] = a->sex == b->sex;
    if (a->forenames[1] && b->forenames[1])
        out.of[MIDDLE] = a->forenames[1] == b->forenames[1] ||
                         (names[a->forenames[1]].code && names[a->forenames[1]].code == names[b->forenames[1]].code);
    if (a->nhs_number && b->nhs_number)
        out.of[NUMBER] = a->nhs_number == b->nhs_number;
    return out;
}
