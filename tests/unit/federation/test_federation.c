#include "governance/audit/policy_file.h"
#include "governance/federation/federation.h"
#include "node/crypto/key_files.h"
#include "tests/support/witness_federation.h"

enum { ROOM = 16384 };

static const char pin[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/* The body of an [epoch] or [joint-key] section for a fresh key. */
static void add_epoch(char *out, size_t room)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ROOM);
    DOLEN_OWN(dolen_secret, key) = dolen_secret_new_random(32);
    DOLEN_OWN(dolen_secret, shares) = NULL;
    dolen_joint_key joint = {.federation = dolen_code_of("test"), .epoch = 1, .threshold = 2, .holders = 3};
    dolen_bytes text;
    dolen_err err = {0};

    dolen_secret_fill(key)[31] = 0;
    assert_ok(dolen_shamir_split(key, (dolen_shamir_plan){2, 3}, &shares, NULL, &err));
    assert_ok(dolen_joint_key_fill(&joint, shares, &err));
    assert_ok(dolen_key_files_format_public(&joint, arena, &text, &err));
    const char *body = strstr((const char *)text.at, "[joint-key]\n") + 12;
    snprintf(out, room, "[epoch 1]\nstate = current\n%s\n", body);
}

static void add_holders(char *out, size_t room)
{
    size_t used = 0;

    for (int i = 1; i <= 3; i++)
        used += (size_t)snprintf(out + used, room - used,
                                 "[holder %d]\ncode = KH%d\nname.en = One\nname.cy = Un\nendpoint = https://h:%d\n"
                                 "pins = %s\n",
                                 i, i, i, pin);
}

static void write_draft(char out[ROOM], const char *extra)
{
    char epoch[4096];
    char holders[4096];
    char vkey[DOLEN_NOTE_KEY_TEXT];
    DOLEN_OWN(dolen_signing_key, key) = dolen_signing_key_new();
    dolen_note_key ledger;
    dolen_err err = {0};

    assert_ok(dolen_note_make_key("ledger.example", DOLEN_NOTE_ED25519, dolen_signing_key_public(key), &ledger, &err));
    dolen_note_write_key(&ledger, vkey);
    add_epoch(epoch, sizeof epoch);
    add_holders(holders, sizeof holders);
    snprintf(out, ROOM,
             "[federation]\nname = test\nserial = 3\nvalid-until = 2027-01-01T00:00:00Z\ngrace-hours = 24\n"
             "rules.version = 1\nrules.digest = %s\n[broker]\ncode = HUB\nname.en = Hub\nname.cy = Both\n"
             "endpoint = https://b:1\npins = %s\nledger.key = %s\nreceipt.key = %s\n%s%s"
             "[member NPT]\nname.en = Neath\nname.cy = Castell-nedd\ntype = council\npins = %s\nsigning.key = %s\n"
             "[contact NPT 1]\nteam.en = Team\nteam.cy = Tim\ntelephone = 01632 960100\n%s",
             pin, pin, vkey, pin, holders, epoch, pin, pin, extra);
}

static void reads_a_signed_file(void **state)
{
    char draft[ROOM];
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    DOLEN_OWN(dolen_signing_key, key) = dolen_signing_key_new();
    DOLEN_OWN(dolen_federation, federation) = NULL;
    dolen_note_key governance;
    const char *line = NULL;
    const char *note = NULL;
    dolen_err err = {0};

    write_draft(draft, "");
    assert_ok(dolen_note_make_key("governance", DOLEN_NOTE_ED25519, dolen_signing_key_public(key), &governance, &err));
    assert_ok(dolen_note_sign(arena, dolen_bytes_of_string(draft), "governance", key, &line, &err));
    assert_ok(dolen_note_join(arena, dolen_bytes_of_string(draft), &line, 1, &note, &err));
    const dolen_status read =
        dolen_federation_read("f", dolen_bytes_of_string(note), &governance, &federation, problems, &err);
    dolen_problems_print(problems, stderr);
    assert_int_equal(DOLEN_OK, read);

    const dolen_federation_member *member = dolen_federation_member_of(federation, dolen_code_of("NPT"));
    dolen_digest spki;
    assert_ok(dolen_bytes_from_hex(pin, 64, spki.bytes, 32, &err));
    assert_string_equal("01632 960100", dolen_federation_contact_of(member, 9)->telephone);
    assert_true(dolen_federation_is_pinned(federation, "agency", dolen_code_of("NPT"), &spki));
    assert_false(dolen_federation_is_pinned(federation, "agency", dolen_code_of("SWA"), &spki));
    assert_false(dolen_federation_is_pinned(federation, "broker", dolen_code_of("NPT"), &spki));
    assert_non_null(dolen_federation_epoch_of(federation, 1));
    assert_int_equal(DOLEN_FEDERATION_IN_GRACE,
                     dolen_federation_validity_at(federation, federation->valid_until + 3600 * 1000));
    assert_int_equal(DOLEN_FEDERATION_EXPIRED,
                     dolen_federation_validity_at(federation, federation->valid_until + 25LL * 3600 * 1000));
}

