#include "node/tools/rules_lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/tools/rules_internal.h"

enum { AGE_LIMIT = 150, NUMBER_ROOM = 32 };

/* A text that grows. */
typedef struct joined {
    char *text;
    size_t size;
} joined;

static void join(joined *list, const char *item)
{
    const size_t more = strlen(item);
    const char *gap = list->size ? ", " : "";

    list->text = dolen_memory_resize(list->text, list->size + strlen(gap) + more + 1, 1);
    memcpy(list->text + list->size, gap, strlen(gap));
    memcpy(list->text + list->size + strlen(gap), item, more + 1);
    list->size += strlen(gap) + more;
}

static char *finish(joined list)
{
    return list.text ? list.text : dolen_memory_copy_string("-");
}

char *dolen_rules_list_roles(const dolen_rules *rules, dolen_code_list list, bool welsh)
{
    joined all = {NULL, 0};

    for (size_t i = 0; i < list.count; i++) {
        const dolen_role *role = dolen_rules_find_role(rules, list.items[i]);
        join(&all, role ? dolen_rules_say(role->name, welsh) : list.items[i].text);
    }
    return finish(all);
}

char *dolen_rules_list_types(const dolen_rules *rules, dolen_code_list list, bool welsh)
{
    joined all = {NULL, 0};

    for (size_t i = 0; i < list.count; i++) {
        const dolen_member_type *type = dolen_rules_find_type(rules, list.items[i]);
        join(&all, type ? dolen_rules_say(type->name, welsh) : list.items[i].text);
    }
    return finish(all);
}

char *dolen_rules_list_members(const dolen_rules *rules, dolen_code_list list, bool welsh)
{
    joined all = {NULL, 0};

    for (size_t i = 0; i < list.count; i++) {
        const dolen_partner *partner = dolen_rules_find_partner(rules, list.items[i]);
        join(&all, partner ? dolen_rules_say(partner->name, welsh) : list.items[i].text);
    }
    return finish(all);
}

char *dolen_rules_list_codes(dolen_code_list list)
{
    joined all = {NULL, 0};

    for (size_t i = 0; i < list.count; i++)
        join(&all, list.items[i].text);
    return finish(all);
}

char *dolen_rules_list_ages(uint8_t from, uint8_t to)
{
    char text[NUMBER_ROOM] = "";

    if (to < AGE_LIMIT)
        (void)snprintf(text, sizeof text, "%u-%u", from, to);
    else if (from > 0)
        (void)snprintf(text, sizeof text, "%u+", from);
    return dolen_memory_copy_string(text);
}

dolen_words dolen_rules_list_class(dolen_class held)
{
    switch (held) {
    case DOLEN_CLASS_OPEN:
        return (dolen_words){"open", "agored"};
    case DOLEN_CLASS_RESTRICTED:
        return (dolen_words){"restricted", "cyfyngedig"};
    case DOLEN_CLASS_SENSITIVE:
        return (dolen_words){"sensitive", "sensitif"};
    case DOLEN_CLASS_PROTECTED:
        return (dolen_words){"protected", "gwarchodedig"};
    }
    return (dolen_words){"", ""};
}

static dolen_words kind_words(dolen_flag_kind kind)
{
    switch (kind) {
    case DOLEN_FLAG_INVOLVEMENT:
        return (dolen_words){"involvement (from, to)", "ymwneud (o, hyd at)"};
    case DOLEN_FLAG_STATE:
        return (dolen_words){"state (from, to)", "cyflwr (o, hyd at)"};
    case DOLEN_FLAG_EVENT:
        return (dolen_words){"event (counts by month)", "digwyddiad (cyfrifon fesul mis)"};
    case DOLEN_FLAG_NONE:
        break;
    }
    return (dolen_words){"", ""};
}

static const char *yes(bool is_so, bool welsh)
{
    return is_so ? (welsh ? "oes" : "yes") : "-";
}

/* A row from words, each in the language of the paper. */
static void head(dolen_paper *paper, const dolen_words *words, size_t count, bool welsh)
{
    const char *cells[DOLEN_PAPER_COLUMNS];

    for (size_t i = 0; i < count; i++)
        cells[i] = dolen_rules_say(words[i], welsh);
    dolen_paper_row(paper, cells, count);
}

