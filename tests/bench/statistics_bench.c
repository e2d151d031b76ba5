/*
 * How long a month's statistics take over an index of many records: `statistics_bench [people]`, 20,000 by default.
 *
 * Four agencies know 40 %, 30 %, 50 % and 85 % of the people, so that there are about twice as many records. A record
 * has 15 keys, of which each agency has one in seven differently, one that relatives share, and eight that stand for
 * nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "node/broker/statistics_job.h"
#include "tests/support/temp_pg.h"

enum { PEOPLE = 20000, MEMBERS = 4, TEXT = 8192 };

static int64_t now_of(void *context)
{
    return *(int64_t *)context;
}

static void must(dolen_status status, const dolen_err *err)
{
    if (status == DOLEN_OK)
        return;
    fprintf(stderr, "%s\n", err->what ? err->what : "?");
    exit(1);
}

static const char filling[] =
    "INSERT INTO agency (code) VALUES ('NPT'), ('SBU'), ('SWA'), ('SWP');"
    "INSERT INTO delta (agency, epoch, sequence, digest, set_digest, kind, puts, withdrawals, extract_as_of, applied, "
    "receipt) SELECT id, 1, 1, sha256(''), sha256(''), 2, 0, 0, 1794096000000, 1794096000000, '' FROM agency;"
    "INSERT INTO record (id, agency, epoch, handle, subject, fields, protection, contact, element, token_values, "
    "token_kinds, age_band, care_experience, local_authority, missing_reason) "
    "SELECT p * 10 + a, a, 1, md5('h' || a || '.' || p)::uuid, 1, 31, 0, 0, sha256(''), "
    "ARRAY(SELECT md5(k || '.' || p || CASE WHEN hashint4(p * 64 + k * 4 + a) %% 7 = 0 THEN '.' || a ELSE '' "
    "END)::uuid "
    "FROM unnest('{2,4,5,7,9,11,12,15,18,19,20,22,23,24,25}'::int[]) AS k) || md5('16.' || p / 4)::uuid || "
    "ARRAY(SELECT md5('x' || a || '.' || p || '.' || k)::uuid FROM generate_series(1, 8) AS k), "
    "'{2,4,5,7,9,11,12,15,18,19,20,22,23,24,25,16,2,4,5,7,9,11,12,15}', "
    "'age.11-15', CASE WHEN a = 1 THEN 'care.no' ELSE '' END, 'W06000011', '' "
    "FROM generate_series(1, 4) AS a, generate_series(1, %d) AS p "
    "WHERE abs(hashint4(p * 8 + a)) %% 100 < (ARRAY[40, 85, 30, 50])[a];"
    "INSERT INTO token (value, record, kind) SELECT t.value, r.id, t.kind FROM record r, "
    "unnest(r.token_values, r.token_kinds) AS t(value, kind) ON CONFLICT DO NOTHING;"
    "INSERT INTO flag (record, code, kind, opened, closed, latest, disputed, months, counts) "
    "SELECT id, c.code, c.kind, CASE WHEN c.kind = 3 THEN 0 ELSE 24310 END, 0, NULL, false, "
    "CASE WHEN c.kind = 3 THEN ARRAY[24315, 24321] ELSE '{}' END, CASE WHEN c.kind = 3 THEN ARRAY[1, 2] ELSE '{}' END "
    "FROM record, (VALUES (1, 'CSC.CSP', 1), (1, 'ASC.OPEN', 1), (2, 'HB.ED', 3), (2, 'HB.MIU', 3), (3, 'CSC.LAC', 2), "
    "(4, 'POL.MISSING', 3), (4, 'POL.PPN', 3)) AS c(agency, code, kind) WHERE c.agency = record.agency;"
    "ANALYZE";

int main(int argc, char **argv)
{
    static const char *const codes[MEMBERS] = {"NPT", "SBU", "SWA", "SWP"};
    const int people = argc > 1 ? (int)strtol(argv[1], NULL, 10) : PEOPLE;
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(8);
    DOLEN_OWN(temp_pg, cluster) = temp_pg_start(false);
    DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(cluster, "broker", NULL);
    DOLEN_OWN(dolen_secret, key) = dolen_secret_new_random(32);
    DOLEN_OWN(dolen_rules, rules) = NULL;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    static dolen_federation federation;
    static dolen_federation_member members[MEMBERS];
    int64_t now = INT64_C(1794182400000);
    dolen_statistics_made made;
    dolen_err err = {0};
    char text[TEXT];
    struct rusage usage;

    must(dolen_rules_load(DOLEN_TESTS_FOLDER "/../governance/rules", &rules, problems, &err), &err);
    for (size_t i = 0; i < MEMBERS; i++)
        members[i].code = dolen_code_of(codes[i]);
    federation.members = members;
    federation.member_count = MEMBERS;
    federation.epochs[0].epoch = 1;
    snprintf(text, sizeof text, filling, people);
    must(dolen_pool_take(pool, &connection, &err), &err);
    must(dolen_statement_script(connection, "fill", text, &err), &err);
    const dolen_statistics_desk desk = {.pool = pool,
                                        .rules = rules,
                                        .federation = &federation,
                                        .key = key,
                                        .clock = {now_of, &now},
                                        .patience_days = 28};
    must(dolen_statistics_job_make(&desk, &made, &err), &err);
    getrusage(RUSAGE_SELF, &usage);
    printf(
        "%d people, %zu records, %zu found to be people: %zu figures (%zu shown) in %.1f s, process at most %ld MiB\n",
        people, made.records, made.people, made.figures, made.shown, (double)made.milliseconds / 1000.0,
        usage.ru_maxrss / 1024);
    return 0;
}
