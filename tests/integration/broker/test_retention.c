/* Retention at the broker (IG-14): what goes, what stays whole, who may do it, and that it stands in the ledger. */
#include "governance/audit/verify_log.h"
#include "governance/policy/rules.h"
#include "node/broker/erasure_record.h"
#include "node/store/admission_store.h"
#include "node/store/erasure_store.h"
#include "node/store/transaction.h"
#include "node/tools/retention.h"
#include "tests/support/database_scene.h"
#include "tests/support/dolen_test.h"
#include "tests/support/ledger_data.h"
#include "tests/support/publisher.h"
#include "tests/support/temp_folder.h"

enum { ARENA = 16 * 1024 * 1024, PEOPLE = 5, OLD_MONTH = 2021 * 12, LATE_MONTH = 2021 * 12 + 3 };

static const char origin[] = "broker.example/ledger";

static int set_up(void **state)
{
    return database_scene_make("broker", state);
}

/* Erase months before `first` of all places, as the job does: how many lines it wrote. */
static int64_t erase_before(const database_scene *s, dolen_month first, int64_t now)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    const dolen_erasure_place *places = NULL;
    size_t count = 0;
    int64_t lines = 0;
    dolen_err err = {0};

    assert_ok(dolen_transaction_begin(s->eraser, &transaction, &err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    assert_ok(dolen_erasure_store_places(connection, arena, &places, &count, &err));
    for (size_t i = 0; i < count; i++) {
        int64_t more = 0;
        assert_ok(dolen_erasure_store_flags(connection, &places[i], first, now, &more, &err));
        lines += more;
    }
    assert_ok(dolen_transaction_commit(transaction, &err));
    return lines;
}

static void publish_people(publisher *self, dolen_delta_kind kind)
{
    publisher_change changes[PEOPLE];
    dolen_err err = {0};

    for (uint32_t i = 0; i < PEOPLE; i++)
        changes[i] = (publisher_change){.number = i, .version = 2};
    if (kind == DOLEN_DELTA_SNAPSHOT)
        self->set_digest = dolen_set_digest_empty();
    assert_ok(publisher_publish(self, kind, changes, PEOPLE, &err));
}

static void ig_14_months_past_their_time_go_and_the_rest_stays(void **state)
{
    const database_scene *s = *state;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_erasure *lines = NULL;
    publisher_broker broker;
    publisher agency;
    size_t count = 0;
    dolen_err err = {0};

    publisher_broker_start(&broker, s->service);
    publisher_start(&agency, &broker, "NPT");
    publish_people(&agency, DOLEN_DELTA_INCREMENT);
    assert_int_equal(1, erase_before(s, LATE_MONTH, 1000));

    assert_int_equal(0, NUMBER_OF(s, "SELECT count(*) FROM activity WHERE month < 24255"));
    assert_int_equal(PEOPLE, NUMBER_OF(s, "SELECT count(*) FROM activity WHERE month = 24255 AND count = 2"));
    assert_int_equal(PEOPLE, NUMBER_OF(s, "SELECT count(*) FROM flag WHERE code = 'cp-plan'"));
    assert_ok(dolen_pool_take(s->eraser, &connection, &err));
    assert_ok(dolen_erasure_store_list(connection, 1000, arena, &lines, &count, &err));
    assert_int_equal(1, count);
    assert_string_equal("police-call", lines[0].outcome.text);
    assert_string_equal("NPT", lines[0].agency.text);
    assert_int_equal(OLD_MONTH, lines[0].month);
    assert_int_equal(PEOPLE, lines[0].count);
    publisher_stop(&agency);
    publisher_broker_stop(&broker);
}

static void ig_14_a_record_of_which_nothing_is_left_goes_with_its_pseudonyms(void **state)
{
    const database_scene *s = *state;
    publisher_broker broker;
    publisher agency;

    publisher_broker_start(&broker, s->service);
    publisher_start(&agency, &broker, "NPT");
    publish_people(&agency, DOLEN_DELTA_INCREMENT);
    assert_true(database_scene_may(s->admin, "UPDATE flag SET closed = 24250 WHERE code = 'cp-plan' AND record IN "
                                             "(SELECT id FROM record ORDER BY id LIMIT 2)"));
    assert_int_equal(3, erase_before(s, LATE_MONTH + 1, 1000));

    assert_int_equal(PEOPLE - 2, NUMBER_OF(s, "SELECT count(*) FROM record"));
    assert_int_equal((PEOPLE - 2) * PUBLISHER_TOKENS, NUMBER_OF(s, "SELECT count(*) FROM token"));
    assert_int_equal(PEOPLE - 2, NUMBER_OF(s, "SELECT sum(persons)::bigint FROM population"));
    assert_int_equal(0, erase_before(s, LATE_MONTH + 1, 2000));
    publisher_stop(&agency);
    publisher_broker_stop(&broker);
}

/* The nightly comparison must not say that all is as published when it is not: only a snapshot may follow. */
static void ig_14_after_an_erasure_nothing_but_a_snapshot_follows(void **state)
{
    const database_scene *s = *state;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const publisher_change change = {.number = 0, .version = 4, .old_version = 2};
    const publisher_change next = {.number = 1, .version = 0, .old_version = 2};
    publisher_broker broker;
    publisher agency;
    dolen_delta_state told;
    dolen_err err = {0};

    publisher_broker_start(&broker, s->service);
    publisher_start(&agency, &broker, "NPT");
    publish_people(&agency, DOLEN_DELTA_INCREMENT);
    assert_ok(dolen_delta_read_state(&broker.desk, agency.agency, agency.epoch, arena, &told, &err));
    assert_memory_equal(&agency.set_digest, &told.set_digest, sizeof told.set_digest);
    assert_int_equal(1, erase_before(s, LATE_MONTH, 1000));

    assert_ok(dolen_delta_read_state(&broker.desk, agency.agency, agency.epoch, arena, &told, &err));
    assert_memory_not_equal(&agency.set_digest, &told.set_digest, sizeof told.set_digest);
    assert_fails(DOLEN_E_CONFLICT, publisher_publish(&agency, DOLEN_DELTA_INCREMENT, &change, 1, &err));
    publish_people(&agency, DOLEN_DELTA_SNAPSHOT);
    assert_ok(dolen_delta_read_state(&broker.desk, agency.agency, agency.epoch, arena, &told, &err));
    assert_memory_equal(&agency.set_digest, &told.set_digest, sizeof told.set_digest);
    assert_ok(publisher_publish(&agency, DOLEN_DELTA_INCREMENT, &next, 1, &err));
    publisher_stop(&agency);
    publisher_broker_stop(&broker);
}

/* The twin: without the mark the broker would go on comparing a digest with records that it no longer holds. */
static void ig_14_without_the_mark_a_lost_record_would_pass_unnoticed(void **state)
{
    const database_scene *s = *state;
    const publisher_change change = {.number = 0, .version = 4, .old_version = 2};
    publisher_broker broker;
    publisher agency;
    dolen_err err = {0};

    publisher_broker_start(&broker, s->service);
    publisher_start(&agency, &broker, "NPT");
    publish_people(&agency, DOLEN_DELTA_INCREMENT);
    assert_true(database_scene_may(s->admin, "UPDATE flag SET closed = 24250 WHERE code = 'cp-plan' AND record = "
                                             "(SELECT max(id) FROM record)"));
    assert_true(erase_before(s, LATE_MONTH + 1, 1000) > 0);
    assert_true(database_scene_may(s->admin, "DELETE FROM erased_index"));

    assert_ok(publisher_publish(&agency, DOLEN_DELTA_INCREMENT, &change, 1, &err));
    assert_int_equal(PEOPLE - 1, NUMBER_OF(s, "SELECT count(*) FROM record"));
    publisher_stop(&agency);
    publisher_broker_stop(&broker);
}

static void ig_27_a_correction_or_closure_reaches_the_index_with_the_next_delta(void **state)
{
    const database_scene *s = *state;
    const publisher_change correction = {.number = 0, .version = 3, .old_version = 2};
    const publisher_change closure = {.number = 1, .version = 0, .old_version = 2};
    publisher_broker broker;
    publisher agency;
    dolen_err err = {0};

    publisher_broker_start(&broker, s->service);
    publisher_start(&agency, &broker, "NPT");
    publish_people(&agency, DOLEN_DELTA_INCREMENT);
    assert_int_equal(PEOPLE, NUMBER_OF(s, "SELECT count(*) FROM activity WHERE month = 24252 AND count = 2"));

    assert_ok(publisher_publish(&agency, DOLEN_DELTA_INCREMENT, &correction, 1, &err));
    assert_int_equal(PEOPLE - 1, NUMBER_OF(s, "SELECT count(*) FROM activity WHERE month = 24252 AND count = 2"));
    assert_int_equal(1, NUMBER_OF(s, "SELECT count(*) FROM activity WHERE month = 24252 AND count = 3"));
    assert_ok(publisher_publish(&agency, DOLEN_DELTA_INCREMENT, &closure, 1, &err));
    assert_int_equal(PEOPLE - 1, NUMBER_OF(s, "SELECT count(*) FROM record"));
    assert_int_equal(PEOPLE - 1, NUMBER_OF(s, "SELECT count(*) FROM flag WHERE code = 'cp-plan'"));
    publisher_stop(&agency);
    publisher_broker_stop(&broker);
}

/* Since the broker keeps it until the agency publishes again, which one that left never does. */
static void ig_14_what_nobody_commits_goes_after_its_time(void **state)
{
    const database_scene *s = *state;
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_err err = {0};

    assert_true(database_scene_may(
        s->admin,
        "INSERT INTO agency (code) VALUES ('NPT'), ('SWA');"
        "INSERT INTO stage_chunk (agency, epoch, chunk, sequence, digest, puts, withdrawals, put_persons, "
        "put_addresses, old_persons, old_addresses, put_sum, old_sum, staged) SELECT a.id, 1, c, 1, sha256('x'), 1, 0, "
        "1, 0, 0, 0, "
        "sha256('x'), sha256('x'), "
        "CASE WHEN a.code = 'NPT' THEN 100 ELSE 100 + 900 * c END FROM agency a, generate_series(0, 1) AS c"));
    assert_ok(dolen_transaction_begin(s->eraser, &transaction, &err));
    assert_ok(dolen_erasure_store_stages(dolen_transaction_connection(transaction), 500, 7000, &err));
    assert_ok(dolen_transaction_commit(transaction, &err));

    assert_int_equal(2, NUMBER_OF(s, "SELECT count FROM erasure WHERE outcome = 'stages' AND agency = 'NPT'"));
    /* The twin: an agency that is at it keeps all of its chunks, old ones too. */
    assert_int_equal(
        2, NUMBER_OF(s, "SELECT count(*) FROM stage_chunk JOIN agency a ON a.id = agency AND a.code = 'SWA'"));
    assert_int_equal(2, NUMBER_OF(s, "SELECT count(*) FROM stage_chunk"));
}

static void append_question(dolen_ledger *ledger, uint64_t number)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_ledger_entry entry = data_entry(number);
    const dolen_stored_token token = {.value = {{(uint8_t)number}}, .kind = DOLEN_KEY_K05};
    const dolen_consultation consultation = {.request = entry.request_id,
                                             .asked = entry.time,
                                             .epoch = 1,
                                             .fields = DOLEN_FIELD_SURNAME,
                                             .tokens = &token,
                                             .token_count = 1};
    dolen_ledger_place place;
    dolen_err err = {0};

    assert_ok(dolen_ledger_append(ledger, &entry, &consultation, arena, &place, &err));
}

