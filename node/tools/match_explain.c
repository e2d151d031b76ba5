#include <string.h>

#include "node/match/match_lack.h"
#include "node/match/match_score.h"
#include "node/match/normalise.h"
#include "node/match/phonetic.h"
#include "node/tools/match_internal.h"

static const char *const kind_words[DOLEN_KEY_KINDS] = {
    [DOLEN_KEY_K02] = "the first or second forename by sound, and the date of birth in either order",
    [DOLEN_KEY_K04] = "the end of the forename, the start of the surname, and the date of birth",
    [DOLEN_KEY_K05] = "the surname, a part of it or a former one by sound, and the date of birth",
    [DOLEN_KEY_K07] = "the first and second forename by sound, and the date of birth",
    [DOLEN_KEY_K09] = "both names by sound, and the month and year of birth",
    [DOLEN_KEY_K11] = "the start of both names, and the day and month of birth",
    [DOLEN_KEY_K12] = "the date of birth and the postcode",
    [DOLEN_KEY_K15] = "the start of both names, and the postcode",
    [DOLEN_KEY_K16] = "the initial, the sex, the year of birth, and the postcode",
    [DOLEN_KEY_K18] = "the address and the date of birth",
    [DOLEN_KEY_K19] = "the address and the forename by sound",
    [DOLEN_KEY_K20] = "the NHS number",
    [DOLEN_KEY_K22] = "both initials, and the date of birth",
    [DOLEN_KEY_K23] = "both names by sound, the number of the house, and the postcode district",
    [DOLEN_KEY_K24] = "both names by sound, and the street",
    [DOLEN_KEY_K25] = "the surname by sound, and the address",
    [DOLEN_KEY_K26] = "the letters of all names in any order, and the date of birth",
    [DOLEN_KEY_A1] = "the UPRN",
    [DOLEN_KEY_A2] = "the house number or name, and the postcode",
    [DOLEN_KEY_A3] = "the house number, the street, and the postcode district",
};

static const char *const why_words[] = {
    [DOLEN_NORMAL_TITLE] = "left out: a title",
    [DOLEN_NORMAL_SUFFIX] = "left out: a suffix",
    [DOLEN_NORMAL_FILLER] = "left out: stands for a name that is not known",
    [DOLEN_NORMAL_OTHER_SCRIPT] = "left out: not all of its letters have a Latin form",
    [DOLEN_NORMAL_KIN] = "left out: the name of someone else",
    [DOLEN_NORMAL_MARK] = "left out: says that another name follows",
    [DOLEN_NORMAL_FORMER] = "taken as a former surname",
    [DOLEN_NORMAL_SURPLUS] = "left out: more words than are kept",
    [DOLEN_NORMAL_GLUED] = "made of a particle and the word behind it",
    [DOLEN_NORMAL_TO_SURNAME] = "taken as surname: the field held a whole name",
    [DOLEN_NORMAL_TO_FORENAMES] = "taken as forename: the field held a whole name",
    [DOLEN_NORMAL_ALTERNATIVE] = "counts as a surname as well",
};

static void set_text(json_t *object, const char *name, const char *text)
{
    if (text && text[0])
        json_object_set_new(object, name, json_string(text));
}

static json_t *words_of(const dolen_normal_words *words)
{
    json_t *list = json_array();

    for (size_t i = 0; i < words->count; i++)
        json_array_append_new(list, json_string(words->text[i]));
    return list;
}

static void set_code(json_t *object, const char *name, const char *word)
{
    char code[DOLEN_PHONETIC_SIZE];

    dolen_phonetic_code(word, strlen(word), code);
    set_text(object, name, code);
}

/* What a field was before words were made of it; a letter of another script shows as "#". */
static void set_folded(json_t *folded, const char *name, const char *text)
{
    char out[DOLEN_NORMAL_FOLDED];

    (void)dolen_normalise_fold(text, out);
    for (char *at = out; *at; at++)
        *at = (char)(*at == DOLEN_NORMAL_FOREIGN ? '#' : *at == '\n' ? ' ' : *at);
    set_text(folded, name, out);
}

static json_t *steps_of(const dolen_normal_steps *steps)
{
    json_t *list = json_array();

    for (size_t i = 0; i < steps->count; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:s}", "word", steps->items[i].word, "what", why_words[steps->items[i].why]));
    return list;
}

