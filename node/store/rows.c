#include <stdlib.h>
#include <string.h>

#include "node/store/binary_internal.h"
#include "node/store/connection_internal.h"

void dolen_rows_free(dolen_rows *rows)
{
    if (!rows)
        return;
    PQclear(rows->result);
    free(rows);
}

size_t dolen_rows_count(const dolen_rows *rows)
{
    return (size_t)PQntuples(rows->result);
}

bool dolen_rows_is_null(const dolen_rows *rows, size_t row, int column)
{
    DOLEN_MUST(row < dolen_rows_count(rows) && column < PQnfields(rows->result));
    return PQgetisnull(rows->result, (int)row, column) == 1;
}

/* The value's bytes; an empty view for NULL. */
static dolen_bytes value_at(const dolen_rows *rows, size_t row, int column)
{
    if (dolen_rows_is_null(rows, row, column))
        return dolen_bytes_of(NULL, 0);
    return dolen_bytes_of(PQgetvalue(rows->result, (int)row, column),
                          (size_t)PQgetlength(rows->result, (int)row, column));
}

static bool is_type(const dolen_rows *rows, int column, Oid type)
{
    return PQftype(rows->result, column) == type;
}

static int64_t read_number(dolen_bytes bytes)
{
    dolen_reader reader = dolen_reader_of(bytes);

    switch (bytes.size) {
    case 1:
        return dolen_reader_u8(&reader);
    case 2:
        return (int16_t)dolen_reader_u16(&reader);
    case 4:
        return (int32_t)dolen_reader_u32(&reader);
    case 8:
        return (int64_t)dolen_reader_u64(&reader);
    default:
        return 0;
    }
}

int64_t dolen_rows_number(const dolen_rows *rows, size_t row, int column)
{
    DOLEN_MUST(is_type(rows, column, DOLEN_TYPE_BOOL) || is_type(rows, column, DOLEN_TYPE_INT2) ||
               is_type(rows, column, DOLEN_TYPE_INT4) || is_type(rows, column, DOLEN_TYPE_INT8));
    return read_number(value_at(rows, row, column));
}

dolen_bytes dolen_rows_bytes(const dolen_rows *rows, size_t row, int column)
{
    DOLEN_MUST(is_type(rows, column, DOLEN_TYPE_BYTEA));
    return value_at(rows, row, column);
}

dolen_digest dolen_rows_digest(const dolen_rows *rows, size_t row, int column)
{
    const dolen_bytes bytes = dolen_rows_bytes(rows, row, column);
    dolen_digest digest = {{0}};

    if (bytes.size == sizeof digest.bytes)
        memcpy(digest.bytes, bytes.at, sizeof digest.bytes);
    return digest;
}

const char *dolen_rows_text(const dolen_rows *rows, size_t row, int column)
{
    DOLEN_MUST(is_type(rows, column, DOLEN_TYPE_TEXT));
    return dolen_rows_is_null(rows, row, column) ? "" : PQgetvalue(rows->result, (int)row, column);
}

dolen_uuid dolen_rows_uuid(const dolen_rows *rows, size_t row, int column)
{
    const dolen_bytes bytes = value_at(rows, row, column);
    dolen_uuid uuid = {{0}};

    DOLEN_MUST(is_type(rows, column, DOLEN_TYPE_UUID));
    if (bytes.size == sizeof uuid.bytes)
        memcpy(uuid.bytes, bytes.at, sizeof uuid.bytes);
    return uuid;
}

size_t dolen_rows_array_count(const dolen_rows *rows, size_t row, int column)
{
    dolen_reader reader = dolen_reader_of(value_at(rows, row, column));

    return dolen_binary_open(&reader);
}

static dolen_bytes next_item(dolen_reader *reader)
{
    return dolen_reader_take(reader, dolen_reader_u32(reader));
}

size_t dolen_rows_numbers(const dolen_rows *rows, size_t row, int column, int64_t *out, size_t room)
{
    dolen_reader reader = dolen_reader_of(value_at(rows, row, column));

    DOLEN_MUST(is_type(rows, column, DOLEN_TYPE_INT2S) || is_type(rows, column, DOLEN_TYPE_INT4S) ||
               is_type(rows, column, DOLEN_TYPE_INT8S));
    const size_t count = dolen_binary_open(&reader);
    for (size_t i = 0; i < count && i < room; i++)
        out[i] = read_number(next_item(&reader));
    return count;
}

size_t dolen_rows_uuids(const dolen_rows *rows, size_t row, int column, dolen_uuid *out, size_t room)
{
    dolen_reader reader = dolen_reader_of(value_at(rows, row, column));

    DOLEN_MUST(is_type(rows, column, DOLEN_TYPE_UUIDS));
    const size_t count = dolen_binary_open(&reader);
    for (size_t i = 0; i < count && i < room; i++) {
        const dolen_bytes item = next_item(&reader);
        memset(out[i].bytes, 0, sizeof out[i].bytes);
        if (item.size == sizeof out[i].bytes)
            memcpy(out[i].bytes, item.at, sizeof out[i].bytes);
    }
    return count;
}
