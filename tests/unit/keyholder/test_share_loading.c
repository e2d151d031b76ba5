#include "node/keyholder/share_loading.h"

#include <sys/stat.h>

#include "node/crypto/key_files.h"
#include "tests/support/holders.h"
#include "tests/support/temp_folder.h"

typedef struct fixture {
    temp_folder folder;
    char path[PATH_MAX];
    dolen_share_file file; /* of holder 2, right in every respect */
    dolen_federation federation;
    dolen_evaluation_quota *quota;
    dolen_evaluator *evaluator;
} fixture;

static int set_up(void **state)
{
    fixture *made = calloc(1, sizeof *made);
    DOLEN_OWN(dolen_secret, key) = dolen_secret_new(32);
    DOLEN_OWN(dolen_secret, shares) = NULL;
    dolen_joint_key joint = {.federation = dolen_code_of("gwent"), .epoch = 5, .threshold = 2, .holders = 3};
    char counts[PATH_MAX];

    made->folder = temp_folder_make();
    temp_folder_file(&made->folder, "share.key", made->path);
    dolen_scalar_random((dolen_scalar *)dolen_secret_fill(key), 1);
    assert_fails(DOLEN_OK, dolen_shamir_split(key, (dolen_shamir_plan){2, 3}, &shares, NULL, NULL));
    assert_fails(DOLEN_OK, dolen_joint_key_fill(&joint, shares, NULL));
    made->file =
        (dolen_share_file){.federation = joint.federation,
                           .epoch = 5,
                           .number = 2,
                           .threshold = 2,
                           .holders = 3,
                           .secret = dolen_secret_new_copy(dolen_bytes_of(dolen_secret_bytes(shares) + 32, 32))};
    made->federation = (dolen_federation){.name = joint.federation, .epochs = {joint}, .epoch_count = 1};
    const dolen_evaluation_quota_options options = {.path = temp_folder_file(&made->folder, "counts", counts),
                                                    .daily = 10};
    assert_fails(DOLEN_OK, dolen_evaluation_quota_open(&options, &made->quota, NULL));
    made->evaluator = dolen_evaluator_new(joint.federation, made->quota);
    *state = made;
    return 0;
}

static int tear_down(void **state)
{
    fixture *made = *state;

    dolen_share_file_drop(&made->file);
    dolen_evaluator_free(made->evaluator);
    dolen_evaluation_quota_free(made->quota);
    temp_folder_remove(&made->folder);
    free(made);
    return 0;
}

static dolen_status load(const fixture *with, const dolen_share_file *file)
{
    unlink(with->path);
    assert_fails(DOLEN_OK, dolen_key_files_write_share(with->path, file, NULL));
    return dolen_share_loading_add(with->path, &with->federation, with->evaluator, NULL);
}

static size_t epochs(const fixture *with)
{
    uint32_t served[DOLEN_EVALUATOR_EPOCHS];

    return dolen_evaluator_epochs(with->evaluator, served);
}

static void serves_the_epoch_of_a_share_that_the_federation_knows(void **state)
{
    const fixture *with = *state;

    assert_fails(DOLEN_OK, load(with, &with->file));
    assert_int_equal(1, epochs(with));
    assert_fails(DOLEN_E_CONFLICT, load(with, &with->file));
}

static void refuses_a_share_that_does_not_fit_the_federation_file(void **state)
{
    const fixture *with = *state;
    dolen_share_file wrong = with->file;

    wrong.number = 1;
    assert_fails(DOLEN_E_CRYPTO, load(with, &wrong));
    wrong = with->file;
    wrong.epoch = 6;
    assert_fails(DOLEN_E_CONFLICT, load(with, &wrong));
    wrong = with->file;
    wrong.federation = dolen_code_of("dyfed");
    assert_fails(DOLEN_E_CONFLICT, load(with, &wrong));
    wrong = with->file;
    wrong.holders = 4;
    assert_fails(DOLEN_E_CONFLICT, load(with, &wrong));
    assert_int_equal(0, epochs(with));
}

static void refuses_a_share_that_others_can_read(void **state)
{
    const fixture *with = *state;

    assert_fails(DOLEN_OK, dolen_key_files_write_share(with->path, &with->file, NULL));
    assert_int_equal(0, chmod(with->path, 0640));
    assert_fails(DOLEN_E_DENIED, dolen_share_loading_add(with->path, &with->federation, with->evaluator, NULL));
    assert_int_equal(0, epochs(with));
}

#define WITH_SHARE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SHARE(serves_the_epoch_of_a_share_that_the_federation_knows),
        WITH_SHARE(refuses_a_share_that_does_not_fit_the_federation_file),
        WITH_SHARE(refuses_a_share_that_others_can_read),
    };

    return cmocka_run_group_tests_name("share_loading", tests, NULL, NULL);
}
