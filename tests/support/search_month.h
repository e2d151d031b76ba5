/**
 * A month of searches by the staff of one agency, all invented: shifts, duty desks, families searched together, cases
 * that are handed on and opened again, and planted cases of every kind of unusual use. The same seed gives the same
 * month.
 *
 * Owns: all strings. Threads: one at a time.
 */
#ifndef DOLEN_TESTS_SUPPORT_SEARCH_MONTH_H
#define DOLEN_TESTS_SUPPORT_SEARCH_MONTH_H

#include "node/agency/oversight/unusual_facts.h"
#include "node/agency/oversight/unusual_use.h"

enum {
    SEARCH_MONTH_DAYS = 30,
    SEARCH_MONTH_STAFF = 400,
    SEARCH_MONTH_PLANTED = 10,               /* of each kind */
    SEARCH_MONTH_HARD = DOLEN_UNUSUAL_KINDS, /* a common own surname once: said, not asked of the detectors */
    SEARCH_MONTH_KINDS = DOLEN_UNUSUAL_KINDS + 1,
    SEARCH_MONTH_TEXT = 512,
};

typedef struct search_month_home {
    char line[128];
    char postcode[9];
    char uprn[13];
} search_month_home;

typedef struct search_month_person {
    char account[16];
    char full_name[96];
    char team[24];
    search_month_home home;
    bool home_kept; /* the administrator has entered it */
} search_month_person;

typedef struct search_month_search {
    dolen_uuid id;
    int64_t asked;
    uint16_t staff;
    uint8_t planted_kind; /* dolen_unusual_kind, or SEARCH_MONTH_HARD; 0: innocent */
    uint8_t planted;      /* which of that kind */
    char case_reference[24];
    char *searched; /* JSON */
} search_month_search;

typedef struct search_month {
    search_month_person staff[SEARCH_MONTH_STAFF]; /* by account */
    search_month_search *searches;                 /* by instant */
    size_t count;
} search_month;

/** About `wanted` searches (at most a few hundred more or fewer); without plants when `is_innocent`. */
search_month *search_month_new(uint64_t seed, size_t wanted, bool is_innocent);

/** NULL is fine. */
void search_month_free(search_month *month);
DOLEN_OWNED(search_month);

#endif
