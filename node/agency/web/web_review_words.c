#include "node/agency/web/web_review_words.h"

#include <string.h>

typedef struct word {
    const char *code;
    dolen_message message;
} word;

static dolen_message find(const word *words, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i].code, code) == 0)
            return words[i].message;
    return DOLEN_MESSAGE_NONE;
}

dolen_both dolen_web_review_words_name(const dolen_visit *visit, dolen_both known, dolen_code code)
{
    const char *text = dolen_arena_copy_string(visit->arena, code.text, strlen(code.text));

    return dolen_page_has(known.en) || !dolen_page_has(text) ? known : (dolen_both){text, text};
}

dolen_both dolen_web_review_words_purpose(const dolen_visit *visit, dolen_code purpose)
{
    const dolen_web_site *site = &visit->web->site;

    return dolen_web_review_words_name(visit, site->purpose_name(site->context, purpose), purpose);
}

dolen_view_review_reasons dolen_web_review_words_reasons(const dolen_review *review)
{
    return (dolen_view_review_reasons){.is_protected = review->reasons & DOLEN_REVIEW_PROTECTED,
                                       .is_urgent = review->reasons & DOLEN_REVIEW_URGENT,
                                       .is_sampled = review->reasons & DOLEN_REVIEW_SAMPLED,
                                       .has_finding = review->reasons & DOLEN_REVIEW_FINDING};
}

dolen_message dolen_web_review_words_outcome(const char *code)
{
    static const word words[] = {{"justified", DOLEN_MESSAGE_REVIEWS_JUSTIFIED},
                                 {"not-justified", DOLEN_MESSAGE_REVIEWS_NOT_JUSTIFIED},
                                 {"referred", DOLEN_MESSAGE_REVIEWS_REFERRED}};

    return find(words, sizeof words / sizeof *words, code);
}

dolen_message dolen_web_review_words_follow_up(const char *code)
{
    static const word words[] = {{"none", DOLEN_MESSAGE_REVIEWS_FOLLOW_UP_NONE},
                                 {"training", DOLEN_MESSAGE_REVIEWS_FOLLOW_UP_TRAINING},
                                 {"manager-informed", DOLEN_MESSAGE_REVIEWS_FOLLOW_UP_MANAGER},
                                 {"access-withdrawn", DOLEN_MESSAGE_REVIEWS_FOLLOW_UP_WITHDRAWN},
                                 {"incident-reported", DOLEN_MESSAGE_REVIEWS_FOLLOW_UP_INCIDENT}};

    return find(words, sizeof words / sizeof *words, code);
}
