/* dolen rules compare: what another rule set discloses more, or less. */
#include <stdio.h>
#include <string.h>

#include "node/base/text.h"
#include "node/tools/rules_internal.h"
#include "node/tools/tool.h"

/* Whether a change lets more be seen by more, less by fewer, or neither plainly. */
typedef enum direction { MORE = 0, LESS = 1, OTHER = 2, DIRECTIONS = 3 } direction;

static const char *const direction_names[DIRECTIONS] = {"more", "less", "other"};

typedef struct comparison {
    const dolen_rules *before;
    const dolen_rules *after;
    json_t *changes[DIRECTIONS];
} comparison;

static void add_change(comparison *c, direction which, const char *text)
{
    json_array_append_new(c->changes[which], json_string(text));
}

/* A change, as printf would write it. */
#define NOTE(c, which, ...)                                                                                            \
    do {                                                                                                               \
        char text_[512];                                                                                               \
        (void)snprintf(text_, sizeof text_, __VA_ARGS__);                                                              \
        add_change(c, which, text_);                                                                                   \
    } while (0)

static dolen_level level_of(const dolen_rules *rules, const dolen_purpose *purpose, dolen_code code)
{
    const dolen_headline *headline = dolen_rules_find_headline(rules, code);

    if (!purpose || !headline || dolen_policy_releases(purpose, headline) != DOLEN_WHY_NONE)
        return DOLEN_LEVEL_NONE;
    return purpose->level;
}

static void compare_release(comparison *c, dolen_code purpose, dolen_code code)
{
    const dolen_level was = level_of(c->before, dolen_rules_find_purpose(c->before, purpose), code);
    const dolen_level is = level_of(c->after, dolen_rules_find_purpose(c->after, purpose), code);

    if (was != is)
        NOTE(c, is > was ? MORE : LESS, "%s shows %s: %s, was %s", purpose.text, code.text, dolen_level_name(is),
             dolen_level_name(was));
}

/* Every code of either set, once. */
static void compare_releases(comparison *c, dolen_code purpose)
{
    size_t count = 0;
    const dolen_headline *headlines = dolen_rules_all_headlines(c->before, &count);

    for (size_t i = 0; i < count; i++)
        compare_release(c, purpose, headlines[i].code);
    headlines = dolen_rules_all_headlines(c->after, &count);
    for (size_t i = 0; i < count; i++)
        if (!dolen_rules_find_headline(c->before, headlines[i].code))
            compare_release(c, purpose, headlines[i].code);
}

static void compare_lists(comparison *c, const char *whose, const char *what, dolen_code_list before,
                          dolen_code_list after)
{
    for (size_t i = 0; i < after.count; i++)
        if (!dolen_code_list_has(before, after.items[i]))
            NOTE(c, MORE, "%s: %s %s is new", whose, what, after.items[i].text);
    for (size_t i = 0; i < before.count; i++)
        if (!dolen_code_list_has(after, before.items[i]))
            NOTE(c, LESS, "%s: %s %s is gone", whose, what, before.items[i].text);
}

static void compare_mark(comparison *c, const char *whose, const char *what, bool before, bool after,
                         direction when_set)
{
    if (before != after)
        NOTE(c,
             after              ? when_set
             : when_set == MORE ? LESS
                                : MORE,
             "%s: %s is %s, was %s", whose, what, after ? "yes" : "no", before ? "yes" : "no");
}

static void compare_ages(comparison *c, const char *whose, const uint8_t before[2], const uint8_t after[2])
{
    if (before[0] == after[0] && before[1] == after[1])
        return;
    const direction which = after[0] <= before[0] && after[1] >= before[1]   ? MORE
                            : after[0] >= before[0] && after[1] <= before[1] ? LESS
                                                                             : OTHER;
    NOTE(c, which, "%s: ages %u-%u, were %u-%u", whose, after[0], after[1], before[0], before[1]);
}

