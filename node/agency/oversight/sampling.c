#include "node/agency/oversight/sampling.h"

#include <stdio.h>
#include <string.h>

#include "node/base/log.h"
#include "node/crypto/hash.h"
#include "node/crypto/random.h"
#include "node/store/review_store.h"
#include "node/store/search_store.h"
#include "node/store/transaction.h"
#include "node/store/witness_store.h"

enum {
    DAYS = 7,
    THURSDAY = 3, /* the first day of 1970, counted from Monday */
    HEX = 2 * 32 + 1,
    LINE = 256,
    SMALL_ARENA = 256 * 1024,
    LOOK_EVERY = 10 * 60 * 1000,
    STANDSTILL = 60 * 1000,
};

static const int64_t hour_ms = INT64_C(3600) * 1000;
static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

int32_t dolen_sampling_week_of(int64_t instant)
{
    const int64_t day = dolen_day_number(dolen_day_of(instant)) + THURSDAY;

    return (int32_t)(day >= 0 ? day / DAYS : -((DAYS - 1 - day) / DAYS));
}

int64_t dolen_sampling_week_begin(int32_t week)
{
    return ((int64_t)week * DAYS - THURSDAY) * day_ms;
}

dolen_digest dolen_sampling_seed(const dolen_digest *root, int32_t week)
{
    char hex[HEX];
    char line[LINE];

    dolen_bytes_to_hex(dolen_bytes_of(root->bytes, sizeof root->bytes), hex);
    snprintf(line, sizeof line, "dolen review sample v1 %s %d", hex, (int)week);
    return dolen_hash_sha256(dolen_bytes_of_string(line));
}

static dolen_digest rank_of(const char *seed, dolen_uuid id)
{
    char number[DOLEN_UUID_TEXT];
    char line[LINE];

    dolen_uuid_write(id, number);
    snprintf(line, sizeof line, "%s %s", seed, number);
    return dolen_hash_sha256(dolen_bytes_of_string(line));
}

static bool is_lower(const dolen_digest *a, const dolen_digest *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) < 0;
}

size_t dolen_sampling_choose(const dolen_digest *seed, const dolen_uuid *ids, size_t count, size_t wanted,
                             dolen_sampling_choice out[DOLEN_SAMPLING_MOST])
{
    const size_t room = wanted < DOLEN_SAMPLING_MOST ? wanted : DOLEN_SAMPLING_MOST;
    char hex[HEX];
    size_t used = 0;

    dolen_bytes_to_hex(dolen_bytes_of(seed->bytes, sizeof seed->bytes), hex);
    for (size_t i = 0; i < count && room; i++) {
        const dolen_sampling_choice one = {ids[i], rank_of(hex, ids[i])};
        size_t place;

        if (used == room && !is_lower(&one.rank, &out[used - 1].rank))
            continue;
        used += used < room;
        for (place = used - 1; place && is_lower(&one.rank, &out[place - 1].rank); place--)
            out[place] = out[place - 1];
        out[place] = one;
    }
    return used;
}

/* The root that the seed is made from: of a checkpoint confirmed after the week's end, or else random bytes. */
static dolen_status find_root(const dolen_sampling_parts *parts, dolen_connection *connection, dolen_sample *sample,
                              dolen_arena *arena, dolen_err *err)
{
    const int64_t end = dolen_sampling_week_begin(sample->week + 1);
    const int64_t due = end + parts->hour * hour_ms;
    const int64_t patience = (due > parts->started ? due : parts->started) + DOLEN_SAMPLING_WAIT_HOURS * hour_ms;
    dolen_stored_witness witness = {0};

    if (parts->origin)
        DOLEN_TRY(dolen_witness_store_find(connection, parts->origin, arena, &witness, err));
    if (witness.size && (int64_t)witness.cosigned * 1000 >= end) {
        sample->origin = parts->origin;
        sample->tree_size = witness.size;
        sample->root = witness.root;
        return DOLEN_OK;
    }
    if (parts->origin && sample->recorded < patience)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no checkpoint has been confirmed since the week's end");
    sample->origin = "";
    dolen_random_bytes(sample->root.bytes, sizeof sample->root.bytes);
    return DOLEN_OK;
}