static void verify(dolen_ledger *ledger, uint64_t entries, uint64_t opened)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_note_key log = data_public(1, origin, DOLEN_NOTE_ED25519);
    const dolen_ledger_reader all = {.all = true};
    static const char *const files[] = {"checkpoint", "tile/entries/000", "opened/000"};
    const temp_folder folder = temp_folder_make();
    const dolen_policy_file *policy = NULL;
    dolen_verify_report report;
    dolen_ledger_file file;
    dolen_err err = {0};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[64];
        snprintf(path, sizeof path, i ? "%s.p/%u" : "%s", files[i], (unsigned int)entries);
        assert_ok(dolen_ledger_serve(ledger, path, all, arena, &file, &err));
        data_write(folder.path, path, file.bytes);
    }
    assert_ok(dolen_policy_file_of_key(arena, &log, &policy, &err));
    assert_ok(dolen_verify_log(policy, folder.path, (dolen_bytes){0}, &report, &err));
    assert_int_equal(entries, report.entries_checked);
    assert_int_equal(opened, report.entries_opened);
    temp_folder_remove(&folder);
}

static dolen_rules *default_rules(void)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(4);
    dolen_rules *rules = NULL;
    dolen_err err = {0};

    assert_ok(dolen_rules_load(DOLEN_TESTS_FOLDER "/../governance/rules", &rules, problems, &err));
    return rules;
}

