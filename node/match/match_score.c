#include "node/match/match_score.h"

#include <stddef.h>

enum { FIELDS = 4, LEVELS = 5, BORN_AGREES = 2 };

/* What each kind asserts when it agrees: levels of forename, surname, born, place; then sex and middle name. */
typedef struct assertion {
    uint8_t levels[FIELDS];
    uint8_t sex;
    uint8_t middle;
} assertion;

static const assertion assertions[DOLEN_KEY_KINDS] = {
    [DOLEN_KEY_K02] = {{3, 3, 3, 0}, 0, 0}, [DOLEN_KEY_K04] = {{2, 2, 4, 0}, 0, 0},
    [DOLEN_KEY_K05] = {{0, 4, 4, 0}, 0, 0}, [DOLEN_KEY_K07] = {{3, 0, 3, 0}, 0, 1},
    [DOLEN_KEY_K08] = {{3, 0, 3, 1}, 0, 0}, [DOLEN_KEY_K09] = {{3, 3, 2, 0}, 0, 0},
    [DOLEN_KEY_K10] = {{3, 3, 2, 0}, 0, 0}, [DOLEN_KEY_K11] = {{2, 2, 2, 0}, 0, 0},
    [DOLEN_KEY_K12] = {{0, 0, 4, 3}, 0, 0}, [DOLEN_KEY_K13] = {{3, 0, 0, 3}, 0, 0},
    [DOLEN_KEY_K14] = {{3, 3, 0, 3}, 0, 0}, [DOLEN_KEY_K15] = {{2, 2, 0, 3}, 0, 0},
    [DOLEN_KEY_K16] = {{1, 0, 1, 3}, 1, 0}, [DOLEN_KEY_K17] = {{3, 2, 0, 2}, 0, 0},
    [DOLEN_KEY_K18] = {{0, 0, 4, 4}, 0, 0}, [DOLEN_KEY_K19] = {{3, 0, 0, 4}, 0, 0},
    [DOLEN_KEY_K21] = {{0, 0, 3, 0}, 0, 0},
};

/* One field's chances of each level: for the same person, for a stranger, for a relative (matching.md, "Score"). */
typedef struct weights {
    double same[LEVELS];
    double stranger[LEVELS];
    double relative[LEVELS];
} weights;

static const weights forename_weights = {
    {.036, .013, .037, .379, .535}, {1, .069, .0104, .0131, .0062}, {.86, .09, .01, .02, .02}};
static const weights surname_weights = {
    {.093, .005, .060, .187, .655}, {1, .066, .0037, .0027, .0011}, {.24, .01, .01, .02, .72}};
static const weights born_weights = {
    {.023, .005, .050, .028, .894}, {1, .0121, .00123, 4.4e-5, 3.3e-5}, {.955, .03, .01, .001, .006}};
static const weights weak_born_weights = {
    {.023, .005, .050, .028, .894}, {1, .0121, .0121 / 8, .0121 / 8 * 1.32, .0121 / 8}, {.955, .03, .01, .001, .006}};
static const weights sex_weights = {{.02, .98}, {1, .5}, {.5, .5}};
static const weights middle_weights = {{.05, .95}, {1, .01}, {.9, .1}};
static const double place_same[LEVELS] = {.095, .059, .022, .412, .412};
static const double place_relative[LEVELS] = {.08, .02, .02, .03, .85};
/* Of `index_records` people, how many share an outcode, a sector, a postcode, an address with one of them. */
static const double place_sharers[LEVELS] = {0, 22000, 6000, 38, 2.5};

static const double prior_same = 0.5;
static const double prior_relative = 1.6;

typedef struct hypotheses {
    double same;
    double stranger;
    double relative;
} hypotheses;

static void count_field(hypotheses *all, const weights *field, uint8_t level)
{
    if (level >= LEVELS)
        return;
    all->same *= field->same[level];
    all->stranger *= field->stranger[level];
    all->relative *= field->relative[level];
}

static void count_place(hypotheses *all, uint8_t level, double records)
{
    if (level >= LEVELS)
        return;
    const double share = place_sharers[level] / records;
    all->same *= place_same[level];
    all->stranger *= level == 0 || share > 1 ? 1 : share;
    all->relative *= place_relative[level];
}

void dolen_match_weigh(dolen_match_levels levels, uint64_t index_records, double *same, double *relative)
{
    const double records = index_records ? (double)index_records : 1;
    hypotheses all = {prior_same, records, prior_relative};

    count_field(&all, &forename_weights, levels.forename);
    count_field(&all, &surname_weights, levels.surname);
    count_field(&all, levels.weak_born ? &weak_born_weights : &born_weights, levels.born);
    count_place(&all, levels.place, records);
    count_field(&all, &sex_weights, levels.sex);
    count_field(&all, &middle_weights, levels.middle);
    const double total = all.same + all.stranger + all.relative;
    *same = all.same / total;
    *relative = all.relative / total;
}

static bool agrees(const dolen_match_comparison *comparison, dolen_key_kind kind)
{
    return comparison->kinds & dolen_match_bit(kind);
}

static bool both_hold(const dolen_match_comparison *comparison, int field)
{
    return comparison->asked_fields & comparison->held_fields & field;
}

