/**
 * Published statistics at an agency's node: fetched from the broker for somebody whose role may audit (IG-36), and
 * written as JSON and CSV.
 *
 * What comes is public within the partnership and says nothing about a person (IG-25). Owns: nothing; results live in
 * the arena given. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_STATISTICS_H
#define DOLEN_NODE_AGENCY_STATISTICS_H

#include <jansson.h>

#include "node/agency/agency.h"
#include "proto/codec/statistics.h"

enum { DOLEN_STATISTICS_ARENA = 48 * 1024 * 1024 }; /**< arena that suffices for a release in every form */

/** Who reads, and what. */
typedef struct dolen_statistics_reading {
    const char *user;
    dolen_code role;
    const char *channel; /**< "page" or "command" */
    bool wants_list;
    dolen_month month; /**< of the release; 0: the latest and those before it, oldest first */
} dolen_statistics_reading;

/**
 * Read from the broker, which records it. DOLEN_E_DENIED when the account or the rules forbid it, DOLEN_E_ABSENT when
 * there is no such release, DOLEN_E_REMOTE when the broker does not answer. In `arena` (DOLEN_STATISTICS_ARENA).
 */
DOLEN_CHECKED dolen_status dolen_statistics_read(dolen_agency *agency, const dolen_statistics_reading *reading,
                                                 dolen_arena *arena, dolen_statistics_reply *out, dolen_err *err);

/** A list of releases as a document. Never NULL; the caller's. */
json_t *dolen_statistics_json_list(const dolen_statistics_reply *reply);

/** One release as a document: month, made, members, and every figure with its names. Likewise. */
json_t *dolen_statistics_json_release(const dolen_rules *rules, const dolen_statistics_release *release);

/**
 * One release as CSV (RFC 4180, UTF-8) with a header row: release, measure, month, row, column, their English names,
 * value. A figure that is not shown has the value "c". No field begins so that a spreadsheet takes it for a formula.
 */
DOLEN_CHECKED dolen_status dolen_statistics_csv_release(const dolen_rules *rules,
                                                        const dolen_statistics_release *release, dolen_arena *arena,
                                                        dolen_bytes *out, dolen_err *err);

/** What a code of a figure is called: a value of the rules, an agency by its code, a band, "all"; NULL: no other name.
 */
const dolen_words *dolen_statistics_name(const dolen_rules *rules, dolen_code code);

/** Which dimension a figure's code is a value of; DOLEN_COUNTED_BY for none. */
dolen_counted_by dolen_statistics_dimension(const dolen_rules *rules, dolen_code code);

#endif
