/* Any bytes as a message of proto/codec/evaluate.h. */
#include "proto/codec/evaluate.h"

#include "tests/support/codec_fuzz.h"

CODEC_FUZZ(evaluate_request)
CODEC_FUZZ(evaluate_reply)
CODEC_FUZZ_TARGET(try_evaluate_request, try_evaluate_reply)
