/**
 * Search forms as they were typed, kept for half an hour per user, so that a fault, a change of language or a new
 * sign-in loses nothing.
 *
 * Owns: copies, in memory only; wiped when replaced, dropped or too old. At most a fixed number; the oldest makes room.
 * Secrets: drafts are personal data. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_DRAFTS_H
#define DOLEN_NODE_AGENCY_WEB_DRAFTS_H

#include "node/agency/search.h"
#include "node/base/own.h"

enum {
    DOLEN_DRAFTS_COUNT = 256,
    DOLEN_DRAFTS_AGE = 30 * 60 * 1000 /**< milliseconds */
};

/** A form and what was found wrong with it. */
typedef struct dolen_draft {
    dolen_subject subject;
    dolen_bytes body; /**< as the browser sent it */
    dolen_search_fault faults[DOLEN_SEARCH_FIELDS];
} dolen_draft;

typedef struct dolen_drafts dolen_drafts;

/** None. Never NULL. */
dolen_drafts *dolen_drafts_new(void);

/** Wipe and free all; NULL is fine. */
void dolen_drafts_free(dolen_drafts *drafts);
DOLEN_OWNED(dolen_drafts);

/** Keep a copy as the user's one draft. */
void dolen_drafts_put(dolen_drafts *drafts, const char *user, const dolen_draft *draft, int64_t now);

/** The user's draft about this kind of subject, copied into `arena`. DOLEN_E_ABSENT, DOLEN_E_LIMIT. */
DOLEN_CHECKED dolen_status dolen_drafts_find(dolen_drafts *drafts, const char *user, dolen_subject subject, int64_t now,
                                             dolen_arena *arena, dolen_draft *out, dolen_err *err);

/** Wipe the user's draft. */
void dolen_drafts_forget(dolen_drafts *drafts, const char *user);

#endif
