#include "governance/audit/ledger_ground.h"

#include "node/base/text.h"

static const char *const grounds[] = {"lawfulness", "self-monitoring", "integrity", "criminal-proceedings",
                                      "subject-rights"};

const char *const *dolen_ledger_ground_all(size_t *count)
{
    *count = sizeof grounds / sizeof *grounds;
    return grounds;
}

bool dolen_ledger_ground_is_known(dolen_code ground)
{
    dolen_code known;

    return dolen_ledger_ground_read(ground.text, &known, NULL) == DOLEN_OK;
}

dolen_status dolen_ledger_ground_read(const char *text, dolen_code *out, dolen_err *err)
{
    *out = (dolen_code){{0}};
    for (size_t i = 0; text && i < sizeof grounds / sizeof *grounds; i++)
        if (dolen_text_same(grounds[i], text)) {
            *out = dolen_code_of(grounds[i]);
            return DOLEN_OK;
        }
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "reading the log needs a ground (IG-09)");
}
