/**
 * Answers leave at whole steps of time after their question came, so that how long one takes does not tell what was
 * found (IG-03, R-10). Within one step all answers take the same time; one that needs longer waits for the end of the
 * next.
 *
 * Threads: any; the waiting is done on the request's own thread, with no connection to the database held.
 */
#ifndef DOLEN_NODE_BROKER_ANSWER_PACE_H
#define DOLEN_NODE_BROKER_ANSWER_PACE_H

#include <stdint.h>
#include <time.h>

typedef struct dolen_answer_pace {
    int64_t step; /**< milliseconds; 0: answers leave as soon as they can */
    struct timespec begun;
} dolen_answer_pace;

/** A question has come. */
dolen_answer_pace dolen_answer_pace_begin(int64_t step);

/** When an answer that is ready after `taken` nanoseconds leaves: the end of its step, in nanoseconds. */
int64_t dolen_answer_pace_due(int64_t step, int64_t taken);

/** Its answer is ready: wait until it may leave. */
void dolen_answer_pace_wait(const dolen_answer_pace *pace);

#endif
