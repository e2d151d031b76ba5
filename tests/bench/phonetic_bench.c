/* What the phonetic code is worth: for each list of names, how often a misspelling keeps the code (recall), how likely
 * two different people's different names share one (collisions), and the share of the commonest code; for plain
 * Soundex, for the code of the matching prototype ("px"), and for the product's. Misspellings are every single use of a
 * rule below on every name, weighted by how common the name is: no chance is involved. */
#include <math.h>

#include "node/match/phonetic.h"
#include "tests/support/dolen_test.h"

enum { NAMES = 3200, NAME = 40, CODE = 8, LISTS = 4, VARIANT_LISTS = 4, LINE = 256 };

typedef struct rule {
    const char *from;
    const char *to;
} rule;

/* Own list: how English names are misspelt in English. */
static const rule english[] = {
    {"ie", "ei"}, {"ei", "ie"}, {"ey", "y"}, {"y", "ey"},  {"ie", "y"},   {"y", "ie"},  {"ee", "ea"}, {"ea", "ee"},
    {"ll", "l"},  {"l", "ll"},  {"nn", "n"}, {"n", "nn"},  {"tt", "t"},   {"t", "tt"},  {"ss", "s"},  {"s", "ss"},
    {"rr", "r"},  {"mm", "m"},  {"m", "mm"}, {"dd", "d"},  {"ph", "f"},   {"f", "ph"},  {"f", "ff"},  {"ck", "k"},
    {"c", "k"},   {"k", "c"},   {"c", "ck"}, {"k", "ck"},  {"x", "ks"},   {"x", "cks"}, {"cks", "x"}, {"ks", "x"},
    {"s", "z"},   {"z", "s"},   {"c", "s"},  {"g", "j"},   {"j", "g"},    {"e", ""},    {"h", ""},    {"th", "t"},
    {"t", "th"},  {"ch", "k"},  {"ch", "c"}, {"a", "e"},   {"e", "a"},    {"i", "e"},   {"e", "i"},   {"i", "y"},
    {"y", "i"},   {"o", "u"},   {"u", "o"},  {"ai", "ay"}, {"ay", "ai"},  {"wh", "w"},  {"sh", "s"},  {"n", "m"},
    {"m", "n"},   {"d", "t"},   {"b", "p"},  {"gh", ""},   {"kn", "n"},   {"wr", "r"},  {"s", ""},    {"ou", "o"},
    {"ow", "ou"}, {"v", "f"},   {"f", "v"},  {"er", "ar"}, {"son", "sen"}};

/* Own list: how Welsh names are misspelt by those who hear them, in either language. */
static const rule welsh[] = {{"dd", "th"}, {"dd", "d"},    {"th", "dd"},   {"d", "dd"},  {"f", "v"},    {"v", "f"},
                             {"ff", "f"},  {"ff", "ph"},   {"ph", "ff"},   {"f", "ff"},  {"ll", "l"},   {"l", "ll"},
                             {"ll", "cl"}, {"ll", "fl"},   {"rh", "r"},    {"r", "rh"},  {"rh", "hr"},  {"w", "oo"},
                             {"w", "u"},   {"u", "w"},     {"w", "o"},     {"y", "i"},   {"i", "y"},    {"u", "i"},
                             {"y", "u"},   {"y", "e"},     {"c", "k"},     {"k", "c"},   {"c", "ck"},   {"ch", "c"},
                             {"ch", "k"},  {"ch", "gh"},   {"si", "sh"},   {"sh", "si"}, {"ngh", "ng"}, {"ng", "ngh"},
                             {"ae", "ai"}, {"ai", "ei"},   {"ei", "ai"},   {"eu", "ei"}, {"ei", "eu"},  {"au", "ai"},
                             {"ew", "u"},  {"uw", "ugh"},  {"wy", "oy"},   {"w", ""},    {"e", ""},     {"nn", "n"},
                             {"n", "nn"},  {"gwy", "gwi"}, {"wyn", "win"}, {"io", "o"},  {"e", "a"},    {"a", "e"},
                             {"i", "e"},   {"e", "i"},     {"o", "a"},     {"h", ""},    {"ei", "i"},   {"i", "ee"},
                             {"f", ""},    {"th", "t"},    {"d", "t"},     {"ia", "ya"}};

typedef void coder(const char *word, char out[CODE]);

typedef struct name_list {
    const char *name;
    const rule *rules;
    size_t rule_count;
    char names[NAMES][NAME];
    double shares[NAMES];
    size_t count;
} name_list;

static void code_now(const char *word, char out[CODE])
{
    char code[DOLEN_PHONETIC_SIZE];

    dolen_phonetic_code(word, strlen(word), code);
    snprintf(out, CODE, "%s", code);
}

