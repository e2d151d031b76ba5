#include "node/agency/extract/extract_row.h"

#include <string.h>
#include <strings.h>

#include "node/base/text.h"
#include "node/match/normalise.h"

enum { COUNT_LIMIT = 9999, NHS_WITHOUT_ZERO = 9, MONTH_SIZE = 7 };

/* Reports carry literals and the name of a column, never what stood in it. */
#define REPORT(rows, row, what, field) report((rows), (row), "" what "", (field))

static void report(const dolen_extract_rows *rows, const dolen_extract_row *row, const char *what,
                   dolen_mapping_field field)
{
    if (rows->problems)
        dolen_problems_append(rows->problems, rows->source, row->line, what, dolen_mapping_field_name(field), NULL);
}

#define REJECT(rows, row, what, field)                                                                                 \
    do {                                                                                                               \
        REPORT(rows, row, what, field);                                                                                \
        (row)->verdict = DOLEN_EXTRACT_ROW_REJECTED;                                                                   \
    } while (0)

#define DAMAGED(rows, row, what, field)                                                                                \
    do {                                                                                                               \
        REPORT(rows, row, what, field);                                                                                \
        (rows)->damaged++;                                                                                             \
    } while (0)

static bool is_space(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

/* Append a column to the buffer, trimmed; false when there is no more room. */
static bool append(dolen_extract_rows *rows, const char *text)
{
    while (is_space(*text))
        text++;
    size_t size = strlen(text);
    while (size && is_space(text[size - 1]))
        size--;
    if (rows->used + size + 3 > DOLEN_CSV_ROW)
        return false;
    memcpy(rows->buffer + rows->used, text, size);
    rows->used += size;
    return true;
}

/* The text of a field: its columns, trimmed, joined by a space (an address: by a comma). */
static const char *text_of(dolen_extract_rows *rows, const dolen_csv_row *csv, dolen_mapping_field field,
                           dolen_extract_row *row)
{
    const size_t start = rows->used;

    for (size_t i = 0; i < rows->columns.field[field].count; i++) {
        const size_t before = rows->used;
        if (before > start)
            rows->buffer[rows->used++] = field == DOLEN_MAPPING_ADDRESS ? ',' : ' ';
        const size_t gap = rows->used;
        if (!append(rows, csv->fields[rows->columns.field[field].at[i]])) {
            REJECT(rows, row, "the columns of the field are too long together", field);
            rows->used = start;
            return "";
        }
        if (rows->used == gap)
            rows->used = before;
    }
    rows->buffer[rows->used++] = '\0';
    return rows->buffer + start;
}

static bool is_scientific(const char *text)
{
    const size_t digits = strspn(text, "0123456789.,");
    const char *rest = text + digits;

    if (!digits || (*rest != 'E' && *rest != 'e'))
        return false;
    rest += 1 + (rest[1] == '+' || rest[1] == '-');
    return *rest && strspn(rest, "0123456789") == strlen(rest);
}

static bool is_spreadsheet_fault(const char *text)
{
    static const char *const faults[] = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#DIV/0!", "#NULL!"};

    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (strcmp(text, faults[i]) == 0)
            return true;
    return text[0] == '#' && text[1] == '#' && strspn(text, "#") == strlen(text);
}

static bool is_number_field(dolen_mapping_field field)
{
    return field == DOLEN_MAPPING_LOCAL_ID || field == DOLEN_MAPPING_UPRN || field == DOLEN_MAPPING_NHS_NUMBER;
}

static bool is_name_field(dolen_mapping_field field)
{
    return field == DOLEN_MAPPING_FORENAMES || field == DOLEN_MAPPING_SURNAME || field == DOLEN_MAPPING_FORMER_SURNAME;
}

/* All texts of the row; what databases write for "nothing" becomes nothing (except in names: Null is one). */
static void read_texts(dolen_extract_rows *rows, const dolen_csv_row *csv, dolen_extract_row *row)
{
    rows->used = 0;
    for (unsigned i = 0; i < DOLEN_MAPPING_FIELDS; i++) {
        const dolen_mapping_field field = (dolen_mapping_field)i;
        row->text[i] = text_of(rows, csv, field, row);
        if (!is_name_field(field) && (strcmp(row->text[i], "NULL") == 0 || strcmp(row->text[i], "\\N") == 0))
            row->text[i] = "";
        if (is_spreadsheet_fault(row->text[i]))
            DAMAGED(rows, row, "a spreadsheet's fault mark stands here instead of a value", field);
        if (is_number_field(field) && is_scientific(row->text[i]))
            DAMAGED(rows, row, "a spreadsheet has rounded a number to the form 1.23E+09: export it as text", field);
    }
}

static void read_local_id(dolen_extract_rows *rows, dolen_extract_row *row)
{
    const char *id = row->text[DOLEN_MAPPING_LOCAL_ID];
    const size_t size = strlen(id);
    const size_t width = dolen_mapping_local_id_width(rows->mapping);

    if (size == 0)
        REJECT(rows, row, "the row has no id", DOLEN_MAPPING_LOCAL_ID);
    else if (size > DOLEN_EXTRACT_LOCAL_ID)
        REJECT(rows, row, "the id is longer than 64 bytes", DOLEN_MAPPING_LOCAL_ID);
    else if (width && size < width)
        DAMAGED(rows, row, "the id is shorter than the mapping says: leading zeros are lost", DOLEN_MAPPING_LOCAL_ID);
    else if (width && size > width)
        REJECT(rows, row, "the id is longer than the mapping says", DOLEN_MAPPING_LOCAL_ID);
}

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcasecmp(text, *words) == 0)
            return true;
    return false;
}

