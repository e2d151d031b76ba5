/* One search in full: its proof, what agrees with it, and what the officer is told and not told. */
#include "node/agency/oversight/entry.h"

#include <time.h>

#include "governance/audit/cosignature.h"
#include "governance/audit/proof_file.h"
#include "node/agency/oversight/oversight_json.h"
#include "node/agency/search_json.h"
#include "node/store/receipt_store.h"
#include "tests/support/oversight_scene.h"
#include "tests/support/witness_federation.h"

enum { ARENA = 4 * 1024 * 1024, LEAVES = 9, PLACE = 4, QUORUM = 2 };

typedef struct stage {
    oversight_scene *scene;
    temp_folder folder;
    dolen_arena *arena;
    dolen_uuid id;
    dolen_ledger_entry entry; /* what the hub writes down of the search */
    dolen_entry_view view;
} stage;

static const dolen_ledger_disclosure disclosed[] = {
    {.member = {"SBU"}, .level = DOLEN_LEVEL_L3, .band = DOLEN_BAND_CONFIRMED},
    {.member = {"SWP"}, .level = DOLEN_LEVEL_L1, .band = DOLEN_BAND_PROBABLE},
};

static int set_up(void **state)
{
    stage *s = calloc(1, sizeof *s);

    oversight_scene_make((void **)&s->scene);
    s->folder = temp_folder_make();
    s->arena = dolen_arena_new(ARENA);
    s->scene->agency.federation = witness_federation(&s->folder, QUORUM);
    s->id = dolen_uuid_make();
    s->entry = (dolen_ledger_entry){
        .kind = DOLEN_LEDGER_QUERY,
        .time = (int64_t)time(NULL) * 1000,
        .member = s->scene->agency.code,
        .staff = dolen_local_keys_staff(s->scene->agency.keys, "asha"),
        .role = dolen_code_of("practitioner"),
        .purpose = dolen_code_of("S47"),
        .case_handle = dolen_local_keys_case(s->scene->agency.keys, "C-1"),
        .request_id = s->id,
        .subject = DOLEN_SUBJECT_PERSON,
        .requested_level = DOLEN_LEVEL_L3,
        .granted_level = DOLEN_LEVEL_L3,
        .outcome = dolen_code_of("answered"),
        .rules_digest = dolen_rules_digest(s->scene->rules),
        .epoch = 1,
        .withheld = {.bytes = {5}},
        .disclosures = disclosed,
        .disclosure_count = 2,
    };
    snprintf(s->entry.rules_version, sizeof s->entry.rules_version, "%s", dolen_rules_version(s->scene->rules));
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    stage *s = *state;

    dolen_federation_current_free(s->scene->agency.federation);
    temp_folder_remove(&s->folder);
    dolen_arena_free(s->arena);
    oversight_scene_free((void **)&s->scene);
    free(s);
    return 0;
}

/* The signed checkpoint, and the first `witnesses` members' cosignatures below it. */
static const char *checkpoint_of(stage *s, const data_tree *tree, uint8_t seed, size_t witnesses)
{
    const char *signed_note = data_checkpoint(s->arena, tree, LEAVES, witness_origin, seed);
    char *all = dolen_arena_make(s->arena, 16384, 1);
    dolen_note note;

    DOLEN_MUST(dolen_note_read(s->arena, dolen_bytes_of_string(signed_note), &note, NULL) == DOLEN_OK);
    size_t used = (size_t)snprintf(all, 16384, "%s", signed_note);
    for (size_t i = 0; i < witnesses; i++) {
        DOLEN_OWN(dolen_signing_key, key) = data_key((uint8_t)(WITNESS_SEED + i));
        const char *line = NULL;
        char name[64];
        witness_name(i, name);
        DOLEN_MUST(dolen_cosignature_make(s->arena, note.text, name, key, (uint64_t)time(NULL), &line, NULL) ==
                   DOLEN_OK);
        used += (size_t)snprintf(all + used, 16384 - used, "%s", line);
    }
    return all;
}

