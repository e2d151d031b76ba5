/**
 * Which values of the dimensions of statistics the rules know (IG-13, IG-36): asked at the sending node, and again at
 * the broker. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_POLICY_POLICY_DIMENSION_H
#define DOLEN_GOVERNANCE_POLICY_POLICY_DIMENSION_H

#include "governance/policy/rules.h"

/**
 * The rules' code for `value` of this dimension; an empty `value` of DOLEN_COUNTED_BY_AGE asks for the band that `age`
 * lies in. False when the rules know none (IG-13); `*out` is then empty.
 */
bool dolen_policy_dimension_find(const dolen_rules *rules, dolen_counted_by which, const char *value, int age,
                                 dolen_code *out);

/** Is every value that is given one that the rules know, of its own dimension? DOLEN_E_INPUT otherwise (IG-13). */
DOLEN_CHECKED dolen_status dolen_policy_dimension_check(const dolen_rules *rules, const dolen_dimensions *dimensions,
                                                        dolen_err *err);

#endif
