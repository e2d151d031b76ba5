#include "node/match/match_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/match/normalise.h"
#include "node/match/phonetic.h"
#include "node/match/words_internal.h"

enum {
    DATE = 9,       /* YYYYMMDD and a NUL */
    PART = 4,       /* three letters and a NUL */
    MOST_KEYS = 40, /* before the surplus is cut */
    ADDRESS = DOLEN_NORMAL_UNITS + DOLEN_NORMAL_STREET,
    LETTERS = DOLEN_NORMAL_WORDS * DOLEN_NORMAL_WORD + DOLEN_NORMAL_JOINED,
    PAIR = 2 * DOLEN_PHONETIC_SIZE,
    PIECES = 4,
};

/* A person's fields in normal form, "" for what is missing: the names are those of matching.md. */
typedef struct normal_person {
    dolen_normal_name name;
    const char *fn;
    char pf[DOLEN_PHONETIC_SIZE];
    char pm[DOLEN_PHONETIC_SIZE];
    char ps[DOLEN_PHONETIC_SIZE];
    char f3[PART];
    char fe3[PART];
    char s3[PART];
    char fi[2];
    char si[2];
    char sx[2];
    char d8[DATE];
    char ds[DATE];
    dolen_normal_postcode postcode;
    dolen_normal_line line;
    char by_uprn[DOLEN_NORMAL_UPRN + 1];
    char by_line[ADDRESS];
    char nhs_number[DOLEN_NORMAL_NHS];
    bool is_weak;
} normal_person;

typedef struct key_list {
    dolen_arena *arena;
    dolen_match_key items[MOST_KEYS];
    size_t count;
    bool failed;
} key_list;

static bool is_listed(const key_list *list, dolen_key_kind kind, const char *text, size_t size)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind == kind && list->items[i].canonical.size == size &&
            memcmp(list->items[i].canonical.at, text, size) == 0)
            return true;
    return false;
}

/* Issue a key of up to four pieces with "|" between them; none when a piece is missing or the whole is too long. */
static void add(key_list *list, dolen_key_kind kind, const char *const pieces[PIECES])
{
    char text[DOLEN_MATCH_KEY_SIZE];
    size_t used = 0;

    for (size_t i = 0; i < PIECES && pieces[i]; i++) {
        const size_t size = strlen(pieces[i]);
        if (!size || used + size + 1 > sizeof text)
            return;
        if (i)
            text[used++] = '|';
        memcpy(text + used, pieces[i], size);
        used += size;
    }
    if (list->count == MOST_KEYS || is_listed(list, kind, text, used))
        return;
    const char *copy = dolen_arena_copy_string(list->arena, text, used);
    list->failed = list->failed || !copy;
    if (copy)
        list->items[list->count++] = (dolen_match_key){kind, dolen_bytes_of(copy, used)};
}

#define ADD(list, kind, ...) add((list), (kind), (const char *const[PIECES]){__VA_ARGS__})

/* Two codes in alphabetical order; "" when one is missing. */
static void pair(const char *a, const char *b, char out[PAIR])
{
    const bool in_order = strcmp(a, b) <= 0;

    out[0] = '\0';
    if (*a && *b)
        snprintf(out, PAIR, "%s~%s", in_order ? a : b, in_order ? b : a);
}

static void code_of(const char *word, char out[DOLEN_PHONETIC_SIZE])
{
    dolen_phonetic_code(word, strlen(word), out);
}

static void part_of(const char *word, char out[PART])
{
    const size_t size = strlen(word);

    memset(out, 0, PART);
    memcpy(out, word, size < 3 ? size : 3);
}

static void read_names(const dolen_person *person, normal_person *out)
{
    dolen_normal_name *name = &out->name;

    dolen_normalise_name(person->forenames, person->surname, person->former_surname, name);
    out->fn = name->forenames.count ? name->forenames.text[0] : "";
    code_of(dolen_normalise_nickname(out->fn), out->pf);
    if (name->forenames.count > 1)
        code_of(dolen_normalise_nickname(name->forenames.text[1]), out->pm);
    code_of(name->surname, out->ps);
    const size_t size = strlen(out->fn);
    part_of(out->fn, out->f3);
    part_of(size > 3 ? out->fn + size - 3 : out->fn, out->fe3);
    part_of(name->surname, out->s3);
    out->fi[0] = out->fn[0];
    out->si[0] = name->surname[0];
}

static void write_date(char out[DATE], int year, int first, int second)
{
    for (int i = 3; i >= 0; i--, year /= 10)
        out[i] = (char)('0' + year % 10);
    out[4] = (char)('0' + first / 10);
    out[5] = (char)('0' + first % 10);
    out[6] = (char)('0' + second / 10);
    out[7] = (char)('0' + second % 10);
    out[8] = '\0';
}

