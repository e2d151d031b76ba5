#include "governance/audit/checkpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "governance/audit/lines.h"
#include "node/base/text.h"

dolen_merkle_head dolen_checkpoint_head(const dolen_checkpoint *checkpoint)
{
    return (dolen_merkle_head){.size = checkpoint->size, .root = checkpoint->root};
}

dolen_status dolen_checkpoint_read(dolen_bytes text, dolen_checkpoint *out, dolen_err *err)
{
    dolen_checkpoint checkpoint = {0};
    dolen_bytes origin;
    dolen_bytes size;
    dolen_bytes root;
    dolen_bytes extension;
    dolen_bytes rest = text;

    *out = (dolen_checkpoint){0};
    if (!dolen_lines_next(&rest, &origin) || !dolen_lines_next(&rest, &size) || !dolen_lines_next(&rest, &root))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a checkpoint has three lines at least");
    if (origin.size == 0 || origin.size >= sizeof checkpoint.origin || memchr(origin.at, 0, origin.size))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the checkpoint's origin is missing or too long");
    memcpy(checkpoint.origin, origin.at, origin.size);
    DOLEN_TRY(dolen_lines_number(size, DOLEN_MERKLE_SIZE_LIMIT, &checkpoint.size, err));
    DOLEN_TRY(dolen_lines_hash(root, &checkpoint.root, err));
    while (dolen_lines_next(&rest, &extension))
        if (extension.size == 0)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a checkpoint has no empty lines");
    if (rest.size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a checkpoint ends with a line feed");
    *out = checkpoint;
    return DOLEN_OK;
}

dolen_status dolen_checkpoint_write(dolen_arena *arena, const dolen_checkpoint *checkpoint, dolen_bytes *out,
                                    dolen_err *err)
{
    char root[DOLEN_LINES_HASH_TEXT];
    char text[DOLEN_NOTE_NAME + 24 + sizeof root + 4];

    *out = dolen_bytes_of(NULL, 0);
    dolen_lines_write_hash(&checkpoint->root, root);
    snprintf(text, sizeof text, "%s\n%" PRIu64 "\n%s\n", checkpoint->origin, checkpoint->size, root);
    char *copy = dolen_arena_copy_string(arena, text, strlen(text));
    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the checkpoint does not fit");
    *out = dolen_bytes_of_string(copy);
    return DOLEN_OK;
}

dolen_status dolen_checkpoint_sign(dolen_arena *arena, const dolen_checkpoint *checkpoint, const dolen_signing_key *key,
                                   const char **out, dolen_err *err)
{
    dolen_bytes text;
    const char *line;

    *out = NULL;
    DOLEN_TRY(dolen_checkpoint_write(arena, checkpoint, &text, err));
    DOLEN_TRY(dolen_note_sign(arena, text, checkpoint->origin, key, &line, err));
    return dolen_note_join(arena, text, &line, 1, out, err);
}

dolen_status dolen_checkpoint_open(dolen_arena *arena, dolen_bytes bytes, const dolen_note_key *key,
                                   dolen_checkpoint *out, dolen_note *note, dolen_err *err)
{
    dolen_checkpoint checkpoint;
    dolen_note parts;
    bool is_signed = false;

    *out = (dolen_checkpoint){0};
    if (note)
        *note = (dolen_note){0};
    DOLEN_TRY(dolen_note_read(arena, bytes, &parts, err));
    DOLEN_TRY(dolen_checkpoint_read(parts.text, &checkpoint, err));
    if (!dolen_text_same(checkpoint.origin, key->name))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the checkpoint is of another log");
    DOLEN_TRY(dolen_note_check(&parts, key, &is_signed, err));
    if (!is_signed)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the log has not signed this checkpoint");
    *out = checkpoint;
    if (note)
        *note = parts;
    return DOLEN_OK;
}
