#include "tests/support/dolen_test.h"
#include "tests/support/policy_facts.h"

static int set_up(void **state)
{
    *state = facts_rules();
    return 0;
}

static int tear_down(void **state)
{
    dolen_rules_free(*state);
    return 0;
}

static void assert_refused(const dolen_rules *rules, dolen_policy_request request, const char *rule)
{
    const dolen_admission admission = dolen_policy_admit(rules, &request);

    assert_false(admission.admitted);
    assert_string_equal(admission.rule.text, rule);
    assert_non_null(admission.what);
    assert_int_equal(admission.level, DOLEN_LEVEL_NONE);
    assert_non_null(dolen_rules_find_rule(rules, admission.rule));
}

static dolen_decision decide(const dolen_rules *rules, dolen_policy_request request, dolen_policy_record record,
                             const char *code)
{
    const dolen_flag flag = facts_flag(rules, code);

    return dolen_policy_decide_flag(rules, &request, &record, &flag);
}

static void assert_denied(dolen_decision decision, const char *rule)
{
    assert_int_equal(decision.verdict, DOLEN_VERDICT_DENY);
    assert_string_equal(decision.rule.text, rule);
    assert_int_equal(decision.level, DOLEN_LEVEL_NONE);
}

static void ig_01_refuses_a_question_without_purpose_person_role_or_case(void **state)
{
    dolen_policy_request request = facts_request();

    request.purpose = dolen_code_of("CPREV");
    assert_true(dolen_policy_admit(*state, &request).admitted);
    request.has_case = false;
    assert_refused(*state, request, "IG-01");
    request = facts_request();
    request.purpose = (dolen_code){{0}};
    assert_refused(*state, request, "IG-01");
    request = facts_request();
    request.role = (dolen_code){{0}};
    assert_refused(*state, request, "IG-01");
    request = facts_request();
    request.has_staff = false;
    assert_refused(*state, request, "IG-01");
    request = facts_request();
    request.asker = (dolen_code){{0}};
    assert_refused(*state, request, "IG-01");
    request = facts_request();
    request.requested_level = DOLEN_LEVEL_NONE;
    assert_refused(*state, request, "IG-01");
}

static void ig_02_asks_only_about_subjects_of_the_purpose(void **state)
{
    dolen_policy_request request = facts_request();

    request.purpose = dolen_code_of("DA");
    assert_true(dolen_policy_admit(*state, &request).admitted);
    request.subject = DOLEN_SUBJECT_ADDRESS;
    assert_refused(*state, request, "IG-02");
}

static void ig_01_needs_no_case_where_the_purpose_asks_for_none(void **state)
{
    dolen_policy_request request = facts_request();

    request.asker = dolen_code_of("SBU");
    request.asker_type = dolen_code_of("health");
    request.purpose = dolen_code_of("HOSP");
    request.has_case = false;

    assert_true(dolen_policy_admit(*state, &request).admitted);
}

static void ig_02_denies_what_it_does_not_know(void **state)
{
    dolen_policy_request request = facts_request();

    request.purpose = dolen_code_of("CURIOSITY");
    assert_refused(*state, request, "IG-02");
    request = facts_request();
    request.role = dolen_code_of("neighbour");
    assert_refused(*state, request, "IG-02");
    request = facts_request();
    request.asker_type = dolen_code_of("newspaper");
    assert_refused(*state, request, "IG-02");
    request = facts_request();
    assert_denied(decide(*state, request, facts_record("SWP", "police"), "POL.UNHEARD"), "IG-13");
    assert_denied(decide(*state, request, facts_record("SWP", "newspaper"), "POL.PPN"), "IG-02");
    assert_denied(decide(*state, request, facts_record("NPT", "council"), "CSC.LAC"), "IG-02");
    assert_denied(
        decide(*state, (dolen_policy_request){.today = facts_today}, facts_record("SWP", "police"), "POL.PPN"),
        "IG-01");
}

