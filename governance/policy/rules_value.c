#include <stdlib.h>
#include <string.h>

#include "governance/policy/rules_internal.h"
#include "node/base/text.h"

enum { AGE_LIMIT = 150 };

/* Adds a problem at the key's line, or at the section's when the key is missing. */
#define COMPLAIN(part, entry, what, name, nearest)                                                                     \
    dolen_problems_add((part)->problems, (part)->file->source, (entry) ? (entry)->line : (part)->section->line, what,  \
                       name, nearest)

size_t dolen_rules_line_of(const dolen_rules_part *part, const char *key)
{
    const dolen_entry *entry = dolen_section_find(part->section, key);

    return entry ? entry->line : part->section->line;
}

const char *dolen_rules_value_text(const dolen_rules_part *part, const char *key)
{
    const dolen_entry *entry = dolen_section_find(part->section, key);

    if (!entry)
        COMPLAIN(part, entry, "this key is missing", key, NULL);
    else if (*entry->value == '\0')
        COMPLAIN(part, entry, "this key has no value", key, NULL);
    return entry ? entry->value : "";
}

dolen_words dolen_rules_value_words(const dolen_rules_part *part, const char *key)
{
    char en[64] = "";
    char cy[64] = "";

    DOLEN_MUST(strlen(key) < 60);
    memcpy(en, key, strlen(key));
    memcpy(en + strlen(key), ".en", 4);
    memcpy(cy, key, strlen(key));
    memcpy(cy + strlen(key), ".cy", 4);
    return (dolen_words){.en = dolen_rules_value_text(part, en), .cy = dolen_rules_value_text(part, cy)};
}

bool dolen_rules_value_yes(const dolen_rules_part *part, const char *key)
{
    static const char *const words[] = {"no", "yes", NULL};

    return dolen_rules_value_choice(part, key, (dolen_rules_names){words}) == 1;
}

uint32_t dolen_rules_value_number(const dolen_rules_part *part, const char *key, uint32_t low, uint32_t high)
{
    const dolen_entry *entry = dolen_section_find(part->section, key);
    uint64_t number = 0;

    if (!entry) {
        COMPLAIN(part, entry, "this key is missing", key, NULL);
        return 0;
    }
    if (dolen_text_to_number(entry->value, high, &number, NULL) != DOLEN_OK || number < low) {
        COMPLAIN(part, entry, "a whole number in its range was expected", key, NULL);
        return 0;
    }
    return (uint32_t)number;
}

/* "0." and one to six digits: no locale, no exponent, nothing but a probability below 1. */
double dolen_rules_value_probability(const dolen_rules_part *part, const char *key)
{
    const char *text = dolen_rules_value_text(part, key);
    unsigned int numerator = 0;
    unsigned int denominator = 1;
    size_t digits = 0;

    if (text[0] == '0' && text[1] == '.')
        for (const char *at = text + 2; *at >= '0' && *at <= '9' && digits < 7; at++, digits++) {
            numerator = numerator * 10 + (unsigned int)(*at - '0');
            denominator *= 10;
        }
    if (digits == 0 || digits > 6 || text[2 + digits] != '\0') {
        COMPLAIN(part, dolen_section_find(part->section, key), "a probability such as 0.99 was expected", key, NULL);
        return 1;
    }
    return (double)numerator / denominator;
}

dolen_day dolen_rules_value_day(const dolen_rules_part *part, const char *key)
{
    const dolen_entry *entry = dolen_section_find(part->section, key);
    dolen_day day = {0};

    if (!entry || dolen_day_read(entry->value, &day, NULL) != DOLEN_OK)
        COMPLAIN(part, entry, "a day was expected: YYYY-MM-DD", key, NULL);
    return day;
}

static bool read_age(const char *text, size_t size, uint8_t *out)
{
    char copy[4] = "";
    uint64_t number = 0;

    if (size >= sizeof copy)
        return false;
    memcpy(copy, text, size);
    if (dolen_text_to_number(copy, AGE_LIMIT, &number, NULL) != DOLEN_OK)
        return false;
    *out = (uint8_t)number;
    return true;
}