/* The whole log verifies before and after; what went stands in it exactly once. */
static void ig_14_erased_texts_leave_the_ledger_whole_and_stand_in_it(void **state)
{
    const database_scene *s = *state;
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_rules, rules) = default_rules();
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_ledger, ledger) = NULL;
    const dolen_retention_line *lines = NULL;
    const dolen_ledger_stored *stored = NULL;
    dolen_ledger_entry entry;
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_ledger_open(
        &(dolen_ledger_settings){.origin = origin, .key = key, .pool = s->service, .clock = dolen_clock_system()},
        &ledger, &err));
    for (uint64_t i = 0; i < 5; i++)
        append_question(ledger, i);
    verify(ledger, 5, 5);
    const dolen_limits *limits = dolen_rules_limits(rules);
    const int64_t later = data_entry(0).time + INT64_C(86400000) * 31 * ((int64_t)limits->ledger_months + 2);
    dolen_retention_task task = {.pool = s->eraser, .limits = limits, .now = later, .is_rehearsal = true};
    assert_ok(dolen_retention_broker(&task, arena, &lines, &count, &err));
    assert_int_equal(2, count);
    verify(ledger, 5, 5);
    task.is_rehearsal = false;
    assert_ok(dolen_retention_broker(&task, arena, &lines, &count, &err));

    assert_int_equal(2, count);
    assert_string_equal("log.query", lines[0].outcome.text);
    assert_int_equal(5, lines[0].count);
    assert_int_equal(2026 * 12 + 8, lines[0].month);
    assert_string_equal("consultations", lines[1].outcome.text);
    verify(ledger, 5, 0);
    assert_int_equal(0, NUMBER_OF(s, "SELECT count(*) FROM consultation"));
    const dolen_erasure_record_parts parts = {
        .pool = s->service, .ledger = ledger, .rules = rules, .clock = dolen_clock_system()};
    assert_ok(dolen_erasure_record_one(&parts, &err));
    assert_ok(dolen_erasure_record_one(&parts, &err));
    assert_fails(DOLEN_E_ABSENT, dolen_erasure_record_one(&parts, &err));
    verify(ledger, 7, 2);
    assert_int_equal(2, NUMBER_OF(s, "SELECT count(*) FROM erasure WHERE entry IN (5, 6)"));
    assert_ok(dolen_ledger_read(ledger, 5, 1, (dolen_ledger_reader){.all = true}, arena, &stored, &count, &err));
    assert_ok(dolen_ledger_entry_read(arena, stored[0].entry, &entry, &err));
    assert_int_equal(DOLEN_LEDGER_ERASURE, entry.kind);
    assert_string_equal("IG-14", entry.reason.text);
    assert_string_equal("log.query", entry.outcome.text);
    assert_int_equal(2026 * 12 + 8, entry.range.first);
    assert_int_equal(5, entry.range.count);
    /* Once more: what stands of erasures stays. */
    assert_ok(dolen_retention_broker(&task, arena, &lines, &count, &err));
    verify(ledger, 7, 2);
}

