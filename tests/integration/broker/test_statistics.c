/* A month's statistics over a real index: who is counted, what becomes public, and that it stays as it is. */
#include "node/broker/person_groups.h"
#include "node/broker/statistics_job.h"
#include "node/store/statistics_store.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_pg.h"

enum { ARENA = 16 * 1024 * 1024, OCTOBER = 2026 * 12 + 9, MEMBERS = 2 };

static const int64_t ninth_of_november = INT64_C(1794182400000); /* 2026-11-09 */

static temp_pg *cluster;

static int start(void **state)
{
    cluster = temp_pg_start(false);
    return 0;
}

static int stop(void **state)
{
    temp_pg_free(cluster);
    return 0;
}

typedef struct scene {
    dolen_pool *pool;
    dolen_arena *arena;
    dolen_rules *rules;
    dolen_secret *key;
    dolen_federation federation;
    dolen_federation_member members[MEMBERS];
    int64_t now;
    dolen_statistics_desk desk;
} scene;

static int64_t now_of(void *context)
{
    return *(int64_t *)context;
}

static int set_up(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(8);
    static scene s;
    dolen_err err = {0};

    s = (scene){.now = ninth_of_november};
    s.pool = temp_pg_pool(cluster, "broker", "dolen_service");
    s.arena = dolen_arena_new(ARENA);
    s.key = dolen_secret_new_random(32);
    assert_ok(dolen_rules_load(DOLEN_TEST_DATA("../governance/rules"), &s.rules, problems, &err));
    s.members[0].code = dolen_code_of("SWA");
    s.members[1].code = dolen_code_of("SWP");
    s.federation.members = s.members;
    s.federation.member_count = MEMBERS;
    s.federation.epochs[0].epoch = 1;
    s.desk = (dolen_statistics_desk){.pool = s.pool,
                                     .rules = s.rules,
                                     .federation = &s.federation,
                                     .key = s.key,
                                     .clock = {now_of, &s.now},
                                     .patience_days = 20};
    *state = &s;
    return 0;
}

static int tear_down(void **state)
{
    scene *s = *state;

    dolen_rules_free(s->rules);
    dolen_secret_free(s->key);
    dolen_arena_free(s->arena);
    dolen_pool_free(s->pool);
    return 0;
}

static void run_script(scene *s, const char *text)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->pool, &connection, &err));
    assert_ok(dolen_statement_script(connection, "test", text, &err));
}

/*
 * Sixty children at SWA; the police know the first forty, each missing twice in October. They
 * share values of kinds 20 (NHS number) and 12 (date of birth and place). Only the council knows age and care, only the
 * police why.
 */
static const char population[] =
    "INSERT INTO agency (code) VALUES ('SWA'), ('SWP');"
    "INSERT INTO record (id, agency, epoch, handle, subject, fields, protection, contact, element, token_values, "
    "token_kinds, age_band, care_experience, local_authority, missing_reason) "
    "SELECT a * 1000 + p, a, 1, md5('h' || a || '.' || p)::uuid, 1, 21, 0, 0, sha256(''), "
    "ARRAY[md5('p' || p)::uuid, md5('q' || p)::uuid, md5('x' || a || p)::uuid], '{20,12,2}', "
    "CASE WHEN a = 2 THEN '' WHEN p <= 30 THEN 'age.11-15' ELSE 'age.16-17' END, "
    "CASE WHEN a = 2 THEN '' WHEN p % 2 = 1 THEN 'care.yes' ELSE 'care.no' END, 'W06000011', "
    "CASE WHEN a = 2 THEN 'missing.family' ELSE '' END "
    "FROM generate_series(1, 2) AS a, generate_series(1, 60) AS p WHERE a = 1 OR p <= 40;"
    "INSERT INTO token (value, record, kind) SELECT t.value, r.id, t.kind FROM record r, "
    "unnest(r.token_values, r.token_kinds) AS t(value, kind);"
    "INSERT INTO flag (record, code, kind, opened, closed, latest, disputed, months, counts) "
    "SELECT id, 'CSC.CSP', 1, 24310, 0, NULL, false, '{}', '{}' FROM record WHERE agency = 1;"
    "INSERT INTO flag (record, code, kind, opened, closed, latest, disputed, months, counts) "
    "SELECT id, 'POL.MISSING', 3, 0, 0, 20000, false, '{24321}', '{2}' FROM record "
    "WHERE agency = 2;";

static const char published[] =
    "INSERT INTO delta (agency, epoch, sequence, digest, set_digest, kind, puts, withdrawals, extract_as_of, applied, "
    "receipt) SELECT id, 1, 1, sha256(''), sha256(''), 2, 0, 0, 1794096000000, 1794096000000, '' FROM agency";

static const dolen_statistics_figure *figure_of(const dolen_statistics_release *release, const char *measure,
                                                const char *row, const char *column)
{
    for (size_t i = 0; i < release->figure_count; i++) {
        const dolen_statistics_figure *figure = &release->figures[i];
        if (strcmp(figure->measure.text, measure) == 0 && figure->month == OCTOBER &&
            strcmp(figure->row.text, row) == 0 && strcmp(figure->column.text, column) == 0)
            return figure;
    }
    fail_msg("no figure %s %s %s", measure, row, column);
    return NULL;
}

/* All counts looked for are multiples of five, so that none must be hidden to protect its neighbours. */
static bool is_near(const dolen_statistics_figure *figure, uint32_t count)
{
    return figure->is_shown && figure->shown < count + 5 && count < figure->shown + 5;
}

