/**
 * An order-independent digest of a set of records: the sum, in ristretto255, of each record hashed to the group.
 *
 * Adding and removing one record costs the same whatever the size of the set; two different sets with one digest would
 * solve a discrete logarithm. The empty set's digest is 32 zero bytes (the identity), allowed here and only here.
 * Owns: nothing; digests are values. Threads: any.
 */
#ifndef DOLEN_NODE_CRYPTO_SET_DIGEST_H
#define DOLEN_NODE_CRYPTO_SET_DIGEST_H

#include "node/base/bytes.h"
#include "node/model/record.h"

/** What one record, by its canonical bytes (dolen_record_canonical), contributes. Store it to remove the record later.
 */
dolen_digest dolen_set_digest_of(dolen_bytes canonical);

/** The digest of the empty set. */
dolen_digest dolen_set_digest_empty(void);

/** Add a contribution to `*sum`. DOLEN_E_CRYPTO, with `*sum` unchanged, if one of the two is no group element. */
DOLEN_CHECKED dolen_status dolen_set_digest_add(dolen_digest *sum, const dolen_digest *contribution, dolen_err *err);

/** Take one away again, likewise. */
DOLEN_CHECKED dolen_status dolen_set_digest_subtract(dolen_digest *sum, const dolen_digest *contribution,
                                                     dolen_err *err);

/** Is it a digest of some set: a canonical encoding or the empty set's? DOLEN_E_CRYPTO otherwise. */
DOLEN_CHECKED dolen_status dolen_set_digest_check(const dolen_digest *digest, dolen_err *err);

#endif
