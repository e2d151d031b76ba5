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

/** A flag of this code that began today. */
static inline dolen_flag facts_fresh_flag(const dolen_rules *rules, const char *code)
{
    static const dolen_month_count this_month[] = {{2026 * 12 + 10, 1}};
    dolen_flag flag = facts_flag(rules, code);

    if (flag.kind == DOLEN_FLAG_EVENT) {
        flag.months = this_month;
        flag.month_count = 1;
        flag.latest = facts_today;
    } else {
        flag.opened = dolen_month_of(facts_today);
    }
    return flag;
}

/** The files of the tree's rules, in byte order. */
static const char *const facts_files[] = {"agreements.rules", "codes.rules",    "exemptions.rules", "levels.rules",
                                          "members.rules",    "purposes.rules", "reasons.rules",    "roles.rules",
                                          "rules.rules",      "set.rules",      "statistics.rules", "urgent.rules",
                                          "watches.rules"};
enum { FACTS_FILES = sizeof facts_files / sizeof *facts_files, FACTS_BYTES = 1024 * 1024 };

/** The text of one of them, in `arena`, NUL-terminated. */
static inline char *facts_text(dolen_arena *arena, const char *name)
{
    char path[512];
    dolen_bytes text;

    (void)snprintf(path, sizeof path, "%s/%s", FACTS_RULES_FOLDER, name);
    DOLEN_MUST(dolen_file_read(arena, path, FACTS_BYTES, &text, NULL) == DOLEN_OK);
    return dolen_arena_copy_string(arena, (const char *)text.at, text.size);
}

/** The default rules with one file replaced; `text` NULL keeps it. The status of reading them. */
static inline dolen_status facts_rules_with(const char *name, const char *text, dolen_rules **out,
                                            dolen_problems *problems)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)4 * FACTS_BYTES);
    dolen_rules_file files[FACTS_FILES];

    for (size_t i = 0; i < FACTS_FILES; i++) {
        const bool replaced = text && strcmp(facts_files[i], name) == 0;
        files[i].name = facts_files[i];
        files[i].text = dolen_bytes_of_string(replaced ? text : facts_text(arena, facts_files[i]));
    }
    return dolen_rules_read(files, FACTS_FILES, out, problems, NULL);
}

/** The text of a file with the first `from` in it replaced by `to`; aborts when `from` does not occur. */
static inline char *facts_edited(dolen_arena *arena, const char *name, const char *from, const char *to)
{
    const char *text = facts_text(arena, name);
    const char *place = strstr(text, from);

    DOLEN_MUST(place != NULL);
    const size_t head = (size_t)(place - text);
    char *edited = dolen_arena_make(arena, strlen(text) + strlen(to) + 1, 1);
    memcpy(edited, text, head);
    memcpy(edited + head, to, strlen(to));
    memcpy(edited + head + strlen(to), place + strlen(from), strlen(place + strlen(from)) + 1);
    return edited;
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
