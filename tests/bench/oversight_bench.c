/*
 * How long the data-protection officer waits for a page of the agency's own searches: a month of 50,000, and ten.
 *
 * `oversight_bench [searches...]`. Each line: what, searches, median milliseconds, those of the floor, the ratio. The
 * floor of a page is a plain SELECT of the newest 50 with a LIMIT, over the same connection; of looking for a person it
 * is a plain SELECT of what was typed in as many searches as are looked through.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/agency/oversight/find.h"
#include "tests/support/policy_facts.h"
#include "tests/support/temp_pg.h"

enum { ROUNDS = 31, SCANS = 5, TEXT = 8192, TENTH = 10 };

#define MONTH_MS INT64_C(2592000000)
#define NOW INT64_C(1795000000000)

static const char filling[] =
    "INSERT INTO account (name, full_name, password_hash, roles, created, confirmed_until) SELECT 'user.' || i, "
    "'Person ' || i, '', '{practitioner}', 1, 1 FROM generate_series(0, 199) AS i;"
    "INSERT INTO search (id, account, role, purpose, case_reference, channel, subject, asked, searched, outcome, "
    "involved, ledger_index, answer, receipt, urgent_reason) SELECT md5('s' || i)::uuid, 'user.' || abs(hashint4(i)) "
    "%% "
    "200, 'practitioner', (ARRAY['S47', 'S17', 'CPREV', 'MARAC'])[1 + i %% 4], 'C-' || i / 3, 1, 1 + (i %% 10) / 9, "
    "1795000000000 - i::bigint * 51840, '{\"forenames\":\"Person' || chr(65 + i %% 26) || chr(97 + i / 26 %% 26) || "
    "'\",\"surname\":\"Sur' || chr(97 + i %% 23) || chr(97 + i / 23 %% 23) || chr(97 + i / 529 %% 23) || "
    "'name\",\"dob\":\"' || to_char(date '1950-01-01' + i %% 25000, 'YYYY-MM-DD') || '\",\"postcode\":\"SA' || 1 + i "
    "%% 9 || ' ' || 1 + i %% 8 || 'AB\"}', CASE WHEN i %% 50 = 0 THEN 'over-quota' ELSE 'answered' END, i %% 5, i, "
    "repeat('x', 3000), repeat('y', 1500), CASE WHEN i %% 100 = 0 THEN 'RISK-LIFE' ELSE '' END FROM "
    "generate_series(0, %d - 1) AS i;"
    "INSERT INTO audit_step (search, step, member, account, role, at) SELECT id, k, CASE WHEN k > 2 THEN 'SBU' ELSE '' "
    "END, account, role, asked FROM search, generate_series(1, 3) AS k;"
    "INSERT INTO review (search, reasons, account, role, purpose, case_reference, urgent_reason, authoriser, opened, "
    "due) SELECT id, 1, account, role, purpose, case_reference, '', '', asked, asked + 1 FROM search WHERE "
    "ledger_index "
    "%% 200 = 0;"
    "ANALYZE";

static const dolen_statement plain_page = DOLEN_STATEMENT(
    "bench-page", "SELECT id, asked, account, role, purpose, case_reference, channel, subject, outcome, involved, "
                  "ledger_index FROM search ORDER BY asked DESC LIMIT $1");
static const dolen_statement plain_typed =
    DOLEN_STATEMENT("bench-typed", "SELECT id, asked, searched FROM search ORDER BY asked DESC LIMIT $1");

typedef struct bench {
    dolen_agency agency;
    dolen_arena *arena;
    int searches;
} bench;

static void must(dolen_status status, const dolen_err *err)
{
    if (status == DOLEN_OK)
        return;
    fprintf(stderr, "%s\n", err->what ? err->what : "?");
    exit(1);
}

static int64_t now_of(void *context)
{
    (void)context;
    return NOW;
}

static double milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The median of some rounds, after one that warms up. */
static double median_of(int rounds, void (*step)(bench *b, const void *with), bench *b, const void *with)
{
    double times[ROUNDS];

    step(b, with);
    for (int i = 0; i < rounds; i++) {
        const double begun = milliseconds();
        step(b, with);
        times[i] = milliseconds() - begun;
    }
    qsort(times, (size_t)rounds, sizeof *times, compare);
    return times[rounds / 2];
}

