/* Any bytes as the reply of one holder to a batch of two: never accepted, because nobody can prove without the share.
 */
#include <string.h>

#include "node/crypto/threshold.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COUNT = 2 };

/* A key, 2 of 3, whose holders' shares are 5, 7 and 9. */
static dolen_joint_key some_key(void)
{
    dolen_joint_key key = {.federation = dolen_code_of("gwent"), .epoch = 1, .threshold = 2, .holders = 3};
    DOLEN_OWN(dolen_secret, shares) = dolen_secret_new(3 * DOLEN_SCALAR_SIZE);

    for (size_t i = 0; i < 3; i++)
        dolen_secret_fill(shares)[i * DOLEN_SCALAR_SIZE] = (uint8_t)(5 + 2 * i);
    DOLEN_MUST(dolen_joint_key_fill(&key, shares, NULL) == DOLEN_OK);
    return key;
}

static bool read_reply(dolen_bytes bytes, dolen_element elements[COUNT], dolen_holder_reply *reply)
{
    if (bytes.size < 3 + COUNT * DOLEN_ELEMENT_SIZE)
        return false;
    *reply = (dolen_holder_reply){.holder = bytes.at[0], .set = {{bytes.at[1], bytes.at[2]}, 2}, .elements = elements};
    for (size_t i = 0; i < COUNT; i++)
        if (dolen_element_read(dolen_bytes_of(bytes.at + 3 + i * DOLEN_ELEMENT_SIZE, DOLEN_ELEMENT_SIZE), &elements[i],
                               NULL) != DOLEN_OK)
            return false;
    const size_t before = 3 + COUNT * DOLEN_ELEMENT_SIZE;
    return dolen_proof_read(dolen_bytes_of(bytes.at + before, bytes.size - before), &reply->proof, NULL) == DOLEN_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const dolen_bytes inputs[COUNT] = {dolen_bytes_of_string("one"), dolen_bytes_of_string("two")};
    const dolen_scalar blinds[COUNT] = {dolen_scalar_of(3), dolen_scalar_of(4)};
    DOLEN_OWN(dolen_threshold, threshold) = NULL;
    DOLEN_OWN(dolen_blinded, batch) = NULL;
    dolen_element elements[COUNT];
    dolen_pseudonym pseudonyms[COUNT];
    dolen_holder_reply reply;

    if (!read_reply(dolen_bytes_of(data, size), elements, &reply))
        return 0;
    const dolen_joint_key key = some_key();
    DOLEN_MUST(dolen_threshold_new(&key, &threshold, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_threshold_blind_with(inputs, COUNT, blinds, &batch, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_threshold_check(threshold, batch, &reply, NULL) != DOLEN_OK);
    const dolen_holder_reply twice[] = {reply, reply};
    DOLEN_MUST(dolen_threshold_finish(threshold, batch, twice, 2, pseudonyms, NULL) != DOLEN_OK);
    return 0;
}
