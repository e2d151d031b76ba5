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

#endif
