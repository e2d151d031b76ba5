#include "node/broker/witnessing_internal.h"

#include <stdlib.h>
#include <string.h>

#include "governance/audit/checkpoint.h"
#include "governance/audit/cosignature.h"
#include "governance/audit/witness.h"
#include "node/base/cursor.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/base/text.h"

enum { ARENA = 256 * 1024 };

dolen_ledger_quorum dolen_witnessing_quorum(const dolen_federation *federation,
                                            dolen_code codes[DOLEN_FEDERATION_MEMBERS])
{
    const size_t count = dolen_federation_witnesses(federation, codes);

    return (dolen_ledger_quorum){.members = codes, .member_count = count, .needed = federation->witness_quorum};
}

static const dolen_federation *federation_of(const dolen_witnessing *w)
{
    return dolen_federation_current_get(w->parts.federation);
}

static void make_gauges(dolen_witnessing *w, dolen_metrics *metrics)
{
    if (!metrics)
        return;
    w->left = dolen_metrics_make(
        metrics, (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE,
                                      .name = "dolen_ledger_quorum_seconds_left",
                                      .help = "Until questions stop for want of witnesses' confirmation"});
    w->size = dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE,
                                                               .name = "dolen_ledger_confirmed_entries",
                                                               .help = "Entries that the witnesses' quorum confirmed"});
    w->held = dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE,
                                                               .name = "dolen_ledger_held",
                                                               .help = "1 while the ledger takes no entries"});
}

/* What the memory file knew may have been acknowledged as lost. */
static dolen_status begin_hold(dolen_witnessing *w, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const char *loss = NULL;

    if (dolen_ledger_is_held(w->parts.ledger) == DOLEN_LEDGER_UNRECONCILED) {
        DOLEN_TRY(dolen_witnessing_loss_for(w, dolen_ledger_remembered(w->parts.ledger), arena, &loss, err));
        if (!loss)
            return DOLEN_OK;
    }
    if (federation_of(w)->witness_quorum) {
        dolen_ledger_set_hold(w->parts.ledger, DOLEN_LEDGER_AWAITING);
        return DOLEN_OK;
    }
    dolen_ledger_set_hold(w->parts.ledger, DOLEN_LEDGER_FREE);
    return dolen_witnessing_enter_losses(w, err);
}

dolen_status dolen_witnessing_new(const dolen_witnessing_parts *parts, dolen_witnessing **out, dolen_err *err)
{
    DOLEN_OWN(dolen_witnessing, w) = dolen_memory_make(1, sizeof *w);
    DOLEN_OWN(dolen_connection, connection) = NULL;

    *out = NULL;
    w->parts = *parts;
    DOLEN_MUST(pthread_mutex_init(&w->lock, NULL) == 0);
    make_gauges(w, parts->metrics);
    DOLEN_TRY(dolen_pool_take(parts->pool, &connection, err));
    DOLEN_TRY(dolen_cosignature_store_begun(connection, &w->begun, err));
    dolen_connection_drop(&connection);
    DOLEN_TRY(dolen_witnessing_refresh(w, err));
    DOLEN_TRY(begin_hold(w, err));
    *out = DOLEN_TAKE(w);
    return DOLEN_OK;
}

void dolen_witnessing_free(dolen_witnessing *witnessing)
{
    if (!witnessing)
        return;
    pthread_mutex_destroy(&witnessing->lock);
    free(witnessing);
}

/* What a witness showed. */
typedef struct report {
    dolen_checkpoint checkpoint;
    dolen_ledger_cosignature cosignature;
} report;

/* The witness's own line with this time. */
static dolen_status own_line(dolen_arena *arena, const dolen_note *note, const dolen_note_key *key, uint64_t time,
                             const char **out, dolen_err *err)
{
    for (size_t i = 0; i < note->count; i++) {
        dolen_reader reader = dolen_reader_of(note->signatures[i].bytes);
        if (note->signatures[i].id == key->id && dolen_text_same(note->signatures[i].name, key->name) &&
            dolen_reader_u64(&reader) == time)
            return dolen_note_make_line(arena, key, note->signatures[i].bytes, out, err);
    }
    return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the witness has not cosigned this checkpoint");
}

