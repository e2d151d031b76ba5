/* The rules of strictness, shown on the smallest message: each test changes bytes that decode without the change. */
#include "tests/support/codec_samples.h"
#include "tests/support/dolen_test.h"

static dolen_status decode(const void *bytes, size_t size)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);
    dolen_delta_state_request read;

    return dolen_delta_state_request_decode(dolen_bytes_of(bytes, size), arena, &read, NULL);
}

static void accepts_the_canonical_encoding(void **state)
{
    assert_int_equal(decode("\x0a\x03"
                            "csc"
                            "\x10\x01",
                            7),
                     DOLEN_OK);
}

static void refuses_unknown_fields(void **state)
{
    assert_fails(DOLEN_E_INPUT, decode("\x0a\x03"
                                       "csc"
                                       "\x10\x01\x18\x01",
                                       9));
}

static void refuses_fields_out_of_order(void **state)
{
    assert_fails(DOLEN_E_INPUT, decode("\x10\x01\x0a\x03"
                                       "csc",
                                       7));
}

static void refuses_a_field_given_twice(void **state)
{
    assert_fails(DOLEN_E_INPUT, decode("\x0a\x03"
                                       "csc"
                                       "\x10\x02\x10\x01",
                                       9));
}

static void refuses_numbers_that_are_longer_than_needed(void **state)
{
    assert_fails(DOLEN_E_INPUT, decode("\x0a\x03"
                                       "csc"
                                       "\x10\x81\x00",
                                       8));
}

static void refuses_defaults_written_out(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);
    uint8_t reply[36] = {0x08, 0x00, 0x12, 0x20};
    dolen_chunk_reply read;

    /* index = 0 written out, then the digest; without the first two bytes it is canonical. */
    assert_int_equal(dolen_chunk_reply_decode(dolen_bytes_of(reply + 2, 34), arena, &read, NULL), DOLEN_OK);
    assert_fails(DOLEN_E_INPUT, dolen_chunk_reply_decode(dolen_bytes_of(reply, 36), arena, &read, NULL));
}

static void refuses_text_with_a_nul_inside(void **state)
{
    assert_fails(DOLEN_E_INPUT, decode("\x0a\x03"
                                       "c\0c"
                                       "\x10\x01",
                                       7));
}

static void refuses_text_that_is_no_code(void **state)
{
    assert_fails(DOLEN_E_INPUT, decode("\x0a\x03"
                                       "c c"
                                       "\x10\x01",
                                       7));
    assert_fails(DOLEN_E_INPUT, decode("\x0a\x03"
                                       "\xff\xfe\x61"
                                       "\x10\x01",
                                       7));
    assert_fails(DOLEN_E_INPUT, decode("\x0a\x18"
                                       "abcdefghijklmnopqrstuvwx"
                                       "\x10\x01",
                                       28));
}

static void refuses_what_is_cut_short(void **state)
{
    for (size_t size = 0; size < 7; size++)
        assert_fails(DOLEN_E_INPUT, decode("\x0a\x03"
                                           "csc"
                                           "\x10\x01",
                                           size));
}

static void a_small_message_cannot_unpack_to_more_than_its_arena(void **state)
{
    uint8_t bytes[2002]; /* a thousand empty records */
    DOLEN_OWN(dolen_arena, small) = dolen_arena_new(16 * 1024);
    DOLEN_OWN(dolen_arena, large) = dolen_arena_new(1024 * 1024);
    dolen_delta_chunk read;

    for (size_t i = 0; i < sizeof bytes; i += 2)
        memcpy(bytes + i, "\x2a\x00", 2);

    assert_fails(DOLEN_E_LIMIT,
                 dolen_delta_chunk_decode(dolen_bytes_of(bytes, sizeof bytes), SAMPLE_MONTH, small, &read, NULL));
    assert_fails(DOLEN_E_INPUT,
                 dolen_delta_chunk_decode(dolen_bytes_of(bytes, sizeof bytes), SAMPLE_MONTH, large, &read, NULL));
    assert_true(dolen_arena_used(small) <= 16 * 1024);
    assert_true(dolen_arena_used(large) > 40 * sizeof bytes);
}

static void refuses_a_digest_of_another_length(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);
    const uint8_t reply[33] = {0x12, 0x1f};
    dolen_chunk_reply read;

    assert_fails(DOLEN_E_INPUT, dolen_chunk_reply_decode(dolen_bytes_of(reply, sizeof reply), arena, &read, NULL));
}

static void refuses_an_unknown_value_of_an_enumeration(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(16 * 1024);
    dolen_delta_commit commit = sample_commit();
    uint8_t copy[512];
    dolen_bytes bytes;
    dolen_delta_commit read;

    assert_int_equal(dolen_delta_commit_encode(&commit, arena, &bytes, NULL), DOLEN_OK);
    memcpy(copy, bytes.at, bytes.size);
    uint8_t *kind = memmem(copy, bytes.size, "2026.1\x40\x01", 8);
    assert_non_null(kind);
    assert_int_equal(dolen_delta_commit_decode(dolen_bytes_of(copy, bytes.size), arena, &read, NULL), DOLEN_OK);
    kind[7] = 3;
    assert_fails(DOLEN_E_INPUT, dolen_delta_commit_decode(dolen_bytes_of(copy, bytes.size), arena, &read, NULL));
}

static void refuses_more_bytes_than_the_kind_may_have(void **state)
{
    static uint8_t bytes[DOLEN_DELTA_MESSAGE_BYTES + 1];

    assert_fails(DOLEN_E_LIMIT, decode(bytes, sizeof bytes));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_the_canonical_encoding),
        cmocka_unit_test(refuses_unknown_fields),
        cmocka_unit_test(refuses_fields_out_of_order),
        cmocka_unit_test(refuses_a_field_given_twice),
        cmocka_unit_test(refuses_numbers_that_are_longer_than_needed),
        cmocka_unit_test(refuses_defaults_written_out),
        cmocka_unit_test(refuses_text_with_a_nul_inside),
        cmocka_unit_test(refuses_text_that_is_no_code),
        cmocka_unit_test(refuses_what_is_cut_short),
        cmocka_unit_test(a_small_message_cannot_unpack_to_more_than_its_arena),
        cmocka_unit_test(refuses_a_digest_of_another_length),
        cmocka_unit_test(refuses_an_unknown_value_of_an_enumeration),
        cmocka_unit_test(refuses_more_bytes_than_the_kind_may_have),
    };
    return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
