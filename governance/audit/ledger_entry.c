#include "governance/audit/ledger_entry.h"

#include <string.h>

#include "node/base/cursor.h"
#include "node/crypto/hash.h"

enum { VERSION = 1 };

/* What a kind records for the Data Protection Act 2018 s.62(1), and what it must carry. */
static const struct {
    const char *name;
    const char *operations;
    bool has_disclosures;
    bool has_delta;
    bool has_range;
} kinds[DOLEN_LEDGER_KINDS] = {
    [DOLEN_LEDGER_NONE] = {"?", "", false, false, false},
    [DOLEN_LEDGER_QUERY] = {"query", "consultation,disclosure,combination", true, false, false},
    [DOLEN_LEDGER_REFUSAL] = {"refusal", "consultation", false, false, false},
    [DOLEN_LEDGER_DELTA] = {"delta", "collection,alteration", false, true, false},
    [DOLEN_LEDGER_DELTA_REFUSAL] = {"delta-refusal", "", false, true, false},
    [DOLEN_LEDGER_RULES] = {"rules", "", false, false, false},
    [DOLEN_LEDGER_LOG_READING] = {"log-reading", "", false, false, true},
    [DOLEN_LEDGER_ERASURE] = {"erasure", "erasure", false, false, true},
    [DOLEN_LEDGER_VIEW] = {"view", "consultation", false, false, false},
    [DOLEN_LEDGER_MEMBER] = {"member", "", false, false, false},
    [DOLEN_LEDGER_EPOCH] = {"epoch", "", false, false, false},
    [DOLEN_LEDGER_SUBJECT] = {"subject", "consultation,alteration,erasure", false, false, true},
    [DOLEN_LEDGER_STATISTICS] = {"statistics", "combination,disclosure", false, false, true},
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

static bool is_zero(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++)
        if (at[i])
            return false;
    return true;
}

