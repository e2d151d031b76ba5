#include "node/store/alert_queue_store.h"

#include <string.h>

enum { PARAMETERS = 16 * 1024, ROWS_ARENA = 512 * 1024 };

/* A flag is looked up by its key for each staged one that is recent and of these codes: the cost follows the news. A
   record that stands twice in the delta is refused when it is applied; here it must not matter. */
static const dolen_statement note_news = DOLEN_STATEMENT(
    "alert-note",
    "INSERT INTO alert_pending (agency, epoch, sequence, record, code) "
    "SELECT DISTINCT ON (s.record, s.code) s.agency, s.epoch, $3, s.record, s.code FROM stage_flag s LEFT JOIN LATERAL "
    "(SELECT f.opened, f.closed, f.latest FROM flag f WHERE f.record = s.record AND f.code = s.code OFFSET 0) AS old "
    "ON true WHERE s.agency = $1 AND s.epoch = $2 AND s.chunk >= 0 AND s.chunk < $4 AND s.code = ANY ($5) "
    "AND CASE WHEN s.kind = 3 THEN s.latest >= $6 AND (old.opened IS NULL OR s.latest > coalesce(old.latest, 0)) "
    "ELSE s.closed = 0 AND s.opened >= $7 AND (old.opened IS NULL OR old.closed <> 0 OR s.opened > old.opened) END "
    "ORDER BY s.record, s.code ON CONFLICT (record, code) DO UPDATE SET sequence = excluded.sequence");
static const dolen_statement next_place =
    DOLEN_STATEMENT("alert-next", "SELECT p.agency, p.epoch, p.sequence, a.code FROM alert_pending p JOIN agency a "
                                  "ON a.id = p.agency ORDER BY p.agency, p.epoch, p.sequence LIMIT 1");
static const dolen_statement count_waiting = DOLEN_STATEMENT("alert-waiting", "SELECT count(*) FROM alert_pending");
/* Epochs begin at 1: this lock is never one of a delta. */
static const dolen_statement lock_agency =
    DOLEN_STATEMENT("alert-lock", "SELECT pg_advisory_xact_lock($1::integer, 0)::text");
static const dolen_statement take_pending = DOLEN_STATEMENT(
    "alert-take",
    "WITH mine AS MATERIALIZED (SELECT record, code FROM alert_pending WHERE agency = $1 AND epoch = $2 "
    "AND sequence = $3 ORDER BY record, code LIMIT $4), gone AS (DELETE FROM alert_pending p USING mine "
    "WHERE p.record = mine.record AND p.code = mine.code RETURNING p.record, p.code) "
    "SELECT g.record, r.fields, r.protection, r.contact, r.token_values, r.token_kinds, f.code, f.kind, f.opened, "
    "f.closed, f.latest, f.disputed FROM gone g "
    "LEFT JOIN LATERAL (SELECT * FROM record WHERE record.id = g.record AND record.subject = 1 LIMIT 1) AS r ON true "
    "LEFT JOIN LATERAL (SELECT * FROM flag WHERE flag.record = r.id AND flag.code = g.code LIMIT 1) AS f ON true "
    "ORDER BY g.record, g.code");
static const dolen_statement compare_alerts = DOLEN_STATEMENT(
    "alert-compare",
    "SELECT n.place FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::integer[], $6::integer[]) "
    "WITH ORDINALITY AS n(agency, handle, publisher, code, month, latest, place) WHERE NOT EXISTS (SELECT FROM alert a "
    "WHERE a.agency = n.agency AND a.handle = n.handle AND a.publisher = n.publisher AND a.code = n.code "
    "AND a.month = n.month AND a.latest = n.latest)");
static const dolen_statement add_alerts = DOLEN_STATEMENT(
    "alert-add",
    "INSERT INTO alert (agency, handle, publisher, code, month, latest, kind, has_times, watch, contact, disputed, "
    "raised, entry) SELECT n.agency, n.handle, n.publisher, n.code, n.month, n.latest, n.kind, n.has_times > 0, "
    "n.watch, "
    "n.contact, n.disputed > 0, n.raised, n.entry FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], "
    "$5::integer[], $6::integer[], $7::smallint[], $8::smallint[], $9::text[], $10::integer[], $11::smallint[], "
    "$12::bigint[], $13::bigint[]) AS n(agency, handle, publisher, code, month, latest, kind, has_times, watch, "
    "contact, "
    "disputed, raised, entry)");
static const dolen_statement list_after = DOLEN_STATEMENT(
    "alert-after", "SELECT entry, handle, publisher, code, month, latest, kind, has_times, watch, contact, disputed, "
                   "raised FROM alert WHERE agency = $1 AND entry > $2 ORDER BY entry LIMIT $3");
