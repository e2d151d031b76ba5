/**
 * What the rules withheld from answers, and why, as the hub keeps it beside its ledger (IG-35).
 *
 * Lists have one length here whatever is in them. Owns: nothing; results live in the arena given. Threads: one
 * connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_WITHHELD_STORE_H
#define DOLEN_NODE_STORE_WITHHELD_STORE_H

#include "node/model/query.h"
#include "node/store/statement.h"

enum { DOLEN_WITHHELD_SIZE = 4096 }; /**< bytes of a list at most */

/** Lines "MEMBER CODE RULE REASON"; what the ledger entry commits to (dolen_ledger_entry_withheld). */
typedef struct dolen_withheld {
    uint64_t entry; /**< index of the question's ledger entry */
    uint8_t salt[DOLEN_SALT_SIZE];
    dolen_bytes list; /**< without zero bytes, 0 to DOLEN_WITHHELD_SIZE */
} dolen_withheld;

/** Keep lists, on the connection of the transaction that keeps their consultations. DOLEN_E_LIMIT for a longer list. */
DOLEN_CHECKED dolen_status dolen_withheld_store_add(dolen_connection *connection, const dolen_withheld *items,
                                                    size_t count, dolen_arena *arena, dolen_err *err);

/** The list of one entry. DOLEN_E_ABSENT when there is none, or no longer. */
DOLEN_CHECKED dolen_status dolen_withheld_store_find(dolen_connection *connection, uint64_t entry, dolen_arena *arena,
                                                     dolen_withheld *out, dolen_err *err);

#endif
