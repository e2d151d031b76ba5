/* Finding searches by everything an officer may look for, on a real database. */
#include "node/agency/oversight/find.h"

#include "node/store/review_store.h"
#include "tests/support/oversight_scene.h"

static const dolen_person eira = {.forenames = "Eira", .surname = "Wallace", .born = {2009, 12, 4}};

static dolen_find_result find(oversight_scene *s, const dolen_find_criteria *criteria)
{
    dolen_find_result result;
    dolen_err err = {0};

    assert_ok(dolen_find_run(&s->agency, criteria, s->arena, &result, &err));
    return result;
}

static void assert_finds(oversight_scene *s, dolen_find_criteria criteria, dolen_uuid only)
{
    const dolen_find_result result = find(s, &criteria);

    assert_int_equal(1, result.item_count);
    assert_int_equal(1, result.total);
    assert_false(result.has_more);
    assert_true(dolen_uuid_same(only, result.items[0].id));
}

static void open_review(oversight_scene *s, dolen_uuid search, int16_t reasons)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_review review = {.search = search,
                                 .reasons = reasons,
                                 .account = "asha",
                                 .role = dolen_code_of("practitioner"),
                                 .purpose = dolen_code_of("S47"),
                                 .case_reference = "C-1",
                                 .authoriser = "",
                                 .opened = s->now - OVERSIGHT_HOUR,
                                 .due = s->now};
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->agency.pool, &connection, &err));
    assert_ok(dolen_review_store_add(connection, &review, &err));
}

static void close_review(oversight_scene *s)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_review *reviews = NULL;
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->agency.pool, &connection, &err));
    assert_ok(dolen_review_store_list(connection, DOLEN_REVIEWS_OPEN, 1, s->arena, &reviews, &count, &err));
    const dolen_review_closing closing = {
        .number = reviews[0].number, .by = "officer", .outcome = "justified", .now = s->now};
    assert_ok(dolen_review_store_close(connection, &closing, &err));
}

static void note_step(oversight_scene *s, dolen_uuid search, dolen_audit_level level, const char *member)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_audit_walk walk = {search, "asha", dolen_code_of("practitioner"), s->now};
    const dolen_audit_step step = {level, *member ? dolen_code_of(member) : (dolen_code){{0}}};
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->agency.pool, &connection, &err));
    assert_ok(dolen_audit_step_store_add(connection, &walk, &step, 1, &err));
}

static void each_column_finds_what_it_says(void **state)
{
    oversight_scene *s = *state;

    oversight_scene_search(s, (dolen_stored_search){0});
    const dolen_uuid by_bryn = oversight_scene_search(s, (dolen_stored_search){.account = "bryn"});
    const dolen_uuid in_role = oversight_scene_search(s, (dolen_stored_search){.role = dolen_code_of("duty-desk")});
    const dolen_uuid for_s17 = oversight_scene_search(s, (dolen_stored_search){.purpose = dolen_code_of("S17")});
    const dolen_uuid refused = oversight_scene_search(s, (dolen_stored_search){.outcome = "over-quota"});
    const dolen_uuid of_case = oversight_scene_search(s, (dolen_stored_search){.case_reference = "Ab 12/7"});
    const dolen_uuid urgent =
        oversight_scene_search(s, (dolen_stored_search){.urgent_reason = dolen_code_of("RISK-LIFE")});

    assert_finds(s, (dolen_find_criteria){.user = "bryn"}, by_bryn);
    assert_finds(s, (dolen_find_criteria){.role = dolen_code_of("duty-desk")}, in_role);
    assert_finds(s, (dolen_find_criteria){.purpose = dolen_code_of("S17")}, for_s17);
    assert_finds(s, (dolen_find_criteria){.outcome = "over-quota"}, refused);
    assert_finds(s, (dolen_find_criteria){.case_reference = "aB12 /7"}, of_case);
    assert_finds(s, (dolen_find_criteria){.urgent_only = true}, urgent);
    assert_int_equal(7, find(s, &(dolen_find_criteria){0}).total);
    assert_int_equal(0, find(s, &(dolen_find_criteria){.user = "bryn", .urgent_only = true}).total);
    assert_int_equal(0, find(s, &(dolen_find_criteria){.user = "' OR true --"}).total);
}

static void a_period_includes_its_beginning_and_not_its_end(void **state)
{
    oversight_scene *s = *state;

    oversight_scene_search(s, (dolen_stored_search){.asked = 999});
    const dolen_uuid first = oversight_scene_search(s, (dolen_stored_search){.asked = 1000});
    oversight_scene_search(s, (dolen_stored_search){.asked = 2000});

    assert_finds(s, (dolen_find_criteria){.from = 1000, .until = 2000}, first);
    assert_int_equal(2, find(s, &(dolen_find_criteria){.from = 1000}).total);
    assert_int_equal(2, find(s, &(dolen_find_criteria){.until = 2000}).total);
}

