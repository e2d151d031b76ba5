/* The inbox of alerts on a real database, with the tree's rules, a federation of four, and a clock that the test moves
 * (IG-32). */
#include <stdlib.h>

#include "governance/policy/policy_watch.h"
#include "node/agency/alerts/alert_json.h"
#include "node/agency/oversight/alert_steps.h"
#include "node/agency/publish_digests.h"
#include "node/agency/subject_alerts.h"
#include "node/store/account_store.h"
#include "node/store/notice_store.h"
#include "node/store/watched_store.h"
#include "tests/support/policy_facts.h"
#include "tests/support/temp_pg.h"
#include "tests/support/witness_federation.h"

enum { ARENA = 4 * 1024 * 1024 };

#define NOW INT64_C(1795185245001)
#define HOUR INT64_C(3600000)

DOLEN_OWNED_BY(json_t, json_decref);

static temp_pg *pg;

typedef struct stage {
    temp_folder folder;
    dolen_agency agency;
    dolen_pool *admin;
    dolen_rules *rules;
    dolen_arena *arena;
    int64_t now;
} stage;

static int start(void **state)
{
    pg = temp_pg_start(false);
    return 0;
}

static int stop(void **state)
{
    temp_pg_free(pg);
    return 0;
}

static int64_t now(void *context)
{
    const stage *s = context;

    return s->now;
}

static void add_account(const stage *s, const char *name, const char *role, const char *team)
{
    const dolen_account account = {.name = name,
                                   .full_name = name,
                                   .team = team,
                                   .password_hash = "x",
                                   .roles = {dolen_code_of(role)},
                                   .role_count = 1,
                                   .created = NOW,
                                   .confirmed_until = NOW + 1000 * HOUR};
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->agency.pool, &connection, &err));
    assert_ok(dolen_account_store_add(connection, &account, &err));
    assert_ok(dolen_account_store_set_team(connection, name, team, &err));
}

/* Two records are watched: one of the first team, and one of a second that the federation file does not know. */
static void add_people(const stage *s)
{
    static const dolen_watched watched[] = {{{{1}}, {"REGISTER"}, "L-1", "Asha Rees", 2},
                                            {{{2}}, {"REGISTER"}, "L-2", "Siân O'Neill", 1}};
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_watched_store_replace(s->agency.pool, watched, 2, &err));
    assert_ok(dolen_pool_take(s->admin, &connection, &err));
    assert_ok(dolen_statement_script(
        connection, "test-published",
        "INSERT INTO published (epoch, key, handle, identity, flags, element) SELECT 1, "
        "(lpad(to_hex(i), 2, '0') || repeat('0', 30))::uuid, (lpad(to_hex(100 + i), 2, '0') || repeat('0', 30))::uuid, "
        "gen_random_uuid(), gen_random_uuid(), sha256('x') FROM generate_series(1, 2) AS i",
        &err));
}

static int set_up(void **state)
{
    stage *s = calloc(1, sizeof *s);
    char conninfo[TEMP_PG_CONNINFO];

    s->now = NOW;
    s->folder = temp_folder_make();
    s->rules = facts_rules();
    s->arena = dolen_arena_new(ARENA);
    temp_pg_database(pg, "node", conninfo);
    s->admin = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 1});
    s->agency = (dolen_agency){
        .code = dolen_code_of("NPT"),
        .clock = {.now = now, .context = s},
        .metrics = dolen_metrics_new(),
        .federation = witness_federation(&s->folder, 0),
        .rules = s->rules,
        .pool = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 4, .role = "dolen_service"})};
    add_account(s, "asha", "practitioner", "T");
    add_account(s, "bryn", "duty-desk", "");
    add_account(s, "officer", "data-protection-officer", "");
    add_people(s);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    stage *s = *state;

    dolen_pool_free(s->agency.pool);
    dolen_pool_free(s->admin);
    dolen_federation_current_free(s->agency.federation);
    dolen_metrics_free(s->agency.metrics);
    dolen_rules_free(s->rules);
    dolen_arena_free(s->arena);
    temp_folder_remove(&s->folder);
    free(s);
    return 0;
}

