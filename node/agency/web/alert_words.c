#include "node/agency/web/alert_words.h"

#include <string.h>

dolen_message dolen_alert_words_outcome(dolen_code outcome)
{
    static const struct {
        const char *code;
        dolen_message words;
    } known[] = {
        {"offered", DOLEN_MESSAGE_ALERT_OFFERED},           {"accepted", DOLEN_MESSAGE_ALERT_ACCEPTED},
        {"declined", DOLEN_MESSAGE_ALERT_DECLINED},         {"done", DOLEN_MESSAGE_ALERT_CARRIED_OUT},
        {"acknowledged", DOLEN_MESSAGE_ALERT_ACKNOWLEDGED},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].code, outcome.text) == 0)
            return known[i].words;
    return dolen_code_is_empty(outcome) ? DOLEN_MESSAGE_NONE : DOLEN_MESSAGE_ALERT_OTHER_OUTCOME;
}

dolen_message dolen_alert_words_deed(dolen_alert_deed deed)
{
    static const dolen_message words[] = {[DOLEN_ALERT_LOOKED_AT] = DOLEN_MESSAGE_ALERT_LOOKED_AT,
                                          [DOLEN_ALERT_TAKEN] = DOLEN_MESSAGE_ALERT_TAKEN,
                                          [DOLEN_ALERT_TAKEN_OVER] = DOLEN_MESSAGE_ALERT_TAKEN_OVER,
                                          [DOLEN_ALERT_GIVEN_OUTCOME] = DOLEN_MESSAGE_ALERT_ENDED};

    return words[deed];
}
