#include "node/agency/openid/openid_keys.h"

#include <stdlib.h>
#include <string.h>

#include "node/agency/openid/openid_internal.h"
#include "node/agency/openid/openid_json.h"
#include "node/base/memory.h"
#include "node/base/text.h"

enum { RSA_BITS = 2048, RSA_BITS_MOST = 8192 };

typedef struct openid_key {
    char *id;        /* "" without */
    char *algorithm; /* "" when the key does not say */
    bool is_rsa;
    cjose_jwk_t *jwk;
} openid_key;

struct dolen_openid_keys {
    openid_key keys[DOLEN_OPENID_KEYS];
    size_t count;
};

void dolen_openid_keys_free(dolen_openid_keys *keys)
{
    if (!keys)
        return;
    for (size_t i = 0; i < keys->count; i++) {
        free(keys->keys[i].id);
        free(keys->keys[i].algorithm);
        (void)cjose_jwk_release(keys->keys[i].jwk);
    }
    free(keys);
}

size_t dolen_openid_keys_count(const dolen_openid_keys *keys)
{
    return keys->count;
}

/* For signatures, public, and nothing else said? */
static bool is_for_us(const json_t *key)
{
    const char *use = dolen_openid_json_text(key, "use");
    const json_t *operations = json_object_get(key, "key_ops");

    if (*use && strcmp(use, "sig") != 0)
        return false;
    if (operations && !dolen_openid_json_holds(key, "key_ops", "verify"))
        return false;
    return !json_object_get(key, "d") && !json_object_get(key, "k");
}

/* cjose ends the process when it meets anything but base64url here. */
static bool is_number(const json_t *key, const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *text = dolen_openid_json_text(key, name);
    const size_t size = strspn(text, letters);

    return size > 0 && text[size] == '\0' && size % 4 != 1;
}

/* The public numbers alone, so that the library sees nothing else of what the provider wrote. */
static json_t *plain_form(const json_t *key, bool *is_rsa)
{
    const char *kind = dolen_openid_json_text(key, "kty");

    *is_rsa = strcmp(kind, "RSA") == 0;
    if (*is_rsa && (!is_number(key, "n") || !is_number(key, "e")))
        return NULL;
    if (*is_rsa)
        return json_pack("{s:s, s:s, s:s}", "kty", kind, "n", dolen_openid_json_text(key, "n"), "e",
                         dolen_openid_json_text(key, "e"));
    if (strcmp(kind, "EC") != 0 || strcmp(dolen_openid_json_text(key, "crv"), "P-256") != 0 || !is_number(key, "x") ||
        !is_number(key, "y"))
        return NULL;
    return json_pack("{s:s, s:s, s:s, s:s}", "kty", kind, "crv", "P-256", "x", dolen_openid_json_text(key, "x"), "y",
                     dolen_openid_json_text(key, "y"));
}

/* NULL for one that is passed over. */
static cjose_jwk_t *import(const json_t *key, bool *is_rsa)
{
    DOLEN_OWN(openid_document, plain) = plain_form(key, is_rsa);

    if (!plain)
        return NULL;
    cjose_jwk_t *jwk = cjose_jwk_import_json(plain, NULL);
    const size_t bits = jwk ? cjose_jwk_get_keysize(jwk, NULL) : 0;
    if (!jwk || !*is_rsa || (bits >= RSA_BITS && bits <= RSA_BITS_MOST))
        return jwk;
    (void)cjose_jwk_release(jwk);
    return NULL;
}

static bool has(const dolen_openid_keys *keys, const char *id)
{
    for (size_t i = 0; *id && i < keys->count; i++)
        if (strcmp(keys->keys[i].id, id) == 0)
            return true;
    return false;
}

static dolen_status add(dolen_openid_keys *keys, const json_t *key, dolen_err *err)
{
    const char *id = dolen_openid_json_text(key, "kid");
    bool is_rsa = false;

    if (!json_is_object(key))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a set of keys holds something else");
    if (!is_for_us(key) || keys->count == DOLEN_OPENID_KEYS)
        return DOLEN_OK;
    cjose_jwk_t *jwk = import(key, &is_rsa);
    if (!jwk)
        return DOLEN_OK;
    if (has(keys, id)) {
        (void)cjose_jwk_release(jwk);
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a set of keys holds two under one id");
    }
    keys->keys[keys->count++] = (openid_key){.id = dolen_memory_copy_string(id),
                                             .algorithm = dolen_memory_copy_string(dolen_openid_json_text(key, "alg")),
                                             .is_rsa = is_rsa,
                                             .jwk = jwk};
    return DOLEN_OK;
}

dolen_status dolen_openid_keys_read(dolen_bytes document, dolen_openid_keys **out, dolen_err *err)
{
    DOLEN_OWN(openid_document, set) = NULL;

    *out = NULL;
    DOLEN_TRY(dolen_openid_json_read(document, DOLEN_OPENID_DOCUMENT_LIMIT, &set, err));
    DOLEN_OWN(dolen_openid_keys, keys) = dolen_memory_make(1, sizeof *keys);
    const json_t *list = json_object_get(set, "keys");
    for (size_t i = 0; i < json_array_size(list); i++)
        DOLEN_TRY(add(keys, json_array_get(list, i), err));
    if (keys->count == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a set of keys holds none that can be used");
    *out = DOLEN_TAKE(keys);
    return DOLEN_OK;
}

/* A key that says its algorithm is for no other. */
static bool fits(const openid_key *key, const char *algorithm)
{
    const bool wants_rsa = strcmp(algorithm, "ES256") != 0;

    return key->is_rsa == wants_rsa && (!*key->algorithm || strcmp(key->algorithm, algorithm) == 0);
}

const cjose_jwk_t *dolen_openid_keys_find(const dolen_openid_keys *keys, const char *id, const char *algorithm)
{
    const cjose_jwk_t *only = NULL;
    size_t fitting = 0;

    for (size_t i = 0; i < keys->count; i++) {
        const openid_key *key = &keys->keys[i];
        if (!fits(key, algorithm))
            continue;
        if (*id && strcmp(key->id, id) == 0)
            return key->jwk;
        only = key->jwk;
        fitting++;
    }
    return !*id && fitting == 1 ? only : NULL;
}
