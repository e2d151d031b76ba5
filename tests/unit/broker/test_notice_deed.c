#include "node/broker/notice_deed.h"

#include "tests/support/dolen_test.h"
#include "tests/support/policy_facts.h"

/* Somebody of this role did this, on this ground. */
static dolen_ledger_notice notice_of(const char *action, const char *role, const char *ground)
{
    return (dolen_ledger_notice){.agency = dolen_code_of("NPT"),
                                 .staff = {{7}},
                                 .role = *role ? dolen_code_of(role) : (dolen_code){{0}},
                                 .action = dolen_code_of(action),
                                 .count = 3,
                                 .ground = *ground ? dolen_code_of(ground) : (dolen_code){{0}}};
}

static dolen_status weigh(const dolen_ledger_notice *notice, dolen_notice_deed *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();

    return dolen_notice_deed_of(rules, notice, out, err);
}

static void ig_09_a_reading_is_entered_with_its_ground(void **state)
{
    static const char *const actions[] = {"read-list",     "read-entry",   "read-export",
                                          "read-findings", "read-subject", "read-readings"};
    dolen_notice_deed deed;
    dolen_err err = {0};

    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        const dolen_ledger_notice notice = notice_of(actions[i], "data-protection-officer", "self-monitoring");
        assert_ok(weigh(&notice, &deed, &err));
        assert_int_equal(DOLEN_LEDGER_LOG_READING, deed.kind);
        assert_string_equal("self-monitoring", deed.reason.text);
    }
    const dolen_ledger_notice lead = notice_of("read-list", "governance-lead", "lawfulness");
    assert_ok(weigh(&lead, &deed, &err));
}

static void ig_09_a_reading_without_a_ground_is_refused(void **state)
{
    const dolen_ledger_notice none = notice_of("read-list", "data-protection-officer", "");
    const dolen_ledger_notice other = notice_of("read-list", "data-protection-officer", "curiosity");
    dolen_notice_deed deed;
    dolen_err err = {0};

    assert_fails(DOLEN_E_DENIED, weigh(&none, &deed, &err));
    assert_fails(DOLEN_E_DENIED, weigh(&other, &deed, &err));
    assert_int_equal(DOLEN_LEDGER_NONE, deed.kind);
}

static void ig_12_only_roles_that_audit_read(void **state)
{
    static const char *const others[] = {"practitioner", "supervisor", "duty-desk", "administrator", "nobody", ""};
    dolen_notice_deed deed;
    dolen_err err = {0};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const dolen_ledger_notice notice = notice_of("read-list", others[i], "lawfulness");
        assert_fails(DOLEN_E_DENIED, weigh(&notice, &deed, &err));
    }
}

static void a_reading_names_somebody_and_neither_case_nor_month(void **state)
{
    const dolen_ledger_notice right = notice_of("read-entry", "data-protection-officer", "integrity");
    dolen_ledger_notice wrong = right;
    dolen_notice_deed deed;
    dolen_err err = {0};

    assert_ok(weigh(&right, &deed, &err));
    wrong.staff = (dolen_staff){{0}};
    assert_fails(DOLEN_E_DENIED, weigh(&wrong, &deed, &err));
    wrong = right;
    wrong.month = 2026 * 12;
    assert_fails(DOLEN_E_DENIED, weigh(&wrong, &deed, &err));
    wrong = right;
    wrong.case_handle.bytes[0] = 1;
    assert_fails(DOLEN_E_DENIED, weigh(&wrong, &deed, &err));
}

static void a_ground_belongs_to_readings_alone(void **state)
{
    const dolen_ledger_notice erased = notice_of("searches", "", "lawfulness");
    const dolen_ledger_notice restricted = notice_of("restricted", "data-protection-officer", "lawfulness");
    dolen_notice_deed deed;
    dolen_err err = {0};

    assert_fails(DOLEN_E_DENIED, weigh(&erased, &deed, &err));
    assert_fails(DOLEN_E_DENIED, weigh(&restricted, &deed, &err));
}

static void ig_14_what_retention_erased_is_nobodys(void **state)
{
    static const char *const erased[] = {"searches", "reviews", "findings",    "owner-notices", "alerts",
                                         "readings", "alarms",  "comparisons", "receipts"};
    dolen_notice_deed deed;
    dolen_err err = {0};

    for (size_t i = 0; i < sizeof erased / sizeof *erased; i++) {
        const dolen_ledger_notice right = notice_of(erased[i], "", "");
        const dolen_ledger_notice officers = notice_of(erased[i], "data-protection-officer", "");
        assert_ok(weigh(&right, &deed, &err));
        assert_int_equal(DOLEN_LEDGER_ERASURE, deed.kind);
        assert_string_equal("IG-14", deed.reason.text);
        assert_fails(DOLEN_E_DENIED, weigh(&officers, &deed, &err));
    }
}

static void ig_27_what_was_done_for_a_person_is_the_officers(void **state)
{
    const dolen_ledger_notice officers = notice_of("restricted", "data-protection-officer", "");
    const dolen_ledger_notice practitioners = notice_of("restricted", "practitioner", "");
    const dolen_ledger_notice unknown = notice_of("invented", "data-protection-officer", "");
    dolen_notice_deed deed;
    dolen_err err = {0};

    assert_ok(weigh(&officers, &deed, &err));
    assert_int_equal(DOLEN_LEDGER_SUBJECT, deed.kind);
    assert_fails(DOLEN_E_DENIED, weigh(&practitioners, &deed, &err));
    assert_fails(DOLEN_E_DENIED, weigh(&unknown, &deed, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_09_a_reading_is_entered_with_its_ground),
        cmocka_unit_test(ig_09_a_reading_without_a_ground_is_refused),
        cmocka_unit_test(ig_12_only_roles_that_audit_read),
        cmocka_unit_test(a_reading_names_somebody_and_neither_case_nor_month),
        cmocka_unit_test(a_ground_belongs_to_readings_alone),
        cmocka_unit_test(ig_14_what_retention_erased_is_nobodys),
        cmocka_unit_test(ig_27_what_was_done_for_a_person_is_the_officers),
    };

    return cmocka_run_group_tests_name("notice deed", tests, NULL, NULL);
}
