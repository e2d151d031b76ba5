/**
 * Signed notes (C2SP signed-note v1.0.0): a text and the signatures below it, in one plain file.
 *
 * Signatures by keys that are not known are ignored; a known key with a signature that does not hold rejects the whole
 * note. Owns: nothing; a note read borrows its input and the arena. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_NOTE_H
#define DOLEN_GOVERNANCE_AUDIT_NOTE_H

#include "node/base/bytes.h"
#include "node/crypto/sign.h"

enum {
    DOLEN_NOTE_NAME = 128,                              /**< room for a key's name and a NUL */
    DOLEN_NOTE_KEY_TEXT = DOLEN_NOTE_NAME + 9 + 1 + 44, /**< room for a verifier key's text and a NUL */
    DOLEN_NOTE_SIGNATURES = 64,                         /**< signatures that one note may carry */
    DOLEN_NOTE_LIMIT = 1024 * 1024,                     /**< bytes of a whole note */
};

/** Types of key: part of the key's identifier. */
typedef enum dolen_note_kind {
    DOLEN_NOTE_ED25519 = 0x01,
    DOLEN_NOTE_COSIGNATURE = 0x04, /**< timestamped cosignature (tlog-cosignature v1), see cosignature.h */
} dolen_note_kind;

/** A public key under the name by which notes refer to it. */
typedef struct dolen_note_key {
    char name[DOLEN_NOTE_NAME];
    uint32_t id;
    dolen_note_kind kind;
    dolen_public_key key;
} dolen_note_key;

/** One signature line. */
typedef struct dolen_note_signature {
    const char *name;
    uint32_t id;
    dolen_bytes bytes; /**< without the identifier */
} dolen_note_signature;

/** A note taken apart; nothing in it has been checked yet. */
typedef struct dolen_note {
    dolen_bytes text; /**< up to and with the LF before the empty line: what is signed */
    const dolen_note_signature *signatures;
    size_t count;
} dolen_note;

/** May a key have this name? Not empty, UTF-8, no white space or control character, no plus sign, not too long. */
bool dolen_note_is_name(const char *name);

/** The key of this name, kind and public key. DOLEN_E_INPUT for a bad name. */
DOLEN_CHECKED dolen_status dolen_note_make_key(const char *name, dolen_note_kind kind, dolen_public_key key,
                                               dolen_note_key *out, dolen_err *err);

/** Read a verifier key `name+id+base64`. DOLEN_E_INPUT when malformed, of an unknown kind, or with a wrong id. */
DOLEN_CHECKED dolen_status dolen_note_read_key(dolen_bytes text, dolen_note_key *out, dolen_err *err);

/** Write that form. */
void dolen_note_write_key(const dolen_note_key *key, char out[DOLEN_NOTE_KEY_TEXT]);

/**
 * Take a note apart. `bytes` must outlive it. DOLEN_E_INPUT when malformed, DOLEN_E_LIMIT for a note with more bytes or
 * signatures than allowed, or over the arena's limit.
 */
DOLEN_CHECKED dolen_status dolen_note_read(dolen_arena *arena, dolen_bytes bytes, dolen_note *out, dolen_err *err);

/**
 * Check every signature of `key`, of kind DOLEN_NOTE_ED25519, over the note. `*found` says whether there is any.
 * DOLEN_E_CRYPTO when one does not hold: the note must then be thrown away.
 */
DOLEN_CHECKED dolen_status dolen_note_check(const dolen_note *note, const dolen_note_key *key, bool *found,
                                            dolen_err *err);

/**
 * The line, with its LF, by which `key`'s owner signs `text`, in `arena`. `text` must end with an LF.
 * DOLEN_E_INPUT for text that no note can carry, DOLEN_E_LIMIT over the arena's limit.
 */
DOLEN_CHECKED dolen_status dolen_note_sign(dolen_arena *arena, dolen_bytes text, const char *name,
                                           const dolen_signing_key *key, const char **line, dolen_err *err);

/** A signature line from its parts, in `arena`. DOLEN_E_LIMIT over its limit. */
DOLEN_CHECKED dolen_status dolen_note_make_line(dolen_arena *arena, const dolen_note_key *key, dolen_bytes signature,
                                                const char **line, dolen_err *err);

/** Put `text`, the empty line and `lines` together, NUL-terminated, in `arena`. DOLEN_E_LIMIT over its limit. */
DOLEN_CHECKED dolen_status dolen_note_join(dolen_arena *arena, dolen_bytes text, const char *const *lines, size_t count,
                                           const char **out, dolen_err *err);

#endif
