/**
 * What an officer has in hand while a session lasts: the ground on which the log is read, what is looked for in it, a
 * subject's report. One paper of each kind per session.
 *
 * Owns: copies, in memory only; wiped when replaced, dropped or half an hour old. At most a fixed number and size; the
 * oldest makes room. Secrets: papers are personal data. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_PAPERS_H
#define DOLEN_NODE_AGENCY_WEB_PAPERS_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/base/own.h"
#include "node/crypto/hash.h"

enum {
    DOLEN_PAPERS_COUNT = 64,
    DOLEN_PAPERS_SIZE = 2 * 1024 * 1024, /**< bytes of one paper at most */
    DOLEN_PAPERS_AGE = 30 * 60 * 1000,   /**< milliseconds since it was last put or looked at */
};

typedef enum dolen_paper_kind {
    DOLEN_PAPER_GROUND = 1, /**< a ground's code (IG-09) */
    DOLEN_PAPER_WISH = 2,   /**< a form's body: which searches are looked for */
    DOLEN_PAPER_REPORT = 3, /**< a subject's report as JSON */
    DOLEN_PAPER_DEED = 4,   /**< what was done just now at a subject's request, as JSON */
    DOLEN_PAPER_STEPS = 5,  /**< a form's body: which steps with alerts are looked for */
} dolen_paper_kind;

typedef struct dolen_papers dolen_papers;

/** None. Never NULL. */
dolen_papers *dolen_papers_new(void);

/** Wipe and free all; NULL is fine. */
void dolen_papers_free(dolen_papers *papers);
DOLEN_OWNED(dolen_papers);

/** Keep a copy as the session's one paper of this kind. DOLEN_E_LIMIT when it is too large. */
DOLEN_CHECKED dolen_status dolen_papers_put(dolen_papers *papers, dolen_digest session, dolen_paper_kind kind,
                                            dolen_bytes text, int64_t now, dolen_err *err);

/** The session's paper of this kind, copied into `arena` with a NUL behind it. DOLEN_E_ABSENT, DOLEN_E_LIMIT. */
DOLEN_CHECKED dolen_status dolen_papers_find(dolen_papers *papers, dolen_digest session, dolen_paper_kind kind,
                                             int64_t now, dolen_arena *arena, dolen_bytes *out, dolen_err *err);

/** Wipe the session's paper of this kind. */
void dolen_papers_forget(dolen_papers *papers, dolen_digest session, dolen_paper_kind kind);

#endif
