#include "node/store/oversight_store.h"

#include <string.h>

enum { PARAMETERS = 8 * 1024, ITEMS = 64 };

static const dolen_statement add_reading =
    DOLEN_STATEMENT("oversight-read", "INSERT INTO log_reading (id, at, account, role, ground, kind, count, about) "
                                      "VALUES ($1, $2, $3, $4, $5, $6, $7, coalesce($8, ''))");
static const dolen_statement list_readings = DOLEN_STATEMENT(
    "oversight-readings",
    "SELECT r.id, r.at, r.account, r.role, r.ground, r.kind, r.count, r.about, coalesce(a.full_name, ''), "
    "coalesce(n.entry, -2) FROM log_reading r LEFT JOIN account a ON a.name = r.account LEFT JOIN ledger_notice n "
    "ON n.id = r.id WHERE $1 = 0 OR (r.at, r.id) < ($1, $2) ORDER BY r.at DESC, r.id DESC LIMIT $3");

/* $1 account, $2 role, $3 purpose, $4 from, $5 until, $6 outcome, $7 case, $8 urgent, $9 protected, $10 finding,
 * $11 people. What is not wanted is NULL or false; the plan is made for what is (run_planned). An array is looked up by
 * the searches' key, where EXISTS below an OR would have every search looked at. */
#define WANTED                                                                                                         \
    "($1::text IS NULL OR s.account = $1) AND ($2::text IS NULL OR s.role = $2) AND ($3::text IS NULL OR "             \
    "s.purpose = $3) AND s.asked >= $4 AND s.asked < $5 AND ($6::text IS NULL OR s.outcome = $6) AND ($7::text IS "    \
    "NULL OR upper(replace(s.case_reference, ' ', '') COLLATE \"C\") = upper(replace($7, ' ', '') COLLATE \"C\")) "    \
    "AND (NOT $8::boolean OR s.urgent_reason <> '') AND (NOT $9::boolean OR s.id = ANY (ARRAY(SELECT r.search FROM "   \
    "review r WHERE r.reasons & 1 = 1))) AND (NOT $10::boolean OR s.id = ANY (ARRAY(SELECT f.search FROM "             \
    "search_with_finding f))) AND (NOT $11::boolean OR s.subject = 1)"
#define BEFORE " AND (s.asked, s.id) < ($12, $13)"
#define NEWEST " ORDER BY s.asked DESC, s.id DESC"

/* What a list shows of the searches `s`; $1 is the instant at which a review may be overdue. */
#define SHOWN                                                                                                          \
    "SELECT s.id, s.asked, s.account, coalesce(a.full_name, ''), s.role, s.purpose, s.case_reference, s.channel, "     \
    "s.subject, s.outcome, s.involved, s.urgent_reason <> '', coalesce(r.reasons & 1 = 1, false), EXISTS (SELECT "     \
    "FROM search_with_finding f WHERE f.search = s.id), CASE WHEN r.search IS NULL THEN 0 WHEN r.closed IS NOT NULL "  \
    "THEN 3 WHEN r.due < $1 THEN 2 ELSE 1 END, coalesce(r.outcome, ''), coalesce((SELECT max(step) FROM audit_step "   \
    "t WHERE t.search = s.id), 1), coalesce(s.ledger_index, -1) FROM search s LEFT JOIN account a ON a.name = "        \
    "s.account LEFT JOIN review r ON r.search = s.id "

static const dolen_statement find_searches =
    DOLEN_STATEMENT("oversight-find", "SELECT s.id FROM search s WHERE " WANTED BEFORE NEWEST " LIMIT $14");
static const dolen_statement find_typed = DOLEN_STATEMENT(
    "oversight-typed", "SELECT s.id, s.asked, s.searched FROM search s WHERE " WANTED BEFORE NEWEST " LIMIT $14");
static const dolen_statement count_searches = DOLEN_STATEMENT(
    "oversight-count", "SELECT count(*) FROM (SELECT FROM search s WHERE " WANTED " LIMIT $12) AS matching");
static const dolen_statement show_searches = DOLEN_STATEMENT("oversight-items", SHOWN "WHERE s.id = ANY ($2)" NEWEST);

