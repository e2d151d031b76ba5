#include "node/runtime/settings.h"

#include <sys/stat.h>

#include "tests/support/temp_folder.h"

typedef struct bound {
    const char *name;
    const char *state;
    const char *listen;
    const char *key;
    int64_t threads;
    int64_t idle;
    int64_t limit;
    bool strict;
    dolen_setting_list roles;
} bound;

static const dolen_setting table[] = {
    {.section = "service", .key = "name", .kind = DOLEN_SETTING_CODE, .help = "name", .offset = offsetof(bound, name)},
    {.section = "service",
     .key = "state",
     .kind = DOLEN_SETTING_PATH,
     .otherwise = "state",
     .help = "folder",
     .offset = offsetof(bound, state)},
    {.section = "service",
     .key = "threads",
     .kind = DOLEN_SETTING_NUMBER,
     .otherwise = "4",
     .least = 1,
     .most = 64,
     .help = "threads",
     .offset = offsetof(bound, threads)},
    {.section = "service",
     .key = "strict",
     .kind = DOLEN_SETTING_SWITCH,
     .otherwise = "yes",
     .help = "strict",
     .offset = offsetof(bound, strict)},
    {.section = "service",
     .key = "roles",
     .kind = DOLEN_SETTING_LIST,
     .otherwise = "",
     .help = "roles",
     .offset = offsetof(bound, roles)},
    {.section = "listen",
     .key = "address",
     .kind = DOLEN_SETTING_ADDRESS,
     .otherwise = "127.0.0.1:8443",
     .help = "at",
     .offset = offsetof(bound, listen)},
    {.section = "listen",
     .key = "idle",
     .kind = DOLEN_SETTING_DURATION,
     .otherwise = "60 s",
     .least = 1000,
     .most = 3600000,
     .help = "idle",
     .offset = offsetof(bound, idle)},
    {.section = "listen",
     .key = "limit",
     .kind = DOLEN_SETTING_SIZE,
     .otherwise = "64 KiB",
     .help = "limit",
     .offset = offsetof(bound, limit)},
    {.section = "listen",
     .key = "key",
     .kind = DOLEN_SETTING_SECRET_FILE,
     .otherwise = "",
     .help = "key",
     .offset = offsetof(bound, key)},
    {.section = "holder *", .key = "url", .kind = DOLEN_SETTING_TEXT, .help = "where it is"},
    {.section = "holder *", .key = "index", .kind = DOLEN_SETTING_NUMBER, .otherwise = "1", .help = "its share"},
    {0},
};

static const dolen_setting *const tables[] = {table, NULL};

static dolen_status read_text(const char *text, dolen_settings **out, dolen_problems *problems)
{
    return dolen_settings_read_text("/etc/dolen/node.conf", dolen_bytes_of_string(text), tables, out, problems, NULL);
}

static void binds_values_and_defaults(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    DOLEN_OWN(dolen_settings, settings) = NULL;
    bound b;

    assert_fails(DOLEN_OK, read_text("[service]\nname = hub\nroles = a, b\nstrict = no\n[listen]\nidle = 5 min\n"
                                     "address = unix:run/socket\nlimit = 2 MiB\n",
                                     &settings, problems));
    dolen_settings_bind(settings, table, &b);

    assert_string_equal("hub", b.name);
    assert_string_equal("/etc/dolen/state", b.state);
    assert_string_equal("unix:/etc/dolen/run/socket", b.listen);
    assert_int_equal(4, b.threads);
    assert_int_equal(300000, b.idle);
    assert_int_equal(2097152, b.limit);
    assert_false(b.strict);
    assert_null(b.key);
    assert_int_equal(2, b.roles.count);
    assert_string_equal("b", b.roles.items[1]);
}

static void reads_any_number_of_named_sections(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    DOLEN_OWN(dolen_settings, settings) = NULL;

    assert_fails(DOLEN_OK, read_text("[service]\nname = x\n[holder one]\nurl = https://a:1\n[holder two]\n"
                                     "url = https://b:2\nindex = 2\n",
                                     &settings, problems));

    const dolen_setting_list names = dolen_settings_names(settings, "holder");
    assert_int_equal(2, names.count);
    assert_string_equal("two", names.items[1]);
    assert_string_equal("https://b:2", dolen_settings_text(settings, "holder", "two", "url"));
    assert_int_equal(2, dolen_settings_number(settings, "holder", "two", "index"));
    assert_int_equal(1, dolen_settings_number(settings, "holder", "one", "index"));
}

