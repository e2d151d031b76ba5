/* Any bytes as a ledger entry: one encoding only, so what reads writes the same bytes again. */
#include <stdlib.h>

#include "governance/audit/ledger_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)(data[0] << 8 | data[1]));
    DOLEN_OWN(dolen_arena, room) = dolen_arena_new(64 * 1024);
    const dolen_bytes bytes = dolen_bytes_of(data + 2, size - 2);
    dolen_ledger_entry entry;
    dolen_bytes again;

    if (dolen_ledger_entry_read(arena, bytes, &entry, NULL) != DOLEN_OK)
        return 0;
    DOLEN_MUST(dolen_ledger_entry_write(room, &entry, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
    free(dolen_ledger_json_entry(&entry));
    return 0;
}
