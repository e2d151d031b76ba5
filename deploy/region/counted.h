/**
 * What an agency has written down about somebody for statistics: care experience, local authority, why they went
 * missing. The values are those of governance/rules/statistics.rules; the age band is made by the node.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_DEPLOY_REGION_COUNTED_H
#define DOLEN_DEPLOY_REGION_COUNTED_H

#include "deploy/region/region.h"

/** "" where the agency does not have it. */
typedef struct dolen_region_counted {
    const char *care;
    const char *authority;
    const char *reason;
} dolen_region_counted;

/** What the agency has of a record; nothing of an address. `chronicle` is the record's. */
dolen_region_counted dolen_region_counted_of(const dolen_region *region, const dolen_region_record *record,
                                             const dolen_chronicle *chronicle);

#endif
