/**
 * Reading and writing big-endian binary with a sticky failure: check once at the end.
 *
 * Reading past the end, or writing past the room, sets `failed`; later calls do nothing and yield zeros, so hostile
 * lengths never lead outside the bytes.
 * Owns: nothing. Threads: one at a time.
 */
#ifndef DOLEN_NODE_BASE_CURSOR_H
#define DOLEN_NODE_BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/base/bytes.h"

typedef struct dolen_reader {
    dolen_bytes rest;
    bool failed;
} dolen_reader;

typedef struct dolen_writer {
    uint8_t *at;
    size_t room; /**< of the whole buffer */
    size_t used;
    bool failed;
} dolen_writer;

/** Read from `bytes`, which must outlive the reader. */
dolen_reader dolen_reader_of(dolen_bytes bytes);

/** The next `size` bytes; an empty view after a failure. */
dolen_bytes dolen_reader_take(dolen_reader *reader, size_t size);

/** The next unsigned integers, big-endian; 0 after a failure. */
uint8_t dolen_reader_u8(dolen_reader *reader);
uint16_t dolen_reader_u16(dolen_reader *reader);
uint32_t dolen_reader_u32(dolen_reader *reader);
uint64_t dolen_reader_u64(dolen_reader *reader);

/** A two-byte length and that many bytes. */
dolen_bytes dolen_reader_block16(dolen_reader *reader);

/** Did everything succeed, and is nothing left? */
bool dolen_reader_is_done(const dolen_reader *reader);

/** Write into `room` bytes at `at`, which must outlive the writer. */
dolen_writer dolen_writer_of(void *at, size_t room);

/** Append bytes, or an unsigned integer in big-endian order. */
void dolen_writer_add(dolen_writer *writer, dolen_bytes bytes);
void dolen_writer_u8(dolen_writer *writer, uint8_t number);
void dolen_writer_u16(dolen_writer *writer, uint16_t number);
void dolen_writer_u32(dolen_writer *writer, uint32_t number);
void dolen_writer_u64(dolen_writer *writer, uint64_t number);

/** A two-byte length and the bytes; more than 65,535 bytes is a failure. */
void dolen_writer_block16(dolen_writer *writer, dolen_bytes bytes);

/** What has been written so far; an empty view after a failure. */
dolen_bytes dolen_writer_bytes(const dolen_writer *writer);

#endif