dolen_status dolen_oversight_store_read(dolen_connection *connection, const dolen_reading_kept *kept, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_uuid(&parameters, kept->id);
    dolen_parameters_int8(&parameters, kept->at);
    dolen_parameters_text(&parameters, kept->reading.user);
    dolen_parameters_text(&parameters, kept->reading.role.text);
    dolen_parameters_text(&parameters, kept->reading.ground.text);
    dolen_parameters_int2(&parameters, (int16_t)kept->reading.kind);
    dolen_parameters_int8(&parameters, kept->reading.count);
    dolen_parameters_text(&parameters, kept->reading.about);
    return dolen_statement_run(connection, &add_reading, &parameters, NULL, err);
}

static dolen_status read_text(const dolen_rows *rows, size_t row, int column, dolen_arena *arena, const char **out,
                              dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

static dolen_status read_code(const dolen_rows *rows, size_t row, int column, dolen_code *out, dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = (dolen_code){{0}};
    return *text ? dolen_code_read(text, strlen(text), out, err) : DOLEN_OK;
}

static dolen_status read_reading(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_reading_kept *out,
                                 dolen_err *err)
{
    out->id = dolen_rows_uuid(rows, row, 0);
    out->at = dolen_rows_number(rows, row, 1);
    DOLEN_TRY(read_text(rows, row, 2, arena, &out->reading.user, err));
    DOLEN_TRY(read_code(rows, row, 3, &out->reading.role, err));
    DOLEN_TRY(read_code(rows, row, 4, &out->reading.ground, err));
    out->reading.kind = (dolen_reading_kind)dolen_rows_number(rows, row, 5);
    out->reading.count = dolen_rows_number(rows, row, 6);
    DOLEN_TRY(read_text(rows, row, 7, arena, &out->reading.about, err));
    DOLEN_TRY(read_text(rows, row, 8, arena, &out->full_name, err));
    out->entry = dolen_rows_number(rows, row, 9);
    return DOLEN_OK;
}

dolen_status dolen_oversight_store_readings(dolen_connection *connection, dolen_oversight_cursor after, size_t limit,
                                            dolen_arena *arena, const dolen_reading_kept **out, size_t *count,
                                            dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_reading_kept *list = NULL;

    *out = NULL;
    *count = 0;
    dolen_parameters_int8(&parameters, after.at);
    dolen_parameters_uuid(&parameters, after.id);
    dolen_parameters_int8(&parameters, (int64_t)limit);
    DOLEN_TRY(dolen_statement_run(connection, &list_readings, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_reading(rows, i, arena, &list[i], err));
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

static const char *or_null(const char *text)
{
    return text && *text ? text : NULL;
}

static void add_wish(dolen_parameters *parameters, const dolen_oversight_wish *wish)
{
    dolen_parameters_text(parameters, or_null(wish->account));
    dolen_parameters_text(parameters, or_null(wish->role.text));
    dolen_parameters_text(parameters, or_null(wish->purpose.text));
    dolen_parameters_int8(parameters, wish->from);
    dolen_parameters_int8(parameters, wish->until ? wish->until : INT64_MAX);
    dolen_parameters_text(parameters, or_null(wish->outcome));
    dolen_parameters_text(parameters, or_null(wish->case_reference));
    dolen_parameters_bool(parameters, wish->urgent_only);
    dolen_parameters_bool(parameters, wish->protected_only);
    dolen_parameters_bool(parameters, wish->finding_only);
    dolen_parameters_bool(parameters, wish->people_only);
}

static void add_page(dolen_parameters *parameters, const dolen_oversight_wish *wish, size_t limit)
{
    add_wish(parameters, wish);
    dolen_parameters_int8(parameters, wish->before.at ? wish->before.at : INT64_MAX);
    dolen_parameters_uuid(parameters, wish->before.id);
    dolen_parameters_int8(parameters, (int64_t)limit);
}

/* One statement serves every wish, so its plan must be made for the wish at hand and not for an average of all. */
static dolen_status run_planned(dolen_connection *connection, const dolen_statement *statement,
                                const dolen_parameters *parameters, dolen_rows **rows, dolen_err *err)
{
    static const char each[] = "SET plan_cache_mode = force_custom_plan";
    static const char as_before[] = "SET plan_cache_mode = auto";

    DOLEN_TRY(dolen_statement_script(connection, "oversight-plan", each, err));
    DOLEN_TRY(dolen_statement_run(connection, statement, parameters, rows, err));
    return dolen_statement_script(connection, "oversight-planned", as_before, err);
}

dolen_status dolen_oversight_store_typed(dolen_connection *connection, const dolen_oversight_wish *wish, size_t limit,
                                         dolen_arena *arena, const dolen_oversight_typed **out, size_t *count,
                                         dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_oversight_typed *list = NULL;

    *out = NULL;
    *count = 0;
    add_page(&parameters, wish, limit);
    DOLEN_TRY(run_planned(connection, &find_typed, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        list[i].id = dolen_rows_uuid(rows, i, 0);
        list[i].asked = dolen_rows_number(rows, i, 1);
        DOLEN_TRY(read_text(rows, i, 2, arena, &list[i].searched, err));
    }
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_oversight_store_count(dolen_connection *connection, const dolen_oversight_wish *wish, int64_t limit,
                                         int64_t *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = 0;
    add_wish(&parameters, wish);
    dolen_parameters_int8(&parameters, limit);
    DOLEN_TRY(run_planned(connection, &count_searches, &parameters, &rows, err));
    *out = dolen_rows_number(rows, 0, 0);
    return DOLEN_OK;
}

static dolen_status read_item(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_oversight_item *out,
                              dolen_err *err)
{
    out->id = dolen_rows_uuid(rows, row, 0);
    out->asked = dolen_rows_number(rows, row, 1);
    DOLEN_TRY(read_text(rows, row, 2, arena, &out->account, err));
    DOLEN_TRY(read_text(rows, row, 3, arena, &out->full_name, err));
    DOLEN_TRY(read_code(rows, row, 4, &out->role, err));
    DOLEN_TRY(read_code(rows, row, 5, &out->purpose, err));
    DOLEN_TRY(read_text(rows, row, 6, arena, &out->case_reference, err));
    out->channel = (int16_t)dolen_rows_number(rows, row, 7);
    out->subject = (dolen_subject)dolen_rows_number(rows, row, 8);
    DOLEN_TRY(read_text(rows, row, 9, arena, &out->outcome, err));
    out->involved = (int32_t)dolen_rows_number(rows, row, 10);
    out->urgent = dolen_rows_number(rows, row, 11) != 0;
    out->opened_protected = dolen_rows_number(rows, row, 12) != 0;
    out->has_finding = dolen_rows_number(rows, row, 13) != 0;
    out->review = (dolen_oversight_review)dolen_rows_number(rows, row, 14);
    DOLEN_TRY(read_text(rows, row, 15, arena, &out->review_outcome, err));
    out->furthest = (dolen_audit_level)dolen_rows_number(rows, row, 16);
    out->ledger_index = dolen_rows_number(rows, row, 17);
    return DOLEN_OK;
}

dolen_status dolen_oversight_store_items(dolen_connection *connection, const dolen_uuid *ids, size_t id_count,
                                         int64_t now, dolen_arena *arena, const dolen_oversight_item **out,
                                         size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_oversight_item *list = NULL;

    *out = NULL;
    *count = 0;
    if (id_count > ITEMS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "at most 64 searches are listed at once");
    dolen_parameters_int8(&parameters, now);
    dolen_parameters_uuids(&parameters, ids, id_count);
    DOLEN_TRY(dolen_statement_run(connection, &show_searches, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_item(rows, i, arena, &list[i], err));
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_oversight_store_find(dolen_connection *connection, const dolen_oversight_wish *wish, size_t limit,
                                        int64_t now, dolen_arena *arena, const dolen_oversight_item **out,
                                        size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_uuid ids[ITEMS];

    *out = NULL;
    *count = 0;
    if (limit > ITEMS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "at most 64 searches are listed at once");
    add_page(&parameters, wish, limit);
    DOLEN_TRY(run_planned(connection, &find_searches, &parameters, &rows, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        ids[i] = dolen_rows_uuid(rows, i, 0);
    return dolen_oversight_store_items(connection, ids, dolen_rows_count(rows), now, arena, out, count, err);
}
