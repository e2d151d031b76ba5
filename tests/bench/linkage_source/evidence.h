/**
 * An experiment: what an asking node could add if it sent, with its question, how rare the names are that it asks
 * about.
 *
 * The node would know this from its own register only. Whole bits, at most LINKAGE_EVIDENCE_MOST either way, by which
 * agreement says more (or less) than the fixed table assumes.
 *
 * Owns: its counts. Threads: one.
 */
#ifndef TESTS_BENCH_LINKAGE_SOURCE_EVIDENCE_H
#define TESTS_BENCH_LINKAGE_SOURCE_EVIDENCE_H

#include "tests/bench/linkage_source/people.h"

enum { LINKAGE_EVIDENCE_MOST = 4 };

typedef struct linkage_evidence linkage_evidence;

/** Count the names of a register; both must outlive it. Never NULL. */
linkage_evidence *linkage_evidence_new(const linkage_vocabulary *vocabulary, const linkage_people *people);

/** Free it; NULL is fine. */
void linkage_evidence_free(linkage_evidence *evidence);

/** The bits for agreement of the forename or surname at `level`, 2 to 4. */
int linkage_evidence_bits(const linkage_evidence *evidence, const linkage_person *query, bool surname, uint8_t level);

#endif
