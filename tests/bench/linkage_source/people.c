#include "tests/bench/linkage_source/people.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/agency/extract/csv.h"
#include "node/base/memory.h"
#include "node/match/match_keys.h"
#include "node/match/normalise.h"
#include "node/match/phonetic.h"

enum { FIRST_ROOM = 4096, JOINED = 256, ALL_KINDS = -1 };

typedef enum column {
    ENTITY,
    FORENAMES,
    SURNAME,
    DOB,
    SEX,
    POSTCODE,
    ADDRESS,
    UPRN,
    NHS_NUMBER,
    FORMER_SURNAME,
    COLUMNS,
} column;

static const char *const column_names[COLUMNS] = {"entity",   "forenames", "surname", "dob",        "sex",
                                                  "postcode", "address",   "uprn",    "nhs_number", "former_surname"};

typedef struct row_text {
    const char *at[COLUMNS]; /* "" for a column that the file does not have */
} row_text;

void linkage_vocabulary_start(linkage_vocabulary *vocabulary)
{
    *vocabulary = (linkage_vocabulary){.kept_kinds = UINT64_MAX};
    linkage_strings_start(&vocabulary->strings);
    linkage_strings_start(&vocabulary->truths);
}

void linkage_vocabulary_end(linkage_vocabulary *vocabulary)
{
    linkage_strings_end(&vocabulary->strings);
    linkage_strings_end(&vocabulary->truths);
    free(vocabulary->names);
    *vocabulary = (linkage_vocabulary){0};
}

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static uint32_t put(linkage_vocabulary *vocabulary, const char *text)
{
    return linkage_strings_put(&vocabulary->strings, text);
}

static uint32_t put_code(linkage_vocabulary *vocabulary, const char *word)
{
    char code[DOLEN_PHONETIC_SIZE];
    char marked[DOLEN_PHONETIC_SIZE + 1];

    dolen_phonetic_code(word, strlen(word), code);
    snprintf(marked, sizeof marked, "~%s", code);
    return code[0] ? put(vocabulary, marked) : 0;
}

/* A name's number; what the baseline will ask about it is noted with it. */
static uint32_t put_name(linkage_vocabulary *vocabulary, const char *word)
{
    const uint32_t number = put(vocabulary, word);
    const char *nickname = dolen_normalise_nickname(word);
    char prefix[6];

    if (number >= vocabulary->name_count) {
        const size_t room = (size_t)number * 2 + FIRST_ROOM;
        vocabulary->names = dolen_memory_resize(vocabulary->names, room, sizeof *vocabulary->names);
        memset(vocabulary->names + vocabulary->name_count, 0,
               (room - vocabulary->name_count) * sizeof *vocabulary->names);
        vocabulary->name_count = room;
    }
    if (number == 0 || vocabulary->names[number].initial)
        return number;
    snprintf(prefix, sizeof prefix, "^%.3s", word);
    vocabulary->names[number] = (linkage_name){.nickname = put(vocabulary, nickname),
                                               .code = put_code(vocabulary, nickname),
                                               .sound = put_code(vocabulary, word),
                                               .prefix = put(vocabulary, prefix),
                                               .initial = word[0]};
    return number;
}

static void read_names(const row_text *row, linkage_vocabulary *vocabulary, linkage_person *out)
{
    dolen_normal_name name;
    size_t used = 0;

    dolen_normalise_name(row->at[FORENAMES], row->at[SURNAME], row->at[FORMER_SURNAME], &name);
    for (size_t i = 0; i < 2 && i < name.forenames.count; i++)
        out->forenames[i] = put_name(vocabulary, name.forenames.text[i]);
    out->surname = put_name(vocabulary, name.surname);
    for (size_t i = 0; name.surnames.count > 1 && i < name.surnames.count && used < LINKAGE_PARTS - 1; i++)
        out->surnames[used++] = put_name(vocabulary, name.surnames.text[i]);
    if (name.former_surname[0])
        out->surnames[used] = put_name(vocabulary, name.former_surname);
}

static uint32_t put_two(linkage_vocabulary *vocabulary, const char *first, const char *second, char mark)
{
    char both[JOINED];

    if (!*first || !*second)
        return 0;
    snprintf(both, sizeof both, "%s%c%s", first, mark, second);
    return put(vocabulary, both);
}

static void read_place(const row_text *row, const char *text_postcode, linkage_vocabulary *vocabulary,
                       linkage_person *out)
{
    dolen_normal_postcode postcode;
    dolen_normal_line line;
    char uprn[DOLEN_NORMAL_UPRN];

    (void)dolen_normalise_postcode(text_postcode, &postcode);
    dolen_normalise_line(row->at[ADDRESS], &line);
    (void)dolen_normalise_uprn(row->at[UPRN], uprn);
    out->postcode = put(vocabulary, postcode.whole);
    out->sector = put(vocabulary, postcode.sector);
    out->outcode = put(vocabulary, postcode.outcode);
    out->units = put(vocabulary, line.units);
    out->street = put(vocabulary, line.street);
    out->dwelling = put_two(vocabulary, line.units, postcode.whole, '/');
    out->premises = put_two(vocabulary, line.units, line.street, '@');
    if (uprn[0])
        out->premises = put_two(vocabulary, "u", uprn, '=');
}

