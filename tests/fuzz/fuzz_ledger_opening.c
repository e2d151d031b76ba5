/* Any bytes as an opening of a ledger entry: a whole one that reads is written the same again, and any change to what
   is shown changes what it opens. */
#include <stdlib.h>
#include <string.h>

#include "governance/audit/ledger_json.h"
#include "node/crypto/hash.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void change_last(const dolen_ledger_opening *before, dolen_bytes bytes)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(64 * 1024);
    dolen_ledger_opening after;
    uint8_t copy[DOLEN_LEDGER_OPENING_SIZE];

    memcpy(copy, bytes.at, bytes.size);
    copy[bytes.size - 1] ^= 1;
    if (dolen_ledger_opening_read(arena, dolen_bytes_of(copy, bytes.size), &after, NULL) == DOLEN_OK)
        DOLEN_MUST(!dolen_digest_same(before->commitment, after.commitment));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)(data[0] << 8 | data[1]));
    DOLEN_OWN(dolen_arena, room) = dolen_arena_new(64 * 1024);
    const dolen_bytes bytes = dolen_bytes_of(data + 2, size - 2);
    dolen_ledger_opening opening;
    dolen_bytes again;

    if (dolen_ledger_opening_read(arena, bytes, &opening, NULL) != DOLEN_OK)
        return 0;
    if (opening.form == DOLEN_LEDGER_WHOLE) {
        DOLEN_MUST(dolen_ledger_opening_write(room, opening.salt.at, opening.bytes, &again, NULL) == DOLEN_OK);
        DOLEN_MUST(dolen_bytes_same(bytes, again));
    }
    change_last(&opening, bytes);
    free(dolen_ledger_json_opening(&opening));
    return 0;
}
