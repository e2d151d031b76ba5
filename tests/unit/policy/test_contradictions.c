/* Each test makes one statement of the default rules contradict another: nothing loads, and the line is named. */
#include "tests/support/dolen_test.h"
#include "tests/support/policy_facts.h"

/* The line on which `at` stands in the text. */
static size_t line_of(const char *text, const char *at)
{
    const char *place = strstr(text, at);
    size_t line = 1;

    assert_non_null(place);
    for (const char *byte = text; byte < place; byte++)
        line += *byte == '\n';
    return line;
}

static void refuses(const char *file, const char *from, const char *to, const char *at, const char *what)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(50);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4 * FACTS_BYTES);
    const char *text = facts_edited(arena, file, from, to);
    dolen_rules *rules = NULL;

    assert_fails(DOLEN_E_INPUT, facts_rules_with(file, text, &rules, problems));
    assert_null(rules);
    for (size_t i = 0; dolen_problems_at(problems, i); i++) {
        const dolen_problem *problem = dolen_problems_at(problems, i);
        if (strcmp(problem->what, what) == 0 && problem->source && strcmp(problem->source, file) == 0 &&
            problem->line == line_of(text, at))
            return;
    }
    dolen_problems_print(problems, stderr);
    fail_msg("not said: %s", what);
}

static void the_rules_as_they_are_load(void **state)
{
    dolen_rules_free(facts_rules());
}

static void a_code_both_released_and_excluded(void **state)
{
    refuses("purposes.rules", "decision = yes", "excludes = HBX.*\ndecision = yes", "excludes = HBX.*",
            "this code is both released by name and excluded");
}

static void a_purpose_without_a_level_that_releases(void **state)
{
    refuses("purposes.rules", "level = none", "level = none\nreleases = open",
            "releases = open\ncase-reference = no\ndecision = no\noverrides-protection = no\nabout = person\npart = "
            "2\nbasis.en = UK GDPR Art. 5",
            "a purpose without a level releases nothing");
}

static void a_purpose_with_a_level_that_releases_nothing(void **state)
{
    refuses("purposes.rules", "level = L2\nreleases = open\n", "level = L2\n", "[purpose DUTYREP]",
            "a purpose with a level releases something");
}

static void ig_17_sensitive_codes_released_by_class(void **state)
{
    refuses("purposes.rules", "releases = open, restricted, HBX.CAMHS", "releases = open, sensitive, HBX.CAMHS",
            "releases = open, sensitive", "sensitive and protected codes are released by name, never by class (IG-17)");
    refuses("purposes.rules", "releases = open, restricted, HBX.CAMHS", "releases = open, protected, HBX.CAMHS",
            "releases = open, protected", "sensitive and protected codes are released by name, never by class (IG-17)");
}

static void ig_19_a_decision_without_a_case_reference(void **state)
{
    refuses("purposes.rules", "case-reference = yes\ndecision = yes", "case-reference = no\ndecision = yes",
            "case-reference = no", "a recorded decision has a reference: say yes (IG-19)");
}

static void ig_12_a_question_that_auditors_may_ask(void **state)
{
    refuses("purposes.rules", "roles = practitioner, supervisor, duty-desk",
            "roles = practitioner, data-protection-officer", "roles = practitioner, data-protection-officer",
            "who reads the log does not search people (IG-12)");
    refuses("purposes.rules", "roles = practitioner, supervisor, duty-desk", "roles = practitioner, publisher",
            "roles = practitioner, publisher", "this role asks about nobody (IG-12)");
    refuses("purposes.rules", "level = none", "level = L0\nreleases = open", "level = L0",
            "an audit has the level none, and nothing else has (IG-12)");
}

static void a_subjects_own_request_that_practitioners_may_use(void **state)
{
    refuses("purposes.rules", "use = subject\nroles = data-protection-officer",
            "use = subject\nroles = data-protection-officer, practitioner",
            "roles = data-protection-officer, practitioner",
            "only a role that audits acts for a data subject or reads the log (IG-12)");
}

static void an_exemption_that_reaches_nothing(void **state)
{
    refuses("exemptions.rules", "codes = POL.DA, POL.CALLOUT, POL.VICTIM, POL.ENCOMPASS, DAS.MARAC, ASC.CARER", "",
            "[exemption OTHERS]", "an exemption that reaches no code and no purpose (IG-28)");
}