static void ig_02_permits_an_open_flag_in_full(void **state)
{
    const dolen_decision decision = decide(*state, facts_request(), facts_record("SWP", "police"), "POL.PPN");

    assert_int_equal(decision.verdict, DOLEN_VERDICT_PERMIT);
    assert_int_equal(decision.level, DOLEN_LEVEL_L3);
}

static void ig_02_grants_never_more_than_was_requested_or_the_purpose_allows(void **state)
{
    size_t count = 0;
    const dolen_purpose *purposes = dolen_rules_all_purposes(*state, &count);

    for (size_t i = 0; i < count; i++)
        for (int level = DOLEN_LEVEL_L0; level <= DOLEN_LEVEL_L3; level++) {
            dolen_policy_request request = facts_request();
            request.purpose = purposes[i].code;
            request.role = purposes[i].roles.items[0];
            request.requested_level = (dolen_level)level;
            const dolen_admission admission = dolen_policy_admit(*state, &request);
            assert_true(admission.level <= (dolen_level)level && admission.level <= purposes[i].level);
            const dolen_decision decision = decide(*state, request, facts_record("SWP", "police"), "POL.PPN");
            assert_true(decision.level <= admission.level);
        }
}

static void ig_02_keeps_restricted_codes_from_purposes_that_release_open_ones_only(void **state)
{
    dolen_policy_request request = facts_request();

    assert_int_equal(decide(*state, request, facts_record("SWP", "police"), "POL.DA").verdict, DOLEN_VERDICT_PERMIT);
    request.purpose = dolen_code_of("DUTYREP");
    assert_denied(decide(*state, request, facts_record("SWP", "police"), "POL.DA"), "IG-02");
    request.purpose = dolen_code_of("EARLYHELP");
    assert_denied(decide(*state, request, facts_record("SWP", "police"), "POL.PPN"), "IG-02");
}

static void ig_02_closes_age_gates_only_when_the_age_is_known(void **state)
{
    dolen_policy_request request = facts_request();

    assert_int_equal(decide(*state, request, facts_record("SWA", "council"), "ASC.OPEN").verdict, DOLEN_VERDICT_PERMIT);
    request.age = 14;
    assert_denied(decide(*state, request, facts_record("SWA", "council"), "ASC.OPEN"), "IG-02");
    request.age = 15;
    assert_int_equal(decide(*state, request, facts_record("SWA", "council"), "ASC.OPEN").verdict, DOLEN_VERDICT_PERMIT);
    request.purpose = dolen_code_of("ADULT126");
    assert_refused(*state, request, "IG-02");
}

static void ig_12_keeps_auditors_and_administrators_from_searching(void **state)
{
    dolen_policy_request request = facts_request();

    request.role = dolen_code_of("administrator");
    assert_refused(*state, request, "IG-12");
    request.role = dolen_code_of("governance-lead");
    assert_refused(*state, request, "IG-12");
    request.role = dolen_code_of("data-protection-officer");
    assert_refused(*state, request, "IG-02");
    request.purpose = dolen_code_of("AUDIT");
    assert_refused(*state, request, "IG-12");
    request.purpose = dolen_code_of("SUBJECT");
    assert_true(dolen_policy_admit(*state, &request).admitted);
}

static void ig_13_lets_members_publish_known_codes_of_their_own_only(void **state)
{
    dolen_err err = {0};
    const dolen_code police = dolen_code_of("police");
    dolen_flag flag = facts_flag(*state, "POL.PPN");

    assert_ok(dolen_policy_check_published(*state, police, DOLEN_SUBJECT_PERSON, &flag, &err));
    flag.kind = DOLEN_FLAG_STATE;
    assert_fails(DOLEN_E_INPUT, dolen_policy_check_published(*state, police, DOLEN_SUBJECT_PERSON, &flag, &err));
    flag = facts_flag(*state, "HB.ED");
    assert_fails(DOLEN_E_INPUT, dolen_policy_check_published(*state, police, DOLEN_SUBJECT_PERSON, &flag, &err));
    flag = facts_flag(*state, "POL.UNHEARD");
    assert_fails(DOLEN_E_INPUT, dolen_policy_check_published(*state, police, DOLEN_SUBJECT_PERSON, &flag, &err));
    flag = facts_flag(*state, "POL.CALLOUT");
    assert_fails(DOLEN_E_INPUT, dolen_policy_check_published(*state, police, DOLEN_SUBJECT_PERSON, &flag, &err));
    assert_ok(dolen_policy_check_published(*state, police, DOLEN_SUBJECT_ADDRESS, &flag, &err));
    flag = facts_flag(*state, "MIS.RI_DONE");
    assert_ok(dolen_policy_check_published(*state, police, DOLEN_SUBJECT_PERSON, &flag, &err));
}

