#include "node/match/normalise.h"

#include <string.h>

#include "node/match/scan_internal.h"
#include "node/match/words_internal.h"

/* Parts of a surname, and from where each is what stood behind its last particle; 0 where that is no name of its own.
 */
typedef struct glued_words {
    dolen_normal_words *words;
    size_t bare[DOLEN_NORMAL_WORDS];
} glued_words;

static bool is_particle(const char *word)
{
    return dolen_words_has(&dolen_table_particles, word);
}

static void keep(const dolen_scan *scan, dolen_normal_steps *steps, dolen_normal_words *out)
{
    out->count = scan->count < DOLEN_NORMAL_WORDS ? scan->count : DOLEN_NORMAL_WORDS;
    memcpy(out->text, scan->text, out->count * sizeof *out->text);
    for (size_t i = out->count; i < scan->count; i++)
        dolen_scan_note(steps, DOLEN_NORMAL_SURPLUS, scan->text[i]);
}

void dolen_normalise_words(const char *text, dolen_normal_words *out)
{
    dolen_scan scan;

    dolen_scan_read(text, true, NULL, &scan);
    keep(&scan, NULL, out);
}

/* Words `first` to `end` (not with it) to the end of another field. */
static void move(dolen_scan *from, size_t first, size_t end, dolen_scan *to)
{
    for (size_t i = first; i < end && to->count < DOLEN_SCAN_WORDS; i++) {
        memcpy(to->text[to->count], from->text[i], sizeof *to->text);
        to->piece[to->count++] = 0;
    }
    memmove(from->text[first], from->text[end], (from->count - end) * sizeof *from->text);
    memmove(&from->piece[first], &from->piece[end], (from->count - end) * sizeof *from->piece);
    from->count -= end - first;
}

static void note_all(const dolen_scan *scan, size_t first, size_t end, dolen_normal_why why, dolen_normal_steps *steps)
{
    for (size_t i = first; steps && i < end; i++)
        dolen_scan_note(steps, why, scan->text[i]);
}

static bool is_blank(const dolen_scan *scan)
{
    return !scan->count && !scan->is_filler && !scan->is_foreign;
}

/* Where the surname begins that ends a whole name: its last word and the particles before it. */
static size_t start_of_surname(const dolen_scan *scan)
{
    size_t first = scan->count - 1;

    while (first > 1 && is_particle(scan->text[first - 1]))
        first--;
    return first;
}

/* "Smith nee Jones": words of the same piece behind the mark are a former surname, or parts more of it. */
static void take_former(dolen_scan *scan, dolen_scan *former, dolen_normal_steps *steps)
{
    for (size_t i = 1; i + 1 < scan->count; i++) {
        if (!dolen_words_has(&dolen_table_former_marks, scan->text[i]))
            continue;
        dolen_scan_drop(scan, i, DOLEN_NORMAL_MARK, steps);
        if (i + 1 < scan->count && strcmp(scan->text[i], "as") == 0)
            dolen_scan_drop(scan, i, DOLEN_NORMAL_MARK, steps);
        size_t end = i;
        while (end < scan->count && scan->piece[end] == scan->piece[i])
            end++;
        note_all(scan, i, end, DOLEN_NORMAL_FORMER, steps);
        move(scan, i, end, former);
        return;
    }
}

/* "Catherine aka Katie": both are forenames. */
static void drop_marks(dolen_scan *forenames, dolen_normal_steps *steps)
{
    size_t i = 1;

    while (i + 1 < forenames->count) {
        if (!dolen_words_has(&dolen_table_former_marks, forenames->text[i])) {
            i++;
            continue;
        }
        dolen_scan_drop(forenames, i, DOLEN_NORMAL_MARK, steps);
        if (i + 1 < forenames->count && strcmp(forenames->text[i], "as") == 0)
            dolen_scan_drop(forenames, i, DOLEN_NORMAL_MARK, steps);
    }
}

static bool has_word(const dolen_scan *scan, const char *word)
{
    for (size_t i = 0; i < scan->count; i++)
        if (strcmp(scan->text[i], word) == 0)
            return true;
    return false;
}

