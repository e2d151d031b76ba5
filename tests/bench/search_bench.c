/*
 * Whole searches through a running node's administration socket, each with its own latency. Used by
 * tests/bench/federation.
 * usage: search_bench SOCKET QUESTIONS FIRST COUNT AT-ONCE [A-SECOND]
 *   QUESTIONS  a JSON object a line, as POST /search takes it; lines FIRST (from 0) on are asked, COUNT of them
 *   A-SECOND   searches fall due at this rate, and their latency counts from then; without it each of AT-ONCE clients
 *              asks again as soon as it has its answer
 * Prints one JSON object; exit 1 when any search was not answered.
 */
#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/base/memory.h"
#include "node/net/http_client.h"

enum { AT_ONCE_MOST = 64, QUESTIONS_MOST = 100000, TIMEOUT_MS = 60 * 1000, REPLY_LIMIT = 1024 * 1024 };

/* What all clients share. */
typedef struct load {
    const char *url;
    char **questions;
    size_t count;
    double began;
    double a_second; /* 0: as soon as possible */
    double *milliseconds;
    _Atomic size_t next;
    _Atomic size_t failed;
} load;

static double now_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void wait_until(double due)
{
    const double left = due - now_seconds();

    if (left <= 0)
        return;
    const struct timespec pause = {(time_t)left, (long)((left - (double)(time_t)left) * 1e9)};
    nanosleep(&pause, NULL);
}

/* An answer counts when the ledger holds the search. */
static bool is_answer(const dolen_http_reply *reply)
{
    json_error_t wrong;
    json_t *document = json_loadb((const char *)reply->body.at, reply->body.size, 0, &wrong);
    const bool is =
        reply->status == 200 && json_is_integer(json_object_get(json_object_get(document, "ledger"), "index"));

    if (!is)
        fprintf(stderr, "search_bench: status %d: %.*s\n", reply->status,
                (int)((reply->body.size < 200 ? reply->body.size : 200)), (const char *)reply->body.at);
    json_decref(document);
    return is;
}

static bool ask(dolen_http_client *client, dolen_arena *arena, const char *question)
{
    const dolen_http_call call = {
        .path = "/search", .content_type = "application/json", .body = dolen_bytes_of_string(question)};
    dolen_http_reply reply;
    dolen_err err = {0};

    dolen_arena_reset(arena);
    if (dolen_http_client_send(client, arena, &call, &reply, &err) == DOLEN_OK)
        return is_answer(&reply);
    fprintf(stderr, "search_bench: %s\n", err.what ? err.what : "no reply");
    return false;
}

static void *run_client(void *context)
{
    load *l = context;
    const dolen_http_target target = {
        .url = l->url, .total_ms = TIMEOUT_MS, .reply_limit = REPLY_LIMIT, .connections = 1};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)REPLY_LIMIT * 4);
    DOLEN_OWN(dolen_http_client, client) = NULL;

    DOLEN_MUST(dolen_http_client_new(&target, &client, NULL) == DOLEN_OK);
    for (size_t i = l->next++; i < l->count; i = l->next++) {
        double begun = now_seconds();
        if (l->a_second > 0) {
            begun = l->began + (double)i / l->a_second;
            wait_until(begun);
        }
        if (!ask(client, arena, l->questions[i]))
            l->failed++;
        l->milliseconds[i] = (now_seconds() - begun) * 1e3;
    }
    return NULL;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The lines wanted; fewer when the file has fewer. They live as long as the program. */
static size_t read_questions(const char *path, size_t first, size_t count, char **out)
{
    FILE *file = fopen(path, "r");
    size_t got = 0;

    DOLEN_MUST(file);
    for (size_t line = 0; got < count; line++) {
        char *text = NULL;
        size_t room = 0;
        if (getline(&text, &room, file) < 0) {
            free(text);
            break;
        }
        if (line >= first)
            out[got++] = text;
        else
            free(text);
    }
    fclose(file);
    return got;
}

static void run_clients(load *l, size_t at_once)
{
    pthread_t threads[AT_ONCE_MOST];

    l->began = now_seconds();
    for (size_t i = 0; i < at_once; i++)
        DOLEN_MUST(pthread_create(&threads[i], NULL, run_client, l) == 0);
    for (size_t i = 0; i < at_once; i++)
        pthread_join(threads[i], NULL);
}

int main(int argc, char **argv)
{
    static char *questions[QUESTIONS_MOST];
    static double milliseconds[QUESTIONS_MOST];
    load l = {.questions = questions, .milliseconds = milliseconds};
    char url[512];

    DOLEN_MUST(argc >= 6);
    const size_t wanted = strtoul(argv[4], NULL, 10);
    const size_t at_once = strtoul(argv[5], NULL, 10);
    DOLEN_MUST(wanted > 0 && wanted <= QUESTIONS_MOST && at_once > 0 && at_once <= AT_ONCE_MOST);
    l.a_second = argc > 6 ? strtod(argv[6], NULL) : 0;
    DOLEN_MUST((size_t)snprintf(url, sizeof url, "unix:%s", argv[1]) < sizeof url);
    l.url = url;
    l.count = read_questions(argv[2], strtoul(argv[3], NULL, 10), wanted, questions);
    DOLEN_MUST(l.count == wanted);
    run_clients(&l, at_once);
    const double took = now_seconds() - l.began;
    qsort(milliseconds, l.count, sizeof *milliseconds, ascending);
    printf("{\"searches\": %zu, \"failed\": %zu, \"seconds\": %.3f, \"p50\": %.3f, \"p99\": %.3f}\n", l.count, l.failed,
           took, milliseconds[l.count / 2], milliseconds[l.count * 99 / 100]);
    for (size_t i = 0; i < l.count; i++)
        free(questions[i]);
    return l.failed ? 1 : 0;
}
