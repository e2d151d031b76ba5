/**
 * Who reads the agency's own log of searches: each reading names its ground and is itself logged, here and in the
 * federation's ledger, before anything is shown (IG-09, IG-12).
 *
 * The one way to read the log, for the pages and the command line alike. What was read about whom stays at the agency;
 * the ledger holds that somebody of a role read, on which ground, how much. Owns: nothing. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_READING_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_READING_H

#include "node/agency/agency.h"
#include "node/store/oversight_store.h"

/* dolen_reading_kind, dolen_reading and dolen_reading_kept: see node/store/oversight_store.h. */

/** From where a list of readings goes on: the last item's instant and number; all zero: from the newest. */
typedef dolen_oversight_cursor dolen_reading_cursor;

enum { DOLEN_READING_PAGE = 50 };

/** A kind's word, as the ledger says it: "read-list", "read-entry", ... NULL for a number that is none. */
const char *dolen_reading_kind_word(dolen_reading_kind kind);

/**
 * May this account, in this role, read on this ground? What dolen_reading_begin checks, without logging: for whoever
 * must look before it is known how much will be shown. Same statuses.
 */
DOLEN_CHECKED dolen_status dolen_reading_check(dolen_agency *agency, const dolen_reading *reading, dolen_arena *arena,
                                               dolen_err *err);

/**
 * Log a reading: call it when what will be shown is known and before it is shown. Anything but DOLEN_OK means: show
 * nothing. DOLEN_E_DENIED unless the account exists, is in force, holds the role, and the role may audit;
 * DOLEN_E_INPUT without a ground; DOLEN_E_REMOTE and others when it cannot be written down. The ledger learns of it
 * within seconds, or when it is back.
 */
DOLEN_CHECKED dolen_status dolen_reading_begin(dolen_agency *agency, const dolen_reading *reading, dolen_arena *arena,
                                               dolen_err *err);

/**
 * The same, and wait until the ledger has it: for what leaves as a file. DOLEN_E_REMOTE when the ledger cannot be
 * reached: no ledger, no export (the reading stays logged). `*entry` is its ledger entry, or -1 when the ledger had it
 * already.
 */
DOLEN_CHECKED dolen_status dolen_reading_begin_recorded(dolen_agency *agency, const dolen_reading *reading,
                                                        dolen_arena *arena, int64_t *entry, dolen_err *err);

/**
 * Who read the log: newest first, at most DOLEN_READING_PAGE after `after`, in `arena`. Itself a reading: begin one
 * (DOLEN_READING_READINGS) before it is shown.
 */
DOLEN_CHECKED dolen_status dolen_reading_list(dolen_agency *agency, dolen_reading_cursor after, dolen_arena *arena,
                                              const dolen_reading_kept **out, size_t *count, dolen_err *err);

#endif
