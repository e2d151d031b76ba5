#include "node/agency/ledger_witness.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "governance/audit/cosignature.h"
#include "governance/audit/loss_statement.h"
#include "governance/audit/witness.h"
#include "node/base/text.h"
#include "node/store/witness_store.h"
#include "tests/support/temp_pg.h"
#include "tests/support/witness_federation.h"

enum { TREE = 300, HOUR = 3600 };

/* A hub that lays whatever tree it likes before the witness, and a clock that is moved by hand. */
typedef struct stage {
    temp_folder folder;
    char memory[PATH_MAX];
    dolen_federation_current *federation;
    char conninfo[TEMP_PG_CONNINFO];
    dolen_pool *pool;
    dolen_signing_key *key;
    dolen_ledger_alarm *alarm;
    dolen_ledger_witness *witness;
    data_tree *tree; /* what is laid before the witness */
    uint64_t size;
    const char *origin;
    uint8_t seed;
    const char *loss; /* laid before it instead */
    int64_t now;      /* instant */
    int calls;
    int cosigned;    /* calls that showed a cosignature made since the last reset */
    uint64_t shown;  /* size of the last shown */
    int kill_at_now; /* SIGKILL at the n-th look at the clock */
    int kill_at_call;
} stage;

static temp_pg *pg;
static data_tree first_tree;
static data_tree other_tree;

static int start(void **state)
{
    pg = temp_pg_start(false);
    data_fill(&first_tree, TREE);
    data_fill(&other_tree, TREE);
    other_tree.leaves[20].bytes[0] ^= 1;
    return 0;
}

static int stop(void **state)
{
    temp_pg_free(pg);
    return 0;
}

static int64_t now(void *context)
{
    stage *s = context;

    if (s->kill_at_now && --s->kill_at_now == 0)
        raise(SIGKILL);
    return s->now;
}

static dolen_status lay(void *context, uint64_t old, dolen_bytes note, dolen_arena *arena, dolen_http_reply *reply,
                        dolen_err *err)
{
    stage *s = context;
    dolen_witness_request request = {.old_size = old};
    const char *text;

    s->calls++;
    if (s->kill_at_call && --s->kill_at_call == 0)
        raise(SIGKILL);
    s->shown = note.size ? old : 0;
    s->cosigned += note.size > 0;
    *reply = (dolen_http_reply){.status = 200, .content_type = "text/plain"};
    if (s->loss && old > s->size) {
        *reply = (dolen_http_reply){
            .status = 409, .content_type = "text/x.dolen.ledger-loss", .body = dolen_bytes_of_string(s->loss)};
        return DOLEN_OK;
    }
    if (s->size == 0) {
        reply->status = 204;
        return DOLEN_OK;
    }
    if (old <= s->size)
        DOLEN_TRY(dolen_merkle_proof_make_consistency(old, s->size, (dolen_merkle_source){data_fetch, s->tree},
                                                      &request.proof, err));
    request.checkpoint = dolen_bytes_of_string(data_checkpoint(arena, s->tree, s->size, s->origin, s->seed));
    DOLEN_TRY(dolen_witness_request_write(arena, &request, &text, err));
    reply->body = dolen_bytes_of_string(text);
    return DOLEN_OK;
}

static void open_pool(stage *s)
{
    s->pool = dolen_pool_new(&(dolen_pool_settings){.conninfo = s->conninfo, .size = 3, .role = "dolen_service"});
}

static void open_witness(stage *s)
{
    const dolen_clock clock = {.now = now, .context = s};
    dolen_err err = {0};

    s->alarm = dolen_ledger_alarm_new(s->pool, clock, NULL);
    const dolen_ledger_witness_parts parts = {.federation = s->federation,
                                              .agency = dolen_code_of("NPT"),
                                              .governance = witness_governance(),
                                              .key = s->key,
                                              .pool = s->pool,
                                              .clock = clock,
                                              .memory_file = s->memory,
                                              .alarm = s->alarm,
                                              .interval = 1000,
                                              .call = lay,
                                              .context = s};
    assert_ok(dolen_ledger_witness_new(&parts, &s->witness, &err));
}

