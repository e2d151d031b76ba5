/**
 * Checking a whole downloaded log (tile.h names its files) in memory that does not grow with it.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_VERIFY_LOG_H
#define DOLEN_GOVERNANCE_AUDIT_VERIFY_LOG_H

#include "governance/audit/verify.h"

/**
 * Recompute the tree from the leaves in `folder` and compare it with the folder's checkpoint; compare every opened
 * entry with its commitment and every hash tile that is there with the recomputed hashes. With `earlier` (a signed
 * checkpoint of this log; an empty view for none) the log must also continue that one.
 *
 * `folder/checkpoint` must be there. Other files in the folder are not looked at.
 * DOLEN_E_CRYPTO when found wanting: the report says what and where. DOLEN_E_INPUT for a malformed checkpoint,
 * DOLEN_E_ABSENT when there is none, DOLEN_E_SYSTEM when a file cannot be read.
 */
DOLEN_CHECKED dolen_status dolen_verify_log(const dolen_policy_file *policy, const char *folder, dolen_bytes earlier,
                                            dolen_verify_report *report, dolen_err *err);

#endif
