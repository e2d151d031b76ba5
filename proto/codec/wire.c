#include "proto/codec/wire.h"

#include <string.h>

#include "node/base/text.h"

enum { VERSION_ROOM = 32 };

/* protobuf-c reports malformed bytes and refused memory alike: the store remembers which it was. */
typedef struct store {
    dolen_arena *arena;
    bool refused;
} store;

static void *take(void *context, size_t size)
{
    store *self = context;
    void *made = dolen_arena_make(self->arena, 1, size);

    if (!made)
        self->refused = true;
    return made;
}

static void keep(void *context, void *pointer)
{
    (void)context;
    (void)pointer;
}

/* Compares what is packed with what was received, without a copy. */
typedef struct comparison {
    ProtobufCBuffer base;
    dolen_bytes rest;
    bool differs;
} comparison;

static void compare(ProtobufCBuffer *buffer, size_t size, const uint8_t *bytes)
{
    comparison *self = (comparison *)(void *)buffer;

    if (self->differs || size > self->rest.size || (size && memcmp(bytes, self->rest.at, size) != 0)) {
        self->differs = true;
        return;
    }
    self->rest = dolen_bytes_of(self->rest.at + size, self->rest.size - size);
}

static bool is_canonical(const ProtobufCMessage *message, dolen_bytes bytes)
{
    comparison self = {.base = {.append = compare}, .rest = bytes};

    protobuf_c_message_pack_to_buffer(message, &self.base);
    return !self.differs && self.rest.size == 0;
}

/* Every message of the schema, so deep does it go; the schema is not recursive. */
static bool is_known(const ProtobufCMessage *message);

static bool member_is_known(const ProtobufCFieldDescriptor *field, const void *member)
{
    if (field->type == PROTOBUF_C_TYPE_ENUM) {
        const int *value = member;
        return protobuf_c_enum_descriptor_get_value(field->descriptor, *value) != NULL;
    }
    const ProtobufCMessage *const *message = member;
    return !*message || is_known(*message);
}

static bool field_is_known(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    const char *base = (const char *)message;
    const size_t size = field->type == PROTOBUF_C_TYPE_ENUM ? sizeof(int) : sizeof(ProtobufCMessage *);

    if (field->type != PROTOBUF_C_TYPE_ENUM && field->type != PROTOBUF_C_TYPE_MESSAGE)
        return true;
    if (field->label != PROTOBUF_C_LABEL_REPEATED)
        return member_is_known(field, base + field->offset);
    size_t count = 0;
    const char *items = NULL;
    memcpy(&count, base + field->quantifier_offset, sizeof count);
    memcpy(&items, base + field->offset, sizeof items);
    for (size_t i = 0; i < count; i++)
        if (!member_is_known(field, items + i * size))
            return false;
    return true;
}

static bool is_known(const ProtobufCMessage *message)
{
    if (message->n_unknown_fields)
        return false;
    for (unsigned int i = 0; i < message->descriptor->n_fields; i++)
        if (!field_is_known(message, &message->descriptor->fields[i]))
            return false;
    return true;
}

dolen_status dolen_wire_unpack(dolen_wire_type type, dolen_bytes bytes, dolen_arena *arena, void *out, dolen_err *err)
{
    store memory = {.arena = arena};
    ProtobufCAllocator allocator = {.alloc = take, .free = keep, .allocator_data = &memory};
    const ProtobufCMessage *none = NULL;

    memcpy(out, &none, sizeof none);
    if (bytes.size > type.limit)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the message is longer than its kind may be");
    const ProtobufCMessage *message = protobuf_c_message_unpack(type.descriptor, &allocator, bytes.size, bytes.at);
    if (memory.refused)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the message needs more memory than it may have");
    if (!message)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the message cannot be decoded");
    if (!is_known(message))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the message has an unknown field or value");
    if (!is_canonical(message, bytes))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the message is not in its canonical encoding");
    memcpy(out, &message, sizeof message);
    return DOLEN_OK;
}

dolen_status dolen_wire_pack(dolen_wire_type type, const ProtobufCMessage *message, dolen_arena *arena,
                             dolen_bytes *out, dolen_err *err)
{
    uint8_t *bytes = NULL;
    const size_t size = protobuf_c_message_get_packed_size(message);

    *out = dolen_bytes_of(NULL, 0);
    if (size > type.limit)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the message is longer than its kind may be");
    DOLEN_TRY(dolen_arena_take(arena, size, 1, (void *)&bytes, err));
    *out = dolen_bytes_of(bytes, protobuf_c_message_pack(message, bytes));
    return DOLEN_OK;
}

dolen_bytes dolen_wire_view(ProtobufCBinaryData data)
{
    return dolen_bytes_of(data.data, data.len);
}

ProtobufCBinaryData dolen_wire_data(const void *at, size_t size)
{
    return (ProtobufCBinaryData){.len = size, .data = (uint8_t *)(uintptr_t)at};
}

char *dolen_wire_text(const char *text)
{
    return (char *)(uintptr_t)text;
}

dolen_status dolen_wire_read_fixed(ProtobufCBinaryData data, void *out, size_t size, dolen_err *err)
{
    memset(out, 0, size);
    if (data.len != size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a field of fixed length has another length");
    memcpy(out, data.data, size);
    return DOLEN_OK;
}

dolen_status dolen_wire_read_code(const char *text, dolen_code *out, dolen_err *err)
{
    return dolen_code_read(text, strnlen(text, DOLEN_CODE_SIZE), out, err);
}

dolen_status dolen_wire_read_code_or_none(const char *text, dolen_code *out, dolen_err *err)
{
    memset(out, 0, sizeof *out);
    return *text ? dolen_wire_read_code(text, out, err) : DOLEN_OK;
}

dolen_status dolen_wire_check_version(const char *text, dolen_err *err)
{
    const size_t size = strnlen(text, VERSION_ROOM);

    if (size >= VERSION_ROOM || !dolen_text_is_token(text, size, "._-+"))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a version has 1 to 31 letters, digits, dots, dashes or plus signs");
    return DOLEN_OK;
}

dolen_status dolen_wire_read_version(const char *text, char out[32], dolen_err *err)
{
    memset(out, 0, VERSION_ROOM);
    DOLEN_TRY(dolen_wire_check_version(text, err));
    return dolen_text_copy(out, VERSION_ROOM, text, err);
}
