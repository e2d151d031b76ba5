#include <string.h>

#include "node/match/normalise.h"
#include "node/match/words_internal.h"

enum { WORD = 24, WORDS = 24, UNITS = 3, UNIT_DIGITS = 6 };

/* The words of a line, and in which of its comma-separated pieces each stands. */
typedef struct line_words {
    char text[WORDS][WORD];
    unsigned piece[WORDS];
    size_t count;
} line_words;

/* A word in the making. */
typedef struct draft {
    char text[WORD];
    size_t size;
    bool is_latin; /* has a Latin letter or a digit */
    bool is_alike; /* has a letter of another script that looks Latin */
    bool is_alien; /* has a letter of another script that does not */
} draft;

static bool is_word_letter(char letter)
{
    return dolen_words_is_letter(letter) || dolen_words_is_digit(letter);
}

/* "St Mary's" is St Marys; the Welsh article in "Cae'r Gog" stands alone. */
static bool is_mute(const char *at)
{
    return *at == '\'' && !(at[1] == 'r' && !is_word_letter(at[2]));
}

static void push(draft *word, char letter)
{
    if (word->size < WORD - 1)
        word->text[word->size++] = letter;
}

/* Takes what belongs to a word; how many bytes, 0 when the word ends here. */
static size_t take_letter(const char *at, draft *word)
{
    if (is_word_letter(*at)) {
        word->is_latin = true;
        push(word, *at);
        return 1;
    }
    if (*at == DOLEN_NORMAL_FOREIGN && dolen_words_is_letter(at[1])) {
        word->is_alike = true;
        push(word, at[1]);
        return 2;
    }
    word->is_alien = word->is_alien || *at == DOLEN_NORMAL_FOREIGN;
    return *at == DOLEN_NORMAL_FOREIGN || is_mute(at) ? 1 : 0;
}

static void finish_word(draft *word, unsigned piece, line_words *out)
{
    word->text[word->size] = '\0';
    if (word->size && !word->is_alien && (word->is_latin || !word->is_alike)) {
        memcpy(out->text[out->count], word->text, word->size + 1);
        out->piece[out->count++] = piece;
    }
    *word = (draft){0};
}

static void split(const char *text, line_words *out)
{
    draft word = {0};
    unsigned piece = 0;

    while (*text && out->count < WORDS) {
        const size_t taken = take_letter(text, &word);
        if (!taken)
            finish_word(&word, piece, out);
        piece += *text == ',' || *text == '\n' || *text == ';' ? 1 : 0;
        text += taken ? taken : 1;
    }
    if (out->count < WORDS)
        finish_word(&word, piece, out);
}

/* English type words in their one short form, before anything else is asked about a word. */
static void shorten(line_words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        const char *form = dolen_words_form(&dolen_table_english_types, words->text[i]);
        if (form) {
            words->text[i][0] = '\0';
            dolen_words_append(words->text[i], WORD, form);
        }
    }
}

/* "12" or "12c". */
static bool is_number(const char *word)
{
    const size_t digits = strspn(word, "0123456789");

    return digits && (!word[digits] || (dolen_words_is_letter(word[digits]) && !word[digits + 1]));
}

static bool is_unit_word(const char *word)
{
    return dolen_words_has(&dolen_table_units, word);
}

static bool is_street_word(const char *word)
{
    return word[0] && word[1] && !is_number(word) && !is_unit_word(word);
}

static bool has_digit(const char *word)
{
    return word[strcspn(word, "0123456789")];
}

static void drop_word(line_words *words, size_t index)
{
    const size_t behind = words->count - index - 1;

    memmove(words->text[index], words->text[index + 1], behind * sizeof *words->text);
    memmove(&words->piece[index], &words->piece[index + 1], behind * sizeof *words->piece);
    words->count--;
}

/* "ground", "1st": says which floor or flat beside such a word. */
static bool is_floor_word(const char *word)
{
    const size_t digits = strspn(word, "0123456789");

    return dolen_words_has(&dolen_table_floor_words, word) ||
           (digits && (strcmp(word + digits, "st") == 0 || strcmp(word + digits, "nd") == 0 ||
                       strcmp(word + digits, "rd") == 0 || strcmp(word + digits, "th") == 0));
}

