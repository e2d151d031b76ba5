/* Reviews, notices about own records and protected local ids, against a real database as the service's own role. */
#include <stdlib.h>
#include <string.h>

#include "node/store/notice_store.h"
#include "node/store/review_store.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_pg.h"

enum { ARENA = 1 << 20 };

#define OPENED INT64_C(1795185245001)
#define A_DAY INT64_C(86400000)

typedef struct fixture {
    temp_pg *pg;
    dolen_pool *pool;
    dolen_arena *arena;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    f->pg = temp_pg_start(false);
    f->arena = dolen_arena_new(ARENA);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    temp_pg_free(f->pg);
    dolen_arena_free(f->arena);
    free(f);
    return 0;
}

/* Each test with a database of its own. */
static int begin(void **state)
{
    fixture *f = *state;

    f->pool = temp_pg_pool(f->pg, "node", "dolen_service");
    return 0;
}

static int end(void **state)
{
    fixture *f = *state;

    dolen_pool_free(f->pool);
    return 0;
}

static dolen_connection *connect(fixture *f)
{
    dolen_connection *connection = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(f->pool, &connection, &err));
    return connection;
}

static dolen_review some_review(void)
{
    return (dolen_review){.search = dolen_uuid_make(),
                          .reasons = DOLEN_REVIEW_PROTECTED | DOLEN_REVIEW_URGENT,
                          .account = "asha",
                          .role = dolen_code_of("practitioner"),
                          .purpose = dolen_code_of("S47"),
                          .case_reference = "C-1",
                          .urgent_reason = dolen_code_of("LIFE"),
                          .authoriser = "mair",
                          .opened = OPENED,
                          .due = OPENED + 2 * A_DAY};
}

static const dolen_review *only_review(fixture *f, dolen_connection *connection, dolen_review_wish wish)
{
    const dolen_review *reviews;
    size_t count;
    dolen_err err = {0};

    assert_ok(dolen_review_store_list(connection, wish, 10, f->arena, &reviews, &count, &err));
    assert_int_equal(1, count);
    return reviews;
}

static dolen_status close_as(dolen_connection *connection, int64_t number, const char *by, const char *outcome,
                             int64_t now)
{
    const dolen_review_closing closing = {.number = number, .by = by, .outcome = outcome, .now = now};

    return dolen_review_store_close(connection, &closing, NULL);
}

static void ig_20_a_review_is_open_then_overdue_then_closed_by_somebody_else(void **state)
{
    fixture *f = *state;
    DOLEN_OWN(dolen_connection, connection) = connect(f);
    const dolen_review review = some_review();
    dolen_review_count counts;
    dolen_err err = {0};

    assert_ok(dolen_review_store_add(connection, &review, &err));
    assert_fails(DOLEN_E_CONFLICT, dolen_review_store_add(connection, &review, &err));
    assert_ok(dolen_review_store_count(connection, OPENED + A_DAY, &counts, &err));
    assert_int_equal(1, counts.open);
    assert_int_equal(0, counts.overdue);
    assert_ok(dolen_review_store_count(connection, OPENED + 3 * A_DAY, &counts, &err));
    assert_int_equal(1, counts.overdue);

    const int64_t number = only_review(f, connection, DOLEN_REVIEWS_OPEN)->number;
    assert_fails(DOLEN_E_DENIED, close_as(connection, number, "asha", "justified", OPENED));
    assert_fails(DOLEN_E_DENIED, close_as(connection, number, "mair", "justified", OPENED));
    assert_fails(DOLEN_E_INPUT, close_as(connection, number, "officer", "fine", OPENED));
    assert_ok(close_as(connection, number, "officer", "not-justified", OPENED + A_DAY));
    assert_fails(DOLEN_E_ABSENT, close_as(connection, number, "officer", "justified", OPENED));

    const dolen_review *closed = only_review(f, connection, DOLEN_REVIEWS_CLOSED);
    assert_string_equal("not-justified", closed->outcome);
    assert_string_equal("officer", closed->closed_by);
    assert_string_equal("mair", closed->authoriser);
    assert_ok(dolen_review_store_count(connection, OPENED + 3 * A_DAY, &counts, &err));
    assert_int_equal(0, counts.open);
}

