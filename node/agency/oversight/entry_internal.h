/* The parts that one search in full is put together from (entry.h). */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_ENTRY_INTERNAL_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_ENTRY_INTERNAL_H

#include <jansson.h>

#include "node/agency/oversight/entry.h"
#include "node/agency/search_json.h"

/** One entry in the making. */
typedef struct dolen_entry_making {
    dolen_agency *agency;
    const dolen_federation *federation;
    const dolen_rules *rules; /**< taken once */
    dolen_arena *arena;
    const json_t *typed;  /**< what was typed */
    const json_t *answer; /**< what was answered, or NULL */
    dolen_entry_view *out;
} dolen_entry_making;

/** The receipt, what it proves, and the ledger entry that it opens. The search is there. */
DOLEN_CHECKED dolen_status dolen_entry_prove(dolen_entry_making *m, const char *plain, dolen_err *err);

/** Decisions in words and disclosures. The ledger entry is there, if there is one, and so are the steps. */
DOLEN_CHECKED dolen_status dolen_entry_decide(dolen_entry_making *m, dolen_err *err);

#endif