static void read_subject(dolen_extract_rows *rows, dolen_extract_row *row)
{
    static const char *const people[] = {"", "person", "p", NULL};
    static const char *const addresses[] = {"address", "a", NULL};
    const char *text = row->text[DOLEN_MAPPING_SUBJECT];

    if (is_one_of(text, people))
        row->subject = DOLEN_SUBJECT_PERSON;
    else if (is_one_of(text, addresses))
        row->subject = DOLEN_SUBJECT_ADDRESS;
    else
        REJECT(rows, row, "neither person nor address", DOLEN_MAPPING_SUBJECT);
}

/* Whatever is not plainly "no" protects, and a word that is neither is reported as well. */
static void read_protection(dolen_extract_rows *rows, dolen_extract_row *row)
{
    static const char *const none[] = {"", "no", "n", "0", "false", "none", NULL};
    static const char *const shielded[] = {"shielded", "protected", "yes", "y", "1", "true", "s", NULL};
    const char *text = row->text[DOLEN_MAPPING_PROTECTION];

    row->shielded = !is_one_of(text, none);
    if (row->shielded && !is_one_of(text, shielded))
        REJECT(rows, row, "neither shielded nor empty; the record is protected to be safe", DOLEN_MAPPING_PROTECTION);
}

/* Likewise: in doubt it is disputed. */
static void read_disputed(dolen_extract_rows *rows, dolen_extract_row *row)
{
    static const char *const none[] = {"", "no", "n", "0", "false", "none", NULL};
    static const char *const disputed[] = {"disputed", "yes", "y", "1", "true", NULL};
    const char *text = row->text[DOLEN_MAPPING_DISPUTED];

    row->disputed = !is_one_of(text, none);
    if (row->disputed && !is_one_of(text, disputed))
        REJECT(rows, row, "neither disputed nor empty", DOLEN_MAPPING_DISPUTED);
}

/* A date that must be usable where one is given; false, and a report, when it is not. */
static bool read_date(dolen_extract_rows *rows, dolen_extract_row *row, dolen_mapping_field field, dolen_day *out)
{
    switch (dolen_extract_row_date(row->text[field], dolen_mapping_date_form(rows->mapping), out)) {
    case DOLEN_EXTRACT_DATE_FINE:
        return true;
    case DOLEN_EXTRACT_DATE_SWAPPED:
        DAMAGED(rows, row, "day and month are exchanged: the file's dates are not of the declared form", field);
        return false;
    case DOLEN_EXTRACT_DATE_SERIAL:
        DAMAGED(rows, row, "a spreadsheet's day number stands here instead of a date", field);
        return false;
    case DOLEN_EXTRACT_DATE_NONE:
        REPORT(rows, row, "no calendar has this date", field);
        return false;
    case DOLEN_EXTRACT_DATE_FORM:
        break;
    }
    REPORT(rows, row, "not a date of the declared form", field);
    return false;
}

static void read_born(dolen_extract_rows *rows, dolen_extract_row *row)
{
    if (!row->text[DOLEN_MAPPING_DOB][0])
        return;
    const bool is_date = read_date(rows, row, DOLEN_MAPPING_DOB, &row->born);
    if (is_date && dolen_day_compare(row->born, rows->rules->today) > 0) {
        REPORT(rows, row, "a date of birth in the future", DOLEN_MAPPING_DOB);
        row->born = (dolen_day){0};
    }
    if (dolen_normalise_born(row->born) == DOLEN_BORN_NONE)
        rows->figures->unusable_born++;
}

