/**
 * The search form: what was typed, as a request to the search, and faults in words.
 *
 * Owns: nothing; texts are borrowed from the form. Secrets: texts are personal data. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_SEARCH_FORM_H
#define DOLEN_NODE_AGENCY_WEB_SEARCH_FORM_H

#include "node/agency/search.h"
#include "node/agency/web/page.h"
#include "node/net/http_form.h"

/** What was typed; "" where nothing was. White space at the ends is cut. */
typedef struct dolen_search_form {
    dolen_subject subject;
    const char *purpose;
    const char *consent; /**< "yes" */
    const char *case_reference;
    const char *forenames;
    const char *surname;
    const char *day;
    const char *month;
    const char *year;
    const char *nhs_number;
    const char *address;
    const char *postcode;
    const char *uprn;
    const char *decision_maker;
    const char *urgent_reason; /**< a code of the rules; "" = not urgent */
    const char *authoriser;
} dolen_search_form;

/** Take the fields that a search for `subject` knows. Texts live in `arena`. DOLEN_E_LIMIT when it is full. */
DOLEN_CHECKED dolen_status dolen_search_form_read(dolen_arena *arena, const dolen_http_form *form,
                                                  dolen_subject subject, dolen_search_form *out, dolen_err *err);

/**
 * The request that it makes. A date of birth that is no date becomes an impossible one, which the search finds fault
 * with; a purpose that is no code becomes no purpose.
 */
void dolen_search_form_request(const dolen_search_form *form, const char *user, dolen_code role,
                               dolen_search_request *out);

/** Faults that are found before the search is asked: texts over its 1,000 bytes. Returns whether there is any. */
bool dolen_search_form_check(const dolen_search_form *form, dolen_search_fault faults[DOLEN_SEARCH_FIELDS]);

/** The fault as a sentence that says what to do; DOLEN_MESSAGE_NONE for DOLEN_SEARCH_FINE. */
dolen_message dolen_search_form_words(dolen_search_fault fault);

#endif