static void ig_15_protection_opened_without_a_question(void **state)
{
    refuses("purposes.rules", "level = none\ncase-reference = no\ndecision = no\noverrides-protection = no",
            "level = none\ncase-reference = no\ndecision = no\noverrides-protection = yes",
            "overrides-protection = yes\nabout = person\npart = 2\nbasis.en = UK GDPR Art. 5",
            "only a purpose that may be asked for opens protected records");
}

static void ig_20_urgency_without_a_review(void **state)
{
    refuses("urgent.rules", "review-days = 2\n", "", "[urgent LIFE]",
            "urgency without a review: review-days is missing (IG-20)");
    refuses("urgent.rules", "review-days = 2\n", "review-days = 0\n", "review-days = 0",
            "a whole number in its range was expected");
}

static void ig_06_a_one_way_agreement_in_which_everybody_sends(void **state)
{
    refuses("agreements.rules", "form = two-way\nmembers = NPT, SWA, SWP, SBU",
            "form = one-way\nsenders = NPT, SWP, SBU\nreceivers = SBU, NPT", "receivers = SBU, NPT",
            "every receiver also sends: that is a two-way agreement (IG-06)");
    refuses("agreements.rules", "members = NPT, SWA, SWP, SBU", "members = NPT", "members = NPT",
            "an agreement has two members at least");
}

static void an_agreement_for_a_purpose_that_no_receiver_may_ask_for(void **state)
{
    refuses("agreements.rules", "members = NPT, SWA, SWP, SBU", "members = NPT, SWP", "purposes = S47",
            "no receiver is of a type that asks for this purpose");
    refuses("agreements.rules", "EARLYHELP, SUBJECT", "EARLYHELP, SUBJECT, AUDIT", "purposes = S47",
            "nothing is shared for a purpose without a level");
}

static void an_agreement_with_unknown_members_purposes_or_types(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(50);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4 * FACTS_BYTES);
    dolen_rules *rules = NULL;

    refuses("agreements.rules", "NPT, SWA", "NPT, SWX", "members = NPT, SWX", "unknown value");
    refuses("agreements.rules", "CPREV", "CPREW", "purposes = S47", "unknown value");
    refuses("members.rules", "type = council", "type = concil", "type = concil", "unknown value");
    const char *text = facts_edited(arena, "members.rules", "type = council", "type = concil");
    assert_fails(DOLEN_E_INPUT, facts_rules_with("members.rules", text, &rules, problems));
    assert_string_equal(dolen_problems_at(problems, 0)->nearest, "council");
}

static void ig_18_consent_where_it_cannot_be_a_condition(void **state)
{
    refuses("agreements.rules", "from = 2025-01-01", "consent = S47\nfrom = 2025-01-01", "consent = S47",
            "consent is a condition below the child-protection threshold only (IG-18)");
    refuses("agreements.rules", "EARLYHELP, SUBJECT\n", "SUBJECT\nconsent = EARLYHELP\n", "consent = EARLYHELP",
            "consent for a purpose that the agreement does not have");
}

static void ig_14_figures_that_pass_one_another(void **state)
{
    refuses("set.rules", "shown-months = 12\nheld-months = 36", "shown-months = 13\nheld-months = 12",
            "shown-months = 13", "more months are shown than held (IG-14)");
}

static void ig_22_quotas_that_pass_one_another(void **state)
{
    refuses("set.rules", "person-per-hour = 60", "person-per-hour = 201", "person-per-hour = 201",
            "a person may ask more in an hour than in a day (IG-22)");
    refuses("set.rules", "person-per-day = 200", "person-per-day = 5001", "person-per-day = 5001",
            "a person may ask more than their whole member (IG-22)");
    refuses("set.rules", "target-per-day = 20", "target-per-day = 5001", "target-per-day = 5001",
            "more may be asked about one person than about all (IG-22)");
}

static void ig_21_thresholds_that_pass_one_another(void **state)
{
    refuses("set.rules", "probable = 0.90", "probable = 0.995", "[match]",
            "confirmed must not be below probable, nor probable below 0.5");
}

