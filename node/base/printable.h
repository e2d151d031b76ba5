/**
 * Text from people, made harmless for a terminal's line or a spreadsheet's cell.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_BASE_PRINTABLE_H
#define DOLEN_NODE_BASE_PRINTABLE_H

#include <stddef.h>

/**
 * Copy a text as one harmless line, NUL-terminated, cut at `room` between two letters: control characters, line ends,
 * marks that turn the direction of what follows, and bytes that are no UTF-8 become U+FFFD; what a spreadsheet would
 * run as a formula gets an apostrophe before it. NULL counts as "". `room` is at least 8. Returns `out`.
 */
const char *dolen_printable(const char *text, char *out, size_t room);

#endif
