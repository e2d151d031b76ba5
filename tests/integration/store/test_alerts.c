/* Watched records, alerts about them and what their teams do, as the service's own role. */
#include "node/store/alert_store.h"

#include <pthread.h>
#include <sched.h>

#include "node/store/notice_store.h"
#include "node/store/subject_store.h"
#include "node/store/transaction.h"
#include "node/store/watched_store.h"
#include "tests/support/database_scene.h"
#include "tests/support/dolen_test.h"

enum { ARENA = 1024 * 1024 };

#define RAISED INT64_C(1795185245001)
#define HOUR INT64_C(3600000)

static const dolen_alert_wish every = {.choice = DOLEN_ALERTS_OPEN, .now = RAISED, .limit = 100};

typedef struct scene {
    database_scene *database;
    dolen_arena *arena;
} scene;

static int set_up(void **state)
{
    scene *s = calloc(1, sizeof *s);
    void *database = NULL;

    database_scene_make("node", &database);
    s->database = database;
    s->arena = dolen_arena_new(ARENA);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    scene *s = *state;
    void *database = s->database;

    dolen_arena_free(s->arena);
    database_scene_free(&database);
    free(s);
    return 0;
}

static dolen_uuid uuid_of(uint8_t number)
{
    return (dolen_uuid){{number}};
}

/* Keys 1 to 3 are published, with handles 101 to 103; 1 has two watches, 2 has one, 3 has none. */
static void publish(const scene *s)
{
    static const dolen_watched watched[] = {
        {{{1}}, {"REGISTER"}, "L-1", "Siân O'Neill", 2},
        {{{1}}, {"LOOKED-AFTER"}, "L-1", "Siân O'Neill", 2},
        {{{2}}, {"LOOKED-AFTER"}, "L-2", "Asha Rees", 1},
    };
    dolen_err err = {0};

    assert_true(database_scene_may(
        s->database->admin,
        "INSERT INTO published (epoch, key, handle, identity, flags, element) SELECT 1, "
        "(lpad(to_hex(i), 2, '0') || repeat('0', 30))::uuid, (lpad(to_hex(100 + i), 2, '0') || repeat('0', 30))::uuid, "
        "gen_random_uuid(), gen_random_uuid(), sha256('x') FROM generate_series(1, 3) AS i"));
    assert_ok(dolen_watched_store_replace(s->database->service, watched, 3, &err));
}

static dolen_alert alert_of(uint64_t entry, uint8_t record)
{
    return (dolen_alert){.entry = entry,
                         .handle = uuid_of((uint8_t)(100 + record)),
                         .watch = dolen_code_of("REGISTER"),
                         .agency = dolen_code_of("SWP"),
                         .flag = dolen_code_of("POL.MISSING"),
                         .kind = DOLEN_FLAG_EVENT,
                         .month = 2026 * 12 + 10,
                         .latest = {2026, 11, 19},
                         .contact = 3,
                         .raised = RAISED};
}

static int64_t add(const scene *s, const dolen_alert *alert, int64_t due)
{
    const dolen_alert_arrival arrival = {.alert = alert,
                                         .purpose = dolen_code_of("CPREV"),
                                         .clock = due ? dolen_code_of("RETURN") : (dolen_code){{0}},
                                         .due = due};
    int64_t fresh = 0;
    dolen_err err = {0};

    assert_ok(
        dolen_alert_store_add(s->database->service, &arrival, 1, (int64_t)alert->entry, RAISED + 5, &fresh, &err));
    return fresh;
}

static dolen_connection *connect(const scene *s)
{
    dolen_connection *connection = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->database->service, &connection, &err));
    return connection;
}

static void attribute(const scene *s)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_transaction_begin(s->database->service, &transaction, &err));
    assert_ok(dolen_alert_store_attribute(dolen_transaction_connection(transaction), &err));
    assert_ok(dolen_transaction_commit(transaction, &err));
}

static size_t list(const scene *s, const dolen_alert_wish *wish, const dolen_kept_alert **out)
{
    DOLEN_OWN(dolen_connection, connection) = connect(s);
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_alert_store_list(connection, wish, s->arena, out, &count, &err));
    return count;
}

static const dolen_kept_alert *only(const scene *s)
{
    const dolen_kept_alert *alerts = NULL;

    assert_int_equal(1, list(s, &every, &alerts));
    return alerts;
}

static dolen_alert_count count_of(const scene *s, int64_t now)
{
    DOLEN_OWN(dolen_connection, connection) = connect(s);
    dolen_alert_count count;
    dolen_err err = {0};

    assert_ok(dolen_alert_store_count(connection, now, &count, &err));
    return count;
}