static void refuses_a_file_that_another_key_signed(void **state)
{
    char draft[ROOM];
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    DOLEN_OWN(dolen_signing_key, key) = dolen_signing_key_new();
    DOLEN_OWN(dolen_signing_key, other) = dolen_signing_key_new();
    DOLEN_OWN(dolen_federation, federation) = NULL;
    dolen_note_key governance;
    const char *line = NULL;
    const char *note = NULL;
    dolen_err err = {0};

    write_draft(draft, "");
    assert_ok(dolen_note_make_key("governance", DOLEN_NOTE_ED25519, dolen_signing_key_public(key), &governance, &err));
    assert_ok(dolen_note_sign(arena, dolen_bytes_of_string(draft), "governance", other, &line, &err));
    assert_ok(dolen_note_join(arena, dolen_bytes_of_string(draft), &line, 1, &note, &err));

    assert_fails(DOLEN_E_CRYPTO,
                 dolen_federation_read("f", dolen_bytes_of_string(note), &governance, &federation, problems, &err));
    assert_null(federation);

    /* The twin: the text itself is good, only its signature is not. */
    assert_ok(dolen_federation_read_draft("f", dolen_bytes_of_string(draft), &federation, problems, &err));
}

static void names_every_mistake_with_its_line(void **state)
{
    char draft[ROOM];
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    DOLEN_OWN(dolen_federation, federation) = NULL;
    dolen_err err = {0};

    write_draft(draft, "[contact NPT 3]\nteam.en = a\nteam.cy = b\ntelephone = 1\n[membr SWA]\na = b\n"
                       "[member SWP]\nname.en = Police\nname.cy = Heddlu\ntype = police\npins = abc\nsigning.ky = 1\n");

    assert_fails(DOLEN_E_INPUT,
                 dolen_federation_read_draft("f", dolen_bytes_of_string(draft), &federation, problems, &err));
    assert_true(dolen_problems_count(problems) >= 5);
    assert_string_equal("member", dolen_problems_at(problems, 1)->nearest);
}

static void reads_witnesses_and_their_quorum(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    const temp_folder folder = temp_folder_make();
    DOLEN_OWN(dolen_federation_current, current) = witness_federation(&folder, 3);
    const dolen_federation *federation = dolen_federation_current_get(current);
    const dolen_policy_file *policy;
    bool has[DOLEN_POLICY_MEMBERS] = {true, true, false, false};
    const char *text;
    size_t line;
    dolen_err err = {0};

    assert_int_equal(4, dolen_federation_witness_count(federation));
    assert_int_equal(3, federation->witness_quorum);
    assert_int_equal(24 * INT64_C(3600000), federation->witness_limit);
    assert_ok(dolen_federation_write_policy(federation, arena, &text, &err));
    assert_ok(dolen_policy_file_read(arena, dolen_bytes_of_string(text), &policy, &line, &err));
    assert_int_equal(3, dolen_policy_file_needed(policy));
    assert_false(dolen_policy_file_is_met(policy, has));
    has[3] = true;
    assert_true(dolen_policy_file_is_met(policy, has));
    temp_folder_remove(&folder);
}

/* Is the draft with two witnesses and these lines about their quorum good? What is wrong is left in `problems`. */
static bool two_witnesses_may(const char *lines, dolen_problems *problems)
{
    DOLEN_OWN(dolen_federation, federation) = NULL;
    char draft[ROOM];
    char whole[4 * ROOM];
    char members[4096];
    size_t used = 0;

    for (uint8_t i = 0; i < 2; i++) {
        char name[32];
        char vkey[DOLEN_NOTE_KEY_TEXT];
        snprintf(name, sizeof name, "w%u.example", (unsigned int)i);
        const dolen_note_key witness = data_public((uint8_t)(40 + i), name, DOLEN_NOTE_COSIGNATURE);
        dolen_note_write_key(&witness, vkey);
        used += (size_t)snprintf(members + used, sizeof members - used,
                                 "[member W%u]\nname.en = a\nname.cy = b\ntype = police\npins = %s\nsigning.key = %s\n"
                                 "witness.key = %s\n[contact W%u 1]\nteam.en = a\nteam.cy = b\ntelephone = 1\n",
                                 (unsigned int)i, pin, pin, vkey, (unsigned int)i);
    }
    write_draft(draft, members);
    const char *rest = strstr(draft, "serial");
    snprintf(whole, sizeof whole, "[federation]\nname = test\n%s%s", lines, rest);
    return dolen_federation_read_draft("f", dolen_bytes_of_string(whole), &federation, problems, NULL) == DOLEN_OK;
}

/* two quorums must share a witness, or the hub shows each its own ledger; the partnership may say that it knows.
 */