static void compare_conditions(comparison *c, const dolen_purpose *before, const dolen_purpose *after)
{
    const char *code = after->code.text;

    compare_lists(c, code, "role", before->roles, after->roles);
    compare_lists(c, code, "type of member", before->types, after->types);
    compare_mark(c, code, "case reference needed", before->needs_case, after->needs_case, LESS);
    compare_mark(c, code, "recorded decision needed", before->needs_decision, after->needs_decision, LESS);
    compare_mark(c, code, "opens protected records", before->overrides_protection, after->overrides_protection, MORE);
    compare_mark(c, code, "asks about people", before->about_people, after->about_people, MORE);
    compare_mark(c, code, "asks about addresses", before->about_addresses, after->about_addresses, MORE);
    compare_ages(c, code, (const uint8_t[]){before->age_from, before->age_to},
                 (const uint8_t[]){after->age_from, after->age_to});
    if (before->part != after->part)
        NOTE(c, OTHER, "%s: Part %u of the Data Protection Act 2018, was %u", code, after->part, before->part);
    if (before->use != after->use)
        NOTE(c, OTHER, "%s: another use", code);
}

static void compare_purposes(comparison *c)
{
    size_t count = 0;
    const dolen_purpose *purposes = dolen_rules_all_purposes(c->before, &count);

    for (size_t i = 0; i < count; i++) {
        const dolen_purpose *after = dolen_rules_find_purpose(c->after, purposes[i].code);
        compare_releases(c, purposes[i].code);
        if (after)
            compare_conditions(c, &purposes[i], after);
        else
            NOTE(c, LESS, "%s: the purpose is gone", purposes[i].code.text);
    }
    purposes = dolen_rules_all_purposes(c->after, &count);
    for (size_t i = 0; i < count; i++) {
        if (dolen_rules_find_purpose(c->before, purposes[i].code))
            continue;
        NOTE(c, MORE, "%s: the purpose is new", purposes[i].code.text);
        compare_releases(c, purposes[i].code);
    }
}

/* Classes decide through the purposes; ages, kinds of subject and groups of publishers are the code's own. */
static void compare_codes(comparison *c)
{
    size_t count = 0;
    const dolen_headline *headlines = dolen_rules_all_headlines(c->before, &count);

    for (size_t i = 0; i < count; i++) {
        const dolen_headline *before = &headlines[i];
        const dolen_headline *after = dolen_rules_find_headline(c->after, before->code);
        if (!after)
            continue;
        compare_ages(c, before->code.text, (const uint8_t[]){before->age_from, before->age_to},
                     (const uint8_t[]){after->age_from, after->age_to});
        compare_mark(c, before->code.text, "published of people", before->about_people, after->about_people, MORE);
        compare_mark(c, before->code.text, "published of addresses", before->about_addresses, after->about_addresses,
                     MORE);
        if (before->held != after->held)
            NOTE(c, OTHER, "%s: held otherwise than before", before->code.text);
        if (before->kind != after->kind || !dolen_code_same(before->group, after->group))
            NOTE(c, OTHER, "%s: another kind of fact or group", before->code.text);
    }
}

static void compare_roles(comparison *c)
{
    size_t count = 0;
    const dolen_role *roles = dolen_rules_all_roles(c->after, &count);

    for (size_t i = 0; i < count; i++) {
        const dolen_role *before = dolen_rules_find_role(c->before, roles[i].code);
        compare_mark(c, roles[i].code.text, "may ask about people", before && before->may_ask, roles[i].may_ask, MORE);
        compare_mark(c, roles[i].code.text, "may read the log", before && before->may_audit, roles[i].may_audit, MORE);
    }
}

static const dolen_sharing_agreement *find_agreement(const dolen_rules *rules, dolen_code code)
{
    size_t count = 0;
    const dolen_sharing_agreement *agreements = dolen_rules_all_agreements(rules, &count);

    for (size_t i = 0; i < count; i++)
        if (dolen_code_same(agreements[i].code, code))
            return &agreements[i];
    return NULL;
}

static void compare_day(comparison *c, const char *whose, const char *what, dolen_day before, dolen_day after,
                        direction when_later)
{
    const int order = dolen_day_compare(after, before);
    char is[DOLEN_DAY_TEXT];
    char was[DOLEN_DAY_TEXT];

    if (order == 0)
        return;
    dolen_day_write(after, is);
    dolen_day_write(before, was);
    NOTE(c, order > 0 ? when_later : when_later == MORE ? LESS : MORE, "%s: %s %s, was %s", whose, what, is, was);
}

