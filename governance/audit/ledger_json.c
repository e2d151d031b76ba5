#include "governance/audit/ledger_json.h"

#include <jansson.h>
#include <string.h>

static void set(json_t *object, const char *key, json_t *value)
{
    DOLEN_MUST(json_object_set_new(object, key, value) == 0);
}

static void set_text(json_t *object, const char *key, const char *text)
{
    if (*text)
        set(object, key, json_string(text));
}

static void set_hex(json_t *object, const char *key, const void *bytes, size_t size)
{
    static const uint8_t zero[DOLEN_DIGEST_SIZE];
    char hex[2 * DOLEN_DIGEST_SIZE + 1];

    if (memcmp(bytes, zero, size) == 0)
        return;
    dolen_bytes_to_hex(dolen_bytes_of(bytes, size), hex);
    set(object, key, json_string(hex));
}

static void set_number(json_t *object, const char *key, uint64_t number)
{
    set(object, key, json_integer((json_int_t)number));
}

static char *finish(json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);

    json_decref(object);
    DOLEN_MUST(text);
    return text;
}

static json_t *disclosures(const dolen_ledger_entry *entry)
{
    json_t *list = json_array();

    for (size_t i = 0; i < entry->disclosure_count; i++) {
        json_t *one = json_object();
        set_text(one, "member", entry->disclosures[i].member.text);
        set_text(one, "level", dolen_level_name(entry->disclosures[i].level));
        set_text(one, "match", entry->disclosures[i].band == DOLEN_BAND_CONFIRMED ? "confirmed" : "probable");
        if (entry->disclosures[i].opened)
            set(one, "protection_overridden", json_true());
        DOLEN_MUST(json_array_append_new(list, one) == 0);
    }
    return list;
}

static void set_who_and_why(json_t *object, const dolen_ledger_entry *entry)
{
    char uuid[DOLEN_UUID_TEXT];

    set_text(object, "member", entry->member.text);
    set_hex(object, "staff", entry->staff.bytes, sizeof entry->staff.bytes);
    set_text(object, "role", entry->role.text);
    set_text(object, "purpose", entry->purpose.text);
    set_text(object, "channel", entry->channel.text);
    set_hex(object, "case", entry->case_handle.bytes, sizeof entry->case_handle.bytes);
    dolen_uuid_write(entry->request_id, uuid);
    if (!dolen_uuid_same(entry->request_id, (dolen_uuid){0}))
        set_text(object, "request_id", uuid);
    if (entry->subject != DOLEN_SUBJECT_NONE)
        set_text(object, "subject", entry->subject == DOLEN_SUBJECT_PERSON ? "person" : "address");
    if (entry->urgent)
        set(object, "urgent", json_true());
    if (entry->acknowledged)
        set(object, "override_protection", json_true());
    set_text(object, "reason", entry->reason.text);
    set_text(object, "outcome", entry->outcome.text);
}

static void set_erasure(json_t *object, const dolen_ledger_entry *entry)
{
    char month[DOLEN_MONTH_TEXT];

    if (entry->range.first > 0 && entry->range.first <= INT16_MAX * 12) {
        dolen_month_write((dolen_month)entry->range.first, month);
        set_text(object, "month", month);
    }
    set_number(object, "count", entry->range.count);
}

static void set_particular(json_t *object, const dolen_ledger_entry *entry)
{
    if (entry->requested_level != DOLEN_LEVEL_NONE) {
        set_text(object, "requested_level", dolen_level_name(entry->requested_level));
        set_text(object, "granted_level", dolen_level_name(entry->granted_level));
    }
    if (entry->kind == DOLEN_LEDGER_QUERY || entry->kind == DOLEN_LEDGER_ALERT)
        set(object, "disclosed", disclosures(entry));
    if (entry->kind == DOLEN_LEDGER_DELTA || entry->kind == DOLEN_LEDGER_DELTA_REFUSAL) {
        set_number(object, "sequence", entry->delta.sequence);
        set_number(object, "put", entry->delta.put_count);
        set_number(object, "withdrawn", entry->delta.withdraw_count);
        set_hex(object, "digest", entry->delta.digest.bytes, sizeof entry->delta.digest.bytes);
        set_hex(object, "set_digest", entry->delta.set_digest.bytes, sizeof entry->delta.set_digest.bytes);
    }
    if (entry->kind == DOLEN_LEDGER_LOG_READING || entry->kind == DOLEN_LEDGER_SUBJECT ||
        entry->kind == DOLEN_LEDGER_STATISTICS || (entry->kind == DOLEN_LEDGER_ALERT && entry->range.count)) {
        set_number(object, "first", entry->range.first);
        set_number(object, "count", entry->range.count);
    }
    if (entry->kind == DOLEN_LEDGER_ERASURE)
        set_erasure(object, entry);
}

static json_t *object_of(const dolen_ledger_entry *entry)
{
    json_t *object = json_object();
    char time[DOLEN_INSTANT_TEXT];

    dolen_instant_write(entry->time, time);
    set_text(object, "kind", dolen_ledger_kind_name(entry->kind));
    set_text(object, "operations", dolen_ledger_kind_operations(entry->kind));
    set_text(object, "time", time);
    set_who_and_why(object, entry);
    set_particular(object, entry);
    set_text(object, "rules", entry->rules_version);
    set_hex(object, "rules_digest", entry->rules_digest.bytes, sizeof entry->rules_digest.bytes);
    if (entry->epoch)
        set_number(object, "epoch", entry->epoch);
    set_hex(object, "withheld", entry->withheld.bytes, sizeof entry->withheld.bytes);
    return object;
}

char *dolen_ledger_json_entry(const dolen_ledger_entry *entry)
{
    return finish(object_of(entry));
}

char *dolen_ledger_json_opening(const dolen_ledger_opening *opening)
{
    json_t *object = object_of(&opening->entry);

    set_text(object, "shown", opening->form == DOLEN_LEDGER_WHOLE ? "whole" : "disclosure");
    return finish(object);
}

static json_t *problems(const dolen_verify_report *report)
{
    json_t *list = json_array();

    for (size_t i = 0; i < report->problem_count && i < DOLEN_VERIFY_PROBLEMS; i++) {
        const dolen_verify_problem *problem = &report->problems[i];
        json_t *one = json_object();
        set(one, "index",
            problem->index == DOLEN_VERIFY_WHOLE ? json_null() : json_integer((json_int_t)problem->index));
        set(one, "what", json_string(problem->what));
        set(one, "advice", json_string(problem->advice));
        DOLEN_MUST(json_array_append_new(list, one) == 0);
    }
    return list;
}

char *dolen_ledger_json_report(const dolen_verify_report *report)
{
    json_t *object = json_object();
    json_t *witnesses = json_object();
    char root[2 * DOLEN_DIGEST_SIZE + 1];

    dolen_bytes_to_hex(dolen_bytes_of(report->root.bytes, sizeof report->root.bytes), root);
    set_number(witnesses, "needed", report->witnesses_needed);
    set_number(witnesses, "present", report->witnesses_present);
    set(object, "origin", json_string(report->origin));
    set_number(object, "size", report->size);
    set(object, "root", json_string(root));
    set_number(object, "entries_checked", report->entries_checked);
    set_number(object, "entries_opened", report->entries_opened);
    set(object, "witnesses", witnesses);
    set(object, "ok", json_boolean(report->ok));
    set(object, "problems", problems(report));
    set_number(object, "problem_count", report->problem_count);
    return finish(object);
}
