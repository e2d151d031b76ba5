/* Any bytes as a message of proto/codec/delta.h. */
#include "proto/codec/delta.h"

#include "tests/support/codec_fuzz.h"

enum { MONTH = 2026 * 12 + 10 };

CODEC_FUZZ_AS(delta_chunk, dolen_delta_chunk_decode(bytes, MONTH, arena, &read, NULL))
CODEC_FUZZ(chunk_reply)
CODEC_FUZZ(delta_commit)
CODEC_FUZZ(delta_state_request)
CODEC_FUZZ(delta_state)
CODEC_FUZZ(delta_receipt)
CODEC_FUZZ_TARGET(try_delta_chunk, try_chunk_reply, try_delta_commit, try_delta_state_request, try_delta_state,
                  try_delta_receipt)