static void compare_agreement(comparison *c, const dolen_sharing_agreement *before,
                              const dolen_sharing_agreement *after)
{
    const char *code = before->code.text;

    compare_lists(c, code, "sender", before->senders, after->senders);
    compare_lists(c, code, "receiver", before->receivers, after->receivers);
    compare_lists(c, code, "purpose", before->purposes, after->purposes);
    compare_lists(c, code, "purpose without consent", after->consent, before->consent);
    compare_day(c, code, "in force from", before->from, after->from, LESS);
    compare_day(c, code, "in force until", before->until, after->until, MORE);
    compare_day(c, code, "review by", before->review, after->review, MORE);
}

static void compare_agreements(comparison *c)
{
    size_t count = 0;
    const dolen_sharing_agreement *agreements = dolen_rules_all_agreements(c->before, &count);

    for (size_t i = 0; i < count; i++) {
        const dolen_sharing_agreement *after = find_agreement(c->after, agreements[i].code);
        if (after)
            compare_agreement(c, &agreements[i], after);
        else
            NOTE(c, LESS, "%s: the agreement is gone", agreements[i].code.text);
    }
    agreements = dolen_rules_all_agreements(c->after, &count);
    for (size_t i = 0; i < count; i++)
        if (!find_agreement(c->before, agreements[i].code))
            NOTE(c, MORE, "%s: the agreement is new", agreements[i].code.text);
}

static void compare_urgent_reasons(comparison *c)
{
    size_t count = 0;
    const dolen_urgent_reason *reasons = dolen_rules_all_urgent_reasons(c->after, &count);

    for (size_t i = 0; i < count; i++)
        if (!dolen_rules_find_urgent_reason(c->before, reasons[i].code))
            NOTE(c, MORE, "urgent reason %s is new", reasons[i].code.text);
    reasons = dolen_rules_all_urgent_reasons(c->before, &count);
    for (size_t i = 0; i < count; i++)
        if (!dolen_rules_find_urgent_reason(c->after, reasons[i].code))
            NOTE(c, LESS, "urgent reason %s is gone", reasons[i].code.text);
}

static void compare_watch(comparison *c, const dolen_watch *before, const dolen_watch *after)
{
    const char *code = before->code.text;

    compare_lists(c, code, "type of member that watches", before->types, after->types);
    compare_lists(c, code, "record watched", before->records, after->records);
    compare_lists(c, code, "flag told of", before->tells, after->tells);
    compare_mark(c, code, "shows consultations", before->consultations, after->consultations, MORE);
    if (!dolen_code_same(before->purpose, after->purpose) || !dolen_code_same(before->role, after->role))
        NOTE(c, OTHER, "%s: decided for %s as %s, was for %s as %s", code, after->purpose.text, after->role.text,
             before->purpose.text, before->role.text);
    if (before->fresh_days != after->fresh_days)
        NOTE(c, after->fresh_days > before->fresh_days ? MORE : LESS, "%s: tells of the last %u days, was %u", code,
             after->fresh_days, before->fresh_days);
}

static void compare_watches(comparison *c)
{
    size_t count = 0;
    const dolen_watch *watches = dolen_rules_all_watches(c->before, &count);

    for (size_t i = 0; i < count; i++) {
        const dolen_watch *after = dolen_rules_find_watch(c->after, watches[i].code);
        if (after)
            compare_watch(c, &watches[i], after);
        else
            NOTE(c, LESS, "%s: the watch is gone", watches[i].code.text);
    }
    watches = dolen_rules_all_watches(c->after, &count);
    for (size_t i = 0; i < count; i++)
        if (!dolen_rules_find_watch(c->before, watches[i].code))
            NOTE(c, MORE, "%s: the watch is new", watches[i].code.text);
}

/* Clocks disclose nothing. */
static void compare_clocks(comparison *c)
{
    size_t count = 0;
    const dolen_duty *duties = dolen_rules_all_duties(c->before, &count);

    for (size_t i = 0; i < count; i++) {
        const dolen_duty *after = dolen_rules_find_duty(c->after, duties[i].code);
        if (!after)
            NOTE(c, OTHER, "%s: the clock is gone", duties[i].code.text);
        else if (after->hours != duties[i].hours)
            NOTE(c, OTHER, "%s: %u hours, was %u", duties[i].code.text, after->hours, duties[i].hours);
    }
    duties = dolen_rules_all_duties(c->after, &count);
    for (size_t i = 0; i < count; i++)
        if (!dolen_rules_find_duty(c->before, duties[i].code))
            NOTE(c, OTHER, "%s: the clock is new", duties[i].code.text);
}