/* Nine digits that become a right NHS number with a zero before them have lost one. */
static bool has_lost_zero(const char *text)
{
    char padded[NHS_WITHOUT_ZERO + 2] = "0";
    char number[DOLEN_NORMAL_NHS];

    if (strspn(text, "0123456789") != NHS_WITHOUT_ZERO || text[NHS_WITHOUT_ZERO])
        return false;
    memcpy(padded + 1, text, NHS_WITHOUT_ZERO + 1);
    return dolen_normalise_nhs_number(padded, number);
}

/* Identity fields that cannot be used are counted; matching simply goes without them. */
static void check_identity(dolen_extract_rows *rows, dolen_extract_row *row)
{
    const char *nhs_number = row->text[DOLEN_MAPPING_NHS_NUMBER];
    const char *uprn = row->text[DOLEN_MAPPING_UPRN];
    const char *postcode = row->text[DOLEN_MAPPING_POSTCODE];
    char number[DOLEN_NORMAL_UPRN];
    dolen_normal_postcode place;
    dolen_normal_name name;

    dolen_normalise_name(row->text[DOLEN_MAPPING_FORENAMES], row->text[DOLEN_MAPPING_SURNAME], "", &name);
    if (name.has_foreign || name.has_filler)
        rows->figures->unusable_name++;
    if (has_lost_zero(nhs_number))
        DAMAGED(rows, row, "a leading zero is lost: export the column as text", DOLEN_MAPPING_NHS_NUMBER);
    if (nhs_number[0] && !dolen_normalise_nhs_number(nhs_number, number))
        rows->figures->unusable_nhs_number++;
    if (uprn[0] && !dolen_normalise_uprn(uprn, number))
        rows->figures->unusable_uprn++;
    if (postcode[0] && !dolen_normalise_postcode(postcode, &place))
        rows->figures->unusable_postcode++;
}

static void read_period(dolen_extract_rows *rows, dolen_extract_row *row)
{
    dolen_day opened;
    dolen_day closed;

    if (!row->text[DOLEN_MAPPING_OPENED][0]) {
        REJECT(rows, row, "an involvement or state needs the day it opened", DOLEN_MAPPING_OPENED);
        return;
    }
    row->verdict = DOLEN_EXTRACT_ROW_REJECTED;
    if (!read_date(rows, row, DOLEN_MAPPING_OPENED, &opened))
        return;
    if (dolen_day_compare(opened, rows->rules->today) > 0) {
        REPORT(rows, row, "opened in the future", DOLEN_MAPPING_OPENED);
        return;
    }
    row->opened = dolen_month_of(opened);
    row->verdict = DOLEN_EXTRACT_ROW_GOOD;
    if (!row->text[DOLEN_MAPPING_CLOSED][0])
        return;
    if (!read_date(rows, row, DOLEN_MAPPING_CLOSED, &closed))
        row->verdict = DOLEN_EXTRACT_ROW_REJECTED;
    else if (dolen_day_compare(closed, opened) < 0)
        REJECT(rows, row, "closed before it opened", DOLEN_MAPPING_CLOSED);
    else if (dolen_day_compare(closed, rows->rules->today) <= 0)
        row->closed = dolen_month_of(closed);
}

/* The last day of a month, or today when that is earlier: what is known of "some time in this month". */
static dolen_day last_day_of(dolen_month month, dolen_day today)
{
    const dolen_month next = month + 1;
    const dolen_day first = {(int16_t)(next / 12), (uint8_t)(next % 12 + 1), 1};
    const dolen_day last = dolen_day_from_number(dolen_day_number(first) - 1);

    return dolen_day_compare(last, today) > 0 && dolen_month_of(today) == month ? today : last;
}

static bool read_event_day(dolen_extract_rows *rows, dolen_extract_row *row)
{
    const char *month_text = row->text[DOLEN_MAPPING_MONTH];
    dolen_month month;

    if (row->text[DOLEN_MAPPING_EVENT_DATE][0])
        return read_date(rows, row, DOLEN_MAPPING_EVENT_DATE, &row->latest);
    if (!month_text[0]) {
        REPORT(rows, row, "an event needs a date or a month", DOLEN_MAPPING_EVENT_DATE);
        return false;
    }
    if (strlen(month_text) != MONTH_SIZE || dolen_month_read(month_text, &month, NULL) != DOLEN_OK) {
        REPORT(rows, row, "a month has the form YYYY-MM", DOLEN_MAPPING_MONTH);
        return false;
    }
    row->latest = last_day_of(month, rows->rules->today);
    return true;
}

