/* Any bytes as a form: clean text or refused; what was read, written again, reads the same. */
#include <string.h>

#include "node/net/http_form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const dolen_http_field *field)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 21);
    dolen_http_form again;
    const char *name = dolen_http_form_escape(arena, field->name);
    const char *value = dolen_http_form_escape(arena, field->value);

    DOLEN_MUST(name && value);
    const size_t size = strlen(name) + strlen(value) + 1;
    char *text = dolen_arena_make(arena, size + 1, 1);
    DOLEN_MUST(text != NULL);
    memcpy(text, name, strlen(name));
    text[strlen(name)] = '=';
    memcpy(text + strlen(name) + 1, value, strlen(value));
    if (size > DOLEN_HTTP_FORM_SIZE)
        return;
    DOLEN_MUST(dolen_http_form_read(arena, dolen_bytes_of(text, size), &again, NULL) == DOLEN_OK);
    DOLEN_MUST(again.count == 1 && strcmp(again.fields[0].value, field->value) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)(data[0] << 8 | data[1]) * 4);
    dolen_http_form form;

    const dolen_status status = dolen_http_form_read(arena, dolen_bytes_of(data + 2, size - 2), &form, NULL);
    DOLEN_MUST(status == DOLEN_OK || form.count == 0);
    DOLEN_MUST(form.count <= DOLEN_HTTP_FORM_FIELDS);
    for (size_t i = 0; i < form.count && i < 4; i++)
        check_again(&form.fields[i]);
    return 0;
}
