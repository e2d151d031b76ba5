#include "governance/audit/verify_log.h"

#include <ftw.h>
#include <unistd.h>

#include "tests/support/ledger_data.h"
#include "tests/support/temp_folder.h"

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

static bool has_fault(const dolen_verify_report *report, dolen_verify_fault fault)
{
    for (size_t i = 0; i < report->problem_count && i < DOLEN_VERIFY_PROBLEMS; i++)
        if (report->problems[i].fault == fault)
            return report->problems[i].advice[0] != '\0';
    return false;
}

enum { LEAF = 2 + DOLEN_DIGEST_SIZE };

/* The first bundle of leaves, changed in three ways; that it was the change is seen when it is taken back. */
static void r_09_reordered_missing_and_doubled_entries_are_told_with_what_to_do(void **state)
{
    const log_case *one = *state;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_verify_report report;
    dolen_bytes bytes;
    char path[256];
    dolen_err err;

    data_write_log(one->folder, &one->tree, SIZE, data_checkpoint(one->arena, &one->tree, SIZE, origin, 1));
    snprintf(path, sizeof path, "%s/tile/entries/000", one->folder);
    assert_ok(dolen_file_read(arena, path, ARENA / 2, &bytes, &err));
    uint8_t *copy = dolen_arena_make(arena, bytes.size, 1);
    for (int how = 0; how < 3; how++) {
        memcpy(copy, bytes.at, bytes.size);
        if (how == 0) { /* two change places */
            memcpy(copy + (size_t)5 * LEAF, bytes.at + (size_t)6 * LEAF, LEAF);
            memcpy(copy + (size_t)6 * LEAF, bytes.at + (size_t)5 * LEAF, LEAF);
        } else if (how == 1) /* one is there twice, the last falls out */
            memcpy(copy + (size_t)6 * LEAF, bytes.at + (size_t)5 * LEAF, bytes.size - (size_t)6 * LEAF);
        else /* one is missing, and the last doubled to fill the place */
            memcpy(copy + (size_t)5 * LEAF, bytes.at + (size_t)6 * LEAF, bytes.size - (size_t)6 * LEAF);
        data_write_tile(one->folder, DOLEN_TILE_ENTRIES, 0, 256, dolen_bytes_of(copy, bytes.size));
        assert_fails(DOLEN_E_CRYPTO, verify(one, NULL, &report));
        assert_true(has_fault(&report, DOLEN_VERIFY_WRONG_ROOT));
        assert_true(has_fault(&report, DOLEN_VERIFY_ALTERED_ENTRY));
    }
    data_write_tile(one->folder, DOLEN_TILE_ENTRIES, 0, 256, bytes);
    assert_int_equal(DOLEN_OK, verify(one, NULL, &report));
}

/* entries by a clock that runs ahead. The log was made in a future of an hour; its twin, now. */
static void r_24_entries_from_the_future_are_told_with_what_to_do(void **state)
{
    const int64_t now = dolen_clock_now(dolen_clock_system());
    const int64_t times[] = {now - 60000, now + 3600000};

    for (size_t i = 0; i < 2; i++) {
        DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
        static data_tree tree;
        const temp_folder folder = temp_folder_make();
        static log_case one;
        dolen_ledger_entry entry = data_entry(0);
        uint8_t room[DOLEN_LEDGER_OPENING_SIZE + 2];
        dolen_writer writer = dolen_writer_of(room, sizeof room);
        uint8_t leaf[LEAF];
        dolen_writer leaves = dolen_writer_of(leaf, sizeof leaf);
        uint8_t salt[DOLEN_SALT_SIZE];
        dolen_verify_report report;
        dolen_digest commitment;
        dolen_bytes bytes;
        dolen_err err;
        one.policy = ((const log_case *)*state)->policy;
        DOLEN_MUST(strlen(folder.path) < sizeof one.folder);
        memcpy(one.folder, folder.path, strlen(folder.path) + 1);
        entry.time = times[i];
        data_salt(0, salt);
        assert_ok(dolen_ledger_entry_write(arena, &entry, &bytes, &err));
        assert_ok(dolen_ledger_opening_commit(salt, bytes, &commitment, &err));
        assert_ok(dolen_ledger_opening_write(arena, salt, bytes, &bytes, &err));
        dolen_writer_block16(&writer, bytes);
        dolen_writer_block16(&leaves, dolen_bytes_of(commitment.bytes, sizeof commitment.bytes));
        tree.leaves[0] = dolen_merkle_leaf(dolen_bytes_of(commitment.bytes, sizeof commitment.bytes));
        tree.size = 1;
        data_write(folder.path, "checkpoint", dolen_bytes_of_string(data_checkpoint(arena, &tree, 1, origin, 1)));
        data_write_tile(folder.path, DOLEN_TILE_ENTRIES, 0, 1, dolen_writer_bytes(&leaves));
        data_write_tile(folder.path, DOLEN_TILE_OPENED, 0, 1, dolen_writer_bytes(&writer));
        assert_int_equal(i ? DOLEN_E_CRYPTO : DOLEN_OK, verify(&one, NULL, &report));
        assert_int_equal(i == 1, has_fault(&report, DOLEN_VERIFY_FUTURE_ENTRY));
        temp_folder_remove(&folder);
    }
}

static void ig_10_wrong_origin_and_wrong_key_are_told_with_what_to_do(void **state)
{
    const log_case *one = *state;
    dolen_verify_report report;

    data_write(one->folder, "checkpoint",
               dolen_bytes_of_string(data_checkpoint(one->arena, &one->tree, SIZE, "other.example/ledger", 1)));
    assert_fails(DOLEN_E_CRYPTO, verify(one, NULL, &report));
    assert_true(has_fault(&report, DOLEN_VERIFY_UNTRUSTED_LOG));
    data_write(one->folder, "checkpoint",
               dolen_bytes_of_string(data_checkpoint(one->arena, &one->tree, SIZE, origin, 9)));
    assert_fails(DOLEN_E_CRYPTO, verify(one, NULL, &report));
    assert_true(has_fault(&report, DOLEN_VERIFY_UNSIGNED));
    data_write(one->folder, "checkpoint",
               dolen_bytes_of_string(data_checkpoint(one->arena, &one->tree, SIZE, origin, 1)));
    assert_int_equal(DOLEN_OK, verify(one, NULL, &report));
}

static void every_fault_says_what_to_do(void **state)
{
    for (int fault = 0; fault < DOLEN_VERIFY_FAULTS; fault++) {
        assert_true(strlen(dolen_verify_what((dolen_verify_fault)fault)) > 10);
        assert_true(strlen(dolen_verify_advice((dolen_verify_fault)fault)) > 20);
    }
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
        cmocka_unit_test(r_09_reordered_missing_and_doubled_entries_are_told_with_what_to_do),
        cmocka_unit_test(r_24_entries_from_the_future_are_told_with_what_to_do),
        cmocka_unit_test(ig_10_wrong_origin_and_wrong_key_are_told_with_what_to_do),
        cmocka_unit_test(every_fault_says_what_to_do),
        cmocka_unit_test(a_missing_folder_is_an_error_not_a_log),
    };

    return cmocka_run_group_tests_name("verify_log", tests, make_log, drop_log);
}
