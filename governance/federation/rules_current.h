/**
 * The rules that are in force in a running service, and taking up new ones without a restart (IG-04).
 *
 * Rules are taken up when the folder's set is valid and the signed federation file in force names its digest; otherwise
 * the old ones stay. When the file names rules that are not here yet, the old ones, which an earlier file named, go on
 * for the file's grace, so that a federation can change its rules one service after the other; then nothing may be
 * answered any longer.
 * Owns: every set ever in force, until freed, so that a borrowed one never disappears under a request. Threads: any
 * number at once.
 */
#ifndef DOLEN_GOVERNANCE_FEDERATION_RULES_CURRENT_H
#define DOLEN_GOVERNANCE_FEDERATION_RULES_CURRENT_H

#include "governance/federation/federation_current.h"
#include "governance/policy/rules.h"

typedef struct dolen_rules_current dolen_rules_current;

typedef enum dolen_rules_standing {
    DOLEN_RULES_AS_NAMED = 0, /**< those that the federation file in force names */
    DOLEN_RULES_AWAITED = 1,  /**< the file names others, which are not here yet: the old ones go on for its grace */
    DOLEN_RULES_STALE = 2,    /**< and its grace has passed: answer nothing (IG-04) */
} dolen_rules_standing;

/**
 * Load the folder. `federation` is borrowed. What dolen_rules_load says; DOLEN_E_CONFLICT when the federation file in
 * force names other rules. `*out` is NULL on failure.
 */
DOLEN_CHECKED dolen_status dolen_rules_current_new(const char *folder, dolen_federation_current *federation,
                                                   dolen_rules_current **out, dolen_problems *problems, dolen_err *err);

/** Free; nobody may hold borrowed rules any longer. NULL is fine. */
void dolen_rules_current_free(dolen_rules_current *current);
DOLEN_OWNED(dolen_rules_current);

/** Those in force, borrowed until dolen_rules_current_free. Never NULL. Take them once for each request. */
dolen_rules *dolen_rules_current_get(dolen_rules_current *current);

/**
 * Load the folder again; `*changed` says whether another set is in force now. On failure the old one stays:
 * DOLEN_E_INPUT for rules with mistakes, DOLEN_E_CONFLICT for valid ones that the federation file in force does not
 * name, and what reading files says.
 */
DOLEN_CHECKED dolen_status dolen_rules_current_reload(dolen_rules_current *current, bool *changed,
                                                      dolen_problems *problems, dolen_err *err);

/**
 * Keep in `file` which rules are in force and which were before, from when to when, so that a restart forgets neither.
 * What was in force at the last start, when it was another set, has been replaced at `now`. Call it once, after new; a
 * file that is missing or damaged is begun anew. What dolen_file_write says.
 */
DOLEN_CHECKED dolen_status dolen_rules_current_remember(dolen_rules_current *current, const char *file, int64_t now,
                                                        dolen_err *err);

/**
 * May another service have decided by these rules at this instant? By those in force here, by those that the signed
 * file names, which are not here yet, and for the file's grace by those that were in force here before: rules change
 * one service after the other (IG-04). By no others.
 */
bool dolen_rules_current_accepts(dolen_rules_current *current, dolen_digest digest, int64_t now);

/** How the rules in force stand to the federation file in force at this instant. The grace begins with the first look.
 */
dolen_rules_standing dolen_rules_current_standing(dolen_rules_current *current, int64_t now);

#endif
