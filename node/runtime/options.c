#include "node/runtime/options.h"

#include <string.h>

#include "node/base/text.h"

enum { OPTIONS_LIMIT = 64, NAME_LIMIT = 64 };

static size_t count_of(const dolen_option *table)
{
    size_t count = 0;

    while (table[count].name)
        count++;
    return count;
}

static int complain(const dolen_options *options, const char *what, const char *name, const char *nearest)
{
    fprintf(stderr, "%s", what);
    if (name)
        fprintf(stderr, " \"%.80s\"", name);
    if (nearest)
        fprintf(stderr, "; did you mean --%s?", nearest);
    fprintf(stderr, "\nusage: %s\n", options->usage);
    return DOLEN_OPTIONS_WRONG_USAGE;
}

static int complain_unknown(const dolen_options *options, const char *name)
{
    const char *names[OPTIONS_LIMIT + 1] = {NULL};

    for (size_t i = 0; i < OPTIONS_LIMIT && options->table[i].name; i++)
        names[i] = options->table[i].name;
    return complain(options, "unknown option", name, dolen_text_nearest(name, names));
}

/* Where a parse stands. */
typedef struct parse {
    const dolen_options *options;
    int argc;
    char **argv;
    int at;
    uint64_t seen; /* one bit an option */
} parse;

static size_t find(const dolen_option *table, const char *name, size_t size)
{
    size_t i = 0;

    while (table[i].name && (strlen(table[i].name) != size || memcmp(table[i].name, name, size) != 0))
        i++;
    return i;
}

static int read_option(parse *p)
{
    const char *name = p->argv[p->at] + 2;
    const char *equals = strchr(name, '=');
    const size_t i = find(p->options->table, name, equals ? (size_t)(equals - name) : strlen(name));
    const dolen_option *option = &p->options->table[i];

    if (!option->name)
        return complain_unknown(p->options, name);
    if (p->seen & UINT64_C(1) << i)
        return complain(p->options, "an option is given twice:", option->name, NULL);
    p->seen |= UINT64_C(1) << i;
    if (option->flag) {
        if (equals)
            return complain(p->options, "this option takes no value:", option->name, NULL);
        *option->flag = true;
        return 0;
    }
    if (!equals && p->at + 1 >= p->argc)
        return complain(p->options, "this option needs a value:", option->name, NULL);
    *option->text = equals ? equals + 1 : p->argv[++p->at];
    return 0;
}

static int check_required(const parse *p)
{
    for (size_t i = 0; p->options->table[i].name; i++)
        if (p->options->table[i].required && !(p->seen & UINT64_C(1) << i))
            return complain(p->options, "this option must be given:", p->options->table[i].name, NULL);
    return 0;
}

static int read_words(parse *p, const char **words, size_t *word_count)
{
    bool only_words = false;

    for (; p->at < p->argc; p->at++) {
        const char *word = p->argv[p->at];
        if (!only_words && dolen_text_same(word, "--")) {
            only_words = true;
        } else if (!only_words && dolen_text_same(word, "--help")) {
            dolen_options_print(p->options, stdout);
            return -1;
        } else if (!only_words && strncmp(word, "--", 2) == 0) {
            const int wrong = read_option(p);
            if (wrong)
                return wrong;
        } else if (*word_count == p->options->words_most) {
            return complain(p->options, "one word too many", NULL, NULL);
        } else {
            words[(*word_count)++] = word;
        }
    }
    return *word_count < p->options->words_least ? complain(p->options, "something is missing", NULL, NULL) : 0;
}

int dolen_options_read(const dolen_options *options, int argc, char **argv, const char **words, size_t *word_count)
{
    parse p = {.options = options, .argc = argc, .argv = argv, .at = 1};

    *word_count = 0;
    DOLEN_MUST(count_of(options->table) <= OPTIONS_LIMIT);
    const int wrong = read_words(&p, words, word_count);
    return wrong ? wrong : check_required(&p);
}

void dolen_options_print(const dolen_options *options, FILE *out)
{
    fprintf(out, "usage: %s\n", options->usage);
    for (const dolen_option *option = options->table; option->name; option++) {
        char name[NAME_LIMIT];
        snprintf(name, sizeof name, "--%s%s%s", option->name, option->text ? " " : "",
                 option->text && option->argument ? option->argument
                 : option->text                   ? "VALUE"
                                                  : "");
        fprintf(out, "  %-24s %s\n", name, option->help ? option->help : "");
    }
}