static const dolen_statement mark_fetched = DOLEN_STATEMENT(
    "alert-fetched", "UPDATE alert SET fetched = $3 WHERE agency = $1 AND entry <= $2 AND fetched IS NULL");

dolen_status dolen_alert_queue_store_note(dolen_connection *connection, dolen_delta_place place,
                                          const dolen_delta *delta, const dolen_alert_news *news, int64_t *noted,
                                          dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ROWS_ARENA);
    dolen_parameters parameters = dolen_parameters_in(arena);
    const char **codes = NULL;

    *noted = 0;
    DOLEN_TRY(dolen_arena_take(arena, news->code_count + 1, sizeof *codes, (void *)&codes, err));
    for (size_t i = 0; i < news->code_count; i++)
        codes[i] = news->codes[i].text;
    dolen_parameters_int2(&parameters, place.agency);
    dolen_parameters_int4(&parameters, (int32_t)place.epoch);
    dolen_parameters_int8(&parameters, (int64_t)delta->sequence);
    dolen_parameters_int4(&parameters, (int32_t)delta->chunk_count);
    dolen_parameters_texts(&parameters, codes, news->code_count);
    dolen_parameters_int4(&parameters, (int32_t)dolen_day_number(news->since));
    dolen_parameters_int4(&parameters, dolen_month_of(news->since));
    return dolen_statement_change(connection, &note_news, &parameters, noted, err);
}

static dolen_status read_code(const dolen_rows *rows, size_t row, int column, dolen_code *out, dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    return dolen_code_read(text, strlen(text), out, err);
}

dolen_status dolen_alert_queue_store_next(dolen_connection *connection, dolen_alert_place *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *out = (dolen_alert_place){.sequence = 0};
    DOLEN_TRY(dolen_statement_run(connection, &next_place, NULL, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no flag waits to be looked at");
    out->place.agency = (int16_t)dolen_rows_number(rows, 0, 0);
    out->place.epoch = (uint32_t)dolen_rows_number(rows, 0, 1);
    out->sequence = (uint64_t)dolen_rows_number(rows, 0, 2);
    return read_code(rows, 0, 3, &out->agency, err);
}

dolen_status dolen_alert_queue_store_waiting(dolen_connection *connection, int64_t *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *out = 0;
    DOLEN_TRY(dolen_statement_run(connection, &count_waiting, NULL, &rows, err));
    *out = dolen_rows_number(rows, 0, 0);
    return DOLEN_OK;
}

static dolen_status read_tokens(const dolen_rows *rows, size_t row, dolen_alert_pending *out, dolen_err *err)
{
    dolen_uuid values[DOLEN_SUBJECT_PSEUDONYMS];
    int64_t kinds[DOLEN_SUBJECT_PSEUDONYMS];
    const size_t count = dolen_rows_uuids(rows, row, 4, values, DOLEN_SUBJECT_PSEUDONYMS);

    if (count > DOLEN_SUBJECT_PSEUDONYMS || dolen_rows_numbers(rows, row, 5, kinds, DOLEN_SUBJECT_PSEUDONYMS) != count)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "a stored record has impossible pseudonyms");
    for (size_t i = 0; i < count; i++)
        out->tokens[i] = (dolen_stored_token){.value = values[i], .kind = (dolen_key_kind)kinds[i]};
    out->token_count = count;
    return DOLEN_OK;
}

static dolen_status read_pending(const dolen_rows *rows, size_t row, uint64_t sequence, dolen_alert_pending *out,
                                 dolen_err *err)
{
    dolen_flag *flag = &out->flag;

    out->record = dolen_rows_number(rows, row, 0);
    out->sequence = sequence;
    out->fields = (uint8_t)dolen_rows_number(rows, row, 1);
    out->protection = (dolen_protection)dolen_rows_number(rows, row, 2);
    out->contact = (uint16_t)dolen_rows_number(rows, row, 3);
    DOLEN_TRY(read_tokens(rows, row, out, err));
    DOLEN_TRY(read_code(rows, row, 6, &flag->code, err));
    flag->kind = (dolen_flag_kind)dolen_rows_number(rows, row, 7);
    flag->opened = (dolen_month)dolen_rows_number(rows, row, 8);
    flag->closed = (dolen_month)dolen_rows_number(rows, row, 9);
    flag->disputed = dolen_rows_number(rows, row, 11) != 0;
    if (dolen_rows_is_null(rows, row, 10))
        return DOLEN_OK;
    flag->latest = dolen_day_from_number(dolen_rows_number(rows, row, 10));
    out->latest = (dolen_month_count){.month = dolen_month_of(flag->latest), .count = 1};
    flag->months = &out->latest;
    flag->month_count = 1;
    return DOLEN_OK;
}

static dolen_status lock(dolen_connection *connection, int16_t agency, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int4(&parameters, agency);
    return dolen_statement_run(connection, &lock_agency, &parameters, NULL, err);
}

dolen_status dolen_alert_queue_store_take(dolen_connection *connection, const dolen_alert_place *at, size_t limit,
                                          dolen_arena *arena, const dolen_alert_pending **out, size_t *count,
                                          int64_t *taken, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_alert_pending *list = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = NULL;
    *count = 0;
    *taken = 0;
    DOLEN_TRY(lock(connection, at->place.agency, err));
    dolen_parameters_int2(&parameters, at->place.agency);
    dolen_parameters_int4(&parameters, (int32_t)at->place.epoch);
    dolen_parameters_int8(&parameters, (int64_t)at->sequence);
    dolen_parameters_int8(&parameters, (int64_t)limit);
    DOLEN_TRY(dolen_statement_run(connection, &take_pending, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        if (!dolen_rows_is_null(rows, i, 6))
            DOLEN_TRY(read_pending(rows, i, at->sequence, &list[(*count)++], err));
    *taken = (int64_t)dolen_rows_count(rows);
    *out = list;
    return DOLEN_OK;
}

/* Alerts as the columns that the statements take. */
typedef struct columns {
    const char **texts[4]; /* agency, publisher, code, watch */
    dolen_uuid *handles;
    int32_t *int4s[3]; /* month, latest, contact */
    int16_t *int2s[3]; /* kind, has times, disputed */
    int64_t *int8s[2]; /* raised, entry */
} columns;

static dolen_status make_columns(dolen_arena *arena, size_t count, columns *out, dolen_err *err)
{
    for (size_t i = 0; i < 4; i++)
        DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->texts[i], (void *)&out->texts[i], err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->handles, (void *)&out->handles, err));
    for (size_t i = 0; i < 3; i++) {
        DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->int4s[i], (void *)&out->int4s[i], err));
        DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->int2s[i], (void *)&out->int2s[i], err));
    }
    for (size_t i = 0; i < 2; i++)
        DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->int8s[i], (void *)&out->int8s[i], err));
    return DOLEN_OK;
}

