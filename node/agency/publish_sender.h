/**
 * The busy part of a publication: people become records on several threads, records become chunks, chunks are sent.
 *
 * Owns: its threads and what waits in them. Threads: one thread feeds it; everything else is inside.
 */
#ifndef DOLEN_NODE_AGENCY_PUBLISH_SENDER_H
#define DOLEN_NODE_AGENCY_PUBLISH_SENDER_H

#include "node/agency/agency.h"
#include "node/agency/extract/extract.h"
#include "node/agency/subject_marks.h"
#include "node/store/published_store.h"

/** What is sent, and where. */
typedef struct dolen_publish_target {
    dolen_agency *agency;
    uint32_t epoch;
    uint64_t sequence;
    bool snapshot;                                  /**< nothing needs to be withdrawn one by one */
    const dolen_subject_marks *marks;               /**< why something goes that is still held */
    void (*progress)(void *context, uint64_t done); /**< called from any thread; `done` more are sent */
    void *context;
} dolen_publish_target;

/** What came of it. */
typedef struct dolen_publish_sent {
    uint32_t chunk_count;
    uint64_t put_count;
    uint64_t withdraw_count;
    uint64_t unmatchable;
    uint64_t pseudonyms;
    dolen_digest chunks; /**< SHA-256 over the chunks' digests in order */
    dolen_digest added;  /**< sum of the contributions put */
    dolen_digest gone;   /**< sum of the contributions that were replaced or withdrawn */
} dolen_publish_sent;

typedef struct dolen_publish_sender dolen_publish_sender;

/** Start the threads. DOLEN_E_SYSTEM if they cannot be. */
DOLEN_CHECKED dolen_status dolen_publish_sender_new(const dolen_publish_target *target, dolen_publish_sender **out,
                                                    dolen_err *err);

/** Stop and free; what was not sent is dropped. NULL is fine. */
void dolen_publish_sender_free(dolen_publish_sender *sender);
DOLEN_OWNED(dolen_publish_sender);

/**
 * Send a change. `entry` is the extract's (copied), or NULL for one that is gone. Waits while the threads are busy;
 * fails with the first failure of any of them.
 */
DOLEN_CHECKED dolen_status dolen_publish_sender_add(dolen_publish_sender *sender, const dolen_published_change *change,
                                                    const dolen_extract_entry *entry, dolen_err *err);

/** Wait until everything is sent and kept. */
DOLEN_CHECKED dolen_status dolen_publish_sender_finish(dolen_publish_sender *sender, dolen_publish_sent *out,
                                                       dolen_err *err);

#endif