static void an_item_says_what_a_list_shows(void **state)
{
    oversight_scene *s = *state;
    const dolen_uuid id = oversight_scene_search(s, (dolen_stored_search){.involved = 2, .ledger_index = 41});

    note_step(s, id, DOLEN_AUDIT_SEARCHED, "");
    note_step(s, id, DOLEN_AUDIT_CONTACT, "SBU");
    note_step(s, id, DOLEN_AUDIT_SHOWN, "");
    const dolen_find_result result = find(s, &(dolen_find_criteria){0});
    const dolen_find_item *item = &result.items[0];

    assert_int_equal(s->now - OVERSIGHT_HOUR, item->asked);
    assert_string_equal("asha", item->account);
    assert_string_equal("A Person", item->full_name);
    assert_string_equal("practitioner", item->role.text);
    assert_string_equal("S47", item->purpose.text);
    assert_string_equal("C-1", item->case_reference);
    assert_int_equal(DOLEN_SEARCH_WEB, item->channel);
    assert_int_equal(DOLEN_SUBJECT_PERSON, item->subject);
    assert_string_equal("answered", item->outcome);
    assert_int_equal(2, item->involved);
    assert_int_equal(41, item->ledger_index);
    assert_int_equal(DOLEN_AUDIT_CONTACT, item->furthest);
    assert_false(item->urgent || item->opened_protected || item->has_finding);
    assert_int_equal(DOLEN_OVERSIGHT_REVIEW_NONE, item->review);
}

static void ig_15_what_opened_a_protected_record_is_found_with_its_review(void **state)
{
    oversight_scene *s = *state;
    const dolen_uuid opened = oversight_scene_search(s, (dolen_stored_search){0});
    const dolen_uuid sampled = oversight_scene_search(s, (dolen_stored_search){0});
    const dolen_find_criteria wish = {.protected_only = true};

    open_review(s, opened, DOLEN_REVIEW_PROTECTED | DOLEN_REVIEW_URGENT);
    open_review(s, sampled, DOLEN_REVIEW_URGENT);
    assert_finds(s, wish, opened);
    assert_true(find(s, &wish).items[0].opened_protected);
    assert_int_equal(DOLEN_OVERSIGHT_REVIEW_OPEN, find(s, &wish).items[0].review);
    s->now++;
    assert_int_equal(DOLEN_OVERSIGHT_REVIEW_OVERDUE, find(s, &wish).items[0].review);
    close_review(s);
    close_review(s);
    assert_int_equal(DOLEN_OVERSIGHT_REVIEW_CLOSED, find(s, &wish).items[0].review);
    assert_string_equal("justified", find(s, &wish).items[0].review_outcome);
}

static void searches_with_an_open_finding_are_found(void **state)
{
    oversight_scene *s = *state;

    oversight_scene_search(s, (dolen_stored_search){0});
    const dolen_uuid odd = oversight_scene_search(s, (dolen_stored_search){.account = "bryn"});
    assert_true(database_scene_may(
        s->database->admin,
        "WITH f AS (INSERT INTO finding (kind, account, figures, figure_values, first_search, last_search, raised, "
        "changed) VALUES (1, 'bryn', '{}', '{}', 1, 1, 1, 1) RETURNING number) INSERT INTO finding_search (finding, "
        "search) SELECT f.number, s.id FROM f, search s WHERE s.account = 'bryn'"));

    assert_finds(s, (dolen_find_criteria){.finding_only = true}, odd);
    assert_true(find(s, &(dolen_find_criteria){.user = "bryn"}).items[0].has_finding);
    assert_true(database_scene_may(s->database->admin,
                                   "UPDATE finding SET closed = 2, closed_by = 'officer', reason = 'a namesake'"));
    assert_int_equal(0, find(s, &(dolen_find_criteria){.finding_only = true}).total);
}

static void searches_about_a_person_are_found_however_they_were_typed(void **state)
{
    oversight_scene *s = *state;

    const dolen_uuid hers = oversight_scene_search(
        s, (dolen_stored_search){.searched = "{\"forenames\":\"EIRA\",\"surname\":\"Wallace\",\"dob\":\"2009-12-04\"}",
                                 .outcome = "over-quota"});
    oversight_scene_search(
        s,
        (dolen_stored_search){.searched = "{\"forenames\":\"Eira\",\"surname\":\"Wallace\",\"dob\":\"1971-03-28\"}"});
    oversight_scene_search(s, (dolen_stored_search){.searched = "{}"});

    assert_finds(s, (dolen_find_criteria){.subject = &eira}, hers);
    assert_int_equal(0, find(s, &(dolen_find_criteria){.subject = &eira, .user = "bryn"}).total);
    assert_int_equal(0, find(s, &(dolen_find_criteria){.subject = &eira, .outcome = "answered"}).total);
}

