#include <string.h>

#include "governance/audit/ledger_entry_internal.h"
#include "node/base/cursor.h"

enum { VERSION = 1, PART_SIZE = 512, DISCLOSURE_SIZE = DOLEN_CODE_SIZE + 4 };

static void write_text(dolen_writer *writer, const char *text)
{
    dolen_writer_u8(writer, (uint8_t)strlen(text));
    dolen_writer_add(writer, dolen_bytes_of_string(text));
}

static void write_digest(dolen_writer *writer, const dolen_digest *digest)
{
    dolen_writer_add(writer, dolen_bytes_of(digest->bytes, sizeof digest->bytes));
}

static void write_shared(dolen_writer *writer, const dolen_ledger_entry *entry)
{
    dolen_writer_u8(writer, VERSION);
    dolen_writer_u8(writer, (uint8_t)entry->kind);
    dolen_writer_u64(writer, (uint64_t)entry->time);
    dolen_writer_u8(writer, entry->urgent);
    write_text(writer, entry->rules_version);
    write_digest(writer, &entry->rules_digest);
    dolen_writer_u32(writer, entry->epoch);
}

static void write_who(dolen_writer *writer, const dolen_ledger_entry *entry)
{
    write_text(writer, entry->member.text);
    write_text(writer, entry->purpose.text);
}

static void write_particular(dolen_writer *writer, const dolen_ledger_entry *entry)
{
    if (dolen_ledger_kind_carries(entry->kind, DOLEN_CARRIES_DELTA)) {
        dolen_writer_u64(writer, entry->delta.sequence);
        dolen_writer_u64(writer, entry->delta.put_count);
        dolen_writer_u64(writer, entry->delta.withdraw_count);
        write_digest(writer, &entry->delta.digest);
        write_digest(writer, &entry->delta.set_digest);
    }
    if (dolen_ledger_kind_carries(entry->kind, DOLEN_CARRIES_RANGE)) {
        dolen_writer_u64(writer, entry->range.first);
        dolen_writer_u64(writer, entry->range.count);
    }
}

static void write_own(dolen_writer *writer, const dolen_ledger_entry *entry)
{
    dolen_writer_add(writer, dolen_bytes_of(entry->staff.bytes, sizeof entry->staff.bytes));
    write_text(writer, entry->role.text);
    write_text(writer, entry->channel.text);
    write_digest(writer, &entry->case_handle);
    dolen_writer_add(writer, dolen_bytes_of(entry->request_id.bytes, sizeof entry->request_id.bytes));
    dolen_writer_u8(writer, (uint8_t)entry->subject);
    dolen_writer_u8(writer, (uint8_t)entry->requested_level);
    dolen_writer_u8(writer, (uint8_t)entry->granted_level);
    dolen_writer_u8(writer, entry->acknowledged);
    write_text(writer, entry->reason.text);
    write_text(writer, entry->outcome.text);
    write_digest(writer, &entry->withheld);
    write_particular(writer, entry);
}

static void write_disclosure(dolen_writer *writer, const dolen_ledger_disclosure *one)
{
    uint8_t bytes[DISCLOSURE_SIZE];
    dolen_writer part = dolen_writer_of(bytes, sizeof bytes);

    write_text(&part, one->member.text);
    dolen_writer_u8(&part, (uint8_t)one->level);
    dolen_writer_u8(&part, (uint8_t)one->band);
    dolen_writer_u8(&part, one->opened);
    DOLEN_MUST(!part.failed);
    dolen_writer_block16(writer, dolen_writer_bytes(&part));
}

