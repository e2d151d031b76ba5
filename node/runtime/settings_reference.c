#include <inttypes.h>

#include "node/base/text.h"
#include "node/runtime/settings.h"

static const char *form_of(const dolen_setting *row)
{
    switch (row->kind) {
    case DOLEN_SETTING_TEXT:
        return "text";
    case DOLEN_SETTING_CODE:
        return "code";
    case DOLEN_SETTING_PATH:
        return "path";
    case DOLEN_SETTING_FILE:
        return "file";
    case DOLEN_SETTING_SECRET_FILE:
        return "secret file (mode 600, or credential:NAME)";
    case DOLEN_SETTING_FOLDER:
        return "folder";
    case DOLEN_SETTING_NUMBER:
        return "number";
    case DOLEN_SETTING_SIZE:
        return "size (64 KiB, 8 MiB)";
    case DOLEN_SETTING_DURATION:
        return "duration (500 ms, 30 s, 5 min, 2 h, 7 d)";
    case DOLEN_SETTING_ADDRESS:
        return "address (host:port, unix:PATH, systemd:NAME)";
    case DOLEN_SETTING_SWITCH:
        return "yes or no";
    case DOLEN_SETTING_LIST:
        return "list divided by commas";
    }
    return "?";
}

static void print_range(const dolen_setting *row, FILE *out)
{
    if (row->least == 0 && row->most == 0)
        return;
    if (row->kind == DOLEN_SETTING_DURATION)
        fprintf(out, ", %" PRId64 " to %" PRId64 " ms", row->least, row->most);
    else
        fprintf(out, ", %" PRId64 " to %" PRId64, row->least, row->most);
}

static void print_row(const dolen_setting *row, FILE *out)
{
    fprintf(out, "| `%s` | %s", row->key, form_of(row));
    print_range(row, out);
    if (!row->otherwise)
        fprintf(out, " | required");
    else if (*row->otherwise)
        fprintf(out, " | `%s`", row->otherwise);
    else
        fprintf(out, " | none");
    fprintf(out, " | %s |\n", row->help);
}

void dolen_settings_print_reference(const char *title, const dolen_setting *const *tables, FILE *out)
{
    const char *section = NULL;

    fprintf(out, "# %s\n", title);
    for (; *tables; tables++)
        for (const dolen_setting *row = *tables; row->section; row++) {
            if (!section || !dolen_text_same(section, row->section)) {
                section = row->section;
                fprintf(out, "\n## [%s]\n\n| key | form | default | |\n|---|---|---|---|\n", section);
            }
            print_row(row, out);
        }
}
