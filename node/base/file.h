/**
 * Whole small files: configuration, keys, state.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_BASE_FILE_H
#define DOLEN_NODE_BASE_FILE_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/base/status.h"

/**
 * Read a whole regular file of at most `limit` bytes into `arena`; a NUL follows the bytes.
 * DOLEN_E_ABSENT if there is no such file, DOLEN_E_LIMIT if it is larger, DOLEN_E_SYSTEM otherwise.
 */
DOLEN_CHECKED dolen_status dolen_file_read(dolen_arena *arena, const char *path, size_t limit, dolen_bytes *out,
                                           dolen_err *err);

/**
 * The same for a file that holds a secret: DOLEN_E_DENIED unless it is readable by its owner alone (no group or other
 * permissions; root's own may have mode 0440) and belongs to this process's user or to root.
 */
DOLEN_CHECKED dolen_status dolen_file_read_secret(dolen_arena *arena, const char *path, size_t limit, dolen_bytes *out,
                                                  dolen_err *err);

/**
 * Replace a file as a whole, durably: after DOLEN_OK a crash finds the new bytes, before it the old ones.
 * `mode` is the permission of a new file (0600 for secrets).
 */
DOLEN_CHECKED dolen_status dolen_file_write(const char *path, dolen_bytes bytes, unsigned int mode, dolen_err *err);

#endif
