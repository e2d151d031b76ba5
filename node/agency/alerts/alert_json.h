/**
 * The inbox of alerts for the command line, as JSON.
 *
 * Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_ALERTS_ALERT_JSON_H
#define DOLEN_NODE_AGENCY_ALERTS_ALERT_JSON_H

#include <jansson.h>

#include "node/agency/alerts/alert_desk.h"

/**
 * Carry out {"action": "list" | "show" | "take" | "done", "user", "role", ...}; `*out` belongs to the caller.
 * list: "which" is open (or absent), overdue or done; {"alerts": [...], "waiting", "open", "overdue"}.
 * show, take, done: "alert" is its number; take may say "from" whom; done needs "outcome".
 * {"alert": {...}, "carried_out"}: false when somebody else has it or has ended it; the alert says who.
 * DOLEN_E_DENIED for an account that may not, DOLEN_E_ABSENT for no such alert, DOLEN_E_INPUT for a request that
 * cannot be right.
 */
DOLEN_CHECKED dolen_status dolen_alert_json_serve(dolen_agency *agency, const json_t *request, dolen_arena *arena,
                                                  json_t **out, dolen_err *err);

/** "looked-at", "taken", "taken-over", "done": a step with an alert. A literal. */
const char *dolen_alert_json_deed(dolen_alert_deed deed);

#endif
