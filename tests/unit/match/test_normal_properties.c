/* What must hold for any name: shown on every input of the reviewed corpus. */
#include "node/match/normalise.h"
#include "tests/support/dolen_test.h"
#include "tests/support/key_lines.h"

enum { FIELD = 1024, WIDE = 4 * FIELD };

typedef void change(const char *text, char out[WIDE]);

static void spaced(const dolen_normal_words *words, char out[WIDE])
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < words->count; i++)
        used += (size_t)snprintf(out + used, WIDE - used, "%s%s", i ? " " : "", words->text[i]);
}

static void assert_same_words(const dolen_normal_words *a, const dolen_normal_words *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        assert_string_equal(a->text[i], b->text[i]);
}

static void assert_same(const dolen_normal_name *a, const dolen_normal_name *b)
{
    assert_same_words(&a->forenames, &b->forenames);
    assert_same_words(&a->surnames, &b->surnames);
    assert_string_equal(a->surname, b->surname);
    assert_string_equal(a->former_surname, b->former_surname);
}

/* Calls `look` with the fields of every line. */
static void on_every_name(void (*look)(char *const fields[KEY_LINE_FIELDS]))
{
    static char line[KEY_LINE];
    size_t count = 0;
    FILE *in = fopen(DOLEN_TEST_DATA("data/normaliser/names.tsv"), "r");

    assert_non_null(in);
    while (fgets(line, sizeof line, in)) {
        char *fields[KEY_LINE_FIELDS];
        if (line[0] == '#')
            continue;
        assert_int_equal(3, key_line_fields(line, fields));
        look(fields);
        count++;
    }
    fclose(in);
    assert_true(count > 1000);
}

static void normalise_again(char *const fields[KEY_LINE_FIELDS])
{
    dolen_normal_name once;
    dolen_normal_name twice;
    char forenames[WIDE];

    dolen_normalise_name(fields[0], fields[1], fields[2], &once);
    spaced(&once.forenames, forenames);
    /* Several forenames with no surname are a whole name. */
    if (!once.surname[0] && once.forenames.count > 1)
        return;
    dolen_normalise_name(forenames, once.surname, once.former_surname, &twice);
    assert_same_words(&once.forenames, &twice.forenames);
    assert_string_equal(once.surname, twice.surname);
    assert_string_equal(once.former_surname, twice.former_surname);
}

static void normalising_a_normal_form_changes_nothing(void **state)
{
    on_every_name(normalise_again);
}

static void compare_changed(char *const fields[KEY_LINE_FIELDS], change *to)
{
    static char changed[3][WIDE];
    dolen_normal_name plain;
    dolen_normal_name other;

    for (size_t i = 0; i < 3; i++)
        to(fields[i], changed[i]);
    dolen_normalise_name(fields[0], fields[1], fields[2], &plain);
    dolen_normalise_name(changed[0], changed[1], changed[2], &other);
    assert_same(&plain, &other);
}

static void to_capitals(const char *text, char out[WIDE])
{
    size_t i = 0;

    for (; text[i]; i++)
        out[i] = (char)(text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A' : text[i]);
    out[i] = '\0';
}

static bool is_latin_letter(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

static void mark_letters(const char *text, const char *marks, char out[WIDE])
{
    size_t used = 0;

    for (; *text; text++) {
        out[used++] = *text;
        if (!is_latin_letter(*text))
            continue;
        memcpy(out + used, marks, strlen(marks));
        used += strlen(marks);
    }
    out[used] = '\0';
}

/* A circumflex and a dot below, in the order of Unicode's normal form and in the other. */
static void to_marked(const char *text, char out[WIDE])
{
    mark_letters(text, "\xCC\xA3\xCC\x82", out);
}

static void to_marked_otherwise(const char *text, char out[WIDE])
{
    mark_letters(text, "\xCC\x82\xCC\xA3", out);
}

static void to_padded(const char *text, char out[WIDE])
{
    snprintf(out, WIDE, "  %s \t", text);
}

static void in_capitals(char *const fields[KEY_LINE_FIELDS])
{
    compare_changed(fields, to_capitals);
}

static void with_marks(char *const fields[KEY_LINE_FIELDS])
{
    /* Marks make a text longer than is read, or a stroke no longer stand between two letters. */
    if (strlen(fields[0]) + strlen(fields[1]) > 100 || strpbrk(fields[0], "/?0") || strpbrk(fields[1], "/?0"))
        return;
    compare_changed(fields, to_marked);
    compare_changed(fields, to_marked_otherwise);
}

static void with_spaces_around(char *const fields[KEY_LINE_FIELDS])
{
    compare_changed(fields, to_padded);
}

static void capitals_do_not_matter(void **state)
{
    on_every_name(in_capitals);
}

static void marks_and_their_order_do_not_matter(void **state)
{
    on_every_name(with_marks);
}

static void spaces_around_a_field_do_not_matter(void **state)
{
    on_every_name(with_spaces_around);
}

static void look_at_words(const dolen_normal_words *words)
{
    assert_true(words->count <= DOLEN_NORMAL_WORDS);
    for (size_t i = 0; i < words->count; i++) {
        const size_t size = strlen(words->text[i]);
        assert_in_range(size, 1, DOLEN_NORMAL_WORD - 1);
        assert_int_equal(size, strspn(words->text[i], "abcdefghijklmnopqrstuvwxyz"));
    }
}

static void look_at_letters(char *const fields[KEY_LINE_FIELDS])
{
    dolen_normal_name name;

    dolen_normalise_name(fields[0], fields[1], fields[2], &name);
    look_at_words(&name.forenames);
    look_at_words(&name.surnames);
    look_at_words(&name.former);
}

static void a_normal_form_holds_nothing_but_short_words_of_a_to_z(void **state)
{
    on_every_name(look_at_letters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normalising_a_normal_form_changes_nothing),
        cmocka_unit_test(capitals_do_not_matter),
        cmocka_unit_test(marks_and_their_order_do_not_matter),
        cmocka_unit_test(spaces_around_a_field_do_not_matter),
        cmocka_unit_test(a_normal_form_holds_nothing_but_short_words_of_a_to_z),
    };

    return cmocka_run_group_tests_name("normal properties", tests, NULL, NULL);
}
