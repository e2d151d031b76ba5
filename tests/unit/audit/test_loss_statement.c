#include "governance/audit/loss_statement.h"

#include "tests/support/ledger_data.h"

enum { ARENA = 64 * 1024 };

static const char origin[] = "broker.example/ledger";

static dolen_loss_statement sample(void)
{
    dolen_loss_statement statement = {.kept = {.size = 100}, .lost = {.size = 140}};

    snprintf(statement.origin, sizeof statement.origin, "%s", origin);
    snprintf(statement.reason, sizeof statement.reason, "both disks of the hub failed on 20 November");
    statement.lost.root.bytes[0] = 9;
    return statement;
}

static const char *signed_by(dolen_arena *arena, const dolen_loss_statement *statement, uint8_t seed)
{
    DOLEN_OWN(dolen_signing_key, key) = data_key(seed);
    const char *text;
    const char *line;
    const char *note = NULL;

    DOLEN_MUST(dolen_loss_statement_write(arena, statement, &text, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_note_sign(arena, dolen_bytes_of_string(text), "governance.example", key, &line, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_note_join(arena, dolen_bytes_of_string(text), &line, 1, &note, NULL) == DOLEN_OK);
    return note;
}

static void what_is_signed_opens_and_nothing_else(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_note_key governance = data_public(5, "governance.example", DOLEN_NOTE_ED25519);
    const dolen_loss_statement statement = sample();
    dolen_loss_statement read;
    dolen_err err;

    assert_ok(
        dolen_loss_statement_open(dolen_bytes_of_string(signed_by(arena, &statement, 5)), &governance, &read, &err));
    assert_string_equal(statement.reason, read.reason);
    assert_int_equal(140, read.lost.size);
    assert_fails(DOLEN_E_CRYPTO, dolen_loss_statement_open(dolen_bytes_of_string(signed_by(arena, &statement, 6)),
                                                           &governance, &read, NULL));
    const char *text = signed_by(arena, &statement, 5);
    char *changed = dolen_arena_copy_string(arena, text, strlen(text));
    *strstr(changed, "140") = '9';
    assert_fails(DOLEN_E_CRYPTO, dolen_loss_statement_open(dolen_bytes_of_string(changed), &governance, &read, NULL));
}

static void covers_only_what_lies_between_kept_and_lost(void **state)
{
    const dolen_loss_statement statement = sample();
    dolen_merkle_head head = statement.lost;

    assert_true(dolen_loss_statement_covers(&statement, origin, head));
    assert_false(dolen_loss_statement_covers(&statement, "other.example", head));
    head.root.bytes[0] ^= 1;
    assert_false(dolen_loss_statement_covers(&statement, origin, head));
    head.size = 139;
    assert_true(dolen_loss_statement_covers(&statement, origin, head));
    head.size = 100;
    assert_false(dolen_loss_statement_covers(&statement, origin, head));
    head.size = 141;
    assert_false(dolen_loss_statement_covers(&statement, origin, head));
}

static void refuses_statements_that_say_something_else(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_loss_statement statement = sample();
    const char *text;

    snprintf(statement.reason, sizeof statement.reason, "two\nlines");
    assert_fails(DOLEN_E_INPUT, dolen_loss_statement_write(arena, &statement, &text, NULL));
    statement = sample();
    statement.lost.size = 100;
    assert_fails(DOLEN_E_INPUT, dolen_loss_statement_write(arena, &statement, &text, NULL));
    statement = sample();
    statement.reason[0] = '\0';
    assert_fails(DOLEN_E_INPUT, dolen_loss_statement_write(arena, &statement, &text, NULL));
    assert_fails(DOLEN_E_INPUT,
                 dolen_loss_statement_read(dolen_bytes_of_string("dolen ledger loss v2\n"), &statement, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_signed_opens_and_nothing_else),
        cmocka_unit_test(covers_only_what_lies_between_kept_and_lost),
        cmocka_unit_test(refuses_statements_that_say_something_else),
    };

    return cmocka_run_group_tests_name("loss_statement", tests, NULL, NULL);
}
