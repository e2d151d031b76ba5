#include "node/store/copy.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/store/binary_internal.h"
#include "node/store/connection_internal.h"

enum { BUFFER = 64 * 1024, VALUE = 32 * 1024 };

struct dolen_copy {
    dolen_connection *connection;
    const dolen_statement *statement;
    dolen_writer writer;
    int16_t columns;
    int16_t missing; /* values that the current row still lacks */
    bool open;
    bool too_long;
    bool lost;
    uint8_t buffer[BUFFER];
};

static void write_signature(dolen_writer *writer)
{
    static const uint8_t signature[] = "PGCOPY\n\377\r\n"; /* its NUL belongs to it */

    dolen_writer_add(writer, dolen_bytes_of(signature, sizeof signature));
    dolen_writer_u32(writer, 0);
    dolen_writer_u32(writer, 0);
}

dolen_status dolen_copy_begin(dolen_connection *connection, const dolen_statement *statement, int16_t columns,
                              dolen_copy **out, dolen_err *err)
{
    *out = NULL;
    DOLEN_OWN(PGresult, result) = PQexec(connection->db, statement->text);
    DOLEN_TRY(dolen_connection_judge(connection, statement->name, result, err));
    dolen_copy *copy = dolen_memory_make(1, sizeof *copy);
    copy->connection = connection;
    copy->statement = statement;
    copy->columns = columns;
    copy->open = true;
    copy->writer = dolen_writer_of(copy->buffer, sizeof copy->buffer);
    write_signature(&copy->writer);
    *out = copy;
    return DOLEN_OK;
}

static void drain(dolen_connection *connection)
{
    PGresult *result = NULL;

    while ((result = PQgetResult(connection->db)) != NULL)
        PQclear(result);
}

void dolen_copy_free(dolen_copy *copy)
{
    if (!copy)
        return;
    if (copy->open && PQputCopyEnd(copy->connection->db, "abandoned") == 1)
        drain(copy->connection);
    dolen_memory_wipe(copy->buffer, sizeof copy->buffer);
    free(copy);
}

static void flush(dolen_copy *copy)
{
    if (!copy->lost && PQputCopyData(copy->connection->db, (const char *)copy->buffer, (int)copy->writer.used) != 1)
        copy->lost = true;
    copy->writer.used = 0;
}

/* A writer with room for a value of `size` bytes and its length, which is written. */
static dolen_writer *value(dolen_copy *copy, size_t size)
{
    DOLEN_MUST(copy->missing > 0);
    copy->missing--;
    if (size > VALUE)
        copy->too_long = true;
    if (copy->writer.room - copy->writer.used < size + sizeof(uint32_t))
        flush(copy);
    dolen_writer_u32(&copy->writer, (uint32_t)size);
    return &copy->writer;
}

void dolen_copy_row(dolen_copy *copy)
{
    DOLEN_MUST(copy->missing == 0);
    if (copy->writer.room - copy->writer.used < sizeof(uint16_t))
        flush(copy);
    dolen_writer_u16(&copy->writer, (uint16_t)copy->columns);
    copy->missing = copy->columns;
}

void dolen_copy_null(dolen_copy *copy)
{
    DOLEN_MUST(copy->missing > 0);
    copy->missing--;
    if (copy->writer.room - copy->writer.used < sizeof(uint32_t))
        flush(copy);
    dolen_writer_u32(&copy->writer, UINT32_MAX);
}

void dolen_copy_bool(dolen_copy *copy, bool flag)
{
    dolen_writer_u8(value(copy, 1), flag);
}

void dolen_copy_int2(dolen_copy *copy, int16_t number)
{
    dolen_writer_u16(value(copy, sizeof number), (uint16_t)number);
}

void dolen_copy_int4(dolen_copy *copy, int32_t number)
{
    dolen_writer_u32(value(copy, sizeof number), (uint32_t)number);
}

void dolen_copy_int8(dolen_copy *copy, int64_t number)
{
    dolen_writer_u64(value(copy, sizeof number), (uint64_t)number);
}

void dolen_copy_bytes(dolen_copy *copy, dolen_bytes bytes)
{
    dolen_writer *writer = value(copy, bytes.size);

    if (!copy->too_long)
        dolen_writer_add(writer, bytes);
}

void dolen_copy_text(dolen_copy *copy, const char *text)
{
    if (text)
        dolen_copy_bytes(copy, dolen_bytes_of_string(text));
    else
        dolen_copy_null(copy);
}

void dolen_copy_uuid(dolen_copy *copy, dolen_uuid uuid)
{
    dolen_copy_bytes(copy, dolen_bytes_of(uuid.bytes, sizeof uuid.bytes));
}

/* An empty array has no dimension in its header. */
static size_t array_size(size_t count, size_t item)
{
    return count ? dolen_binary_array_size(count, count * item) : dolen_binary_array_size(0, 0) - 2 * sizeof(uint32_t);
}

void dolen_copy_uuids(dolen_copy *copy, const dolen_uuid *values, size_t count)
{
    dolen_writer *writer = value(copy, array_size(count, sizeof *values));

    if (!copy->too_long)
        dolen_binary_uuids(writer, values, count);
}

void dolen_copy_int2s(dolen_copy *copy, const int16_t *values, size_t count)
{
    dolen_writer *writer = value(copy, array_size(count, sizeof *values));

    if (!copy->too_long)
        dolen_binary_int2s(writer, values, count);
}

void dolen_copy_int4s(dolen_copy *copy, const int32_t *values, size_t count)
{
    dolen_writer *writer = value(copy, array_size(count, sizeof *values));

    if (!copy->too_long)
        dolen_binary_int4s(writer, values, count);
}

static dolen_status conclude(dolen_copy *copy, int64_t *rows, dolen_err *err)
{
    DOLEN_OWN(PGresult, result) = PQgetResult(copy->connection->db);

    *rows = result ? strtoll(PQcmdTuples(result), NULL, 10) : 0;
    const dolen_status status = dolen_connection_judge(copy->connection, copy->statement->name, result, err);
    drain(copy->connection);
    return status;
}

dolen_status dolen_copy_finish(dolen_copy *copy, int64_t *rows, dolen_err *err)
{
    int64_t written = 0;

    DOLEN_MUST(copy->open && copy->missing == 0);
    if (copy->too_long || copy->writer.failed)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a value is too long for the database");
    if (copy->writer.room - copy->writer.used < sizeof(uint16_t))
        flush(copy);
    dolen_writer_u16(&copy->writer, UINT16_MAX);
    flush(copy);
    copy->open = false;
    if (copy->lost || PQputCopyEnd(copy->connection->db, NULL) != 1) {
        drain(copy->connection);
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the database was lost");
    }
    const dolen_status status = conclude(copy, &written, err);
    if (rows)
        *rows = status == DOLEN_OK ? written : 0;
    return status;
}
