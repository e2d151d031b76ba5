#include "governance/audit/witness.h"

#include "node/base/text.h"
#include "node/crypto/hash.h"

static const struct {
    const char *code;
    bool is_alarming;
    const char *advice;
} verdicts[] = {
    [DOLEN_WITNESS_SOUND] = {"sound", false, ""},
    [DOLEN_WITNESS_MALFORMED] = {"ledger-malformed", true,
                                 "the hub sends checkpoints that cannot be read: have the hub's operator compare "
                                 "versions; nothing is cosigned until then"},
    [DOLEN_WITNESS_WRONG_ORIGIN] = {"ledger-wrong-origin", true,
                                    "the hub shows another log than the federation file names: ask the partnership "
                                    "which is right, and install its current federation file"},
    [DOLEN_WITNESS_WRONG_KEY] = {"ledger-wrong-key", true,
                                 "the checkpoint is not signed with the ledger key of the federation file: ask the "
                                 "partnership whether the key was changed, and install its current federation file"},
    [DOLEN_WITNESS_SHRUNK] = {"ledger-shrunk", true,
                              "the hub's ledger lacks entries that were confirmed: the hub restored an old database "
                              "or removed entries; it must be reconciled (docs/operations.md); keep the evidence"},
    [DOLEN_WITNESS_FORK] = {"ledger-fork", true,
                            "the hub shows two histories: tell the other agencies' data-protection officers today, "
                            "compare checkpoints, keep the evidence (dolen audit alarms)"},
    [DOLEN_WITNESS_STALE] = {"stale", false, "ask again"},
    [DOLEN_WITNESS_CLOCK] = {"clock-behind", true,
                             "this machine's clock stands before its last cosignature: set the clock"},
};

/* The consistency of what was cosigned with what is shown now. */
static dolen_witness_verdict judge_history(const dolen_witness_memory *memory, const dolen_witness_case *one)
{
    const dolen_merkle_head before = {.size = memory->size, .root = memory->size ? memory->root : dolen_merkle_empty()};
    const dolen_merkle_head now = dolen_checkpoint_head(&one->checkpoint);
    const dolen_digest empty = dolen_merkle_empty();

    if (now.size < before.size)
        return DOLEN_WITNESS_SHRUNK;
    if (now.size == before.size && !dolen_digest_same(now.root, before.root))
        return DOLEN_WITNESS_FORK;
    if (now.size == 0 && !dolen_digest_same(now.root, empty))
        return DOLEN_WITNESS_MALFORMED;
    if (one->request.old_size != memory->size)
        return DOLEN_WITNESS_STALE;
    if (dolen_merkle_check_consistency(before, now, one->request.proof.hashes, one->request.proof.count, NULL) !=
        DOLEN_OK)
        return DOLEN_WITNESS_FORK;
    return DOLEN_WITNESS_SOUND;
}

dolen_witness_verdict dolen_witness_judge(dolen_arena *arena, dolen_bytes bytes, const dolen_note_key *log,
                                          const dolen_witness_memory *memory, uint64_t now, dolen_witness_case *out)
{
    bool is_signed = false;

    *out = (dolen_witness_case){0};
    if (dolen_witness_request_read(bytes, &out->request, NULL) != DOLEN_OK ||
        dolen_note_read(arena, out->request.checkpoint, &out->note, NULL) != DOLEN_OK ||
        dolen_checkpoint_read(out->note.text, &out->checkpoint, NULL) != DOLEN_OK)
        return DOLEN_WITNESS_MALFORMED;
    if (!dolen_text_same(out->checkpoint.origin, log->name))
        return DOLEN_WITNESS_WRONG_ORIGIN;
    if (dolen_note_check(&out->note, log, &is_signed, NULL) != DOLEN_OK || !is_signed)
        return DOLEN_WITNESS_WRONG_KEY;
    const dolen_witness_verdict history = judge_history(memory, out);
    if (history == DOLEN_WITNESS_SOUND && now < memory->time)
        return DOLEN_WITNESS_CLOCK;
    return history;
}

const char *dolen_witness_verdict_code(dolen_witness_verdict verdict)
{
    return verdicts[verdict].code;
}

bool dolen_witness_verdict_is_alarming(dolen_witness_verdict verdict)
{
    return verdicts[verdict].is_alarming;
}

const char *dolen_witness_verdict_advice(dolen_witness_verdict verdict)
{
    return verdicts[verdict].advice;
}
