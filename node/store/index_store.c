#include "node/store/index_store.h"

#include <string.h>

enum { PARAMETERS = 16 * 1024 };

/* Lateral joins with a limit or offset leave the planner one plan, whatever it knows of the tables: index look-ups. */
static const dolen_statement find_candidates = DOLEN_STATEMENT(
    "index-find",
    "SELECT r.id, a.code, r.handle, r.subject, r.fields, r.protection, r.contact, r.token_values "
    "FROM (SELECT hit.record, count(*) AS agreeing FROM unnest($1::uuid[]) AS asked(value) CROSS JOIN LATERAL "
    "(SELECT token.record FROM token WHERE token.value = asked.value LIMIT 256) AS hit "
    "GROUP BY hit.record ORDER BY agreeing DESC, hit.record LIMIT 256) AS chosen "
    "CROSS JOIN LATERAL (SELECT * FROM record WHERE record.id = chosen.record LIMIT 1) AS r JOIN agency a ON a.id = "
    "r.agency ORDER BY chosen.agreeing DESC, r.id");
static const dolen_statement find_flags = DOLEN_STATEMENT(
    "index-flags", "SELECT asked.place, f.code, f.kind, f.opened, f.closed, f.latest, f.disputed, f.months, f.counts "
                   "FROM unnest($1::bigint[]) WITH ORDINALITY AS asked(record, place) "
                   "CROSS JOIN LATERAL (SELECT * FROM flag WHERE flag.record = asked.record OFFSET 0) AS f "
                   "ORDER BY asked.place, f.code");
static const dolen_statement sum_population =
    DOLEN_STATEMENT("index-population", "SELECT coalesce(sum(persons), 0)::bigint, coalesce(sum(addresses), 0)::bigint "
                                        "FROM population WHERE epoch = $1");
static const dolen_statement list_coverage = DOLEN_STATEMENT(
    "index-coverage",
    "SELECT a.code, coalesce(d.sequence, 0), coalesce(d.extract_as_of, 0), coalesce(p.persons, 0), "
    "coalesce(p.addresses, 0) FROM agency a LEFT JOIN LATERAL (SELECT sequence, extract_as_of FROM delta "
    "WHERE delta.agency = a.id AND delta.epoch = $1 ORDER BY sequence DESC LIMIT 1) AS d ON true "
    "LEFT JOIN population p ON p.agency = a.id AND p.epoch = $1 ORDER BY a.code");

static dolen_status read_code(const dolen_rows *rows, size_t row, int column, dolen_code *out, dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    return dolen_code_read(text, strlen(text), out, err);
}

/* Which of the question's kinds the record holds, over all its values. */
static uint64_t agreeing_kinds(const dolen_rows *rows, size_t row, int column, const dolen_stored_token *tokens,
                               size_t count)
{
    dolen_uuid values[DOLEN_SUBJECT_PSEUDONYMS];
    uint64_t kinds = 0;

    size_t held = dolen_rows_uuids(rows, row, column, values, DOLEN_SUBJECT_PSEUDONYMS);
    if (held > DOLEN_SUBJECT_PSEUDONYMS)
        held = DOLEN_SUBJECT_PSEUDONYMS;
    for (size_t i = 0; i < held; i++)
        for (size_t j = 0; j < count; j++)
            if (dolen_uuid_same(values[i], tokens[j].value))
                kinds |= UINT64_C(1) << tokens[j].kind;
    return kinds;
}

dolen_status dolen_index_store_find(dolen_connection *connection, const dolen_stored_token *tokens, size_t count,
                                    dolen_arena *arena, const dolen_candidate **out, size_t *out_count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_uuid values[DOLEN_SUBJECT_PSEUDONYMS];
    dolen_candidate *found = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = NULL;
    *out_count = 0;
    DOLEN_MUST(count <= DOLEN_SUBJECT_PSEUDONYMS);
    for (size_t i = 0; i < count; i++)
        values[i] = tokens[i].value;
    dolen_parameters_uuids(&parameters, values, count);
    DOLEN_TRY(dolen_statement_run(connection, &find_candidates, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, DOLEN_INDEX_CANDIDATES, sizeof *found, (void *)&found, err));
    for (size_t i = 0; i < dolen_rows_count(rows) && i < DOLEN_INDEX_CANDIDATES; i++) {
        found[i].record = dolen_rows_number(rows, i, 0);
        DOLEN_TRY(read_code(rows, i, 1, &found[i].agency, err));
        found[i].handle = dolen_rows_uuid(rows, i, 2);
        found[i].subject = (dolen_subject)dolen_rows_number(rows, i, 3);
        found[i].fields = (uint8_t)dolen_rows_number(rows, i, 4);
        found[i].protection = (dolen_protection)dolen_rows_number(rows, i, 5);
        found[i].contact = (uint16_t)dolen_rows_number(rows, i, 6);
        found[i].kinds = agreeing_kinds(rows, i, 7, tokens, count);
        *out_count = i + 1;
    }
    *out = found;
    return DOLEN_OK;
}

