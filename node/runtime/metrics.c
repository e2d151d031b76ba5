#include "node/runtime/metrics.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/runtime/metrics_internal.h"

dolen_metrics *dolen_metrics_new(void)
{
    dolen_metrics *metrics = dolen_memory_make(1, sizeof *metrics);

    pthread_mutex_init(&metrics->lock, NULL);
    return metrics;
}

void dolen_metrics_free(dolen_metrics *metrics)
{
    if (!metrics)
        return;
    for (size_t i = 0; i < metrics->count; i++) {
        free(metrics->items[i]->items);
        free(metrics->items[i]);
    }
    free((void *)metrics->items);
    pthread_mutex_destroy(&metrics->lock);
    free(metrics);
}

static dolen_metric *find_metric(const dolen_metrics *metrics, const char *name)
{
    for (size_t i = 0; i < metrics->count; i++)
        if (dolen_text_same(metrics->items[i]->about.name, name))
            return metrics->items[i];
    return NULL;
}

static dolen_metric *make_metric(dolen_metrics *metrics, dolen_metric_about about)
{
    dolen_metric *metric = dolen_memory_make(1, sizeof *metric);

    metric->about = about;
    metric->lock = &metrics->lock;
    while (metric->bound_count < DOLEN_METRIC_BOUNDS && about.bounds[metric->bound_count] > 0)
        metric->bound_count++;
    metrics->items = dolen_memory_resize((void *)metrics->items, metrics->count + 1, sizeof *metrics->items);
    metrics->items[metrics->count++] = metric;
    return metric;
}

static bool has_labels(const dolen_metric *metric, const series *one, const char *first, const char *second)
{
    return (!metric->about.labels[0] || dolen_text_same(one->labels[0], first)) &&
           (!metric->about.labels[1] || dolen_text_same(one->labels[1], second));
}

static const char *safe(const char *name, const char *value)
{
    return name ? dolen_log_code(value) : "";
}

static series *find_series(dolen_metric *metric, const char *first, const char *second)
{
    for (size_t i = 0; i < metric->count; i++)
        if (has_labels(metric, &metric->items[i], first, second))
            return &metric->items[i];
    return NULL;
}

static series *add_series(dolen_metric *metric, const char *first, const char *second)
{
    if (metric->count == metric->room) {
        metric->room = metric->room ? metric->room * 2 : 4;
        metric->items = dolen_memory_resize(metric->items, metric->room, sizeof *metric->items);
    }
    series *made = &metric->items[metric->count++];
    *made = (series){0};
    memcpy(made->labels[0], first, strlen(first));
    memcpy(made->labels[1], second, strlen(second));
    return made;
}

/* The series of these labels, made when it is new. The lock is held. */
static series *take_series(dolen_metric *metric, const char *first, const char *second)
{
    const char *one = safe(metric->about.labels[0], first);
    const char *two = safe(metric->about.labels[1], second);
    series *found = find_series(metric, one, two);

    if (found)
        return found;
    if (metric->count < SERIES_LIMIT - 1)
        return add_series(metric, one, two);
    one = metric->about.labels[0] ? "other" : "";
    two = metric->about.labels[1] ? "other" : "";
    found = find_series(metric, one, two);
    return found ? found : add_series(metric, one, two);
}

dolen_metric *dolen_metrics_make(dolen_metrics *metrics, dolen_metric_about about)
{
    pthread_mutex_lock(&metrics->lock);
    dolen_metric *metric = find_metric(metrics, about.name);
    if (!metric)
        metric = make_metric(metrics, about);
    if (!about.labels[0] && !metric->count)
        add_series(metric, "", "");
    pthread_mutex_unlock(&metrics->lock);
    return metric;
}

void dolen_metric_add(dolen_metric *metric, int64_t amount, const char *first, const char *second)
{
    if (!metric)
        return;
    pthread_mutex_lock(metric->lock);
    take_series(metric, first, second)->value += amount;
    pthread_mutex_unlock(metric->lock);
}

void dolen_metric_set(dolen_metric *metric, int64_t value, const char *first, const char *second)
{
    if (!metric)
        return;
    pthread_mutex_lock(metric->lock);
    take_series(metric, first, second)->value = value;
    pthread_mutex_unlock(metric->lock);
}

void dolen_metric_observe(dolen_metric *metric, double value, const char *first, const char *second)
{
    size_t bucket = 0;

    if (!metric)
        return;
    while (bucket < metric->bound_count && value > metric->about.bounds[bucket])
        bucket++;
    pthread_mutex_lock(metric->lock);
    series *one = take_series(metric, first, second);
    one->value++;
    one->sum += value;
    if (bucket < metric->bound_count)
        one->buckets[bucket]++;
    pthread_mutex_unlock(metric->lock);
}

int64_t dolen_metric_value(dolen_metric *metric, const char *first, const char *second)
{
    if (!metric)
        return 0;
    pthread_mutex_lock(metric->lock);
    const series *one =
        find_series(metric, safe(metric->about.labels[0], first), safe(metric->about.labels[1], second));
    const int64_t value = one ? one->value : 0;
    pthread_mutex_unlock(metric->lock);
    return value;
}
