#include "deploy/region/dice.h"

static uint64_t mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}

dolen_dice dolen_dice_of(uint64_t seed, uint64_t question, uint64_t which)
{
    return (dolen_dice){mix(mix(mix(seed + 0x9e3779b97f4a7c15U) + question) + which)};
}

uint64_t dolen_dice_roll(dolen_dice *dice)
{
    dice->state += 0x9e3779b97f4a7c15U;
    return mix(dice->state);
}

uint32_t dolen_dice_below(dolen_dice *dice, uint32_t limit)
{
    return (uint32_t)(((dolen_dice_roll(dice) >> 32) * limit) >> 32);
}

uint32_t dolen_dice_between(dolen_dice *dice, uint32_t low, uint32_t high)
{
    return low + dolen_dice_below(dice, high - low + 1);
}

bool dolen_dice_chance(dolen_dice *dice, uint32_t per_thousand)
{
    return dolen_dice_below(dice, 1000) < per_thousand;
}
