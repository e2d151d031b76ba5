/** Fields that the pages about one account share; for web_account.c and web_account_new.c only. */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_ACCOUNT_FIELDS_H
#define DOLEN_NODE_AGENCY_WEB_WEB_ACCOUNT_FIELDS_H

#include "node/agency/web/web_internal.h"

/** The field for the day of training ("trained") or vetting ("vetted"). */
dolen_view_text_field dolen_web_account_day(const char *id, const char *value, dolen_message fault);

/** What is wrong with such a day: DOLEN_MESSAGE_NONE for a real day not after `today` (IG-30). */
dolen_message dolen_web_account_day_fault(const char *text, dolen_day today);

/** Team and home as they were typed, with what is wrong with them. The home is never shown again once it is kept. */
typedef struct dolen_web_account_home {
    const char *team;
    const char *address;
    const char *postcode;
    const char *uprn;
    dolen_message team_fault;
    dolen_message home_fault; /**< shown at the address */
} dolen_web_account_home;

/** The fields of a team and a home, for a template. */
typedef struct dolen_web_account_home_view {
    dolen_view_text_field team;
    dolen_view_text_field address;
    dolen_view_text_field postcode;
    dolen_view_text_field uprn;
    dolen_view_staff_home view;
} dolen_web_account_home_view;

/** Read and check them. Nothing typed is right: no team, and the home stays as it is. Borrowed from the form. */
dolen_web_account_home dolen_web_account_home_read(const dolen_http_form *form);

/** Show them again; `out` must outlive the page, for its parts point at each other. */
void dolen_web_account_home_show(const dolen_web_account_home *typed, bool is_kept, dolen_web_account_home_view *out);

#endif
