#include "node/store/finding_store.h"

#include <string.h>

enum { PARAMETERS = 64 * 1024 };

#define COLUMNS                                                                                                        \
    "f.number, f.kind, f.account, coalesce(a.full_name, ''), f.figures, f.figure_values, f.first_search, "             \
    "f.last_search, f.raised, f.changed, coalesce(f.follows, 0), coalesce(f.closed, 0), coalesce(f.closed_by, ''), "   \
    "coalesce(f.reason, ''), (SELECT array_agg(s.id ORDER BY s.asked, s.id) FROM finding_search fs JOIN search s "     \
    "ON s.id = fs.search WHERE fs.finding = f.number) FROM finding f LEFT JOIN account a ON a.name = f.account"

/* What of the searches is in findings of this kind and person already. */
static const dolen_statement find_known =
    DOLEN_STATEMENT("finding-known", "SELECT count(DISTINCT fs.search), coalesce(max(f.number) FILTER (WHERE f.closed "
                                     "IS NULL), 0), coalesce(max(f.number), 0) FROM finding f JOIN finding_search fs "
                                     "ON fs.finding = f.number WHERE f.account = $1 AND f.kind = $2 "
                                     "AND fs.search = ANY ($3)");
static const dolen_statement one_at_a_time =
    DOLEN_STATEMENT("finding-turn", "SELECT reached FROM finding_place FOR UPDATE");
static const dolen_statement raise_finding = DOLEN_STATEMENT(
    "finding-raise", "INSERT INTO finding (kind, account, figures, figure_values, first_search, last_search, raised, "
                     "changed, follows) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, nullif($8, 0)) RETURNING number");
static const dolen_statement join_finding =
    DOLEN_STATEMENT("finding-join", "UPDATE finding SET figures = $2, figure_values = $3, "
                                    "first_search = least(first_search, $4), last_search = greatest(last_search, $5), "
                                    "changed = $6 WHERE number = $1 AND closed IS NULL");
static const dolen_statement add_searches =
    DOLEN_STATEMENT("finding-searches", "INSERT INTO finding_search (finding, search) SELECT $1, s FROM unnest($2) "
                                        "AS i(s) ON CONFLICT DO NOTHING");
static const dolen_statement list_findings = DOLEN_STATEMENT(
    "finding-list", "SELECT " COLUMNS " WHERE $1 OR f.closed IS NULL ORDER BY f.closed DESC NULLS FIRST, "
                    "f.last_search DESC, f.number DESC LIMIT $2");
static const dolen_statement find_finding = DOLEN_STATEMENT("finding-find", "SELECT " COLUMNS " WHERE f.number = $1");
static const dolen_statement find_concerned =
    DOLEN_STATEMENT("finding-concerned", "SELECT account = $2 FROM finding WHERE number = $1 AND closed IS NULL");
static const dolen_statement close_finding =
    DOLEN_STATEMENT("finding-close", "UPDATE finding SET closed = greatest($4, raised), closed_by = $2, reason = $3 "
                                     "WHERE number = $1 AND closed IS NULL AND account <> $2");
static const dolen_statement count_open =
    DOLEN_STATEMENT("finding-count", "SELECT count(*) FROM finding WHERE closed IS NULL");
static const dolen_statement find_reached = DOLEN_STATEMENT("finding-reached", "SELECT reached FROM finding_place");
static const dolen_statement set_reached =
    DOLEN_STATEMENT("finding-reach", "UPDATE finding_place SET reached = greatest(reached, $1)");

typedef struct known_searches {
    int64_t count;
    int64_t open;   /* number of the open finding, or 0 */
    int64_t latest; /* number of any, or 0 */
} known_searches;

static dolen_status read_known(dolen_connection *connection, const dolen_stored_finding *finding, dolen_arena *arena,
                               known_searches *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, finding->account);
    dolen_parameters_int2(&parameters, finding->kind);
    dolen_parameters_uuids(&parameters, finding->searches, finding->search_count);
    DOLEN_TRY(dolen_statement_run(connection, &find_known, &parameters, &rows, err));
    *out =
        (known_searches){dolen_rows_number(rows, 0, 0), dolen_rows_number(rows, 0, 1), dolen_rows_number(rows, 0, 2)};
    return DOLEN_OK;
}

