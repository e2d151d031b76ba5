#include "node/broker/findings.h"
#include "proto/codec/answer.h"
#include "tests/support/dolen_test.h"

static const int64_t now = 1795185245001; /* 2026-11-20 */

/* A question from NPT about one record of SBU, under the default rules. */
typedef struct scene {
    dolen_arena *arena;
    dolen_rules *rules;
    dolen_federation_member members[3];
    dolen_federation federation;
    dolen_policy_request facts;
    dolen_candidate candidate;
    dolen_candidate_match match;
    dolen_record_flags flags;
    dolen_coverage coverage;
    bool acknowledged;
    dolen_findings found;
} scene;

static void open_scene(scene *s, const char *purpose, const dolen_flag *flags, size_t count)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(5);
    static const char *const codes[] = {"NPT", "SWP", "SBU"};
    static const char *const types[] = {"council", "police", "health"};
    dolen_err err = {0};

    *s = (scene){.arena = dolen_arena_new(8 << 20)};
    assert_ok(dolen_rules_load(DOLEN_TEST_DATA("../governance/rules"), &s->rules, problems, &err));
    for (size_t i = 0; i < 3; i++)
        s->members[i] = (dolen_federation_member){.code = dolen_code_of(codes[i]), .type = dolen_code_of(types[i])};
    s->federation = (dolen_federation){.members = s->members, .member_count = 3};
    s->facts = (dolen_policy_request){.asker = dolen_code_of("NPT"),
                                      .asker_type = dolen_code_of("council"),
                                      .role = dolen_code_of("practitioner"),
                                      .purpose = dolen_code_of(purpose),
                                      .has_staff = true,
                                      .has_case = true,
                                      .subject = DOLEN_SUBJECT_PERSON,
                                      .age = DOLEN_AGE_UNKNOWN,
                                      .requested_level = DOLEN_LEVEL_L3,
                                      .today = dolen_day_of(now)};
    s->candidate = (dolen_candidate){.record = 1, .agency = dolen_code_of("SBU"), .contact = 2};
    s->match = (dolen_candidate_match){.candidate = &s->candidate, .score = {.band = DOLEN_BAND_CONFIRMED}};
    s->flags = (dolen_record_flags){.items = flags, .count = count};
    s->coverage = (dolen_coverage){.agency = dolen_code_of("SBU"), .sequence = 1, .extract_as_of = now};
}

static void close_scene(scene *s)
{
    dolen_rules_free(s->rules);
    dolen_arena_free(s->arena);
}

static const dolen_finding *decide(scene *s)
{
    const dolen_findings_question question = {.rules = s->rules,
                                              .federation = &s->federation,
                                              .facts = &s->facts,
                                              .granted = DOLEN_LEVEL_L3,
                                              .acknowledge_protected = s->acknowledged,
                                              .now = now,
                                              .coverage = &s->coverage,
                                              .coverage_count = 1};
    dolen_err err = {0};

    assert_ok(dolen_findings_make(&question, &s->match, &s->flags, 1, s->arena, &s->found, &err));
    assert_int_equal(2, s->found.count);
    return &s->found.items[1];
}

static dolen_flag state(const char *code)
{
    return (dolen_flag){
        .code = dolen_code_of(code), .kind = DOLEN_FLAG_INVOLVEMENT, .opened = dolen_month_of(dolen_day_of(now)) - 2};
}

static void a_permitted_flag_makes_its_agency_involved(void **unused)
{
    const dolen_flag flag = state("HB.HV");
    scene s;

    open_scene(&s, "S47", &flag, 1);
    const dolen_finding *finding = decide(&s);

    assert_int_equal(DOLEN_MEMBER_INVOLVED, finding->state);
    assert_int_equal(DOLEN_LEVEL_L3, finding->level);
    assert_int_equal(1, finding->flag_count);
    assert_int_equal(2, finding->contact);
    assert_int_equal(0, s.found.withheld.size);
    close_scene(&s);
}

/* The twin of the one above: the same record, of which nothing may be released, leaves the trace of no record at all.
 */
static void ig_03_withheld_looks_like_absent(void **unused)
{
    const dolen_flag flag = state("HBX.SEXUAL");
    scene withheld;
    scene absent;

    open_scene(&withheld, "S47", &flag, 1);
    open_scene(&absent, "S47", NULL, 0);
    const dolen_finding *one = decide(&withheld);
    const dolen_finding *other = decide(&absent);

    assert_int_equal(one->state, other->state);
    assert_int_equal(one->level, other->level);
    assert_int_equal(one->band, other->band);
    assert_int_equal(one->contact, other->contact);
    assert_int_equal(one->flag_count, other->flag_count);
    assert_int_equal(one->as_of, other->as_of);
    assert_int_equal(one->agreement.born, other->agreement.born);
    assert_int_equal(DOLEN_MEMBER_NOTHING, one->state);
    assert_int_equal(withheld.found.advice, absent.found.advice);
    assert_true(withheld.found.withheld.size > 0);
    assert_int_equal(0, absent.found.withheld.size);
    close_scene(&withheld);
    close_scene(&absent);
}

