#include "deploy/region/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deploy/region/words_data.h"
#include "node/base/memory.h"
#include "node/base/status.h"

enum {
    FIELDS = 4,
    DECADES = 11,
    FIRST_DECADE = 1924,
    BAY_PEOPLE = 250000,
    TOWN_PEOPLE = 10000,
    FIRST_FAMILY = 100, /* streets are named after families, from this surname on */
    FAMILY_STREETS = 1000,
};

typedef struct row {
    char *text; /* owns the fields */
    const char *field[FIELDS];
    uint32_t until; /* sum of the weights up to and with this row, within its group */
} row;

typedef struct table {
    row *rows;
    size_t count;
} table;

struct dolen_words {
    table surnames, forenames, surname_spellings, forename_spellings, forename_variants, nicknames;
    table streets, street_types, houses, places, places_wales;
    table mistakes[2];
    size_t reach;                 /* how many places are in use, of both lists */
    table groups[2][DECADES + 2]; /* views into forenames: by decade, then "cy" and "tail" */
};

/* The text ends in two NULs: the end of a list whose items end in one. */
static void split(row *into, const char *line)
{
    const size_t size = strlen(line);
    into->text = dolen_memory_make(size + 2, 1);
    memcpy(into->text, line, size);
    char *at = into->text;
    for (size_t i = 0; i < FIELDS; i++) {
        into->field[i] = at;
        char *comma = strchr(at, ',');
        if (!comma)
            comma = at + strlen(at);
        at = *comma ? comma + 1 : comma;
        *comma = '\0';
    }
}

static table load(const char *const *lines)
{
    table out = {0};

    while (lines[out.count])
        out.count++;
    out.rows = dolen_memory_make(out.count, sizeof *out.rows);
    for (size_t i = 0; i < out.count; i++)
        split(&out.rows[i], lines[i]);
    return out;
}

/* "Huw,Hugh|Hew": the second field becomes a list of strings. */
static table load_variants(const char *const *lines)
{
    const table out = load(lines);

    for (size_t i = 0; i < out.count; i++)
        for (char *at = out.rows[i].text + strlen(out.rows[i].text) + 1; *at; at++)
            if (*at == '|')
                *at = '\0';
    return out;
}

static void unload(table *old)
{
    for (size_t i = 0; i < old->count; i++)
        free(old->rows[i].text);
    free(old->rows);
}

static void weigh(table *rows, size_t field)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < rows->count; i++) {
        sum += (uint32_t)strtoul(rows->rows[i].field[field], NULL, 10);
        rows->rows[i].until = sum;
    }
}

static table group_of(const table *forenames, const char *group)
{
    table out = {0};

    for (size_t i = 0; i < forenames->count; i++) {
        if (strcmp(forenames->rows[i].field[0], group) != 0)
            continue;
        if (!out.rows)
            out.rows = forenames->rows + i;
        out.count++;
    }
    DOLEN_MUST(out.count > 0);
    weigh(&out, 2);
    return out;
}

static void group_forenames(dolen_words *words)
{
    for (int sex = 0; sex < 2; sex++) {
        char group[16];
        for (int i = 0; i < DECADES; i++) {
            snprintf(group, sizeof group, "%c%d", "FM"[sex], FIRST_DECADE + 10 * i);
            words->groups[sex][i] = group_of(&words->forenames, group);
        }
        snprintf(group, sizeof group, "%ccy", "FM"[sex]);
        words->groups[sex][DECADES] = group_of(&words->forenames, group);
        snprintf(group, sizeof group, "%ctail", "FM"[sex]);
        words->groups[sex][DECADES + 1] = group_of(&words->forenames, group);
    }
}

