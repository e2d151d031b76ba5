/* Agreements in time and direction: each test differs from the one in force by one line. */
#include "tests/support/dolen_test.h"
#include "tests/support/policy_facts.h"

#define HEAD "[agreement A]\nname.en = A\nname.cy = A\n"
#define TWO_WAY "form = two-way\nmembers = NPT, SWP\n"
#define DDA "form = one-way\nsenders = SWP\nreceivers = NPT\n"
#define PURPOSES "purposes = S47, EARLYHELP\n"
#define IN_TIME "from = 2026-01-01\nuntil = 2027-12-31\nreview = 2027-06-30\n"

static dolen_admission admit_under(const char *agreements, dolen_policy_request request)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules_under(agreements);

    return dolen_policy_admit(rules, &request);
}

static void assert_refused_under(const char *agreements, dolen_policy_request request, const char *rule)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules_under(agreements);
    const dolen_admission admission = dolen_policy_admit(rules, &request);
    const dolen_policy_record record = facts_record("SWP", "police");
    const dolen_flag flag = facts_flag(rules, "POL.PPN");

    assert_false(admission.admitted);
    assert_string_equal(admission.rule.text, rule);
    assert_int_equal(dolen_policy_decide_record(rules, &request, &record).verdict, DOLEN_VERDICT_DENY);
    assert_int_equal(dolen_policy_decide_flag(rules, &request, &record, &flag).verdict, DOLEN_VERDICT_DENY);
}

static void ig_04_admits_only_while_the_agreement_is_in_force(void **state)
{
    assert_true(admit_under(HEAD TWO_WAY PURPOSES IN_TIME, facts_request()).admitted);
    assert_refused_under(HEAD TWO_WAY PURPOSES "from = 2026-11-22\nuntil = 2027-12-31\nreview = 2027-06-30\n",
                         facts_request(), "IG-04");
    assert_refused_under(HEAD TWO_WAY PURPOSES "from = 2026-01-01\nuntil = 2026-11-20\nreview = 2027-06-30\n",
                         facts_request(), "IG-04");
    assert_true(admit_under(HEAD TWO_WAY PURPOSES "from = 2026-11-21\nuntil = 2026-11-21\nreview = 2027-06-30\n",
                            facts_request())
                    .admitted);
    assert_refused_under(HEAD TWO_WAY "purposes = CPREV\n" IN_TIME, facts_request(), "IG-04");
    assert_refused_under(HEAD "form = two-way\nmembers = SWA, SWP\n" PURPOSES IN_TIME, facts_request(), "IG-04");
}

static void ig_04_releases_only_what_parties_to_the_agreement_hold(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules_under(HEAD TWO_WAY PURPOSES IN_TIME);
    const dolen_policy_request request = facts_request();
    const dolen_policy_record inside = facts_record("SWP", "police");
    const dolen_policy_record outside = facts_record("SBU", "health");

    assert_int_equal(dolen_policy_decide_record(rules, &request, &inside).verdict, DOLEN_VERDICT_PERMIT);
    assert_int_equal(dolen_policy_decide_record(rules, &request, &outside).verdict, DOLEN_VERDICT_DENY);
    assert_string_equal(dolen_policy_decide_record(rules, &request, &outside).rule.text, "IG-04");
}

static void ig_05_warns_for_three_months_past_the_review_and_then_stops(void **state)
{
    const char *overdue = HEAD TWO_WAY PURPOSES "from = 2026-01-01\nuntil = 2027-12-31\nreview = 2026-08-21\n";
    const char *stopped = HEAD TWO_WAY PURPOSES "from = 2026-01-01\nuntil = 2027-12-31\nreview = 2026-08-20\n";

    assert_false(admit_under(HEAD TWO_WAY PURPOSES IN_TIME, facts_request()).review_overdue);
    assert_true(admit_under(overdue, facts_request()).admitted);
    assert_true(admit_under(overdue, facts_request()).review_overdue);
    assert_refused_under(stopped, facts_request(), "IG-05");
}

static void ig_06_lets_a_member_that_only_sends_not_ask(void **state)
{
    dolen_policy_request request = facts_request();

    assert_true(admit_under(HEAD DDA PURPOSES IN_TIME, request).admitted);
    request.asker = dolen_code_of("SWP");
    request.asker_type = dolen_code_of("police");
    assert_true(admit_under(HEAD TWO_WAY PURPOSES IN_TIME, request).admitted);
    assert_refused_under(HEAD DDA PURPOSES IN_TIME, request, "IG-06");
}

static void ig_18_denies_without_consent_where_the_agreement_asks_for_it(void **state)
{
    const char *agreement = HEAD TWO_WAY PURPOSES "consent = EARLYHELP\n" IN_TIME;
    dolen_policy_request request = facts_request();

    request.purpose = dolen_code_of("EARLYHELP");
    assert_true(admit_under(agreement, request).admitted);
    request.consent = DOLEN_FACT_NO;
    assert_refused_under(agreement, request, "IG-18");
    assert_true(admit_under(HEAD TWO_WAY PURPOSES IN_TIME, request).admitted);
    request.purpose = dolen_code_of("S47");
    assert_true(admit_under(agreement, request).admitted);
}

