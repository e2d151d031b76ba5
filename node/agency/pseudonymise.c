#include "node/agency/pseudonymise.h"

#include <stdlib.h>
#include <string.h>

#include "node/agency/holder_health.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/match/normalise.h"
#include "proto/codec/evaluate.h"

enum {
    BATCH_ARENA = 1024 * 1024,
    HEDGE_MS = 250,    /* a holder is slow when it takes longer than this ... */
    HEDGE_EACH_MS = 8, /* ... and this for each element: one shared by many nodes may take a second for 256 */
    TOTAL_MS = 5000,
    TOTAL_EACH_MS = 40,
};

struct dolen_pseudonymiser {
    dolen_threshold *threshold;
    dolen_pseudonym_holder holders[DOLEN_HOLDERS];
    size_t holder_count;
    dolen_holder_link link;
    dolen_clock clock;
    dolen_holder_health health;
    dolen_metric *faults;
};

/* One batch on its way. Entry i asks the holder at index order[i]. */
typedef struct exchange {
    dolen_pseudonymiser *by;
    dolen_arena *arena;
    dolen_blinded *batch;
    dolen_uuid id;
    const dolen_staff *staff; /* who asks; NULL: an extract is published */
    size_t order[DOLEN_HOLDERS];
    dolen_holder_set sets[DOLEN_HOLDERS];
    dolen_holder_reply replies[DOLEN_HOLDERS]; /* accepted ones, in the order they came */
    size_t accepted;
} exchange;

static int64_t monotonic(void *context)
{
    (void)context;
    return dolen_clock_monotonic();
}

static dolen_status run_race(void *context, dolen_arena *arena, dolen_http_entry *entries, size_t count,
                             const dolen_http_race_rules *rules, dolen_err *err)
{
    return dolen_http_race_run(context, arena, entries, count, rules, err);
}

dolen_holder_link dolen_holder_link_of(dolen_http_race *race)
{
    return (dolen_holder_link){.run = run_race, .context = race};
}

static dolen_status check_holders(const dolen_pseudonymiser_options *options, dolen_err *err)
{
    uint8_t numbers[DOLEN_HOLDERS] = {0};
    dolen_holder_set set;

    if (options->holder_count < options->key->threshold || options->holder_count > options->key->holders)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "fewer key holders than the threshold, or more than the key has");
    for (size_t i = 0; i < options->holder_count; i++) {
        numbers[i] = options->holders[i].number;
        if (numbers[i] > options->key->holders)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a key holder that the key does not have");
    }
    return dolen_holder_set_make(numbers, options->holder_count, &set, err);
}

dolen_status dolen_pseudonymiser_new(const dolen_pseudonymiser_options *options, dolen_pseudonymiser **out,
                                     dolen_err *err)
{
    DOLEN_OWN(dolen_threshold, threshold) = NULL;

    *out = NULL;
    DOLEN_TRY(dolen_threshold_new(options->key, &threshold, err));
    DOLEN_TRY(check_holders(options, err));
    dolen_pseudonymiser *made = dolen_memory_make(1, sizeof *made);
    made->threshold = DOLEN_TAKE(threshold);
    memcpy(made->holders, options->holders, sizeof made->holders);
    made->holder_count = options->holder_count;
    made->link = options->link;
    made->clock = options->clock.now ? options->clock : (dolen_clock){.now = monotonic};
    dolen_holder_health_start(&made->health, options->holder_count);
    if (options->metrics)
        made->faults = dolen_metrics_make(
            options->metrics, (dolen_metric_about){.kind = DOLEN_METRIC_COUNTER,
                                                   .name = "dolen_key_holder_faults_total",
                                                   .help = "Requests to key holders that failed, by holder and fault.",
                                                   .labels = {"holder", "fault"}});
    *out = made;
    return DOLEN_OK;
}

void dolen_pseudonymiser_free(dolen_pseudonymiser *pseudonymiser)
{
    if (!pseudonymiser)
        return;
    dolen_threshold_free(pseudonymiser->threshold);
    dolen_holder_health_end(&pseudonymiser->health);
    free(pseudonymiser);
}

uint32_t dolen_pseudonymiser_epoch(const dolen_pseudonymiser *pseudonymiser)
{
    return dolen_threshold_key(pseudonymiser->threshold)->epoch;
}

static dolen_status encode_inputs(const exchange *with, const dolen_match_key *keys, size_t count, dolen_bytes *inputs,
                                  dolen_err *err)
{
    const dolen_code federation = dolen_threshold_key(with->by->threshold)->federation;

    for (size_t i = 0; i < count; i++) {
        const dolen_threshold_input input = {.federation = federation,
                                             .kind = keys[i].kind,
                                             .normaliser = DOLEN_NORMALISER_VERSION,
                                             .key = keys[i].canonical};
        DOLEN_TRY(dolen_threshold_encode(&input, with->arena, &inputs[i], err));
    }
    return DOLEN_OK;
}

