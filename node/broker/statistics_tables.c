#include "node/broker/statistics_tables.h"

#include <stdlib.h>
#include <string.h>

#include "governance/statistics/disclosure.h"
#include "node/base/cursor.h"
#include "node/base/memory.h"
#include "node/crypto/hash.h"

enum { ARENA = 64 * 1024 * 1024, PROTECT_ARENA = 4 * 1024 * 1024, TABLES = 1024, VALUES = 256, BANDS = 4 };

/* How a measure's counts are laid out. */
typedef enum layout { TOGETHER, CONTACTS, BY_AUTHORITY, BY_EVERYTHING } layout;

static const struct {
    const char *measure;
    layout layout;
    bool by_month; /* else only as things stand at the end */
    bool counts_people;
} measures[] = {
    {"known-together", TOGETHER, false, true},
    {"health-contacts", CONTACTS, false, true},
    {"care-leavers-in-custody", BY_AUTHORITY, false, true},
    {"children-to-adults", BY_AUTHORITY, true, true},
    {"missing-episodes", BY_EVERYTHING, true, false},
    {"interviews-offered", BY_EVERYTHING, true, false},
    {"interviews-accepted", BY_EVERYTHING, true, false},
    {"interviews-declined", BY_EVERYTHING, true, false},
    {"interviews-done", BY_EVERYTHING, true, false},
};

enum { MEASURES = sizeof measures / sizeof *measures };

static const char *const bands[BANDS] = {"contacts.2-5", "contacts.6-15", "contacts.16-25", "contacts.26"};
static const char *const unknown[DOLEN_COUNTED_BY] = {"age.unknown", "care.unknown", "authority.unknown",
                                                      "reason.unknown"};

typedef struct name {
    dolen_code row;
    dolen_code column;
} name;

typedef struct table {
    size_t measure;
    dolen_month month;
    name *names;                  /* of the cells */
    dolen_disclosure_cell *cells; /* in the order in which they are published */
    dolen_disclosure_network network;
    size_t room;
} table;

struct dolen_statistics_tables {
    dolen_arena *arena;
    dolen_disclosure_rules limits;
    dolen_code values[DOLEN_COUNTED_BY][VALUES]; /* the last of each is "not known" */
    size_t value_counts[DOLEN_COUNTED_BY];
    table tables[TABLES];
    size_t count;
};

static void read_values(dolen_statistics_tables *tables, const dolen_rules *rules)
{
    size_t count = 0;
    const dolen_dimension_value *all = dolen_rules_all_dimension_values(rules, &count);

    for (int which = 0; which < DOLEN_COUNTED_BY; which++) {
        size_t *used = &tables->value_counts[which];
        for (size_t i = 0; i < count && *used < VALUES - 1; i++)
            if (strcmp(all[i].dimension.text, dolen_dimensions_name((dolen_counted_by)which)) == 0)
                tables->values[which][(*used)++] = all[i].code;
        tables->values[which][(*used)++] = dolen_code_of(unknown[which]);
    }
}

static void add_cell(table *t, const char *row, const char *column, uint32_t from, uint32_t to)
{
    const size_t at = t->network.cell_count++;

    DOLEN_MUST(at < t->room);
    t->names[at] = (name){dolen_code_of(row), dolen_code_of(column)};
    t->cells[at] = (dolen_disclosure_cell){.from = from, .to = to, .counts_people = measures[t->measure].counts_people};
}

/* The values of a dimension side by side, from one node to the next. */
static void add_values(const dolen_statistics_tables *all, table *t, dolen_counted_by which, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < all->value_counts[which]; i++)
        add_cell(t, all->values[which][i].text, DOLEN_STATISTICS_ALL, from, to);
}

/* Sums of ages, then each age by care, sums of care: through a node for each age and each value of care. */
static uint32_t add_cross(const dolen_statistics_tables *all, table *t)
{
    const uint32_t ages = (uint32_t)all->value_counts[DOLEN_COUNTED_BY_AGE];
    const uint32_t cares = (uint32_t)all->value_counts[DOLEN_COUNTED_BY_CARE];
    const uint32_t end = 1 + ages + cares;

    for (uint32_t a = 0; a < ages; a++)
        add_cell(t, all->values[DOLEN_COUNTED_BY_AGE][a].text, DOLEN_STATISTICS_ALL, 0, 1 + a);
    for (uint32_t a = 0; a < ages; a++)
        for (uint32_t c = 0; c < cares; c++)
            add_cell(t, all->values[DOLEN_COUNTED_BY_AGE][a].text, all->values[DOLEN_COUNTED_BY_CARE][c].text, 1 + a,
                     1 + ages + c);
    for (uint32_t c = 0; c < cares; c++)
        add_cell(t, all->values[DOLEN_COUNTED_BY_CARE][c].text, DOLEN_STATISTICS_ALL, 1 + ages + c, end);
    return end;
}