static void ig_14_shows_the_current_and_the_last_twelve_months(void **state)
{
    const dolen_policy_request request = facts_request();
    const dolen_policy_record record = facts_record("SWP", "police");
    dolen_flag flag = facts_flag(*state, "POL.MISSING_HR");

    flag.closed = 2025 * 12 + 10;
    assert_int_equal(dolen_policy_decide_flag(*state, &request, &record, &flag).verdict, DOLEN_VERDICT_PERMIT);
    flag.closed = 2025 * 12 + 9;
    assert_denied(dolen_policy_decide_flag(*state, &request, &record, &flag), "IG-14");
}

static void ig_14_cuts_months_that_are_no_longer_shown(void **state)
{
    const dolen_flag flag = facts_flag(*state, "POL.MISSING");
    const dolen_flag at_l3 = dolen_policy_cut_flag(*state, &flag, DOLEN_LEVEL_L3, facts_today);
    const dolen_flag at_l2 = dolen_policy_cut_flag(*state, &flag, DOLEN_LEVEL_L2, facts_today);
    const dolen_flag at_l1 = dolen_policy_cut_flag(*state, &flag, DOLEN_LEVEL_L1, facts_today);

    assert_int_equal(flag.month_count, 2);
    assert_int_equal(at_l3.month_count, 1);
    assert_int_equal(at_l3.months[0].month, 2026 * 12 + 9);
    assert_int_equal(at_l2.month_count, 0);
    assert_int_equal(at_l2.latest.year, 0);
    assert_string_equal(at_l2.code.text, "POL.MISSING");
    assert_string_equal(at_l1.code.text, "");
}

static void ig_15_opens_a_protected_record_only_for_its_override_and_with_a_review(void **state)
{
    dolen_policy_request request = facts_request();
    dolen_policy_record record = facts_record("SWP", "police");

    record.protection = DOLEN_PROTECTION_SHIELDED;
    assert_int_equal(decide(*state, request, record, "POL.PPN").verdict, DOLEN_VERDICT_REVIEW);
    request.purpose = dolen_code_of("CPREV");
    assert_denied(decide(*state, request, record, "POL.PPN"), "IG-15");
    request.urgent = true; /* haste alone opens no protected record: the purpose must */
    request.urgent_reason = dolen_code_of("LIFE");
    assert_denied(decide(*state, request, record, "POL.PPN"), "IG-15");
    request.urgent = false;
    record.protection = DOLEN_PROTECTION_NONE;
    assert_int_equal(decide(*state, request, record, "POL.PPN").verdict, DOLEN_VERDICT_PERMIT);
}

static void ig_16_never_answers_about_a_protected_address(void **state)
{
    dolen_policy_request request = facts_request();
    dolen_policy_record record = facts_record("SWP", "police");

    request.subject = DOLEN_SUBJECT_ADDRESS;
    assert_int_equal(decide(*state, request, record, "POL.CALLOUT").verdict, DOLEN_VERDICT_PERMIT);
    record.protection = DOLEN_PROTECTION_SHIELDED;
    assert_denied(decide(*state, request, record, "POL.CALLOUT"), "IG-16");
    request.urgent = true;
    request.urgent_reason = dolen_code_of("LIFE");
    assert_denied(decide(*state, request, record, "POL.CALLOUT"), "IG-16");
}

