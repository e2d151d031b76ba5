/* The weekly draw against a real database, as the service's own role, with a clock that is moved by hand. */
#include "node/agency/oversight/sampling.h"

#include <string.h>

#include "node/store/review_store.h"
#include "node/store/search_store.h"
#include "node/store/witness_store.h"
#include "tests/support/database_scene.h"

enum { WEEK = 2968, SEARCHES = 40, WANTED = 5 };

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define ORIGIN "hub.test/ledger"

static int64_t hand;
static dolen_arena *arena;

static int64_t now(void *context)
{
    return hand;
}

static int begin(void **state)
{
    return database_scene_make("node", state);
}

static dolen_sampling_parts parts_of(database_scene *scene)
{
    return (dolen_sampling_parts){.pool = scene->service,
                                  .clock = {.now = now},
                                  .origin = ORIGIN,
                                  .wanted = WANTED,
                                  .hour = 6,
                                  .review_days = 14};
}

static dolen_connection *connect(database_scene *scene)
{
    dolen_connection *connection = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(scene->service, &connection, &err));
    return connection;
}

static dolen_uuid keep_search(database_scene *scene, int64_t asked)
{
    DOLEN_OWN(dolen_connection, connection) = connect(scene);
    const dolen_stored_search search = {.id = dolen_uuid_make(),
                                        .account = "asha",
                                        .role = dolen_code_of("practitioner"),
                                        .purpose = dolen_code_of("S47"),
                                        .case_reference = "C-1",
                                        .channel = 1,
                                        .subject = DOLEN_SUBJECT_PERSON,
                                        .asked = asked,
                                        .searched = "{}",
                                        .outcome = "answered",
                                        .ledger_index = DOLEN_SEARCH_NO_ENTRY};
    dolen_err err = {0};

    assert_ok(dolen_search_store_add(connection, &search, &err));
    return search.id;
}

static void keep_searches(database_scene *scene, int32_t week, int count)
{
    for (int i = 0; i < count; i++)
        keep_search(scene, dolen_sampling_week_begin(week) + i * HOUR);
}

static void confirm(database_scene *scene, int64_t at)
{
    DOLEN_OWN(dolen_connection, connection) = connect(scene);
    const dolen_stored_witness none = {.note = ""};
    dolen_stored_witness one = {.size = 77, .cosigned = (uint64_t)(at / 1000), .note = "checkpoint"};
    dolen_err err = {0};

    memset(one.root.bytes, 0xab, sizeof one.root.bytes);
    assert_ok(dolen_witness_store_advance(connection, ORIGIN, &none, &one, &err));
}

/* Its texts live until the next one. */
static void repeat(database_scene *scene, int32_t week, dolen_sampling_report *report)
{
    DOLEN_OWN(dolen_connection, connection) = connect(scene);
    dolen_err err = {0};

    dolen_arena_reset(arena);
    assert_ok(dolen_sampling_repeat(connection, week, arena, report, &err));
}

#define SAMPLED(scene) NUMBER_OF(scene, "SELECT count(*) FROM review WHERE reasons & 4 <> 0")

static void ig_09_last_week_is_drawn_once_from_the_confirmed_checkpoint(void **state)
{
    database_scene *scene = *state;
    dolen_sampling_parts parts = parts_of(scene);
    dolen_sampling_report report;
    int32_t drawn = 0;
    dolen_err err = {0};

    hand = dolen_sampling_week_begin(WEEK + 1) + 7 * HOUR;
    keep_searches(scene, WEEK, SEARCHES);
    keep_searches(scene, WEEK + 1, 3);
    confirm(scene, hand - HOUR);
    assert_ok(dolen_sampling_run(&parts, &drawn, &err));
    assert_int_equal(1, drawn);
    assert_int_equal(WANTED, SAMPLED(scene));
    assert_ok(dolen_sampling_run(&parts, &drawn, &err));
    assert_int_equal(0, drawn);
    assert_int_equal(WANTED, SAMPLED(scene));

    repeat(scene, WEEK, &report);
    assert_true(report.holds);
    assert_true(report.is_whole);
    assert_int_equal(SEARCHES, report.population);
    assert_int_equal(77, report.sample.tree_size);
    assert_string_equal(ORIGIN, report.sample.origin);
    assert_int_equal(0, NUMBER_OF(scene, "SELECT count(*) FROM review WHERE due - opened <> 14::bigint * 86400000"));
}