dolen_status dolen_ledger_entry_write(dolen_arena *arena, const dolen_ledger_entry *entry, dolen_bytes *out,
                                      dolen_err *err)
{
    static void (*const parts[DOLEN_LEDGER_PARTS])(dolen_writer *, const dolen_ledger_entry *) = {
        [DOLEN_LEDGER_PART_SHARED] = write_shared,
        [DOLEN_LEDGER_PART_WHO] = write_who,
        [DOLEN_LEDGER_PART_OWN] = write_own,
    };
    uint8_t bytes[DOLEN_LEDGER_ENTRY_SIZE];
    dolen_writer writer = dolen_writer_of(bytes, sizeof bytes);
    uint8_t *copy = NULL;

    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(dolen_ledger_entry_check(entry, err));
    for (size_t i = 0; i < DOLEN_LEDGER_PARTS; i++) {
        uint8_t room[PART_SIZE];
        dolen_writer part = dolen_writer_of(room, sizeof room);
        parts[i](&part, entry);
        DOLEN_MUST(!part.failed);
        dolen_writer_block16(&writer, dolen_writer_bytes(&part));
    }
    for (size_t i = 0; i < entry->disclosure_count; i++)
        write_disclosure(&writer, &entry->disclosures[i]);
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

/* Did a part end where its fields end? */
static dolen_status finish(const dolen_reader *reader, dolen_err *err)
{
    return dolen_reader_is_done(reader) ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_INPUT, "the entry is malformed");
}

static dolen_status read_shared(dolen_bytes bytes, dolen_ledger_entry *out, dolen_err *err)
{
    dolen_reader reader = dolen_reader_of(bytes);

    if (dolen_reader_u8(&reader) != VERSION)
        reader.failed = true;
    out->kind = (dolen_ledger_kind)read_number(&reader, DOLEN_LEDGER_KINDS);
    out->time = (int64_t)dolen_reader_u64(&reader);
    out->urgent = read_number(&reader, 2) == 1;
    read_version(&reader, out->rules_version);
    read_fixed(&reader, out->rules_digest.bytes, sizeof out->rules_digest.bytes);
    out->epoch = dolen_reader_u32(&reader);
    return finish(&reader, err);
}

static dolen_status read_who(dolen_bytes bytes, dolen_ledger_entry *out, dolen_err *err)
{
    dolen_reader reader = dolen_reader_of(bytes);

    read_code(&reader, &out->member);
    read_code(&reader, &out->purpose);
    return finish(&reader, err);
}

static void read_particular(dolen_reader *reader, dolen_ledger_entry *out)
{
    if (dolen_ledger_kind_carries(out->kind, DOLEN_CARRIES_DELTA)) {
        out->delta.sequence = dolen_reader_u64(reader);
        out->delta.put_count = dolen_reader_u64(reader);
        out->delta.withdraw_count = dolen_reader_u64(reader);
        read_fixed(reader, out->delta.digest.bytes, sizeof out->delta.digest.bytes);
        read_fixed(reader, out->delta.set_digest.bytes, sizeof out->delta.set_digest.bytes);
    }
    if (dolen_ledger_kind_carries(out->kind, DOLEN_CARRIES_RANGE)) {
        out->range.first = dolen_reader_u64(reader);
        out->range.count = dolen_reader_u64(reader);
    }
}

static dolen_status read_own(dolen_bytes bytes, dolen_ledger_entry *out, dolen_err *err)
{
    dolen_reader reader = dolen_reader_of(bytes);

    read_fixed(&reader, out->staff.bytes, sizeof out->staff.bytes);
    read_code(&reader, &out->role);
    read_code(&reader, &out->channel);
    read_fixed(&reader, out->case_handle.bytes, sizeof out->case_handle.bytes);
    read_fixed(&reader, out->request_id.bytes, sizeof out->request_id.bytes);
    out->subject = (dolen_subject)read_number(&reader, DOLEN_SUBJECT_ADDRESS + 1);
    out->requested_level = (dolen_level)read_number(&reader, DOLEN_LEVEL_L3 + 1);
    out->granted_level = (dolen_level)read_number(&reader, DOLEN_LEVEL_L3 + 1);
    out->acknowledged = read_number(&reader, 2) == 1;
    read_code(&reader, &out->reason);
    read_code(&reader, &out->outcome);
    read_fixed(&reader, out->withheld.bytes, sizeof out->withheld.bytes);
    read_particular(&reader, out);
    return finish(&reader, err);
}