static void names_file_line_and_nearest_name_of_a_mistake(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    DOLEN_OWN(dolen_settings, settings) = NULL;

    assert_fails(DOLEN_E_INPUT,
                 read_text("[service]\nnane = hub\nname = hub\n[lisen]\nidle = 1 s\n", &settings, problems));

    assert_null(settings);
    assert_int_equal(2, dolen_problems_count(problems));
    assert_string_equal("/etc/dolen/node.conf", dolen_problems_at(problems, 0)->source);
    assert_int_equal(2, dolen_problems_at(problems, 0)->line);
    assert_string_equal("name", dolen_problems_at(problems, 0)->nearest);
    assert_int_equal(4, dolen_problems_at(problems, 1)->line);
    assert_string_equal("listen", dolen_problems_at(problems, 1)->nearest);
}

static void refuses_values_of_the_wrong_form(void **state)
{
    static const char *const wrong[] = {
        "[service]\nname = two words\n",
        "[service]\nname = aaaaaaaaaaaaaaaaaaaaaaaa\n",
        "[service]\nname =\n",
        "[service]\nname = x\nthreads = 0\n",
        "[service]\nname = x\nthreads = 65\n",
        "[service]\nname = x\nthreads = -1\n",
        "[service]\nname = x\nthreads = 0x4\n",
        "[service]\nname = x\nstrict = true\n",
        "[service]\nname = x\n[listen]\nidle = 60\n",
        "[service]\nname = x\n[listen]\nidle = 2 h\n",
        "[service]\nname = x\n[listen]\nidle = 99999999999999999 d\n",
        "[service]\nname = x\n[listen]\nlimit = 5 MB\n",
        "[service]\nname = x\n[listen]\naddress = 127.0.0.1\n",
        "[service]\nname = x\n[listen]\naddress = 127.0.0.1:99999\n",
        "[service]\nname = x\n[listen]\naddress = http://a:80\n",
        "[service]\nname = x\n[listen]\nkey = /nonexistent/key\n",
        "[service]\nname = x\n[listen]\nkey = credential:key\n",
        "[service]\nname = x\n[holder one]\nindex = 1\n",
        "[listen]\nidle = 1 s\n",
        "",
    };

    unsetenv("CREDENTIALS_DIRECTORY");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
        DOLEN_OWN(dolen_settings, settings) = NULL;
        assert_fails(DOLEN_E_INPUT, read_text(wrong[i], &settings, problems));
        assert_int_equal(1, dolen_problems_count(problems));
    }
}

static void refuses_a_secret_that_others_can_read(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    char text[PATH_MAX + 64];
    DOLEN_OWN(dolen_settings, settings) = NULL;
    FILE *file = fopen(temp_folder_file(&folder, "key", path), "w");
    assert_non_null(file);
    fclose(file);
    snprintf(text, sizeof text, "[service]\nname = x\n[listen]\nkey = %s\n", path);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);

    chmod(path, 0640);
    assert_fails(DOLEN_E_INPUT, read_text(text, &settings, problems));
    chmod(path, 0600);
    assert_fails(DOLEN_OK, read_text(text, &settings, problems));

    temp_folder_remove(&folder);
}

static void prints_its_reference(void **state)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    dolen_settings_print_reference("Settings", tables, out);
    fclose(out);

    assert_non_null(strstr(text, "## [holder *]"));
    assert_non_null(strstr(text, "| `name` | code | required | name |"));
    assert_non_null(strstr(text, "| `threads` | number, 1 to 64 | `4` | threads |"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(binds_values_and_defaults),
        cmocka_unit_test(reads_any_number_of_named_sections),
        cmocka_unit_test(names_file_line_and_nearest_name_of_a_mistake),
        cmocka_unit_test(refuses_values_of_the_wrong_form),
        cmocka_unit_test(refuses_a_secret_that_others_can_read),
        cmocka_unit_test(prints_its_reference),
    };

    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