/* The receipt of the entry, in a small tree whose checkpoint the key of `seed` signs. */
static const char *receipt_of(stage *s, uint8_t seed, size_t witnesses)
{
    static const uint8_t salt[DOLEN_SALT_SIZE] = {1, 2, 3};
    data_tree tree;
    dolen_proof_file file = {.has_extra = true, .index = PLACE};
    const char *receipt = NULL;
    dolen_bytes entry;

    data_fill(&tree, LEAVES);
    DOLEN_MUST(dolen_ledger_entry_write(s->arena, &s->entry, &entry, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_ledger_opening_commit(salt, entry, &file.commitment, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_ledger_opening_write(s->arena, salt, entry, &file.opening, NULL) == DOLEN_OK);
    tree.leaves[PLACE] = dolen_merkle_leaf(dolen_bytes_of(file.commitment.bytes, sizeof file.commitment.bytes));
    DOLEN_MUST(dolen_merkle_proof_make_inclusion(PLACE, LEAVES, (dolen_merkle_source){data_fetch, &tree}, &file.proof,
                                                 NULL) == DOLEN_OK);
    file.checkpoint = dolen_bytes_of_string(checkpoint_of(s, &tree, seed, witnesses));
    DOLEN_MUST(dolen_proof_file_write(s->arena, &file, &receipt, NULL) == DOLEN_OK);
    return receipt;
}

/* Keep the search with this receipt, as confirmed as it will get, and read it in full. */
static const dolen_entry_view *read_with(stage *s, const char *receipt, dolen_stored_search given)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    given.id = s->id;
    given.receipt = receipt;
    given.ledger_index = receipt ? PLACE : DOLEN_SEARCH_NO_ENTRY;
    given.answer = receipt ? "{\"members\":[{\"agency\":\"SBU\",\"protected\":true,\"flags\":[\"SECRET\"]}]}" : NULL;
    oversight_scene_search(s->scene, given);
    assert_ok(dolen_pool_take(s->scene->agency.pool, &connection, &err));
    if (receipt)
        assert_ok(dolen_receipt_store_add(connection, s->id, receipt, &err));
    assert_ok(dolen_entry_read(&s->scene->agency, s->id, s->scene->arena, &s->view, &err));
    return &s->view;
}

static void a_confirmed_search_is_told_in_full(void **state)
{
    stage *s = *state;
    const dolen_entry_view *view =
        read_with(s, receipt_of(s, WITNESS_LEDGER_SEED, QUORUM),
                  (dolen_stored_search){.searched = "{\"forenames\":\"Eira\",\"dob\":\"2009-12-04\",\"odd\":7}"});

    assert_int_equal(DOLEN_ENTRY_PROOF_CONFIRMED, view->proof);
    assert_true(view->report->ok && view->has_ledger && view->agrees && view->same_rules);
    assert_int_equal(QUORUM, view->report->witnesses_present);
    assert_string_equal("A Person", view->full_name);
    assert_string_equal("Child-protection enquiry", view->purpose_name.en);
    assert_int_equal(2, view->typed_count);
    assert_string_equal("forenames", view->typed[0].name);
    assert_string_equal("2009-12-04", view->typed[1].value);
    assert_int_equal(2, view->disclosure_count);
    assert_string_equal("SBU", view->disclosures[0].member.text);
    assert_string_equal("E", view->disclosures[0].name.en);
    assert_true(view->disclosures[0].shielded);
    assert_false(view->disclosures[1].shielded);
    assert_int_equal(DOLEN_LEVEL_L1, view->disclosures[1].level);
}

static void ig_02_each_step_of_the_decision_is_told_in_both_languages(void **state)
{
    stage *s = *state;
    const dolen_entry_view *view = read_with(s, receipt_of(s, WITNESS_LEDGER_SEED, QUORUM), (dolen_stored_search){0});

    assert_true(view->decision_count > 5);
    for (size_t i = 0; i < view->decision_count; i++) {
        assert_true(view->decision[i].reached && !view->decision[i].refused);
        assert_true(*view->decision[i].name.en && *view->decision[i].name.cy);
    }
    for (size_t i = 0; i < view->disclosure_count; i++)
        assert_true(view->disclosures[i].decision_count >= 3);
}

static void ig_02_a_refused_search_says_which_rule_refused_it(void **state)
{
    stage *s = *state;
    const dolen_entry_view *view =
        read_with(s, NULL, (dolen_stored_search){.purpose = dolen_code_of("SUBJECT"), .outcome = "rules-forbid"});
    size_t refused = 0;

    assert_int_equal(DOLEN_ENTRY_PROOF_NONE, view->proof);
    assert_false(view->has_ledger || view->agrees || view->same_rules);
    assert_null(view->report);
    assert_int_equal(0, view->disclosure_count);
    for (size_t i = 0; i < view->decision_count; i++)
        if (view->decision[i].refused) {
            refused++;
            assert_non_null(strstr(view->decision[i].why.en, "practitioner"));
            assert_true(*view->decision[i].why.cy);
        }
    assert_int_equal(1, refused);
}

static void ig_10_a_receipt_without_its_quorum_is_signed_and_no_more(void **state)
{
    stage *s = *state;
    const dolen_entry_view *view =
        read_with(s, receipt_of(s, WITNESS_LEDGER_SEED, QUORUM - 1), (dolen_stored_search){0});

    assert_int_equal(DOLEN_ENTRY_PROOF_SIGNED, view->proof);
    assert_int_equal(QUORUM, view->report->witnesses_needed);
    assert_int_equal(QUORUM - 1, view->report->witnesses_present);
    assert_true(view->agrees);
}

static void ig_10_a_receipt_of_another_log_fails(void **state)
{
    stage *s = *state;
    const dolen_entry_view *view =
        read_with(s, receipt_of(s, WITNESS_LEDGER_SEED + 1, QUORUM), (dolen_stored_search){0});

    assert_int_equal(DOLEN_ENTRY_PROOF_FAILS, view->proof);
    assert_false(view->report->ok);
}

static void ig_10_a_receipt_that_is_no_receipt_fails(void **state)
{
    stage *s = *state;
    const dolen_entry_view *view = read_with(s, "no receipt", (dolen_stored_search){0});

    assert_int_equal(DOLEN_ENTRY_PROOF_FAILS, view->proof);
    assert_false(view->has_ledger || view->agrees);
}

/* Somebody changed the agency's own record, or the hub entered something else. */
static void ig_10_a_record_that_says_something_else_does_not_agree(void **state)
{
    static const dolen_stored_search changed[] = {
        {.account = "bryn"},      {.case_reference = "C-2"},          {.purpose = {"S17"}},
        {.role = {"supervisor"}}, {.subject = DOLEN_SUBJECT_ADDRESS}, {.urgent_reason = {"RISK-LIFE"}}};

    for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
        stage *s = NULL;
        set_up((void **)&s);
        const dolen_entry_view *view = read_with(s, receipt_of(s, WITNESS_LEDGER_SEED, QUORUM), changed[i]);
        assert_int_equal(DOLEN_ENTRY_PROOF_CONFIRMED, view->proof);
        assert_false(view->agrees);
        tear_down((void **)&s);
    }
}

