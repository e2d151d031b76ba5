#include "node/agency/openid/openid_flow.h"

#include <string.h>

#include "node/agency/openid/openid_json.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"
#include "node/crypto/random.h"

/* The head of a state: a random number, the flags of the errand, its instant. */
enum { NUMBER = 16, FLAGS = 16, INSTANT = 17, HEAD = 25, STATE = HEAD + 32, IS_AGAIN = 1, IS_WELSH = 2, MESSAGE = 512 };

struct dolen_openid_flow {
    dolen_secret *key;
};

dolen_openid_flow *dolen_openid_flow_new(void)
{
    dolen_openid_flow *flow = dolen_memory_make(1, sizeof *flow);

    flow->key = dolen_secret_new_random(sizeof(dolen_digest));
    return flow;
}

void dolen_openid_flow_free(dolen_openid_flow *flow)
{
    if (!flow)
        return;
    dolen_secret_free(flow->key);
    dolen_memory_wipe(flow, sizeof *flow);
    dolen_memory_drop(&flow);
}

/* The head and the browser's token, one after the other: the head's length is fixed. */
static dolen_bytes message_of(const uint8_t head[HEAD], const char *token, uint8_t out[MESSAGE])
{
    const size_t size = strnlen(token, MESSAGE - HEAD);

    memcpy(out, head, HEAD);
    memcpy(out + HEAD, token, size);
    return dolen_bytes_of(out, HEAD + size);
}

static dolen_status write_digest(dolen_arena *arena, dolen_digest digest, char out[DOLEN_OPENID_FLOW_TEXT],
                                 dolen_err *err)
{
    const char *text = dolen_openid_json_encode(arena, dolen_bytes_of(digest.bytes, sizeof digest.bytes));

    return dolen_text_copy(out, DOLEN_OPENID_FLOW_TEXT, text ? text : "", err);
}

static dolen_status derive(const dolen_openid_flow *flow, dolen_bytes message, dolen_arena *arena,
                           dolen_openid_binding *out, dolen_err *err)
{
    const dolen_digest nonce = dolen_hash_keyed(flow->key, "dolen openid nonce v1", message);
    const dolen_digest verifier = dolen_hash_keyed(flow->key, "dolen openid verifier v1", message);

    DOLEN_TRY(write_digest(arena, nonce, out->nonce, err));
    DOLEN_TRY(write_digest(arena, verifier, out->verifier, err));
    return write_digest(arena, dolen_hash_sha256(dolen_bytes_of_string(out->verifier)), out->challenge, err);
}

dolen_status dolen_openid_flow_begin(const dolen_openid_flow *flow, const char *token,
                                     const dolen_openid_errand *errand, dolen_arena *arena, dolen_openid_binding *out,
                                     dolen_err *err)
{
    uint8_t state[STATE];
    uint8_t buffer[MESSAGE];

    *out = (dolen_openid_binding){0};
    dolen_random_bytes(state, NUMBER);
    state[FLAGS] = (uint8_t)((errand->is_again ? IS_AGAIN : 0) | (errand->is_welsh ? IS_WELSH : 0));
    for (size_t i = 0; i < HEAD - INSTANT; i++)
        state[INSTANT + i] = (uint8_t)((uint64_t)errand->begun >> (8 * (HEAD - INSTANT - 1 - i)));
    const dolen_bytes message = message_of(state, token, buffer);
    const dolen_digest mac = dolen_hash_keyed(flow->key, "dolen openid state v1", message);
    memcpy(state + HEAD, mac.bytes, sizeof mac.bytes);
    out->state = dolen_openid_json_encode(arena, dolen_bytes_of(state, sizeof state));
    if (!out->state)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a sign-in does not fit into the request's memory");
    return derive(flow, message, arena, out, err);
}

static dolen_openid_errand errand_of(const uint8_t head[HEAD])
{
    uint64_t begun = 0;

    for (size_t i = INSTANT; i < HEAD; i++)
        begun = begun << 8 | head[i];
    return (dolen_openid_errand){.is_again = (head[FLAGS] & IS_AGAIN) != 0,
                                 .is_welsh = (head[FLAGS] & IS_WELSH) != 0,
                                 .begun = (int64_t)(begun & INT64_MAX)};
}

dolen_status dolen_openid_flow_resume(const dolen_openid_flow *flow, const char *token, const char *state, int64_t now,
                                      dolen_arena *arena, dolen_openid_errand *errand, dolen_openid_binding *out,
                                      dolen_err *err)
{
    uint8_t buffer[MESSAGE];
    dolen_bytes read;
    dolen_digest mac;

    *out = (dolen_openid_binding){0};
    *errand = (dolen_openid_errand){0};
    if (!*token || dolen_openid_json_decode(arena, state, strlen(state), &read, err) != DOLEN_OK || read.size != STATE)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "an answer belongs to no sign-in of this browser");
    const dolen_bytes message = message_of(read.at, token, buffer);
    memcpy(mac.bytes, read.at + HEAD, sizeof mac.bytes);
    if (!dolen_digest_same(mac, dolen_hash_keyed(flow->key, "dolen openid state v1", message)))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "an answer belongs to no sign-in of this browser");
    *errand = errand_of(read.at);
    if (errand->begun > now || now - errand->begun > DOLEN_OPENID_FLOW_AGE)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "an answer comes too late");
    out->state = state;
    return derive(flow, message, arena, out, err);
}
