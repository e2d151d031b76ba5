#include "node/agency/pseudonymise.h"

#include <pthread.h>
#include <stdlib.h>

#include "node/match/normalise.h"
#include "proto/codec/evaluate.h"
#include "tests/support/holders.h"

/* How a stand-in for a key holder behaves. */
typedef enum manner {
    HONEST,
    DOWN,
    LYING,       /* answers under another key, with a proof for that key */
    HUNG,        /* never answers */
    USED_UP,     /* refuses: quota */
    OTHER_EPOCH, /* refuses: epoch */
    GARBLED,     /* answers with bytes that are no reply */
    STALE,       /* answers another batch */
} manner;

enum { HOLDERS = 3 };

typedef struct fixture {
    holders among;
    holders impostors;
    manner manners[HOLDERS];
    pthread_mutex_t lock;
    size_t asked[HOLDERS];
    int64_t now;
    dolen_pseudonymiser *by;
} fixture;

static int64_t read_clock(void *context)
{
    return ((const fixture *)context)->now;
}

static dolen_bytes evaluate(const holders *under, size_t lane, const dolen_http_call *call, bool stale,
                            dolen_arena *arena)
{
    dolen_evaluate_request request;
    dolen_element evaluated[DOLEN_BATCH];
    dolen_proof proof;
    dolen_holder_set set;
    dolen_bytes bytes;

    assert_fails(DOLEN_OK, dolen_evaluate_request_decode(call->body, arena, &request, NULL));
    assert_fails(DOLEN_OK, dolen_holder_set_make(request.holders, request.holder_count, &set, NULL));
    const dolen_element *blinded = (const dolen_element *)request.elements;
    assert_fails(DOLEN_OK, dolen_holder_share_evaluate(under->shares[lane], &set, blinded, request.element_count,
                                                       evaluated, &proof, NULL));
    dolen_evaluate_reply reply = {.epoch = request.epoch,
                                  .batch = stale ? dolen_uuid_make() : request.batch,
                                  .holder = (uint8_t)(lane + 1),
                                  .elements = evaluated[0].bytes,
                                  .element_count = request.element_count};
    memcpy(reply.proof, proof.c.bytes, 32);
    memcpy(reply.proof + 32, proof.s.bytes, 32);
    assert_fails(DOLEN_OK, dolen_evaluate_reply_encode(&reply, arena, &bytes, NULL));
    return bytes;
}

/* One entry of the stand-in race; false when it never finishes. */
static bool run_entry(fixture *with, dolen_arena *arena, dolen_http_entry *entry, manner how)
{
    entry->reply.status = 200;
    entry->outcome = DOLEN_OK;
    switch (how) {
    case HONEST:
    case STALE:
        entry->reply.body = evaluate(&with->among, entry->lane, &entry->call, how == STALE, arena);
        return true;
    case LYING:
        entry->reply.body = evaluate(&with->impostors, entry->lane, &entry->call, false, arena);
        return true;
    case GARBLED:
        entry->reply.body = dolen_bytes_of_string("no reply");
        return true;
    case USED_UP:
        entry->reply.status = 429;
        entry->outcome = DOLEN_E_LIMIT;
        return true;
    case OTHER_EPOCH:
        entry->reply.status = 409;
        entry->outcome = DOLEN_E_CONFLICT;
        return true;
    case DOWN:
        entry->reply.status = 0;
        entry->outcome = DOLEN_E_REMOTE;
        entry->err = (dolen_err){.status = DOLEN_E_REMOTE, .what = "down"};
        return true;
    case HUNG:
        entry->reply.status = 0;
        return false;
    }
    return false;
}

static manner start(fixture *with, size_t lane)
{
    pthread_mutex_lock(&with->lock);
    with->asked[lane]++;
    const manner how = with->manners[lane];
    pthread_mutex_unlock(&with->lock);
    return how;
}