static dolen_statistics_release read_release(scene *s)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_statistics_release release;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->pool, &connection, &err));
    assert_ok(dolen_statistics_store_read(connection, 0, s->arena, &release, &err));
    return release;
}

static void ig_36_a_months_release_counts_people_across_agencies(void **state)
{
    scene *s = *state;
    dolen_statistics_made made;
    dolen_err err = {0};

    run_script(s, population);
    run_script(s, published);
    assert_ok(dolen_statistics_job_make(&s->desk, &made, &err));
    assert_int_equal(OCTOBER, made.month);
    assert_int_equal(100, made.records);
    assert_int_equal(60, made.people);

    const dolen_statistics_release release = read_release(s);
    assert_int_equal(made.figures, release.figure_count);
    assert_int_equal(2, release.member_count);
    assert_true(is_near(figure_of(&release, "known-together", "SWA", "SWP"), 40));
    assert_true(is_near(figure_of(&release, "missing-episodes", "all", "all"), 80));
    assert_true(is_near(figure_of(&release, "missing-episodes", "W06000011", "all"), 80));
    assert_true(is_near(figure_of(&release, "missing-episodes", "missing.family", "all"), 80));
    assert_true(is_near(figure_of(&release, "missing-episodes", "age.11-15", "care.yes"), 30));
    assert_false(figure_of(&release, "missing-episodes", "age.0-4", "all")->is_shown);
    assert_false(figure_of(&release, "interviews-offered", "all", "all")->is_shown);
}

static void a_release_is_made_once_and_nobody_can_change_it(void **state)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    scene *s = *state;
    dolen_statistics_made made;
    dolen_err err = {0};

    run_script(s, population);
    run_script(s, published);
    assert_ok(dolen_statistics_job_make(&s->desk, &made, &err));
    assert_ok(dolen_statistics_job_make(&s->desk, &made, &err));
    assert_int_equal(0, made.month);

    assert_ok(dolen_pool_take(s->pool, &connection, &err));
    assert_fails(DOLEN_E_DENIED,
                 dolen_statement_script(connection, "test", "UPDATE statistics_figure SET shown = 1", NULL));
    assert_fails(DOLEN_E_DENIED, dolen_statement_script(connection, "test", "DELETE FROM statistics_figure", NULL));
    assert_fails(DOLEN_E_DENIED,
                 dolen_statement_script(connection, "test", "UPDATE statistics_release SET made = 1", NULL));
}

static void the_next_release_holds_only_months_not_yet_public(void **state)
{
    scene *s = *state;
    dolen_statistics_made made;
    dolen_err err = {0};

    run_script(s, population);
    run_script(s, published);
    assert_ok(dolen_statistics_job_make(&s->desk, &made, &err));
    const size_t first = made.figures;
    s->now += INT64_C(45) * 24 * 3600 * 1000;
    assert_ok(dolen_statistics_job_make(&s->desk, &made, &err));
    assert_int_equal(OCTOBER + 1, made.month);
    assert_true(made.figures < first / 6);
    const dolen_statistics_release release = read_release(s);
    for (size_t i = 0; i < release.figure_count; i++)
        assert_int_equal(OCTOBER + 1, release.figures[i].month);
}

static void a_month_waits_for_members_but_not_for_ever(void **state)
{
    scene *s = *state;
    dolen_statistics_made made;
    dolen_err err = {0};

    run_script(s, population);
    assert_ok(dolen_statistics_job_make(&s->desk, &made, &err));
    assert_int_equal(0, made.month);
    run_script(s, published);
    run_script(s, "INSERT INTO delta (agency, epoch, sequence, digest, set_digest, kind, puts, withdrawals, "
                  "extract_as_of, applied, receipt) SELECT id, 1, 2, sha256(''), sha256(''), 2, 0, 0, 1792000000000, "
                  "1792000000000, '' FROM agency WHERE code = 'SWP'");
    assert_ok(dolen_statistics_job_make(&s->desk, &made, &err));
    assert_int_equal(0, made.month);
    s->now += INT64_C(15) * 24 * 3600 * 1000;
    assert_ok(dolen_statistics_job_make(&s->desk, &made, &err));
    assert_int_equal(OCTOBER, made.month);
}

static void ig_36_the_linkage_leaves_nothing_behind(void **state)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_rows, rows) = NULL;
    static const dolen_statement find =
        DOLEN_STATEMENT("test-left", "SELECT count(*) FROM pg_class WHERE relname LIKE 'person_%'");
    scene *s = *state;
    dolen_statistics_made made;
    dolen_err err = {0};

    run_script(s, population);
    run_script(s, published);
    assert_ok(dolen_statistics_job_make(&s->desk, &made, &err));
    assert_int_equal(OCTOBER, made.month);
    assert_ok(dolen_pool_take(s->pool, &connection, &err));
    assert_ok(dolen_statement_run(connection, &find, NULL, &rows, &err));
    assert_int_equal(0, dolen_rows_number(rows, 0, 0));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ig_36_a_months_release_counts_people_across_agencies),
        TEST(a_release_is_made_once_and_nobody_can_change_it),
        TEST(the_next_release_holds_only_months_not_yet_public),
        TEST(a_month_waits_for_members_but_not_for_ever),
        TEST(ig_36_the_linkage_leaves_nothing_behind),
    };

    return cmocka_run_group_tests_name("statistics", tests, start, stop);
}
