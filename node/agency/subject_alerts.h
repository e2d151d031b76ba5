/**
 * What this agency was told in alerts about a record of its own, and who of its staff opened them: for the subject's
 * report (IG-28).
 *
 * Secrets: it is personal data and names staff; it does not leave the agency but with the report. Owns: nothing.
 * Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_SUBJECT_ALERTS_H
#define DOLEN_NODE_AGENCY_SUBJECT_ALERTS_H

#include <jansson.h>

#include "node/agency/agency.h"
#include "node/store/alert_step_store.h"

enum { DOLEN_SUBJECT_ALERTS = 200 }; /**< alerts of a report at most, the latest */

/** Called for each alert: is it left out of the report? */
typedef bool (*dolen_subject_alert_left_out)(void *context, const dolen_alert_told *told);

/**
 * The alerts about the record with this local id, newest first, as a list that belongs to the caller: when it was told,
 * by whom (null: not named), the headline or purpose, and each step of the agency's own staff. `*cut_short`: there are
 * more. The database's statuses, DOLEN_E_LIMIT.
 */
DOLEN_CHECKED dolen_status dolen_subject_alerts_list(dolen_agency *agency, const char *local_id,
                                                     dolen_subject_alert_left_out left_out, void *context,
                                                     dolen_arena *arena, json_t **out, bool *cut_short, dolen_err *err);

#endif
