/**
 * Which of the agency's own records are watched, noted while an extract is published (IG-32).
 *
 * Owns: a copy of what an alert must say of each watched person. Secrets: names and local ids, wiped when freed.
 * Threads: one at a time.
 */
#ifndef DOLEN_NODE_AGENCY_ALERTS_ALERT_WATCH_H
#define DOLEN_NODE_AGENCY_ALERTS_ALERT_WATCH_H

#include "governance/policy/policy_watch.h"
#include "node/agency/extract/extract.h"
#include "node/store/watched_store.h"

typedef struct dolen_alert_watch dolen_alert_watch;

/** Nothing noted yet. `rules` must outlive it; `type` is the agency's kind of member. Never NULL. */
dolen_alert_watch *dolen_alert_watch_new(const dolen_rules *rules, dolen_code type, dolen_day today);

/** Wipe and free; NULL is fine. */
void dolen_alert_watch_free(dolen_alert_watch *watch);
DOLEN_OWNED(dolen_alert_watch);

/** Note all watches that cover this entry; none for an address. `key` is what the entry is known by in the database. */
void dolen_alert_watch_note(dolen_alert_watch *watch, const dolen_extract_entry *entry, dolen_uuid key);

/** What was noted, for tests and for the log; borrowed. */
const dolen_watched *dolen_alert_watch_list(const dolen_alert_watch *watch, size_t *count);

/** Keep what was noted in place of what was kept before. What the database says. */
DOLEN_CHECKED dolen_status dolen_alert_watch_save(const dolen_alert_watch *watch, dolen_pool *pool, dolen_err *err);

#endif
