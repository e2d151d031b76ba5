#include "node/crypto/key_files.h"

#include <sys/stat.h>

#include "node/base/file.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_folder.h"

/* A 2-of-3 key: its public part, and all shares. */
static dolen_joint_key some_key(dolen_secret **shares)
{
    DOLEN_OWN(dolen_secret, key) = dolen_secret_new(DOLEN_SCALAR_SIZE);
    dolen_joint_key made = {.federation = dolen_code_of("gwent"), .epoch = 7, .threshold = 2, .holders = 3};

    dolen_scalar_random((dolen_scalar *)dolen_secret_fill(key), 1);
    assert_fails(DOLEN_OK, dolen_shamir_split(key, (dolen_shamir_plan){2, 3}, shares, NULL, NULL));
    assert_fails(DOLEN_OK, dolen_joint_key_fill(&made, *shares, NULL));
    return made;
}

static void reads_back_a_share_file(void **state)
{
    const temp_folder folder = temp_folder_make();
    dolen_share_file share = {dolen_code_of("gwent"), 7, 2, 2, 3, dolen_secret_new_random(32)};
    dolen_share_file read;
    char path[PATH_MAX];
    struct stat about;

    temp_folder_file(&folder, "share", path);
    assert_fails(DOLEN_OK, dolen_key_files_write_share(path, &share, NULL));
    assert_fails(DOLEN_E_CONFLICT, dolen_key_files_write_share(path, &share, NULL));
    assert_fails(DOLEN_OK, dolen_key_files_read_share(path, &read, NULL));

    assert_true(dolen_code_same(share.federation, read.federation));
    assert_int_equal(7, read.epoch);
    assert_int_equal(2, read.number);
    assert_int_equal(2, read.threshold);
    assert_int_equal(3, read.holders);
    assert_memory_equal(dolen_secret_bytes(share.secret), dolen_secret_bytes(read.secret), 32);
    assert_int_equal(0, stat(path, &about));
    assert_int_equal(0600, about.st_mode & 0777);
    dolen_secret_free(read.secret);
    assert_int_equal(0, chmod(path, 0644));
    assert_fails(DOLEN_E_DENIED, dolen_key_files_read_share(path, &read, NULL));
    assert_null(read.secret);
    dolen_secret_free(share.secret);
    temp_folder_remove(&folder);
}

static void refuses_share_files_with_anything_wrong(void **state)
{
#define REST "threshold = 2\nholders = 3\nsecret = " SECRET "\n"
#define SECRET "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
    static const char *const bad[] = {
        "",
        "[share]\n",
        "[share]\nfederation = gwent\nepoch = 1\nnumber = 4\n" REST,
        "[share]\nfederation = gwent\nepoch = 1\nnumber = 0\n" REST,
        "[share]\nfederation = gwent\nepoch = 0\nnumber = 1\n" REST,
        "[share]\nfederation = gw nt\nepoch = 1\nnumber = 1\n" REST,
        "[share]\nfederation = gwent\nepoch = 1\nnumber = 1\nmore = 1\n" REST,
        "[share]\nfederation = gwent\nepoch = 1\nnumber = 1\n" REST "[share x]\n",
        "[share]\nfederation = gwent\nepoch = 1\nnumber = 1\nthreshold = 2\nholders = 3\nsecret = 00\n",
    };
    static const char good[] = "[share]\nfederation = gwent\nepoch = 1\nnumber = 1\n" REST;
#undef REST
#undef SECRET
    const temp_folder folder = temp_folder_make();
    dolen_share_file read;
    char path[PATH_MAX];

    temp_folder_file(&folder, "share", path);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_fails(DOLEN_OK, dolen_file_write(path, dolen_bytes_of_string(bad[i]), 0600, NULL));
        assert_fails(DOLEN_E_INPUT, dolen_key_files_read_share(path, &read, NULL));
        assert_null(read.secret);
    }
    assert_fails(DOLEN_OK, dolen_file_write(path, dolen_bytes_of_string(good), 0600, NULL));
    assert_fails(DOLEN_OK, dolen_key_files_read_share(path, &read, NULL));
    dolen_secret_free(read.secret);
    temp_folder_remove(&folder);
}

static void reads_back_the_public_part(void **state)
{
    const temp_folder folder = temp_folder_make();
    dolen_secret *shares = NULL;
    const dolen_joint_key key = some_key(&shares);
    dolen_joint_key read;
    char path[PATH_MAX];

    temp_folder_file(&folder, "public", path);
    assert_fails(DOLEN_OK, dolen_key_files_write_public(path, &key, NULL));
    assert_fails(DOLEN_OK, dolen_key_files_read_public(path, &read, NULL));

    assert_memory_equal(&key, &read, sizeof key);
    dolen_secret_free(shares);
    temp_folder_remove(&folder);
}

static void refuses_a_public_part_of_two_different_keys(void **state)
{
    const temp_folder folder = temp_folder_make();
    dolen_secret *shares = NULL;
    dolen_secret *other_shares = NULL;
    dolen_joint_key key = some_key(&shares);
    const dolen_joint_key other = some_key(&other_shares);
    dolen_joint_key read;
    char path[PATH_MAX];

    temp_folder_file(&folder, "public", path);
    key.shares[0] = other.shares[0];
    assert_fails(DOLEN_OK, dolen_key_files_write_public(path, &key, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_key_files_read_public(path, &read, NULL));
    assert_int_equal(0, read.epoch);
    dolen_secret_free(shares);
    dolen_secret_free(other_shares);
    temp_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_back_a_share_file),
        cmocka_unit_test(refuses_share_files_with_anything_wrong),
        cmocka_unit_test(reads_back_the_public_part),
        cmocka_unit_test(refuses_a_public_part_of_two_different_keys),
    };

    return cmocka_run_group_tests_name("key_files", tests, NULL, NULL);
}
