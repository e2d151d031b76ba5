/**
 * Statements with binary parameters, and their results.
 *
 * A statement is prepared on a connection when first run there. Parameters and results travel in PostgreSQL's binary
 * form; an instant is a bigint of milliseconds. Statements are literals, so no value can become part of one.
 * Owns: `dolen_rows` owns its result; parameters live in an arena. Threads: one at a time.
 */
#ifndef DOLEN_NODE_STORE_STATEMENT_H
#define DOLEN_NODE_STORE_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/record.h"
#include "node/model/uuid.h"
#include "node/store/pool.h"

/** One statement. It must be `static const`: connections remember it by its address. */
typedef struct dolen_statement {
    const char *name; /**< for logs: letters, digits and dashes; unique */
    const char *text;
} dolen_statement;

/** `static const dolen_statement find = DOLEN_STATEMENT("record-find", "SELECT ...");` Both must be literals. */
#define DOLEN_STATEMENT(name, text)                                                                                    \
    {                                                                                                                  \
        "" name "", "" text ""                                                                                         \
    }

enum { DOLEN_PARAMETERS = 24 };

/** Values for $1, $2, ... in order. Treat as opaque; a failure to allocate is kept and reported by the run. */
typedef struct dolen_parameters {
    dolen_arena *arena;
    int count;
    bool failed;
    unsigned int types[DOLEN_PARAMETERS];
    const char *values[DOLEN_PARAMETERS];
    int sizes[DOLEN_PARAMETERS];
    int formats[DOLEN_PARAMETERS];
} dolen_parameters;

/** No parameters yet. `arena` holds the values until the statement has run. */
dolen_parameters dolen_parameters_in(dolen_arena *arena);

/** Add a boolean, smallint, integer or bigint. */
void dolen_parameters_bool(dolen_parameters *parameters, bool value);
void dolen_parameters_int2(dolen_parameters *parameters, int16_t value);
void dolen_parameters_int4(dolen_parameters *parameters, int32_t value);
void dolen_parameters_int8(dolen_parameters *parameters, int64_t value);

/** Add a bytea. The bytes are not copied. */
void dolen_parameters_bytes(dolen_parameters *parameters, dolen_bytes value);

/** Add a bytea of 32 bytes. */
void dolen_parameters_digest(dolen_parameters *parameters, const dolen_digest *value);

/** Add a text; the string is not copied; NULL is SQL's NULL. */
void dolen_parameters_text(dolen_parameters *parameters, const char *value);

/** Add a uuid. */
void dolen_parameters_uuid(dolen_parameters *parameters, dolen_uuid value);

/** Add an array without NULLs: uuid[], smallint[], integer[], bigint[], bytea[], text[]. Empty is fine. */
void dolen_parameters_uuids(dolen_parameters *parameters, const dolen_uuid *values, size_t count);
void dolen_parameters_int2s(dolen_parameters *parameters, const int16_t *values, size_t count);
void dolen_parameters_int4s(dolen_parameters *parameters, const int32_t *values, size_t count);
void dolen_parameters_int8s(dolen_parameters *parameters, const int64_t *values, size_t count);
void dolen_parameters_byteas(dolen_parameters *parameters, const dolen_bytes *values, size_t count);
void dolen_parameters_texts(dolen_parameters *parameters, const char *const *values, size_t count);

/** The rows that a statement returned. */
typedef struct dolen_rows dolen_rows;

/** Free; NULL is fine. */
void dolen_rows_free(dolen_rows *rows);
DOLEN_OWNED(dolen_rows);

/**
 * Run a statement. `parameters` may be NULL for none. `*rows` are the rows it returned, to be freed by the caller;
 * `rows` may be NULL when they do not matter.
 *
 * DOLEN_E_CONFLICT: a unique key, or a transaction that cannot be serialised. DOLEN_E_INPUT: another constraint or a
 * value the database refuses. DOLEN_E_DENIED: this role may not. DOLEN_E_LIMIT: the parameters did not fit the arena,
 * or the statement's time ran out. DOLEN_E_REMOTE: everything else, a lost server included.
 */
DOLEN_CHECKED dolen_status dolen_statement_run(dolen_connection *connection, const dolen_statement *statement,
                                               const dolen_parameters *parameters, dolen_rows **rows, dolen_err *err);

/** The same for a statement that changes rows: how many. `changed` may be NULL. */
DOLEN_CHECKED dolen_status dolen_statement_change(dolen_connection *connection, const dolen_statement *statement,
                                                  const dolen_parameters *parameters, int64_t *changed, dolen_err *err);

/** Run several statements without parameters or results at once, such as a migration. Not prepared. */
DOLEN_CHECKED dolen_status dolen_statement_script(dolen_connection *connection, const char *name, const char *text,
                                                  dolen_err *err);

/** How many rows. */
size_t dolen_rows_count(const dolen_rows *rows);

/** Is the value SQL's NULL? Rows and columns count from 0 here and below. */
bool dolen_rows_is_null(const dolen_rows *rows, size_t row, int column);

/** A boolean, smallint, integer, bigint; 0 for NULL. A column of another type is a bug (DOLEN_MUST). */
int64_t dolen_rows_number(const dolen_rows *rows, size_t row, int column);

/** A bytea; empty for NULL. Borrowed from the rows. */
dolen_bytes dolen_rows_bytes(const dolen_rows *rows, size_t row, int column);

/** A bytea of 32 bytes; all zero for NULL or another length. */
dolen_digest dolen_rows_digest(const dolen_rows *rows, size_t row, int column);

/** A text; "" for NULL. Borrowed from the rows. */
const char *dolen_rows_text(const dolen_rows *rows, size_t row, int column);

/** A uuid; all zero for NULL. */
dolen_uuid dolen_rows_uuid(const dolen_rows *rows, size_t row, int column);

/** The items of an array of one dimension, for the two functions below; 0 for NULL. */
size_t dolen_rows_array_count(const dolen_rows *rows, size_t row, int column);

/** Copy the first `room` items of a smallint[], integer[] or bigint[]; how many the array holds. */
size_t dolen_rows_numbers(const dolen_rows *rows, size_t row, int column, int64_t *out, size_t room);

/** Copy the first `room` items of a uuid[]; how many the array holds. */
size_t dolen_rows_uuids(const dolen_rows *rows, size_t row, int column, dolen_uuid *out, size_t room);

#endif