static void read_born(dolen_day born, normal_person *out)
{
    const dolen_normal_born trust = dolen_normalise_born(born);

    if (trust == DOLEN_BORN_NONE)
        return;
    const bool in_order = born.month <= born.day;
    write_date(out->d8, born.year, born.month, born.day);
    write_date(out->ds, born.year, in_order ? born.month : born.day, in_order ? born.day : born.month);
    out->is_weak = trust == DOLEN_BORN_WEAK;
}

static void read_place(const dolen_person *person, normal_person *out)
{
    dolen_normal_line *line = &out->line;
    char uprn[DOLEN_NORMAL_UPRN];

    (void)dolen_normalise_postcode(person->postcode, &out->postcode);
    dolen_normalise_line(person->address, line);
    if (dolen_normalise_uprn(person->uprn, uprn))
        snprintf(out->by_uprn, sizeof out->by_uprn, "u%s", uprn);
    if (line->units[0] && line->street[0])
        snprintf(out->by_line, sizeof out->by_line, "%s@%s", line->units, line->street);
}

static void read_person(const dolen_person *person, normal_person *out)
{
    memset(out, 0, sizeof *out);
    read_names(person, out);
    read_born(person->born, out);
    read_place(person, out);
    out->sx[0] = dolen_normalise_sex(person->sex);
    (void)dolen_normalise_nhs_number(person->nhs_number, out->nhs_number);
}

static int by_letter(const void *a, const void *b)
{
    return *(const char *)a - *(const char *)b;
}

/* The letters of all names in alphabetical order: the same whichever name stands in which field. */
static void all_letters(const dolen_normal_name *name, char out[LETTERS])
{
    out[0] = '\0';
    for (size_t i = 0; i < name->forenames.count; i++)
        dolen_words_append(out, LETTERS, name->forenames.text[i]);
    dolen_words_append(out, LETTERS, name->surname);
    qsort(out, strlen(out), 1, by_letter);
}

/* A name's sound and the date. On 1 January so many seem to be born that the place has to be bound in. */
static void add_dated(const normal_person *p, dolen_key_kind kind, const char *code, const char *date, key_list *list)
{
    if (p->is_weak)
        ADD(list, kind, code, date, p->postcode.outcode);
    else
        ADD(list, kind, code, date);
}

/* Keys of names and dates alone. */
static void add_name_keys(const normal_person *p, key_list *list)
{
    char both[PAIR];
    char initials[PAIR];
    char letters[LETTERS];
    char month[7] = {0};
    const char *month_and_day = p->d8[0] ? p->d8 + 4 : "";

    pair(p->pf, p->ps, both);
    pair(p->fi, p->si, initials);
    all_letters(&p->name, letters);
    memcpy(month, p->d8, 6);
    add_dated(p, DOLEN_KEY_K02, p->pf, p->ds, list);
    ADD(list, DOLEN_KEY_K04, p->fe3, p->s3, p->d8);
    add_dated(p, DOLEN_KEY_K05, p->ps, p->d8, list);
    ADD(list, DOLEN_KEY_K07, p->pf, p->pm, p->ds);
    ADD(list, DOLEN_KEY_K09, both, month);
    ADD(list, DOLEN_KEY_K11, p->f3, p->s3, month_and_day);
    ADD(list, DOLEN_KEY_K22, initials, p->d8);
    ADD(list, DOLEN_KEY_K26, letters, p->d8);
}

/* Keys that say where somebody lives, as far as the address is known; a UPRN stands in for the line of an address. */
static void add_place_keys(const normal_person *p, key_list *list)
{
    const dolen_normal_postcode *pc = &p->postcode;
    const bool by_line = p->by_line[0];
    const char *address = by_line ? p->by_line : p->by_uprn;
    const char *within = by_line ? pc->outcode : "u";
    char both[PAIR];
    char year[5] = {0};

    pair(p->pf, p->ps, both);
    memcpy(year, p->d8, 4);
    ADD(list, DOLEN_KEY_K12, p->d8, pc->whole);
    ADD(list, DOLEN_KEY_K15, p->f3, p->s3, pc->whole);
    ADD(list, DOLEN_KEY_K16, p->fi, p->sx, year, pc->whole);
    ADD(list, DOLEN_KEY_K18, address, p->d8);
    ADD(list, DOLEN_KEY_K19, address, p->pf, within);
    ADD(list, DOLEN_KEY_K23, both, p->line.units, pc->outcode);
    ADD(list, DOLEN_KEY_K24, both, p->line.street);
    ADD(list, DOLEN_KEY_K25, address, p->ps, within);
}

static void add_surname_code(const normal_person *p, const char *surname, key_list *list)
{
    char code[DOLEN_PHONETIC_SIZE];

    code_of(surname, code);
    if (list->count < DOLEN_SUBJECT_PSEUDONYMS)
        add_dated(p, DOLEN_KEY_K05, code, p->d8, list);
}

/* Other names that somebody may go by: the second forename, a former surname, the parts of a double one; as far as
 * there is room for pseudonyms. */
