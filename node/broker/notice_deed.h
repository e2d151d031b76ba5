/**
 * What an agency's notice may say, who may have done it, and what the ledger calls it (IG-07, IG-09, IG-12, IG-14).
 *
 * Pure. Threads: any.
 */
#ifndef DOLEN_NODE_BROKER_NOTICE_DEED_H
#define DOLEN_NODE_BROKER_NOTICE_DEED_H

#include "governance/audit/ledger_entry.h"
#include "governance/policy/rules.h"
#include "proto/codec/subject.h"

/** What a notice is entered as. */
typedef struct dolen_notice_deed {
    dolen_ledger_kind kind; /**< DOLEN_LEDGER_SUBJECT, _ERASURE or _LOG_READING */
    dolen_code reason;
} dolen_notice_deed;

/**
 * Weigh a notice. An officer's deed for a person: of a role of the purpose SUBJECT, by a member of staff. What
 * retention erased: nobody's. A reading of the agency's own log: of a role that may audit, by a member of staff, on one
 * of the grounds, with neither case nor month. DOLEN_E_DENIED for anything else.
 */
DOLEN_CHECKED dolen_status dolen_notice_deed_of(const dolen_rules *rules, const dolen_ledger_notice *notice,
                                                dolen_notice_deed *out, dolen_err *err);

#endif
