/* The figures of a rule set, and those that contradict one another. */
#include <string.h>

#include "governance/policy/rules_internal.h"
#include "node/base/text.h"

void dolen_rules_read_match(const dolen_rules_part *part)
{
    static const char *const known[] = {"confirmed", "probable", NULL};
    dolen_limits *limits = &part->rules->limits;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    limits->confirmed = dolen_rules_value_probability(part, "confirmed");
    limits->probable = dolen_rules_value_probability(part, "probable");
    if (limits->probable < 0.5 || limits->confirmed < limits->probable)
        dolen_problems_add(part->problems, part->file->source, part->section->line,
                           "confirmed must not be below probable, nor probable below 0.5", "match", NULL);
}

/* A flag is told as long as DOLEN_WATCH_FRESH days after the month that it began in: an alert is kept for longer than
   that, so that none is raised twice. */
enum { ALERT_DAYS = 31 + DOLEN_WATCH_FRESH };

/* A figure: where it stands, its range, where it goes. */
typedef struct figure {
    const char *section;
    const char *key;
    size_t offset;
    uint32_t low;
    uint32_t high;
} figure;

static const figure figures[] = {
    {"retention", "shown-months", offsetof(dolen_limits, shown_months), 1, DOLEN_FLAG_MONTHS},
    {"retention", "held-months", offsetof(dolen_limits, held_months), 1, DOLEN_FLAG_MONTHS},
    {"retention", "ledger-months", offsetof(dolen_limits, ledger_months), 1, 240},
    {"retention", "search-months", offsetof(dolen_limits, search_months), 1, 240},
    {"retention", "alert-days", offsetof(dolen_limits, alert_days), ALERT_DAYS, 366},
    {"agreements", "grace-months", offsetof(dolen_limits, grace_months), 0, 3},
    {"quota", "person-per-hour", offsetof(dolen_limits, person_per_hour), 1, 100000},
    {"quota", "person-per-day", offsetof(dolen_limits, person_per_day), 1, 100000},
    {"quota", "member-per-day", offsetof(dolen_limits, member_per_day), 1, 100000000},
    {"quota", "target-per-day", offsetof(dolen_limits, target_per_day), 1, 100000},
    {"quota", "evaluations-per-day", offsetof(dolen_limits, evaluations_per_day), 1, 4000000000},
    {"freshness", "out-of-date-hours", offsetof(dolen_limits, fresh_hours), 1, 8760},
    {"freshness", "owner-notice-hours", offsetof(dolen_limits, notice_hours), 1, 24},
    {"extract", "shrink-per-cent", offsetof(dolen_limits, shrink_per_cent), 1, 100},
    {"review", "days", offsetof(dolen_limits, review_days), 1, 90},
    {"account", "lapse-days", offsetof(dolen_limits, account_days), 1, 366},
    {"statistics", "suppress-below", offsetof(dolen_limits, suppress_below), 5, 100},
    {"statistics", "round-to", offsetof(dolen_limits, round_to), 5, 100},
};

enum { FIGURES = sizeof figures / sizeof *figures };

/* Figures that must not pass one another. 0 stands for a figure that was wrong in itself. */
static void check_order(const dolen_rules_part *part)
{
    const dolen_limits *limits = &part->rules->limits;

    if (dolen_text_same(part->section->type, "retention")) {
        if (limits->held_months && limits->shown_months > limits->held_months)
            DOLEN_RULES_COMPLAIN(part, "shown-months", "more months are shown than held (IG-14)", "shown-months", NULL);
        return;
    }
    if (!dolen_text_same(part->section->type, "quota"))
        return;
    if (limits->person_per_day && limits->person_per_hour > limits->person_per_day)
        DOLEN_RULES_COMPLAIN(part, "person-per-hour", "a person may ask more in an hour than in a day (IG-22)",
                             "person-per-hour", NULL);
    if (limits->member_per_day && limits->person_per_day > limits->member_per_day)
        DOLEN_RULES_COMPLAIN(part, "person-per-day", "a person may ask more than their whole member (IG-22)",
                             "person-per-day", NULL);
    if (limits->member_per_day && limits->target_per_day > limits->member_per_day)
        DOLEN_RULES_COMPLAIN(part, "target-per-day", "more may be asked about one person than about all (IG-22)",
                             "target-per-day", NULL);
}

void dolen_rules_read_figures(const dolen_rules_part *part)
{
    const char *known[FIGURES + 1] = {0};
    size_t count = 0;

    for (size_t i = 0; i < FIGURES; i++) {
        if (!dolen_text_same(figures[i].section, part->section->type))
            continue;
        known[count++] = figures[i].key;
        const uint32_t value = dolen_rules_value_number(part, figures[i].key, figures[i].low, figures[i].high);
        memcpy((char *)&part->rules->limits + figures[i].offset, &value, sizeof value);
    }
    dolen_section_check_keys(part->file, part->section, known, part->problems);
    check_order(part);
}
