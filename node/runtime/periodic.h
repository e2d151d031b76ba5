/**
 * Work done again and again on a thread of its own.
 *
 * Owns: its thread. Threads: the step runs on the periodic's thread alone; the other functions on any.
 */
#ifndef DOLEN_NODE_RUNTIME_PERIODIC_H
#define DOLEN_NODE_RUNTIME_PERIODIC_H

#include <stdint.h>

#include "node/base/own.h"

typedef struct dolen_periodic dolen_periodic;

/** Do the work once; the milliseconds until it is to be done again. */
typedef int64_t (*dolen_periodic_step)(void *context);

/** Begin, with the first step at once. Never NULL. */
dolen_periodic *dolen_periodic_new(dolen_periodic_step step, void *context);

/** Let a running step finish, and stop. NULL is fine. */
void dolen_periodic_free(dolen_periodic *periodic);
DOLEN_OWNED(dolen_periodic);

/** Do the next step now. */
void dolen_periodic_wake(dolen_periodic *periodic);

#endif
