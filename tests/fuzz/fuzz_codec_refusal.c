/* Any bytes as a message of proto/codec/refusal.h. */
#include "proto/codec/refusal.h"

#include "tests/support/codec_fuzz.h"

CODEC_FUZZ(refusal)
CODEC_FUZZ_TARGET(try_refusal)
