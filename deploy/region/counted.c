#include "deploy/region/counted.h"

#include <string.h>

enum { QUESTION_REASON = 80 };

static bool has(const dolen_chronicle *chronicle, const char *code)
{
    for (size_t i = 0; i < chronicle->count; i++)
        if (strcmp(chronicle->rows[i].code, code) == 0)
            return true;
    return false;
}

static bool is_council(uint8_t agency)
{
    return agency == DOLEN_REGION_NPT || agency == DOLEN_REGION_SWA;
}

static const char *authority_of(const dolen_population *population, uint32_t home)
{
    const dolen_home at = dolen_home_at(population->words, population->seed, home);

    return strcmp(at.place.authority, dolen_region_agency_code(DOLEN_REGION_SWA)) == 0 ? "W06000011" : "W06000012";
}

static const char *reason_of(const dolen_population *population, uint32_t index)
{
    static const char *const reasons[] = {"missing.family",  "missing.family",    "missing.placement",
                                          "missing.contact", "missing.contact",   "missing.exploitation",
                                          "missing.abuse",   "missing.wellbeing", "missing.other"};
    dolen_dice dice = dolen_dice_of(population->seed, QUESTION_REASON, index);

    return reasons[dolen_dice_below(&dice, sizeof reasons / sizeof *reasons)];
}

dolen_region_counted dolen_region_counted_of(const dolen_region *region, const dolen_region_record *record,
                                             const dolen_chronicle *chronicle)
{
    dolen_region_counted out = {"", "", ""};

    if (record->is_address)
        return out;
    out.authority = authority_of(region->population, region->population->residents[record->index].home);
    if (is_council(record->agency))
        out.care = has(chronicle, "CSC.LAC") || has(chronicle, "CSC.CARELEAVER") ? "care.yes" : "care.no";
    if (has(chronicle, "POL.MISSING"))
        out.reason = reason_of(region->population, record->index);
    return out;
}
