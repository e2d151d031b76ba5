/**
 * Lines of the normaliser's corpora: nine fields of a person (or "@", line, postcode, uprn of an address), "=", the
 * fields bitmask, then every key as KIND:canonical; tab between all. In the fields \t \n \\ and \xNN are escapes.
 */
#ifndef DOLEN_TESTS_SUPPORT_KEY_LINES_H
#define DOLEN_TESTS_SUPPORT_KEY_LINES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/match/match_keys.h"

enum { KEY_LINE = 16384, KEY_LINE_FIELDS = 9 };

static inline int key_line_hex(char letter)
{
    return letter >= 'a' ? letter - 'a' + 10 : letter - '0';
}

/** Undo the escapes of a field, in place. */
static inline void key_line_unescape(char *field)
{
    char *to = field;

    for (char *at = field; *at; at++) {
        if (*at != '\\') {
            *to++ = *at;
        } else if (at[1] == 'x') {
            *to++ = (char)(key_line_hex(at[2]) << 4 | key_line_hex(at[3]));
            at += 3;
        } else {
            at++;
            *to++ = (char)(*at == 't' ? '\t' : *at == 'n' ? '\n' : *at);
        }
    }
    *to = '\0';
}

/** Cut `line` (changed) into its input fields; how many there were. */
static inline size_t key_line_fields(char *line, char *fields[KEY_LINE_FIELDS])
{
    size_t count = 0;

    line[strcspn(line, "\n")] = '\0';
    for (char *at = line; at && count < KEY_LINE_FIELDS;) {
        char *tab = strchr(at, '\t');
        if (tab)
            *tab++ = '\0';
        if (strcmp(at, "=") == 0)
            break;
        key_line_unescape(at);
        fields[count++] = at;
        at = tab;
    }
    return count;
}

static inline dolen_day key_line_day(const char *text)
{
    int year = 0;
    int month = 0;
    int day = 0;

    if (sscanf(text, "%d-%d-%d", &year, &month, &day) != 3)
        return (dolen_day){0};
    return (dolen_day){(int16_t)year, (uint8_t)month, (uint8_t)day};
}

/** Compute the keys that an input stands for. */
static inline dolen_status key_line_keys(char *fields[KEY_LINE_FIELDS], size_t count, dolen_arena *arena,
                                         dolen_match_keys *out, dolen_err *err)
{
    if (count == 4 && strcmp(fields[0], "@") == 0) {
        const dolen_address address = {fields[1], fields[2], fields[3]};
        return dolen_match_address_keys(&address, arena, out, err);
    }
    if (count != KEY_LINE_FIELDS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a line has nine fields, or four for an address");
    const dolen_person person = {.forenames = fields[0],
                                 .surname = fields[1],
                                 .former_surname = fields[2],
                                 .born = key_line_day(fields[3]),
                                 .sex = fields[4],
                                 .address = fields[5],
                                 .postcode = fields[6],
                                 .uprn = fields[7],
                                 .nhs_number = fields[8]};
    return dolen_match_person_keys(&person, arena, out, err);
}

/** What follows the "=" and its tab: fields and keys. */
static inline void key_line_write(const dolen_match_keys *keys, char out[KEY_LINE])
{
    size_t used = (size_t)snprintf(out, KEY_LINE, "%u", keys->fields);

    for (size_t i = 0; i < keys->count; i++)
        used += (size_t)snprintf(out + used, KEY_LINE - used, "\t%s:%.*s", dolen_key_kind_name(keys->items[i].kind),
                                 (int)keys->items[i].canonical.size, (const char *)keys->items[i].canonical.at);
}

#endif