static void find_page(bench *b, const void *with)
{
    dolen_find_result result;
    dolen_err err = {0};

    dolen_arena_reset(b->arena);
    must(dolen_find_run(&b->agency, with, b->arena, &result, &err), &err);
    DOLEN_MUST(result.total > 0);
}

static void select_plainly(bench *b, const dolen_statement *statement, int64_t limit)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_err err = {0};

    dolen_arena_reset(b->arena);
    dolen_parameters parameters = dolen_parameters_in(b->arena);
    dolen_parameters_int8(&parameters, limit);
    must(dolen_pool_take(b->agency.pool, &connection, &err), &err);
    must(dolen_statement_run(connection, statement, &parameters, &rows, &err), &err);
}

static void page_floor(bench *b, const void *with)
{
    (void)with;
    select_plainly(b, &plain_page, DOLEN_FIND_PAGE);
}

static void typed_floor(bench *b, const void *with)
{
    select_plainly(b, &plain_typed, *(const int *)with);
}

static dolen_find_cursor after_pages(bench *b, int pages)
{
    dolen_find_criteria criteria = {0};
    dolen_find_result result;
    dolen_err err = {0};

    for (int i = 1; i < pages; i++) {
        dolen_arena_reset(b->arena);
        must(dolen_find_run(&b->agency, &criteria, b->arena, &result, &err), &err);
        criteria.before = result.next;
    }
    return criteria.before;
}

static void print_line(const char *name, int searches, double measured, double floor)
{
    printf("%-18s %8d %9.2f %9.2f %7.2f\n", name, searches, measured, floor, measured / floor);
}

static void measure(bench *b)
{
    const dolen_person some = {
        .forenames = "PersonBa", .surname = "Surbaaname", .born = {1950, 1, 2}, .postcode = "SA2 2AB"};
    const int month = b->searches < 50000 ? b->searches : 50000;
    const struct {
        const char *name;
        dolen_find_criteria criteria;
    } pages[] = {
        {"first-page", {0}},
        {"tenth-page", {.before = after_pages(b, TENTH)}},
        {"by-staff", {.user = "user.7"}},
        {"by-case", {.case_reference = "c-100"}},
        {"by-outcome", {.outcome = "over-quota"}},
        {"by-purpose-month", {.purpose = {"MARAC"}, .from = NOW - MONTH_MS}},
        {"urgent", {.urgent_only = true}},
        {"protected", {.protected_only = true}},
    };

    const double floor = median_of(ROUNDS, page_floor, b, NULL);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        print_line(pages[i].name, b->searches, median_of(ROUNDS, find_page, b, &pages[i].criteria), floor);
    const dolen_find_criteria subject = {.subject = &some, .from = NOW - MONTH_MS};
    print_line("by-subject-month", b->searches, median_of(SCANS, find_page, b, &subject),
               median_of(SCANS, typed_floor, b, &month));
}

static void run(int searches)
{
    DOLEN_OWN(temp_pg, cluster) = temp_pg_start(false);
    DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(cluster, "node", NULL);
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(64 << 20);
    bench b = {
        .agency = {.pool = pool, .rules = rules, .clock = {.now = now_of}}, .arena = arena, .searches = searches};
    char text[TEXT];
    dolen_err err = {0};

    (void)snprintf(text, sizeof text, filling, searches);
    {
        DOLEN_OWN(dolen_connection, connection) = NULL;
        must(dolen_pool_take(pool, &connection, &err), &err);
        must(dolen_statement_script(connection, "fill", text, &err), &err);
    }
    measure(&b);
}

int main(int argc, char **argv)
{
    static const int usual[] = {50000, 500000};

    if (argc > 1)
        for (int i = 1; i < argc; i++)
            run((int)strtol(argv[i], NULL, 10));
    else
        for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
            run(usual[i]);
    return 0;
}
