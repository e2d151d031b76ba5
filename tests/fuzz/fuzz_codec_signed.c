/* Any bytes as a message of proto/codec/signed.h. */
#include "proto/codec/signed.h"

#include "tests/support/codec_fuzz.h"

CODEC_FUZZ(signed)
CODEC_FUZZ_TARGET(try_signed)
