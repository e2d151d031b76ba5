#include <stdint.h>
#include <string.h>

#include "node/tools/subject.h"

#include "node/tools/document.h"
#include "node/tools/html.h"

/* The document's own words; all else comes from the rules and the federation file. */
typedef struct wording {
    const char *language;
    const char *title;
    const char *intro;
    const char *about;
    const char *born;
    const char *reference;
    const char *held;
    const char *own;
    const char *nothing;
    const char *no_answer;
    const char *since;
    const char *until;
    const char *now;
    const char *latest;
    const char *disputed;
    const char *asked;
    const char *day;
    const char *who;
    const char *purpose;
    const char *nobody;
    const char *cut_short;
    const char *told;
    const char *not_named;
    const char *what;
    const char *consulted;
    const char *exemptions;
    const char *none;
    const char *rights;
} wording;

static const wording wordings[] = {
    {.language = "en",
     .title = "What agencies share about you",
     .intro = "You asked what is held about you in the safeguarding register that agencies share, and who looked. The "
              "register holds headlines only: which service, from when to when, or how often in a month. It holds no "
              "notes, letters or opinions; each agency has its own files, and you may ask it for them.",
     .about = "About",
     .born = "born",
     .reference = "Reference of your request",
     .held = "What other agencies hold",
     .own = "What we ourselves have shared",
     .nothing = "nothing that we may show you",
     .no_answer = "could not answer",
     .since = "from",
     .until = "to",
     .now = "now",
     .latest = "latest",
     .disputed = "you dispute this",
     .asked = "Who asked about you",
     .day = "Day",
     .who = "Agency",
     .purpose = "Why",
     .nobody = "Nobody that we may tell you of.",
     .cut_short = "These are the latest; there are earlier ones. Ask us for them.",
     .told = "What we were told about you at once, because we watch over your record",
     .not_named = "not named",
     .what = "What",
     .consulted = "asked about you",
     .exemptions = "What the law let us leave out",
     .none = "Nothing was left out.",
     .rights = "You may ask us to correct what is wrong, to mark what you dispute, to stop sharing it while that is "
               "looked into, or to erase it. You may complain to us, to the Information Commissioner (ico.org.uk), or "
               "go to court."},
    {.language = "cy",
     .title = "Yr hyn y mae asiantaethau yn ei rannu amdanoch chi",
     .intro = "Gofynasoch beth a gedwir amdanoch yn y gofrestr ddiogelu y mae asiantaethau yn ei rhannu, a phwy a "
              "edrychodd. Penawdau yn unig sydd yn y gofrestr: pa wasanaeth, o bryd i bryd, neu pa mor aml mewn mis. "
              "Nid oes ynddi nodiadau, llythyrau na barn; mae gan bob asiantaeth ei ffeiliau ei hun, a chewch ofyn "
              "iddi amdanynt.",
     .about = "Ynghylch",
     .born = "ganwyd",
     .reference = "Cyfeirnod eich cais",
     .held = "Yr hyn y mae asiantaethau eraill yn ei gadw",
     .own = "Yr hyn yr ydym ni ein hunain wedi'i rannu",
     .nothing = "dim y cawn ei ddangos i chi",
     .no_answer = "methu ateb",
     .since = "o",
     .until = "hyd",
     .now = "nawr",
     .latest = "diweddaraf",
     .disputed = "rydych yn anghytuno â hyn",
     .asked = "Pwy a holodd amdanoch",
     .day = "Diwrnod",
     .who = "Asiantaeth",
     .purpose = "Pam",
     .nobody = "Neb y cawn ddweud wrthych amdano.",
     .cut_short = "Dyma'r rhai diweddaraf; mae rhai cynharach. Gofynnwch i ni amdanynt.",
     .told = "Yr hyn a ddywedwyd wrthym amdanoch ar unwaith, am ein bod yn gwylio eich cofnod",
     .not_named = "heb ei henwi",
     .what = "Beth",
     .consulted = "holodd amdanoch",
     .exemptions = "Yr hyn y caniataodd y gyfraith i ni ei adael allan",
     .none = "Ni adawyd dim allan.",
     .rights = "Cewch ofyn i ni gywiro'r hyn sy'n anghywir, nodi'r hyn yr ydych yn anghytuno ag ef, rhoi'r gorau i'w "
               "rannu tra bo hynny'n cael ei ystyried, neu ei ddileu. Cewch gwyno wrthym ni, wrth y Comisiynydd "
               "Gwybodaeth (ico.org.uk), neu fynd i'r llys."},
};

