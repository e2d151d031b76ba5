#include "governance/audit/ledger_opening.h"

#include <jansson.h>

#include "governance/audit/ledger_json.h"
#include "node/crypto/hash.h"
#include "tests/support/ledger_data.h"

enum { ARENA = 1024 * 1024, OTHERS = 20 };

static bool name_everybody(void *context, dolen_code agency)
{
    return true;
}

static bool name_nobody(void *context, dolen_code agency)
{
    return false;
}

static dolen_bytes bytes_of(dolen_arena *arena, const dolen_ledger_entry *entry)
{
    dolen_bytes bytes;

    DOLEN_MUST(dolen_ledger_entry_write(arena, entry, &bytes, NULL) == DOLEN_OK);
    return bytes;
}

static dolen_bytes opening_for(dolen_arena *arena, const dolen_ledger_entry *entry, const char *member, bool named)
{
    dolen_ledger_audience audience = {.may_name = named ? name_everybody : name_nobody};
    uint8_t salt[DOLEN_SALT_SIZE];
    dolen_bytes opening;

    if (*member)
        audience.member = dolen_code_of(member);
    data_salt(1, salt);
    DOLEN_MUST(dolen_ledger_opening_project(arena, salt, bytes_of(arena, entry), &audience, &opening, NULL) ==
               DOLEN_OK);
    return opening;
}

static bool holds(dolen_bytes bytes, const void *what, size_t size)
{
    return memmem(bytes.at, bytes.size, what, size) != NULL;
}

static bool holds_text(dolen_bytes bytes, const char *text)
{
    return holds(bytes, text, strlen(text));
}

/* A query that disclosed `others` more members than police-west. */
static dolen_ledger_entry wide_entry(dolen_ledger_disclosure *list, size_t others)
{
    dolen_ledger_entry entry = data_entry(1);

    for (size_t i = 0; i < others; i++) {
        char name[DOLEN_CODE_SIZE];
        snprintf(name, sizeof name, "other-%02zu", i);
        list[i] = (dolen_ledger_disclosure){
            .member = dolen_code_of(name), .level = DOLEN_LEVEL_L1, .band = DOLEN_BAND_CONFIRMED};
    }
    list[others] = (dolen_ledger_disclosure){
        .member = dolen_code_of("police-west"), .level = DOLEN_LEVEL_L1, .band = DOLEN_BAND_PROBABLE};
    entry.disclosures = list;
    entry.disclosure_count = others + 1;
    entry.staff = (dolen_staff){.bytes = "staff-hash-16-b"};
    entry.case_handle = (dolen_digest){.bytes = "case-handle-of-thirty-two-bytes"};
    entry.request_id = (dolen_uuid){.bytes = "request-id-16-b"};
    return entry;
}

static void each_reader_opens_the_same_leaf(void **state)
{
    static const char *const readers[] = {"council-one", "health-north", "police-west"};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_ledger_entry entry = data_entry(1);
    const dolen_digest leaf = data_commitment(1);
    dolen_ledger_opening opening;
    dolen_err err;

    for (size_t i = 0; i < 3; i++) {
        assert_ok(dolen_ledger_opening_read(arena, opening_for(arena, &entry, readers[i], true), &opening, &err));
        assert_true(dolen_digest_same(leaf, opening.commitment));
        assert_int_equal(i == 0 ? DOLEN_LEDGER_WHOLE : DOLEN_LEDGER_DISCLOSED, opening.form);
        assert_int_equal(entry.time, opening.entry.time);
        assert_string_equal("council-one", opening.entry.member.text);
        assert_int_equal(i == 0 ? 2 : 1, opening.entry.disclosure_count);
    }
    assert_int_equal(0, opening_for(arena, &entry, "fire-east", true).size);
    assert_int_equal(0, opening_for(arena, &entry, "", true).size);
}