static void explain_name(const dolen_person *person, json_t *record)
{
    dolen_normal_name name;
    dolen_normal_steps steps;
    json_t *folded = json_object();

    dolen_normalise_name_in_steps(person->forenames, person->surname, person->former_surname, &name, &steps);
    set_folded(folded, "forenames", person->forenames);
    set_folded(folded, "surname", person->surname);
    set_folded(folded, "former_surname", person->former_surname);
    json_object_set_new(record, "folded", folded);
    json_object_set_new(record, "steps", steps_of(&steps));
    json_object_set_new(record, "forenames", words_of(&name.forenames));
    if (name.forenames.count) {
        const char *form = dolen_normalise_nickname(name.forenames.text[0]);
        set_text(record, "first_forename_stands_for", form);
        set_code(record, "first_forename_sound", form);
    }
    set_text(record, "surname", name.surname);
    json_object_set_new(record, "surname_forms", words_of(&name.surnames));
    set_code(record, "surname_sound", name.surname);
    set_text(record, "former_surname", name.former_surname);
}

static const char *born_words(dolen_day born)
{
    if (born.year == 0)
        return "";
    switch (dolen_normalise_born(born)) {
    case DOLEN_BORN_NONE:
        return "not used: impossible, or a date that stands for not known";
    case DOLEN_BORN_WEAK:
        return "1 January: often a default, so it proves less";
    case DOLEN_BORN_GOOD:
        return "used";
    }
    return "";
}

static void explain_place(const dolen_person *person, json_t *record)
{
    dolen_normal_postcode postcode;
    dolen_normal_line line;
    char uprn[DOLEN_NORMAL_UPRN];

    (void)dolen_normalise_postcode(person->postcode, &postcode);
    dolen_normalise_line(person->address, &line);
    if (person->postcode && person->postcode[0])
        set_text(record, "postcode",
                 postcode.whole[0]     ? postcode.whole
                 : postcode.outcode[0] ? postcode.outcode
                                       : "not used: no postcode, or one that stands for no place");
    set_text(record, "unit_numbers", line.units);
    set_text(record, "street", line.street);
    set_text(record, "house", line.house);
    if (person->uprn && person->uprn[0])
        set_text(record, "uprn", dolen_normalise_uprn(person->uprn, uprn) ? uprn : "not used: no UPRN");
}

static void explain_number(const dolen_person *person, json_t *record)
{
    char number[DOLEN_NORMAL_NHS];

    if (person->nhs_number && person->nhs_number[0])
        set_text(record, "nhs_number",
                 dolen_normalise_nhs_number(person->nhs_number, number)
                     ? number
                     : "not used: the check digit does not fit, or a number that stands for not known");
}

static json_t *keys_of(const dolen_match_keys *keys)
{
    json_t *list = json_array();

    for (size_t i = 0; i < keys->count; i++)
        json_array_append_new(list,
                              json_pack("{s:s, s:s%, s:s}", "kind", dolen_key_kind_name(keys->items[i].kind), "key",
                                        (const char *)keys->items[i].canonical.at, keys->items[i].canonical.size,
                                        "made_of", kind_words[keys->items[i].kind]));
    return list;
}

static dolen_status explain_record(const dolen_match_given *given, dolen_arena *arena, dolen_match_keys *keys,
                                   json_t *record, dolen_err *err)
{
    dolen_person person;

    DOLEN_TRY(dolen_match_input_person(given, &person, err));
    const dolen_address address = {person.address, person.postcode, person.uprn};
    if (dolen_match_input_is_address(given))
        DOLEN_TRY(dolen_match_address_keys(&address, arena, keys, err));
    else
        DOLEN_TRY(dolen_match_person_keys(&person, arena, keys, err));
    set_text(record, "subject", dolen_match_input_is_address(given) ? "address" : "person");
    if (!dolen_match_input_is_address(given))
        explain_name(&person, record);
    set_text(record, "date_of_birth", born_words(person.born));
    explain_place(&person, record);
    explain_number(&person, record);
    json_object_set_new(record, "keys", keys_of(keys));
    if (keys->count == 0) {
        set_text(record, "lack", dolen_match_lack_name(keys->lack));
        set_text(record, "lack_words", dolen_match_lack_words(keys->lack));
    }
    return DOLEN_OK;
}

static bool holds(const dolen_match_keys *keys, const dolen_match_key *one)
{
    for (size_t i = 0; i < keys->count; i++)
        if (keys->items[i].kind == one->kind && dolen_bytes_same(keys->items[i].canonical, one->canonical))
            return true;
    return false;
}

