#include "node/agency/openid/openid_json.h"

#include <string.h>

#include "node/base/text.h"

#define LATEST INT64_C(253402300799) /* the last second of the year 9999 */

dolen_status dolen_openid_json_read(dolen_bytes text, size_t limit, json_t **out, dolen_err *err)
{
    *out = NULL;
    if (text.size > limit)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a document is larger than it may be");
    json_t *document = json_loadb((const char *)text.at, text.size, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(document)) {
        json_decref(document);
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a document is no strict JSON object");
    }
    *out = document;
    return DOLEN_OK;
}

const char *dolen_openid_json_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

int64_t dolen_openid_json_instant(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > LATEST)
        return -1;
    return json_integer_value(value) * 1000;
}

bool dolen_openid_json_holds(const json_t *object, const char *name, const char *text)
{
    const json_t *value = json_object_get(object, name);

    for (size_t i = 0; i < json_array_size(value); i++)
        if (dolen_text_same(json_string_value(json_array_get(value, i)), text))
            return true;
    return json_is_string(value) && strcmp(json_string_value(value), text) == 0;
}

char *dolen_openid_json_encode(dolen_arena *arena, dolen_bytes bytes)
{
    char *text = dolen_bytes_to_base64(arena, bytes);

    if (!text)
        return NULL;
    for (char *at = text; *at; at++)
        *at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
    text[strcspn(text, "=")] = '\0';
    return text;
}

dolen_status dolen_openid_json_decode(dolen_arena *arena, const char *text, size_t size, dolen_bytes *out,
                                      dolen_err *err)
{
    const size_t padded = (size + 3) / 4 * 4;
    char *standard = NULL;

    *out = (dolen_bytes){0};
    if (!dolen_text_is_token(text, size, "-_"))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this is not base64url");
    DOLEN_TRY(dolen_arena_take(arena, padded + 1, 1, (void *)&standard, err));
    memset(standard, '=', padded);
    for (size_t i = 0; i < size; i++)
        standard[i] = (char)(text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i]);
    return dolen_bytes_from_base64(arena, standard, padded, out, err);
}
