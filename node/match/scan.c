#include "node/match/scan_internal.h"

#include <string.h>

#include "node/match/words_internal.h"

enum { SLASHED = 4 }; /* "d/o" and a NUL */

/* A word in the making. */
typedef struct draft {
    char text[DOLEN_NORMAL_WORD];
    size_t size;
    bool is_latin;   /* has a letter that is Latin */
    bool is_alike;   /* has a letter of another script that looks Latin */
    bool is_alien;   /* has a letter of another script that does not */
    bool is_ordinal; /* digits stand before it: 2nd */
} draft;

static bool is_dropped_ordinal(const draft *word)
{
    return word->is_ordinal && word->size == 2 &&
           (strcmp(word->text, "st") == 0 || strcmp(word->text, "nd") == 0 || strcmp(word->text, "rd") == 0 ||
            strcmp(word->text, "th") == 0);
}

void dolen_scan_note(dolen_normal_steps *steps, dolen_normal_why why, const char *word)
{
    if (!steps || steps->count == DOLEN_NORMAL_STEPS)
        return;
    dolen_normal_step *step = &steps->items[steps->count++];
    step->why = why;
    step->word[0] = '\0';
    dolen_words_append(step->word, sizeof step->word, word);
}

static void finish_word(draft *word, unsigned piece, dolen_normal_steps *steps, dolen_scan *out)
{
    const bool is_foreign = word->is_alien || (word->is_alike && !word->is_latin);

    word->text[word->size] = '\0';
    if (is_foreign) {
        out->is_foreign = true;
        dolen_scan_note(steps, DOLEN_NORMAL_OTHER_SCRIPT, word->text);
    } else if (is_dropped_ordinal(word)) {
        dolen_scan_note(steps, DOLEN_NORMAL_SUFFIX, word->text);
    } else if (word->size) {
        memcpy(out->text[out->count], word->text, word->size + 1);
        out->piece[out->count++] = piece;
    }
    *word = (draft){0};
}

static void push(draft *word, char letter)
{
    if (word->size < DOLEN_NORMAL_WORD - 1)
        word->text[word->size++] = letter;
}

static bool is_letter(char letter)
{
    return dolen_words_is_letter(letter) || letter == DOLEN_NORMAL_FOREIGN;
}

/* "0'Brien": a nought typed for an O has a letter after it, and no digit beside it. */
static bool is_letter_o(const char *at, char before)
{
    return *at == '0' && !dolen_words_is_digit(before) && is_letter(at[1] == '\'' ? at[2] : at[1]);
}

/* Surely no part of a word. */
static bool is_end(char letter)
{
    return !is_letter(letter) && !dolen_words_is_digit(letter) && letter != '\'' && letter != '/' && letter != '?';
}

/* "d/o", "n/k": one letter, a stroke and one letter, listed as a whole. */
static bool is_slashed(const draft *word, const char *at)
{
    const char whole[SLASHED] = {word->text[0], '/', at[1], '\0'};

    return word->size == 1 && *at == '/' && dolen_words_is_letter(at[1]) && is_end(at[2]) &&
           (dolen_words_has(&dolen_table_placeholders, whole) || dolen_words_has(&dolen_table_kin, whole));
}

/* Takes what belongs to a word; how many bytes, 0 when the word ends here. */
static size_t take_letter(const char *at, char before, draft *word)
{
    if (dolen_words_is_letter(*at)) {
        word->is_latin = true;
        push(word, *at);
        return 1;
    }
    if (*at == DOLEN_NORMAL_FOREIGN && dolen_words_is_letter(at[1])) {
        word->is_alike = true;
        push(word, at[1]);
        return 2;
    }
    if (*at == DOLEN_NORMAL_FOREIGN) {
        word->is_alien = true;
        return 1;
    }
    if (*at == '\'' || (*at == '?' && is_letter(before) && is_letter(at[1])))
        return 1;
    if (dolen_words_is_digit(*at)) {
        word->is_ordinal = word->is_ordinal || word->size == 0;
        if (is_letter_o(at, before))
            push(word, 'o');
        return 1;
    }
    if (is_slashed(word, at)) {
        push(word, '/');
        return 1;
    }
    return 0;
}

static bool is_space(char letter)
{
    return letter == ' ' || letter == '\n';
}

/* Words as they stand; apostrophes and digits vanish, everything else but letters separates. */
static void split(const char *text, dolen_normal_steps *steps, dolen_scan *out)
{
    draft word = {0};
    unsigned piece = 0;
    bool is_inside = false;
    bool is_only_space = true;
    char before = '\0';

    while (*text && out->count < DOLEN_SCAN_WORDS) {
        const size_t taken = take_letter(text, before, &word);
        if (taken) {
            out->is_given = out->is_given || *text != '\'';
            out->is_spaced = out->is_spaced || (!is_inside && is_only_space && out->count > 0);
            is_inside = true;
        } else {
            if (is_inside)
                finish_word(&word, piece, steps, out);
            is_only_space = (is_inside || is_only_space) && is_space(*text);
            is_inside = false;
            piece += *text == ',' && out->count ? 1 : 0;
        }
        before = *text;
        text += taken ? taken : 1;
    }
    if (out->count < DOLEN_SCAN_WORDS)
        finish_word(&word, piece, steps, out);
}

