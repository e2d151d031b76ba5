/**
 * What an integrity page says in plain words: how many entries the ledger has, how many agencies have confirmed it,
 * since when, whether anything is wrong, and when it was last compared with the agency's own searches.
 *
 * Nothing is taken from the hub unchecked: its checkpoints and every witness's cosignature are verified here with the
 * keys of the signed federation file. Owns: nothing; names are borrowed from the federation file. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WITNESS_STATE_H
#define DOLEN_NODE_AGENCY_WITNESS_STATE_H

#include "governance/federation/federation.h"
#include "node/store/reconciliation_store.h"

struct dolen_agency;

typedef struct dolen_witness_state_member {
    dolen_code code;
    const char *name_en;
    const char *name_cy;
    int64_t confirmed; /**< instant of its cosignature over the confirmed tree; 0: it has not confirmed that one */
} dolen_witness_state_member;

typedef struct dolen_witness_state {
    uint64_t entries;           /**< as the hub's latest signed checkpoint says */
    uint64_t confirmed_entries; /**< of the tree that the quorum confirmed; 0: none */
    size_t confirmed_count;     /**< witnesses that have confirmed that tree */
    size_t needed;              /**< how many must; 0: none need to */
    int64_t since;              /**< instant of the cosignature that completed the quorum; 0: none has */
    dolen_witness_state_member members[DOLEN_FEDERATION_MEMBERS]; /**< the witnesses, in the federation file's order */
    size_t member_count;
    bool has_alarm;                       /**< an alarm is open (ledger_alarm.h) */
    dolen_reconciliation last_comparison; /**< with the agency's own searches; all zero: never */
} dolen_witness_state;

/**
 * Ask the hub and check. DOLEN_E_REMOTE: it does not answer. DOLEN_E_CRYPTO: what it says does not hold. An empty
 * ledger is DOLEN_OK with zeros. `arena` needs 256 KiB.
 */
DOLEN_CHECKED dolen_status dolen_witness_state_read(struct dolen_agency *agency, dolen_arena *arena,
                                                    dolen_witness_state *out, dolen_err *err);

#endif
