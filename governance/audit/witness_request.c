#include "governance/audit/witness_request.h"

#include <inttypes.h>
#include <stdio.h>

#include "governance/audit/checkpoint.h"
#include "governance/audit/lines.h"
#include "node/base/cursor.h"

static dolen_status read_proof(dolen_bytes *rest, dolen_merkle_proof *proof, dolen_err *err)
{
    dolen_bytes line;

    for (;;) {
        if (!dolen_lines_next(rest, &line))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the text for the witness ends within its proof");
        if (line.size == 0)
            return DOLEN_OK;
        if (proof->count == DOLEN_PROOF_HASHES)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the consistency proof is too long");
        DOLEN_TRY(dolen_lines_hash(line, &proof->hashes[proof->count], err));
        proof->count++;
    }
}

dolen_status dolen_witness_request_read(dolen_bytes bytes, dolen_witness_request *out, dolen_err *err)
{
    dolen_witness_request request = {0};
    dolen_bytes rest = bytes;
    dolen_bytes line;
    dolen_bytes value;

    *out = (dolen_witness_request){0};
    if (bytes.size > DOLEN_WITNESS_REQUEST_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the text for the witness is too large");
    if (!dolen_lines_next(&rest, &line) || !dolen_lines_has_prefix(line, "old ", &value))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the text for the witness begins with the old size");
    DOLEN_TRY(dolen_lines_number(value, DOLEN_MERKLE_SIZE_LIMIT, &request.old_size, err));
    DOLEN_TRY(read_proof(&rest, &request.proof, err));
    if (rest.size == 0 || rest.size > DOLEN_CHECKPOINT_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the checkpoint is missing or too large");
    request.checkpoint = rest;
    *out = request;
    return DOLEN_OK;
}

dolen_status dolen_witness_request_write(dolen_arena *arena, const dolen_witness_request *request, const char **out,
                                         dolen_err *err)
{
    const size_t room = 64 + request->proof.count * DOLEN_LINES_HASH_TEXT + request->checkpoint.size;
    char hash[DOLEN_LINES_HASH_TEXT];
    char first[32];
    char *text = NULL;

    *out = NULL;
    DOLEN_TRY(dolen_arena_take(arena, room, 1, (void *)&text, err));
    dolen_writer writer = dolen_writer_of(text, room - 1);
    snprintf(first, sizeof first, "old %" PRIu64 "\n", request->old_size);
    dolen_writer_add(&writer, dolen_bytes_of_string(first));
    for (size_t i = 0; i < request->proof.count; i++) {
        dolen_lines_write_hash(&request->proof.hashes[i], hash);
        dolen_writer_add(&writer, dolen_bytes_of_string(hash));
        dolen_writer_u8(&writer, '\n');
    }
    dolen_writer_u8(&writer, '\n');
    dolen_writer_add(&writer, request->checkpoint);
    DOLEN_MUST(!writer.failed);
    *out = text;
    return DOLEN_OK;
}
