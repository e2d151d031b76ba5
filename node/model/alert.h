/**
 * What an agency that watches a record of its own is told when another agency publishes a flag about the same person
 * (IG-32, docs/decisions/0030).
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_MODEL_ALERT_H
#define DOLEN_NODE_MODEL_ALERT_H

#include "node/model/flag.h"
#include "node/model/uuid.h"

typedef struct dolen_alert {
    uint64_t entry;       /**< index of the ledger entry that records the disclosure; several alerts may share it */
    dolen_uuid handle;    /**< of the receiving agency's own record, as it published it */
    dolen_code watch;     /**< of the rules (governance/policy/rules.h) */
    dolen_code agency;    /**< who published the flag; never a sensitive service */
    dolen_code flag;      /**< headline code; never a sensitive or protected one */
    dolen_flag_kind kind; /**< of the flag */
    dolen_month month;    /**< event: of the latest; otherwise since when. 0: the watch's purpose does not show times */
    dolen_day latest;     /**< event whose month is shown: the latest day, in that month; otherwise year 0 */
    uint16_t contact;     /**< the team to ring, as dolen_record has it: 0 = the publishing agency's first */
    bool disputed;        /**< the person disputes the flag (IG-27) */
    int64_t raised;       /**< instant at the hub */
} dolen_alert;

enum { DOLEN_ALERTS = 512 }; /**< of one reply, and of one ledger entry, at most */

/** Order of a reply: by entry, then handle, then flag code. Below, equal to or above 0 as memcmp has it. */
int dolen_alert_compare(const dolen_alert *a, const dolen_alert *b);

/**
 * Is the alert well-formed: an entry, all codes there, a kind, day and month as above, raised at an instant?
 * DOLEN_E_INPUT with the reason otherwise. Whether codes are known is for the rules to say.
 */
DOLEN_CHECKED dolen_status dolen_alert_check(const dolen_alert *alert, dolen_err *err);

#endif
