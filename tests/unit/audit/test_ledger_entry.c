#include "governance/audit/ledger_opening.h"

#include <jansson.h>

#include "governance/audit/ledger_json.h"
#include "tests/support/ledger_data.h"

enum { ARENA = 256 * 1024 };

static dolen_ledger_entry example(dolen_ledger_kind kind)
{
    dolen_ledger_entry entry = data_entry(1);

    entry.kind = kind;
    if (kind == DOLEN_LEDGER_ALERT) {
        entry.disclosure_count = 1;
        entry.range.first = 7;
        entry.range.count = 2;
    } else if (kind != DOLEN_LEDGER_QUERY) {
        entry.disclosures = NULL;
        entry.disclosure_count = 0;
    }
    if (kind == DOLEN_LEDGER_DELTA || kind == DOLEN_LEDGER_DELTA_REFUSAL) {
        entry.delta.sequence = 7;
        entry.delta.put_count = 3;
        entry.delta.digest.bytes[0] = 1;
    }
    if (kind == DOLEN_LEDGER_LOG_READING || kind == DOLEN_LEDGER_ERASURE) {
        entry.reason = dolen_code_of("lawfulness");
        entry.range.first = 3;
        entry.range.count = 9;
    }
    return entry;
}

static void every_kind_reads_back_as_written(void **state)
{
    for (int kind = DOLEN_LEDGER_QUERY; kind < DOLEN_LEDGER_KINDS; kind++) {
        DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
        const dolen_ledger_entry entry = example((dolen_ledger_kind)kind);
        dolen_ledger_entry back;
        dolen_bytes bytes;
        dolen_bytes again;
        dolen_err err;
        assert_ok(dolen_ledger_entry_write(arena, &entry, &bytes, &err));
        assert_ok(dolen_ledger_entry_read(arena, bytes, &back, &err));
        assert_ok(dolen_ledger_entry_write(arena, &back, &again, &err));
        assert_true(dolen_bytes_same(bytes, again));
        assert_int_equal(entry.disclosure_count, back.disclosure_count);
        assert_string_not_equal("?", dolen_ledger_kind_name(back.kind));
    }
}

static void there_is_one_encoding_only(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_ledger_entry entry = data_entry(1);
    dolen_ledger_entry back;
    dolen_bytes bytes;
    uint8_t copy[DOLEN_LEDGER_ENTRY_SIZE];
    dolen_err err;

    assert_ok(dolen_ledger_entry_write(arena, &entry, &bytes, &err));
    memcpy(copy, bytes.at, bytes.size);
    for (size_t i = 0; i <= bytes.size; i++) {
        DOLEN_OWN(dolen_arena, inner) = dolen_arena_new(ARENA);
        if (i < bytes.size && dolen_ledger_entry_read(inner, dolen_bytes_of(copy, i), &back, NULL) == DOLEN_OK)
            assert_true(back.disclosure_count < entry.disclosure_count);
        for (unsigned int bit = 0; i < bytes.size && bit < 8; bit++) {
            dolen_bytes again;
            copy[i] ^= (uint8_t)(1u << bit);
            if (dolen_ledger_entry_read(inner, dolen_bytes_of(copy, bytes.size), &back, NULL) == DOLEN_OK) {
                assert_ok(dolen_ledger_entry_write(inner, &back, &again, &err));
                assert_true(dolen_bytes_same(again, dolen_bytes_of(copy, bytes.size)));
            }
            copy[i] ^= (uint8_t)(1u << bit);
        }
    }
    copy[bytes.size] = 0;
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_read(arena, dolen_bytes_of(copy, bytes.size + 1), &back, NULL));
}

static void the_encoding_is_frozen(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_ledger_entry entry = example(DOLEN_LEDGER_ERASURE);
    char hex[2 * DOLEN_DIGEST_SIZE + 1];
    uint8_t salt[DOLEN_SALT_SIZE];
    dolen_digest commitment;
    dolen_bytes bytes;
    dolen_err err;

    data_salt(1, salt);
    assert_ok(dolen_ledger_entry_write(arena, &entry, &bytes, &err));
    assert_ok(dolen_ledger_opening_commit(salt, bytes, &commitment, &err));
    dolen_bytes_to_hex(dolen_bytes_of(commitment.bytes, sizeof commitment.bytes), hex);
    assert_string_equal("61b636f48b8038fe99e12d6d0d272f0573ca8f528de515c8d73584bd22b8578f", hex);
}