static const char *said(const wording *w, const json_t *object, const char *name)
{
    return dolen_document_text(json_object_get(object, name), w->language);
}

static void put_in(FILE *out, const char *element, const char *text)
{
    fprintf(out, "<%s>", element);
    dolen_html_put(out, text);
    fprintf(out, "</%s>\n", element);
}

static void put_months(const wording *w, const json_t *flag, FILE *out)
{
    const char *month = NULL;
    json_t *count = NULL;

    json_object_foreach(json_object_get(flag, "months"), month, count)
    {
        fputs(" ", out);
        dolen_html_put(out, month);
        fprintf(out, " ×%d", (int)json_integer_value(count));
    }
    if (*dolen_document_text(flag, "latest")) {
        fprintf(out, " (%s ", w->latest);
        dolen_html_put(out, dolen_document_text(flag, "latest"));
        fputs(")", out);
    }
}

static void put_flag(const wording *w, const json_t *flag, FILE *out)
{
    fputs("<li>", out);
    dolen_html_put(out, *said(w, flag, "name") ? said(w, flag, "name") : dolen_document_text(flag, "code"));
    if (*dolen_document_text(flag, "from")) {
        fprintf(out, ", %s ", w->since);
        dolen_html_put(out, dolen_document_text(flag, "from"));
        fprintf(out, " %s ", w->until);
        dolen_html_put(out, *dolen_document_text(flag, "to") ? dolen_document_text(flag, "to") : w->now);
    }
    put_months(w, flag, out);
    if (json_is_true(json_object_get(flag, "disputed")))
        fprintf(out, " — <strong>%s</strong>", w->disputed);
    fputs("</li>\n", out);
}

static void put_flags(const wording *w, const json_t *flags, FILE *out)
{
    size_t i = 0;
    json_t *each = NULL;

    if (json_array_size(flags) == 0) {
        put_in(out, "p", w->nothing);
        return;
    }
    fputs("<ul>\n", out);
    json_array_foreach((json_t *)(uintptr_t)flags, i, each) put_flag(w, each, out);
    fputs("</ul>\n", out);
}

static void put_held(const wording *w, const json_t *report, FILE *out)
{
    size_t i = 0;
    json_t *each = NULL;

    put_in(out, "h2", w->held);
    json_array_foreach(json_object_get(report, "members"), i, each)
    {
        put_in(out, "h3", said(w, each, "name"));
        if (strcmp(dolen_document_text(each, "state"), "no-answer") == 0)
            put_in(out, "p", w->no_answer);
        else
            put_flags(w, json_object_get(each, "flags"), out);
    }
    put_in(out, "h2", w->own);
    put_flags(w, json_object_get(report, "own"), out);
}

static void put_consultations(const wording *w, const json_t *report, FILE *out)
{
    const json_t *list = json_object_get(report, "consultations");
    size_t i = 0;
    json_t *each = NULL;

    put_in(out, "h2", w->asked);
    if (json_array_size(list) == 0) {
        put_in(out, "p", w->nobody);
        return;
    }
    fprintf(out,
            "<table>\n<thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr>"
            "</thead>\n<tbody>\n",
            w->day, w->who, w->purpose);
    json_array_foreach((json_t *)(uintptr_t)list, i, each)
    {
        char day[11] = "";
        snprintf(day, sizeof day, "%.10s", dolen_document_text(each, "asked"));
        fputs("<tr>", out);
        put_in(out, "td", day);
        put_in(out, "td", said(w, each, "member"));
        put_in(out, "td", said(w, each, "purpose"));
        fputs("</tr>\n", out);
    }
    fputs("</tbody>\n</table>\n", out);
    if (json_is_true(json_object_get(report, "cut_short")))
        put_in(out, "p", w->cut_short);
}

