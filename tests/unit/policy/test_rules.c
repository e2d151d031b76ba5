#include "tests/support/dolen_test.h"
#include "tests/support/policy_facts.h"

static dolen_status read_with(const char *name, const char *text, dolen_problems *problems)
{
    dolen_rules *rules = NULL;
    const dolen_status status = facts_rules_with(name, text, &rules, problems);

    assert_int_equal(status == DOLEN_OK, rules != NULL);
    dolen_rules_free(rules);
    return status;
}

static void assert_problem(const char *name, const char *text, size_t line, const char *what, const char *nearest)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(200);

    assert_fails(DOLEN_E_INPUT, read_with(name, text, problems));
    for (size_t i = 0; dolen_problems_at(problems, i); i++) {
        const dolen_problem *problem = dolen_problems_at(problems, i);
        if (problem->line == line && strcmp(problem->what, what) == 0 && problem->source &&
            strcmp(problem->source, name) == 0) {
            if (nearest)
                assert_string_equal(problem->nearest, nearest);
            return;
        }
    }
    dolen_problems_print(problems, stderr);
    fail_msg("no problem \"%s\" on line %zu", what, line);
}

static void the_default_set_holds_every_rule_purpose_role_and_code(void **state)
{
    static const char *const purposes[] = {"S47", "CPREV",     "ADULT126", "DUTYREP",   "MISSING", "MISREV", "EXPLOIT",
                                           "DA",  "PLACEMENT", "HOSP",     "EARLYHELP", "SUBJECT", "AUDIT"};
    static const char *const roles[] = {
        "practitioner",  "supervisor",     "duty-desk", "publisher", "data-protection-officer",
        "administrator", "governance-lead"};
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    size_t count = 0;

    for (int i = 1; i <= 36; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "IG-%02d", i);
        assert_non_null(dolen_rules_find_rule(rules, dolen_code_of(id)));
    }
    for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++)
        assert_non_null(dolen_rules_find_purpose(rules, dolen_code_of(purposes[i])));
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        assert_non_null(dolen_rules_find_role(rules, dolen_code_of(roles[i])));
    (void)dolen_rules_all_headlines(rules, &count);
    assert_int_equal(count, 83);
    (void)dolen_rules_all_rules(rules, &count);
    assert_int_equal(count, 36);
    (void)dolen_rules_all_roles(rules, &count);
    assert_int_equal(count, 7);
    const dolen_urgent_reason *urgent = dolen_rules_all_urgent_reasons(rules, &count);
    assert_int_equal(count, 3);
    assert_int_equal(urgent[0].review_days, 2);
    assert_int_equal(dolen_rules_find_headline(rules, dolen_code_of("POL.SUSPECT_SG"))->age_from, 18);
    assert_string_equal(dolen_rules_level_name(rules, DOLEN_LEVEL_L1).cy, "Asiantaeth a chyswllt");
}

static void the_default_figures_are_those_of_the_partnership(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    const dolen_limits *limits = dolen_rules_limits(rules);

    assert_true(limits->confirmed > 0.98999 && limits->confirmed < 0.99001);
    assert_true(limits->probable > 0.89999 && limits->probable < 0.90001);
    assert_int_equal(limits->shown_months, 12);
    assert_int_equal(limits->held_months, 36);
    assert_int_equal(limits->shrink_per_cent, 20);
    assert_string_equal(dolen_rules_version(rules), "2026.3");
}

static void ig_33_every_purpose_names_basis_condition_and_document(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    size_t count = 0;
    const dolen_purpose *purposes = dolen_rules_all_purposes(rules, &count);

    for (size_t i = 0; i < count; i++) {
        assert_true(*purposes[i].basis.en && *purposes[i].basis.cy);
        assert_true(*purposes[i].condition.en && *purposes[i].condition.cy);
        assert_true(*purposes[i].document.en && *purposes[i].document.cy);
    }
    assert_problem("purposes.rules", "[purpose X]\nname.en = X\nname.cy = X\n", 1, "this key is missing", NULL);
}