/* What http_race.h promises, in one thread and without a network. */
static dolen_status stand_in_race(void *context, dolen_arena *arena, dolen_http_entry *entries, size_t count,
                                  const dolen_http_race_rules *rules, dolen_err *err)
{
    fixture *with = context;
    size_t accepted = 0;
    size_t started = 0;

    for (size_t allowed = rules->at_once; started < allowed && started < count && accepted < rules->need; started++) {
        dolen_http_entry *entry = &entries[started];
        entry->started = true;
        entry->milliseconds = 1;
        if (!run_entry(with, arena, entry, start(with, entry->lane))) {
            entry->milliseconds = rules->hedge_ms;
            allowed++;
            continue;
        }
        if (entry->outcome == DOLEN_OK)
            entry->outcome = rules->accept(rules->context, started, &entry->reply, &entry->err);
        entry->accepted = entry->outcome == DOLEN_OK;
        accepted += entry->accepted;
        allowed += !entry->accepted;
    }
    return accepted == rules->need ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_REMOTE, "too few");
}

static int set_up(void **state)
{
    fixture *made = calloc(1, sizeof *made);

    pthread_mutex_init(&made->lock, NULL);
    holders_make_random(&made->among, (dolen_shamir_plan){2, 3}, 4);
    holders_make_random(&made->impostors, (dolen_shamir_plan){2, 3}, 4);
    const dolen_pseudonymiser_options options = {
        .key = &made->among.key,
        .holders = {{1, dolen_code_of("one")}, {2, dolen_code_of("two")}, {3, dolen_code_of("three")}},
        .holder_count = HOLDERS,
        .link = {.run = stand_in_race, .context = made},
        .clock = {.now = read_clock, .context = made}};
    assert_fails(DOLEN_OK, dolen_pseudonymiser_new(&options, &made->by, NULL));
    *state = made;
    return 0;
}

static int tear_down(void **state)
{
    fixture *made = *state;

    dolen_pseudonymiser_free(made->by);
    holders_free(&made->among);
    holders_free(&made->impostors);
    pthread_mutex_destroy(&made->lock);
    free(made);
    return 0;
}

enum { COUNT = 4 };

static void fill_keys(dolen_match_key keys[COUNT])
{
    keys[0] = (dolen_match_key){DOLEN_KEY_K02, dolen_bytes_of_string("one")};
    keys[1] = (dolen_match_key){DOLEN_KEY_K04, dolen_bytes_of_string("one")};
    keys[2] = (dolen_match_key){DOLEN_KEY_A1, dolen_bytes_of_string("two")};
    keys[3] = (dolen_match_key){DOLEN_KEY_K02, dolen_bytes_of_string("one")};
}

static dolen_status make_some(dolen_pseudonymiser *by, dolen_pseudonym out[COUNT], dolen_err *err)
{
    dolen_match_key keys[COUNT];

    fill_keys(keys);
    return dolen_pseudonymiser_make(by, keys, COUNT, out, err);
}

static dolen_status make(const fixture *with, dolen_pseudonym out[COUNT])
{
    dolen_err err = {.what = NULL};
    const dolen_status status = make_some(with->by, out, &err);

    assert_int_equal(status != DOLEN_OK, err.what != NULL);
    return status;
}

static void one_key_has_one_pseudonym_and_kinds_differ(void **state)
{
    const fixture *with = *state;
    dolen_pseudonym first[COUNT];
    dolen_pseudonym again[COUNT];

    assert_fails(DOLEN_OK, make(with, first));
    assert_fails(DOLEN_OK, make(with, again));

    assert_memory_equal(first, again, sizeof first);
    assert_memory_equal(&first[0], &first[3], sizeof *first);
    assert_memory_not_equal(&first[0], &first[1], sizeof *first);
    assert_memory_not_equal(&first[0], &first[2], sizeof *first);
    assert_int_equal(4, dolen_pseudonymiser_epoch(with->by));
}

static void with_one_holder_misbehaving_in_any_way_the_pseudonyms_are_the_same(void **state)
{
    static const manner bad[] = {DOWN, LYING, HUNG, USED_UP, OTHER_EPOCH, GARBLED, STALE};
    fixture *with = *state;
    dolen_pseudonym expected[COUNT];
    dolen_pseudonym made[COUNT];

    assert_fails(DOLEN_OK, make(with, expected));
    for (size_t how = 0; how < sizeof bad / sizeof *bad; how++)
        for (size_t which = 0; which < HOLDERS; which++) {
            with->now += (int64_t)60 * 60 * 1000;
            with->manners[which] = bad[how];
            for (size_t turn = 0; turn < HOLDERS; turn++) {
                assert_fails(DOLEN_OK, make(with, made));
                assert_memory_equal(expected, made, sizeof made);
            }
            with->manners[which] = HONEST;
        }
}

