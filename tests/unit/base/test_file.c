#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/base/file.h"
#include "tests/support/dolen_test.h"

static char folder[] = "/tmp/dolen-file-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/secret", folder);
    return 0;
}

static int remove_folder(void **state)
{
    unlink(path);
    return rmdir(folder);
}

static void replaces_a_file_as_a_whole(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(10000);
    dolen_err err = {0};
    dolen_bytes back;

    assert_ok(dolen_file_write(path, dolen_bytes_of_string("one, which is longer"), 0600, &err));
    assert_ok(dolen_file_write(path, dolen_bytes_of_string("two"), 0600, &err));
    assert_ok(dolen_file_read(arena, path, 100, &back, &err));

    assert_true(dolen_bytes_same(back, dolen_bytes_of_string("two")));
    assert_fails(DOLEN_E_LIMIT, dolen_file_read(arena, path, 2, &back, NULL));
    assert_fails(DOLEN_E_ABSENT, dolen_file_read(arena, "/nonexistent/file", 2, &back, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_file_read(arena, folder, 2, &back, NULL));
}

static void refuses_a_secret_that_others_can_read(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(10000);
    dolen_err err = {0};
    dolen_bytes back;

    assert_ok(dolen_file_write(path, dolen_bytes_of_string("secret"), 0600, &err));
    assert_ok(dolen_file_read_secret(arena, path, 100, &back, &err));
    assert_int_equal(0, chmod(path, 0640));
    assert_fails(DOLEN_E_DENIED, dolen_file_read_secret(arena, path, 100, &back, NULL));

    /* The twin: without the check the same bytes would have been used. */
    assert_ok(dolen_file_read(arena, path, 100, &back, &err));
    assert_true(dolen_bytes_same(back, dolen_bytes_of_string("secret")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replaces_a_file_as_a_whole),
        cmocka_unit_test(refuses_a_secret_that_others_can_read),
    };

    return cmocka_run_group_tests_name("file", tests, make_folder, remove_folder);
}
