#include "governance/policy/policy_watch.h"

#include "tests/support/dolen_test.h"
#include "tests/support/policy_facts.h"

/* A council watches a child on its register; the police publish a missing episode of today. */
typedef struct scene {
    dolen_rules *rules;
    const dolen_watch *watch;
    dolen_watcher watcher;
    dolen_policy_record record;
    dolen_flag flag;
} scene;

static scene scene_of(dolen_rules *rules)
{
    return (scene){.rules = rules,
                   .watch = dolen_rules_find_watch(rules, dolen_code_of("REGISTER")),
                   .watcher = {dolen_code_of("NPT"), dolen_code_of("council"), facts_today},
                   .record = facts_record("SWP", "police"),
                   .flag = facts_fresh_flag(rules, "POL.MISSING")};
}

static dolen_decision decide(const scene *s)
{
    return dolen_policy_decide_alert(s->rules, s->watch, &s->watcher, &s->record, &s->flag);
}

static void refuses(const scene *s, dolen_why why)
{
    const dolen_decision decision = decide(s);

    assert_int_equal(DOLEN_VERDICT_DENY, decision.verdict);
    assert_string_equal(dolen_why_name(why), dolen_why_name(decision.why));
    assert_int_equal(DOLEN_LEVEL_NONE, decision.level);
}

static void ig_32_the_owner_of_a_watched_record_is_told_of_a_new_flag(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    scene s = scene_of(rules);

    (void)state;
    assert_int_equal(DOLEN_VERDICT_PERMIT, decide(&s).verdict);
    assert_int_equal(DOLEN_LEVEL_L3, decide(&s).level);
    s.watch = dolen_rules_find_watch(rules, dolen_code_of("LOOKED-AFTER")); /* its purpose shows no times */
    s.record = facts_record("SBU", "health");
    s.flag = facts_fresh_flag(rules, "HB.ED");
    assert_int_equal(DOLEN_LEVEL_L2, decide(&s).level);
}

static void ig_17_no_sensitive_code_or_service_is_ever_told_of(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    scene s = scene_of(rules);
    dolen_watch wide = *s.watch;
    const dolen_code tells[] = {dolen_code_of("HBX.CAMHS"), dolen_code_of("MIS.RI_DONE")};

    (void)state;
    wide.tells = (dolen_code_list){tells, 2}; /* as no rules that load would have it */
    s.watch = &wide;
    s.record = facts_record("SBU", "health");
    s.flag = facts_fresh_flag(rules, "HBX.CAMHS"); /* which the purpose would release to a person who asks */
    refuses(&s, DOLEN_WHY_SENSITIVE);
    s.flag = facts_fresh_flag(rules, "MIS.RI_DONE"); /* an open code, of a service that must not be named */
    assert_int_equal(DOLEN_VERDICT_PERMIT, decide(&s).verdict);
    s.record = facts_record("WAID", "domestic-abuse");
    refuses(&s, DOLEN_WHY_SENSITIVE);
}

static void a_watch_tells_what_it_lists_to_whom_it_is_for(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    scene s = scene_of(rules);

    (void)state;
    s.flag = facts_fresh_flag(rules, "POL.DA"); /* released to the purpose, and not told */
    refuses(&s, DOLEN_WHY_NOT_RELEASED);
    s = scene_of(rules);
    s.watcher = (dolen_watcher){dolen_code_of("SBU"), dolen_code_of("health"), facts_today};
    refuses(&s, DOLEN_WHY_TYPE_NOT_FOR_IT);
    s = scene_of(rules);
    s.flag.code = dolen_code_of("POL.NONE");
    refuses(&s, DOLEN_WHY_UNKNOWN_CODE);
}

static void ig_21_a_probable_match_alerts_nobody(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    scene s = scene_of(rules);

    (void)state;
    s.record.band = DOLEN_BAND_PROBABLE;
    refuses(&s, DOLEN_WHY_NO_MATCH);
}

/* A person who asks for MISSING may open it after a warning; nobody was warned here. */
static void ig_15_a_protected_record_is_never_told_of(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    scene s = scene_of(rules);

    (void)state;
    s.record.protection = DOLEN_PROTECTION_SHIELDED;
    refuses(&s, DOLEN_WHY_PROTECTED);
    s.watch = dolen_rules_find_watch(rules, dolen_code_of("HIGH-RISK-MISSING"));
    s.watcher = (dolen_watcher){dolen_code_of("SWP"), dolen_code_of("police"), facts_today};
    s.record = facts_record("SBU", "health");
    s.flag = facts_fresh_flag(rules, "HB.ED");
    assert_int_equal(DOLEN_VERDICT_PERMIT, decide(&s).verdict);
    s.record.protection = DOLEN_PROTECTION_SHIELDED;
    refuses(&s, DOLEN_WHY_PROTECTED);
}