static void a_review_is_closed_with_what_follows_and_a_note(void **state)
{
    fixture *f = *state;
    DOLEN_OWN(dolen_connection, connection) = connect(f);
    const dolen_review review = some_review();
    dolen_review found;
    char too_long[DOLEN_REVIEW_NOTE + 2] = "";
    dolen_err err = {0};

    assert_ok(dolen_review_store_add(connection, &review, &err));
    assert_ok(dolen_review_store_find(connection, review.search, f->arena, &found, &err));
    dolen_review_closing closing = {
        .number = found.number, .by = "officer", .outcome = "referred", .follow_up = "sacked", .now = OPENED};
    assert_fails(DOLEN_E_INPUT, dolen_review_store_close(connection, &closing, &err));
    closing.follow_up = "training";
    memset(too_long, 'x', sizeof too_long - 1);
    closing.note = too_long;
    assert_fails(DOLEN_E_INPUT, dolen_review_store_close(connection, &closing, &err));
    closing.note = "a bell \a";
    assert_fails(DOLEN_E_INPUT, dolen_review_store_close(connection, &closing, &err));
    closing.note = "half a letter \xc3";
    assert_fails(DOLEN_E_INPUT, dolen_review_store_close(connection, &closing, &err));
    closing.note = "Spoke with the team.\nDyddiad cywir: tŷ.";
    assert_ok(dolen_review_store_close(connection, &closing, &err));
    assert_ok(dolen_review_store_find(connection, review.search, f->arena, &found, &err));
    assert_string_equal("training", found.follow_up);
    assert_string_equal(closing.note, found.note);
}

static void a_reason_is_added_to_an_open_review_and_not_to_a_closed_one(void **state)
{
    fixture *f = *state;
    DOLEN_OWN(dolen_connection, connection) = connect(f);
    dolen_review review = some_review();
    dolen_review found;
    dolen_err err = {0};

    review.reasons = DOLEN_REVIEW_SAMPLED;
    assert_ok(dolen_review_store_open(connection, &review, &err));
    review.reasons = DOLEN_REVIEW_FINDING;
    assert_ok(dolen_review_store_open(connection, &review, &err));
    assert_ok(dolen_review_store_find(connection, review.search, f->arena, &found, &err));
    assert_int_equal(DOLEN_REVIEW_SAMPLED | DOLEN_REVIEW_FINDING, found.reasons);

    assert_ok(close_as(connection, found.number, "officer", "justified", OPENED));
    review.reasons = DOLEN_REVIEW_URGENT;
    assert_ok(dolen_review_store_open(connection, &review, &err));
    assert_ok(dolen_review_store_find(connection, review.search, f->arena, &found, &err));
    assert_int_equal(DOLEN_REVIEW_SAMPLED | DOLEN_REVIEW_FINDING, found.reasons);
    assert_fails(DOLEN_E_ABSENT, dolen_review_store_find(connection, dolen_uuid_make(), f->arena, &found, &err));
}

static dolen_notice notice_of(uint64_t entry, dolen_consulted_outcome outcome)
{
    return (dolen_notice){.entry = entry,
                          .handle = dolen_uuid_make(),
                          .outcome = outcome,
                          .asked = OPENED + (int64_t)entry,
                          .agency = dolen_code_of("NPT"),
                          .purpose = dolen_code_of("S47")};
}

