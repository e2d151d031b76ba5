#include "node/tools/findings.h"

#include <inttypes.h>

#include <jansson.h>

static const char *const states[] = {"fine", "warning", "broken"};

dolen_finding *dolen_findings_add(dolen_findings *findings, const char *first, const char *second,
                                  dolen_finding_state state, const char *what, const char *advice)
{
    const size_t index = findings->count < DOLEN_FINDINGS_LIMIT ? findings->count++ : (size_t)DOLEN_FINDINGS_LIMIT - 1;
    dolen_finding *finding = &findings->items[index];

    *finding = (dolen_finding){.state = state, .what = what, .advice = advice};
    snprintf(finding->subject, sizeof finding->subject, "%.23s%s%.23s", first, second ? " " : "", second ? second : "");
    return finding;
}

bool dolen_findings_is_sound(const dolen_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].state == DOLEN_FINDING_BROKEN)
            return false;
    return true;
}

static void print_line(const dolen_finding *finding, FILE *out)
{
    fprintf(out, "%-8s %-24s %s", states[finding->state], finding->subject, finding->what);
    if (finding->unit)
        fprintf(out, ": %" PRId64 " %s", finding->figure, finding->unit);
    fputc('\n', out);
    if (finding->advice)
        fprintf(out, "         %-24s -> %s\n", "", finding->advice);
}

static void print_json(const dolen_findings *findings, FILE *out)
{
    json_t *list = json_array();

    for (size_t i = 0; i < findings->count; i++) {
        const dolen_finding *finding = &findings->items[i];
        json_t *item =
            json_pack("{s:s, s:s, s:s, s:s*, s:s*}", "check", finding->subject, "state", states[finding->state], "what",
                      finding->what, "unit", finding->unit, "advice", finding->advice);
        if (finding->unit)
            json_object_set_new(item, "figure", json_integer(finding->figure));
        json_array_append_new(list, item);
    }
    json_t *document = json_pack("{s:b, s:o}", "ok", dolen_findings_is_sound(findings), "findings", list);
    json_dumpf(document, out, JSON_INDENT(2));
    fputc('\n', out);
    json_decref(document);
}

void dolen_findings_print(const dolen_findings *findings, bool json, FILE *out)
{
    if (json) {
        print_json(findings, out);
        return;
    }
    for (size_t i = 0; i < findings->count; i++)
        print_line(&findings->items[i], out);
}
