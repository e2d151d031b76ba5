/** A joint key shared among holders that all live in the test. */
#ifndef DOLEN_TESTS_SUPPORT_HOLDERS_H
#define DOLEN_TESTS_SUPPORT_HOLDERS_H

#include "node/crypto/holder_share.h"
#include "node/crypto/threshold.h"
#include "tests/support/dolen_test.h"

typedef struct holders {
    dolen_joint_key key;
    dolen_holder_share *shares[DOLEN_HOLDERS];
    dolen_threshold *threshold;
} holders;

/** Share `key` (32 bytes) out. */
static inline void holders_make(holders *made, const dolen_secret *key, dolen_shamir_plan plan, uint32_t epoch)
{
    dolen_secret *shares = NULL;

    *made = (holders){.key = {.federation = dolen_code_of("gwent"),
                              .epoch = epoch,
                              .threshold = plan.threshold,
                              .holders = plan.holders}};
    assert_fails(DOLEN_OK, dolen_shamir_split(key, plan, &shares, NULL, NULL));
    assert_fails(DOLEN_OK, dolen_joint_key_fill(&made->key, shares, NULL));
    for (uint8_t i = 0; i < plan.holders; i++) {
        DOLEN_OWN(dolen_secret, one) = dolen_secret_new_copy(dolen_bytes_of(dolen_secret_bytes(shares) + i * 32U, 32));
        assert_fails(DOLEN_OK, dolen_holder_share_new(&made->key, (uint8_t)(i + 1), one, &made->shares[i], NULL));
    }
    dolen_secret_free(shares);
    assert_fails(DOLEN_OK, dolen_threshold_new(&made->key, &made->threshold, NULL));
}

/** The same for a random key. */
static inline void holders_make_random(holders *made, dolen_shamir_plan plan, uint32_t epoch)
{
    DOLEN_OWN(dolen_secret, key) = dolen_secret_new(DOLEN_SCALAR_SIZE);

    dolen_scalar_random((dolen_scalar *)dolen_secret_fill(key), 1);
    holders_make(made, key, plan, epoch);
}

static inline void holders_free(holders *made)
{
    for (size_t i = 0; i < DOLEN_HOLDERS; i++)
        dolen_holder_share_free(made->shares[i]);
    dolen_threshold_free(made->threshold);
}

/** Holder `number`'s reply to a batch for a set; `elements` receives what it points at. */
static inline dolen_holder_reply holders_reply(const holders *of, uint8_t number, const dolen_holder_set *set,
                                               const dolen_blinded *batch, dolen_element *elements)
{
    dolen_holder_reply reply = {.holder = number, .set = *set, .elements = elements};

    assert_fails(DOLEN_OK, dolen_holder_share_evaluate(of->shares[number - 1], set, dolen_blinded_elements(batch),
                                                       dolen_blinded_count(batch), elements, &reply.proof, NULL));
    return reply;
}

#endif
