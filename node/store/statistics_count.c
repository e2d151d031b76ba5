/* Counting over the index: people grouped by what the caller found to be the same, then one statement a measure. */
#include <string.h>

#include "node/store/copy.h"
#include "node/store/statistics_store.h"

enum { PARAMETERS = 16 * 1024, PAGE = 8192, GROUP_COLUMNS = 2 };

static const char settings[] = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;"
                               "SET LOCAL enable_partitionwise_aggregate = on; SET LOCAL work_mem = '64MB';"
                               "CREATE TEMPORARY TABLE person_of (record bigint NOT NULL, person bigint NOT NULL) "
                               "ON COMMIT DROP";
static const dolen_statement declare_records =
    DOLEN_STATEMENT("statistics-records", "DECLARE statistics_record NO SCROLL CURSOR FOR SELECT id FROM record "
                                          "WHERE epoch = $1 AND subject = 1 ORDER BY id");
static const dolen_statement fetch_records =
    DOLEN_STATEMENT("statistics-fetch-records", "FETCH 8192 FROM statistics_record");
static const dolen_statement close_records = DOLEN_STATEMENT("statistics-close-records", "CLOSE statistics_record");
/* Kinds of address keys begin at 33. A value has one kind, so min() is just that kind. */
static const dolen_statement declare_pairs = DOLEN_STATEMENT(
    "statistics-pairs",
    "DECLARE statistics_pair NO SCROLL CURSOR FOR "
    "WITH block AS (SELECT min(kind) AS kind, array_agg(record) AS records FROM token WHERE kind < 33 GROUP BY value "
    "HAVING count(*) BETWEEN 2 AND 64), "
    "pair AS (SELECT x.record AS one, y.record AS two, bit_or(1::bigint << block.kind) AS kinds FROM block "
    "CROSS JOIN LATERAL unnest(block.records) AS x(record) CROSS JOIN LATERAL unnest(block.records) AS y(record) "
    "WHERE x.record < y.record GROUP BY x.record, y.record) "
    "SELECT pair.one, pair.two, pair.kinds, a.fields, b.fields FROM pair "
    "JOIN record a ON a.id = pair.one AND a.epoch = $1 AND a.subject = 1 "
    "JOIN record b ON b.id = pair.two AND b.epoch = $1 AND b.subject = 1");
static const dolen_statement fetch_pairs = DOLEN_STATEMENT("statistics-fetch-pairs", "FETCH 8192 FROM statistics_pair");
static const dolen_statement close_pairs = DOLEN_STATEMENT("statistics-close-pairs", "CLOSE statistics_pair");
static const dolen_statement copy_groups =
    DOLEN_STATEMENT("statistics-groups", "COPY person_of (record, person) FROM STDIN (FORMAT binary)");

/* One person's dimensions: what any agency knows; "yes" comes after "no". */
static const char describe[] =
    "ANALYZE person_of;"
    "CREATE TEMPORARY TABLE person_dimension ON COMMIT DROP AS SELECT p.person, "
    "max(r.age_band COLLATE \"C\") AS age_band, max(r.care_experience COLLATE \"C\") AS care, "
    "max(r.local_authority COLLATE \"C\") AS authority, max(r.missing_reason COLLATE \"C\") AS reason "
    "FROM person_of p JOIN record r ON r.id = p.record GROUP BY p.person;"
    "ANALYZE person_dimension";

/* $1 and $2 are the first and the last month. Columns: measure, month, row, column, dimensions, count, people. */
#define DIMENSIONS "d.age_band, d.care, d.authority, d.reason"
#define NO_DIMENSIONS "''::text, ''::text, ''::text, ''::text"
#define CURRENT_AT(month) "f.kind < 3 AND f.opened <= " month " AND (f.closed = 0 OR f.closed >= " month ")"

/* Known: a flag that was current, or an event, in the twelve months to the end of $2. */
static const dolen_statement count_together = DOLEN_STATEMENT(
    "statistics-known-together",
    "WITH known AS (SELECT DISTINCT p.person, r.agency FROM person_of p JOIN record r ON r.id = p.record "
    "WHERE $1::integer <= $2::integer AND EXISTS (SELECT FROM flag f WHERE f.record = p.record AND CASE "
    "WHEN f.kind = 3 THEN f.months && ARRAY(SELECT generate_series($2::integer - 11, $2::integer)) "
    "ELSE f.opened <= $2::integer AND (f.closed = 0 OR f.closed >= $2::integer - 11) END)), "
    "both_know AS (SELECT x.agency AS one, y.agency AS two, count(*) AS people FROM known x "
    "JOIN known y ON y.person = x.person AND y.agency > x.agency GROUP BY x.agency, y.agency) "
    "SELECT 'known-together'::text, $2::integer, least(a.code, b.code), greatest(a.code, b.code), " NO_DIMENSIONS
    ", coalesce(both_know.people, 0), coalesce(both_know.people, 0) FROM agency a JOIN agency b ON b.id > a.id "
    "LEFT JOIN both_know ON both_know.one = a.id AND both_know.two = b.id ORDER BY 3, 4");
