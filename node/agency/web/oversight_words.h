/**
 * What the officer's pages share: figures with their thousands apart, tones of tags, fields of forms.
 *
 * Owns: texts live in the arena given; "" when it is full. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_OVERSIGHT_WORDS_H
#define DOLEN_NODE_AGENCY_WEB_OVERSIGHT_WORDS_H

#include "node/agency/web/web_internal.h"
#include "node/model/notice.h"

/** Classes of tags; a tag always says in words what its colour says. */
#define DOLEN_TONE_GREEN "govuk-tag--green"
#define DOLEN_TONE_YELLOW "govuk-tag--yellow"
#define DOLEN_TONE_RED "govuk-tag--red"
#define DOLEN_TONE_GREY "govuk-tag--grey"

/** "1,204,331", in both languages. */
const char *dolen_oversight_words_count(dolen_arena *arena, uint64_t number);

/** A decimal number as text, without anything between. */
const char *dolen_oversight_words_number(dolen_arena *arena, int64_t number);

/** The number that a form's field holds: digits only, at most 18. Returns -1 for anything else. */
int64_t dolen_oversight_words_read_number(const char *text);

/** A line of text in a form, without hint. */
dolen_view_text_field dolen_oversight_words_field(const char *id, dolen_message label, const char *value,
                                                  dolen_message fault);

/** What a form's field holds, without white space at its ends; "" when it is absent, or there twice. */
const char *dolen_oversight_words_typed(const dolen_visit *visit, const dolen_http_form *form, const char *name);

/** The name, or the code itself when it has none. */
dolen_both dolen_oversight_words_name(dolen_arena *arena, dolen_both known, dolen_code code);

/** The officer's pages, or DOLEN_E_ABSENT where this node has none. */
DOLEN_CHECKED dolen_status dolen_oversight_words_site(const dolen_visit *visit, const dolen_web_oversight **out,
                                                      dolen_err *err);

/** By what this session's papers are known (papers.h): the same before and after a new proof of who somebody is. */
dolen_digest dolen_oversight_words_hand(const dolen_visit *visit);

/** What became of a record that was consulted; what was withheld, for a number that is none. */
dolen_message dolen_oversight_words_consulted(dolen_consulted_outcome outcome);

#endif