/* Pages hold each search once, also where many were asked in one millisecond. */
static void walk_pages(oversight_scene *s, dolen_find_criteria criteria, size_t expected)
{
    char text[DOLEN_FIND_CURSOR_TEXT];
    dolen_find_result page;
    dolen_find_cursor last = {.at = INT64_MAX};
    size_t seen = 0;
    dolen_err err = {0};

    do {
        page = find(s, &criteria);
        assert_int_equal(expected, page.total);
        for (size_t i = 0; i < page.item_count; i++) {
            const dolen_find_item *item = &page.items[i];
            assert_true(item->asked < last.at || (item->asked == last.at && dolen_uuid_compare(item->id, last.id) < 0));
            last = (dolen_find_cursor){item->asked, item->id};
        }
        seen += page.item_count;
        dolen_find_cursor_write(page.next, text);
        assert_ok(dolen_find_cursor_read(text, &criteria.before, &err));
    } while (page.has_more);
    assert_int_equal(expected, seen);
}

static void pages_hold_each_search_once(void **state)
{
    oversight_scene *s = *state;

    for (int i = 0; i < 130; i++)
        oversight_scene_search(s, (dolen_stored_search){.asked = 1000 + i / 40,
                                                        .searched =
                                                            "{\"forenames\":\"Eira\",\"surname\":\"Wallace\",\"dob\":"
                                                            "\"2009-12-04\"}"});

    walk_pages(s, (dolen_find_criteria){0}, 130);
    walk_pages(s, (dolen_find_criteria){.limit = 7}, 130);
    walk_pages(s, (dolen_find_criteria){.subject = &eira, .limit = 20}, 130);
    walk_pages(s, (dolen_find_criteria){.user = "bryn"}, 0);
}

static void counting_ends_somewhere_and_says_so(void **state)
{
    oversight_scene *s = *state;

    assert_true(database_scene_may(
        s->database->admin,
        "INSERT INTO search (id, account, role, purpose, case_reference, channel, subject, asked, searched, outcome, "
        "involved) SELECT gen_random_uuid(), 'asha', 'practitioner', 'S47', 'c', 1, 1, i, '{}', 'answered', 0 FROM "
        "generate_series(1, 1000) AS i"));
    assert_int_equal(1000, find(s, &(dolen_find_criteria){0}).total);
    assert_false(find(s, &(dolen_find_criteria){0}).total_is_at_least);
    oversight_scene_search(s, (dolen_stored_search){0});
    assert_int_equal(1000, find(s, &(dolen_find_criteria){0}).total);
    assert_true(find(s, &(dolen_find_criteria){0}).total_is_at_least);
}

static void criteria_that_cannot_be_right_are_refused(void **state)
{
    static const dolen_person nobody = {.surname = "Wallace"};
    const dolen_find_criteria wrong[] = {{.from = 5, .until = 5}, {.from = -1}, {.limit = 51}, {.subject = &nobody}};
    oversight_scene *s = *state;
    dolen_find_result result;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(DOLEN_E_INPUT, dolen_find_run(&s->agency, &wrong[i], s->arena, &result, NULL));
}

static void a_cursor_is_read_strictly(void **state)
{
    static const char *const wrong[] = {"1",
                                        "-",
                                        "0-0d8a4d5c-6b2b-4a52-9d5f-0d4f2d6e7a11",
                                        "1-0d8a4d5c",
                                        "01-0d8a4d5c-6b2b-4a52-9d5f-0d4f2d6e7a11",
                                        "1234567890123456-0d8a4d5c-6b2b-4a52-9d5f-0d4f2d6e7a11",
                                        "1-0d8a4d5c-6b2b-4a52-9d5f-0d4f2d6e7a11 "};
    dolen_find_cursor cursor;
    dolen_err err = {0};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(DOLEN_E_INPUT, dolen_find_cursor_read(wrong[i], &cursor, NULL));
    assert_ok(dolen_find_cursor_read("", &cursor, &err));
    assert_int_equal(0, cursor.at);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, oversight_scene_make, oversight_scene_free)
    const struct CMUnitTest tests[] = {
        EACH(each_column_finds_what_it_says),
        EACH(a_period_includes_its_beginning_and_not_its_end),
        EACH(an_item_says_what_a_list_shows),
        EACH(ig_15_what_opened_a_protected_record_is_found_with_its_review),
        EACH(searches_with_an_open_finding_are_found),
        EACH(searches_about_a_person_are_found_however_they_were_typed),
        EACH(pages_hold_each_search_once),
        EACH(counting_ends_somewhere_and_says_so),
        EACH(criteria_that_cannot_be_right_are_refused),
        cmocka_unit_test(a_cursor_is_read_strictly),
    };

    return cmocka_run_group_tests_name("find", tests, oversight_scene_start, oversight_scene_stop);
}