static void close_witness(stage *s)
{
    dolen_ledger_witness_free(s->witness);
    dolen_ledger_alarm_free(s->alarm);
    s->witness = NULL;
    s->alarm = NULL;
}

static stage *set_up(void)
{
    stage *s = calloc(1, sizeof *s);

    s->folder = temp_folder_make();
    temp_folder_file(&s->folder, "witness.checkpoint", s->memory);
    s->federation = witness_federation(&s->folder, 3);
    temp_pg_database(pg, "node", s->conninfo);
    open_pool(s);
    s->key = data_key(WITNESS_SEED);
    s->tree = &first_tree;
    s->origin = witness_origin;
    s->seed = WITNESS_LEDGER_SEED;
    s->now = INT64_C(1790000000000);
    open_witness(s);
    return s;
}

static void tear_down(stage *s)
{
    close_witness(s);
    dolen_signing_key_free(s->key);
    dolen_pool_free(s->pool);
    dolen_federation_current_free(s->federation);
    temp_folder_remove(&s->folder);
    free(s);
}

static dolen_stored_witness stored(stage *s)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_stored_witness found;

    DOLEN_MUST(dolen_pool_take(s->pool, &connection, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_witness_store_find(connection, witness_origin, arena, &found, NULL) == DOLEN_OK);
    found.note = *found.note ? "some" : "";
    return found;
}

static bool has_alarm(stage *s, const char *kind)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_stored_alarm *alarms;
    size_t count;

    DOLEN_MUST(dolen_pool_take(s->pool, &connection, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_alarm_store_list(connection, 20, arena, &alarms, &count, NULL) == DOLEN_OK);
    for (size_t i = 0; i < count; i++)
        if (dolen_text_same(alarms[i].kind, kind))
            return dolen_ledger_alarm_is_open(s->alarm);
    return false;
}

static void r_09_what_continues_is_cosigned_and_shown(void **state)
{
    stage *s = set_up();
    dolen_err err = {0};

    assert_fails(DOLEN_E_ABSENT, dolen_ledger_witness_step(s->witness, NULL));
    for (s->size = 1; s->size < TREE; s->size += 37) {
        s->now += 10000;
        assert_ok(dolen_ledger_witness_step(s->witness, &err));
        assert_int_equal(s->size, s->shown);
        assert_int_equal(s->size, stored(s).size);
    }
    assert_false(dolen_ledger_alarm_is_open(s->alarm));

    /* An unchanged tree is confirmed again, but not at every look. */
    s->size -= 37;
    s->cosigned = s->calls = 0;
    assert_ok(dolen_ledger_witness_step(s->witness, &err));
    assert_int_equal(1, s->calls);
    const uint64_t before = stored(s).cosigned;
    s->now += INT64_C(1000) * HOUR;
    assert_ok(dolen_ledger_witness_step(s->witness, &err));
    assert_int_equal(before + HOUR, stored(s).cosigned);
    tear_down(s);
}

static void r_09_a_fork_is_refused_with_an_alarm(void **state)
{
    stage *s = set_up();
    dolen_err err = {0};

    s->size = 100;
    assert_ok(dolen_ledger_witness_step(s->witness, &err));
    s->tree = &other_tree;
    assert_fails(DOLEN_E_CONFLICT, dolen_ledger_witness_step(s->witness, NULL));
    s->size = 150;
    assert_fails(DOLEN_E_CONFLICT, dolen_ledger_witness_step(s->witness, NULL));
    assert_true(has_alarm(s, "ledger-fork"));
    assert_int_equal(100, stored(s).size);
    s->tree = &first_tree;
    s->size = 60;
    assert_fails(DOLEN_E_CONFLICT, dolen_ledger_witness_step(s->witness, NULL));
    assert_true(has_alarm(s, "ledger-shrunk"));

    /* The twin: a witness that has forgotten cosigns the other history. */
    close_witness(s);
    unlink(s->memory);
    dolen_pool_free(s->pool);
    temp_pg_database(pg, "node", s->conninfo);
    open_pool(s);
    open_witness(s);
    s->tree = &other_tree;
    s->size = 150;
    assert_ok(dolen_ledger_witness_step(s->witness, &err));
    tear_down(s);
}

