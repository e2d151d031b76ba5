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
    [DOLEN_KEY_K02] = {{3, 0, 3, 0}, 0, 0}, [DOLEN_KEY_K04] = {{2, 2, 4, 0}, 0, 0},
    [DOLEN_KEY_K05] = {{0, 3, 4, 0}, 0, 0}, [DOLEN_KEY_K07] = {{3, 0, 3, 0}, 0, 1},
    [DOLEN_KEY_K09] = {{3, 3, 2, 0}, 0, 0}, [DOLEN_KEY_K11] = {{2, 2, 2, 0}, 0, 0},
    [DOLEN_KEY_K12] = {{0, 0, 4, 3}, 0, 0}, [DOLEN_KEY_K15] = {{2, 2, 0, 3}, 0, 0},
    [DOLEN_KEY_K16] = {{1, 0, 1, 3}, 1, 0}, [DOLEN_KEY_K18] = {{0, 0, 4, 4}, 0, 0},
    [DOLEN_KEY_K19] = {{3, 0, 0, 4}, 0, 0}, [DOLEN_KEY_K22] = {{1, 1, 4, 0}, 0, 0},
    [DOLEN_KEY_K23] = {{3, 3, 0, 1}, 0, 0}, [DOLEN_KEY_K24] = {{3, 3, 0, 2}, 0, 0},
    [DOLEN_KEY_K25] = {{0, 3, 0, 4}, 0, 0}, [DOLEN_KEY_K26] = {{4, 4, 4, 0}, 0, 0},
};

/* Sets of kinds that together say more than each alone. */
#define BIT(kind) (UINT64_C(1) << DOLEN_KEY_##kind)
static const uint64_t forename_by_sound = BIT(K02) | BIT(K07) | BIT(K09) | BIT(K19) | BIT(K23) | BIT(K24);
static const uint64_t surname_by_sound = BIT(K05) | BIT(K09) | BIT(K23) | BIT(K24) | BIT(K25);
static const uint64_t by_letters = BIT(K04) | BIT(K11) | BIT(K15);
static const uint64_t first_forename = BIT(K07) | BIT(K09) | BIT(K19) | BIT(K23) | BIT(K24) | BIT(K26);
static const uint64_t day_and_month = BIT(K02) | BIT(K07);

/* One field's chances of each level: for the same person, for a stranger, for a relative (matching.md, "Score"). */
typedef struct weights {
    double same[LEVELS];
    double stranger[LEVELS];
    double relative[LEVELS];
} weights;

static const weights forename_weights = {
    {.046, .036, .078, .23, .61}, {1, .03, .0031, .0051, .01}, {.87, .077, .011, .023, .021}};
static const weights surname_weights = {
    {.28, .016, .11, .084, .51}, {1, .029, .0014, .0011, .0018}, {.18, .015, .02, .11, .68}};
static const weights born_weights = {
    {.043, .022, .057, .094, .78}, {1, .008, .0025, 2.8e-5, 8.0e-5}, {.97, .017, .0071, 8.2e-4, .0076}};
/* 1 January: one of eight, since it is written where the day is not known. */
static const weights weak_born_weights = {
    {.043, .022, .057, .094, .78}, {1, .008, .001, .0013, .001}, {.97, .017, .0071, 8.2e-4, .0076}};
static const weights sex_weights = {{.019, .98}, {1, .35}, {.63, .37}};
static const weights middle_weights = {{.05, .95}, {1, .011}, {.9, .099}};
static const double place_same[LEVELS] = {.27, .077, .082, .17, .4};
static const double place_relative[LEVELS] = {.19, .05, .08, .13, .55};
/* Of `index_records` people, how many share an outcode, a sector, a postcode, an address with one of them. */
static const double place_sharers[LEVELS] = {0, 16000, 930, 34, 2};

static const double prior_same = 1.1;
static const double prior_relative = 3.1;

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

/* A name that sounds alike and has letters the same as well counts as the same. */
static uint8_t name_level(uint8_t level, uint64_t kinds, uint64_t by_sound)
{
    return (kinds & by_sound) && (kinds & by_letters) ? 4 : level;
}

/* Keys with different parts of the date make it whole: year and month; month and day; all, in either order. */
static uint8_t born_level(uint8_t level, uint64_t kinds)
{
    const bool parts = (kinds & BIT(K09)) && (kinds & BIT(K11));
    const bool order = (kinds & day_and_month) && (kinds & (BIT(K09) | BIT(K11)));

    return parts || order ? 4 : level;
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
    levels[0] = name_level(levels[0], comparison->kinds, forename_by_sound);
    levels[1] = name_level(levels[1], comparison->kinds, surname_by_sound);
    levels[2] = born_level(levels[2], comparison->kinds);
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

/*
 * A twin shares surname, date of birth and address, and may well have the other's name as a second one, which K02
 * cannot tell from the first; a brother may have part of the name. So nothing is confirmed without the first forename.
 */
static bool may_be_twin(const dolen_match_comparison *comparison)
{
    const bool first = comparison->kinds & first_forename;
    const bool sound_and_letters = (comparison->kinds & BIT(K02)) && (comparison->kinds & by_letters);

    return both_hold(comparison, DOLEN_FIELD_FORENAME) && !first && !sound_and_letters;
}

/* How far an NHS number that agrees may lift the band. */
static dolen_band nhs_number_band(const dolen_match_comparison *comparison, uint8_t born)
{
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
    if (score.band == DOLEN_BAND_CONFIRMED && may_be_twin(comparison))
        score.band = DOLEN_BAND_PROBABLE;
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
