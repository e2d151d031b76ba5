/* What an officer has in hand while a session lasts. */
#include "node/agency/web/papers.h"
#include "tests/support/dolen_test.h"

static const dolen_digest session = {{1}};
static const dolen_digest another = {{2}};

static bool has(dolen_papers *papers, dolen_digest of, dolen_paper_kind kind, int64_t now, const char *text)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4 * 1024 * 1024);
    dolen_bytes out;

    return dolen_papers_find(papers, of, kind, now, arena, &out, NULL) == DOLEN_OK && out.size == strlen(text) &&
           memcmp(out.at, text, out.size) == 0;
}

static void keeps_one_paper_of_each_kind_for_each_session(void **state)
{
    DOLEN_OWN(dolen_papers, papers) = dolen_papers_new();
    dolen_err err = {0};

    (void)state;
    assert_ok(dolen_papers_put(papers, session, DOLEN_PAPER_GROUND, dolen_bytes_of_string("integrity"), 1, &err));
    assert_ok(dolen_papers_put(papers, session, DOLEN_PAPER_WISH, dolen_bytes_of_string("a=b"), 1, &err));
    assert_true(has(papers, session, DOLEN_PAPER_GROUND, 2, "integrity"));
    assert_true(has(papers, session, DOLEN_PAPER_WISH, 2, "a=b"));
    assert_false(has(papers, another, DOLEN_PAPER_WISH, 2, "a=b"));
    assert_ok(dolen_papers_put(papers, session, DOLEN_PAPER_WISH, dolen_bytes_of_string(""), 3, &err));
    assert_true(has(papers, session, DOLEN_PAPER_WISH, 3, ""));
    dolen_papers_forget(papers, session, DOLEN_PAPER_WISH);
    assert_false(has(papers, session, DOLEN_PAPER_WISH, 3, ""));
    assert_true(has(papers, session, DOLEN_PAPER_GROUND, 3, "integrity"));
}

static void a_paper_that_nobody_looks_at_for_half_an_hour_is_gone(void **state)
{
    DOLEN_OWN(dolen_papers, papers) = dolen_papers_new();
    dolen_err err = {0};

    (void)state;
    assert_ok(dolen_papers_put(papers, session, DOLEN_PAPER_GROUND, dolen_bytes_of_string("x"), 0, &err));
    assert_true(has(papers, session, DOLEN_PAPER_GROUND, DOLEN_PAPERS_AGE, "x"));
    assert_true(has(papers, session, DOLEN_PAPER_GROUND, 2 * DOLEN_PAPERS_AGE, "x"));
    assert_false(has(papers, session, DOLEN_PAPER_GROUND, 3 * DOLEN_PAPERS_AGE + 1, "x"));
}

static void the_oldest_makes_room(void **state)
{
    DOLEN_OWN(dolen_papers, papers) = dolen_papers_new();
    dolen_err err = {0};

    (void)state;
    for (int i = 0; i <= DOLEN_PAPERS_COUNT; i++)
        assert_ok(dolen_papers_put(papers, (dolen_digest){{(uint8_t)i, 9}}, DOLEN_PAPER_WISH,
                                   dolen_bytes_of_string("x"), i, &err));
    assert_false(has(papers, (dolen_digest){{0, 9}}, DOLEN_PAPER_WISH, 100, "x"));
    assert_true(has(papers, (dolen_digest){{1, 9}}, DOLEN_PAPER_WISH, 100, "x"));
}

static void a_paper_has_a_limit(void **state)
{
    DOLEN_OWN(dolen_papers, papers) = dolen_papers_new();
    static const uint8_t large[DOLEN_PAPERS_SIZE + 1];

    (void)state;
    assert_fails(DOLEN_E_LIMIT,
                 dolen_papers_put(papers, session, DOLEN_PAPER_REPORT, dolen_bytes_of(large, sizeof large), 1, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_one_paper_of_each_kind_for_each_session),
        cmocka_unit_test(a_paper_that_nobody_looks_at_for_half_an_hour_is_gone),
        cmocka_unit_test(the_oldest_makes_room),
        cmocka_unit_test(a_paper_has_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