/* The police publish a missing episode about a record, as the fetcher keeps it. */
static void raise(const stage *s, uint64_t entry, uint8_t record)
{
    const dolen_alert alert = {.entry = entry,
                               .handle = {{(uint8_t)(100 + record)}},
                               .watch = dolen_code_of("REGISTER"),
                               .agency = dolen_code_of("SWP"),
                               .flag = dolen_code_of("POL.MISSING"),
                               .kind = DOLEN_FLAG_EVENT,
                               .month = dolen_month_of(dolen_day_of(NOW)),
                               .latest = dolen_day_of(NOW),
                               .contact = 1,
                               .raised = NOW};
    const dolen_duty *duty = dolen_policy_duty_of(s->rules, dolen_code_of("council"), alert.flag);
    int64_t fresh = 0;
    dolen_err err = {0};

    assert_non_null(duty);
    const dolen_alert_arrival arrival = {.alert = &alert,
                                         .purpose = dolen_code_of("CPREV"),
                                         .clock = duty->code,
                                         .due = dolen_policy_duty_due(duty, &alert)};
    assert_ok(dolen_alert_store_add(s->agency.pool, &arrival, 1, (int64_t)entry, NOW, &fresh, &err));
    assert_int_equal(1, fresh);
}

static dolen_status ask(stage *s, json_t *request, json_t **out)
{
    DOLEN_OWN(json_t, question) = request;

    return dolen_alert_json_serve(&s->agency, question, s->arena, out, NULL);
}

static json_t *asked(stage *s, json_t *request)
{
    json_t *document = NULL;

    assert_int_equal(DOLEN_OK, ask(s, request, &document));
    assert_non_null(document);
    return document;
}

static json_t *question(const char *action, const char *user, const char *role)
{
    return json_pack("{s:s, s:s, s:s}", "action", action, "user", user, "role", role);
}

static json_t *list(stage *s, const char *which)
{
    json_t *request = question("list", "asha", "practitioner");

    json_object_set_new(request, "which", json_string(which));
    return asked(s, request);
}

static const char *text(const json_t *document, const char *name)
{
    const char *value = json_string_value(json_object_get(document, name));

    return value ? value : "";
}

static const json_t *first(const json_t *document)
{
    return json_array_get(json_object_get(document, "alerts"), 0);
}

static const char *number_of(const stage *s, const json_t *document)
{
    const char *number = text(first(document), "alert");

    return dolen_arena_copy_string(s->arena, number, strlen(number));
}

static json_t *about(const char *action, const char *user, const char *role, const char *number)
{
    json_t *request = question(action, user, role);

    json_object_set_new(request, "alert", json_string(number));
    return request;
}

static void ig_32_an_alert_is_overdue_once_its_duty_had_its_hours(void **state)
{
    stage *s = *state;

    raise(s, 7, 2);
    DOLEN_OWN(json_t, early) = list(s, "overdue");
    assert_int_equal(0, json_integer_value(json_object_get(early, "overdue")));
    assert_int_equal(1, json_integer_value(json_object_get(early, "open")));
    s->now = NOW + 73 * HOUR;
    DOLEN_OWN(json_t, late) = list(s, "overdue");
    assert_int_equal(1, json_integer_value(json_object_get(late, "overdue")));
    assert_string_equal("L-2", text(first(late), "local_id"));
    assert_string_equal("RETURN-INTERVIEW", text(first(late), "clock"));
    assert_true(json_is_true(json_object_get(first(late), "overdue")));

    dolen_bytes metrics;
    dolen_err err = {0};
    dolen_alert_desk_measure(&s->agency);
    assert_ok(dolen_metrics_write(s->agency.metrics, s->arena, &metrics, &err));
    const char *written = dolen_arena_copy_string(s->arena, (const char *)metrics.at, metrics.size);
    assert_non_null(strstr(written, "dolen_alerts_open 1"));
    assert_non_null(strstr(written, "dolen_alerts_overdue 1"));
}

static void ig_11_the_list_holds_nothing_that_was_shared_and_opening_it_is_kept(void **state)
{
    stage *s = *state;
    size_t count = 0;

    raise(s, 7, 2);
    DOLEN_OWN(json_t, inbox) = list(s, "open");
    assert_null(json_object_get(first(inbox), "agency"));
    assert_null(json_object_get(first(inbox), "telephone"));
    assert_null(json_object_get(first(inbox), "flag"));
    assert_string_equal("new", text(first(inbox), "state"));

    DOLEN_OWN(json_t, shown) = asked(s, about("show", "bryn", "duty-desk", number_of(s, inbox)));
    const json_t *alert = json_object_get(shown, "alert");
    assert_string_equal("SWP", text(alert, "agency"));
    assert_string_equal("T", text(alert, "team"));
    assert_string_equal("1", text(alert, "telephone"));
    assert_string_equal("POL.MISSING", text(alert, "flag"));
    assert_string_equal("CPREV", text(alert, "purpose"));
    assert_string_equal("seen", text(alert, "state"));
    const json_t *history = json_object_get(alert, "history");
    count = json_array_size(history);
    assert_int_equal(1, count);
    assert_string_equal("bryn", text(json_array_get(history, 0), "user"));
    assert_string_equal("duty-desk", text(json_array_get(history, 0), "role"));
}