/* "2119" becomes "B21 1NA": district, sector and unit still nest, and a wrong digit is still one wrong letter. */
static const char *british(const char *postcode, char out[9])
{
    static const char letters[] = "ABDEFGHJLN";

    if (strlen(postcode) != 4 || strspn(postcode, "0123456789") != 4)
        return postcode;
    snprintf(out, 9, "B%.2s %c%cA", postcode, postcode[2], letters[postcode[3] - '0']);
    return out;
}

/* YYYY-MM-DD or YYYYMMDD; year 0 for anything else. */
static dolen_day day_of(const char *text)
{
    char iso[DOLEN_DAY_TEXT];
    dolen_day day = {0};

    if (strlen(text) == 8)
        snprintf(iso, sizeof iso, "%.4s-%.2s-%.2s", text, text + 4, text + 6);
    else
        snprintf(iso, sizeof iso, "%.10s", text);
    if (dolen_day_read(iso, &day, NULL) != DOLEN_OK)
        return (dolen_day){0};
    return day;
}

static uint64_t secret_hash(const dolen_match_key *key)
{
    static const uint8_t secret[crypto_shorthash_KEYBYTES] = "linkage bench 1";
    char input[DOLEN_MATCH_KEY_SIZE + 8];
    uint64_t value = 0;
    uint8_t hash[crypto_shorthash_BYTES];

    input[0] = (char)key->kind;
    memcpy(input + 1, key->canonical.at, key->canonical.size);
    crypto_shorthash(hash, (const uint8_t *)input, key->canonical.size + 1, secret);
    memcpy(&value, hash, sizeof value);
    return value;
}

static void add_key(linkage_people *people, linkage_key key)
{
    if (people->key_count == people->key_room) {
        people->key_room = people->key_room ? people->key_room + people->key_room / 2 : FIRST_ROOM;
        people->keys = dolen_memory_resize(people->keys, people->key_room, sizeof *people->keys);
    }
    people->keys[people->key_count++] = key;
}

static dolen_status make_keys(const dolen_person *person, uint64_t kinds, dolen_arena *arena, linkage_people *people,
                              linkage_person *out, dolen_err *err)
{
    const double start = seconds_now();
    dolen_match_keys keys;

    dolen_arena_reset(arena);
    DOLEN_TRY(dolen_match_person_keys(person, arena, &keys, err));
    people->key_seconds += seconds_now() - start;
    dolen_match_keep_kinds(&keys, kinds);
    out->first_key = people->key_count;
    out->key_count = (uint8_t)keys.count;
    out->fields = keys.fields;
    for (size_t i = 0; i < keys.count; i++)
        add_key(people, (linkage_key){secret_hash(&keys.items[i]), (uint32_t)keys.items[i].kind});
    return DOLEN_OK;
}

static dolen_status read_person(const row_text *row, linkage_vocabulary *vocabulary, dolen_arena *arena,
                                linkage_people *people, dolen_err *err)
{
    char changed[9];
    char number[DOLEN_NORMAL_NHS];
    const dolen_person person = {.forenames = row->at[FORENAMES],
                                 .surname = row->at[SURNAME],
                                 .former_surname = row->at[FORMER_SURNAME],
                                 .born = day_of(row->at[DOB]),
                                 .sex = row->at[SEX],
                                 .address = row->at[ADDRESS],
                                 .postcode = british(row->at[POSTCODE], changed),
                                 .uprn = row->at[UPRN],
                                 .nhs_number = row->at[NHS_NUMBER]};
    linkage_person out = {.entity = linkage_strings_put(&vocabulary->truths, row->at[ENTITY]),
                          .sex = dolen_normalise_sex(person.sex)};

    DOLEN_TRY(make_keys(&person, vocabulary->kept_kinds, arena, people, &out, err));
    read_names(row, vocabulary, &out);
    read_place(row, person.postcode, vocabulary, &out);
    if (dolen_normalise_nhs_number(person.nhs_number, number))
        out.nhs_number = put(vocabulary, number);
    if (dolen_normalise_born(person.born) != DOLEN_BORN_NONE)
        out.born = (uint32_t)(person.born.year * 10000 + person.born.month * 100 + person.born.day);
    if (people->count == people->room) {
        people->room = people->room ? people->room + people->room / 2 : FIRST_ROOM;
        people->items = dolen_memory_resize(people->items, people->room, sizeof *people->items);
    }
    people->items[people->count++] = out;
    return DOLEN_OK;
}

