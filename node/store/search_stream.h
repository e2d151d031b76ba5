/**
 * The agency's own searches page by page, in two orders, for looking through all of them with little memory: by case
 * reference, and by member of staff.
 *
 * Secrets: what was searched is personal data in clear. Owns: nothing; pages live in the arena given. Threads: one
 * connection, one thread; a page is complete in itself, and no transaction is held between two.
 */
#ifndef DOLEN_NODE_STORE_SEARCH_STREAM_H
#define DOLEN_NODE_STORE_SEARCH_STREAM_H

#include "node/model/uuid.h"
#include "node/store/pool.h"
#include "node/store/statement.h"

/** Which searches: asked at `from` or later and before `until`. */
typedef struct dolen_search_span {
    int64_t from;
    int64_t until;
} dolen_search_span;

typedef struct dolen_streamed_search {
    dolen_uuid id;
    int64_t asked;
    const char *account;
    const char *case_reference; /**< capitals, without spaces: as it is compared */
    const char *searched;       /**< what was typed, as JSON */
} dolen_streamed_search;

/** From where a stream goes on: the last page's last search; all zero and NULL: from the beginning. */
typedef struct dolen_search_place {
    const char *case_reference; /**< by case only */
    int64_t asked;
    dolen_uuid id;
} dolen_search_place;

/** Which page. */
typedef struct dolen_search_page {
    dolen_search_span span;
    dolen_search_place after;
    size_t limit; /**< searches at most; when fewer come, the stream has ended */
} dolen_search_page;

/** The next searches by case reference, then instant. */
DOLEN_CHECKED dolen_status dolen_search_stream_by_case(dolen_connection *connection, const dolen_search_page *page,
                                                       dolen_arena *arena, const dolen_streamed_search **out,
                                                       size_t *count, dolen_err *err);

/** The next searches of one account by instant, likewise. */
DOLEN_CHECKED dolen_status dolen_search_stream_of(dolen_connection *connection, const char *account,
                                                  const dolen_search_page *page, dolen_arena *arena,
                                                  const dolen_streamed_search **out, size_t *count, dolen_err *err);

/** Whether this account searched in the span. */
DOLEN_CHECKED dolen_status dolen_search_stream_has(dolen_connection *connection, const char *account,
                                                   dolen_search_span span, bool *out, dolen_err *err);

#endif