static const dolen_statement count_contacts = DOLEN_STATEMENT(
    "statistics-health-contacts",
    "SELECT 'health-contacts'::text, $2::integer, CASE WHEN contacts < 6 THEN 'contacts.2-5' "
    "WHEN contacts < 16 THEN 'contacts.6-15' WHEN contacts < 26 THEN 'contacts.16-25' ELSE 'contacts.26' END, "
    "'all'::text, " NO_DIMENSIONS ", count(*), count(*) FROM (SELECT p.person, sum(a.count) AS contacts "
    "FROM activity a JOIN person_of p ON p.record = a.record WHERE $1::integer <= $2::integer "
    "AND a.code IN ('HB.ED', 'HB.MIU') AND a.month BETWEEN $2::integer - 11 AND $2::integer "
    "GROUP BY p.person HAVING sum(a.count) >= 2) AS one GROUP BY 3");
static const dolen_statement count_custody = DOLEN_STATEMENT(
    "statistics-custody",
    "SELECT 'care-leavers-in-custody'::text, $2::integer, ''::text, ''::text, " DIMENSIONS ", count(*), count(*) "
    "FROM (SELECT p.person FROM flag f JOIN person_of p ON p.record = f.record WHERE $1::integer <= $2::integer "
    "AND f.code IN ('CSC.CARELEAVER', 'YJ.CUSTODY') AND " CURRENT_AT(
        "$2::integer") " GROUP BY p.person HAVING count(DISTINCT f.code) = 2) AS one JOIN person_dimension d ON "
                       "d.person = one.person "
                       "GROUP BY " DIMENSIONS);
/* The first adult involvement, within a year of an involvement of children's services that began before it. */
static const dolen_statement count_passing = DOLEN_STATEMENT(
    "statistics-passing",
    "WITH adult AS (SELECT p.person, min(f.opened) AS month FROM flag f JOIN person_of p ON p.record = f.record "
    "WHERE f.code IN ('ASC.OPEN', 'ASC.CSP') GROUP BY p.person), "
    "child AS (SELECT p.person, f.opened, f.closed FROM flag f JOIN person_of p ON p.record = f.record WHERE f.code IN "
    "('CSC.ASSESS', 'CSC.CSP', 'CSC.CPR', 'CSC.LAC', 'CSC.CARELEAVER', 'CSC.EARLYHELP', 'CSC.LEAD')) "
    "SELECT 'children-to-adults'::text, adult.month, ''::text, ''::text, " DIMENSIONS ", count(*), count(*) FROM adult "
    "JOIN person_dimension d ON d.person = adult.person WHERE adult.month BETWEEN $1 AND $2 AND EXISTS (SELECT "
    "FROM child WHERE child.person = adult.person AND child.opened < adult.month "
    "AND (child.closed = 0 OR child.closed >= adult.month - 12)) GROUP BY adult.month, " DIMENSIONS);
/* What two agencies have both written down is one event: the larger of their counts. */
static const dolen_statement count_missing = DOLEN_STATEMENT(
    "statistics-missing",
    "WITH by_agency AS (SELECT m.measure, p.person, r.agency, a.month, sum(a.count) AS events FROM activity a "
    "JOIN (VALUES ('POL.MISSING', 'missing-episodes'), ('REG.MISSING', 'missing-episodes'), "
    "('MIS.RI_OFFERED', 'interviews-offered'), ('MIS.RI_ACCEPTED', 'interviews-accepted'), "
    "('MIS.RI_DECLINED', 'interviews-declined'), ('MIS.RI_DONE', 'interviews-done')) AS m(code, measure) "
    "ON m.code = a.code JOIN person_of p ON p.record = a.record JOIN record r ON r.id = p.record "
    "WHERE a.month BETWEEN $1 AND $2 GROUP BY m.measure, p.person, r.agency, a.month), "
    "one AS (SELECT measure, person, month, max(events) AS events FROM by_agency GROUP BY measure, person, month) "
    "SELECT one.measure, one.month, ''::text, ''::text, " DIMENSIONS ", sum(one.events)::bigint, count(*) FROM one "
    "JOIN person_dimension d ON d.person = one.person GROUP BY one.measure, one.month, " DIMENSIONS);

dolen_status dolen_statistics_store_open(dolen_connection *connection, dolen_err *err)
{
    return dolen_statement_script(connection, "statistics-open", settings, err);
}

