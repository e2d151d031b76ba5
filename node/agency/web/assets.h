/**
 * The pages' files (style, icon): part of the program, named by their content so that browsers may keep them for ever.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_ASSETS_H
#define DOLEN_NODE_AGENCY_WEB_ASSETS_H

#include "node/base/bytes.h"

typedef struct dolen_asset {
    const char *name;  /**< "site", "icon" */
    const char *path;  /**< "/assets/site.0123456789abcdef.css" */
    const char *type;  /**< for Content-Type */
    dolen_bytes plain; /**< as it is */
    dolen_bytes gzip;  /**< compressed (RFC 1952) */
} dolen_asset;

/** All files; made at build time. */
extern const dolen_asset dolen_assets_all[];
extern const size_t dolen_assets_count;

/** The file at this path, or NULL. */
const dolen_asset *dolen_assets_find(const char *path);

/** The path of the file with this name; aborts when there is none. */
const char *dolen_assets_path(const char *name);

#endif
