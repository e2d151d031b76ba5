#include "governance/audit/witness_request.h"

#include "tests/support/ledger_data.h"

enum { ARENA = 256 * 1024 };

static const char root[] = "kV1PDouDlr2OIBVfor/apjW6Lgrxmp6zZujYQTEe3co=";

static void what_is_written_reads_back(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_witness_request request = {.old_size = 20852014, .checkpoint = dolen_bytes_of_string("a\n1\nb\n\n")};
    dolen_witness_request again;
    const char *text;
    const char *twice;
    dolen_err err;

    request.proof.count = 2;
    request.proof.hashes[1].bytes[3] = 7;
    assert_ok(dolen_witness_request_write(arena, &request, &text, &err));
    assert_ok(dolen_witness_request_read(dolen_bytes_of_string(text), &again, &err));
    assert_int_equal(20852014, again.old_size);
    assert_int_equal(2, again.proof.count);
    assert_int_equal(7, again.proof.hashes[1].bytes[3]);
    assert_true(dolen_bytes_same(request.checkpoint, again.checkpoint));
    assert_ok(dolen_witness_request_write(arena, &again, &twice, &err));
    assert_string_equal(text, twice);
}

static void refuses_malformed_texts(void **state)
{
    static const char *const wrong[] = {
        "",
        "old\n\nx\n",
        "old 1",
        "old 01\n\nx\n",
        "old -1\n\nx\n",
        "old 18446744073709551615\n\nx\n",
        "old 1\nnot base64\n\nx\n",
        "old 1\n\n",
        "Old 1\n\nx\n",
    };
    dolen_witness_request request;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(DOLEN_E_INPUT, dolen_witness_request_read(dolen_bytes_of_string(wrong[i]), &request, NULL));
}

static void a_proof_has_at_most_63_lines(void **state)
{
    for (size_t count = 63; count <= 64; count++) {
        DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
        char *text = dolen_arena_make(arena, 8192, 1);
        dolen_writer writer = dolen_writer_of(text, 8191);
        dolen_witness_request request;
        dolen_writer_add(&writer, dolen_bytes_of_string("old 5\n"));
        for (size_t i = 0; i < count; i++) {
            dolen_writer_add(&writer, dolen_bytes_of_string(root));
            dolen_writer_u8(&writer, '\n');
        }
        dolen_writer_add(&writer, dolen_bytes_of_string("\nx\n"));
        assert_fails(count == 63 ? DOLEN_OK : DOLEN_E_INPUT,
                     dolen_witness_request_read(dolen_writer_bytes(&writer), &request, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(refuses_malformed_texts),
        cmocka_unit_test(a_proof_has_at_most_63_lines),
    };

    return cmocka_run_group_tests_name("witness_request", tests, NULL, NULL);
}
