#include "node/keyholder/question_quota.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "node/base/memory.h"
#include "node/crypto/hash.h"

/* Blocks are small: what a crash costs is a handful of questions. */
enum { AGENCY_BLOCK = 50, PERSON_BLOCK = 5, PERSON_BYTES = 11 };

struct dolen_question_quota {
    dolen_evaluation_quota *agencies;
    dolen_evaluation_quota *people;
};

static dolen_status open_one(const char *path, const char *ending, dolen_evaluation_quota_options options,
                             dolen_evaluation_quota **out, dolen_err *err)
{
    char file[PATH_MAX];

    if ((size_t)snprintf(file, sizeof file, "%s%s", path, ending) >= sizeof file)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the path of the counts is too long");
    options.path = file;
    return dolen_evaluation_quota_open(&options, out, err);
}

dolen_status dolen_question_quota_open(const dolen_question_quota_options *options, dolen_question_quota **out,
                                       dolen_err *err)
{
    DOLEN_OWN(dolen_question_quota, quota) = dolen_memory_make(1, sizeof *quota);
    const dolen_evaluation_quota_options agencies = {.daily = options->daily, .block = AGENCY_BLOCK};
    const dolen_evaluation_quota_options people = {
        .daily = options->person, .block = PERSON_BLOCK, .room = DOLEN_QUESTION_PEOPLE};

    *out = NULL;
    DOLEN_TRY(open_one(options->path, ".questions", agencies, &quota->agencies, err));
    DOLEN_TRY(open_one(options->path, ".people", people, &quota->people, err));
    *out = DOLEN_TAKE(quota);
    return DOLEN_OK;
}

void dolen_question_quota_free(dolen_question_quota *quota)
{
    if (!quota)
        return;
    dolen_evaluation_quota_free(quota->agencies);
    dolen_evaluation_quota_free(quota->people);
    free(quota);
}

/* A name for the file of counts that is not what the node sends: 22 hexadecimal digits. */
static dolen_code name_of(dolen_code agency, dolen_staff staff)
{
    dolen_hash hash = dolen_hash_start();
    dolen_code name = {{0}};

    dolen_hash_add(&hash, dolen_bytes_of_string(agency.text));
    dolen_hash_add(&hash, dolen_bytes_of("", 1));
    dolen_hash_add(&hash, dolen_bytes_of(staff.bytes, sizeof staff.bytes));
    const dolen_digest digest = dolen_hash_finish(&hash);
    dolen_bytes_to_hex(dolen_bytes_of(digest.bytes, PERSON_BYTES), name.text);
    return name;
}

dolen_status dolen_question_quota_take(dolen_question_quota *quota, dolen_code agency, dolen_staff staff, int64_t now,
                                       dolen_err *err)
{
    DOLEN_TRY(dolen_evaluation_quota_take(quota->people, name_of(agency, staff), 1, now, err));
    return dolen_evaluation_quota_take(quota->agencies, agency, 1, now, err);
}
