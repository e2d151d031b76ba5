/**
 * Facts as the node's JSON documents write them.
 *
 * Owns: results belong to the caller. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_JSON_FACTS_H
#define DOLEN_NODE_AGENCY_JSON_FACTS_H

#include <jansson.h>
#include <stdint.h>

/** An instant in RFC 3339, UTC; null for 0. */
json_t *dolen_json_facts_instant(int64_t at);

#endif