/* "Baby Jones", "Baby of Sarah Jones", "Twin 1 Jones": of what is left only a surname is the child's for certain. */
static void settle_filler(dolen_scan *forenames, dolen_scan *surnames, bool is_whole, dolen_normal_steps *steps)
{
    if (!is_whole) {
        for (size_t i = forenames->count; i-- > 0;)
            if (i >= forenames->tail || has_word(surnames, forenames->text[i]))
                dolen_scan_drop(forenames, i, DOLEN_NORMAL_KIN, steps);
    } else if (forenames->tail < forenames->count || forenames->count == 1) {
        const size_t first = start_of_surname(forenames);
        note_all(forenames, first, forenames->count, DOLEN_NORMAL_TO_SURNAME, steps);
        move(forenames, first, forenames->count, surnames);
        while (forenames->count > forenames->tail)
            dolen_scan_drop(forenames, forenames->count - 1, DOLEN_NORMAL_KIN, steps);
    }
}

/* "Jones, Dai": what stands before the first comma is the surname, unless nothing stands behind it. */
static bool divide_at_comma(dolen_scan *whole, dolen_scan *forenames, dolen_scan *surnames)
{
    size_t end = 0;

    while (end < whole->count && whole->piece[end] == whole->piece[0])
        end++;
    if (end == 0 || end == whole->count)
        return false;
    if (whole == forenames)
        move(whole, 0, end, surnames);
    else
        move(whole, end, whole->count, forenames);
    return true;
}

/* All in the field for forenames: the last word with the particles before it is the surname. */
static void divide_forenames(dolen_scan *forenames, dolen_scan *surnames, dolen_normal_steps *steps)
{
    if (forenames->count < 2)
        return;
    if (divide_at_comma(forenames, forenames, surnames)) {
        note_all(surnames, 0, surnames->count, DOLEN_NORMAL_TO_SURNAME, steps);
        return;
    }
    const size_t first = start_of_surname(forenames);
    note_all(forenames, first, forenames->count, DOLEN_NORMAL_TO_SURNAME, steps);
    move(forenames, first, forenames->count, surnames);
}

/* All in the field for the surname: the first word is the forename, unless particles or hyphens make it one surname. */
static void divide_surname(dolen_scan *forenames, dolen_scan *surnames, dolen_normal_steps *steps)
{
    if (surnames->count < 2)
        return;
    if (!divide_at_comma(surnames, forenames, surnames) && surnames->is_spaced && !is_particle(surnames->text[0]))
        move(surnames, 0, 1, forenames);
    note_all(forenames, 0, forenames->count, DOLEN_NORMAL_TO_FORENAMES, steps);
}

static void divide(dolen_scan *forenames, dolen_scan *surnames, dolen_scan *former, dolen_normal_steps *steps)
{
    const bool only_forenames = is_blank(surnames);
    const bool only_surname = is_blank(forenames);

    take_former(surnames, former, steps);
    if (only_forenames)
        take_former(forenames, former, steps);
    else
        drop_marks(forenames, steps);
    if (forenames->is_filler)
        settle_filler(forenames, surnames, only_forenames, steps);
    if (surnames->is_filler && surnames->tail < surnames->count)
        while (surnames->count > 1 && start_of_surname(surnames) > 0)
            dolen_scan_drop(surnames, 0, DOLEN_NORMAL_KIN, steps);
    if (only_forenames && !surnames->count)
        divide_forenames(forenames, surnames, steps);
    else if (only_surname)
        divide_surname(forenames, surnames, steps);
    else if (!forenames->count && divide_at_comma(surnames, forenames, surnames))
        note_all(forenames, 0, forenames->count, DOLEN_NORMAL_TO_FORENAMES, steps);
}

/* "Abd al-Rahman", "Abdul Rahman": half of such a name is none. */
static void glue_forenames(dolen_normal_words *words, dolen_normal_steps *steps)
{
    size_t kept = 0;

    for (size_t i = 0; i < words->count; i++) {
        const char *form = dolen_words_form(&dolen_table_forename_particles, words->text[i]);
        char glued[DOLEN_NORMAL_WORD] = "";
        dolen_words_append(glued, sizeof glued, form && i + 1 < words->count ? form : words->text[i]);
        if (form && i + 1 < words->count) {
            i++;
            if (i + 1 < words->count && dolen_words_has(&dolen_table_arabic_articles, words->text[i]))
                i++;
            dolen_words_append(glued, sizeof glued, words->text[i]);
            dolen_scan_note(steps, DOLEN_NORMAL_GLUED, glued);
        }
        memcpy(words->text[kept++], glued, sizeof glued);
    }
    words->count = kept;
}

