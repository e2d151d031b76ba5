/* R-13 and parts of, with three real key holder processes, certificates, and an agency's pseudonymiser.
 */
#include "node/keyholder/keyholder.h"

#include <stdlib.h>

#include "proto/codec/evaluate.h"
#include "tests/support/holder_processes.h"

enum { COUNT = 12, DAILY = 5000, MOST_EXTRA_MS = 1000 };

static holder_region *region;

static int set_up(void **state)
{
    region = holder_region_make(DAILY);
    for (uint8_t i = 1; i <= HOLDER_PROCESSES; i++)
        assert_true(holder_region_start(region, i));
    return 0;
}

static int tear_down(void **state)
{
    holder_region_free(region);
    return 0;
}

static const dolen_match_key *some_keys(void)
{
    static char texts[COUNT][32];
    static dolen_match_key keys[COUNT];

    for (size_t i = 0; i < COUNT; i++) {
        snprintf(texts[i], sizeof texts[i], "canonical key %zu", i);
        keys[i] = (dolen_match_key){i % 2 ? DOLEN_KEY_K02 : DOLEN_KEY_A1, dolen_bytes_of_string(texts[i])};
    }
    return keys;
}

/* Ask once; the milliseconds it took. */
static int64_t ask_rightly(void)
{
    dolen_pseudonym made[COUNT];
    dolen_err err = {0};
    const int64_t began = dolen_clock_monotonic();

    assert_ok(dolen_pseudonymiser_make(region->by, some_keys(), COUNT, made, &err));
    const int64_t took = dolen_clock_monotonic() - began;
    for (size_t i = 0; i < COUNT; i++) {
        const dolen_pseudonym expected = holder_region_expect(region, &some_keys()[i]);
        assert_memory_equal(&expected, &made[i], sizeof expected);
    }
    return took;
}

/* What a question costs at most while everybody serves, on this machine as busy as it is, and a second more. */
static int64_t most_allowed(void)
{
    int64_t slowest = 0;

    for (size_t i = 0; i < 4; i++) {
        const int64_t took = ask_rightly();
        slowest = took > slowest ? took : slowest;
    }
    return 3 * slowest + MOST_EXTRA_MS;
}

static void make_the_pseudonyms_that_the_joint_key_stands_for(void **state)
{
    for (size_t i = 0; i < 4; i++)
        ask_rightly();
}

static void with_any_one_killed_the_answer_is_the_same_and_in_time(void **state)
{
    const int64_t most = most_allowed();

    for (uint8_t killed = 1; killed <= HOLDER_PROCESSES; killed++) {
        holder_region_end(region, killed, SIGKILL);
        for (size_t i = 0; i < HOLDER_PROCESSES; i++)
            assert_true(ask_rightly() < most);
        assert_true(holder_region_start(region, killed));
        holder_region_drop_client(region);
        holder_region_make_client(region);
    }
}

static void one_that_hangs_costs_less_than_a_second_and_only_once(void **state)
{
    const int64_t most = most_allowed();

    kill(region->holders[1].process, SIGSTOP);
    for (size_t i = 0; i < 9; i++)
        assert_true(ask_rightly() < most);

    assert_in_range(holder_region_faults(region, "KH2", "slow"), 1, 2);
}

/* The holder with a wrong share has a federation file that fits it: it believes that it is right. */
static void turn_into_a_liar(uint8_t number)
{
    DOLEN_OWN(dolen_secret, other) = dolen_secret_new(32);
    DOLEN_OWN(dolen_secret, shares) = NULL;
    dolen_joint_key key = region->key;
    char name[64];

    dolen_scalar_random((dolen_scalar *)dolen_secret_fill(other), 1);
    assert_fails(DOLEN_OK, dolen_shamir_split(other, (dolen_shamir_plan){2, 3}, &shares, NULL, NULL));
    assert_fails(DOLEN_OK, dolen_joint_key_fill(&key, shares, NULL));
    snprintf(name, sizeof name, "wrong-%d.share", number);
    holder_region_write_share(region, shares, number, name);
    holder_region_write_federation(region, &key, "wrong.federation");
    holder_region_configure(region, number, "wrong");
    holder_region_end(region, number, SIGTERM);
    assert_true(holder_region_start(region, number));
}

static void with_one_lying_no_pseudonym_is_ever_wrong(void **state)
{
    const int64_t most = most_allowed();

    turn_into_a_liar(3);
    for (size_t i = 0; i < 6; i++)
        assert_true(ask_rightly() < most);
    assert_int_equal(1, holder_region_faults(region, "KH3", "lied"));
}

static void refuse(dolen_status expected)
{
    static const dolen_pseudonym zero[COUNT];
    dolen_pseudonym made[COUNT];
    dolen_err err = {0};

    memset(made, 0xaa, sizeof made);
    assert_fails(expected, dolen_pseudonymiser_make(region->by, some_keys(), COUNT, made, &err));
    assert_memory_equal(zero, made, sizeof made);
}

static void with_two_down_there_is_a_clear_refusal_and_with_one_back_there_is_none(void **state)
{
    holder_region_end(region, 1, SIGKILL);
    holder_region_end(region, 2, SIGKILL);
    refuse(DOLEN_E_REMOTE);

    assert_true(holder_region_start(region, 2));
    ask_rightly();
}

static void with_one_down_and_one_lying_there_is_a_clear_refusal(void **state)
{
    turn_into_a_liar(1);
    holder_region_end(region, 2, SIGKILL);
    refuse(DOLEN_E_REMOTE);
    assert_true(holder_region_start(region, 2));
    ask_rightly();
}

