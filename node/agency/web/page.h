/**
 * A page being written: HTML that grows in request memory, in one of two languages, with everything that is not the
 * templates' own markup escaped for where it stands.
 *
 * The templates (compiled by node/agency/web/compiler) call these functions; nothing else needs to. Failing is sticky:
 * check once with dolen_page_finish.
 * Owns: everything lives in the arena given. Threads: one at a time.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_PAGE_H
#define DOLEN_NODE_AGENCY_WEB_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/agency/web/messages.h"
#include "node/base/arena.h"
#include "node/base/bytes.h"

/** The numbers are the columns of dolen_messages. */
typedef enum dolen_language {
    DOLEN_ENGLISH = 0,
    DOLEN_WELSH = 1,
} dolen_language;

/** A name in both languages; NULL and "" mean none. */
typedef struct dolen_both {
    const char *en;
    const char *cy;
} dolen_both;

typedef struct dolen_page {
    dolen_arena *arena;
    dolen_language language;
    char *at;
    size_t size;
    size_t room;
    bool failed;
} dolen_page;

/** An empty page. */
dolen_page dolen_page_of(dolen_arena *arena, dolen_language language);

/** What was written, or DOLEN_E_LIMIT when the arena became too small. Borrowed from the arena. */
DOLEN_CHECKED dolen_status dolen_page_finish(const dolen_page *page, dolen_bytes *out, dolen_err *err);

/** Append markup of a template: a string literal only. */
#define dolen_page_markup(page, literal) dolen_page_add((page), "" literal "", sizeof("" literal "") - 1)

/** Use dolen_page_markup. */
void dolen_page_add(dolen_page *page, const char *markup, size_t size);

/**
 * Append UTF-8 text between elements. Markup characters are escaped; control characters, direction overrides and bytes
 * that are not UTF-8 become U+FFFD. NULL is nothing.
 */
void dolen_page_text(dolen_page *page, const char *text);

/** Append text inside a quoted attribute value; also line breaks are escaped. */
void dolen_page_attribute(dolen_page *page, const char *text);

/** Begin a URL attribute with a path on this site: anything but "/..." without "//" or a backslash becomes "/". */
void dolen_page_url(dolen_page *page, const char *path);

/** Append a piece of a URL, percent-encoding everything but letters, digits and "-._~". */
void dolen_page_url_part(dolen_page *page, const char *text);

/** Append a decimal number. */
void dolen_page_number(dolen_page *page, int64_t number);

/** The message in the page's language. Never NULL. */
const char *dolen_page_message(const dolen_page *page, dolen_message message);

/** The name in the page's language, or in the other one where there is none. Never NULL. */
const char *dolen_page_choose(const dolen_page *page, dolen_both name);

/** Is there any text? */
bool dolen_page_has(const char *text);

/** Is this a path on this site that a URL may begin with: "/..." but neither "//" nor a backslash or control? */
bool dolen_page_is_local(const char *path);

#endif