static dolen_status read_disclosures(dolen_arena *arena, const dolen_ledger_bytes *bytes, dolen_ledger_entry *out,
                                     dolen_err *err)
{
    dolen_ledger_disclosure *list = NULL;

    if (bytes->disclosure_count == 0)
        return DOLEN_OK;
    DOLEN_TRY(dolen_arena_take(arena, bytes->disclosure_count, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < bytes->disclosure_count; i++) {
        dolen_reader reader = dolen_reader_of(bytes->disclosures[i]);
        read_code(&reader, &list[i].member);
        list[i].level = (dolen_level)read_number(&reader, DOLEN_LEVEL_L3 + 1);
        list[i].band = (dolen_band)read_number(&reader, DOLEN_BAND_CONFIRMED + 1);
        list[i].opened = read_number(&reader, 2) == 1;
        DOLEN_TRY(finish(&reader, err));
    }
    out->disclosures = list;
    out->disclosure_count = bytes->disclosure_count;
    return DOLEN_OK;
}

dolen_status dolen_ledger_entry_split(dolen_bytes bytes, dolen_ledger_bytes *out, dolen_err *err)
{
    dolen_reader reader = dolen_reader_of(bytes);

    *out = (dolen_ledger_bytes){.disclosure_count = 0};
    if (bytes.size > DOLEN_LEDGER_ENTRY_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the entry is too long");
    for (size_t i = 0; i < DOLEN_LEDGER_PARTS; i++)
        out->parts[i] = dolen_reader_block16(&reader);
    while (!reader.failed && reader.rest.size) {
        if (out->disclosure_count == DOLEN_ANSWER_MEMBERS)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "an entry has too many disclosures");
        out->disclosures[out->disclosure_count++] = dolen_reader_block16(&reader);
    }
    return finish(&reader, err);
}

dolen_status dolen_ledger_entry_read(dolen_arena *arena, dolen_bytes bytes, dolen_ledger_entry *out, dolen_err *err)
{
    dolen_ledger_entry entry = {0};
    dolen_ledger_bytes split;

    *out = (dolen_ledger_entry){0};
    DOLEN_TRY(dolen_ledger_entry_split(bytes, &split, err));
    DOLEN_TRY(read_shared(split.parts[DOLEN_LEDGER_PART_SHARED], &entry, err));
    DOLEN_TRY(read_who(split.parts[DOLEN_LEDGER_PART_WHO], &entry, err));
    DOLEN_TRY(read_own(split.parts[DOLEN_LEDGER_PART_OWN], &entry, err));
    DOLEN_TRY(read_disclosures(arena, &split, &entry, err));
    DOLEN_TRY(dolen_ledger_entry_check(&entry, err));
    *out = entry;
    return DOLEN_OK;
}

dolen_status dolen_ledger_entry_read_disclosed(dolen_arena *arena, const dolen_ledger_bytes *bytes,
                                               dolen_ledger_entry *out, dolen_err *err)
{
    const dolen_bytes who = bytes->parts[DOLEN_LEDGER_PART_WHO];
    dolen_ledger_entry entry = {0};

    *out = (dolen_ledger_entry){0};
    if (bytes->disclosure_count != 1)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a member is shown its own disclosure and no other");
    DOLEN_TRY(read_shared(bytes->parts[DOLEN_LEDGER_PART_SHARED], &entry, err));
    if (who.size)
        DOLEN_TRY(read_who(who, &entry, err));
    DOLEN_TRY(read_disclosures(arena, bytes, &entry, err));
    DOLEN_TRY(dolen_ledger_entry_check_shared(&entry, err));
    DOLEN_TRY(dolen_ledger_entry_check_disclosure(&entry.disclosures[0], err));
    if (!dolen_ledger_kind_carries(entry.kind, DOLEN_CARRIES_DISCLOSURES))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this kind of entry has no disclosures");
    *out = entry;
    return DOLEN_OK;
}
