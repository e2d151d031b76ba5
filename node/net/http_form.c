#include "node/net/http_form.h"

#include <string.h>

#include "node/base/text.h"

static int digit_of(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

static bool is_allowed(uint8_t byte)
{
    return byte >= 0x20 ? byte != 0x7f : byte == '\t' || byte == '\r' || byte == '\n';
}

/* Decoded text is never longer than the encoded one. */
static dolen_status decode(dolen_arena *arena, dolen_bytes part, const char **out, dolen_err *err)
{
    char *text = dolen_arena_make(arena, part.size + 1, 1);
    size_t size = 0;

    *out = NULL;
    if (!text)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the form does not fit the request's memory");
    for (size_t i = 0; i < part.size; i++) {
        uint8_t byte = part.at[i];
        if (byte == '+') {
            byte = ' ';
        } else if (byte == '%') {
            const int high = i + 2 < part.size ? digit_of(part.at[i + 1]) : -1;
            const int low = i + 2 < part.size ? digit_of(part.at[i + 2]) : -1;
            if (high < 0 || low < 0)
                return DOLEN_FAIL(err, DOLEN_E_INPUT, "a malformed escape in a form");
            byte = (uint8_t)(high << 4 | low);
            i += 2;
        }
        if (!is_allowed(byte))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a control character in a form");
        text[size++] = (char)byte;
    }
    if (!dolen_text_is_utf8(text, size))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a form is not UTF-8 text");
    *out = text;
    return DOLEN_OK;
}

/* The bytes up to the next `divider`, or to the end; moves `rest` behind it. */
static dolen_bytes take_part(dolen_bytes *rest, char divider)
{
    const uint8_t *end = rest->size ? memchr(rest->at, divider, rest->size) : NULL;
    const size_t size = end ? (size_t)(end - rest->at) : rest->size;
    const dolen_bytes part = dolen_bytes_of(rest->at, size);

    *rest = end ? dolen_bytes_of(end + 1, rest->size - size - 1) : dolen_bytes_of(NULL, 0);
    return part;
}

static size_t count_fields(dolen_bytes body)
{
    size_t count = body.size ? 1 : 0;

    for (size_t i = 0; i < body.size; i++)
        count += body.at[i] == '&';
    return count;
}

dolen_status dolen_http_form_read(dolen_arena *arena, dolen_bytes body, dolen_http_form *out, dolen_err *err)
{
    const size_t count = count_fields(body);
    dolen_http_field *fields = NULL;
    dolen_bytes rest = body;

    *out = (dolen_http_form){0};
    if (body.size > DOLEN_HTTP_FORM_SIZE || count > DOLEN_HTTP_FORM_FIELDS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the form is larger than it may be");
    DOLEN_TRY(dolen_arena_take(arena, count + 1, sizeof *fields, &fields, err));
    for (size_t i = 0; i < count; i++) {
        dolen_bytes value = take_part(&rest, '&');
        const dolen_bytes name = take_part(&value, '=');
        DOLEN_TRY(decode(arena, name, &fields[i].name, err));
        DOLEN_TRY(decode(arena, value, &fields[i].value, err));
    }
    *out = (dolen_http_form){.fields = fields, .count = count};
    return DOLEN_OK;
}

const char *dolen_http_form_value_at(const dolen_http_form *form, const char *name, size_t index)
{
    for (size_t i = 0; i < form->count; i++)
        if (dolen_text_same(form->fields[i].name, name) && index-- == 0)
            return form->fields[i].value;
    return NULL;
}

const char *dolen_http_form_value(const dolen_http_form *form, const char *name)
{
    return dolen_http_form_value_at(form, name, 1) ? NULL : dolen_http_form_value_at(form, name, 0);
}

char *dolen_http_form_escape(dolen_arena *arena, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    const size_t size = strlen(text);
    char *out = size < SIZE_MAX / 4 ? dolen_arena_make(arena, size * 3 + 1, 1) : NULL;
    size_t used = 0;

    for (size_t i = 0; out && i < size; i++) {
        const unsigned char byte = (unsigned char)text[i];
        if (dolen_text_is_token(&text[i], 1, "-._~")) {
            out[used++] = text[i];
            continue;
        }
        out[used++] = '%';
        out[used++] = digits[byte >> 4];
        out[used++] = digits[byte & 15];
    }
    return out;
}
