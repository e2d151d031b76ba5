#include "node/agency/publish.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "node/agency/agency.h"
#include "node/agency/publish_job.h"
#include "node/agency/subject_notices.h"
#include "node/base/log.h"
#include "node/base/memory.h"

struct dolen_publisher {
    dolen_agency *agency;
    pthread_mutex_t lock; /* over what follows */
    pthread_t thread;
    bool has_thread;
    bool running;
    bool stopped;
    char *csv;
    bool release;
    dolen_publish_progress progress;
};

dolen_publisher *dolen_publisher_new(dolen_agency *agency)
{
    dolen_publisher *publisher = dolen_memory_make(1, sizeof *publisher);

    publisher->agency = agency;
    pthread_mutex_init(&publisher->lock, NULL);
    return publisher;
}

static void join(dolen_publisher *publisher)
{
    if (publisher->has_thread)
        pthread_join(publisher->thread, NULL);
    publisher->has_thread = false;
}

void dolen_publisher_free(dolen_publisher *publisher)
{
    if (!publisher)
        return;
    pthread_mutex_lock(&publisher->lock);
    publisher->stopped = true;
    pthread_mutex_unlock(&publisher->lock);
    join(publisher);
    pthread_mutex_destroy(&publisher->lock);
    free(publisher->csv);
    free(publisher);
}

static void tell_stage(void *context, dolen_publish_stage stage, uint64_t total)
{
    dolen_publisher *publisher = context;

    pthread_mutex_lock(&publisher->lock);
    publisher->progress.stage = stage;
    publisher->progress.done = 0;
    publisher->progress.total = total;
    pthread_mutex_unlock(&publisher->lock);
}

static void tell_done(void *context, uint64_t more)
{
    dolen_publisher *publisher = context;

    pthread_mutex_lock(&publisher->lock);
    publisher->progress.done += more;
    pthread_mutex_unlock(&publisher->lock);
}

static bool is_stopped(void *context)
{
    dolen_publisher *publisher = context;

    pthread_mutex_lock(&publisher->lock);
    const bool stopped = publisher->stopped;
    pthread_mutex_unlock(&publisher->lock);
    return stopped;
}

static void keep_problems(dolen_publish_progress *progress, const dolen_problems *problems)
{
    progress->problem_count = dolen_problems_count(problems);
    for (size_t i = 0; i < DOLEN_PUBLISH_PROBLEMS; i++) {
        const dolen_problem *problem = dolen_problems_at(problems, i);
        if (!problem)
            return;
        progress->problems[i] = (dolen_publish_problem){.line = problem->line, .what = problem->what};
        if (problem->name)
            strncat(progress->problems[i].column, problem->name, DOLEN_PUBLISH_COLUMN - 1);
    }
}

static void end(dolen_publisher *publisher, dolen_status status, const dolen_problems *problems,
                const dolen_publish_result *result, const dolen_err *why)
{
    pthread_mutex_lock(&publisher->lock);
    keep_problems(&publisher->progress, problems);
    publisher->progress.result = *result;
    publisher->progress.stage = status == DOLEN_OK ? DOLEN_PUBLISH_DONE : DOLEN_PUBLISH_FAILED;
    publisher->progress.failure = status == DOLEN_OK ? NULL : why->what;
    publisher->running = false;
    pthread_mutex_unlock(&publisher->lock);
}

/* The broker answered just now: what retention erased here, and what waited for it, gets into the ledger. */
static void send_notices(dolen_agency *agency)
{
    dolen_err why = {0};
    int64_t entry = 0;

    if (dolen_subject_notices_send(agency, (dolen_uuid){{0}}, &entry, &why) != DOLEN_OK)
        dolen_log_warning("notices wait to be entered into the ledger", dolen_field_reason(&why));
}

static void *work(void *context)
{
    dolen_publisher *publisher = context;
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(DOLEN_PUBLISH_PROBLEMS);
    const dolen_publish_watch watch = {
        .stage = tell_stage, .done = tell_done, .is_stopped = is_stopped, .context = publisher};
    dolen_publish_result result;
    dolen_err why = {0};

    const dolen_status status =
        dolen_publish_job_run(publisher->agency, publisher->csv, publisher->release, &watch, problems, &result, &why);
    if (status == DOLEN_OK)
        dolen_log_info("published", dolen_field_sequence((int64_t)result.sequence),
                       dolen_field_count((int64_t)result.put), dolen_field_milliseconds(result.milliseconds));
    else
        dolen_log_error("publishing failed", dolen_field_status(dolen_status_word(status)), dolen_field_reason(&why));
    if (status == DOLEN_OK)
        send_notices(publisher->agency);
    end(publisher, status, problems, &result, &why);
    return NULL;
}

static dolen_status begin(dolen_publisher *publisher, const char *csv, bool release, dolen_err *err)
{
    if (publisher->running)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "another extract is being published");
    join(publisher);
    free(publisher->csv);
    publisher->csv = csv ? dolen_memory_copy_string(csv) : NULL;
    publisher->release = release;
    publisher->progress = (dolen_publish_progress){.stage = DOLEN_PUBLISH_CHECKING};
    if (pthread_create(&publisher->thread, NULL, work, publisher) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "no thread can be started for publishing");
    publisher->has_thread = true;
    publisher->running = true;
    return DOLEN_OK;
}

dolen_status dolen_publisher_start(dolen_publisher *publisher, const char *csv, bool release, dolen_err *err)
{
    pthread_mutex_lock(&publisher->lock);
    const dolen_status begun = begin(publisher, csv, release, err);
    pthread_mutex_unlock(&publisher->lock);
    return begun;
}

void dolen_publisher_progress(dolen_publisher *publisher, dolen_publish_progress *out)
{
    pthread_mutex_lock(&publisher->lock);
    *out = publisher->progress;
    pthread_mutex_unlock(&publisher->lock);
}
