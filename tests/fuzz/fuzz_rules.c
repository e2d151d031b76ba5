/* Any bytes as a rule set of one file: loaded, or refused with a reason, and never half loaded (IG-04). */
#include "governance/policy/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(4);
    const dolen_rules_file file = {.name = "fuzz.rules", .text = dolen_bytes_of(data, size)};
    dolen_rules *read = NULL;

    const dolen_status status = dolen_rules_read(&file, 1, &read, problems, NULL);
    DOLEN_OWN(dolen_rules, rules) = read;
    DOLEN_MUST((status == DOLEN_OK) == (rules != NULL));
    DOLEN_MUST(status != DOLEN_E_INPUT || dolen_problems_count(problems) > 0);
    if (!rules)
        return 0;
    const dolen_policy_request request = {.purpose = dolen_code_of("S47"), .today = {2026, 11, 21}};
    DOLEN_MUST(!dolen_policy_admit(rules, &request).admitted);
    return 0;
}