/* Where each column stands, from 1; 0 for one that is not there. The first `needed` must be. */
static dolen_status read_header(dolen_csv *csv, const char *const *names, size_t count, size_t needed, size_t *columns,
                                dolen_err *err)
{
    dolen_csv_row row;

    DOLEN_TRY(dolen_csv_next(csv, &row, err));
    for (size_t c = 0; c < count; c++) {
        columns[c] = 0;
        for (size_t i = 0; i < row.count; i++)
            if (strcmp(row.fields[i], names[c]) == 0)
                columns[c] = i + 1;
        if (!columns[c] && c < needed)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a column of the header is missing");
    }
    return DOLEN_OK;
}

static dolen_status read_rows(dolen_csv *csv, linkage_vocabulary *vocabulary, linkage_people *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_MATCH_ARENA);
    size_t columns[COLUMNS];
    dolen_csv_row row;
    row_text text;

    DOLEN_TRY(read_header(csv, column_names, COLUMNS, FORMER_SURNAME, columns, err));
    for (;;) {
        DOLEN_TRY(dolen_csv_next(csv, &row, err));
        if (row.count == 0)
            return DOLEN_OK;
        for (size_t c = 0; c < COLUMNS; c++)
            text.at[c] = columns[c] ? row.fields[columns[c] - 1] : "";
        DOLEN_TRY(read_person(&text, vocabulary, arena, out, err));
    }
}

static long read_file(void *context, uint8_t *at, size_t room)
{
    FILE *in = context;
    const size_t got = fread(at, 1, room, in);

    return got == 0 && ferror(in) ? -1 : (long)got;
}

/* What reads one kind of file, row by row. */
typedef struct row_reader {
    dolen_status (*read)(dolen_csv *csv, void *context, dolen_err *err);
    void *context;
} row_reader;

static dolen_status read_csv(const char *path, row_reader reader, dolen_err *err)
{
    FILE *in = fopen(path, "r");

    if (!in) {
        perror(path);
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the file cannot be opened");
    }
    DOLEN_OWN(dolen_csv, csv) = dolen_csv_new((dolen_csv_source){read_file, in}, DOLEN_CSV_UTF_8, ',');
    const dolen_status status = reader.read(csv, reader.context, err);
    fclose(in);
    if (status != DOLEN_OK)
        fprintf(stderr, "%s, line %zu: %s\n", path, dolen_csv_line(csv), err ? err->what : "");
    return status;
}

typedef struct people_target {
    linkage_vocabulary *vocabulary;
    linkage_people *people;
} people_target;

static dolen_status read_people(dolen_csv *csv, void *context, dolen_err *err)
{
    const people_target *into = context;

    return read_rows(csv, into->vocabulary, into->people, err);
}

dolen_status linkage_people_read(const char *path, linkage_vocabulary *vocabulary, linkage_people *out, dolen_err *err)
{
    people_target into = {vocabulary, out};

    *out = (linkage_people){0};
    return read_csv(path, (row_reader){read_people, &into}, err);
}

/* By entity, as far as the vocabulary knew it before. */
typedef struct relations {
    linkage_strings *truths;
    size_t entities;
    uint32_t *households;
    uint32_t *twins;
} relations;

static dolen_status read_relations(dolen_csv *csv, void *context, dolen_err *err)
{
    static const char *const names[] = {"entity", "household", "twin_of"};
    relations *into = context;
    size_t columns[3];
    dolen_csv_row row;

    DOLEN_TRY(read_header(csv, names, 3, 3, columns, err));
    for (;;) {
        DOLEN_TRY(dolen_csv_next(csv, &row, err));
        if (row.count == 0)
            return DOLEN_OK;
        const uint32_t entity = linkage_strings_put(into->truths, row.fields[columns[0] - 1]);
        if (entity >= into->entities)
            continue;
        into->households[entity] = linkage_strings_put(into->truths, row.fields[columns[1] - 1]);
        into->twins[entity] = linkage_strings_put(into->truths, row.fields[columns[2] - 1]);
    }
}

static void relate(const relations *with, linkage_people *people)
{
    for (size_t i = 0; i < people->count; i++) {
        people->items[i].household = with->households[people->items[i].entity];
        people->items[i].twin = with->twins[people->items[i].entity];
    }
}

dolen_status linkage_people_relate(const char *path, linkage_vocabulary *vocabulary, linkage_people *index,
                                   linkage_people *queries, dolen_err *err)
{
    const size_t entities = vocabulary->truths.count;
    DOLEN_FREED uint32_t *households = dolen_memory_make(entities, sizeof *households);
    DOLEN_FREED uint32_t *twins = dolen_memory_make(entities, sizeof *twins);
    relations with = {&vocabulary->truths, entities, households, twins};

    DOLEN_TRY(read_csv(path, (row_reader){read_relations, &with}, err));
    relate(&with, index);
    relate(&with, queries);
    return DOLEN_OK;
}

void linkage_people_end(linkage_people *people)
{
    free(people->items);
    free(people->keys);
    *people = (linkage_people){0};
}
