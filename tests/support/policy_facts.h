/** The default rule set, and facts that it permits: tests change one and see what happens. */
#ifndef DOLEN_TESTS_SUPPORT_POLICY_FACTS_H
#define DOLEN_TESTS_SUPPORT_POLICY_FACTS_H

#include <stdio.h>
#include <string.h>

#include "governance/policy/policy.h"
#include "node/base/file.h"

#define FACTS_RULES_FOLDER DOLEN_TESTS_FOLDER "/../governance/rules"

static const dolen_day facts_today = {2026, 11, 21};

/** The rules of the tree; prints what is wrong with them and aborts when anything is. */
static inline dolen_rules *facts_rules(void)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(20);
    dolen_rules *rules = NULL;
    const dolen_status status = dolen_rules_load(FACTS_RULES_FOLDER, &rules, problems, NULL);

    dolen_problems_print(problems, stderr);
    DOLEN_MUST(status == DOLEN_OK);
    return rules;
}

/** A council's practitioner asks for a child-protection enquiry about a person, everything given. */
static inline dolen_policy_request facts_request(void)
{
    return (dolen_policy_request){.asker = dolen_code_of("NPT"),
                                  .asker_type = dolen_code_of("council"),
                                  .role = dolen_code_of("practitioner"),
                                  .purpose = dolen_code_of("S47"),
                                  .has_staff = true,
                                  .has_case = true,
                                  .decision_maker = DOLEN_FACT_YES,
                                  .consent = DOLEN_FACT_YES,
                                  .authoriser = DOLEN_FACT_YES,
                                  .subject = DOLEN_SUBJECT_PERSON,
                                  .age = DOLEN_AGE_UNKNOWN,
                                  .requested_level = DOLEN_LEVEL_L3,
                                  .today = facts_today};
}

static inline dolen_policy_record facts_record(const char *owner, const char *type)
{
    return (dolen_policy_record){
        .owner = dolen_code_of(owner), .owner_type = dolen_code_of(type), .band = DOLEN_BAND_CONFIRMED};
}

/** A flag of this code that is current today. */
static inline dolen_flag facts_flag(const dolen_rules *rules, const char *code)
{
    static const dolen_month_count months[] = {{2024 * 12, 1}, {2026 * 12 + 9, 2}};
    const dolen_headline *headline = dolen_rules_find_headline(rules, dolen_code_of(code));
    dolen_flag flag = {.code = dolen_code_of(code), .kind = headline ? headline->kind : DOLEN_FLAG_STATE};

    if (flag.kind == DOLEN_FLAG_EVENT) {
        flag.months = months;
        flag.month_count = 2;
        flag.latest = (dolen_day){2026, 10, 3};
    } else {
        flag.opened = 2025 * 12;
    }
    return flag;
}

/** The default rules with one file replaced; `text` NULL keeps it. The status of reading them. */
static inline dolen_status facts_rules_with(const char *name, const char *text, dolen_rules **out,
                                            dolen_problems *problems)
{
    static const char *const names[] = {"agreements.rules", "codes.rules",    "levels.rules",
                                        "members.rules",    "purposes.rules", "roles.rules",
                                        "rules.rules",      "set.rules",      "urgent.rules"};
    enum { NAMES = sizeof names / sizeof *names };
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)4 * 1024 * 1024);
    dolen_rules_file files[NAMES];

    for (size_t i = 0; i < NAMES; i++) {
        char path[512];
        files[i].name = names[i];
        (void)snprintf(path, sizeof path, "%s/%s", FACTS_RULES_FOLDER, names[i]);
        DOLEN_MUST(dolen_file_read(arena, path, (size_t)1024 * 1024, &files[i].text, NULL) == DOLEN_OK);
        if (text && strcmp(names[i], name) == 0)
            files[i].text = dolen_bytes_of_string(text);
    }
    return dolen_rules_read(files, NAMES, out, problems, NULL);
}

/** The default rules with these agreements alone; aborts when they are wrong. */
static inline dolen_rules *facts_rules_under(const char *agreements)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(20);
    dolen_rules *rules = NULL;
    const dolen_status status = facts_rules_with("agreements.rules", agreements, &rules, problems);

    dolen_problems_print(problems, stderr);
    DOLEN_MUST(status == DOLEN_OK);
    return rules;
}

#endif