static void ig_34_every_type_of_member_names_its_gateway(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    size_t count = 0;
    const dolen_member_type *types = dolen_rules_all_types(rules, &count);

    for (size_t i = 0; i < count; i++)
        assert_true(*types[i].gateway.en && *types[i].gateway.cy);
    const dolen_partner *partners = dolen_rules_all_partners(rules, &count);
    for (size_t i = 0; i < count; i++)
        assert_true(*partners[i].gateway.en && *partners[i].gateway.cy);
    assert_problem("members.rules", "[type x]\nname.en = x\nname.cy = x\ngroups = x\nlaw-enforcement = no\n", 1,
                   "this key is missing", NULL);
}

static void ig_18_consent_as_a_lawful_basis_is_refused(void **state)
{
    assert_problem("purposes.rules", "[purpose X]\nbasis.en = Consent of the person\nbasis.cy = x\n", 2,
                   "consent is never recorded as the lawful basis (IG-18)", NULL);
}

static void ig_04_one_mistake_anywhere_loads_nothing(void **state)
{
    assert_problem("roles.rules", "[role practitioner]\nname.en = P\nname.cy = P\nmay-ask = yes\nmay-aks = yes\n", 5,
                   "unknown key", "may-ask");
    assert_problem("roles.rules", "[rol practitioner]\n", 1, "unknown type of section", "role");
    assert_problem("roles.rules", "[role practitioner]\nname.en = P\nname.cy =\nmay-ask = maybe\n", 3,
                   "this key has no value", NULL);
    assert_problem("roles.rules", "[role practitioner]\nname.en = P\nname.cy = P\nmay-ask = maybe\n", 4,
                   "unknown value", NULL);
    assert_problem("urgent.rules", "[role practitioner]\nname.en = P\n", 1,
                   "this section stands in another file already", NULL);
    assert_problem("agreements.rules", "[agreement A]\npurposes = S74\n", 2, "unknown value", "S47");
    assert_problem("agreements.rules", "[agreement A]\nfrom = 2026-02-30\n", 2, "a day was expected: YYYY-MM-DD", NULL);
    assert_problem("purposes.rules", "[purpose X]\nreleases = HBX.CAMSH\n", 2,
                   "neither a code, a pattern such as HBX.*, nor the word open or restricted", "HBX.CAMHS");
    assert_problem("codes.rules", "[code A.B]\ngroup = polise\n", 2, "no member type publishes this group of codes",
                   "police");
    assert_problem("set.rules", "[match]\nconfirmed = 0.99\nprobable = 0.4\n", 1,
                   "confirmed must not be below probable, nor probable below 0.5", NULL);
    assert_problem("agreements.rules", "[agreement A]\nform = two-way\nmembers = NPT, NPT\n", 3,
                   "this value stands twice", NULL);
    assert_problem("agreements.rules", "[agreement A]\nform = two-way\nmembers = a b\n", 3, "this is no code", NULL);
    assert_problem("agreements.rules", "[agreement A]\nform = two-way\nmembers = ,\n", 3, "this list is empty", NULL);
    assert_problem("agreements.rules", "[agreement A]\nfrom = 2026-02-01\nuntil = 2026-01-01\nreview = 2026-03-01\n", 1,
                   "an agreement ends or is reviewed before it begins", NULL);
    assert_problem("codes.rules", "[code A.B]\nage = 20-4\n", 2, "ages are written 4-20, up to 150", NULL);
    assert_problem("codes.rules", "[code A.B]\nage = 4-1000\n", 2, "ages are written 4-20, up to 150", NULL);
    assert_problem("levels.rules", "[level L9]\nname.en = x\nname.cy = x\n", 1, "a level is one of L0 to L3", NULL);
    assert_problem("set.rules", "[match x]\nconfirmed = 0.99\nprobable = 0.9\n", 1,
                   "this section stands once and has no name", NULL);
    assert_problem("set.rules", "[match]\nconfirmed = 99%\n", 2, "a probability such as 0.99 was expected", NULL);
    assert_problem("set.rules", "[quota]\nperson-per-day = many\n", 2, "a whole number in its range was expected",
                   NULL);
}

static void ig_16_a_protected_code_about_addresses_is_refused(void **state)
{
    assert_problem("codes.rules",
                   "[code A.B]\ngroup = any\nkind = S\nheld = protected\nabout = person, address\nname.en = x\n"
                   "name.cy = x\n",
                   5, "a protected code is never about an address (IG-16)", NULL);
}

