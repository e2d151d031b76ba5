/* dolen rules papers: templates filled from the rules, so that paper and program cannot drift apart. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "node/base/file.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/tools/rules_internal.h"
#include "node/tools/rules_lists.h"
#include "node/tools/tool.h"

enum { TEMPLATE = 1024 * 1024, VALUE = 1024 };

/* One paper in the making. */
typedef struct paper {
    const dolen_rules *rules;
    bool welsh;
    const char *name; /* of the template, for what is wrong with it */
    FILE *out;
    size_t line;
} paper;

/* A figure of the rules by its name in templates. */
static const struct {
    const char *name;
    size_t offset;
} figures[] = {
    {"account-days", offsetof(dolen_limits, account_days)},
    {"alert-days", offsetof(dolen_limits, alert_days)},
    {"evaluations-per-day", offsetof(dolen_limits, evaluations_per_day)},
    {"fresh-hours", offsetof(dolen_limits, fresh_hours)},
    {"grace-months", offsetof(dolen_limits, grace_months)},
    {"held-months", offsetof(dolen_limits, held_months)},
    {"ledger-months", offsetof(dolen_limits, ledger_months)},
    {"member-per-day", offsetof(dolen_limits, member_per_day)},
    {"notice-hours", offsetof(dolen_limits, notice_hours)},
    {"person-per-day", offsetof(dolen_limits, person_per_day)},
    {"person-per-hour", offsetof(dolen_limits, person_per_hour)},
    {"review-days", offsetof(dolen_limits, review_days)},
    {"round-to", offsetof(dolen_limits, round_to)},
    {"search-months", offsetof(dolen_limits, search_months)},
    {"shown-months", offsetof(dolen_limits, shown_months)},
    {"shrink-per-cent", offsetof(dolen_limits, shrink_per_cent)},
    {"suppress-below", offsetof(dolen_limits, suppress_below)},
    {"target-per-day", offsetof(dolen_limits, target_per_day)},
};

static void put_version(const paper *p)
{
    fputs(dolen_rules_version(p->rules), p->out);
}

static void put_digest(const paper *p)
{
    char hex[2 * DOLEN_DIGEST_SIZE + 1];

    dolen_rules_hex(p->rules, hex);
    fputs(hex, p->out);
}

static void put_set(const paper *p)
{
    fputs(dolen_rules_say(dolen_rules_name(p->rules), p->welsh), p->out);
}

static void put_members(const paper *p)
{
    size_t count = 0;
    const dolen_partner *partners = dolen_rules_all_partners(p->rules, &count);

    for (size_t i = 0; i < count; i++)
        fprintf(p->out, "%s%s", i ? ", " : "", dolen_rules_say(partners[i].name, p->welsh));
}

/* Purposes of which something holds, by name. */
static void put_purposes(const paper *p, bool (*is_meant)(const dolen_purpose *purpose))
{
    size_t count = 0;
    size_t put = 0;
    const dolen_purpose *purposes = dolen_rules_all_purposes(p->rules, &count);

    for (size_t i = 0; i < count; i++)
        if (is_meant(&purposes[i]))
            fprintf(p->out, "%s%s (%s)", put++ ? ", " : "", dolen_rules_say(purposes[i].name, p->welsh),
                    purposes[i].code.text);
    if (!put)
        fputs(p->welsh ? "dim" : "none", p->out);
}

static bool overrides(const dolen_purpose *purpose)
{
    return purpose->overrides_protection;
}

static bool needs_decision(const dolen_purpose *purpose)
{
    return purpose->needs_decision;
}

static bool is_for_subjects(const dolen_purpose *purpose)
{
    return purpose->use == DOLEN_USE_SUBJECT;
}

static void put_overriding(const paper *p)
{
    put_purposes(p, overrides);
}

static void put_decided(const paper *p)
{
    put_purposes(p, needs_decision);
}

static void put_subject(const paper *p)
{
    put_purposes(p, is_for_subjects);
}

static void put_probable(const paper *p)
{
    fprintf(p->out, "%.2f", dolen_rules_limits(p->rules)->probable);
}

static void put_confirmed(const paper *p)
{
    fprintf(p->out, "%.2f", dolen_rules_limits(p->rules)->confirmed);
}

static void put_code_count(const paper *p)
{
    size_t count = 0;

    (void)dolen_rules_all_headlines(p->rules, &count);
    fprintf(p->out, "%zu", count);
}

static const struct {
    const char *name;
    void (*put)(const paper *p);
} values[] = {
    {"code-count", put_code_count},    {"confirmed", put_confirmed},
    {"decided-purposes", put_decided}, {"digest", put_digest},
    {"members", put_members},          {"overriding-purposes", put_overriding},
    {"probable", put_probable},        {"set", put_set},
    {"subject-purpose", put_subject},  {"version", put_version},
};

static bool put_figure(const paper *p, const char *name)
{
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        uint32_t number = 0;
        if (!dolen_text_same(figures[i].name, name))
            continue;
        memcpy(&number, (const char *)dolen_rules_limits(p->rules) + figures[i].offset, sizeof number);
        fprintf(p->out, "%u", number);
        return true;
    }
    return false;
}

static bool put_table(const paper *p, const char *name)
{
    dolen_rules_table *table = dolen_rules_list_find(name);

    if (!table)
        return false;
    DOLEN_OWN(dolen_paper, part) = dolen_paper_part(p->out, DOLEN_PAPER_MARKDOWN);
    table(part, p->rules, p->welsh);
    return true;
}

