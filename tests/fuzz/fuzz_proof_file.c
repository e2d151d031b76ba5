/* Any bytes as a receipt: what reads writes the same bytes again, and nothing but a true one verifies. */
#include "governance/audit/proof_file.h"

#include <string.h>

#include "governance/audit/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(512 * 1024);
    static const dolen_policy_file nobody = {.quorum = DOLEN_POLICY_NONE};
    const dolen_bytes bytes = dolen_bytes_of(data, size);
    dolen_verify_report report;
    dolen_proof_file file;
    const char *text;

    DOLEN_MUST(dolen_verify_receipt(&nobody, bytes, NULL, &report, NULL) != DOLEN_OK);
    if (dolen_proof_file_read(arena, bytes, &file, NULL) != DOLEN_OK)
        return 0;
    DOLEN_MUST(dolen_proof_file_write(arena, &file, &text, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, dolen_bytes_of(text, size)));
    return 0;
}
