/**
 * What the pages show of the rule set: purposes and names.
 *
 * Owns: nothing; names are borrowed from the rule set. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_RULES_H
#define DOLEN_NODE_AGENCY_WEB_WEB_RULES_H

#include "governance/policy/rules.h"
#include "node/agency/web/web.h"

/**
 * The purposes that a member of this type may ask for and this role may choose, in the rules' order; none for a role
 * that may not ask (IG-12). DOLEN_E_LIMIT when the arena is full.
 */
DOLEN_CHECKED dolen_status dolen_web_rules_purposes(const dolen_rules *rules, dolen_code role, dolen_code type,
                                                    dolen_arena *arena, const dolen_web_purpose **out, size_t *count,
                                                    dolen_err *err);

/** A headline code's name; both texts NULL when unknown. */
dolen_both dolen_web_rules_flag_name(const dolen_rules *rules, dolen_code flag);

/** A purpose's name, of any role; both texts NULL when the rules do not know it. */
dolen_both dolen_web_rules_purpose_name(const dolen_rules *rules, dolen_code code);

/** The reasons for urgency that the rules know. DOLEN_E_LIMIT over the arena's limit. */
DOLEN_CHECKED dolen_status dolen_web_rules_urgencies(const dolen_rules *rules, dolen_arena *arena,
                                                     const dolen_web_urgency **out, size_t *count, dolen_err *err);

#endif
