#include "node/net/http_race.h"

#include <pthread.h>
#include <stdlib.h>

#include "node/base/memory.h"
#include "node/net/http_easy.h"

enum { RUNS = 8, TOTAL_MS = 15000, POLL_MS = 1000 };

/* What one run needs: a multi handle with its kept-open connections, and one easy handle a lane. */
typedef struct track {
    CURLM *multi;
    http_easy easies[DOLEN_HTTP_RACE_LIMIT];
    bool open;
    bool busy;
} track;

struct dolen_http_race {
    http_destination destinations[DOLEN_HTTP_RACE_LIMIT];
    size_t count;
    pthread_mutex_t lock;
    pthread_cond_t freed;
    track *tracks;
    size_t track_count;
};

/* One run while it goes. */
typedef struct run {
    track *track;
    dolen_arena *arena;
    dolen_http_entry *entries;
    size_t count;
    const dolen_http_race_rules *rules;
    size_t next; /* the first entry not started */
    size_t going;
    size_t accepted;
    int64_t deadline;    /* all times monotonic */
    int64_t last_change; /* when an entry was started or finished */
    int64_t began[DOLEN_HTTP_RACE_LIMIT];
    bool running[DOLEN_HTTP_RACE_LIMIT];
} run;

dolen_status dolen_http_race_new(const dolen_http_target *targets, size_t count, unsigned int runs,
                                 dolen_http_race **out, dolen_err *err)
{
    *out = NULL;
    if (count == 0 || count > DOLEN_HTTP_RACE_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a race has 1 to 8 targets");
    DOLEN_OWN(dolen_http_race, race) = dolen_memory_make(1, sizeof *race);
    pthread_mutex_init(&race->lock, NULL);
    pthread_cond_init(&race->freed, NULL);
    race->track_count = runs ? runs : RUNS;
    race->tracks = dolen_memory_make(race->track_count, sizeof *race->tracks);
    for (; race->count < count; race->count++)
        DOLEN_TRY(dolen_http_destination_make(&targets[race->count], &race->destinations[race->count], err));
    *out = DOLEN_TAKE(race);
    return DOLEN_OK;
}

static void close_track(track *t, size_t count)
{
    for (size_t i = 0; i < count; i++)
        dolen_http_easy_close(&t->easies[i]);
    if (t->multi)
        curl_multi_cleanup(t->multi);
    t->multi = NULL;
}

void dolen_http_race_free(dolen_http_race *race)
{
    if (!race)
        return;
    for (size_t i = 0; i < race->track_count; i++)
        if (race->tracks[i].open)
            close_track(&race->tracks[i], race->count);
    for (size_t i = 0; i < race->count; i++)
        dolen_http_destination_drop(&race->destinations[i]);
    free(race->tracks);
    pthread_cond_destroy(&race->freed);
    pthread_mutex_destroy(&race->lock);
    free(race);
}

static dolen_status open_track(const dolen_http_race *race, track *t, dolen_err *err)
{
    if (t->open)
        return DOLEN_OK;
    t->multi = curl_multi_init();
    if (!t->multi)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the HTTP client cannot be prepared");
    for (size_t i = 0; i < race->count; i++) {
        const dolen_status opened = dolen_http_easy_open(&t->easies[i], &race->destinations[i], err);
        if (opened != DOLEN_OK) {
            close_track(t, i);
            return opened;
        }
    }
    t->open = true;
    return DOLEN_OK;
}

static track *find_free(dolen_http_race *race)
{
    for (size_t i = 0; i < race->track_count; i++)
        if (!race->tracks[i].busy)
            return &race->tracks[i];
    return NULL;
}

static track *take_track(dolen_http_race *race)
{
    pthread_mutex_lock(&race->lock);
    track *taken = find_free(race);
    while (!taken) {
        pthread_cond_wait(&race->freed, &race->lock);
        taken = find_free(race);
    }
    taken->busy = true;
    pthread_mutex_unlock(&race->lock);
    return taken;
}

static void give_back(dolen_http_race *race, track *taken)
{
    pthread_mutex_lock(&race->lock);
    taken->busy = false;
    pthread_cond_signal(&race->freed);
    pthread_mutex_unlock(&race->lock);
}

static void fail_entry(dolen_http_entry *entry, dolen_status status, const dolen_err *err)
{
    entry->outcome = status;
    entry->err = *err;
    entry->err.status = status;
}

static void start_next(run *r)
{
    const size_t index = r->next++;
    dolen_http_entry *entry = &r->entries[index];
    http_easy *easy = &r->track->easies[entry->lane];
    dolen_err err = {0};

    entry->started = true;
    r->began[index] = dolen_clock_monotonic();
    r->last_change = r->began[index];
    dolen_status status = dolen_http_easy_prepare(easy, r->arena, &entry->call, &err);
    if (status == DOLEN_OK && (curl_easy_setopt(easy->curl, CURLOPT_PRIVATE, (void *)entry) != CURLE_OK ||
                               curl_multi_add_handle(r->track->multi, easy->curl) != CURLM_OK))
        status = DOLEN_FAIL(&err, DOLEN_E_SYSTEM, "the HTTP client cannot be prepared");
    if (status != DOLEN_OK) {
        fail_entry(entry, status, &err);
        return;
    }
    r->running[index] = true;
    r->going++;
}

static dolen_status weigh(const run *r, size_t index, dolen_err *err)
{
    const dolen_http_reply *reply = &r->entries[index].reply;
    const dolen_status status = dolen_http_reply_status(reply);

    if (status != DOLEN_OK)
        return DOLEN_FAIL(err, status, "the peer refused the call");
    return r->rules->accept ? r->rules->accept(r->rules->context, index, reply, err) : DOLEN_OK;
}

static void finish_entry(run *r, dolen_http_entry *entry, CURLcode code)
{
    const size_t index = (size_t)(entry - r->entries);
    http_easy *easy = &r->track->easies[entry->lane];
    dolen_err err = {0};

    curl_multi_remove_handle(r->track->multi, easy->curl);
    r->running[index] = false;
    r->going--;
    r->last_change = dolen_clock_monotonic();
    entry->milliseconds = r->last_change - r->began[index];
    dolen_status status = dolen_http_easy_finish(easy, code, &entry->reply, &err);
    if (status == DOLEN_OK)
        status = weigh(r, index, &err);
    if (status != DOLEN_OK) {
        fail_entry(entry, status, &err);
        return;
    }
    entry->accepted = true;
    r->accepted++;
}

static void collect(run *r)
{
    int left = 0;

    for (CURLMsg *message = curl_multi_info_read(r->track->multi, &left); message;
         message = curl_multi_info_read(r->track->multi, &left)) {
        void *entry = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        const CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&entry);
        finish_entry(r, entry, code);
        if (r->accepted >= r->rules->need)
            return;
    }
}

