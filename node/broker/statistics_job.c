#include "node/broker/statistics_job.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/broker/broker.h"
#include "node/broker/person_groups.h"
#include "node/broker/statistics_tables.h"
#include "node/store/index_store.h"
#include "node/store/transaction.h"

enum { ARENA = 8 * 1024 * 1024, LEDGER_ARENA = 256 * 1024, AFTER_FAILURE = 3600, LEAST_MEMBERS = 2 };

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

/* One release while it is made. */
typedef struct making {
    const dolen_statistics_desk *desk;
    dolen_arena *arena;
    uint32_t epoch;
    int64_t now;
    int64_t month_end; /* instant */
    dolen_month first;
    dolen_statistics_release release;
    dolen_person_groups *groups;
    dolen_statistics_tables *tables;
} making;

static int64_t first_instant(dolen_month month)
{
    return dolen_day_number((dolen_day){(int16_t)(month / 12), (uint8_t)(month % 12 + 1), 1}) * day_ms;
}

static const dolen_coverage *coverage_of(const dolen_coverage *all, size_t count, dolen_code member)
{
    for (size_t i = 0; i < count; i++)
        if (dolen_code_same(all[i].agency, member) && all[i].sequence)
            return &all[i];
    return NULL;
}

/* Who is counted, and whether all of them are complete to the month's end. */
static dolen_status look_at_members(making *m, dolen_connection *connection, bool *complete, dolen_err *err)
{
    const dolen_federation *federation = m->desk->federation;
    const dolen_coverage *coverage = NULL;
    dolen_code *members = NULL;
    size_t count = 0;

    *complete = true;
    DOLEN_TRY(dolen_index_store_coverage(connection, m->epoch, m->arena, &coverage, &count, err));
    DOLEN_TRY(dolen_arena_take(m->arena, DOLEN_STATISTICS_MEMBERS, sizeof *members, (void *)&members, err));
    for (size_t i = 0; i < federation->member_count && m->release.member_count < DOLEN_STATISTICS_MEMBERS; i++) {
        const dolen_federation_member *member = &federation->members[i];
        const dolen_coverage *covered = coverage_of(coverage, count, member->code);
        if (member->suspended)
            continue;
        *complete = *complete && covered && covered->extract_as_of >= m->month_end;
        if (!covered)
            continue;
        members[m->release.member_count++] = member->code;
        if (m->release.as_of == 0 || covered->extract_as_of < m->release.as_of)
            m->release.as_of = covered->extract_as_of;
    }
    m->release.members = members;
    return DOLEN_OK;
}

static dolen_status find_due(making *m, dolen_connection *connection, bool *due, dolen_err *err)
{
    const dolen_statistics_release *made = NULL;
    const dolen_month month = dolen_month_of(dolen_day_of(m->now)) - 1;
    size_t count = 0;
    bool complete = false;

    *due = false;
    DOLEN_TRY(dolen_statistics_store_list(connection, m->arena, &made, &count, err));
    if (count && made[count - 1].month >= month)
        return DOLEN_OK;
    m->month_end = first_instant(month + 1);
    m->release.month = month;
    m->first = month - DOLEN_STATISTICS_MONTHS + 1;
    if (count && made[count - 1].month >= m->first)
        m->first = made[count - 1].month + 1;
    DOLEN_TRY(look_at_members(m, connection, &complete, err));
    const bool patient = m->now < m->month_end + m->desk->patience_days * day_ms;
    *due = m->release.member_count >= LEAST_MEMBERS && (complete || !patient);
    return DOLEN_OK;
}

static dolen_status add_record(void *context, int64_t record, dolen_err *err)
{
    return dolen_person_groups_add(context, record, err);
}

static dolen_status join_pair(void *context, const dolen_statistics_pair *pair, dolen_err *err)
{
    return dolen_person_groups_join(context, pair, err);
}

static dolen_status add_count(void *context, const dolen_statistics_count *count, dolen_err *err)
{
    return dolen_statistics_tables_add(context, count, err);
}

