#include "node/agency/ledger_reconcile.h"

#include <stdlib.h>

#include "governance/audit/proof_file.h"
#include "node/store/search_store.h"
#include "tests/support/temp_pg.h"
#include "tests/support/witness_federation.h"

enum { SIZE = 300, ARENA = 4 * 1024 * 1024 };

#define DAY INT64_C(86400000)

static temp_pg *pg;
static data_tree tree;

/* A hub that serves a folder, and an agency that has asked every question in it. */
typedef struct stage {
    temp_folder folder;
    temp_folder log; /* what the hub serves */
    dolen_federation_current *federation;
    char conninfo[TEMP_PG_CONNINFO];
    dolen_pool *pool;
    dolen_ledger_alarm *alarm;
    dolen_ledger_reconcile_report report;
    int64_t now;
} stage;

static int start(void **state)
{
    pg = temp_pg_start(false);
    data_fill_entries(&tree, SIZE);
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

static dolen_status fetch(void *context, const char *path, dolen_arena *arena, dolen_http_reply *reply, dolen_err *err)
{
    const stage *s = context;
    char name[128];
    char file[PATH_MAX];

    *reply = (dolen_http_reply){.status = 200, .content_type = ""};
    DOLEN_MUST((size_t)snprintf(name, sizeof name, "%s", path + strlen("/v1/ledger/")) < sizeof name);
    if (strchr(name, '?'))
        *strchr(name, '?') = '\0';
    const dolen_status status =
        dolen_file_read(arena, temp_folder_file(&s->log, name, file), 4 << 20, &reply->body, err);
    if (status == DOLEN_E_ABSENT)
        reply->status = 404;
    return DOLEN_OK;
}

/* The log as the hub shows it, of this tree and size. */
static void publish(const stage *s, const data_tree *of, uint64_t size)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);

    data_write_log(s->log.path, of, size, data_checkpoint(arena, of, size, witness_origin, WITNESS_LEDGER_SEED));
}

/* The agency's own record of the question in entry `number`, with its receipt for place `index`. */
static void keep_search(stage *s, uint64_t number, uint64_t index)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_ledger_entry entry = data_entry(number);
    const dolen_proof_file file = {.has_extra = true,
                                   .commitment = data_commitment(number),
                                   .index = index,
                                   .checkpoint = dolen_bytes_of_string("a\n1\nb\n\n")};
    const char *receipt;

    DOLEN_MUST(dolen_proof_file_write(arena, &file, &receipt, NULL) == DOLEN_OK);
    const dolen_stored_search search = {.id = entry.request_id,
                                        .account = "a.user",
                                        .role = entry.role,
                                        .purpose = entry.purpose,
                                        .case_reference = "",
                                        .channel = 1,
                                        .subject = DOLEN_SUBJECT_PERSON,
                                        .asked = entry.time,
                                        .searched = "{}",
                                        .outcome = "answered",
                                        .ledger_index = (int64_t)index,
                                        .answer = "{}",
                                        .receipt = receipt};
    DOLEN_MUST(dolen_pool_take(s->pool, &connection, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_search_store_add(connection, &search, NULL) == DOLEN_OK);
}

static stage *set_up(uint64_t searches)
{
    stage *s = calloc(1, sizeof *s);

    s->folder = temp_folder_make();
    s->log = temp_folder_make();
    s->federation = witness_federation(&s->folder, 0);
    s->now = data_entry(SIZE).time + DAY;
    temp_pg_database(pg, "node", s->conninfo);
    s->pool = dolen_pool_new(&(dolen_pool_settings){.conninfo = s->conninfo, .size = 2, .role = "dolen_service"});
    s->alarm = dolen_ledger_alarm_new(s->pool, (dolen_clock){.now = now, .context = s}, NULL);
    for (uint64_t i = 0; i < searches; i++)
        keep_search(s, i, i);
    return s;
}

static void tear_down(stage *s)
{
    dolen_ledger_alarm_free(s->alarm);
    dolen_pool_free(s->pool);
    dolen_federation_current_free(s->federation);
    temp_folder_remove(&s->folder);
    temp_folder_remove(&s->log);
    free(s);
}