static void age_bands_that_overlap(void **state)
{
    refuses("statistics.rules", "ages = 5-10", "ages = 4-10", "ages = 4-10", "these ages overlap another value's");
    refuses("statistics.rules", "ages = 5-10\n", "", "[value age.5-10]", "values of ages, and only these, have ages");
    refuses("statistics.rules", "dimension = care\n", "dimension = car\n", "dimension = car\n", "unknown value");
}

static void ig_35_reasons_that_the_program_does_not_give(void **state)
{
    refuses("reasons.rules", "[reason SENSITIVE]\nrule = IG-17", "[reason SENSITIVE]\nrule = IG-16",
            "rule = IG-16\nby = program\nname.en = Sensitive", "the program applies another rule for this reason");
    refuses("reasons.rules", "[reason SENSITIVE]", "[reason SENSITIVITY]", "by = program\nname.en = Sensitive",
            "the program gives other reasons than this (IG-35)");
    refuses("reasons.rules", "{code} is released only for {naming}.", "{code} is released only for {everybody}.",
            "text.en = {code} is released only for {everybody}.", "a name in braces that stands for no fact");
}

static void ig_35_every_reason_of_the_program_has_words(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(50);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4 * FACTS_BYTES);
    DOLEN_OWN(dolen_rules, whole) = facts_rules();
    dolen_rules *rules = NULL;

    for (dolen_why why = DOLEN_WHY_NONE + 1; why < DOLEN_WHY_COUNT; why++)
        assert_non_null(dolen_rules_find_reason(whole, dolen_code_of(dolen_why_name(why))));
    const char *text = facts_edited(arena, "reasons.rules", "[reason NO-MATCH]", "[reason NO-MATCHES]");
    assert_fails(DOLEN_E_INPUT, facts_rules_with("reasons.rules", text, &rules, problems));
    for (size_t i = 0; dolen_problems_at(problems, i); i++)
        if (strstr(dolen_problems_at(problems, i)->what, "no words for this reason"))
            return;
    fail_msg("not said");
}

static void a_group_of_codes_that_nobody_has(void **state)
{
    refuses("members.rules", "groups = fire", "groups = fire, fyre", "groups = fire, fyre",
            "no code belongs to this group");
}

static void ig_17_watches_of_sensitive_services(void **state)
{
    refuses("watches.rules", "POL.PPN, HB.ED", "POL.PPN, HBX.CAMHS, HB.ED", "tells = POL.MISSING, POL.MISSING_HR",
            "no watch tells of a sensitive or protected code (IG-17)");
    refuses("watches.rules", "POL.PPN, HB.ED", "POL.PPN, EXP.NRM, HB.ED", "tells = POL.MISSING, POL.MISSING_HR",
            "no watch tells of a sensitive or protected code (IG-17)");
    refuses("watches.rules", "records = CSC.CPR", "records = CSC.CPR, DAS.MARAC", "records = CSC.CPR, DAS",
            "nothing is watched for a sensitive or protected code (IG-17)");
}

static void watches_that_would_never_tell(void **state)
{
    refuses("watches.rules", "YJ.CUSTODY, CSC.CPR", "YJ.CUSTODY, POL.DA", "tells = HB.ED, HB.MIU, EDU.EXCL_PERM",
            "the purpose does not release this code: it would never be told");
    refuses("watches.rules", "records = CSC.CPR", "records = POL.MISSING_HR", "for = council, childrens\nrecords = POL",
            "such a member publishes none of the records watched");
    refuses("watches.rules", "records = CSC.CPR", "records = CSC.CONTACT", "records = CSC.CONTACT",
            "records are watched while a state or involvement of a person lasts");
    refuses("watches.rules", "for = council, childrens", "for = council, childrens, adults",
            "for = council, childrens,", "such a member may not ask for the purpose");
    refuses("watches.rules", "role = practitioner", "role = duty-desk", "role = duty-desk",
            "this role does not ask for the purpose");
    refuses("watches.rules", "POL.PPN, HB.ED", "POL.CALLOUT, HB.ED", "tells = POL.MISSING, POL.MISSING_HR",
            "a watch tells of people");
}

static void ig_19_a_watch_for_a_purpose_that_needs_a_decision(void **state)
{
    refuses("watches.rules", "purpose = CPREV", "purpose = S47", "purpose = S47",
            "a watch cannot stand for a recorded decision (IG-19)");
    refuses("watches.rules", "purpose = CPREV", "purpose = SUBJECT", "purpose = SUBJECT",
            "a watch needs a purpose that shows codes of people");
}