static dolen_status declare(dolen_connection *connection, const dolen_statement *statement, uint32_t epoch,
                            dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int4(&parameters, (int32_t)epoch);
    return dolen_statement_run(connection, statement, &parameters, NULL, err);
}

dolen_status dolen_statistics_store_records(dolen_connection *connection, uint32_t epoch,
                                            dolen_statistics_record_visit visit, void *context, dolen_err *err)
{
    size_t count = 0;

    DOLEN_TRY(declare(connection, &declare_records, epoch, err));
    do {
        DOLEN_OWN(dolen_rows, rows) = NULL;
        DOLEN_TRY(dolen_statement_run(connection, &fetch_records, NULL, &rows, err));
        count = dolen_rows_count(rows);
        for (size_t i = 0; i < count; i++)
            DOLEN_TRY(visit(context, dolen_rows_number(rows, i, 0), err));
    } while (count == PAGE);
    return dolen_statement_run(connection, &close_records, NULL, NULL, err);
}

dolen_status dolen_statistics_store_pairs(dolen_connection *connection, uint32_t epoch,
                                          dolen_statistics_pair_visit visit, void *context, dolen_err *err)
{
    size_t count = 0;

    DOLEN_TRY(declare(connection, &declare_pairs, epoch, err));
    do {
        DOLEN_OWN(dolen_rows, rows) = NULL;
        DOLEN_TRY(dolen_statement_run(connection, &fetch_pairs, NULL, &rows, err));
        count = dolen_rows_count(rows);
        for (size_t i = 0; i < count; i++) {
            const dolen_statistics_pair pair = {.one = dolen_rows_number(rows, i, 0),
                                                .two = dolen_rows_number(rows, i, 1),
                                                .kinds = (uint64_t)dolen_rows_number(rows, i, 2),
                                                .one_fields = (uint8_t)dolen_rows_number(rows, i, 3),
                                                .two_fields = (uint8_t)dolen_rows_number(rows, i, 4)};
            DOLEN_TRY(visit(context, &pair, err));
        }
    } while (count == PAGE);
    return dolen_statement_run(connection, &close_pairs, NULL, NULL, err);
}

dolen_status dolen_statistics_store_group(dolen_connection *connection, const int64_t *records, const int64_t *persons,
                                          size_t count, dolen_err *err)
{
    DOLEN_OWN(dolen_copy, copy) = NULL;

    DOLEN_TRY(dolen_copy_begin(connection, &copy_groups, GROUP_COLUMNS, &copy, err));
    for (size_t i = 0; i < count; i++) {
        dolen_copy_row(copy);
        dolen_copy_int8(copy, records[i]);
        dolen_copy_int8(copy, persons[i]);
    }
    DOLEN_TRY(dolen_copy_finish(copy, NULL, err));
    return dolen_statement_script(connection, "statistics-describe", describe, err);
}

static dolen_status read_code(const dolen_rows *rows, size_t row, int column, dolen_code *out, dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = (dolen_code){0};
    return *text ? dolen_code_read(text, strlen(text), out, err) : DOLEN_OK;
}

static dolen_status read_count(const dolen_rows *rows, size_t row, dolen_statistics_count *out, dolen_err *err)
{
    const int64_t count = dolen_rows_number(rows, row, 8);
    const int64_t people = dolen_rows_number(rows, row, 9);

    *out = (dolen_statistics_count){.month = (dolen_month)dolen_rows_number(rows, row, 1)};
    DOLEN_TRY(read_code(rows, row, 0, &out->measure, err));
    DOLEN_TRY(read_code(rows, row, 2, &out->row, err));
    DOLEN_TRY(read_code(rows, row, 3, &out->column, err));
    for (int i = 0; i < DOLEN_COUNTED_BY; i++)
        DOLEN_TRY(read_code(rows, row, 4 + i, &out->dimensions.values[i], err));
    if (count < 0 || count > INT32_MAX || people < 0 || people > count)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the database counted what cannot be");
    out->count = (uint32_t)count;
    out->people = (uint32_t)people;
    return DOLEN_OK;
}

dolen_status dolen_statistics_store_count(dolen_connection *connection, dolen_month first, dolen_month last,
                                          dolen_statistics_count_visit visit, void *context, dolen_err *err)
{
    static const dolen_statement *const measures[] = {&count_together, &count_contacts, &count_custody, &count_passing,
                                                      &count_missing};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int4(&parameters, first);
    dolen_parameters_int4(&parameters, last);
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        DOLEN_OWN(dolen_rows, rows) = NULL;
        DOLEN_TRY(dolen_statement_run(connection, measures[i], &parameters, &rows, err));
        for (size_t row = 0; row < dolen_rows_count(rows); row++) {
            dolen_statistics_count count;
            DOLEN_TRY(read_count(rows, row, &count, err));
            DOLEN_TRY(visit(context, &count, err));
        }
    }
    return DOLEN_OK;
}
