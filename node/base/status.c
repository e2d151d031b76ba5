#include "node/base/status.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *word;
    int http;
} statuses[] = {
    [DOLEN_OK] = {"ok", 200},           [DOLEN_E_INPUT] = {"input", 400},   [DOLEN_E_LIMIT] = {"limit", 429},
    [DOLEN_E_DENIED] = {"denied", 403}, [DOLEN_E_ABSENT] = {"absent", 404}, [DOLEN_E_CONFLICT] = {"conflict", 409},
    [DOLEN_E_REMOTE] = {"remote", 503}, [DOLEN_E_SYSTEM] = {"system", 500}, [DOLEN_E_CRYPTO] = {"crypto", 400},
};

dolen_status dolen_fail(dolen_err *err, dolen_status status, const char *file, int line, const char *what)
{
    const int os_error = status == DOLEN_E_SYSTEM ? errno : 0;

    if (err)
        *err = (dolen_err){.status = status, .os_error = os_error, .file = file, .line = line, .what = what};
    return status;
}

void dolen_abort(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, condition);
    abort();
}

const char *dolen_status_word(dolen_status status)
{
    return statuses[status].word;
}

int dolen_status_http(dolen_status status)
{
    return statuses[status].http;
}

int dolen_status_exit(dolen_status status)
{
    return status == DOLEN_OK ? 0 : 1;
}