/* "First Floor Flat, 12 High Street", "Llawr Cyntaf, 12 Stryd Fawr": floors are named too differently to tell apart. */
static void drop_floors(line_words *words)
{
    size_t i = 0;

    while (i < words->count) {
        if (!dolen_words_has(&dolen_table_floors, words->text[i])) {
            i++;
            continue;
        }
        if (i + 1 < words->count && is_floor_word(words->text[i + 1]))
            drop_word(words, i + 1);
        drop_word(words, i);
        if (i && is_floor_word(words->text[i - 1]))
            drop_word(words, --i);
    }
}

static void cut_postcode(line_words *words)
{
    char both[2 * WORD] = "";
    dolen_normal_postcode postcode;

    if (words->count < 2 || !has_digit(words->text[words->count - 1]) || !has_digit(words->text[words->count - 2]))
        return;
    dolen_words_append(both, sizeof both, words->text[words->count - 2]);
    dolen_words_append(both, sizeof both, words->text[words->count - 1]);
    if (dolen_normalise_postcode(both, &postcode) && postcode.whole[0])
        words->count -= 2;
}

static bool number_opens_a_later_piece(const line_words *words, size_t from)
{
    for (size_t i = from; i < words->count; i++)
        if (words->piece[i] != words->piece[i - 1] && is_number(words->text[i]))
            return true;
    return false;
}

/* Keep the pieces up to the street; districts, towns and counties behind it are written too differently. */
static void cut_behind_street(line_words *words)
{
    bool has_number = false;
    bool has_street = false;

    for (size_t i = 0; i < words->count; i++) {
        if (i && words->piece[i] != words->piece[i - 1]) {
            if (has_street && (has_number || !number_opens_a_later_piece(words, i))) {
                words->count = i;
                return;
            }
            has_number = has_street = false;
        }
        has_number = has_number || is_number(words->text[i]);
        has_street = has_street || is_street_word(words->text[i]);
    }
}

/* In the order in which they are written out: numbers of the house, of the flat, letters. */
enum { OF_HOUSE, OF_FLAT, LETTER };

typedef struct unit {
    char text[UNIT_DIGITS + 1];
    int role;
} unit;

typedef struct unit_list {
    unit items[UNITS];
    size_t count;
} unit_list;

static void add_unit(unit_list *units, int role, const char *text, size_t size)
{
    if (units->count == UNITS || size > UNIT_DIGITS)
        return;
    unit *added = &units->items[units->count++];
    memcpy(added->text, text, size);
    added->text[size] = '\0';
    added->role = role;
}

static void add_number(unit_list *units, int role, const char *word)
{
    const size_t digits = strspn(word, "0123456789");
    size_t zeros = strspn(word, "0");

    if (zeros == digits)
        zeros--;
    add_unit(units, role, word + zeros, digits - zeros);
    if (word[digits])
        add_unit(units, LETTER, word + digits, 1);
}

/* "3/12" and "12/3" do not say which is the flat: it is taken to be the smaller. */
static bool belongs_before(const unit *a, const unit *b)
{
    const size_t left = strlen(a->text), right = strlen(b->text);

    if (a->role != b->role)
        return a->role < b->role;
    if (left != right)
        return a->role == LETTER ? left < right : left > right;
    return a->role == LETTER ? strcmp(a->text, b->text) < 0 : strcmp(a->text, b->text) > 0;
}

static void sort_units(unit_list *units)
{
    for (size_t i = 1; i < units->count; i++)
        for (size_t k = i; k > 0 && belongs_before(&units->items[k], &units->items[k - 1]); k--) {
            const unit swap = units->items[k];
            units->items[k] = units->items[k - 1];
            units->items[k - 1] = swap;
        }
}

static bool is_number_word(const char *word)
{
    return strcmp(word, "no") == 0 || strcmp(word, "number") == 0 || strcmp(word, "rhif") == 0;
}

/* "Flat 3", "Fflat Rhif 3": the number behind such a word is the flat's; "No 3" is the house's. */
static bool names_flat(const line_words *words, size_t at)
{
    while (at > 0 && is_number_word(words->text[at - 1]))
        at--;
    return at > 0 && is_unit_word(words->text[at - 1]);
}

