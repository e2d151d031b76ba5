/**
 * Telling people that something is wrong with the hub's ledger: log, metric, a row in the node's database with the
 * evidence, a banner on every page until somebody closes it with a reason.
 *
 * Owns: nothing but a count. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_LEDGER_ALARM_H
#define DOLEN_NODE_AGENCY_LEDGER_ALARM_H

#include "node/base/clock.h"
#include "node/runtime/metrics.h"
#include "node/store/alarm_store.h"

typedef struct dolen_ledger_alarm dolen_ledger_alarm;

/** Begin; looks up how many are open. `metrics` may be NULL. Never NULL; without the database it counts none yet. */
dolen_ledger_alarm *dolen_ledger_alarm_new(dolen_pool *pool, dolen_clock clock, dolen_metrics *metrics);

/** Free. NULL is fine. */
void dolen_ledger_alarm_free(dolen_ledger_alarm *alarm);
DOLEN_OWNED(dolen_ledger_alarm);

/**
 * Raise an alarm: `kind` is a literal of letters and dashes ("ledger-fork"), `evidence` a text without personal data.
 * The log and the metric tell of it in any case; a failure to keep it is logged too.
 */
void dolen_ledger_alarm_raise(dolen_ledger_alarm *alarm, const char *kind, const char *evidence);

/** Close one, with a reason of 1 to 500 bytes. DOLEN_E_ABSENT, DOLEN_E_INPUT. */
DOLEN_CHECKED dolen_status dolen_ledger_alarm_close(dolen_ledger_alarm *alarm, int64_t number, const char *reason,
                                                    dolen_err *err);

/** Is any open? For the banner: no look-up. */
bool dolen_ledger_alarm_is_open(dolen_ledger_alarm *alarm);

/** What to do about an alarm of this kind, in one sentence. Never NULL. */
const char *dolen_ledger_alarm_advice(const char *kind);

#endif