static char soundex_digit(char letter)
{
    static const char digits[] = "01230120022455012623010202";

    return digits[letter - 'a'];
}

static void soundex(const char *word, char out[CODE])
{
    size_t used = 1;
    char last = soundex_digit(word[0]);

    memcpy(out, "\0\0\0\0\0\0\0", CODE);
    out[0] = word[0];
    for (size_t i = 1; word[i] && used < 4; i++) {
        const char digit = soundex_digit(word[i]);
        if (digit != '0' && digit != last)
            out[used++] = digit;
        if (word[i] != 'h' && word[i] != 'w')
            last = digit;
    }
    while (used < 4)
        out[used++] = '0';
}

static void replace(char *word, const char *from, const char *to)
{
    const size_t size = strlen(from);
    const size_t room = strlen(to);

    for (char *at = strstr(word, from); at; at = strstr(at + room, from)) {
        memmove(at + room, at + size, strlen(at + size) + 1);
        memcpy(at, to, room);
    }
}

static bool replace_first(char *word, const rule *one)
{
    const size_t size = strlen(one->from);

    if (strncmp(word, one->from, size) != 0)
        return false;
    memmove(word + strlen(one->to), word + size, strlen(word + size) + 1);
    memcpy(word, one->to, strlen(one->to));
    return true;
}

static char letter_of_px(char letter, char next, bool is_first)
{
    const bool is_soft = next == 'e' || next == 'i' || next == 'y';

    if (strchr("aeiouy", letter))
        return is_first ? 'a' : '\0';
    if (strchr("hw", letter))
        return is_first ? letter : '\0';
    if (letter == 'm')
        return is_first ? 'm' : 'n';
    if (letter == 'c')
        return is_soft ? 's' : 'k';
    if (letter == 'g')
        return is_soft ? 'j' : 'k';
    return (char)(letter == 'q' ? 'k' : letter == 'z' ? 's' : letter == 'v' ? 'f' : letter == 'd' ? 't' : letter);
}

/* The code as the matching prototype had it, for comparison. */
static void px(const char *word, char out[CODE])
{
    static const rule mac[] = {{"mac", "mk"}, {"mck", "mk"}, {"mc", "mk"}};
    static const rule starts[] = {{"kn", "n"}, {"gn", "n"}, {"pn", "n"}, {"wr", "r"}, {"ps", "s"},
                                  {"rh", "r"}, {"wh", "w"}, {"ts", "s"}, {"tch", "x"}};
    static const rule all[] = {{"sch", "s"}, {"tch", "x"}, {"ch", "x"}, {"sh", "s"}, {"ght", "t"},
                               {"ph", "f"},  {"th", "t"},  {"ck", "k"}, {"dg", "j"}, {"gh", ""}};
    char text[2 * NAME];
    char code[2 * NAME];
    size_t used = 0;
    char before = '\0';

    snprintf(text, sizeof text, "%s", word);
    for (size_t i = 0; i < sizeof mac / sizeof *mac; i++)
        if (strlen(text) > strlen(mac[i].from) + 2 && replace_first(text, &mac[i]))
            break;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (replace_first(text, &starts[i]))
            break;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        replace(text, all[i].from, all[i].to);
    for (size_t i = 0; text[i]; i++) {
        const char one = letter_of_px(text[i], text[i + 1], i == 0);
        if (one && one != before)
            code[used++] = one;
        if (one || (text[i] != 'h' && text[i] != 'w'))
            before = one;
    }
    used -= used > 2 && code[used - 1] == 's';
    used = used < 5 ? used : 5;
    memcpy(out, code, used);
    out[used] = '\0';
}

static void read_lists(name_list *lists)
{
    char line[LINE];
    FILE *in = fopen(DOLEN_TEST_DATA("data/phonetic/lists.tsv"), "r");

    DOLEN_MUST(in);
    while (fgets(line, sizeof line, in)) {
        char list[NAME];
        char name[NAME];
        double share;
        if (line[0] == '#' || sscanf(line, "%39s %39s %lf", list, name, &share) != 3)
            continue;
        for (size_t i = 0; i < LISTS; i++) {
            if (strcmp(lists[i].name, list) != 0 || lists[i].count == NAMES)
                continue;
            snprintf(lists[i].names[lists[i].count], NAME, "%s", name);
            lists[i].shares[lists[i].count++] = share;
        }
    }
    fclose(in);
}

