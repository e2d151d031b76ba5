#include "governance/audit/note.h"

#include <jansson.h>

#include "tests/support/ledger_data.h"

enum { ARENA = 256 * 1024 };

static dolen_status read_note(dolen_arena *arena, const char *text, dolen_note *out)
{
    return dolen_note_read(arena, dolen_bytes_of_string(text), out, NULL);
}

static void opens_the_published_example(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    json_t *document = json_load_file(DOLEN_TEST_DATA("vectors/ledger/signed-note-cosig-example.json"), 0, NULL);
    json_t *example = json_object_get(document, "signed_note");
    const char *vkey = json_string_value(json_object_get(example, "vkey"));
    char text[1024];
    char again[DOLEN_NOTE_KEY_TEXT];
    dolen_note_key key;
    dolen_note note;
    bool found;
    dolen_err err;

    snprintf(text, sizeof text, "%s\n%s", json_string_value(json_object_get(example, "text")),
             json_string_value(json_object_get(example, "sigline")));
    assert_ok(dolen_note_read_key(dolen_bytes_of_string(vkey), &key, &err));
    assert_ok(read_note(arena, text, &note));
    assert_ok(dolen_note_check(&note, &key, &found, &err));
    assert_true(found);
    dolen_note_write_key(&key, again);
    assert_string_equal(vkey, again);
    json_decref(document);
}

static void what_is_signed_opens_and_any_change_does_not(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    const dolen_note_key public = data_public(1, "governance.example", DOLEN_NOTE_ED25519);
    const char *line;
    const char *text;
    dolen_note note;
    bool found;
    dolen_err err;

    const dolen_bytes body = dolen_bytes_of_string("one\n\ntwo\n");
    assert_ok(dolen_note_sign(arena, body, "governance.example", key, &line, &err));
    assert_ok(dolen_note_join(arena, body, &line, 1, &text, &err));
    assert_ok(read_note(arena, text, &note));
    assert_ok(dolen_note_check(&note, &public, &found, &err));
    assert_true(found);
    assert_true(dolen_bytes_same(body, note.text));
    char *copy = dolen_arena_copy_string(arena, text, strlen(text));
    for (size_t i = 0; i < strlen(text); i++) {
        DOLEN_OWN(dolen_arena, inner) = dolen_arena_new(ARENA);
        copy[i] ^= 1;
        const bool accepted = read_note(inner, copy, &note) == DOLEN_OK &&
                              dolen_note_check(&note, &public, &found, NULL) == DOLEN_OK && found;
        assert_false(accepted);
        copy[i] ^= 1;
    }
}

static void ignores_unknown_keys_but_not_a_known_key_that_does_not_hold(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_signing_key, other) = data_key(2);
    const dolen_note_key public = data_public(1, "one.example", DOLEN_NOTE_ED25519);
    const dolen_note_key stranger = data_public(3, "three.example", DOLEN_NOTE_ED25519);
    const dolen_bytes body = dolen_bytes_of_string("text\n");
    const char *lines[2];
    const char *text;
    dolen_note note;
    bool found;
    dolen_err err;

    assert_ok(dolen_note_sign(arena, body, "one.example", key, &lines[0], &err));
    assert_ok(dolen_note_sign(arena, body, "two.example", other, &lines[1], &err));
    assert_ok(dolen_note_join(arena, body, lines, 2, &text, &err));
    assert_ok(read_note(arena, text, &note));
    assert_ok(dolen_note_check(&note, &public, &found, &err));
    assert_true(found);
    assert_ok(dolen_note_check(&note, &stranger, &found, &err));
    assert_false(found);

    const dolen_signature wrong = dolen_sign_make_plain(other, body);
    assert_ok(dolen_note_make_line(arena, &public, dolen_bytes_of(wrong.bytes, sizeof wrong.bytes), &lines[1], &err));
    assert_ok(dolen_note_join(arena, body, lines, 2, &text, &err));
    assert_ok(read_note(arena, text, &note));
    assert_fails(DOLEN_E_CRYPTO, dolen_note_check(&note, &public, &found, &err));
}

