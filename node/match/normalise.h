/**
 * Bringing what people type into one form, the same on every node for ever.
 *
 * Everything here works from tables frozen in the tree (node/match/data) and depends on neither locale nor any
 * library's Unicode version. DOLEN_NORMALISER_VERSION is part of every pseudonym's input: nodes of different versions
 * never match by accident, they are refused.
 *
 * Secrets: all of this is personal data. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_MATCH_NORMALISE_H
#define DOLEN_NODE_MATCH_NORMALISE_H

#include <stdbool.h>
#include <stddef.h>

#include "node/model/subject.h"

/** Changes whenever any key of any input could change; the golden corpus (tests/data/normaliser) holds it in place. */
#define DOLEN_NORMALISER_VERSION "n3"

enum {
    DOLEN_NORMAL_FOLDED = 1024, /**< room for a folded field; what does not fit is cut */
    DOLEN_NORMAL_WORD = 48,     /**< room for a word and a NUL; longer words are cut */
    DOLEN_NORMAL_WORDS = 8,     /**< words kept of one field */
    DOLEN_NORMAL_JOINED = 96,   /**< room for a joined surname and a NUL */
    DOLEN_NORMAL_POSTCODE = 8,  /**< room for a postcode without its space and a NUL */
    DOLEN_NORMAL_NHS = 11,      /**< room for an NHS number and a NUL */
    DOLEN_NORMAL_UPRN = 13,     /**< room for a UPRN and a NUL */
    DOLEN_NORMAL_UNITS = 24,    /**< room for unit numbers and a NUL */
    DOLEN_NORMAL_STREET = 96,   /**< room for street words and a NUL */
    DOLEN_NORMAL_STEPS = 32,    /**< steps kept for a person to read */
};

/** In folded text: here stood a letter of another script. A Latin letter behind it is the one that it looks like. */
#define DOLEN_NORMAL_FOREIGN '\032'

/** What was done to a word of a name, and why. */
typedef enum dolen_normal_why {
    DOLEN_NORMAL_TITLE,        /**< left out: a title (Mrs, Parch) */
    DOLEN_NORMAL_SUFFIX,       /**< left out: a suffix (Junior, 2nd) */
    DOLEN_NORMAL_FILLER,       /**< left out: stands for a name that is not known (Unknown, Baby, Twin) */
    DOLEN_NORMAL_OTHER_SCRIPT, /**< left out: has letters that have no Latin form */
    DOLEN_NORMAL_KIN,          /**< left out: another's name (d/o Gurdev Singh, Baby of Sarah) */
    DOLEN_NORMAL_MARK,         /**< left out: says that another name follows (nee, aka) */
    DOLEN_NORMAL_FORMER,       /**< taken as former surname (Smith nee Jones) */
    DOLEN_NORMAL_SURPLUS,      /**< left out: more words than are kept */
    DOLEN_NORMAL_GLUED,        /**< glued to its particles (van der Ploeg) */
    DOLEN_NORMAL_TO_SURNAME,   /**< was in the field for forenames: a whole name stood there */
    DOLEN_NORMAL_TO_FORENAMES, /**< was in the field for the surname: a whole name stood there */
    DOLEN_NORMAL_ALTERNATIVE,  /**< counted as a surname as well (ap Rhys: rhys, prhys) */
} dolen_normal_why;

typedef struct dolen_normal_step {
    dolen_normal_why why;
    char word[DOLEN_NORMAL_WORD];
} dolen_normal_step;

/** In the order in which they were taken; what does not fit is left out. */
typedef struct dolen_normal_steps {
    dolen_normal_step items[DOLEN_NORMAL_STEPS];
    size_t count;
} dolen_normal_steps;

typedef struct dolen_normal_words {
    char text[DOLEN_NORMAL_WORDS][DOLEN_NORMAL_WORD];
    size_t count;
} dolen_normal_words;