static void r_09_a_quorum_of_half_the_witnesses_needs_the_partnerships_word(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    DOLEN_OWN(dolen_problems, others) = dolen_problems_new(10);

    assert_true(two_witnesses_may("", problems));
    assert_true(two_witnesses_may("witness-quorum = 2\n", problems));
    assert_true(two_witnesses_may("witness-quorum = 1\nwitness-quorum-minority = accepted\n", problems));
    assert_int_equal(0, dolen_problems_count(problems));

    assert_false(two_witnesses_may("witness-quorum = 1\n", problems));
    assert_int_equal(1, dolen_problems_count(problems));
    assert_non_null(strstr(dolen_problems_at(problems, 0)->what, "raise it, or write"));
    assert_false(two_witnesses_may("witness-quorum = 2\nwitness-quorum-minority = accepted\n", others));
    assert_false(two_witnesses_may("witness-quorum-minority = accepted\n", others));
    assert_false(two_witnesses_may("witness-quorum = 1\nwitness-quorum-minority = yes\n", others));
}

static void refuses_witnesses_that_cannot_be(void **state)
{
    static const char *const wrong[] = {"witness.key = nonsense", "witness.key = $1",
                                        "witness.key = $4\n[contact SWP 1]\nteam.en = a\nteam.cy = b\ntelephone = 1\n"
                                        "[member SBU]\nname.en = a\nname.cy = b\ntype = police\npins = $p\n"
                                        "signing.key = $p\nwitness.key = $4\n[contact SBU 1]\nteam.en = a\n"
                                        "team.cy = b\ntelephone = 1"};
    char keys[2][DOLEN_NOTE_KEY_TEXT];
    const dolen_note_key log = data_public(3, "a.example", DOLEN_NOTE_ED25519);
    const dolen_note_key witness = data_public(3, "a.example", DOLEN_NOTE_COSIGNATURE);

    dolen_note_write_key(&log, keys[0]);
    dolen_note_write_key(&witness, keys[1]);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
        DOLEN_OWN(dolen_federation, federation) = NULL;
        char draft[ROOM];
        char extra[2048];
        size_t used = (size_t)snprintf(extra, sizeof extra,
                                       "[member SWP]\nname.en = Police\nname.cy = Heddlu\ntype = police\npins = %s\n"
                                       "signing.key = %s\n",
                                       pin, pin);
        for (const char *at = wrong[i]; *at; at++) {
            const char *word = *at != '$' ? NULL : at[1] == '1' ? keys[0] : at[1] == '4' ? keys[1] : pin;
            used += (size_t)(word ? snprintf(extra + used, sizeof extra - used, "%s", word)
                                  : snprintf(extra + used, sizeof extra - used, "%c", *at));
            at += word != NULL;
        }
        snprintf(extra + used, sizeof extra - used, "\n%s",
                 i < 2 ? "[contact SWP 1]\nteam.en = a\nteam.cy = b\ntelephone = 1\n" : "");
        write_draft(draft, extra);
        assert_fails(DOLEN_E_INPUT,
                     dolen_federation_read_draft("f", dolen_bytes_of_string(draft), &federation, problems, NULL));
        assert_int_equal(1, dolen_problems_count(problems));
    }
}

static void a_suspended_member_has_no_pinned_key(void **state)
{
    char draft[ROOM];
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    DOLEN_OWN(dolen_federation, federation) = NULL;
    dolen_digest spki;
    char extra[1024];
    dolen_err err = {0};

    snprintf(extra, sizeof extra,
             "[member SWP]\nname.en = Police\nname.cy = Heddlu\ntype = police\npins = %s\nsigning.key = %s\n"
             "suspended = yes\n[contact SWP 1]\nteam.en = a\nteam.cy = b\ntelephone = 1\n",
             pin, pin);
    write_draft(draft, extra);
    assert_ok(dolen_federation_read_draft("f", dolen_bytes_of_string(draft), &federation, problems, &err));
    assert_ok(dolen_bytes_from_hex(pin, 64, spki.bytes, 32, &err));

    assert_true(dolen_federation_is_pinned(federation, "agency", dolen_code_of("NPT"), &spki));
    assert_false(dolen_federation_is_pinned(federation, "agency", dolen_code_of("SWP"), &spki));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_signed_file),
        cmocka_unit_test(refuses_a_file_that_another_key_signed),
        cmocka_unit_test(names_every_mistake_with_its_line),
        cmocka_unit_test(a_suspended_member_has_no_pinned_key),
        cmocka_unit_test(reads_witnesses_and_their_quorum),
        cmocka_unit_test(r_09_a_quorum_of_half_the_witnesses_needs_the_partnerships_word),
        cmocka_unit_test(refuses_witnesses_that_cannot_be),
    };

    return cmocka_run_group_tests_name("federation", tests, NULL, NULL);
}