static void ig_14_requests_and_counters_go_once_they_are_of_no_use(void **state)
{
    const database_scene *s = *state;
    const int64_t day = 86400000;
    const int64_t now = day * 20000;
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_err err = {0};

    assert_true(database_scene_may(s->admin,
                                   "INSERT INTO seen_request VALUES (gen_random_uuid(), 86400000::bigint * 19000),"
                                   "(gen_random_uuid(), 86400000::bigint * 20000 - 5)"));
    assert_true(database_scene_may(s->admin, "INSERT INTO quota VALUES ('person-hour NPT aa', 19000 * 24, 1),"
                                             "('person-hour NPT aa', 20000 * 24 - 1, 1), ('member-day NPT ', 19000, 1),"
                                             "('member-day NPT ', 20000, 1)"));
    assert_ok(dolen_transaction_begin(s->eraser, &transaction, &err));
    assert_ok(
        dolen_erasure_store_admission(dolen_transaction_connection(transaction), now - 32 * day, now - day, now, &err));
    assert_ok(dolen_transaction_commit(transaction, &err));

    assert_int_equal(1, NUMBER_OF(s, "SELECT count(*) FROM seen_request"));
    assert_int_equal(2, NUMBER_OF(s, "SELECT count(*) FROM quota"));
    assert_int_equal(2, NUMBER_OF(s, "SELECT sum(count)::bigint FROM erasure WHERE outcome = 'quotas'"));
}

