#include <stdio.h>
#include <string.h>

#include "node/tools/match_internal.h"

#include "node/tools/document.h"

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

    json_array_foreach(steps, index, step) printf("  %-22s \"%s\" %s\n", index ? "" : "then",
                                                  dolen_document_text(step, "word"), dolen_document_text(step, "what"));
}

static void print_forename(const json_t *record)
{
    const char *form = dolen_document_text(record, "first_forename_stands_for");

    print_words("forenames", json_object_get(record, "forenames"));
    if (form[0])
        printf("  %-22s %s, sound %s\n", "first forename as", form,
               dolen_document_text(record, "first_forename_sound"));
}

static void print_surname(const json_t *record)
{
    const char *surname = dolen_document_text(record, "surname");

    if (surname[0])
        printf("  %-22s %s, sound %s\n", "surname", surname, dolen_document_text(record, "surname_sound"));
    if (json_array_size(json_object_get(record, "surname_forms")) > 1)
        print_words("forms of the surname", json_object_get(record, "surname_forms"));
    print_text("former surname", dolen_document_text(record, "former_surname"));
}

static void print_keys(const json_t *record)
{
    const json_t *keys = json_object_get(record, "keys");
    size_t index;
    json_t *key;

    puts(json_array_size(keys) ? "  keys, of each of which a pseudonym is made:" : "  keys:");
    json_array_foreach(keys, index, key) printf("    %-4s %-36s %s\n", dolen_document_text(key, "kind"),
                                                dolen_document_text(key, "key"), dolen_document_text(key, "made_of"));
    if (json_array_size(keys) == 0)
        printf("    no key: %s\n", dolen_document_text(record, "lack_words"));
}

static void print_record(const json_t *record, size_t number)
{
    const json_t *folded = json_object_get(record, "folded");

    printf("record %zu\n", number);
    print_text("forenames in ASCII", dolen_document_text(folded, "forenames"));
    print_text("surname in ASCII", dolen_document_text(folded, "surname"));
    print_text("former one in ASCII", dolen_document_text(folded, "former_surname"));
    print_steps(json_object_get(record, "steps"));
    print_forename(record);
    print_surname(record);
    print_text("date of birth", dolen_document_text(record, "date_of_birth"));
    print_text("NHS number", dolen_document_text(record, "nhs_number"));
    print_text("postcode", dolen_document_text(record, "postcode"));
    print_text("UPRN", dolen_document_text(record, "uprn"));
    print_text("unit numbers", dolen_document_text(record, "unit_numbers"));
    print_text("street", dolen_document_text(record, "street"));
    print_text("house", dolen_document_text(record, "house"));
    print_keys(record);
}

static void print_agreement(const json_t *agreement)
{
    const json_t *kinds = json_object_get(agreement, "kinds");
    size_t index;
    json_t *one;

    puts(json_array_size(kinds) ? "why they agree: both have the same"
                                : "they do not agree: both have no key in common");
    json_array_foreach(kinds, index, one)
        printf("    %-4s %s\n", dolen_document_text(one, "kind"), dolen_document_text(one, "made_of"));
    if (json_object_get(agreement, "levels"))
        puts("so, field by field,");
    json_array_foreach(json_object_get(agreement, "levels"), index, one)
        printf("  %-22s %s\n", dolen_document_text(one, "field"), dolen_document_text(one, "words"));
    printf("among %lld records: the same with probability %.4f, relatives or one household %.4f\n",
           (long long)json_integer_value(json_object_get(agreement, "records")),
           json_real_value(json_object_get(agreement, "probability")),
           json_real_value(json_object_get(agreement, "relative")));
    printf("result at the default thresholds: %s\n", dolen_document_text(agreement, "band"));
}

void dolen_match_print(const json_t *explanation)
{
    const json_t *agreement = json_object_get(explanation, "agreement");
    size_t index;
    json_t *record;

    printf("normaliser %s\n", dolen_document_text(explanation, "normaliser"));
    json_array_foreach(json_object_get(explanation, "records"), index, record) print_record(record, index + 1);
    if (agreement)
        print_agreement(agreement);
}