static void ig_32_who_comes_second_is_told_who_has_it_and_an_outcome_is_one_of_the_duty(void **state)
{
    stage *s = *state;
    json_t *document = NULL;

    raise(s, 7, 2);
    DOLEN_OWN(json_t, inbox) = list(s, "open");
    const char *number = number_of(s, inbox);
    DOLEN_OWN(json_t, taken) = asked(s, about("take", "asha", "practitioner", number));
    assert_true(json_is_true(json_object_get(taken, "carried_out")));
    DOLEN_OWN(json_t, second) = asked(s, about("take", "bryn", "duty-desk", number));
    assert_true(json_is_false(json_object_get(second, "carried_out")));
    assert_string_equal("asha", text(json_object_get(second, "alert"), "holder"));

    json_t *wrong = about("done", "asha", "practitioner", number);
    json_object_set_new(wrong, "outcome", json_string("acknowledged"));
    assert_int_equal(DOLEN_E_INPUT, ask(s, wrong, &document));
    json_t *others = about("done", "bryn", "duty-desk", number);
    json_object_set_new(others, "outcome", json_string("declined"));
    DOLEN_OWN(json_t, refused) = asked(s, others);
    assert_true(json_is_false(json_object_get(refused, "carried_out")));
    json_t *right = about("done", "asha", "practitioner", number);
    json_object_set_new(right, "outcome", json_string("declined"));
    DOLEN_OWN(json_t, ended) = asked(s, right);
    assert_string_equal("done", text(json_object_get(ended, "alert"), "state"));
    assert_string_equal("declined", text(json_object_get(ended, "alert"), "outcome"));
    DOLEN_OWN(json_t, past) = list(s, "done");
    assert_string_equal(number, text(first(past), "alert"));
}

static void ig_32_a_consultation_is_acknowledged_and_a_sensitive_service_is_not_named(void **state)
{
    static const dolen_code watches[] = {{"REGISTER"}};
    const dolen_notice notice = {.entry = 3, .handle = {{102}}, .outcome = DOLEN_CONSULTED_SHOWN, .asked = NOW};
    stage *s = *state;
    int64_t fresh = 0;
    dolen_err err = {0};

    assert_ok(dolen_notice_store_add(s->agency.pool, &notice, 1, 3, NOW, &fresh, &err));
    assert_ok(dolen_alert_store_add_consulted(s->agency.pool, watches, 1, NOW, &fresh, &err));
    DOLEN_OWN(json_t, inbox) = list(s, "open");
    const char *number = number_of(s, inbox);
    assert_string_equal("consultation", text(first(inbox), "kind"));
    DOLEN_OWN(json_t, shown) = asked(s, about("show", "asha", "practitioner", number));
    assert_string_equal("", text(json_object_get(shown, "alert"), "agency"));
    assert_string_equal("", text(json_object_get(shown, "alert"), "telephone"));
    DOLEN_OWN(json_t, taken) = asked(s, about("take", "asha", "practitioner", number));
    assert_string_equal("in-hand", text(json_object_get(taken, "alert"), "state"));
    json_t *end = about("done", "asha", "practitioner", number);
    json_object_set_new(end, "outcome", json_string("acknowledged"));
    DOLEN_OWN(json_t, ended) = asked(s, end);
    assert_true(json_is_true(json_object_get(ended, "carried_out")));
}

static void ig_32_ones_own_teams_alerts_come_first_and_are_those_that_wait(void **state)
{
    stage *s = *state;
    int64_t waiting = 0;
    dolen_err err = {0};

    raise(s, 7, 1);
    raise(s, 8, 2);
    DOLEN_OWN(json_t, inbox) = list(s, "open");
    assert_string_equal("L-2", text(first(inbox), "local_id"));
    assert_ok(dolen_alert_desk_waiting(&s->agency, &(dolen_alert_actor){"asha", {"practitioner"}}, &waiting, &err));
    assert_int_equal(1, waiting);
    assert_ok(dolen_alert_desk_waiting(&s->agency, &(dolen_alert_actor){"bryn", {"duty-desk"}}, &waiting, &err));
    assert_int_equal(2, waiting);
}

