/**
 * Whom or what is asked about: a person or an address, the kinds of match key made from it, and the pseudonyms that
 * stand for those keys outside the agency.
 *
 * Secrets: a `dolen_person` and an `dolen_address` are personal data; they never leave the agency's node and are never
 * logged. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_MODEL_SUBJECT_H
#define DOLEN_NODE_MODEL_SUBJECT_H

#include <stddef.h>
#include <stdint.h>

#include "node/base/clock.h"
#include "node/base/status.h"

typedef enum dolen_subject {
    DOLEN_SUBJECT_NONE = 0,
    DOLEN_SUBJECT_PERSON = 1,
    DOLEN_SUBJECT_ADDRESS = 2,
} dolen_subject;

/** Kinds of match key (docs/matching.md; numbers that are missing here were tried and found not to earn their place).
 * The numbers are part of the wire format and of the pseudonym's input. */
typedef enum dolen_key_kind {
    DOLEN_KEY_NONE = 0,
    DOLEN_KEY_K02 = 2,
    DOLEN_KEY_K04 = 4,
    DOLEN_KEY_K05 = 5,
    DOLEN_KEY_K07 = 7,
    DOLEN_KEY_K09 = 9,
    DOLEN_KEY_K11 = 11,
    DOLEN_KEY_K12 = 12,
    DOLEN_KEY_K15 = 15,
    DOLEN_KEY_K16 = 16,
    DOLEN_KEY_K18 = 18,
    DOLEN_KEY_K19 = 19,
    DOLEN_KEY_K20 = 20, /**< NHS number */
    DOLEN_KEY_K22 = 22,
    DOLEN_KEY_K23 = 23,
    DOLEN_KEY_K24 = 24,
    DOLEN_KEY_K25 = 25,
    DOLEN_KEY_K26 = 26,
    DOLEN_KEY_A1 = 33,
    DOLEN_KEY_A2 = 34,
    DOLEN_KEY_A3 = 35,
    DOLEN_KEY_KINDS = 36, /**< one past the largest */
} dolen_key_kind;

/** Which fields a record or a question holds; absence of agreement counts only where both sides hold the field. */
enum {
    DOLEN_FIELD_FORENAME = 1,
    DOLEN_FIELD_SURNAME = 2,
    DOLEN_FIELD_BORN = 4,
    DOLEN_FIELD_PLACE = 8,
    DOLEN_FIELD_NHS_NUMBER = 16,
    DOLEN_FIELD_BORN_WEAK = 32, /**< the date of birth is 1 January: often a default, so it proves less */
    DOLEN_FIELDS_KNOWN = 63,    /**< all of them */
};

enum {
    DOLEN_PSEUDONYM_SIZE = 32,
    DOLEN_SUBJECT_PSEUDONYMS = 24, /**< the most that one record or question carries */
};

/** What the federation exchanges in place of a match key. Never stored as it is, never logged. */
typedef struct dolen_pseudonym {
    uint8_t bytes[DOLEN_PSEUDONYM_SIZE];
} dolen_pseudonym;

/** A pseudonym and the kind of key it stands for. */
typedef struct dolen_token {
    dolen_key_kind kind;
    dolen_pseudonym pseudonym;
} dolen_token;

/** A person as an agency holds or a member of staff types them. Strings are UTF-8, NUL-terminated; "" = not given. */
typedef struct dolen_person {
    const char *forenames;
    const char *surname;
    const char *former_surname;
    dolen_day born; /**< year 0 = not given */
    const char *sex;
    const char *address;
    const char *postcode;
    const char *uprn;
    const char *nhs_number;
} dolen_person;

/** An address as held or typed. */
typedef struct dolen_address {
    const char *line;
    const char *postcode;
    const char *uprn;
} dolen_address;

/** Is this number one of the kinds above? */
bool dolen_key_kind_is_known(int number);

/** "K02", "A1": for people. "?" for an unknown kind. */
const char *dolen_key_kind_name(dolen_key_kind kind);

/** Does this kind stand for a person or for an address? DOLEN_SUBJECT_NONE for an unknown kind. */
dolen_subject dolen_key_kind_subject(dolen_key_kind kind);

/** Order for canonical encodings: by kind, then by bytes. For qsort on dolen_token. */
int dolen_token_compare(const void *a, const void *b);

#endif
