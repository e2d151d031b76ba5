#include "node/agency/search_json.h"
#include "tests/support/dolen_test.h"

static dolen_status read_question(const char *text, dolen_arena *arena, dolen_search_request *out)
{
    json_error_t wrong;
    DOLEN_OWN(json_t, document) = json_loads(text, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &wrong);

    assert_non_null(document);
    return dolen_search_json_read(document, arena, out, NULL);
}

static void reads_a_question_about_a_person(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 16);
    dolen_search_request request;

    assert_fails(DOLEN_OK,
                 read_question("{\"user\":\"u\",\"role\":\"practitioner\",\"purpose\":\"S47\",\"case\":\"C1\","
                               "\"subject\":\"person\",\"forenames\":\"A\",\"dob\":\"2011-02-03\"}",
                               arena, &request));

    assert_string_equal("practitioner", request.role.text);
    assert_string_equal("", request.person.surname);
    assert_int_equal(2011, request.person.born.year);
}

static void refuses_members_that_nobody_knows(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 16);
    dolen_search_request request;

    assert_fails(DOLEN_E_INPUT, read_question("{\"subject\":\"person\",\"surnam\":\"x\"}", arena, &request));
    assert_fails(DOLEN_E_INPUT, read_question("{\"subject\":\"person\",\"surname\":7}", arena, &request));
    assert_fails(DOLEN_E_INPUT, read_question("{\"subject\":\"person\",\"surname\":\"a\\u0000b\"}", arena, &request));
    assert_fails(DOLEN_E_INPUT, read_question("{\"subject\":\"dog\"}", arena, &request));
    assert_fails(DOLEN_E_INPUT, read_question("[1]", arena, &request));
}

static void keeps_an_impossible_day_for_the_search_to_name(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 16);
    dolen_search_request request;

    assert_fails(DOLEN_OK, read_question("{\"subject\":\"person\",\"dob\":\"2011-02-30\"}", arena, &request));

    assert_true(request.person.born.year != 0);
    assert_false(dolen_day_is_valid(request.person.born));
}

static void writes_every_member_with_its_words(void **state)
{
    const dolen_flag flag = {.code = dolen_code_of("CSC.CPR"), .kind = DOLEN_FLAG_STATE, .opened = 2026 * 12};
    const dolen_finding involved = {.agency = dolen_code_of("NPT"),
                                    .state = DOLEN_MEMBER_INVOLVED,
                                    .band = DOLEN_BAND_CONFIRMED,
                                    .level = DOLEN_LEVEL_L3,
                                    .agreement = {.forename = 3, .surname = 4, .born = 4},
                                    .flags = &flag,
                                    .flag_count = 1};
    const dolen_search_member member = {.finding = &involved,
                                        .name_en = "Neath Port Talbot",
                                        .name_cy = "Castell-nedd Port Talbot",
                                        .type = "council",
                                        .team_en = "Single Point of Contact",
                                        .team_cy = "Un Pwynt Cyswllt",
                                        .telephone = "01632 960100"};
    const dolen_search_request request = {.subject = DOLEN_SUBJECT_PERSON};
    const dolen_search_outcome outcome = {.has_answer = true, .members = &member, .member_count = 1};

    DOLEN_OWN(json_t, document) = dolen_search_json_answer(&request, &outcome, NULL);

    const json_t *shown = json_array_get(json_object_get(document, "members"), 0);
    assert_string_equal("involved", json_string_value(json_object_get(shown, "state")));
    assert_string_equal("confirmed", json_string_value(json_object_get(shown, "match")));
    assert_int_equal(3, json_array_size(json_object_get(shown, "why")));
    const json_t *first = json_array_get(json_object_get(shown, "flags"), 0);
    assert_string_equal("2026-01", json_string_value(json_object_get(first, "from")));
    assert_true(json_is_null(json_object_get(first, "to")));
    assert_string_equal("01632 960100",
                        json_string_value(json_object_get(json_object_get(shown, "contact"), "telephone")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_question_about_a_person),
        cmocka_unit_test(refuses_members_that_nobody_knows),
        cmocka_unit_test(keeps_an_impossible_day_for_the_search_to_name),
        cmocka_unit_test(writes_every_member_with_its_words),
    };

    return cmocka_run_group_tests_name("search_json", tests, NULL, NULL);
}