static void ig_10_another_log_or_key_is_refused_with_an_alarm(void **state)
{
    stage *s = set_up();

    s->size = 100;
    s->origin = "other.example/ledger";
    assert_fails(DOLEN_E_CONFLICT, dolen_ledger_witness_step(s->witness, NULL));
    assert_true(has_alarm(s, "ledger-wrong-origin"));
    s->origin = witness_origin;
    s->seed = 9;
    assert_fails(DOLEN_E_CONFLICT, dolen_ledger_witness_step(s->witness, NULL));
    assert_true(has_alarm(s, "ledger-wrong-key"));
    assert_int_equal(0, s->cosigned);
    assert_string_equal("", stored(s).note);
    tear_down(s);
}

static void r_21_a_clock_that_went_back_cosigns_nothing(void **state)
{
    stage *s = set_up();
    dolen_err err = {0};

    s->size = 100;
    assert_ok(dolen_ledger_witness_step(s->witness, &err));
    s->size = 110;
    s->now -= INT64_C(86400000);
    assert_fails(DOLEN_E_CONFLICT, dolen_ledger_witness_step(s->witness, NULL));
    assert_true(has_alarm(s, "clock-behind"));
    s->now += INT64_C(86400000);
    assert_ok(dolen_ledger_witness_step(s->witness, &err));
    tear_down(s);
}

/* A step in a process that is killed on its way; whatever it left behind stays. */
static void step_and_die(stage *s, int at_now, int at_call)
{
    int status = 0;

    close_witness(s);
    dolen_pool_free(s->pool);
    s->pool = NULL;
    const pid_t child = fork();
    if (child == 0) {
        open_pool(s);
        open_witness(s);
        s->kill_at_now = at_now;
        s->kill_at_call = at_call;
        (void)!dolen_ledger_witness_step(s->witness, NULL);
        _exit(0);
    }
    assert_int_equal(child, waitpid(child, &status, 0));
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    open_pool(s);
    open_witness(s);
}

/* IG-10, R-09: between keeping and sending, a kill -9 leaves a witness that knows what it was about to send. */
static void r_09_killed_between_keeping_and_sending_it_still_refuses_the_fork(void **state)
{
    stage *s = set_up();
    dolen_err err = {0};

    s->size = 100;
    step_and_die(s, 0, 2); /* the second call is the one that shows the new cosignature */
    assert_int_equal(100, stored(s).size);
    s->tree = &other_tree;
    assert_fails(DOLEN_E_CONFLICT, dolen_ledger_witness_step(s->witness, NULL));
    s->tree = &first_tree;
    s->cosigned = 0;
    assert_ok(dolen_ledger_witness_step(s->witness, &err));
    assert_int_equal(1, s->cosigned);
    tear_down(s);
}

static void r_09_killed_before_keeping_nothing_has_left(void **state)
{
    stage *s = set_up();
    dolen_err err = {0};

    s->size = 100;
    step_and_die(s, 1, 0); /* the clock is looked at before anything is cosigned */
    assert_string_equal("", stored(s).note);
    s->tree = &other_tree; /* nothing has left, so either history may still become the one that it knows */
    assert_ok(dolen_ledger_witness_step(s->witness, &err));
    s->tree = &first_tree;
    assert_fails(DOLEN_E_CONFLICT, dolen_ledger_witness_step(s->witness, NULL));
    tear_down(s);
}

static void ig_24_an_old_copy_of_its_database_does_not_make_it_forget(void **state)
{
    stage *s = set_up();
    dolen_err err = {0};

    s->size = 100;
    assert_ok(dolen_ledger_witness_step(s->witness, &err));
    close_witness(s);
    dolen_pool_free(s->pool);
    temp_pg_database(pg, "node", s->conninfo); /* as restored from before the first day */
    open_pool(s);
    open_witness(s);
    s->tree = &other_tree;
    assert_fails(DOLEN_E_CONFLICT, dolen_ledger_witness_step(s->witness, NULL));
    assert_int_equal(100, stored(s).size);
    tear_down(s);
}

