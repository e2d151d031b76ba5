#include "node/match/match_pad.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/cursor.h"

enum { STEP = 8, SEED = 32, DRAWN = DOLEN_PSEUDONYM_SIZE + 4 };

static size_t padded(size_t count, dolen_bytes context)
{
    return context.size ? (count + STEP - 1) / STEP * STEP : DOLEN_SUBJECT_PSEUDONYMS;
}

static size_t kinds_of(dolen_subject subject, dolen_key_kind kinds[DOLEN_KEY_KINDS])
{
    size_t count = 0;

    for (int kind = 0; kind < DOLEN_KEY_KINDS; kind++)
        if (dolen_key_kind_subject((dolen_key_kind)kind) == subject)
            kinds[count++] = (dolen_key_kind)kind;
    return count;
}

/* What the padding depends on: the secret, and the context or else the sorted real tokens. */
static void make_seed(const uint8_t *secret, dolen_bytes context, const dolen_token *tokens, size_t count,
                      uint8_t seed[SEED])
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, secret, DOLEN_MATCH_PAD_SECRET, SEED);
    if (context.size) {
        crypto_generichash_update(&state, (const uint8_t *)"C", 1);
        crypto_generichash_update(&state, context.at, context.size);
    }
    for (size_t i = 0; !context.size && i < count; i++) {
        const uint8_t kind = (uint8_t)tokens[i].kind;
        crypto_generichash_update(&state, &kind, 1);
        crypto_generichash_update(&state, tokens[i].pseudonym.bytes, DOLEN_PSEUDONYM_SIZE);
    }
    crypto_generichash_final(&state, seed, SEED);
    sodium_memzero(&state, sizeof state);
}

static dolen_token draw(const uint8_t seed[SEED], uint8_t number, const dolen_key_kind *kinds, size_t kind_count)
{
    uint8_t drawn[DRAWN];
    dolen_token token = {0};

    crypto_generichash(drawn, sizeof drawn, &number, 1, seed, SEED);
    dolen_reader reader = dolen_reader_of(dolen_bytes_of(drawn, sizeof drawn));
    token.kind = kinds[dolen_reader_u32(&reader) % kind_count];
    memcpy(token.pseudonym.bytes, reader.rest.at, DOLEN_PSEUDONYM_SIZE);
    return token;
}

dolen_status dolen_match_pad(dolen_subject subject, const uint8_t secret[DOLEN_MATCH_PAD_SECRET], dolen_bytes context,
                             dolen_token *tokens, size_t *count, dolen_err *err)
{
    dolen_key_kind kinds[DOLEN_KEY_KINDS];
    uint8_t seed[SEED];
    const size_t kind_count = kinds_of(subject, kinds);
    const size_t real = *count;

    if (subject != DOLEN_SUBJECT_PERSON && subject != DOLEN_SUBJECT_ADDRESS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the subject is neither a person nor an address");
    if (real == 0 || real > DOLEN_SUBJECT_PSEUDONYMS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a subject has 1 to 24 pseudonyms");
    qsort(tokens, real, sizeof *tokens, dolen_token_compare);
    make_seed(secret, context, tokens, real, seed);
    for (size_t i = real; i < padded(real, context); i++)
        tokens[i] = draw(seed, (uint8_t)i, kinds, kind_count);
    *count = padded(real, context);
    qsort(tokens, *count, sizeof *tokens, dolen_token_compare);
    sodium_memzero(seed, sizeof seed);
    return DOLEN_OK;
}
