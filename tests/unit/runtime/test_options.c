#include "node/runtime/options.h"

#include "tests/support/dolen_test.h"

enum { WORDS = 2 };

typedef struct parsed {
    const char *config;
    const char *user;
    bool json;
    const char *words[WORDS];
    size_t count;
} parsed;

static int parse(parsed *p, int argc, const char *const *argv)
{
    const dolen_option table[] = {
        {.name = "config", .text = &p->config, .required = true, .help = "file"},
        {.name = "user", .text = &p->user, .help = "who"},
        {.name = "json", .flag = &p->json, .help = "print JSON"},
        {0},
    };
    const dolen_options options = {.usage = "x", .table = table, .words_least = 1, .words_most = WORDS};

    return dolen_options_read(&options, argc, (char **)(uintptr_t)argv, p->words, &p->count);
}

#define PARSE(p, ...)                                                                                                  \
    parse((p), (int)(sizeof((const char *[]){"x", __VA_ARGS__}) / sizeof(char *)), (const char *[]){"x", __VA_ARGS__})

static void reads_options_and_words_in_any_order(void **state)
{
    parsed p = {.user = "nobody"};

    assert_int_equal(0, PARSE(&p, "one", "--json", "--config", "a.conf", "two"));
    assert_string_equal("a.conf", p.config);
    assert_string_equal("nobody", p.user);
    assert_true(p.json);
    assert_int_equal(2, p.count);
    assert_string_equal("two", p.words[1]);
}

static void takes_everything_after_two_dashes_as_a_word(void **state)
{
    parsed p = {0};

    assert_int_equal(0, PARSE(&p, "--config=a=b", "--", "--json"));
    assert_string_equal("a=b", p.config);
    assert_false(p.json);
    assert_string_equal("--json", p.words[0]);
}

static void refuses_wrong_usage(void **state)
{
    parsed p = {0};

    assert_int_equal(DOLEN_OPTIONS_WRONG_USAGE, PARSE(&p, "one", "--confg", "a"));
    assert_int_equal(DOLEN_OPTIONS_WRONG_USAGE, PARSE(&p, "one"));
    assert_int_equal(DOLEN_OPTIONS_WRONG_USAGE, PARSE(&p, "--config", "a"));
    assert_int_equal(DOLEN_OPTIONS_WRONG_USAGE, PARSE(&p, "one", "--config"));
    assert_int_equal(DOLEN_OPTIONS_WRONG_USAGE, PARSE(&p, "one", "--config", "a", "--config", "b"));
    assert_int_equal(DOLEN_OPTIONS_WRONG_USAGE, PARSE(&p, "one", "--config", "a", "--json=yes"));
    assert_int_equal(DOLEN_OPTIONS_WRONG_USAGE, PARSE(&p, "one", "two", "three", "--config", "a"));
    assert_int_equal(DOLEN_OPTIONS_WRONG_USAGE, PARSE(&p, "one", "--config", "a", "--jso"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_options_and_words_in_any_order),
        cmocka_unit_test(takes_everything_after_two_dashes_as_a_word),
        cmocka_unit_test(refuses_wrong_usage),
    };

    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
