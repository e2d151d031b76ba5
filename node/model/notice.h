/**
 * What an owner is told about a consultation of one of its records (IG-32).
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_MODEL_NOTICE_H
#define DOLEN_NODE_MODEL_NOTICE_H

#include "node/model/code.h"
#include "node/model/uuid.h"

/** What became of a record that a question matched at *probable* or better. The numbers are stored and sent. */
typedef enum dolen_consulted_outcome {
    DOLEN_CONSULTED_NONE = 0,     /**< no match, or the asker's own record */
    DOLEN_CONSULTED_WITHHELD = 1, /**< the rules released nothing of it, and the asker cannot tell that it is there */
    DOLEN_CONSULTED_SHOWN = 2,
    DOLEN_CONSULTED_WARNED = 3, /**< protected: the asker learned that a protected record exists, and nothing else */
    DOLEN_CONSULTED_OPENED = 4, /**< protected, and shown (IG-15) */
} dolen_consulted_outcome;

typedef struct dolen_notice {
    uint64_t entry;    /**< index of the question's ledger entry */
    dolen_uuid handle; /**< as the owner published it */
    dolen_consulted_outcome outcome;
    int64_t asked;      /**< instant */
    dolen_code agency;  /**< who asked; empty, as is the purpose, where it would name a sensitive service */
    dolen_code purpose; /**< why */
    bool urgent;
} dolen_notice;

enum { DOLEN_NOTICES = 512 }; /**< of one reply at most */

#endif
