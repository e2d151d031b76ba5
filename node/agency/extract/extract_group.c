#include "node/agency/extract/extract_group.h"

#include <string.h>

enum { COUNT_LIMIT = 9999, LAST = DOLEN_FLAG_MONTHS - 1 };

void dolen_extract_group_start(dolen_extract_group *group, dolen_arena *arena)
{
    group->arena = arena;
    for (size_t i = 0; i < DOLEN_MAPPING_FIELDS; i++)
        group->text[i] = "";
    group->subject = DOLEN_SUBJECT_NONE;
    group->born = (dolen_day){0};
    group->protection = DOLEN_PROTECTION_NONE;
    group->contact = 0;
    group->dimensions = (dolen_dimensions){0};
    group->count = 0;
    group->failed = false;
}

static bool is_identity(dolen_mapping_field field)
{
    return field != DOLEN_MAPPING_SUBJECT && (field < DOLEN_MAPPING_CODE);
}

static void keep_identity(dolen_extract_group *group, const dolen_extract_row *row)
{
    for (unsigned i = 0; i < DOLEN_MAPPING_FIELDS; i++) {
        if (!is_identity((dolen_mapping_field)i) || group->text[i][0] || !row->text[i][0])
            continue;
        const char *copy = dolen_arena_copy_string(group->arena, row->text[i], strlen(row->text[i]));
        if (copy)
            group->text[i] = copy;
        else
            group->failed = true;
    }
    if (group->born.year == 0)
        group->born = row->born;
    if (group->contact == 0)
        group->contact = row->contact;
    for (size_t i = 0; i < DOLEN_COUNTED_BY; i++)
        if (dolen_code_is_empty(group->dimensions.values[i]))
            group->dimensions.values[i] = row->dimensions.values[i];
    if (row->shielded)
        group->protection = DOLEN_PROTECTION_SHIELDED;
}

static void reject(dolen_extract_rows *rows, dolen_extract_row *row)
{
    row->verdict = DOLEN_EXTRACT_ROW_REJECTED;
    rows->figures->rejected++;
}

static dolen_extract_sum *sum_of(dolen_extract_group *group, const dolen_extract_row *row)
{
    for (size_t i = 0; i < group->count; i++)
        if (dolen_code_same(group->sums[i].code, row->code))
            return &group->sums[i];
    if (group->count == DOLEN_RECORD_FLAGS)
        return NULL;
    dolen_extract_sum *sum = &group->sums[group->count++];
    memset(sum, 0, sizeof *sum);
    sum->code = row->code;
    sum->kind = row->kind;
    return sum;
}

static void add_events(dolen_extract_sum *sum, const dolen_extract_row *row, dolen_month this_month)
{
    const dolen_month age = this_month - dolen_month_of(row->latest);

    if (age > LAST)
        return;
    uint32_t *count = &sum->counts[LAST - age];
    *count = *count + row->count > COUNT_LIMIT ? COUNT_LIMIT : *count + row->count;
    if (sum->latest.year == 0 || dolen_day_compare(row->latest, sum->latest) > 0)
        sum->latest = row->latest;
}

/* One period a code: an open one before a closed one, else the later. */
static void add_period(dolen_extract_sum *sum, const dolen_extract_row *row, dolen_extract_figures *figures)
{
    if (sum->opened)
        figures->dropped_periods++;
    const bool is_better =
        !sum->opened || (!row->closed && sum->closed) || (!row->closed == !sum->closed && row->opened > sum->opened);
    if (!is_better)
        return;
    sum->opened = row->opened;
    sum->closed = row->closed;
}