static const char sends[] = "[agreement A]\nname.en = A\nname.cy = A\nform = one-way\nsenders = NPT\nreceivers = SBU\n"
                            "purposes = CPREV\nfrom = 2025-01-01\nuntil = 2030-12-31\nreview = 2029-12-31\n";
static const char between[] = "[agreement A]\nname.en = A\nname.cy = A\nform = two-way\nmembers = NPT, SWP\n"
                              "purposes = CPREV\nfrom = %s\nuntil = 2030-12-31\nreview = %s\n%s";

static void ig_04_ig_05_ig_06_agreements_hold_for_watches(void **state)
{
    static const struct {
        const char *from, *review, *more;
        dolen_why why;
    } cases[] = {{"2025-01-01", "2029-12-31", "", DOLEN_WHY_NONE},
                 {"2027-01-01", "2029-12-31", "", DOLEN_WHY_NO_AGREEMENT},
                 {"2025-01-01", "2026-01-01", "", DOLEN_WHY_UNREVIEWED},
                 {"2025-01-01", "2029-12-31", "consent = CPREV\n", DOLEN_WHY_NO_CONSENT}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        (void)snprintf(text, sizeof text, between, cases[i].from, cases[i].review, cases[i].more);
        DOLEN_OWN(dolen_rules, rules) = facts_rules_under(text);
        scene s = scene_of(rules);
        if (cases[i].why == DOLEN_WHY_NONE)
            assert_int_equal(DOLEN_VERDICT_PERMIT, decide(&s).verdict);
        else
            refuses(&s, cases[i].why);
        s.record = facts_record("SBU", "health"); /* who has signed nothing */
        s.flag = facts_fresh_flag(rules, "HB.ED");
        assert_int_equal(DOLEN_VERDICT_DENY, decide(&s).verdict);
    }
    DOLEN_OWN(dolen_rules, rules) = facts_rules_under(sends);
    const scene s = scene_of(rules);
    refuses(&s, DOLEN_WHY_SENDER_ONLY);
}

/* Whatever a watch tells, somebody of that member who asks for its purpose would be shown. */
static void a_watch_never_shows_more_than_a_question(void **state)
{
    static const char *const members[][2] = {{"NPT", "council"}, {"SWP", "police"}, {"SBU", "health"}};
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    size_t watch_count = 0;
    size_t code_count = 0;
    size_t told = 0;
    const dolen_watch *watches = dolen_rules_all_watches(rules, &watch_count);
    const dolen_headline *codes = dolen_rules_all_headlines(rules, &code_count);

    (void)state;
    for (size_t i = 0; i < watch_count * code_count * 9; i++) {
        const dolen_watch *watch = &watches[i / 9 / code_count];
        const char *const *asker = members[i / 3 % 3];
        const char *const *owner = members[i % 3];
        const dolen_watcher watcher = {dolen_code_of(asker[0]), dolen_code_of(asker[1]), facts_today};
        const dolen_policy_record record = facts_record(owner[0], owner[1]);
        const dolen_flag flag = facts_fresh_flag(rules, codes[i / 9 % code_count].code.text);
        dolen_policy_request question = facts_request();
        question.asker = watcher.member;
        question.asker_type = watcher.type;
        question.role = watch->role;
        question.purpose = watch->purpose;
        const dolen_decision alert = dolen_policy_decide_alert(rules, watch, &watcher, &record, &flag);
        const dolen_decision answer = dolen_policy_decide_flag(rules, &question, &record, &flag);
        assert_true(alert.level <= answer.level);
        told += alert.verdict == DOLEN_VERDICT_PERMIT;
    }
    assert_true(told > 20);
}

