#include "node/keyholder/evaluator.h"

#include "proto/codec/evaluate.h"
#include "tests/support/holders.h"
#include "tests/support/temp_folder.h"

enum { COUNT = 3, DAILY = 10 };

typedef struct fixture {
    temp_folder folder;
    holders among;
    dolen_evaluation_quota *quota;
    dolen_evaluator *evaluator; /* holder 1, epoch 1 */
    dolen_arena *arena;
    dolen_blinded *batch;
    dolen_evaluate_request request; /* right in every respect */
} fixture;

static const dolen_evaluator_asker police = {.agency = {"police"}, .now = 1000};

static int set_up(void **state)
{
    fixture *made = calloc(1, sizeof *made);
    const dolen_bytes inputs[COUNT] = {dolen_bytes_of_string("a"), dolen_bytes_of_string("b"),
                                       dolen_bytes_of_string("c")};
    char path[PATH_MAX];

    made->folder = temp_folder_make();
    const dolen_evaluation_quota_options options = {.path = temp_folder_file(&made->folder, "counts", path),
                                                    .daily = DAILY};
    assert_fails(DOLEN_OK, dolen_evaluation_quota_open(&options, &made->quota, NULL));
    holders_make_random(&made->among, (dolen_shamir_plan){2, 3}, 1);
    made->evaluator = dolen_evaluator_new(dolen_code_of("gwent"), made->quota);
    assert_fails(DOLEN_OK, dolen_evaluator_add(made->evaluator, &made->among.shares[0], NULL));
    assert_null(made->among.shares[0]);
    made->arena = dolen_arena_new(1 << 20);
    assert_fails(DOLEN_OK, dolen_threshold_blind(inputs, COUNT, &made->batch, NULL));
    made->request = (dolen_evaluate_request){.federation = dolen_code_of("gwent"),
                                             .epoch = 1,
                                             .batch = dolen_uuid_make(),
                                             .holders = {1, 3},
                                             .holder_count = 2,
                                             .elements = dolen_blinded_elements(made->batch)[0].bytes,
                                             .element_count = COUNT};
    *state = made;
    return 0;
}

static int tear_down(void **state)
{
    fixture *made = *state;

    dolen_blinded_free(made->batch);
    dolen_arena_free(made->arena);
    dolen_evaluator_free(made->evaluator);
    dolen_evaluation_quota_free(made->quota);
    holders_free(&made->among);
    temp_folder_remove(&made->folder);
    free(made);
    return 0;
}

static dolen_status answer(const fixture *with, const dolen_evaluate_request *request, dolen_bytes *reply)
{
    dolen_bytes bytes;
    size_t evaluated = 99;

    assert_fails(DOLEN_OK, dolen_evaluate_request_encode(request, with->arena, &bytes, NULL));
    const dolen_status status =
        dolen_evaluator_answer(with->evaluator, &police, bytes, with->arena, reply, &evaluated, NULL);
    assert_int_equal(status == DOLEN_OK ? request->element_count : 0, evaluated);
    assert_int_equal(status == DOLEN_OK, reply->size > 0);
    return status;
}

static uint64_t spent(const fixture *with)
{
    return dolen_evaluation_quota_spent(with->quota, police.agency);
}

static void answers_with_a_proof_that_holds(void **state)
{
    const fixture *with = *state;
    dolen_evaluate_reply reply;
    dolen_element elements[COUNT];
    dolen_bytes bytes;

    assert_fails(DOLEN_OK, answer(with, &with->request, &bytes));
    assert_fails(DOLEN_OK, dolen_evaluate_reply_decode(bytes, with->arena, &reply, NULL));

    assert_int_equal(1, reply.epoch);
    assert_int_equal(1, reply.holder);
    assert_true(dolen_uuid_same(with->request.batch, reply.batch));
    assert_int_equal(COUNT, reply.element_count);
    dolen_holder_reply checked = {.holder = 1, .set = {{1, 3}, 2}, .elements = elements};
    for (size_t i = 0; i < COUNT; i++)
        assert_fails(DOLEN_OK, dolen_element_read(dolen_bytes_of(reply.elements + 32 * i, 32), &elements[i], NULL));
    assert_fails(DOLEN_OK, dolen_proof_read(dolen_bytes_of(reply.proof, 64), &checked.proof, NULL));
    assert_fails(DOLEN_OK, dolen_threshold_check(with->among.threshold, with->batch, &checked, NULL));
    assert_int_equal(COUNT, spent(with));
}

