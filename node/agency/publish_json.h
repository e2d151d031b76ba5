/**
 * A publication's progress and result as the JSON documents of `dolen publish`.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_PUBLISH_JSON_H
#define DOLEN_NODE_AGENCY_PUBLISH_JSON_H

#include <jansson.h>

#include "node/agency/publish.h"

/** {"running", "stage", "done", "total", "problems", "problem_count", "error", "result"}. Belongs to the caller. */
json_t *dolen_publish_json(dolen_code agency, const dolen_publish_progress *progress);

#endif
