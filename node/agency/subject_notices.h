/**
 * What officers did for data subjects, what retention erased here, and that somebody read the agency's own log of
 * searches, on its way into the federation's ledger (IG-07, IG-09).
 *
 * A notice is kept in the node's database with what it is about, and sent until the broker has confirmed it; the broker
 * enters it once. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_SUBJECT_NOTICES_H
#define DOLEN_NODE_AGENCY_SUBJECT_NOTICES_H

#include "node/agency/agency.h"
#include "node/store/subject_store.h"

/** How a notice fared. */
enum { DOLEN_SUBJECT_NOTICE_WAITS = -2, DOLEN_SUBJECT_NOTICE_KNOWN = -1 };

/**
 * Send what waits, oldest first; one that the broker refuses is passed over and stays. `*entry` becomes the ledger
 * entry of the notice `id`, DOLEN_SUBJECT_NOTICE_KNOWN when the ledger had it before, DOLEN_SUBJECT_NOTICE_WAITS while
 * it could not be sent (the broker does not answer, or refuses: it is sent later). The database's statuses.
 */
DOLEN_CHECKED dolen_status dolen_subject_notices_send(dolen_agency *agency, dolen_uuid id, int64_t *entry,
                                                      dolen_err *err);

/** The same without a word in the log, for whoever tries every few seconds; `*waiting` is how many still wait of those
 * that were tried. */
DOLEN_CHECKED dolen_status dolen_subject_notices_flush(dolen_agency *agency, int64_t *waiting, dolen_err *err);

/** Send this one, which is kept, alone and now; `*entry` as above. */
DOLEN_CHECKED dolen_status dolen_subject_notices_enter(dolen_agency *agency, const dolen_subject_notice *notice,
                                                       int64_t *entry, dolen_err *err);

#endif
