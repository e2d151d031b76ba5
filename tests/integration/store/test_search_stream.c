/* The node's own searches page by page, in the two orders in which they are looked through. */
#include "node/store/search_stream.h"

#include "node/store/search_store.h"
#include "tests/support/database_scene.h"

enum { ARENA = 1 << 20 };

static int set_up(void **state)
{
    return database_scene_make("node", state);
}

static void add(dolen_connection *connection, const char *account, const char *reference, int64_t asked)
{
    const dolen_stored_search search = {.id = dolen_uuid_make(),
                                        .account = account,
                                        .role = dolen_code_of("practitioner"),
                                        .purpose = dolen_code_of("S47"),
                                        .case_reference = reference,
                                        .channel = 1,
                                        .subject = DOLEN_SUBJECT_PERSON,
                                        .asked = asked,
                                        .searched = "{}",
                                        .outcome = "answered",
                                        .ledger_index = DOLEN_SEARCH_NO_ENTRY};
    dolen_err err = {0};

    assert_ok(dolen_search_store_add(connection, &search, &err));
}

/* The searches in the order of the stream, page by page of two, as "reference@instant ". */
static void walk(const database_scene *s, const char *account, dolen_search_span span, char *out)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_streamed_search *page = NULL;
    dolen_search_page wanted = {.span = span, .limit = 2};
    size_t count = 2;
    dolen_err err = {0};

    *out = '\0';
    assert_ok(dolen_pool_take(s->service, &connection, &err));
    while (count == 2) {
        if (account)
            assert_ok(dolen_search_stream_of(connection, account, &wanted, arena, &page, &count, &err));
        else
            assert_ok(dolen_search_stream_by_case(connection, &wanted, arena, &page, &count, &err));
        for (size_t i = 0; i < count; i++)
            sprintf(out + strlen(out), "%s@%d ", page[i].case_reference, (int)page[i].asked);
        if (count)
            wanted.after =
                (dolen_search_place){page[count - 1].case_reference, page[count - 1].asked, page[count - 1].id};
    }
}

static void fill(const database_scene *s)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->service, &connection, &err));
    add(connection, "a", "c 2", 5);
    add(connection, "b", "C2", 3);
    add(connection, "a", "C1", 4);
    add(connection, "a", "", 9);
    add(connection, "b", "c1", 4);
    add(connection, "a", "Ŵ1", 6);
    add(connection, "a", "C1", 20);
}

static void cases_come_together_whatever_their_letters(void **state)
{
    char text[200];

    fill(*state);
    walk(*state, NULL, (dolen_search_span){0, 20}, text);
    assert_string_equal("@9 C1@4 C1@4 C2@3 C2@5 Ŵ1@6 ", text);
    walk(*state, NULL, (dolen_search_span){4, 6}, text);
    assert_string_equal("C1@4 C1@4 C2@5 ", text);
}

static void one_persons_come_by_instant(void **state)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const database_scene *s = *state;
    char text[200];
    bool has_any = false;
    dolen_err err = {0};

    fill(s);
    walk(s, "a", (dolen_search_span){0, 100}, text);
    assert_string_equal("C1@4 C2@5 Ŵ1@6 @9 C1@20 ", text);
    assert_ok(dolen_pool_take(s->service, &connection, &err));
    assert_ok(dolen_search_stream_has(connection, "b", (dolen_search_span){4, 5}, &has_any, &err));
    assert_true(has_any);
    assert_ok(dolen_search_stream_has(connection, "b", (dolen_search_span){5, 100}, &has_any, &err));
    assert_false(has_any);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, database_scene_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(cases_come_together_whatever_their_letters),
        TEST(one_persons_come_by_instant),
    };

    return cmocka_run_group_tests_name("search stream", tests, database_scene_start, database_scene_stop);
}