static int64_t waiting(const scene *s, uint16_t team)
{
    DOLEN_OWN(dolen_connection, connection) = connect(s);
    int64_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_alert_store_waiting(connection, team, &count, &err));
    return count;
}

static dolen_status step(const scene *s, dolen_uuid id, dolen_alert_deed deed, const char *account, const char *from)
{
    const dolen_alert_step made = {.deed = deed,
                                   .account = account,
                                   .role = dolen_code_of("practitioner"),
                                   .at = RAISED + HOUR,
                                   .outcome = deed == DOLEN_ALERT_GIVEN_OUTCOME ? dolen_code_of("accepted")
                                                                                : (dolen_code){{0}}};

    return dolen_alert_store_do(s->database->service, id, &made, from, NULL);
}

static void ig_32_an_alert_says_whom_it_is_about_and_comes_once(void **state)
{
    const scene *s = *state;
    const dolen_alert alert = alert_of(7, 1);
    DOLEN_OWN(dolen_connection, connection) = connect(s);
    int64_t reached = 0;
    dolen_err err = {0};

    publish(s);
    assert_int_equal(1, add(s, &alert, RAISED + 72 * HOUR));
    assert_int_equal(0, add(s, &alert, RAISED + 72 * HOUR));

    const dolen_kept_alert *kept = only(s);
    assert_string_equal("Siân O'Neill", kept->name);
    assert_string_equal("L-1", kept->local_id);
    assert_int_equal(2, kept->team);
    assert_int_equal(0, dolen_alert_compare(&alert, &kept->alert));
    assert_int_equal(19, kept->alert.latest.day);
    assert_int_equal(3, kept->alert.contact);
    assert_string_equal("RETURN", kept->clock.text);
    assert_true(kept->due == RAISED + 72 * HOUR);
    assert_int_equal(DOLEN_ALERT_NEW, kept->state);
    assert_ok(dolen_alert_store_place(connection, &reached, &err));
    assert_int_equal(7, reached);
}

static void ig_32_an_alert_that_comes_before_its_receipt_waits_for_it(void **state)
{
    const scene *s = *state;
    const dolen_alert alert = alert_of(7, 1);
    const dolen_kept_alert *none = NULL;

    assert_int_equal(1, add(s, &alert, 0));
    assert_int_equal(0, list(s, &every, &none));
    assert_int_equal(1, count_of(s, RAISED).nobodys);
    assert_int_equal(0, count_of(s, RAISED).open);

    publish(s);
    attribute(s);
    assert_string_equal("L-1", only(s)->local_id);
    assert_int_equal(0, count_of(s, RAISED).nobodys);
}

static void ig_32_two_people_at_once_do_not_undo_one_another(void **state)
{
    const scene *s = *state;
    const dolen_alert alert = alert_of(7, 1);
    const dolen_alert_step *steps = NULL;
    size_t count = 0;
    dolen_err err = {0};

    publish(s);
    add(s, &alert, 0);
    const dolen_uuid id = only(s)->id;
    assert_fails(DOLEN_E_CONFLICT, step(s, id, DOLEN_ALERT_GIVEN_OUTCOME, "asha", ""));
    assert_ok(step(s, id, DOLEN_ALERT_LOOKED_AT, "asha", ""));
    assert_int_equal(DOLEN_ALERT_SEEN, only(s)->state);
    assert_ok(step(s, id, DOLEN_ALERT_LOOKED_AT, "bryn", ""));
    assert_ok(step(s, id, DOLEN_ALERT_TAKEN, "asha", ""));
    assert_fails(DOLEN_E_CONFLICT, step(s, id, DOLEN_ALERT_TAKEN, "bryn", ""));
    assert_fails(DOLEN_E_CONFLICT, step(s, id, DOLEN_ALERT_GIVEN_OUTCOME, "bryn", ""));
    assert_string_equal("asha", only(s)->holder);
    assert_int_equal(0, count_of(s, RAISED).waiting);
    assert_ok(step(s, id, DOLEN_ALERT_TAKEN_OVER, "bryn", "asha"));
    assert_fails(DOLEN_E_CONFLICT, step(s, id, DOLEN_ALERT_GIVEN_OUTCOME, "asha", ""));
    assert_ok(step(s, id, DOLEN_ALERT_GIVEN_OUTCOME, "bryn", ""));
    assert_fails(DOLEN_E_CONFLICT, step(s, id, DOLEN_ALERT_TAKEN_OVER, "asha", "bryn"));
    assert_fails(DOLEN_E_ABSENT, step(s, uuid_of(77), DOLEN_ALERT_TAKEN, "asha", ""));

    /* What was refused left no trace, and what was done stays for good. */
    DOLEN_OWN(dolen_connection, connection) = connect(s);
    assert_ok(dolen_alert_store_steps(connection, id, s->arena, &steps, &count, &err));
    assert_int_equal(5, count);
    assert_int_equal(DOLEN_ALERT_LOOKED_AT, steps[1].deed);
    assert_string_equal("bryn", steps[3].account);
    assert_string_equal("accepted", steps[4].outcome.text);
    assert_false(database_scene_may(s->database->service, "UPDATE alert_step SET account = 'x'"));
    assert_false(database_scene_may(s->database->service, "DELETE FROM alert_step"));
    const dolen_kept_alert *ended = NULL;
    const dolen_alert_wish past = {.choice = DOLEN_ALERTS_ENDED, .limit = 5};
    assert_int_equal(1, list(s, &past, &ended));
    assert_string_equal("accepted", ended->ended.text);
    assert_int_equal(0, list(s, &every, &ended));
}

