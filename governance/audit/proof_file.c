#include "governance/audit/proof_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "governance/audit/checkpoint.h"
#include "governance/audit/lines.h"
#include "node/base/cursor.h"

static const char first_line[] = "c2sp.org/tlog-proof@v1";

static dolen_status read_extra(dolen_arena *arena, dolen_bytes text, dolen_proof_file *out, dolen_err *err)
{
    dolen_bytes extra;

    DOLEN_TRY(dolen_bytes_from_base64(arena, (const char *)text.at, text.size, &extra, err));
    dolen_reader reader = dolen_reader_of(extra);
    const dolen_bytes commitment = dolen_reader_take(&reader, sizeof out->commitment.bytes);
    if (reader.failed)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the receipt's extra line is too short");
    memcpy(out->commitment.bytes, commitment.at, commitment.size);
    out->has_extra = true;
    if (reader.rest.size > DOLEN_LEDGER_OPENING_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the receipt's extra line is too long");
    out->opening = reader.rest;
    return DOLEN_OK;
}

static dolen_status read_proof(dolen_bytes *rest, dolen_merkle_proof *proof, dolen_err *err)
{
    dolen_bytes line;

    for (;;) {
        if (!dolen_lines_next(rest, &line))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the receipt ends within its proof");
        if (line.size == 0)
            return DOLEN_OK;
        if (proof->count == DOLEN_PROOF_HASHES)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the receipt's proof is too long");
        DOLEN_TRY(dolen_lines_hash(line, &proof->hashes[proof->count], err));
        proof->count++;
    }
}

dolen_status dolen_proof_file_read(dolen_arena *arena, dolen_bytes bytes, dolen_proof_file *out, dolen_err *err)
{
    dolen_proof_file file = {0};
    dolen_bytes rest = bytes;
    dolen_bytes line;
    dolen_bytes value;

    *out = (dolen_proof_file){0};
    if (bytes.size > DOLEN_PROOF_FILE_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the receipt is too large");
    if (!dolen_lines_next(&rest, &line) || !dolen_bytes_same(line, dolen_bytes_of_string(first_line)))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this is no receipt: its first line is c2sp.org/tlog-proof@v1");
    if (!dolen_lines_next(&rest, &line))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the receipt has no index");
    if (dolen_lines_has_prefix(line, "extra ", &value)) {
        DOLEN_TRY(read_extra(arena, value, &file, err));
        if (!dolen_lines_next(&rest, &line))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the receipt has no index");
    }
    if (!dolen_lines_has_prefix(line, "index ", &value))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the receipt has no index");
    DOLEN_TRY(dolen_lines_number(value, DOLEN_MERKLE_SIZE_LIMIT, &file.index, err));
    DOLEN_TRY(read_proof(&rest, &file.proof, err));
    if (rest.size == 0 || rest.size > DOLEN_CHECKPOINT_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the receipt's checkpoint is missing or too large");
    file.checkpoint = rest;
    *out = file;
    return DOLEN_OK;
}

static dolen_status extra_text(dolen_arena *arena, const dolen_proof_file *file, const char **out, dolen_err *err)
{
    uint8_t bytes[DOLEN_DIGEST_SIZE + DOLEN_LEDGER_OPENING_SIZE];
    dolen_writer writer = dolen_writer_of(bytes, sizeof bytes);

    dolen_writer_add(&writer, dolen_bytes_of(file->commitment.bytes, sizeof file->commitment.bytes));
    dolen_writer_add(&writer, file->opening);
    if (writer.failed)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the entry is too long for a receipt");
    *out = dolen_bytes_to_base64(arena, dolen_writer_bytes(&writer));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the receipt does not fit");
}

static void add_text(dolen_writer *writer, const char *text)
{
    dolen_writer_add(writer, dolen_bytes_of_string(text));
}

dolen_status dolen_proof_file_write(dolen_arena *arena, const dolen_proof_file *file, const char **out, dolen_err *err)
{
    const char *extra = "";
    char index[32];
    char hash[DOLEN_LINES_HASH_TEXT];
    char *text = NULL;

    *out = NULL;
    if (file->has_extra)
        DOLEN_TRY(extra_text(arena, file, &extra, err));
    const size_t room = 128 + strlen(extra) + file->proof.count * sizeof hash + file->checkpoint.size;
    DOLEN_TRY(dolen_arena_take(arena, room + 1, 1, (void *)&text, err));
    dolen_writer writer = dolen_writer_of(text, room);
    snprintf(index, sizeof index, "index %" PRIu64 "\n", file->index);
    add_text(&writer, first_line);
    add_text(&writer, file->has_extra ? "\nextra " : "");
    add_text(&writer, extra);
    add_text(&writer, "\n");
    add_text(&writer, index);
    for (size_t i = 0; i < file->proof.count; i++) {
        dolen_lines_write_hash(&file->proof.hashes[i], hash);
        add_text(&writer, hash);
        add_text(&writer, "\n");
    }
    add_text(&writer, "\n");
    dolen_writer_add(&writer, file->checkpoint);
    DOLEN_MUST(!writer.failed);
    *out = text;
    return DOLEN_OK;
}

dolen_status dolen_proof_file_of_place(dolen_arena *arena, const dolen_ledger_place *place, const char **out,
                                       dolen_err *err)
{
    dolen_proof_file file = {
        .has_extra = true,
        .commitment = place->leaf,
        .index = place->index,
        .checkpoint = dolen_bytes_of_string(place->checkpoint),
    };

    *out = NULL;
    if (place->proof_count > DOLEN_PROOF_HASHES)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the proof is too long");
    if (place->entry.size)
        DOLEN_TRY(dolen_ledger_opening_write(arena, place->salt, place->entry, &file.opening, err));
    for (size_t i = 0; i < place->proof_count; i++)
        file.proof.hashes[i] = place->proof[i];
    file.proof.count = place->proof_count;
    return dolen_proof_file_write(arena, &file, out, err);
}