static void add_other_name_keys(const normal_person *p, key_list *list)
{
    const dolen_normal_name *name = &p->name;

    add_dated(p, DOLEN_KEY_K02, p->pm, p->ds, list);
    add_surname_code(p, name->former_surname, list);
    for (size_t i = 0; name->surnames.count > 1 && i < name->surnames.count; i++)
        add_surname_code(p, name->surnames.text[i], list);
    for (size_t i = 0; name->former.count > 1 && i < name->former.count; i++)
        add_surname_code(p, name->former.text[i], list);
}

static int by_kind_and_bytes(const void *a, const void *b)
{
    const dolen_match_key *left = a;
    const dolen_match_key *right = b;
    const size_t shorter = left->canonical.size < right->canonical.size ? left->canonical.size : right->canonical.size;

    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    const int order = memcmp(left->canonical.at, right->canonical.at, shorter);
    if (order)
        return order;
    return left->canonical.size < right->canonical.size ? -1 : left->canonical.size > right->canonical.size;
}

static dolen_status finish(key_list *list, dolen_match_keys *out, dolen_err *err)
{
    dolen_match_key *items = NULL;

    if (list->failed)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the match keys do not fit into the memory given");
    DOLEN_MUST(list->count <= DOLEN_SUBJECT_PSEUDONYMS);
    if (list->count == 0)
        return DOLEN_OK;
    DOLEN_TRY(dolen_arena_take(list->arena, list->count, sizeof *items, &items, err));
    memcpy(items, list->items, list->count * sizeof *items);
    qsort(items, list->count, sizeof *items, by_kind_and_bytes);
    out->items = items;
    out->count = list->count;
    out->lack = DOLEN_MATCH_LACKS_NOTHING;
    return DOLEN_OK;
}

static uint8_t fields_of(const normal_person *p)
{
    unsigned fields = 0;

    fields |= p->fn[0] ? DOLEN_FIELD_FORENAME : 0;
    fields |= p->name.surname[0] ? DOLEN_FIELD_SURNAME : 0;
    fields |= p->d8[0] ? DOLEN_FIELD_BORN : 0;
    fields |= p->is_weak ? DOLEN_FIELD_BORN_WEAK : 0;
    fields |= p->postcode.whole[0] ? DOLEN_FIELD_PLACE : 0;
    fields |= p->nhs_number[0] ? DOLEN_FIELD_NHS_NUMBER : 0;
    return (uint8_t)fields;
}

static bool is_given(const char *text)
{
    return text && text[strspn(text, " \t\r\n")];
}

/* Why there would be no key, should there be none. */
static dolen_match_lack lack_of(const dolen_person *person, const normal_person *normal)
{
    if (normal->fn[0] || normal->name.surname[0] || (!is_given(person->forenames) && !is_given(person->surname)))
        return DOLEN_MATCH_LACKS_FIELDS;
    return normal->name.has_filler && !normal->name.has_foreign ? DOLEN_MATCH_LACKS_NAME : DOLEN_MATCH_LACKS_LETTERS;
}

dolen_status dolen_match_person_keys(const dolen_person *person, dolen_arena *arena, dolen_match_keys *out,
                                     dolen_err *err)
{
    normal_person normal;
    key_list list = {.arena = arena};

    read_person(person, &normal);
    *out = (dolen_match_keys){.fields = fields_of(&normal), .lack = lack_of(person, &normal)};
    add_name_keys(&normal, &list);
    add_place_keys(&normal, &list);
    ADD(&list, DOLEN_KEY_K20, normal.nhs_number);
    add_other_name_keys(&normal, &list);
    dolen_memory_wipe(&normal, sizeof normal);
    return finish(&list, out, err);
}

dolen_status dolen_match_address_keys(const dolen_address *address, dolen_arena *arena, dolen_match_keys *out,
                                      dolen_err *err)
{
    key_list list = {.arena = arena};
    char uprn[DOLEN_NORMAL_UPRN];
    dolen_normal_line line;
    dolen_normal_postcode postcode;

    (void)dolen_normalise_uprn(address->uprn, uprn);
    (void)dolen_normalise_postcode(address->postcode, &postcode);
    dolen_normalise_line(address->line, &line);
    const bool has_number = line.units[0] || line.house[0];
    *out = (dolen_match_keys){.fields = postcode.whole[0] || uprn[0] ? DOLEN_FIELD_PLACE : 0};
    out->lack = has_number ? DOLEN_MATCH_LACKS_POSTCODE : DOLEN_MATCH_LACKS_NUMBERS;
    ADD(&list, DOLEN_KEY_A1, uprn);
    const char *home = line.units[0] ? line.units : line.house;
    ADD(&list, DOLEN_KEY_A2, home, postcode.whole);
    ADD(&list, DOLEN_KEY_A3, home, line.street, postcode.outcode);
    return finish(&list, out, err);
}

void dolen_match_keep_kinds(dolen_match_keys *keys, uint64_t kinds)
{
    size_t kept = 0;

    for (size_t i = 0; i < keys->count; i++)
        if (kinds >> (unsigned)keys->items[i].kind & 1)
            keys->items[kept++] = keys->items[i];
    keys->count = kept;
}
