/**
 * What the node's own database keeps of each person it publishes: keyed, cut digests that tell what changed, and the
 * mask over the set digest's elements. Nothing of it equals anything that another party holds.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_PUBLISH_DIGESTS_H
#define DOLEN_NODE_AGENCY_PUBLISH_DIGESTS_H

#include "node/agency/extract/extract.h"
#include "node/agency/local_keys.h"
#include "node/store/published_store.h"

/** Key, identity and flags of an entry; `place` is left 0. The entry's arena is not used. */
dolen_published_row dolen_publish_digests_of(const dolen_local_keys *keys, const dolen_extract_entry *entry);

/** The key of a local identifier: what the node's database knows a person or address by. */
dolen_uuid dolen_publish_digests_key(const dolen_local_keys *keys, const char *local_id);

/** Mask an element for storing, or unmask it: the same operation. The mask belongs to the handle and the epoch. */
dolen_digest dolen_publish_digests_mask(const dolen_local_keys *keys, dolen_uuid handle, uint32_t epoch,
                                        dolen_digest element);

#endif
