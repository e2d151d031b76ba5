/* Any bytes as a message of proto/codec/alert.h. */
#include "proto/codec/alert.h"

#include "tests/support/codec_fuzz.h"

CODEC_FUZZ(alert_request)
CODEC_FUZZ(alert_reply)
CODEC_FUZZ_TARGET(try_alert_request, try_alert_reply)
