/**
 * Flags and tokens between the generated structs and the model; shared by delta.c, query.c and answer.c.
 *
 * Private to proto/codec. Owns: nothing; lists live in the arena given. Threads: any.
 */
#ifndef DOLEN_PROTO_CODEC_FLAGS_H
#define DOLEN_PROTO_CODEC_FLAGS_H

#include "node/model/flag.h"
#include "node/model/subject.h"
#include "proto/codec/wire.h"
#include "proto/common.pb-c.h"

/** A repeated field of the generated code, as (count, list). */
typedef struct dolen_wire_flags {
    size_t count;
    Dolen__V1__Flag **items;
} dolen_wire_flags;

typedef struct dolen_wire_tokens {
    size_t count;
    Dolen__V1__Token **items;
} dolen_wire_tokens;

/** Model to wire. At DOLEN_LEVEL_L2 code, kind and dispute alone are written. DOLEN_E_LIMIT over 64 flags or the arena.
 */
DOLEN_CHECKED dolen_status dolen_flags_write(const dolen_flag *flags, size_t count, dolen_level level,
                                             dolen_arena *arena, dolen_wire_flags *out, dolen_err *err);

/**
 * Wire to model. At DOLEN_LEVEL_L2 a flag must have a code and a kind and nothing else; checks of the whole flag are
 * for the caller. DOLEN_E_INPUT, DOLEN_E_LIMIT over 64 flags, 36 months or the arena.
 */
DOLEN_CHECKED dolen_status dolen_flags_read(dolen_wire_flags flags, dolen_level level, dolen_arena *arena,
                                            const dolen_flag **out, dolen_err *err);

/** Model to wire, in the order given. DOLEN_E_LIMIT over 24 tokens or the arena. */
DOLEN_CHECKED dolen_status dolen_tokens_write(const dolen_token *tokens, size_t count, dolen_arena *arena,
                                              dolen_wire_tokens *out, dolen_err *err);

/** Wire to model. DOLEN_E_INPUT for an unknown kind or wrong length, DOLEN_E_LIMIT over 24 tokens or the arena. */
DOLEN_CHECKED dolen_status dolen_tokens_read(dolen_wire_tokens tokens, dolen_arena *arena, const dolen_token **out,
                                             dolen_err *err);

#endif
