/* What data subjects asked for, at the agency's own node; and retention there (IG-14, IG-27). */
#include "node/store/subject_store.h"

#include <stdlib.h>

#include "node/store/erasure_store.h"
#include "node/store/published_store.h"
#include "node/store/transaction.h"
#include "tests/support/database_scene.h"
#include "tests/support/dolen_test.h"

enum { ARENA = 1024 * 1024, EPOCH = 3 };

static int set_up(void **state)
{
    return database_scene_make("node", state);
}

static dolen_uuid key_of(uint8_t number)
{
    return (dolen_uuid){{number}};
}

static dolen_status place(const database_scene *s, uint8_t key, dolen_subject_mark_kind kind, const char *code)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_subject_mark mark = {.key = key_of(key),
                               .kind = kind,
                               .local_id = kind == DOLEN_SUBJECT_ERASED ? "" : "L-1",
                               .account = "officer",
                               .case_reference = "SAR-1",
                               .placed = 1000};

    if (*code)
        mark.code = dolen_code_of(code);
    DOLEN_MUST(dolen_pool_take(s->service, &connection, NULL) == DOLEN_OK);
    return dolen_subject_store_place(connection, &mark, NULL);
}

static dolen_status lift(const database_scene *s, uint8_t key, dolen_subject_mark_kind kind)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_MUST(dolen_pool_take(s->service, &connection, NULL) == DOLEN_OK);
    return dolen_subject_store_lift(connection, key_of(key), kind, (dolen_code){{0}}, 2000, NULL);
}

static size_t marks_of(const database_scene *s, dolen_arena *arena, const dolen_subject_mark **out)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->service, &connection, &err));
    assert_ok(dolen_subject_store_marks(connection, arena, out, &count, &err));
    return count;
}

static void ig_27_a_mark_stands_until_it_is_lifted(void **state)
{
    const database_scene *s = *state;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_subject_mark *marks = NULL;

    assert_int_equal(DOLEN_OK, place(s, 2, DOLEN_SUBJECT_RESTRICTED, ""));
    assert_fails(DOLEN_E_CONFLICT, place(s, 2, DOLEN_SUBJECT_RESTRICTED, ""));
    assert_int_equal(DOLEN_OK, place(s, 1, DOLEN_SUBJECT_DISPUTED, "HB.ED"));
    assert_int_equal(2, marks_of(s, arena, &marks));
    assert_int_equal(1, marks[0].key.bytes[0]);
    assert_string_equal("HB.ED", marks[0].code.text);
    assert_string_equal("L-1", marks[1].local_id);

    assert_int_equal(DOLEN_OK, lift(s, 2, DOLEN_SUBJECT_RESTRICTED));
    assert_fails(DOLEN_E_ABSENT, lift(s, 2, DOLEN_SUBJECT_RESTRICTED));
    assert_int_equal(1, marks_of(s, arena, &marks));
    assert_int_equal(DOLEN_OK, place(s, 2, DOLEN_SUBJECT_RESTRICTED, ""));
}

static void ig_27_an_erasure_forgets_the_local_id(void **state)
{
    const database_scene *s = *state;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_subject_mark *marks = NULL;

    assert_int_equal(DOLEN_OK, place(s, 2, DOLEN_SUBJECT_RESTRICTED, ""));
    assert_int_equal(DOLEN_OK, place(s, 2, DOLEN_SUBJECT_ERASED, ""));

    assert_int_equal(2, marks_of(s, arena, &marks));
    assert_string_equal("", marks[0].local_id);
    assert_string_equal("", marks[1].local_id);
}

static void a_notice_waits_until_the_ledger_has_it(void **state)
{
    const database_scene *s = *state;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_subject_notice notice = {.id = key_of(9),
                                         .made = 5,
                                         .action = dolen_code_of("restricted"),
                                         .account = "officer",
                                         .case_reference = "SAR-1",
                                         .count = 1};
    const dolen_subject_notice *unsent = NULL;
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->service, &connection, &err));
    assert_ok(dolen_subject_store_notice(connection, &notice, &err));
    assert_ok(dolen_subject_store_unsent(connection, (dolen_subject_notice_place){.made = -1}, 10, arena, &unsent,
                                         &count, &err));
    assert_int_equal(1, count);
    assert_string_equal("restricted", unsent[0].action.text);
    assert_string_equal("SAR-1", unsent[0].case_reference);
    assert_ok(dolen_subject_store_sent(connection, key_of(9), 44, &err));
    assert_ok(dolen_subject_store_unsent(connection, (dolen_subject_notice_place){.made = -1}, 10, arena, &unsent,
                                         &count, &err));
    assert_int_equal(0, count);
}

