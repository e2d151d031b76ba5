#include "node/agency/publish_digests.h"

#include <string.h>

#include "node/base/cursor.h"
#include "node/crypto/hash.h"
#include "node/match/normalise.h"

/* Eight fields of at most 4 KiB, or 64 flags of 36 months. */
enum { ROOM = 40 * 1024 };

static dolen_uuid cut(dolen_digest digest)
{
    dolen_uuid out;

    memcpy(out.bytes, digest.bytes, sizeof out.bytes);
    return out;
}

static void add_text(dolen_writer *writer, const char *text)
{
    dolen_writer_block16(writer, dolen_bytes_of_string(text ? text : ""));
}

static dolen_uuid digest_identity(const dolen_secret *key, const dolen_extract_entry *entry, uint8_t *room)
{
    const dolen_person *person = &entry->person;
    dolen_writer writer = dolen_writer_of(room, ROOM);

    add_text(&writer, DOLEN_NORMALISER_VERSION);
    dolen_writer_u8(&writer, (uint8_t)entry->subject);
    if (entry->subject == DOLEN_SUBJECT_ADDRESS) {
        add_text(&writer, entry->address.line);
        add_text(&writer, entry->address.postcode);
        add_text(&writer, entry->address.uprn);
    } else {
        const char *const texts[] = {person->forenames, person->surname,  person->former_surname, person->sex,
                                     person->address,   person->postcode, person->uprn,           person->nhs_number};
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            add_text(&writer, texts[i]);
        dolen_writer_u16(&writer, (uint16_t)person->born.year);
        dolen_writer_u8(&writer, person->born.month);
        dolen_writer_u8(&writer, person->born.day);
    }
    DOLEN_MUST(!writer.failed);
    return cut(dolen_hash_keyed(key, "published identity v1", dolen_writer_bytes(&writer)));
}

static void add_flag(dolen_writer *writer, const dolen_flag *flag)
{
    add_text(writer, flag->code.text);
    dolen_writer_u8(writer, (uint8_t)flag->kind);
    dolen_writer_u8(writer, flag->disputed);
    dolen_writer_u32(writer, (uint32_t)flag->opened);
    dolen_writer_u32(writer, (uint32_t)flag->closed);
    dolen_writer_u16(writer, (uint16_t)flag->month_count);
    for (size_t i = 0; i < flag->month_count; i++) {
        dolen_writer_u32(writer, (uint32_t)flag->months[i].month);
        dolen_writer_u32(writer, flag->months[i].count);
    }
    dolen_writer_u32(writer, (uint32_t)(flag->latest.year * 512 + flag->latest.month * 32 + flag->latest.day));
}

static dolen_uuid digest_flags(const dolen_secret *key, const dolen_extract_entry *entry, uint8_t *room)
{
    dolen_writer writer = dolen_writer_of(room, ROOM);

    dolen_writer_u8(&writer, (uint8_t)entry->protection);
    dolen_writer_u16(&writer, entry->contact);
    for (size_t i = 0; i < entry->flag_count; i++)
        add_flag(&writer, &entry->flags[i]);
    for (size_t i = 0; i < DOLEN_COUNTED_BY; i++)
        add_text(&writer, entry->dimensions.values[i].text);
    DOLEN_MUST(!writer.failed);
    return cut(dolen_hash_keyed(key, "published flags v1", dolen_writer_bytes(&writer)));
}

dolen_uuid dolen_publish_digests_key(const dolen_local_keys *keys, const char *local_id)
{
    return cut(dolen_hash_keyed(dolen_local_keys_database(keys), "published key v1", dolen_bytes_of_string(local_id)));
}

dolen_published_row dolen_publish_digests_of(const dolen_local_keys *keys, const dolen_extract_entry *entry)
{
    const dolen_secret *key = dolen_local_keys_database(keys);
    uint8_t room[ROOM];
    const dolen_published_row row = {.key = dolen_publish_digests_key(keys, entry->local_id),
                                     .identity = digest_identity(key, entry, room),
                                     .flags = digest_flags(key, entry, room)};

    return row;
}

dolen_digest dolen_publish_digests_mask(const dolen_local_keys *keys, dolen_uuid handle, uint32_t epoch,
                                        dolen_digest element)
{
    uint8_t context[DOLEN_UUID_SIZE + 4];
    dolen_writer writer = dolen_writer_of(context, sizeof context);

    dolen_writer_add(&writer, dolen_bytes_of(handle.bytes, sizeof handle.bytes));
    dolen_writer_u32(&writer, epoch);
    const dolen_digest mask =
        dolen_hash_keyed(dolen_local_keys_database(keys), "published element v1", dolen_writer_bytes(&writer));
    for (size_t i = 0; i < sizeof element.bytes; i++)
        element.bytes[i] ^= mask.bytes[i];
    return element;
}
