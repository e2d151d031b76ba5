/* Any bytes as a statement of loss: what reads writes the same bytes again, and covers no tree of another log. */
#include <string.h>

#include "governance/audit/loss_statement.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(64 * 1024);
    const dolen_bytes bytes = dolen_bytes_of(data, size);
    dolen_loss_statement statement;
    const char *text;

    if (dolen_loss_statement_read(bytes, &statement, NULL) != DOLEN_OK)
        return 0;
    DOLEN_MUST(dolen_loss_statement_write(arena, &statement, &text, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, dolen_bytes_of_string(text)));
    DOLEN_MUST(!dolen_loss_statement_covers(&statement, "", statement.lost));
    return 0;
}
