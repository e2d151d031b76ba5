#include "governance/audit/ledger_entry.h"

#include <string.h>

#include "governance/audit/ledger_entry_internal.h"
#include "node/crypto/hash.h"

/* What a kind records for the Data Protection Act 2018 s.62(1), and what it must carry. */
static const struct {
    const char *name;
    const char *operations;
    unsigned int carries;
} kinds[DOLEN_LEDGER_KINDS] = {
    [DOLEN_LEDGER_NONE] = {"?", "", DOLEN_CARRIES_NOTHING},
    [DOLEN_LEDGER_QUERY] = {"query", "consultation,disclosure,combination", DOLEN_CARRIES_DISCLOSURES},
    [DOLEN_LEDGER_REFUSAL] = {"refusal", "consultation", DOLEN_CARRIES_NOTHING},
    [DOLEN_LEDGER_DELTA] = {"delta", "collection,alteration", DOLEN_CARRIES_DELTA},
    [DOLEN_LEDGER_DELTA_REFUSAL] = {"delta-refusal", "", DOLEN_CARRIES_DELTA},
    [DOLEN_LEDGER_RULES] = {"rules", "", DOLEN_CARRIES_NOTHING},
    [DOLEN_LEDGER_LOG_READING] = {"log-reading", "", DOLEN_CARRIES_RANGE},
    [DOLEN_LEDGER_ERASURE] = {"erasure", "erasure", DOLEN_CARRIES_RANGE},
    [DOLEN_LEDGER_VIEW] = {"view", "consultation", DOLEN_CARRIES_NOTHING},
    [DOLEN_LEDGER_MEMBER] = {"member", "", DOLEN_CARRIES_NOTHING},
    [DOLEN_LEDGER_EPOCH] = {"epoch", "", DOLEN_CARRIES_NOTHING},
    [DOLEN_LEDGER_SUBJECT] = {"subject", "consultation,alteration,erasure", DOLEN_CARRIES_RANGE},
    [DOLEN_LEDGER_STATISTICS] = {"statistics", "combination,disclosure", DOLEN_CARRIES_RANGE},
    [DOLEN_LEDGER_ALERT] = {"alert", "disclosure,combination", DOLEN_CARRIES_DISCLOSURES | DOLEN_CARRIES_RANGE},
};

static bool is_kind(unsigned int number)
{
    return number > DOLEN_LEDGER_NONE && number < DOLEN_LEDGER_KINDS;
}

const char *dolen_ledger_kind_name(dolen_ledger_kind kind)
{
    return is_kind(kind) ? kinds[kind].name : "?";
}

const char *dolen_ledger_kind_operations(dolen_ledger_kind kind)
{
    return is_kind(kind) ? kinds[kind].operations : "";
}

bool dolen_ledger_kind_carries(dolen_ledger_kind kind, unsigned int what)
{
    return is_kind(kind) && (kinds[kind].carries & what) != 0;
}

static bool is_zero(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++)
        if (at[i])
            return false;
    return true;
}

dolen_status dolen_ledger_entry_check_disclosure(const dolen_ledger_disclosure *one, dolen_err *err)
{
    if (dolen_code_is_empty(one->member) || one->level < DOLEN_LEVEL_L0 || one->level > DOLEN_LEVEL_L3)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a disclosure needs a member and a level");
    if (one->band != DOLEN_BAND_PROBABLE && one->band != DOLEN_BAND_CONFIRMED)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a disclosure rests on a probable or confirmed match (IG-21)");
    return DOLEN_OK;
}

static dolen_status check_disclosures(const dolen_ledger_entry *entry, dolen_err *err)
{
    if (entry->disclosure_count > DOLEN_ANSWER_MEMBERS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an entry has too many disclosures");
    for (size_t i = 0; i < entry->disclosure_count; i++) {
        const dolen_ledger_disclosure *one = &entry->disclosures[i];
        DOLEN_TRY(dolen_ledger_entry_check_disclosure(one, err));
        if (one->opened && !entry->acknowledged)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a protected record is opened by acknowledgement only (IG-15)");
        if (i && strcmp(entry->disclosures[i - 1].member.text, one->member.text) >= 0)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "disclosures are in the order of their members, each once");
    }
    return DOLEN_OK;
}