static void compare_figure(comparison *c, const char *what, uint32_t before, uint32_t after, direction when_larger)
{
    if (before != after)
        NOTE(c, (after > before) == (when_larger == MORE) ? MORE : LESS, "%s: %u, was %u", what, after, before);
}

static void compare_figures(comparison *c)
{
    const dolen_limits *before = dolen_rules_limits(c->before);
    const dolen_limits *after = dolen_rules_limits(c->after);

    compare_figure(c, "confirmed from (millionths)", (uint32_t)(before->confirmed * 1e6 + 0.5),
                   (uint32_t)(after->confirmed * 1e6 + 0.5), LESS);
    compare_figure(c, "probable from (millionths)", (uint32_t)(before->probable * 1e6 + 0.5),
                   (uint32_t)(after->probable * 1e6 + 0.5), LESS);
    compare_figure(c, "months shown", before->shown_months, after->shown_months, MORE);
    compare_figure(c, "months held", before->held_months, after->held_months, MORE);
    compare_figure(c, "months that the ledger's text is kept", before->ledger_months, after->ledger_months, MORE);
    compare_figure(c, "months that searches are kept", before->search_months, after->search_months, MORE);
    compare_figure(c, "days that fetched alerts are kept", before->alert_days, after->alert_days, MORE);
    compare_figure(c, "months past an agreement's review", before->grace_months, after->grace_months, MORE);
    compare_figure(c, "questions of a person in an hour", before->person_per_hour, after->person_per_hour, MORE);
    compare_figure(c, "questions of a person in a day", before->person_per_day, after->person_per_day, MORE);
    compare_figure(c, "questions of a member in a day", before->member_per_day, after->member_per_day, MORE);
    compare_figure(c, "questions about one target in a day", before->target_per_day, after->target_per_day, MORE);
    compare_figure(c, "pseudonyms in a day", before->evaluations_per_day, after->evaluations_per_day, MORE);
    compare_figure(c, "days until a staff account lapses", before->account_days, after->account_days, MORE);
    compare_figure(c, "published counts hidden below", before->suppress_below, after->suppress_below, LESS);
    compare_figure(c, "published counts rounded to", before->round_to, after->round_to, LESS);
}

static void compare_all(comparison *c)
{
    compare_purposes(c);
    compare_codes(c);
    compare_roles(c);
    compare_agreements(c);
    compare_urgent_reasons(c);
    compare_watches(c);
    compare_clocks(c);
    compare_figures(c);
}

static void print_text(const comparison *c)
{
    static const char *const titles[DIRECTIONS] = {"Discloses more:", "Discloses less:", "Other changes:"};

    printf("%s -> %s\n", dolen_rules_version(c->before), dolen_rules_version(c->after));
    for (size_t i = 0; i < DIRECTIONS; i++) {
        if (json_array_size(c->changes[i]))
            puts(titles[i]);
        for (size_t j = 0; j < json_array_size(c->changes[i]); j++)
            printf("  %s\n", json_string_value(json_array_get(c->changes[i], j)));
    }
    printf("%zu more, %zu less, %zu other\n", json_array_size(c->changes[MORE]), json_array_size(c->changes[LESS]),
           json_array_size(c->changes[OTHER]));
}

static void print_json(const comparison *c)
{
    json_t *document =
        json_pack("{s:s, s:s}", "before", dolen_rules_version(c->before), "after", dolen_rules_version(c->after));

    for (size_t i = 0; i < DIRECTIONS; i++)
        json_object_set(document, direction_names[i], c->changes[i]);
    (void)dolen_rules_print_json(document);
}

int dolen_rules_compare(const dolen_rules_options *with)
{
    dolen_err err = {0};
    DOLEN_OWN(dolen_rules, before) = dolen_rules_open(with->folder, &err);
    DOLEN_OWN(dolen_rules, after) = before ? dolen_rules_open(with->second, &err) : NULL;

    if (!before || !after)
        return dolen_tool_refuse("rules", &err);
    comparison c = {before, after, {json_array(), json_array(), json_array()}};
    compare_all(&c);
    if (with->json)
        print_json(&c);
    else
        print_text(&c);
    const bool more = json_array_size(c.changes[MORE]) > 0;
    for (size_t i = 0; i < DIRECTIONS; i++)
        json_decref(c.changes[i]);
    return with->refuse_more && more ? DOLEN_TOOL_REFUSED : DOLEN_TOOL_DONE;
}
