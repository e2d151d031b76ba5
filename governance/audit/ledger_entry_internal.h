/* What the ledger entry's files share: ledger_entry.c (kinds, checks), ledger_entry_codec.c (bytes). */
#ifndef DOLEN_GOVERNANCE_AUDIT_LEDGER_ENTRY_INTERNAL_H
#define DOLEN_GOVERNANCE_AUDIT_LEDGER_ENTRY_INTERNAL_H

#include "governance/audit/ledger_entry.h"

/* What an entry of a kind may carry besides the fields of all: bits. */
enum {
    DOLEN_CARRIES_NOTHING = 0,
    DOLEN_CARRIES_DISCLOSURES = 1,
    DOLEN_CARRIES_DELTA = 2,
    DOLEN_CARRIES_RANGE = 4,
};

/* Do entries of this kind carry `what`? Never for an unknown one. */
bool dolen_ledger_kind_carries(dolen_ledger_kind kind, unsigned int what);

/* Is the shared part in bounds? DOLEN_E_INPUT otherwise. */
DOLEN_CHECKED dolen_status dolen_ledger_entry_check_shared(const dolen_ledger_entry *entry, dolen_err *err);

/* Is one disclosure in bounds? Likewise. */
DOLEN_CHECKED dolen_status dolen_ledger_entry_check_disclosure(const dolen_ledger_disclosure *one, dolen_err *err);

#endif