#define HEAD(paper, welsh, ...)                                                                                        \
    do {                                                                                                               \
        const dolen_words words_[] = {__VA_ARGS__};                                                                    \
        head(paper, words_, sizeof words_ / sizeof *words_, welsh);                                                    \
    } while (0)

#define ROW(paper, ...)                                                                                                \
    do {                                                                                                               \
        const char *const cells_[] = {__VA_ARGS__};                                                                    \
        dolen_paper_row(paper, cells_, sizeof cells_ / sizeof *cells_);                                                \
    } while (0)

void dolen_rules_list_levels(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    HEAD(paper, welsh, {"Level", "Lefel"}, {"What is shown", "Beth a ddangosir"});
    for (int level = DOLEN_LEVEL_L0; level <= DOLEN_LEVEL_L3; level++)
        ROW(paper, dolen_level_name((dolen_level)level),
            dolen_rules_say(dolen_rules_level_name(rules, (dolen_level)level), welsh));
    dolen_paper_end_table(paper);
}

static void purpose_row(dolen_paper *paper, const dolen_rules *rules, const dolen_purpose *purpose, bool welsh)
{
    DOLEN_FREED char *roles = dolen_rules_list_roles(rules, purpose->roles, welsh);
    DOLEN_FREED char *types = dolen_rules_list_types(rules, purpose->types, welsh);
    DOLEN_FREED char *ages = dolen_rules_list_ages(purpose->age_from, purpose->age_to);

    ROW(paper, purpose->code.text, dolen_rules_say(purpose->name, welsh), roles, types,
        purpose->level == DOLEN_LEVEL_NONE ? "-" : dolen_level_name(purpose->level), yes(purpose->needs_case, welsh),
        yes(purpose->needs_decision, welsh), yes(purpose->overrides_protection, welsh),
        yes(purpose->about_addresses, welsh), ages);
}

/* Who may ask for each purpose, how much, and what they must have. */
void dolen_rules_list_purposes(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_purpose *purposes = dolen_rules_all_purposes(rules, &count);

    HEAD(paper, welsh, {"Purpose", "Diben"}, {"Name", "Enw"}, {"Roles", "Rolau"}, {"Members", "Aelodau"},
         {"At most", "Ar y mwyaf"}, {"Case reference", "Cyfeirnod achos"},
         {"Recorded decision", "Penderfyniad cofnodedig"},
         {"Opens protected records", "Yn agor cofnodion gwarchodedig"},
         {"Also about addresses", "Am gyfeiriadau hefyd"}, {"Ages", "Oedrannau"});
    for (size_t i = 0; i < count; i++)
        purpose_row(paper, rules, &purposes[i], welsh);
    dolen_paper_end_table(paper);
}

/* What the public reads: why somebody may ask. */
static void list_plain(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_purpose *purposes = dolen_rules_all_purposes(rules, &count);

    for (size_t i = 0; i < count; i++)
        dolen_paper_item(paper, dolen_rules_say(purposes[i].plain, welsh));
    dolen_paper_end_list(paper);
}

/* Lawful basis, condition and document of each purpose (IG-33). */
static void list_bases(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_purpose *purposes = dolen_rules_all_purposes(rules, &count);
    char part[NUMBER_ROOM];

    HEAD(paper, welsh, {"Purpose", "Diben"}, {"Name", "Enw"}, {"Lawful basis", "Sail gyfreithlon"},
         {"Condition for special categories", "Amod ar gyfer categorïau arbennig"}, {"Document", "Dogfen"},
         {"Part of the Act", "Rhan o'r Ddeddf"});
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(part, sizeof part, "%u", purposes[i].part);
        ROW(paper, purposes[i].code.text, dolen_rules_say(purposes[i].name, welsh),
            dolen_rules_say(purposes[i].basis, welsh), dolen_rules_say(purposes[i].condition, welsh),
            dolen_rules_say(purposes[i].document, welsh), part);
    }
    dolen_paper_end_table(paper);
}

static char *released_in_words(const dolen_purpose *purpose, bool welsh)
{
    joined all = {NULL, 0};

    if (purpose->releases_open)
        join(&all, welsh ? "pob cod agored" : "every open code");
    if (purpose->releases_restricted)
        join(&all, welsh ? "pob cod cyfyngedig" : "every restricted code");
    for (size_t i = 0; i < purpose->releases.count; i++)
        join(&all, purpose->releases.items[i].text);
    return finish(all);
}

