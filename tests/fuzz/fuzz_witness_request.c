/* Any bytes as what is laid before a witness: what reads writes the same again; nothing unsigned is ever sound. */
#include <string.h>

#include "governance/audit/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(256 * 1024);
    static const dolen_note_key log = {.name = "a.example", .kind = DOLEN_NOTE_ED25519};
    static const dolen_witness_memory nothing;
    const dolen_bytes bytes = dolen_bytes_of(data, size);
    dolen_witness_request request;
    dolen_witness_case one;
    const char *text;

    DOLEN_MUST(dolen_witness_judge(arena, bytes, &log, &nothing, 1790000000, &one) != DOLEN_WITNESS_SOUND);
    if (dolen_witness_request_read(bytes, &request, NULL) != DOLEN_OK)
        return 0;
    DOLEN_MUST(dolen_witness_request_write(arena, &request, &text, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, dolen_bytes_of(text, size)));
    return 0;
}
