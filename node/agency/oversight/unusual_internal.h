/** What the detectors of unusual use share. Use unusual_person.h. Threads: one at a time. */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_INTERNAL_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_INTERNAL_H

#include "node/agency/oversight/unusual_person.h"

enum { DOLEN_UNUSUAL_HOUR_MS = 3600 * 1000, DOLEN_UNUSUAL_DAY_MS = 24 * DOLEN_UNUSUAL_HOUR_MS };

/** A search with the numbers that its target and case have among this person's, in the order in which they came. */
typedef struct dolen_unusual_own {
    dolen_unusual_facts facts;
    uint32_t target;      /**< from 0; each search without any target has one of its own */
    uint32_t case_number; /**< from 0; likewise */
} dolen_unusual_own;

struct dolen_unusual_person {
    const dolen_unusual_agency *agency;
    const char *account;
    int32_t staff;
    dolen_unusual_own *searches;
    size_t count, room;
    uint32_t targets; /**< how many */
    uint32_t cases;
    uint32_t *order;  /**< room for numbers of searches, as many as there are searches */
    uint32_t *marks;  /**< room likewise */
    uint32_t *groups; /**< room likewise */
    const dolen_unusual_thresholds *thresholds;
    int64_t since;
    dolen_unusual_found found;
    void *context;
};

/** A finding being put together. */
typedef struct dolen_unusual_making {
    dolen_stored_finding finding;
    dolen_uuid searches[DOLEN_FINDING_SEARCHES];
} dolen_unusual_making;

/** Begin one. */
void dolen_unusual_make(dolen_unusual_making *making, const dolen_unusual_person *person, dolen_unusual_kind kind);

/** It rests on this search, given by instant; beyond DOLEN_FINDING_SEARCHES the earlier ones are left out. */
void dolen_unusual_make_rest(dolen_unusual_making *making, const dolen_unusual_facts *facts);

/** A figure of it. */
void dolen_unusual_make_figure(dolen_unusual_making *making, dolen_unusual_figure figure, int64_t value);

/** Hand it on, unless its last search lies before what is examined. */
DOLEN_CHECKED dolen_status dolen_unusual_make_found(dolen_unusual_making *making, const dolen_unusual_person *person,
                                                    dolen_err *err);

/** Their searches for people of their own surname (unusual_surname.c). */
DOLEN_CHECKED dolen_status dolen_unusual_own_surname(dolen_unusual_person *person, dolen_err *err);

/** Their searches for their own home (unusual_surname.c). */
DOLEN_CHECKED dolen_status dolen_unusual_own_address(dolen_unusual_person *person, dolen_err *err);

/** Days of theirs with far more than their own days have (unusual_day.c). */
DOLEN_CHECKED dolen_status dolen_unusual_many(dolen_unusual_person *person, dolen_err *err);

/** Nights of theirs (unusual_day.c). */
DOLEN_CHECKED dolen_status dolen_unusual_hour(dolen_unusual_person *person, dolen_err *err);

/** One target again and again (unusual_target.c). */
DOLEN_CHECKED dolen_status dolen_unusual_again(dolen_unusual_person *person, dolen_err *err);

/** Many families for one case (unusual_case.c). */
DOLEN_CHECKED dolen_status dolen_unusual_families(dolen_unusual_person *person, dolen_err *err);

/** Another team's case (unusual_case.c). */
DOLEN_CHECKED dolen_status dolen_unusual_other_team(dolen_unusual_person *person, dolen_err *err);

#endif
