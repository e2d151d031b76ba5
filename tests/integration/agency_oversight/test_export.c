/* What an export takes from a real database, and who may not have it. */
#include <string.h>

#include "node/agency/oversight/export_internal.h"
#include "tests/support/hostile_texts.h"
#include "tests/support/oversight_scene.h"

typedef struct written {
    char *text;
    size_t size;
    dolen_export_about about;
} written;

static dolen_export_request request_of(const char *user, const char *role, const char *ground,
                                       dolen_export_format format)
{
    return (dolen_export_request){
        .user = user, .role = dolen_code_of(role), .ground = dolen_code_of(ground), .format = format};
}

static written write_all(oversight_scene *s, const dolen_export_request *request, int64_t most)
{
    written out = {.about = {.agency = s->agency.code,
                             .agency_name = "Example",
                             .user = request->user,
                             .role = request->role,
                             .ground = request->ground,
                             .with_subjects = request->with_subjects,
                             .rules = s->rules,
                             .made = s->now,
                             .most = most}};
    dolen_err err = {0};

    FILE *stream = open_memstream(&out.text, &out.size);
    assert_non_null(stream);
    assert_ok(dolen_export_write(&s->agency, request, &out.about, stream, &err));
    assert_int_equal(0, fclose(stream));
    return out;
}

static size_t times(const written *file, const char *text)
{
    size_t count = 0;

    for (const char *at = strstr(file->text, text); at; at = strstr(at + 1, text))
        count++;
    return count;
}

static void every_search_is_in_it_once_however_many_pages_they_fill(void **state)
{
    enum { SEARCHES = 2 * DOLEN_FIND_PAGE + 7 };
    oversight_scene *s = *state;
    dolen_export_request request = request_of("officer", "data-protection-officer", "lawfulness", DOLEN_EXPORT_CSV);
    char id[DOLEN_UUID_TEXT];
    dolen_uuid ids[SEARCHES];

    /* Some at the same instant, as cursors have them. */
    for (int i = 0; i < SEARCHES; i++)
        ids[i] = oversight_scene_search(
            s, (dolen_stored_search){.asked = s->now - OVERSIGHT_HOUR - i / 5,
                                     .case_reference = hostile_texts[(size_t)i % HOSTILE_TEXTS]});
    const written file = write_all(s, &request, DOLEN_EXPORT_ROWS);

    assert_int_equal(SEARCHES, file.about.rows);
    assert_false(file.about.is_cut);
    for (int i = 0; i < SEARCHES; i++) {
        dolen_uuid_write(ids[i], id);
        assert_int_equal(1, times(&file, id));
    }
    free(file.text);

    request.criteria.user = "bryn";
    const written none = write_all(s, &request, DOLEN_EXPORT_ROWS);
    assert_int_equal(0, none.about.rows);
    free(none.text);
}

static void ig_09_who_was_searched_is_in_it_only_when_it_is_asked_for(void **state)
{
    oversight_scene *s = *state;
    dolen_export_request request =
        request_of("officer", "data-protection-officer", "subject-rights", DOLEN_EXPORT_JSON);

    oversight_scene_search(s, (dolen_stored_search){0});
    const written without = write_all(s, &request, DOLEN_EXPORT_ROWS);
    assert_int_equal(0, times(&without, "Wallace"));
    free(without.text);

    request.with_subjects = true;
    const written with = write_all(s, &request, DOLEN_EXPORT_ROWS);
    assert_int_equal(1, times(&with, "\"surname\":\"Wallace\""));
    free(with.text);

    request.format = DOLEN_EXPORT_FHIR;
    const written resource = write_all(s, &request, DOLEN_EXPORT_ROWS);
    assert_int_equal(0, times(&resource, "Wallace"));
    free(resource.text);
}

static void it_ends_at_its_limit_and_says_so(void **state)
{
    enum { MOST = DOLEN_FIND_PAGE + 3 };
    oversight_scene *s = *state;
    const dolen_export_request request =
        request_of("officer", "data-protection-officer", "lawfulness", DOLEN_EXPORT_CSV);

    for (int i = 0; i < MOST; i++)
        oversight_scene_search(s, (dolen_stored_search){0});
    const written all = write_all(s, &request, MOST);
    assert_int_equal(MOST, all.about.rows);
    assert_false(all.about.is_cut);
    free(all.text);

    const written cut = write_all(s, &request, MOST - 1);
    assert_int_equal(MOST - 1, cut.about.rows);
    assert_true(cut.about.is_cut);
    assert_int_equal(MOST, times(&cut, "\r\n"));
    free(cut.text);
}

static dolen_status make(oversight_scene *s, const dolen_export_request *request)
{
    dolen_export_file file;
    dolen_err err = {0};

    const dolen_status made = dolen_export_make(&s->agency, request, s->arena, &file, &err);
    assert_int_equal(-1, file.descriptor);
    return made;
}

static void ig_12_nobody_else_has_it_and_nobody_without_a_ground(void **state)
{
    oversight_scene *s = *state;
    dolen_export_request request = request_of("asha", "practitioner", "lawfulness", DOLEN_EXPORT_CSV);

    oversight_scene_search(s, (dolen_stored_search){0});
    assert_int_equal(DOLEN_E_DENIED, make(s, &request));
    request = request_of("asha", "data-protection-officer", "lawfulness", DOLEN_EXPORT_CSV);
    assert_int_equal(DOLEN_E_DENIED, make(s, &request));
    request = request_of("both", "data-protection-officer", "lawfulness", DOLEN_EXPORT_CSV);
    assert_int_equal(DOLEN_E_DENIED, make(s, &request));
    request = request_of("officer", "data-protection-officer", "curiosity", DOLEN_EXPORT_CSV);
    assert_int_not_equal(DOLEN_OK, make(s, &request));
    request.ground = (dolen_code){{0}};
    assert_int_equal(DOLEN_E_INPUT, make(s, &request));
    request = request_of("officer", "data-protection-officer", "lawfulness", DOLEN_EXPORT_NO_FORMAT);
    assert_int_equal(DOLEN_E_INPUT, make(s, &request));
}

static void ig_09_whom_leaves_only_on_a_ground_that_allows_it(void **state)
{
    static const char *const grounds[] = {"lawfulness", "self-monitoring", "integrity"};
    oversight_scene *s = *state;

    for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++) {
        dolen_export_request request = request_of("officer", "data-protection-officer", grounds[i], DOLEN_EXPORT_JSON);
        request.with_subjects = true;
        assert_int_equal(DOLEN_E_DENIED, make(s, &request));
    }
    dolen_export_request resource =
        request_of("officer", "data-protection-officer", "subject-rights", DOLEN_EXPORT_FHIR);
    resource.with_subjects = true;
    assert_int_equal(DOLEN_E_INPUT, make(s, &resource));
    assert_int_equal(0, NUMBER_OF(s->database, "SELECT count(*) FROM log_reading"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, oversight_scene_make, oversight_scene_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_search_is_in_it_once_however_many_pages_they_fill),
        TEST(ig_09_who_was_searched_is_in_it_only_when_it_is_asked_for),
        TEST(it_ends_at_its_limit_and_says_so),
        TEST(ig_12_nobody_else_has_it_and_nobody_without_a_ground),
        TEST(ig_09_whom_leaves_only_on_a_ground_that_allows_it),
    };

    return cmocka_run_group_tests_name("export", tests, oversight_scene_start, oversight_scene_stop);
}
