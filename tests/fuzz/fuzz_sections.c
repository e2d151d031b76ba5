/* Any bytes as a configuration, rules or federation file: parsed or refused with a reason, within the arena's limit. */
#include "node/base/sections.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)(data[0] << 8 | data[1]) * 16);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(4);
    dolen_sections sections;

    const dolen_status status =
        dolen_sections_read(arena, "fuzz", dolen_bytes_of(data + 2, size - 2), &sections, problems, NULL);
    const bool has_problems = dolen_problems_count(problems) > 0;
    DOLEN_MUST(status != DOLEN_OK || !has_problems); /* over the arena's limit there may be problems found before */
    DOLEN_MUST(status != DOLEN_E_INPUT || has_problems);
    return 0;
}
