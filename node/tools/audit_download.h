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

/**
 * Fetch the checkpoint below /v1/ledger (`cosigned`: the one that the witnesses' quorum has confirmed), then every tile
 * of leaves, and of opened entries when a `ground` is given (NULL: none, IG-09) unless the other side refuses those.
 * The checkpoint is written last, so that an interrupted download is continued by the next. DOLEN_E_REMOTE for an
 * answer that cannot be, DOLEN_E_SYSTEM when the folder cannot be written, the client's statuses otherwise.
 */
DOLEN_CHECKED dolen_status dolen_audit_download_all(dolen_http_client *client, bool cosigned, const char *ground,
                                                    const char *folder, dolen_audit_download *out, dolen_err *err);

#endif
