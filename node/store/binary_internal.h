/** PostgreSQL's binary form of arrays, and the type numbers. Nothing outside node/store includes this. */
#ifndef DOLEN_NODE_STORE_BINARY_INTERNAL_H
#define DOLEN_NODE_STORE_BINARY_INTERNAL_H

#include "node/base/cursor.h"
#include "node/model/uuid.h"

/** Object identifiers of built-in types; they never change. */
enum {
    DOLEN_TYPE_BOOL = 16,
    DOLEN_TYPE_BYTEA = 17,
    DOLEN_TYPE_INT8 = 20,
    DOLEN_TYPE_INT2 = 21,
    DOLEN_TYPE_INT4 = 23,
    DOLEN_TYPE_TEXT = 25,
    DOLEN_TYPE_OID = 26,
    DOLEN_TYPE_BYTEAS = 1001,
    DOLEN_TYPE_INT2S = 1005,
    DOLEN_TYPE_INT4S = 1007,
    DOLEN_TYPE_TEXTS = 1009,
    DOLEN_TYPE_INT8S = 1016,
    DOLEN_TYPE_UUID = 2950,
    DOLEN_TYPE_UUIDS = 2951,
};

/** Bytes of an array of `count` items that hold `payload` bytes in all. */
size_t dolen_binary_array_size(size_t count, size_t payload);

/** Write an array's header: one dimension, no NULLs, lower bound 1; an empty array has no dimension. */
void dolen_binary_header(dolen_writer *writer, uint32_t type, size_t count);

/** Write a whole array. */
void dolen_binary_uuids(dolen_writer *writer, const dolen_uuid *values, size_t count);
void dolen_binary_int2s(dolen_writer *writer, const int16_t *values, size_t count);
void dolen_binary_int4s(dolen_writer *writer, const int32_t *values, size_t count);
void dolen_binary_int8s(dolen_writer *writer, const int64_t *values, size_t count);

/** Read an array's header and leave `*reader` at the first item's length: how many items; 0 when malformed. */
size_t dolen_binary_open(dolen_reader *reader);

#endif
