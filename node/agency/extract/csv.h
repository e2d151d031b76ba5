/**
 * Comma-separated values, strictly (RFC 4180): row by row, bounded, and wrong input is refused, never guessed at.
 *
 * A quote in the wrong place ends the reading with its line; a lenient reader would swallow the rest of the file into
 * one field. Rows end with CRLF or LF. Fields come out as valid UTF-8 without control characters except tab and line
 * ends within quotes.
 *
 * Owns: a buffer of a row; fields are borrowed until the next call. Threads: one at a time.
 */
#ifndef DOLEN_NODE_AGENCY_EXTRACT_CSV_H
#define DOLEN_NODE_AGENCY_EXTRACT_CSV_H

#include <stddef.h>
#include <stdint.h>

#include "node/base/own.h"
#include "node/base/status.h"

enum {
    DOLEN_CSV_FIELD = 4 * 1024, /**< bytes of a field at most, after decoding */
    DOLEN_CSV_ROW = 64 * 1024,  /**< bytes of a row at most, after decoding */
    DOLEN_CSV_COLUMNS = 128,
};

/** Declared for a whole file, never guessed. A UTF-8 byte-order mark is skipped; any other is refused. */
typedef enum dolen_csv_encoding {
    DOLEN_CSV_UTF_8 = 0,
    DOLEN_CSV_WINDOWS_1252,
    DOLEN_CSV_ISO_8859_1,
} dolen_csv_encoding;

/** Where the bytes come from: fill `at` with up to `room` bytes; how many, 0 at the end, -1 on failure (errno). */
typedef struct dolen_csv_source {
    long (*read)(void *context, uint8_t *at, size_t room);
    void *context;
} dolen_csv_source;

typedef struct dolen_csv_row {
    const char *const *fields; /**< NUL-terminated */
    size_t count;              /**< 0: the end */
    size_t line;               /**< where the row begins, from 1 */
} dolen_csv_row;

typedef struct dolen_csv dolen_csv;

/** A reader; `separator` is ',', ';' or a tab. Never NULL. The source must outlive it. */
dolen_csv *dolen_csv_new(dolen_csv_source source, dolen_csv_encoding encoding, char separator);

/** Wipe and free; NULL is fine. */
void dolen_csv_free(dolen_csv *csv);
DOLEN_OWNED(dolen_csv);

/**
 * The next row; `out->count` is 0 at the end. Every row must have as many fields as the first.
 * DOLEN_E_INPUT for anything malformed, DOLEN_E_LIMIT past a bound, DOLEN_E_SYSTEM when the source fails: the place is
 * then dolen_csv_line and dolen_csv_column, and every later call fails in the same way.
 */
DOLEN_CHECKED dolen_status dolen_csv_next(dolen_csv *csv, dolen_csv_row *out, dolen_err *err);

/** The line on which the row or the fault lies, from 1. */
size_t dolen_csv_line(const dolen_csv *csv);

/** The column of the field last begun, from 1. */
size_t dolen_csv_column(const dolen_csv *csv);

/** Read "utf-8", "windows-1252" or "iso-8859-1". DOLEN_E_INPUT otherwise. */
DOLEN_CHECKED dolen_status dolen_csv_encoding_read(const char *text, dolen_csv_encoding *out, dolen_err *err);

#endif
