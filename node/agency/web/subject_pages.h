/**
 * The pages of data subjects' requests (IG-27, IG-28): what is in force, acts, the report.
 *
 * Secrets: requests and reports are personal data. Owns: nothing. Threads: any, one visit each.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_SUBJECT_PAGES_H
#define DOLEN_NODE_AGENCY_WEB_SUBJECT_PAGES_H

#include "node/agency/search_json.h"
#include "node/agency/web/web_internal.h"

/* Handlers: "/subjects", "/subjects/act". */
DOLEN_CHECKED dolen_status dolen_web_subjects_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_subject_act_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_subject_act_take(dolen_visit *visit, dolen_err *err);

/* "/subjects/report": about whom; "/subjects/shown": the report in hand, and putting it away; its file. */
DOLEN_CHECKED dolen_status dolen_web_subject_ask_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_subject_ask_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_subject_report_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_subject_report_forget(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_subject_report_json(dolen_visit *visit, dolen_err *err);

#endif