static void ig_35_a_decision_not_to_share_is_recorded_with_its_reason(void **unused)
{
    const dolen_flag flags[] = {state("HBX.SEXUAL"), state("HB.HV"), state("POL.PPN")};
    scene s;

    open_scene(&s, "S47", flags, 3);
    (void)decide(&s);

    const char *lines = "SBU HBX.SEXUAL IG-17 SENSITIVE\nSBU POL.PPN IG-13 NOT-THEIR-CODE\n";
    assert_int_equal(strlen(lines), s.found.withheld.size);
    assert_memory_equal(lines, s.found.withheld.at, strlen(lines));
    assert_non_null(dolen_rules_find_reason(s.rules, dolen_code_of("SENSITIVE")));
    close_scene(&s);
}

static void ig_35_a_record_that_cannot_be_opened_says_so(void **unused)
{
    const dolen_flag flag = state("HB.HV");
    scene s;

    open_scene(&s, "CPREV", &flag, 1);
    s.candidate.protection = DOLEN_PROTECTION_SHIELDED;
    (void)decide(&s);

    assert_memory_equal("SBU HB.HV IG-15 PROTECTED\n", s.found.withheld.at, s.found.withheld.size);
    close_scene(&s);
}

static void ig_21_a_probable_match_shows_agency_and_contact_only(void **unused)
{
    const dolen_flag flag = state("HB.HV");
    scene s;

    open_scene(&s, "S47", &flag, 1);
    s.match.score.band = DOLEN_BAND_PROBABLE;
    const dolen_finding *finding = decide(&s);

    assert_int_equal(DOLEN_MEMBER_INVOLVED, finding->state);
    assert_int_equal(DOLEN_LEVEL_L1, finding->level);
    assert_int_equal(0, finding->flag_count);
    assert_true(s.found.advice & DOLEN_ADVICE_CHECK_IDENTITY);
    close_scene(&s);
}

static void ig_26_tells_nothing_from_no_answer_and_from_out_of_date(void **unused)
{
    scene s;

    open_scene(&s, "S47", NULL, 0);
    assert_int_equal(DOLEN_MEMBER_NOTHING, decide(&s)->state);
    s.coverage.extract_as_of = now - INT64_C(30) * 24 * 3600 * 1000;
    assert_int_equal(DOLEN_MEMBER_OUT_OF_DATE, decide(&s)->state);
    s.coverage.sequence = 0;
    assert_int_equal(DOLEN_MEMBER_NO_ANSWER, decide(&s)->state);
    close_scene(&s);
}

/* The answer that goes out, byte for byte. */
static dolen_bytes answer_of(scene *s)
{
    dolen_answer answer = {.epoch = 1,
                           .granted_level = DOLEN_LEVEL_L3,
                           .rules_version = "1",
                           .answered = now,
                           .advice = s->found.advice,
                           .protected_held = s->found.protected_held,
                           .findings = s->found.items,
                           .finding_count = s->found.count,
                           .ledger = {.size = 1, .checkpoint = "log", .entry = dolen_bytes_of_string("entry")}};
    dolen_bytes out;
    dolen_err err = {0};

    assert_ok(dolen_answer_encode(&answer, s->arena, &out, &err));
    return out;
}

static void ig_15_a_protected_record_is_held_back_until_it_is_acknowledged(void **unused)
{
    const dolen_flag flag = state("HB.HV");
    scene s;

    open_scene(&s, "S47", &flag, 1);
    s.candidate.protection = DOLEN_PROTECTION_SHIELDED;
    const dolen_finding *held = decide(&s);
    assert_int_equal(DOLEN_MEMBER_NOTHING, held->state);
    assert_int_equal(0, held->flag_count);
    assert_true(s.found.protected_held);
    assert_int_equal(DOLEN_CONSULTED_WARNED, s.found.outcomes[0]);
    assert_non_null(strstr((const char *)s.found.withheld.at, "SBU HB.HV IG-15"));

    s.acknowledged = true;
    const dolen_finding *opened = decide(&s);
    assert_int_equal(DOLEN_MEMBER_INVOLVED, opened->state);
    assert_true(opened->shielded);
    assert_false(s.found.protected_held);
    assert_int_equal(DOLEN_CONSULTED_OPENED, s.found.outcomes[0]);
    close_scene(&s);
}

