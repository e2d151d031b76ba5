#include "node/tools/federation.h"

#include "governance/audit/loss_statement.h"
#include "governance/policy/rules.h"
#include "node/base/file.h"
#include "node/tools/tool.h"
#include "tests/support/ledger_data.h"
#include "tests/support/temp_folder.h"
#include "tests/support/tool_run.h"

#define RUN(printed, ...) tool_run(dolen_tool_federation, printed, (const char *const[]){__VA_ARGS__, NULL})
#define DRAFT DOLEN_TEST_DATA("data/federation/draft")
#define RULES DOLEN_TEST_DATA("../governance/rules")

enum { TEXT = 32 * 1024 };

/* A governance key, its verifier key's text, and a file signed with it. */
typedef struct world {
    temp_folder folder;
    char key[PATH_MAX];
    char printed[PATH_MAX];
    char out[PATH_MAX];
    char vkey[512];
} world;

static world make_world(void)
{
    world made = {.folder = temp_folder_make()};

    temp_folder_file(&made.folder, "governance.key", made.key);
    temp_folder_file(&made.folder, "printed", made.printed);
    temp_folder_file(&made.folder, "signed", made.out);
    assert_int_equal(DOLEN_TOOL_DONE, RUN(made.printed, "key", "--name", "test.example/governance", "--out", made.key));
    tool_printed(made.printed, made.vkey, sizeof made.vkey);
    made.vkey[strcspn(made.vkey, "\n")] = '\0';
    return made;
}

static int sign(const world *with, const char *draft)
{
    return RUN(NULL, "sign", "--key", with->key, "--name", "test.example/governance", "--in", draft, "--out",
               with->out);
}

static void signs_a_draft_that_then_checks_and_shows(void **state)
{
    world with = make_world();
    char text[TEXT];

    assert_int_equal(DOLEN_TOOL_DONE, sign(&with, DRAFT));
    assert_int_equal(DOLEN_TOOL_DONE, RUN(with.printed, "check", with.out, "--vkey", with.vkey));
    assert_non_null(strstr(tool_printed(with.printed, text, sizeof text), "test, serial 3"));
    assert_int_equal(DOLEN_TOOL_DONE, RUN(with.printed, "show", with.out, "--vkey", with.vkey, "--json"));
    assert_non_null(strstr(tool_printed(with.printed, text, sizeof text), "\"telephone\": \"01632 960100\""));
    temp_folder_remove(&with.folder);
}

static void a_changed_byte_or_another_key_is_refused(void **state)
{
    world with = make_world();
    world other = make_world();
    char text[TEXT];

    assert_int_equal(DOLEN_TOOL_DONE, sign(&with, DRAFT));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "check", with.out, "--vkey", other.vkey));
    tool_printed(with.out, text, sizeof text);
    *strstr(text, "960100") = '8';
    assert_int_equal(DOLEN_OK, dolen_file_write(with.out, dolen_bytes_of_string(text), 0644, NULL));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "check", with.out, "--vkey", with.vkey));
    temp_folder_remove(&with.folder);
    temp_folder_remove(&other.folder);
}

static void a_draft_with_a_mistake_is_not_signed(void **state)
{
    world with = make_world();
    char text[TEXT];
    char draft[PATH_MAX];

    temp_folder_file(&with.folder, "draft", draft);
    tool_printed(DRAFT, text, sizeof text);
    *strstr(text, "telephone") = 'T';
    assert_int_equal(DOLEN_OK, dolen_file_write(draft, dolen_bytes_of_string(text), 0644, NULL));
    assert_int_equal(DOLEN_TOOL_REFUSED, sign(&with, draft));
    assert_int_equal(-1, access(with.out, F_OK));
    temp_folder_remove(&with.folder);
}

