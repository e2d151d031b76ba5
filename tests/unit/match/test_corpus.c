/* With "print", completes lines from standard input: how a corpus is written when the normaliser's version changes. */
#include <fcntl.h>
#include <locale.h>
#include <sys/wait.h>

#include "tests/support/dolen_test.h"
#include "tests/support/key_lines.h"
#include "tests/support/temp_folder.h"

enum { LEAST_GOLDEN = 2000, LEAST_PROTOTYPE = 2000 };

/* Of the kinds in `kinds`, every line has exactly the keys that stand behind it. */
static size_t check_corpus(const char *path, uint64_t kinds)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_MATCH_ARENA);
    static char line[KEY_LINE];
    static char actual[KEY_LINE];
    size_t count = 0;
    dolen_err err = {0};
    FILE *in = fopen(path, "r");

    assert_non_null(in);
    while (fgets(line, sizeof line, in)) {
        char *fields[KEY_LINE_FIELDS];
        dolen_match_keys keys;
        char *expected = strstr(line, "\t=\t");
        if (line[0] == '#')
            continue;
        assert_non_null(expected);
        expected += 3;
        expected[strcspn(expected, "\n")] = '\0';
        dolen_arena_reset(arena);
        assert_ok(key_line_keys(fields, key_line_fields(line, fields), arena, &keys, &err));
        dolen_match_keep_kinds(&keys, kinds);
        key_line_write(&keys, actual);
        assert_string_equal(expected, actual);
        count++;
    }
    fclose(in);
    return count;
}

static void every_line_of_the_golden_corpus_gives_its_keys_byte_for_byte(void **state)
{
    assert_true(check_corpus(DOLEN_TEST_DATA("data/normaliser/golden.tsv"), UINT64_MAX) >= LEAST_GOLDEN);
}

static void keys_of_unchanged_kinds_equal_those_of_the_measured_prototype(void **state)
{
    static const dolen_key_kind unchanged[] = {DOLEN_KEY_K04, DOLEN_KEY_K07, DOLEN_KEY_K09,
                                               DOLEN_KEY_K11, DOLEN_KEY_K12, DOLEN_KEY_K15,
                                               DOLEN_KEY_K16, DOLEN_KEY_K18, DOLEN_KEY_K19};
    uint64_t kinds = 0;

    for (size_t i = 0; i < sizeof unchanged / sizeof *unchanged; i++)
        kinds |= UINT64_C(1) << (unsigned)unchanged[i];
    assert_true(check_corpus(DOLEN_TEST_DATA("data/normaliser/prototype.tsv"), kinds) >= LEAST_PROTOTYPE);
}

/* Turkish has a capital I with a dot: what breaks programs that fold case by the locale. False where the machine cannot
 * make locales. */
static bool make_turkish_locale(const char *path)
{
    const pid_t child = fork();
    int status = 1;

    assert_true(child >= 0);
    if (child == 0) {
        const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        execlp("localedef", "localedef", "-i", "tr_TR", "-f", "UTF-8", path, (char *)NULL);
        _exit(1);
    }
    assert_int_equal(child, waitpid(child, &status, 0));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void the_locale_changes_no_key(void **state)
{
    static const char *const names[] = {"C", "C.UTF-8", "tr_TR.UTF-8", "cy_GB.UTF-8", "en_GB.UTF-8"};
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    size_t tried = 0;

    const bool has_turkish = make_turkish_locale(temp_folder_file(&folder, "tr_TR.UTF-8", path));
    setenv("LOCPATH", folder.path, 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!setlocale(LC_ALL, names[i]))
            continue;
        assert_true(check_corpus(DOLEN_TEST_DATA("data/normaliser/golden.tsv"), UINT64_MAX) >= LEAST_GOLDEN);
        tried++;
    }
    assert_non_null(setlocale(LC_ALL, "C"));
    unsetenv("LOCPATH");
    temp_folder_remove(&folder);
    assert_true(tried >= (has_turkish ? 2 : 1));
}

static int print_completed(void)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_MATCH_ARENA);
    static char line[KEY_LINE];
    static char copy[KEY_LINE];
    static char keys_text[KEY_LINE];

    while (fgets(line, sizeof line, stdin)) {
        char *fields[KEY_LINE_FIELDS];
        dolen_match_keys keys;
        line[strcspn(line, "\n")] = '\0';
        char *end = strstr(line, "\t=");
        if (end)
            *end = '\0';
        if (line[0] == '#') {
            puts(line);
            continue;
        }
        memcpy(copy, line, sizeof copy);
        dolen_arena_reset(arena);
        if (key_line_keys(fields, key_line_fields(copy, fields), arena, &keys, NULL) != DOLEN_OK)
            return 1;
        key_line_write(&keys, keys_text);
        printf("%s\t=\t%s\n", line, keys_text);
    }
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_of_the_golden_corpus_gives_its_keys_byte_for_byte),
        cmocka_unit_test(keys_of_unchanged_kinds_equal_those_of_the_measured_prototype),
        cmocka_unit_test(the_locale_changes_no_key),
    };

    if (argc > 1 && strcmp(argv[1], "print") == 0)
        return print_completed();
    return cmocka_run_group_tests_name("corpus", tests, NULL, NULL);
}