static dolen_status check_required(const dolen_ledger_entry *entry, dolen_err *err)
{
    const bool has_member = !dolen_code_is_empty(entry->member);

    if (entry->kind == DOLEN_LEDGER_QUERY &&
        (!has_member || dolen_code_is_empty(entry->role) || dolen_code_is_empty(entry->purpose) ||
         is_zero(&entry->request_id, sizeof entry->request_id)))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a query's entry needs member, role, purpose and request (IG-08)");
    if (entry->kind == DOLEN_LEDGER_REFUSAL && dolen_code_is_empty(entry->outcome))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a refusal's entry needs its reason (IG-35)");
    if (entry->kind == DOLEN_LEDGER_DELTA && (!has_member || entry->delta.sequence == 0))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a delta's entry needs its member and sequence");
    if (entry->kind == DOLEN_LEDGER_LOG_READING && dolen_code_is_empty(entry->reason))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "reading the log needs a ground (IG-09)");
    if (entry->kind == DOLEN_LEDGER_SUBJECT &&
        (!has_member || dolen_code_is_empty(entry->outcome) || is_zero(&entry->request_id, sizeof entry->request_id)))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a subject's right needs member, request and what was done (IG-28)");
    if (entry->kind == DOLEN_LEDGER_ALERT &&
        (!has_member || dolen_code_is_empty(entry->role) || dolen_code_is_empty(entry->purpose) ||
         entry->disclosure_count != 1 || entry->range.count == 0))
        return DOLEN_FAIL(err, DOLEN_E_INPUT,
                          "an alert's entry needs member, role, purpose, whose flags, how many (IG-32)");
    if (entry->kind == DOLEN_LEDGER_VIEW && is_zero(&entry->request_id, sizeof entry->request_id))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a view's entry needs the request it belongs to (IG-11)");
    return DOLEN_OK;
}

static dolen_status check_others_empty(const dolen_ledger_entry *entry, dolen_err *err)
{
    if (!dolen_ledger_kind_carries(entry->kind, DOLEN_CARRIES_DISCLOSURES) && entry->disclosure_count)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this kind of entry has no disclosures");
    if (!dolen_ledger_kind_carries(entry->kind, DOLEN_CARRIES_DELTA) && !is_zero(&entry->delta, sizeof entry->delta))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this kind of entry has no delta");
    if (!dolen_ledger_kind_carries(entry->kind, DOLEN_CARRIES_RANGE) && !is_zero(&entry->range, sizeof entry->range))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this kind of entry has no range");
    return DOLEN_OK;
}

static bool is_printable(const char *text)
{
    for (; *text; text++)
        if (*text < 0x21 || *text > 0x7e)
            return false;
    return true;
}

dolen_status dolen_ledger_entry_check_shared(const dolen_ledger_entry *entry, dolen_err *err)
{
    if (!is_kind(entry->kind))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "unknown kind of entry");
    if (entry->time <= 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an entry needs a time");
    if (!memchr(entry->rules_version, 0, sizeof entry->rules_version) || !is_printable(entry->rules_version))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the rules' version is out of bounds");
    return DOLEN_OK;
}

dolen_status dolen_ledger_entry_check(const dolen_ledger_entry *entry, dolen_err *err)
{
    DOLEN_TRY(dolen_ledger_entry_check_shared(entry, err));
    if (entry->subject > DOLEN_SUBJECT_ADDRESS || entry->requested_level > DOLEN_LEVEL_L3 ||
        entry->granted_level > DOLEN_LEVEL_L3)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a subject or level is out of bounds");
    DOLEN_TRY(check_disclosures(entry, err));
    DOLEN_TRY(check_required(entry, err));
    return check_others_empty(entry, err);
}

dolen_digest dolen_ledger_entry_withheld(const uint8_t salt[DOLEN_SALT_SIZE], dolen_bytes list)
{
    dolen_hash hash = dolen_hash_start();

    dolen_hash_add(&hash, dolen_bytes_of_string("dolen withheld v1"));
    dolen_hash_add(&hash, dolen_bytes_of(salt, DOLEN_SALT_SIZE));
    dolen_hash_add(&hash, list);
    return dolen_hash_finish(&hash);
}

bool dolen_ledger_entry_concerns(const dolen_ledger_entry *entry, dolen_code member)
{
    if (dolen_code_is_empty(member))
        return false;
    if (dolen_code_same(entry->member, member))
        return true;
    for (size_t i = 0; i < entry->disclosure_count; i++)
        if (dolen_code_same(entry->disclosures[i].member, member))
            return true;
    return false;
}
