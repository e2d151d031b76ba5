/**
 * The rules of the partnership as the extract reader asks them: which codes this member may publish, and of what kind.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_EXTRACT_EXTRACT_POLICY_H
#define DOLEN_NODE_AGENCY_EXTRACT_EXTRACT_POLICY_H

#include "governance/policy/rules.h"
#include "node/agency/extract/extract.h"

typedef struct dolen_extract_policy {
    const dolen_rules *rules;
    dolen_code member_type; /**< empty: any type, for checking a file without knowing whose it is */
} dolen_extract_policy;

/**
 * For dolen_extract_rules.kind_of with a `dolen_extract_policy` as context: the code's kind, or DOLEN_FLAG_NONE when
 * the rules do not let such a member publish it about this kind of subject (IG-13, IG-16).
 */
dolen_flag_kind dolen_extract_policy_kind(void *context, dolen_code code, dolen_subject subject);

/**
 * For dolen_extract_rules.dimension_of with a `dolen_extract_policy` as context: what dolen_policy_dimension_find says
 * (IG-13, IG-36).
 */
bool dolen_extract_policy_dimension(void *context, dolen_counted_by which, const char *value, int age, dolen_code *out);

#endif