static void ig_16_never_shows_a_refuge_by_address(void **state)
{
    dolen_policy_request request = facts_request();
    const dolen_policy_record record = facts_record("SWA", "domestic-abuse");

    assert_int_equal(decide(*state, request, record, "DAS.REFUGE").verdict, DOLEN_VERDICT_PERMIT);
    request.subject = DOLEN_SUBJECT_ADDRESS;
    assert_denied(decide(*state, request, record, "DAS.REFUGE"), "IG-16");
}

static void ig_17_releases_sensitive_codes_only_to_purposes_that_name_them(void **state)
{
    dolen_policy_request request = facts_request();
    const dolen_policy_record record = facts_record("SBU", "health");

    assert_int_equal(decide(*state, request, record, "HBX.CAMHS").verdict, DOLEN_VERDICT_PERMIT);
    assert_denied(decide(*state, request, record, "HBX.SEXUAL"), "IG-17");
    request.purpose = dolen_code_of("EXPLOIT");
    assert_int_equal(decide(*state, request, record, "HBX.SEXUAL").verdict, DOLEN_VERDICT_PERMIT);
    request.purpose = dolen_code_of("MISREV");
    assert_denied(decide(*state, request, record, "HBX.CAMHS"), "IG-17");
    assert_denied(decide(*state, request, record, "EXP.NRM"), "IG-17");
}

static void ig_32_names_no_member_whose_every_code_is_sensitive(void **state)
{
    assert_true(dolen_policy_is_sensitive_service(*state, dolen_code_of("domestic-abuse")));
    assert_true(dolen_policy_is_sensitive_service(*state, dolen_code_of("unheard")));
    assert_false(dolen_policy_is_sensitive_service(*state, dolen_code_of("health")));
    assert_false(dolen_policy_is_sensitive_service(*state, dolen_code_of("police")));
}

static void ig_17_holds_for_every_purpose_and_sensitive_code(void **state)
{
    size_t purpose_count = 0;
    size_t headline_count = 0;
    size_t released = 0;
    const dolen_purpose *purposes = dolen_rules_all_purposes(*state, &purpose_count);
    const dolen_headline *headlines = dolen_rules_all_headlines(*state, &headline_count);

    for (size_t i = 0; i < purpose_count; i++)
        for (size_t j = 0; j < headline_count; j++) {
            const bool named = dolen_code_list_has(purposes[i].releases, headlines[j].code);
            if (headlines[j].held < DOLEN_CLASS_SENSITIVE)
                continue;
            dolen_policy_request request = facts_request();
            request.purpose = purposes[i].code;
            request.role = purposes[i].roles.items[0];
            const char *type = strncmp(headlines[j].code.text, "DAS", 3) == 0 ? "domestic-abuse" : "health";
            const dolen_verdict verdict =
                decide(*state, request, facts_record("SWA", type), headlines[j].code.text).verdict;
            assert_true(named || verdict == DOLEN_VERDICT_DENY);
            released += verdict == DOLEN_VERDICT_PERMIT;
        }
    assert_true(released > 0);
}

static void ig_19_needs_the_decision_and_its_maker_for_a_child_protection_enquiry(void **state)
{
    dolen_policy_request request = facts_request();

    assert_true(dolen_policy_admit(*state, &request).admitted);
    request.decision_maker = DOLEN_FACT_NO;
    assert_refused(*state, request, "IG-19");
    request.decision_maker = DOLEN_FACT_YES;
    request.has_case = false;
    assert_refused(*state, request, "IG-19");
}

static void ig_20_needs_a_reason_and_an_authoriser_for_urgency_and_opens_a_review(void **state)
{
    dolen_policy_request request = facts_request();

    request.urgent = true;
    assert_refused(*state, request, "IG-20");
    request.urgent_reason = dolen_code_of("BORED");
    assert_refused(*state, request, "IG-20");
    request.urgent_reason = dolen_code_of("LIFE");
    request.authoriser = DOLEN_FACT_NO;
    assert_refused(*state, request, "IG-20");
    request.authoriser = DOLEN_FACT_YES;
    request.has_case = false;
    const dolen_admission admission = dolen_policy_admit(*state, &request);
    assert_true(admission.admitted);
    assert_true(admission.opens_review);
    assert_int_equal(decide(*state, request, facts_record("SWP", "police"), "POL.PPN").verdict, DOLEN_VERDICT_REVIEW);
}