/** Names in normal form. All strings are lower-case ASCII letters; "" and 0 = nothing. */
typedef struct dolen_normal_name {
    dolen_normal_words forenames; /**< every forename, in order */
    dolen_normal_words surnames;  /**< parts of the surname, particles glued to the word that follows; other forms */
    char surname[DOLEN_NORMAL_JOINED];
    dolen_normal_words former;
    char former_surname[DOLEN_NORMAL_JOINED];
    bool has_foreign; /**< a word in another script was left out */
    bool has_filler;  /**< words were left out that stand for a name not known */
} dolen_normal_name;

/** A postcode and its parts, all "" unless known; only the outcode when that is all that was given. */
typedef struct dolen_normal_postcode {
    char whole[DOLEN_NORMAL_POSTCODE];
    char sector[DOLEN_NORMAL_POSTCODE];
    char outcode[DOLEN_NORMAL_POSTCODE];
} dolen_normal_postcode;

/** An address line: "Flat 3, 12 High Street" has units "12/3" and street "high st"; "Flat 12, 3" would be "3/12". */
typedef struct dolen_normal_line {
    char units[DOLEN_NORMAL_UNITS];   /**< at most three with "/" between: the house's, the flat's, letters */
    char street[DOLEN_NORMAL_STREET]; /**< words with one space between them, type words in short English form, last */
    char house[DOLEN_NORMAL_STREET];  /**< a house name, only where there are no units */
} dolen_normal_line;

/**
 * Lower-case ASCII of any text: UTF-8, bytes that are none as Windows-1252, and UTF-8 that was encoded twice by way of
 * Windows-1252. Marks and what cannot be seen vanish, digits and dashes of any script become ASCII, a letter of another
 * script becomes DOLEN_NORMAL_FOREIGN (and the letter it looks like, if any), all else a space. Returns the length.
 */
size_t dolen_normalise_fold(const char *text, char out[DOLEN_NORMAL_FOLDED]);

/** The words of a name field: titles, suffixes and fillers dropped, at most DOLEN_NORMAL_WORDS; none: no use as a name.
 */
void dolen_normalise_words(const char *text, dolen_normal_words *out);

/** Forenames, surname and former surname; a whole name in one field ("Dai Jones", "Jones, Dai") is split. */
void dolen_normalise_name(const char *forenames, const char *surname, const char *former_surname,
                          dolen_normal_name *out);

/** The same, with the steps that were taken, for a person to read. */
void dolen_normalise_name_in_steps(const char *forenames, const char *surname, const char *former_surname,
                                   dolen_normal_name *out, dolen_normal_steps *steps);

/** The one form of a forename that stands for its short and Welsh forms ("dai" -> "david"); else the word itself. */
const char *dolen_normalise_nickname(const char *word);

/** Upper-case and spaces do not matter, O/0 and I/1 are repaired by position; false for none, or a pseudo postcode. */
bool dolen_normalise_postcode(const char *text, dolen_normal_postcode *out);

/** Ten digits with a right check digit (mod 11) that are no known dummy; spaces and dashes are skipped. */
bool dolen_normalise_nhs_number(const char *text, char out[DOLEN_NORMAL_NHS]);

/** One to twelve digits without leading zeros; false for none or a placeholder. */
bool dolen_normalise_uprn(const char *text, char out[DOLEN_NORMAL_UPRN]);

/** 'm', 'f' or 0. */
char dolen_normalise_sex(const char *text);

/** Unit numbers and street words of an address line in English or Welsh; the first lines of it are enough. */
void dolen_normalise_line(const char *text, dolen_normal_line *out);

/** How far a date of birth can be trusted. */
typedef enum dolen_normal_born {
    DOLEN_BORN_NONE = 0, /**< not given, impossible, or a known placeholder such as 1900-01-01 */
    DOLEN_BORN_WEAK,     /**< 1 January: often a default */
    DOLEN_BORN_GOOD,
} dolen_normal_born;

/** How far this date of birth can be trusted; year 0 is DOLEN_BORN_NONE. */
dolen_normal_born dolen_normalise_born(dolen_day day);

#endif
