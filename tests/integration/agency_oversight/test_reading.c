/* Who may read the agency's own log of searches, and what is written down of it, on a real database. */
#include "node/agency/oversight/reading.h"

#include "node/agency/account.h"
#include "node/agency/search_json.h"
#include "node/store/erasure_store.h"
#include "node/store/subject_store.h"
#include "node/store/transaction.h"
#include "tests/support/oversight_scene.h"

static dolen_reading reading_by(const char *user, const char *role)
{
    return (dolen_reading){.user = user,
                           .role = dolen_code_of(role),
                           .ground = dolen_code_of("lawfulness"),
                           .kind = DOLEN_READING_LIST,
                           .count = 7};
}

static dolen_status begin(oversight_scene *s, const dolen_reading *reading, dolen_err *err)
{
    return dolen_reading_begin(&s->agency, reading, s->arena, err);
}

static int64_t readings_kept(const oversight_scene *s)
{
    return NUMBER_OF(s->database, "SELECT count(*) FROM log_reading");
}

static void ig_09_a_reading_is_kept_with_its_ground_and_waits_for_the_ledger(void **state)
{
    oversight_scene *s = *state;
    const dolen_reading reading = reading_by("officer", "data-protection-officer");
    const dolen_reading_kept *list = NULL;
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(begin(s, &reading, &err));

    assert_ok(dolen_reading_list(&s->agency, (dolen_reading_cursor){0}, s->arena, &list, &count, &err));
    assert_int_equal(1, count);
    assert_string_equal("officer", list[0].reading.user);
    assert_string_equal("A Person", list[0].full_name);
    assert_string_equal("lawfulness", list[0].reading.ground.text);
    assert_int_equal(DOLEN_READING_LIST, list[0].reading.kind);
    assert_int_equal(7, list[0].reading.count);
    assert_int_equal(s->now, list[0].at);
    assert_int_equal(DOLEN_READING_ENTRY_WAITS, list[0].entry);
    assert_int_equal(1, NUMBER_OF(s->database, "SELECT count(*) FROM ledger_notice n JOIN log_reading r ON r.id = n.id "
                                               "WHERE n.entry IS NULL AND n.action = 'read-list' AND n.ground = "
                                               "'lawfulness' AND n.role = 'data-protection-officer' AND n.count = 7"));
}

static void a_readings_ledger_entry_is_shown_and_not_lost_again(void **state)
{
    oversight_scene *s = *state;
    const dolen_reading reading = reading_by("lead", "governance-lead");
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_reading_kept *list = NULL;
    const dolen_subject_notice *notices = NULL;
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(begin(s, &reading, &err));
    assert_ok(dolen_pool_take(s->agency.pool, &connection, &err));
    assert_ok(dolen_subject_store_unsent(connection, (dolen_subject_notice_place){.made = -1}, 10, s->arena, &notices,
                                         &count, &err));
    assert_int_equal(1, count);
    assert_string_equal("governance-lead", notices[0].role.text);
    assert_ok(dolen_subject_store_sent(connection, notices[0].id, 41, &err));
    assert_ok(dolen_subject_store_sent(connection, notices[0].id, -1, &err));

    assert_ok(dolen_reading_list(&s->agency, (dolen_reading_cursor){0}, s->arena, &list, &count, &err));
    assert_int_equal(41, list[0].entry);
}

static void ig_12_nobody_else_reads(void **state)
{
    static const struct {
        const char *user;
        const char *role;
    } others[] = {{"asha", "practitioner"},
                  {"bryn", "supervisor"},
                  {"asha", "data-protection-officer"},
                  {"nobody", "data-protection-officer"},
                  {"", "data-protection-officer"},
                  {"officer", "governance-lead"},
                  {"officer", "practitioner"}};
    oversight_scene *s = *state;
    dolen_err err = {0};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const dolen_reading reading = reading_by(others[i].user, others[i].role);
        assert_fails(DOLEN_E_DENIED, begin(s, &reading, &err));
    }
    assert_int_equal(0, readings_kept(s));
}

static void ig_30_a_suspended_officer_reads_nothing(void **state)
{
    oversight_scene *s = *state;
    const dolen_reading reading = reading_by("officer", "data-protection-officer");
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->agency.pool, &connection, &err));
    assert_ok(dolen_account_store_suspend(connection, "officer", true, &err));
    assert_fails(DOLEN_E_DENIED, begin(s, &reading, &err));
    assert_ok(dolen_account_store_suspend(connection, "officer", false, &err));
    assert_ok(begin(s, &reading, &err));
}