static void ig_32_an_alert_is_overdue_when_its_clock_has_run(void **state)
{
    const scene *s = *state;
    const dolen_alert slow = alert_of(7, 1);
    const dolen_alert fast = alert_of(8, 2);
    const dolen_alert without = alert_of(9, 2);
    const dolen_kept_alert *alerts = NULL;
    dolen_alert_wish late = {.choice = DOLEN_ALERTS_OVERDUE, .now = RAISED + 2 * HOUR, .limit = 5};

    publish(s);
    add(s, &slow, RAISED + 72 * HOUR);
    add(s, &fast, RAISED + 2 * HOUR);
    add(s, &without, 0);
    assert_int_equal(0, list(s, &late, &alerts));
    late.now++;
    assert_int_equal(1, list(s, &late, &alerts));
    assert_int_equal(8, alerts[0].alert.entry);
    assert_int_equal(1, count_of(s, late.now).overdue);
    assert_int_equal(3, list(s, &every, &alerts));
    assert_int_equal(8, alerts[0].alert.entry);
    assert_int_equal(9, alerts[2].alert.entry);

    const dolen_alert_wish own_first = {.choice = DOLEN_ALERTS_OPEN, .first_team = 2, .limit = 5};
    assert_int_equal(3, list(s, &own_first, &alerts));
    assert_int_equal(7, alerts[0].alert.entry);
    assert_int_equal(8, alerts[1].alert.entry);
    assert_int_equal(1, waiting(s, 2));
    assert_int_equal(3, waiting(s, 0));
}

static void consult(const scene *s, uint64_t entry, uint8_t record, const char *agency)
{
    dolen_notice notice = {.entry = entry,
                           .handle = uuid_of((uint8_t)(100 + record)),
                           .outcome = DOLEN_CONSULTED_SHOWN,
                           .asked = RAISED + (int64_t)entry};
    int64_t fresh = 0;
    dolen_err err = {0};

    if (*agency) {
        notice.agency = dolen_code_of(agency);
        notice.purpose = dolen_code_of("S47");
    }
    assert_ok(dolen_notice_store_add(s->database->service, &notice, 1, (int64_t)entry, RAISED, &fresh, &err));
}

static int64_t add_consulted(const scene *s)
{
    static const dolen_code watches[] = {{"REGISTER"}, {"LOOKED-AFTER"}};
    int64_t fresh = 0;
    dolen_err err = {0};

    assert_ok(dolen_alert_store_add_consulted(s->database->service, watches, 2, RAISED + 50, &fresh, &err));
    return fresh;
}

static void ig_32_a_consultation_of_a_watched_record_is_an_alert_once_and_of_no_other(void **state)
{
    const scene *s = *state;
    const dolen_kept_alert *alerts = NULL;

    publish(s);
    consult(s, 3, 1, "NPT");
    consult(s, 4, 3, "NPT");
    consult(s, 5, 2, "");
    assert_int_equal(2, add_consulted(s));
    assert_int_equal(0, add_consulted(s));

    assert_int_equal(2, list(s, &every, &alerts));
    assert_int_equal(DOLEN_ALERT_OF_CONSULTATION, alerts[0].sort);
    assert_string_equal("REGISTER", alerts[0].alert.watch.text);
    assert_string_equal("NPT", alerts[0].alert.agency.text);
    assert_string_equal("S47", alerts[0].purpose.text);
    assert_true(alerts[0].alert.raised == RAISED + 3);
    assert_int_equal(0, alerts[0].due);
    assert_string_equal("LOOKED-AFTER", alerts[1].alert.watch.text);
    assert_string_equal("", alerts[1].alert.agency.text);
}