void dolen_rules_value_ages(const dolen_rules_part *part, const char *key, uint8_t *from, uint8_t *to)
{
    const dolen_entry *entry = dolen_section_find(part->section, key);

    *from = 0;
    *to = AGE_LIMIT;
    if (!entry)
        return;
    const char *dash = strchr(entry->value, '-');
    if (!dash || !read_age(entry->value, (size_t)(dash - entry->value), from) ||
        !read_age(dash + 1, strlen(dash + 1), to) || *from > *to)
        COMPLAIN(part, entry, "ages are written 4-20, up to 150", key, NULL);
}

dolen_code dolen_rules_value_own_code(const dolen_rules_part *part)
{
    dolen_code code;

    if (dolen_code_read(part->section->name, strlen(part->section->name), &code, NULL) != DOLEN_OK)
        dolen_problems_add(part->problems, part->file->source, part->section->line,
                           "this section's name must be a code of 1 to 23 letters, digits, dots, dashes or underscores",
                           part->section->name, NULL);
    return code;
}

static size_t place_of(const char *value, dolen_rules_names names)
{
    for (size_t i = 0; names.items[i]; i++)
        if (dolen_text_same(names.items[i], value))
            return i;
    return SIZE_MAX;
}

size_t dolen_rules_value_choice(const dolen_rules_part *part, const char *key, dolen_rules_names names)
{
    const dolen_entry *entry = dolen_section_find(part->section, key);

    if (!entry) {
        COMPLAIN(part, entry, "this key is missing", key, NULL);
        return SIZE_MAX;
    }
    const size_t place = place_of(entry->value, names);
    if (place == SIZE_MAX)
        COMPLAIN(part, entry, "unknown value", entry->value, dolen_text_nearest(entry->value, names.items));
    return place;
}

dolen_code dolen_rules_value_reference(const dolen_rules_part *part, const char *key, dolen_rules_names names)
{
    const size_t place = dolen_rules_value_choice(part, key, names);
    dolen_code code = {{0}};

    if (place != SIZE_MAX)
        code = dolen_code_of(names.items[place]);
    return code;
}

static bool check_item(const dolen_rules_part *part, const dolen_entry *entry, const char *item,
                       dolen_rules_names names, dolen_code_list so_far)
{
    dolen_code code;

    if (dolen_code_read(item, strlen(item), &code, NULL) != DOLEN_OK) {
        COMPLAIN(part, entry, "this is no code", item, NULL);
        return false;
    }
    if (names.items && place_of(item, names) == SIZE_MAX) {
        COMPLAIN(part, entry, "unknown value", item, dolen_text_nearest(item, names.items));
        return false;
    }
    if (dolen_code_list_has(so_far, code)) {
        COMPLAIN(part, entry, "this value stands twice", item, NULL);
        return false;
    }
    return true;
}

dolen_code_list dolen_rules_value_codes(const dolen_rules_part *part, const char *key, dolen_rules_names names,
                                        bool optional)
{
    const dolen_entry *entry = dolen_section_find(part->section, key);
    const char *const *items = NULL;
    dolen_code_list list = {NULL, 0};
    dolen_code *codes = NULL;
    size_t count = 0;

    if (!entry) {
        if (!optional)
            COMPLAIN(part, entry, "this key is missing", key, NULL);
        return list;
    }
    if (dolen_section_list(part->rules->arena, entry->value, &items, &count, NULL) != DOLEN_OK ||
        dolen_arena_take(part->rules->arena, count, sizeof *codes, (void *)&codes, NULL) != DOLEN_OK) {
        COMPLAIN(part, entry, "this list is too long", key, NULL);
        return list;
    }
    list.items = codes;
    for (size_t i = 0; i < count; i++)
        if (check_item(part, entry, items[i], names, list))
            codes[list.count++] = dolen_code_of(items[i]);
    if (count == 0 && !optional)
        COMPLAIN(part, entry, "this list is empty", key, NULL);
    return list;
}

dolen_rules_names dolen_rules_names_of(dolen_rules *rules, const void *items, size_t count, size_t size)
{
    static const char *const none[] = {NULL};
    const char **names = dolen_arena_make(rules->arena, count + 1, sizeof *names);

    if (!names)
        return (dolen_rules_names){none};
    for (size_t i = 0; i < count; i++) {
        const dolen_code *code = (const void *)((const char *)items + i * size);
        names[i] = code->text;
    }
    return (dolen_rules_names){names};
}
