/**
 * The thread that looks at flags which a delta brought too many of to be looked at in its own transaction (alerting.h).
 *
 * Owns: its thread. Threads: start and free from one.
 */
#ifndef DOLEN_NODE_BROKER_ALERTING_JOB_H
#define DOLEN_NODE_BROKER_ALERTING_JOB_H

#include "node/broker/broker.h"

/** Begin; the broker must outlive it, and be whole. Never NULL. */
dolen_alerting_job *dolen_alerting_job_start(dolen_broker *broker);

/** Let what it does finish, stop and free. NULL is fine. */
void dolen_alerting_job_free(dolen_alerting_job *job);
DOLEN_OWNED(dolen_alerting_job);

/** What raising alerts needs of this broker now. */
dolen_alerting dolen_alerting_job_with(const dolen_broker *broker, int64_t now);

/** Count and log what came of it, once it is committed. `agency` may be empty: of several. */
void dolen_alerting_job_say(dolen_broker *broker, dolen_code agency, const dolen_alerting_result *result);

#endif
