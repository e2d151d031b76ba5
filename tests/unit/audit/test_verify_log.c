#include "governance/audit/verify_log.h"

#include <ftw.h>
#include <unistd.h>

#include "tests/support/ledger_data.h"

enum { ARENA = 4 * 1024 * 1024, SIZE = 530, EARLIER = 300, STEP = 1597, SMALL_STEP = 5 };

static const char origin[] = "broker.example/ledger";

typedef struct log_case {
    char folder[64];
    dolen_arena *arena;
    const dolen_policy_file *policy;
    data_tree tree;
} log_case;

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    return remove(path);
}

static int make_log(void **state)
{
    static log_case one;
    const dolen_note_key log = data_public(1, origin, DOLEN_NOTE_ED25519);

    one = (log_case){.folder = "/tmp/dolen-log-XXXXXX", .arena = dolen_arena_new(ARENA)};
    DOLEN_MUST(mkdtemp(one.folder));
    DOLEN_MUST(dolen_policy_file_of_key(one.arena, &log, &one.policy, NULL) == DOLEN_OK);
    data_fill_entries(&one.tree, SIZE);
    data_write_log(one.folder, &one.tree, SIZE, data_checkpoint(one.arena, &one.tree, SIZE, origin, 1));
    *state = &one;
    return 0;
}

static int drop_log(void **state)
{
    log_case *one = *state;

    dolen_arena_free(one->arena);
    return nftw(one->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static dolen_status verify(const log_case *one, const char *earlier, dolen_verify_report *report)
{
    return dolen_verify_log(one->policy, one->folder, earlier ? dolen_bytes_of_string(earlier) : (dolen_bytes){0},
                            report, NULL);
}

static void an_untouched_log_holds(void **state)
{
    const log_case *one = *state;
    const char *earlier = data_checkpoint(one->arena, &one->tree, EARLIER, origin, 1);
    dolen_verify_report report;
    dolen_err err = {0};

    assert_ok(verify(one, earlier, &report));
    assert_true(report.ok);
    assert_int_equal(SIZE, report.entries_checked);
    assert_int_equal(SIZE, report.entries_opened);
}

/* Every file of the log, byte by byte in steps that reach every field of the layout. */
static void change_file(const log_case *one, const char *name)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_verify_report report;
    dolen_bytes bytes;
    char path[256];
    dolen_err err;

    snprintf(path, sizeof path, "%s/%s", one->folder, name);
    assert_ok(dolen_file_read(arena, path, ARENA / 2, &bytes, &err));
    uint8_t *copy = dolen_arena_make(arena, bytes.size, 1);
    memcpy(copy, bytes.at, bytes.size);
    const size_t step = bytes.size > 1024 ? STEP : bytes.size > 512 ? SMALL_STEP : 1;
    for (size_t i = 0; i < bytes.size; i += step) {
        copy[i] ^= 4;
        data_write(one->folder, name, dolen_bytes_of(copy, bytes.size));
        if (verify(one, NULL, &report) == DOLEN_OK || report.ok)
            fail_msg("%s, byte %zu", name, i);
        copy[i] ^= 4;
    }
    data_write(one->folder, name, dolen_bytes_of(copy, bytes.size - 1));
    assert_true(verify(one, NULL, &report) != DOLEN_OK);
    data_write(one->folder, name, bytes);
    assert_int_equal(DOLEN_OK, verify(one, NULL, &report));
}

static void ig_10_changing_any_byte_of_a_log_is_detected(void **state)
{
    static const char *const names[] = {"checkpoint",      "tile/entries/000", "tile/entries/002.p/18", "opened/001",
                                        "opened/002.p/18", "tile/0/000",       "tile/0/002.p/18"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        change_file(*state, names[i]);
}

static void a_missing_bundle_is_named(void **state)
{
    const log_case *one = *state;
    dolen_verify_report report;
    char path[256];

    snprintf(path, sizeof path, "%s/tile/entries/001", one->folder);
    assert_int_equal(0, remove(path));
    assert_fails(DOLEN_E_CRYPTO, verify(one, NULL, &report));
    assert_int_equal(256, report.problems[0].index);
    data_write_bundle(one->folder, 1, 256);
}

static void erased_entries_leave_the_log_standing(void **state)
{
    const log_case *one = *state;
    dolen_verify_report report;
    uint8_t nothing[2 * 256] = {0};
    char path[256];
    dolen_err err = {0};

    data_write_tile(one->folder, DOLEN_TILE_OPENED, 0, 256, dolen_bytes_of(nothing, sizeof nothing));
    snprintf(path, sizeof path, "%s/opened/001", one->folder);
    assert_int_equal(0, remove(path));

    assert_ok(verify(one, NULL, &report));
    assert_int_equal(SIZE, report.entries_checked);
    assert_int_equal(SIZE - 512, report.entries_opened);
    data_write_bundle(one->folder, 0, 256);
    data_write_bundle(one->folder, 1, 256);
}

/* the log is whole and signed, but a shorter or other one than before. Without the earlier checkpoint it passes.
 */
static void r_09_a_truncated_or_rewritten_log_is_refused(void **state)
{
    log_case *one = *state;
    static data_tree other;
    dolen_verify_report report;
    dolen_err err = {0};

    other = one->tree;
    other.leaves[5].bytes[0] ^= 1;
    const char *longer = data_checkpoint(one->arena, &one->tree, SIZE, origin, 1);
    const char *fork = data_checkpoint(one->arena, &other, EARLIER, origin, 1);
    assert_fails(DOLEN_E_CRYPTO, verify(one, fork, &report));
    assert_string_equal("the log does not continue the earlier checkpoint", report.problems[0].what);

    data_write(one->folder, "checkpoint",
               dolen_bytes_of_string(data_checkpoint(one->arena, &one->tree, 512, origin, 1)));
    assert_fails(DOLEN_E_CRYPTO, verify(one, longer, &report));
    assert_string_equal("the log is shorter than at the earlier checkpoint", report.problems[0].what);
    assert_ok(verify(one, NULL, &report));
    data_write(one->folder, "checkpoint", dolen_bytes_of_string(longer));
}

static void a_missing_folder_is_an_error_not_a_log(void **state)
{
    log_case *one = *state;
    dolen_verify_report report;

    assert_fails(DOLEN_E_ABSENT, dolen_verify_log(one->policy, "/tmp/no-such-log", (dolen_bytes){0}, &report, NULL));
    assert_false(report.ok);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_untouched_log_holds),
        cmocka_unit_test(ig_10_changing_any_byte_of_a_log_is_detected),
        cmocka_unit_test(a_missing_bundle_is_named),
        cmocka_unit_test(erased_entries_leave_the_log_standing),
        cmocka_unit_test(r_09_a_truncated_or_rewritten_log_is_refused),
        cmocka_unit_test(a_missing_folder_is_an_error_not_a_log),
    };

    return cmocka_run_group_tests_name("verify_log", tests, make_log, drop_log);
}
