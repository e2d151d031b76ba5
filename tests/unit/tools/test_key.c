#include "node/tools/key.h"

#include <fcntl.h>

#include "governance/audit/note.h"
#include "node/base/file.h"
#include "node/crypto/key_files.h"
#include "node/tools/tool.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_folder.h"
#include "tests/support/tool_run.h"

#define RUN(printed, ...) tool_run(dolen_tool_key, printed, (const char *const[]){__VA_ARGS__, NULL})

/* Paths in one test's folder. */
typedef struct paths {
    temp_folder folder;
    char out[PATH_MAX];
    char public_file[PATH_MAX];
    char shares[4][PATH_MAX];
} paths;

static paths split_some_key(void)
{
    paths made = {.folder = temp_folder_make()};

    temp_folder_file(&made.folder, "key", made.out);
    temp_folder_file(&made.folder, "key/joint-key.public", made.public_file);
    for (int i = 1; i <= 3; i++) {
        char name[64];
        snprintf(name, sizeof name, "key/holder-%d/share.key", i);
        temp_folder_file(&made.folder, name, made.shares[i]);
    }
    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "split", "--federation", "gwent", "--epoch", "3", "--out", made.out));
    return made;
}

static void splits_a_key_into_shares_that_fit_its_public_part(void **state)
{
    const paths at = split_some_key();
    dolen_joint_key key;

    assert_fails(DOLEN_OK, dolen_key_files_read_public(at.public_file, &key, NULL));
    assert_int_equal(3, key.epoch);
    assert_int_equal(2, key.threshold);
    for (int i = 1; i <= 3; i++)
        assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "status", "--public", at.public_file, "--share", at.shares[i]));
    temp_folder_remove(&at.folder);
}

static void prints_the_public_part_and_no_secret(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 16);
    const temp_folder folder = temp_folder_make();
    char out[PATH_MAX];
    char printed[PATH_MAX];
    char share_path[PATH_MAX];
    char secret[65];
    dolen_share_file share;
    dolen_bytes text;

    temp_folder_file(&folder, "key", out);
    temp_folder_file(&folder, "printed", printed);
    temp_folder_file(&folder, "key/holder-1/share.key", share_path);
    assert_int_equal(DOLEN_TOOL_DONE, RUN(printed, "split", "--federation", "gwent", "--epoch", "1", "--out", out));
    assert_fails(DOLEN_OK, dolen_file_read(arena, printed, 1 << 14, &text, NULL));
    assert_fails(DOLEN_OK, dolen_key_files_read_share(share_path, &share, NULL));
    dolen_bytes_to_hex(dolen_secret_view(share.secret), secret);
    dolen_secret_free(share.secret);

    assert_non_null(strstr((const char *)text.at, "[joint-key]"));
    assert_null(strstr((const char *)text.at, secret));
    temp_folder_remove(&folder);
}

static void never_replaces_a_share(void **state)
{
    const paths at = split_some_key();

    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "split", "--federation", "gwent", "--epoch", "3", "--out", at.out));
    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "status", "--public", at.public_file, "--share", at.shares[1]));
    temp_folder_remove(&at.folder);
}

static void refreshed_shares_fit_the_new_public_part_and_old_ones_do_not(void **state)
{
    const paths at = split_some_key();
    dolen_joint_key before;
    dolen_joint_key after;
    char fresh[PATH_MAX];
    char fresh_public[PATH_MAX];
    char offset[PATH_MAX];
    char share[PATH_MAX];

    temp_folder_file(&at.folder, "fresh", fresh);
    temp_folder_file(&at.folder, "fresh/joint-key.public", fresh_public);
    temp_folder_file(&at.folder, "fresh/holder-2/offset.key", offset);
    temp_folder_file(&at.folder, "fresh/holder-2/share.key", share);
    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "refresh", "--public", at.public_file, "--out", fresh));
    assert_int_equal(DOLEN_TOOL_REFUSED,
                     RUN(NULL, "refresh", "--share", at.shares[1], "--offset", offset, "--out", share));
    assert_int_equal(DOLEN_TOOL_DONE,
                     RUN(NULL, "refresh", "--share", at.shares[2], "--offset", offset, "--out", share));

    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "status", "--public", fresh_public, "--share", share, "--json"));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "status", "--public", fresh_public, "--share", at.shares[2]));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "status", "--public", at.public_file, "--share", share));
    assert_fails(DOLEN_OK, dolen_key_files_read_public(at.public_file, &before, NULL));
    assert_fails(DOLEN_OK, dolen_key_files_read_public(fresh_public, &after, NULL));
    assert_true(dolen_element_same(&before.joint, &after.joint));
    temp_folder_remove(&at.folder);
}

static void a_witness_key_prints_what_the_federation_file_needs(void **state)
{
    const temp_folder folder = temp_folder_make();
    char key[PATH_MAX];
    char printed[PATH_MAX];
    char text[1024];
    dolen_note_key public;
    dolen_err err = {0};

    temp_folder_file(&folder, "witness.key", key);
    temp_folder_file(&folder, "printed", printed);
    assert_int_equal(DOLEN_TOOL_DONE, RUN(printed, "witness", "--name", "NPT.gwent/witness", "--out", key));
    tool_printed(printed, text, sizeof text);
    text[strcspn(text, "\n")] = '\0';
    assert_ok(dolen_note_read_key(dolen_bytes_of_string(text), &public, &err));
    assert_int_equal(DOLEN_NOTE_COSIGNATURE, public.kind);
    assert_string_equal("NPT.gwent/witness", public.name);
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "witness", "--name", "NPT.gwent/witness", "--out", key));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "witness", "--out", key));
    temp_folder_remove(&folder);
}

static void wrong_usage_is_told_apart_from_refusal(void **state)
{
    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "--help"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "split", "--federation", "gwent"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "nonsense"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "status", "--nonsense"));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "split", "--federation", "gw ent", "--epoch", "1", "--out", "/x"));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "split", "--federation", "gwent", "--epoch", "1", "--threshold", "1",
                                             "--out", "/nonexistent/x"));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "status", "--public", "/nonexistent"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_a_key_into_shares_that_fit_its_public_part),
        cmocka_unit_test(prints_the_public_part_and_no_secret),
        cmocka_unit_test(never_replaces_a_share),
        cmocka_unit_test(refreshed_shares_fit_the_new_public_part_and_old_ones_do_not),
        cmocka_unit_test(a_witness_key_prints_what_the_federation_file_needs),
        cmocka_unit_test(wrong_usage_is_told_apart_from_refusal),
    };

    return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
