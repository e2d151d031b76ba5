#include "node/store/binary_internal.h"

enum { HEADER = 12, DIMENSION = 8, LENGTH = 4 };

size_t dolen_binary_array_size(size_t count, size_t payload)
{
    return HEADER + DIMENSION + count * LENGTH + payload;
}

void dolen_binary_header(dolen_writer *writer, uint32_t type, size_t count)
{
    dolen_writer_u32(writer, count ? 1 : 0);
    dolen_writer_u32(writer, 0);
    dolen_writer_u32(writer, type);
    if (count) {
        dolen_writer_u32(writer, (uint32_t)count);
        dolen_writer_u32(writer, 1);
    }
}

void dolen_binary_uuids(dolen_writer *writer, const dolen_uuid *values, size_t count)
{
    dolen_binary_header(writer, DOLEN_TYPE_UUID, count);
    for (size_t i = 0; i < count; i++) {
        dolen_writer_u32(writer, DOLEN_UUID_SIZE);
        dolen_writer_add(writer, dolen_bytes_of(values[i].bytes, DOLEN_UUID_SIZE));
    }
}

void dolen_binary_int2s(dolen_writer *writer, const int16_t *values, size_t count)
{
    dolen_binary_header(writer, DOLEN_TYPE_INT2, count);
    for (size_t i = 0; i < count; i++) {
        dolen_writer_u32(writer, sizeof values[i]);
        dolen_writer_u16(writer, (uint16_t)values[i]);
    }
}

void dolen_binary_int4s(dolen_writer *writer, const int32_t *values, size_t count)
{
    dolen_binary_header(writer, DOLEN_TYPE_INT4, count);
    for (size_t i = 0; i < count; i++) {
        dolen_writer_u32(writer, sizeof values[i]);
        dolen_writer_u32(writer, (uint32_t)values[i]);
    }
}

void dolen_binary_int8s(dolen_writer *writer, const int64_t *values, size_t count)
{
    dolen_binary_header(writer, DOLEN_TYPE_INT8, count);
    for (size_t i = 0; i < count; i++) {
        dolen_writer_u32(writer, sizeof values[i]);
        dolen_writer_u64(writer, (uint64_t)values[i]);
    }
}

size_t dolen_binary_open(dolen_reader *reader)
{
    const uint32_t dimensions = dolen_reader_u32(reader);

    dolen_reader_u32(reader);
    dolen_reader_u32(reader);
    if (reader->failed || dimensions != 1)
        return 0;
    const uint32_t count = dolen_reader_u32(reader);
    dolen_reader_u32(reader);
    return reader->failed ? 0 : count;
}
