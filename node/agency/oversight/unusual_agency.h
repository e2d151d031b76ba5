/**
 * What all searches of an agency say together, against which one member of staff's are held: how common a surname is
 * among its cases, which teams look up whose cases as a matter of routine, which teams work at night.
 *
 * It is made in one pass over the searches in the order of their case references, and holds counts by surname of staff,
 * by pairs of teams and by hour, whatever the number of searches. Nothing in it is about a person searched (IG-25).
 * Owns: its counts; the staff are borrowed. Threads: one at a time.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_AGENCY_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_AGENCY_H

#include "node/agency/oversight/unusual_facts.h"
#include "node/base/own.h"

enum { DOLEN_UNUSUAL_NOBODY = -1 };

typedef struct dolen_unusual_agency dolen_unusual_agency;

/** A case reference that nobody else of a member of staff's team uses, and that another team used first. */
typedef struct dolen_unusual_foreign {
    int32_t staff; /**< number of the member of staff */
    uint64_t case_sum;
    int64_t other_searches; /**< of the team that used it first */
    int64_t team_cases;     /**< of that team, which colleagues of the own team look up as well */
} dolen_unusual_foreign;

/** For these members of staff, sorted by account name in byte order. Never NULL. */
dolen_unusual_agency *dolen_unusual_agency_new(const dolen_unusual_staff *staff, size_t count);

/** NULL is fine. */
void dolen_unusual_agency_free(dolen_unusual_agency *agency);
DOLEN_OWNED(dolen_unusual_agency);

/** The number of this account among the staff, or DOLEN_UNUSUAL_NOBODY. */
int32_t dolen_unusual_agency_staff(const dolen_unusual_agency *agency, const char *account);

/** The words of this member of staff's own surname. */
const dolen_unusual_names *dolen_unusual_agency_names(const dolen_unusual_agency *agency, int32_t staff);

/** Add one search. They come by case, and by instant within a case; `staff` DOLEN_UNUSUAL_NOBODY: an account gone. */
void dolen_unusual_agency_add(dolen_unusual_agency *agency, int32_t staff, const dolen_unusual_facts *facts);

/** After the last search. */
void dolen_unusual_agency_finish(dolen_unusual_agency *agency);

/**
 * Of 100,000 cases of colleagues, how many have the surname `name` of this member of staff, whose own are `own` cases,
 * `own_with` of them with it. Where there are few, what is known of surnames in Wales and England weighs in.
 */
int64_t dolen_unusual_agency_surname_share(const dolen_unusual_agency *agency, int32_t staff, size_t name, int64_t own,
                                           int64_t own_with);

/** Do at least two colleagues of the same team search within an hour of this hour (0 to 23), on more than one night? */
bool dolen_unusual_agency_team_works_at(const dolen_unusual_agency *agency, int32_t staff, int hour);

/** The cases of other teams that this member of staff alone of their team used, `*count` of them. Borrowed. */
const dolen_unusual_foreign *dolen_unusual_agency_foreign(const dolen_unusual_agency *agency, int32_t staff,
                                                          size_t *count);

#endif
