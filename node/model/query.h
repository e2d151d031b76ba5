/**
 * A question to the broker and its answer (protocol.md, Query).
 *
 * Owns: nothing; lists are borrowed, usually from an arena. Threads: any.
 */
#ifndef DOLEN_NODE_MODEL_QUERY_H
#define DOLEN_NODE_MODEL_QUERY_H

#include "node/model/record.h"

enum {
    DOLEN_QUERY_CLOCK_SKEW = 5 * 60 * 1000, /**< milliseconds a question may be off the broker's clock */
    DOLEN_ANSWER_MEMBERS = 64,
    DOLEN_STAFF_SIZE = 16,
    DOLEN_SALT_SIZE = 32,
    DOLEN_PROOF_HASHES = 63,
};

/** A member of staff as other agencies know them: a keyed hash under the asking node's own key. */
typedef struct dolen_staff {
    uint8_t bytes[DOLEN_STAFF_SIZE];
} dolen_staff;

typedef struct dolen_query {
    dolen_uuid request_id;
    dolen_code federation;
    dolen_code agency;
    uint32_t epoch;
    dolen_staff staff;
    dolen_code role;
    dolen_code purpose;
    dolen_digest case_handle; /**< keyed hash of the case reference under the node's key; zero when there is none */
    bool urgent;              /**< urgent override claimed (IG-20) */
    dolen_code urgent_reason;
    bool acknowledge_protected; /**< the asker was warned and goes on: protected records may be shown (IG-15) */
    dolen_subject subject;
    uint8_t fields; /**< DOLEN_FIELD_... that the question holds */
    dolen_level requested_level;
    int64_t created; /**< instant */
    const dolen_token *tokens;
    size_t token_count; /**< 1 to DOLEN_SUBJECT_PSEUDONYMS */
} dolen_query;

/** What a member could say. "Denied" does not exist here: to the asker it is the same as nothing (IG-03). */
typedef enum dolen_member_state {
    DOLEN_MEMBER_NOTHING = 1,
    DOLEN_MEMBER_INVOLVED = 2,
    DOLEN_MEMBER_NO_ANSWER = 3,   /**< has never published, or is suspended */
    DOLEN_MEMBER_OUT_OF_DATE = 4, /**< last extract older than the rules allow; findings still count */
} dolen_member_state;

typedef enum dolen_band {
    DOLEN_BAND_NONE = 0,
    DOLEN_BAND_PROBABLE = 1,
    DOLEN_BAND_CONFIRMED = 2,
} dolen_band;

/** Which agreement a match rests on: for words on the page, never for ranking people (IG-25). One level per field. */
typedef struct dolen_agreement {
    uint8_t forename; /**< 4 exact, 3 sounds alike, 2 in part, 1 initial, 0 none */
    uint8_t surname;
    uint8_t born;  /**< 4 exact, 3 day and month perhaps swapped, 2 two of three parts, 1 year, 0 none */
    uint8_t place; /**< 4 address, 3 postcode, 2 sector, 1 outcode, 0 none */
    bool sex;
    bool middle;
    bool nhs_number;
} dolen_agreement;

/** What the broker says about one member agency. */
typedef struct dolen_finding {
    dolen_code agency;
    dolen_member_state state;
    int64_t as_of; /**< instant of the member's latest extract, 0 = never */
    dolen_band band;
    dolen_level level; /**< granted for this member */
    bool out_of_date;  /**< involved, and its extract is older than the rules allow: the state alone says so else */
    bool shielded;     /**< involved, and a protected record is among what is shown (IG-15) */
    dolen_agreement agreement;
    uint16_t contact;
    const dolen_flag *flags;
    size_t flag_count;
} dolen_finding;

/** Where the question stands in the ledger, with the proof that it is there. */
typedef struct dolen_ledger_place {
    uint64_t index;
    uint64_t size;     /**< of the tree that the checkpoint is about */
    dolen_digest leaf; /**< the leaf's data: the commitment to salt and entry */
    uint8_t salt[DOLEN_SALT_SIZE];
    const dolen_digest *proof;
    size_t proof_count;
    const char *checkpoint; /**< signed note */
    dolen_bytes entry;      /**< the entry's canonical bytes */
} dolen_ledger_place;

/** Advice that the answer carries, in words chosen by the node. */
enum {
    DOLEN_ADVICE_GIVE_BORN = 1,       /**< a date of birth would help */
    DOLEN_ADVICE_GIVE_PLACE = 2,      /**< a postcode would help */
    DOLEN_ADVICE_GIVE_NHS_NUMBER = 4, /**< an NHS number would help */
    DOLEN_ADVICE_CHECK_IDENTITY = 8,  /**< a probable match: check identity first (IG-21) */
};

typedef struct dolen_answer {
    dolen_uuid request_id;
    uint32_t epoch;
    dolen_level granted_level;
    char rules_version[32];
    dolen_digest rules_digest;
    int64_t answered; /**< instant */
    uint32_t advice;  /**< DOLEN_ADVICE_... */
    /** A protected record was held back that this purpose may open: ask again and acknowledge it (IG-15). */
    bool protected_held;
    const dolen_finding *findings;
    size_t finding_count;
    dolen_ledger_place ledger;
} dolen_answer;

#endif
