/**
 * What one entry of the ledger says: who did what, when, why, and what was disclosed to whom (IG-07, IG-08, IG-10).
 *
 * An entry has one canonical binary form, made of parts for different readers: what everybody concerned may know, who
 * asked and why, what only the asker and the hub know, and each disclosure. The tree's leaf data is a 32-byte
 * commitment to all parts (ledger_opening.h), so that tiles and proofs say nothing about an entry, each reader is shown
 * its own parts, and erasing salt and entry leaves every proof standing. docs/ledger.md gives the encoding byte by
 * byte.
 * Owns: nothing; lists are borrowed. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_LEDGER_ENTRY_H
#define DOLEN_GOVERNANCE_AUDIT_LEDGER_ENTRY_H

#include "node/base/bytes.h"
#include "node/model/query.h"

/** What an entry is about. The numbers are part of the encoding. */
typedef enum dolen_ledger_kind {
    DOLEN_LEDGER_NONE = 0,
    DOLEN_LEDGER_QUERY = 1,   /**< a question that was looked up and answered: consultation, disclosure, combination */
    DOLEN_LEDGER_REFUSAL = 2, /**< a question refused before any look-up (IG-01, IG-22) */
    DOLEN_LEDGER_DELTA = 3,   /**< a delta applied: collection, alteration */
    DOLEN_LEDGER_DELTA_REFUSAL = 4, /**< a delta refused */
    DOLEN_LEDGER_RULES = 5,         /**< another version of the rules came into force */
    DOLEN_LEDGER_LOG_READING = 6,   /**< somebody read entries of this log (IG-09, IG-12) */
    DOLEN_LEDGER_ERASURE = 7,       /**< records or entries were erased (IG-14) */
    DOLEN_LEDGER_VIEW = 8,          /**< an answer's result was shown, opened, or its contact shown (IG-11) */
    DOLEN_LEDGER_MEMBER = 9,        /**< a member was added, suspended or given other keys */
    DOLEN_LEDGER_EPOCH = 10,        /**< a key epoch began or ended */
    DOLEN_LEDGER_SUBJECT = 11,      /**< a data subject's right: reported, restricted, lifted, erased (IG-27, IG-28) */
    DOLEN_LEDGER_STATISTICS = 12,   /**< a month's statistics were made, or published ones read or refused (IG-36) */
    DOLEN_LEDGER_ALERT = 13,        /**< a watch told `member` of flags that another member published (IG-32) */
    DOLEN_LEDGER_KINDS = 14,        /**< one past the largest */
} dolen_ledger_kind;

enum {
    DOLEN_LEDGER_ENTRY_SIZE = 4096, /**< the most that an encoded entry takes */
    DOLEN_LEDGER_RULES_TEXT = 32,   /**< room for a rules version and a NUL */
};

/** What was disclosed about one member's involvement. */
typedef struct dolen_ledger_disclosure {
    dolen_code member;
    dolen_level level; /**< L0 to L3 */
    dolen_band band;   /**< probable or confirmed */
    bool opened;       /**< a protected record is among what was shown: protection was overridden (IG-15) */
} dolen_ledger_disclosure;

/**
 * One entry. A field that does not apply is zero or empty. The asker of a query gets the whole entry with the answer,
 * so nothing in it may tell "withheld" from "absent" (IG-03): that is what `withheld` is for. That a protected record
 * was held back is among the withheld; that one was opened stands with its disclosure, which the asker saw anyway.
 */
typedef struct dolen_ledger_entry {
    dolen_ledger_kind kind;
    int64_t time;      /**< instant, above 0 */
    dolen_code member; /**< who acted; empty: the hub itself */
    dolen_staff staff; /**< the person, as a keyed hash under the member's own key */
    dolen_code role;
    dolen_code purpose;
    dolen_code channel;       /**< how the person asked: "page", "command", ... */
    dolen_digest case_handle; /**< keyed hash of the case reference */
    dolen_uuid request_id;
    dolen_subject subject;
    dolen_level requested_level;
    dolen_level granted_level;
    bool urgent;        /**< urgent override claimed (IG-20) */
    bool acknowledged;  /**< the asker said that it was warned and opens protected records (IG-15), whatever there is */
    dolen_code reason;  /**< why: urgent reason, ground for reading the log (IG-09), retention rule, review code */
    dolen_code outcome; /**< what came of it: "answered", the refusal's code, "shown", "opened", "contact", ... */
    char rules_version[DOLEN_LEDGER_RULES_TEXT];
    dolen_digest rules_digest;
    uint32_t epoch;
    dolen_digest withheld; /**< commitment to what the rules withheld (dolen_ledger_entry_withheld); always made */
    const dolen_ledger_disclosure *disclosures; /**< of a query: ascending by member, each once; of an alert: one */
    size_t disclosure_count;                    /**< 0 to DOLEN_ANSWER_MEMBERS */
    struct {
        uint64_t sequence;
        uint64_t put_count;
        uint64_t withdraw_count;
        dolen_digest digest;
        dolen_digest set_digest;
    } delta; /**< of the two delta kinds */
    struct {
        uint64_t first;
        uint64_t count;
    } range; /**< log reading: entries read; erasure: how many of what `outcome` names, and of which month (or
                0); subject: how many records or entries of the log it was about; statistics: month, figures; alert: the
                delta's sequence, how many alerts */
} dolen_ledger_entry;