dolen_words *dolen_words_new(void)
{
    dolen_words *words = dolen_memory_make(1, sizeof *words);

    words->surnames = load(dolen_words_data_surnames);
    words->forenames = load(dolen_words_data_forenames);
    words->surname_spellings = load_variants(dolen_words_data_surname_spellings);
    words->forename_spellings = load_variants(dolen_words_data_forename_spellings);
    words->nicknames = load_variants(dolen_words_data_nicknames);
    words->streets = load(dolen_words_data_streets);
    words->street_types = load(dolen_words_data_street_types);
    words->houses = load(dolen_words_data_houses);
    words->places = load(dolen_words_data_places);
    words->places_wales = load(dolen_words_data_places_wales);
    words->forename_variants = load_variants(dolen_words_data_forename_variants);
    words->mistakes[DOLEN_WORDS_HEARD] = load(dolen_words_data_heard);
    words->mistakes[DOLEN_WORDS_SCANNED] = load(dolen_words_data_scanned);
    words->reach = words->places.count;
    weigh(&words->surnames, 1);
    group_forenames(words);
    return words;
}

void dolen_words_free(dolen_words *words)
{
    if (!words)
        return;
    unload(&words->surnames);
    unload(&words->forenames);
    unload(&words->surname_spellings);
    unload(&words->forename_spellings);
    unload(&words->nicknames);
    unload(&words->streets);
    unload(&words->street_types);
    unload(&words->houses);
    unload(&words->places);
    unload(&words->places_wales);
    unload(&words->forename_variants);
    unload(&words->mistakes[DOLEN_WORDS_HEARD]);
    unload(&words->mistakes[DOLEN_WORDS_SCANNED]);
    free(words);
}

void dolen_words_widen(dolen_words *words, size_t people)
{
    const size_t more = people > BAY_PEOPLE ? (people - BAY_PEOPLE) / TOWN_PEOPLE : 0;
    const size_t most = words->places_wales.count;

    words->reach = words->places.count + (more < most ? more : most);
}

static const row *draw(const table *from, dolen_dice *dice)
{
    const uint32_t wanted = dolen_dice_below(dice, from->rows[from->count - 1].until);
    size_t low = 0, high = from->count - 1;

    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (from->rows[middle].until > wanted)
            high = middle;
        else
            low = middle + 1;
    }
    return &from->rows[low];
}

const char *dolen_words_surname(const dolen_words *words, dolen_dice *dice)
{
    return draw(&words->surnames, dice)->field[0];
}

const char *dolen_words_forename(const dolen_words *words, dolen_dice *dice, char sex, int year)
{
    const table *groups = words->groups[sex == 'M'];
    int decade = (year + 5 - FIRST_DECADE) / 10;
    const uint32_t kind = dolen_dice_below(dice, 100);

    if (decade < 0)
        decade = 0;
    if (decade >= DECADES)
        decade = DECADES - 1;
    const table *group = kind < 10 ? &groups[DECADES] : kind < 22 ? &groups[DECADES + 1] : &groups[decade];
    return draw(group, dice)->field[1];
}

static const char *pick_variant(const table *from, dolen_dice *dice, const char *name)
{
    for (size_t i = 0; i < from->count; i++) {
        if (strcmp(from->rows[i].field[0], name) != 0)
            continue;
        uint32_t count = 0;
        for (const char *at = from->rows[i].field[1]; *at; at += strlen(at) + 1)
            count++;
        const char *chosen = from->rows[i].field[1];
        for (uint32_t skip = dolen_dice_below(dice, count); skip > 0; skip--)
            chosen += strlen(chosen) + 1;
        return chosen;
    }
    return NULL;
}

const char *dolen_words_nickname(const dolen_words *words, dolen_dice *dice, const char *forename)
{
    return pick_variant(&words->nicknames, dice, forename);
}

const char *dolen_words_forename_spelling(const dolen_words *words, dolen_dice *dice, const char *forename)
{
    return pick_variant(&words->forename_spellings, dice, forename);
}

const char *dolen_words_surname_spelling(const dolen_words *words, dolen_dice *dice, const char *surname)
{
    return pick_variant(&words->surname_spellings, dice, surname);
}

const char *dolen_words_forename_variant(const dolen_words *words, dolen_dice *dice, const char *forename)
{
    return pick_variant(&words->forename_variants, dice, forename);
}

