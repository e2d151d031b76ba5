/**
 * Receipts as files: a `.tlog-proof` for each answered search, below the node's state folder.
 *
 * The file's name is the search's number; nothing in name or file says who was searched. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_RECEIPT_FILE_H
#define DOLEN_NODE_AGENCY_RECEIPT_FILE_H

#include "node/agency/search.h"

/** Write the outcome's receipt to STATE/receipts/ID.tlog-proof; `*path` lives in `arena`. What dolen_file_write says.
 */
DOLEN_CHECKED dolen_status dolen_receipt_file_write(const char *state_folder, const dolen_search_outcome *outcome,
                                                    dolen_arena *arena, const char **path, dolen_err *err);

/**
 * Remove receipts that were written before an instant (IG-14); with `is_rehearsal` only count them. Other files stay.
 * DOLEN_E_SYSTEM when the folder cannot be read or a receipt not be removed; no folder is no receipt.
 */
DOLEN_CHECKED dolen_status dolen_receipt_file_sweep(const char *state_folder, int64_t before, bool is_rehearsal,
                                                    uint64_t *count, dolen_err *err);

#endif
