/* Any bytes as a trust policy: read or refused with a line; what was read decides without surprises. */
#include "governance/audit/policy_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)(data[0] << 8 | data[1]) * 16);
    const bool none[DOLEN_POLICY_MEMBERS] = {false};
    bool all[DOLEN_POLICY_MEMBERS];
    const dolen_policy_file *policy;
    size_t line;

    for (size_t i = 0; i < DOLEN_POLICY_MEMBERS; i++)
        all[i] = true;
    if (dolen_policy_file_read(arena, dolen_bytes_of(data + 2, size - 2), &policy, &line, NULL) != DOLEN_OK) {
        DOLEN_MUST(policy == NULL);
        return 0;
    }
    DOLEN_MUST(dolen_policy_file_is_met(policy, all));
    DOLEN_MUST(dolen_policy_file_is_met(policy, none) == (dolen_policy_file_needed(policy) == 0));
    return 0;
}
