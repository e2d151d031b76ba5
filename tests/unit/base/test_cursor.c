#include "node/base/cursor.h"
#include "tests/support/dolen_test.h"

static void reads_back_what_it_wrote(void **state)
{
    uint8_t room[64];
    dolen_writer writer = dolen_writer_of(room, sizeof room);

    dolen_writer_u8(&writer, 1);
    dolen_writer_u16(&writer, 0x0203);
    dolen_writer_u32(&writer, 0x04050607);
    dolen_writer_u64(&writer, UINT64_MAX - 1);
    dolen_writer_block16(&writer, dolen_bytes_of_string("block"));

    dolen_reader reader = dolen_reader_of(dolen_writer_bytes(&writer));
    assert_int_equal(1, dolen_reader_u8(&reader));
    assert_int_equal(0x0203, dolen_reader_u16(&reader));
    assert_int_equal(0x04050607, dolen_reader_u32(&reader));
    assert_true(dolen_reader_u64(&reader) == UINT64_MAX - 1);
    assert_true(dolen_bytes_same(dolen_bytes_of_string("block"), dolen_reader_block16(&reader)));
    assert_true(dolen_reader_is_done(&reader));
}

static void stays_failed_after_a_length_that_lies(void **state)
{
    const uint8_t bytes[] = {0xff, 0xff, 1, 2, 3};
    dolen_reader reader = dolen_reader_of(dolen_bytes_of(bytes, sizeof bytes));

    assert_int_equal(0, dolen_reader_block16(&reader).size);
    assert_int_equal(0, dolen_reader_u8(&reader));
    assert_false(dolen_reader_is_done(&reader));
}

static void never_writes_past_its_room(void **state)
{
    uint8_t room[4] = {9, 9, 9, 9};
    dolen_writer writer = dolen_writer_of(room, 3);

    dolen_writer_u16(&writer, 1);
    dolen_writer_u16(&writer, 2);
    dolen_writer_u8(&writer, 3);

    assert_int_equal(0, dolen_writer_bytes(&writer).size);
    assert_int_equal(9, room[3]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_back_what_it_wrote),
        cmocka_unit_test(stays_failed_after_a_length_that_lies),
        cmocka_unit_test(never_writes_past_its_room),
    };

    return cmocka_run_group_tests_name("cursor", tests, NULL, NULL);
}