/* The first holders share one set. A spare's set is itself and all of those but the last; combining corrects it. */
static dolen_holder_set set_of(const exchange *with, size_t entry)
{
    const size_t threshold = dolen_threshold_key(with->by->threshold)->threshold;
    uint8_t numbers[DOLEN_HOLDERS] = {0};
    dolen_holder_set set;

    for (size_t i = 0; i < threshold; i++)
        numbers[i] = with->by->holders[with->order[i]].number;
    if (entry >= threshold)
        numbers[threshold - 1] = with->by->holders[with->order[entry]].number;
    DOLEN_MUST(dolen_holder_set_make(numbers, threshold, &set, NULL) == DOLEN_OK);
    return set;
}

static dolen_status make_entry(exchange *with, size_t index, dolen_http_entry *out, dolen_err *err)
{
    const dolen_joint_key *key = dolen_threshold_key(with->by->threshold);
    dolen_evaluate_request request = {.federation = key->federation,
                                      .epoch = key->epoch,
                                      .batch = with->id,
                                      .elements = dolen_blinded_elements(with->batch)[0].bytes,
                                      .element_count = dolen_blinded_count(with->batch)};
    if (with->staff) {
        request.is_question = true;
        request.staff = *with->staff;
    }
    with->sets[index] = set_of(with, index);
    request.holder_count = with->sets[index].count;
    memcpy(request.holders, with->sets[index].numbers, with->sets[index].count);
    *out = (dolen_http_entry){
        .lane = with->order[index],
        .call = {.method = "POST", .path = "/v1/evaluate", .content_type = "application/x-protobuf"}};
    return dolen_evaluate_request_encode(&request, with->arena, &out->call.body, err);
}

static dolen_status read_reply(exchange *with, size_t index, dolen_bytes body, dolen_holder_reply *out, dolen_err *err)
{
    const dolen_joint_key *key = dolen_threshold_key(with->by->threshold);
    const size_t count = dolen_blinded_count(with->batch);
    dolen_element *elements = NULL;
    dolen_evaluate_reply reply;

    DOLEN_TRY(dolen_evaluate_reply_decode(body, with->arena, &reply, err));
    if (reply.epoch != key->epoch || !dolen_uuid_same(reply.batch, with->id) || reply.element_count != count ||
        reply.holder != with->by->holders[with->order[index]].number)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "a key holder's reply to another question");
    DOLEN_TRY(dolen_arena_take(with->arena, count, sizeof *elements, &elements, err));
    for (size_t i = 0; i < count; i++)
        DOLEN_TRY(dolen_element_read(dolen_bytes_of(reply.elements + i * DOLEN_ELEMENT_SIZE, DOLEN_ELEMENT_SIZE),
                                     &elements[i], err));
    *out = (dolen_holder_reply){.holder = reply.holder, .set = with->sets[index], .elements = elements};
    return dolen_proof_read(dolen_bytes_of(reply.proof, sizeof reply.proof), &out->proof, err);
}

/* A reply counts only once its proof holds. Whatever else is wrong with it is a lie, too. */
static dolen_status accept(void *context, size_t entry, const dolen_http_reply *reply, dolen_err *err)
{
    exchange *with = context;
    dolen_holder_reply *next = &with->replies[with->accepted];

    DOLEN_TRY(read_reply(with, entry, reply->body, next, err));
    DOLEN_TRY(dolen_threshold_check(with->by->threshold, with->batch, next, err));
    with->accepted++;
    return DOLEN_OK;
}

static void report(const exchange *with, size_t index, const dolen_http_entry *entry, dolen_holder_fault fault)
{
    static const char *const words[] = {
        [DOLEN_HOLDER_LIED] = "lied", [DOLEN_HOLDER_DOWN] = "down", [DOLEN_HOLDER_SLOW] = "slow"};
    const char *code = with->by->holders[with->order[index]].code.text;

    dolen_holder_health_bad(&with->by->health, with->order[index], fault, dolen_clock_now(with->by->clock));
    dolen_metric_add(with->by->faults, 1, code, words[fault]);
    if (fault == DOLEN_HOLDER_LIED)
        dolen_log_error("a key holder's reply does not hold; it is avoided for ten minutes", dolen_field_holder(code),
                        dolen_field_reason(&entry->err));
    else if (fault == DOLEN_HOLDER_DOWN)
        dolen_log_warning("a key holder did not serve", dolen_field_holder(code), dolen_field_reason(&entry->err),
                          dolen_field_http_status(entry->reply.status));
    else
        dolen_log_warning("a key holder is slow; another was asked in its place", dolen_field_holder(code),
                          dolen_field_milliseconds(entry->milliseconds));
}

static bool is_lie(const dolen_http_entry *entry)
{
    return entry->reply.status >= 200 && entry->reply.status < 300 && entry->outcome != DOLEN_E_REMOTE;
}