/* Its publisher is shown to whom its flags went and for what purpose, as with a question; not which watch it was. */
static void ig_32_a_publisher_does_not_learn_what_is_watched(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_ledger_entry entry = data_entry(1);
    dolen_ledger_opening opening;
    dolen_err err;

    entry.kind = DOLEN_LEDGER_ALERT;
    entry.disclosure_count = 1;
    entry.reason = dolen_code_of("REGISTER");
    entry.range.count = 3;
    const dolen_bytes whole = opening_for(arena, &entry, "council-one", true);
    const dolen_bytes shown = opening_for(arena, &entry, entry.disclosures[0].member.text, true);
    assert_true(holds_text(whole, "REGISTER"));
    assert_false(holds_text(shown, "REGISTER"));
    assert_ok(dolen_ledger_opening_read(arena, shown, &opening, &err));
    assert_int_equal(DOLEN_LEDGER_ALERT, opening.entry.kind);
    assert_string_equal("council-one", opening.entry.member.text);
    assert_int_equal(0, opening.entry.range.count);
}

/* The twin is the whole opening, which is what every member that was disclosed used to be given. */
static void ig_32_a_member_sees_its_own_disclosure_and_no_other(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_ledger_disclosure list[OTHERS + 1];
    const dolen_ledger_entry entry = wide_entry(list, OTHERS);
    const dolen_bytes whole = opening_for(arena, &entry, "council-one", true);
    const dolen_bytes mine = opening_for(arena, &entry, "police-west", true);

    assert_true(holds_text(mine, "police-west") && holds_text(mine, "council-one") && holds_text(mine, "S47"));
    assert_true(holds_text(whole, "other-00") && holds_text(whole, "practitioner"));
    assert_true(holds(whole, entry.staff.bytes, sizeof entry.staff.bytes));
    assert_true(holds(whole, entry.case_handle.bytes, sizeof entry.case_handle.bytes));
    assert_false(holds_text(mine, "other-") || holds_text(mine, "practitioner"));
    assert_false(holds(mine, entry.staff.bytes, sizeof entry.staff.bytes));
    assert_false(holds(mine, entry.case_handle.bytes, sizeof entry.case_handle.bytes));
    assert_false(holds(mine, entry.request_id.bytes, sizeof entry.request_id.bytes));
}

static void ig_32_a_member_cannot_tell_how_many_others_were_disclosed(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_ledger_disclosure list[DOLEN_ANSWER_MEMBERS];
    const dolen_ledger_entry alone = wide_entry(list, 0);
    const dolen_bytes one = opening_for(arena, &alone, "police-west", true);
    const dolen_bytes whole_of_one = opening_for(arena, &alone, "council-one", true);
    const dolen_ledger_entry crowd = wide_entry(list, DOLEN_ANSWER_MEMBERS - 1);
    const dolen_bytes many = opening_for(arena, &crowd, "police-west", true);
    dolen_ledger_opening opening;
    dolen_err err;

    assert_int_equal(one.size, many.size);
    assert_true(opening_for(arena, &crowd, "council-one", true).size > whole_of_one.size);
    assert_ok(dolen_ledger_opening_read(arena, many, &opening, &err));
}

/* The place of a disclosure among the slots is as the salt will have it, wherever its member stands in the list. */
static void ig_32_the_slot_says_nothing_of_the_order(void **state)
{
    const dolen_ledger_audience audience = {.member = dolen_code_of("police-west"), .may_name = name_everybody};
    const size_t slot_from_end = 1 + DOLEN_DIGEST_SIZE + 2 + 15 + DOLEN_LEDGER_SLOT_PATH * DOLEN_DIGEST_SIZE;
    dolen_ledger_disclosure list[DOLEN_ANSWER_MEMBERS];
    const dolen_ledger_entry entry = wide_entry(list, DOLEN_ANSWER_MEMBERS - 1);
    size_t low = 0;

    for (uint64_t i = 0; i < 200; i++) {
        DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
        uint8_t salt[DOLEN_SALT_SIZE];
        dolen_bytes mine;
        data_salt(i, salt);
        DOLEN_MUST(dolen_ledger_opening_project(arena, salt, bytes_of(arena, &entry), &audience, &mine, NULL) ==
                   DOLEN_OK);
        const uint8_t slot = mine.at[mine.size - slot_from_end];
        assert_true(slot < DOLEN_LEDGER_SLOTS);
        low += slot < DOLEN_LEDGER_SLOTS / 2;
    }
    assert_in_range(low, 70, 130);
}

