#include "node/tools/retention.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "governance/audit/note.h"
#include "governance/federation/federation_current.h"
#include "node/base/clock.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"
#include "node/runtime/options.h"
#include "node/runtime/settings.h"
#include "node/tools/tool.h"

enum { PROBLEMS = 20, ARENA = 16 * 1024 * 1024 };

typedef struct retention_settings {
    const char *schema;
    int64_t grace;
    const char *database;
    const char *federation_file;
    const char *governance_key;
    const char *rules_folder;
} retention_settings;

/* A member's name cannot be parenthesised. NOLINTBEGIN(bugprone-macro-parentheses) */
#define SETTING(section_, key_, kind_, otherwise_, field_, help_)                                                      \
    {                                                                                                                  \
        .section = section_, .key = key_, .kind = kind_, .otherwise = otherwise_,                                      \
        .offset = offsetof(retention_settings, field_), .help = help_                                                  \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

static const dolen_setting settings_table[] = {
    SETTING("retention", "at", DOLEN_SETTING_TEXT, NULL, schema, "broker or node: whose database it is"),
    {.section = "retention",
     .key = "grace",
     .kind = DOLEN_SETTING_DURATION,
     .otherwise = "7 d",
     .least = 0,
     .most = INT64_C(31) * 24 * 3600 * 1000,
     .offset = offsetof(retention_settings, grace),
     .help = "how long agencies' nodes have to withdraw what is past its time before the broker erases it"},
    SETTING("database", "connect", DOLEN_SETTING_TEXT, NULL, database,
            "libpq connection string of a user that is dolen_eraser, without a password"),
    SETTING("federation", "file", DOLEN_SETTING_FILE, NULL, federation_file, "the signed federation file"),
    SETTING("federation", "governance-key", DOLEN_SETTING_TEXT, NULL, governance_key,
            "verifier key (name+id+base64) of the partnership's governance key"),
    SETTING("rules", "folder", DOLEN_SETTING_FOLDER, NULL, rules_folder, "folder of the rule files"),
    {0},
};

static const dolen_setting *const settings_tables[] = {settings_table, NULL};

/* What a run needs, read and checked. */
typedef struct loaded {
    dolen_settings *settings;
    retention_settings values;
    dolen_federation_current *federation;
    dolen_rules *rules;
    dolen_pool *pool;
} loaded;

static void drop_loaded(loaded *all)
{
    dolen_pool_free(all->pool);
    dolen_rules_free(all->rules);
    dolen_federation_current_free(all->federation);
    dolen_settings_free(all->settings);
}

/* By rules that are not in force nothing may be erased: it could not be undone. */
static dolen_status load(const char *config, loaded *all, dolen_problems *problems, dolen_err *err)
{
    dolen_note_key governance;

    DOLEN_TRY(dolen_settings_read(config, settings_tables, &all->settings, problems, err));
    dolen_settings_bind(all->settings, settings_table, &all->values);
    if (!dolen_text_same(all->values.schema, "broker") && !dolen_text_same(all->values.schema, "node"))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "[retention] at is broker or node");
    DOLEN_TRY(dolen_note_read_key(dolen_bytes_of_string(all->values.governance_key), &governance, err));
    DOLEN_TRY(dolen_federation_current_new(all->values.federation_file, &governance, &all->federation, problems, err));
    DOLEN_TRY(dolen_rules_load(all->values.rules_folder, &all->rules, problems, err));
    if (!dolen_digest_same(dolen_rules_digest(all->rules), dolen_federation_current_get(all->federation)->rules_digest))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the rules are not those that the federation file names (IG-04)");
    all->pool =
        dolen_pool_new(&(dolen_pool_settings){.conninfo = all->values.database, .size = 1, .role = "dolen_eraser"});
    return DOLEN_OK;
}

