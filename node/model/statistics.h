/**
 * Published statistics (docs/statistics.md): figures that have been through disclosure control (IG-36), as releases.
 *
 * A release holds counts alone, never anything about a person, and no score or rank (IG-25). Owns: nothing; lists are
 * borrowed, usually from an arena. Threads: any.
 */
#ifndef DOLEN_NODE_MODEL_STATISTICS_H
#define DOLEN_NODE_MODEL_STATISTICS_H

#include "node/base/clock.h"
#include "node/model/code.h"

enum {
    DOLEN_STATISTICS_FIGURES = 16384, /**< of one release at most */
    DOLEN_STATISTICS_RELEASES = 240,  /**< in a list at most: twenty years */
    DOLEN_STATISTICS_MEMBERS = 64,
    DOLEN_STATISTICS_VERSION = 32, /**< room for the rules' version and a NUL */
};

/** One number, or the mark that it is not shown. */
typedef struct dolen_statistics_figure {
    dolen_code measure; /**< what was counted: "missing-episodes" */
    dolen_month month;
    dolen_code row;    /**< a value of the rules, an agency, a band, or "all" */
    dolen_code column; /**< likewise */
    bool is_shown;
    uint32_t shown; /**< a multiple of the rules' rounding; 0 when not shown */
} dolen_statistics_figure;

/** All figures that became public together. */
typedef struct dolen_statistics_release {
    dolen_month month; /**< the latest month it is about; its name */
    int64_t made;      /**< instant */
    uint32_t epoch;
    char rules_version[DOLEN_STATISTICS_VERSION];
    int64_t as_of;             /**< instant of the oldest extract counted */
    const dolen_code *members; /**< whose records were counted, in order */
    size_t member_count;
    const dolen_statistics_figure *figures; /**< NULL in a list of releases */
    size_t figure_count;
} dolen_statistics_release;

#endif