static void ig_32_a_sensitive_service_is_not_named(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_ledger_entry entry = data_entry(1);
    const dolen_bytes mine = opening_for(arena, &entry, "police-west", false);
    dolen_ledger_opening opening;
    dolen_err err;

    assert_true(holds_text(opening_for(arena, &entry, "police-west", true), "council-one"));
    assert_false(holds_text(mine, "council-one") || holds_text(mine, "S47"));
    assert_ok(dolen_ledger_opening_read(arena, mine, &opening, &err));
    assert_true(dolen_code_is_empty(opening.entry.member));
    const dolen_digest leaf = data_commitment(1);
    assert_true(dolen_digest_same(leaf, opening.commitment));
}

/* Whoever has its own part can try guesses at the asker's: the salt of that part is another, which it cannot make. */
static void ig_03_a_guess_at_another_part_cannot_be_tested(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_ledger_entry entry = data_entry(1);
    const dolen_bytes mine = opening_for(arena, &entry, "police-west", true);
    const dolen_bytes whole = opening_for(arena, &entry, "council-one", true);
    uint8_t salt[DOLEN_SALT_SIZE];
    dolen_digest leaf = data_commitment(1);
    dolen_digest guessed;
    dolen_err err;

    data_salt(1, salt);
    assert_false(holds(mine, salt, sizeof salt));
    assert_true(holds(whole, salt, sizeof salt));
    for (size_t at = 0; at + DOLEN_SALT_SIZE <= mine.size; at++) {
        assert_ok(dolen_ledger_opening_commit(mine.at + at, bytes_of(arena, &entry), &guessed, &err));
        assert_false(dolen_digest_same(leaf, guessed));
    }
    assert_ok(dolen_ledger_opening_commit(whole.at + 1, bytes_of(arena, &entry), &guessed, &err));
    assert_true(dolen_digest_same(leaf, guessed));
}

static void ig_10_changing_any_bit_of_an_opening_is_detected(void **state)
{
    static const char *const readers[] = {"council-one", "police-west"};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_ledger_entry entry = data_entry(1);
    const dolen_digest leaf = data_commitment(1);
    uint8_t copy[DOLEN_LEDGER_OPENING_SIZE];
    dolen_ledger_opening opening;

    for (size_t reader = 0; reader < 2; reader++)
        for (int named = 0; named < 2; named++) {
            const dolen_bytes bytes = opening_for(arena, &entry, readers[reader], named);
            memcpy(copy, bytes.at, bytes.size);
            for (size_t bit = 0; bit < 8 * bytes.size; bit++) {
                DOLEN_OWN(dolen_arena, inner) = dolen_arena_new(ARENA);
                copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
                if (dolen_ledger_opening_read(inner, dolen_bytes_of(copy, bytes.size), &opening, NULL) == DOLEN_OK)
                    assert_false(dolen_digest_same(leaf, opening.commitment));
                copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
            }
            for (size_t size = 0; size < bytes.size; size++)
                if (dolen_ledger_opening_read(arena, dolen_bytes_of(copy, size), &opening, NULL) == DOLEN_OK)
                    assert_false(dolen_digest_same(leaf, opening.commitment));
        }
}

/* The end of one entry's part, which holds the disclosure, after the beginning of another's. */
static bool mixed_fits(uint64_t first_salt, uint64_t second_salt)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const size_t tail = DOLEN_DIGEST_SIZE + 2 + 15 + DOLEN_LEDGER_SLOT_PATH * DOLEN_DIGEST_SIZE;
    const dolen_ledger_audience audience = {.member = dolen_code_of("police-west"), .may_name = name_everybody};
    const uint64_t salts[] = {first_salt, second_salt};
    uint8_t mixed[DOLEN_LEDGER_OPENING_SIZE];
    dolen_ledger_opening opening;
    dolen_bytes parts[2];
    dolen_digest leaf = {0};

    for (uint64_t i = 0; i < 2; i++) {
        const dolen_ledger_entry entry = data_entry(1 + i);
        uint8_t salt[DOLEN_SALT_SIZE];
        data_salt(salts[i], salt);
        DOLEN_MUST(dolen_ledger_opening_project(arena, salt, bytes_of(arena, &entry), &audience, &parts[i], NULL) ==
                   DOLEN_OK);
        if (i == 0)
            DOLEN_MUST(dolen_ledger_opening_commit(salt, bytes_of(arena, &entry), &leaf, NULL) == DOLEN_OK);
    }
    DOLEN_MUST(parts[0].size == parts[1].size);
    memcpy(mixed, parts[0].at, parts[0].size - tail);
    memcpy(mixed + parts[0].size - tail, parts[1].at + parts[1].size - tail, tail);
    return dolen_ledger_opening_read(arena, dolen_bytes_of(mixed, parts[0].size), &opening, NULL) == DOLEN_OK &&
           dolen_digest_same(leaf, opening.commitment);
}

