#include "deploy/region/home.h"

#include <stdio.h>
#include <string.h>

#include "deploy/region/garble.h"

enum { HOMES = 12, FLATS = 6, UPRN_PRIME = 99999989, UNIT_LETTERS = 20, STREET = 64, CYCLE = 4000 };

static void write_postcode(dolen_home *home, uint32_t number)
{
    static const char letters[UNIT_LETTERS + 1] = "ABDEFGHJLNPQRSTUWXYZ"; /* a unit never has C I K M O V */
    const char *sectors = home->place.sectors;
    uint32_t count = 1;

    for (const char *at = sectors; *at; at++)
        count += *at == '|';
    for (uint32_t skip = number % count; skip > 0; skip--)
        sectors = strchr(sectors, '|') + 1;
    if (number % 50 == 49) /* a short street shares its neighbour's postcode */
        number--;
    const uint32_t unit = number / count * 7 + 11;
    const int size = (int)strcspn(sectors, "|");
    snprintf(home->postcode, sizeof home->postcode, "%.*s%c%c", size < 6 ? size : 6, sectors,
             letters[unit / UNIT_LETTERS % UNIT_LETTERS], letters[unit % UNIT_LETTERS]);
}

/* Which name the street has: 7 of 20 are ones that other towns have too. Never the same twice in one cycle. */
static uint32_t name_of(const dolen_words *words, uint32_t place, uint32_t in_place, uint32_t offset)
{
    const uint32_t common = (uint32_t)dolen_words_common_streets(words);
    const uint32_t own = (uint32_t)dolen_words_streets(words) - common;
    const uint32_t round = in_place % CYCLE / 20, step = in_place % 20;

    if (step < 7)
        return (round * 7 + step + place * 101 + offset) % common;
    return common + (round * 13 + step - 7 + place * 331 + offset) % own;
}

dolen_home dolen_home_at(const dolen_words *words, uint64_t seed, uint32_t index)
{
    const uint32_t street = index / HOMES;
    const uint32_t places = (uint32_t)dolen_words_places(words);
    dolen_dice dice = dolen_dice_of(seed, 1, 0);
    const uint32_t place_offset = dolen_dice_below(&dice, places);
    const uint32_t name_offset = dolen_dice_below(&dice, (uint32_t)dolen_words_streets(words));
    const uint32_t in_place = street / places;
    dolen_home home = {.place = dolen_words_place_at(words, street + place_offset)};

    home.street = dolen_words_street_at(words, name_of(words, street % places, in_place, name_offset));
    /* When a place has used up its street names, the numbers go on. */
    home.number = 1 + index % HOMES + HOMES * (in_place / CYCLE);
    if (street % 9 == 4) { /* a block of flats at two numbers */
        home.flat = 1 + (home.number - 1) % FLATS;
        home.number = 2 + street * 13 % 70 + (home.number - 1) / FLATS;
    } else if (street % 11 == 3 && in_place < CYCLE) { /* houses with names only */
        home.name = dolen_words_house_at(words, street * 5 + index % HOMES);
        home.number = 0;
    }
    write_postcode(&home, in_place);
    snprintf(home.uprn, sizeof home.uprn, "9999%08u", (unsigned)(((uint64_t)index * 6700417U + 31337U) % UPRN_PRIME));
    return home;
}

void dolen_home_write(const dolen_home *home, bool in_welsh, char out[DOLEN_HOME_LINE])
{
    const char *street = in_welsh ? home->street.welsh : home->street.english;
    const char *place = in_welsh ? home->place.welsh : home->place.english;

    if (home->name.english[0])
        snprintf(out, DOLEN_HOME_LINE, "%s, %s, %s", in_welsh ? home->name.welsh : home->name.english, street, place);
    else if (home->flat)
        snprintf(out, DOLEN_HOME_LINE, "%s %u, %u %s, %s", in_welsh ? "Fflat" : "Flat", (unsigned)home->flat,
                 (unsigned)home->number, street, place);
    else if (home->number)
        snprintf(out, DOLEN_HOME_LINE, "%u %s, %s", (unsigned)home->number, street, place);
    else
        snprintf(out, DOLEN_HOME_LINE, "%s, %s", street, place);
}

