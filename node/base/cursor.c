#include "node/base/cursor.h"

#include <string.h>

dolen_reader dolen_reader_of(dolen_bytes bytes)
{
    return (dolen_reader){.rest = bytes};
}

dolen_bytes dolen_reader_take(dolen_reader *reader, size_t size)
{
    if (reader->failed || size > reader->rest.size) {
        reader->failed = true;
        return dolen_bytes_of(NULL, 0);
    }
    const dolen_bytes taken = dolen_bytes_of(reader->rest.at, size);
    if (size) {
        reader->rest.at += size;
        reader->rest.size -= size;
    }
    return taken;
}

static uint64_t read_number(dolen_reader *reader, size_t size)
{
    const dolen_bytes bytes = dolen_reader_take(reader, size);
    uint64_t number = 0;

    for (size_t i = 0; i < bytes.size; i++)
        number = number << 8 | bytes.at[i];
    return number;
}

uint8_t dolen_reader_u8(dolen_reader *reader)
{
    return (uint8_t)read_number(reader, 1);
}

uint16_t dolen_reader_u16(dolen_reader *reader)
{
    return (uint16_t)read_number(reader, 2);
}

uint32_t dolen_reader_u32(dolen_reader *reader)
{
    return (uint32_t)read_number(reader, 4);
}

uint64_t dolen_reader_u64(dolen_reader *reader)
{
    return read_number(reader, 8);
}

dolen_bytes dolen_reader_block16(dolen_reader *reader)
{
    const size_t size = dolen_reader_u16(reader);

    return dolen_reader_take(reader, size);
}

bool dolen_reader_is_done(const dolen_reader *reader)
{
    return !reader->failed && reader->rest.size == 0;
}

dolen_writer dolen_writer_of(void *at, size_t room)
{
    return (dolen_writer){.at = at, .room = room};
}

void dolen_writer_add(dolen_writer *writer, dolen_bytes bytes)
{
    if (writer->failed || bytes.size > writer->room - writer->used) {
        writer->failed = true;
        return;
    }
    if (bytes.size)
        memcpy(writer->at + writer->used, bytes.at, bytes.size);
    writer->used += bytes.size;
}

static void write_number(dolen_writer *writer, uint64_t number, size_t size)
{
    uint8_t bytes[8];

    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(number >> (8 * (size - 1 - i)));
    dolen_writer_add(writer, dolen_bytes_of(bytes, size));
}

void dolen_writer_u8(dolen_writer *writer, uint8_t number)
{
    write_number(writer, number, 1);
}

void dolen_writer_u16(dolen_writer *writer, uint16_t number)
{
    write_number(writer, number, 2);
}

void dolen_writer_u32(dolen_writer *writer, uint32_t number)
{
    write_number(writer, number, 4);
}

void dolen_writer_u64(dolen_writer *writer, uint64_t number)
{
    write_number(writer, number, 8);
}

void dolen_writer_block16(dolen_writer *writer, dolen_bytes bytes)
{
    if (bytes.size > UINT16_MAX) {
        writer->failed = true;
        return;
    }
    dolen_writer_u16(writer, (uint16_t)bytes.size);
    dolen_writer_add(writer, bytes);
}

dolen_bytes dolen_writer_bytes(const dolen_writer *writer)
{
    return writer->failed ? dolen_bytes_of(NULL, 0) : dolen_bytes_of(writer->at, writer->used);
}