static void ig_12_alerts_are_for_those_who_ask_about_people(void **state)
{
    stage *s = *state;
    json_t *document = NULL;

    raise(s, 7, 2);
    assert_int_equal(DOLEN_E_DENIED, ask(s, question("list", "officer", "data-protection-officer"), &document));
    assert_int_equal(DOLEN_E_DENIED, ask(s, question("list", "asha", "supervisor"), &document));
    assert_int_equal(DOLEN_E_DENIED, ask(s, question("list", "nobody", "practitioner"), &document));
    assert_int_equal(DOLEN_E_INPUT, ask(s, question("burn", "asha", "practitioner"), &document));
    assert_null(document);
    DOLEN_OWN(json_t, inbox) = list(s, "open");
    assert_int_equal(1, json_integer_value(json_object_get(inbox, "waiting")));
}

static dolen_alert_steps_result steps_of(stage *s, const dolen_alert_step_wish *wish)
{
    dolen_alert_steps_result found;
    dolen_err err = {0};

    assert_ok(dolen_alert_steps_find(&s->agency, wish, s->arena, &found, &err));
    return found;
}

static void change(const stage *s, const char *script)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->admin, &connection, &err));
    assert_ok(dolen_statement_script(connection, "test-change", script, &err));
}

static void ig_11_the_officer_is_told_who_opened_and_took_which_alert_and_when(void **state)
{
    stage *s = *state;

    raise(s, 7, 2);
    DOLEN_OWN(json_t, inbox) = list(s, "open");
    const char *number = number_of(s, inbox);
    DOLEN_OWN(json_t, opened) = asked(s, about("show", "bryn", "duty-desk", number));
    assert_string_equal("seen", text(json_object_get(opened, "alert"), "state"));
    s->now += HOUR;
    DOLEN_OWN(json_t, taken) = asked(s, about("take", "asha", "practitioner", number));
    assert_true(json_is_true(json_object_get(taken, "carried_out")));

    const dolen_alert_steps_result all = steps_of(s, &(dolen_alert_step_wish){0});
    const dolen_alert_steps_item *oldest = &all.items[all.item_count - 1];
    assert_int_equal(DOLEN_ALERT_LOOKED_AT, oldest->kept.step.deed);
    assert_string_equal("bryn", oldest->kept.step.account);
    assert_string_equal("bryn", oldest->kept.full_name);
    assert_string_equal("duty-desk", oldest->kept.step.role.text);
    assert_string_equal("SWP", oldest->kept.agency.text);
    assert_string_equal("POL.MISSING", oldest->kept.flag.text);
    assert_string_equal("L-2", oldest->kept.local_id);
    assert_string_equal("Siân O'Neill", oldest->kept.name);
    assert_non_null(oldest->role.en);
    assert_non_null(oldest->watch.cy);
    assert_non_null(oldest->flag.cy);
    assert_non_null(oldest->agency.en);
    assert_true(all.items[0].kept.step.at == NOW + HOUR);

    /* One person's, and a period's, whose end is not in it. */
    assert_int_equal(1, steps_of(s, &(dolen_alert_step_wish){.account = "bryn"}).item_count);
    assert_int_equal(0, steps_of(s, &(dolen_alert_step_wish){.account = "officer"}).item_count);
    assert_int_equal(1, steps_of(s, &(dolen_alert_step_wish){.from = NOW, .until = NOW + HOUR}).item_count);
    assert_int_equal(0, steps_of(s, &(dolen_alert_step_wish){.until = NOW}).item_count);
    dolen_alert_steps_result none;
    assert_fails(DOLEN_E_INPUT, dolen_alert_steps_find(&s->agency, &(dolen_alert_step_wish){.from = 5, .until = 5},
                                                       s->arena, &none, NULL));
    DOLEN_OWN(json_t, document) = dolen_alert_steps_json(&all);
    const json_t *last = json_array_get(json_object_get(document, "steps"), all.item_count - 1);
    assert_string_equal("looked-at", text(last, "step"));
    assert_string_equal("SWP", text(json_object_get(last, "agency"), "code"));
    assert_true(json_is_null(json_object_get(document, "next")));

    /* The person is erased: that somebody looked stays, about whom does not. */
    change(s, "UPDATE alert SET name = '', local_id = ''");
    const dolen_alert_steps_result after = steps_of(s, &(dolen_alert_step_wish){0});
    assert_int_equal(all.item_count, after.item_count);
    assert_string_equal("", after.items[0].kept.name);
    assert_string_equal("", after.items[0].kept.local_id);
}

