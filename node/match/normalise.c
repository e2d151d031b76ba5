#include "node/match/normalise.h"

#include <string.h>

#include "node/match/words_internal.h"

/* Words of a folded name field as they stand; apostrophes vanish, everything else but letters separates. */
static void split(const char *text, dolen_normal_words *out)
{
    size_t size = 0;

    out->count = 0;
    for (;; text++) {
        if (*text == '\'')
            continue;
        if (dolen_words_is_letter(*text)) {
            if (size < DOLEN_NORMAL_WORD - 1)
                out->text[out->count][size++] = *text;
            continue;
        }
        if (size) {
            out->text[out->count++][size] = '\0';
            size = 0;
        }
        if (!*text || out->count == DOLEN_NORMAL_WORDS)
            return;
    }
}

static void drop(dolen_normal_words *words, const dolen_table *listed)
{
    size_t kept = 0;

    for (size_t i = 0; i < words->count; i++) {
        if (dolen_words_has(listed, words->text[i]))
            continue;
        if (kept != i)
            memcpy(words->text[kept], words->text[i], DOLEN_NORMAL_WORD);
        kept++;
    }
    words->count = kept;
}

static void words_of(const char *text, dolen_normal_words *out, bool is_surname)
{
    char text_folded[DOLEN_NORMAL_FOLDED];
    bool all_titles = is_surname;

    dolen_normalise_fold(text, text_folded);
    split(text_folded, out);
    drop(out, &dolen_table_placeholders);
    for (size_t i = 0; i < out->count; i++)
        all_titles = all_titles && dolen_words_has(&dolen_table_title_surnames, out->text[i]);
    /* Lord, Master and Dame are surnames too. */
    if (!all_titles)
        drop(out, &dolen_table_titles);
}

void dolen_normalise_words(const char *text, dolen_normal_words *out)
{
    words_of(text, out, false);
}

/* "van der Ploeg" becomes one part, "Smith-Jones" stays two. */
static void glue(dolen_normal_words *words)
{
    char glued[DOLEN_NORMAL_WORD] = "";
    size_t kept = 0;

    for (size_t i = 0; i < words->count; i++) {
        const bool is_particle = dolen_words_has(&dolen_table_particles, words->text[i]);
        dolen_words_append(glued, sizeof glued, words->text[i]);
        if (is_particle && i + 1 < words->count)
            continue;
        memcpy(words->text[kept++], glued, sizeof glued);
        glued[0] = '\0';
    }
    words->count = kept;
}

static void join(const dolen_normal_words *words, char out[DOLEN_NORMAL_JOINED])
{
    out[0] = '\0';
    for (size_t i = 0; i < words->count; i++)
        dolen_words_append(out, DOLEN_NORMAL_JOINED, words->text[i]);
}

static void move(dolen_normal_words *from, size_t first, size_t count, dolen_normal_words *to)
{
    memcpy(to->text, from->text[first], count * sizeof *from->text);
    to->count = count;
}

static bool has_inner_space(const char *text)
{
    const char *first = text ? text + strspn(text, " ") : "";
    const char *space = strchr(first, ' ');

    return space && space[strspn(space, " ")] != '\0';
}

/* All in one field: the last word with the particles before it is the surname, or the first one the forename. */
static void divide(const char *surname, dolen_normal_name *out)
{
    dolen_normal_words *forenames = &out->forenames;
    dolen_normal_words *surnames = &out->surnames;

    if (!surnames->count && forenames->count > 1) {
        size_t first = forenames->count - 1;
        while (first > 1 && dolen_words_has(&dolen_table_particles, forenames->text[first - 1]))
            first--;
        move(forenames, first, forenames->count - first, surnames);
        forenames->count = first;
        glue(surnames);
    } else if (!forenames->count && surnames->count > 1 && has_inner_space(surname)) {
        move(surnames, 0, 1, forenames);
        memmove(surnames->text, surnames->text[1], (surnames->count - 1) * sizeof *surnames->text);
        surnames->count--;
    }
}

void dolen_normalise_name(const char *forenames, const char *surname, const char *former_surname,
                          dolen_normal_name *out)
{
    words_of(forenames, &out->forenames, false);
    words_of(surname, &out->surnames, true);
    words_of(former_surname, &out->former, true);
    glue(&out->surnames);
    glue(&out->former);
    divide(surname, out);
    join(&out->surnames, out->surname);
    join(&out->former, out->former_surname);
}

const char *dolen_normalise_nickname(const char *word)
{
    const char *form = dolen_words_form(&dolen_table_nicknames, word);

    return form ? form : word;
}
