/**
 * Two agencies' records of one population, for measuring record linkage: an index, and questions about people of whom
 * half are not in it. The people are walked one by one: memory does not grow with them.
 *
 * Owns: its words; what it hands out is copied. Threads: one at a time per set.
 */
#ifndef DOLEN_DEPLOY_REGION_LINKAGE_SET_H
#define DOLEN_DEPLOY_REGION_LINKAGE_SET_H

#include "deploy/region/clerk.h"

enum { DOLEN_LINKAGE_SET_PEOPLE = 1500000 /**< the most */ };

/** The entity of no one; too large for an enumeration. */
#define DOLEN_LINKAGE_SET_NOBODY UINT32_MAX

typedef struct dolen_linkage_plan {
    size_t people;  /**< in the index: 100 or more */
    size_t queries; /**< at most as many; half are about people in the index, half about others */
    uint64_t seed;
    uint32_t error_tenths; /**< 10: the usual mistakes; 25: 2.5 times as many */
    uint32_t nhs_percent;  /**< of the records on each side that hold the NHS number */
    uint32_t uprn_percent; /**< the same for the UPRN */
} dolen_linkage_plan;

/** Somebody, and what each side has of them. */
typedef struct dolen_linkage_person {
    dolen_resident truth; /**< `index` is the entity: 0 and up, another for each person */
    uint32_t household;
    uint32_t twin_of; /**< the twin's entity, or DOLEN_LINKAGE_SET_NOBODY */
    bool is_in_index;
    bool is_asked;
    dolen_held index; /**< zero unless in the index */
    dolen_held query; /**< zero unless asked about */
} dolen_linkage_person;

typedef struct dolen_linkage_set dolen_linkage_set;

/** 200,000 people, 40,000 questions, the usual mistakes, no NHS numbers, a UPRN in 25 of 100 records. */
dolen_linkage_plan dolen_linkage_set_usual_plan(void);

/** The set that the plan asks for; the same plan always gives the same set. Never NULL. */
dolen_linkage_set *dolen_linkage_set_new(const dolen_linkage_plan *plan);

/** NULL is fine. */
void dolen_linkage_set_free(dolen_linkage_set *set);
DOLEN_OWNED(dolen_linkage_set);

/** The next person, household by household; false when there is none left. */
bool dolen_linkage_set_next(dolen_linkage_set *set, dolen_linkage_person *out);

/** What a complete register would have of the person: all names, the present address in English, UPRN, NHS number. */
dolen_held dolen_linkage_set_truth(const dolen_linkage_set *set, const dolen_linkage_person *person);

#endif
