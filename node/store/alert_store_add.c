#include "node/store/alert_store.h"
#include "node/store/transaction.h"
#include "node/store/watched_store.h"

enum { PARAMETERS = 8 * 1024, ALERTS_ARENA = 1024 * 1024, NO_DAY = INT32_MIN };

static const dolen_statement read_place = DOLEN_STATEMENT("alert-place", "SELECT reached FROM alert_place");
static const dolen_statement move_place =
    DOLEN_STATEMENT("alert-move", "UPDATE alert_place SET reached = greatest(reached, $1)");
static const dolen_statement add_alerts = DOLEN_STATEMENT(
    "alert-add",
    "INSERT INTO alert (kind, entry, handle, watch, agency, flag, flag_kind, month, latest, contact, disputed, raised, "
    "purpose, clock, due, received, outcome, urgent) "
    "SELECT 1, n.entry, n.handle, n.watch, n.agency, n.flag, n.kind, n.month, nullif(n.latest, -2147483648), "
    "n.contact, n.disputed > 0, n.raised, n.purpose, n.clock, n.due, $15, 0, false "
    "FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::integer[], "
    "$8::integer[], $9::smallint[], $10::smallint[], $11::bigint[], $12::text[], $13::text[], $14::bigint[]) "
    "AS n(entry, handle, watch, agency, flag, kind, month, latest, contact, disputed, raised, purpose, clock, due) "
    "ON CONFLICT DO NOTHING");
/* The handle may be of a record whose publication is just being confirmed: later, then. */
static const dolen_statement attribute = DOLEN_STATEMENT(
    "alert-attribute",
    "UPDATE alert a SET key = w.key, local_id = w.local_id, name = w.name, team = w.team FROM published p "
    "JOIN watched w ON w.key = p.key WHERE a.key IS NULL AND p.handle = a.handle");
static const dolen_statement lock_place = DOLEN_STATEMENT(
    "alert-lock", "SELECT n.reached, EXISTS (SELECT FROM published_run WHERE sequence IS NOT NULL) FROM alert_place a "
                  "CROSS JOIN notice_place n FOR UPDATE OF a");
static const dolen_statement add_consulted = DOLEN_STATEMENT(
    "alert-consulted",
    "INSERT INTO alert (kind, entry, handle, watch, agency, flag, flag_kind, month, contact, disputed, purpose, "
    "outcome, urgent, raised, received, clock, due, key, local_id, name, team) "
    "SELECT DISTINCT ON (n.entry, n.handle) 2, n.entry, n.handle, w.watch, n.agency, '', 0, 0, 0, false, n.purpose, "
    "n.outcome, n.urgent, n.asked, $3, '', 0, w.key, w.local_id, w.name, w.team FROM owner_notice n "
    "LEFT JOIN published p ON n.key IS NULL AND p.handle = n.handle JOIN watched w ON w.key = coalesce(n.key, p.key) "
    "JOIN unnest($1::text[]) WITH ORDINALITY AS c(watch, place) ON c.watch = w.watch "
    "WHERE n.entry > (SELECT consulted FROM alert_place) AND n.entry <= $2 "
    "ORDER BY n.entry, n.handle, c.place ON CONFLICT DO NOTHING");
static const dolen_statement move_consulted =
    DOLEN_STATEMENT("alert-move-consulted", "UPDATE alert_place SET consulted = greatest(consulted, $1)");

dolen_status dolen_alert_store_place(dolen_connection *connection, int64_t *reached, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *reached = -1;
    DOLEN_TRY(dolen_statement_run(connection, &read_place, NULL, &rows, err));
    if (dolen_rows_count(rows))
        *reached = dolen_rows_number(rows, 0, 0);
    return DOLEN_OK;
}

/* Alerts as the columns that the statement takes. */
typedef struct columns {
    int64_t *entries;
    dolen_uuid *handles;
    const char **watches;
    const char **agencies;
    const char **flags;
    int16_t *kinds;
    int32_t *months;
    int32_t *latest;
    int16_t *contacts;
    int16_t *disputed;
    int64_t *raised;
    const char **purposes;
    const char **clocks;
    int64_t *due;
} columns;

static dolen_status make_columns(dolen_arena *arena, size_t count, columns *out, dolen_err *err)
{
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->entries, (void *)&out->entries, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->handles, (void *)&out->handles, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->watches, (void *)&out->watches, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->agencies, (void *)&out->agencies, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->flags, (void *)&out->flags, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->kinds, (void *)&out->kinds, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->months, (void *)&out->months, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->latest, (void *)&out->latest, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->contacts, (void *)&out->contacts, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->disputed, (void *)&out->disputed, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->raised, (void *)&out->raised, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->purposes, (void *)&out->purposes, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->clocks, (void *)&out->clocks, err));
    return dolen_arena_take(arena, count, sizeof *out->due, (void *)&out->due, err);
}

