#include "node/match/phonetic.h"

#include <stdbool.h>
#include <string.h>

enum { WORD = 64, CODE = 5, ROOM = 2 * WORD + 1 }; /* x becomes two letters */

typedef struct spelling {
    const char *from;
    const char *to;
} spelling;

/* Tried in order, the first that fits; only where at least three letters follow. */
static const spelling mac[] = {{"mac", "mk"}, {"mck", "mk"}, {"mc", "mk"}};

static const spelling starts[] = {{"kn", "n"}, {"gn", "n"}, {"pn", "n"}, {"wr", "r"},  {"ps", "s"},
                                  {"rh", "r"}, {"wh", "w"}, {"ts", "s"}, {"tch", "k"}, {"x", "s"}};

/* Applied everywhere, one after the other. Welsh dd, ff, ll and rh need nothing: doubled codes count once, h is mute.
 * The ch of Christopher, Lachlan and Fychan counts like that of Charles: what writes one with k writes either so. */
static const spelling anywhere[] = {{"x", "ks"}, {"sch", "s"}, {"tch", "k"}, {"ch", "k"}, {"sh", "s"}, {"ght", "t"},
                                    {"ph", "f"}, {"th", "t"},  {"ck", "k"},  {"dg", "j"}, {"gh", ""}};

static bool replace_start(char *word, spelling one)
{
    const size_t from = strlen(one.from);
    const size_t to = strlen(one.to);

    if (strncmp(word, one.from, from) != 0)
        return false;
    memmove(word + to, word + from, strlen(word + from) + 1);
    memcpy(word, one.to, to);
    return true;
}

static void replace_starts(char *word)
{
    for (size_t i = 0; i < sizeof mac / sizeof *mac; i++)
        if (strlen(word) > strlen(mac[i].from) + 2 && replace_start(word, mac[i]))
            break;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (replace_start(word, starts[i]))
            break;
}

static bool is_soft(char next)
{
    return next == 'e' || next == 'i' || next == 'y';
}

/* Ciaran and Kieran, Cerys and Kerys; Cecil and Celia are rarer. */
static void harden_start(char *word)
{
    if (word[0] == 'c' && is_soft(word[1]))
        word[0] = 'k';
}

static void replace_anywhere(char *word)
{
    for (size_t i = 0; i < sizeof anywhere / sizeof *anywhere; i++) {
        char *at = strstr(word, anywhere[i].from);
        while (at) {
            replace_start(at, anywhere[i]);
            at = strstr(at + strlen(anywhere[i].to), anywhere[i].from);
        }
    }
}

/* The code of one letter, 0 for none. */
static char code_of(char letter, char next, bool first)
{
    switch (letter) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
    case 'y':
        return first ? 'a' : 0;
    case 'c':
        return is_soft(next) ? 's' : 'k';
    case 'g':
        return is_soft(next) ? 'j' : 'k';
    case 'q':
        return 'k';
    case 'z':
        return 's';
    case 'v':
        return 'f';
    case 'd':
        return 't';
    case 'h':
    case 'w':
        return first ? letter : 0;
    default:
        return letter;
    }
}

void dolen_phonetic_code(const char *word, size_t size, char out[DOLEN_PHONETIC_SIZE])
{
    char text[ROOM];
    char code[ROOM];
    size_t used = 0;
    char previous = 0;

    memset(out, 0, DOLEN_PHONETIC_SIZE);
    if (size > WORD)
        size = WORD;
    memcpy(text, word, size);
    text[size] = '\0';
    replace_starts(text);
    harden_start(text);
    replace_anywhere(text);
    for (size_t i = 0; text[i]; i++) {
        const char one = code_of(text[i], text[i + 1], i == 0);
        if (one && one != previous)
            code[used++] = one;
        if (one || (text[i] != 'h' && text[i] != 'w'))
            previous = one;
    }
    if (used > 2 && code[used - 1] == 's')
        used--;
    memcpy(out, code, used < CODE ? used : CODE);
}
