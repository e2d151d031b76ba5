/* Each kind of unusual use beside its twin: much the same, and innocent. */
#include "tests/support/dolen_test.h"

#include <stdlib.h>

#include "node/agency/account_home.h"
#include "node/agency/oversight/unusual_person.h"
#include "node/base/memory.h"

enum { STAFF = 4, MOST = 4000, FOUND = 16, HOUR = 3600 * 1000, TEXT = 300 };

/* Monday, 9 o'clock. */
#define BEGINS (INT64_C(20759) * 86400000 + 9 * INT64_C(3600000))
#define DAY INT64_C(86400000)

/* Siân Ravenhill and Ifan of one team, Dafydd Jones and Mair of another. */
enum { SIAN, IFAN, DAFYDD, MAIR };

typedef struct search {
    int64_t asked;
    int32_t staff;
    char reference[24];
    char searched[TEXT];
    dolen_uuid id;
} search;

typedef struct scene {
    dolen_local_keys *keys;
    dolen_unusual_staff staff[STAFF];
    dolen_digest home[DOLEN_ACCOUNT_HOME_KEPT];
    dolen_unusual_thresholds limits;
    search *searches;
    size_t count;
    dolen_stored_finding found[FOUND];
    size_t found_count;
    int64_t since;
} scene;

static int set_up(void **state)
{
    const uint8_t key[DOLEN_NODE_KEY_SIZE] = {3};
    const dolen_address home = {.line = "12 Heol y Felin", .postcode = "SA11 5AB", .uprn = ""};
    scene *s = dolen_memory_make(1, sizeof *s);
    dolen_err err = {0};

    s->keys = dolen_local_keys_new(dolen_secret_new_copy(dolen_bytes_of(key, sizeof key)));
    s->searches = dolen_memory_make(MOST, sizeof *s->searches);
    s->limits = dolen_unusual_use_defaults();
    s->staff[SIAN] = (dolen_unusual_staff){"a", "Siân Ravenhill née Quick", "North", s->home, 0};
    s->staff[IFAN] = (dolen_unusual_staff){"b", "Ifan Bowie", "North", NULL, 0};
    s->staff[DAFYDD] = (dolen_unusual_staff){"c", "Dafydd Jones", "South", s->home, 0};
    s->staff[MAIR] = (dolen_unusual_staff){"d", "Mair Trimnell", "South", NULL, 0};
    assert_ok(dolen_account_home_keep(s->keys, "a", &home, s->home, &s->staff[SIAN].home_count, &err));
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    scene *s = *state;

    dolen_local_keys_free(s->keys);
    free(s->searches);
    free(s);
    return 0;
}

static void typed(scene *s, int32_t staff, int64_t asked, const char *reference, const char *searched)
{
    search *one = &s->searches[s->count++];

    assert_true(s->count < MOST);
    *one = (search){.asked = asked, .staff = staff, .id = dolen_uuid_make()};
    snprintf(one->reference, sizeof one->reference, "%s", reference);
    snprintf(one->searched, sizeof one->searched, "%s", searched);
}

/* Somebody whom nothing connects with anybody: names and dates by number. */
static void stranger(scene *s, int32_t staff, int64_t asked, const char *reference, int number)
{
    char text[TEXT];

    snprintf(text, sizeof text, "{\"forenames\":\"Al\",\"surname\":\"Q%c%c%cz\",\"dob\":\"19%02d-03-0%d\"}",
             'a' + number % 26, 'a' + number / 26 % 26, 'a' + number / 676 % 26, 50 + number % 40, 1 + number % 9);
    typed(s, staff, asked, reference, text);
}

static void called(scene *s, int32_t staff, int64_t asked, const char *reference, const char *surname)
{
    char text[TEXT];

    snprintf(text, sizeof text, "{\"forenames\":\"Eira\",\"surname\":\"%s\",\"dob\":\"2009-12-04\"}", surname);
    typed(s, staff, asked, reference, text);
}

/* Ordinary days: three strangers under three references each, at 9, 10 and 11. */
static void ordinary_days(scene *s, int32_t staff, int days)
{
    char reference[24];

    for (int day = 0; day < days; day++)
        for (int i = 0; i < 3; i++) {
            snprintf(reference, sizeof reference, "%d-%d-%d", (int)staff, day, i);
            stranger(s, staff, BEGINS + day * DAY + i * INT64_C(3600000), reference, staff * 500 + day * 3 + i);
        }
}

