/* Any bytes as a proof: refused by the decoder, or by the check, and decoded only from its one encoding. */
#include <string.h>

#include "node/crypto/oprf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const dolen_scalar key = dolen_scalar_of(11);
    const dolen_scalar other = dolen_scalar_of(12);
    dolen_element public_key;
    dolen_element evaluated;
    dolen_proof proof;

    if (dolen_proof_read(dolen_bytes_of(data, size), &proof, NULL) != DOLEN_OK)
        return 0;
    DOLEN_MUST(size == DOLEN_PROOF_SIZE && memcmp(proof.c.bytes, data, 32) == 0 &&
               memcmp(proof.s.bytes, data + 32, 32) == 0);
    DOLEN_MUST(dolen_element_of_scalar(&key, &public_key, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_element_of_scalar(&other, &evaluated, NULL) == DOLEN_OK);
    const dolen_oprf_batch wrong = {&public_key, &public_key, &evaluated, 1};
    DOLEN_MUST(dolen_oprf_verify(&wrong, &proof, NULL) == DOLEN_E_CRYPTO);
    return 0;
}
