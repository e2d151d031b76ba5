/**
 * The one readable text format of the project: sections of `key = value` lines.
 *
 *     # a comment
 *     [purpose S47]
 *     name.en = Child-protection enquiry
 *     level   = L3
 *
 * Used for configuration, rules, mappings and the federation file. UTF-8; a section has a type and an optional name; a
 * value is the rest of the line without white space at its ends; a line that begins with white space continues the
 * value above (joined by one space). Strict: an assignment outside a section, a repeated key in a section, a repeated
 * section (same type and name) or a control character is a problem, reported with its line. What keys mean is for the
 * caller. Owns: everything parsed lives in the arena given. Threads: a parsed document may be read by any thread.
 */
#ifndef DOLEN_NODE_BASE_SECTIONS_H
#define DOLEN_NODE_BASE_SECTIONS_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/base/problems.h"
#include "node/base/status.h"

typedef struct dolen_entry {
    const char *key;
    const char *value;
    size_t line;
} dolen_entry;

typedef struct dolen_section {
    const char *type;
    const char *name; /**< "" when it has none */
    size_t line;
    const dolen_entry *entries;
    size_t count;
} dolen_section;

typedef struct dolen_sections {
    const char *source; /**< the file's name, for problems */
    const dolen_section *items;
    size_t count;
} dolen_sections;

/**
 * Parse `text`. Every problem is added to `problems`; DOLEN_E_INPUT if there was any, DOLEN_E_LIMIT if the arena is too
 * small. `source` is kept by reference.
 */
DOLEN_CHECKED dolen_status dolen_sections_read(dolen_arena *arena, const char *source, dolen_bytes text,
                                               dolen_sections *out, dolen_problems *problems, dolen_err *err);

/** Read the file at `path` (at most 4 MiB) and parse it. */
DOLEN_CHECKED dolen_status dolen_sections_read_file(dolen_arena *arena, const char *path, dolen_sections *out,
                                                    dolen_problems *problems, dolen_err *err);

/** The section of this type and name, or NULL. */
const dolen_section *dolen_sections_find(const dolen_sections *sections, const char *type, const char *name);

/** The entry with this key, or NULL. */
const dolen_entry *dolen_section_find(const dolen_section *section, const char *key);

/** The value of this key, or `otherwise`. */
const char *dolen_section_value(const dolen_section *section, const char *key, const char *otherwise);

/**
 * Report every key of `section` that is not in `known` (NULL-terminated; a name that ends in "*" allows every key that
 * begins so), with the nearest known name.
 */
void dolen_section_check_keys(const dolen_sections *sections, const dolen_section *section, const char *const *known,
                              dolen_problems *problems);

/**
 * Split a comma-separated value into trimmed, non-empty items in `arena`. DOLEN_E_LIMIT when over the arena's limit.
 */
DOLEN_CHECKED dolen_status dolen_section_list(dolen_arena *arena, const char *value, const char *const **items,
                                              size_t *count, dolen_err *err);

#endif
