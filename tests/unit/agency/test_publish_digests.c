#include "node/agency/publish_digests.h"
#include "tests/support/dolen_test.h"

static dolen_extract_entry sample(const dolen_flag *flag)
{
    return (dolen_extract_entry){.local_id = "P1",
                                 .subject = DOLEN_SUBJECT_PERSON,
                                 .person = {.forenames = "A",
                                            .surname = "B",
                                            .former_surname = "",
                                            .born = {2011, 2, 3},
                                            .sex = "F",
                                            .address = "",
                                            .postcode = "SA1 1AA",
                                            .uprn = "",
                                            .nhs_number = ""},
                                 .flags = flag,
                                 .flag_count = 1};
}

static void tells_what_changed(void **state)
{
    DOLEN_OWN(dolen_local_keys, keys) = dolen_local_keys_new(dolen_secret_new_random(DOLEN_NODE_KEY_SIZE));
    dolen_flag flag = {.code = dolen_code_of("HB.HV"), .kind = DOLEN_FLAG_INVOLVEMENT, .opened = 24000};
    dolen_extract_entry entry = sample(&flag);
    const dolen_published_row before = dolen_publish_digests_of(keys, &entry);

    entry.person.postcode = "SA1 1AB";
    const dolen_published_row moved = dolen_publish_digests_of(keys, &entry);
    flag.closed = 24001;
    const dolen_published_row closed = dolen_publish_digests_of(keys, &entry);

    assert_true(dolen_uuid_same(before.key, moved.key));
    assert_false(dolen_uuid_same(before.identity, moved.identity));
    assert_true(dolen_uuid_same(before.flags, moved.flags));
    assert_false(dolen_uuid_same(moved.flags, closed.flags));
    assert_true(dolen_uuid_same(moved.identity, closed.identity));
}

/* Neighbouring fields must not run into one another. */
static void fields_do_not_run_together(void **state)
{
    DOLEN_OWN(dolen_local_keys, keys) = dolen_local_keys_new(dolen_secret_new_random(DOLEN_NODE_KEY_SIZE));
    const dolen_flag flag = {.code = dolen_code_of("HB.HV"), .kind = DOLEN_FLAG_INVOLVEMENT, .opened = 24000};
    dolen_extract_entry one = sample(&flag);
    dolen_extract_entry two = sample(&flag);
    one.person.forenames = "AB";
    one.person.surname = "C";
    two.person.forenames = "A";
    two.person.surname = "BC";

    assert_false(
        dolen_uuid_same(dolen_publish_digests_of(keys, &one).identity, dolen_publish_digests_of(keys, &two).identity));
}

static void r_12_another_node_key_shares_no_value(void **state)
{
    DOLEN_OWN(dolen_local_keys, a) = dolen_local_keys_new(dolen_secret_new_random(DOLEN_NODE_KEY_SIZE));
    DOLEN_OWN(dolen_local_keys, b) = dolen_local_keys_new(dolen_secret_new_random(DOLEN_NODE_KEY_SIZE));
    const dolen_flag flag = {.code = dolen_code_of("HB.HV"), .kind = DOLEN_FLAG_INVOLVEMENT, .opened = 24000};
    const dolen_extract_entry entry = sample(&flag);
    const dolen_published_row left = dolen_publish_digests_of(a, &entry);
    const dolen_published_row right = dolen_publish_digests_of(b, &entry);

    assert_false(dolen_uuid_same(left.key, right.key));
    assert_false(dolen_uuid_same(left.identity, right.identity));
    assert_false(dolen_uuid_same(left.flags, right.flags));
}

static void a_mask_comes_off_again_and_differs_by_epoch(void **state)
{
    DOLEN_OWN(dolen_local_keys, keys) = dolen_local_keys_new(dolen_secret_new_random(DOLEN_NODE_KEY_SIZE));
    const dolen_uuid handle = dolen_uuid_make();
    const dolen_digest element = {{1, 2, 3}};

    const dolen_digest masked = dolen_publish_digests_mask(keys, handle, 1, element);
    const dolen_digest back = dolen_publish_digests_mask(keys, handle, 1, masked);
    const dolen_digest other = dolen_publish_digests_mask(keys, handle, 2, element);

    assert_memory_equal(&element, &back, sizeof back);
    assert_memory_not_equal(&element, &masked, sizeof masked);
    assert_memory_not_equal(&other, &masked, sizeof masked);
}

static void a_case_is_recognised_however_it_is_typed(void **state)
{
    DOLEN_OWN(dolen_local_keys, keys) = dolen_local_keys_new(dolen_secret_new_random(DOLEN_NODE_KEY_SIZE));
    const dolen_digest one = dolen_local_keys_case(keys, "wccis 0012");
    const dolen_digest two = dolen_local_keys_case(keys, "WCCIS0012");
    const dolen_digest none = dolen_local_keys_case(keys, "");
    static const dolen_digest zero;

    assert_memory_equal(&one, &two, sizeof one);
    assert_memory_equal(&zero, &none, sizeof none);
    assert_memory_not_equal(&one, &none, sizeof none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_changed),
        cmocka_unit_test(fields_do_not_run_together),
        cmocka_unit_test(r_12_another_node_key_shares_no_value),
        cmocka_unit_test(a_mask_comes_off_again_and_differs_by_epoch),
        cmocka_unit_test(a_case_is_recognised_however_it_is_typed),
    };

    return cmocka_run_group_tests_name("publish_digests", tests, NULL, NULL);
}
