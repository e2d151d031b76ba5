/**
 * A search as JSON documents: what the command line and other programs send, and what they get (docs/interface.md).
 *
 * Secrets: the request holds personal data; a document is handed to the caller and to nobody else.
 * Owns: a returned json_t belongs to the caller (json_decref); strings of a read request live in the arena.
 * Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_SEARCH_JSON_H
#define DOLEN_NODE_AGENCY_SEARCH_JSON_H

#include <jansson.h>

#include "node/agency/search.h"
#include "node/base/own.h"

DOLEN_OWNED_BY(json_t, json_decref);

/**
 * Read a question: members user, role, purpose, case, level, subject ("person" or "address") and the fields named by
 * dolen_search_field_name, all strings. DOLEN_E_INPUT for another shape, an unknown member or a text over 1,000 bytes.
 * An impossible date of birth is kept as one (it becomes a fault of the search). The channel is set by the caller.
 */
DOLEN_CHECKED dolen_status dolen_search_json_read(const json_t *document, dolen_arena *arena, dolen_search_request *out,
                                                  dolen_err *err);

/** The answer as the document of `dolen search --json`. `receipt_file` may be NULL. Never NULL. */
json_t *dolen_search_json_answer(const dolen_search_request *request, const dolen_search_outcome *outcome,
                                 const char *receipt_file);

/** One flag as it stands in an answer: code, kind, from, to, months, latest, disputed. Never NULL. */
json_t *dolen_search_json_flag(const dolen_flag *flag);

/** Faults or trouble as a document: {"request_id", "faults": {field: code}} or {"request_id", "trouble", "rule"}. */
json_t *dolen_search_json_refusal(const dolen_search_outcome *outcome);

#endif
