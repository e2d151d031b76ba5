/* Which own records are watched, noted while publishing (IG-32), by the tree's own rules. */
#include "node/agency/alerts/alert_watch.h"

#include "tests/support/dolen_test.h"
#include "tests/support/policy_facts.h"

static const dolen_uuid key = {{7}};

static dolen_extract_entry child(const dolen_flag *flags, size_t count)
{
    return (dolen_extract_entry){.local_id = "L-7",
                                 .subject = DOLEN_SUBJECT_PERSON,
                                 .person = {.forenames = "Siân", .surname = "O'Neill"},
                                 .contact = 3,
                                 .flags = flags,
                                 .flag_count = count};
}

static void ig_32_a_child_on_the_register_is_watched_by_its_council(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    const dolen_flag flags[] = {facts_flag(rules, "CSC.CPR"), facts_flag(rules, "CSC.LAC")};
    const dolen_extract_entry entry = child(flags, 2);
    DOLEN_OWN(dolen_alert_watch, watch) = dolen_alert_watch_new(rules, dolen_code_of("council"), facts_today);
    size_t count = 0;

    (void)state;
    dolen_alert_watch_note(watch, &entry, key);
    const dolen_watched *list = dolen_alert_watch_list(watch, &count);
    assert_true(count >= 2);
    assert_string_equal("REGISTER", list[0].watch.text);
    assert_string_equal("L-7", list[0].local_id);
    assert_string_equal("Siân O'Neill", list[0].name);
    assert_int_equal(3, list[0].team);
    assert_true(dolen_uuid_same(key, list[0].key));
}

static void ig_32_nobody_else_is_watched(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    const dolen_flag register_ = facts_flag(rules, "CSC.CPR");
    const dolen_flag contact = facts_flag(rules, "CSC.CONTACT");
    dolen_flag ended = register_;
    dolen_extract_entry house = child(&register_, 1);
    const dolen_extract_entry known = child(&contact, 1);
    const dolen_extract_entry former = child(&ended, 1);
    const dolen_extract_entry entry = child(&register_, 1);
    DOLEN_OWN(dolen_alert_watch, council) = dolen_alert_watch_new(rules, dolen_code_of("council"), facts_today);
    DOLEN_OWN(dolen_alert_watch, police) = dolen_alert_watch_new(rules, dolen_code_of("police"), facts_today);
    size_t count = 0;

    (void)state;
    ended.closed = dolen_month_of(facts_today) - 2;
    house.subject = DOLEN_SUBJECT_ADDRESS;
    dolen_alert_watch_note(council, &house, key);
    dolen_alert_watch_note(council, &known, key);
    dolen_alert_watch_note(council, &former, key);
    (void)dolen_alert_watch_list(council, &count);
    assert_int_equal(0, count);
    dolen_alert_watch_note(police, &entry, key);
    (void)dolen_alert_watch_list(police, &count);
    assert_int_equal(0, count);
    dolen_alert_watch_note(council, &entry, key);
    (void)dolen_alert_watch_list(council, &count);
    assert_true(count > 0);
}

static void a_record_of_no_team_is_the_first_teams_and_a_name_may_be_half(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    const dolen_flag flag = facts_flag(rules, "CSC.CPR");
    dolen_extract_entry entry = child(&flag, 1);
    DOLEN_OWN(dolen_alert_watch, watch) = dolen_alert_watch_new(rules, dolen_code_of("council"), facts_today);
    size_t count = 0;

    (void)state;
    entry.contact = 0;
    entry.person.forenames = "";
    dolen_alert_watch_note(watch, &entry, key);
    const dolen_watched *list = dolen_alert_watch_list(watch, &count);
    assert_int_equal(1, list[0].team);
    assert_string_equal("O'Neill", list[0].name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_32_a_child_on_the_register_is_watched_by_its_council),
        cmocka_unit_test(ig_32_nobody_else_is_watched),
        cmocka_unit_test(a_record_of_no_team_is_the_first_teams_and_a_name_may_be_half),
    };

    return cmocka_run_group_tests_name("alert_watch", tests, NULL, NULL);
}
