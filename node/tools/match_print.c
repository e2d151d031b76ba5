#include <stdio.h>
#include <string.h>

#include "node/tools/match_internal.h"

static const char *text_at(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static void print_text(const char *what, const char *text)
{
    if (text[0])
        printf("  %-22s %s\n", what, text);
}

static void print_words(const char *what, const json_t *words)
{
    size_t index;
    json_t *word;

    if (json_array_size(words) == 0)
        return;
    printf("  %-22s", what);
    json_array_foreach(words, index, word) printf(" %s", json_string_value(word));
    putchar('\n');
}

static void print_steps(const json_t *steps)
{
    size_t index;
    json_t *step;

    json_array_foreach(steps, index, step)
        printf("  %-22s \"%s\" %s\n", index ? "" : "then", text_at(step, "word"), text_at(step, "what"));
}

static void print_forename(const json_t *record)
{
    const char *form = text_at(record, "first_forename_stands_for");

    print_words("forenames", json_object_get(record, "forenames"));
    if (form[0])
        printf("  %-22s %s, sound %s\n", "first forename as", form, text_at(record, "first_forename_sound"));
}

static void print_surname(const json_t *record)
{
    const char *surname = text_at(record, "surname");

    if (surname[0])
        printf("  %-22s %s, sound %s\n", "surname", surname, text_at(record, "surname_sound"));
    if (json_array_size(json_object_get(record, "surname_forms")) > 1)
        print_words("forms of the surname", json_object_get(record, "surname_forms"));
    print_text("former surname", text_at(record, "former_surname"));
}

static void print_keys(const json_t *record)
{
    const json_t *keys = json_object_get(record, "keys");
    size_t index;
    json_t *key;

    puts(json_array_size(keys) ? "  keys, of each of which a pseudonym is made:" : "  keys:");
    json_array_foreach(keys, index, key)
        printf("    %-4s %-36s %s\n", text_at(key, "kind"), text_at(key, "key"), text_at(key, "made_of"));
    if (json_array_size(keys) == 0)
        printf("    no key: %s\n", text_at(record, "lack_words"));
}

static void print_record(const json_t *record, size_t number)
{
    const json_t *folded = json_object_get(record, "folded");

    printf("record %zu\n", number);
    print_text("forenames in ASCII", text_at(folded, "forenames"));
    print_text("surname in ASCII", text_at(folded, "surname"));
    print_text("former one in ASCII", text_at(folded, "former_surname"));
    print_steps(json_object_get(record, "steps"));
    print_forename(record);
    print_surname(record);
    print_text("date of birth", text_at(record, "date_of_birth"));
    print_text("NHS number", text_at(record, "nhs_number"));
    print_text("postcode", text_at(record, "postcode"));
    print_text("UPRN", text_at(record, "uprn"));
    print_text("unit numbers", text_at(record, "unit_numbers"));
    print_text("street", text_at(record, "street"));
    print_text("house", text_at(record, "house"));
    print_keys(record);
}

static void print_agreement(const json_t *agreement)
{
    const json_t *kinds = json_object_get(agreement, "kinds");
    size_t index;
    json_t *one;

    puts(json_array_size(kinds) ? "why they agree: both have the same"
                                : "they do not agree: both have no key in common");
    json_array_foreach(kinds, index, one) printf("    %-4s %s\n", text_at(one, "kind"), text_at(one, "made_of"));
    if (json_object_get(agreement, "levels"))
        puts("so, field by field,");
    json_array_foreach(json_object_get(agreement, "levels"), index, one)
        printf("  %-22s %s\n", text_at(one, "field"), text_at(one, "words"));
    printf("among %lld records: the same with probability %.4f, relatives or one household %.4f\n",
           (long long)json_integer_value(json_object_get(agreement, "records")),
           json_real_value(json_object_get(agreement, "probability")),
           json_real_value(json_object_get(agreement, "relative")));
    printf("result at the default thresholds: %s\n", text_at(agreement, "band"));
}

void dolen_match_print(const json_t *explanation)
{
    const json_t *agreement = json_object_get(explanation, "agreement");
    size_t index;
    json_t *record;

    printf("normaliser %s\n", text_at(explanation, "normaliser"));
    json_array_foreach(json_object_get(explanation, "records"), index, record) print_record(record, index + 1);
    if (agreement)
        print_agreement(agreement);
}
