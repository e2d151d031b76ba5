/*
 * The broker's answers alone, asked as an agency's node asks them: pseudonyms are made once, each question is signed,
 * sent over mutual TLS and its answer checked. Used by tests/bench/answers, which brings the federation up.
 * usage: answer_bench CONFIG load QUESTIONS COUNT AT-ONCE
 *        answer_bench CONFIG timing QUESTIONS OTHER-QUESTIONS COUNT
 *   CONFIG     a node's configuration file, on addresses of its own
 *   QUESTIONS  a JSON object a line, as POST /search takes it; asked in turn, each time by another member of staff
 * load prints answers a second and latency; timing asks COUNT questions of both files in random order, one at a time,
 * and prints how well latency tells one file from the other: Welch's t, and the area under the ROC curve.
 * Prints one JSON object; exit 1 when a question was not answered.
 */
#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/agency/agency.h"
#include "node/agency/search_json.h"
#include "node/agency/service/service.h"
#include "node/agency/service/service_settings.h"
#include "node/base/memory.h"
#include "node/crypto/random.h"

enum { QUESTIONS_MOST = 512, AT_ONCE_MOST = 64, ANSWERS_MOST = 1000000, LINE = 64 * 1024, ARENA = 16 * 1024 * 1024 };

/* A question whose pseudonyms are made. */
typedef struct prepared {
    dolen_query query;
    dolen_token tokens[DOLEN_SUBJECT_PSEUDONYMS];
} prepared;

typedef struct prepared_list {
    prepared items[QUESTIONS_MOST];
    size_t count;
} prepared_list;

typedef struct load {
    dolen_agency *agency;
    const prepared_list *questions;
    size_t count;
    double *milliseconds;
    _Atomic size_t next;
    _Atomic size_t failed;
} load;

static double now_milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void must(dolen_status status, const dolen_err *err)
{
    if (status == DOLEN_OK)
        return;
    fprintf(stderr, "answer_bench: %s\n", err->what ? err->what : "failed");
    exit(1);
}

static dolen_agency *open_agency(const char *path)
{
    static const dolen_setting admin[] = {
        {.section = "admin", .key = "listen", .kind = DOLEN_SETTING_ADDRESS, .otherwise = ""},
        {.section = "log", .key = "level", .kind = DOLEN_SETTING_TEXT, .otherwise = ""},
        {0},
    };
    static const dolen_setting *const tables[] = {dolen_agency_settings_table, admin, NULL};
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(20);
    dolen_settings *settings = NULL;
    void *service = NULL;
    dolen_err err = {0};

    const dolen_status read = dolen_settings_read(path, tables, &settings, problems, &err);
    dolen_problems_print(problems, stderr);
    must(read, &err);
    const dolen_daemon daemon = {.settings = settings, .metrics = dolen_metrics_new(), .clock = dolen_clock_system()};
    must(dolen_agency_service.start(&daemon, &service, &err), &err);
    return service;
}

static void prepare(dolen_agency *agency, const char *line, prepared *out)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_record_maker maker = {.pseudonymiser = agency->pseudonymiser, .keys = agency->keys};
    dolen_search_request request;
    uint8_t fields = 0;
    dolen_err err = {0};
    json_t *document = json_loads(line, 0, NULL);

    must(dolen_search_json_read(document, arena, &request, &err), &err);
    const dolen_publication subject = {
        .subject = request.subject, .person = request.person, .address = request.address};
    must(dolen_record_maker_ask(&maker, &subject, arena, out->tokens, &fields, &err), &err);
    json_decref(document);
    out->query = (dolen_query){
        .federation = dolen_federation_current_get(agency->federation)->name,
        .agency = agency->code,
        .epoch = dolen_pseudonymiser_epoch(agency->pseudonymiser),
        .role = request.role,
        .purpose = request.purpose,
        .case_handle = dolen_local_keys_case(agency->keys, request.case_reference),
        .subject = request.subject,
        .fields = fields,
        .requested_level = request.requested_level == DOLEN_LEVEL_NONE ? DOLEN_LEVEL_L3 : request.requested_level,
        .tokens = out->tokens,
        .token_count = DOLEN_SUBJECT_PSEUDONYMS,
    };
}

static void read_questions(dolen_agency *agency, const char *path, prepared_list *out)
{
    static char line[LINE];
    FILE *file = fopen(path, "r");

    DOLEN_MUST(file);
    while (out->count < QUESTIONS_MOST && fgets(line, sizeof line, file))
        prepare(agency, line, &out->items[out->count++]);
    fclose(file);
    DOLEN_MUST(out->count > 0);
}

/* Milliseconds that the answer took; negative when there was none. */
static double ask(dolen_agency *agency, const prepared *question, dolen_arena *arena)
{
    dolen_query query = question->query;
    dolen_broker_refusal refusal;
    dolen_answer answer;
    dolen_err err = {0};

    dolen_arena_reset(arena);
    query.request_id = dolen_uuid_make();
    query.created = dolen_clock_now(agency->clock);
    dolen_random_bytes(query.staff.bytes, sizeof query.staff.bytes);
    const double begun = now_milliseconds();
    if (dolen_broker_link_ask(agency->broker, &query, arena, &answer, &refusal, &err) == DOLEN_OK)
        return now_milliseconds() - begun;
    fprintf(stderr, "answer_bench: %s (%s)\n", err.what ? err.what : "refused", refusal.rule.text);
    return -1;
}