/* What each purpose releases, by class and by name. */
static void list_releases(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_purpose *purposes = dolen_rules_all_purposes(rules, &count);

    HEAD(paper, welsh, {"Purpose", "Diben"}, {"At most", "Ar y mwyaf"}, {"Released", "Rhyddheir"},
         {"Never released", "Ni ryddheir byth"});
    for (size_t i = 0; i < count; i++) {
        DOLEN_FREED char *released = released_in_words(&purposes[i], welsh);
        DOLEN_FREED char *excluded = dolen_rules_list_codes(purposes[i].excludes);
        ROW(paper, purposes[i].code.text,
            purposes[i].level == DOLEN_LEVEL_NONE ? "-" : dolen_level_name(purposes[i].level), released, excluded);
    }
    dolen_paper_end_table(paper);
}

/* Each headline code. */
static void list_headlines(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_headline *headlines = dolen_rules_all_headlines(rules, &count);

    HEAD(paper, welsh, {"Code", "Cod"}, {"Name", "Enw"}, {"Kind", "Math"}, {"Held", "Delir"}, {"Ages", "Oedrannau"},
         {"By address", "Yn ôl cyfeiriad"});
    for (size_t i = 0; i < count; i++) {
        DOLEN_FREED char *ages = dolen_rules_list_ages(headlines[i].age_from, headlines[i].age_to);
        ROW(paper, headlines[i].code.text, dolen_rules_say(headlines[i].name, welsh),
            dolen_rules_say(kind_words(headlines[i].kind), welsh),
            dolen_rules_say(dolen_rules_list_class(headlines[i].held), welsh), ages,
            yes(headlines[i].about_addresses, welsh));
    }
    dolen_paper_end_table(paper);
}

static bool is_close(const dolen_headline *headline)
{
    return headline->held == DOLEN_CLASS_SENSITIVE || headline->held == DOLEN_CLASS_PROTECTED;
}

static char *naming(const dolen_rules *rules, const dolen_headline *headline)
{
    size_t count = 0;
    const dolen_purpose *purposes = dolen_rules_all_purposes(rules, &count);
    joined all = {NULL, 0};

    for (size_t i = 0; i < count; i++)
        if (purposes[i].level != DOLEN_LEVEL_NONE && dolen_policy_releases(&purposes[i], headline) == DOLEN_WHY_NONE)
            join(&all, purposes[i].code.text);
    return finish(all);
}

/* The sensitive and protected codes, and the purposes that name them (IG-17). */
static void list_sensitive(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_headline *headlines = dolen_rules_all_headlines(rules, &count);

    HEAD(paper, welsh, {"Code", "Cod"}, {"Name", "Enw"}, {"Held", "Delir"},
         {"Released only for", "Rhyddheir ar gyfer"});
    for (size_t i = 0; i < count; i++) {
        if (!is_close(&headlines[i]))
            continue;
        DOLEN_FREED char *purposes = naming(rules, &headlines[i]);
        ROW(paper, headlines[i].code.text, dolen_rules_say(headlines[i].name, welsh),
            dolen_rules_say(dolen_rules_list_class(headlines[i].held), welsh), purposes);
    }
    dolen_paper_end_table(paper);
}

static void agreement_row(dolen_paper *paper, const dolen_rules *rules, const dolen_sharing_agreement *agreement,
                          bool welsh)
{
    DOLEN_FREED char *senders = dolen_rules_list_members(rules, agreement->senders, welsh);
    DOLEN_FREED char *receivers = dolen_rules_list_members(rules, agreement->receivers, welsh);
    DOLEN_FREED char *purposes = dolen_rules_list_codes(agreement->purposes);
    DOLEN_FREED char *consent = dolen_rules_list_codes(agreement->consent);
    char from[DOLEN_DAY_TEXT];
    char until[DOLEN_DAY_TEXT];
    char review[DOLEN_DAY_TEXT];
    const char *form = agreement->two_way ? (welsh ? "dwyffordd" : "two-way") : (welsh ? "unffordd" : "one-way");

    dolen_day_write(agreement->from, from);
    dolen_day_write(agreement->until, until);
    dolen_day_write(agreement->review, review);
    ROW(paper, agreement->code.text, dolen_rules_say(agreement->name, welsh), form, senders, receivers, purposes,
        consent, from, until, review);
}