static void read_event(dolen_extract_rows *rows, dolen_extract_row *row)
{
    const char *count = row->text[DOLEN_MAPPING_COUNT];
    uint64_t number = 1;

    row->verdict = DOLEN_EXTRACT_ROW_REJECTED;
    if (!read_event_day(rows, row))
        return;
    if (dolen_day_compare(row->latest, rows->rules->today) > 0)
        REPORT(rows, row, "an event in the future", DOLEN_MAPPING_EVENT_DATE);
    else if (count[0] && (dolen_text_to_number(count, COUNT_LIMIT, &number, NULL) != DOLEN_OK || number == 0))
        REPORT(rows, row, "a count is a number from 1 to 9999", DOLEN_MAPPING_COUNT);
    else
        row->verdict = DOLEN_EXTRACT_ROW_GOOD;
    row->count = (uint32_t)number;
}

static void read_team(dolen_extract_rows *rows, dolen_extract_row *row)
{
    const char *team = row->text[DOLEN_MAPPING_TEAM];

    if (!team[0] || dolen_mapping_team(rows->mapping, team, &row->contact))
        return;
    if (!rows->rules->team_of || !rows->rules->team_of(rows->rules->context, team, &row->contact))
        rows->figures->unknown_teams++;
}

/* Whole years of age today; -1 when no date of birth can be used. */
static int age_of(const dolen_extract_rows *rows, const dolen_extract_row *row)
{
    const dolen_day today = rows->rules->today;
    const dolen_day born = row->born;

    if (dolen_normalise_born(born) == DOLEN_BORN_NONE)
        return -1;
    return today.year - born.year - (today.month < born.month || (today.month == born.month && today.day < born.day));
}

/* A value that the rules do not know is reported and stays here; the row's flag is published without it (IG-13). */
static void read_dimension(dolen_extract_rows *rows, dolen_extract_row *row, dolen_counted_by which)
{
    const dolen_mapping_field field = (dolen_mapping_field)((int)DOLEN_MAPPING_AGE_BAND + (int)which);
    const char *value = dolen_mapping_dimension(rows->mapping, row->text[field]);
    const int age = which == DOLEN_COUNTED_BY_AGE && !value[0] ? age_of(rows, row) : -1;
    dolen_code *out = &row->dimensions.values[which];

    if (!rows->rules->dimension_of || (!value[0] && age < 0))
        return;
    if (rows->rules->dimension_of(rows->rules->context, which, value, age, out))
        return;
    *out = (dolen_code){0};
    if (!value[0])
        return;
    REPORT(rows, row, "a value that the rules do not know; it is not published", field);
    rows->figures->unknown_dimensions++;
}

static void read_dimensions(dolen_extract_rows *rows, dolen_extract_row *row)
{
    for (int i = 0; i < DOLEN_COUNTED_BY && row->subject == DOLEN_SUBJECT_PERSON; i++)
        read_dimension(rows, row, (dolen_counted_by)i);
}

static void read_flag(dolen_extract_rows *rows, dolen_extract_row *row)
{
    const char *code = dolen_mapping_code(rows->mapping, row->text[DOLEN_MAPPING_CODE]);

    if (!code[0]) {
        REJECT(rows, row, "the row has no code", DOLEN_MAPPING_CODE);
        return;
    }
    if (dolen_code_read(code, strlen(code), &row->code, NULL) == DOLEN_OK)
        row->kind = rows->rules->kind_of(rows->rules->context, row->code, row->subject);
    if (row->kind == DOLEN_FLAG_NONE) {
        row->verdict = DOLEN_EXTRACT_ROW_UNKNOWN_CODE;
        return;
    }
    if (row->kind == DOLEN_FLAG_EVENT)
        read_event(rows, row);
    else
        read_period(rows, row);
}

void dolen_extract_row_read(dolen_extract_rows *rows, const dolen_csv_row *csv, dolen_extract_row *out)
{
    memset(out, 0, sizeof *out);
    out->line = csv->line;
    read_texts(rows, csv, out);
    read_local_id(rows, out);
    read_subject(rows, out);
    read_protection(rows, out);
    read_disputed(rows, out);
    read_born(rows, out);
    check_identity(rows, out);
    read_team(rows, out);
    read_dimensions(rows, out);
    if (out->verdict == DOLEN_EXTRACT_ROW_GOOD)
        read_flag(rows, out);
    rows->figures->rows++;
    rows->figures->rejected += out->verdict == DOLEN_EXTRACT_ROW_REJECTED;
    rows->figures->unknown_codes += out->verdict == DOLEN_EXTRACT_ROW_UNKNOWN_CODE;
}