/* "van der Ploeg" becomes one part, "Smith-Jones" stays two, "Pena y Lillo" loses its link. */
static void glue(glued_words *parts, dolen_normal_steps *steps)
{
    dolen_normal_words *words = parts->words;
    char glued[DOLEN_NORMAL_WORD] = "";
    size_t kept = 0;
    size_t bare = 0;

    for (size_t i = 0; i < words->count; i++) {
        const bool is_last = i + 1 == words->count;
        const char *form = is_last ? NULL : dolen_words_form(&dolen_table_particles, words->text[i]);
        if (!is_last && kept && !glued[0] && strcmp(words->text[i], "y") == 0)
            continue;
        dolen_words_append(glued, sizeof glued, form ? form : words->text[i]);
        if (form) {
            const bool is_first = strlen(glued) == strlen(form);
            bare = is_first && dolen_words_has(&dolen_table_patronymics, words->text[i]) ? strlen(glued) : 0;
            continue;
        }
        if (strcmp(glued, words->text[i]) != 0)
            dolen_scan_note(steps, DOLEN_NORMAL_GLUED, glued);
        parts->bare[kept] = bare;
        memcpy(words->text[kept++], glued, sizeof glued);
        glued[0] = '\0';
        bare = 0;
    }
    words->count = kept;
}

static void add_part(dolen_normal_words *words, char first, const char *rest, dolen_normal_steps *steps)
{
    const char start[2] = {first, '\0'};

    if (words->count == DOLEN_NORMAL_WORDS || !rest[0])
        return;
    char *text = words->text[words->count++];
    text[0] = '\0';
    dolen_words_append(text, DOLEN_NORMAL_WORD, start);
    dolen_words_append(text, DOLEN_NORMAL_WORD, rest);
    dolen_scan_note(steps, DOLEN_NORMAL_ALTERNATIVE, text);
}

/* "ap Rhys" is also known as Rhys and, grown together, as Price; "ab Owain" as Owain and Bowen; "al-Haq" as Haq. */
static void add_alternatives(glued_words *parts, dolen_normal_steps *steps)
{
    const size_t count = parts->words->count;

    for (size_t i = 0; i < count; i++) {
        const char *whole = parts->words->text[i];
        const char *rest = whole + parts->bare[i];
        if (!parts->bare[i])
            continue;
        add_part(parts->words, '\0', rest, steps);
        if (strncmp(whole, "ap", parts->bare[i]) == 0)
            add_part(parts->words, 'p', rest + (*rest == 'h'), steps);
        if (strncmp(whole, "ab", parts->bare[i]) == 0)
            add_part(parts->words, 'b', rest + (*rest == 'h'), steps);
    }
}

static void join(const dolen_normal_words *words, char out[DOLEN_NORMAL_JOINED])
{
    out[0] = '\0';
    for (size_t i = 0; i < words->count; i++)
        dolen_words_append(out, DOLEN_NORMAL_JOINED, words->text[i]);
}

static void make_surname(const dolen_scan *scan, dolen_normal_steps *steps, dolen_normal_words *parts,
                         char joined[DOLEN_NORMAL_JOINED])
{
    glued_words glued = {.words = parts};

    keep(scan, steps, parts);
    glue(&glued, steps);
    join(parts, joined);
    add_alternatives(&glued, steps);
}

void dolen_normalise_name_in_steps(const char *forenames, const char *surname, const char *former_surname,
                                   dolen_normal_name *out, dolen_normal_steps *steps)
{
    dolen_scan first;
    dolen_scan last;
    dolen_scan former;

    if (steps)
        steps->count = 0;
    dolen_scan_read(forenames, false, steps, &first);
    dolen_scan_read(surname, true, steps, &last);
    dolen_scan_read(former_surname, true, steps, &former);
    out->has_foreign = first.is_foreign || last.is_foreign;
    out->has_filler = first.is_filler || last.is_filler;
    divide(&first, &last, &former, steps);
    keep(&first, steps, &out->forenames);
    glue_forenames(&out->forenames, steps);
    make_surname(&last, steps, &out->surnames, out->surname);
    make_surname(&former, steps, &out->former, out->former_surname);
}

void dolen_normalise_name(const char *forenames, const char *surname, const char *former_surname,
                          dolen_normal_name *out)
{
    dolen_normalise_name_in_steps(forenames, surname, former_surname, out, NULL);
}

const char *dolen_normalise_nickname(const char *word)
{
    const char *form = dolen_words_form(&dolen_table_nicknames, word);

    return form ? form : word;
}