static uint64_t agreeing_kinds(const dolen_match_keys *a, const dolen_match_keys *b, json_t *list)
{
    uint64_t kinds = 0;

    for (size_t i = 0; i < a->count; i++) {
        const dolen_key_kind kind = a->items[i].kind;
        if (!holds(b, &a->items[i]) || kinds & dolen_match_bit(kind))
            continue;
        kinds |= dolen_match_bit(kind);
        json_array_append_new(list,
                              json_pack("{s:s, s:s}", "kind", dolen_key_kind_name(kind), "made_of", kind_words[kind]));
    }
    return kinds;
}

static void add_level(json_t *list, const char *field, uint8_t level, const char *const words[5])
{
    json_array_append_new(list, json_pack("{s:s, s:i, s:s}", "field", field, "level",
                                          level == DOLEN_MATCH_UNKNOWN ? -1 : level, "words",
                                          level <= 4 ? words[level] : "not given on both sides"));
}

static json_t *levels_of(const dolen_match_comparison *comparison)
{
    static const char *const names[5] = {"no sign of agreement", "the same initial", "agree in part",
                                         "sound alike, or are forms of one name", "the same"};
    static const char *const dates[5] = {"no sign of agreement", "the same year", "two of day, month and year agree",
                                         "the same, perhaps with day and month swapped", "the same"};
    static const char *const places[5] = {"no sign of agreement", "the same postcode district",
                                          "the same postcode sector", "the same postcode", "the same address"};
    const dolen_match_levels levels = dolen_match_levels_of(comparison);
    json_t *list = json_array();

    add_level(list, "forename", levels.forename, names);
    add_level(list, "surname", levels.surname, names);
    add_level(list, "date of birth", levels.born, dates);
    add_level(list, "place", levels.place, places);
    return list;
}

static const char *band_words(dolen_band band)
{
    switch (band) {
    case DOLEN_BAND_NONE:
        return "not enough: nothing is released";
    case DOLEN_BAND_PROBABLE:
        return "probable: identity must be checked";
    case DOLEN_BAND_CONFIRMED:
        return "confirmed";
    }
    return "";
}

static json_t *compare(const dolen_match_question *question, const dolen_match_keys *keys)
{
    static const dolen_match_thresholds defaults = {0.99, 0.90};
    const bool is_address = dolen_match_input_is_address(&question->records[0]);
    json_t *kinds = json_array();
    const dolen_match_comparison comparison = {.kinds = agreeing_kinds(&keys[0], &keys[1], kinds),
                                               .asked_fields = keys[0].fields,
                                               .held_fields = keys[1].fields,
                                               .index_records = question->index_records};
    const dolen_match_score score =
        is_address ? dolen_match_score_address(&comparison) : dolen_match_score_person(&comparison, defaults);
    json_t *out = json_object();

    json_object_set_new(out, "kinds", kinds);
    if (!is_address)
        json_object_set_new(out, "levels", levels_of(&comparison));
    json_object_set_new(out, "records", json_integer((json_int_t)question->index_records));
    json_object_set_new(out, "probability", json_real(score.probability));
    json_object_set_new(out, "relative", json_real(score.relative));
    set_text(out, "band", band_words(score.band));
    return out;
}

dolen_status dolen_match_explain_make(const dolen_match_question *question, json_t **out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)DOLEN_MATCH_RECORDS * DOLEN_MATCH_ARENA);
    DOLEN_OWN(json_t, all) = json_pack("{s:s}", "normaliser", DOLEN_NORMALISER_VERSION);
    dolen_match_keys keys[DOLEN_MATCH_RECORDS];
    json_t *records = json_array();

    *out = NULL;
    json_object_set_new(all, "records", records);
    for (size_t i = 0; i < question->count; i++) {
        json_t *record = json_object();
        json_array_append_new(records, record);
        DOLEN_TRY(explain_record(&question->records[i], arena, &keys[i], record, err));
    }
    if (question->count == DOLEN_MATCH_RECORDS &&
        dolen_match_input_is_address(&question->records[0]) != dolen_match_input_is_address(&question->records[1]))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a person and an address cannot be compared");
    if (question->count == DOLEN_MATCH_RECORDS)
        json_object_set_new(all, "agreement", compare(question, keys));
    *out = DOLEN_TAKE(all);
    return DOLEN_OK;
}
