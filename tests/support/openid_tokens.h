/**
 * A provider's keys and the tokens it might sign, good and hostile, made with cjose for the tests of sign-in.
 *
 * Owns: texts live until token_maker_free. Threads: one at a time.
 */
#ifndef DOLEN_TESTS_SUPPORT_OPENID_TOKENS_H
#define DOLEN_TESTS_SUPPORT_OPENID_TOKENS_H

#include <stdlib.h>
#include <string.h>

#include <cjose/cjose.h>
#include <jansson.h>

#include "node/agency/openid/openid_json.h"
#include "node/agency/web/words.h"
#include "node/base/arena.h"

#define TOKEN_ISSUER "https://login.example.org"
#define TOKEN_CLIENT "dolen-node"
#define TOKEN_NONCE "n-0S6_WzA2Mj"
#define TOKEN_NOW INT64_C(1795000000000)

typedef struct token_maker {
    cjose_jwk_t *rsa;
    cjose_jwk_t *ec;
    cjose_jwk_t *other; /**< RSA; not the provider's */
    dolen_arena *arena;
} token_maker;

static inline token_maker *token_maker_new(void)
{
    token_maker *maker = calloc(1, sizeof *maker);
    const uint8_t exponent[] = {1, 0, 1};

    DOLEN_MUST(maker != NULL);
    maker->rsa = cjose_jwk_create_RSA_random(2048, exponent, sizeof exponent, NULL);
    maker->other = cjose_jwk_create_RSA_random(2048, exponent, sizeof exponent, NULL);
    maker->ec = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, NULL);
    maker->arena = dolen_arena_new(4 << 20);
    DOLEN_MUST(maker->rsa && maker->other && maker->ec);
    return maker;
}

static inline void token_maker_free(token_maker *maker)
{
    (void)cjose_jwk_release(maker->rsa);
    (void)cjose_jwk_release(maker->other);
    (void)cjose_jwk_release(maker->ec);
    dolen_arena_free(maker->arena);
    free(maker);
}

static inline const char *token_keep(token_maker *maker, char *text)
{
    DOLEN_MUST(text != NULL);
    const char *copy = dolen_arena_copy_string(maker->arena, text, strlen(text));
    free(text);
    DOLEN_MUST(copy != NULL);
    return copy;
}

/** A key's public form with this id. */
static inline json_t *token_key(const cjose_jwk_t *key, const char *id)
{
    char *text = cjose_jwk_to_json(key, false, NULL);
    json_t *document = json_loads(text, 0, NULL);

    DOLEN_MUST(document != NULL);
    free(text);
    json_object_set_new(document, "kid", json_string(id));
    json_object_set_new(document, "use", json_string("sig"));
    return document;
}

/** The provider's set: "r1" and "e1". */
static inline const char *token_key_set(token_maker *maker)
{
    json_t *set = json_pack("{s:[o, o]}", "keys", token_key(maker->rsa, "r1"), token_key(maker->ec, "e1"));
    char *text = json_dumps(set, JSON_COMPACT);

    json_decref(set);
    return token_keep(maker, text);
}

/** Claims that hold in every point. */
static inline json_t *token_claims(void)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:s, s:s}", "iss", TOKEN_ISSUER, "sub", "248289761001", "aud",
                     TOKEN_CLIENT, "nonce", TOKEN_NONCE, "exp", (json_int_t)(TOKEN_NOW / 1000 + 300), "iat",
                     (json_int_t)(TOKEN_NOW / 1000 - 5), "auth_time", (json_int_t)(TOKEN_NOW / 1000 - 5), "acr", "loa2",
                     "sid", "session-1");
}

/** The same for a logout token. */
static inline json_t *token_logout_claims(void)
{
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:{s:{}}}", "iss", TOKEN_ISSUER, "sub", "248289761001", "aud",
                     TOKEN_CLIENT, "exp", (json_int_t)(TOKEN_NOW / 1000 + 120), "iat",
                     (json_int_t)(TOKEN_NOW / 1000 - 5), "jti", "bWJq", "events",
                     "http://schemas.openid.net/event/backchannel-logout");
}

/** Sign `payload` with a header given as JSON members, whatever they say; `more` may be NULL. */
static inline const char *token_sign(token_maker *maker, const cjose_jwk_t *key, const char *algorithm, const char *id,
                                     json_t *more, const char *payload)
{
    json_t *header = json_pack("{s:s}", "alg", algorithm);
    const char *text = NULL;

    if (id)
        json_object_set_new(header, "kid", json_string(id));
    if (more)
        json_object_update(header, more);
    json_decref(more);
    cjose_jws_t *jws = cjose_jws_sign(key, header, (const uint8_t *)payload, strlen(payload), NULL);
    DOLEN_MUST(jws && cjose_jws_export(jws, &text, NULL));
    const char *copy = dolen_arena_copy_string(maker->arena, text, strlen(text));
    cjose_jws_release(jws);
    json_decref(header);
    DOLEN_MUST(copy != NULL);
    return copy;
}

/** The claims as a token of the provider's RSA key; takes them. */
static inline const char *token_of(token_maker *maker, json_t *claims)
{
    const char *payload = token_keep(maker, json_dumps(claims, JSON_COMPACT));

    json_decref(claims);
    return token_sign(maker, maker->rsa, "RS256", "r1", NULL, payload);
}

/** header "." payload "." signature, each as given and encoded here. */
static inline const char *token_raw(token_maker *maker, const char *header, const char *payload, dolen_bytes signature)
{
    const char *first = dolen_openid_json_encode(maker->arena, dolen_bytes_of_string(header));
    const char *second = dolen_openid_json_encode(maker->arena, dolen_bytes_of_string(payload));
    const char *third = signature.size ? dolen_openid_json_encode(maker->arena, signature) : "";
    const char *const pieces[] = {first, ".", second, ".", third, NULL};

    return dolen_words_join(maker->arena, pieces);
}

#endif