static void ig_02_a_code_more_among_the_excluded_never_discloses_more(void **state)
{
    DOLEN_OWN(dolen_rules, before) = facts_rules();
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(8);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1024 * 1024);
    dolen_bytes purposes;
    dolen_rules *changed = NULL;
    size_t count = 0;
    size_t lost = 0;

    assert_int_equal(dolen_file_read(arena, FACTS_RULES_FOLDER "/purposes.rules", 512 * 1024, &purposes, NULL),
                     DOLEN_OK);
    char *text = dolen_arena_copy_string(arena, (const char *)purposes.at, purposes.size);
    char *place = strstr(text, "decision = yes"); /* of S47, the first */
    assert_non_null(place);
    const size_t head = (size_t)(place - text);
    static const char line[] = "excludes = POL.*, HB.ED\n";
    char *more = dolen_arena_make(arena, purposes.size + sizeof line, 1);
    assert_non_null(more);
    memcpy(more, text, head);
    memcpy(more + head, line, sizeof line - 1);
    memcpy(more + head + sizeof line - 1, place, purposes.size - head);
    assert_int_equal(facts_rules_with("purposes.rules", more, &changed, problems), DOLEN_OK);
    DOLEN_OWN(dolen_rules, after) = changed;

    const dolen_headline *headlines = dolen_rules_all_headlines(before, &count);
    for (size_t i = 0; i < count; i++)
        for (int subject = DOLEN_SUBJECT_PERSON; subject <= DOLEN_SUBJECT_ADDRESS; subject++) {
            static const char *const types[] = {"police", "health", "domestic-abuse", "education"};
            dolen_policy_request request = facts_request();
            request.subject = (dolen_subject)subject;
            const dolen_flag flag = facts_flag(before, headlines[i].code.text);
            for (size_t j = 0; j < 4; j++) {
                const dolen_policy_record record = facts_record("SWP", types[j]);
                const dolen_level was = dolen_policy_decide_flag(before, &request, &record, &flag).level;
                const dolen_level is = dolen_policy_decide_flag(after, &request, &record, &flag).level;
                assert_true(is <= was);
                lost += is < was;
            }
        }
    assert_true(lost >= 10);
}

static void ig_31_keeps_purposes_under_part_3_for_law_enforcement(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(8);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1024 * 1024);
    dolen_policy_request request = facts_request();
    const char *types = "types = council, childrens, police, health, education, probation, youth-justice\n";
    dolen_rules *changed = NULL;

    /* With a council among those that ask, the set does not load; with law enforcement alone it does. */
    char *text = facts_edited(arena, "purposes.rules", "part = 2", "part = 3");
    assert_fails(DOLEN_E_INPUT, facts_rules_with("purposes.rules", text, &changed, problems));
    assert_string_equal(dolen_problems_at(problems, 0)->what,
                        "only law enforcement asks for a purpose under Part 3 (IG-31)");
    char *place = strstr(text, types);
    memset(place, '#', strlen(types) - 1);
    memcpy(place, "types = police, probation\n", 26);
    assert_int_equal(facts_rules_with("purposes.rules", text, &changed, problems), DOLEN_OK);
    DOLEN_OWN(dolen_rules, rules) = changed;

    const dolen_admission council = dolen_policy_admit(rules, &request);
    request.asker = dolen_code_of("SWP");
    request.asker_type = dolen_code_of("police");
    assert_false(council.admitted);
    assert_true(dolen_policy_admit(rules, &request).admitted);
}

static void ig_04_a_different_set_has_a_different_digest(void **state)
{
    DOLEN_OWN(dolen_rules, one) = facts_rules();
    DOLEN_OWN(dolen_rules, same) = facts_rules();
    DOLEN_OWN(dolen_rules, other) = facts_rules_under(HEAD TWO_WAY PURPOSES IN_TIME);
    const dolen_digest first = dolen_rules_digest(one);
    const dolen_digest second = dolen_rules_digest(same);
    const dolen_digest third = dolen_rules_digest(other);

    assert_memory_equal(&first, &second, sizeof first);
    assert_memory_not_equal(&first, &third, sizeof first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_04_admits_only_while_the_agreement_is_in_force),
        cmocka_unit_test(ig_04_releases_only_what_parties_to_the_agreement_hold),
        cmocka_unit_test(ig_05_warns_for_three_months_past_the_review_and_then_stops),
        cmocka_unit_test(ig_06_lets_a_member_that_only_sends_not_ask),
        cmocka_unit_test(ig_18_denies_without_consent_where_the_agreement_asks_for_it),
        cmocka_unit_test(ig_02_a_code_more_among_the_excluded_never_discloses_more),
        cmocka_unit_test(ig_31_keeps_purposes_under_part_3_for_law_enforcement),
        cmocka_unit_test(ig_04_a_different_set_has_a_different_digest),
    };
    return cmocka_run_group_tests_name("agreement", tests, NULL, NULL);
}