/* Everything as the index stands at one instant; the transaction ends without a trace. */
static dolen_status count_all(making *m, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;

    DOLEN_TRY(dolen_transaction_begin(m->desk->pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_statistics_store_open(connection, err));
    DOLEN_TRY(dolen_statistics_store_records(connection, m->epoch, add_record, m->groups, err));
    DOLEN_TRY(dolen_statistics_store_pairs(connection, m->epoch, join_pair, m->groups, err));
    DOLEN_TRY(dolen_statistics_store_group(connection, dolen_person_groups_all_records(m->groups),
                                           dolen_person_groups_all_persons(m->groups),
                                           dolen_person_groups_records(m->groups), err));
    return dolen_statistics_store_count(connection, m->first, m->release.month, add_count, m->tables, err);
}

static dolen_status record_release(const making *m, dolen_connection *connection, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(LEDGER_ARENA);
    dolen_ledger_place place;
    dolen_ledger_entry entry = {.kind = DOLEN_LEDGER_STATISTICS,
                                .time = m->now,
                                .outcome = dolen_code_of("made"),
                                .rules_digest = dolen_rules_digest(m->desk->rules),
                                .epoch = m->epoch,
                                .range = {(uint64_t)m->release.month, m->release.figure_count}};

    if (!m->desk->ledger)
        return DOLEN_OK;
    DOLEN_TRY(
        dolen_text_copy(entry.rules_version, sizeof entry.rules_version, dolen_rules_version(m->desk->rules), err));
    return dolen_ledger_append_in(m->desk->ledger, connection, &entry, arena, &place, err);
}

static dolen_status publish(making *m, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;

    DOLEN_TRY(dolen_transaction_begin(m->desk->pool, &transaction, err));
    DOLEN_TRY(dolen_statistics_store_add(dolen_transaction_connection(transaction), &m->release, err));
    DOLEN_TRY(record_release(m, dolen_transaction_connection(transaction), err));
    return dolen_transaction_commit(transaction, err);
}

static dolen_status make(making *m, dolen_statistics_made *out, dolen_err *err)
{
    DOLEN_OWN(dolen_person_groups, groups) = NULL;
    DOLEN_OWN(dolen_statistics_tables, tables) = NULL;
    const dolen_limits *limits = dolen_rules_limits(m->desk->rules);

    groups = dolen_person_groups_new((dolen_match_thresholds){limits->confirmed, limits->probable});
    DOLEN_TRY(dolen_statistics_tables_new(m->desk->rules, m->first, m->release.month, &tables, err));
    m->groups = groups;
    m->tables = tables;
    DOLEN_TRY(count_all(m, err));
    DOLEN_TRY(dolen_statistics_tables_finish(tables, m->desk->key, m->arena, &m->release.figures,
                                             &m->release.figure_count, err));
    DOLEN_TRY(publish(m, err));
    out->month = m->release.month;
    out->records = dolen_person_groups_records(groups);
    out->people = dolen_person_groups_people(groups);
    out->figures = m->release.figure_count;
    for (size_t i = 0; i < m->release.figure_count; i++)
        out->shown += m->release.figures[i].is_shown;
    return DOLEN_OK;
}

static dolen_status look(making *m, bool *due, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(m->desk->pool, &connection, err));
    return find_due(m, connection, due, err);
}

dolen_status dolen_statistics_job_make(const dolen_statistics_desk *desk, dolen_statistics_made *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const int64_t begun = dolen_clock_monotonic();
    making m = {
        .desk = desk, .arena = arena, .epoch = desk->federation->epochs[0].epoch, .now = dolen_clock_now(desk->clock)};
    bool due = false;

    *out = (dolen_statistics_made){0};
    m.release.made = m.now;
    m.release.epoch = m.epoch;
    DOLEN_TRY(dolen_text_copy(m.release.rules_version, sizeof m.release.rules_version, dolen_rules_version(desk->rules),
                              err));
    DOLEN_TRY(look(&m, &due, err));
    if (due)
        DOLEN_TRY(make(&m, out, err));
    out->milliseconds = dolen_clock_monotonic() - begun;
    return DOLEN_OK;
}

struct dolen_statistics_job {
    dolen_broker *broker;
    int64_t seconds;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_stopped;
};

/* How long to wait before looking again, in seconds. */
static int64_t run_once(dolen_statistics_job *job)
{
    const dolen_broker *broker = job->broker;
    const dolen_statistics_desk desk = {.pool = broker->pool,
                                        .rules = broker->rules,
                                        .federation = dolen_federation_current_get(broker->federation),
                                        .key = broker->statistics_key,
                                        .ledger = broker->ledger,
                                        .clock = broker->clock,
                                        .patience_days = broker->settings.statistics_patience};
    dolen_statistics_made made;
    dolen_err err = {0};

    const dolen_status status = dolen_statistics_job_make(&desk, &made, &err);
    if (status != DOLEN_OK && status != DOLEN_E_CONFLICT) {
        dolen_log_error("statistics could not be made", dolen_field_status(dolen_status_word(status)),
                        dolen_field_reason(&err));
        return AFTER_FAILURE;
    }
    if (made.month)
        dolen_log_info("statistics of a month are public", dolen_field_count((int64_t)made.figures),
                       dolen_field_size((int64_t)made.records), dolen_field_milliseconds(made.milliseconds));
    return job->seconds;
}

/* False when it is time to stop. */
static bool wait_for(dolen_statistics_job *job, int64_t seconds)
{
    struct timespec until;

    DOLEN_MUST(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_sec += (time_t)seconds;
    pthread_mutex_lock(&job->lock);
    int waited = 0;
    while (!job->is_stopped && waited == 0)
        waited = pthread_cond_timedwait(&job->wake, &job->lock, &until);
    const bool goes_on = !job->is_stopped;
    pthread_mutex_unlock(&job->lock);
    return goes_on;
}

static void *run(void *context)
{
    dolen_statistics_job *job = context;
    int64_t seconds = job->seconds;

    while (wait_for(job, seconds))
        seconds = run_once(job);
    return NULL;
}

dolen_statistics_job *dolen_statistics_job_start(struct dolen_broker *broker, int64_t seconds)
{
    dolen_statistics_job *job = dolen_memory_make(1, sizeof *job);
    pthread_condattr_t monotonic;

    job->broker = broker;
    job->seconds = seconds;
    DOLEN_MUST(pthread_mutex_init(&job->lock, NULL) == 0);
    DOLEN_MUST(pthread_condattr_init(&monotonic) == 0);
    DOLEN_MUST(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    DOLEN_MUST(pthread_cond_init(&job->wake, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    DOLEN_MUST(pthread_create(&job->thread, NULL, run, job) == 0);
    return job;
}

void dolen_statistics_job_free(dolen_statistics_job *job)
{
    if (!job)
        return;
    pthread_mutex_lock(&job->lock);
    job->is_stopped = true;
    pthread_cond_signal(&job->wake);
    pthread_mutex_unlock(&job->lock);
    pthread_join(job->thread, NULL);
    pthread_cond_destroy(&job->wake);
    pthread_mutex_destroy(&job->lock);
    free(job);
}
