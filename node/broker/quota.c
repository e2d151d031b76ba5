#include "node/broker/quota.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "node/crypto/hash.h"
#include "node/store/admission_store.h"

enum { HOUR = 3600 * 1000, DAY = 24 * HOUR, PEOPLE = 3, HANDLE = 16 };

_Static_assert(PEOPLE + (int)DOLEN_QUOTA_VALUES <= (int)DOLEN_ADMISSION_COUNTERS,
               "a question has more counters than there are");
_Static_assert((int)DOLEN_QUOTA_RECORDS <= (int)DOLEN_ADMISSION_COUNTERS, "an answer has more counters than there are");

typedef char counter_name[DOLEN_ADMISSION_NAME];

/* The kinds that are counted, those that survive most misspellings first (matching.md). */
static const dolen_key_kind counted_kinds[] = {DOLEN_KEY_K20, DOLEN_KEY_K18, DOLEN_KEY_K12, DOLEN_KEY_K05,
                                               DOLEN_KEY_K26, DOLEN_KEY_K02, DOLEN_KEY_K04, DOLEN_KEY_K24,
                                               DOLEN_KEY_K07, DOLEN_KEY_A1,  DOLEN_KEY_A2,  DOLEN_KEY_A3};

static void name_counter(const dolen_quota_question *question, const char *what, dolen_bytes who, char *room)
{
    char hex[2 * DOLEN_DIGEST_SIZE + 1];

    dolen_bytes_to_hex(who, hex);
    snprintf(room, DOLEN_ADMISSION_NAME, "%s %s %.32s", what, question->member.text, hex);
}

/* Of several values of one kind the lowest, so that the order in which they came does not matter. */
static const dolen_stored_token *lowest_of(const dolen_quota_question *question, dolen_key_kind kind)
{
    const dolen_stored_token *lowest = NULL;

    for (size_t i = 0; i < question->token_count; i++)
        if (question->tokens[i].kind == kind &&
            (!lowest || memcmp(question->tokens[i].value.bytes, lowest->value.bytes, sizeof lowest->value.bytes) < 0))
            lowest = &question->tokens[i];
    return lowest;
}

static size_t name_values(const dolen_quota_question *question, counter_name *names)
{
    size_t count = 0;

    for (size_t i = 0; i < sizeof counted_kinds / sizeof *counted_kinds && count < DOLEN_QUOTA_VALUES; i++) {
        const dolen_stored_token *token = lowest_of(question, counted_kinds[i]);
        if (!token)
            continue;
        const dolen_digest digest = dolen_hash_sha256(dolen_bytes_of(token->value.bytes, sizeof token->value.bytes));
        name_counter(question, "target-day", dolen_bytes_of(digest.bytes, HANDLE), names[count++]);
    }
    return count;
}

static dolen_status check(const dolen_admission_counter *counters, const uint32_t *allowed, size_t count,
                          dolen_err *err)
{
    for (size_t i = 0; i < count; i++)
        if (counters[i].used > (int64_t)allowed[i])
            return DOLEN_FAIL(err, DOLEN_E_LIMIT, "over a quota of questions");
    return DOLEN_OK;
}

dolen_status dolen_quota_admit(dolen_connection *connection, const dolen_quota_question *question, dolen_err *err)
{
    const dolen_bytes staff = dolen_bytes_of(question->staff.bytes, DOLEN_STAFF_SIZE);
    const dolen_limits *limits = question->limits;
    uint32_t allowed[DOLEN_ADMISSION_COUNTERS] = {limits->person_per_hour, limits->person_per_day,
                                                  limits->member_per_day};
    dolen_admission_counter counters[DOLEN_ADMISSION_COUNTERS];
    counter_name names[DOLEN_ADMISSION_COUNTERS];
    bool is_new = false;

    name_counter(question, "person-hour", staff, names[0]);
    name_counter(question, "person-day", staff, names[1]);
    name_counter(question, "member-day", dolen_bytes_of(NULL, 0), names[2]);
    const size_t count = PEOPLE + name_values(question, names + PEOPLE);
    for (size_t i = 0; i < count; i++) {
        counters[i] = (dolen_admission_counter){.name = names[i], .slot = question->now / (i == 0 ? HOUR : DAY)};
        if (i >= PEOPLE)
            allowed[i] = limits->target_per_day;
    }
    DOLEN_TRY(dolen_admission_store_count(connection, question->request, question->now, counters, count, &is_new, err));
    if (!is_new)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "a question with this number was asked before");
    return check(counters, allowed, count, err);
}

dolen_status dolen_quota_show(dolen_connection *connection, const dolen_quota_question *question,
                              const int64_t *records, size_t count, dolen_err *err)
{
    dolen_admission_counter counters[DOLEN_QUOTA_RECORDS];
    uint32_t allowed[DOLEN_QUOTA_RECORDS];
    counter_name names[DOLEN_QUOTA_RECORDS];
    char staff[2 * DOLEN_STAFF_SIZE + 1];

    dolen_bytes_to_hex(dolen_bytes_of(question->staff.bytes, DOLEN_STAFF_SIZE), staff);
    for (size_t i = 0; i < DOLEN_QUOTA_RECORDS; i++) {
        const bool is_shown = i < count;
        if (is_shown)
            snprintf(names[i], sizeof names[i], "record-day %s %" PRId64, question->member.text, records[i]);
        else
            snprintf(names[i], sizeof names[i], "no-record-day %s %s %zu", question->member.text, staff, i);
        counters[i] = (dolen_admission_counter){.name = names[i], .slot = question->now / DAY};
        allowed[i] = is_shown ? question->limits->target_per_day : UINT32_MAX;
    }
    DOLEN_TRY(dolen_admission_store_count_more(connection, counters, DOLEN_QUOTA_RECORDS, err));
    return check(counters, allowed, DOLEN_QUOTA_RECORDS, err);
}
