/* Findings of unusual use, against a real database as the service's own role. */
#include "node/store/finding_store.h"
#include "node/store/search_store.h"
#include "tests/support/database_scene.h"

enum { ARENA = 1 << 20, DAY = 86400000 };

typedef struct desk {
    const database_scene *scene;
    dolen_connection *connection;
    dolen_arena *arena;
    dolen_uuid searches[4];
} desk;

static void add_searches(desk *d)
{
    for (size_t i = 0; i < sizeof d->searches / sizeof *d->searches; i++) {
        dolen_err err = {0};
        d->searches[i] = dolen_uuid_make();
        const dolen_stored_search search = {.id = d->searches[i],
                                            .account = "sian",
                                            .role = dolen_code_of("practitioner"),
                                            .purpose = dolen_code_of("S47"),
                                            .case_reference = "C-1",
                                            .channel = 1,
                                            .subject = DOLEN_SUBJECT_PERSON,
                                            .asked = 1000 + (int64_t)i,
                                            .searched = "{}",
                                            .outcome = "answered",
                                            .ledger_index = DOLEN_SEARCH_NO_ENTRY};
        assert_ok(dolen_search_store_add(d->connection, &search, &err));
    }
}

static int set_up(void **state)
{
    desk *d = calloc(1, sizeof *d);
    void *scene = NULL;
    dolen_err err = {0};

    database_scene_make("node", &scene);
    d->scene = scene;
    d->arena = dolen_arena_new(ARENA);
    assert_ok(dolen_pool_take(d->scene->service, &d->connection, &err));
    add_searches(d);
    *state = d;
    return 0;
}

static int tear_down(void **state)
{
    desk *d = *state;
    void *scene = (void *)(uintptr_t)d->scene;

    dolen_pool_give(d->connection);
    dolen_arena_free(d->arena);
    database_scene_free(&scene);
    free(d);
    return 0;
}

/* About the first `count` searches. */
static dolen_stored_finding about(const desk *d, size_t count)
{
    return (dolen_stored_finding){.kind = 5,
                                  .account = "sian",
                                  .figures = {{1, (int64_t)count}, {12, 3}},
                                  .figure_count = 2,
                                  .searches = d->searches,
                                  .search_count = count,
                                  .first_search = 1000,
                                  .last_search = 999 + (int64_t)count,
                                  .raised = DAY};
}

static dolen_finding_put put(desk *d, dolen_stored_finding *finding)
{
    dolen_finding_put what = DOLEN_FINDING_KNOWN;
    dolen_err err = {0};

    assert_ok(dolen_finding_store_put(d->connection, finding, &what, &err));
    return what;
}

static dolen_stored_finding found(desk *d, int64_t number)
{
    dolen_stored_finding out;
    dolen_err err = {0};

    assert_ok(dolen_finding_store_find(d->connection, number, d->arena, &out, &err));
    return out;
}

static void a_finding_comes_back_as_it_was_raised(void **state)
{
    desk *d = *state;
    dolen_stored_finding finding = about(d, 3);
    const dolen_stored_finding *list = NULL;
    size_t count = 0;
    int64_t open = 0;
    dolen_err err = {0};

    assert_int_equal(DOLEN_FINDING_RAISED, put(d, &finding));
    assert_ok(dolen_finding_store_list(d->connection, false, 10, d->arena, &list, &count, &err));
    assert_ok(dolen_finding_store_count(d->connection, &open, &err));

    assert_int_equal(1, open);
    assert_int_equal(1, count);
    assert_int_equal(finding.number, list[0].number);
    assert_int_equal(5, list[0].kind);
    assert_string_equal("sian", list[0].account);
    assert_string_equal("", list[0].full_name);
    assert_int_equal(2, list[0].figure_count);
    assert_int_equal(12, list[0].figures[1].figure);
    assert_int_equal(3, list[0].figures[1].value);
    assert_int_equal(3, list[0].search_count);
    assert_true(dolen_uuid_same(d->searches[2], list[0].searches[2]));
    assert_int_equal(1002, list[0].last_search);
    assert_int_equal(0, list[0].closed);
    assert_int_equal(0, list[0].follows);
    assert_fails(DOLEN_E_ABSENT, dolen_finding_store_find(d->connection, 77, d->arena, &finding, &err));
}

static void searches_join_an_open_finding(void **state)
{
    desk *d = *state;
    dolen_stored_finding first = about(d, 2);
    dolen_stored_finding again = about(d, 2);
    dolen_stored_finding more = about(d, 3);

    put(d, &first);
    assert_int_equal(DOLEN_FINDING_KNOWN, put(d, &again));
    assert_int_equal(DOLEN_FINDING_JOINED, put(d, &more));

    assert_int_equal(first.number, more.number);
    const dolen_stored_finding now = found(d, first.number);
    assert_int_equal(3, now.search_count);
    assert_int_equal(3, now.figures[0].value);
    assert_int_equal(1002, now.last_search);
}

static void another_kind_or_person_is_another_finding(void **state)
{
    desk *d = *state;
    dolen_stored_finding first = about(d, 2);
    dolen_stored_finding kind = about(d, 2);
    dolen_stored_finding person = about(d, 2);

    kind.kind = 6;
    person.account = "dai";
    put(d, &first);

    assert_int_equal(DOLEN_FINDING_RAISED, put(d, &kind));
    assert_int_equal(DOLEN_FINDING_RAISED, put(d, &person));
    assert_int_not_equal(first.number, kind.number);
    assert_int_equal(0, kind.follows);
}