static void a_share_that_does_not_fit_the_federation_file_is_never_served(void **state)
{
    DOLEN_OWN(dolen_secret, shares) = dolen_secret_new_random(96);
    char path[PATH_MAX];

    holder_region_end(region, 1, SIGTERM);
    dolen_secret_fill(shares)[31] = 0;
    unlink(temp_folder_file(&region->pki.folder, "right-1.share", path));
    holder_region_write_share(region, shares, 1, "right-1.share");

    assert_false(holder_region_start(region, 1));
    assert_int_equal(1, holder_region_end(region, 1, SIGCONT));
}

/* Send one good request as the party with this certificate; the HTTP status, or 0 when no reply came. */
static int post_as(const test_pki_pair *as, uint32_t epoch)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_http_client, client) = NULL;
    const dolen_http_target target = holder_region_target(region, 1, as);
    dolen_element element;
    const dolen_scalar one = dolen_scalar_of(1);
    dolen_http_call call = {.path = "/v1/evaluate", .content_type = "application/x-protobuf"};
    dolen_http_reply reply = {.status = 0};

    assert_fails(DOLEN_OK, dolen_element_of_scalar(&one, &element, NULL));
    const dolen_evaluate_request request = {.federation = region->key.federation,
                                            .epoch = epoch,
                                            .batch = dolen_uuid_make(),
                                            .holders = {1, 2},
                                            .holder_count = 2,
                                            .elements = element.bytes,
                                            .element_count = 1};
    assert_fails(DOLEN_OK, dolen_evaluate_request_encode(&request, arena, &call.body, NULL));
    assert_fails(DOLEN_OK, dolen_http_client_new(&target, &client, NULL));
    if (dolen_http_client_send(client, arena, &call, &reply, NULL) != DOLEN_OK)
        return 0;
    return reply.status;
}

static void only_pinned_agencies_are_served(void **state)
{
    assert_int_equal(200, post_as(&region->agency, 1));
    assert_int_equal(403, post_as(&region->broker, 1));
    assert_int_equal(0, post_as(&region->stranger, 1));
}

static void another_epoch_is_refused(void **state)
{
    assert_int_equal(409, post_as(&region->agency, 2));
}

static void the_quota_is_kept_over_a_crash(void **state)
{
    enum { BATCH = 250 };
    static char texts[BATCH][32];
    static dolen_match_key keys[BATCH];
    static dolen_pseudonym made[BATCH];

    for (size_t i = 0; i < BATCH; i++) {
        snprintf(texts[i], sizeof texts[i], "key %zu", i);
        keys[i] = (dolen_match_key){DOLEN_KEY_K02, dolen_bytes_of_string(texts[i])};
    }
    dolen_status status = DOLEN_OK;
    size_t batches = 0;
    for (; status == DOLEN_OK && batches < 100; batches++) {
        status = dolen_pseudonymiser_make(region->by, keys, BATCH, made, NULL);
        const uint8_t crashed = (uint8_t)(batches % HOLDER_PROCESSES + 1);
        if (batches % 5 == 4) {
            holder_region_end(region, crashed, SIGKILL);
            assert_true(holder_region_start(region, crashed));
        }
    }

    /* Each holder allows DAILY; each batch takes two of them; a crash never gives any back. */
    assert_int_equal(DOLEN_E_LIMIT, status);
    assert_true(batches - 1 <= DAILY * HOLDER_PROCESSES / 2 / BATCH);
    assert_true(batches - 1 >= DAILY / BATCH / 2);
    assert_int_equal(DOLEN_E_LIMIT, dolen_pseudonymiser_make(region->by, keys, BATCH, made, NULL));
}

static void ends_in_order_when_told_to(void **state)
{
    ask_rightly();
    for (uint8_t i = 1; i <= HOLDER_PROCESSES; i++)
        assert_int_equal(0, holder_region_end(region, i, SIGTERM));
}

/* The log of a busy holder names agencies and counts; nothing of an element or a pseudonym. */
static void logs_hold_nothing_of_what_was_evaluated(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    char path[PATH_MAX];
    dolen_bytes log;

    ask_rightly();
    assert_int_equal(409, post_as(&region->agency, 2));
    assert_fails(DOLEN_OK, dolen_file_read(arena, temp_folder_file(&region->pki.folder, "holder-1.log", path), 1 << 19,
                                           &log, NULL));
    assert_non_null(strstr((const char *)log.at, "\"evaluation refused\" agency=NPT"));
    for (const char *at = (const char *)log.at; *at;) {
        const size_t hex = strspn(at, "0123456789abcdefABCDEF");
        assert_true(hex < 32);
        at += hex ? hex : 1;
    }
}

#define WITH_PROCESSES(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PROCESSES(make_the_pseudonyms_that_the_joint_key_stands_for),
        WITH_PROCESSES(with_any_one_killed_the_answer_is_the_same_and_in_time),
        WITH_PROCESSES(one_that_hangs_costs_less_than_a_second_and_only_once),
        WITH_PROCESSES(with_one_lying_no_pseudonym_is_ever_wrong),
        WITH_PROCESSES(with_two_down_there_is_a_clear_refusal_and_with_one_back_there_is_none),
        WITH_PROCESSES(with_one_down_and_one_lying_there_is_a_clear_refusal),
        WITH_PROCESSES(a_share_that_does_not_fit_the_federation_file_is_never_served),
        WITH_PROCESSES(only_pinned_agencies_are_served),
        WITH_PROCESSES(another_epoch_is_refused),
        WITH_PROCESSES(the_quota_is_kept_over_a_crash),
        WITH_PROCESSES(ends_in_order_when_told_to),
        WITH_PROCESSES(logs_hold_nothing_of_what_was_evaluated),
    };

    return cmocka_run_group_tests_name("keyholders", tests, NULL, NULL);
}
