/**
 * Showing each reader its part of a ledger entry, and proving that the part is the ledger's (IG-03, IG-12, IG-32).
 *
 * The leaf commits to the parts of an entry one by one, each behind a salt of its own made from the entry's salt:
 *
 *     salt of part n  = SHA-256("dolen part v1" || salt || n), n one byte: 0 shared, 1 who, 2 own, 3 + i disclosure i
 *     commitment      = SHA-256("dolen ledger v1" || its salt || the part's bytes)
 *     slots           = 64: the commitments of the disclosures, and for every i without one the salt of part 3 + i;
 *                       in the order of their bytes
 *     leaf data       = SHA-256("dolen entry v1" || shared || who || own || RFC 6962 root over the slots as leaf
 * hashes)
 *
 * The member that acted is given the salt and the entry. A member that was disclosed is given the shared part, who
 * asked (unless that would name a sensitive service), its own disclosure with its path through the slots, and bare
 * commitments for the rest: it cannot tell who else was disclosed, how many, nor test a guess about the asker's case.
 * Owns: nothing; views and lists live in the arena or the bytes given. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_LEDGER_OPENING_H
#define DOLEN_GOVERNANCE_AUDIT_LEDGER_OPENING_H

#include "governance/audit/ledger_entry.h"

enum {
    DOLEN_LEDGER_SLOTS = DOLEN_ANSWER_MEMBERS,
    DOLEN_LEDGER_SLOT_PATH = 6,                                                /**< hashes from a slot to the root */
    DOLEN_LEDGER_OPENING_SIZE = 1 + DOLEN_SALT_SIZE + DOLEN_LEDGER_ENTRY_SIZE, /**< the most that an opening takes */
};

/** What an opening shows. The numbers are part of the encoding. */
typedef enum dolen_ledger_form {
    DOLEN_LEDGER_WHOLE = 1,     /**< everything: for the member that acted, and the hub */
    DOLEN_LEDGER_DISCLOSED = 2, /**< what a member that was disclosed is shown */
} dolen_ledger_form;

/** An opening that was read. */
typedef struct dolen_ledger_opening {
    dolen_ledger_form form;
    dolen_ledger_entry entry; /**< fields of parts that are not shown are empty */
    dolen_digest commitment;  /**< the leaf data that this opens: the caller compares it with the ledger's */
    dolen_bytes salt;         /**< of a whole one; empty otherwise */
    dolen_bytes bytes;        /**< likewise: the entry's canonical bytes */
} dolen_ledger_opening;

/** The leaf's data for an entry. DOLEN_E_INPUT when the bytes are not laid out as an entry. */
DOLEN_CHECKED dolen_status dolen_ledger_opening_commit(const uint8_t salt[DOLEN_SALT_SIZE], dolen_bytes entry,
                                                       dolen_digest *out, dolen_err *err);

/** The whole opening, in `arena`. DOLEN_E_INPUT for an entry that is too long, DOLEN_E_LIMIT over the arena's limit. */
DOLEN_CHECKED dolen_status dolen_ledger_opening_write(dolen_arena *arena, const uint8_t salt[DOLEN_SALT_SIZE],
                                                      dolen_bytes entry, dolen_bytes *out, dolen_err *err);

/** For whom an opening is made. */
typedef struct dolen_ledger_audience {
    dolen_code member;
    /** May a member that was disclosed be told that `agency` asked? Called with `context` (IG-32). */
    bool (*may_name)(void *context, dolen_code agency);
    void *context;
} dolen_ledger_audience;

/**
 * The opening that a member is given, in `arena`: whole when it acted, its disclosure when it was disclosed, and an
 * empty view when the entry does not concern it. DOLEN_E_INPUT for an entry that cannot be read, DOLEN_E_LIMIT
 * likewise.
 */
DOLEN_CHECKED dolen_status dolen_ledger_opening_project(dolen_arena *arena, const uint8_t salt[DOLEN_SALT_SIZE],
                                                        dolen_bytes entry, const dolen_ledger_audience *audience,
                                                        dolen_bytes *out, dolen_err *err);

/** Read an opening strictly: DOLEN_E_INPUT unless it is exactly one. `bytes` must outlive what is read. */
DOLEN_CHECKED dolen_status dolen_ledger_opening_read(dolen_arena *arena, dolen_bytes bytes, dolen_ledger_opening *out,
                                                     dolen_err *err);

#endif
