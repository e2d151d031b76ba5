#include "node/agency/web/oversight_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/text.h"
#include "node/crypto/hash.h"

enum { DIGITS = 32, THOUSAND = 3, LONGEST = 18 };

const char *dolen_oversight_words_count(dolen_arena *arena, uint64_t number)
{
    char plain[DIGITS];
    char grouped[2 * DIGITS];
    size_t used = 0;

    const size_t size = (size_t)snprintf(plain, sizeof plain, "%" PRIu64, number);
    for (size_t i = 0; i < size; i++) {
        if (i > 0 && (size - i) % THOUSAND == 0)
            grouped[used++] = ',';
        grouped[used++] = plain[i];
    }
    const char *copy = dolen_arena_copy_string(arena, grouped, used);
    return copy ? copy : "";
}

const char *dolen_oversight_words_number(dolen_arena *arena, int64_t number)
{
    char text[DIGITS];

    const size_t size = (size_t)snprintf(text, sizeof text, "%" PRId64, number);
    const char *copy = dolen_arena_copy_string(arena, text, size);
    return copy ? copy : "";
}

int64_t dolen_oversight_words_read_number(const char *text)
{
    const size_t size = strlen(text);

    if (size == 0 || size > LONGEST || strspn(text, "0123456789") != size)
        return -1;
    return strtoll(text, NULL, 10);
}

dolen_view_text_field dolen_oversight_words_field(const char *id, dolen_message label, const char *value,
                                                  dolen_message fault)
{
    return (dolen_view_text_field){.id = id,
                                   .label = label,
                                   .fault = fault,
                                   .value = value,
                                   .width = "govuk-!-width-full",
                                   .complete = "off",
                                   .type = "text"};
}

const char *dolen_oversight_words_typed(const dolen_visit *visit, const dolen_http_form *form, const char *name)
{
    const char *value = dolen_visit_form_value(form, name);
    char *copy = dolen_arena_copy_string(visit->arena, value, strlen(value));

    return copy ? dolen_text_trim(copy) : "";
}

dolen_both dolen_oversight_words_name(dolen_arena *arena, dolen_both known, dolen_code code)
{
    const char *text = dolen_arena_copy_string(arena, code.text, strlen(code.text));

    return dolen_page_has(known.en) || dolen_page_has(known.cy) ? known : (dolen_both){text, text};
}

dolen_status dolen_oversight_words_site(const dolen_visit *visit, const dolen_web_oversight **out, dolen_err *err)
{
    *out = &visit->web->site.oversight;
    return (*out)->context ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "this node has no pages for an officer");
}

dolen_digest dolen_oversight_words_hand(const dolen_visit *visit)
{
    dolen_hash hash = dolen_hash_start();

    dolen_hash_add(&hash, dolen_bytes_of_string("dolen papers v1 "));
    dolen_hash_add(&hash, dolen_bytes_of_string(dolen_oversight_words_number(visit->arena, visit->session.started)));
    dolen_hash_add(&hash, dolen_bytes_of_string(" "));
    dolen_hash_add(&hash, dolen_bytes_of_string(visit->session.user));
    return dolen_hash_finish(&hash);
}

dolen_message dolen_oversight_words_consulted(dolen_consulted_outcome outcome)
{
    switch (outcome) {
    case DOLEN_CONSULTED_SHOWN:
        return DOLEN_MESSAGE_NOTICES_SHOWN;
    case DOLEN_CONSULTED_WARNED:
        return DOLEN_MESSAGE_NOTICES_WARNED;
    case DOLEN_CONSULTED_OPENED:
        return DOLEN_MESSAGE_NOTICES_OPENED;
    case DOLEN_CONSULTED_NONE:
    case DOLEN_CONSULTED_WITHHELD:
        break;
    }
    return DOLEN_MESSAGE_NOTICES_WITHHELD;
}
