/**
 * From what was counted to what is published: counts laid out as tables, protected (IG-36), and listed as figures.
 *
 *     known-together            people whom two agencies know, for each two; no total
 *     health-contacts           people with 2-5, 6-15, 16-25, 26 and more in twelve months; all of them
 *     care-leavers-in-custody   by local authority; all
 *     children-to-adults        by local authority; all
 *     missing-episodes, interviews-offered, -accepted, -declined, -done
 *                               by age band and care experience with the sums of both, by local authority, by reason;
 *                               all: four tables that share one total, protected together
 *
 * Owns: everything that was added, until freed. Secrets: the counts, and the key of the offsets. Threads: one at a
 * time.
 */
#ifndef DOLEN_NODE_BROKER_STATISTICS_TABLES_H
#define DOLEN_NODE_BROKER_STATISTICS_TABLES_H

#include "governance/policy/rules.h"
#include "node/crypto/secret.h"
#include "node/store/statistics_store.h"

typedef struct dolen_statistics_tables dolen_statistics_tables;

/** The code of every sum, and what is put in the place of a dimension that is not known. */
#define DOLEN_STATISTICS_ALL "all"

/**
 * Empty tables for the months from `first` to `last`, `last` being the one in which things stand. `rules` must outlive
 * them. DOLEN_E_LIMIT when they would be too large.
 */
DOLEN_CHECKED dolen_status dolen_statistics_tables_new(const dolen_rules *rules, dolen_month first, dolen_month last,
                                                       dolen_statistics_tables **out, dolen_err *err);

/** Free; NULL is fine. */
void dolen_statistics_tables_free(dolen_statistics_tables *tables);
DOLEN_OWNED(dolen_statistics_tables);

/** Add a count. DOLEN_E_INPUT for a measure, month or value that no table has a place for. */
DOLEN_CHECKED dolen_status dolen_statistics_tables_add(dolen_statistics_tables *tables,
                                                       const dolen_statistics_count *count, dolen_err *err);

/**
 * Protect every table and list its figures, in `arena`, table by table. `key` makes the offsets of each cell, the same
 * in every release. Statuses of dolen_disclosure_protect: then nothing may be published.
 */
DOLEN_CHECKED dolen_status dolen_statistics_tables_finish(dolen_statistics_tables *tables, const dolen_secret *key,
                                                          dolen_arena *arena, const dolen_statistics_figure **out,
                                                          size_t *count, dolen_err *err);

#endif
