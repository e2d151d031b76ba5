#include "node/tools/account.h"

#include <stdio.h>
#include <string.h>

#include "node/base/file.h"
#include "node/base/text.h"
#include "node/runtime/options.h"
#include "node/tools/document.h"
#include "node/tools/node_call.h"
#include "node/tools/tool.h"

enum { TIMEOUT_MS = 60 * 1000, PASSWORD_LIMIT = 256 };

typedef struct account_options {
    const char *config;
    const char *user;
    const char *name;
    const char *roles;
    const char *trained;
    const char *vetted;
    const char *password_file;
    const char *team;
    const char *home_address;
    const char *home_postcode;
    const char *home_uprn;
    bool forget_home;
    bool json;
} account_options;

/* The first line of the file: a password is never given on the command line, where others could see it. */
static dolen_status read_password(const char *path, char out[PASSWORD_LIMIT], dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PASSWORD_LIMIT * 4);
    dolen_bytes bytes;

    DOLEN_TRY(dolen_file_read_secret(arena, path, PASSWORD_LIMIT, &bytes, err));
    char *text = dolen_arena_copy_string(arena, (const char *)bytes.at, bytes.size);
    if (!text)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the password is too long");
    return dolen_text_copy(out, PASSWORD_LIMIT, dolen_text_trim(text), err);
}

static json_t *question_of(const account_options *o, const char *action, const char *password)
{
    json_t *question = json_pack("{s:s}", "action", action);

    dolen_document_add(question, "user", o->user);
    dolen_document_add(question, "name", o->name);
    dolen_document_add(question, "roles", o->roles);
    dolen_document_add(question, "trained", o->trained);
    dolen_document_add(question, "vetted", o->vetted);
    dolen_document_add(question, "password", password);
    if (o->team)
        json_object_set_new(question, "team", json_string(o->team));
    dolen_document_add(question, "home_address", o->home_address);
    dolen_document_add(question, "home_postcode", o->home_postcode);
    dolen_document_add(question, "home_uprn", o->home_uprn);
    dolen_document_add(question, "forget_home", o->forget_home ? "yes" : NULL);
    return question;
}

static void print_account(const json_t *account)
{
    size_t i = 0;
    json_t *role = NULL;

    printf("%-24s %-12s", dolen_document_text(account, "user"), dolen_document_text(account, "state"));
    json_array_foreach(json_object_get(account, "roles"), i, role)
        printf("%s%s", i ? "," : " ", json_string_value(role));
    putchar('\n');
}

static void print_accounts(const json_t *document)
{
    size_t i = 0;
    json_t *each = NULL;

    json_array_foreach(json_object_get(document, "accounts"), i, each) print_account(each);
}

static int ask(const account_options *o, const char *action, const char *password)
{
    DOLEN_OWN(json_t, question) = question_of(o, action, password);

    return dolen_node_call_ask(&(dolen_node_question){.tool = "account",
                                                      .config = o->config,
                                                      .path = "/account",
                                                      .question = question,
                                                      .timeout_ms = TIMEOUT_MS,
                                                      .json = o->json,
                                                      .print = print_accounts},
                               NULL);
}

int dolen_tool_account(int argc, char **argv)
{
    account_options o = {0};
    const char *action = NULL;
    char password[PASSWORD_LIMIT] = "";
    dolen_err err = {0};
    size_t words = 0;
    const dolen_option table[] = {
        {.name = "config", .text = &o.config, .required = true, .argument = "FILE", .help = "the node's configuration"},
        {.name = "user", .text = &o.user, .argument = "USER", .help = "the account's name"},
        {.name = "name", .text = &o.name, .argument = "TEXT", .help = "how pages greet the person"},
        {.name = "roles", .text = &o.roles, .argument = "LIST", .help = "roles, comma-separated"},
        {.name = "trained", .text = &o.trained, .argument = "YYYY-MM-DD", .help = "day of safeguarding training"},
        {.name = "vetted", .text = &o.vetted, .argument = "YYYY-MM-DD", .help = "day of vetting"},
        {.name = "password-file", .text = &o.password_file, .argument = "FILE", .help = "first line; mode 600"},
        {.name = "team", .text = &o.team, .argument = "TEXT", .help = "add, change: their team; empty: none"},
        {.name = "home-address",
         .text = &o.home_address,
         .argument = "TEXT",
         .help = "add, change: of their home only keyed digests are kept, to notice searches for it"},
        {.name = "home-postcode", .text = &o.home_postcode, .argument = "TEXT", .help = "its postcode"},
        {.name = "home-uprn", .text = &o.home_uprn, .argument = "N", .help = "its UPRN"},
        {.name = "forget-home", .flag = &o.forget_home, .help = "change: keep no digests of a home any more"},
        {.name = "json", .flag = &o.json, .help = "print one JSON document"},
        {0},
    };
    const dolen_options options = {
        .usage = "dolen account add|change|list|suspend|restore|confirm|set-password|forget-second-factor|hand-over "
                 "--config FILE [--user U] ...",
        .table = table,
        .words_least = 1,
        .words_most = 1};

    const int usage = dolen_options_read(&options, argc, argv, &action, &words);
    if (usage != 0)
        return usage < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    if (o.password_file && read_password(o.password_file, password, &err) != DOLEN_OK)
        return dolen_tool_refuse("account", &err);
    return ask(&o, action, password);
}