/* `name` with `one` used at `at`; false when that leaves less than two letters. */
static bool misspell(const char *name, const char *at, const rule *one, char out[2 * NAME])
{
    const size_t before = (size_t)(at - name);
    const size_t room = strlen(one->to);
    const char *behind = at + strlen(one->from);

    memcpy(out, name, before);
    memcpy(out + before, one->to, room);
    memcpy(out + before + room, behind, strlen(behind) + 1);
    return strlen(out) >= 2;
}

/* Of all uses of all rules on a name, the share that keeps its code; below 0 when no rule fits. */
static double kept_of(const char *name, const name_list *list, coder *code)
{
    char right[CODE];
    char wrong[2 * NAME];
    char got[CODE];
    size_t tries = 0;
    size_t hits = 0;

    code(name, right);
    for (size_t r = 0; r < list->rule_count; r++) {
        const rule *one = &list->rules[r];
        for (const char *at = strstr(name, one->from); at; at = strstr(at + 1, one->from)) {
            if (!misspell(name, at, one, wrong))
                continue;
            code(wrong, got);
            tries++;
            hits += strcmp(right, got) == 0;
        }
    }
    return tries ? (double)hits / (double)tries : -1;
}

/* Share of all misspellings that keep the code: each name counts by how common it is, each use of a rule alike. */
static double recall(const name_list *list, coder *code)
{
    double kept = 0;
    double all = 0;

    for (size_t n = 0; n < list->count; n++) {
        const double share = kept_of(list->names[n], list, code);
        kept += share < 0 ? 0 : share * list->shares[n];
        all += share < 0 ? 0 : list->shares[n];
    }
    return kept / all;
}

/* The chance that two people of the list have different names of the same code, and the commonest code's share. */
static void cost(const name_list *list, coder *code, double *collisions, double *commonest)
{
    static char codes[NAMES][CODE];
    double all = 0;

    *collisions = *commonest = 0;
    for (size_t i = 0; i < list->count; i++) {
        code(list->names[i], codes[i]);
        all += list->shares[i];
    }
    for (size_t i = 0; i < list->count; i++) {
        double same = 0;
        for (size_t k = 0; k < list->count; k++)
            if (strcmp(codes[i], codes[k]) == 0) {
                same += list->shares[k] / all;
                *collisions += i == k ? 0 : list->shares[i] * list->shares[k] / all / all;
            }
        *commonest = fmax(*commonest, same);
    }
}

static double variants_kept(const char *list, coder *code)
{
    char line[LINE];
    double kept = 0;
    double all = 0;
    FILE *in = fopen(DOLEN_TEST_DATA("data/phonetic/variants.tsv"), "r");

    DOLEN_MUST(in);
    while (fgets(line, sizeof line, in)) {
        char name[3][NAME];
        char codes[2][CODE];
        if (line[0] == '#' || sscanf(line, "%39s %39s %39s", name[0], name[1], name[2]) != 3 ||
            strcmp(name[0], list) != 0)
            continue;
        code(name[1], codes[0]);
        code(name[2], codes[1]);
        kept += strcmp(codes[0], codes[1]) == 0 ? 1 : 0;
        all += 1;
    }
    fclose(in);
    return kept / all;
}

int main(void)
{
    static name_list lists[LISTS] = {
        {.name = "forenames-england-wales", .rules = english, .rule_count = sizeof english / sizeof *english},
        {.name = "forenames-wales", .rules = welsh, .rule_count = sizeof welsh / sizeof *welsh},
        {.name = "surnames-uk", .rules = english, .rule_count = sizeof english / sizeof *english},
        {.name = "surnames-wales", .rules = welsh, .rule_count = sizeof welsh / sizeof *welsh}};
    static const char *const variants[VARIANT_LISTS] = {"welsh-forename-forms", "welsh-surname-forms",
                                                        "uk-forename-variants", "uk-surname-variants"};
    static const struct {
        const char *name;
        coder *code;
    } codes[] = {{"Soundex", soundex}, {"px, prototype", px}, {"px, now", code_now}};

    read_lists(lists);
    printf("%-24s %-14s %8s %11s %10s\n", "list", "code", "recall", "collisions", "commonest");
    for (size_t i = 0; i < LISTS; i++)
        for (size_t k = 0; k < sizeof codes / sizeof *codes; k++) {
            double collisions;
            double commonest;
            cost(&lists[i], codes[k].code, &collisions, &commonest);
            printf("%-24s %-14s %8.4f %11.5f %10.4f\n", lists[i].name, codes[k].name, recall(&lists[i], codes[k].code),
                   collisions, commonest);
        }
    for (size_t i = 0; i < VARIANT_LISTS; i++)
        for (size_t k = 0; k < sizeof codes / sizeof *codes; k++)
            printf("%-24s %-14s %8.4f\n", variants[i], codes[k].name, variants_kept(variants[i], codes[k].code));
    return 0;
}
