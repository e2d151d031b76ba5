/* Any bytes as a message of proto/codec/subject.h. */
#include "proto/codec/subject.h"

#include "tests/support/codec_fuzz.h"

CODEC_FUZZ(subject_question)
CODEC_FUZZ(subject_account)
CODEC_FUZZ(ledger_notice)
CODEC_FUZZ(ledger_notice_reply)
CODEC_FUZZ_TARGET(try_subject_question, try_subject_account, try_ledger_notice, try_ledger_notice_reply)
