/**
 * Strict command-line options: `--name value`, `--name=value`, `--flag`, and words.
 *
 * Threads: any; one parse at a time per destination.
 */
#ifndef DOLEN_NODE_RUNTIME_OPTIONS_H
#define DOLEN_NODE_RUNTIME_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { DOLEN_OPTIONS_WRONG_USAGE = 2 };

/** One option. A table ends with a row whose `name` is NULL. Exactly one of `text` and `flag` is set. */
typedef struct dolen_option {
    const char *name;     /**< without the dashes: "config" */
    const char **text;    /**< takes a value: borrowed from argv; keeps what it held when the option is not given */
    bool *flag;           /**< takes none: becomes true */
    bool required;        /**< not giving it is wrong usage */
    const char *argument; /**< how the value is shown: "FILE" */
    const char *help;     /**< one line */
} dolen_option;

/** What a program or command accepts. */
typedef struct dolen_options {
    const char *usage; /**< "dolen publish --config FILE CSV [--json]" */
    const dolen_option *table;
    size_t words_least; /**< how many words that are no options */
    size_t words_most;
} dolen_options;

/**
 * Parse argv[1] onwards. Words go to `words`, which has room for `words_most`; `*word_count` says how many.
 * 0 when right; DOLEN_OPTIONS_WRONG_USAGE after printing one line and the usage on standard error: an unknown option
 * (with the nearest name), one given twice, a missing value, a missing required option, too few or many words.
 * After `--` everything is a word. `--help` prints the usage and every option on standard output and gives -1.
 */
int dolen_options_read(const dolen_options *options, int argc, char **argv, const char **words, size_t *word_count);

/** Print usage and all options. */
void dolen_options_print(const dolen_options *options, FILE *out);

#endif