static void fill_columns(const dolen_alert_row *rows, size_t count, columns *out)
{
    for (size_t i = 0; i < count; i++) {
        const dolen_alert *alert = &rows[i].alert;
        out->texts[0][i] = rows[i].agency.text;
        out->texts[1][i] = alert->agency.text;
        out->texts[2][i] = alert->flag.text;
        out->texts[3][i] = alert->watch.text;
        out->handles[i] = alert->handle;
        out->int4s[0][i] = alert->month;
        out->int4s[1][i] = alert->latest.year ? (int32_t)dolen_day_number(alert->latest) : 0;
        out->int4s[2][i] = alert->contact;
        out->int2s[0][i] = (int16_t)alert->kind;
        out->int2s[1][i] = rows[i].has_times;
        out->int2s[2][i] = alert->disputed;
        out->int8s[0][i] = alert->raised;
        out->int8s[1][i] = (int64_t)alert->entry;
    }
}

/* What tells one alert from another, as $1 to $6. */
static void put_keys(dolen_parameters *parameters, const columns *c, size_t count)
{
    dolen_parameters_texts(parameters, c->texts[0], count);
    dolen_parameters_uuids(parameters, c->handles, count);
    dolen_parameters_texts(parameters, c->texts[1], count);
    dolen_parameters_texts(parameters, c->texts[2], count);
    dolen_parameters_int4s(parameters, c->int4s[0], count);
    dolen_parameters_int4s(parameters, c->int4s[1], count);
}

static dolen_status compare_some(dolen_connection *connection, const dolen_alert_row *rows, size_t count, bool *is_new,
                                 dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ROWS_ARENA);
    DOLEN_OWN(dolen_rows, found) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    columns c;

    DOLEN_TRY(make_columns(arena, count, &c, err));
    fill_columns(rows, count, &c);
    put_keys(&parameters, &c, count);
    DOLEN_TRY(dolen_statement_run(connection, &compare_alerts, &parameters, &found, err));
    for (size_t i = 0; i < dolen_rows_count(found); i++) {
        const size_t place = (size_t)dolen_rows_number(found, i, 0) - 1;
        if (place < count)
            is_new[place] = true;
    }
    return DOLEN_OK;
}