void dolen_scan_drop(dolen_scan *scan, size_t index, dolen_normal_why why, dolen_normal_steps *steps)
{
    const size_t behind = scan->count - index - 1;

    dolen_scan_note(steps, why, scan->text[index]);
    memmove(scan->text[index], scan->text[index + 1], behind * sizeof *scan->text);
    memmove(&scan->piece[index], &scan->piece[index + 1], behind * sizeof *scan->piece);
    scan->count--;
    if (index < scan->tail)
        scan->tail--;
}

static void drop_listed(dolen_scan *scan, const dolen_table *listed, dolen_normal_why why, dolen_normal_steps *steps)
{
    for (size_t i = scan->count; i-- > 0;)
        if (dolen_words_has(listed, scan->text[i]))
            dolen_scan_drop(scan, i, why, steps);
}

/* "Harpreet Kaur d/o Gurdev Singh": the names of others end the field. */
static void cut_kin(dolen_scan *scan, dolen_normal_steps *steps)
{
    for (size_t i = 0; i < scan->count; i++) {
        if (!dolen_words_has(&dolen_table_kin, scan->text[i]))
            continue;
        while (scan->count > i)
            dolen_scan_drop(scan, scan->count - 1, DOLEN_NORMAL_KIN, steps);
    }
}

/* "Baby of Sarah Jones", "B/O Jones": the tail is the mother's name. */
static void find_tail(dolen_scan *scan)
{
    for (size_t i = 0; i < scan->count; i++) {
        if (strcmp(scan->text[i], "of") != 0 && strcmp(scan->text[i], "b/o") != 0)
            continue;
        scan->tail = i + 1;
        return;
    }
}

static void drop_fillers(dolen_scan *scan, dolen_normal_steps *steps)
{
    for (size_t i = 0; i < scan->count; i++)
        scan->is_filler = scan->is_filler || dolen_words_has(&dolen_table_placeholders, scan->text[i]);
    if (!scan->is_filler)
        return;
    find_tail(scan);
    drop_listed(scan, &dolen_table_placeholders, DOLEN_NORMAL_FILLER, steps);
    for (size_t i = scan->tail; i-- > 0;)
        if (dolen_words_has(&dolen_table_filler_words, scan->text[i]))
            dolen_scan_drop(scan, i, DOLEN_NORMAL_FILLER, steps);
}

/* Lord, Master and Dame are surnames too, where they are all there is. */
static bool is_all_titles(const dolen_scan *scan)
{
    for (size_t i = 0; i < scan->count; i++)
        if (!dolen_words_has(&dolen_table_titles, scan->text[i]))
            return false;
    return scan->count && dolen_words_has(&dolen_table_title_surnames, scan->text[scan->count - 1]);
}

static void drop_titles(dolen_scan *scan, bool is_surname, dolen_normal_steps *steps)
{
    if (is_surname && is_all_titles(scan)) {
        while (scan->count > 1)
            dolen_scan_drop(scan, 0, DOLEN_NORMAL_TITLE, steps);
        return;
    }
    /* "Y Parch", "The Rev". */
    if (scan->count > 1 && dolen_words_has(&dolen_table_articles, scan->text[0]) &&
        dolen_words_has(&dolen_table_titles, scan->text[1]))
        dolen_scan_drop(scan, 0, DOLEN_NORMAL_TITLE, steps);
    drop_listed(scan, &dolen_table_titles, DOLEN_NORMAL_TITLE, steps);
    while (scan->count > 1 && dolen_words_has(&dolen_table_suffixes, scan->text[scan->count - 1]))
        dolen_scan_drop(scan, scan->count - 1, DOLEN_NORMAL_SUFFIX, steps);
}

void dolen_scan_read(const char *text, bool is_surname, dolen_normal_steps *steps, dolen_scan *out)
{
    char folded[DOLEN_NORMAL_FOLDED];

    out->count = 0;
    out->is_spaced = out->is_given = out->is_foreign = out->is_filler = false;
    if (!text || !*text) {
        out->tail = 0;
        return;
    }
    dolen_normalise_fold(text, folded);
    split(folded, steps, out);
    out->tail = out->count;
    cut_kin(out, steps);
    if (out->tail > out->count)
        out->tail = out->count;
    drop_fillers(out, steps);
    drop_titles(out, is_surname, steps);
}
