/**
 * What a record may be counted by in statistics (IG-36): small codes from the rules, one of each dimension at most.
 *
 * They go with a record to the broker's index and from there into published counts alone: no question can ask for
 * them, and no answer has a place for them. Owns: nothing; small values passed by copy. Threads: any.
 */
#ifndef DOLEN_NODE_MODEL_DIMENSIONS_H
#define DOLEN_NODE_MODEL_DIMENSIONS_H

#include "node/model/code.h"

/** The numbers are places in dolen_dimensions. */
typedef enum dolen_counted_by {
    DOLEN_COUNTED_BY_AGE = 0,       /**< age band, made at the node from the date of birth */
    DOLEN_COUNTED_BY_CARE = 1,      /**< experience of care: yes, no */
    DOLEN_COUNTED_BY_AUTHORITY = 2, /**< local authority */
    DOLEN_COUNTED_BY_REASON = 3,    /**< primary reason for going missing */
    DOLEN_COUNTED_BY = 4,           /**< how many there are */
} dolen_counted_by;

typedef struct dolen_dimensions {
    dolen_code values[DOLEN_COUNTED_BY]; /**< empty = not known */
} dolen_dimensions;

/** The dimension's code in the rules: "age-band", "care", "authority", "missing-reason". Never NULL. */
const char *dolen_dimensions_name(dolen_counted_by which);

/** Is nothing known of any? */
bool dolen_dimensions_are_empty(const dolen_dimensions *dimensions);

#endif
