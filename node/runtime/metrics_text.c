#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "node/base/memory.h"
#include "node/runtime/metrics_internal.h"

static const char *const kinds[] = {"counter", "gauge", "histogram"};

static void write_labels(FILE *out, const dolen_metric *metric, const series *one, const char *bound)
{
    const char *before = "{";

    for (size_t i = 0; i < DOLEN_METRIC_LABELS; i++)
        if (metric->about.labels[i]) {
            fprintf(out, "%s%s=\"%s\"", before, metric->about.labels[i], one->labels[i]);
            before = ",";
        }
    if (bound) {
        fprintf(out, "%sle=\"%s\"", before, bound);
        before = ",";
    }
    fputs(*before == ',' ? "} " : " ", out);
}

static void write_histogram(FILE *out, const dolen_metric *metric, const series *one)
{
    int64_t below = 0;

    for (size_t i = 0; i < metric->bound_count; i++) {
        char bound[32];
        snprintf(bound, sizeof bound, "%g", metric->about.bounds[i]);
        below += one->buckets[i];
        fprintf(out, "%s_bucket", metric->about.name);
        write_labels(out, metric, one, bound);
        fprintf(out, "%" PRId64 "\n", below);
    }
    fprintf(out, "%s_bucket", metric->about.name);
    write_labels(out, metric, one, "+Inf");
    fprintf(out, "%" PRId64 "\n%s_sum", one->value, metric->about.name);
    write_labels(out, metric, one, NULL);
    fprintf(out, "%.9g\n%s_count", one->sum, metric->about.name);
    write_labels(out, metric, one, NULL);
    fprintf(out, "%" PRId64 "\n", one->value);
}

static void write_metric(FILE *out, const dolen_metric *metric)
{
    fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", metric->about.name, metric->about.help, metric->about.name,
            kinds[metric->about.kind]);
    for (size_t i = 0; i < metric->count; i++) {
        if (metric->about.kind == DOLEN_METRIC_HISTOGRAM) {
            write_histogram(out, metric, &metric->items[i]);
            continue;
        }
        fputs(metric->about.name, out);
        write_labels(out, metric, &metric->items[i], NULL);
        fprintf(out, "%" PRId64 "\n", metric->items[i].value);
    }
}

dolen_status dolen_metrics_write(dolen_metrics *metrics, dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    DOLEN_FREED char *text = NULL;
    size_t size = 0;

    *out = dolen_bytes_of(NULL, 0);
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "no memory stream");
    pthread_mutex_lock(&metrics->lock);
    for (size_t i = 0; i < metrics->count; i++)
        write_metric(stream, metrics->items[i]);
    pthread_mutex_unlock(&metrics->lock);
    if (fclose(stream) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the memory stream failed");
    char *copy = dolen_arena_copy_string(arena, text, size);
    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the metrics do not fit");
    *out = dolen_bytes_of(copy, size);
    return DOLEN_OK;
}
