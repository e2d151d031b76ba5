/** Fields that the pages about one account share; for web_account.c and web_account_new.c only. */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_ACCOUNT_FIELDS_H
#define DOLEN_NODE_AGENCY_WEB_WEB_ACCOUNT_FIELDS_H

#include "node/agency/web/web_internal.h"

/** The field for the day of training ("trained") or vetting ("vetted"). */
dolen_view_text_field dolen_web_account_day(const char *id, const char *value, dolen_message fault);

/** What is wrong with such a day: DOLEN_MESSAGE_NONE for a real day not after `today` (IG-30). */
dolen_message dolen_web_account_day_fault(const char *text, dolen_day today);

#endif
