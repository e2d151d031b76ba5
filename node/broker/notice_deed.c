#include "node/broker/notice_deed.h"

#include <string.h>

#include "governance/audit/ledger_ground.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"

static const struct {
    const char *action;
    dolen_ledger_kind kind;
} deeds[] = {
    {"restricted", DOLEN_LEDGER_SUBJECT},       {"lifted", DOLEN_LEDGER_SUBJECT},
    {"erased", DOLEN_LEDGER_SUBJECT},           {"disputed", DOLEN_LEDGER_SUBJECT},
    {"resolved", DOLEN_LEDGER_SUBJECT},         {"searches", DOLEN_LEDGER_ERASURE},
    {"findings", DOLEN_LEDGER_ERASURE},         {"reviews", DOLEN_LEDGER_ERASURE},
    {"owner-notices", DOLEN_LEDGER_ERASURE},    {"alerts", DOLEN_LEDGER_ERASURE},
    {"readings", DOLEN_LEDGER_ERASURE},         {"alarms", DOLEN_LEDGER_ERASURE},
    {"comparisons", DOLEN_LEDGER_ERASURE},      {"receipts", DOLEN_LEDGER_ERASURE},
    {"read-list", DOLEN_LEDGER_LOG_READING},    {"read-entry", DOLEN_LEDGER_LOG_READING},
    {"read-export", DOLEN_LEDGER_LOG_READING},  {"read-findings", DOLEN_LEDGER_LOG_READING},
    {"read-subject", DOLEN_LEDGER_LOG_READING}, {"read-readings", DOLEN_LEDGER_LOG_READING},
};

static dolen_ledger_kind kind_of(dolen_code action)
{
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (dolen_text_same(deeds[i].action, action.text))
            return deeds[i].kind;
    return DOLEN_LEDGER_NONE;
}

static bool names_somebody(const dolen_ledger_notice *notice)
{
    static const dolen_staff nobody;

    return memcmp(&notice->staff, &nobody, sizeof nobody) != 0;
}

static bool is_for_a_person(const dolen_rules *rules, const dolen_ledger_notice *notice)
{
    const dolen_purpose *purpose = dolen_rules_find_purpose(rules, dolen_code_of("SUBJECT"));

    return names_somebody(notice) && purpose && dolen_code_list_has(purpose->roles, notice->role) &&
           dolen_code_is_empty(notice->ground);
}

static bool is_reading(const dolen_rules *rules, const dolen_ledger_notice *notice)
{
    const dolen_role *role = dolen_rules_find_role(rules, notice->role);
    static const dolen_digest none;

    return names_somebody(notice) && role && role->may_audit && dolen_ledger_ground_is_known(notice->ground) &&
           notice->month == 0 && dolen_digest_same(notice->case_handle, none);
}

dolen_status dolen_notice_deed_of(const dolen_rules *rules, const dolen_ledger_notice *notice, dolen_notice_deed *out,
                                  dolen_err *err)
{
    const dolen_ledger_kind kind = kind_of(notice->action);

    *out = (dolen_notice_deed){.kind = DOLEN_LEDGER_NONE};
    if (kind == DOLEN_LEDGER_SUBJECT && is_for_a_person(rules, notice))
        *out = (dolen_notice_deed){kind, dolen_code_of("subject-rights")};
    if (kind == DOLEN_LEDGER_ERASURE && dolen_code_is_empty(notice->role) && dolen_code_is_empty(notice->ground))
        *out = (dolen_notice_deed){kind, dolen_code_of("IG-14")};
    if (kind == DOLEN_LEDGER_LOG_READING && is_reading(rules, notice))
        *out = (dolen_notice_deed){kind, notice->ground};
    return out->kind != DOLEN_LEDGER_NONE
               ? DOLEN_OK
               : DOLEN_FAIL(err, DOLEN_E_DENIED, "nobody of this role may do what the notice says");
}
