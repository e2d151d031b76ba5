/*
 * What no message between parties has a place for, read from the message definitions themselves: so it holds for every
 * message there is, and a new one is looked at when it is added.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "node/base/file.h"
#include "tests/support/dolen_test.h"

enum { FILE_LIMIT = 256 * 1024, WORD = 64 };

/* One field of a message: its type and name. */
typedef bool refuses(const char *type, const char *name);

static bool is_text(const char *type)
{
    return strcmp(type, "string") == 0 || strcmp(type, "bytes") == 0;
}

static bool has_word(const char *name, const char *const *words)
{
    for (; *words; words++)
        if (strstr(name, *words))
            return true;
    return false;
}

/* IG-23: text that could hold who somebody is. Levels of agreement by field are numbers and may be there. */
static bool could_identify(const char *type, const char *name)
{
    static const char *const words[] = {"name",     "forename", "surname", "born",  "birth",          "address",
                                        "postcode", "uprn",     "nhs",     "phone", "case_reference", NULL};

    return is_text(type) && has_word(name, words);
}

/* IG-13: text that could tell a story. */
static bool could_narrate(const char *type, const char *name)
{
    static const char *const words[] = {"note",        "comment", "text",   "narrative", "diagnosis",
                                        "description", "title",   "remark", "summary",   NULL};

    return is_text(type) && has_word(name, words);
}

/* IG-25: a score, rank or prediction. Nothing that is counted needs a fraction. */
static bool could_score(const char *type, const char *name)
{
    static const char *const words[] = {"score",       "rank",    "risk",   "likelihood",
                                        "probability", "predict", "weight", NULL};

    return strcmp(type, "float") == 0 || strcmp(type, "double") == 0 || has_word(name, words);
}

/* "  repeated string role = 6;": true when the line defines a field. */
static bool read_field(const char *line, char type[WORD], char name[WORD])
{
    char first[WORD] = "";
    char second[WORD] = "";
    char third[WORD] = "";
    const int words = sscanf(line, " %63[a-zA-Z0-9_.] %63[a-zA-Z0-9_.] %63[a-zA-Z0-9_.]", first, second, third);
    const bool prefixed = strcmp(first, "repeated") == 0 || strcmp(first, "optional") == 0;

    if (words < 2 || !strchr(line, '=') || strcmp(first, "syntax") == 0)
        return false;
    (void)snprintf(type, WORD, "%s", prefixed ? second : first);
    (void)snprintf(name, WORD, "%s", prefixed ? third : second);
    return *name != '\0';
}

static size_t count_fields(char *text, refuses *is_refused, const char *file, size_t *fields)
{
    char *rest = NULL;
    size_t refused = 0;

    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char type[WORD];
        char name[WORD];
        char *comment = strstr(line, "//");
        if (comment)
            *comment = '\0';
        if (!read_field(line, type, name))
            continue;
        (*fields)++;
        if (!is_refused(type, name))
            continue;
        refused++;
        if (file)
            print_error("%s: %s %s\n", file, type, name);
    }
    return refused;
}

/* Every field of every message in proto/. */
static void no_message_has(refuses *is_refused)
{
    DIR *folder = opendir(DOLEN_TEST_DATA("../proto"));
    size_t fields = 0;
    size_t refused = 0;

    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)2 * FILE_LIMIT + 1024);
        const size_t size = strlen(entry->d_name);
        char path[512];
        dolen_bytes bytes;
        if (size < 6 || strcmp(entry->d_name + size - 6, ".proto") != 0)
            continue;
        (void)snprintf(path, sizeof path, "%s/%.300s", DOLEN_TEST_DATA("../proto"), entry->d_name);
        assert_int_equal(DOLEN_OK, dolen_file_read(arena, path, FILE_LIMIT, &bytes, NULL));
        refused += count_fields(dolen_arena_copy_string(arena, (const char *)bytes.at, bytes.size), is_refused,
                                entry->d_name, &fields);
    }
    closedir(folder);
    assert_true(fields > 60);
    assert_int_equal(refused, 0);
}

/* The control: a message that has such a field is noticed. */
static void is_noticed(refuses *is_refused, const char *message)
{
    char text[512];
    size_t fields = 0;

    (void)snprintf(text, sizeof text, "%s", message);
    assert_int_equal(count_fields(text, is_refused, NULL, &fields), 1);
    assert_int_equal(fields, 2);
}

static void ig_23_no_message_has_a_place_for_an_identity(void **state)
{
    no_message_has(could_identify);
}

static void ig_23_twin_a_surname_in_a_message_is_noticed(void **state)
{
    is_noticed(could_identify, "message Query {\n  uint32 forename = 1;\n  repeated string surname = 2;\n}\n");
}

static void ig_13_no_message_has_a_place_for_a_story(void **state)
{
    no_message_has(could_narrate);
}

static void ig_13_twin_a_note_in_a_message_is_noticed(void **state)
{
    is_noticed(could_narrate, "message Flag {\n  string code = 1;\n  string note = 2;  // why\n}\n");
}

static void ig_25_no_message_has_a_place_for_a_score(void **state)
{
    no_message_has(could_score);
}

static void ig_25_twin_a_score_or_a_fraction_in_a_message_is_noticed(void **state)
{
    is_noticed(could_score, "message Finding {\n  string agency = 1;\n  uint32 risk_level = 2;\n}\n");
    is_noticed(could_score, "message Finding {\n  string agency = 1;\n  double likeness = 2;\n}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_23_no_message_has_a_place_for_an_identity),
        cmocka_unit_test(ig_23_twin_a_surname_in_a_message_is_noticed),
        cmocka_unit_test(ig_13_no_message_has_a_place_for_a_story),
        cmocka_unit_test(ig_13_twin_a_note_in_a_message_is_noticed),
        cmocka_unit_test(ig_25_no_message_has_a_place_for_a_score),
        cmocka_unit_test(ig_25_twin_a_score_or_a_fraction_in_a_message_is_noticed),
    };
    return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
