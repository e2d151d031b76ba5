/**
 * What officers are shown, as JSON documents: for the command line and for exports.
 *
 * Owns: a returned json_t belongs to the caller. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_OVERSIGHT_JSON_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_OVERSIGHT_JSON_H

#include <jansson.h>

#include "node/agency/oversight/entry.h"
#include "node/agency/oversight/find.h"
#include "node/agency/oversight/reading.h"

/** One search as lists show it. Never NULL. */
json_t *dolen_oversight_json_item(const dolen_find_item *item);

/** {"searches": [...], "total", "total_is_at_least", "next": a cursor or null}. Never NULL. */
json_t *dolen_oversight_json_find(const dolen_find_result *result);

/** One search in full, its texts in both languages. Never NULL. */
json_t *dolen_oversight_json_entry(const dolen_entry_view *entry);

/** {"readings": [...], "next": a cursor or null}. Never NULL. */
json_t *dolen_oversight_json_readings(const dolen_reading_kept *readings, size_t count);

/** "searched", "shown", "opened", "contact". Never NULL. */
const char *dolen_oversight_json_step(dolen_audit_level level);

/** "page", "command", "program"; "?" for a number that is none. Never NULL. */
const char *dolen_oversight_json_channel(dolen_search_channel channel);

#endif