static void ig_08_a_query_without_its_reason_is_no_entry(void **state)
{
    dolen_ledger_entry entry = data_entry(1);
    dolen_err err;

    assert_ok(dolen_ledger_entry_check(&entry, &err));
    entry.purpose = (dolen_code){0};
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
    entry = data_entry(1);
    entry.role = (dolen_code){0};
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
    entry = data_entry(1);
    entry.member = (dolen_code){0};
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
    entry = data_entry(1);
    entry.request_id = (dolen_uuid){0};
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
}

static void ig_01_a_question_without_purpose_is_recorded_as_refused(void **state)
{
    dolen_ledger_entry entry = example(DOLEN_LEDGER_REFUSAL);
    dolen_err err;

    entry.purpose = (dolen_code){0};
    entry.outcome = dolen_code_of("no-purpose");
    assert_ok(dolen_ledger_entry_check(&entry, &err));
    entry.outcome = (dolen_code){0};
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
}

static void ig_09_reading_the_log_needs_a_ground(void **state)
{
    dolen_ledger_entry entry = example(DOLEN_LEDGER_LOG_READING);
    dolen_err err;

    assert_ok(dolen_ledger_entry_check(&entry, &err));
    entry.reason = (dolen_code){0};
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
}

static void ig_32_an_alert_says_to_whom_whose_flags_why_and_how_many(void **state)
{
    dolen_ledger_entry entry = example(DOLEN_LEDGER_ALERT);
    dolen_err err;

    assert_ok(dolen_ledger_entry_check(&entry, &err));
    assert_true(dolen_ledger_entry_concerns(&entry, entry.member));
    assert_true(dolen_ledger_entry_concerns(&entry, entry.disclosures[0].member));
    entry.range.count = 0;
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
    entry = example(DOLEN_LEDGER_ALERT);
    entry.disclosure_count = 0;
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
    entry.disclosure_count = 2;
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
    entry = example(DOLEN_LEDGER_ALERT);
    entry.purpose = (dolen_code){0};
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
}

static void ig_07_every_processing_operation_has_a_kind(void **state)
{
    static const char *const operations[] = {"collection", "alteration",  "consultation",
                                             "disclosure", "combination", "erasure"};

    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        bool has = false;
        for (int kind = DOLEN_LEDGER_QUERY; kind < DOLEN_LEDGER_KINDS; kind++)
            has = has || strstr(dolen_ledger_kind_operations((dolen_ledger_kind)kind), operations[i]);
        assert_true(has);
    }
}

static void refuses_what_another_kind_would_carry(void **state)
{
    dolen_ledger_entry entry = example(DOLEN_LEDGER_RULES);
    const dolen_ledger_disclosure twice[] = {{{"a"}, DOLEN_LEVEL_L1, DOLEN_BAND_CONFIRMED, false},
                                             {{"a"}, DOLEN_LEVEL_L1, DOLEN_BAND_CONFIRMED, false}};

    entry.delta.sequence = 1;
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
    entry = example(DOLEN_LEDGER_DELTA);
    entry.range.count = 1;
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
    entry = data_entry(1);
    entry.disclosures = twice;
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
}

static void concerns_who_acted_and_who_was_disclosed(void **state)
{
    const dolen_ledger_entry entry = data_entry(1);

    assert_true(dolen_ledger_entry_concerns(&entry, dolen_code_of("council-one")));
    assert_true(dolen_ledger_entry_concerns(&entry, dolen_code_of("police-west")));
    assert_false(dolen_ledger_entry_concerns(&entry, dolen_code_of("fire-east")));
    assert_false(dolen_ledger_entry_concerns(&entry, (dolen_code){0}));
}