static void what_is_reviewed_anyway_is_left_out(void **state)
{
    database_scene *scene = *state;
    dolen_sampling_parts parts = parts_of(scene);
    dolen_review review = {.reasons = DOLEN_REVIEW_URGENT,
                           .account = "asha",
                           .role = dolen_code_of("practitioner"),
                           .purpose = dolen_code_of("S47"),
                           .case_reference = "",
                           .authoriser = ""};
    int32_t drawn = 0;
    dolen_err err = {0};

    hand = dolen_sampling_week_begin(WEEK + 1) + 7 * HOUR;
    parts.wanted = SEARCHES;
    keep_searches(scene, WEEK, 3);
    review.search = keep_search(scene, dolen_sampling_week_begin(WEEK));
    DOLEN_OWN(dolen_connection, connection) = connect(scene);
    assert_ok(dolen_review_store_add(connection, &review, &err));
    review.search = keep_search(scene, dolen_sampling_week_begin(WEEK));
    review.reasons = DOLEN_REVIEW_FINDING;
    assert_ok(dolen_review_store_add(connection, &review, &err));
    confirm(scene, hand);

    assert_ok(dolen_sampling_run(&parts, &drawn, &err));
    assert_int_equal(4, SAMPLED(scene));
    assert_int_equal(1, NUMBER_OF(scene, "SELECT count(*) FROM review WHERE reasons = 12"));
}

/* An older checkpoint could have been known, and so the draw foreseen, while the week's searches were still made. */
static void a_checkpoint_from_before_the_weeks_end_is_no_seed(void **state)
{
    database_scene *scene = *state;
    dolen_sampling_parts parts = parts_of(scene);
    dolen_sampling_report report;
    int32_t drawn = 0;
    dolen_err err = {0};

    keep_searches(scene, WEEK, SEARCHES);
    hand = dolen_sampling_week_begin(WEEK + 1) + 7 * HOUR;
    confirm(scene, dolen_sampling_week_begin(WEEK + 1) - 1000);
    assert_fails(DOLEN_E_ABSENT, dolen_sampling_run(&parts, &drawn, &err));
    assert_int_equal(0, SAMPLED(scene));

    hand += DOLEN_SAMPLING_WAIT_HOURS * HOUR;
    assert_ok(dolen_sampling_run(&parts, &drawn, &err));
    repeat(scene, WEEK, &report);
    assert_true(report.holds);
    assert_string_equal("", report.sample.origin);
    assert_int_equal(0, report.sample.tree_size);
}

/* A node that comes up days after the draw was due has had no time to confirm anything yet. */
static void a_node_that_has_just_started_waits_for_a_checkpoint(void **state)
{
    database_scene *scene = *state;
    dolen_sampling_parts parts = parts_of(scene);
    dolen_sampling_report report;
    int32_t drawn = 0;
    dolen_err err = {0};

    keep_searches(scene, WEEK, SEARCHES);
    hand = dolen_sampling_week_begin(WEEK + 1) + 5 * DAY;
    parts.started = hand;
    assert_fails(DOLEN_E_ABSENT, dolen_sampling_run(&parts, &drawn, &err));
    hand += HOUR;
    confirm(scene, hand);
    assert_ok(dolen_sampling_run(&parts, &drawn, &err));
    repeat(scene, WEEK, &report);
    assert_string_equal(ORIGIN, report.sample.origin);
}

static void a_node_that_confirms_no_ledger_draws_with_random_bytes_at_once(void **state)
{
    database_scene *scene = *state;
    dolen_sampling_parts parts = parts_of(scene);
    dolen_sampling_report report;
    int32_t drawn = 0;
    dolen_err err = {0};

    parts.origin = NULL;
    keep_searches(scene, WEEK, SEARCHES);
    hand = dolen_sampling_week_begin(WEEK + 1) + 6 * HOUR - 1;
    assert_ok(dolen_sampling_run(&parts, &drawn, &err));
    hand++;
    assert_ok(dolen_sampling_run(&parts, &drawn, &err));
    repeat(scene, WEEK, &report);
    assert_true(report.holds);
    assert_int_equal(WANTED, report.choice_count);
}