static dolen_status note(void *context, const dolen_stored_finding *finding, dolen_err *err)
{
    scene *s = context;

    assert_true(s->found_count < FOUND);
    s->found[s->found_count++] = *finding;
    return DOLEN_OK;
}

static int by_case(const void *a, const void *b)
{
    const search *left = a;
    const search *right = b;
    const int order = strcmp(left->reference, right->reference);

    return order ? order : left->asked < right->asked ? -1 : left->asked > right->asked;
}

static int by_time(const void *a, const void *b)
{
    const search *left = a;
    const search *right = b;

    return left->asked < right->asked ? -1 : left->asked > right->asked;
}

static dolen_unusual_search kept(const scene *s, const search *one)
{
    return (dolen_unusual_search){one->id, one->asked, s->staff[one->staff].account, one->reference, one->searched};
}

static void examine(scene *s, int32_t staff)
{
    DOLEN_OWN(dolen_unusual_agency, agency) = dolen_unusual_agency_new(s->staff, STAFF);
    DOLEN_OWN(dolen_unusual_person, person) = dolen_unusual_person_new();
    dolen_unusual_facts facts;
    dolen_err err = {0};

    qsort(s->searches, s->count, sizeof *s->searches, by_case);
    for (size_t i = 0; i < s->count; i++) {
        const dolen_unusual_search one = kept(s, &s->searches[i]);
        dolen_unusual_facts_read(&one, NULL, NULL, NULL, &facts);
        dolen_unusual_agency_add(agency, dolen_unusual_agency_staff(agency, one.account), &facts);
    }
    dolen_unusual_agency_finish(agency);
    qsort(s->searches, s->count, sizeof *s->searches, by_time);
    dolen_unusual_person_begin(person, agency, s->staff[staff].account, staff);
    for (size_t i = 0; i < s->count; i++) {
        const dolen_unusual_search one = kept(s, &s->searches[i]);
        if (s->searches[i].staff != staff)
            continue;
        dolen_unusual_facts_read(&one, &s->staff[staff], dolen_unusual_agency_names(agency, staff), s->keys, &facts);
        dolen_unusual_person_add(person, &facts);
    }
    s->found_count = 0;
    assert_ok(dolen_unusual_person_examine(person, &s->limits, s->since, note, s, &err));
}

static bool finds(scene *s, int32_t staff, dolen_unusual_kind kind)
{
    bool found = false;

    examine(s, staff);
    for (size_t i = 0; i < s->found_count; i++)
        found = found || s->found[i].kind == (int16_t)kind;
    return found;
}

static int64_t figure(const scene *s, dolen_unusual_figure which)
{
    for (size_t i = 0; i < s->found[0].figure_count; i++)
        if (s->found[0].figures[i].figure == (int16_t)which)
            return s->found[0].figures[i].value;
    return -1;
}

static void an_ordinary_month_is_nothing(void **state)
{
    scene *s = *state;

    ordinary_days(s, SIAN, 28);
    ordinary_days(s, IFAN, 28);
    examine(s, SIAN);

    assert_int_equal(0, s->found_count);
}

static void a_rare_own_surname_is_found_and_a_colleague_who_searched_it_is_not(void **state)
{
    scene *s = *state;

    ordinary_days(s, SIAN, 10);
    ordinary_days(s, IFAN, 10);
    called(s, SIAN, BEGINS + 9 * DAY, "0-9-0", "RAVENHILL");
    called(s, IFAN, BEGINS + 9 * DAY, "1-9-0", "Ravenhill");

    assert_true(finds(s, SIAN, DOLEN_UNUSUAL_OWN_SURNAME));
    assert_int_equal(1, s->found_count);
    assert_int_equal(1, s->found[0].search_count);
    assert_string_equal("a", s->found[0].account);
    assert_int_equal(1, figure(s, DOLEN_UNUSUAL_SEARCHES));
    assert_false(finds(s, IFAN, DOLEN_UNUSUAL_OWN_SURNAME));
    s->limits.surname_chance = 0;
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_OWN_SURNAME));
}