/* All in one circle, as each table has the same total. */
static void lay_out(const dolen_statistics_tables *all, table *t)
{
    uint32_t last = 1;

    switch (measures[t->measure].layout) {
    case TOGETHER: /* pairs come as they are counted; they have no total, so an inner cell closes the circle */
        add_cell(t, DOLEN_STATISTICS_ALL, DOLEN_STATISTICS_ALL, 1, 0);
        t->cells[0].is_internal = true;
        break;
    case CONTACTS:
        for (size_t i = 0; i < BANDS; i++)
            add_cell(t, bands[i], DOLEN_STATISTICS_ALL, 0, 1);
        add_cell(t, DOLEN_STATISTICS_ALL, DOLEN_STATISTICS_ALL, 1, 0);
        break;
    case BY_AUTHORITY:
        add_values(all, t, DOLEN_COUNTED_BY_AUTHORITY, 0, 1);
        add_cell(t, DOLEN_STATISTICS_ALL, DOLEN_STATISTICS_ALL, 1, 0);
        break;
    case BY_EVERYTHING:
        last = add_cross(all, t);
        add_values(all, t, DOLEN_COUNTED_BY_AUTHORITY, last, last + 1);
        add_values(all, t, DOLEN_COUNTED_BY_REASON, last + 1, last + 2);
        add_cell(t, DOLEN_STATISTICS_ALL, DOLEN_STATISTICS_ALL, last + 2, 0);
        last += 2;
        break;
    }
    t->network.nodes = last + 1;
}

static size_t room_of(const dolen_statistics_tables *all, layout of)
{
    const size_t *counts = all->value_counts;
    const size_t ages = counts[DOLEN_COUNTED_BY_AGE];
    const size_t cares = counts[DOLEN_COUNTED_BY_CARE];

    switch (of) {
    case TOGETHER:
        return 1 + DOLEN_STATISTICS_MEMBERS * (DOLEN_STATISTICS_MEMBERS - 1) / 2;
    case CONTACTS:
        return BANDS + 1;
    case BY_AUTHORITY:
        return counts[DOLEN_COUNTED_BY_AUTHORITY] + 1;
    case BY_EVERYTHING:
        break;
    }
    return ages + ages * cares + cares + counts[DOLEN_COUNTED_BY_AUTHORITY] + counts[DOLEN_COUNTED_BY_REASON] + 1;
}

static dolen_status add_table(dolen_statistics_tables *all, size_t measure, dolen_month month, dolen_err *err)
{
    if (all->count == TABLES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many months of statistics at once");
    table *t = &all->tables[all->count];
    *t = (table){.measure = measure, .month = month, .room = room_of(all, measures[measure].layout)};
    DOLEN_TRY(dolen_arena_take(all->arena, t->room, sizeof *t->names, (void *)&t->names, err));
    DOLEN_TRY(dolen_arena_take(all->arena, t->room, sizeof *t->cells, (void *)&t->cells, err));
    t->network.cells = t->cells;
    lay_out(all, t);
    all->count++;
    return DOLEN_OK;
}

dolen_status dolen_statistics_tables_new(const dolen_rules *rules, dolen_month first, dolen_month last,
                                         dolen_statistics_tables **out, dolen_err *err)
{
    DOLEN_OWN(dolen_statistics_tables, all) = dolen_memory_make(1, sizeof *all);

    *out = NULL;
    all->arena = dolen_arena_new(ARENA);
    all->limits = (dolen_disclosure_rules){.suppress_below = dolen_rules_limits(rules)->suppress_below,
                                           .round_to = dolen_rules_limits(rules)->round_to};
    read_values(all, rules);
    for (size_t i = 0; i < MEASURES; i++)
        for (dolen_month month = measures[i].by_month ? first : last; month <= last; month++)
            DOLEN_TRY(add_table(all, i, month, err));
    *out = DOLEN_TAKE(all);
    return DOLEN_OK;
}

void dolen_statistics_tables_free(dolen_statistics_tables *tables)
{
    if (!tables)
        return;
    dolen_arena_free(tables->arena);
    free(tables);
}

static table *find_table(dolen_statistics_tables *all, const dolen_statistics_count *count)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->tables[i].month == count->month &&
            strcmp(measures[all->tables[i].measure].measure, count->measure.text) == 0)
            return &all->tables[i];
    return NULL;
}

/* What the codes of one count are called in the tables. */
static dolen_code value_of(const dolen_statistics_count *count, dolen_counted_by which)
{
    const dolen_code value = count->dimensions.values[which];

    return dolen_code_is_empty(value) ? dolen_code_of(unknown[which]) : value;
}

static bool add_to(table *t, dolen_code row, dolen_code column, const dolen_statistics_count *count)
{
    for (size_t i = 0; i < t->network.cell_count; i++)
        if (dolen_code_same(t->names[i].row, row) && dolen_code_same(t->names[i].column, column)) {
            t->cells[i].count += count->count;
            t->cells[i].people += count->people;
            return true;
        }
    return false;
}