/* The twin: under one salt, equal disclosures of two entries are the same, and one can stand for the other. */
static void ig_10_the_parts_of_two_entries_do_not_mix(void **state)
{
    assert_true(mixed_fits(1, 1));
    assert_false(mixed_fits(1, 2));
}

static void an_opening_as_json_says_how_much_it_shows(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_ledger_entry entry = data_entry(1);
    dolen_ledger_opening opening;
    dolen_err err;

    assert_ok(dolen_ledger_opening_read(arena, opening_for(arena, &entry, "police-west", true), &opening, &err));
    char *text = dolen_ledger_json_opening(&opening);
    assert_non_null(strstr(text, "\"shown\":\"disclosure\""));
    assert_non_null(strstr(text, "police-west"));
    assert_null(strstr(text, "health-north"));
    assert_null(strstr(text, "staff"));
    free(text);
    assert_ok(dolen_ledger_opening_read(arena, opening_for(arena, &entry, "council-one", true), &opening, &err));
    text = dolen_ledger_json_opening(&opening);
    assert_non_null(strstr(text, "\"shown\":\"whole\""));
    free(text);
}

static void check_hex(json_t *vectors, const char *name, dolen_bytes bytes)
{
    char hex[2 * DOLEN_LEDGER_OPENING_SIZE + 1];

    dolen_bytes_to_hex(bytes, hex);
    assert_string_equal(json_string_value(json_object_get(vectors, name)), hex);
}

static void the_published_vectors_are_ours(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_ledger_entry entry = data_entry(1);
    dolen_ledger_disclosure list[] = {entry.disclosures[0], entry.disclosures[1]};
    json_t *vectors = json_load_file(DOLEN_TEST_DATA("vectors/ledger/entry-openings.json"), 0, NULL);
    uint8_t salt[DOLEN_SALT_SIZE];
    dolen_digest leaf = {0};
    dolen_err err;

    entry.acknowledged = true;
    list[1].opened = true;
    entry.disclosures = list;
    data_salt(1, salt);
    assert_ok(dolen_ledger_opening_commit(salt, bytes_of(arena, &entry), &leaf, &err));
    check_hex(vectors, "salt", dolen_bytes_of(salt, sizeof salt));
    check_hex(vectors, "entry", bytes_of(arena, &entry));
    check_hex(vectors, "leaf data", dolen_bytes_of(leaf.bytes, sizeof leaf.bytes));
    check_hex(vectors, "opening for council-one, which asked", opening_for(arena, &entry, "council-one", true));
    check_hex(vectors, "opening for health-north", opening_for(arena, &entry, "health-north", true));
    check_hex(vectors, "opening for police-west, unnamed", opening_for(arena, &entry, "police-west", false));
    json_decref(vectors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reader_opens_the_same_leaf),
        cmocka_unit_test(ig_32_a_publisher_does_not_learn_what_is_watched),
        cmocka_unit_test(ig_32_a_member_sees_its_own_disclosure_and_no_other),
        cmocka_unit_test(ig_32_a_member_cannot_tell_how_many_others_were_disclosed),
        cmocka_unit_test(ig_32_the_slot_says_nothing_of_the_order),
        cmocka_unit_test(ig_32_a_sensitive_service_is_not_named),
        cmocka_unit_test(ig_03_a_guess_at_another_part_cannot_be_tested),
        cmocka_unit_test(ig_10_changing_any_bit_of_an_opening_is_detected),
        cmocka_unit_test(ig_10_the_parts_of_two_entries_do_not_mix),
        cmocka_unit_test(an_opening_as_json_says_how_much_it_shows),
        cmocka_unit_test(the_published_vectors_are_ours),
    };

    return cmocka_run_group_tests_name("ledger_opening", tests, NULL, NULL);
}
