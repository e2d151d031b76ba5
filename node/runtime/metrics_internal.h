/** What the registry of metrics and its text form share. */
#ifndef DOLEN_NODE_RUNTIME_METRICS_INTERNAL_H
#define DOLEN_NODE_RUNTIME_METRICS_INTERNAL_H

#include <pthread.h>

#include "node/runtime/metrics.h"

enum { LABEL_SIZE = 65, SERIES_LIMIT = 128 };

/** One combination of label values. */
typedef struct series {
    char labels[DOLEN_METRIC_LABELS][LABEL_SIZE];
    int64_t value; /**< of a counter or gauge; the count of a histogram */
    double sum;
    int64_t buckets[DOLEN_METRIC_BOUNDS]; /**< how many fell into each, not yet added up */
} series;

struct dolen_metric {
    dolen_metric_about about;
    size_t bound_count;
    series *items;
    size_t count;
    size_t room;
    pthread_mutex_t *lock; /**< the registry's */
};

struct dolen_metrics {
    pthread_mutex_t lock;
    dolen_metric **items;
    size_t count;
};

#endif