static void *run_client(void *context)
{
    load *l = context;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);

    for (size_t i = l->next++; i < l->count; i = l->next++) {
        l->milliseconds[i] = ask(l->agency, &l->questions->items[i % l->questions->count], arena);
        if (l->milliseconds[i] < 0)
            l->failed++;
    }
    return NULL;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

static int measure_load(dolen_agency *agency, char **arguments, double *milliseconds)
{
    static prepared_list questions;
    pthread_t threads[AT_ONCE_MOST];
    const size_t at_once = strtoul(arguments[2], NULL, 10);
    load l = {.agency = agency, .questions = &questions, .milliseconds = milliseconds};

    l.count = strtoul(arguments[1], NULL, 10);
    DOLEN_MUST(l.count > 0 && l.count <= ANSWERS_MOST && at_once > 0 && at_once <= AT_ONCE_MOST);
    read_questions(agency, arguments[0], &questions);
    const double begun = now_milliseconds();
    for (size_t i = 0; i < at_once; i++)
        DOLEN_MUST(pthread_create(&threads[i], NULL, run_client, &l) == 0);
    for (size_t i = 0; i < at_once; i++)
        pthread_join(threads[i], NULL);
    const double seconds = (now_milliseconds() - begun) / 1e3;
    qsort(milliseconds, l.count, sizeof *milliseconds, ascending);
    printf("{\"answers\": %zu, \"failed\": %zu, \"seconds\": %.3f, \"p50\": %.3f, \"p99\": %.3f}\n", l.count, l.failed,
           seconds, milliseconds[l.count / 2], milliseconds[l.count * 99 / 100]);
    return l.failed ? 1 : 0;
}

typedef struct sample {
    double milliseconds;
    bool other;
} sample;

static int by_time(const void *a, const void *b)
{
    return ascending(&((const sample *)a)->milliseconds, &((const sample *)b)->milliseconds);
}

typedef struct moments {
    double count;
    double mean;
    double variance;
} moments;

static moments moments_of(const sample *samples, size_t count, bool other)
{
    moments of = {0};

    for (size_t i = 0; i < count; i++) {
        if (samples[i].other != other)
            continue;
        const double away = samples[i].milliseconds - of.mean;
        of.count++;
        of.mean += away / of.count;
        of.variance += away * (samples[i].milliseconds - of.mean);
    }
    of.variance /= of.count - 1;
    return of;
}

/* The Mann-Whitney statistic over samples in ascending order, ties at their middle rank. */
static double area_of(const sample *samples, size_t count)
{
    double rank_sum = 0;
    double others = 0;

    for (size_t first = 0, last = 0; first < count; first = last) {
        while (last < count && samples[last].milliseconds <= samples[first].milliseconds)
            last++;
        for (size_t i = first; i < last; i++)
            if (samples[i].other) {
                rank_sum += ((double)first + 1 + (double)last) / 2;
                others++;
            }
    }
    return (rank_sum - others * (others + 1) / 2) / (others * ((double)count - others));
}

static void print_timing(sample *samples, size_t count)
{
    qsort(samples, count, sizeof *samples, by_time);
    const moments one = moments_of(samples, count, false);
    const moments other = moments_of(samples, count, true);
    const double t = (other.mean - one.mean) / sqrt(one.variance / one.count + other.variance / other.count);
    /* The slowest hundredth is the machine's doing; without it the test sees smaller differences. */
    const size_t kept = count - count / 100;
    const moments calm = moments_of(samples, kept, false);
    const moments other_calm = moments_of(samples, kept, true);
    const double calm_t =
        (other_calm.mean - calm.mean) / sqrt(calm.variance / calm.count + other_calm.variance / other_calm.count);
    printf("{\"answers\": %zu, \"mean\": %.4f, \"other_mean\": %.4f, \"t\": %.2f, \"t_without_slowest\": %.2f, "
           "\"auc\": %.4f}\n",
           count, one.mean, other.mean, t, calm_t, area_of(samples, count));
}

static int measure_timing(dolen_agency *agency, char **arguments)
{
    static prepared_list questions[2];
    static sample samples[ANSWERS_MOST];
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const size_t count = strtoul(arguments[2], NULL, 10);
    uint8_t coin = 0;

    DOLEN_MUST(count >= 100 && count <= ANSWERS_MOST);
    read_questions(agency, arguments[0], &questions[0]);
    read_questions(agency, arguments[1], &questions[1]);
    for (size_t i = 0; i < count + count / 10; i++) {
        dolen_random_bytes(&coin, sizeof coin);
        const prepared_list *list = &questions[coin & 1];
        const sample now = {ask(agency, &list->items[i % list->count], arena), coin & 1};
        if (now.milliseconds < 0)
            return 1;
        if (i >= count / 10)
            samples[i - count / 10] = now;
    }
    print_timing(samples, count);
    return 0;
}

int main(int argc, char **argv)
{
    static double milliseconds[ANSWERS_MOST];

    DOLEN_MUST(argc == 6);
    dolen_agency *agency = open_agency(argv[1]);
    const int code = strcmp(argv[2], "timing") == 0 ? measure_timing(agency, argv + 3)
                                                    : measure_load(agency, argv + 3, milliseconds);
    dolen_agency_service.stop(agency);
    return code;
}