static void what_is_no_news_is_not_told(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    scene s = scene_of(rules);

    (void)state;
    s.flag.latest = (dolen_day){2026, 11, 7};
    assert_int_equal(DOLEN_VERDICT_PERMIT, decide(&s).verdict);
    s.flag.latest = (dolen_day){2026, 11, 6};
    refuses(&s, DOLEN_WHY_NOT_CURRENT);
    s.flag = facts_fresh_flag(rules, "POL.MISSING_HR");
    assert_int_equal(DOLEN_VERDICT_PERMIT, decide(&s).verdict);
    s.flag.opened = dolen_month_of(facts_today) - 1;
    refuses(&s, DOLEN_WHY_NOT_CURRENT);
    s.watcher.today = (dolen_day){2026, 11, 14}; /* a fortnight ago it was October */
    assert_int_equal(DOLEN_VERDICT_PERMIT, decide(&s).verdict);
    s.flag.closed = dolen_month_of(facts_today);
    refuses(&s, DOLEN_WHY_NOT_CURRENT);
}

static void records_are_watched_while_their_flag_is_current(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    const dolen_watch *watch = dolen_rules_find_watch(rules, dolen_code_of("REGISTER"));
    const dolen_code council = dolen_code_of("council");
    dolen_flag flags[2] = {facts_flag(rules, "CSC.CONTACT"), facts_flag(rules, "CSC.CPR")};

    (void)state;
    assert_true(dolen_policy_watch_covers(watch, council, flags, 2, facts_today));
    assert_false(dolen_policy_watch_covers(watch, council, flags, 1, facts_today));
    assert_false(dolen_policy_watch_covers(watch, dolen_code_of("police"), flags, 2, facts_today));
    flags[1].closed = dolen_month_of(facts_today);
    assert_true(dolen_policy_watch_covers(watch, council, flags, 2, facts_today));
    flags[1].closed--;
    assert_false(dolen_policy_watch_covers(watch, council, flags, 2, facts_today));
}

static void consultations_are_shown_of_records_that_a_watch_says(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    const dolen_code council = dolen_code_of("council");
    const dolen_flag placed = facts_flag(rules, "CSC.PLACED_IN");
    const dolen_flag pupil = facts_flag(rules, "EDU.ENROLLED");

    (void)state;
    const dolen_watch *watch = dolen_policy_watch_of_consultations(rules, council, &placed, 1, facts_today);
    assert_non_null(watch);
    assert_string_equal("LOOKED-AFTER-MISSING", watch->code.text);
    assert_null(dolen_policy_watch_of_consultations(rules, council, &pupil, 1, facts_today));
}

static void duties_are_due_hours_after_the_events_day_or_the_alert(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    const dolen_code council = dolen_code_of("council");
    const dolen_duty *interview = dolen_policy_duty_of(rules, council, dolen_code_of("POL.MISSING"));
    const dolen_duty *notice = dolen_policy_duty_of(rules, council, dolen_code_of("CSC.PLACED_OUT"));
    const int64_t day = INT64_C(86400000);
    dolen_alert alert = {.kind = DOLEN_FLAG_EVENT,
                         .month = dolen_month_of(facts_today),
                         .latest = facts_today,
                         .raised = (dolen_day_number(facts_today) + 1) * day};

    (void)state;
    assert_non_null(interview);
    assert_non_null(notice);
    assert_int_equal(72, interview->hours);
    assert_true(dolen_code_list_has(interview->ends, dolen_code_of("declined")));
    assert_int_equal((dolen_day_number(facts_today) + 3) * day, dolen_policy_duty_due(interview, &alert));
    alert.latest = (dolen_day){0};
    assert_int_equal(alert.raised + 5 * day, dolen_policy_duty_due(notice, &alert));
    assert_null(dolen_policy_duty_of(rules, dolen_code_of("police"), dolen_code_of("POL.MISSING")));
    assert_null(dolen_policy_duty_of(rules, council, dolen_code_of("HB.ED")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_32_the_owner_of_a_watched_record_is_told_of_a_new_flag),
        cmocka_unit_test(ig_17_no_sensitive_code_or_service_is_ever_told_of),
        cmocka_unit_test(a_watch_tells_what_it_lists_to_whom_it_is_for),
        cmocka_unit_test(ig_21_a_probable_match_alerts_nobody),
        cmocka_unit_test(ig_15_a_protected_record_is_never_told_of),
        cmocka_unit_test(ig_04_ig_05_ig_06_agreements_hold_for_watches),
        cmocka_unit_test(a_watch_never_shows_more_than_a_question),
        cmocka_unit_test(what_is_no_news_is_not_told),
        cmocka_unit_test(records_are_watched_while_their_flag_is_current),
        cmocka_unit_test(consultations_are_shown_of_records_that_a_watch_says),
        cmocka_unit_test(duties_are_due_hours_after_the_events_day_or_the_alert),
    };

    return cmocka_run_group_tests_name("policy_watch", tests, NULL, NULL);
}