static void ig_04_a_file_that_names_other_rules_is_refused(void **state)
{
    world with = make_world();
    char text[TEXT];
    char hex[2 * DOLEN_DIGEST_SIZE + 1];
    char draft[PATH_MAX];
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(4);
    dolen_rules *rules = NULL;

    temp_folder_file(&with.folder, "draft", draft);
    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "check", DRAFT, "--draft"));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "check", DRAFT, "--draft", "--rules", RULES));
    assert_int_equal(DOLEN_OK, dolen_rules_load(RULES, &rules, problems, NULL));
    const dolen_digest digest = dolen_rules_digest(rules);
    dolen_bytes_to_hex(dolen_bytes_of(digest.bytes, sizeof digest.bytes), hex);
    tool_printed(DRAFT, text, sizeof text);
    memcpy(strstr(text, "rules.digest = ") + strlen("rules.digest = "), hex, sizeof hex - 1);
    assert_int_equal(DOLEN_OK, dolen_file_write(draft, dolen_bytes_of_string(text), 0644, NULL));
    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "check", draft, "--draft", "--rules", RULES));
    memcpy(strstr(strstr(text, "[member NPT]"), "type = council"), "type = housing", 14);
    assert_int_equal(DOLEN_OK, dolen_file_write(draft, dolen_bytes_of_string(text), 0644, NULL));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "check", draft, "--draft", "--rules", RULES));
    dolen_rules_free(rules);
    temp_folder_remove(&with.folder);
}

static void a_key_is_never_replaced(void **state)
{
    world with = make_world();
    char text[TEXT];

    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "key", "--name", "test.example/governance", "--out", with.key));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "signing-key", "--out", with.key));
    temp_folder_file(&with.folder, "signing.key", with.key);
    assert_int_equal(DOLEN_TOOL_DONE, RUN(with.printed, "signing-key", "--out", with.key));
    assert_int_equal(65, strlen(tool_printed(with.printed, text, sizeof text)));
    temp_folder_remove(&with.folder);
}

static void ig_24_a_loss_is_signed_from_two_checkpoints_of_one_log(void **state)
{
    static data_tree tree;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    world with = make_world();
    dolen_loss_statement statement;
    dolen_note_key governance;
    dolen_bytes note;
    char kept[PATH_MAX];
    char lost[PATH_MAX];
    dolen_err err = {0};

    data_fill_entries(&tree, 9);
    data_write(with.folder.path, "kept", dolen_bytes_of_string(data_checkpoint(arena, &tree, 5, "log.example", 1)));
    data_write(with.folder.path, "lost", dolen_bytes_of_string(data_checkpoint(arena, &tree, 9, "log.example", 1)));
    temp_folder_file(&with.folder, "kept", kept);
    temp_folder_file(&with.folder, "lost", lost);
    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "loss", "--key", with.key, "--name", "test.example/governance", "--in",
                                          kept, "--lost", lost, "--reason", "a fire", "--out", with.out));
    assert_ok(dolen_file_read(arena, with.out, DOLEN_LOSS_STATEMENT_LIMIT, &note, &err));
    assert_ok(dolen_note_read_key(dolen_bytes_of_string(with.vkey), &governance, &err));
    assert_ok(dolen_loss_statement_open(note, &governance, &statement, &err));
    assert_int_equal(5, statement.kept.size);
    assert_int_equal(9, statement.lost.size);
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "loss", "--key", with.key, "--name", "test.example/governance",
                                             "--in", lost, "--lost", kept, "--reason", "a fire", "--out", with.out));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "loss", "--key", with.key, "--name", "test.example/governance", "--in",
                                           kept, "--lost", lost, "--out", with.out));
    temp_folder_remove(&with.folder);
}

static void prints_the_trust_file_of_a_federation(void **state)
{
    world with = make_world();
    char text[TEXT];

    assert_int_equal(DOLEN_TOOL_DONE, sign(&with, DRAFT));
    assert_int_equal(DOLEN_TOOL_DONE, RUN(with.printed, "policy", with.out, "--vkey", with.vkey));
    tool_printed(with.printed, text, sizeof text);
    assert_memory_equal("log ", text, 4);
    assert_non_null(strstr(text, "\nquorum none\n"));
    temp_folder_remove(&with.folder);
}

static void wrong_usage_is_told_from_refusal(void **state)
{
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "sign", "--key", "k"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "show", "file"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "unheard"));
    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "--help"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_a_draft_that_then_checks_and_shows),
        cmocka_unit_test(a_changed_byte_or_another_key_is_refused),
        cmocka_unit_test(a_draft_with_a_mistake_is_not_signed),
        cmocka_unit_test(ig_04_a_file_that_names_other_rules_is_refused),
        cmocka_unit_test(a_key_is_never_replaced),
        cmocka_unit_test(ig_24_a_loss_is_signed_from_two_checkpoints_of_one_log),
        cmocka_unit_test(prints_the_trust_file_of_a_federation),
        cmocka_unit_test(wrong_usage_is_told_from_refusal),
    };
    return cmocka_run_group_tests_name("federation tool", tests, NULL, NULL);
}
