#include "proto/codec/statistics.h"

#include "proto/delta.pb-c.h"
#include "proto/query.pb-c.h"
#include "proto/statistics.pb-c.h"
#include "tests/support/codec_samples.h"
#include "tests/support/dolen_test.h"

static dolen_statistics_request sample_request(void)
{
    dolen_statistics_request made = {.federation = dolen_code_of("demo"),
                                     .agency = dolen_code_of("csc"),
                                     .role = dolen_code_of("governance-lead"),
                                     .channel = dolen_code_of("page"),
                                     .created = sample_instant,
                                     .month = SAMPLE_MONTH};

    sample_fill(made.request_id.bytes, DOLEN_UUID_SIZE, 3);
    sample_fill(made.staff.bytes, DOLEN_STAFF_SIZE, 4);
    return made;
}

typedef struct room {
    dolen_code members[2];
    dolen_statistics_figure figures[2];
    dolen_statistics_release release;
} room;

static dolen_statistics_reply sample_reply(room *r)
{
    dolen_statistics_reply made = {.ledger_index = 41, .releases = &r->release, .release_count = 1};

    *r = (room){.members = {dolen_code_of("csc"), dolen_code_of("pol")}};
    r->figures[0] = (dolen_statistics_figure){
        dolen_code_of("missing-episodes"), SAMPLE_MONTH, dolen_code_of("age.11-15"), dolen_code_of("all"), true, 15};
    r->figures[1] = r->figures[0];
    r->figures[1].is_shown = false;
    r->figures[1].shown = 0;
    r->release = (dolen_statistics_release){.month = SAMPLE_MONTH,
                                            .made = sample_instant,
                                            .epoch = 1,
                                            .rules_version = "2026.1",
                                            .as_of = sample_instant,
                                            .members = r->members,
                                            .member_count = 2,
                                            .figures = r->figures,
                                            .figure_count = 2};
    sample_fill(made.request_id.bytes, DOLEN_UUID_SIZE, 3);
    return made;
}

static void requests_come_back_as_they_were(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    const dolen_statistics_request sent = sample_request();
    dolen_statistics_request read;
    dolen_bytes bytes;
    dolen_err err = {0};

    assert_ok(dolen_statistics_request_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_statistics_request_decode(bytes, arena, &read, &err));
    assert_memory_equal(&read.request_id, &sent.request_id, sizeof sent.request_id);
    assert_memory_equal(&read.staff, &sent.staff, sizeof sent.staff);
    assert_string_equal(read.role.text, "governance-lead");
    assert_int_equal(read.month, SAMPLE_MONTH);
    assert_false(read.wants_list);
}

static void a_list_with_a_month_is_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    dolen_statistics_request sent = sample_request();
    dolen_bytes bytes;

    sent.wants_list = true;
    assert_fails(DOLEN_E_INPUT, dolen_statistics_request_encode(&sent, arena, &bytes, NULL));
}

static void replies_come_back_as_they_were(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    room r;
    const dolen_statistics_reply sent = sample_reply(&r);
    dolen_statistics_reply read;
    dolen_bytes bytes;
    dolen_err err = {0};

    assert_ok(dolen_statistics_reply_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_statistics_reply_decode(bytes, arena, &read, &err));
    assert_int_equal(1, read.release_count);
    assert_int_equal(2, read.releases[0].figure_count);
    assert_int_equal(15, read.releases[0].figures[0].shown);
    assert_false(read.releases[0].figures[1].is_shown);
    assert_string_equal("pol", read.releases[0].members[1].text);
}

static void ig_36_a_figure_that_is_not_shown_carries_no_number(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    room r;
    const dolen_statistics_reply sent = sample_reply(&r);
    dolen_bytes bytes;

    r.figures[1].shown = 3;
    assert_fails(DOLEN_E_INPUT, dolen_statistics_reply_encode(&sent, arena, &bytes, NULL));
}

/* Is a field of this name anywhere in the message? */
static bool has_field(const ProtobufCMessageDescriptor *message, const char *name)
{
    for (unsigned i = 0; i < message->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->fields[i];
        if (strcmp(field->name, name) == 0)
            return true;
        if (field->type == PROTOBUF_C_TYPE_MESSAGE && has_field(field->descriptor, name))
            return true;
    }
    return false;
}

static void ig_36_no_answer_and_no_question_has_a_place_for_what_statistics_count_by(void **state)
{
    static const char *const names[] = {"age_band", "care_experience", "local_authority", "missing_reason"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_true(has_field(&dolen__v1__delta_chunk__descriptor, names[i]));
        assert_false(has_field(&dolen__v1__answer__descriptor, names[i]));
        assert_false(has_field(&dolen__v1__query__descriptor, names[i]));
    }
}

static void ig_25_neither_an_answer_nor_a_release_has_a_score_or_a_rank(void **state)
{
    static const char *const names[] = {"score", "rank", "probability", "prediction"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_false(has_field(&dolen__v1__answer__descriptor, names[i]));
        assert_false(has_field(&dolen__v1__statistics_reply__descriptor, names[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_come_back_as_they_were),
        cmocka_unit_test(a_list_with_a_month_is_refused),
        cmocka_unit_test(replies_come_back_as_they_were),
        cmocka_unit_test(ig_36_a_figure_that_is_not_shown_carries_no_number),
        cmocka_unit_test(ig_36_no_answer_and_no_question_has_a_place_for_what_statistics_count_by),
        cmocka_unit_test(ig_25_neither_an_answer_nor_a_release_has_a_score_or_a_rank),
    };

    return cmocka_run_group_tests_name("statistics", tests, NULL, NULL);
}
