/**
 * Chance that falls the same on every machine: a SplitMix64 stream, integers only.
 *
 * Each question ("this household", "what this agency holds about this person") has its own stream, so an answer does
 * not depend on what was asked before. For synthetic data only, never for secrets.
 * Owns: nothing. Threads: one at a time per stream.
 */
#ifndef DOLEN_DEPLOY_REGION_DICE_H
#define DOLEN_DEPLOY_REGION_DICE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct dolen_dice {
    uint64_t state;
} dolen_dice;

/** The stream for one question: the region's seed, what the question is about, and which one. */
dolen_dice dolen_dice_of(uint64_t seed, uint64_t question, uint64_t which);

/** 64 even bits. */
uint64_t dolen_dice_roll(dolen_dice *dice);

/** 0 to limit - 1. `limit` is at least 1. */
uint32_t dolen_dice_below(dolen_dice *dice, uint32_t limit);

/** low to high, both included. */
uint32_t dolen_dice_between(dolen_dice *dice, uint32_t low, uint32_t high);

/** True in `per_thousand` of 1,000 cases. */
bool dolen_dice_chance(dolen_dice *dice, uint32_t per_thousand);

#endif
