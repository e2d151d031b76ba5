/**
 * One search in full, for the data-protection officer: what was asked and typed, how far it went, its review, its
 * ledger entry with the proof checked against the federation's keys, what was disclosed, and the decision in words.
 *
 * It tells what this agency may know and no more: a member that is not among the disclosures had nothing, or nothing
 * that the rules release, and nothing here tells which (IG-03). May be read only after dolen_reading_begin (reading.h).
 *
 * Secrets: what was typed is personal data. Owns: nothing; results live in the arena given, names are borrowed from the
 * federation file and the rules in force. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_ENTRY_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_ENTRY_H

#include "governance/audit/ledger_entry.h"
#include "governance/audit/verify.h"
#include "governance/policy/explain.h"
#include "node/agency/agency.h"
#include "node/agency/search.h"
#include "node/store/audit_step_store.h"
#include "node/store/review_store.h"
#include "node/store/search_store.h"

enum { DOLEN_ENTRY_ARENA = 8 * 1024 * 1024 }; /**< memory that suffices for dolen_entry_read */

/** What its place in the ledger is worth. */
typedef enum dolen_entry_proof {
    DOLEN_ENTRY_PROOF_NONE = 0,  /**< not answered: this agency has no receipt, and none is due */
    DOLEN_ENTRY_PROOF_FAILS,     /**< the receipt does not hold: an alarm, not a detail */
    DOLEN_ENTRY_PROOF_SIGNED,    /**< it holds under the hub's signature; the witnesses have not confirmed it yet */
    DOLEN_ENTRY_PROOF_CONFIRMED, /**< and the quorum of witnesses has confirmed it */
} dolen_entry_proof;

/** One field that was typed. */
typedef struct dolen_entry_field {
    const char *name; /**< dolen_search_field_name */
    const char *value;
} dolen_entry_field;

/** One step of a decision in words. */
typedef struct dolen_entry_step {
    dolen_words name;
    bool reached; /**< the first step that refuses is the last that is reached */
    bool refused;
    dolen_words why; /**< why it refused; NULL texts when it did not */
} dolen_entry_step;

/** A member whose involvement was disclosed. Headline codes are not shown here: they are for who asked. */
typedef struct dolen_entry_disclosure {
    dolen_code member;
    dolen_words name;  /**< NULL texts: the federation file knows it no more */
    dolen_level level; /**< L1 to L3: what of it was released */
    dolen_band band;
    bool shielded;                    /**< a protected record was among what was shown (IG-15) */
    bool opened;                      /**< its codes were looked at (IG-11) */
    bool contact;                     /**< its contact was looked at */
    const dolen_entry_step *decision; /**< on a record of it, rule by rule, after the question was admitted */
    size_t decision_count;
} dolen_entry_disclosure;

typedef struct dolen_entry_view {
    dolen_stored_search search; /**< without its answer: what was released is for who asked */
    const char *full_name;      /**< of the account; "" when there is none of this name any more */
    dolen_words role_name;      /**< NULL texts: the rules in force know it no more; likewise below */
    dolen_words purpose_name;
    const dolen_entry_field *typed;
    size_t typed_count;
    const dolen_audit_stored *steps; /**< oldest first (IG-11) */
    size_t step_count;
    bool has_review;
    dolen_review review;
    dolen_entry_proof proof;
    const char *receipt;                       /**< as a `.tlog-proof` file; NULL without one */
    const dolen_verify_report *report;         /**< of the receipt; NULL without one */
    bool has_ledger;                           /**< the receipt opens the entry, and its text fits the commitment */
    dolen_ledger_entry ledger;                 /**< meaningful then */
    bool agrees;                               /**< the entry says the same as this agency's record of the search */
    const dolen_entry_disclosure *disclosures; /**< as the ledger entry says; none without it */
    size_t disclosure_count;
    /** The rules in force are those of the time, as the ledger entry says: then the decisions are how it was decided;
     * otherwise they are how it would be decided today. */
    bool same_rules;
    const dolen_entry_step *decision; /**< on the question, rule by rule */
    size_t decision_count;
} dolen_entry_view;

/** Read one search in full. DOLEN_E_ABSENT when there is no such search (any more); the database's statuses. */
DOLEN_CHECKED dolen_status dolen_entry_read(dolen_agency *agency, dolen_uuid id, dolen_arena *arena,
                                            dolen_entry_view *out, dolen_err *err);

/** "none", "fails", "signed", "confirmed". Never NULL. */
const char *dolen_entry_proof_word(dolen_entry_proof proof);

#endif