/* What stands between {{ and }}: "table retention", a value, or a figure. */
static dolen_status put_place(const paper *p, const char *name, dolen_err *err)
{
    bool known = strncmp(name, "table ", 6) == 0 ? put_table(p, name + 6) : put_figure(p, name);

    for (size_t i = 0; !known && i < sizeof values / sizeof *values; i++)
        if (dolen_text_same(values[i].name, name)) {
            values[i].put(p);
            known = true;
        }
    if (known)
        return DOLEN_OK;
    fprintf(stderr, "%s:%zu: no such value of the rules: %.60s\n", p->name, p->line, name);
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "a template names what the rules do not have");
}

static dolen_status fill(paper *p, const char *text, dolen_err *err)
{
    for (p->line = 1; *text;) {
        char name[VALUE];
        const char *end = strncmp(text, "{{", 2) == 0 ? strstr(text, "}}") : NULL;
        if (!end) {
            p->line += *text == '\n';
            fputc(*text++, p->out);
            continue;
        }
        const size_t size = (size_t)(end - text) - 2;
        if (size >= sizeof name)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a name in a template is too long");
        memcpy(name, text + 2, size);
        name[size] = '\0';
        DOLEN_TRY(put_place(p, name, err));
        text = end + 2;
        text += strncmp(name, "table ", 6) == 0 && *text == '\n'; /* a table ends its own line */
    }
    return DOLEN_OK;
}

static dolen_status write_paper(const dolen_rules *rules, bool welsh, const char *template_path, const char *out_path,
                                dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)2 * TEMPLATE + VALUE);
    DOLEN_FREED char *made = NULL;
    size_t size = 0;
    dolen_bytes text;

    DOLEN_TRY(dolen_file_read(arena, template_path, TEMPLATE, &text, err));
    const char *copy = dolen_arena_copy_string(arena, (const char *)text.at, text.size);
    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a template is larger than it may be");
    paper p = {.rules = rules, .welsh = welsh, .name = template_path, .out = open_memstream(&made, &size)};
    if (!p.out)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "no memory for a paper");
    const dolen_status filled = fill(&p, copy, err);
    if (fclose(p.out) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "no memory for a paper");
    DOLEN_TRY(filled);
    return dolen_file_write(out_path, dolen_bytes_of(made, size), 0644, err);
}

/* "FOLDER/NAME" and an ending; aborts without memory. */
static char *path_of(const char *folder, const char *name, const char *ending)
{
    char *path = NULL;

    if (asprintf(&path, "%s/%s%s", folder, name, ending) < 0)
        abort();
    return path;
}

/* "privacy-notice" from "privacy-notice.cy.template" in that language; false for any other file. */
static bool paper_name(const char *file, const char *language, char out[NAME_MAX + 1])
{
    char ending[32];
    const size_t size = strlen(file);

    (void)snprintf(ending, sizeof ending, ".%s.template", language);
    if (size <= strlen(ending) || size > NAME_MAX || strcmp(file + size - strlen(ending), ending) != 0)
        return false;
    memcpy(out, file, size - strlen(ending));
    out[size - strlen(ending)] = '\0';
    return true;
}

static dolen_status write_one(const dolen_rules *rules, const dolen_rules_options *with, const char *folder,
                              const char *file, size_t *written, dolen_err *err)
{
    const char *language = with->language ? with->language : "en";
    char name[NAME_MAX + 1];

    if (!paper_name(file, language, name))
        return DOLEN_OK;
    DOLEN_FREED char *from = path_of(folder, file, "");
    DOLEN_FREED char *to = path_of(with->out, name, ".md");
    DOLEN_TRY(write_paper(rules, dolen_rules_is_welsh(with), from, to, err));
    puts(to);
    (*written)++;
    return DOLEN_OK;
}

static dolen_status write_all(const dolen_rules *rules, const dolen_rules_options *with, dolen_err *err)
{
    DOLEN_FREED char *folder = path_of(with->templates ? with->templates : with->folder, with->templates ? "." : "..",
                                       with->templates ? "" : "/papers");
    struct dirent **names = NULL;
    size_t written = 0;

    if (mkdir(with->out, 0755) != 0 && errno != EEXIST)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the folder for the papers cannot be made");
    const int found = scandir(folder, &names, NULL, alphasort);
    dolen_status status = DOLEN_OK;
    for (int i = 0; i < found; i++) {
        if (status == DOLEN_OK)
            status = write_one(rules, with, folder, names[i]->d_name, &written, err);
        free(names[i]);
    }
    free(names);
    if (status == DOLEN_OK && written == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the folder holds no templates in this language");
    return status;
}

int dolen_rules_papers(const dolen_rules_options *with)
{
    dolen_err err = {0};
    DOLEN_OWN(dolen_rules, rules) = with->out ? dolen_rules_open(with->folder, &err) : NULL;

    if (!with->out) {
        fputs("dolen rules: papers needs --out FOLDER\n", stderr);
        return DOLEN_TOOL_USAGE;
    }
    if (!rules || write_all(rules, with, &err) != DOLEN_OK)
        return dolen_tool_refuse("rules", &err);
    return DOLEN_TOOL_DONE;
}