/* One person with both roles could ask, and then look after their own asking. */
static void ig_12_an_account_that_searches_and_audits_does_neither(void **state)
{
    oversight_scene *s = *state;
    dolen_err err = {0};
    const dolen_reading reading = reading_by("both", "data-protection-officer");

    assert_fails(DOLEN_E_DENIED, begin(s, &reading, &err));
    assert_fails(DOLEN_E_DENIED,
                 dolen_account_check(&s->agency, "both", dolen_code_of("practitioner"), s->arena, NULL));
    assert_fails(DOLEN_E_DENIED,
                 dolen_account_check(&s->agency, "both", dolen_code_of("data-protection-officer"), s->arena, NULL));
}

/* The twin: the roles alone do not see it, for each of the two may do what it does. */
static void ig_12_without_that_check_each_of_the_two_roles_would_do(void **state)
{
    oversight_scene *s = *state;
    const dolen_role *reads = dolen_rules_find_role(s->rules, dolen_code_of("data-protection-officer"));
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_policy_request asks = facts_request();
    dolen_account account;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->agency.pool, &connection, &err));
    assert_ok(dolen_account_store_find(connection, "both", s->arena, &account, &err));
    assert_true(dolen_account_store_may_sign_in(&account, s->now));
    assert_true(dolen_account_store_has_role(&account, asks.role));
    assert_true(dolen_policy_admit(s->rules, &asks).admitted);
    assert_true(dolen_account_store_has_role(&account, reads->code));
    assert_true(reads->may_audit);
}

static void ig_12_no_account_is_made_that_searches_and_audits(void **state)
{
    oversight_scene *s = *state;
    DOLEN_OWN(json_t, wrong) = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "action", "add", "user", "new", "name",
                                         "New", "roles", "practitioner, governance-lead", "password",
                                         "correct horse battery", "trained", "2026-01-01", "vetted", "2026-01-01");
    DOLEN_OWN(json_t, right) = json_deep_copy(wrong);
    DOLEN_OWN(json_t, accounts) = NULL;
    dolen_err err = {0};

    json_object_set_new(right, "roles", json_string("data-protection-officer, governance-lead"));
    assert_fails(DOLEN_E_INPUT, dolen_account_serve(&s->agency, wrong, s->arena, &accounts, NULL));
    assert_ok(dolen_account_serve(&s->agency, right, s->arena, &accounts, &err));
}

static void ig_09_without_a_ground_nothing_is_read(void **state)
{
    oversight_scene *s = *state;
    dolen_err err = {0};
    dolen_reading reading = reading_by("officer", "data-protection-officer");

    reading.ground = (dolen_code){{0}};
    assert_fails(DOLEN_E_INPUT, begin(s, &reading, &err));
    reading.ground = dolen_code_of("curiosity");
    assert_fails(DOLEN_E_INPUT, begin(s, &reading, &err));
    assert_int_equal(0, readings_kept(s));
}

static void a_reading_is_about_a_number_or_nothing(void **state)
{
    oversight_scene *s = *state;
    dolen_err err = {0};
    dolen_reading reading = reading_by("officer", "data-protection-officer");

    reading.about = "Eira Wallace";
    assert_fails(DOLEN_E_INPUT, begin(s, &reading, &err));
    reading.about = "0d8a4d5c-6b2b-4a52-9d5f-0d4f2d6e7a11";
    assert_ok(begin(s, &reading, &err));
    reading.kind = (dolen_reading_kind)9;
    assert_fails(DOLEN_E_INPUT, begin(s, &reading, &err));
}

/* Kept or nothing shown: a database that takes the reading and not its notice keeps neither. */
static void ig_09_a_reading_without_its_notice_is_no_reading(void **state)
{
    oversight_scene *s = *state;
    dolen_err err = {0};
    const dolen_reading reading = reading_by("officer", "data-protection-officer");

    assert_true(database_scene_may(s->database->admin, "REVOKE INSERT ON ledger_notice FROM dolen_service"));
    assert_fails(DOLEN_E_DENIED, begin(s, &reading, &err));
    assert_int_equal(0, readings_kept(s));
}

