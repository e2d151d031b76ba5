#include "governance/audit/ledger_opening.h"

#include <stdlib.h>
#include <string.h>

#include "governance/audit/merkle.h"
#include "node/base/cursor.h"
#include "node/crypto/hash.h"

enum { FIRST_SLOT = DOLEN_LEDGER_PARTS };

/* The leaf's data in the making: commitments of the parts, and the slots in their order. */
typedef struct commitments {
    dolen_digest parts[DOLEN_LEDGER_PARTS];
    dolen_digest slots[DOLEN_LEDGER_SLOTS];
} commitments;

static dolen_bytes view(const dolen_digest *digest)
{
    return dolen_bytes_of(digest->bytes, sizeof digest->bytes);
}

static dolen_digest salt_of(const uint8_t salt[DOLEN_SALT_SIZE], size_t part)
{
    const uint8_t number = (uint8_t)part;
    dolen_hash hash = dolen_hash_start();

    dolen_hash_add(&hash, dolen_bytes_of_string("dolen part v1"));
    dolen_hash_add(&hash, dolen_bytes_of(salt, DOLEN_SALT_SIZE));
    dolen_hash_add(&hash, dolen_bytes_of(&number, 1));
    return dolen_hash_finish(&hash);
}

static dolen_digest commit(dolen_bytes salt, dolen_bytes bytes)
{
    dolen_hash hash = dolen_hash_start();

    dolen_hash_add(&hash, dolen_bytes_of_string("dolen ledger v1"));
    dolen_hash_add(&hash, salt);
    dolen_hash_add(&hash, bytes);
    return dolen_hash_finish(&hash);
}

static dolen_digest join(const dolen_digest parts[DOLEN_LEDGER_PARTS], const dolen_digest *slots)
{
    dolen_hash hash = dolen_hash_start();

    dolen_hash_add(&hash, dolen_bytes_of_string("dolen entry v1"));
    for (size_t i = 0; i < DOLEN_LEDGER_PARTS; i++)
        dolen_hash_add(&hash, view(&parts[i]));
    dolen_hash_add(&hash, view(slots));
    return dolen_hash_finish(&hash);
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(dolen_digest));
}

/* An unused slot looks like a used one; their order says nothing about who is in them. */
static void commit_all(const uint8_t salt[DOLEN_SALT_SIZE], const dolen_ledger_bytes *bytes, commitments *out)
{
    for (size_t i = 0; i < DOLEN_LEDGER_PARTS; i++) {
        const dolen_digest own = salt_of(salt, i);
        out->parts[i] = commit(view(&own), bytes->parts[i]);
    }
    for (size_t i = 0; i < DOLEN_LEDGER_SLOTS; i++) {
        out->slots[i] = salt_of(salt, FIRST_SLOT + i);
        if (i < bytes->disclosure_count)
            out->slots[i] = commit(view(&out->slots[i]), bytes->disclosures[i]);
    }
    qsort(out->slots, DOLEN_LEDGER_SLOTS, sizeof *out->slots, compare);
}

/* The root over the slots; with `path`, also the way from slot `at` to it. */
static dolen_digest root_of(const dolen_digest slots[DOLEN_LEDGER_SLOTS], size_t at, dolen_digest *path)
{
    dolen_digest row[DOLEN_LEDGER_SLOTS];
    size_t step = 0;

    memcpy(row, slots, sizeof row);
    for (size_t width = DOLEN_LEDGER_SLOTS; width > 1; width /= 2, at /= 2) {
        if (path)
            path[step++] = row[at ^ 1];
        for (size_t i = 0; i < width / 2; i++)
            row[i] = dolen_merkle_node(&row[2 * i], &row[2 * i + 1]);
    }
    return row[0];
}

dolen_status dolen_ledger_opening_commit(const uint8_t salt[DOLEN_SALT_SIZE], dolen_bytes entry, dolen_digest *out,
                                         dolen_err *err)
{
    dolen_ledger_bytes bytes;
    commitments all;

    *out = (dolen_digest){0};
    DOLEN_TRY(dolen_ledger_entry_split(entry, &bytes, err));
    commit_all(salt, &bytes, &all);
    const dolen_digest root = root_of(all.slots, 0, NULL);
    *out = join(all.parts, &root);
    return DOLEN_OK;
}