static dolen_status work(const loaded *all, bool is_rehearsal, dolen_arena *arena, const dolen_retention_line **out,
                         size_t *count, dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(all->federation);
    int32_t epochs[DOLEN_FEDERATION_EPOCHS];
    dolen_code witnesses[DOLEN_FEDERATION_MEMBERS];
    const dolen_ledger_quorum quorum = {.members = witnesses,
                                        .member_count = dolen_federation_witnesses(federation, witnesses),
                                        .needed = federation->witness_quorum};
    const dolen_retention_task task = {.pool = all->pool,
                                       .limits = dolen_rules_limits(all->rules),
                                       .epochs = epochs,
                                       .epoch_count = federation->epoch_count,
                                       .now = dolen_clock_now(dolen_clock_system()),
                                       .grace = all->values.grace,
                                       .quorum = &quorum,
                                       .is_rehearsal = is_rehearsal};

    for (size_t i = 0; i < federation->epoch_count; i++)
        epochs[i] = (int32_t)federation->epochs[i].epoch;
    if (dolen_text_same(all->values.schema, "node"))
        return dolen_retention_node(&task, arena, out, count, err);
    return dolen_retention_broker(&task, arena, out, count, err);
}

static void month_text(dolen_month month, char out[DOLEN_MONTH_TEXT])
{
    out[0] = '\0';
    if (month)
        dolen_month_write(month, out);
}

/* Codes and months need no escaping. */
static void print_json(bool is_rehearsal, const dolen_retention_line *lines, size_t count)
{
    printf("{\"erased\":%s,\"lines\":[", is_rehearsal ? "false" : "true");
    for (size_t i = 0; i < count; i++) {
        char month[DOLEN_MONTH_TEXT];
        month_text(lines[i].month, month);
        printf("%s{\"agency\":\"%s\",\"what\":\"%s\",\"month\":\"%s\",\"count\":%lld}", i ? "," : "",
               lines[i].agency.text, lines[i].outcome.text, month, (long long)lines[i].count);
    }
    puts("]}");
}

static void print_text(bool is_rehearsal, const dolen_retention_line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char month[DOLEN_MONTH_TEXT];
        month_text(lines[i].month, month);
        printf("%-8s %-24s %-8s %lld\n", lines[i].agency.text, lines[i].outcome.text, month, (long long)lines[i].count);
    }
    if (count == 0)
        puts("nothing has had its time");
    else
        printf("%zu line%s; %s\n", count, count == 1 ? "" : "s",
               is_rehearsal ? "nothing was erased" : "erased, and listed for the ledger");
}

static int run(const char *config, bool is_rehearsal, bool json)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    const dolen_retention_line *lines = NULL;
    size_t count = 0;
    loaded all = {0};
    dolen_err err = {0};

    dolen_status status = load(config, &all, problems, &err);
    dolen_problems_print(problems, stderr);
    if (status == DOLEN_OK)
        status = work(&all, is_rehearsal, arena, &lines, &count, &err);
    drop_loaded(&all);
    if (status != DOLEN_OK)
        return dolen_tool_refuse("retention", &err);
    if (json)
        print_json(is_rehearsal, lines, count);
    else
        print_text(is_rehearsal, lines, count);
    return DOLEN_TOOL_DONE;
}

int dolen_tool_retention(int argc, char **argv)
{
    const char *config = NULL;
    const char *action = NULL;
    bool json = false;
    size_t words = 0;
    const dolen_option table[] = {
        {.name = "config", .text = &config, .argument = "FILE", .help = "the retention job's configuration"},
        {.name = "json", .flag = &json, .help = "print one JSON document"},
        {0},
    };
    const dolen_options options = {.usage =
                                       "dolen retention run|plan --config FILE [--json], or dolen retention settings",
                                   .table = table,
                                   .words_least = 1,
                                   .words_most = 1};

    const int usage = dolen_options_read(&options, argc, argv, &action, &words);
    if (usage != 0)
        return usage < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    if (dolen_text_same(action, "settings")) {
        dolen_settings_print_reference("dolen retention", settings_tables, stdout);
        return DOLEN_TOOL_DONE;
    }
    const bool is_rehearsal = dolen_text_same(action, "plan");
    if (!config || (!is_rehearsal && !dolen_text_same(action, "run"))) {
        dolen_options_print(&options, stderr);
        return DOLEN_TOOL_USAGE;
    }
    return run(config, is_rehearsal, json);
}
