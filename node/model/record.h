/**
 * What an agency publishes about one of its people or addresses, and the deltas that carry it (protocol.md, Delta).
 *
 * Owns: nothing; lists are borrowed, usually from an arena. Threads: any.
 */
#ifndef DOLEN_NODE_MODEL_RECORD_H
#define DOLEN_NODE_MODEL_RECORD_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/dimensions.h"
#include "node/model/flag.h"
#include "node/model/subject.h"
#include "node/model/uuid.h"

typedef enum dolen_protection {
    DOLEN_PROTECTION_NONE = 0,
    DOLEN_PROTECTION_SHIELDED = 1, /**< IG-15, IG-16 */
} dolen_protection;

/** One published record. Pseudonyms may include random ones that stand for nothing (padding to 8, 16 or 24). */
typedef struct dolen_record {
    dolen_uuid handle; /**< random, made by the agency's node, never derived from the person */
    dolen_subject subject;
    uint8_t fields; /**< DOLEN_FIELD_... */
    dolen_protection protection;
    uint16_t contact; /**< number of the team in the federation file, 0 = the agency's first */
    const dolen_token *tokens;
    size_t token_count; /**< 1 to DOLEN_SUBJECT_PSEUDONYMS */
    const dolen_flag *flags;
    size_t flag_count;           /**< 0 to DOLEN_RECORD_FLAGS */
    dolen_dimensions dimensions; /**< for statistics alone, never in an answer (IG-36); none for an address */
} dolen_record;

enum { DOLEN_DIGEST_SIZE = 32, DOLEN_SIGNATURE_SIZE = 64 };

/** SHA-256, or an encoded group element for set digests. */
typedef struct dolen_digest {
    uint8_t bytes[DOLEN_DIGEST_SIZE];
} dolen_digest;

typedef enum dolen_delta_kind {
    DOLEN_DELTA_NONE = 0,
    DOLEN_DELTA_INCREMENT = 1,
    DOLEN_DELTA_SNAPSHOT = 2, /**< replaces all that the agency has published */
} dolen_delta_kind;

/** Why a record is withdrawn. */
typedef enum dolen_withdrawal {
    DOLEN_WITHDRAWN_NONE = 0,
    DOLEN_WITHDRAWN_GONE = 1,       /**< no longer in the extract */
    DOLEN_WITHDRAWN_RESTRICTED = 2, /**< processing restricted (IG-27) */
    DOLEN_WITHDRAWN_ERASED = 3,     /**< erased on request or by retention */
} dolen_withdrawal;

/** One operation of a delta: put a record, or withdraw the one with this handle. */
typedef struct dolen_operation {
    const dolen_record *put; /**< NULL for a withdrawal */
    dolen_uuid withdraw;
    dolen_withdrawal reason;
} dolen_operation;

enum {
    DOLEN_CHUNK_BYTES = 256 * 1024, /**< the most that one chunk's encoding may take */
    DOLEN_CHUNK_OPERATIONS = 1024,
    DOLEN_DELTA_CHUNKS = 65536,
};

/** One staged piece of a delta. */
typedef struct dolen_delta_chunk {
    dolen_code agency;
    uint32_t epoch;
    uint64_t sequence;
    uint32_t index; /**< from 0 */
    const dolen_operation *operations;
    size_t operation_count;
} dolen_delta_chunk;

/** What the agency signs: it binds all chunks, the delta before, and the set that results. */
typedef struct dolen_delta {
    dolen_code federation;
    dolen_code agency;
    uint32_t epoch;
    uint64_t sequence;     /**< last + 1 */
    dolen_digest previous; /**< dolen_delta's own digest of the delta before; zero for the first */
    int64_t created;       /**< instant */
    char rules_version[32];
    dolen_delta_kind kind;
    uint32_t chunk_count;
    uint64_t put_count;
    uint64_t withdraw_count;
    dolen_digest chunks;     /**< SHA-256 over the SHA-256 of each chunk's bytes, in order */
    dolen_digest set_digest; /**< of the agency's complete published set afterwards */
    int64_t extract_as_of;   /**< instant up to which the extract is complete: the answer's "as of" */
} dolen_delta;

/** A record's canonical bytes are at most this long. */
enum { DOLEN_RECORD_CANONICAL = 32 * 1024 };

/**
 * The record's one canonical encoding, whatever order its tokens and flags came in: what the set digest is made of.
 * In `arena`. DOLEN_E_LIMIT over its limit or over DOLEN_RECORD_CANONICAL.
 */
DOLEN_CHECKED dolen_status dolen_record_canonical(const dolen_record *record, dolen_arena *arena, dolen_bytes *out,
                                                  dolen_err *err);

/**
 * Is the record well-formed: counts in bounds, every token's kind one of its subject's kinds, no token twice, every
 * flag well-formed (dolen_flag_check) and no code twice, no dimensions for an address? DOLEN_E_INPUT or DOLEN_E_LIMIT
 * with the reason otherwise. Whether codes and dimensions are known is for the rules to say.
 */
DOLEN_CHECKED dolen_status dolen_record_check(const dolen_record *record, dolen_month this_month, dolen_err *err);

/** The canonical bytes of a delta that are signed, and hashed (SHA-256) into the next delta's `previous`. In `arena`.
 */
DOLEN_CHECKED dolen_status dolen_delta_canonical(const dolen_delta *delta, dolen_arena *arena, dolen_bytes *out,
                                                 dolen_err *err);

#endif