static const char *statement_of(dolen_arena *arena, uint64_t kept, uint64_t lost, uint8_t seed)
{
    DOLEN_OWN(dolen_signing_key, key) = data_key(seed);
    dolen_loss_statement statement = {.kept = {kept, data_root(&first_tree, kept)},
                                      .lost = {lost, data_root(&first_tree, lost)}};
    const char *text;
    const char *line;
    const char *note = NULL;

    snprintf(statement.origin, sizeof statement.origin, "%s", witness_origin);
    snprintf(statement.reason, sizeof statement.reason, "the hub burned down");
    DOLEN_MUST(dolen_loss_statement_write(arena, &statement, &text, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_note_sign(arena, dolen_bytes_of_string(text), "governance", key, &line, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_note_join(arena, dolen_bytes_of_string(text), &line, 1, &note, NULL) == DOLEN_OK);
    return note;
}

static void ig_24_it_goes_back_only_by_the_partnerships_word_and_once(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    stage *s = set_up();
    dolen_err err = {0};

    s->size = 100;
    assert_ok(dolen_ledger_witness_step(s->witness, &err));
    s->size = 15; /* restored from before entry 20, where the two trees part */
    s->tree = &other_tree;
    s->loss = statement_of(arena, 15, 100, 9); /* not the governance key's */
    assert_fails(DOLEN_E_CONFLICT, dolen_ledger_witness_step(s->witness, NULL));
    assert_int_equal(100, stored(s).size);
    s->loss = statement_of(arena, 15, 100, WITNESS_GOVERNANCE_SEED);
    assert_ok(dolen_ledger_witness_step(s->witness, &err));
    assert_int_equal(15, stored(s).size);
    assert_true(has_alarm(s, "ledger-loss"));
    s->size = 60;
    assert_ok(dolen_ledger_witness_step(s->witness, &err));
    assert_int_equal(60, stored(s).size);

    /* The same statement again does not take it back a second time. */
    s->size = 15;
    s->tree = &first_tree;
    assert_fails(DOLEN_E_CONFLICT, dolen_ledger_witness_step(s->witness, NULL));
    assert_int_equal(60, stored(s).size);
    tear_down(s);
}

static void an_alarm_stays_until_it_is_closed_with_a_reason(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    stage *s = set_up();
    const dolen_stored_alarm *alarms;
    size_t count;
    dolen_err err = {0};

    dolen_ledger_alarm_raise(s->alarm, "ledger-fork", "two checkpoints");
    dolen_ledger_alarm_raise(s->alarm, "ledger-fork", "two checkpoints");
    assert_true(dolen_ledger_alarm_is_open(s->alarm));
    assert_ok(dolen_pool_take(s->pool, &connection, &err));
    assert_ok(dolen_alarm_store_list(connection, 20, arena, &alarms, &count, &err));
    assert_int_equal(1, count);
    assert_int_equal(2, alarms[0].times);
    assert_fails(DOLEN_E_INPUT, dolen_ledger_alarm_close(s->alarm, alarms[0].number, "", NULL));
    assert_fails(DOLEN_E_ABSENT, dolen_ledger_alarm_close(s->alarm, alarms[0].number + 1, "seen", NULL));
    assert_ok(dolen_ledger_alarm_close(s->alarm, alarms[0].number, "the hub showed what happened", &err));
    assert_false(dolen_ledger_alarm_is_open(s->alarm));
    dolen_connection_drop(&connection);
    tear_down(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_09_what_continues_is_cosigned_and_shown),
        cmocka_unit_test(r_09_a_fork_is_refused_with_an_alarm),
        cmocka_unit_test(ig_10_another_log_or_key_is_refused_with_an_alarm),
        cmocka_unit_test(r_21_a_clock_that_went_back_cosigns_nothing),
        cmocka_unit_test(r_09_killed_between_keeping_and_sending_it_still_refuses_the_fork),
        cmocka_unit_test(r_09_killed_before_keeping_nothing_has_left),
        cmocka_unit_test(ig_24_an_old_copy_of_its_database_does_not_make_it_forget),
        cmocka_unit_test(ig_24_it_goes_back_only_by_the_partnerships_word_and_once),
        cmocka_unit_test(an_alarm_stays_until_it_is_closed_with_a_reason),
    };

    return cmocka_run_group_tests_name("ledger_witness", tests, start, stop);
}