static void assert_protected_looks_absent(const char *purpose, dolen_subject subject, const dolen_flag *flag,
                                          bool acknowledged)
{
    scene guarded;
    scene absent;

    open_scene(&guarded, purpose, flag, 1);
    open_scene(&absent, purpose, NULL, 0);
    guarded.candidate.protection = DOLEN_PROTECTION_SHIELDED;
    guarded.facts.subject = absent.facts.subject = subject;
    guarded.acknowledged = absent.acknowledged = acknowledged;
    (void)decide(&guarded);
    (void)decide(&absent);

    assert_true(dolen_bytes_same(answer_of(&guarded), answer_of(&absent)));
    assert_int_equal(DOLEN_CONSULTED_WITHHELD, guarded.found.outcomes[0]);
    close_scene(&guarded);
    close_scene(&absent);
}

/* Claiming to have been warned gives nothing to a purpose that opens no protected record, nor about an address. */
static void ig_03_protected_and_absent_are_one_to_every_other_purpose(void **unused)
{
    const dolen_flag person = state("HB.HV");
    dolen_flag address = state("HB.HV");

    for (int acknowledged = 0; acknowledged < 2; acknowledged++) {
        assert_protected_looks_absent("CPREV", DOLEN_SUBJECT_PERSON, &person, acknowledged);
        assert_protected_looks_absent("EARLYHELP", DOLEN_SUBJECT_PERSON, &person, acknowledged);
        assert_protected_looks_absent("S47", DOLEN_SUBJECT_ADDRESS, &address, acknowledged);
    }
}

/* The twin: the comparison above sees a difference where there is one, to the one purpose that may know. */
static void the_comparison_sees_a_protected_record_that_is_held_back(void **unused)
{
    const dolen_flag flag = state("HB.HV");
    scene guarded;
    scene absent;

    open_scene(&guarded, "S47", &flag, 1);
    open_scene(&absent, "S47", NULL, 0);
    guarded.candidate.protection = DOLEN_PROTECTION_SHIELDED;
    (void)decide(&guarded);
    (void)decide(&absent);
    assert_false(dolen_bytes_same(answer_of(&guarded), answer_of(&absent)));
    assert_int_equal(answer_of(&guarded).size, answer_of(&absent).size);
    close_scene(&guarded);
    close_scene(&absent);
}

static void ig_26_a_member_can_be_involved_and_out_of_date(void **unused)
{
    const dolen_flag flag = state("HB.HV");
    scene s;

    open_scene(&s, "S47", &flag, 1);
    assert_false(decide(&s)->out_of_date);
    s.coverage.extract_as_of = now - INT64_C(30) * 24 * 3600 * 1000;
    assert_int_equal(DOLEN_MEMBER_INVOLVED, decide(&s)->state);
    assert_true(decide(&s)->out_of_date);
    close_scene(&s);
}

static void r_06_a_suspended_member_answers_nothing(void **unused)
{
    const dolen_flag flag = state("HB.HV");
    scene s;

    open_scene(&s, "S47", &flag, 1);
    s.members[2].suspended = true;
    const dolen_finding *finding = decide(&s);

    assert_int_equal(DOLEN_MEMBER_NO_ANSWER, finding->state);
    assert_int_equal(0, finding->flag_count);
    close_scene(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_permitted_flag_makes_its_agency_involved),
        cmocka_unit_test(ig_03_withheld_looks_like_absent),
        cmocka_unit_test(ig_35_a_decision_not_to_share_is_recorded_with_its_reason),
        cmocka_unit_test(ig_35_a_record_that_cannot_be_opened_says_so),
        cmocka_unit_test(ig_21_a_probable_match_shows_agency_and_contact_only),
        cmocka_unit_test(ig_26_tells_nothing_from_no_answer_and_from_out_of_date),
        cmocka_unit_test(ig_15_a_protected_record_is_held_back_until_it_is_acknowledged),
        cmocka_unit_test(ig_03_protected_and_absent_are_one_to_every_other_purpose),
        cmocka_unit_test(the_comparison_sees_a_protected_record_that_is_held_back),
        cmocka_unit_test(ig_26_a_member_can_be_involved_and_out_of_date),
        cmocka_unit_test(r_06_a_suspended_member_answers_nothing),
    };

    return cmocka_run_group_tests_name("findings", tests, NULL, NULL);
}