static void a_bad_holder_is_asked_once_and_then_left_alone_for_a_while(void **state)
{
    fixture *with = *state;
    dolen_pseudonym made[COUNT];

    with->manners[1] = LYING;
    for (size_t i = 0; i < 20; i++)
        assert_fails(DOLEN_OK, make(with, made));
    assert_int_equal(1, with->asked[1]);

    with->manners[1] = HONEST;
    with->now += (int64_t)10 * 60 * 1000;
    for (size_t i = 0; i < 20; i++)
        assert_fails(DOLEN_OK, make(with, made));
    assert_true(with->asked[1] > 5);
}

static void two_bad_holders_mean_a_clear_refusal_and_no_pseudonym(void **state)
{
    static const manner bad[] = {DOWN, LYING, HUNG, GARBLED, STALE};
    static const dolen_pseudonym zero[COUNT];
    fixture *with = *state;
    dolen_pseudonym made[COUNT];

    for (size_t a = 0; a < sizeof bad / sizeof *bad; a++)
        for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
            with->manners[a % HOLDERS] = bad[a];
            with->manners[(a + 1) % HOLDERS] = bad[b];
            with->manners[(a + 2) % HOLDERS] = HONEST;
            memset(made, 0xaa, sizeof made);
            assert_fails(DOLEN_E_REMOTE, make(with, made));
            assert_memory_equal(zero, made, sizeof made);
        }
}

/* Two liars with shares of one and the same other key: consistent with each other, and still refused. */
static void without_the_joint_key_two_liars_would_agree(void **state)
{
    fixture *with = *state;
    dolen_pseudonym right[COUNT];
    dolen_pseudonym made[COUNT];
    DOLEN_OWN(dolen_pseudonymiser, fooled) = NULL;
    const dolen_pseudonymiser_options options = {.key = &with->impostors.key,
                                                 .holders = {{1, {"one"}}, {2, {"two"}}, {3, {"three"}}},
                                                 .holder_count = HOLDERS,
                                                 .link = {.run = stand_in_race, .context = with}};

    assert_fails(DOLEN_OK, make(with, right));
    for (size_t i = 0; i < HOLDERS; i++)
        with->manners[i] = LYING;
    assert_fails(DOLEN_OK, dolen_pseudonymiser_new(&options, &fooled, NULL));
    assert_fails(DOLEN_OK, make_some(fooled, made, NULL));
    assert_memory_not_equal(right, made, sizeof made);
    assert_fails(DOLEN_E_REMOTE, make(with, made));
}

static void says_when_the_quota_or_the_epoch_is_the_reason(void **state)
{
    fixture *with = *state;
    dolen_pseudonym made[COUNT];

    with->manners[0] = with->manners[1] = with->manners[2] = USED_UP;
    assert_fails(DOLEN_E_LIMIT, make(with, made));
    with->manners[0] = with->manners[1] = with->manners[2] = OTHER_EPOCH;
    assert_fails(DOLEN_E_CONFLICT, make(with, made));
    with->manners[0] = DOWN;
    with->manners[1] = USED_UP;
    assert_fails(DOLEN_E_REMOTE, make(with, made));
}

static void more_keys_than_one_batch_come_back_in_their_order(void **state)
{
    enum { MANY = 2 * DOLEN_BATCH + 3 };
    static char texts[MANY][16];
    static dolen_match_key keys[MANY];
    static dolen_pseudonym all[MANY];
    const fixture *with = *state;

    for (size_t i = 0; i < MANY; i++) {
        snprintf(texts[i], sizeof texts[i], "key %zu", i % (MANY - 1));
        keys[i] = (dolen_match_key){DOLEN_KEY_K05, dolen_bytes_of_string(texts[i])};
    }
    assert_fails(DOLEN_OK, dolen_pseudonymiser_make(with->by, keys, MANY, all, NULL));

    assert_memory_equal(&all[0], &all[MANY - 1], sizeof *all);
    for (size_t i = 1; i + 1 < MANY; i++)
        assert_memory_not_equal(&all[0], &all[i], sizeof *all);
    dolen_pseudonym one;
    assert_fails(DOLEN_OK, dolen_pseudonymiser_make(with->by, &keys[300], 1, &one, NULL));
    assert_memory_equal(&all[300], &one, sizeof one);
    assert_fails(DOLEN_OK, dolen_pseudonymiser_make(with->by, keys, 0, all, NULL));
}