static void ig_27_a_withdrawal_takes_the_restricted_and_nobody_else(void **state)
{
    const database_scene *s = *state;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_published_change *changes = NULL;
    dolen_published_counts counts;
    size_t count = 0;
    dolen_err err = {0};

    assert_true(database_scene_may(
        s->admin, "INSERT INTO published (epoch, key, handle, identity, flags, element) SELECT 3, "
                  "('0' || i || '000000-0000-0000-0000-000000000000')::uuid, gen_random_uuid(), gen_random_uuid(), "
                  "gen_random_uuid(), sha256('x') FROM generate_series(1, 4) AS i"));
    assert_int_equal(DOLEN_OK, place(s, 2, DOLEN_SUBJECT_RESTRICTED, ""));
    assert_int_equal(DOLEN_OK, place(s, 3, DOLEN_SUBJECT_ERASED, ""));
    assert_int_equal(DOLEN_OK, place(s, 4, DOLEN_SUBJECT_DISPUTED, ""));
    assert_int_equal(DOLEN_OK, place(s, 7, DOLEN_SUBJECT_RESTRICTED, ""));

    assert_ok(dolen_published_run_withdraw(s->service, EPOCH, 4, 1000, &counts, &err));
    assert_int_equal(2, counts.gone);
    assert_ok(dolen_published_store_changes(s->service, EPOCH, 0, arena, &changes, &count, &err));
    assert_int_equal(2, count);
    assert_int_equal(DOLEN_PUBLISHED_GONE, changes[0].class);
    assert_int_equal(2, changes[0].key.bytes[0]);
    assert_int_equal(3, changes[1].key.bytes[0]);
}

static void ig_14_old_searches_go_from_the_node_and_are_listed_by_month(void **state)
{
    static const int32_t epochs[] = {3};
    const database_scene *s = *state;
    const dolen_erasure_node what = {
        .searches_before = 1000, .sessions_before = 500, .epochs = epochs, .epoch_count = 1, .now = 7000};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_erasure *lines = NULL;
    size_t count = 0;
    dolen_err err = {0};

    assert_true(database_scene_may(
        s->admin,
        "INSERT INTO search (id, account, role, purpose, case_reference, channel, subject, asked, "
        "searched, outcome, involved) SELECT gen_random_uuid(), 'a', 'r', 'S47', 'c', 1, 1, i, '{}', "
        "'answered', 0 FROM unnest(ARRAY[10, 20, 5000]::bigint[]) AS i;"
        "INSERT INTO review (search, reasons, account, role, purpose, case_reference, urgent_reason, authoriser, "
        "opened, "
        "due, closed, closed_by, outcome) VALUES (gen_random_uuid(), 1, 'a', 'r', 'S47', 'c', '', '', 1, 2, 3, 'b', "
        "'justified'), (gen_random_uuid(), 1, 'a', 'r', 'S47', 'c', '', '', 1, 2, NULL, NULL, NULL);"
        "INSERT INTO finding (kind, account, figures, figure_values, first_search, last_search, raised, changed) "
        "VALUES "
        "(1, 'a', '{1}', '{2}', 10, 20, 9000, 9000), (4, 'a', '{1}', '{1}', 10, 5000, 9000, 9000);"
        "INSERT INTO finding_search (finding, search) SELECT f.number, s.id FROM finding f JOIN search s "
        "ON s.asked <= f.last_search;"
        "INSERT INTO owner_notice (entry, handle, agency, purpose, asked, urgent, outcome, received) VALUES "
        "(1, gen_random_uuid(), '', '', 9, false, 1, 9), (2, gen_random_uuid(), '', '', 9000, false, 1, 9000);"
        "INSERT INTO alert (kind, entry, handle, watch, agency, flag, flag_kind, month, contact, disputed, purpose, "
        "outcome, urgent, raised, received, clock, due) SELECT 1, i, gen_random_uuid(), 'REGISTER', 'B', 'F', 3, 0, 0, "
        "false, '', 0, false, i, i, '', 0 FROM unnest(ARRAY[9, 9000]) AS i;"
        "INSERT INTO alert_step (alert, at, account, role, step, outcome) SELECT id, 9, 'a', 'r', 1, '' FROM alert;"
        "INSERT INTO alarm (kind, first_seen, last_seen, evidence, closed, reason) VALUES ('fork', 1, 1, '', 9, 'x'), "
        "('fork', 1, 1, '', 9000, 'x'), ('fork', 1, 1, '', NULL, NULL);"
        "INSERT INTO reconciliation (finished, until, size, searches, entries, missing, unknown) SELECT i, i, i, 0, 0, "
        "0, 0 FROM unnest(ARRAY[8, 9]::bigint[]) AS i;"
        "INSERT INTO published (epoch, key, handle, identity, flags, element) SELECT i, gen_random_uuid(), "
        "gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), sha256('x') FROM generate_series(2, 3) AS i"));
    {
        DOLEN_OWN(dolen_transaction, transaction) = NULL;
        assert_ok(dolen_transaction_begin(s->eraser, &transaction, &err));
        assert_ok(dolen_erasure_store_node(dolen_transaction_connection(transaction), &what, &err));
        assert_ok(dolen_erasure_store_node_list(dolen_transaction_connection(transaction), 7000, arena, &lines, &count,
                                                &err));
        assert_ok(dolen_transaction_commit(transaction, &err));
    }

    static const char *const outcomes[] = {"alarms",        "alerts",  "comparisons", "findings",
                                           "owner-notices", "reviews", "searches"};
    assert_int_equal(sizeof outcomes / sizeof *outcomes, count);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(outcomes[i], lines[i].outcome.text);
        assert_int_equal(i + 1 == count ? 2 : 1, lines[i].count);
    }
    assert_int_equal(1970 * 12, lines[6].month);
    assert_int_equal(2, NUMBER_OF(s, "SELECT count(*) FROM alarm WHERE closed IS NULL OR closed = 9000"));
    /* The latest comparison stays whatever its age: the next one goes on from it. */
    assert_int_equal(1, NUMBER_OF(s, "SELECT count(*) FROM reconciliation WHERE size = 9"));
    assert_int_equal(1, NUMBER_OF(s, "SELECT count(*) FROM reconciliation"));
    assert_int_equal(1, NUMBER_OF(s, "SELECT count(*) FROM alert"));
    assert_int_equal(1, NUMBER_OF(s, "SELECT count(*) FROM alert_step"));
    assert_int_equal(1, NUMBER_OF(s, "SELECT count(*) FROM finding"));
    assert_int_equal(1, NUMBER_OF(s, "SELECT count(*) FROM finding_search"));
    assert_int_equal(1, NUMBER_OF(s, "SELECT count(*) FROM review"));
    assert_int_equal(1, NUMBER_OF(s, "SELECT count(*) FROM owner_notice"));
    assert_int_equal(1, NUMBER_OF(s, "SELECT count(*) FROM search"));
    assert_int_equal(1, NUMBER_OF(s, "SELECT count(*) FROM published"));
    assert_int_equal(
        1, NUMBER_OF(
               s, "SELECT count(*) FROM ledger_notice WHERE entry IS NULL AND action = 'searches' AND account = ''"));
}

