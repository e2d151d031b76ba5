/* Any bytes as a manifest: read whole, or refused with at least one reason. */
#include "node/agency/extract/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(4);
    dolen_manifest manifest;

    const dolen_status status = dolen_manifest_read_text("fuzz", dolen_bytes_of(data, size), &manifest, problems, NULL);
    DOLEN_MUST(status != DOLEN_OK || manifest.agency[0]);
    DOLEN_MUST((status == DOLEN_OK) == (dolen_problems_count(problems) == 0) || size > 16384);
    return 0;
}
