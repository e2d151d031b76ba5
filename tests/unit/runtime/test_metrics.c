#include "node/runtime/metrics.h"

#include <pthread.h>

#include "tests/support/dolen_test.h"

static const char *text_of(dolen_metrics *metrics, dolen_arena *arena)
{
    dolen_bytes text;

    assert_int_equal(DOLEN_OK, dolen_metrics_write(metrics, arena, &text, NULL));
    return (const char *)text.at;
}

static void shows_counters_gauges_and_histograms(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_metrics, metrics) = dolen_metrics_new();
    dolen_metric *queries = dolen_metrics_make(
        metrics, (dolen_metric_about){.name = "q_total", .help = "Queries", .labels = {"agency", "status"}});
    dolen_metric *open = dolen_metrics_make(
        metrics, (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE, .name = "open", .help = "Open connections"});
    dolen_metric *took = dolen_metrics_make(
        metrics,
        (dolen_metric_about){.kind = DOLEN_METRIC_HISTOGRAM, .name = "took", .help = "Time", .bounds = {0.25, 1}});

    dolen_metric_add(queries, 2, "alpha", "ok");
    dolen_metric_add(queries, 1, "alpha", "ok");
    dolen_metric_set(open, 7, NULL, NULL);
    dolen_metric_observe(took, 0.25, NULL, NULL);
    dolen_metric_observe(took, 0.5, NULL, NULL);
    dolen_metric_observe(took, 2, NULL, NULL);

    assert_string_equal("# HELP q_total Queries\n# TYPE q_total counter\nq_total{agency=\"alpha\",status=\"ok\"} 3\n"
                        "# HELP open Open connections\n# TYPE open gauge\nopen 7\n"
                        "# HELP took Time\n# TYPE took histogram\ntook_bucket{le=\"0.25\"} 1\ntook_bucket{le=\"1\"} 2\n"
                        "took_bucket{le=\"+Inf\"} 3\ntook_sum 2.75\ntook_count 3\n",
                        text_of(metrics, arena));
    assert_int_equal(3, dolen_metric_value(queries, "alpha", "ok"));
}

static void shows_no_label_that_is_not_a_code(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_metrics, metrics) = dolen_metrics_new();
    dolen_metric *metric = dolen_metrics_make(metrics, (dolen_metric_about){.name = "m", .help = "M", .labels = {"a"}});

    dolen_metric_add(metric, 1, "Jane Example", NULL);
    dolen_metric_add(metric, 1, "x\"} 5\nforged 1", NULL);

    assert_non_null(strstr(text_of(metrics, arena), "m{a=\"?\"} 2\n"));
    assert_null(strstr(text_of(metrics, arena), "Jane"));
    assert_null(strstr(text_of(metrics, arena), "forged"));
}

static void keeps_a_bounded_number_of_label_values(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_metrics, metrics) = dolen_metrics_new();
    dolen_metric *metric = dolen_metrics_make(metrics, (dolen_metric_about){.name = "m", .help = "M", .labels = {"a"}});
    char label[16];

    for (int i = 0; i < 1000; i++) {
        snprintf(label, sizeof label, "v%d", i);
        dolen_metric_add(metric, 1, label, NULL);
    }

    assert_int_equal(873, dolen_metric_value(metric, "other", NULL));
    assert_null(strstr(text_of(metrics, arena), "v127"));
}

static void *count_up(void *context)
{
    for (int i = 0; i < 10000; i++)
        dolen_metric_add(context, 1, NULL, NULL);
    return NULL;
}

static void counts_right_from_many_threads(void **state)
{
    DOLEN_OWN(dolen_metrics, metrics) = dolen_metrics_new();
    dolen_metric *metric = dolen_metrics_make(metrics, (dolen_metric_about){.name = "m", .help = "M"});
    pthread_t threads[4];

    for (size_t i = 0; i < 4; i++)
        assert_int_equal(0, pthread_create(&threads[i], NULL, count_up, metric));
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);

    assert_int_equal(40000, dolen_metric_value(metric, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_counters_gauges_and_histograms),
        cmocka_unit_test(shows_no_label_that_is_not_a_code),
        cmocka_unit_test(keeps_a_bounded_number_of_label_values),
        cmocka_unit_test(counts_right_from_many_threads),
    };

    return cmocka_run_group_tests_name("metrics", tests, NULL, NULL);
}
