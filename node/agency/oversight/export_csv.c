#include <inttypes.h>
#include <string.h>

#include "node/agency/oversight/export_internal.h"
#include "node/agency/oversight/oversight_json.h"

static const char *const names[] = {
    "search",  "asked",          "user",     "name",         "role",   "purpose",          "case",
    "channel", "subject",        "outcome",  "involved",     "urgent", "opened_protected", "finding",
    "review",  "review_outcome", "furthest", "ledger_index", NULL};

/*
 * A field in quotes, its quotes doubled (RFC 4180). A spreadsheet takes what begins with one of these signs, or with
 * them after white space, for a formula: an apostrophe before it makes it text.
 */
static void put_text(FILE *out, const char *text)
{
    const char *first = text + strspn(text, " ");

    fputc('"', out);
    if (*first && strchr("=+-@\t\r\n|%", *first))
        fputc('\'', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void put_next(FILE *out, const char *text)
{
    fputc(',', out);
    put_text(out, text);
}

static void put_yes(FILE *out, bool yes)
{
    fputs(yes ? ",yes" : ",no", out);
}

static void begin(FILE *out, const dolen_export_about *about)
{
    for (size_t i = 0; names[i]; i++)
        fprintf(out, "%s%s", i ? "," : "", names[i]);
    for (size_t i = 0; about->with_subjects && dolen_export_typed_fields[i]; i++)
        fprintf(out, ",typed_%s", dolen_export_typed_fields[i]);
    fputs("\r\n", out);
}

static void put_typed(FILE *out, const json_t *typed)
{
    for (size_t i = 0; dolen_export_typed_fields[i]; i++) {
        const char *value = json_string_value(json_object_get(typed, dolen_export_typed_fields[i]));
        put_next(out, value ? value : "");
    }
}

static void row(FILE *out, const dolen_export_about *about, const dolen_export_row *row)
{
    const dolen_find_item *item = row->item;
    char id[DOLEN_UUID_TEXT];
    char asked[DOLEN_INSTANT_TEXT];

    dolen_uuid_write(item->id, id);
    dolen_instant_write(item->asked, asked);
    fprintf(out, "%s,%s", id, asked);
    put_next(out, item->account);
    put_next(out, item->full_name);
    put_next(out, item->role.text);
    put_next(out, item->purpose.text);
    put_next(out, item->case_reference);
    put_next(out, dolen_oversight_json_channel((dolen_search_channel)item->channel));
    put_next(out, item->subject == DOLEN_SUBJECT_ADDRESS ? "address" : "person");
    put_next(out, item->outcome);
    fprintf(out, ",%" PRId32, item->involved);
    put_yes(out, item->urgent);
    put_yes(out, item->opened_protected);
    put_yes(out, item->has_finding);
    put_next(out, dolen_find_review_word(item->review));
    put_next(out, item->review_outcome);
    put_next(out, dolen_oversight_json_step(item->furthest));
    fputc(',', out);
    if (item->ledger_index >= 0)
        fprintf(out, "%" PRId64, item->ledger_index);
    if (about->with_subjects)
        put_typed(out, row->typed);
    fputs("\r\n", out);
}

static void end(FILE *out, const dolen_export_about *about)
{
    (void)out;
    (void)about;
}

const dolen_export_writer dolen_export_csv = {.content_type = "text/csv; charset=utf-8; header=present",
                                              .suffix = "csv",
                                              .takes_subjects = true,
                                              .begin = begin,
                                              .row = row,
                                              .end = end};