/* Every agreement with its parties, purposes and days. */
void dolen_rules_list_agreements(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_sharing_agreement *agreements = dolen_rules_all_agreements(rules, &count);

    HEAD(paper, welsh, {"Agreement", "Cytundeb"}, {"Name", "Enw"}, {"Form", "Ffurf"}, {"Send", "Yn anfon"},
         {"Receive", "Yn derbyn"}, {"Purposes", "Dibenion"},
         {"Consent is a condition for", "Mae cydsyniad yn amod ar gyfer"}, {"From", "O"}, {"Until", "Hyd at"},
         {"Review by", "Adolygu erbyn"});
    for (size_t i = 0; i < count; i++)
        agreement_row(paper, rules, &agreements[i], welsh);
    dolen_paper_end_table(paper);
}

/* Every organisation that may sign, its kind and its gateway (IG-34). */
static void list_members(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_partner *partners = dolen_rules_all_partners(rules, &count);

    HEAD(paper, welsh, {"Member", "Aelod"}, {"Name", "Enw"}, {"Kind", "Math"}, {"Legal gateway", "Porth cyfreithiol"});
    for (size_t i = 0; i < count; i++) {
        const dolen_member_type *type = dolen_rules_find_type(rules, partners[i].type);
        ROW(paper, partners[i].code.text, dolen_rules_say(partners[i].name, welsh),
            type ? dolen_rules_say(type->name, welsh) : "", dolen_rules_say(partners[i].gateway, welsh));
    }
    dolen_paper_end_table(paper);
}

/* Every kind of organisation. */
static void list_types(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_member_type *types = dolen_rules_all_types(rules, &count);

    HEAD(paper, welsh, {"Kind", "Math"}, {"Name", "Enw"}, {"Legal gateway", "Porth cyfreithiol"},
         {"Law enforcement", "Gorfodi'r gyfraith"});
    for (size_t i = 0; i < count; i++)
        ROW(paper, types[i].code.text, dolen_rules_say(types[i].name, welsh), dolen_rules_say(types[i].gateway, welsh),
            yes(types[i].law_enforcement, welsh));
    dolen_paper_end_table(paper);
}

/* A place for a name, a day and a signature for each organisation. */
void dolen_rules_list_signatures(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_partner *partners = dolen_rules_all_partners(rules, &count);

    HEAD(paper, welsh, {"Organisation", "Sefydliad"}, {"Name", "Enw"}, {"Position", "Swydd"}, {"Date", "Dyddiad"},
         {"Signature", "Llofnod"});
    for (size_t i = 0; i < count; i++)
        ROW(paper, dolen_rules_say(partners[i].name, welsh), "____________________", "____________________",
            "____-__-__", "______________________________");
    dolen_paper_end_table(paper);
}

/* One figure with what it is. */
static void figure(dolen_paper *paper, dolen_words what, uint32_t number, dolen_words unit, bool welsh)
{
    char text[2 * NUMBER_ROOM];

    (void)snprintf(text, sizeof text, "%u %s", number, dolen_rules_say(unit, welsh));
    ROW(paper, dolen_rules_say(what, welsh), text);
}

static const dolen_words months = {"months", "mis"};
static const dolen_words days = {"days", "diwrnod"};
static const dolen_words hours = {"hours", "awr"};

