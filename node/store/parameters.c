#include <limits.h>
#include <string.h>

#include "node/store/binary_internal.h"
#include "node/store/statement.h"

enum { BINARY = 1 };

dolen_parameters dolen_parameters_in(dolen_arena *arena)
{
    return (dolen_parameters){.arena = arena};
}

static void add(dolen_parameters *parameters, unsigned int type, const void *value, size_t size)
{
    DOLEN_MUST(parameters->count < DOLEN_PARAMETERS);
    if (size > INT_MAX)
        parameters->failed = true;
    const int place = parameters->count++;
    parameters->types[place] = type;
    parameters->values[place] = value;
    parameters->sizes[place] = size > INT_MAX ? 0 : (int)size;
    parameters->formats[place] = BINARY;
}

/* Room in the arena for a value of `size` bytes; a writer without room after a failure. */
static dolen_writer reserve(dolen_parameters *parameters, size_t size)
{
    void *at = dolen_arena_make(parameters->arena, 1, size);

    if (!at)
        parameters->failed = true;
    return dolen_writer_of(at, at ? size : 0);
}

static void add_written(dolen_parameters *parameters, unsigned int type, const dolen_writer *writer)
{
    const dolen_bytes written = dolen_writer_bytes(writer);

    if (writer->failed)
        parameters->failed = true;
    add(parameters, type, written.at, written.size);
}

void dolen_parameters_bool(dolen_parameters *parameters, bool value)
{
    dolen_writer writer = reserve(parameters, 1);

    dolen_writer_u8(&writer, value);
    add_written(parameters, DOLEN_TYPE_BOOL, &writer);
}

void dolen_parameters_int2(dolen_parameters *parameters, int16_t value)
{
    dolen_writer writer = reserve(parameters, sizeof value);

    dolen_writer_u16(&writer, (uint16_t)value);
    add_written(parameters, DOLEN_TYPE_INT2, &writer);
}

void dolen_parameters_int4(dolen_parameters *parameters, int32_t value)
{
    dolen_writer writer = reserve(parameters, sizeof value);

    dolen_writer_u32(&writer, (uint32_t)value);
    add_written(parameters, DOLEN_TYPE_INT4, &writer);
}

void dolen_parameters_int8(dolen_parameters *parameters, int64_t value)
{
    dolen_writer writer = reserve(parameters, sizeof value);

    dolen_writer_u64(&writer, (uint64_t)value);
    add_written(parameters, DOLEN_TYPE_INT8, &writer);
}

void dolen_parameters_bytes(dolen_parameters *parameters, dolen_bytes value)
{
    add(parameters, DOLEN_TYPE_BYTEA, value.size ? (const void *)value.at : "", value.size);
}

void dolen_parameters_digest(dolen_parameters *parameters, const dolen_digest *value)
{
    add(parameters, DOLEN_TYPE_BYTEA, value->bytes, sizeof value->bytes);
}

void dolen_parameters_text(dolen_parameters *parameters, const char *value)
{
    add(parameters, DOLEN_TYPE_TEXT, value, value ? strlen(value) : 0);
}

void dolen_parameters_uuid(dolen_parameters *parameters, dolen_uuid value)
{
    dolen_writer writer = reserve(parameters, sizeof value);

    dolen_writer_add(&writer, dolen_bytes_of(value.bytes, sizeof value.bytes));
    add_written(parameters, DOLEN_TYPE_UUID, &writer);
}

void dolen_parameters_uuids(dolen_parameters *parameters, const dolen_uuid *values, size_t count)
{
    dolen_writer writer = reserve(parameters, dolen_binary_array_size(count, count * sizeof *values));

    dolen_binary_uuids(&writer, values, count);
    add_written(parameters, DOLEN_TYPE_UUIDS, &writer);
}

void dolen_parameters_int2s(dolen_parameters *parameters, const int16_t *values, size_t count)
{
    dolen_writer writer = reserve(parameters, dolen_binary_array_size(count, count * sizeof *values));

    dolen_binary_int2s(&writer, values, count);
    add_written(parameters, DOLEN_TYPE_INT2S, &writer);
}

void dolen_parameters_int4s(dolen_parameters *parameters, const int32_t *values, size_t count)
{
    dolen_writer writer = reserve(parameters, dolen_binary_array_size(count, count * sizeof *values));

    dolen_binary_int4s(&writer, values, count);
    add_written(parameters, DOLEN_TYPE_INT4S, &writer);
}

void dolen_parameters_int8s(dolen_parameters *parameters, const int64_t *values, size_t count)
{
    dolen_writer writer = reserve(parameters, dolen_binary_array_size(count, count * sizeof *values));

    dolen_binary_int8s(&writer, values, count);
    add_written(parameters, DOLEN_TYPE_INT8S, &writer);
}

void dolen_parameters_byteas(dolen_parameters *parameters, const dolen_bytes *values, size_t count)
{
    size_t payload = 0;

    for (size_t i = 0; i < count; i++)
        payload += values[i].size;
    dolen_writer writer = reserve(parameters, dolen_binary_array_size(count, payload));
    dolen_binary_header(&writer, DOLEN_TYPE_BYTEA, count);
    for (size_t i = 0; i < count; i++) {
        dolen_writer_u32(&writer, (uint32_t)values[i].size);
        dolen_writer_add(&writer, values[i]);
    }
    add_written(parameters, DOLEN_TYPE_BYTEAS, &writer);
}

void dolen_parameters_texts(dolen_parameters *parameters, const char *const *values, size_t count)
{
    size_t payload = 0;

    for (size_t i = 0; i < count; i++)
        payload += strlen(values[i]);
    dolen_writer writer = reserve(parameters, dolen_binary_array_size(count, payload));
    dolen_binary_header(&writer, DOLEN_TYPE_TEXT, count);
    for (size_t i = 0; i < count; i++) {
        const dolen_bytes value = dolen_bytes_of_string(values[i]);
        dolen_writer_u32(&writer, (uint32_t)value.size);
        dolen_writer_add(&writer, value);
    }
    add_written(parameters, DOLEN_TYPE_TEXTS, &writer);
}
