/**
 * A data subject's rights on the wire: who asked about a person, and notices for the ledger (IG-27, IG-28).
 *
 * Questions and notices travel as the body of a Signed message. Owns: nothing; decoded lists live in the arena given.
 * Threads: any.
 */
#ifndef DOLEN_PROTO_CODEC_SUBJECT_H
#define DOLEN_PROTO_CODEC_SUBJECT_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/query.h"

enum {
    DOLEN_SUBJECT_TOKENS = 24,               /**< every question carries so many, filled up with random pseudonyms */
    DOLEN_SUBJECT_QUESTION_BYTES = 4 * 1024, /**< bytes of a question at most */
    DOLEN_SUBJECT_CONSULTATIONS = 1024,      /**< of one account; the latest, when there are more */
    DOLEN_SUBJECT_EXEMPTIONS = 32,
    DOLEN_SUBJECT_ACCOUNT_BYTES = 256 * 1024,
    DOLEN_SUBJECT_ARENA = 4 * 1024 * 1024, /**< arena that suffices to encode or decode any message of this family */
    DOLEN_LEDGER_NOTICE_BYTES = 512,
};

/** Who asked about this person? */
typedef struct dolen_subject_question {
    dolen_uuid request_id;
    dolen_code federation;
    dolen_code agency;
    uint32_t epoch;
    dolen_staff staff;
    dolen_code role;
    dolen_code purpose;
    dolen_digest case_handle;
    uint8_t fields;  /**< DOLEN_FIELD_... */
    int64_t created; /**< instant */
    const dolen_token *tokens;
    size_t token_count;
    const dolen_code *applied; /**< exemptions that the officer applies, ascending, each once */
    size_t applied_count;
    const dolen_code *waived; /**< exemptions that the officer does not make use of, likewise */
    size_t waived_count;
} dolen_subject_question;

/** One question about the person that was answered. */
typedef struct dolen_subject_consultation {
    uint64_t entry; /**< index of its ledger entry */
    int64_t asked;  /**< instant */
    dolen_code member;
    dolen_code role;
    dolen_code purpose;
    dolen_level granted_level;
    bool urgent;
} dolen_subject_consultation;

/** Questions not listed under an exemption of the rules. */
typedef struct dolen_subject_exemption {
    dolen_code exemption;
    uint32_t count; /**< above 0 */
} dolen_subject_exemption;

/** The broker's answer. */
typedef struct dolen_subject_account {
    dolen_uuid request_id;
    int64_t answered; /**< instant */
    char rules_version[32];
    dolen_digest rules_digest;
    const dolen_subject_consultation *consultations; /**< ascending by entry */
    size_t consultation_count;
    const dolen_subject_exemption *exemptions; /**< ascending by name, each once */
    size_t exemption_count;
    const dolen_flag *own; /**< what the asking agency has published of the person */
    size_t own_count;
    bool cut_short;        /**< there are more consultations than fit */
    uint64_t ledger_index; /**< of this reading's own entry */
} dolen_subject_account;

/** What was done at an agency, for the ledger. */
typedef struct dolen_ledger_notice {
    dolen_uuid request_id;
    dolen_code federation;
    dolen_code agency;
    dolen_staff staff; /**< all zero: the retention job */
    dolen_code role;
    dolen_digest case_handle;
    dolen_code action;
    dolen_month month; /**< or 0 */
    uint64_t count;
    int64_t created;   /**< instant */
    dolen_code ground; /**< of a reading of the agency's own log (IG-09); empty otherwise */
} dolen_ledger_notice;

typedef struct dolen_ledger_notice_reply {
    dolen_uuid request_id;
    uint64_t ledger_index;
} dolen_ledger_notice_reply;

/**
 * Encode in `arena`; exactly DOLEN_SUBJECT_TOKENS tokens, written in the order of dolen_token_compare. DOLEN_E_INPUT
 * for anything malformed.
 */
DOLEN_CHECKED dolen_status dolen_subject_question_encode(const dolen_subject_question *question, dolen_arena *arena,
                                                         dolen_bytes *out, dolen_err *err);

/** Decode strictly. DOLEN_E_INPUT or DOLEN_E_LIMIT; `*out` is then empty. An empty role or purpose is let through. */
DOLEN_CHECKED dolen_status dolen_subject_question_decode(dolen_bytes bytes, dolen_arena *arena,
                                                         dolen_subject_question *out, dolen_err *err);

/** Encode in `arena`. DOLEN_E_INPUT for anything that the decoder would refuse. */
DOLEN_CHECKED dolen_status dolen_subject_account_encode(const dolen_subject_account *account, dolen_arena *arena,
                                                        dolen_bytes *out, dolen_err *err);

/** Decode strictly: lists ascending, flags well-formed at the month of `answered`. As above. */
DOLEN_CHECKED dolen_status dolen_subject_account_decode(dolen_bytes bytes, dolen_arena *arena,
                                                        dolen_subject_account *out, dolen_err *err);

/** Encode in `arena`. DOLEN_E_INPUT for a notice without agency, action, number or time. */
DOLEN_CHECKED dolen_status dolen_ledger_notice_encode(const dolen_ledger_notice *notice, dolen_arena *arena,
                                                      dolen_bytes *out, dolen_err *err);

/** Decode strictly, likewise. */
DOLEN_CHECKED dolen_status dolen_ledger_notice_decode(dolen_bytes bytes, dolen_arena *arena, dolen_ledger_notice *out,
                                                      dolen_err *err);

/** Encode in `arena`. */
DOLEN_CHECKED dolen_status dolen_ledger_notice_reply_encode(const dolen_ledger_notice_reply *reply, dolen_arena *arena,
                                                            dolen_bytes *out, dolen_err *err);

/** Decode strictly, likewise. */
DOLEN_CHECKED dolen_status dolen_ledger_notice_reply_decode(dolen_bytes bytes, dolen_arena *arena,
                                                            dolen_ledger_notice_reply *out, dolen_err *err);

#endif
