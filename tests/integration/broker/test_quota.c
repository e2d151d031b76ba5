/* IG-22 at the broker, against a real database: who may ask how often, about whom. */
#include "node/broker/quota.h"

#include <stdlib.h>

#include "node/crypto/hash.h"
#include "node/store/admission_store.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_pg.h"

enum { TARGET = 3, TOKENS = 4, DAY = 24 * 3600 * 1000 };

typedef struct fixture {
    temp_pg *pg;
    char conninfo[TEMP_PG_CONNINFO];
    dolen_pool *pool;
    dolen_limits limits;
    dolen_stored_token tokens[TOKENS];
    dolen_quota_question question;
} fixture;

static dolen_pool *open_pool(const fixture *f)
{
    const dolen_pool_settings settings = {.conninfo = f->conninfo, .size = 2, .role = "dolen_service"};

    return dolen_pool_new(&settings);
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    f->pg = temp_pg_start(false);
    temp_pg_database(f->pg, "broker", f->conninfo);
    f->pool = open_pool(f);
    f->limits =
        (dolen_limits){.person_per_hour = 100, .person_per_day = 200, .member_per_day = 1000, .target_per_day = TARGET};
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    dolen_pool_free(f->pool);
    temp_pg_free(f->pg);
    free(f);
    return 0;
}

/* Another person, of whom nothing was asked before. */
static void start(fixture *f)
{
    static const dolen_key_kind kinds[TOKENS] = {DOLEN_KEY_K02, DOLEN_KEY_K12, DOLEN_KEY_K15, DOLEN_KEY_K09};

    for (size_t i = 0; i < TOKENS; i++)
        f->tokens[i] = (dolen_stored_token){dolen_uuid_make(), kinds[i]};
    f->question = (dolen_quota_question){.limits = &f->limits,
                                         .member = dolen_code_of("NPT"),
                                         .now = INT64_C(1795185245001),
                                         .tokens = f->tokens,
                                         .token_count = TOKENS};
    const dolen_uuid someone = dolen_uuid_make();
    memcpy(f->question.staff.bytes, someone.bytes, sizeof someone.bytes);
}

static dolen_status ask(fixture *f)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    f->question.request = dolen_uuid_make();
    assert_ok(dolen_pool_take(f->pool, &connection, &err));
    return dolen_quota_admit(connection, &f->question, &err);
}

/* What a misspelt name changes: every value but the one made of date of birth and postcode. */
static void spell_otherwise(fixture *f)
{
    for (size_t i = 0; i < TOKENS; i++)
        if (f->tokens[i].kind != DOLEN_KEY_K12)
            f->tokens[i].value = dolen_uuid_make();
}

static void ig_22_another_spelling_counts_for_the_same_target(void **state)
{
    fixture *f = *state;

    start(f);
    for (int i = 0; i < TARGET; i++) {
        spell_otherwise(f);
        assert_int_equal(DOLEN_OK, ask(f));
    }
    spell_otherwise(f);
    assert_int_equal(DOLEN_E_LIMIT, ask(f));
    f->question.member = dolen_code_of("SWP");
    assert_int_equal(DOLEN_OK, ask(f));
    f->question.member = dolen_code_of("NPT");
    f->question.now += DAY;
    assert_int_equal(DOLEN_OK, ask(f));
}

/* The twin: one counter over the question as a whole, as it was, never notices that it is one person. */
static void one_counter_over_the_whole_question_is_evaded_by_spelling(void **state)
{
    fixture *f = *state;

    start(f);
    for (int i = 0; i < 3 * TARGET; i++) {
        DOLEN_OWN(dolen_connection, connection) = NULL;
        dolen_admission_counter counter = {.slot = 1};
        char name[DOLEN_ADMISSION_NAME];
        char hex[2 * DOLEN_DIGEST_SIZE + 1];
        dolen_err err = {0};
        bool is_new;

        spell_otherwise(f);
        const dolen_digest whole = dolen_hash_sha256(dolen_bytes_of(f->tokens, sizeof f->tokens));
        dolen_bytes_to_hex(dolen_bytes_of(whole.bytes, sizeof whole.bytes), hex);
        snprintf(name, sizeof name, "whole-day %s", hex);
        counter.name = name;
        assert_ok(dolen_pool_take(f->pool, &connection, &err));
        assert_ok(dolen_admission_store_count(connection, dolen_uuid_make(), 1, &counter, 1, &is_new, &err));
        assert_int_equal(1, counter.used);
    }
}

static void r_02_a_flood_by_one_person_ends_and_stays_ended_after_a_restart(void **state)
{
    fixture *f = *state;
    int asked = 0;

    start(f);
    f->limits.person_per_hour = 10;
    dolen_status status = DOLEN_OK;
    for (; status == DOLEN_OK && asked < 50; asked++) {
        for (size_t i = 0; i < TOKENS; i++)
            f->tokens[i].value = dolen_uuid_make();
        status = ask(f);
    }
    assert_int_equal(DOLEN_E_LIMIT, status);
    assert_int_equal(11, asked);

    dolen_pool_free(f->pool);
    f->pool = open_pool(f);
    assert_int_equal(DOLEN_E_LIMIT, ask(f));
    f->limits.person_per_hour = 100;
}

static dolen_status show(fixture *f, const int64_t *records, size_t count)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(f->pool, &connection, &err));
    return dolen_quota_show(connection, &f->question, records, count, &err);
}

static void ig_22_a_record_is_shown_so_often_a_day_and_no_more(void **state)
{
    static const int64_t one[] = {4711};
    static const int64_t both[] = {4712, 4711};
    fixture *f = *state;

    start(f);
    for (int i = 0; i < TARGET; i++)
        assert_int_equal(DOLEN_OK, show(f, one, 1));
    assert_int_equal(DOLEN_E_LIMIT, show(f, both, 2));
    assert_int_equal(DOLEN_OK, show(f, both, 1));
}

/* Nothing shown, nothing refused: whoever asks about somebody withheld learns nothing from a refusal. */
static void ig_03_what_is_not_shown_is_never_refused_for_having_been_shown(void **state)
{
    fixture *f = *state;

    start(f);
    for (int i = 0; i < 4 * TARGET; i++)
        assert_int_equal(DOLEN_OK, show(f, NULL, 0));
}

static void a_question_is_counted_once(void **state)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    fixture *f = *state;
    dolen_err err = {0};

    start(f);
    f->question.request = dolen_uuid_make();
    assert_ok(dolen_pool_take(f->pool, &connection, &err));
    assert_ok(dolen_quota_admit(connection, &f->question, &err));
    assert_fails(DOLEN_E_CONFLICT, dolen_quota_admit(connection, &f->question, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_22_another_spelling_counts_for_the_same_target),
        cmocka_unit_test(one_counter_over_the_whole_question_is_evaded_by_spelling),
        cmocka_unit_test(r_02_a_flood_by_one_person_ends_and_stays_ended_after_a_restart),
        cmocka_unit_test(ig_22_a_record_is_shown_so_often_a_day_and_no_more),
        cmocka_unit_test(ig_03_what_is_not_shown_is_never_refused_for_having_been_shown),
        cmocka_unit_test(a_question_is_counted_once),
    };

    return cmocka_run_group_tests_name("quota", tests, set_up, tear_down);
}