/* The week's seed, kept before anything is drawn; one that was kept before stays. */
static dolen_status record_seed(const dolen_sampling_parts *parts, int32_t week, dolen_arena *arena, dolen_sample *out,
                                dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_sample sample = {.week = week, .wanted = parts->wanted, .recorded = dolen_clock_now(parts->clock)};
    dolen_err why = {0};

    DOLEN_TRY(dolen_pool_take(parts->pool, &connection, err));
    const dolen_status found = dolen_sample_store_find(connection, week, arena, out, &why);
    if (found == DOLEN_OK)
        return DOLEN_OK;
    if (found != DOLEN_E_ABSENT)
        return dolen_sample_store_find(connection, week, arena, out, err);
    DOLEN_TRY(find_root(parts, connection, &sample, arena, err));
    sample.seed = dolen_sampling_seed(&sample.root, week);
    DOLEN_TRY(dolen_sample_store_begin(connection, &sample, err));
    return dolen_sample_store_find(connection, week, arena, out, err);
}

static dolen_status open_review(const dolen_sampling_parts *parts, dolen_connection *connection, dolen_uuid id,
                                int64_t now, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_SAMPLING_ARENA);
    dolen_stored_search search;

    DOLEN_TRY(dolen_search_store_find(connection, NULL, id, arena, &search, err));
    const dolen_review review = {.search = id,
                                 .reasons = DOLEN_REVIEW_SAMPLED,
                                 .account = search.account,
                                 .role = search.role,
                                 .purpose = search.purpose,
                                 .case_reference = search.case_reference ? search.case_reference : "",
                                 .urgent_reason = search.urgent_reason,
                                 .authoriser = search.authoriser ? search.authoriser : "",
                                 .opened = now,
                                 .due = now + parts->review_days * day_ms};
    return dolen_review_store_open(connection, &review, err);
}

/* All reviews and the note that they are drawn, or nothing. */
static dolen_status draw(const dolen_sampling_parts *parts, dolen_sample *sample, dolen_arena *arena, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_sampling_choice choices[DOLEN_SAMPLING_MOST];
    const dolen_uuid *ids = NULL;
    size_t count = 0;

    sample->drawn = dolen_clock_now(parts->clock);
    DOLEN_TRY(dolen_transaction_begin(parts->pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_sample_store_population(connection, dolen_sampling_week_begin(sample->week),
                                            dolen_sampling_week_begin(sample->week + 1), arena, &ids, &count, err));
    const size_t chosen = dolen_sampling_choose(&sample->seed, ids, count, (size_t)sample->wanted, choices);
    sample->population = (int64_t)count;
    sample->size = (int32_t)chosen;
    DOLEN_TRY(dolen_sample_store_finish(connection, sample, err));
    for (size_t i = 0; i < chosen; i++)
        DOLEN_TRY(open_review(parts, connection, choices[i].search, sample->drawn, err));
    return dolen_transaction_commit(transaction, err);
}

static dolen_status draw_week(const dolen_sampling_parts *parts, int32_t week, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_SAMPLING_ARENA);
    dolen_sample sample;
    dolen_err why = {0};

    DOLEN_TRY(record_seed(parts, week, arena, &sample, err));
    if (sample.drawn)
        return DOLEN_OK;
    const dolen_status drawn = draw(parts, &sample, arena, &why);
    if (drawn == DOLEN_E_CONFLICT)
        return DOLEN_OK;
    if (drawn != DOLEN_OK && err)
        *err = why;
    if (drawn == DOLEN_OK)
        dolen_log_info("a week's searches were drawn for review", dolen_field_count(sample.size),
                       dolen_field_sequence(week));
    return drawn;
}