static void a_pattern_never_names_a_protected_code(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(200);

    /* "EXP.*" names the two open ones; DAS.* the two sensitive ones, not the refuge. */
    dolen_rules *rules = NULL;
    const char *purposes = "[purpose S47]\nname.en = x\nname.cy = x\nroles = practitioner, duty-desk\n"
                           "types = council, childrens, police\nlevel = L3\nreleases = open, restricted, DAS.*, "
                           "EXP.*\ncase-reference = no\ndecision = no\noverrides-protection = no\n"
                           "about = person\npart = 2\nplain.en = x\nplain.cy = x\nbasis.en = x\nbasis.cy = x\n"
                           "condition.en = x\ncondition.cy = x\ndocument.en = x\ndocument.cy = x\n";
    assert_fails(DOLEN_E_INPUT, facts_rules_with("purposes.rules", purposes, &rules, problems));
    DOLEN_OWN(dolen_problems, none) = dolen_problems_new(20);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(64 * 1024);
    static const char *const others[] = {"CPREV", "ADULT126",  "DUTYREP", "MISSING",   "MISREV", "EXPLOIT",
                                         "DA",    "PLACEMENT", "HOSP",    "EARLYHELP", "SUBJECT"};
    char *all = dolen_arena_make(arena, 16 * 1024, 1);
    size_t used = (size_t)snprintf(all, 16 * 1024, "%s", purposes);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        used +=
            (size_t)snprintf(all + used, 16 * 1024 - used, "[purpose %s]\n%s", others[i], strchr(purposes, '\n') + 1);
    assert_int_equal(facts_rules_with("purposes.rules", all, &rules, none), DOLEN_OK);
    const dolen_purpose *purpose = dolen_rules_find_purpose(rules, dolen_code_of("S47"));
    assert_int_equal(purpose->releases.count, 4);
    assert_false(dolen_code_list_has(purpose->releases, dolen_code_of("DAS.REFUGE")));
    assert_false(dolen_code_list_has(purpose->releases, dolen_code_of("EXP.NRM")));
    dolen_rules_free(rules);
}

static void ig_14_more_cannot_be_shown_than_is_held(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(200);

    assert_fails(DOLEN_E_INPUT, read_with("set.rules", "[retention]\nshown-months = 13\nheld-months = 12\n", problems));
    for (size_t i = 0; dolen_problems_at(problems, i); i++)
        if (strstr(dolen_problems_at(problems, i)->what, "IG-14"))
            return;
    fail_msg("not said");
}

static void files_stand_in_order_and_there_are_some(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(4);
    const dolen_rules_file files[] = {{"b.rules", {NULL, 0}}, {"a.rules", {NULL, 0}}};
    dolen_rules *rules = NULL;

    assert_fails(DOLEN_E_INPUT, dolen_rules_read(files, 2, &rules, problems, NULL));
    assert_fails(DOLEN_E_LIMIT, dolen_rules_read(files, 0, &rules, problems, NULL));
}

static void a_folder_without_rules_is_absent(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(4);
    dolen_rules *rules = NULL;

    assert_fails(DOLEN_E_ABSENT, dolen_rules_load(DOLEN_TESTS_FOLDER "/support", &rules, problems, NULL));
    assert_fails(DOLEN_E_ABSENT, dolen_rules_load(DOLEN_TESTS_FOLDER "/nowhere", &rules, problems, NULL));
    assert_null(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_set_holds_every_rule_purpose_role_and_code),
        cmocka_unit_test(the_default_figures_are_those_of_the_partnership),
        cmocka_unit_test(ig_33_every_purpose_names_basis_condition_and_document),
        cmocka_unit_test(ig_34_every_type_of_member_names_its_gateway),
        cmocka_unit_test(ig_18_consent_as_a_lawful_basis_is_refused),
        cmocka_unit_test(ig_04_one_mistake_anywhere_loads_nothing),
        cmocka_unit_test(ig_16_a_protected_code_about_addresses_is_refused),
        cmocka_unit_test(a_pattern_never_names_a_protected_code),
        cmocka_unit_test(ig_14_more_cannot_be_shown_than_is_held),
        cmocka_unit_test(files_stand_in_order_and_there_are_some),
        cmocka_unit_test(a_folder_without_rules_is_absent),
    };
    return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