static dolen_status check_disclosures(const dolen_ledger_entry *entry, dolen_err *err)
{
    if (entry->disclosure_count > DOLEN_ANSWER_MEMBERS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an entry has too many disclosures");
    for (size_t i = 0; i < entry->disclosure_count; i++) {
        const dolen_ledger_disclosure *one = &entry->disclosures[i];
        if (dolen_code_is_empty(one->member) || one->level < DOLEN_LEVEL_L0 || one->level > DOLEN_LEVEL_L3)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a disclosure needs a member and a level");
        if (one->band != DOLEN_BAND_PROBABLE && one->band != DOLEN_BAND_CONFIRMED)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a disclosure rests on a probable or confirmed match (IG-21)");
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
    if (entry->kind == DOLEN_LEDGER_VIEW && is_zero(&entry->request_id, sizeof entry->request_id))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a view's entry needs the request it belongs to (IG-11)");
    return DOLEN_OK;
}

static dolen_status check_others_empty(const dolen_ledger_entry *entry, dolen_err *err)
{
    if (!kinds[entry->kind].has_disclosures && entry->disclosure_count)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this kind of entry has no disclosures");
    if (!kinds[entry->kind].has_delta && !is_zero(&entry->delta, sizeof entry->delta))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this kind of entry has no delta");
    if (!kinds[entry->kind].has_range && !is_zero(&entry->range, sizeof entry->range))
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

dolen_status dolen_ledger_entry_check(const dolen_ledger_entry *entry, dolen_err *err)
{
    if (!is_kind(entry->kind))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "unknown kind of entry");
    if (entry->time <= 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an entry needs a time");
    if (entry->subject > DOLEN_SUBJECT_ADDRESS || entry->requested_level > DOLEN_LEVEL_L3 ||
        entry->granted_level > DOLEN_LEVEL_L3)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a subject or level is out of bounds");
    if (!memchr(entry->rules_version, 0, sizeof entry->rules_version) || !is_printable(entry->rules_version))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the rules' version is out of bounds");
    DOLEN_TRY(check_disclosures(entry, err));
    DOLEN_TRY(check_required(entry, err));
    return check_others_empty(entry, err);
}

static void write_text(dolen_writer *writer, const char *text)
{
    dolen_writer_u8(writer, (uint8_t)strlen(text));
    dolen_writer_add(writer, dolen_bytes_of_string(text));
}

static void write_digest(dolen_writer *writer, const dolen_digest *digest)
{
    dolen_writer_add(writer, dolen_bytes_of(digest->bytes, sizeof digest->bytes));
}

static void write_common(dolen_writer *writer, const dolen_ledger_entry *entry)
{
    dolen_writer_u8(writer, VERSION);
    dolen_writer_u8(writer, (uint8_t)entry->kind);
    dolen_writer_u64(writer, (uint64_t)entry->time);
    write_text(writer, entry->member.text);
    dolen_writer_add(writer, dolen_bytes_of(entry->staff.bytes, sizeof entry->staff.bytes));
    write_text(writer, entry->role.text);
    write_text(writer, entry->purpose.text);
    write_text(writer, entry->channel.text);
    write_digest(writer, &entry->case_handle);
    dolen_writer_add(writer, dolen_bytes_of(entry->request_id.bytes, sizeof entry->request_id.bytes));
    dolen_writer_u8(writer, (uint8_t)entry->subject);
    dolen_writer_u8(writer, (uint8_t)entry->requested_level);
    dolen_writer_u8(writer, (uint8_t)entry->granted_level);
    dolen_writer_u8(writer, entry->urgent);
    write_text(writer, entry->reason.text);
    write_text(writer, entry->outcome.text);
    write_text(writer, entry->rules_version);
    write_digest(writer, &entry->rules_digest);
    dolen_writer_u32(writer, entry->epoch);
    write_digest(writer, &entry->withheld);
}

static void write_particular(dolen_writer *writer, const dolen_ledger_entry *entry)
{
    if (kinds[entry->kind].has_disclosures)
        dolen_writer_u8(writer, (uint8_t)entry->disclosure_count);
    for (size_t i = 0; i < entry->disclosure_count; i++) {
        write_text(writer, entry->disclosures[i].member.text);
        dolen_writer_u8(writer, (uint8_t)entry->disclosures[i].level);
        dolen_writer_u8(writer, (uint8_t)entry->disclosures[i].band);
    }
    if (kinds[entry->kind].has_delta) {
        dolen_writer_u64(writer, entry->delta.sequence);
        dolen_writer_u64(writer, entry->delta.put_count);
        dolen_writer_u64(writer, entry->delta.withdraw_count);
        write_digest(writer, &entry->delta.digest);
        write_digest(writer, &entry->delta.set_digest);
    }
    if (kinds[entry->kind].has_range) {
        dolen_writer_u64(writer, entry->range.first);
        dolen_writer_u64(writer, entry->range.count);
    }
}

dolen_status dolen_ledger_entry_write(dolen_arena *arena, const dolen_ledger_entry *entry, dolen_bytes *out,
                                      dolen_err *err)
{
    uint8_t bytes[DOLEN_LEDGER_ENTRY_SIZE];
    dolen_writer writer = dolen_writer_of(bytes, sizeof bytes);
    uint8_t *copy = NULL;

    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(dolen_ledger_entry_check(entry, err));
    write_common(&writer, entry);
    write_particular(&writer, entry);
    DOLEN_MUST(!writer.failed);
    DOLEN_TRY(dolen_arena_take(arena, writer.used, 1, (void *)&copy, err));
    memcpy(copy, bytes, writer.used);
    *out = dolen_bytes_of(copy, writer.used);
    return DOLEN_OK;
}

/* Sets `failed` for anything but a code or nothing. */
static void read_code(dolen_reader *reader, dolen_code *out)
{
    const size_t size = dolen_reader_u8(reader);
    const dolen_bytes text = dolen_reader_take(reader, size);

    if (text.size && dolen_code_read((const char *)text.at, text.size, out, NULL) != DOLEN_OK)
        reader->failed = true;
}

static void read_version(dolen_reader *reader, char out[DOLEN_LEDGER_RULES_TEXT])
{
    const size_t size = dolen_reader_u8(reader);
    const dolen_bytes text = dolen_reader_take(reader, size);

    if (text.size >= DOLEN_LEDGER_RULES_TEXT || (text.size && memchr(text.at, 0, text.size)))
        reader->failed = true;
    else if (text.size)
        memcpy(out, text.at, text.size);
}

static void read_fixed(dolen_reader *reader, void *out, size_t size)
{
    const dolen_bytes bytes = dolen_reader_take(reader, size);

    if (bytes.size)
        memcpy(out, bytes.at, bytes.size);
}

/* Below `limit`, or failed and 0. */
static uint8_t read_number(dolen_reader *reader, uint8_t limit)
{
    const uint8_t number = dolen_reader_u8(reader);

    if (number < limit)
        return number;
    reader->failed = true;
    return 0;
}

static void read_common(dolen_reader *reader, dolen_ledger_entry *out)
{
    if (dolen_reader_u8(reader) != VERSION)
        reader->failed = true;
    out->kind = (dolen_ledger_kind)read_number(reader, DOLEN_LEDGER_KINDS);
    out->time = (int64_t)dolen_reader_u64(reader);
    read_code(reader, &out->member);
    read_fixed(reader, out->staff.bytes, sizeof out->staff.bytes);
    read_code(reader, &out->role);
    read_code(reader, &out->purpose);
    read_code(reader, &out->channel);
    read_fixed(reader, out->case_handle.bytes, sizeof out->case_handle.bytes);
    read_fixed(reader, out->request_id.bytes, sizeof out->request_id.bytes);
    out->subject = (dolen_subject)read_number(reader, DOLEN_SUBJECT_ADDRESS + 1);
    out->requested_level = (dolen_level)read_number(reader, DOLEN_LEVEL_L3 + 1);
    out->granted_level = (dolen_level)read_number(reader, DOLEN_LEVEL_L3 + 1);
    out->urgent = read_number(reader, 2) == 1;
    read_code(reader, &out->reason);
    read_code(reader, &out->outcome);
    read_version(reader, out->rules_version);
    read_fixed(reader, out->rules_digest.bytes, sizeof out->rules_digest.bytes);
    out->epoch = dolen_reader_u32(reader);
    read_fixed(reader, out->withheld.bytes, sizeof out->withheld.bytes);
}

static dolen_status read_disclosures(dolen_arena *arena, dolen_reader *reader, dolen_ledger_entry *out, dolen_err *err)
{
    const size_t count = read_number(reader, DOLEN_ANSWER_MEMBERS + 1);
    dolen_ledger_disclosure *list = NULL;

    if (count == 0)
        return DOLEN_OK;
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < count; i++) {
        read_code(reader, &list[i].member);
        list[i].level = (dolen_level)read_number(reader, DOLEN_LEVEL_L3 + 1);
        list[i].band = (dolen_band)read_number(reader, DOLEN_BAND_CONFIRMED + 1);
    }
    out->disclosures = list;
    out->disclosure_count = count;
    return DOLEN_OK;
}

static void read_delta(dolen_reader *reader, dolen_ledger_entry *out)
{
    out->delta.sequence = dolen_reader_u64(reader);
    out->delta.put_count = dolen_reader_u64(reader);
    out->delta.withdraw_count = dolen_reader_u64(reader);
    read_fixed(reader, out->delta.digest.bytes, sizeof out->delta.digest.bytes);
    read_fixed(reader, out->delta.set_digest.bytes, sizeof out->delta.set_digest.bytes);
}

dolen_status dolen_ledger_entry_read(dolen_arena *arena, dolen_bytes bytes, dolen_ledger_entry *out, dolen_err *err)
{
    dolen_reader reader = dolen_reader_of(bytes);
    dolen_ledger_entry entry = {0};

    *out = (dolen_ledger_entry){0};
    if (bytes.size > DOLEN_LEDGER_ENTRY_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the entry is too long");
    read_common(&reader, &entry);
    if (kinds[entry.kind].has_disclosures)
        DOLEN_TRY(read_disclosures(arena, &reader, &entry, err));
    if (kinds[entry.kind].has_delta)
        read_delta(&reader, &entry);
    if (kinds[entry.kind].has_range) {
        entry.range.first = dolen_reader_u64(&reader);
        entry.range.count = dolen_reader_u64(&reader);
    }
    if (!dolen_reader_is_done(&reader))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the entry is malformed");
    DOLEN_TRY(dolen_ledger_entry_check(&entry, err));
    *out = entry;
    return DOLEN_OK;
}

static dolen_digest commit(const char *label, const uint8_t salt[DOLEN_SALT_SIZE], dolen_bytes bytes)
{
    dolen_hash hash = dolen_hash_start();

    dolen_hash_add(&hash, dolen_bytes_of_string(label));
    dolen_hash_add(&hash, dolen_bytes_of(salt, DOLEN_SALT_SIZE));
    dolen_hash_add(&hash, bytes);
    return dolen_hash_finish(&hash);
}

dolen_digest dolen_ledger_entry_commit(const uint8_t salt[DOLEN_SALT_SIZE], dolen_bytes entry)
{
    return commit("dolen ledger v1", salt, entry);
}

dolen_digest dolen_ledger_entry_withheld(const uint8_t salt[DOLEN_SALT_SIZE], dolen_bytes list)
{
    return commit("dolen withheld v1", salt, list);
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
