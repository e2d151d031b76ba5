/**
 * QR codes as SVG paths, by libqrencode: no picture file, no script.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_QR_CODE_H
#define DOLEN_NODE_AGENCY_WEB_QR_CODE_H

#include <stdint.h>

#include "node/base/arena.h"

typedef struct dolen_qr_code {
    const char *path; /**< of the dark modules, for an SVG path's `d`; one unit a module; in the arena */
    long size;        /**< modules a side, with the four of the quiet zone on each */
} dolen_qr_code;

/** Make one of at most 1,000 bytes of text. DOLEN_E_LIMIT when it is longer or the arena is full. */
DOLEN_CHECKED dolen_status dolen_qr_code_make(dolen_arena *arena, const char *text, dolen_qr_code *out, dolen_err *err);

#endif
