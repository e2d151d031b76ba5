/* Any bytes as a list of protections: read whole, or refused with a reason. */
#include "node/agency/extract/protection_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(4);
    DOLEN_OWN(dolen_protection_list, list) = NULL;

    const dolen_status status =
        dolen_protection_list_read_text("fuzz", dolen_bytes_of(data, size), 0, &list, problems, NULL);
    DOLEN_MUST((status == DOLEN_OK) == (list != NULL));
    DOLEN_MUST((status == DOLEN_OK) == (dolen_problems_count(problems) == 0));
    DOLEN_MUST(dolen_protection_list_count(list) * 2 <= size);
    return 0;
}
