/* What the pages cost the server: processor time and bytes of each, from request to finished page, without database and
 * federation. The floor is the page of a signed-in visitor with almost nothing on it. */
#include <stdio.h>
#include <time.h>

#include "tests/support/officer_visitor.h"

enum { WARM = 20, ROUNDS = 400 };

typedef struct measured_page {
    const char *name;
    const char *path; /* NULL: the result of a search for `surname` */
    const char *surname;
} measured_page;

static double processor_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Where the search's result stands. */
static const char *search_for(visitor *v, const char *surname)
{
    get(v, "/en/search");
    post(v, "/en/search",
         JOIN("purpose=S47&case=C-1&decision_maker=T&forenames=Ann&dob-day=27&dob-month=3&dob-year=2009&surname=",
              surname));
    return JOIN(location(v));
}

static double measure(visitor *v, const char *path)
{
    double begun = 0;

    for (int i = 0; i < WARM + ROUNDS; i++) {
        if (i == WARM)
            begun = processor_seconds();
        dolen_arena_reset(v->texts);
        get(v, path);
        assert_int_equal(200, v->response.status);
    }
    return (processor_seconds() - begun) / ROUNDS;
}

static double measure_kept(visitor *v, const char *path)
{
    char kept[128];
    char cookie[128];

    (void)snprintf(kept, sizeof kept, "%s", path);
    (void)snprintf(cookie, sizeof cookie, "%s", v->cookie);
    v->cookie = cookie;
    const double seconds = measure(v, kept);
    v->cookie = JOIN(cookie);
    return seconds;
}

static void each_page_has_its_cost(void **state)
{
    static const measured_page pages[] = {{"none", NULL, "Nobody"},
                                          {"result of 5 agencies", NULL, "Llewelyn"},
                                          {"result of 30 agencies", NULL, "Crowd"},
                                          {"search", "/en/search", NULL},
                                          {"recent searches", "/en/searches", NULL}};
    visitor *v = *state;

    sign_in(v, "asha");
    const double floor = measure_kept(v, "/en/password");
    printf("%-24s %10s %10s %8s\n", "page", "CPU us", "bytes", "x floor");
    printf("%-24s %10.1f %10zu %8.2f\n", "floor: change password", floor * 1e6, v->response.body.size, 1.0);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        const char *path = pages[i].path ? pages[i].path : search_for(v, pages[i].surname);
        const double seconds = measure_kept(v, path);
        printf("%-24s %10.1f %10zu %8.2f\n", pages[i].name, seconds * 1e6, v->response.body.size, seconds / floor);
    }
}

/* The officer's: the log as a double gives it, fifty searches of a month to the page. */
static void each_page_of_the_officer_has_its_cost(void **state)
{
    static const char *const pages[][2] = {{"access audit, 50 found", "/en/audit"},
                                           {"one search", "/en/audit/00000000-0000-4000-8000-000000000000"},
                                           {"who read, 50", "/en/readings"},
                                           {"findings", "/en/findings"},
                                           {"integrity", "/en/integrity"},
                                           {"coverage", "/en/coverage"},
                                           {"subject requests", "/en/subjects"},
                                           {"subject's report", "/en/subjects/shown"},
                                           {"what waits", "/en/home"}};
    officer *o = *state;
    visitor *v = o->v;

    get(v, "/en/audit");
    post(v, "/en/audit/ground", "ground=lawfulness&next=/audit");
    get(v, "/en/subjects/report");
    post(v, "/en/subjects/report", "case=SAR-7&forenames=Ann&surname=Llewelyn");
    const double floor = measure_kept(v, "/en/password");
    printf("%-24s %10.1f %10zu %8.2f\n", "floor: change password", floor * 1e6, v->response.body.size, 1.0);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        const double seconds = measure_kept(v, pages[i][1]);
        printf("%-24s %10.1f %10zu %8.2f\n", pages[i][0], seconds * 1e6, v->response.body.size, seconds / floor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_page_has_its_cost, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_page_of_the_officer_has_its_cost, officer_set_up, officer_tear_down),
    };

    return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