/* From the first week that is to be drawn to the last. With nothing drawn ever, last week alone. */
static dolen_status find_weeks(const dolen_sampling_parts *parts, int32_t *first, int32_t *last, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err why = {0};

    *last = dolen_sampling_week_of(dolen_clock_now(parts->clock) - parts->hour * hour_ms) - 1;
    *first = *last;
    DOLEN_TRY(dolen_pool_take(parts->pool, &connection, err));
    const dolen_status found = dolen_sample_store_next(connection, first, &why);
    if (found == DOLEN_E_ABSENT)
        *first = *last;
    else if (found != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the samples cannot be looked up");
    if (*first <= *last - DOLEN_SAMPLING_CATCH_UP)
        *first = *last - DOLEN_SAMPLING_CATCH_UP + 1;
    return DOLEN_OK;
}

dolen_status dolen_sampling_run(const dolen_sampling_parts *parts, int32_t *drawn, dolen_err *err)
{
    int32_t first = 0;
    int32_t last = 0;

    *drawn = 0;
    DOLEN_TRY(find_weeks(parts, &first, &last, err));
    for (int32_t week = first; week <= last; week++, (*drawn)++)
        DOLEN_TRY(draw_week(parts, week, err));
    return DOLEN_OK;
}

static int64_t run_when_due(void *context)
{
    dolen_agency *agency = context;
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);
    const dolen_sampling_parts parts = {
        .pool = agency->pool,
        .clock = agency->clock,
        .origin = agency->witness ? federation->broker.ledger.name : NULL,
        .wanted = (int32_t)agency->settings.sample,
        .hour = (int32_t)agency->settings.sample_hour,
        .started = agency->sampler_started,
        .review_days = agency->settings.sample_days,
    };
    int32_t drawn = 0;
    dolen_err err = {0};

    const dolen_status ran = dolen_sampling_run(&parts, &drawn, &err);
    if (ran == DOLEN_OK)
        return LOOK_EVERY;
    if (ran != DOLEN_E_ABSENT)
        dolen_log_warning("last week's searches could not be drawn for review",
                          dolen_field_status(dolen_status_word(ran)), dolen_field_reason(&err));
    return STANDSTILL;
}

dolen_periodic *dolen_sampling_start(dolen_agency *agency)
{
    agency->sampler_started = dolen_clock_now(agency->clock);
    return agency->settings.sample ? dolen_periodic_new(run_when_due, agency) : NULL;
}

static dolen_status count_reviewed(dolen_connection *connection, dolen_sampling_report *report, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SMALL_ARENA);
    dolen_review review;
    dolen_err why = {0};

    for (size_t i = 0; i < report->choice_count; i++) {
        dolen_arena_reset(arena);
        const dolen_status found = dolen_review_store_find(connection, report->choices[i].search, arena, &review, &why);
        if (found != DOLEN_OK && found != DOLEN_E_ABSENT)
            return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the reviews cannot be looked up");
        report->reviewed += found == DOLEN_OK;
    }
    return DOLEN_OK;
}

dolen_status dolen_sampling_repeat(dolen_connection *connection, int32_t week, dolen_arena *arena,
                                   dolen_sampling_report *out, dolen_err *err)
{
    const dolen_uuid *ids = NULL;
    size_t count = 0;

    *out = (dolen_sampling_report){0};
    DOLEN_TRY(dolen_sample_store_find(connection, week, arena, &out->sample, err));
    DOLEN_TRY(dolen_sample_store_population(connection, dolen_sampling_week_begin(week),
                                            dolen_sampling_week_begin(week + 1), arena, &ids, &count, err));
    out->choice_count = dolen_sampling_choose(&out->sample.seed, ids, count, (size_t)out->sample.wanted, out->choices);
    out->population = (int64_t)count;
    DOLEN_TRY(count_reviewed(connection, out, err));
    const dolen_digest seed = dolen_sampling_seed(&out->sample.root, week);
    out->is_whole = out->sample.drawn && out->population == out->sample.population;
    out->holds = dolen_digest_same(seed, out->sample.seed) && out->reviewed == out->choice_count &&
                 out->choice_count == (size_t)out->sample.size;
    return DOLEN_OK;
}
