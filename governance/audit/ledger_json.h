/**
 * Entries and reports as JSON, for people and scripts.
 *
 * Owns: results belong to the caller, who frees them with free(). Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_LEDGER_JSON_H
#define DOLEN_GOVERNANCE_AUDIT_LEDGER_JSON_H

#include "governance/audit/ledger_opening.h"
#include "governance/audit/verify.h"

/** One entry as a JSON object: codes as they stand, digests and handles in hexadecimal, time in RFC 3339. Never NULL.
 */
char *dolen_ledger_json_entry(const dolen_ledger_entry *entry);

/** What an opening shows, likewise, with "shown": "whole", or "disclosure" for a member's part of it. Never NULL. */
char *dolen_ledger_json_opening(const dolen_ledger_opening *opening);

/** A verification's result, in the form that docs/architecture.md fixes for `dolen audit verify --json`. Never NULL. */
char *dolen_ledger_json_report(const dolen_verify_report *report);

#endif
