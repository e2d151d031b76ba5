/**
 * The findings of unusual use, for the data-protection officer: read on a ground, which is logged, and closed
 * once with a reason (IG-09, IG-12). The one way to them, for the pages and the command line alike.
 *
 * Owns: nothing; results live in the arena given. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_FINDINGS_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_FINDINGS_H

#include <jansson.h>

#include "node/agency/oversight/reading.h"
#include "node/agency/oversight/unusual_use.h"

enum { DOLEN_UNUSUAL_FINDINGS_ARENA = 16 * 1024 * 1024 }; /**< memory that suffices for a list */

typedef struct dolen_unusual_findings {
    const dolen_stored_finding *items; /**< open ones first, the latest search first; then closed ones */
    size_t count;
    int64_t open; /**< how many are open in all */
} dolen_unusual_findings;

/**
 * List open findings, with `closed_too` closed ones as well, at most DOLEN_FINDING_LIST_LIMIT. `reader` says who reads,
 * in which role and on which ground; the reading is logged before this returns DOLEN_OK. dolen_reading_begin's
 * statuses; nothing may be shown then.
 */
DOLEN_CHECKED dolen_status dolen_unusual_findings_list(dolen_agency *agency, const dolen_reading *reader,
                                                       bool closed_too, dolen_arena *arena, dolen_unusual_findings *out,
                                                       dolen_err *err);

/** One finding, likewise logged. DOLEN_E_ABSENT. */
DOLEN_CHECKED dolen_status dolen_unusual_findings_find(dolen_agency *agency, const dolen_reading *reader,
                                                       int64_t number, dolen_arena *arena, dolen_stored_finding *out,
                                                       dolen_err *err);

/**
 * Close one with a reason. DOLEN_E_DENIED unless the reader may read the log, and for a finding about themselves;
 * DOLEN_E_ABSENT: there is no such open finding; DOLEN_E_INPUT: no reason, or one that is too long.
 */
DOLEN_CHECKED dolen_status dolen_unusual_findings_close(dolen_agency *agency, const dolen_reading *reader,
                                                        int64_t number, const char *reason, dolen_arena *arena,
                                                        dolen_err *err);

/** {"findings": [...], "open"}: each with its kind and figures in both languages. Never NULL; the caller's. */
json_t *dolen_unusual_findings_json(const dolen_unusual_findings *findings);

/** Set the gauge dolen_findings_open; nothing when the database does not answer. */
void dolen_unusual_findings_measure(dolen_agency *agency);

#endif
