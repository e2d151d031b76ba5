#include "governance/audit/cosignature.h"

#include "tests/support/ledger_data.h"

enum { ARENA = 256 * 1024, TIME = 1790000000 };

static const char text[] = "broker.example/audit\n1\nkV1PDouDlr2OIBVfor/apjW6Lgrxmp6zZujYQTEe3co=\n";

static void cosign(dolen_arena *arena, const char *body, dolen_note *note)
{
    DOLEN_OWN(dolen_signing_key, key) = data_key(2);
    const char *line;
    const char *joined;
    dolen_err err;

    assert_ok(dolen_cosignature_make(arena, dolen_bytes_of_string(body), "police.example/w1", key, TIME, &line, &err));
    assert_ok(dolen_note_join(arena, dolen_bytes_of_string(body), &line, 1, &joined, &err));
    assert_ok(dolen_note_read(arena, dolen_bytes_of_string(joined), note, &err));
}

static void a_cosignature_holds_with_its_time(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_note_key witness = data_public(2, "police.example/w1", DOLEN_NOTE_COSIGNATURE);
    dolen_note note;
    uint64_t time;
    bool found;
    dolen_err err;

    cosign(arena, text, &note);
    assert_ok(dolen_cosignature_check(&note, &witness, &found, &time, &err));
    assert_true(found);
    assert_int_equal(TIME, time);
    assert_int_equal(72, note.signatures[0].bytes.size);
}

static void a_changed_time_or_text_does_not_hold(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_note_key witness = data_public(2, "police.example/w1", DOLEN_NOTE_COSIGNATURE);
    dolen_note note;
    uint64_t time;
    bool found;
    uint8_t blob[72];

    cosign(arena, text, &note);
    memcpy(blob, note.signatures[0].bytes.at, sizeof blob);
    for (size_t i = 0; i < sizeof blob; i++) {
        const dolen_note_signature changed = {note.signatures[0].name, note.signatures[0].id, {blob, sizeof blob}};
        const dolen_note altered = {note.text, &changed, 1};
        blob[i] ^= 1;
        assert_fails(DOLEN_E_CRYPTO, dolen_cosignature_check(&altered, &witness, &found, &time, NULL));
        blob[i] ^= 1;
    }
    note.text.size--;
    assert_fails(DOLEN_E_CRYPTO, dolen_cosignature_check(&note, &witness, &found, &time, NULL));
}

static void a_log_signature_is_no_cosignature(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_note_key log = data_public(2, "police.example/w1", DOLEN_NOTE_ED25519);
    dolen_note note;
    uint64_t time;
    bool found;
    dolen_err err;

    cosign(arena, text, &note);
    assert_fails(DOLEN_E_INPUT, dolen_cosignature_check(&note, &log, &found, &time, NULL));
    assert_ok(dolen_note_check(&note, &log, &found, &err));
    assert_false(found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cosignature_holds_with_its_time),
        cmocka_unit_test(a_changed_time_or_text_does_not_hold),
        cmocka_unit_test(a_log_signature_is_no_cosignature),
    };

    return cmocka_run_group_tests_name("cosignature", tests, NULL, NULL);
}
