#include "deploy/region/home.h"

#include <stdio.h>
#include <string.h>

enum { HOMES = 12, FLATS = 6, UPRN_PRIME = 99999989, UNIT_LETTERS = 20 };

static void write_postcode(dolen_home *home, uint32_t number)
{
    static const char letters[UNIT_LETTERS + 1] = "ABDEFGHJLNPQRSTUWXYZ"; /* a unit never has C I K M O V */
    const char *sectors = home->place.sectors;
    uint32_t count = 1;

    for (const char *at = sectors; *at; at++)
        count += *at == '|';
    for (uint32_t skip = number % count; skip > 0; skip--)
        sectors = strchr(sectors, '|') + 1;
    const uint32_t unit = number / count * 7 + 11;
    const int size = (int)strcspn(sectors, "|");
    snprintf(home->postcode, sizeof home->postcode, "%.*s%c%c", size < 6 ? size : 6, sectors,
             letters[unit / UNIT_LETTERS % UNIT_LETTERS], letters[unit % UNIT_LETTERS]);
}

dolen_home dolen_home_at(const dolen_words *words, uint64_t seed, uint32_t index)
{
    const uint32_t street = index / HOMES;
    const uint32_t places = (uint32_t)dolen_words_places(words);
    const uint32_t names = (uint32_t)dolen_words_streets(words);
    dolen_dice dice = dolen_dice_of(seed, 1, 0);
    const uint32_t place_offset = dolen_dice_below(&dice, places);
    const uint32_t name_offset = dolen_dice_below(&dice, names);
    const uint32_t in_place = street / places;
    dolen_home home = {.place = dolen_words_place_at(words, street + place_offset)};

    home.street = dolen_words_street_at(words, (in_place + street % places * 101 + name_offset) % names);
    /* When a place has used up its street names, the numbers go on. */
    home.number = 1 + index % HOMES + HOMES * (in_place / names);
    if (street % 9 == 4) { /* a block of flats at two numbers */
        home.flat = 1 + (home.number - 1) % FLATS;
        home.number = 1 + (home.number - 1) / FLATS;
    }
    write_postcode(&home, in_place);
    snprintf(home.uprn, sizeof home.uprn, "9999%08u", (unsigned)(((uint64_t)index * 6700417U + 31337U) % UPRN_PRIME));
    return home;
}

void dolen_home_write(const dolen_home *home, bool in_welsh, char out[DOLEN_HOME_LINE])
{
    const char *street = in_welsh ? home->street.welsh : home->street.english;
    const char *place = in_welsh ? home->place.welsh : home->place.english;

    if (home->flat)
        snprintf(out, DOLEN_HOME_LINE, "%s %u, %u %s, %s", in_welsh ? "Fflat" : "Flat", (unsigned)home->flat,
                 (unsigned)home->number, street, place);
    else
        snprintf(out, DOLEN_HOME_LINE, "%u %s, %s", (unsigned)home->number, street, place);
}
