/**
 * Looking for unusual use: each night through the searches since the night before, and whenever somebody asks.
 *
 * Searches are read in pages: once by case reference, for what the agency does as a whole, and then those of each
 * member of staff who searched since the last run. Memory holds counts by staff and team and one person's searches; it
 * does not grow with the number of searches. Whatever was looked at and was not unusual is forgotten.
 *
 * Owns: nothing. Threads: any; two runs at once find nothing twice.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_JOB_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_UNUSUAL_JOB_H

#include "node/agency/agency.h"
#include "node/agency/oversight/unusual_use.h"

/** What a run needs; all borrowed. */
typedef struct dolen_unusual_job_parts {
    dolen_pool *pool;
    const dolen_local_keys *keys;
    dolen_unusual_thresholds thresholds;
    int64_t past;   /**< milliseconds: how far back the own past goes */
    int64_t settle; /**< milliseconds: searches so young are looked at again, for others may still be being kept */
    int64_t now;    /**< instant */
} dolen_unusual_job_parts;

enum { DOLEN_UNUSUAL_JOB_SETTLE = 10 * 60 * 1000 };

/** What a run did. */
typedef struct dolen_unusual_job_report {
    int64_t searches; /**< read for the agency as a whole */
    int64_t staff;    /**< members of staff examined */
    int64_t raised;   /**< findings */
    int64_t joined;   /**< findings that searches joined */
} dolen_unusual_job_report;

/** Run once. The database's statuses; what was found until then stays, and the next run begins at the same place. */
DOLEN_CHECKED dolen_status dolen_unusual_job_run(const dolen_unusual_job_parts *parts, dolen_unusual_job_report *out,
                                                 dolen_err *err);

/** What the node's settings ([oversight]) say. */
dolen_unusual_job_parts dolen_unusual_job_parts_of(const dolen_agency *agency);

/** Begin the nightly run. NULL when the settings say never. */
dolen_periodic *dolen_unusual_job_start(dolen_agency *agency);

#endif
