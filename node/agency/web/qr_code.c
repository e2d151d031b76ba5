#include "node/agency/web/qr_code.h"

#include <qrencode.h>
#include <stdio.h>
#include <string.h>

#include "node/base/own.h"

enum { TEXT_LIMIT = 1000, QUIET = 4, PIECE = 56, DARK = 1 };

DOLEN_OWNED_BY(QRcode, QRcode_free);

/* Runs of dark modules in a row become one rectangle each. */
static size_t write_row(const QRcode *code, int row, char *out)
{
    const unsigned char *modules = code->data + (ptrdiff_t)row * code->width;
    size_t used = 0;

    for (int first = 0, last = 0; first < code->width; first = last + 1) {
        for (last = first; last < code->width && (modules[last] & DARK); last++)
            ;
        if (last > first)
            used += (size_t)snprintf(out + used, PIECE, "M%d %dh%dv1h-%dz", first + QUIET, row + QUIET, last - first,
                                     last - first);
    }
    return used;
}

dolen_status dolen_qr_code_make(dolen_arena *arena, const char *text, dolen_qr_code *out, dolen_err *err)
{
    DOLEN_OWN(QRcode, code) = NULL;
    char *path = NULL;
    size_t used = 0;

    *out = (dolen_qr_code){.path = ""};
    if (strlen(text) > TEXT_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the text is too long for a QR code");
    code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the text does not fit into a QR code");
    const size_t width = (size_t)code->width;
    DOLEN_TRY(dolen_arena_take(arena, width * (width / 2 + 1), PIECE, (void *)&path, err));
    for (int row = 0; row < code->width; row++)
        used += write_row(code, row, path + used);
    out->path = path;
    out->size = code->width + 2 * QUIET;
    return DOLEN_OK;
}
