/* What the node does by itself once a day: old receipts go, and the ledger is told how many. */
#include "node/agency/service/ledger_desk.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/base/file.h"
#include "tests/support/oversight_scene.h"
#include "tests/support/temp_folder.h"

#define DAY (24 * OVERSIGHT_HOUR)

/* A clock that tells whether it was looked at, which is the first thing that a removal does. */
typedef struct stage {
    oversight_scene *scene;
    temp_folder folder;
    int64_t too_old; /* instant */
    _Atomic int looks;
} stage;

static int64_t look(void *context)
{
    stage *s = context;

    s->looks++;
    return s->scene->now;
}

static int set_up(void **state)
{
    stage *s = calloc(1, sizeof *s);
    char path[PATH_MAX];

    oversight_scene_make((void **)&s->scene);
    s->folder = temp_folder_make();
    assert_int_equal(0, mkdir(temp_folder_file(&s->folder, "receipts", path), 0700));
    s->too_old = s->scene->now - (int64_t)dolen_rules_limits(s->scene->rules)->search_months * 31 * DAY - 1000;
    s->scene->agency.clock = (dolen_clock){.now = look, .context = s};
    s->scene->agency.settings.state_folder = s->folder.path;
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    stage *s = *state;

    temp_folder_remove(&s->folder);
    oversight_scene_free((void **)&s->scene);
    free(s);
    return 0;
}

static void put(const stage *s, const char *name, int64_t written)
{
    const struct timespec times[] = {{.tv_sec = written / 1000}, {.tv_sec = written / 1000}};
    char path[PATH_MAX];

    temp_folder_file(&s->folder, name, path);
    assert_int_equal(DOLEN_OK, dolen_file_write(path, dolen_bytes_of_string("x"), 0600, NULL));
    assert_int_equal(0, utimensat(AT_FDCWD, path, times, 0));
}

static bool is_there(const stage *s, const char *name)
{
    char path[PATH_MAX];

    return access(temp_folder_file(&s->folder, name, path), F_OK) == 0;
}

/* One step of what is done once a day, to its end. */
static void run_once(stage *s)
{
    s->looks = 0;
    dolen_periodic *periodic = dolen_ledger_desk_start(&s->scene->agency);

    while (s->looks == 0)
        sched_yield();
    dolen_periodic_free(periodic);
}

static int64_t told(const stage *s)
{
    return NUMBER_OF(
        s->scene->database,
        "SELECT coalesce(sum(count), 0)::bigint FROM ledger_notice WHERE action = 'receipts' AND account = ''");
}

static void ig_14_old_receipts_are_removed_once_a_day_and_the_ledger_is_told(void **state)
{
    stage *s = *state;

    put(s, "receipts/one.tlog-proof", s->too_old);
    put(s, "receipts/two.tlog-proof", s->too_old);
    put(s, "receipts/young.tlog-proof", s->scene->now - DAY);
    run_once(s);
    assert_false(is_there(s, "receipts/one.tlog-proof") || is_there(s, "receipts/two.tlog-proof"));
    assert_true(is_there(s, "receipts/young.tlog-proof"));
    assert_int_equal(2, told(s));

    put(s, "receipts/three.tlog-proof", s->too_old);
    s->scene->now += DAY - 1;
    run_once(s);
    assert_true(is_there(s, "receipts/three.tlog-proof"));
    s->scene->now += 1;
    run_once(s);
    assert_false(is_there(s, "receipts/three.tlog-proof"));
    assert_int_equal(3, told(s));
    s->scene->now += DAY;
    run_once(s);
    assert_int_equal(2, NUMBER_OF(s->scene->database, "SELECT count(*) FROM ledger_notice"));
}

/* The twin: what cannot be listed does not go. */
static void ig_14_receipts_that_cannot_be_listed_for_the_ledger_stay(void **state)
{
    stage *s = *state;

    assert_true(database_scene_may(s->scene->database->admin, "REVOKE INSERT ON ledger_notice FROM dolen_service"));
    put(s, "receipts/one.tlog-proof", s->too_old);
    run_once(s);
    assert_true(is_there(s, "receipts/one.tlog-proof"));
    assert_int_equal(0, told(s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ig_14_old_receipts_are_removed_once_a_day_and_the_ledger_is_told, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(ig_14_receipts_that_cannot_be_listed_for_the_ledger_stay, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("ledger_desk", tests, oversight_scene_start, oversight_scene_stop);
}
