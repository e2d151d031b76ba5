/**
 * The signed federation file: who the members are, which keys are theirs, where the broker and key holders stand.
 *
 * A text in the project's sections format, signed as a C2SP note by the partnership's governance key. A certification
 * authority alone cannot make a member: every certificate's public key is pinned here. docs/operations.md
 * explains each key of the file.
 *
 * Owns: a dolen_federation owns everything it points to and never changes after it was read.
 * Threads: any number at once.
 */
#ifndef DOLEN_GOVERNANCE_FEDERATION_FEDERATION_H
#define DOLEN_GOVERNANCE_FEDERATION_FEDERATION_H

#include "governance/audit/note.h"
#include "node/base/problems.h"
#include "node/crypto/shamir.h"
#include "node/model/record.h"

enum {
    DOLEN_FEDERATION_LIMIT = 1024 * 1024, /**< bytes of the file at most */
    DOLEN_FEDERATION_PINS = 4,            /**< public keys of one party at most: the current one and coming ones */
    DOLEN_FEDERATION_MEMBERS = 64,
    DOLEN_FEDERATION_EPOCHS = 2, /**< a rotation answers two at a time */
    DOLEN_FEDERATION_CONTACTS = 32,
};

/** SHA-256 of each public key (SubjectPublicKeyInfo) that this party's certificates may have. */
typedef struct dolen_federation_pins {
    dolen_digest items[DOLEN_FEDERATION_PINS];
    size_t count;
} dolen_federation_pins;

/** Whom to ring. */
typedef struct dolen_federation_contact {
    const char *team_en;
    const char *team_cy;
    const char *telephone;
} dolen_federation_contact;

typedef struct dolen_federation_member {
    dolen_code code;
    dolen_code type; /**< member type of the rules: "council", "police", "health", ... */
    const char *name_en;
    const char *name_cy;
    dolen_federation_pins pins;
    dolen_public_key signing; /**< of deltas and questions */
    bool suspended;
    bool is_witness;        /**< it cosigns the ledger's checkpoints */
    dolen_note_key witness; /**< meaningful for a witness; of kind DOLEN_NOTE_COSIGNATURE */
    dolen_federation_contact contacts[DOLEN_FEDERATION_CONTACTS]; /**< contact number 1 is at 0 */
    size_t contact_count;                                         /**< at least 1 */
} dolen_federation_member;

typedef struct dolen_federation_holder {
    uint8_t number; /**< share number, from 1 */
    dolen_code code;
    const char *name_en;
    const char *name_cy;
    const char *endpoint; /**< "https://host:port" */
    dolen_federation_pins pins;
} dolen_federation_holder;

typedef struct dolen_federation_broker {
    dolen_code code;
    const char *name_en;
    const char *name_cy;
    const char *endpoint;
    dolen_federation_pins pins;
    dolen_note_key ledger;    /**< its name is the ledger's origin */
    dolen_public_key receipt; /**< of delta receipts */
} dolen_federation_broker;

typedef struct dolen_federation {
    dolen_arena *arena;
    dolen_code name;
    uint64_t serial; /**< rises with every issue of the file */
    int64_t valid_until;
    int64_t grace;         /**< milliseconds after valid_until during which everything still works, with a warning */
    size_t witness_quorum; /**< how many witnesses must have cosigned the ledger; 0: none need to */
    bool accepts_minority; /**< the partnership signed that half of the witnesses or fewer are enough */
    int64_t witness_limit; /**< milliseconds without that quorum after which questions stop */
    char rules_version[32];
    dolen_digest rules_digest;
    dolen_federation_broker broker;
    dolen_federation_holder holders[DOLEN_HOLDERS];
    size_t holder_count;
    dolen_joint_key epochs[DOLEN_FEDERATION_EPOCHS]; /**< the current one first, then the one before */
    size_t epoch_count;
    dolen_federation_member *members;
    size_t member_count;
} dolen_federation;

typedef enum dolen_federation_validity {
    DOLEN_FEDERATION_VALID,
    DOLEN_FEDERATION_IN_GRACE,
    DOLEN_FEDERATION_EXPIRED, /**< queries stop (R-07) */
} dolen_federation_validity;

/**
 * Read a federation file and check its signature by `governance`. Problems of the text go to `problems` with
 * file:line. DOLEN_E_CRYPTO when it is not signed by that key, DOLEN_E_INPUT for mistakes; `*out` is NULL then.
 */
DOLEN_CHECKED dolen_status dolen_federation_read(const char *source, dolen_bytes bytes,
                                                 const dolen_note_key *governance, dolen_federation **out,
                                                 dolen_problems *problems, dolen_err *err);

/** The same for the file at `path`; also what dolen_file_read says. */
DOLEN_CHECKED dolen_status dolen_federation_read_file(const char *path, const dolen_note_key *governance,
                                                      dolen_federation **out, dolen_problems *problems, dolen_err *err);

/** Check an unsigned draft: the same without the signature. */
DOLEN_CHECKED dolen_status dolen_federation_read_draft(const char *source, dolen_bytes text, dolen_federation **out,
                                                       dolen_problems *problems, dolen_err *err);

/** Free; NULL is fine. */
void dolen_federation_free(dolen_federation *federation);
DOLEN_OWNED(dolen_federation);

/** The member with this code, suspended or not, or NULL. */
const dolen_federation_member *dolen_federation_member_of(const dolen_federation *federation, dolen_code code);

/** The contact with this number of a member; its first for 0 or a number that it has not. Never NULL. */
const dolen_federation_contact *dolen_federation_contact_of(const dolen_federation_member *member, uint16_t number);

/** The holder with this share number, or NULL. */
const dolen_federation_holder *dolen_federation_holder_of(const dolen_federation *federation, uint8_t number);

/** The joint key of this epoch, or NULL when it is neither the current one nor the one before. */
const dolen_joint_key *dolen_federation_epoch_of(const dolen_federation *federation, uint32_t epoch);

/**
 * Is `spki` a pinned key of the party with this role ("agency", "broker", "keyholder") and code? Never for a
 * suspended member.
 */
bool dolen_federation_is_pinned(const dolen_federation *federation, const char *role, dolen_code code,
                                const dolen_digest *spki);

/** How many members are witnesses: those with a witness key that are not suspended. */
size_t dolen_federation_witness_count(const dolen_federation *federation);

/** Their codes, in the file's order; how many. */
size_t dolen_federation_witnesses(const dolen_federation *federation, dolen_code codes[DOLEN_FEDERATION_MEMBERS]);

/**
 * The trust policy (governance/audit/policy_file.h) of this file: its ledger's key, its witnesses, its quorum; as text,
 * NUL-terminated, in `arena`. DOLEN_E_LIMIT over its limit.
 */
DOLEN_CHECKED dolen_status dolen_federation_write_policy(const dolen_federation *federation, dolen_arena *arena,
                                                         const char **out, dolen_err *err);

/** Is the file in force at this instant? */
dolen_federation_validity dolen_federation_validity_at(const dolen_federation *federation, int64_t now);

#endif
