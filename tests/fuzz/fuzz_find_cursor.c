/* Any text as a place in a list of searches: refused, or it writes itself again as it was read. */
#include <string.h>
#include <strings.h>

#include "node/agency/oversight/find.h"

enum { ROOM = 128 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[ROOM] = {0};
    char again[DOLEN_FIND_CURSOR_TEXT];
    dolen_find_cursor cursor;

    memcpy(text, data, size < ROOM - 1 ? size : ROOM - 1);
    if (dolen_find_cursor_read(text, &cursor, NULL) != DOLEN_OK) {
        DOLEN_MUST(cursor.at == 0);
        return 0;
    }
    dolen_find_cursor_write(cursor, again);
    DOLEN_MUST(strcasecmp(text, again) == 0);
    return 0;
}