static void add_figures(dolen_parameters *parameters, const dolen_stored_finding *finding)
{
    int16_t figures[DOLEN_FINDING_FIGURES];
    int64_t values[DOLEN_FINDING_FIGURES];

    DOLEN_MUST(finding->figure_count <= DOLEN_FINDING_FIGURES);
    for (size_t i = 0; i < finding->figure_count; i++) {
        figures[i] = finding->figures[i].figure;
        values[i] = finding->figures[i].value;
    }
    dolen_parameters_int2s(parameters, figures, finding->figure_count);
    dolen_parameters_int8s(parameters, values, finding->figure_count);
}

static dolen_status link_searches(dolen_connection *connection, const dolen_stored_finding *finding, dolen_arena *arena,
                                  dolen_err *err)
{
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int8(&parameters, finding->number);
    dolen_parameters_uuids(&parameters, finding->searches, finding->search_count);
    return dolen_statement_run(connection, &add_searches, &parameters, NULL, err);
}

static dolen_status raise(dolen_connection *connection, dolen_stored_finding *finding, dolen_arena *arena,
                          dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int2(&parameters, finding->kind);
    dolen_parameters_text(&parameters, finding->account);
    add_figures(&parameters, finding);
    dolen_parameters_int8(&parameters, finding->first_search);
    dolen_parameters_int8(&parameters, finding->last_search);
    dolen_parameters_int8(&parameters, finding->raised);
    dolen_parameters_int8(&parameters, finding->follows);
    DOLEN_TRY(dolen_statement_run(connection, &raise_finding, &parameters, &rows, err));
    finding->number = dolen_rows_number(rows, 0, 0);
    return link_searches(connection, finding, arena, err);
}

static dolen_status join(dolen_connection *connection, const dolen_stored_finding *finding, dolen_arena *arena,
                         dolen_err *err)
{
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int8(&parameters, finding->number);
    add_figures(&parameters, finding);
    dolen_parameters_int8(&parameters, finding->first_search);
    dolen_parameters_int8(&parameters, finding->last_search);
    dolen_parameters_int8(&parameters, finding->raised);
    DOLEN_TRY(dolen_statement_run(connection, &join_finding, &parameters, NULL, err));
    return link_searches(connection, finding, arena, err);
}

dolen_status dolen_finding_store_put(dolen_connection *connection, dolen_stored_finding *finding,
                                     dolen_finding_put *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    known_searches known;

    *out = DOLEN_FINDING_KNOWN;
    DOLEN_MUST(finding->search_count && finding->search_count <= DOLEN_FINDING_SEARCHES);
    DOLEN_TRY(dolen_statement_run(connection, &one_at_a_time, NULL, NULL, err));
    DOLEN_TRY(read_known(connection, finding, arena, &known, err));
    if (known.count == (int64_t)finding->search_count)
        return DOLEN_OK;
    *out = known.open ? DOLEN_FINDING_JOINED : DOLEN_FINDING_RAISED;
    finding->number = known.open;
    finding->follows = known.open ? 0 : known.latest;
    return known.open ? join(connection, finding, arena, err) : raise(connection, finding, arena, err);
}

