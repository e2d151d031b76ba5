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

void dolen_verify_note(dolen_verify_report *report, uint64_t index, const char *what)
{
    if (report->problem_count < DOLEN_VERIFY_PROBLEMS)
        report->problems[report->problem_count] = (dolen_verify_problem){.index = index, .what = what};
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
        dolen_verify_add_problem(report, DOLEN_VERIFY_WHOLE, "the checkpoint is of a log that is not trusted");
        return;
    }
    for (size_t i = 0; i < policy->log_count; i++) {
        bool found = false;
        if (!dolen_text_same(policy->logs[i].name, origin))
            continue;
        if (dolen_note_check(note, &policy->logs[i], &found, NULL) != DOLEN_OK)
            dolen_verify_add_problem(report, DOLEN_VERIFY_WHOLE, "the log's signature does not hold");
        is_signed = is_signed || found;
    }
    if (!is_signed)
        dolen_verify_add_problem(report, DOLEN_VERIFY_WHOLE, "the log's signature is missing or does not hold");
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
            dolen_verify_add_problem(report, DOLEN_VERIFY_WHOLE, "a witness's cosignature does not hold");
            has[i] = false;
        } else if (dolen_verify_is_future(time)) {
            dolen_verify_add_problem(report, DOLEN_VERIFY_WHOLE,
                                     "a witness's cosignature is dated in the future: compare the clocks");
            has[i] = false;
        }
        report->witnesses_present += has[i];
    }
    if (!dolen_policy_file_is_met(policy, has))
        dolen_verify_add_problem(report, DOLEN_VERIFY_WHOLE, "too few witnesses have cosigned the checkpoint");
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
        dolen_verify_add_problem(report, file->index, "the entry cannot be read");
    else if (!dolen_digest_same(opening.commitment, file->commitment))
        dolen_verify_add_problem(report, file->index, "the entry does not fit its commitment");
    else if (dolen_verify_is_future((uint64_t)opening.entry.time / 1000))
        dolen_verify_add_problem(report, file->index, "the entry is dated in the future: compare the clocks");
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
        dolen_verify_add_problem(report, file.index, "the receipt is for another entry");
    if (!file.has_extra)
        file.commitment = *commitment;
    if (file.opening.size)
        check_entry(&file, report);
    const dolen_digest leaf = dolen_merkle_leaf(dolen_bytes_of(file.commitment.bytes, sizeof file.commitment.bytes));
    report->entries_checked = 1;
    if (dolen_merkle_check_inclusion(file.index, checkpoint.size, leaf, file.proof.hashes, file.proof.count,
                                     checkpoint.root, NULL) != DOLEN_OK)
        dolen_verify_add_problem(report, file.index, "the entry is not in the log at this place");
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
        dolen_verify_add_problem(report, DOLEN_VERIFY_WHOLE, "the two checkpoints are of different logs");
    if (dolen_merkle_check_consistency(dolen_checkpoint_head(&earlier), dolen_checkpoint_head(&later), proof->hashes,
                                       proof->count, NULL) != DOLEN_OK)
        dolen_verify_add_problem(report, DOLEN_VERIFY_WHOLE, "the later checkpoint does not continue the earlier one");
    return finish(report, err);
}
