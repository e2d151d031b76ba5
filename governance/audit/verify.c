#include "governance/audit/verify.h"

#include <string.h>

#include "governance/audit/cosignature.h"
#include "governance/audit/proof_file.h"
#include "node/base/clock.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"

enum { ARENA = 1024 * 1024, SKEW_SECONDS = 5 * 60 };

bool dolen_verify_is_future(uint64_t seconds)
{
    return seconds > (uint64_t)(dolen_clock_now(dolen_clock_system()) / 1000) + SKEW_SECONDS;
}

/* Every fault with what to do next: whoever reads it may be alone with it. */
static const struct {
    const char *what;
    const char *advice;
} faults[DOLEN_VERIFY_FAULTS] = {
    [DOLEN_VERIFY_UNTRUSTED_LOG] = {"the checkpoint is of a log that is not trusted",
                                    "compare the origin with the partnership's trust file (dolen federation policy); "
                                    "another origin is another log"},
    [DOLEN_VERIFY_WRONG_KEY] = {"the log's signature does not hold",
                                "fetch it again; if it stays so, keep the file: it was altered, or signed with another "
                                "key than the partnership's; ask which is right"},
    [DOLEN_VERIFY_UNSIGNED] = {"the log's signature is missing or does not hold",
                               "take the current trust file (dolen federation policy); if it stays so, keep the file: "
                               "it was altered, or signed with another key"},
    [DOLEN_VERIFY_WITNESS_SIGNATURE] =
        {"a witness's cosignature does not hold",
         "fetch it again; if it stays so, ask that agency whether its witness key has changed"},
    [DOLEN_VERIFY_WITNESS_FUTURE] = {"a witness's cosignature is dated in the future",
                                     "compare this machine's clock and that agency's"},
    [DOLEN_VERIFY_NO_QUORUM] = {"too few witnesses have cosigned the checkpoint",
                                "fetch the confirmed one (dolen audit download --cosigned, dolen audit receipt); see "
                                "which agencies do not confirm (dolen audit witness)"},
    [DOLEN_VERIFY_UNREADABLE_ENTRY] =
        {"the entry cannot be read",
         "fetch it again; if it stays so, it is from another version of the program, or was altered: keep the file"},
    [DOLEN_VERIFY_ALTERED_ENTRY] = {"the entry does not fit its commitment",
                                    "the entry was altered after it was written: keep the file and tell your "
                                    "data-protection officer and the partnership"},
    [DOLEN_VERIFY_FUTURE_ENTRY] =
        {"the entry is dated in the future",
         "compare this machine's clock and the hub's; if both are right, ask the hub who set its clock"},
    [DOLEN_VERIFY_OTHER_ENTRY] = {"the receipt is for another entry",
                                  "take the receipt of this very search (dolen audit receipt)"},
    [DOLEN_VERIFY_NOT_IN_LOG] = {"the entry is not in the log at this place",
                                 "fetch the receipt again; if it stays so, keep both: the hub has removed or moved an "
                                 "entry that it signed for"},
    [DOLEN_VERIFY_DIFFERENT_LOGS] = {"the two checkpoints are of different logs", "compare checkpoints of one origin"},
    [DOLEN_VERIFY_FORKED] = {"the later checkpoint does not continue the earlier one",
                             "keep both and the proof: the hub has shown two histories; tell the other agencies' "
                             "data-protection officers today"},
    [DOLEN_VERIFY_HASH_TILE] =
        {"a hash tile differs from the recomputed tree",
         "delete the folder's tile files and fetch them again; the leaves decide, not the tiles"},
    [DOLEN_VERIFY_REWRITTEN] =
        {"the log does not continue the earlier checkpoint",
         "keep both: the hub has shown two histories; tell the other agencies' data-protection officers today"},
    [DOLEN_VERIFY_MISSING_LEAVES] = {"the leaves from here on are missing or malformed",
                                     "fetch the log again (dolen audit download goes on where it ended)"},
    [DOLEN_VERIFY_MALFORMED_LEAF] = {"the leaf is malformed", "delete that file and fetch it again"},
    [DOLEN_VERIFY_MALFORMED_OPENED] = {"the opened entries from here on are malformed",
                                       "delete that file and fetch it again"},
    [DOLEN_VERIFY_WRONG_ROOT] = {"the leaves do not give the checkpoint's root",
                                 "fetch the log again into an empty folder; if it stays so, keep it: entries were "
                                 "altered, moved, doubled or left out"},
    [DOLEN_VERIFY_EARLIER_BAD] = {"the earlier checkpoint does not hold",
                                  "take another checkpoint that you kept from before"},
    [DOLEN_VERIFY_EARLIER_OTHER] = {"the earlier checkpoint is of another log", "compare checkpoints of one origin"},
    [DOLEN_VERIFY_SHRUNK] =
        {"the log is shorter than at the earlier checkpoint",
         "keep both: the hub restored an old database or removed entries; it must be reconciled (docs/operations.md)"},
};