/* Removing a running transfer closes its connection. */
static void cancel_rest(run *r)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->running[i]) {
            curl_multi_remove_handle(r->track->multi, r->track->easies[r->entries[i].lane].curl);
            r->entries[i].milliseconds = dolen_clock_monotonic() - r->began[i];
            r->running[i] = false;
            r->going--;
        }
}

static bool may_still_succeed(const run *r)
{
    return r->accepted + r->going + (r->count - r->next) >= r->rules->need;
}

/* Enough must be going to reach the goal; one more when nothing has moved for too long. */
static void start_wanted(run *r)
{
    const int64_t now = dolen_clock_monotonic();

    while (r->next < r->count && r->accepted + r->going < r->rules->need)
        start_next(r);
    if (r->next < r->count && r->rules->hedge_ms && now - r->last_change >= r->rules->hedge_ms)
        start_next(r);
}

static int wait_ms(const run *r)
{
    const int64_t now = dolen_clock_monotonic();
    int64_t wait = r->deadline - now;

    if (r->rules->hedge_ms && r->next < r->count && r->last_change + r->rules->hedge_ms - now < wait)
        wait = r->last_change + r->rules->hedge_ms - now;
    if (wait > POLL_MS)
        wait = POLL_MS;
    return wait > 0 ? (int)wait : 0;
}

static dolen_status go(run *r, dolen_err *err)
{
    const size_t at_once = r->rules->at_once ? r->rules->at_once : r->rules->need;

    while (r->next < r->count && r->next < at_once)
        start_next(r);
    while (r->accepted < r->rules->need) {
        int running = 0;
        start_wanted(r);
        if (!may_still_succeed(r))
            return DOLEN_FAIL(err, DOLEN_E_REMOTE, "too few peers gave a good reply");
        if (dolen_clock_monotonic() >= r->deadline)
            return DOLEN_FAIL(err, DOLEN_E_REMOTE, "too few peers answered in time");
        if (curl_multi_perform(r->track->multi, &running) != CURLM_OK)
            return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the HTTP client failed");
        collect(r);
        if (r->accepted < r->rules->need && r->going &&
            curl_multi_poll(r->track->multi, NULL, 0, wait_ms(r), NULL) != CURLM_OK)
            return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the HTTP client failed");
    }
    return DOLEN_OK;
}

static dolen_status check_entries(const dolen_http_race *race, dolen_http_entry *entries, size_t count, size_t need,
                                  dolen_err *err)
{
    bool used[DOLEN_HTTP_RACE_LIMIT] = {false};

    if (count == 0 || count > race->count || need == 0 || need > count)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a run needs at least as many entries as replies");
    for (size_t i = 0; i < count; i++) {
        if (entries[i].lane >= race->count || used[entries[i].lane])
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a run uses each target once at most");
        used[entries[i].lane] = true;
        entries[i] = (dolen_http_entry){.lane = entries[i].lane, .call = entries[i].call};
        entries[i].reply.content_type = "";
    }
    return DOLEN_OK;
}

dolen_status dolen_http_race_run(dolen_http_race *race, dolen_arena *arena, dolen_http_entry *entries, size_t count,
                                 const dolen_http_race_rules *rules, dolen_err *err)
{
    DOLEN_TRY(check_entries(race, entries, count, rules->need, err));
    track *taken = take_track(race);
    dolen_status status = open_track(race, taken, err);
    if (status == DOLEN_OK) {
        run r = {.track = taken, .arena = arena, .entries = entries, .count = count, .rules = rules};
        r.deadline = dolen_clock_monotonic() + (rules->total_ms ? rules->total_ms : TOTAL_MS);
        status = go(&r, err);
        cancel_rest(&r);
    }
    give_back(race, taken);
    return status;
}