static void what_was_closed_is_raised_again_only_when_a_search_joins(void **state)
{
    desk *d = *state;
    dolen_stored_finding first = about(d, 2);
    dolen_stored_finding same = about(d, 2);
    dolen_stored_finding part = about(d, 1);
    dolen_stored_finding more = about(d, 3);
    dolen_stored_finding after = about(d, 3);
    dolen_err err = {0};

    put(d, &first);
    assert_ok(dolen_finding_store_close(d->connection, first.number, "olwen", "a cousin, told her manager", DAY, &err));
    assert_int_equal(DOLEN_FINDING_KNOWN, put(d, &same));
    assert_int_equal(DOLEN_FINDING_KNOWN, put(d, &part));
    assert_int_equal(DOLEN_FINDING_RAISED, put(d, &more));

    assert_int_not_equal(first.number, more.number);
    assert_int_equal(first.number, found(d, more.number).follows);
    assert_int_equal(3, found(d, more.number).search_count);
    assert_int_equal(2, found(d, first.number).search_count);
    assert_int_equal(DOLEN_FINDING_KNOWN, put(d, &after));
}

static void a_finding_is_closed_once_with_a_reason_by_somebody_else(void **state)
{
    desk *d = *state;
    dolen_stored_finding finding = about(d, 2);
    char long_reason[DOLEN_FINDING_REASON + 2];
    dolen_err err = {0};

    memset(long_reason, 'x', sizeof long_reason);
    long_reason[sizeof long_reason - 1] = '\0';
    put(d, &finding);
    const int64_t number = finding.number;
    assert_fails(DOLEN_E_INPUT, dolen_finding_store_close(d->connection, number, "olwen", "", DAY, &err));
    assert_fails(DOLEN_E_INPUT, dolen_finding_store_close(d->connection, number, "olwen", " \n", DAY, &err));
    assert_fails(DOLEN_E_INPUT, dolen_finding_store_close(d->connection, number, "olwen", NULL, DAY, &err));
    assert_fails(DOLEN_E_INPUT, dolen_finding_store_close(d->connection, number, "olwen", long_reason, DAY, &err));
    assert_fails(DOLEN_E_DENIED, dolen_finding_store_close(d->connection, number, "sian", "all fine", DAY, &err));
    assert_fails(DOLEN_E_ABSENT, dolen_finding_store_close(d->connection, number + 1, "olwen", "x", DAY, &err));
    assert_ok(dolen_finding_store_close(d->connection, number, "olwen", "referred to HR", DAY + 5, &err));
    assert_fails(DOLEN_E_ABSENT, dolen_finding_store_close(d->connection, number, "olwen", "again", DAY, &err));

    assert_string_equal("referred to HR", found(d, number).reason);
    assert_string_equal("olwen", found(d, number).closed_by);
    assert_int_equal(DAY + 5, found(d, number).closed);
}

static void closed_findings_are_listed_when_asked_for(void **state)
{
    desk *d = *state;
    dolen_stored_finding closed = about(d, 1);
    dolen_stored_finding open = about(d, 2);
    const dolen_stored_finding *list = NULL;
    size_t count = 0;
    dolen_err err = {0};

    put(d, &closed);
    assert_ok(dolen_finding_store_close(d->connection, closed.number, "olwen", "known", DAY, &err));
    put(d, &open);
    assert_ok(dolen_finding_store_list(d->connection, false, 10, d->arena, &list, &count, &err));
    assert_int_equal(1, count);
    assert_ok(dolen_finding_store_list(d->connection, true, 10, d->arena, &list, &count, &err));
    assert_int_equal(2, count);
    assert_int_equal(open.number, list[0].number);
    assert_ok(dolen_finding_store_list(d->connection, true, 1, d->arena, &list, &count, &err));
    assert_int_equal(1, count);
}

static void the_place_reached_never_goes_back(void **state)
{
    desk *d = *state;
    int64_t reached = -1;
    dolen_err err = {0};

    assert_ok(dolen_finding_store_reached(d->connection, &reached, &err));
    assert_int_equal(0, reached);
    assert_ok(dolen_finding_store_reach(d->connection, 500, &err));
    assert_ok(dolen_finding_store_reach(d->connection, 400, &err));
    assert_ok(dolen_finding_store_reached(d->connection, &reached, &err));
    assert_int_equal(500, reached);
}

/* The service can neither remove a finding nor move it to somebody else; the eraser can do nothing but erase. */
static void the_service_cannot_remove_or_rewrite_a_finding(void **state)
{
    desk *d = *state;
    dolen_stored_finding finding = about(d, 2);

    put(d, &finding);
    assert_false(database_scene_may(d->scene->service, "DELETE FROM finding"));
    assert_false(database_scene_may(d->scene->service, "DELETE FROM finding_search"));
    assert_false(database_scene_may(d->scene->service, "UPDATE finding SET account = 'dai'"));
    assert_false(database_scene_may(d->scene->service, "UPDATE finding SET closed = raised, closed_by = 'sian', "
                                                       "reason = 'x'"));
    assert_false(database_scene_may(d->scene->eraser, "UPDATE finding SET changed = 1"));
    assert_true(database_scene_may(d->scene->eraser, "DELETE FROM finding"));
    assert_int_equal(0, NUMBER_OF(d->scene, "SELECT count(*) FROM finding_search"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_finding_comes_back_as_it_was_raised),
        TEST(searches_join_an_open_finding),
        TEST(another_kind_or_person_is_another_finding),
        TEST(what_was_closed_is_raised_again_only_when_a_search_joins),
        TEST(a_finding_is_closed_once_with_a_reason_by_somebody_else),
        TEST(closed_findings_are_listed_when_asked_for),
        TEST(the_place_reached_never_goes_back),
        TEST(the_service_cannot_remove_or_rewrite_a_finding),
    };

    return cmocka_run_group_tests_name("findings", tests, database_scene_start, database_scene_stop);
}
