/* Any bytes as a search form: decoded or refused; what is decoded makes a request of well-formed texts and no page of
 * it holds markup that was typed. */
#include <string.h>

#include "node/agency/web/search_form.h"
#include "node/base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_page(dolen_arena *arena, const char *text)
{
    dolen_page page = dolen_page_of(arena, DOLEN_ENGLISH);
    dolen_bytes out;

    dolen_page_text(&page, text);
    dolen_page_attribute(&page, text);
    dolen_page_url_part(&page, text);
    if (dolen_page_finish(&page, &out, NULL) != DOLEN_OK || out.size == 0)
        return;
    DOLEN_MUST(dolen_text_is_utf8((const char *)out.at, out.size));
    for (const char *markup = "<>\"'"; *markup; markup++)
        DOLEN_MUST(!memchr(out.at, *markup, out.size));
}

static void check_request(dolen_arena *arena, const dolen_http_form *form, dolen_subject subject)
{
    dolen_search_fault faults[DOLEN_SEARCH_FIELDS] = {0};
    dolen_search_form typed;
    dolen_search_request request;

    if (dolen_search_form_read(arena, form, subject, &typed, NULL) != DOLEN_OK)
        return;
    dolen_search_form_request(&typed, "asha", dolen_code_of("practitioner"), &request);
    const bool any = dolen_search_form_check(&typed, faults);
    for (size_t i = 0; i < DOLEN_SEARCH_FIELDS && !any; i++)
        DOLEN_MUST(faults[i] == DOLEN_SEARCH_FINE);
    DOLEN_MUST(request.person.born.year == 0 || request.person.born.year == 1 ||
               dolen_day_is_valid(request.person.born));
    DOLEN_MUST(dolen_text_is_utf8(request.person.surname, strlen(request.person.surname)));
    check_page(arena, request.person.surname);
    check_page(arena, request.case_reference);
    check_page(arena, request.address.line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dolen_http_form form;

    if (size < 2)
        return 0;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)(data[0] << 8 | data[1]) * 16);
    if (dolen_http_form_read(arena, dolen_bytes_of(data + 2, size - 2), &form, NULL) != DOLEN_OK) {
        DOLEN_MUST(form.count == 0);
        return 0;
    }
    check_request(arena, &form, DOLEN_SUBJECT_PERSON);
    check_request(arena, &form, DOLEN_SUBJECT_ADDRESS);
    return 0;
}
