/**
 * The messages of the pages in English and Welsh.
 *
 * A sections file (node/base/sections.h): one section per message, `[message search.title]` with `en = ...` and
 * `cy = ...`. Messages are labels and whole sentences; there are no sentences with holes, for Welsh mutates words and
 * has six plural forms.
 * Owns: everything lives in the arena given. Threads: one at a time.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_COMPILER_CATALOGUE_H
#define DOLEN_NODE_AGENCY_WEB_COMPILER_CATALOGUE_H

#include <stdio.h>

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/base/problems.h"

typedef struct dolen_catalogue_message {
    const char *id; /**< lower-case words joined by dots and underscores */
    const char *english;
    const char *welsh;
    size_t line;
} dolen_catalogue_message;

typedef struct dolen_catalogue {
    const dolen_catalogue_message *messages; /**< in the order of the files */
    size_t count;
} dolen_catalogue;

/**
 * Add the messages of one file to a catalogue, which begins as all zeros and is unchanged on failure. Every mistake
 * goes to `problems`: a message without English or without Welsh, an id that is malformed or becomes the same C name as
 * another of any file, an unknown key, braces in a text. DOLEN_E_INPUT if there was any.
 */
DOLEN_CHECKED dolen_status dolen_catalogue_read(dolen_arena *arena, const char *source, dolen_bytes text,
                                                dolen_catalogue *catalogue, dolen_problems *problems, dolen_err *err);

/** The message with this id, or NULL. */
const dolen_catalogue_message *dolen_catalogue_find(const dolen_catalogue *catalogue, const char *id);

/** The id nearest to one that does not exist, or NULL. */
const char *dolen_catalogue_nearest(const dolen_catalogue *catalogue, const char *id);

/** Write the id as its C constant, such as "DOLEN_MESSAGE_SEARCH_TITLE". */
void dolen_catalogue_write_constant(const char *id, FILE *out);

/** Write the header with one constant per message. */
void dolen_catalogue_write_header(const dolen_catalogue *catalogue, FILE *out);

/** Write the source with the tables. */
void dolen_catalogue_write_source(const dolen_catalogue *catalogue, FILE *out);

#endif
