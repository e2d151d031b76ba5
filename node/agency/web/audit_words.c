#include "node/agency/web/audit_words.h"

#include <string.h>

typedef struct word {
    const char *code;
    dolen_message words;
} word;

#define LOOK(table, code, otherwise) look((table), sizeof(table) / sizeof *(table), (code), (otherwise))

static dolen_message look(const word *table, size_t count, const char *code, dolen_message otherwise)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(table[i].code, code) == 0)
            return table[i].words;
    return otherwise;
}

dolen_message dolen_audit_words_outcome(const char *outcome)
{
    static const word words[] = {
        {"answered", DOLEN_MESSAGE_OUTCOME_ANSWERED},
        {"rules-forbid", DOLEN_MESSAGE_OUTCOME_RULES_FORBID},
        {"over-quota", DOLEN_MESSAGE_OUTCOME_OVER_QUOTA},
        {"no-key-holders", DOLEN_MESSAGE_OUTCOME_NO_KEY_HOLDERS},
        {"no-broker", DOLEN_MESSAGE_OUTCOME_NO_BROKER},
        {"not-in-force", DOLEN_MESSAGE_OUTCOME_NOT_IN_FORCE},
        {"ledger-stopped", DOLEN_MESSAGE_OUTCOME_LEDGER_STOPPED},
    };

    return LOOK(words, outcome, DOLEN_MESSAGE_OUTCOME_OTHER);
}

dolen_message dolen_audit_words_ground(const char *ground)
{
    static const word words[] = {
        {"lawfulness", DOLEN_MESSAGE_GROUND_LAWFULNESS},
        {"self-monitoring", DOLEN_MESSAGE_GROUND_SELF_MONITORING},
        {"integrity", DOLEN_MESSAGE_GROUND_INTEGRITY},
        {"criminal-proceedings", DOLEN_MESSAGE_GROUND_CRIMINAL},
        {"subject-rights", DOLEN_MESSAGE_GROUND_SUBJECT_RIGHTS},
    };

    return LOOK(words, ground, DOLEN_MESSAGE_NONE);
}

dolen_message dolen_audit_words_ground_hint(const char *ground)
{
    static const word words[] = {
        {"lawfulness", DOLEN_MESSAGE_GROUND_LAWFULNESS_HINT},
        {"self-monitoring", DOLEN_MESSAGE_GROUND_SELF_MONITORING_HINT},
        {"integrity", DOLEN_MESSAGE_GROUND_INTEGRITY_HINT},
        {"criminal-proceedings", DOLEN_MESSAGE_GROUND_CRIMINAL_HINT},
        {"subject-rights", DOLEN_MESSAGE_GROUND_SUBJECT_RIGHTS_HINT},
    };

    return LOOK(words, ground, DOLEN_MESSAGE_NONE);
}

dolen_message dolen_audit_words_reading(dolen_reading_kind kind)
{
    switch (kind) {
    case DOLEN_READING_LIST:
        return DOLEN_MESSAGE_READINGS_LIST;
    case DOLEN_READING_ENTRY:
        return DOLEN_MESSAGE_READINGS_ENTRY;
    case DOLEN_READING_EXPORT:
        return DOLEN_MESSAGE_READINGS_EXPORT;
    case DOLEN_READING_FINDINGS:
        return DOLEN_MESSAGE_READINGS_FINDINGS;
    case DOLEN_READING_SUBJECT:
        return DOLEN_MESSAGE_READINGS_SUBJECT;
    case DOLEN_READING_READINGS:
        return DOLEN_MESSAGE_READINGS_READINGS;
    }
    return DOLEN_MESSAGE_READINGS_OTHER;
}

dolen_message dolen_audit_words_step(dolen_audit_level level)
{
    switch (level) {
    case DOLEN_AUDIT_SEARCHED:
        break;
    case DOLEN_AUDIT_SHOWN:
        return DOLEN_MESSAGE_ENTRY_STEP_SHOWN;
    case DOLEN_AUDIT_OPENED:
        return DOLEN_MESSAGE_ENTRY_STEP_OPENED;
    case DOLEN_AUDIT_CONTACT:
        return DOLEN_MESSAGE_ENTRY_STEP_CONTACT;
    }
    return DOLEN_MESSAGE_ENTRY_STEP_SEARCHED;
}

dolen_message dolen_audit_words_channel(int16_t channel)
{
    return channel == DOLEN_SEARCH_WEB       ? DOLEN_MESSAGE_ENTRY_CHANNEL_PAGE
           : channel == DOLEN_SEARCH_PROGRAM ? DOLEN_MESSAGE_ENTRY_CHANNEL_PROGRAM
                                             : DOLEN_MESSAGE_ENTRY_CHANNEL_COMMAND;
}

dolen_message dolen_audit_words_field(const char *name)
{
    static const word words[] = {
        {"forenames", DOLEN_MESSAGE_SEARCH_FORENAMES},
        {"surname", DOLEN_MESSAGE_SEARCH_SURNAME},
        {"former_surname", DOLEN_MESSAGE_ENTRY_FORMER_SURNAME},
        {"dob", DOLEN_MESSAGE_SEARCH_BORN},
        {"sex", DOLEN_MESSAGE_ENTRY_SEX},
        {"address", DOLEN_MESSAGE_SEARCH_ADDRESS_LINE},
        {"postcode", DOLEN_MESSAGE_SEARCH_POSTCODE},
        {"uprn", DOLEN_MESSAGE_SEARCH_UPRN},
        {"nhs_number", DOLEN_MESSAGE_SEARCH_NHS_NUMBER},
    };

    return LOOK(words, name, DOLEN_MESSAGE_NONE);
}

dolen_message dolen_audit_words_review(dolen_oversight_review review, const char **tone)
{
    *tone = DOLEN_TONE_GREY;
    switch (review) {
    case DOLEN_OVERSIGHT_REVIEW_NONE:
        break;
    case DOLEN_OVERSIGHT_REVIEW_OPEN:
        *tone = DOLEN_TONE_YELLOW;
        return DOLEN_MESSAGE_AUDIT_REVIEW_OPEN;
    case DOLEN_OVERSIGHT_REVIEW_OVERDUE:
        *tone = DOLEN_TONE_RED;
        return DOLEN_MESSAGE_AUDIT_REVIEW_OVERDUE;
    case DOLEN_OVERSIGHT_REVIEW_CLOSED:
        return DOLEN_MESSAGE_AUDIT_REVIEW_CLOSED;
    }
    return DOLEN_MESSAGE_NONE;
}
