/**
 * A document of headings, paragraphs, lists and tables, written as plain text, Markdown or HTML: for what people sign.
 *
 * Everything given is escaped for the format. A table is kept until it ends, so that plain text can be aligned.
 * Owns: the rows of the table under way. Threads: one at a time.
 */
#ifndef DOLEN_NODE_TOOLS_PAPER_H
#define DOLEN_NODE_TOOLS_PAPER_H

#include <stdio.h>

#include "node/base/own.h"
#include "node/base/status.h"

typedef enum dolen_paper_format {
    DOLEN_PAPER_TEXT,
    DOLEN_PAPER_MARKDOWN,
    DOLEN_PAPER_HTML,
} dolen_paper_format;

enum { DOLEN_PAPER_COLUMNS = 32 };

typedef struct dolen_paper dolen_paper;

/** Begin a document with this title in this language ("en", "cy") on `out`, which is borrowed. Never NULL. */
dolen_paper *dolen_paper_new(FILE *out, dolen_paper_format format, const char *language, const char *title);

/** A part of one that is under way elsewhere: no title, nothing at its end. */
dolen_paper *dolen_paper_part(FILE *out, dolen_paper_format format);

/** End the document and free; NULL is fine. Look at ferror(out) afterwards. */
void dolen_paper_free(dolen_paper *paper);
DOLEN_OWNED(dolen_paper);

/** A heading of level 2 or 3. */
void dolen_paper_heading(dolen_paper *paper, int level, const char *text);

/** A paragraph. */
void dolen_paper_say(dolen_paper *paper, const char *text);

/** One item of a list; dolen_paper_end_list after the last. */
void dolen_paper_item(dolen_paper *paper, const char *text);
void dolen_paper_end_list(dolen_paper *paper);

/** One row of a table, 1 to DOLEN_PAPER_COLUMNS cells; the first is its head. NULL is an empty cell. */
void dolen_paper_row(dolen_paper *paper, const char *const *cells, size_t count);

/** Write the table that the rows since the last table make. */
void dolen_paper_end_table(dolen_paper *paper);

#endif