static size_t compare(stage *s)
{
    const dolen_ledger_reconcile_parts parts = {.federation = s->federation,
                                                .agency = data_entry(0).member,
                                                .pool = s->pool,
                                                .clock = {.now = now, .context = s},
                                                .alarm = s->alarm,
                                                .settle = DOLEN_LEDGER_RECONCILE_SETTLE,
                                                .fetch = fetch,
                                                .context = s};
    dolen_err err = {0};

    assert_ok(dolen_ledger_reconcile_run(&parts, &s->report, &err));
    return s->report.difference_count;
}

static void ig_10_both_ends_agree_when_nothing_is_wrong(void **state)
{
    stage *s = set_up(SIZE);

    publish(s, &tree, SIZE);
    assert_int_equal(0, compare(s));
    assert_int_equal(SIZE, s->report.counts.searches);
    assert_int_equal(SIZE, s->report.counts.entries);
    assert_int_equal(SIZE, s->report.counts.size);
    assert_false(dolen_ledger_alarm_is_open(s->alarm));

    /* The next run goes on where this one ended. */
    assert_int_equal(0, compare(s));
    assert_int_equal(0, s->report.counts.entries);
    tear_down(s);
}

static void ig_10_an_entry_that_the_agency_did_not_ask_for_is_an_alarm(void **state)
{
    stage *s = set_up(SIZE - 1);

    publish(s, &tree, SIZE);
    assert_int_equal(1, compare(s));
    assert_int_equal(1, s->report.counts.unknown);
    assert_int_equal(SIZE - 1, s->report.differences[0].index);
    assert_true(dolen_ledger_alarm_is_open(s->alarm));
    tear_down(s);
}

static void ig_10_a_search_that_the_ledger_lacks_is_an_alarm(void **state)
{
    stage *s = set_up(SIZE);

    publish(s, &tree, SIZE - 2);
    assert_int_equal(2, compare(s));
    assert_int_equal(2, s->report.counts.missing);
    assert_true(dolen_ledger_alarm_is_open(s->alarm));
    tear_down(s);
}

static void ig_10_another_entry_in_a_searchs_place_is_an_alarm(void **state)
{
    stage *s = set_up(7);

    keep_search(s, 8, 7); /* its receipt says 7, where 7 itself stands */
    publish(s, &tree, 8);
    assert_int_equal(2, compare(s));
    assert_int_equal(1, s->report.counts.missing);
    assert_int_equal(1, s->report.counts.unknown);
    tear_down(s);
}

static void ig_10_one_question_twice_is_an_alarm(void **state)
{
    stage *s = set_up(5);

    keep_search(s, 6, 5); /* the ledger has it at 6, the receipt is for 5 */
    publish(s, &tree, 7);
    assert_true(compare(s) >= 2);
    tear_down(s);
}

static void what_is_still_being_written_is_left_for_the_next_run(void **state)
{
    stage *s = set_up(SIZE - 1);

    publish(s, &tree, SIZE);
    s->now = data_entry(SIZE - 1).time + 1000;
    assert_int_equal(0, compare(s));
    assert_int_equal(0, s->report.counts.size);
    s->now += DAY;
    assert_int_equal(1, compare(s));
    tear_down(s);
}

static void ig_10_an_entry_from_the_future_is_an_alarm(void **state)
{
    stage *s = set_up(2);

    publish(s, &tree, 2);
    s->now = data_entry(0).time - DAY;
    assert_int_equal(2, compare(s));
    assert_string_equal("an entry is dated in the future", s->report.differences[0].what);
    tear_down(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_10_both_ends_agree_when_nothing_is_wrong),
        cmocka_unit_test(ig_10_an_entry_that_the_agency_did_not_ask_for_is_an_alarm),
        cmocka_unit_test(ig_10_a_search_that_the_ledger_lacks_is_an_alarm),
        cmocka_unit_test(ig_10_another_entry_in_a_searchs_place_is_an_alarm),
        cmocka_unit_test(ig_10_one_question_twice_is_an_alarm),
        cmocka_unit_test(what_is_still_being_written_is_left_for_the_next_run),
        cmocka_unit_test(ig_10_an_entry_from_the_future_is_an_alarm),
    };

    return cmocka_run_group_tests_name("ledger_reconcile", tests, start, stop);
}