static void append(char *out, size_t room, const char *text, size_t size)
{
    const size_t used = strlen(out);
    const size_t fits = size < room - used ? size : room - used - 1;

    memcpy(out + used, text, fits);
    out[used + fits] = '\0';
}

/* "Mill Rd" for "Mill Road", "Hl y Felin" for "Heol y Felin", "Rhdfa'r Bont" for "Rhodfa'r Bont". */
static void shorten(const dolen_words *words, const char *street, bool in_welsh, char out[STREET])
{
    const char *space = strrchr(street, ' ');
    const char *type = in_welsh || !space ? street : space + 1;
    const size_t size = strcspn(type, " '");
    char word[STREET] = "";

    append(word, sizeof word, type, size);
    const char *form = dolen_words_short_type(words, word);
    out[0] = '\0';
    append(out, STREET, street, (size_t)(type - street));
    append(out, STREET, form ? form : word, strlen(form ? form : word));
    append(out, STREET, type + size, strlen(type + size));
}

typedef struct front {
    char before[STREET + 16]; /* of the street's name */
    char behind[24];
} front;

static void type_flat(const dolen_home *home, dolen_dice *dice, bool in_welsh, front *out)
{
    const unsigned flat = home->flat, number = home->number;
    const char *word = in_welsh ? "Fflat" : "Flat";
    const uint32_t form = dolen_dice_below(dice, 20);

    if (form < 12)
        snprintf(out->before, sizeof out->before, "%s %u%s %u ", word, flat, form < 10 ? "," : "", number);
    else if (form < 14)
        snprintf(out->before, sizeof out->before, "Apartment %u, %u ", flat, number);
    else if (form < 16)
        snprintf(out->before, sizeof out->before, "%u/%u ", number, flat);
    else if (form < 19) {
        snprintf(out->before, sizeof out->before, "%u ", number);
        snprintf(out->behind, sizeof out->behind, " %s %u", word, flat);
    } else /* forgotten */
        snprintf(out->before, sizeof out->before, "%u ", number);
}

static void type_front(const dolen_home *home, dolen_dice *dice, bool in_welsh, front *out)
{
    const uint32_t form = dolen_dice_below(dice, 20);

    if (home->name.english[0])
        snprintf(out->before, sizeof out->before, "%s%s", in_welsh ? home->name.welsh : home->name.english,
                 form ? ", " : " ");
    else if (home->flat)
        type_flat(home, dice, in_welsh, out);
    else if (home->number)
        snprintf(out->before, sizeof out->before, "%s%u%s ", form == 0 ? "No. " : "", (unsigned)home->number,
                 form > 0 && form < 4 ? "," : "");
}

void dolen_home_type(const dolen_home *home, const dolen_words *words, dolen_dice *dice, bool in_welsh,
                     char out[DOLEN_HOME_LINE])
{
    const char *street = in_welsh ? home->street.welsh : home->street.english;
    const char *place = in_welsh ? home->place.welsh : home->place.english;
    char name[STREET];
    front at = {"", ""};

    type_front(home, dice, in_welsh, &at);
    snprintf(name, sizeof name, "%s", street);
    if (dolen_dice_chance(dice, 350))
        shorten(words, street, in_welsh, name);
    const bool has_place = dolen_dice_chance(dice, 750);
    const char *const pieces[] = {at.before, name, at.behind, has_place ? ", " : "", has_place ? place : ""};
    out[0] = '\0';
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        append(out, DOLEN_HOME_LINE, pieces[i], strlen(pieces[i]));
    if (dolen_dice_chance(dice, 120))
        dolen_garble_flatten(out);
}

uint32_t dolen_home_elsewhere(const dolen_words *words, dolen_dice *dice, uint32_t homes, uint32_t index, bool near)
{
    const uint32_t places = (uint32_t)dolen_words_places(words);
    const uint32_t streets = homes / HOMES;

    if (!near || streets <= places)
        return dolen_dice_below(dice, homes);
    const uint32_t street = index / HOMES % places + places * dolen_dice_below(dice, streets / places);
    return street * HOMES + dolen_dice_below(dice, HOMES);
}