static void after_a_standstill_the_missed_weeks_are_drawn(void **state)
{
    database_scene *scene = *state;
    dolen_sampling_parts parts = parts_of(scene);
    int32_t drawn = 0;
    dolen_err err = {0};

    parts.origin = NULL;
    for (int32_t week = WEEK; week < WEEK + 4; week++)
        keep_searches(scene, week, SEARCHES);
    hand = dolen_sampling_week_begin(WEEK + 1) + DAY;
    assert_ok(dolen_sampling_run(&parts, &drawn, &err));
    hand = dolen_sampling_week_begin(WEEK + 4) + DAY;
    assert_ok(dolen_sampling_run(&parts, &drawn, &err));
    assert_int_equal(3, drawn);
    assert_int_equal(4 * WANTED, SAMPLED(scene));

    hand = dolen_sampling_week_begin(WEEK + 40) + DAY;
    assert_ok(dolen_sampling_run(&parts, &drawn, &err));
    assert_int_equal(DOLEN_SAMPLING_CATCH_UP, drawn);
}

/* A node that stops between the two draws later with the seed that it kept, whatever checkpoint there is by then. */
static void the_seed_is_kept_before_the_draw_and_nobody_changes_it(void **state)
{
    database_scene *scene = *state;
    dolen_sampling_parts parts = parts_of(scene);
    dolen_sample early = {.week = WEEK, .origin = "", .wanted = 2, .recorded = 1};
    dolen_sampling_report report;
    int32_t drawn = 0;
    dolen_err err = {0};

    keep_searches(scene, WEEK, SEARCHES);
    hand = dolen_sampling_week_begin(WEEK + 1) + 7 * HOUR;
    confirm(scene, hand);
    early.seed = dolen_sampling_seed(&early.root, WEEK);
    DOLEN_OWN(dolen_connection, connection) = connect(scene);
    assert_ok(dolen_sample_store_begin(connection, &early, &err));
    assert_ok(dolen_sampling_run(&parts, &drawn, &err));
    repeat(scene, WEEK, &report);
    assert_true(report.holds);
    assert_memory_equal(early.seed.bytes, report.sample.seed.bytes, sizeof early.seed.bytes);
    assert_int_equal(2, report.choice_count);

    assert_false(database_scene_may(scene->service, "UPDATE review_sample SET seed = sha256('')"));
    assert_false(database_scene_may(scene->service, "UPDATE review_sample SET root = sha256('')"));
    assert_false(database_scene_may(scene->service, "UPDATE review_sample SET wanted = 1"));
    assert_false(database_scene_may(scene->service, "DELETE FROM review_sample"));
}

/* With rights that the service does not have somebody changes the seed or erases what was drawn: the repetition tells.
 */
static void a_bent_draw_is_noticed(void **state)
{
    database_scene *scene = *state;
    dolen_sampling_parts parts = parts_of(scene);
    dolen_sampling_report report;
    int32_t drawn = 0;
    dolen_err err = {0};

    parts.origin = NULL;
    keep_searches(scene, WEEK, SEARCHES);
    hand = dolen_sampling_week_begin(WEEK + 1) + 7 * HOUR;
    assert_ok(dolen_sampling_run(&parts, &drawn, &err));
    assert_true(database_scene_may(
        scene->admin, "DELETE FROM review WHERE number = (SELECT min(number) FROM review WHERE reasons & 4 <> 0)"));
    repeat(scene, WEEK, &report);
    assert_false(report.holds);
    assert_int_equal(WANTED - 1, report.reviewed);

    assert_true(database_scene_may(scene->admin, "DELETE FROM search WHERE id IN (SELECT id FROM search LIMIT 1)"));
    repeat(scene, WEEK, &report);
    assert_false(report.is_whole);
    assert_true(database_scene_may(scene->admin, "UPDATE review_sample SET seed = sha256('chosen')"));
    repeat(scene, WEEK, &report);
    assert_false(report.holds);
}

static int start(void **state)
{
    arena = dolen_arena_new(DOLEN_SAMPLING_ARENA);
    return database_scene_start(state);
}

static int stop(void **state)
{
    dolen_arena_free(arena);
    return database_scene_stop(state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, database_scene_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ig_09_last_week_is_drawn_once_from_the_confirmed_checkpoint),
        TEST(what_is_reviewed_anyway_is_left_out),
        TEST(a_checkpoint_from_before_the_weeks_end_is_no_seed),
        TEST(a_node_that_has_just_started_waits_for_a_checkpoint),
        TEST(a_node_that_confirms_no_ledger_draws_with_random_bytes_at_once),
        TEST(after_a_standstill_the_missed_weeks_are_drawn),
        TEST(the_seed_is_kept_before_the_draw_and_nobody_changes_it),
        TEST(a_bent_draw_is_noticed),
    };

    return cmocka_run_group_tests_name("sampling", tests, start, stop);
}
