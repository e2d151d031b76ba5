/**
 * The signed statement by which a partnership acknowledges that entries of its ledger are lost for good (R-04, IG-24).
 *
 *     dolen ledger loss v1
 *     <origin>
 *     kept <size> <root in base64>
 *     lost <size> <root in base64>
 *     reason <one line>
 *
 * "Kept" is the tree that the restored database holds; "lost" the largest one that witnesses have cosigned. A note
 * signed by the governance key: only with it does a witness go back to "kept", once for each statement.
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_LOSS_STATEMENT_H
#define DOLEN_GOVERNANCE_AUDIT_LOSS_STATEMENT_H

#include "governance/audit/merkle.h"
#include "governance/audit/note.h"

enum {
    DOLEN_LOSS_STATEMENT_LIMIT = 4 * 1024, /**< bytes of the whole note */
    DOLEN_LOSS_STATEMENT_REASON = 201,     /**< room for the reason and a NUL */
};

typedef struct dolen_loss_statement {
    char origin[DOLEN_NOTE_NAME];
    dolen_merkle_head kept;
    dolen_merkle_head lost; /**< larger than kept */
    char reason[DOLEN_LOSS_STATEMENT_REASON];
} dolen_loss_statement;

/** Write the text to be signed, NUL-terminated, in `arena`. DOLEN_E_INPUT for a reason that is no line of text. */
DOLEN_CHECKED dolen_status dolen_loss_statement_write(dolen_arena *arena, const dolen_loss_statement *statement,
                                                      const char **out, dolen_err *err);

/** Read a text strictly. DOLEN_E_INPUT when malformed. */
DOLEN_CHECKED dolen_status dolen_loss_statement_read(dolen_bytes text, dolen_loss_statement *out, dolen_err *err);

/** Read a signed one: DOLEN_E_INPUT when malformed, DOLEN_E_CRYPTO unless `governance` signed it. */
DOLEN_CHECKED dolen_status dolen_loss_statement_open(dolen_bytes note, const dolen_note_key *governance,
                                                     dolen_loss_statement *out, dolen_err *err);

/** Does it release a witness of the log `origin` from having cosigned this tree? */
bool dolen_loss_statement_covers(const dolen_loss_statement *statement, const char *origin, dolen_merkle_head cosigned);

#endif