/* What was written, copied into the arena. */
static dolen_status keep(dolen_arena *arena, const dolen_writer *writer, dolen_bytes *out, dolen_err *err)
{
    uint8_t *copy = NULL;

    DOLEN_MUST(!writer->failed);
    DOLEN_TRY(dolen_arena_take(arena, writer->used, 1, (void *)&copy, err));
    memcpy(copy, dolen_writer_bytes(writer).at, writer->used);
    *out = dolen_bytes_of(copy, writer->used);
    return DOLEN_OK;
}

dolen_status dolen_ledger_opening_write(dolen_arena *arena, const uint8_t salt[DOLEN_SALT_SIZE], dolen_bytes entry,
                                        dolen_bytes *out, dolen_err *err)
{
    uint8_t bytes[DOLEN_LEDGER_OPENING_SIZE];
    dolen_writer writer = dolen_writer_of(bytes, sizeof bytes);

    *out = dolen_bytes_of(NULL, 0);
    if (entry.size == 0 || entry.size > DOLEN_LEDGER_ENTRY_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the entry has a wrong length");
    dolen_writer_u8(&writer, DOLEN_LEDGER_WHOLE);
    dolen_writer_add(&writer, dolen_bytes_of(salt, DOLEN_SALT_SIZE));
    dolen_writer_add(&writer, entry);
    return keep(arena, &writer, out, err);
}

static void write_part(dolen_writer *writer, const dolen_digest *salt, dolen_bytes part)
{
    dolen_writer_add(writer, view(salt));
    dolen_writer_block16(writer, part);
}

/* What disclosure number `mine` shows of an entry. */
static dolen_status write_disclosed(dolen_arena *arena, const uint8_t salt[DOLEN_SALT_SIZE],
                                    const dolen_ledger_bytes *bytes, size_t mine, bool is_named, dolen_bytes *out,
                                    dolen_err *err)
{
    uint8_t room[DOLEN_LEDGER_OPENING_SIZE];
    dolen_writer writer = dolen_writer_of(room, sizeof room);
    const dolen_digest shared = salt_of(salt, DOLEN_LEDGER_PART_SHARED);
    const dolen_digest who = salt_of(salt, DOLEN_LEDGER_PART_WHO);
    const dolen_digest own = salt_of(salt, FIRST_SLOT + mine);
    const dolen_digest slot = commit(view(&own), bytes->disclosures[mine]);
    dolen_digest path[DOLEN_LEDGER_SLOT_PATH];
    commitments all;
    size_t at = 0;

    commit_all(salt, bytes, &all);
    while (compare(&all.slots[at], &slot) != 0)
        at++;
    root_of(all.slots, at, path);
    dolen_writer_u8(&writer, DOLEN_LEDGER_DISCLOSED);
    write_part(&writer, &shared, bytes->parts[DOLEN_LEDGER_PART_SHARED]);
    dolen_writer_u8(&writer, is_named);
    if (is_named)
        write_part(&writer, &who, bytes->parts[DOLEN_LEDGER_PART_WHO]);
    else
        dolen_writer_add(&writer, view(&all.parts[DOLEN_LEDGER_PART_WHO]));
    dolen_writer_add(&writer, view(&all.parts[DOLEN_LEDGER_PART_OWN]));
    dolen_writer_u8(&writer, (uint8_t)at);
    write_part(&writer, &own, bytes->disclosures[mine]);
    for (size_t i = 0; i < DOLEN_LEDGER_SLOT_PATH; i++)
        dolen_writer_add(&writer, view(&path[i]));
    return keep(arena, &writer, out, err);
}

dolen_status dolen_ledger_opening_project(dolen_arena *arena, const uint8_t salt[DOLEN_SALT_SIZE], dolen_bytes entry,
                                          const dolen_ledger_audience *audience, dolen_bytes *out, dolen_err *err)
{
    dolen_ledger_bytes bytes;
    dolen_ledger_entry said;
    size_t mine = 0;

    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(dolen_ledger_entry_read(arena, entry, &said, err));
    if (!dolen_ledger_entry_concerns(&said, audience->member))
        return DOLEN_OK;
    if (dolen_code_same(said.member, audience->member))
        return dolen_ledger_opening_write(arena, salt, entry, out, err);
    DOLEN_TRY(dolen_ledger_entry_split(entry, &bytes, err));
    while (!dolen_code_same(said.disclosures[mine].member, audience->member))
        mine++;
    return write_disclosed(arena, salt, &bytes, mine, audience->may_name(audience->context, said.member), out, err);
}

static dolen_status read_whole(dolen_arena *arena, dolen_reader *reader, dolen_ledger_opening *out, dolen_err *err)
{
    out->salt = dolen_reader_take(reader, DOLEN_SALT_SIZE);
    out->bytes = reader->rest;
    if (reader->failed)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the opened entry has a wrong length");
    DOLEN_TRY(dolen_ledger_entry_read(arena, out->bytes, &out->entry, err));
    return dolen_ledger_opening_commit(out->salt.at, out->bytes, &out->commitment, err);
}

static dolen_digest take_digest(dolen_reader *reader)
{
    const dolen_bytes bytes = dolen_reader_take(reader, DOLEN_DIGEST_SIZE);
    dolen_digest digest = {0};

    if (bytes.size)
        memcpy(digest.bytes, bytes.at, bytes.size);
    return digest;
}

/* A part with its salt: its bytes, and the commitment to it. */
static dolen_digest take_part(dolen_reader *reader, dolen_bytes *out)
{
    const dolen_digest salt = take_digest(reader);

    *out = dolen_reader_block16(reader);
    return commit(view(&salt), *out);
}

static dolen_digest climb(dolen_reader *reader, size_t at, dolen_digest slot)
{
    for (size_t i = 0; i < DOLEN_LEDGER_SLOT_PATH; i++, at /= 2) {
        const dolen_digest other = take_digest(reader);
        slot = at & 1 ? dolen_merkle_node(&other, &slot) : dolen_merkle_node(&slot, &other);
    }
    return slot;
}

static dolen_status read_disclosed(dolen_arena *arena, dolen_reader *reader, dolen_ledger_opening *out, dolen_err *err)
{
    dolen_ledger_bytes bytes = {.disclosure_count = 1};
    dolen_digest parts[DOLEN_LEDGER_PARTS];

    parts[DOLEN_LEDGER_PART_SHARED] = take_part(reader, &bytes.parts[DOLEN_LEDGER_PART_SHARED]);
    const uint8_t is_named = dolen_reader_u8(reader);
    parts[DOLEN_LEDGER_PART_WHO] =
        is_named ? take_part(reader, &bytes.parts[DOLEN_LEDGER_PART_WHO]) : take_digest(reader);
    parts[DOLEN_LEDGER_PART_OWN] = take_digest(reader);
    const uint8_t at = dolen_reader_u8(reader);
    const dolen_digest slot = take_part(reader, &bytes.disclosures[0]);
    const dolen_digest root = climb(reader, at, slot);
    if (!dolen_reader_is_done(reader) || is_named > 1 || at >= DOLEN_LEDGER_SLOTS ||
        (is_named && bytes.parts[DOLEN_LEDGER_PART_WHO].size == 0))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the opened entry is malformed");
    out->commitment = join(parts, &root);
    return dolen_ledger_entry_read_disclosed(arena, &bytes, &out->entry, err);
}

dolen_status dolen_ledger_opening_read(dolen_arena *arena, dolen_bytes bytes, dolen_ledger_opening *out, dolen_err *err)
{
    dolen_reader reader = dolen_reader_of(bytes);
    dolen_ledger_opening opening = {.form = DOLEN_LEDGER_WHOLE};

    *out = (dolen_ledger_opening){0};
    if (bytes.size > DOLEN_LEDGER_OPENING_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the opened entry has a wrong length");
    const uint8_t form = dolen_reader_u8(&reader);
    if (form == DOLEN_LEDGER_WHOLE)
        DOLEN_TRY(read_whole(arena, &reader, &opening, err));
    else if (form == DOLEN_LEDGER_DISCLOSED)
        DOLEN_TRY(read_disclosed(arena, &reader, &opening, err));
    else
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the opened entry is of no known form");
    opening.form = (dolen_ledger_form)form;
    *out = opening;
    return DOLEN_OK;
}