/** "query", "delta-refusal", ...; "?" for an unknown kind. */
const char *dolen_ledger_kind_name(dolen_ledger_kind kind);

/** The processing operations of the Data Protection Act 2018 s.62(1) that this kind records, comma-separated; "" if
 * none. */
const char *dolen_ledger_kind_operations(dolen_ledger_kind kind);

/**
 * Is the entry complete and in bounds? A query needs member, role, purpose and request id; a refusal an outcome; a
 * delta its member and sequence; a log reading its reason (IG-09); an alert member, role, purpose, whose flags and how
 * many; fields of other kinds must be empty.
 * DOLEN_E_INPUT with the reason otherwise.
 */
DOLEN_CHECKED dolen_status dolen_ledger_entry_check(const dolen_ledger_entry *entry, dolen_err *err);

/** The parts of an entry that are committed to one by one, before its disclosures. The order is part of the format. */
typedef enum dolen_ledger_part {
    DOLEN_LEDGER_PART_SHARED = 0, /**< kind, time, urgency, rules, epoch: for whomever the entry concerns */
    DOLEN_LEDGER_PART_WHO = 1, /**< the member that acted, and its purpose: likewise, unless it would name a sensitive
                                  service (IG-32) */
    DOLEN_LEDGER_PART_OWN = 2, /**< the rest: for the member that acted */
    DOLEN_LEDGER_PARTS = 3,
} dolen_ledger_part;

/** An entry's bytes, part by part; views into them. */
typedef struct dolen_ledger_bytes {
    dolen_bytes parts[DOLEN_LEDGER_PARTS];
    dolen_bytes disclosures[DOLEN_ANSWER_MEMBERS];
    size_t disclosure_count;
} dolen_ledger_bytes;

/** The canonical bytes, in `arena`. What dolen_ledger_entry_check says, or DOLEN_E_LIMIT over the arena's limit. */
DOLEN_CHECKED dolen_status dolen_ledger_entry_write(dolen_arena *arena, const dolen_ledger_entry *entry,
                                                    dolen_bytes *out, dolen_err *err);

/** Read canonical bytes strictly: DOLEN_E_INPUT for any others. The list of disclosures lives in `arena`. */
DOLEN_CHECKED dolen_status dolen_ledger_entry_read(dolen_arena *arena, dolen_bytes bytes, dolen_ledger_entry *out,
                                                   dolen_err *err);

/** Find the parts of an entry's bytes without reading them. DOLEN_E_INPUT when they are not laid out as an entry. */
DOLEN_CHECKED dolen_status dolen_ledger_entry_split(dolen_bytes bytes, dolen_ledger_bytes *out, dolen_err *err);

/**
 * Read what a member that was disclosed is shown of a query: the shared part, its disclosure, and the part that names
 * who asked, which may be empty. Strictly, as dolen_ledger_entry_read; the fields of other parts are left empty.
 */
DOLEN_CHECKED dolen_status dolen_ledger_entry_read_disclosed(dolen_arena *arena, const dolen_ledger_bytes *bytes,
                                                             dolen_ledger_entry *out, dolen_err *err);

/**
 * The commitment to what was withheld: SHA-256("dolen withheld v1", salt, list). The salt is another than the entry's
 * and stays with the hub, as does `list`, whose form is the hub's own. Made for every query, also for an empty list.
 */
dolen_digest dolen_ledger_entry_withheld(const uint8_t salt[DOLEN_SALT_SIZE], dolen_bytes list);

/** Does the entry concern this member, so that its part of it may be released to it? It acted, or was disclosed. */
bool dolen_ledger_entry_concerns(const dolen_ledger_entry *entry, dolen_code member);

#endif