static dolen_status read_text(const dolen_rows *rows, size_t row, int column, dolen_arena *arena, const char **out,
                              dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

static void read_figures(const dolen_rows *rows, size_t row, dolen_stored_finding *out)
{
    int64_t figures[DOLEN_FINDING_FIGURES];
    int64_t values[DOLEN_FINDING_FIGURES];
    const size_t count = dolen_rows_numbers(rows, row, 4, figures, DOLEN_FINDING_FIGURES);

    (void)dolen_rows_numbers(rows, row, 5, values, DOLEN_FINDING_FIGURES);
    out->figure_count = count < DOLEN_FINDING_FIGURES ? count : DOLEN_FINDING_FIGURES;
    for (size_t i = 0; i < out->figure_count; i++)
        out->figures[i] = (dolen_finding_figure){(int16_t)figures[i], values[i]};
}

static dolen_status read_searches(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_stored_finding *out,
                                  dolen_err *err)
{
    const size_t held = dolen_rows_array_count(rows, row, 14);
    const size_t count = held < DOLEN_FINDING_SEARCHES ? held : DOLEN_FINDING_SEARCHES;
    dolen_uuid *list = NULL;

    DOLEN_TRY(dolen_arena_take(arena, count + 1, sizeof *list, (void *)&list, err));
    (void)dolen_rows_uuids(rows, row, 14, list, count);
    out->searches = list;
    out->search_count = count;
    return DOLEN_OK;
}

static dolen_status read_finding(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_stored_finding *out,
                                 dolen_err *err)
{
    *out = (dolen_stored_finding){.number = dolen_rows_number(rows, row, 0),
                                  .kind = (int16_t)dolen_rows_number(rows, row, 1),
                                  .first_search = dolen_rows_number(rows, row, 6),
                                  .last_search = dolen_rows_number(rows, row, 7),
                                  .raised = dolen_rows_number(rows, row, 8),
                                  .changed = dolen_rows_number(rows, row, 9),
                                  .follows = dolen_rows_number(rows, row, 10),
                                  .closed = dolen_rows_number(rows, row, 11)};
    read_figures(rows, row, out);
    DOLEN_TRY(read_text(rows, row, 2, arena, &out->account, err));
    DOLEN_TRY(read_text(rows, row, 3, arena, &out->full_name, err));
    DOLEN_TRY(read_text(rows, row, 12, arena, &out->closed_by, err));
    DOLEN_TRY(read_text(rows, row, 13, arena, &out->reason, err));
    return read_searches(rows, row, arena, out, err);
}

dolen_status dolen_finding_store_list(dolen_connection *connection, bool closed_too, size_t limit, dolen_arena *arena,
                                      const dolen_stored_finding **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_stored_finding *list = NULL;

    *out = NULL;
    *count = 0;
    dolen_parameters_bool(&parameters, closed_too);
    dolen_parameters_int8(&parameters, (int64_t)(limit < DOLEN_FINDING_LIST_LIMIT ? limit : DOLEN_FINDING_LIST_LIMIT));
    DOLEN_TRY(dolen_statement_run(connection, &list_findings, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_finding(rows, i, arena, &list[i], err));
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_finding_store_find(dolen_connection *connection, int64_t number, dolen_arena *arena,
                                      dolen_stored_finding *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = (dolen_stored_finding){0};
    dolen_parameters_int8(&parameters, number);
    DOLEN_TRY(dolen_statement_run(connection, &find_finding, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such finding");
    return read_finding(rows, 0, arena, out, err);
}

static dolen_status check_concerned(dolen_connection *connection, const dolen_parameters *parameters, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    DOLEN_TRY(dolen_statement_run(connection, &find_concerned, parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such open finding");
    if (dolen_rows_number(rows, 0, 0))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "nobody closes a finding about themselves");
    return DOLEN_OK;
}

dolen_status dolen_finding_store_close(dolen_connection *connection, int64_t number, const char *by, const char *reason,
                                       int64_t now, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    const size_t size = reason ? strlen(reason) : 0;
    int64_t changed = 0;

    if (size == 0 || strspn(reason, " \t\r\n") == size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "closing a finding needs a reason");
    if (size > DOLEN_FINDING_REASON)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the reason is too long");
    dolen_parameters_int8(&parameters, number);
    dolen_parameters_text(&parameters, by);
    DOLEN_TRY(check_concerned(connection, &parameters, err));
    dolen_parameters_text(&parameters, reason);
    dolen_parameters_int8(&parameters, now);
    DOLEN_TRY(dolen_statement_change(connection, &close_finding, &parameters, &changed, err));
    return changed ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such open finding");
}

static dolen_status read_number(dolen_connection *connection, const dolen_statement *statement, int64_t *out,
                                dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *out = 0;
    DOLEN_TRY(dolen_statement_run(connection, statement, NULL, &rows, err));
    *out = dolen_rows_count(rows) ? dolen_rows_number(rows, 0, 0) : 0;
    return DOLEN_OK;
}

dolen_status dolen_finding_store_count(dolen_connection *connection, int64_t *open, dolen_err *err)
{
    return read_number(connection, &count_open, open, err);
}

dolen_status dolen_finding_store_reached(dolen_connection *connection, int64_t *out, dolen_err *err)
{
    return read_number(connection, &find_reached, out, err);
}

dolen_status dolen_finding_store_reach(dolen_connection *connection, int64_t reached, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int8(&parameters, reached);
    return dolen_statement_run(connection, &set_reached, &parameters, NULL, err);
}
