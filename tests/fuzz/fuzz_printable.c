/* Any text comes out as one line of UTF-8 without controls or turned direction, and no formula; what came out stays. */
#include <stdlib.h>
#include <string.h>

#include "node/base/printable.h"
#include "node/base/status.h"
#include "node/base/text.h"

enum { ROOM = 300 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char turning[][4] = {{'\xE2', '\x80', '\xAE'},
                                      {'\xE2', '\x80', '\xAD'},
                                      {'\xE2', '\x81', '\xA6'},
                                      {'\xE2', '\x80', '\x8F'},
                                      {'\xD8', '\x9C'}};
    char again[2 * ROOM];
    char out[ROOM];
    char *text = calloc(size + 1, 1);

    DOLEN_MUST(text != NULL);
    memcpy(text, data, size);
    (void)dolen_printable(text, out, sizeof out);
    DOLEN_MUST(dolen_text_is_utf8(out, strlen(out)) && !strchr("=+-@", *out ? *out : 'x'));
    for (const char *at = out; *at; at++)
        DOLEN_MUST((unsigned char)*at >= 0x20 && *at != 0x7F);
    for (size_t i = 0; i < sizeof turning / sizeof *turning; i++)
        DOLEN_MUST(!strstr(out, turning[i]));
    DOLEN_MUST(strcmp(dolen_printable(out, again, sizeof again), out) == 0);
    free(text);
    return 0;
}