static uint8_t level_or_unknown(uint8_t level, bool both_sides_hold)
{
    return level || both_sides_hold ? level : DOLEN_MATCH_UNKNOWN;
}

dolen_match_levels dolen_match_levels_of(const dolen_match_comparison *comparison)
{
    uint8_t levels[FIELDS] = {0};
    bool sex = false;
    bool middle = false;

    for (int kind = 0; kind < DOLEN_KEY_KINDS; kind++) {
        if (!agrees(comparison, (dolen_key_kind)kind))
            continue;
        for (size_t i = 0; i < FIELDS; i++)
            if (assertions[kind].levels[i] > levels[i])
                levels[i] = assertions[kind].levels[i];
        sex = sex || assertions[kind].sex;
        middle = middle || assertions[kind].middle;
    }
    return (dolen_match_levels){
        .forename = level_or_unknown(levels[0], both_hold(comparison, DOLEN_FIELD_FORENAME)),
        .surname = level_or_unknown(levels[1], both_hold(comparison, DOLEN_FIELD_SURNAME)),
        .born = level_or_unknown(levels[2], both_hold(comparison, DOLEN_FIELD_BORN)),
        .place = level_or_unknown(levels[3], both_hold(comparison, DOLEN_FIELD_PLACE)),
        .sex = sex ? 1 : DOLEN_MATCH_UNKNOWN,
        .middle = middle ? 1 : DOLEN_MATCH_UNKNOWN,
        .weak_born = both_hold(comparison, DOLEN_FIELD_BORN_WEAK),
    };
}

static uint8_t shown(uint8_t level)
{
    return level == DOLEN_MATCH_UNKNOWN ? 0 : level;
}

static dolen_band band_of(double probability, dolen_match_thresholds thresholds)
{
    if (probability >= thresholds.confirmed)
        return DOLEN_BAND_CONFIRMED;
    return probability >= thresholds.probable ? DOLEN_BAND_PROBABLE : DOLEN_BAND_NONE;
}

/* How far an NHS number that agrees may lift the band. */
static dolen_band nhs_number_band(const dolen_match_comparison *comparison, uint8_t born)
{
    if (agrees(comparison, DOLEN_KEY_K21))
        return DOLEN_BAND_CONFIRMED;
    if (!agrees(comparison, DOLEN_KEY_K20))
        return DOLEN_BAND_NONE;
    if (shown(born) >= BORN_AGREES)
        return DOLEN_BAND_CONFIRMED;
    return both_hold(comparison, DOLEN_FIELD_BORN) ? DOLEN_BAND_NONE : DOLEN_BAND_PROBABLE;
}

dolen_match_score dolen_match_score_person(const dolen_match_comparison *comparison, dolen_match_thresholds thresholds)
{
    const dolen_match_levels levels = dolen_match_levels_of(comparison);
    const dolen_band by_number = nhs_number_band(comparison, levels.born);
    dolen_match_score score = {0};

    if (!comparison->kinds)
        return score;
    dolen_match_weigh(levels, comparison->index_records, &score.probability, &score.relative);
    score.band = band_of(score.probability, thresholds);
    if (by_number > score.band)
        score.band = by_number;
    score.agreement = (dolen_agreement){
        .forename = shown(levels.forename),
        .surname = shown(levels.surname),
        .born = shown(levels.born),
        .place = shown(levels.place),
        .sex = levels.sex == 1,
        .middle = levels.middle == 1,
        .nhs_number = by_number != DOLEN_BAND_NONE,
    };
    return score;
}

dolen_match_score dolen_match_score_address(const dolen_match_comparison *comparison)
{
    const bool by_postcode = agrees(comparison, DOLEN_KEY_A2), by_street = agrees(comparison, DOLEN_KEY_A3);
    dolen_match_score score = {0};

    if (agrees(comparison, DOLEN_KEY_A1) || (by_postcode && by_street))
        score.band = DOLEN_BAND_CONFIRMED;
    else if (by_postcode || (by_street && !both_hold(comparison, DOLEN_FIELD_PLACE)))
        score.band = DOLEN_BAND_PROBABLE;
    score.agreement.place = score.band == DOLEN_BAND_NONE ? 0 : 4;
    score.probability = score.band == DOLEN_BAND_CONFIRMED ? 1 : score.band == DOLEN_BAND_PROBABLE ? 0.9 : 0;
    return score;
}

uint32_t dolen_match_needs(dolen_subject subject, uint8_t asked_fields, dolen_band best)
{
    uint32_t advice = best == DOLEN_BAND_PROBABLE ? DOLEN_ADVICE_CHECK_IDENTITY : 0;

    if (best == DOLEN_BAND_CONFIRMED)
        return advice;
    if (!(asked_fields & DOLEN_FIELD_PLACE))
        advice |= DOLEN_ADVICE_GIVE_PLACE;
    if (subject != DOLEN_SUBJECT_PERSON)
        return advice;
    if (!(asked_fields & DOLEN_FIELD_BORN))
        advice |= DOLEN_ADVICE_GIVE_BORN;
    if (!(asked_fields & DOLEN_FIELD_NHS_NUMBER))
        advice |= DOLEN_ADVICE_GIVE_NHS_NUMBER;
    return advice;
}
