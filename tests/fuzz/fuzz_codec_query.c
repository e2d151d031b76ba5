/* Any bytes as a message of proto/codec/query.h. */
#include "proto/codec/query.h"

#include "tests/support/codec_fuzz.h"

CODEC_FUZZ(query)
CODEC_FUZZ_TARGET(try_query)