static dolen_status open_report(const dolen_witnessing *w, const dolen_federation_member *member, dolen_bytes note,
                                dolen_arena *arena, report *out, dolen_err *err)
{
    const uint64_t now = (uint64_t)(dolen_clock_now(w->parts.clock) / 1000);
    dolen_note parts;
    uint64_t time = 0;
    bool found = false;

    DOLEN_TRY(dolen_checkpoint_open(arena, note, &federation_of(w)->broker.ledger, &out->checkpoint, &parts, err));
    DOLEN_TRY(dolen_cosignature_check(&parts, &member->witness, &found, &time, err));
    if (!found)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the witness has not cosigned this checkpoint");
    if (time > now + DOLEN_WITNESS_SKEW)
        return DOLEN_FAIL(err, DOLEN_E_DENIED,
                          "the cosignature is dated in the future: compare the witness's clock with the hub's");
    out->cosignature.member = member->code;
    out->cosignature.cosigned = (int64_t)time * 1000;
    return own_line(arena, &parts, &member->witness, time, &out->cosignature.line, err);
}

static dolen_status hold_for(dolen_witnessing *w, const report *shown, dolen_err *err)
{
    const bool is_known = dolen_ledger_is_held(w->parts.ledger) == DOLEN_LEDGER_UNRECONCILED;

    dolen_ledger_set_hold(w->parts.ledger, DOLEN_LEDGER_UNRECONCILED);
    if (!is_known)
        dolen_log_error("a witness has confirmed entries that this ledger does not hold: nothing is served until it is "
                        "reconciled (dolen database reconcile)",
                        dolen_field_agency(shown->cosignature.member.text),
                        dolen_field_size((int64_t)shown->checkpoint.size));
    return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the ledger does not hold what this witness has confirmed");
}

/* A cosignature over a checkpoint that was no round's, such as one from before a restored database, is not kept. */
static dolen_status keep(dolen_witnessing *w, const report *shown, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(w->parts.pool, &connection, err));
    DOLEN_TRY(dolen_cosignature_store_keep(connection, shown->checkpoint.size, &shown->cosignature, err));
    dolen_connection_drop(&connection);
    return dolen_witnessing_refresh(w, err);
}

/* It has spoken, and nothing that it knows is missing. */
static dolen_status note_heard(dolen_witnessing *w, dolen_code member, dolen_err *err)
{
    bool released = false;
    size_t at = 0;

    pthread_mutex_lock(&w->lock);
    while (at < w->heard_count && !dolen_code_same(w->heard[at], member))
        at++;
    if (at == w->heard_count && w->heard_count < DOLEN_FEDERATION_MEMBERS)
        w->heard[w->heard_count++] = member;
    if (dolen_ledger_is_held(w->parts.ledger) == DOLEN_LEDGER_AWAITING &&
        w->heard_count >= federation_of(w)->witness_quorum) {
        dolen_ledger_set_hold(w->parts.ledger, DOLEN_LEDGER_FREE);
        released = true;
    }
    pthread_mutex_unlock(&w->lock);
    if (!released)
        return DOLEN_OK;
    dolen_log_info("enough witnesses know nothing that this ledger lacks: it takes entries",
                   dolen_field_count((int64_t)w->heard_count));
    return dolen_witnessing_enter_losses(w, err);
}

static dolen_status judge(dolen_witnessing *w, const dolen_federation_member *member, uint64_t old, dolen_bytes note,
                          dolen_arena *arena, const char **loss, dolen_err *err)
{
    report shown = {.cosignature = {.line = ""}};
    bool continues = false;

    *loss = NULL;
    if (note.size == 0)
        return DOLEN_OK;
    DOLEN_TRY(open_report(w, member, note, arena, &shown, err));
    if (shown.checkpoint.size != old)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the witness stands at another size than it shows");
    const dolen_merkle_head head = dolen_checkpoint_head(&shown.checkpoint);
    DOLEN_TRY(dolen_ledger_continues(w->parts.ledger, head, &continues, err));
    if (continues)
        return keep(w, &shown, err);
    DOLEN_TRY(dolen_witnessing_loss_for(w, head, arena, loss, err));
    return *loss ? DOLEN_OK : hold_for(w, &shown, err);
}

dolen_status dolen_witnessing_hear(dolen_witnessing *witnessing, dolen_code member, uint64_t old, dolen_bytes note,
                                   dolen_arena *arena, dolen_witnessing_reply *out, dolen_err *err)
{
    const dolen_federation_member *known = dolen_federation_member_of(federation_of(witnessing), member);

    *out = (dolen_witnessing_reply){0};
    if (!known || known->suspended || !known->is_witness)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the federation file names no witness key for this member");
    DOLEN_TRY(judge(witnessing, known, old, note, arena, &out->loss, err));
    if (out->loss)
        return DOLEN_OK;
    DOLEN_TRY(dolen_witnessing_offer(witnessing, old, arena, &out->request, err));
    return note_heard(witnessing, member, err);
}