static dolen_status read_months(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_flag *flag,
                                dolen_err *err)
{
    int64_t months[DOLEN_FLAG_MONTHS];
    int64_t counts[DOLEN_FLAG_MONTHS];
    dolen_month_count *list = NULL;

    const size_t count = dolen_rows_numbers(rows, row, 7, months, DOLEN_FLAG_MONTHS);
    if (count > DOLEN_FLAG_MONTHS || dolen_rows_numbers(rows, row, 8, counts, DOLEN_FLAG_MONTHS) != count)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "a stored flag has impossible months");
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < count; i++)
        list[i] = (dolen_month_count){(dolen_month)months[i], (uint32_t)counts[i]};
    flag->months = list;
    flag->month_count = count;
    return DOLEN_OK;
}

static dolen_status read_flag(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_flag *flag, dolen_err *err)
{
    DOLEN_TRY(read_code(rows, row, 1, &flag->code, err));
    flag->kind = (dolen_flag_kind)dolen_rows_number(rows, row, 2);
    flag->opened = (dolen_month)dolen_rows_number(rows, row, 3);
    flag->closed = (dolen_month)dolen_rows_number(rows, row, 4);
    if (!dolen_rows_is_null(rows, row, 5))
        flag->latest = dolen_day_from_number(dolen_rows_number(rows, row, 5));
    flag->disputed = dolen_rows_number(rows, row, 6) != 0;
    return read_months(rows, row, arena, flag, err);
}

dolen_status dolen_index_store_flags(dolen_connection *connection, const int64_t *records, size_t count,
                                     dolen_arena *arena, dolen_record_flags *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_flag *flags = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    memset(out, 0, count * sizeof *out);
    dolen_parameters_int8s(&parameters, records, count);
    DOLEN_TRY(dolen_statement_run(connection, &find_flags, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *flags, (void *)&flags, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        const size_t place = (size_t)dolen_rows_number(rows, i, 0) - 1;
        if (place >= count)
            return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the database answered with what was not asked");
        DOLEN_TRY(read_flag(rows, i, arena, &flags[i], err));
        if (out[place].count++ == 0)
            out[place].items = &flags[i];
    }
    return DOLEN_OK;
}

dolen_status dolen_index_store_population(dolen_connection *connection, uint32_t epoch, dolen_subject subject,
                                          int64_t *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = 0;
    dolen_parameters_int4(&parameters, (int32_t)epoch);
    DOLEN_TRY(dolen_statement_run(connection, &sum_population, &parameters, &rows, err));
    *out = dolen_rows_number(rows, 0, subject == DOLEN_SUBJECT_ADDRESS ? 1 : 0);
    return DOLEN_OK;
}

dolen_status dolen_index_store_coverage(dolen_connection *connection, uint32_t epoch, dolen_arena *arena,
                                        const dolen_coverage **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_coverage *list = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = NULL;
    *count = 0;
    dolen_parameters_int4(&parameters, (int32_t)epoch);
    DOLEN_TRY(dolen_statement_run(connection, &list_coverage, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        DOLEN_TRY(read_code(rows, i, 0, &list[i].agency, err));
        list[i].sequence = (uint64_t)dolen_rows_number(rows, i, 1);
        list[i].extract_as_of = dolen_rows_number(rows, i, 2);
        list[i].persons = dolen_rows_number(rows, i, 3);
        list[i].addresses = dolen_rows_number(rows, i, 4);
    }
    *count = dolen_rows_count(rows);
    *out = list;
    return DOLEN_OK;
}
