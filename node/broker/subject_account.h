/**
 * Making a subject's account: which questions were about this person, less what an exemption covers, and what the
 * asking agency itself has published of the person (IG-28).
 *
 * Owns: nothing; results live in the arena given. Threads: any number at once.
 */
#ifndef DOLEN_NODE_BROKER_SUBJECT_ACCOUNT_H
#define DOLEN_NODE_BROKER_SUBJECT_ACCOUNT_H

#include "governance/policy/rules.h"
#include "node/store/delta_store.h"
#include "proto/codec/subject.h"

/** What is asked. */
typedef struct dolen_subject_account_question {
    const dolen_rules *rules;
    const dolen_subject_question *question;
    const dolen_stored_token *tokens; /**< the question's, in stored form */
    size_t token_count;
} dolen_subject_account_question;

/**
 * Fill consultations, exemptions and own flags of `out`. A consultation is listed when its question and this one are
 * *confirmed* to be about the same person; anything less releases nothing (IG-21).
 */
DOLEN_CHECKED dolen_status dolen_subject_account_make(const dolen_subject_account_question *asked,
                                                      dolen_connection *connection, dolen_arena *arena,
                                                      dolen_subject_account *out, dolen_err *err);

#endif
