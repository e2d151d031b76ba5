#include "node/store/consultation_matches.h"

#include <string.h>

void dolen_consultation_matches_write(const dolen_consultation *consultation, dolen_consultation_matches *out)
{
    size_t used = 0;

    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < DOLEN_CONSULTATION_MATCHES; i++) {
        if (i)
            out->agencies[used++] = ',';
        if (i >= consultation->match_count)
            continue;
        const dolen_consultation_match *match = &consultation->matches[i];
        const size_t size = strlen(match->agency.text);
        memcpy(out->agencies + used, match->agency.text, size);
        used += size;
        out->handles[i] = match->handle;
        out->outcomes[i] = (int16_t)match->outcome;
    }
}
