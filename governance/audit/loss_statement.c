#include "governance/audit/loss_statement.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "governance/audit/lines.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"

static const char first_line[] = "dolen ledger loss v1";

dolen_status dolen_loss_statement_write(dolen_arena *arena, const dolen_loss_statement *statement, const char **out,
                                        dolen_err *err)
{
    char text[DOLEN_LOSS_STATEMENT_LIMIT];
    char kept[DOLEN_LINES_HASH_TEXT];
    char lost[DOLEN_LINES_HASH_TEXT];
    dolen_loss_statement again;

    *out = NULL;
    dolen_lines_write_hash(&statement->kept.root, kept);
    dolen_lines_write_hash(&statement->lost.root, lost);
    snprintf(text, sizeof text, "%s\n%s\nkept %" PRIu64 " %s\nlost %" PRIu64 " %s\nreason %s\n", first_line,
             statement->origin, statement->kept.size, kept, statement->lost.size, lost, statement->reason);
    DOLEN_TRY(dolen_loss_statement_read(dolen_bytes_of_string(text), &again, err));
    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the statement does not fit");
}

static dolen_status read_head(dolen_bytes *rest, const char *prefix, dolen_merkle_head *out, dolen_err *err)
{
    dolen_bytes line;
    dolen_bytes value;

    if (!dolen_lines_next(rest, &line) || !dolen_lines_has_prefix(line, prefix, &value))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a statement of loss says what is kept and what is lost");
    const uint8_t *space = value.size ? memchr(value.at, ' ', value.size) : NULL;
    if (!space)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a tree is written as size and root");
    const size_t digits = (size_t)(space - value.at);
    DOLEN_TRY(dolen_lines_number(dolen_bytes_of(value.at, digits), DOLEN_MERKLE_SIZE_LIMIT, &out->size, err));
    return dolen_lines_hash(dolen_bytes_of(space + 1, value.size - digits - 1), &out->root, err);
}

static dolen_status copy_line(dolen_bytes line, char *out, size_t room, dolen_err *err)
{
    if (line.size == 0 || line.size >= room || !dolen_text_is_utf8((const char *)line.at, line.size))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a line of the statement is empty, too long or no text");
    for (size_t i = 0; i < line.size; i++)
        if (line.at[i] < 0x20 || line.at[i] == 0x7f)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a statement holds no control characters");
    memcpy(out, line.at, line.size);
    out[line.size] = '\0';
    return DOLEN_OK;
}

dolen_status dolen_loss_statement_read(dolen_bytes text, dolen_loss_statement *out, dolen_err *err)
{
    dolen_loss_statement statement = {.origin = ""};
    dolen_bytes rest = text;
    dolen_bytes line;
    dolen_bytes value;

    *out = (dolen_loss_statement){.origin = ""};
    if (text.size > DOLEN_LOSS_STATEMENT_LIMIT || !dolen_lines_next(&rest, &line) ||
        !dolen_bytes_same(line, dolen_bytes_of_string(first_line)) || !dolen_lines_next(&rest, &line))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this is no statement of loss");
    DOLEN_TRY(copy_line(line, statement.origin, sizeof statement.origin, err));
    DOLEN_TRY(read_head(&rest, "kept ", &statement.kept, err));
    DOLEN_TRY(read_head(&rest, "lost ", &statement.lost, err));
    if (!dolen_lines_next(&rest, &line) || !dolen_lines_has_prefix(line, "reason ", &value) || rest.size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a statement of loss ends with its reason");
    DOLEN_TRY(copy_line(value, statement.reason, sizeof statement.reason, err));
    if (statement.lost.size <= statement.kept.size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a statement of loss needs a larger tree that is lost");
    *out = statement;
    return DOLEN_OK;
}

dolen_status dolen_loss_statement_open(dolen_bytes note, const dolen_note_key *governance, dolen_loss_statement *out,
                                       dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(64 * 1024);
    bool is_signed = false;
    dolen_note parts;

    *out = (dolen_loss_statement){.origin = ""};
    if (note.size > DOLEN_LOSS_STATEMENT_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the statement is too large");
    DOLEN_TRY(dolen_note_read(arena, note, &parts, err));
    DOLEN_TRY(dolen_note_check(&parts, governance, &is_signed, err));
    if (!is_signed)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the statement of loss is not signed by the governance key");
    return dolen_loss_statement_read(parts.text, out, err);
}

bool dolen_loss_statement_covers(const dolen_loss_statement *statement, const char *origin, dolen_merkle_head cosigned)
{
    if (!dolen_text_same(statement->origin, origin) || cosigned.size <= statement->kept.size ||
        cosigned.size > statement->lost.size)
        return false;
    return cosigned.size < statement->lost.size || dolen_digest_same(cosigned.root, statement->lost.root);
}
