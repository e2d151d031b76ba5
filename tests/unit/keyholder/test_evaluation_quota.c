#include "node/keyholder/evaluation_quota.h"

#include <sys/stat.h>

#include "node/base/clock.h"
#include "node/base/file.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_folder.h"

enum { DAILY = 1000, BLOCK = 100 };
#define A_DAY ((int64_t)24 * 60 * 60 * 1000)
#define NOW ((int64_t)20000 * A_DAY + 5)

typedef struct fixture {
    temp_folder folder;
    char path[PATH_MAX];
    dolen_evaluation_quota_options options;
    dolen_evaluation_quota *quota;
    dolen_code police;
    dolen_code health;
} fixture;

static int set_up(void **state)
{
    fixture *made = calloc(1, sizeof *made);

    made->folder = temp_folder_make();
    temp_folder_file(&made->folder, "counts", made->path);
    made->options = (dolen_evaluation_quota_options){.path = made->path, .daily = DAILY, .block = BLOCK};
    made->police = dolen_code_of("police");
    made->health = dolen_code_of("health");
    assert_fails(DOLEN_OK, dolen_evaluation_quota_open(&made->options, &made->quota, NULL));
    *state = made;
    return 0;
}

static int tear_down(void **state)
{
    fixture *made = *state;

    dolen_evaluation_quota_free(made->quota);
    temp_folder_remove(&made->folder);
    free(made);
    return 0;
}

static dolen_status take(const fixture *with, uint64_t count, int64_t now)
{
    return dolen_evaluation_quota_take(with->quota, with->police, count, now, NULL);
}

static void an_agency_can_spend_its_quota_and_no_more(void **state)
{
    const fixture *with = *state;

    assert_fails(DOLEN_OK, take(with, 600, NOW));
    assert_fails(DOLEN_E_LIMIT, take(with, 401, NOW));
    assert_fails(DOLEN_OK, take(with, 400, NOW));
    assert_fails(DOLEN_E_LIMIT, take(with, 1, NOW));
    assert_fails(DOLEN_E_LIMIT, take(with, UINT64_MAX, NOW));
    assert_int_equal(DAILY, dolen_evaluation_quota_spent(with->quota, with->police));
}

static void agencies_do_not_spend_each_others_quota(void **state)
{
    const fixture *with = *state;

    assert_fails(DOLEN_OK, take(with, DAILY, NOW));
    assert_fails(DOLEN_OK, dolen_evaluation_quota_take(with->quota, with->health, DAILY, NOW, NULL));
}

static void a_new_day_gives_the_quota_again_and_a_clock_set_back_does_not(void **state)
{
    const fixture *with = *state;

    assert_fails(DOLEN_OK, take(with, DAILY, NOW));
    assert_fails(DOLEN_E_LIMIT, take(with, 1, NOW - A_DAY));
    assert_fails(DOLEN_OK, take(with, DAILY, NOW + A_DAY));
    assert_fails(DOLEN_E_LIMIT, take(with, 1, NOW));
}

static void an_orderly_restart_keeps_the_exact_count(void **state)
{
    fixture *with = *state;

    assert_fails(DOLEN_OK, take(with, 950, NOW));
    dolen_evaluation_quota_free(with->quota);
    with->quota = NULL;
    assert_fails(DOLEN_OK, dolen_evaluation_quota_open(&with->options, &with->quota, NULL));

    assert_int_equal(950, dolen_evaluation_quota_spent(with->quota, with->police));
    assert_fails(DOLEN_E_LIMIT, take(with, 51, NOW));
    assert_fails(DOLEN_OK, take(with, 50, NOW));
}

