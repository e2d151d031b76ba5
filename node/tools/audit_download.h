/**
 * Fetching a ledger's files over HTTP into a folder, in the layout of governance/audit/tile.h.
 *
 * Nothing that is fetched is believed: verify the folder afterwards (governance/audit/verify_log.h).
 * Threads: one at a time.
 */
#ifndef DOLEN_NODE_TOOLS_AUDIT_DOWNLOAD_H
#define DOLEN_NODE_TOOLS_AUDIT_DOWNLOAD_H

#include "node/net/http_client.h"

/** What was fetched. */
typedef struct dolen_audit_download {
    uint64_t size;    /**< of the tree that the checkpoint is about */
    uint64_t fetched; /**< files fetched */
    uint64_t had;     /**< full tiles that were in the folder already and were kept */
} dolen_audit_download;

/** What to fetch, from where, to where. */
typedef struct dolen_audit_download_task {
    bool cosigned;      /**< the checkpoint that the witnesses' quorum has confirmed, not the latest */
    bool hashes;        /**< tiles of hashes too: for others to read; verifying makes them itself and compares */
    const char *ground; /**< for opened entries (IG-09); NULL: none are asked for */
    const char *folder;
    /** Send GET `path` and receive the answer. */
    dolen_status (*fetch)(void *context, const char *path, dolen_arena *arena, dolen_http_reply *reply, dolen_err *err);
    void *context;
    /** Told after each file how many of the files to fetch are there. May be NULL. */
    void (*progress)(void *context, uint64_t done, uint64_t total);
} dolen_audit_download_task;

/**
 * Fetch the checkpoint below /v1/ledger, then every tile of leaves, of hashes when wanted, and of opened entries when a
 * ground is given, unless the other side refuses those.
 * The checkpoint is written last, so that an interrupted download is continued by the next. DOLEN_E_REMOTE for an
 * answer that cannot be, DOLEN_E_SYSTEM when the folder cannot be written, the client's statuses otherwise.
 */
DOLEN_CHECKED dolen_status dolen_audit_download_all(const dolen_audit_download_task *task, dolen_audit_download *out,
                                                    dolen_err *err);

#endif