static void ig_11_steps_of_one_instant_are_listed_once_each_over_all_pages(void **state)
{
    stage *s = *state;
    dolen_alert_step_wish wish = {0};
    int64_t last = INT64_MAX;
    size_t seen = 0;
    dolen_err err = {0};

    raise(s, 7, 2);
    change(s, "INSERT INTO alert_step (alert, at, account, role, step, outcome) SELECT id, 1000 + i / 60, 'asha', "
              "'practitioner', 1, '' FROM alert, generate_series(0, 119) AS i");
    for (size_t page = 0; page < 3; page++) {
        const dolen_alert_steps_result found = steps_of(s, &wish);
        char cursor[DOLEN_ALERT_STEPS_CURSOR];
        assert_int_equal(page < 2 ? 50 : 20, found.item_count);
        assert_int_equal(page < 2, found.has_more);
        for (size_t i = 0; i < found.item_count; i++, seen++) {
            assert_true(found.items[i].kept.number < last);
            last = found.items[i].kept.number;
        }
        dolen_alert_steps_cursor_write(found.next, cursor);
        assert_ok(dolen_alert_steps_cursor_read(cursor, &wish.before, &err));
    }
    assert_int_equal(120, seen);
    static const char *const wrong[] = {"-", "0-1", "5", "5-", "-5", "5-x", "05-1", "5-1-1", "99999999999999999999-1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(DOLEN_E_INPUT, dolen_alert_steps_cursor_read(wrong[i], &wish.before, NULL));
}

/* Leaves out what the police say. */
static bool of_the_police(void *context, const dolen_alert_told *told)
{
    size_t *calls = context;

    (*calls)++;
    return dolen_code_same(told->agency, dolen_code_of("SWP")) && told->sort == DOLEN_ALERT_OF_FLAG && *calls == 1;
}

static json_t *told_of(stage *s, const char *local_id, size_t *calls)
{
    json_t *list = NULL;
    bool cut_short = true;
    dolen_err err = {0};

    *calls = 0;
    assert_ok(dolen_subject_alerts_list(&s->agency, local_id, of_the_police, calls, s->arena, &list, &cut_short, &err));
    assert_false(cut_short);
    return list;
}

static void ig_28_a_subject_is_told_of_alerts_about_their_own_record_and_nobody_elses(void **state)
{
    stage *s = *state;
    DOLEN_OWN(dolen_secret, secret) = dolen_secret_new_random(DOLEN_NODE_KEY_SIZE);
    size_t calls = 0;
    char key[DOLEN_UUID_TEXT];
    char script[256];

    s->agency.keys = dolen_local_keys_new(DOLEN_TAKE(secret));
    raise(s, 7, 2);
    raise(s, 8, 2);
    raise(s, 9, 1);
    DOLEN_OWN(json_t, inbox) = list(s, "open");
    DOLEN_OWN(json_t, opened) = asked(s, about("show", "bryn", "duty-desk", number_of(s, inbox)));
    assert_non_null(opened);
    dolen_uuid_write(dolen_publish_digests_key(s->agency.keys, "L-2"), key);
    snprintf(script, sizeof script, "UPDATE alert SET key = '%s' WHERE local_id = 'L-2'", key);
    change(s, script);
    DOLEN_OWN(json_t, told) = told_of(s, "L-2", &calls);
    assert_int_equal(2, calls);
    assert_int_equal(1, json_array_size(told));
    const json_t *one = json_array_get(told, 0);
    assert_string_equal("SWP", text(json_object_get(one, "agency"), "code"));
    assert_string_equal("POL.MISSING", text(json_object_get(one, "flag"), "code"));
    assert_non_null(json_object_get(json_object_get(one, "watch"), "cy"));
    DOLEN_OWN(json_t, nobody) = told_of(s, "L-1", &calls);
    assert_int_equal(0, calls);
    assert_int_equal(0, json_array_size(nobody));
    assert_int_equal(1, steps_of(s, &(dolen_alert_step_wish){0}).item_count);
    dolen_local_keys_free(s->agency.keys);
}

#define in_a_stage(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_stage(ig_32_an_alert_is_overdue_once_its_duty_had_its_hours),
        in_a_stage(ig_11_the_list_holds_nothing_that_was_shared_and_opening_it_is_kept),
        in_a_stage(ig_32_who_comes_second_is_told_who_has_it_and_an_outcome_is_one_of_the_duty),
        in_a_stage(ig_32_a_consultation_is_acknowledged_and_a_sensitive_service_is_not_named),
        in_a_stage(ig_32_ones_own_teams_alerts_come_first_and_are_those_that_wait),
        in_a_stage(ig_12_alerts_are_for_those_who_ask_about_people),
        in_a_stage(ig_11_the_officer_is_told_who_opened_and_took_which_alert_and_when),
        in_a_stage(ig_11_steps_of_one_instant_are_listed_once_each_over_all_pages),
        in_a_stage(ig_28_a_subject_is_told_of_alerts_about_their_own_record_and_nobody_elses),
    };

    return cmocka_run_group_tests_name("alert_desk", tests, start, stop);
}
