/**
 * Headline flags: the only facts about a person or address that agencies share (IG-13, IG-25).
 *
 * A flag says that an involvement or state holds from one month to another, or how many events fell in each month. No
 * free text, score or narrative exists. Owns: nothing; month lists are borrowed. Threads: any.
 */
#ifndef DOLEN_NODE_MODEL_FLAG_H
#define DOLEN_NODE_MODEL_FLAG_H

#include "node/base/clock.h"
#include "node/model/code.h"

typedef enum dolen_flag_kind {
    DOLEN_FLAG_NONE = 0,
    DOLEN_FLAG_INVOLVEMENT = 1, /**< "I": from-to */
    DOLEN_FLAG_STATE = 2,       /**< "S": from-to */
    DOLEN_FLAG_EVENT = 3,       /**< "E": counts by month, day of the latest */
} dolen_flag_kind;

/** How much of a finding may be shown. Each level includes the ones below it. */
typedef enum dolen_level {
    DOLEN_LEVEL_NONE = 0, /**< nothing */
    DOLEN_LEVEL_L0 = 1,   /**< involved: yes or no */
    DOLEN_LEVEL_L1 = 2,   /**< agency and contact */
    DOLEN_LEVEL_L2 = 3,   /**< flag codes */
    DOLEN_LEVEL_L3 = 4,   /**< periods, counts, latest day */
} dolen_level;

enum {
    DOLEN_FLAG_MONTHS = 36, /**< months held at most (IG-14) */
    DOLEN_RECORD_FLAGS = 64 /**< flags of one record at most */
};

typedef struct dolen_month_count {
    dolen_month month;
    uint32_t count; /**< 1 to 9999 */
} dolen_month_count;

typedef struct dolen_flag {
    dolen_code code;
    dolen_flag_kind kind;
    dolen_month opened;              /**< involvement, state */
    dolen_month closed;              /**< involvement, state; 0 = still open */
    const dolen_month_count *months; /**< event: ascending, no month twice */
    size_t month_count;
    dolen_day latest; /**< event */
    bool disputed;    /**< the person disputes it (IG-27) */
} dolen_flag;

/** "I", "S", "E", or "?". */
const char *dolen_flag_kind_letter(dolen_flag_kind kind);

/** "L0" to "L3", or "none". */
const char *dolen_level_name(dolen_level level);

/** Read "L0" to "L3" or "none". DOLEN_E_INPUT otherwise. */
DOLEN_CHECKED dolen_status dolen_level_read(const char *text, dolen_level *out, dolen_err *err);

/**
 * Is the flag well-formed: a code, the fields of its kind and no others, months ascending within bounds, nothing closed
 * before it opened, nothing later than `this_month`? DOLEN_E_INPUT with the reason otherwise.
 */
DOLEN_CHECKED dolen_status dolen_flag_check(const dolen_flag *flag, dolen_month this_month, dolen_err *err);

/** Was the flag current in any month from `first` to `last`? */
bool dolen_flag_is_within(const dolen_flag *flag, dolen_month first, dolen_month last);

#endif
