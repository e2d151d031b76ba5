#include <stdlib.h>

#include "node/agency/oversight/export_internal.h"
#include "node/agency/oversight/oversight_json.h"
#include "node/base/memory.h"

void dolen_export_put_json(FILE *out, json_t *document)
{
    DOLEN_MUST(document != NULL);
    DOLEN_MUST(json_dumpf(document, out, JSON_COMPACT | JSON_PRESERVE_ORDER) == 0 || ferror(out));
    json_decref(document);
}

static void begin(FILE *out, const dolen_export_about *about)
{
    (void)about;
    fputs("{\"searches\":[\n", out);
}

static void row(FILE *out, const dolen_export_about *about, const dolen_export_row *row)
{
    json_t *document = dolen_oversight_json_item(row->item);

    (void)about;
    if (row->typed)
        json_object_set(document, "typed", (json_t *)(uintptr_t)row->typed);
    if (!row->is_first)
        fputs(",\n", out);
    dolen_export_put_json(out, document);
}

static void end(FILE *out, const dolen_export_about *about)
{
    char made[DOLEN_INSTANT_TEXT];

    dolen_instant_write(about->made, made);
    fputs("\n],\"export\":", out);
    dolen_export_put_json(out, json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:I, s:b, s:o}", "agency", about->agency.text,
                                         "made", made, "user", about->user, "role", about->role.text, "ground",
                                         about->ground.text, "with_subjects", (int)about->with_subjects, "rows",
                                         (json_int_t)about->rows, "cut", (int)about->is_cut, "ledger_index",
                                         about->entry >= 0 ? json_integer(about->entry) : json_null()));
    fputs("}\n", out);
}

const dolen_export_writer dolen_export_json = {.content_type = "application/json",
                                               .suffix = "json",
                                               .takes_subjects = true,
                                               .begin = begin,
                                               .row = row,
                                               .end = end};