/* "Flat 3, 12", "12 Flat 3" are 12/3; "Flat 12, 3" is 3/12. */
static void find_units(const line_words *words, char out[DOLEN_NORMAL_UNITS])
{
    unit_list units = {0};

    for (size_t i = 0; i < words->count; i++) {
        if (is_number(words->text[i]))
            add_number(&units, names_flat(words, i) ? OF_FLAT : OF_HOUSE, words->text[i]);
        else if (!words->text[i][1] && i && is_unit_word(words->text[i - 1]))
            add_unit(&units, LETTER, words->text[i], 1);
    }
    sort_units(&units);
    for (size_t i = 0; i < units.count; i++) {
        if (i)
            dolen_words_append(out, DOLEN_NORMAL_UNITS, "/");
        dolen_words_append(out, DOLEN_NORMAL_UNITS, units.items[i].text);
    }
}

static void add_word(char out[DOLEN_NORMAL_STREET], const char *word)
{
    if (strlen(out) + strlen(word) + 2 > DOLEN_NORMAL_STREET)
        return;
    if (out[0])
        dolen_words_append(out, DOLEN_NORMAL_STREET, " ");
    dolen_words_append(out, DOLEN_NORMAL_STREET, word);
}

/* "Heol yr Orsaf" is "station rd": the type goes last, articles vanish, common words in English. */
static void find_street(const line_words *words, size_t from, size_t to, char out[DOLEN_NORMAL_STREET])
{
    const char *welsh_type = NULL;

    for (size_t i = from; i < to; i++) {
        const char *word = words->text[i];
        if (!is_street_word(word) || dolen_words_has(&dolen_table_articles, word))
            continue;
        if (!out[0] && !welsh_type) {
            welsh_type = dolen_words_form(&dolen_table_welsh_types, word);
            if (welsh_type)
                continue;
        }
        const char *english = welsh_type ? dolen_words_form(&dolen_table_welsh_words, word) : NULL;
        add_word(out, english ? english : word);
    }
    if (welsh_type)
        add_word(out, welsh_type);
}

static size_t end_of_piece(const line_words *words, size_t from)
{
    size_t to = from;

    while (to < words->count && words->piece[to] == words->piece[from])
        to++;
    return to;
}

static bool names_street(const line_words *words, size_t from, size_t to)
{
    return to > from && (dolen_words_has(&dolen_table_house_types, words->text[to - 1]) ||
                         dolen_words_has(&dolen_table_welsh_types, words->text[from]));
}

/* "Sea View" and "Hill Court" may be houses, "Station Road" is a street whatever follows. */
static bool must_be_street(const line_words *words, size_t from, size_t to)
{
    static const char *const types[] = {"st", "rd", "av", "cl", "cr", "ln", "dr", "tce", "gdns", "sq"};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(words->text[to - 1], types[i]) == 0)
            return true;
    return dolen_words_has(&dolen_table_welsh_types, words->text[from]);
}

/* Without any number the first piece may name the house, unless it names the street; then the second may be that. */
static void find_house(const line_words *words, dolen_normal_line *out)
{
    const size_t first = end_of_piece(words, 0), second = end_of_piece(words, first);
    const bool has_street = names_street(words, first, second);

    if (!first || (names_street(words, 0, first) && (!has_street || must_be_street(words, 0, first))))
        return;
    out->street[0] = '\0';
    find_street(words, 0, first, out->house);
    if (has_street)
        find_street(words, first, second, out->street);
}

/* "No fixed abode", "Address unknown", "NFA". */
static bool is_no_abode(const line_words *words)
{
    bool is_none = false;

    for (size_t i = 0; i < words->count; i++) {
        if (is_number(words->text[i]))
            return false;
        is_none = is_none || dolen_words_has(&dolen_table_no_abode, words->text[i]);
    }
    return is_none;
}

void dolen_normalise_line(const char *text, dolen_normal_line *out)
{
    char folded[DOLEN_NORMAL_FOLDED];
    line_words words = {0};
    line_words whole;

    memset(out, 0, sizeof *out);
    dolen_normalise_fold(text, folded);
    split(folded, &words);
    cut_postcode(&words);
    if (is_no_abode(&words))
        return;
    drop_floors(&words);
    shorten(&words);
    whole = words;
    cut_behind_street(&words);
    find_units(&words, out->units);
    find_street(&words, 0, words.count, out->street);
    if (!out->units[0])
        find_house(&whole, out);
}
