#include "node/model/dimensions.h"

const char *dolen_dimensions_name(dolen_counted_by which)
{
    static const char *const names[DOLEN_COUNTED_BY] = {"age-band", "care", "authority", "missing-reason"};

    return (unsigned)which < DOLEN_COUNTED_BY ? names[which] : "?";
}

bool dolen_dimensions_are_empty(const dolen_dimensions *dimensions)
{
    for (int i = 0; i < DOLEN_COUNTED_BY; i++)
        if (!dolen_code_is_empty(dimensions->values[i]))
            return false;
    return true;
}