static void fill_row(const dolen_alert_arrival *arrival, size_t i, columns *out)
{
    const dolen_alert *alert = arrival->alert;

    out->entries[i] = (int64_t)alert->entry;
    out->handles[i] = alert->handle;
    out->watches[i] = alert->watch.text;
    out->agencies[i] = alert->agency.text;
    out->flags[i] = alert->flag.text;
    out->kinds[i] = (int16_t)alert->kind;
    out->months[i] = (int32_t)alert->month;
    out->latest[i] = alert->latest.year ? (int32_t)dolen_day_number(alert->latest) : NO_DAY;
    out->contacts[i] = (int16_t)alert->contact;
    out->disputed[i] = alert->disputed;
    out->raised[i] = alert->raised;
    out->purposes[i] = arrival->purpose.text;
    out->clocks[i] = arrival->clock.text;
    out->due[i] = arrival->due;
}

static void add_parameters(dolen_parameters *parameters, const columns *c, size_t count)
{
    dolen_parameters_int8s(parameters, c->entries, count);
    dolen_parameters_uuids(parameters, c->handles, count);
    dolen_parameters_texts(parameters, c->watches, count);
    dolen_parameters_texts(parameters, c->agencies, count);
    dolen_parameters_texts(parameters, c->flags, count);
    dolen_parameters_int2s(parameters, c->kinds, count);
    dolen_parameters_int4s(parameters, c->months, count);
    dolen_parameters_int4s(parameters, c->latest, count);
    dolen_parameters_int2s(parameters, c->contacts, count);
    dolen_parameters_int2s(parameters, c->disputed, count);
    dolen_parameters_int8s(parameters, c->raised, count);
    dolen_parameters_texts(parameters, c->purposes, count);
    dolen_parameters_texts(parameters, c->clocks, count);
    dolen_parameters_int8s(parameters, c->due, count);
}

static dolen_status add_all(dolen_connection *connection, const dolen_alert_arrival *arrivals, size_t count,
                            int64_t received, int64_t *fresh, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ALERTS_ARENA);
    dolen_parameters parameters = dolen_parameters_in(arena);
    columns c;

    if (count == 0)
        return DOLEN_OK;
    DOLEN_TRY(make_columns(arena, count, &c, err));
    for (size_t i = 0; i < count; i++)
        fill_row(&arrivals[i], i, &c);
    add_parameters(&parameters, &c, count);
    dolen_parameters_int8(&parameters, received);
    return dolen_statement_change(connection, &add_alerts, &parameters, fresh, err);
}

dolen_status dolen_alert_store_attribute(dolen_connection *connection, dolen_err *err)
{
    DOLEN_TRY(dolen_watched_store_hold(connection, err));
    return dolen_statement_run(connection, &attribute, NULL, NULL, err);
}

dolen_status dolen_alert_store_add(dolen_pool *pool, const dolen_alert_arrival *arrivals, size_t count, int64_t reached,
                                   int64_t received, int64_t *fresh, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    *fresh = 0;
    if (count > DOLEN_ALERTS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many alerts at once");
    DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(add_all(connection, arrivals, count, received, fresh, err));
    dolen_parameters_int8(&parameters, reached);
    DOLEN_TRY(dolen_statement_run(connection, &move_place, &parameters, NULL, err));
    DOLEN_TRY(dolen_alert_store_attribute(connection, err));
    return dolen_transaction_commit(transaction, err);
}

/* Up to the notice that was last when the place was locked; false while a publication is being committed. */
static dolen_status find_end(dolen_connection *connection, int64_t *end, bool *may_go_on, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *may_go_on = false;
    DOLEN_TRY(dolen_statement_run(connection, &lock_place, NULL, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_OK;
    *end = dolen_rows_number(rows, 0, 0);
    *may_go_on = dolen_rows_number(rows, 0, 1) == 0;
    return DOLEN_OK;
}

static dolen_status add_up_to(dolen_connection *connection, const dolen_code *watches, size_t count, int64_t end,
                              int64_t received, int64_t *fresh, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ALERTS_ARENA);
    dolen_parameters made = dolen_parameters_in(arena);
    dolen_parameters moved = dolen_parameters_in(arena);
    const char **codes = NULL;

    DOLEN_TRY(dolen_arena_take(arena, count + 1, sizeof *codes, (void *)&codes, err));
    for (size_t i = 0; i < count; i++)
        codes[i] = watches[i].text;
    dolen_parameters_texts(&made, codes, count);
    dolen_parameters_int8(&made, end);
    dolen_parameters_int8(&made, received);
    DOLEN_TRY(dolen_watched_store_hold(connection, err));
    DOLEN_TRY(dolen_statement_change(connection, &add_consulted, &made, fresh, err));
    dolen_parameters_int8(&moved, end);
    return dolen_statement_run(connection, &move_consulted, &moved, NULL, err);
}

dolen_status dolen_alert_store_add_consulted(dolen_pool *pool, const dolen_code *watches, size_t count,
                                             int64_t received, int64_t *fresh, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    int64_t end = -1;
    bool may_go_on = false;

    *fresh = 0;
    DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(find_end(connection, &end, &may_go_on, err));
    if (may_go_on)
        DOLEN_TRY(add_up_to(connection, watches, count, end, received, fresh, err));
    return dolen_transaction_commit(transaction, err);
}