const char *dolen_verify_what(dolen_verify_fault fault)
{
    return faults[fault].what;
}

const char *dolen_verify_advice(dolen_verify_fault fault)
{
    return faults[fault].advice;
}

/* What concerns the whole is never crowded out by many entries. */
void dolen_verify_note(dolen_verify_report *report, uint64_t index, dolen_verify_fault fault)
{
    const dolen_verify_problem problem = {
        .index = index, .fault = fault, .what = faults[fault].what, .advice = faults[fault].advice};

    if (report->problem_count < DOLEN_VERIFY_PROBLEMS)
        report->problems[report->problem_count] = problem;
    else if (index == DOLEN_VERIFY_WHOLE)
        report->problems[DOLEN_VERIFY_PROBLEMS - 1] = problem;
    report->problem_count++;
}

static const dolen_note_key *find_log(const dolen_policy_file *policy, const char *origin)
{
    for (size_t i = 0; i < policy->log_count; i++)
        if (dolen_text_same(policy->logs[i].name, origin))
            return &policy->logs[i];
    return NULL;
}

/* The log may have several keys of one name: any one that signed will do, none may be wrong. */
static void check_log(const dolen_policy_file *policy, const dolen_note *note, const char *origin,
                      dolen_verify_report *report)
{
    bool is_signed = false;

    if (!find_log(policy, origin)) {
        dolen_verify_note(report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_UNTRUSTED_LOG);
        return;
    }
    for (size_t i = 0; i < policy->log_count; i++) {
        bool found = false;
        if (!dolen_text_same(policy->logs[i].name, origin))
            continue;
        if (dolen_note_check(note, &policy->logs[i], &found, NULL) != DOLEN_OK)
            dolen_verify_note(report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_WRONG_KEY);
        is_signed = is_signed || found;
    }
    if (!is_signed)
        dolen_verify_note(report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_UNSIGNED);
}

static void check_witnesses(const dolen_policy_file *policy, const dolen_note *note, dolen_verify_report *report)
{
    bool has[DOLEN_POLICY_MEMBERS] = {false};

    report->witnesses_needed = dolen_policy_file_needed(policy);
    for (size_t i = 0; i < policy->member_count; i++) {
        uint64_t time;
        if (policy->members[i].is_group)
            continue;
        if (dolen_cosignature_check(note, &policy->members[i].witness, &has[i], &time, NULL) != DOLEN_OK) {
            dolen_verify_note(report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_WITNESS_SIGNATURE);
            has[i] = false;
        } else if (dolen_verify_is_future(time)) {
            dolen_verify_note(report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_WITNESS_FUTURE);
            has[i] = false;
        }
        report->witnesses_present += has[i];
    }
    if (!dolen_policy_file_is_met(policy, has))
        dolen_verify_note(report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_NO_QUORUM);
}

static dolen_status finish(dolen_verify_report *report, dolen_err *err)
{
    report->ok = report->problem_count == 0;
    if (!report->ok)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the verification found problems");
    return DOLEN_OK;
}

