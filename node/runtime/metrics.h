/**
 * Counters, gauges and histograms with fixed names, shown as Prometheus text.
 *
 * A label's value is a code (letters, digits and "._:/-"); anything else is shown as "?", so that nothing typed or
 * received can become a label. A metric keeps at most 128 combinations of label values; more go to "other".
 * Owns: the metrics made. Threads: any.
 */
#ifndef DOLEN_NODE_RUNTIME_METRICS_H
#define DOLEN_NODE_RUNTIME_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "node/base/arena.h"
#include "node/base/bytes.h"

typedef enum dolen_metric_kind { DOLEN_METRIC_COUNTER, DOLEN_METRIC_GAUGE, DOLEN_METRIC_HISTOGRAM } dolen_metric_kind;

enum { DOLEN_METRIC_LABELS = 2, DOLEN_METRIC_BOUNDS = 16 };

/** What a metric is; all texts are literals. */
typedef struct dolen_metric_about {
    dolen_metric_kind kind;
    const char *name; /**< "dolen_queries_total" */
    const char *help;
    const char *labels[DOLEN_METRIC_LABELS]; /**< names of its labels; NULL: none */
    double bounds[DOLEN_METRIC_BOUNDS];      /**< upper bounds of a histogram, rising; ends at the first 0 */
} dolen_metric_about;

typedef struct dolen_metrics dolen_metrics;
typedef struct dolen_metric dolen_metric;

/** An empty registry. Never NULL. */
dolen_metrics *dolen_metrics_new(void);

/** Free the registry and its metrics; NULL is fine. */
void dolen_metrics_free(dolen_metrics *metrics);
DOLEN_OWNED(dolen_metrics);

/** Make a metric, or find the one made before with this name. Belongs to `metrics`; never NULL. */
dolen_metric *dolen_metrics_make(dolen_metrics *metrics, dolen_metric_about about);

/**
 * Change a metric. `first` and `second` are the values of its labels, NULL for a label it does not have. A NULL metric
 * is ignored, so that a module can be used without metrics.
 */
void dolen_metric_add(dolen_metric *metric, int64_t amount, const char *first, const char *second);
void dolen_metric_set(dolen_metric *metric, int64_t value, const char *first, const char *second);
void dolen_metric_observe(dolen_metric *metric, double value, const char *first, const char *second);

/** The current value of a counter or gauge; the count of a histogram. 0 when never touched. */
int64_t dolen_metric_value(dolen_metric *metric, const char *first, const char *second);

/** All metrics in the text exposition format 0.0.4. DOLEN_E_LIMIT when they do not fit `arena`. */
DOLEN_CHECKED dolen_status dolen_metrics_write(dolen_metrics *metrics, dolen_arena *arena, dolen_bytes *out,
                                               dolen_err *err);

#endif
