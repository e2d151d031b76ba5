/**
 * One member of staff's own searches, held against each other, against their own past and against the agency's.
 *
 * The searches of one person are in memory at a time, at most DOLEN_UNUSUAL_PERSON_MOST of them: the latest.
 * What is found is about how the search was used; nothing is said about whom it was about (IG-25).
 * Owns: what was added. Threads: one at a time.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_PERSON_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_PERSON_H

#include "node/agency/oversight/unusual_agency.h"
#include "node/agency/oversight/unusual_use.h"

enum { DOLEN_UNUSUAL_PERSON_MOST = 20000 };

typedef struct dolen_unusual_person dolen_unusual_person;

/** Called for each finding; `finding` (without number, `raised`, names of the closing) is valid during the call. */
typedef dolen_status (*dolen_unusual_found)(void *context, const dolen_stored_finding *finding, dolen_err *err);

/** Nobody yet. Never NULL. */
dolen_unusual_person *dolen_unusual_person_new(void);

/** NULL is fine. */
void dolen_unusual_person_free(dolen_unusual_person *person);
DOLEN_OWNED(dolen_unusual_person);

/** Begin with somebody: the number of the member of staff at `agency`. Forgets what was added before. */
void dolen_unusual_person_begin(dolen_unusual_person *person, const dolen_unusual_agency *agency, const char *account,
                                int32_t staff);

/** Add one of their searches, made with their own names and home (dolen_unusual_facts_read). By instant. */
void dolen_unusual_person_add(dolen_unusual_person *person, const dolen_unusual_facts *facts);

/**
 * Find what is unusual and has a search asked at `since` or later. Ends with the first status of `found` that is not
 * DOLEN_OK.
 */
DOLEN_CHECKED dolen_status dolen_unusual_person_examine(dolen_unusual_person *person,
                                                        const dolen_unusual_thresholds *thresholds, int64_t since,
                                                        dolen_unusual_found found, void *context, dolen_err *err);

#endif
