/* Any bytes as a message of proto/codec/notice.h. */
#include "proto/codec/notice.h"

#include "tests/support/codec_fuzz.h"

CODEC_FUZZ(notice_request)
CODEC_FUZZ(notice_reply)
CODEC_FUZZ_TARGET(try_notice_request, try_notice_reply)