/* How long what is kept (IG-14). */
static void list_retention(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    const dolen_limits *limits = dolen_rules_limits(rules);

    HEAD(paper, welsh, {"What", "Beth"}, {"How long", "Am faint"});
    figure(paper,
           (dolen_words){"Headline facts shown: current, and back to",
                         "Ffeithiau pennawd a ddangosir: cyfredol, ac yn ôl hyd at"},
           limits->shown_months, months, welsh);
    figure(paper,
           (dolen_words){"Headline facts held for trends, then erased by month",
                         "Ffeithiau pennawd a gedwir ar gyfer tueddiadau, yna dilëir fesul mis"},
           limits->held_months, months, welsh);
    figure(paper,
           (dolen_words){"Readable text of the ledger, and who consulted what",
                         "Testun darllenadwy'r cyfriflyfr, a phwy a ymgynghorodd â beth"},
           limits->ledger_months, months, welsh);
    figure(paper,
           (dolen_words){"What staff searched for, at their own agency",
                         "Yr hyn y chwiliodd staff amdano, yn eu hasiantaeth eu hunain"},
           limits->search_months, months, welsh);
    figure(paper,
           (dolen_words){"Alerts of watches at the hub, once their agency has fetched them",
                         "Rhybuddion gwyliadau yn yr hyb, wedi i'w hasiantaeth eu nôl"},
           limits->alert_days, days, welsh);
    ROW(paper, welsh ? "Proflenni'r cyfriflyfr (heb ddata personol)" : "Proofs of the ledger (no personal data)",
        welsh ? "am byth" : "for ever");
    dolen_paper_end_table(paper);
}

/* How many questions, by whom (IG-22). */
static void list_quotas(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    const dolen_limits *limits = dolen_rules_limits(rules);
    const dolen_words questions = {"questions", "cwestiwn"};

    HEAD(paper, welsh, {"Limit", "Terfyn"}, {"At most", "Ar y mwyaf"});
    figure(paper, (dolen_words){"One person in an hour", "Un person mewn awr"}, limits->person_per_hour, questions,
           welsh);
    figure(paper, (dolen_words){"One person in a day", "Un person mewn diwrnod"}, limits->person_per_day, questions,
           welsh);
    figure(paper, (dolen_words){"One member in a day", "Un aelod mewn diwrnod"}, limits->member_per_day, questions,
           welsh);
    figure(paper,
           (dolen_words){"About one person or address, by one member, in a day",
                         "Am un person neu gyfeiriad, gan un aelod, mewn diwrnod"},
           limits->target_per_day, questions, welsh);
    figure(paper,
           (dolen_words){"Pseudonyms made for one member by one key holder in a day",
                         "Ffugenwau a wneir i un aelod gan un deiliad allwedd mewn diwrnod"},
           limits->evaluations_per_day, (dolen_words){"pseudonyms", "ffugenw"}, welsh);
    dolen_paper_end_table(paper);
}

/* When what must have been done. */
static void list_deadlines(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    const dolen_limits *limits = dolen_rules_limits(rules);
    size_t count = 0;
    const dolen_urgent_reason *reasons = dolen_rules_all_urgent_reasons(rules, &count);
    char text[NUMBER_ROOM];

    HEAD(paper, welsh, {"What", "Beth"}, {"Within", "O fewn"});
    figure(paper,
           (dolen_words){"A protected record was opened: reviewed (IG-15)",
                         "Agorwyd cofnod gwarchodedig: wedi'i adolygu (IG-15)"},
           limits->review_days, days, welsh);
    for (size_t i = 0; i < count; i++) {
        DOLEN_FREED char *what = NULL;
        if (asprintf(&what,
                     welsh ? "Gofynnwyd ar frys, %s (%s): wedi'i adolygu (IG-20)"
                           : "Asked urgently, %s (%s): reviewed (IG-20)",
                     reasons[i].code.text, dolen_rules_say(reasons[i].name, welsh)) < 0)
            abort();
        (void)snprintf(text, sizeof text, "%u %s", reasons[i].review_days, dolen_rules_say(days, welsh));
        ROW(paper, what, text);
    }
    figure(paper,
           (dolen_words){"An owner learns of a consultation of its records (IG-32)",
                         "Mae perchennog yn dysgu am ymgynghori â'i gofnodion (IG-32)"},
           limits->notice_hours, hours, welsh);
    figure(paper,
           (dolen_words){"An agreement past its review date stops (IG-05)",
                         "Mae cytundeb heibio i'w ddyddiad adolygu yn stopio (IG-05)"},
           limits->grace_months, months, welsh);
    figure(paper,
           (dolen_words){"A staff account lapses unless reconfirmed (IG-30)",
                         "Mae cyfrif staff yn dod i ben oni chaiff ei ailgadarnhau (IG-30)"},
           limits->account_days, days, welsh);
    figure(paper, (dolen_words){"An extract is called out of date (IG-26)", "Gelwir detholiad yn hen (IG-26)"},
           limits->fresh_hours, hours, welsh);
    dolen_paper_end_table(paper);
}