static void ig_32_consultations_wait_while_a_publication_is_committed(void **state)
{
    const scene *s = *state;

    publish(s);
    assert_true(database_scene_may(s->database->admin, "INSERT INTO published_run (epoch, begun, extract_rows, "
                                                       "sequence) VALUES (1, 1, 1, 2)"));
    consult(s, 3, 1, "NPT");
    assert_int_equal(0, add_consulted(s));
    assert_true(database_scene_may(s->database->admin, "DELETE FROM published_run"));
    assert_int_equal(1, add_consulted(s));
}

static void place(dolen_transaction *transaction, uint8_t key, dolen_subject_mark_kind kind)
{
    const dolen_subject_mark placed = {.key = uuid_of(key),
                                       .kind = kind,
                                       .local_id = kind == DOLEN_SUBJECT_ERASED ? "" : "L-1",
                                       .account = "officer",
                                       .case_reference = "SAR-1",
                                       .placed = 1000};
    dolen_err err = {0};

    assert_ok(dolen_subject_store_place(dolen_transaction_connection(transaction), &placed, &err));
}

static void forget(dolen_transaction *transaction, uint8_t key, dolen_subject_mark_kind kind)
{
    dolen_err err = {0};

    assert_ok(dolen_watched_store_forget(dolen_transaction_connection(transaction), uuid_of(key),
                                         kind == DOLEN_SUBJECT_ERASED, &err));
}

static void mark(const scene *s, uint8_t key, dolen_subject_mark_kind kind)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_transaction_begin(s->database->service, &transaction, &err));
    place(transaction, key, kind);
    forget(transaction, key, kind);
    assert_ok(dolen_transaction_commit(transaction, &err));
}

static void ig_27_who_is_restricted_or_erased_is_not_watched_and_not_in_any_alert(void **state)
{
    const scene *s = *state;
    const dolen_alert first = alert_of(7, 1);
    const dolen_alert second = alert_of(8, 2);
    const dolen_kept_alert *alerts = NULL;
    dolen_err err = {0};

    publish(s);
    add(s, &first, 0);
    add(s, &second, 0);
    assert_int_equal(2, list(s, &every, &alerts));
    const dolen_uuid id = alerts[0].id;
    mark(s, 1, DOLEN_SUBJECT_RESTRICTED);
    mark(s, 2, DOLEN_SUBJECT_ERASED);
    assert_int_equal(0, list(s, &every, &alerts));
    assert_int_equal(0, count_of(s, RAISED).open);
    assert_fails(DOLEN_E_ABSENT, step(s, id, DOLEN_ALERT_LOOKED_AT, "asha", ""));
    assert_fails(DOLEN_E_ABSENT, step(s, id, DOLEN_ALERT_TAKEN, "asha", ""));
    assert_int_equal(0, NUMBER_OF(s->database, "SELECT count(*) FROM watched"));
    assert_int_equal(1, NUMBER_OF(s->database, "SELECT count(*) FROM alert WHERE name <> '' OR local_id <> ''"));

    /* A restriction ends; an erasure does not come back. */
    DOLEN_OWN(dolen_connection, connection) = connect(s);
    assert_ok(dolen_subject_store_lift(connection, uuid_of(1), DOLEN_SUBJECT_RESTRICTED, (dolen_code){{0}}, 9, &err));
    assert_ok(dolen_subject_store_lift(connection, uuid_of(2), DOLEN_SUBJECT_ERASED, (dolen_code){{0}}, 9, &err));
    attribute(s);
    assert_int_equal(7, only(s)->alert.entry);
}

/* A publication that began before the restriction saves its list after it. */
static void *save(void *context)
{
    const scene *s = context;
    const dolen_watched list[] = {{{{1}}, {"REGISTER"}, "L-1", "Siân O'Neill", 2},
                                  {{{2}}, {"REGISTER"}, "L-2", "Asha Rees", 1}};
    dolen_err err = {0};

    assert_ok(dolen_watched_store_replace(s->database->service, list, 2, &err));
    return NULL;
}

static void until_it_waits(const scene *s)
{
    while (NUMBER_OF(s->database, "SELECT count(*) FROM pg_locks WHERE NOT granted") == 0)
        sched_yield();
}

static int64_t watches(const scene *s)
{
    return NUMBER_OF(s->database, "SELECT count(*) FROM watched");
}

