/* Any bytes as a message of proto/codec/statistics.h. */
#include "proto/codec/statistics.h"

#include "tests/support/codec_fuzz.h"

CODEC_FUZZ(statistics_request)
CODEC_FUZZ(statistics_reply)
CODEC_FUZZ_TARGET(try_statistics_request, try_statistics_reply)