/* What a data subject's report may leave out (IG-28). */
static void list_exemptions(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_exemption *exemptions = dolen_rules_all_exemptions(rules, &count);

    HEAD(paper, welsh, {"Exemption", "Eithriad"}, {"Name", "Enw"}, {"Law", "Cyfraith"}, {"What", "Beth"},
         {"Codes", "Codau"}, {"Consultations for", "Ymgynghoriadau ar gyfer"}, {"Applied by", "Cymhwysir gan"});
    for (size_t i = 0; i < count; i++) {
        DOLEN_FREED char *codes = dolen_rules_list_codes(exemptions[i].codes);
        DOLEN_FREED char *purposes = dolen_rules_list_codes(exemptions[i].purposes);
        const dolen_words by = exemptions[i].by_itself ? (dolen_words){"the program", "y rhaglen"}
                                                       : (dolen_words){"the officer", "y swyddog"};
        ROW(paper, exemptions[i].code.text, dolen_rules_say(exemptions[i].name, welsh),
            dolen_rules_say(exemptions[i].law, welsh), dolen_rules_say(exemptions[i].text, welsh), codes, purposes,
            dolen_rules_say(by, welsh));
    }
    dolen_paper_end_table(paper);
}

/* The reasons that people give for not sharing (IG-35). */
static void list_reasons(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_reason *reasons = dolen_rules_all_reasons(rules, &count);

    HEAD(paper, welsh, {"Reason", "Rheswm"}, {"Name", "Enw"}, {"What it means", "Beth mae'n ei olygu"});
    for (size_t i = 0; i < count; i++)
        if (reasons[i].by_person)
            ROW(paper, reasons[i].code.text, dolen_rules_say(reasons[i].name, welsh),
                dolen_rules_say(reasons[i].text, welsh));
    dolen_paper_end_table(paper);
}

/* The 36 rules. */
static void list_rules(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_rule *all = dolen_rules_all_rules(rules, &count);

    HEAD(paper, welsh, {"Rule", "Rheol"}, {"Text", "Testun"}, {"Source", "Ffynhonnell"});
    for (size_t i = 0; i < count; i++)
        ROW(paper, all[i].id.text, dolen_rules_say(all[i].text, welsh), all[i].source);
    dolen_paper_end_table(paper);
}

/* What staff are to the program. */
static void list_staff(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_role *roles = dolen_rules_all_roles(rules, &count);

    HEAD(paper, welsh, {"Role", "Rôl"}, {"Name", "Enw"}, {"May ask about people", "Caiff ofyn am bobl"},
         {"May read the log", "Caiff ddarllen y cofnod"});
    for (size_t i = 0; i < count; i++)
        ROW(paper, roles[i].code.text, dolen_rules_say(roles[i].name, welsh), yes(roles[i].may_ask, welsh),
            yes(roles[i].may_audit, welsh));
    dolen_paper_end_table(paper);
}

/* What statistics count by (IG-36). */
static void list_dimensions(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    size_t value_count = 0;
    const dolen_dimension *dimensions = dolen_rules_all_dimensions(rules, &count);
    const dolen_dimension_value *values = dolen_rules_all_dimension_values(rules, &value_count);

    HEAD(paper, welsh, {"Counted by", "Cyfrifir yn ôl"}, {"Values", "Gwerthoedd"});
    for (size_t i = 0; i < count; i++) {
        joined all = {NULL, 0};
        for (size_t j = 0; j < value_count; j++)
            if (dolen_code_same(values[j].dimension, dimensions[i].code))
                join(&all, dolen_rules_say(values[j].name, welsh));
        DOLEN_FREED char *text = finish(all);
        ROW(paper, dolen_rules_say(dimensions[i].name, welsh), text);
    }
    dolen_paper_end_table(paper);
}