static bool add_together(table *t, const dolen_statistics_count *count)
{
    if (t->network.cell_count == t->room)
        return false;
    add_cell(t, count->row.text, count->column.text, 0, 1);
    return add_to(t, count->row, count->column, count);
}

static bool add_everywhere(table *t, const dolen_statistics_count *count)
{
    const dolen_code all = dolen_code_of(DOLEN_STATISTICS_ALL);
    const dolen_code age = value_of(count, DOLEN_COUNTED_BY_AGE);
    const dolen_code care = value_of(count, DOLEN_COUNTED_BY_CARE);

    return add_to(t, age, all, count) && add_to(t, age, care, count) && add_to(t, care, all, count) &&
           add_to(t, value_of(count, DOLEN_COUNTED_BY_AUTHORITY), all, count) &&
           add_to(t, value_of(count, DOLEN_COUNTED_BY_REASON), all, count);
}

static bool add_count(table *t, const dolen_statistics_count *count)
{
    const dolen_code all = dolen_code_of(DOLEN_STATISTICS_ALL);

    if (!add_to(t, all, all, count))
        return false;
    switch (measures[t->measure].layout) {
    case TOGETHER:
        return add_together(t, count);
    case CONTACTS:
        return add_to(t, count->row, all, count);
    case BY_AUTHORITY:
        return add_to(t, value_of(count, DOLEN_COUNTED_BY_AUTHORITY), all, count);
    case BY_EVERYTHING:
        break;
    }
    return add_everywhere(t, count);
}

dolen_status dolen_statistics_tables_add(dolen_statistics_tables *tables, const dolen_statistics_count *count,
                                         dolen_err *err)
{
    table *t = find_table(tables, count);

    if (!t || !add_count(t, count))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a count that no table has a place for");
    return DOLEN_OK;
}

/* The offsets hang on what a cell is, never on its month: two releases cannot be played off against each other. */
static void offset_cell(const dolen_disclosure_rules *limits, const dolen_secret *key, const char *measure,
                        const name *called, dolen_disclosure_cell *cell)
{
    uint8_t room[4 * DOLEN_CODE_SIZE];
    dolen_writer writer = dolen_writer_of(room, sizeof room);

    dolen_writer_block16(&writer, dolen_bytes_of_string(measure));
    dolen_writer_block16(&writer, dolen_bytes_of_string(called->row.text));
    dolen_writer_block16(&writer, dolen_bytes_of_string(called->column.text));
    const dolen_digest digest = dolen_hash_keyed(key, "statistics cell v1", dolen_writer_bytes(&writer));
    dolen_reader reader = dolen_reader_of(dolen_bytes_of(digest.bytes, sizeof digest.bytes));
    cell->threshold_offset = (uint8_t)(dolen_reader_u32(&reader) % limits->suppress_below);
    cell->rounding_offset = (uint8_t)(dolen_reader_u32(&reader) % limits->round_to);
}

static size_t list_figures(const table *t, dolen_statistics_figure *out)
{
    size_t listed = 0;

    for (size_t i = 0; i < t->network.cell_count; i++)
        if (!t->cells[i].is_internal)
            out[listed++] = (dolen_statistics_figure){.measure = dolen_code_of(measures[t->measure].measure),
                                                      .month = t->month,
                                                      .row = t->names[i].row,
                                                      .column = t->names[i].column,
                                                      .is_shown = !t->cells[i].is_suppressed,
                                                      .shown = t->cells[i].shown};
    return listed;
}

dolen_status dolen_statistics_tables_finish(dolen_statistics_tables *tables, const dolen_secret *key,
                                            dolen_arena *arena, const dolen_statistics_figure **out, size_t *count,
                                            dolen_err *err)
{
    DOLEN_OWN(dolen_arena, scratch) = dolen_arena_new(PROTECT_ARENA);
    dolen_statistics_figure *figures = NULL;
    size_t room = 0;

    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < tables->count; i++)
        room += tables->tables[i].network.cell_count;
    if (room > DOLEN_STATISTICS_FIGURES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "more figures than a release may have");
    DOLEN_TRY(dolen_arena_take(arena, room, sizeof *figures, (void *)&figures, err));
    for (size_t i = 0; i < tables->count; i++) {
        table *t = &tables->tables[i];
        for (size_t k = 0; k < t->network.cell_count; k++)
            offset_cell(&tables->limits, key, measures[t->measure].measure, &t->names[k], &t->cells[k]);
        dolen_arena_reset(scratch);
        DOLEN_TRY(dolen_disclosure_protect(&tables->limits, &t->network, scratch, err));
        *count += list_figures(t, figures + *count);
    }
    *out = figures;
    return DOLEN_OK;
}