static void ig_32_notices_are_kept_once_and_fetching_goes_on_where_it_ended(void **state)
{
    fixture *f = *state;
    const dolen_notice notices[] = {notice_of(4, DOLEN_CONSULTED_SHOWN), notice_of(7, DOLEN_CONSULTED_OPENED)};
    const dolen_notice_wish every = {.limit = 10};
    const dolen_notice_wish guarded = {.protected_only = true, .limit = 10};
    const dolen_kept_notice *kept;
    int64_t reached;
    int64_t fresh;
    size_t count;
    dolen_err err = {0};

    assert_ok(dolen_notice_store_add(f->pool, notices, 2, 9, OPENED, &fresh, &err));
    assert_int_equal(2, fresh);
    assert_ok(dolen_notice_store_add(f->pool, notices, 2, 8, OPENED, &fresh, &err));
    assert_int_equal(0, fresh);
    DOLEN_OWN(dolen_connection, connection) = connect(f);
    assert_ok(dolen_notice_store_place(connection, &reached, &err));
    assert_int_equal(9, reached);
    assert_ok(dolen_notice_store_list(connection, &every, f->arena, &kept, &count, &err));
    assert_int_equal(2, count);
    assert_int_equal(7, kept[0].notice.entry);
    assert_false(kept[0].has_key);
    assert_string_equal("S47", kept[0].notice.purpose.text);
    assert_ok(dolen_notice_store_list(connection, &guarded, f->arena, &kept, &count, &err));
    assert_int_equal(1, count);
    assert_int_equal(DOLEN_CONSULTED_OPENED, kept[0].notice.outcome);
}

static void publish(fixture *f, dolen_uuid key, dolen_uuid handle)
{
    static const dolen_statement add =
        DOLEN_STATEMENT("test-publish", "INSERT INTO published (epoch, key, handle, identity, flags, element) "
                                        "VALUES (1, $1, $2, $1, $1, sha256(''))");
    DOLEN_OWN(dolen_connection, connection) = connect(f);
    dolen_parameters parameters = dolen_parameters_in(f->arena);
    dolen_err err = {0};

    dolen_parameters_uuid(&parameters, key);
    dolen_parameters_uuid(&parameters, handle);
    assert_ok(dolen_statement_run(connection, &add, &parameters, NULL, &err));
}

/* An ordinary record is known by its key; of a protected one the alert says whom it is about. */
static void ig_15_an_alert_names_the_protected_record_and_no_other(void **state)
{
    fixture *f = *state;
    const dolen_notice notices[] = {notice_of(1, DOLEN_CONSULTED_SHOWN), notice_of(2, DOLEN_CONSULTED_WARNED)};
    const dolen_uuid keys[] = {dolen_uuid_make(), dolen_uuid_make()};
    const dolen_shielded_id ids[] = {{keys[1], "P-1"}, {dolen_uuid_make(), "P-2"}};
    const dolen_notice_wish of_first = {.key = &keys[0], .limit = 10};
    const dolen_notice_wish every = {.limit = 10};
    const dolen_kept_notice *kept;
    int64_t fresh;
    size_t count;
    dolen_err err = {0};

    for (size_t i = 0; i < 2; i++)
        publish(f, keys[i], notices[i].handle);
    uint64_t protections = 9;
    assert_ok(dolen_notice_store_shielded(f->pool, &protections, &err));
    assert_int_equal(0, protections);
    assert_ok(dolen_notice_store_shield(f->pool, ids, 2, &err));
    assert_ok(dolen_notice_store_shielded(f->pool, &protections, &err));
    assert_int_equal(2, protections);
    assert_ok(dolen_notice_store_add(f->pool, notices, 2, 2, OPENED, &fresh, &err));
    DOLEN_OWN(dolen_connection, connection) = connect(f);
    assert_ok(dolen_notice_store_list(connection, &every, f->arena, &kept, &count, &err));
    assert_string_equal("P-1", kept[0].local_id);
    assert_true(kept[1].has_key);
    assert_null(kept[1].local_id);
    assert_ok(dolen_notice_store_list(connection, &of_first, f->arena, &kept, &count, &err));
    assert_int_equal(1, count);
    assert_int_equal(1, kept[0].notice.entry);

    assert_ok(dolen_notice_store_shield(f->pool, NULL, 0, &err));
    assert_ok(dolen_notice_store_list(connection, &every, f->arena, &kept, &count, &err));
    assert_null(kept[0].local_id);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ig_20_a_review_is_open_then_overdue_then_closed_by_somebody_else),
        TEST(a_review_is_closed_with_what_follows_and_a_note),
        TEST(a_reason_is_added_to_an_open_review_and_not_to_a_closed_one),
        TEST(ig_32_notices_are_kept_once_and_fetching_goes_on_where_it_ended),
        TEST(ig_15_an_alert_names_the_protected_record_and_no_other),
    };

    return cmocka_run_group_tests_name("reviews", tests, set_up, tear_down);
}
