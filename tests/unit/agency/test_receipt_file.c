#include "node/agency/receipt_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/base/file.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_folder.h"

enum { BEFORE = 5000 };

/* A file of this age, in seconds since 1970. */
static void put(const temp_folder *folder, const char *name, time_t seconds)
{
    const struct timespec times[] = {{.tv_sec = seconds}, {.tv_sec = seconds}};
    char path[PATH_MAX];

    temp_folder_file(folder, name, path);
    assert_int_equal(DOLEN_OK, dolen_file_write(path, dolen_bytes_of_string("x"), 0600, NULL));
    assert_int_equal(0, utimensat(AT_FDCWD, path, times, 0));
}

static bool is_there(const temp_folder *folder, const char *name)
{
    char path[PATH_MAX];

    return access(temp_folder_file(folder, name, path), F_OK) == 0;
}

/* The twins: what is younger, and what is no receipt, stays. */
static void ig_14_old_receipts_go_and_the_others_stay(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    uint64_t count = 9;
    dolen_err err = {0};

    assert_ok(dolen_receipt_file_sweep(folder.path, BEFORE * 1000, false, &count, &err));
    assert_int_equal(0, count);
    assert_int_equal(0, mkdir(temp_folder_file(&folder, "receipts", path), 0700));
    put(&folder, "receipts/old.tlog-proof", BEFORE - 1);
    put(&folder, "receipts/young.tlog-proof", BEFORE);
    put(&folder, "receipts/old.txt", BEFORE - 1);
    put(&folder, "witness.checkpoint", BEFORE - 1);

    assert_ok(dolen_receipt_file_sweep(folder.path, BEFORE * 1000, true, &count, &err));
    assert_int_equal(1, count);
    assert_true(is_there(&folder, "receipts/old.tlog-proof"));
    assert_ok(dolen_receipt_file_sweep(folder.path, BEFORE * 1000, false, &count, &err));
    assert_int_equal(1, count);
    assert_false(is_there(&folder, "receipts/old.tlog-proof"));
    assert_true(is_there(&folder, "receipts/young.tlog-proof") && is_there(&folder, "receipts/old.txt") &&
                is_there(&folder, "witness.checkpoint"));
    temp_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_14_old_receipts_go_and_the_others_stay),
    };

    return cmocka_run_group_tests_name("receipt_file", tests, NULL, NULL);
}