/* A crash: the object that spent is left as it is, and another begins from the file. */
static void after_a_crash_never_less_than_was_spent_and_at_most_a_block_more(void **state)
{
    const fixture *with = *state;
    DOLEN_OWN(dolen_evaluation_quota, after) = NULL;

    for (uint64_t spent = 7; spent <= 700; spent += 7) {
        assert_fails(DOLEN_OK, take(with, 7, NOW));
        dolen_evaluation_quota_free(DOLEN_TAKE(after));
        assert_fails(DOLEN_OK, dolen_evaluation_quota_open(&with->options, &after, NULL));
        const uint64_t counted = dolen_evaluation_quota_spent(after, with->police);
        assert_true(counted >= spent && counted <= spent + BLOCK);
    }
}

static void nothing_is_spent_that_cannot_be_counted_durably(void **state)
{
    fixture *with = *state;
    DOLEN_OWN(dolen_evaluation_quota, nowhere) = NULL;
    const dolen_evaluation_quota_options options = {.path = "/nonexistent/folder/counts", .daily = DAILY};

    assert_fails(DOLEN_OK, dolen_evaluation_quota_open(&options, &nowhere, NULL));
    assert_fails(DOLEN_E_SYSTEM, dolen_evaluation_quota_take(nowhere, with->police, 1, NOW, NULL));
    assert_int_equal(0, dolen_evaluation_quota_spent(nowhere, with->police));
}

static void a_damaged_file_is_not_taken_for_an_empty_one(void **state)
{
    static const char *const bad[] = {
        "[evaluations 2026-02-30]\n",      "[evaluations 2026-11-21]\npolice = x\n", "[other 2026-11-21]\n", "",
        "[evaluations 2026-11-21]\n[x]\n", "[evaluations 2026-11-21]\npol"};
    const fixture *with = *state;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        DOLEN_OWN(dolen_evaluation_quota, quota) = NULL;
        assert_fails(DOLEN_OK, dolen_file_write(with->path, dolen_bytes_of_string(bad[i]), 0600, NULL));
        assert_fails(DOLEN_E_INPUT, dolen_evaluation_quota_open(&with->options, &quota, NULL));
        assert_null(quota);
    }
}

static void agencies_beyond_the_table_are_refused(void **state)
{
    const fixture *with = *state;
    dolen_evaluation_quota_options options = with->options;
    DOLEN_OWN(dolen_evaluation_quota, quota) = NULL;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    char *text = dolen_arena_make(arena, 1 << 16, 1);
    size_t used = (size_t)sprintf(text, "[evaluations 2024-10-04]\n");

    for (int i = 0; i < DOLEN_EVALUATION_AGENCIES; i++)
        used += (size_t)sprintf(text + used, "agency%d = 5\n", i);
    assert_fails(DOLEN_OK, dolen_file_write(with->path, dolen_bytes_of(text, used), 0600, NULL));
    assert_fails(DOLEN_OK, dolen_evaluation_quota_open(&options, &quota, NULL));

    assert_fails(DOLEN_E_LIMIT, dolen_evaluation_quota_take(quota, with->police, 1, NOW, NULL));
    assert_int_equal(5, dolen_evaluation_quota_spent(quota, dolen_code_of("agency1023")));
    assert_fails(DOLEN_OK, dolen_evaluation_quota_take(quota, with->police, 1, NOW + A_DAY, NULL));
}

#define WITH_QUOTA(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_QUOTA(an_agency_can_spend_its_quota_and_no_more),
        WITH_QUOTA(agencies_do_not_spend_each_others_quota),
        WITH_QUOTA(a_new_day_gives_the_quota_again_and_a_clock_set_back_does_not),
        WITH_QUOTA(an_orderly_restart_keeps_the_exact_count),
        WITH_QUOTA(after_a_crash_never_less_than_was_spent_and_at_most_a_block_more),
        WITH_QUOTA(nothing_is_spent_that_cannot_be_counted_durably),
        WITH_QUOTA(a_damaged_file_is_not_taken_for_an_empty_one),
        WITH_QUOTA(agencies_beyond_the_table_are_refused),
    };

    return cmocka_run_group_tests_name("evaluation_quota", tests, NULL, NULL);
}