static void ig_27_a_restriction_while_a_publication_runs_is_not_undone_by_it(void **state)
{
    scene *s = *state;

    mark(s, 1, DOLEN_SUBJECT_RESTRICTED);
    save(s);
    assert_int_equal(1, watches(s));
    mark(s, 2, DOLEN_SUBJECT_ERASED);
    save(s);
    assert_int_equal(0, watches(s));
    /* The twin: the list alone knows nothing of the mark. */
    assert_true(database_scene_may(s->database->service,
                                   "INSERT INTO watched VALUES ('01000000000000000000000000000000', 'REGISTER', 'L-1', "
                                   "'Siân', 2)"));
    assert_int_equal(1, watches(s));
}

static void ig_27_nor_when_the_two_are_saved_at_once(void **state)
{
    scene *s = *state;
    DOLEN_OWN(dolen_transaction, first) = NULL;
    DOLEN_OWN(dolen_transaction, second) = NULL;
    pthread_t saving;
    dolen_err err = {0};

    /* The mark is first, and the list waits for it. */
    assert_ok(dolen_transaction_begin(s->database->service, &first, &err));
    place(first, 1, DOLEN_SUBJECT_RESTRICTED);
    forget(first, 1, DOLEN_SUBJECT_RESTRICTED);
    assert_int_equal(0, pthread_create(&saving, NULL, save, s));
    until_it_waits(s);
    assert_ok(dolen_transaction_commit(first, &err));
    assert_int_equal(0, pthread_join(saving, NULL));
    assert_int_equal(1, watches(s));

    /* The list is first: it cannot see the mark, which therefore ends what it brought. */
    assert_ok(dolen_transaction_begin(s->database->service, &second, &err));
    place(second, 2, DOLEN_SUBJECT_RESTRICTED);
    save(s);
    assert_int_equal(1, watches(s));
    forget(second, 2, DOLEN_SUBJECT_RESTRICTED);
    assert_ok(dolen_transaction_commit(second, &err));
    assert_int_equal(0, watches(s));
}

static void *erase_first(void *context)
{
    const scene *s = context;

    mark(s, 1, DOLEN_SUBJECT_ERASED);
    return NULL;
}

static void *add_one(void *context)
{
    const scene *s = context;
    const dolen_alert alert = alert_of(8, 2);

    add(s, &alert, 0);
    return NULL;
}

static int64_t named(const scene *s)
{
    return NUMBER_OF(s->database, "SELECT count(*) FROM alert WHERE name <> '' OR local_id <> ''");
}

static void ig_27_no_alert_that_comes_during_an_erasure_keeps_the_name(void **state)
{
    scene *s = *state;
    const dolen_alert alert = alert_of(7, 1);
    DOLEN_OWN(dolen_transaction, attributing) = NULL;
    DOLEN_OWN(dolen_transaction, erasing) = NULL;
    pthread_t other;
    dolen_err err = {0};

    add(s, &alert, 0);
    publish(s);
    /* The alert is named first: the erasure waits for it, and finds it. */
    assert_ok(dolen_transaction_begin(s->database->service, &attributing, &err));
    assert_ok(dolen_alert_store_attribute(dolen_transaction_connection(attributing), &err));
    assert_int_equal(0, pthread_create(&other, NULL, erase_first, s));
    until_it_waits(s);
    assert_ok(dolen_transaction_commit(attributing, &err));
    assert_int_equal(0, pthread_join(other, NULL));
    assert_int_equal(0, named(s));

    /* The erasure is first: the alert waits for it, and is nobody's. */
    assert_ok(dolen_transaction_begin(s->database->service, &erasing, &err));
    place(erasing, 2, DOLEN_SUBJECT_ERASED);
    forget(erasing, 2, DOLEN_SUBJECT_ERASED);
    assert_int_equal(0, pthread_create(&other, NULL, add_one, s));
    until_it_waits(s);
    assert_ok(dolen_transaction_commit(erasing, &err));
    assert_int_equal(0, pthread_join(other, NULL));
    assert_int_equal(2, NUMBER_OF(s->database, "SELECT count(*) FROM alert"));
    assert_int_equal(0, named(s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ig_32_an_alert_says_whom_it_is_about_and_comes_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ig_32_an_alert_that_comes_before_its_receipt_waits_for_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ig_32_two_people_at_once_do_not_undo_one_another, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ig_32_an_alert_is_overdue_when_its_clock_has_run, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ig_32_a_consultation_of_a_watched_record_is_an_alert_once_and_of_no_other,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(ig_32_consultations_wait_while_a_publication_is_committed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ig_27_who_is_restricted_or_erased_is_not_watched_and_not_in_any_alert, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(ig_27_a_restriction_while_a_publication_runs_is_not_undone_by_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(ig_27_nor_when_the_two_are_saved_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ig_27_no_alert_that_comes_during_an_erasure_keeps_the_name, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("alerts", tests, database_scene_start, database_scene_stop);
}
