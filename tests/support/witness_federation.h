/** A signed federation file with four members that are witnesses, in a folder of the test's own. */
#ifndef DOLEN_TESTS_SUPPORT_WITNESS_FEDERATION_H
#define DOLEN_TESTS_SUPPORT_WITNESS_FEDERATION_H

#include "governance/federation/federation_current.h"
#include "node/crypto/key_files.h"
#include "tests/support/ledger_data.h"
#include "tests/support/temp_folder.h"

enum { WITNESS_LEDGER_SEED = 1, WITNESS_GOVERNANCE_SEED = 5, WITNESS_MEMBERS = 4, WITNESS_SEED = 20 };

static const char witness_origin[] = "broker.example/ledger";
static const char *const witness_codes[WITNESS_MEMBERS] = {"NPT", "SWA", "SWP", "SBU"};

/** The name under which member `i` cosigns. */
static inline void witness_name(size_t i, char out[64])
{
    snprintf(out, 64, "%s.test/witness", witness_codes[i]);
}

static inline dolen_note_key witness_governance(void)
{
    return data_public(WITNESS_GOVERNANCE_SEED, "governance", DOLEN_NOTE_ED25519);
}

static inline void witness_add_epoch(char *out, size_t room)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(16384);
    DOLEN_OWN(dolen_secret, key) = dolen_secret_new_random(32);
    DOLEN_OWN(dolen_secret, shares) = NULL;
    dolen_joint_key joint = {.federation = dolen_code_of("test"), .epoch = 1, .threshold = 2, .holders = 3};
    dolen_bytes text;

    dolen_secret_fill(key)[31] = 0;
    DOLEN_MUST(dolen_shamir_split(key, (dolen_shamir_plan){2, 3}, &shares, NULL, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_joint_key_fill(&joint, shares, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_key_files_format_public(&joint, arena, &text, NULL) == DOLEN_OK);
    snprintf(out, room, "[epoch 1]\nstate = current\n%s\n", strstr((const char *)text.at, "[joint-key]\n") + 12);
}

/** Write FOLDER/federation.signed, whose quorum is `quorum` of the four (0: none), and read it. */
static inline dolen_federation_current *witness_federation(const temp_folder *folder, size_t quorum)
{
    static const char pin[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    DOLEN_OWN(dolen_signing_key, key) = data_key(WITNESS_GOVERNANCE_SEED);
    const dolen_note_key governance = witness_governance();
    const dolen_note_key ledger = data_public(WITNESS_LEDGER_SEED, witness_origin, DOLEN_NOTE_ED25519);
    dolen_federation_current *current = NULL;
    char vkey[DOLEN_NOTE_KEY_TEXT];
    char epoch[4096];
    char path[PATH_MAX];
    const char *line;
    const char *note;
    const size_t room = 32768;
    char *text = dolen_arena_make(arena, room, 1);

    dolen_note_write_key(&ledger, vkey);
    witness_add_epoch(epoch, sizeof epoch);
    size_t used = (size_t)snprintf(
        text, room,
        "[federation]\nname = test\nserial = 3\nvalid-until = 2090-01-01T00:00:00Z\ngrace-hours = 24\n"
        "witness-quorum = %zu\n%switness-quorum-hours = 24\nrules.version = 1\nrules.digest = %s\n[broker]\ncode = "
        "HUB\n"
        "name.en = Hub\nname.cy = Both\nendpoint = https://b:1\npins = %s\nledger.key = %s\nreceipt.key = %s\n",
        quorum, quorum && 2 * quorum <= WITNESS_MEMBERS ? "witness-quorum-minority = accepted\n" : "", pin, pin, vkey,
        pin);
    for (int i = 1; i <= 3; i++)
        used += (size_t)snprintf(text + used, room - used,
                                 "[holder %d]\ncode = KH%d\nname.en = One\nname.cy = Un\nendpoint = https://h:%d\n"
                                 "pins = %s\n",
                                 i, i, i, pin);
    used += (size_t)snprintf(text + used, room - used, "%s", epoch);
    for (size_t i = 0; i < WITNESS_MEMBERS; i++) {
        char name[64];
        witness_name(i, name);
        const dolen_note_key witness = data_public((uint8_t)(WITNESS_SEED + i), name, DOLEN_NOTE_COSIGNATURE);
        dolen_note_write_key(&witness, vkey);
        used += (size_t)snprintf(text + used, room - used,
                                 "[member %s]\nname.en = E\nname.cy = C\ntype = council\npins = %s\nsigning.key = %s\n"
                                 "witness.key = %s\n[contact %s 1]\nteam.en = T\nteam.cy = T\ntelephone = 1\n",
                                 witness_codes[i], pin, pin, vkey, witness_codes[i]);
    }
    DOLEN_MUST(dolen_note_sign(arena, dolen_bytes_of_string(text), "governance", key, &line, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_note_join(arena, dolen_bytes_of_string(text), &line, 1, &note, NULL) == DOLEN_OK);
    temp_folder_file(folder, "federation.signed", path);
    DOLEN_MUST(dolen_file_write(path, dolen_bytes_of_string(note), 0600, NULL) == DOLEN_OK);
    const dolen_status read = dolen_federation_current_new(path, &governance, &current, problems, NULL);
    dolen_problems_print(problems, stderr);
    DOLEN_MUST(read == DOLEN_OK);
    return current;
}

#endif
