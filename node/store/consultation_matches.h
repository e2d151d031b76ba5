/**
 * The matched records of one question in the form in which the table consultation keeps them: always as many, so that a
 * row is as long for a miss as for a hit. For consultation_store.c and ledger_store.c.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_STORE_CONSULTATION_MATCHES_H
#define DOLEN_NODE_STORE_CONSULTATION_MATCHES_H

#include "node/store/consultation_store.h"

typedef struct dolen_consultation_matches {
    dolen_uuid handles[DOLEN_CONSULTATION_MATCHES];
    int16_t outcomes[DOLEN_CONSULTATION_MATCHES];
    char agencies[DOLEN_CONSULTATION_MATCHES * DOLEN_CODE_SIZE]; /**< separated by commas, empty for no match */
} dolen_consultation_matches;

/** Write a question's matches; those beyond DOLEN_CONSULTATION_MATCHES are left out. */
void dolen_consultation_matches_write(const dolen_consultation *consultation, dolen_consultation_matches *out);

#endif
