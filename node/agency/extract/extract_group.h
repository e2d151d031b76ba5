/**
 * All rows of one local id becoming one entry. Part of extract.c.
 *
 * Owns: nothing; what an entry holds lives in the arena given. Threads: one at a time.
 */
#ifndef DOLEN_NODE_AGENCY_EXTRACT_EXTRACT_GROUP_H
#define DOLEN_NODE_AGENCY_EXTRACT_EXTRACT_GROUP_H

#include "node/agency/extract/extract_row.h"

/** One code of the record while its rows come in. */
typedef struct dolen_extract_sum {
    dolen_code code;
    dolen_flag_kind kind;
    dolen_month opened;
    dolen_month closed;
    dolen_day latest;
    bool disputed;
    uint32_t counts[DOLEN_FLAG_MONTHS]; /**< by month, the last is this one */
} dolen_extract_sum;

typedef struct dolen_extract_group {
    dolen_arena *arena;
    const char *text[DOLEN_MAPPING_FIELDS]; /**< the first that is not empty */
    dolen_subject subject;
    dolen_day born;
    dolen_protection protection;
    uint16_t contact;
    dolen_dimensions dimensions;
    dolen_extract_sum sums[DOLEN_RECORD_FLAGS];
    size_t count;
    bool failed; /**< the arena is too small */
} dolen_extract_group;

/** Begin with no rows. */
void dolen_extract_group_start(dolen_extract_group *group, dolen_arena *arena);

/**
 * Add a row, whatever its verdict: protection and identity count even when the flag does not. Rejects the row (and
 * reports it) when it says another subject than the rows before or is one code too many.
 */
void dolen_extract_group_add(dolen_extract_group *group, dolen_extract_rows *rows, dolen_extract_row *row);

/**
 * The entry; `out->flag_count` is 0 when nothing falls into the months held, `first_month` being the first (IG-14).
 * DOLEN_E_LIMIT: arena too small.
 */
DOLEN_CHECKED dolen_status dolen_extract_group_finish(dolen_extract_group *group, dolen_month this_month,
                                                      dolen_month first_month, dolen_extract_entry *out,
                                                      dolen_err *err);

#endif
