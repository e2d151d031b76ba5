#include <stdint.h>

#include "node/tools/subject.h"

#include "node/tools/document.h"

static const char *en(const json_t *object, const char *name)
{
    return dolen_document_text(json_object_get(object, name), "en");
}

static void write_flag(const json_t *flag, FILE *out)
{
    const char *month = NULL;
    json_t *count = NULL;

    fprintf(out, "    %s", dolen_document_text(flag, "code"));
    if (*dolen_document_text(flag, "from"))
        fprintf(out, "  %s to %s", dolen_document_text(flag, "from"),
                *dolen_document_text(flag, "to") ? dolen_document_text(flag, "to") : "now");
    json_object_foreach(json_object_get(flag, "months"), month, count)
        fprintf(out, "  %s x%d", month, (int)json_integer_value(count));
    if (json_is_true(json_object_get(flag, "disputed")))
        fprintf(out, "  DISPUTED");
    fprintf(out, "  %s\n", en(flag, "name"));
}

static void write_flags(const json_t *flags, FILE *out)
{
    size_t i = 0;
    json_t *each = NULL;

    json_array_foreach((json_t *)(uintptr_t)flags, i, each) write_flag(each, out);
}

static void write_held(const json_t *report, FILE *out)
{
    size_t i = 0;
    json_t *each = NULL;

    fprintf(out, "Held by other agencies:\n");
    json_array_foreach(json_object_get(report, "members"), i, each)
    {
        fprintf(out, "  %s: %s\n", en(each, "name"), dolen_document_text(each, "state"));
        write_flags(json_object_get(each, "flags"), out);
    }
    json_array_foreach(json_object_get(report, "marks"), i, each)
        fprintf(out, "In force here: %s %s\n", dolen_document_text(each, "what"), dolen_document_text(each, "code"));
    fprintf(out, "Published by this agency:\n");
    write_flags(json_object_get(report, "own"), out);
}

static void write_consultations(const json_t *report, FILE *out)
{
    size_t i = 0;
    json_t *each = NULL;

    fprintf(out, "Who asked about the person:\n");
    json_array_foreach(json_object_get(report, "consultations"), i, each)
        fprintf(out, "  %s  %s, %s: %s (%s%s), ledger entry %lld\n", dolen_document_text(each, "asked"),
                en(each, "member"), en(each, "role"), en(each, "purpose"), dolen_document_text(each, "level"),
                json_is_true(json_object_get(each, "urgent")) ? ", urgent" : "",
                (long long)json_integer_value(json_object_get(each, "entry")));
    if (json_is_true(json_object_get(report, "cut_short")))
        fprintf(out, "  (the latest; there are more)\n");
    fprintf(out, "By this agency's own staff:\n");
    json_array_foreach(json_object_get(report, "searches"), i, each) fprintf(
        out, "  %s  %s, %s, case %s: %s\n", dolen_document_text(each, "asked"), dolen_document_text(each, "user"),
        dolen_document_text(each, "purpose"), dolen_document_text(each, "case"), dolen_document_text(each, "outcome"));
}

static void write_alert(const json_t *alert, FILE *out)
{
    const json_t *flag = json_object_get(alert, "flag");
    size_t i = 0;
    json_t *step = NULL;

    fprintf(out, "  %s  %s: %s, watched as %s\n", dolen_document_text(alert, "told"),
            json_is_object(json_object_get(alert, "agency")) ? en(alert, "agency") : "an agency that is not named",
            json_is_object(flag) ? dolen_document_text(flag, "en") : "asked about the person", en(alert, "watch"));
    json_array_foreach(json_object_get(alert, "steps"), i, step) fprintf(
        out, "    %s  %s, %s: %s %s\n", dolen_document_text(step, "at"), dolen_document_text(step, "user"),
        dolen_document_text(step, "role"), dolen_document_text(step, "step"), dolen_document_text(step, "outcome"));
}

static void write_alerts(const json_t *report, FILE *out)
{
    const json_t *alerts = json_object_get(report, "alerts");
    size_t i = 0;
    json_t *each = NULL;

    fprintf(out, "Alerts that this agency was given, and its staff who opened them:\n");
    if (!json_is_array(alerts))
        fprintf(out, "  (not looked for: say with --local-id which record of this agency's the person is)\n");
    json_array_foreach((json_t *)(uintptr_t)alerts, i, each) write_alert(each, out);
    if (json_is_true(json_object_get(report, "alerts_cut_short")))
        fprintf(out, "  (the latest; there are more)\n");
}

static void write_exemptions(const json_t *report, FILE *out)
{
    size_t i = 0;
    json_t *each = NULL;

    fprintf(out, "Left out under exemptions:\n");
    json_array_foreach(json_object_get(report, "exemptions"), i, each)
        fprintf(out, "  %s (%s, %s): %lld\n", dolen_document_text(each, "code"), en(each, "name"), en(each, "law"),
                (long long)json_integer_value(json_object_get(each, "count")));
}

void dolen_subject_text_write(const json_t *report, FILE *out)
{
    const json_t *person = json_object_get(report, "person");

    fprintf(out, "Subject's report, %s, by %s, case %s\n", dolen_document_text(report, "made"), en(report, "agency"),
            dolen_document_text(report, "case"));
    fprintf(out, "About: %s %s, born %s\n", dolen_document_text(person, "forenames"),
            dolen_document_text(person, "surname"), dolen_document_text(person, "dob"));
    write_held(report, out);
    write_consultations(report, out);
    write_alerts(report, out);
    write_exemptions(report, out);
    fprintf(out, "Ledger: question %lld, report %lld\n",
            (long long)json_integer_value(json_object_get(report, "question_entry")),
            (long long)json_integer_value(json_object_get(report, "report_entry")));
}
