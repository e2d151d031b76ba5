/**
 * The grounds on which somebody may read the log (Data Protection Act 2018 s.62(4); IG-09): one list for the broker,
 * the agencies' nodes and the command line.
 *
 * Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_LEDGER_GROUND_H
#define DOLEN_GOVERNANCE_AUDIT_LEDGER_GROUND_H

#include "node/model/code.h"

/** All of them, for lists to choose from: "lawfulness", "self-monitoring", ... `*count` says how many. */
const char *const *dolen_ledger_ground_all(size_t *count);

/** Is this one of them? */
bool dolen_ledger_ground_is_known(dolen_code ground);

/** Read one. DOLEN_E_INPUT for NULL, "" and anything else that is no ground: without one nothing is read. */
DOLEN_CHECKED dolen_status dolen_ledger_ground_read(const char *text, dolen_code *out, dolen_err *err);

#endif