static void watches_with_unknown_codes_or_days(void **state)
{
    refuses("watches.rules", "records = CSC.CPR", "records = CSC.CPRX", "records = CSC.CPRX", "unknown value");
    refuses("watches.rules", "HB.ED", "HB.EDX", "tells = POL.MISSING, POL.MISSING_HR", "unknown value");
    refuses("watches.rules", "fresh-days = 14", "fresh-days = 32", "fresh-days = 32",
            "a whole number in its range was expected");
    refuses("watches.rules", "consultations = yes\n", "", "[watch REGISTER]", "this key is missing");
    refuses("watches.rules", "fresh-days = 14", "fresh-days = 14\nscore = 3", "score = 3", "unknown key");
    refuses("set.rules", "alert-days = 90", "alert-days = 61", "alert-days = 61",
            "a whole number in its range was expected");
}

static void clocks_that_never_start_or_twice(void **state)
{
    refuses("watches.rules", "starts = POL.MISSING", "starts = POL.DA, POL.MISSING", "starts = POL.DA",
            "no watch tells such a member of this code: the clock never starts");
    refuses("watches.rules", "starts = CSC.PLACED_OUT", "starts = CSC.PLACED_OUT, REG.MISSING",
            "starts = CSC.PLACED_OUT", "another clock starts with this code for such a member");
    refuses("watches.rules", "ends = acknowledged", "ends = forgotten", "ends = forgotten", "unknown value");
    refuses("watches.rules", "hours = 72", "hours = 0", "hours = 0", "a whole number in its range was expected");
}

static void a_set_without_watches_loads(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(50);
    dolen_rules *rules = NULL;
    size_t count = 1;

    assert_int_equal(DOLEN_OK, facts_rules_with("watches.rules", "# None.\n", &rules, problems));
    (void)dolen_rules_all_watches(rules, &count);
    assert_int_equal(0, count);
    dolen_rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rules_as_they_are_load),
        cmocka_unit_test(a_code_both_released_and_excluded),
        cmocka_unit_test(a_purpose_without_a_level_that_releases),
        cmocka_unit_test(a_purpose_with_a_level_that_releases_nothing),
        cmocka_unit_test(ig_17_sensitive_codes_released_by_class),
        cmocka_unit_test(ig_19_a_decision_without_a_case_reference),
        cmocka_unit_test(ig_12_a_question_that_auditors_may_ask),
        cmocka_unit_test(a_subjects_own_request_that_practitioners_may_use),
        cmocka_unit_test(an_exemption_that_reaches_nothing),
        cmocka_unit_test(ig_15_protection_opened_without_a_question),
        cmocka_unit_test(ig_20_urgency_without_a_review),
        cmocka_unit_test(ig_06_a_one_way_agreement_in_which_everybody_sends),
        cmocka_unit_test(an_agreement_for_a_purpose_that_no_receiver_may_ask_for),
        cmocka_unit_test(an_agreement_with_unknown_members_purposes_or_types),
        cmocka_unit_test(ig_18_consent_where_it_cannot_be_a_condition),
        cmocka_unit_test(ig_14_figures_that_pass_one_another),
        cmocka_unit_test(ig_22_quotas_that_pass_one_another),
        cmocka_unit_test(ig_21_thresholds_that_pass_one_another),
        cmocka_unit_test(age_bands_that_overlap),
        cmocka_unit_test(ig_35_reasons_that_the_program_does_not_give),
        cmocka_unit_test(ig_35_every_reason_of_the_program_has_words),
        cmocka_unit_test(a_group_of_codes_that_nobody_has),
        cmocka_unit_test(ig_17_watches_of_sensitive_services),
        cmocka_unit_test(watches_that_would_never_tell),
        cmocka_unit_test(ig_19_a_watch_for_a_purpose_that_needs_a_decision),
        cmocka_unit_test(watches_with_unknown_codes_or_days),
        cmocka_unit_test(clocks_that_never_start_or_twice),
        cmocka_unit_test(a_set_without_watches_loads),
    };
    return cmocka_run_group_tests_name("contradictions", tests, NULL, NULL);
}
