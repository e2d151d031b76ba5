/**
 * Writing the region's files: an extract and a manifest for each agency, and what only the tests may know.
 *
 * Owns: nothing. Threads: one at a time per folder.
 */
#ifndef DOLEN_DEPLOY_REGION_REGION_FEED_H
#define DOLEN_DEPLOY_REGION_REGION_FEED_H

#include <stdio.h>

#include "deploy/region/region.h"
#include "node/base/status.h"

/**
 * Write `<CODE>.csv` (RFC 4180, UTF-8, one row per flag, sorted by local id) and `<CODE>.manifest` (agency, rows,
 * records, sha256, as_of) into `folder`, which must exist. `as_of` is a day or an instant, and stands in the manifest
 * as it is. DOLEN_E_SYSTEM when a file cannot be written.
 */
DOLEN_CHECKED dolen_status dolen_region_feed_extract(const dolen_region *region, dolen_region_agency agency,
                                                     const char *as_of, const char *folder, dolen_err *err);

/** Write `truth.csv`: which record is whom. Never for a node. DOLEN_E_SYSTEM when it cannot be written. */
DOLEN_CHECKED dolen_status dolen_region_feed_truth(const dolen_region *region, const char *folder, dolen_err *err);

/**
 * Write `changes.json`: the local ids by agency and kind of change that the second day brings (empty lists on the
 * first). DOLEN_E_SYSTEM when it cannot be written.
 */
DOLEN_CHECKED dolen_status dolen_region_feed_changes(const dolen_region *region, const char *folder, dolen_err *err);

/** Open `folder`/`name` for writing, readable by its owner alone. NULL when that fails. Close with fclose. */
FILE *dolen_region_feed_open(const char *folder, const char *name);

/** Close and find out whether everything was written. DOLEN_E_SYSTEM when not. */
DOLEN_CHECKED dolen_status dolen_region_feed_close(FILE *file, dolen_err *err);

#endif
