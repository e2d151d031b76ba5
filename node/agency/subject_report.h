/**
 * A data subject's report: what is held, who asked, what this agency published and searched (IG-28).
 *
 * What other members hold comes by an ordinary question for the purpose SUBJECT, through the rules, and stands in the
 * ledger like any other; who asked comes from the hub's log. Facts and questions that an exemption covers are left out
 * and counted by exemption.
 * Secrets: the report is personal data; it is handed to the caller and to nobody else. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_SUBJECT_REPORT_H
#define DOLEN_NODE_AGENCY_SUBJECT_REPORT_H

#include <jansson.h>

#include "node/agency/agency.h"

/**
 * Make the report for {"user", "case", forenames, surname, dob, ...} or {"user", "case", "local_id", "extract": CSV};
 * "applied" and "waived" are lists of exemptions that the officer applies, or does not make use of. `*out` belongs to
 * the caller: the report, or {"faults"} or {"trouble"} like a search that could not be asked. The officer's account has
 * been checked. "alerts" of the report is null unless a local id says which own record is meant; without an
 * extract it says only that, and the fields say who it is. DOLEN_E_INPUT for a request that cannot be right,
 * DOLEN_E_ABSENT for a local id that the extract does not hold, DOLEN_E_REMOTE when key holders or broker do not
 * answer.
 */
DOLEN_CHECKED dolen_status dolen_subject_report_make(dolen_agency *agency, const json_t *request, dolen_arena *arena,
                                                     json_t **out, dolen_err *err);

#endif
