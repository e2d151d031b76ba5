/**
 * What the federation's certificates are judged by: its authority's certificate and revocation list.
 *
 * Both are PEM files that may be replaced at any time; a change is noticed within two seconds of the next use. If the
 * revocation list is missing, unreadable or past its next update, nobody is trusted until it is back.
 * Owns: the parsed files. Threads: any.
 */
#ifndef DOLEN_NODE_NET_TRUST_H
#define DOLEN_NODE_NET_TRUST_H

#include <stdbool.h>
#include <stdint.h>

#include "node/base/clock.h"
#include "node/base/own.h"
#include "node/base/status.h"
#include "node/model/code.h"

typedef struct dolen_trust dolen_trust;

/** Where it comes from. All texts are copied. */
typedef struct dolen_trust_options {
    dolen_code federation;
    const char *authority_file;  /**< PEM: the root certificate, intermediates after it if any */
    const char *revocation_file; /**< PEM: one list per issuing certificate */
    dolen_clock clock;
} dolen_trust_options;

/**
 * Read the files. DOLEN_E_ABSENT or DOLEN_E_INPUT if the authority's file cannot be used. A bad revocation list is no
 * failure here: everybody is refused until it is mended.
 */
DOLEN_CHECKED dolen_status dolen_trust_new(dolen_trust_options options, dolen_trust **out, dolen_err *err);

/** Free it; nothing may be using it. NULL is fine. */
void dolen_trust_free(dolen_trust *trust);
DOLEN_OWNED(dolen_trust);

/** Read both files again now. On failure the old authority stays; a revocation list that cannot be read is dropped. */
DOLEN_CHECKED dolen_status dolen_trust_reload(dolen_trust *trust, dolen_err *err);

/** A number that changes when what is trusted may have changed: judgements older than it must be made again. */
uint64_t dolen_trust_generation(dolen_trust *trust);

/** When the revocation list must have been replaced, in milliseconds since 1970; 0 when there is none. */
int64_t dolen_trust_revocation_until(dolen_trust *trust);

/** Is there a revocation list within its time? For readiness. */
bool dolen_trust_is_current(dolen_trust *trust);

/** The federation whose members are trusted. */
dolen_code dolen_trust_federation(const dolen_trust *trust);

#endif
