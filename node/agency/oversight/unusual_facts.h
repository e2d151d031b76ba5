/**
 * What one search says for the comparison of searches with each other: sums of the words of names, of whom or what it
 * was about, and of places. Nothing can be read back from them; they live only as long as a comparison runs.
 *
 * Secrets: made from personal data, in memory only. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_FACTS_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_FACTS_H

#include "node/agency/local_keys.h"
#include "node/model/uuid.h"

enum {
    DOLEN_UNUSUAL_NAMES = 12,     /**< words of a surname and a former surname, whole and in parts */
    DOLEN_UNUSUAL_TARGET_IDS = 2, /**< ways in which one target is known again: by number, by name and date */
    DOLEN_UNUSUAL_PLACES = 2,
};

/** A member of staff whose searches are compared. */
typedef struct dolen_unusual_staff {
    const char *account;
    const char *full_name;    /**< "Siân Price", "Siân Price née Rees" */
    const char *team;         /**< "": none is named */
    const dolen_digest *home; /**< as dolen_account_home_keep made them */
    size_t home_count;
} dolen_unusual_staff;

/** The words of surnames, as sums. */
typedef struct dolen_unusual_names {
    uint64_t sums[DOLEN_UNUSUAL_NAMES];
    size_t count;
} dolen_unusual_names;

typedef struct dolen_unusual_facts {
    dolen_uuid id;
    int64_t asked;
    uint64_t case_sum; /**< of the case reference; 0: none was given */
    dolen_unusual_names names;
    uint64_t family; /**< of the whole surname; 0: an address, or no surname */
    uint64_t targets[DOLEN_UNUSUAL_TARGET_IDS];
    size_t target_count;
    uint64_t places[DOLEN_UNUSUAL_PLACES]; /**< of postcode and UPRN */
    size_t place_count;
    uint8_t own_names; /**< bit i: name i of the searcher's own is among the names */
    bool own_home;
    bool own_postcode;
} dolen_unusual_facts;

/** One search as it is kept. Strings are borrowed for the call. */
typedef struct dolen_unusual_search {
    dolen_uuid id;
    int64_t asked;
    const char *account;
    const char *case_reference;
    const char *searched; /**< what was typed, as JSON */
} dolen_unusual_search;

/** The words of somebody's own surname, and of a former one that their full name gives. */
void dolen_unusual_facts_names(const char *full_name, dolen_unusual_names *out);

/** A case reference as a sum; letter case and spaces do not matter; 0 for none. */
uint64_t dolen_unusual_facts_case(const char *reference);

/** A word of a surname in normal form ("jones") as a sum. */
uint64_t dolen_unusual_facts_name(const char *word);

/**
 * What a search says. With `own` (not NULL), also whether it was for their own name (`own_names` made from its full
 * name) or home; `keys` may be NULL when no home is kept. What is no JSON says nothing.
 */
void dolen_unusual_facts_read(const dolen_unusual_search *search, const dolen_unusual_staff *own,
                              const dolen_unusual_names *own_names, const dolen_local_keys *keys,
                              dolen_unusual_facts *out);

#endif