void dolen_extract_group_add(dolen_extract_group *group, dolen_extract_rows *rows, dolen_extract_row *row)
{
    keep_identity(group, row);
    if (row->verdict != DOLEN_EXTRACT_ROW_GOOD)
        return;
    if (group->subject != DOLEN_SUBJECT_NONE && group->subject != row->subject) {
        reject(rows, row);
        if (rows->problems)
            dolen_problems_add(rows->problems, rows->source, row->line, "one id is both a person and an address",
                               dolen_mapping_field_name(DOLEN_MAPPING_SUBJECT), NULL);
        return;
    }
    group->subject = row->subject;
    dolen_extract_sum *sum = sum_of(group, row);
    if (!sum) {
        reject(rows, row);
        if (rows->problems)
            dolen_problems_add(rows->problems, rows->source, row->line, "one id has more than 64 codes",
                               dolen_mapping_field_name(DOLEN_MAPPING_CODE), NULL);
        return;
    }
    sum->disputed = sum->disputed || row->disputed;
    if (sum->kind == DOLEN_FLAG_EVENT)
        add_events(sum, row, dolen_month_of(rows->rules->today));
    else
        add_period(sum, row, rows->figures);
}

static bool is_held(const dolen_extract_sum *sum, dolen_month first_month)
{
    if (sum->kind == DOLEN_FLAG_EVENT)
        return sum->latest.year != 0 && dolen_month_of(sum->latest) >= first_month;
    return sum->opened && (sum->closed == 0 || sum->closed >= first_month);
}

static dolen_status make_flag(const dolen_extract_sum *sum, dolen_month this_month, dolen_month first_month,
                              dolen_arena *arena, dolen_flag *out, dolen_err *err)
{
    dolen_month_count *months = NULL;
    size_t count = 0;

    *out = (dolen_flag){
        .code = sum->code, .kind = sum->kind, .opened = sum->opened, .closed = sum->closed, .disputed = sum->disputed};
    if (sum->kind != DOLEN_FLAG_EVENT)
        return DOLEN_OK;
    DOLEN_TRY(dolen_arena_take(arena, DOLEN_FLAG_MONTHS, sizeof *months, &months, err));
    for (int i = 0; i < DOLEN_FLAG_MONTHS; i++)
        if (sum->counts[i] && this_month - LAST + i >= first_month)
            months[count++] = (dolen_month_count){this_month - LAST + i, sum->counts[i]};
    out->months = months;
    out->month_count = count;
    out->latest = sum->latest;
    return DOLEN_OK;
}

static void name_subject(const dolen_extract_group *group, dolen_extract_entry *out)
{
    const char *const *text = group->text;

    out->person = (dolen_person){
        .forenames = text[DOLEN_MAPPING_FORENAMES],
        .surname = text[DOLEN_MAPPING_SURNAME],
        .former_surname = text[DOLEN_MAPPING_FORMER_SURNAME],
        .born = group->born,
        .sex = text[DOLEN_MAPPING_SEX],
        .address = text[DOLEN_MAPPING_ADDRESS],
        .postcode = text[DOLEN_MAPPING_POSTCODE],
        .uprn = text[DOLEN_MAPPING_UPRN],
        .nhs_number = text[DOLEN_MAPPING_NHS_NUMBER],
    };
    out->address = (dolen_address){.line = text[DOLEN_MAPPING_ADDRESS],
                                   .postcode = text[DOLEN_MAPPING_POSTCODE],
                                   .uprn = text[DOLEN_MAPPING_UPRN]};
}

dolen_status dolen_extract_group_finish(dolen_extract_group *group, dolen_month this_month, dolen_month first_month,
                                        dolen_extract_entry *out, dolen_err *err)
{
    dolen_flag *flags = NULL;

    *out = (dolen_extract_entry){.local_id = group->text[DOLEN_MAPPING_LOCAL_ID],
                                 .subject = group->subject,
                                 .protection = group->protection,
                                 .contact = group->contact};
    if (group->failed)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the entry does not fit into the memory given");
    DOLEN_TRY(dolen_arena_take(group->arena, group->count + 1, sizeof *flags, &flags, err));
    for (size_t i = 0; i < group->count; i++)
        if (is_held(&group->sums[i], first_month))
            DOLEN_TRY(
                make_flag(&group->sums[i], this_month, first_month, group->arena, &flags[out->flag_count++], err));
    out->flags = flags;
    if (out->subject == DOLEN_SUBJECT_PERSON)
        out->dimensions = group->dimensions;
    name_subject(group, out);
    return DOLEN_OK;
}
