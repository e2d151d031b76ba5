/**
 * The log of searches in the reader's words, and the ground on which it is read.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_AUDIT_WORDS_H
#define DOLEN_NODE_AGENCY_WEB_AUDIT_WORDS_H

#include "node/agency/web/oversight_words.h"

/** "answered" or a dolen_search_trouble_code. */
dolen_message dolen_audit_words_outcome(const char *outcome);

/** A ground, and what it is for; DOLEN_MESSAGE_NONE for none of them. */
dolen_message dolen_audit_words_ground(const char *ground);
dolen_message dolen_audit_words_ground_hint(const char *ground);

/** What was read. */
dolen_message dolen_audit_words_reading(dolen_reading_kind kind);

/** How far a search went. */
dolen_message dolen_audit_words_step(dolen_audit_level level);

/** How a search was asked. */
dolen_message dolen_audit_words_channel(int16_t channel);

/** A field of a search; DOLEN_MESSAGE_NONE for one that this program does not know. */
dolen_message dolen_audit_words_field(const char *name);

/** Where a review stands, with the tag's tone; DOLEN_MESSAGE_NONE when none is due. */
dolen_message dolen_audit_words_review(dolen_oversight_review review, const char **tone);

/* web_audit_ground.c */

/**
 * The ground on which this session reads. DOLEN_E_ABSENT: none was chosen, and the response is the page that asks for
 * one: the handler returns DOLEN_OK.
 */
DOLEN_CHECKED dolen_status dolen_audit_words_need_ground(dolen_visit *visit, dolen_code *out, dolen_err *err);

/** What says on top of a page on which ground it is read. */
dolen_view_ground_note dolen_audit_words_ground_note(const dolen_visit *visit, dolen_code ground);

/** Begin a reading by whoever visits. Anything but DOLEN_OK: show nothing (IG-12). */
DOLEN_CHECKED dolen_status dolen_audit_words_begin(dolen_visit *visit, dolen_code ground, dolen_reading_kind kind,
                                                   size_t count, const char *about, dolen_err *err);

/* web_audit_figures.c */

/** What stands at the head of the audit. */
DOLEN_CHECKED dolen_status dolen_audit_words_figures(dolen_visit *visit, dolen_view_audit_figures *out, dolen_err *err);

#endif
