/* Any bytes as a message of proto/codec/answer.h. */
#include "proto/codec/answer.h"

#include "tests/support/codec_fuzz.h"

CODEC_FUZZ(answer)
CODEC_FUZZ_TARGET(try_answer)