size_t dolen_words_rules(const dolen_words *words, dolen_words_mistake mistake)
{
    return words->mistakes[mistake].count;
}

dolen_words_rule dolen_words_rule_at(const dolen_words *words, dolen_words_mistake mistake, size_t number)
{
    const row *found = &words->mistakes[mistake].rows[number];

    return (dolen_words_rule){.where = found->field[0], .from = found->field[1], .to = found->field[2]};
}

size_t dolen_words_places(const dolen_words *words)
{
    return words->reach;
}

dolen_words_place dolen_words_place_at(const dolen_words *words, size_t number)
{
    const size_t at = number % words->reach;
    const size_t near = words->places.count;
    const row *found = at < near ? &words->places.rows[at] : &words->places_wales.rows[at - near];

    return (dolen_words_place){
        .authority = found->field[0], .english = found->field[1], .welsh = found->field[2], .sectors = found->field[3]};
}

size_t dolen_words_common_streets(const dolen_words *words)
{
    return words->streets.count * words->street_types.count;
}

size_t dolen_words_streets(const dolen_words *words)
{
    return dolen_words_common_streets(words) + FAMILY_STREETS * words->street_types.count;
}

/* "Rhodfa'r Bont", but "Heol y Bont": the article leans on a vowel before it. */
static void write_welsh(dolen_words_street *out, const char *type, const char *word)
{
    const bool leans = type[0] && strchr("aeiouwy", type[strlen(type) - 1]);
    const size_t article = strncmp(word, "yr ", 3) == 0 ? 3 : strncmp(word, "y ", 2) == 0 ? 2 : 0;

    if (leans && article)
        snprintf(out->welsh, sizeof out->welsh, "%s'r %s", type, word + article);
    else
        snprintf(out->welsh, sizeof out->welsh, "%s %s", type, word);
}

static dolen_words_street common_street_at(const dolen_words *words, size_t number)
{
    const size_t at = number % words->streets.count;
    const row *word = &words->streets.rows[at];
    const row *type = &words->street_types.rows[(number / words->streets.count + at) % words->street_types.count];
    dolen_words_street out = {0};

    if (word->field[0][0])
        snprintf(out.english, sizeof out.english, "%s %s", word->field[0], type->field[0]);
    if (word->field[1][0])
        write_welsh(&out, type->field[1], word->field[1]);
    if (!out.english[0])
        memcpy(out.english, out.welsh, sizeof out.english);
    if (!out.welsh[0])
        memcpy(out.welsh, out.english, sizeof out.welsh);
    return out;
}

dolen_words_street dolen_words_street_at(const dolen_words *words, size_t number)
{
    const size_t all = number % dolen_words_streets(words), common = dolen_words_common_streets(words);
    dolen_words_street out = {0};

    if (all < common)
        return common_street_at(words, all);
    const size_t at = (all - common) % FAMILY_STREETS;
    const row *family = &words->surnames.rows[FIRST_FAMILY + at];
    const row *type = &words->street_types.rows[((all - common) / FAMILY_STREETS + at) % words->street_types.count];
    snprintf(out.english, sizeof out.english, "%s %s", family->field[0], type->field[0]);
    memcpy(out.welsh, out.english, sizeof out.welsh);
    return out;
}

const char *dolen_words_short_type(const dolen_words *words, const char *type)
{
    for (size_t i = 0; i < words->street_types.count; i++)
        for (size_t language = 0; language < 2; language++)
            if (strcmp(words->street_types.rows[i].field[language], type) == 0)
                return words->street_types.rows[i].field[language + 2];
    return NULL;
}

size_t dolen_words_houses(const dolen_words *words)
{
    return words->houses.count;
}

dolen_words_street dolen_words_house_at(const dolen_words *words, size_t number)
{
    const row *found = &words->houses.rows[number % words->houses.count];
    dolen_words_street out = {0};

    snprintf(out.english, sizeof out.english, "%s", found->field[0]);
    snprintf(out.welsh, sizeof out.welsh, "%s", found->field[1]);
    return out;
}
