/* Any bytes as a signed note: taken apart or refused; a note that was read can be put together again. */
#include "governance/audit/note.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)(data[0] << 8 | data[1]) * 16);
    const dolen_bytes bytes = dolen_bytes_of(data + 2, size - 2);
    const dolen_note_key key = {.name = "a.example", .id = 0, .kind = DOLEN_NOTE_ED25519};
    dolen_note note;
    dolen_note_key read;
    char text[DOLEN_NOTE_KEY_TEXT];
    bool found;

    if (dolen_note_read(arena, bytes, &note, NULL) == DOLEN_OK) {
        DOLEN_MUST(note.count >= 1 && note.count <= DOLEN_NOTE_SIGNATURES && note.text.size < bytes.size);
        DOLEN_MUST(note.text.at[note.text.size - 1] == '\n');
        const dolen_status status = dolen_note_check(&note, &key, &found, NULL);
        DOLEN_MUST(status == DOLEN_OK || status == DOLEN_E_CRYPTO);
    }
    if (dolen_note_read_key(bytes, &read, NULL) == DOLEN_OK) {
        dolen_note_write_key(&read, text);
        DOLEN_MUST(strlen(text) == bytes.size);
    }
    return 0;
}
