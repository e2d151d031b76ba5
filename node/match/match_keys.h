/**
 * From a person or an address to match keys: short canonical strings of which equal ones mean agreement of some kind.
 *
 * The same person typed differently in two agencies yields some equal keys; which kinds are equal is all that the
 * broker ever learns (a key is turned into a pseudonym before it leaves the node).
 *
 * Secrets: keys are personal data. They are never logged and never leave the agency's node.
 * Owns: keys live in the arena given. Threads: any.
 */
#ifndef DOLEN_NODE_MATCH_MATCH_KEYS_H
#define DOLEN_NODE_MATCH_MATCH_KEYS_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/subject.h"

enum {
    DOLEN_MATCH_KEY_SIZE = 200,        /**< bytes of a canonical key at most; a longer one is not issued */
    DOLEN_MATCH_ARENA = 32 * 1024,     /**< an arena with this much left never runs out in one call */
    DOLEN_MATCH_FIELD_BYTES = 4 * 1024 /**< of a field, what follows is ignored */
};

typedef struct dolen_match_key {
    dolen_key_kind kind;
    dolen_bytes canonical; /**< 1 to DOLEN_MATCH_KEY_SIZE bytes of printable ASCII */
} dolen_match_key;

/** Why there is no key at all. */
typedef enum dolen_match_lack {
    DOLEN_MATCH_LACKS_NOTHING = 0,
    DOLEN_MATCH_LACKS_LETTERS,  /**< names without any Latin letter, and no NHS number */
    DOLEN_MATCH_LACKS_NAME,     /**< names that say only that none is known (Unknown, Baby), and no NHS number */
    DOLEN_MATCH_LACKS_FIELDS,   /**< too little given: a name wants a date of birth or a postcode with it */
    DOLEN_MATCH_LACKS_NUMBERS,  /**< an address without UPRN wants a house number or name, and a postcode */
    DOLEN_MATCH_LACKS_POSTCODE, /**< an address without UPRN has a number, but no usable postcode */
} dolen_match_lack;

typedef struct dolen_match_keys {
    dolen_match_key *items; /**< by kind, then by bytes; none twice */
    size_t count;           /**< 0 to DOLEN_SUBJECT_PSEUDONYMS */
    uint8_t fields;         /**< DOLEN_FIELD_... that could be used */
    dolen_match_lack lack;  /**< when `count` is 0 */
} dolen_match_keys;

/**
 * The keys of a person (docs/matching.md: K02 to K26). Whatever the strings hold, nothing worse happens than no keys;
 * NULL strings count as not given. DOLEN_E_LIMIT only when the arena is too small.
 */
DOLEN_CHECKED dolen_status dolen_match_person_keys(const dolen_person *person, dolen_arena *arena,
                                                   dolen_match_keys *out, dolen_err *err);

/** The keys of an address (A1 to A3), under the same terms. */
DOLEN_CHECKED dolen_status dolen_match_address_keys(const dolen_address *address, dolen_arena *arena,
                                                    dolen_match_keys *out, dolen_err *err);

/** Drop the keys of all kinds that are not in `kinds` (bit 1 << kind), for rules that forbid one such as K13. */
void dolen_match_keep_kinds(dolen_match_keys *keys, uint64_t kinds);

#endif
