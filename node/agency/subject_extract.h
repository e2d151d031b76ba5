/**
 * A person by the agency's own id: the identity that an extract holds of it, for a subject's report.
 *
 * Secrets: personal data of the agency's own people. Owns: nothing; texts live in the arena given. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_SUBJECT_EXTRACT_H
#define DOLEN_NODE_AGENCY_SUBJECT_EXTRACT_H

#include "node/agency/agency.h"
#include "node/model/subject.h"

/**
 * Find a person in the extract at `csv`. DOLEN_E_ABSENT when it holds nobody of this id, or the file is not there;
 * DOLEN_E_INPUT when no extract is named, the id is an address's, or the file is wrong.
 */
DOLEN_CHECKED dolen_status dolen_subject_extract_find(dolen_agency *agency, const char *csv, const char *local_id,
                                                      dolen_arena *arena, dolen_person *out, dolen_err *err);

#endif
