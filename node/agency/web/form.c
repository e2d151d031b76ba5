#include "node/agency/web/form.h"

#include <string.h>

#include "node/base/text.h"

static int hex_digit(uint8_t letter)
{
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    if (letter >= 'a' && letter <= 'f')
        return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F')
        return letter - 'A' + 10;
    return -1;
}

/* One letter of a value; moves `at`. -1 for a bad escape. */
static int next_letter(dolen_bytes bytes, size_t *at)
{
    const uint8_t letter = bytes.at[(*at)++];

    if (letter != '%')
        return letter == '+' ? ' ' : letter;
    if (bytes.size - *at < 2)
        return -1;
    const int high = hex_digit(bytes.at[*at]);
    const int low = hex_digit(bytes.at[*at + 1]);
    *at += 2;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static dolen_status decode(dolen_arena *arena, dolen_bytes bytes, const char **out, dolen_err *err)
{
    char *text;
    size_t size = 0;

    *out = "";
    DOLEN_TRY(dolen_arena_take(arena, bytes.size + 1, 1, &text, err));
    for (size_t at = 0; at < bytes.size;) {
        const int letter = next_letter(bytes, &at);
        if (letter <= 0)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the form holds a bad escape or a NUL");
        text[size++] = (char)letter;
    }
    if (!dolen_text_is_utf8(text, size))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the form is not UTF-8");
    *out = text;
    return DOLEN_OK;
}

static bool has_field(const dolen_form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        if (strcmp(form->fields[i].name, name) == 0)
            return true;
    return false;
}

static dolen_status read_field(dolen_arena *arena, dolen_bytes piece, dolen_form *form, dolen_err *err)
{
    const uint8_t *equals = piece.size ? memchr(piece.at, '=', piece.size) : NULL;
    const size_t name_size = equals ? (size_t)(equals - piece.at) : piece.size;
    const size_t value_at = equals ? name_size + 1 : name_size;
    dolen_form_field field;

    if (form->count == DOLEN_FORM_FIELDS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the form has too many fields");
    DOLEN_TRY(decode(arena, dolen_bytes_of(piece.at, name_size), &field.name, err));
    if (strlen(field.name) > DOLEN_FORM_NAME || !dolen_text_is_token(field.name, strlen(field.name), "_-") ||
        has_field(form, field.name))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the form has a field with a bad name, or one twice");
    DOLEN_TRY(decode(arena, dolen_bytes_of(piece.at + value_at, piece.size - value_at), &field.value, err));
    form->fields[form->count++] = field;
    return DOLEN_OK;
}

dolen_status dolen_form_read(dolen_arena *arena, dolen_bytes body, dolen_form *out, dolen_err *err)
{
    out->count = 0;
    for (size_t at = 0; at < body.size;) {
        const uint8_t *stop = memchr(body.at + at, '&', body.size - at);
        const size_t size = stop ? (size_t)(stop - body.at) - at : body.size - at;
        const dolen_status status = read_field(arena, dolen_bytes_of(body.at + at, size), out, err);
        if (status != DOLEN_OK) {
            out->count = 0;
            return status;
        }
        at += size + 1;
    }
    return DOLEN_OK;
}

const char *dolen_form_value(const dolen_form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        if (strcmp(form->fields[i].name, name) == 0)
            return form->fields[i].value;
    return "";
}