static dolen_status check_checkpoint(const dolen_policy_file *policy, dolen_bytes bytes, dolen_checkpoint *out,
                                     dolen_verify_report *report, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_note note;

    *out = (dolen_checkpoint){0};
    if (bytes.size > DOLEN_CHECKPOINT_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the checkpoint is too large");
    DOLEN_TRY(dolen_note_read(arena, bytes, &note, err));
    DOLEN_TRY(dolen_checkpoint_read(note.text, out, err));
    memcpy(report->origin, out->origin, sizeof report->origin);
    report->size = out->size;
    report->root = out->root;
    check_log(policy, &note, out->origin, report);
    check_witnesses(policy, &note, report);
    return DOLEN_OK;
}

dolen_status dolen_verify_checkpoint(const dolen_policy_file *policy, dolen_bytes bytes, dolen_checkpoint *out,
                                     dolen_verify_report *report, dolen_err *err)
{
    *report = (dolen_verify_report){0};
    DOLEN_TRY(check_checkpoint(policy, bytes, out, report, err));
    return finish(report, err);
}

static void check_entry(const dolen_proof_file *file, dolen_verify_report *report)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_ledger_opening opening;

    if (dolen_ledger_opening_read(arena, file->opening, &opening, NULL) != DOLEN_OK)
        dolen_verify_note(report, file->index, DOLEN_VERIFY_UNREADABLE_ENTRY);
    else if (!dolen_digest_same(opening.commitment, file->commitment))
        dolen_verify_note(report, file->index, DOLEN_VERIFY_ALTERED_ENTRY);
    else if (dolen_verify_is_future((uint64_t)opening.entry.time / 1000))
        dolen_verify_note(report, file->index, DOLEN_VERIFY_FUTURE_ENTRY);
    else
        report->entries_opened++;
}

dolen_status dolen_verify_receipt(const dolen_policy_file *policy, dolen_bytes bytes, const dolen_digest *commitment,
                                  dolen_verify_report *report, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_proof_file file;
    dolen_checkpoint checkpoint;

    *report = (dolen_verify_report){0};
    DOLEN_TRY(dolen_proof_file_read(arena, bytes, &file, err));
    if (!file.has_extra && !commitment)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the receipt does not say which entry it is for");
    DOLEN_TRY(check_checkpoint(policy, file.checkpoint, &checkpoint, report, err));
    if (file.has_extra && commitment && !dolen_digest_same(file.commitment, *commitment))
        dolen_verify_note(report, file.index, DOLEN_VERIFY_OTHER_ENTRY);
    if (!file.has_extra)
        file.commitment = *commitment;
    if (file.opening.size)
        check_entry(&file, report);
    const dolen_digest leaf = dolen_merkle_leaf(dolen_bytes_of(file.commitment.bytes, sizeof file.commitment.bytes));
    report->entries_checked = 1;
    if (dolen_merkle_check_inclusion(file.index, checkpoint.size, leaf, file.proof.hashes, file.proof.count,
                                     checkpoint.root, NULL) != DOLEN_OK)
        dolen_verify_note(report, file.index, DOLEN_VERIFY_NOT_IN_LOG);
    return finish(report, err);
}

dolen_status dolen_verify_consistency(const dolen_policy_file *policy, dolen_bytes before, dolen_bytes after,
                                      const dolen_merkle_proof *proof, dolen_verify_report *report, dolen_err *err)
{
    dolen_checkpoint earlier;
    dolen_checkpoint later;

    *report = (dolen_verify_report){0};
    DOLEN_TRY(check_checkpoint(policy, before, &earlier, report, err));
    report->witnesses_present = 0;
    DOLEN_TRY(check_checkpoint(policy, after, &later, report, err));
    if (!dolen_text_same(earlier.origin, later.origin))
        dolen_verify_note(report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_DIFFERENT_LOGS);
    if (dolen_merkle_check_consistency(dolen_checkpoint_head(&earlier), dolen_checkpoint_head(&later), proof->hashes,
                                       proof->count, NULL) != DOLEN_OK)
        dolen_verify_note(report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_FORKED);
    return finish(report, err);
}
