/**
 * What the administrator's status page shows; filled in by the node (dolen_web_site.status). Names no person.
 *
 * Owns: nothing; everything lives in the arena of the request. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_STATUS_DATA_H
#define DOLEN_NODE_AGENCY_WEB_WEB_STATUS_DATA_H

#include "node/agency/publish.h"
#include "node/agency/web/page.h"

/** What has an end: a certificate, the revocation list, the federation file. */
typedef enum dolen_web_term {
    DOLEN_WEB_TERM_FEDERATION_CERTIFICATE,
    DOLEN_WEB_TERM_WEB_CERTIFICATE,
    DOLEN_WEB_TERM_REVOCATIONS,
    DOLEN_WEB_TERM_FEDERATION_FILE,
    DOLEN_WEB_TERMS,
} dolen_web_term;

typedef struct dolen_web_status_member {
    dolen_both name;
    bool is_suspended;
} dolen_web_status_member;

typedef struct dolen_web_status {
    const dolen_publish_progress *job; /**< the last one since the node started */
    bool has_publication;              /**< the broker has confirmed a delta */
    uint64_t sequence;
    uint64_t rows;
    int64_t as_of;                  /**< instant */
    int64_t confirmed;              /**< instant */
    int64_t until[DOLEN_WEB_TERMS]; /**< instants; 0: missing or unreadable */
    const dolen_web_status_member *members;
    size_t member_count;
    uint64_t federation_serial;
    const char *rules_version;
    const char *rules_digest; /**< hexadecimal */
} dolen_web_status;

#endif