static void refuses_another_federation_or_epoch(void **state)
{
    const fixture *with = *state;
    dolen_evaluate_request request = with->request;
    dolen_bytes reply;

    request.federation = dolen_code_of("dyfed");
    assert_fails(DOLEN_E_DENIED, answer(with, &request, &reply));
    request = with->request;
    request.epoch = 2;
    assert_fails(DOLEN_E_CONFLICT, answer(with, &request, &reply));
    assert_int_equal(0, spent(with));
}

static void refuses_sets_of_holders_that_are_not_its_own(void **state)
{
    static const struct {
        uint8_t holders[DOLEN_EVALUATE_HOLDERS];
        size_t count;
    } bad[] = {{{2, 3}, 2}, {{1}, 1}, {{1, 2, 3}, 3}};
    const fixture *with = *state;
    dolen_bytes reply;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        dolen_evaluate_request request = with->request;
        memcpy(request.holders, bad[i].holders, sizeof request.holders);
        request.holder_count = bad[i].count;
        assert_fails(DOLEN_E_INPUT, answer(with, &request, &reply));
    }
    assert_int_equal(0, spent(with));
}

static void refuses_elements_that_are_none_before_touching_the_share(void **state)
{
    const fixture *with = *state;
    dolen_evaluate_request request = with->request;
    uint8_t elements[COUNT][32];
    dolen_bytes reply;

    request.element_count = COUNT;
    request.elements = elements[0];
    memcpy(elements, with->request.elements, sizeof elements);
    elements[2][31] |= 0x80;
    assert_fails(DOLEN_E_CRYPTO, answer(with, &request, &reply));
    memset(elements[2], 0, 32);
    assert_fails(DOLEN_E_CRYPTO, answer(with, &request, &reply));
    memset(elements[2], 0xff, 32);
    assert_fails(DOLEN_E_CRYPTO, answer(with, &request, &reply));
    assert_int_equal(0, spent(with));
}

static void stops_at_the_quota_whatever_the_node_asks(void **state)
{
    const fixture *with = *state;
    dolen_bytes reply;

    for (int i = 0; i < DAILY / COUNT; i++)
        assert_fails(DOLEN_OK, answer(with, &with->request, &reply));
    assert_fails(DOLEN_E_LIMIT, answer(with, &with->request, &reply));
    assert_int_equal(DAILY - DAILY % COUNT, spent(with));
}

static void serves_two_epochs_and_not_three(void **state)
{
    fixture *with = *state;
    holders next;
    holders third;
    uint32_t epochs[DOLEN_EVALUATOR_EPOCHS];
    dolen_evaluate_request request = with->request;
    dolen_bytes reply;

    holders_make_random(&next, (dolen_shamir_plan){2, 3}, 2);
    holders_make_random(&third, (dolen_shamir_plan){2, 3}, 3);
    assert_fails(DOLEN_E_CONFLICT, dolen_evaluator_add(with->evaluator, &with->among.shares[1], NULL));
    assert_non_null(with->among.shares[1]);
    assert_fails(DOLEN_OK, dolen_evaluator_add(with->evaluator, &next.shares[0], NULL));
    assert_fails(DOLEN_E_LIMIT, dolen_evaluator_add(with->evaluator, &third.shares[0], NULL));
    assert_int_equal(2, dolen_evaluator_epochs(with->evaluator, epochs));
    request.epoch = 2;
    assert_fails(DOLEN_OK, answer(with, &request, &reply));
    holders_free(&next);
    holders_free(&third);
}

static void refuses_bytes_that_are_no_request(void **state)
{
    const fixture *with = *state;
    dolen_bytes reply;
    size_t evaluated = 0;

    assert_fails(DOLEN_E_INPUT, dolen_evaluator_answer(with->evaluator, &police, dolen_bytes_of("\xff\xff", 2),
                                                       with->arena, &reply, &evaluated, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_evaluator_answer(with->evaluator, &police, dolen_bytes_of("", 0), with->arena,
                                                       &reply, &evaluated, NULL));
}

#define WITH_HOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOLDER(answers_with_a_proof_that_holds),
        WITH_HOLDER(refuses_another_federation_or_epoch),
        WITH_HOLDER(refuses_sets_of_holders_that_are_not_its_own),
        WITH_HOLDER(refuses_elements_that_are_none_before_touching_the_share),
        WITH_HOLDER(stops_at_the_quota_whatever_the_node_asks),
        WITH_HOLDER(serves_two_epochs_and_not_three),
        WITH_HOLDER(refuses_bytes_that_are_no_request),
    };

    return cmocka_run_group_tests_name("evaluator", tests, NULL, NULL);
}