dolen_status dolen_alert_queue_store_compare(dolen_connection *connection, const dolen_alert_row *rows, size_t count,
                                             bool *is_new, dolen_err *err)
{
    if (count)
        memset(is_new, 0, count * sizeof *is_new);
    for (size_t first = 0; first < count; first += DOLEN_ALERTS) {
        const size_t some = count - first < DOLEN_ALERTS ? count - first : DOLEN_ALERTS;
        DOLEN_TRY(compare_some(connection, rows + first, some, is_new + first, err));
    }
    return DOLEN_OK;
}

dolen_status dolen_alert_queue_store_add(dolen_connection *connection, const dolen_alert_row *rows, size_t count,
                                         dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ROWS_ARENA);
    dolen_parameters parameters = dolen_parameters_in(arena);
    columns c;

    if (count > DOLEN_ALERTS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many alerts at once");
    DOLEN_TRY(make_columns(arena, count, &c, err));
    fill_columns(rows, count, &c);
    put_keys(&parameters, &c, count);
    dolen_parameters_int2s(&parameters, c.int2s[0], count);
    dolen_parameters_int2s(&parameters, c.int2s[1], count);
    dolen_parameters_texts(&parameters, c.texts[3], count);
    dolen_parameters_int4s(&parameters, c.int4s[2], count);
    dolen_parameters_int2s(&parameters, c.int2s[2], count);
    dolen_parameters_int8s(&parameters, c.int8s[0], count);
    dolen_parameters_int8s(&parameters, c.int8s[1], count);
    return dolen_statement_run(connection, &add_alerts, &parameters, NULL, err);
}

static dolen_status read_alert(const dolen_rows *rows, size_t row, dolen_alert_row *out, dolen_err *err)
{
    dolen_alert *alert = &out->alert;

    alert->entry = (uint64_t)dolen_rows_number(rows, row, 0);
    alert->handle = dolen_rows_uuid(rows, row, 1);
    DOLEN_TRY(read_code(rows, row, 2, &alert->agency, err));
    DOLEN_TRY(read_code(rows, row, 3, &alert->flag, err));
    alert->month = (dolen_month)dolen_rows_number(rows, row, 4);
    alert->kind = (dolen_flag_kind)dolen_rows_number(rows, row, 6);
    if (alert->kind == DOLEN_FLAG_EVENT)
        alert->latest = dolen_day_from_number(dolen_rows_number(rows, row, 5));
    out->has_times = dolen_rows_number(rows, row, 7) != 0;
    DOLEN_TRY(read_code(rows, row, 8, &alert->watch, err));
    alert->contact = (uint16_t)dolen_rows_number(rows, row, 9);
    alert->disputed = dolen_rows_number(rows, row, 10) != 0;
    alert->raised = dolen_rows_number(rows, row, 11);
    return DOLEN_OK;
}

/* Of so many rows those that stand in whole entries: no entry has more alerts than one reply may hold. */
static size_t whole_entries(const dolen_rows *rows)
{
    size_t count = dolen_rows_count(rows);

    if (count <= DOLEN_ALERTS)
        return count;
    const int64_t cut = dolen_rows_number(rows, count - 1, 0);
    while (count && dolen_rows_number(rows, count - 1, 0) == cut)
        count--;
    return count;
}

dolen_status dolen_alert_queue_store_after(dolen_connection *connection, dolen_code agency, int64_t after,
                                           dolen_arena *arena, const dolen_alert_row **out, size_t *count,
                                           int64_t *reached, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_alert_row *list = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = NULL;
    *count = 0;
    *reached = after;
    dolen_parameters_text(&parameters, agency.text);
    dolen_parameters_int8(&parameters, after);
    dolen_parameters_int8(&parameters, DOLEN_ALERTS + 1);
    DOLEN_TRY(dolen_statement_run(connection, &list_after, &parameters, &rows, err));
    const size_t whole = whole_entries(rows);
    DOLEN_TRY(dolen_arena_take(arena, whole + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < whole; i++) {
        list[i].agency = agency;
        DOLEN_TRY(read_alert(rows, i, &list[i], err));
        *reached = (int64_t)list[i].alert.entry;
    }
    *out = list;
    *count = whole;
    return DOLEN_OK;
}

dolen_status dolen_alert_queue_store_fetched(dolen_connection *connection, dolen_code agency, int64_t reached,
                                             int64_t now, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, agency.text);
    dolen_parameters_int8(&parameters, reached);
    dolen_parameters_int8(&parameters, now);
    return dolen_statement_run(connection, &mark_fetched, &parameters, NULL, err);
}
