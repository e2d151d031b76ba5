/**
 * A short consonant skeleton that spells alike what sounds alike in British and Welsh names ("px" of matching.md).
 *
 * Part of the normaliser: a change here changes DOLEN_NORMALISER_VERSION. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_MATCH_PHONETIC_H
#define DOLEN_NODE_MATCH_PHONETIC_H

#include <stddef.h>

enum { DOLEN_PHONETIC_SIZE = 6 }; /**< room for a code and a NUL */

/** The code of a folded word (a to z only, `size` bytes): 0 to 5 letters and a NUL. Letters past the 64th are ignored.
 */
void dolen_phonetic_code(const char *word, size_t size, char out[DOLEN_PHONETIC_SIZE]);

#endif