static void a_former_own_surname_counts_on_both_sides(void **state)
{
    scene *s = *state;

    ordinary_days(s, SIAN, 10);
    called(s, SIAN, BEGINS + 9 * DAY, "0-9-0", "Quick");
    assert_true(finds(s, SIAN, DOLEN_UNUSUAL_OWN_SURNAME));

    s->count = 0;
    typed(s, SIAN, BEGINS, "0-9-0",
          "{\"forenames\":\"Eira\",\"surname\":\"Puw\",\"former_surname\":\"Ravenhill\",\"dob\":\"2009-12-04\"}");
    assert_true(finds(s, SIAN, DOLEN_UNUSUAL_OWN_SURNAME));
}

/* A quarter of Wales: one Jones for a Jones says nothing; so do four children of one family. */
static void a_common_own_surname_is_not_found_for_one_family(void **state)
{
    scene *s = *state;

    ordinary_days(s, DAFYDD, 10);
    for (int child = 0; child < 4; child++) {
        char text[TEXT];
        char reference[24];
        snprintf(text, sizeof text,
                 "{\"forenames\":\"C%c\",\"surname\":\"Jones\",\"dob\":\"2010-01-1%d\","
                 "\"postcode\":\"SA1 1AA\"}",
                 'a' + child, child);
        snprintf(reference, sizeof reference, "J-%d", child);
        typed(s, DAFYDD, BEGINS + 9 * DAY + child * INT64_C(60000), reference, text);
    }

    assert_false(finds(s, DAFYDD, DOLEN_UNUSUAL_OWN_SURNAME));
}

static void a_common_own_surname_is_found_beyond_chance(void **state)
{
    scene *s = *state;

    ordinary_days(s, DAFYDD, 10);
    ordinary_days(s, IFAN, 20);
    for (int family = 0; family < 12; family++) {
        char reference[24];
        snprintf(reference, sizeof reference, "J-%d", family);
        called(s, DAFYDD, BEGINS + (family % 10) * DAY, reference, "Jones");
    }

    assert_true(finds(s, DAFYDD, DOLEN_UNUSUAL_OWN_SURNAME));
    assert_int_equal(12, figure(s, DOLEN_UNUSUAL_CASES));
}

static void a_common_own_surname_is_found_in_the_own_postcode(void **state)
{
    const dolen_address home = {.line = "3 Stryd Fawr", .postcode = "SA1 1AA", .uprn = ""};
    static const char next_door[] =
        "{\"forenames\":\"Al\",\"surname\":\"Jones\",\"dob\":\"1970-02-03\",\"postcode\":\"SA1 1AA\"}";
    scene *s = *state;
    dolen_err err = {0};

    ordinary_days(s, DAFYDD, 10);
    typed(s, DAFYDD, BEGINS, "X", next_door);
    assert_false(finds(s, DAFYDD, DOLEN_UNUSUAL_OWN_SURNAME));

    assert_ok(dolen_account_home_keep(s->keys, "c", &home, s->home, &s->staff[DAFYDD].home_count, &err));
    assert_true(finds(s, DAFYDD, DOLEN_UNUSUAL_OWN_SURNAME));
    assert_int_equal(1, figure(s, DOLEN_UNUSUAL_OWN_POSTCODE));
}

static void the_own_home_is_found_and_next_door_is_not(void **state)
{
    scene *s = *state;

    typed(s, SIAN, BEGINS, "0", "{\"address\":\"14 Heol y Felin\",\"postcode\":\"SA11 5AB\"}");
    typed(s, IFAN, BEGINS, "1", "{\"address\":\"12 Heol y Felin\",\"postcode\":\"SA11 5AB\"}");
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_OWN_ADDRESS));
    assert_false(finds(s, IFAN, DOLEN_UNUSUAL_OWN_ADDRESS));

    typed(s, SIAN, BEGINS + DAY, "0",
          "{\"forenames\":\"Ann\",\"surname\":\"Tew\",\"address\":\"12 heol-y-felin\",\"postcode\":\"sa115ab\"}");
    assert_true(finds(s, SIAN, DOLEN_UNUSUAL_OWN_ADDRESS));
    assert_int_equal(1, s->found[0].search_count);
    s->limits.own_address = false;
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_OWN_ADDRESS));
}

