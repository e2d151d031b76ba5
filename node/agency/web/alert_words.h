/**
 * What is done with an alert, in the reader's words: for those who do it and for the officer who accounts for it.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_ALERT_WORDS_H
#define DOLEN_NODE_AGENCY_WEB_ALERT_WORDS_H

#include "node/agency/web/page.h"
#include "node/store/alert_store.h"

/** A step: opened, taken, taken over, ended. */
dolen_message dolen_alert_words_deed(dolen_alert_deed deed);

/** How an alert ended; DOLEN_MESSAGE_NONE for an empty code. */
dolen_message dolen_alert_words_outcome(dolen_code outcome);

#endif
