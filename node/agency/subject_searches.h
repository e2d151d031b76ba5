/**
 * The agency's own record of whom its staff searched, looked through for one person (IG-28): refused searches, which
 * asked nobody else, stand there and nowhere else.
 *
 * Secrets: what was typed is personal data; it does not leave the agency. Owns: nothing. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_SUBJECT_SEARCHES_H
#define DOLEN_NODE_AGENCY_SUBJECT_SEARCHES_H

#include "node/agency/agency.h"
#include "node/match/match_keys.h"
#include "node/match/match_score.h"
#include "node/store/search_store.h"

/** Called for each search that was certainly about the person, the newest first; valid during the call. */
typedef void (*dolen_subject_search_found)(void *context, const dolen_stored_search *search);

/** A person made ready for comparing with many searches. */
typedef struct dolen_subject_wanted {
    dolen_match_keys keys; /**< in the arena given */
    dolen_match_thresholds thresholds;
} dolen_subject_wanted;

/** Make ready. DOLEN_E_INPUT when too little is given to compare anything with; DOLEN_E_LIMIT. */
DOLEN_CHECKED dolen_status dolen_subject_searches_want(const dolen_rules *rules, const dolen_person *person,
                                                       dolen_arena *arena, dolen_subject_wanted *out, dolen_err *err);

/** As dolen_subject_searches_is_about; `work` is emptied and used. */
bool dolen_subject_searches_fits(const dolen_subject_wanted *wanted, const char *searched, dolen_arena *work);

/** Is what was typed in a search (as JSON) *confirmed* to be about this person? `rules` say from when (IG-21). */
bool dolen_subject_searches_is_about(const dolen_rules *rules, const char *searched, const dolen_person *person);

/** Look through all searches. The database's statuses, DOLEN_E_LIMIT. */
DOLEN_CHECKED dolen_status dolen_subject_searches_find(dolen_agency *agency, const dolen_rules *rules,
                                                       const dolen_person *person, dolen_subject_search_found found,
                                                       void *context, dolen_err *err);

#endif