/* Nothing is opened without the asker's word that it was warned; nor does that word say that there was anything. */
static void ig_15_an_override_stands_with_the_disclosure_that_it_opened(void **state)
{
    dolen_ledger_entry entry = data_entry(1);
    dolen_ledger_disclosure opened = {{"police-west"}, DOLEN_LEVEL_L1, DOLEN_BAND_CONFIRMED, true};
    dolen_err err;

    entry.disclosures = &opened;
    entry.disclosure_count = 1;
    assert_fails(DOLEN_E_INPUT, dolen_ledger_entry_check(&entry, NULL));
    entry.acknowledged = true;
    assert_ok(dolen_ledger_entry_check(&entry, &err));
    char *text = dolen_ledger_json_entry(&entry);
    assert_non_null(strstr(text, "\"override_protection\":true"));
    assert_non_null(strstr(text, "\"protection_overridden\":true"));
    free(text);
    opened.opened = false;
    assert_ok(dolen_ledger_entry_check(&entry, &err));
    text = dolen_ledger_json_entry(&entry);
    assert_null(strstr(text, "overridden"));
    free(text);
}

/* The twin: without the salt, whoever knows the rest of an entry could test a guess against the public leaf. */
static void the_commitment_hides_behind_the_salt(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_ledger_entry entry = data_entry(1);
    uint8_t salt[DOLEN_SALT_SIZE];
    uint8_t other[DOLEN_SALT_SIZE];
    dolen_digest public;
    dolen_digest guess;
    dolen_digest known;
    dolen_bytes bytes;
    dolen_err err;

    data_salt(1, salt);
    data_salt(2, other);
    assert_ok(dolen_ledger_entry_write(arena, &entry, &bytes, &err));
    assert_ok(dolen_ledger_opening_commit(salt, bytes, &public, &err));
    assert_ok(dolen_ledger_opening_commit(other, bytes, &guess, &err));
    assert_ok(dolen_ledger_opening_commit(salt, bytes, &known, &err));
    assert_memory_not_equal(&public, &guess, sizeof guess);
    assert_memory_equal(&public, &known, sizeof known);
}

static void an_entry_as_json_names_time_person_member_and_recipient(void **state)
{
    const dolen_ledger_entry entry = data_entry(1);
    char *text = dolen_ledger_json_entry(&entry);
    json_t *object = json_loads(text, 0, NULL);
    json_t *disclosed = json_object_get(object, "disclosed");

    assert_string_equal("query", json_string_value(json_object_get(object, "kind")));
    assert_string_equal("2026-09-21T14:13:20.001Z", json_string_value(json_object_get(object, "time")));
    assert_string_equal("council-one", json_string_value(json_object_get(object, "member")));
    assert_string_equal("01020300000000000000000000000000", json_string_value(json_object_get(object, "staff")));
    assert_string_equal("S47", json_string_value(json_object_get(object, "purpose")));
    assert_int_equal(2, json_array_size(disclosed));
    assert_string_equal("L2", json_string_value(json_object_get(json_array_get(disclosed, 0), "level")));
    json_decref(object);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_reads_back_as_written),
        cmocka_unit_test(there_is_one_encoding_only),
        cmocka_unit_test(the_encoding_is_frozen),
        cmocka_unit_test(ig_08_a_query_without_its_reason_is_no_entry),
        cmocka_unit_test(ig_01_a_question_without_purpose_is_recorded_as_refused),
        cmocka_unit_test(ig_09_reading_the_log_needs_a_ground),
        cmocka_unit_test(ig_32_an_alert_says_to_whom_whose_flags_why_and_how_many),
        cmocka_unit_test(ig_07_every_processing_operation_has_a_kind),
        cmocka_unit_test(refuses_what_another_kind_would_carry),
        cmocka_unit_test(concerns_who_acted_and_who_was_disclosed),
        cmocka_unit_test(ig_15_an_override_stands_with_the_disclosure_that_it_opened),
        cmocka_unit_test(the_commitment_hides_behind_the_salt),
        cmocka_unit_test(an_entry_as_json_names_time_person_member_and_recipient),
    };

    return cmocka_run_group_tests_name("ledger_entry", tests, NULL, NULL);
}
