#include "node/agency/openid/openid_token.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "node/agency/openid/openid_internal.h"
#include "node/agency/openid/openid_json.h"
#include "node/base/text.h"

enum { MEMORY = 8 * DOLEN_OPENID_TOKEN_LIMIT, ID_LIMIT = 512 };

typedef struct token_parts {
    dolen_bytes header;
    dolen_bytes payload;
} token_parts;

/* Three parts of base64url, none empty, with nothing around them. */
static dolen_status split(dolen_arena *arena, dolen_bytes token, token_parts *out, dolen_err *err)
{
    const char *at = (const char *)token.at;
    dolen_bytes decoded[3];
    size_t from = 0;

    for (size_t i = 0; i < 3; i++) {
        size_t to = from;
        while (to < token.size && at[to] != '.')
            to++;
        if (i == 2 ? to != token.size : to == token.size)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a token has not three parts");
        DOLEN_TRY(dolen_openid_json_decode(arena, at + from, to - from, &decoded[i], err));
        from = to + 1;
    }
    *out = (token_parts){.header = decoded[0], .payload = decoded[1]};
    return DOLEN_OK;
}

static bool is_algorithm_taken(const char *algorithm)
{
    static const char *const taken[] = {"RS256", "PS256", "ES256"};

    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(algorithm, taken[i]) == 0)
            return true;
    return false;
}

static bool is_kind_taken(const json_t *header, dolen_openid_kind kind)
{
    const json_t *type = json_object_get(header, "typ");
    const char *text = dolen_openid_json_text(header, "typ");

    return !type || strcasecmp(text, "JWT") == 0 ||
           (kind == DOLEN_OPENID_LOGOUT && strcasecmp(text, "logout+jwt") == 0);
}

static dolen_openid_fault judge_header(const json_t *header, dolen_openid_kind kind)
{
    if (!is_algorithm_taken(dolen_openid_json_text(header, "alg")))
        return DOLEN_OPENID_ALGORITHM;
    if (json_object_get(header, "crit") || json_object_get(header, "b64"))
        return DOLEN_OPENID_CRITICAL;
    if (!is_kind_taken(header, kind))
        return DOLEN_OPENID_KIND;
    if (strlen(dolen_openid_json_text(header, "kid")) > ID_LIMIT)
        return DOLEN_OPENID_FORM;
    return DOLEN_OPENID_NO_FAULT;
}

/* The bytes that the signature covers are the ones that were split off: both views are of the same token. */
static dolen_openid_fault check_signature(dolen_bytes token, const json_t *header, const dolen_openid_keys *keys)
{
    const cjose_jwk_t *key =
        dolen_openid_keys_find(keys, dolen_openid_json_text(header, "kid"), dolen_openid_json_text(header, "alg"));

    if (!key)
        return DOLEN_OPENID_KEY;
    DOLEN_OWN(cjose_jws_t, jws) = cjose_jws_import((const char *)token.at, token.size, NULL);
    if (!jws)
        return DOLEN_OPENID_FORM;
    return cjose_jws_verify(jws, key, NULL) ? DOLEN_OPENID_NO_FAULT : DOLEN_OPENID_SIGNATURE;
}

static dolen_openid_fault judge(dolen_bytes token, const token_parts *parts, const dolen_openid_keys *keys,
                                dolen_openid_kind kind)
{
    DOLEN_OWN(openid_document, header) = NULL;

    if (dolen_openid_json_read(parts->header, DOLEN_OPENID_TOKEN_LIMIT, &header, NULL) != DOLEN_OK)
        return DOLEN_OPENID_FORM;
    const dolen_openid_fault fault = judge_header(header, kind);
    return fault == DOLEN_OPENID_NO_FAULT ? check_signature(token, header, keys) : fault;
}

dolen_status dolen_openid_token_open(dolen_bytes token, const dolen_openid_keys *keys, dolen_openid_kind kind,
                                     json_t **claims, dolen_openid_fault *fault, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(MEMORY);
    token_parts parts;

    *claims = NULL;
    if (token.size > DOLEN_OPENID_TOKEN_LIMIT)
        return dolen_openid_fault_fail(DOLEN_OPENID_SIZE, fault, err);
    if (split(arena, token, &parts, err) != DOLEN_OK)
        return dolen_openid_fault_fail(DOLEN_OPENID_FORM, fault, err);
    DOLEN_TRY(dolen_openid_fault_fail(judge(token, &parts, keys, kind), fault, err));
    if (dolen_openid_json_read(parts.payload, DOLEN_OPENID_TOKEN_LIMIT, claims, err) != DOLEN_OK)
        return dolen_openid_fault_fail(DOLEN_OPENID_FORM, fault, err);
    return DOLEN_OK;
}
