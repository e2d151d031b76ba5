/**
 * Unusual use of the search by members of staff: what kinds there are, from when on something is unusual, and
 * how a finding says why, in both languages.
 *
 * A finding is about how somebody used the search. It holds counts, shares and instants of a member of staff's own
 * searches, and never a score, rank or prediction about anybody, least of all about a person searched (IG-25).
 * Owns: nothing; texts are literals. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_USE_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_USE_H

#include "node/store/finding_store.h"

/** The numbers are stored. */
typedef enum dolen_unusual_kind {
    DOLEN_UNUSUAL_NONE = 0,
    DOLEN_UNUSUAL_OWN_SURNAME = 1, /**< people of their own surname, where that is not chance */
    DOLEN_UNUSUAL_OWN_ADDRESS = 2, /**< their own home */
    DOLEN_UNUSUAL_MANY = 3,        /**< more people and addresses in a day than they ever look up */
    DOLEN_UNUSUAL_HOUR = 4,        /**< in the night, which neither they nor their team ever do */
    DOLEN_UNUSUAL_AGAIN = 5,       /**< one person or address again and again under the same case */
    DOLEN_UNUSUAL_FAMILIES = 6,    /**< many families under one case */
    DOLEN_UNUSUAL_OTHER_TEAM = 7,  /**< another team's case, although no colleague has it */
    DOLEN_UNUSUAL_KINDS = 8,       /**< one past the largest */
} dolen_unusual_kind;

/** What a figure counts. The numbers are stored; dolen_unusual_use_figure_text writes a value. */
typedef enum dolen_unusual_figure {
    DOLEN_UNUSUAL_NO_FIGURE = 0,
    DOLEN_UNUSUAL_SEARCHES = 1,        /**< searches that the finding rests on */
    DOLEN_UNUSUAL_CASES = 2,           /**< case references among them */
    DOLEN_UNUSUAL_SURNAME_SHARE = 3,   /**< of 100,000 cases of colleagues, how many have this surname */
    DOLEN_UNUSUAL_EXPECTED = 4,        /**< thousandths: cases of this surname to be expected by chance */
    DOLEN_UNUSUAL_DAY_TARGETS = 5,     /**< people and addresses on that day */
    DOLEN_UNUSUAL_USUAL = 6,           /**< tenths: on half of their own days it is at most so many */
    DOLEN_UNUSUAL_SPREAD = 7,          /**< tenths: half of their days are no further from that */
    DOLEN_UNUSUAL_PAST_DAYS = 8,       /**< own days that were compared */
    DOLEN_UNUSUAL_HOUR_OF_DAY = 9,     /**< hour of the first, UTC */
    DOLEN_UNUSUAL_PAST_HOUR_DAYS = 10, /**< own days with a search within an hour of that hour */
    DOLEN_UNUSUAL_OCCASIONS = 11,      /**< times that it was looked up, an hour or more apart */
    DOLEN_UNUSUAL_DAYS = 12,           /**< days on which it was looked up */
    DOLEN_UNUSUAL_FAMILY_COUNT = 13,   /**< families: other surnames at other addresses */
    DOLEN_UNUSUAL_TARGETS = 14,        /**< different people and addresses */
    DOLEN_UNUSUAL_TEAM_CASES = 15,     /**< other cases of that team that colleagues of the own team look up as well */
    DOLEN_UNUSUAL_OTHER_SEARCHES = 16, /**< searches of the other team under that reference */
    DOLEN_UNUSUAL_OWN_POSTCODE = 17,   /**< searches in their own postcode among them */
    DOLEN_UNUSUAL_LATER_FAMILIES = 18, /**< families first looked up after the first day */
    DOLEN_UNUSUAL_FIGURES = 19,        /**< one past the largest */
} dolen_unusual_figure;

enum { DOLEN_UNUSUAL_FIGURE_TEXT = 32 }; /**< room for a figure's text with its NUL */

/** From when on something is unusual: settings of the node ([oversight]); 0 or false: that kind is never found. */
typedef struct dolen_unusual_thresholds {
    int64_t surname_chance; /**< thousandths: one search of the own surname counts where chance brings at most so many
                               of them to their cases of 30 days */
    bool own_address;       /**< look for the own home */
    int64_t many_least;     /**< people and addresses in a day, at least */
    int64_t many_spreads;   /**< and so many spreads above what is usual for the person, and twice it */
    int64_t past_days;      /**< own days that must lie before, for kinds that compare with the own past */
    int64_t night_from;     /**< hour UTC from which it is night; the same as `night_until`: never */
    int64_t night_until;    /**< hour UTC from which it is not */
    int64_t again_least;    /**< days on which one target is looked up beyond one for each case reference, at least */
    int64_t families_least; /**< families under one case reference, at least */
    int64_t team_cases;     /**< cases of another team that colleagues look up as well: so many make it routine */
} dolen_unusual_thresholds;

/** A kind or figure in words. */
typedef struct dolen_unusual_words {
    const char *code; /**< for programs: "own-surname" */
    const char *en;
    const char *cy;
} dolen_unusual_words;

/** What the settings say when nothing is set. */
dolen_unusual_thresholds dolen_unusual_use_defaults(void);

/** A kind in words, with its code for programs ("own-surname"). Aborts for a number that is no kind. */
dolen_unusual_words dolen_unusual_use_kind_words(dolen_unusual_kind kind);

/** What a figure counts, in words, with its code. Aborts for a number that is no figure. */
dolen_unusual_words dolen_unusual_use_figure_words(dolen_unusual_figure figure);

/** Its value as text, the same in both languages: "12", "0.3", "0.04 %", "03:00 UTC". */
void dolen_unusual_use_figure_text(dolen_finding_figure figure, char out[DOLEN_UNUSUAL_FIGURE_TEXT]);

/** Is the number a kind or a figure? What the database holds may be newer than the program. */
bool dolen_unusual_use_is_kind(int64_t number);
bool dolen_unusual_use_is_figure(int64_t number);

#endif