/* Whom of the staff opened one is not told, as with searches. */
static void put_alerts(const wording *w, const json_t *report, FILE *out)
{
    const json_t *list = json_object_get(report, "alerts");
    size_t i = 0;
    json_t *each = NULL;

    if (json_array_size(list) == 0)
        return;
    put_in(out, "h2", w->told);
    fprintf(out,
            "<table>\n<thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr>"
            "</thead>\n<tbody>\n",
            w->day, w->who, w->what);
    json_array_foreach((json_t *)(uintptr_t)list, i, each)
    {
        char day[11] = "";
        snprintf(day, sizeof day, "%.10s", dolen_document_text(each, "told"));
        fputs("<tr>", out);
        put_in(out, "td", day);
        put_in(out, "td", json_is_object(json_object_get(each, "agency")) ? said(w, each, "agency") : w->not_named);
        put_in(out, "td", json_is_object(json_object_get(each, "flag")) ? said(w, each, "flag") : w->consulted);
        fputs("</tr>\n", out);
    }
    fputs("</tbody>\n</table>\n", out);
    if (json_is_true(json_object_get(report, "alerts_cut_short")))
        put_in(out, "p", w->cut_short);
}

/* Which, not how many: a number could tell of an enquiry that must not be told of. */
static void put_exemptions(const wording *w, const json_t *report, FILE *out)
{
    const json_t *list = json_object_get(report, "exemptions");
    size_t i = 0;
    json_t *each = NULL;

    put_in(out, "h2", w->exemptions);
    if (json_array_size(list) == 0) {
        put_in(out, "p", w->none);
        return;
    }
    fputs("<ul>\n", out);
    json_array_foreach((json_t *)(uintptr_t)list, i, each)
    {
        fputs("<li>", out);
        dolen_html_put(out, said(w, each, "name"));
        fputs(" (", out);
        dolen_html_put(out, said(w, each, "law"));
        fputs("). ", out);
        dolen_html_put(out, said(w, each, "text"));
        fputs("</li>\n", out);
    }
    fputs("</ul>\n", out);
}

static void put_language(const wording *w, const json_t *report, FILE *out)
{
    const json_t *person = json_object_get(report, "person");
    char day[11] = "";

    snprintf(day, sizeof day, "%.10s", dolen_document_text(report, "made"));
    fprintf(out, "<section lang=\"%s\">\n", w->language);
    put_in(out, "h1", w->title);
    fputs("<p>", out);
    dolen_html_put(out, said(w, report, "agency"));
    fprintf(out, ", %s. %s: ", day, w->reference);
    dolen_html_put(out, dolen_document_text(report, "case"));
    fprintf(out, "</p>\n<p>%s ", w->about);
    dolen_html_put(out, dolen_document_text(person, "forenames"));
    fputs(" ", out);
    dolen_html_put(out, dolen_document_text(person, "surname"));
    fprintf(out, ", %s ", w->born);
    dolen_html_put(out, dolen_document_text(person, "dob"));
    fputs("</p>\n", out);
    put_in(out, "p", w->intro);
    put_held(w, report, out);
    put_consultations(w, report, out);
    put_alerts(w, report, out);
    put_exemptions(w, report, out);
    put_in(out, "p", w->rights);
    fputs("</section>\n", out);
}

void dolen_subject_document_write(const json_t *report, FILE *out)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>", out);
    dolen_html_put(out, wordings[0].title);
    fputs(" / ", out);
    dolen_html_put(out, wordings[1].title);
    fputs("</title>\n<style>body{font-family:sans-serif;max-width:45em;margin:2em auto;line-height:1.5}"
          "table{border-collapse:collapse}td,th{border:1px solid #505a5f;padding:.3em .6em;text-align:left}"
          "section+section{break-before:page}</style>\n</head>\n<body>\n",
          out);
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++)
        put_language(&wordings[i], report, out);
    fputs("</body>\n</html>\n", out);
}