/* What members are told of without asking (IG-32). */
static void list_watches(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_watch *watches = dolen_rules_all_watches(rules, &count);
    char text[NUMBER_ROOM];

    HEAD(paper, welsh, {"Watch", "Gwyliad"}, {"Name", "Enw"}, {"Who watches", "Pwy sy'n gwylio"},
         {"Own records with", "Cofnodion eu hunain â"}, {"Is told of", "Dywedir wrthynt am"}, {"Purpose", "Diben"},
         {"Role", "Rôl"}, {"Consultations too", "Ymgynghoriadau hefyd"}, {"No older than", "Heb fod yn hŷn na"});
    for (size_t i = 0; i < count; i++) {
        DOLEN_FREED char *types = dolen_rules_list_types(rules, watches[i].types, welsh);
        DOLEN_FREED char *records = dolen_rules_list_codes(watches[i].records);
        DOLEN_FREED char *tells = dolen_rules_list_codes(watches[i].tells);
        const dolen_role *role = dolen_rules_find_role(rules, watches[i].role);
        (void)snprintf(text, sizeof text, "%u %s", watches[i].fresh_days, dolen_rules_say(days, welsh));
        ROW(paper, watches[i].code.text, dolen_rules_say(watches[i].name, welsh), types, records, tells,
            watches[i].purpose.text, role ? dolen_rules_say(role->name, welsh) : "",
            yes(watches[i].consultations, welsh), text);
    }
    dolen_paper_end_table(paper);
}

/* A step that ends a duty, in words. */
static const char *step_words(const char *step, bool welsh)
{
    static const struct {
        const char *step;
        dolen_words words;
    } steps[] = {{"offered", {"offered", "cynigiwyd"}},
                 {"accepted", {"accepted", "derbyniwyd"}},
                 {"declined", {"declined", "gwrthodwyd"}},
                 {"done", {"done", "cynhaliwyd"}},
                 {"acknowledged", {"acknowledged", "cydnabuwyd"}}};

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (dolen_text_same(steps[i].step, step))
            return dolen_rules_say(steps[i].words, welsh);
    return step;
}

/* Duties with a time that an alert begins. */
static void list_clocks(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t count = 0;
    const dolen_duty *duties = dolen_rules_all_duties(rules, &count);
    char text[NUMBER_ROOM];

    HEAD(paper, welsh, {"Duty", "Dyletswydd"}, {"Name", "Enw"}, {"Whose", "Pwy"}, {"Begins with", "Yn dechrau gyda"},
         {"Within", "O fewn"}, {"Ends with", "Yn gorffen gyda"}, {"Law or guidance", "Cyfraith neu ganllaw"},
         {"Chosen by the partnership", "Dewis y bartneriaeth"});
    for (size_t i = 0; i < count; i++) {
        DOLEN_FREED char *types = dolen_rules_list_types(rules, duties[i].types, welsh);
        DOLEN_FREED char *starts = dolen_rules_list_codes(duties[i].starts);
        joined steps = {NULL, 0};
        for (size_t j = 0; j < duties[i].ends.count; j++)
            join(&steps, step_words(duties[i].ends.items[j].text, welsh));
        DOLEN_FREED char *ends = finish(steps);
        (void)snprintf(text, sizeof text, "%u %s", duties[i].hours, dolen_rules_say(hours, welsh));
        ROW(paper, duties[i].code.text, dolen_rules_say(duties[i].name, welsh), types, starts, text, ends,
            dolen_rules_say(duties[i].law, welsh), yes(duties[i].is_policy, welsh));
    }
    dolen_paper_end_table(paper);
}

dolen_rules_table *dolen_rules_list_find(const char *name)
{
    static const struct {
        const char *name;
        dolen_rules_table *write;
    } tables[] = {
        {"agreements", dolen_rules_list_agreements},
        {"bases", list_bases},
        {"clocks", list_clocks},
        {"codes", list_headlines},
        {"deadlines", list_deadlines},
        {"dimensions", list_dimensions},
        {"exemptions", list_exemptions},
        {"levels", dolen_rules_list_levels},
        {"members", list_members},
        {"plain", list_plain},
        {"purposes", dolen_rules_list_purposes},
        {"quotas", list_quotas},
        {"reasons", list_reasons},
        {"releases", list_releases},
        {"retention", list_retention},
        {"roles", list_staff},
        {"rules", list_rules},
        {"sensitive", list_sensitive},
        {"signatures", dolen_rules_list_signatures},
        {"types", list_types},
        {"watches", list_watches},
    };

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (dolen_text_same(tables[i].name, name))
            return tables[i].write;
    return NULL;
}