static void refuses_malformed_notes(void **state)
{
    static const char line[] = "\xe2\x80\x94 a.example AAAAAAAA\n";
    static const char *const bad[] = {
        "",
        "\n",
        "text\n",
        "text\n\n",
        "text\n\n\xe2\x80\x94 a.example AAAAAAAA",
        "text\n\n- a.example AAAAAAAA\n",
        "text\n\n\xe2\x80\x94 a.example AAAA\n",
        "text\n\n\xe2\x80\x94 a.example AAAAAAA\n",
        "text\n\n\xe2\x80\x94 a+b AAAAAAAA\n",
        "text\n\n\xe2\x80\x94  AAAAAAAA\n",
        "text\n\n\xe2\x80\x94 a\xe2\x80\x83z AAAAAAAA\n",
        "te\txt\n\n\xe2\x80\x94 a.example AAAAAAAA\n",
        "te\xffxt\n\n\xe2\x80\x94 a.example AAAAAAAA\n",
        "text\n\n\xe2\x80\x94 a.example AAAAAAAA\ntrailing\n",
    };
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4 * ARENA);
    char many[4096] = "text\n\n";
    dolen_note note;
    dolen_err err;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(DOLEN_E_INPUT, read_note(arena, bad[i], &note));
    for (size_t i = 0; i < DOLEN_NOTE_SIGNATURES; i++)
        strncat(many, line, sizeof many - strlen(many) - 1);
    assert_ok(dolen_note_read(arena, dolen_bytes_of_string(many), &note, &err));
    assert_int_equal(DOLEN_NOTE_SIGNATURES, note.count);
    strncat(many, line, sizeof many - strlen(many) - 1);
    assert_fails(DOLEN_E_LIMIT, read_note(arena, many, &note));
}

static void refuses_verifier_keys_that_do_not_fit(void **state)
{
    static const char *const bad[] = {
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
        "exa mple+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    };
    dolen_note_key key;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(DOLEN_E_INPUT, dolen_note_read_key(dolen_bytes_of_string(bad[i]), &key, NULL));
}

static void freezes_the_rule_for_edge_cases_of_signatures(void **state)
{
    json_t *cases = json_load_file(DOLEN_TEST_DATA("vectors/ledger/ed25519-edge-cases.json"), 0, NULL);
    size_t accepted = 0;

    assert_true(json_array_size(cases) > 900);
    for (size_t i = 0; i < json_array_size(cases); i++) {
        json_t *one = json_array_get(cases, i);
        json_t *flags = json_object_get(one, "flags");
        const char *key_hex = json_string_value(json_object_get(one, "key"));
        const char *signature_hex = json_string_value(json_object_get(one, "sig"));
        dolen_public_key key;
        dolen_signature signature;
        bool expected = true;
        dolen_err err;
        for (size_t k = 0; k < json_array_size(flags); k++) {
            const char *flag = json_string_value(json_array_get(flags, k));
            if (strcmp(flag, "low_order_component_A") != 0 && strcmp(flag, "low_order_component_R") != 0)
                expected = false;
        }
        assert_ok(dolen_bytes_from_hex(key_hex, strlen(key_hex), key.bytes, sizeof key.bytes, &err));
        assert_ok(
            dolen_bytes_from_hex(signature_hex, strlen(signature_hex), signature.bytes, sizeof signature.bytes, &err));
        const dolen_bytes message = dolen_bytes_of_string(json_string_value(json_object_get(one, "msg")));
        const bool ok = dolen_sign_check_plain(&key, message, &signature, NULL) == DOLEN_OK;
        accepted += ok;
        if (ok != expected)
            fail_msg("vector %zu", i);
    }
    assert_true(accepted > 0);
    json_decref(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_the_published_example),
        cmocka_unit_test(what_is_signed_opens_and_any_change_does_not),
        cmocka_unit_test(ignores_unknown_keys_but_not_a_known_key_that_does_not_hold),
        cmocka_unit_test(refuses_malformed_notes),
        cmocka_unit_test(refuses_verifier_keys_that_do_not_fit),
        cmocka_unit_test(freezes_the_rule_for_edge_cases_of_signatures),
    };

    return cmocka_run_group_tests_name("note", tests, NULL, NULL);
}
