/**
 * Twelve months of headlines as a picture and as words, from an answer's flags.
 *
 * Owns: everything lives in the arena given. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_TIMELINE_H
#define DOLEN_NODE_AGENCY_WEB_TIMELINE_H

#include "node/agency/web/templates.h"
#include "node/model/flag.h"

enum { DOLEN_TIMELINE_MONTHS = 12 };

/** One flag of one agency. */
typedef struct dolen_timeline_item {
    dolen_both agency;
    dolen_both name;
    const dolen_flag *flag;
} dolen_timeline_item;

/**
 * Draw the items that fall into the twelve months that end with `last`. Items of one agency follow one another.
 * DOLEN_E_LIMIT when the arena is full.
 */
DOLEN_CHECKED dolen_status dolen_timeline_draw(dolen_arena *arena, dolen_language language, dolen_month last,
                                               const dolen_timeline_item *items, size_t count, dolen_view_timeline *out,
                                               dolen_err *err);

#endif