static void many(scene *s, int people, int day)
{
    for (int i = 0; i < people; i++) {
        char reference[24];
        snprintf(reference, sizeof reference, "0-%d-%d", day, i / 4);
        stranger(s, SIAN, BEGINS + day * DAY + i * INT64_C(300000), reference, 7000 + i);
    }
}

static void far_more_than_usual_in_a_day_is_found(void **state)
{
    scene *s = *state;

    ordinary_days(s, SIAN, 12);
    many(s, 40, 12);

    assert_true(finds(s, SIAN, DOLEN_UNUSUAL_MANY));
    assert_int_equal(40, figure(s, DOLEN_UNUSUAL_DAY_TARGETS));
    assert_int_equal(30, figure(s, DOLEN_UNUSUAL_USUAL));
    assert_int_equal(12, figure(s, DOLEN_UNUSUAL_PAST_DAYS));
    s->limits.many_least = 0;
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_MANY));
}

/* Twins: 40 searches for one person; the same day without a past; a duty desk on which every day is like that. */
static void many_searches_are_not_found_for_one_person_a_newcomer_or_a_desk(void **state)
{
    scene *s = *state;

    ordinary_days(s, SIAN, 12);
    for (int i = 0; i < 40; i++)
        stranger(s, SIAN, BEGINS + 12 * DAY + i * INT64_C(60000), "0-12", 7000);
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_MANY));
    s->count = 0;
    ordinary_days(s, SIAN, 3);
    many(s, 40, 3);
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_MANY));
    s->count = 0;
    for (int day = 0; day < 12; day++)
        many(s, 30 + day % 5 * 3, day);
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_MANY));
}

static void a_night_is_found_unless_the_person_or_the_team_works_at_night(void **state)
{
    scene *s = *state;
    const int64_t night = BEGINS + 13 * DAY - INT64_C(7) * 3600000;

    ordinary_days(s, SIAN, 12);
    stranger(s, SIAN, night, "0-1-0", 9000);
    assert_true(finds(s, SIAN, DOLEN_UNUSUAL_HOUR));
    assert_int_equal(2, figure(s, DOLEN_UNUSUAL_HOUR_OF_DAY));
    assert_int_equal(0, figure(s, DOLEN_UNUSUAL_PAST_HOUR_DAYS));
    s->limits.night_from = s->limits.night_until;
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_HOUR));

    s->limits = dolen_unusual_use_defaults();
    for (int day = 0; day < 4; day++)
        stranger(s, SIAN, night - (2 + day) * DAY, "0-1-0", 9001 + day);
    s->since = night - DAY;
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_HOUR));
}

static void a_team_that_works_at_night_is_seen_in_its_colleagues(void **state)
{
    scene *s = *state;
    const int64_t night = BEGINS + 13 * DAY - INT64_C(7) * 3600000;

    s->staff[MAIR].team = "North";
    ordinary_days(s, SIAN, 12);
    stranger(s, SIAN, night, "0-1-0", 9000);
    stranger(s, IFAN, night - DAY, "1", 9001);
    stranger(s, MAIR, night - DAY, "2", 9002);
    assert_true(finds(s, SIAN, DOLEN_UNUSUAL_HOUR)); /* one night each is no rota */

    stranger(s, IFAN, night - 3 * DAY, "1", 9003);
    stranger(s, MAIR, night - 3 * DAY, "2", 9004);
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_HOUR));
}

static void one_person_again_and_again_is_found(void **state)
{
    scene *s = *state;

    for (int day = 0; day < 7; day++)
        called(s, SIAN, BEGINS + day * 3 * DAY, day % 2 ? "C 7" : "c7", "Wallace");

    assert_true(finds(s, SIAN, DOLEN_UNUSUAL_AGAIN));
    assert_int_equal(7, figure(s, DOLEN_UNUSUAL_DAYS));
    assert_int_equal(1, figure(s, DOLEN_UNUSUAL_CASES));
    s->limits.again_least = 0;
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_AGAIN));
}

