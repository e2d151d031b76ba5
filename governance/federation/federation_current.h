/**
 * The federation file that is in force in a running service, and taking up a new one without a restart.
 *
 * A file is taken up when it reads, is signed, and its serial is not below the one in force; otherwise the old one
 * stays. Owns: every file ever in force, until freed, so that a borrowed one never disappears under a request. Threads:
 * any number at once.
 */
#ifndef DOLEN_GOVERNANCE_FEDERATION_FEDERATION_CURRENT_H
#define DOLEN_GOVERNANCE_FEDERATION_FEDERATION_CURRENT_H

#include "governance/federation/federation.h"

typedef struct dolen_federation_current dolen_federation_current;

/** Read the file at `path`. What dolen_federation_read_file says; `*out` is NULL on failure. */
DOLEN_CHECKED dolen_status dolen_federation_current_new(const char *path, const dolen_note_key *governance,
                                                        dolen_federation_current **out, dolen_problems *problems,
                                                        dolen_err *err);

/** Free; nobody may hold a borrowed federation any longer. NULL is fine. */
void dolen_federation_current_free(dolen_federation_current *current);
DOLEN_OWNED(dolen_federation_current);

/** The one in force, borrowed until dolen_federation_current_free. Never NULL. */
const dolen_federation *dolen_federation_current_get(dolen_federation_current *current);

/**
 * Read the file again if it changed since it was last read; `*changed` says whether another one is in force now.
 * On failure the old one stays in force. DOLEN_E_CONFLICT for a serial below the one in force.
 */
DOLEN_CHECKED dolen_status dolen_federation_current_reload(dolen_federation_current *current, bool *changed,
                                                           dolen_problems *problems, dolen_err *err);

#endif