static void ig_14_the_nodes_eraser_may_erase_and_nothing_else(void **state)
{
    static const char *const forbidden[] = {
        "SELECT handle FROM published",
        "SELECT evidence FROM alarm",
        "UPDATE alarm SET closed = 1, reason = 'x'",
        "UPDATE finding SET kind = 1",
        "INSERT INTO finding_search (finding, search) SELECT 1, gen_random_uuid()",
        "UPDATE subject_mark SET lifted = 1",
        "INSERT INTO subject_mark DEFAULT VALUES",
        "UPDATE ledger_notice SET entry = 1",
        "DELETE FROM ledger_notice",
        "SELECT password_hash FROM account",
    };
    const database_scene *s = *state;

    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        if (database_scene_may(s->eraser, forbidden[i]))
            fail_msg("%s", forbidden[i]);
    assert_false(database_scene_may(s->service, "DELETE FROM search"));
    assert_false(database_scene_may(s->service, "DELETE FROM subject_mark"));
    assert_false(database_scene_may(s->service, "DELETE FROM alert"));
    assert_false(database_scene_may(s->eraser, "UPDATE alert SET state = 2"));
    assert_false(database_scene_may(s->eraser, "SELECT name FROM watched"));
    assert_true(database_scene_may(s->admin, forbidden[1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ig_27_a_mark_stands_until_it_is_lifted, set_up, database_scene_free),
        cmocka_unit_test_setup_teardown(ig_27_an_erasure_forgets_the_local_id, set_up, database_scene_free),
        cmocka_unit_test_setup_teardown(a_notice_waits_until_the_ledger_has_it, set_up, database_scene_free),
        cmocka_unit_test_setup_teardown(ig_27_a_withdrawal_takes_the_restricted_and_nobody_else, set_up,
                                        database_scene_free),
        cmocka_unit_test_setup_teardown(ig_14_old_searches_go_from_the_node_and_are_listed_by_month, set_up,
                                        database_scene_free),
        cmocka_unit_test_setup_teardown(ig_14_the_nodes_eraser_may_erase_and_nothing_else, set_up, database_scene_free),
    };

    return cmocka_run_group_tests_name("subject store", tests, database_scene_start, database_scene_stop);
}
