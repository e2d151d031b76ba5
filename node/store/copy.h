/**
 * Writing many rows with COPY ... FROM STDIN (FORMAT binary).
 *
 * Rows are written value by value, in the order of the statement's columns. A failure is kept; later calls do nothing,
 * and dolen_copy_finish reports it. Memory is one buffer of 64 KiB whatever the number of rows.
 * Owns: the buffer; uses the connection until finished or freed. Threads: one at a time.
 */
#ifndef DOLEN_NODE_STORE_COPY_H
#define DOLEN_NODE_STORE_COPY_H

#include "node/store/statement.h"

typedef struct dolen_copy dolen_copy;

/** Begin. `columns` is how many values each row has. Statuses of dolen_statement_run; `*out` is NULL on failure. */
DOLEN_CHECKED dolen_status dolen_copy_begin(dolen_connection *connection, const dolen_statement *statement,
                                            int16_t columns, dolen_copy **out, dolen_err *err);

/** Abandon the copy unless it was finished (the transaction then has failed), and free it. NULL is fine. */
void dolen_copy_free(dolen_copy *copy);
DOLEN_OWNED(dolen_copy);

/** Start the next row; the one before must be complete. */
void dolen_copy_row(dolen_copy *copy);

/** Add one value to the row. A value of more than 32 KiB fails the copy. */
void dolen_copy_null(dolen_copy *copy);
void dolen_copy_bool(dolen_copy *copy, bool value);
void dolen_copy_int2(dolen_copy *copy, int16_t value);
void dolen_copy_int4(dolen_copy *copy, int32_t value);
void dolen_copy_int8(dolen_copy *copy, int64_t value);
void dolen_copy_bytes(dolen_copy *copy, dolen_bytes value);
void dolen_copy_text(dolen_copy *copy, const char *value);
void dolen_copy_uuid(dolen_copy *copy, dolen_uuid value);
void dolen_copy_uuids(dolen_copy *copy, const dolen_uuid *values, size_t count);
void dolen_copy_int2s(dolen_copy *copy, const int16_t *values, size_t count);
void dolen_copy_int4s(dolen_copy *copy, const int32_t *values, size_t count);

/** Finish: how many rows were written. Statuses of dolen_statement_run, DOLEN_E_LIMIT for a value too long. */
DOLEN_CHECKED dolen_status dolen_copy_finish(dolen_copy *copy, int64_t *rows, dolen_err *err);

#endif