/* Twins: a case reference for each look-up; twenty times in one day; once a month for half a year. */
static void new_references_one_day_and_long_cases_are_not_again_and_again(void **state)
{
    scene *s = *state;
    char reference[24];

    for (int day = 0; day < 8; day++) {
        snprintf(reference, sizeof reference, "INC-%d", day);
        called(s, SIAN, BEGINS + day * 3 * DAY, reference, "Wallace");
    }
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_AGAIN));
    s->count = 0;
    for (int i = 0; i < 20; i++)
        called(s, SIAN, BEGINS + i * INT64_C(1200000), "C7", "Wallace");
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_AGAIN));
    s->count = 0;
    for (int month = 0; month < 8; month++)
        called(s, SIAN, BEGINS + month * 11 * DAY, "C7", "Wallace");
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_AGAIN));
}

static void many_families_for_one_case_are_found(void **state)
{
    scene *s = *state;

    for (int i = 0; i < 9; i++)
        stranger(s, SIAN, BEGINS + i / 2 * DAY, "C7", i);

    assert_true(finds(s, SIAN, DOLEN_UNUSUAL_FAMILIES));
    assert_int_equal(9, figure(s, DOLEN_UNUSUAL_FAMILY_COUNT));
    assert_int_equal(9, s->found[0].search_count);
    s->limits.families_least = 0;
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_FAMILIES));
}

/* Twins: a sibling group of nine, half of whom have another surname; a meeting about nine friends; nine cases. */
static void siblings_a_meeting_and_other_cases_are_not_many_families(void **state)
{
    scene *s = *state;

    for (int i = 0; i < 9; i++) {
        char text[TEXT];
        snprintf(text, sizeof text,
                 "{\"forenames\":\"C%c\",\"surname\":\"%s\",\"dob\":\"201%d-01-01\","
                 "\"postcode\":\"%s\"}",
                 'a' + i, i % 2 ? "Bowie" : "Trimnell", i, i == 8 ? "" : "SA1 1AA");
        typed(s, SIAN, BEGINS + i * DAY, "C7", text);
    }
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_FAMILIES));
    s->count = 0;
    for (int i = 0; i < 9; i++)
        stranger(s, SIAN, BEGINS + i * INT64_C(300000), "C7", i);
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_FAMILIES));
    s->count = 0;
    for (int i = 0; i < 9; i++) {
        char reference[24];
        snprintf(reference, sizeof reference, "C-%d", i);
        stranger(s, SIAN, BEGINS + i * DAY, reference, i);
    }
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_FAMILIES));
}

static void another_teams_case_is_found(void **state)
{
    scene *s = *state;

    ordinary_days(s, SIAN, 10);
    ordinary_days(s, DAFYDD, 10);
    stranger(s, SIAN, BEGINS + 9 * DAY, "2-3-1", 9000);

    assert_true(finds(s, SIAN, DOLEN_UNUSUAL_OTHER_TEAM));
    assert_int_equal(1, figure(s, DOLEN_UNUSUAL_SEARCHES));
    assert_int_equal(1, figure(s, DOLEN_UNUSUAL_OTHER_SEARCHES));
    assert_int_equal(0, figure(s, DOLEN_UNUSUAL_TEAM_CASES));
    assert_false(finds(s, DAFYDD, DOLEN_UNUSUAL_OTHER_TEAM));
    s->limits.team_cases = 0;
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_OTHER_TEAM));
}

/* Twins: a colleague has the case as well; colleagues take that team's cases as a matter of routine; no teams named. */
static void a_shared_case_a_routine_and_no_teams_are_not_another_teams_case(void **state)
{
    scene *s = *state;

    ordinary_days(s, SIAN, 10);
    ordinary_days(s, DAFYDD, 10);
    stranger(s, SIAN, BEGINS + 9 * DAY, "2-3-1", 9000);
    stranger(s, IFAN, BEGINS + 9 * DAY, "2-3-1", 9000);
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_OTHER_TEAM));

    s->searches[s->count - 1].staff = SIAN;
    for (int i = 0; i < 3; i++) {
        char reference[24];
        snprintf(reference, sizeof reference, "2-%d-2", i);
        stranger(s, IFAN, BEGINS + 8 * DAY, reference, 9001 + i);
    }
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_OTHER_TEAM));

    for (int i = 0; i < STAFF; i++)
        s->staff[i].team = "";
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_OTHER_TEAM));
}

