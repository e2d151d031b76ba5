/**
 * From people and addresses in clear to records as they are published: match keys, pseudonyms, padding, canonical form.
 *
 * No identity leaves the agency: what goes out is made here, and only here (IG-23).
 * Secrets: what goes in is personal data; what comes out is not. Owns: nothing; results live in the arena given.
 * Threads: any number at once, each with its own arena.
 */
#ifndef DOLEN_NODE_AGENCY_RECORD_MAKER_H
#define DOLEN_NODE_AGENCY_RECORD_MAKER_H

#include "node/agency/local_keys.h"
#include "node/agency/pseudonymise.h"
#include "node/model/record.h"

enum {
    DOLEN_RECORD_MAKER_BATCH = 64,               /**< people in one call at most */
    DOLEN_RECORD_MAKER_ARENA = 16 * 1024 * 1024, /**< arena that suffices for one call */
};

/** One person or address with what is to be said about it. */
typedef struct dolen_publication {
    dolen_uuid handle;
    dolen_subject subject;
    dolen_person person;
    dolen_address address;
    dolen_protection protection;
    uint16_t contact;
    const dolen_flag *flags;
    size_t flag_count;
    dolen_dimensions dimensions;
} dolen_publication;

/** A record ready to be sent. */
typedef struct dolen_made_record {
    bool has_keys; /**< false: nothing in it can be matched, so there is no record */
    dolen_record record;
    dolen_digest contribution; /**< to the set digest */
} dolen_made_record;

typedef struct dolen_record_maker {
    dolen_pseudonymiser *pseudonymiser; /**< borrowed */
    const dolen_local_keys *keys;       /**< borrowed */
    const dolen_staff *staff;           /**< who asks, for the key holders' count; NULL: nobody, it is published */
} dolen_record_maker;

/**
 * Make the records of `count` publications (at most DOLEN_RECORD_MAKER_BATCH) into `out`, in their order; the number of
 * pseudonyms made is added to `*pseudonyms`. What dolen_pseudonymiser_make says; DOLEN_E_LIMIT over the arena's limit.
 */
DOLEN_CHECKED dolen_status dolen_record_maker_make(const dolen_record_maker *maker, const dolen_publication *items,
                                                   size_t count, dolen_arena *arena, dolen_made_record *out,
                                                   uint64_t *pseudonyms, dolen_err *err);

/**
 * The pseudonyms of one question, padded to DOLEN_SUBJECT_PSEUDONYMS by padding it as a whole; `*fields` says what it
 * holds. DOLEN_E_ABSENT when no key can be made of it. `tokens` has room for DOLEN_SUBJECT_PSEUDONYMS.
 */
DOLEN_CHECKED dolen_status dolen_record_maker_ask(const dolen_record_maker *maker, const dolen_publication *item,
                                                  dolen_arena *arena, dolen_token *tokens, uint8_t *fields,
                                                  dolen_err *err);

#endif
