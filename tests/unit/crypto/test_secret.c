#include "node/crypto/secret.h"

#include <sys/stat.h>

#include "node/base/file.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_folder.h"

static void a_secret_begins_as_zeros_and_keeps_its_size(void **state)
{
    DOLEN_OWN(dolen_secret, secret) = dolen_secret_new(33);

    assert_int_equal(33, dolen_secret_size(secret));
    for (size_t i = 0; i < 33; i++)
        assert_int_equal(0, dolen_secret_bytes(secret)[i]);
}

static void random_secrets_differ(void **state)
{
    DOLEN_OWN(dolen_secret, one) = dolen_secret_new_random(32);
    DOLEN_OWN(dolen_secret, other) = dolen_secret_new_random(32);

    assert_memory_not_equal(dolen_secret_bytes(one), dolen_secret_bytes(other), 32);
}

static void reads_back_what_it_wrote_and_never_overwrites(void **state)
{
    const temp_folder folder = temp_folder_make();
    DOLEN_OWN(dolen_secret, secret) = dolen_secret_new_random(32);
    DOLEN_OWN(dolen_secret, read) = NULL;
    char path[PATH_MAX];
    struct stat about;

    temp_folder_file(&folder, "secret", path);
    assert_fails(DOLEN_OK, dolen_secret_write_file(path, secret, NULL));
    assert_fails(DOLEN_E_CONFLICT, dolen_secret_write_file(path, secret, NULL));
    assert_fails(DOLEN_OK, dolen_secret_read_file(path, 32, &read, NULL));

    assert_memory_equal(dolen_secret_bytes(secret), dolen_secret_bytes(read), 32);
    assert_int_equal(0, stat(path, &about));
    assert_int_equal(0600, about.st_mode & 0777);
    temp_folder_remove(&folder);
}

static void refuses_files_that_others_may_read_or_that_hold_something_else(void **state)
{
    const temp_folder folder = temp_folder_make();
    DOLEN_OWN(dolen_secret, read) = NULL;
    char path[PATH_MAX];

    temp_folder_file(&folder, "secret", path);
    assert_fails(DOLEN_E_ABSENT, dolen_secret_read_file(path, 2, &read, NULL));
    assert_fails(DOLEN_OK, dolen_file_write(path, dolen_bytes_of_string("abcd\n"), 0600, NULL));
    assert_fails(DOLEN_OK, dolen_secret_read_file(path, 2, &read, NULL));
    dolen_secret_free(DOLEN_TAKE(read));
    assert_fails(DOLEN_E_INPUT, dolen_secret_read_file(path, 3, &read, NULL));
    assert_int_equal(0, chmod(path, 0640));
    assert_fails(DOLEN_E_DENIED, dolen_secret_read_file(path, 2, &read, NULL));
    assert_fails(DOLEN_OK, dolen_file_write(path, dolen_bytes_of_string("abxd\n"), 0600, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_secret_read_file(path, 2, &read, NULL));
    assert_null(read);
    temp_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secret_begins_as_zeros_and_keeps_its_size),
        cmocka_unit_test(random_secrets_differ),
        cmocka_unit_test(reads_back_what_it_wrote_and_never_overwrites),
        cmocka_unit_test(refuses_files_that_others_may_read_or_that_hold_something_else),
    };

    return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