static void ig_09_a_reading_is_neither_changed_nor_removed_by_the_service(void **state)
{
    oversight_scene *s = *state;

    assert_false(database_scene_may(s->database->service, "UPDATE log_reading SET ground = 'integrity'"));
    assert_false(database_scene_may(s->database->service, "DELETE FROM log_reading"));
    assert_true(database_scene_may(s->database->eraser, "DELETE FROM log_reading WHERE at < 0"));
    assert_false(database_scene_may(s->database->eraser, "INSERT INTO log_reading DEFAULT VALUES"));
}

/* What retention erases at a node that is at `now`, of before one instant; how many lines its list has. */
static size_t erase(oversight_scene *s, int64_t before, const dolen_erasure **lines)
{
    static const int32_t epochs[] = {1};
    const dolen_erasure_node what = {.searches_before = before, .epochs = epochs, .epoch_count = 1, .now = s->now};
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_transaction_begin(s->database->eraser, &transaction, &err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    assert_ok(dolen_erasure_store_node(connection, &what, &err));
    assert_ok(dolen_erasure_store_node_list(connection, s->now, s->arena, lines, &count, &err));
    assert_ok(dolen_transaction_commit(transaction, &err));
    return count;
}

static void ig_14_readings_have_their_time_too_and_are_listed(void **state)
{
    oversight_scene *s = *state;
    const dolen_reading reading = reading_by("officer", "data-protection-officer");
    const dolen_erasure *lines = NULL;
    dolen_err err = {0};

    assert_ok(begin(s, &reading, &err));
    assert_true(database_scene_may(s->database->admin, "UPDATE ledger_notice SET entry = 41"));
    assert_ok(begin(s, &reading, &err));
    s->now += OVERSIGHT_HOUR;
    assert_ok(begin(s, &reading, &err));

    assert_int_equal(1, erase(s, s->now, &lines));
    assert_string_equal("readings", lines[0].outcome.text);
    assert_int_equal(2, lines[0].count);
    assert_int_equal(1, readings_kept(s));
    assert_int_equal(0, NUMBER_OF(s->database, "SELECT count(*) FROM ledger_notice WHERE entry = 41"));
    /* What the ledger does not have yet is not forgotten, however old it is. */
    assert_int_equal(2, NUMBER_OF(s->database, "SELECT count(*) FROM ledger_notice WHERE ground <> '' AND entry IS "
                                               "NULL"));
}

static void readings_come_newest_first_page_by_page(void **state)
{
    oversight_scene *s = *state;
    const dolen_reading reading = reading_by("officer", "data-protection-officer");
    const dolen_reading_kept *list = NULL;
    dolen_reading_cursor after = {0};
    int64_t last = INT64_MAX;
    size_t seen = 0;
    size_t count = 0;
    dolen_err err = {0};

    for (int i = 0; i < 120; i++) {
        s->now += i % 3 == 0;
        assert_ok(begin(s, &reading, &err));
    }
    do {
        assert_ok(dolen_reading_list(&s->agency, after, s->arena, &list, &count, &err));
        for (size_t i = 0; i < count; i++) {
            assert_true(list[i].at <= last);
            last = list[i].at;
        }
        seen += count;
        if (count)
            after = (dolen_reading_cursor){list[count - 1].at, list[count - 1].id};
    } while (count == DOLEN_READING_PAGE);
    assert_int_equal(120, seen);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, oversight_scene_make, oversight_scene_free)
    const struct CMUnitTest tests[] = {
        EACH(ig_09_a_reading_is_kept_with_its_ground_and_waits_for_the_ledger),
        EACH(a_readings_ledger_entry_is_shown_and_not_lost_again),
        EACH(ig_12_nobody_else_reads),
        EACH(ig_30_a_suspended_officer_reads_nothing),
        EACH(ig_12_an_account_that_searches_and_audits_does_neither),
        EACH(ig_12_without_that_check_each_of_the_two_roles_would_do),
        EACH(ig_12_no_account_is_made_that_searches_and_audits),
        EACH(ig_09_without_a_ground_nothing_is_read),
        EACH(a_reading_is_about_a_number_or_nothing),
        EACH(ig_09_a_reading_without_its_notice_is_no_reading),
        EACH(ig_09_a_reading_is_neither_changed_nor_removed_by_the_service),
        EACH(ig_14_readings_have_their_time_too_and_are_listed),
        EACH(readings_come_newest_first_page_by_page),
    };

    return cmocka_run_group_tests_name("reading", tests, oversight_scene_start, oversight_scene_stop);
}
