/* Releases as JSON and CSV. */
#include <stdio.h>
#include <string.h>

#include "node/agency/statistics.h"

enum { CSV_LINE = 512 };

/* What is no value of the rules: sums, bands, and "not known" of each dimension. */
static const struct {
    const char *code;
    dolen_words words;
} own_names[] = {
    {"all", {"All", "Pawb"}},
    {"contacts.2-5", {"2 to 5 contacts", "2 i 5 cyswllt"}},
    {"contacts.6-15", {"6 to 15 contacts", "6 i 15 cyswllt"}},
    {"contacts.16-25", {"16 to 25 contacts", "16 i 25 cyswllt"}},
    {"contacts.26", {"26 contacts and more", "26 cyswllt a mwy"}},
    {"age.unknown", {"Age not known", "Oedran anhysbys"}},
    {"care.unknown", {"Care experience not known", "Profiad o ofal yn anhysbys"}},
    {"authority.unknown", {"Authority not known", "Awdurdod anhysbys"}},
    {"reason.unknown", {"Reason not recorded", "Rheswm heb ei gofnodi"}},
};

const dolen_words *dolen_statistics_name(const dolen_rules *rules, dolen_code code)
{
    const dolen_dimension_value *value = dolen_rules_find_dimension_value(rules, code);

    if (value)
        return &value->name;
    for (size_t i = 0; i < sizeof own_names / sizeof *own_names; i++)
        if (strcmp(own_names[i].code, code.text) == 0)
            return &own_names[i].words;
    return NULL;
}

dolen_counted_by dolen_statistics_dimension(const dolen_rules *rules, dolen_code code)
{
    static const char *const unknown[DOLEN_COUNTED_BY] = {"age.unknown", "care.unknown", "authority.unknown",
                                                          "reason.unknown"};
    const dolen_dimension_value *value = dolen_rules_find_dimension_value(rules, code);

    for (int i = 0; i < DOLEN_COUNTED_BY; i++)
        if (strcmp(code.text, unknown[i]) == 0 ||
            (value && strcmp(value->dimension.text, dolen_dimensions_name((dolen_counted_by)i)) == 0))
            return (dolen_counted_by)i;
    return DOLEN_COUNTED_BY;
}

static json_t *month_document(dolen_month month)
{
    char text[DOLEN_MONTH_TEXT];

    dolen_month_write(month, text);
    return json_string(text);
}

static json_t *instant_document(int64_t instant)
{
    char text[DOLEN_INSTANT_TEXT];

    dolen_instant_write(instant, text);
    return json_string(text);
}

static json_t *head_document(const dolen_statistics_release *release)
{
    json_t *members = json_array();

    for (size_t i = 0; i < release->member_count; i++)
        json_array_append_new(members, json_string(release->members[i].text));
    return json_pack("{s:o, s:o, s:o, s:s, s:o, s:I}", "release", month_document(release->month), "made",
                     instant_document(release->made), "as_of", instant_document(release->as_of), "rules",
                     release->rules_version, "members", members, "figure_count", (json_int_t)release->figure_count);
}

json_t *dolen_statistics_json_list(const dolen_statistics_reply *reply)
{
    json_t *list = json_array();

    for (size_t i = 0; i < reply->release_count; i++)
        json_array_append_new(list, head_document(&reply->releases[i]));
    return json_pack("{s:o, s:I}", "releases", list, "ledger", (json_int_t)reply->ledger_index);
}

static json_t *code_document(const dolen_rules *rules, dolen_code code)
{
    const dolen_words *name = dolen_statistics_name(rules, code);

    return json_pack("{s:s, s:s, s:s}", "code", code.text, "en", name ? name->en : code.text, "cy",
                     name ? name->cy : code.text);
}

json_t *dolen_statistics_json_release(const dolen_rules *rules, const dolen_statistics_release *release)
{
    json_t *document = head_document(release);
    json_t *figures = json_array();

    for (size_t i = 0; i < release->figure_count && release->figures; i++) {
        const dolen_statistics_figure *figure = &release->figures[i];
        json_array_append_new(figures,
                              json_pack("{s:s, s:o, s:o, s:o, s:o}", "measure", figure->measure.text, "month",
                                        month_document(figure->month), "row", code_document(rules, figure->row),
                                        "column", code_document(rules, figure->column), "value",
                                        figure->is_shown ? json_integer((json_int_t)figure->shown) : json_null()));
    }
    json_object_set_new(document, "figures", figures);
    return document;
}

/* One field in quotes; what a spreadsheet would run as a formula gets an apostrophe before it. */
static void add_field(char line[CSV_LINE], const char *text, char after)
{
    size_t used = strlen(line);

    line[used++] = '"';
    if (*text && strchr("=+-@\t\r", *text))
        line[used++] = '\'';
    for (; *text && used < CSV_LINE - 5; text++) {
        if (*text == '"')
            line[used++] = '"';
        line[used++] = *text;
    }
    line[used++] = '"';
    line[used++] = after;
    line[used] = '\0';
}

static void write_line(const dolen_rules *rules, const char *release, const dolen_statistics_figure *figure,
                       char line[CSV_LINE])
{
    const dolen_words *row = dolen_statistics_name(rules, figure->row);
    const dolen_words *column = dolen_statistics_name(rules, figure->column);
    char month[DOLEN_MONTH_TEXT];
    char value[16] = "c";

    dolen_month_write(figure->month, month);
    if (figure->is_shown)
        snprintf(value, sizeof value, "%u", (unsigned)figure->shown);
    line[0] = '\0';
    add_field(line, release, ',');
    add_field(line, figure->measure.text, ',');
    add_field(line, month, ',');
    add_field(line, figure->row.text, ',');
    add_field(line, row ? row->en : figure->row.text, ',');
    add_field(line, figure->column.text, ',');
    add_field(line, column ? column->en : figure->column.text, ',');
    add_field(line, value, '\r');
}

dolen_status dolen_statistics_csv_release(const dolen_rules *rules, const dolen_statistics_release *release,
                                          dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    static const char header[] = "release,measure,month,row,row name,column,column name,value\r\n";
    const size_t room = sizeof header + release->figure_count * CSV_LINE;
    char month[DOLEN_MONTH_TEXT];
    char *text = NULL;
    size_t used = sizeof header - 1;

    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(dolen_arena_take(arena, room, 1, (void *)&text, err));
    memcpy(text, header, sizeof header);
    dolen_month_write(release->month, month);
    for (size_t i = 0; i < release->figure_count && release->figures; i++) {
        char line[CSV_LINE];
        write_line(rules, month, &release->figures[i], line);
        memcpy(text + used, line, strlen(line));
        used += strlen(line);
        text[used++] = '\n';
    }
    *out = dolen_bytes_of(text, used);
    return DOLEN_OK;
}