static void ig_21_releases_probable_matches_at_l1_and_nothing_below(void **state)
{
    const dolen_policy_request request = facts_request();
    dolen_policy_record record = facts_record("SWP", "police");

    record.band = DOLEN_BAND_PROBABLE;
    const dolen_decision probable = decide(*state, request, record, "POL.PPN");
    assert_int_equal(probable.verdict, DOLEN_VERDICT_PERMIT);
    assert_int_equal(probable.level, DOLEN_LEVEL_L1);
    record.band = DOLEN_BAND_NONE;
    assert_denied(decide(*state, request, record, "POL.PPN"), "IG-21");
}

static void ig_26_calls_a_member_out_of_date_after_the_hours_of_the_rules(void **state)
{
    const int64_t hour = 3600000;
    const int64_t now = INT64_C(1795269600000);

    assert_false(dolen_policy_is_out_of_date(*state, now - 36 * hour, now));
    assert_true(dolen_policy_is_out_of_date(*state, now - 36 * hour - 1, now));
    assert_true(dolen_policy_is_out_of_date(*state, 0, now));
}

static void offers_each_role_its_own_purposes(void **state)
{
    const dolen_purpose *offered[32];
    dolen_policy_request request = facts_request();

    request.role = dolen_code_of("data-protection-officer");
    assert_int_equal(dolen_policy_purposes_for(*state, &request, offered, 32), 1);
    assert_string_equal(offered[0]->code.text, "SUBJECT");
    request.role = dolen_code_of("administrator");
    assert_int_equal(dolen_policy_purposes_for(*state, &request, offered, 32), 0);
    request.role = dolen_code_of("practitioner");
    assert_true(dolen_policy_purposes_for(*state, &request, offered, 32) > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_01_refuses_a_question_without_purpose_person_role_or_case),
        cmocka_unit_test(ig_01_needs_no_case_where_the_purpose_asks_for_none),
        cmocka_unit_test(ig_02_asks_only_about_subjects_of_the_purpose),
        cmocka_unit_test(ig_02_denies_what_it_does_not_know),
        cmocka_unit_test(ig_02_permits_an_open_flag_in_full),
        cmocka_unit_test(ig_02_grants_never_more_than_was_requested_or_the_purpose_allows),
        cmocka_unit_test(ig_02_keeps_restricted_codes_from_purposes_that_release_open_ones_only),
        cmocka_unit_test(ig_02_closes_age_gates_only_when_the_age_is_known),
        cmocka_unit_test(ig_12_keeps_auditors_and_administrators_from_searching),
        cmocka_unit_test(ig_13_lets_members_publish_known_codes_of_their_own_only),
        cmocka_unit_test(ig_14_shows_the_current_and_the_last_twelve_months),
        cmocka_unit_test(ig_14_cuts_months_that_are_no_longer_shown),
        cmocka_unit_test(ig_15_opens_a_protected_record_only_for_its_override_and_with_a_review),
        cmocka_unit_test(ig_16_never_answers_about_a_protected_address),
        cmocka_unit_test(ig_16_never_shows_a_refuge_by_address),
        cmocka_unit_test(ig_17_releases_sensitive_codes_only_to_purposes_that_name_them),
        cmocka_unit_test(ig_32_names_no_member_whose_every_code_is_sensitive),
        cmocka_unit_test(ig_17_holds_for_every_purpose_and_sensitive_code),
        cmocka_unit_test(ig_19_needs_the_decision_and_its_maker_for_a_child_protection_enquiry),
        cmocka_unit_test(ig_20_needs_a_reason_and_an_authoriser_for_urgency_and_opens_a_review),
        cmocka_unit_test(ig_21_releases_probable_matches_at_l1_and_nothing_below),
        cmocka_unit_test(ig_26_calls_a_member_out_of_date_after_the_hours_of_the_rules),
        cmocka_unit_test(offers_each_role_its_own_purposes),
    };
    return cmocka_run_group_tests_name("policy", tests, set_up, tear_down);
}
