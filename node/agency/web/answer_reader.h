/**
 * A kept answer (the document of dolen_search_json_answer) as the pages show it.
 *
 * Owns: everything read lives in the arena given. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_ANSWER_READER_H
#define DOLEN_NODE_AGENCY_WEB_ANSWER_READER_H

#include "node/agency/web/page.h"
#include "node/model/query.h"

typedef struct dolen_answer_member {
    dolen_code agency;
    dolen_both name;
    dolen_member_state state;
    bool out_of_date; /**< whatever its state */
    bool shielded;    /**< a protected record is among what is shown */
    int64_t as_of;
    dolen_band band;
    dolen_both team;
    const char *telephone; /**< NULL when no contact may be shown */
    const dolen_both *reasons;
    size_t reason_count;
    const dolen_flag *flags;
    size_t flag_count;
} dolen_answer_member;

typedef struct dolen_answer_page {
    int64_t asked; /**< instant */
    const char *rules;
    int64_t ledger_index;
    bool protected_held; /**< a protected record may be opened by asking again */
    int64_t review_due;  /**< instant; 0: no review */
    const dolen_answer_member *members;
    size_t member_count;
    const dolen_both *advice;
    size_t advice_count;
} dolen_answer_page;

/** Read the document. DOLEN_E_INPUT when it is not one of ours, DOLEN_E_LIMIT over the arena's limit. */
DOLEN_CHECKED dolen_status dolen_answer_reader_read(dolen_arena *arena, const char *text, dolen_answer_page *out,
                                                    dolen_err *err);

/** Is the agency involved, as far as it may be told? */
bool dolen_answer_reader_is_involved(const dolen_answer_member *member);

#endif
