/**
 * Why a record matched, in words: the same sentences for pages and programs, in English and Welsh.
 *
 * Owns: nothing; all strings are literals. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_SEARCH_AGREEMENT_H
#define DOLEN_NODE_AGENCY_SEARCH_AGREEMENT_H

#include "node/model/query.h"

typedef struct dolen_reason {
    const char *code; /**< for programs: "surname-sounds-alike" */
    const char *en;
    const char *cy;
} dolen_reason;

enum { DOLEN_AGREEMENT_REASONS = 8 };

/** The reasons that hold, at most DOLEN_AGREEMENT_REASONS, strongest field first; returns how many. */
size_t dolen_search_agreement_reasons(const dolen_agreement *agreement, dolen_subject subject,
                                      dolen_reason out[DOLEN_AGREEMENT_REASONS]);

/** The advice of one DOLEN_ADVICE_... bit. Aborts for another number. */
dolen_reason dolen_search_agreement_advice(uint32_t bit);

#endif
