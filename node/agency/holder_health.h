/**
 * What the node remembers of each key holder: whom to ask first, whom last.
 *
 * Owns: nothing but its lock. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_HOLDER_HEALTH_H
#define DOLEN_NODE_AGENCY_HOLDER_HEALTH_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "node/crypto/shamir.h"

/** Why a holder is avoided for a while. */
typedef enum dolen_holder_fault {
    DOLEN_HOLDER_LIED, /**< a reply that does not hold: ten minutes */
    DOLEN_HOLDER_DOWN, /**< no reply, or a refusal: 2 s, doubling to a minute */
    DOLEN_HOLDER_SLOW, /**< others had to be asked in its place: half a minute */
} dolen_holder_fault;

typedef struct dolen_holder_health {
    pthread_mutex_t lock;
    size_t count;
    size_t turn; /**< so that good holders take turns */
    struct {
        int64_t bad_until;     /**< milliseconds */
        unsigned int failures; /**< in a row */
    } holders[DOLEN_HOLDERS];
} dolen_holder_health;

/** All `count` holders are good. */
void dolen_holder_health_start(dolen_holder_health *health, size_t count);

/** Release the lock. */
void dolen_holder_health_end(dolen_holder_health *health);

/** Indexes of all holders: good ones first, taking turns; then the others, the one that is bad for the least time
 * first. */
void dolen_holder_health_order(dolen_holder_health *health, int64_t now, size_t order[DOLEN_HOLDERS]);

/** This holder answered rightly. */
void dolen_holder_health_good(dolen_holder_health *health, size_t holder);

/** This holder failed. */
void dolen_holder_health_bad(dolen_holder_health *health, size_t holder, dolen_holder_fault fault, int64_t now);

#endif