/* Withheld and absent are one: whatever the hub withheld, and whoever else there is, the document is the same. */
static void ig_03_nothing_tells_withheld_from_absent(void **state)
{
    char *documents[2] = {NULL};

    for (size_t i = 0; i < 2; i++) {
        stage *s = NULL;
        set_up((void **)&s);
        s->id = (dolen_uuid){{1}};
        s->scene->now = OVERSIGHT_NOW;
        s->entry.time = OVERSIGHT_NOW - 1;
        s->entry.request_id = s->id;
        s->entry.withheld.bytes[0] = (uint8_t)(i + 1);
        DOLEN_OWN(json_t, document) =
            dolen_oversight_json_entry(read_with(s, receipt_of(s, WITNESS_LEDGER_SEED, 0), (dolen_stored_search){0}));
        /* What binds the hub to its own list differs, and so do the tree's root and the node's own key. */
        json_t *entry = json_object_get(json_object_get(document, "ledger"), "entry");
        json_object_del(entry, "withheld");
        json_object_del(entry, "staff");
        json_object_del(entry, "case");
        json_object_del(json_object_get(json_object_get(document, "ledger"), "report"), "root");
        documents[i] = json_dumps(document, JSON_SORT_KEYS);
        tear_down((void **)&s);
    }
    assert_string_equal(documents[0], documents[1]);
    free(documents[0]);
    free(documents[1]);
}

static void what_was_released_is_for_who_asked(void **state)
{
    stage *s = *state;
    DOLEN_OWN(json_t, document) =
        dolen_oversight_json_entry(read_with(s, receipt_of(s, WITNESS_LEDGER_SEED, QUORUM), (dolen_stored_search){0}));
    char *text = json_dumps(document, 0);

    assert_null(s->view.search.answer);
    assert_null(strstr(text, "SECRET"));
    free(text);
}

static void a_search_that_is_not_there_is_absent(void **state)
{
    stage *s = *state;

    assert_fails(DOLEN_E_ABSENT,
                 dolen_entry_read(&s->scene->agency, dolen_uuid_make(), s->scene->arena, &s->view, NULL));
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        EACH(a_confirmed_search_is_told_in_full),
        EACH(ig_02_each_step_of_the_decision_is_told_in_both_languages),
        EACH(ig_02_a_refused_search_says_which_rule_refused_it),
        EACH(ig_10_a_receipt_without_its_quorum_is_signed_and_no_more),
        EACH(ig_10_a_receipt_of_another_log_fails),
        EACH(ig_10_a_receipt_that_is_no_receipt_fails),
        cmocka_unit_test(ig_10_a_record_that_says_something_else_does_not_agree),
        cmocka_unit_test(ig_03_nothing_tells_withheld_from_absent),
        EACH(what_was_released_is_for_who_asked),
        EACH(a_search_that_is_not_there_is_absent),
    };

    return cmocka_run_group_tests_name("entry", tests, oversight_scene_start, oversight_scene_stop);
}
