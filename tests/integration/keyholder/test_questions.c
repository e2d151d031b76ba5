/* R-02 at the key holders, with three real processes: a flood of questions that nobody else stops. There is no broker
   here at all, which is the same as one that allows everything. */
#include "tests/support/holder_processes.h"

#include <stdlib.h>

enum { PERSON = 12, DAILY = 100000, FLOOD = 60, WITHIN_MS = 1000 };

static holder_region *region;

static int set_up(void **state)
{
    (void)state;
    region = holder_region_make(DAILY);
    region->person = PERSON;
    for (uint8_t i = 1; i <= HOLDER_PROCESSES; i++) {
        holder_region_configure(region, i, "right");
        assert_true(holder_region_start(region, i));
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    holder_region_free(region);
    return 0;
}

static dolen_staff person(uint8_t number)
{
    return (dolen_staff){.bytes = {number, 1, 2, 3}};
}

static dolen_status ask(const dolen_staff *who, int about)
{
    char text[32];
    dolen_pseudonym made;

    snprintf(text, sizeof text, "somebody %d", about);
    const dolen_match_key key = {DOLEN_KEY_K02, dolen_bytes_of_string(text)};
    return who ? dolen_pseudonymiser_ask(region->by, *who, &key, 1, &made, NULL)
               : dolen_pseudonymiser_make(region->by, &key, 1, &made, NULL);
}

/* How many of a flood are answered. */
static int flood(const dolen_staff *who)
{
    int answered = 0;

    for (int i = 0; i < FLOOD; i++)
        answered += ask(who, i) == DOLEN_OK;
    return answered;
}

static bool log_of_holder_says(int number, const char *text)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    char name[64];
    char path[PATH_MAX];
    dolen_bytes log;

    snprintf(name, sizeof name, "holder-%d.log", number);
    return dolen_file_read(arena, temp_folder_file(&region->pki.folder, name, path), 1 << 19, &log, NULL) == DOLEN_OK &&
           strstr((const char *)log.at, text);
}

static void r_02_the_holders_stop_a_flood_that_a_broker_lets_through(void **state)
{
    const dolen_staff who = person(1);
    const dolen_staff other = person(2);

    (void)state;
    const int answered = flood(&who);
    assert_in_range(answered, PERSON, PERSON * HOLDER_PROCESSES / 2);
    const int64_t began = dolen_clock_monotonic();
    assert_int_equal(DOLEN_E_LIMIT, ask(&who, FLOOD));
    assert_true(dolen_clock_monotonic() - began < WITHIN_MS);
    bool said = false;
    for (int i = 1; i <= HOLDER_PROCESSES; i++)
        said = said || log_of_holder_says(i, "\"evaluation refused\" agency=NPT");
    assert_true(said);
    assert_int_equal(DOLEN_OK, ask(&other, 1));
}

static void r_02_a_crash_of_every_holder_gives_no_question_back(void **state)
{
    const dolen_staff who = person(1);

    (void)state;
    for (uint8_t i = 1; i <= HOLDER_PROCESSES; i++) {
        holder_region_end(region, i, SIGKILL);
        assert_true(holder_region_start(region, i));
    }
    holder_region_drop_client(region);
    holder_region_make_client(region);
    assert_int_equal(DOLEN_E_LIMIT, ask(&who, 1));
}

/* The twin: counted as evaluations alone, as everything was before, the same flood passes whole. */
static void without_the_count_of_questions_the_flood_passes(void **state)
{
    (void)state;
    assert_int_equal(FLOOD, flood(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_02_the_holders_stop_a_flood_that_a_broker_lets_through),
        cmocka_unit_test(r_02_a_crash_of_every_holder_gives_no_question_back),
        cmocka_unit_test(without_the_count_of_questions_the_flood_passes),
    };

    return cmocka_run_group_tests_name("questions", tests, set_up, tear_down);
}