/* Learn from how each holder fared. One cut off because others were faster is slow only if it was asked first. */
static void learn(const exchange *with, const dolen_http_entry *entries, const dolen_http_race_rules *rules)
{
    for (size_t i = 0; i < with->by->holder_count; i++) {
        const dolen_http_entry *entry = &entries[i];
        if (!entry->started)
            continue;
        if (entry->accepted)
            dolen_holder_health_good(&with->by->health, with->order[i]);
        else if (entry->outcome != DOLEN_OK)
            report(with, i, entry, is_lie(entry) ? DOLEN_HOLDER_LIED : DOLEN_HOLDER_DOWN);
        else if (i < rules->at_once && entry->milliseconds >= rules->hedge_ms)
            report(with, i, entry, DOLEN_HOLDER_SLOW);
    }
}

/* The one refusal that the caller can act on, if all that refused said the same; else that too few served. */
static dolen_status explain(const exchange *with, const dolen_http_entry *entries, dolen_err *err)
{
    size_t used_up = 0;
    size_t other_epoch = 0;
    const size_t missing = dolen_threshold_key(with->by->threshold)->threshold - with->accepted;

    for (size_t i = 0; i < with->by->holder_count; i++) {
        used_up += entries[i].reply.status == dolen_status_http(DOLEN_E_LIMIT);
        other_epoch += entries[i].reply.status == dolen_status_http(DOLEN_E_CONFLICT);
    }
    if (used_up >= missing)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the questions or evaluations at the key holders are used up for today");
    if (other_epoch >= missing)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the key holders do not serve this epoch of the pseudonym key");
    return DOLEN_FAIL(err, DOLEN_E_REMOTE, "fewer key holders than needed answered and proved their answer");
}

static dolen_status ask(exchange *with, dolen_err *err)
{
    const size_t count = dolen_blinded_count(with->batch);
    const size_t threshold = dolen_threshold_key(with->by->threshold)->threshold;
    const dolen_http_race_rules rules = {.need = threshold,
                                         .at_once = threshold,
                                         .hedge_ms = HEDGE_MS + HEDGE_EACH_MS * (int64_t)count,
                                         .total_ms = TOTAL_MS + TOTAL_EACH_MS * (int64_t)count,
                                         .accept = accept,
                                         .context = with};
    dolen_http_entry entries[DOLEN_HOLDERS];

    dolen_holder_health_order(&with->by->health, dolen_clock_now(with->by->clock), with->order);
    for (size_t i = 0; i < with->by->holder_count; i++)
        DOLEN_TRY(make_entry(with, i, &entries[i], err));
    const dolen_status ran =
        with->by->link.run(with->by->link.context, with->arena, entries, with->by->holder_count, &rules, NULL);
    learn(with, entries, &rules);
    if (ran != DOLEN_OK || with->accepted < threshold)
        return explain(with, entries, err);
    return DOLEN_OK;
}

static dolen_status make_batch(dolen_pseudonymiser *by, const dolen_staff *staff, const dolen_match_key *keys,
                               size_t count, dolen_pseudonym *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(BATCH_ARENA);
    DOLEN_OWN(dolen_blinded, batch) = NULL;
    exchange with = {.by = by, .arena = arena, .id = dolen_uuid_make(), .staff = staff};
    dolen_bytes inputs[DOLEN_BATCH];

    DOLEN_TRY(encode_inputs(&with, keys, count, inputs, err));
    DOLEN_TRY(dolen_threshold_blind(inputs, count, &batch, err));
    with.batch = batch;
    DOLEN_TRY(ask(&with, err));
    return dolen_threshold_finish(by->threshold, batch, with.replies, dolen_threshold_key(by->threshold)->threshold,
                                  out, err);
}

static dolen_status make(dolen_pseudonymiser *pseudonymiser, const dolen_staff *staff, const dolen_match_key *keys,
                         size_t count, dolen_pseudonym *out, dolen_err *err)
{
    for (size_t done = 0; done < count; done += DOLEN_BATCH) {
        const size_t now = count - done < DOLEN_BATCH ? count - done : DOLEN_BATCH;
        const dolen_status status = make_batch(pseudonymiser, staff, keys + done, now, out + done, err);
        if (status != DOLEN_OK) {
            dolen_memory_wipe(out, count * sizeof *out);
            return status;
        }
    }
    return DOLEN_OK;
}

dolen_status dolen_pseudonymiser_make(dolen_pseudonymiser *pseudonymiser, const dolen_match_key *keys, size_t count,
                                      dolen_pseudonym *out, dolen_err *err)
{
    return make(pseudonymiser, NULL, keys, count, out, err);
}

dolen_status dolen_pseudonymiser_ask(dolen_pseudonymiser *pseudonymiser, dolen_staff staff, const dolen_match_key *keys,
                                     size_t count, dolen_pseudonym *out, dolen_err *err)
{
    if (count > DOLEN_SUBJECT_PSEUDONYMS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a question has at most 24 keys");
    return make(pseudonymiser, &staff, keys, count, out, err);
}
