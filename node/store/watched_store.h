/**
 * Which of an agency's own records are watched (IG-32), with what an alert must say of them at once: own people in
 * clear, in the agency's own database alone.
 *
 * Secrets: names and local ids are personal data. Owns: nothing. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_WATCHED_STORE_H
#define DOLEN_NODE_STORE_WATCHED_STORE_H

#include "node/model/code.h"
#include "node/model/uuid.h"
#include "node/store/pool.h"
#include "node/store/statement.h"

/** One watch of one record. */
typedef struct dolen_watched {
    dolen_uuid key;   /**< as among the published */
    dolen_code watch; /**< of the rules */
    const char *local_id;
    const char *name; /**< as the extract has it; "" when it has none */
    uint16_t team;    /**< number of the own contact, from 1 */
} dolen_watched;

/**
 * Replace all watches by these, in one transaction. A watch given twice counts once; one of a person who is restricted
 * or erased by now does not count, whenever the list was made (IG-27).
 */
DOLEN_CHECKED dolen_status dolen_watched_store_replace(dolen_pool *pool, const dolen_watched *list, size_t count,
                                                       dolen_err *err);

/**
 * For whoever copies watches into alerts, in a transaction and before it looks at them: nobody's watches are ended
 * until it commits, and who erases a person then finds the alert (IG-27). Others may hold them too.
 */
DOLEN_CHECKED dolen_status dolen_watched_store_hold(dolen_connection *connection, dolen_err *err);

/**
 * A person was restricted or erased (IG-27): end all watches of this key. When erased, alerts about it lose name and
 * local id as well, for good; what was done with them stays. In the transaction that places the mark, after it: nobody
 * else's replacing then brings the watches back.
 */
DOLEN_CHECKED dolen_status dolen_watched_store_forget(dolen_connection *connection, dolen_uuid key, bool erased,
                                                      dolen_err *err);

#endif
