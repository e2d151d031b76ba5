/**
 * A list of what is wrong with a file, in words for the person who must mend it: `file:line: what "name"; did you mean
 * "other"?`.
 *
 * For configuration, rules, mappings and extracts. The explanation is a literal. `name` is for names of settings, codes
 * and columns only; it is never given a value out of an extract.
 * Owns: copies of all names. Threads: one at a time.
 */
#ifndef DOLEN_NODE_BASE_PROBLEMS_H
#define DOLEN_NODE_BASE_PROBLEMS_H

#include <stddef.h>
#include <stdio.h>

#include "node/base/own.h"

typedef struct dolen_problem {
    const char *source;  /**< the file's name as given, or NULL */
    size_t line;         /**< 1 for the first line; 0: the file as a whole */
    const char *what;    /**< a literal */
    const char *name;    /**< what it is about, or NULL */
    const char *nearest; /**< the name that was probably meant, or NULL */
} dolen_problem;

typedef struct dolen_problems dolen_problems;

/** An empty list that keeps at most `limit` problems and counts the rest. Never NULL. */
dolen_problems *dolen_problems_new(size_t limit);

/** Free a list; NULL is fine. */
void dolen_problems_free(dolen_problems *problems);
DOLEN_OWNED(dolen_problems);

/** Add one. `name` and `nearest` may be NULL, are cut to 80 bytes, and control characters in them become "?". */
#define dolen_problems_add(problems, source, line, what, name, nearest)                                                \
    dolen_problems_append((problems), (source), (line), "" what "", (name), (nearest))

/** Use dolen_problems_add. */
void dolen_problems_append(dolen_problems *problems, const char *source, size_t line, const char *what,
                           const char *name, const char *nearest);

/** How many were added, kept or not. */
size_t dolen_problems_count(const dolen_problems *problems);

/** The `index`th problem kept, NULL past the last. Borrowed. */
const dolen_problem *dolen_problems_at(const dolen_problems *problems, size_t index);

/** Print all, one line each, and how many more there were. */
void dolen_problems_print(const dolen_problems *problems, FILE *out);

#endif