/* For threads: cmocka may fail a test on the main thread only, so what they made is compared there. */
typedef struct maker {
    const fixture *with;
    dolen_status status;
    dolen_pseudonym made[COUNT];
} maker;

static void *make_in_thread(void *context)
{
    maker *mine = context;

    for (size_t i = 0; i < 5 && mine->status == DOLEN_OK; i++)
        mine->status = make_some(mine->with->by, mine->made, NULL);
    return NULL;
}

static void several_threads_at_once_make_the_same_pseudonyms(void **state)
{
    enum { THREADS = 4 };
    const fixture *with = *state;
    static maker makers[THREADS];
    pthread_t threads[THREADS];
    dolen_pseudonym expected[COUNT];

    assert_fails(DOLEN_OK, make(with, expected));
    for (size_t i = 0; i < THREADS; i++) {
        makers[i] = (maker){.with = with};
        assert_int_equal(0, pthread_create(&threads[i], NULL, make_in_thread, &makers[i]));
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(DOLEN_OK, makers[i].status);
        assert_memory_equal(expected, makers[i].made, sizeof expected);
    }
}

static void refuses_holders_that_do_not_fit_the_key(void **state)
{
    const fixture *with = *state;
    dolen_pseudonymiser_options options = {.key = &with->among.key,
                                           .holders = {{1, {"one"}}, {1, {"two"}}, {3, {"three"}}},
                                           .holder_count = 2,
                                           .link = {.run = stand_in_race, .context = NULL}};
    DOLEN_OWN(dolen_pseudonymiser, by) = NULL;

    assert_fails(DOLEN_E_INPUT, dolen_pseudonymiser_new(&options, &by, NULL));
    options.holders[1].number = 4;
    assert_fails(DOLEN_E_INPUT, dolen_pseudonymiser_new(&options, &by, NULL));
    options.holder_count = 1;
    assert_fails(DOLEN_E_INPUT, dolen_pseudonymiser_new(&options, &by, NULL));
    options.holder_count = 4;
    assert_fails(DOLEN_E_INPUT, dolen_pseudonymiser_new(&options, &by, NULL));
    assert_null(by);
}

static void refuses_a_key_that_is_none(void **state)
{
    const fixture *with = *state;
    const dolen_match_key bad = {DOLEN_KEY_NONE, dolen_bytes_of_string("x")};
    const dolen_match_key empty = {DOLEN_KEY_K02, dolen_bytes_of_string("")};
    dolen_pseudonym made;

    assert_fails(DOLEN_E_INPUT, dolen_pseudonymiser_make(with->by, &bad, 1, &made, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_pseudonymiser_make(with->by, &empty, 1, &made, NULL));
    assert_int_equal(0, with->asked[0] + with->asked[1] + with->asked[2]);
}

#define WITH_HOLDERS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOLDERS(one_key_has_one_pseudonym_and_kinds_differ),
        WITH_HOLDERS(with_one_holder_misbehaving_in_any_way_the_pseudonyms_are_the_same),
        WITH_HOLDERS(a_bad_holder_is_asked_once_and_then_left_alone_for_a_while),
        WITH_HOLDERS(two_bad_holders_mean_a_clear_refusal_and_no_pseudonym),
        WITH_HOLDERS(without_the_joint_key_two_liars_would_agree),
        WITH_HOLDERS(says_when_the_quota_or_the_epoch_is_the_reason),
        WITH_HOLDERS(more_keys_than_one_batch_come_back_in_their_order),
        WITH_HOLDERS(several_threads_at_once_make_the_same_pseudonyms),
        WITH_HOLDERS(refuses_holders_that_do_not_fit_the_key),
        WITH_HOLDERS(refuses_a_key_that_is_none),
    };

    return cmocka_run_group_tests_name("pseudonymise", tests, NULL, NULL);
}