/* Three cases of another team by one person do not make that person's fourth a routine. */
static void nobody_makes_a_routine_of_it_alone(void **state)
{
    scene *s = *state;

    ordinary_days(s, SIAN, 10);
    ordinary_days(s, DAFYDD, 10);
    for (int i = 0; i < 5; i++) {
        char reference[24];
        snprintf(reference, sizeof reference, "2-%d-2", i);
        stranger(s, SIAN, BEGINS + 9 * DAY, reference, 9001 + i);
    }

    assert_true(finds(s, SIAN, DOLEN_UNUSUAL_OTHER_TEAM));
    assert_int_equal(5, s->found_count);
}

static void what_was_examined_before_is_not_found_again(void **state)
{
    scene *s = *state;

    ordinary_days(s, SIAN, 10);
    called(s, SIAN, BEGINS + 9 * DAY, "0-9-0", "Ravenhill");
    s->since = BEGINS + 9 * DAY;
    assert_true(finds(s, SIAN, DOLEN_UNUSUAL_OWN_SURNAME));
    s->since = BEGINS + 10 * DAY;
    assert_false(finds(s, SIAN, DOLEN_UNUSUAL_OWN_SURNAME));
}

/* IG-25: nothing in a finding is about a person searched: figures are counts and shares of the member of staff's use.
 */
static void ig_25_a_finding_holds_numbers_of_searches_and_counts_alone(void **state)
{
    scene *s = *state;

    ordinary_days(s, SIAN, 10);
    called(s, SIAN, BEGINS + 9 * DAY, "0-9-0", "Ravenhill");
    examine(s, SIAN);

    const dolen_stored_finding *finding = &s->found[0];
    assert_string_equal("a", finding->account);
    assert_string_equal("", finding->full_name);
    assert_string_equal("", finding->reason);
    for (size_t i = 0; i < finding->figure_count; i++) {
        char text[DOLEN_UNUSUAL_FIGURE_TEXT];
        assert_true(dolen_unusual_use_is_figure(finding->figures[i].figure));
        dolen_unusual_use_figure_text(finding->figures[i], text);
        assert_int_equal(strlen(text), strspn(text, "0123456789.:% UTC"));
    }
}

/* What is no search that a form could make says nothing, and breaks nothing. */
static void strange_searches_are_taken(void **state)
{
    scene *s = *state;

    typed(s, SIAN, BEGINS, "", "");
    typed(s, SIAN, BEGINS + 1, "C", "[1");
    typed(s, SIAN, BEGINS + 2, "C", "{\"surname\":7,\"dob\":null}");
    typed(s, SIAN, BEGINS + 3, "C", "{\"nhs_number\":\"9990000018\"}");
    typed(s, SIAN, -5, "  ", "{\"surname\":\"\",\"postcode\":\"?\"}");
    examine(s, SIAN);

    assert_int_equal(0, s->found_count);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_ordinary_month_is_nothing),
        TEST(a_rare_own_surname_is_found_and_a_colleague_who_searched_it_is_not),
        TEST(a_former_own_surname_counts_on_both_sides),
        TEST(a_common_own_surname_is_not_found_for_one_family),
        TEST(a_common_own_surname_is_found_beyond_chance),
        TEST(a_common_own_surname_is_found_in_the_own_postcode),
        TEST(the_own_home_is_found_and_next_door_is_not),
        TEST(far_more_than_usual_in_a_day_is_found),
        TEST(many_searches_are_not_found_for_one_person_a_newcomer_or_a_desk),
        TEST(a_night_is_found_unless_the_person_or_the_team_works_at_night),
        TEST(a_team_that_works_at_night_is_seen_in_its_colleagues),
        TEST(one_person_again_and_again_is_found),
        TEST(new_references_one_day_and_long_cases_are_not_again_and_again),
        TEST(many_families_for_one_case_are_found),
        TEST(siblings_a_meeting_and_other_cases_are_not_many_families),
        TEST(another_teams_case_is_found),
        TEST(a_shared_case_a_routine_and_no_teams_are_not_another_teams_case),
        TEST(nobody_makes_a_routine_of_it_alone),
        TEST(what_was_examined_before_is_not_found_again),
        TEST(ig_25_a_finding_holds_numbers_of_searches_and_counts_alone),
        TEST(strange_searches_are_taken),
    };

    return cmocka_run_group_tests_name("unusual person", tests, NULL, NULL);
}
