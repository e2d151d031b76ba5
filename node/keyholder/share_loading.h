/**
 * From a share file to an epoch that is served: only if the federation file in force knows that very share's public
 * part.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_KEYHOLDER_SHARE_LOADING_H
#define DOLEN_NODE_KEYHOLDER_SHARE_LOADING_H

#include "governance/federation/federation.h"
#include "node/keyholder/evaluator.h"

/**
 * Read the share at `path` and let `evaluator` serve its epoch. What dolen_key_files_read_share says; DOLEN_E_CONFLICT
 * if the share is for another federation, another number of holders, or an epoch that the federation file does not
 * have; DOLEN_E_CRYPTO if it does not fit the epoch's public part.
 */
DOLEN_CHECKED dolen_status dolen_share_loading_add(const char *path, const dolen_federation *federation,
                                                   dolen_evaluator *evaluator, dolen_err *err);

#endif