/* Whoever erases can neither append nor read what it erases; whoever serves cannot erase. */
static void ig_14_the_eraser_may_erase_and_nothing_else(void **state)
{
    static const char *const forbidden[] = {
        "INSERT INTO ledger_leaf (index, commitment) VALUES (0, sha256('x'))",
        "UPDATE ledger_head SET size = size + 1",
        "SELECT handle FROM record",
        "SELECT element FROM record",
        "SELECT receipt FROM delta",
        "UPDATE record SET protection = 0",
        "UPDATE flag SET code = 'x'",
        "INSERT INTO flag VALUES (1, 'x', 1, 1, 0, NULL, false, '{}', '{}')",
        "UPDATE erasure SET entry = 1",
        "DELETE FROM erasure",
        "DELETE FROM delta",
        "DELETE FROM erased_index",
    };
    static const char *const services[] = {
        "INSERT INTO erasure (erased, agency, outcome, month, count) VALUES (1, '', 'x', 0, 1)",
        "DELETE FROM erasure",
        "DELETE FROM consultation",
        "DELETE FROM erased_index",
        "UPDATE ledger_entry SET entry = NULL, salt = NULL, concerns = '{}'",
    };
    const database_scene *s = *state;

    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        if (database_scene_may(s->eraser, forbidden[i]))
            fail_msg("%s", forbidden[i]);
    for (size_t i = 0; i < sizeof services / sizeof *services; i++)
        if (database_scene_may(s->service, services[i]))
            fail_msg("%s", services[i]);
    assert_true(database_scene_may(s->admin, forbidden[1]));
    assert_true(database_scene_may(s->admin, services[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ig_14_months_past_their_time_go_and_the_rest_stays, set_up,
                                        database_scene_free),
        cmocka_unit_test_setup_teardown(ig_14_a_record_of_which_nothing_is_left_goes_with_its_pseudonyms, set_up,
                                        database_scene_free),
        cmocka_unit_test_setup_teardown(ig_14_after_an_erasure_nothing_but_a_snapshot_follows, set_up,
                                        database_scene_free),
        cmocka_unit_test_setup_teardown(ig_14_without_the_mark_a_lost_record_would_pass_unnoticed, set_up,
                                        database_scene_free),
        cmocka_unit_test_setup_teardown(ig_27_a_correction_or_closure_reaches_the_index_with_the_next_delta, set_up,
                                        database_scene_free),
        cmocka_unit_test_setup_teardown(ig_14_what_nobody_commits_goes_after_its_time, set_up, database_scene_free),
        cmocka_unit_test_setup_teardown(ig_14_erased_texts_leave_the_ledger_whole_and_stand_in_it, set_up,
                                        database_scene_free),
        cmocka_unit_test_setup_teardown(ig_14_requests_and_counters_go_once_they_are_of_no_use, set_up,
                                        database_scene_free),
        cmocka_unit_test_setup_teardown(ig_14_the_eraser_may_erase_and_nothing_else, set_up, database_scene_free),
    };

    return cmocka_run_group_tests_name("retention", tests, database_scene_start, database_scene_stop);
}
