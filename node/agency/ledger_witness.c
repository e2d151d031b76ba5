#include "node/agency/ledger_witness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "governance/audit/cosignature.h"
#include "governance/audit/loss_statement.h"
#include "governance/audit/witness.h"
#include "node/base/file.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"
#include "node/runtime/periodic.h"
#include "node/store/transaction.h"
#include "node/store/witness_store.h"
#include "proto/codec/refusal.h"

enum { RETRY = 2000, EXCHANGES = 4, EVIDENCE = 40 * 1024, HTTP_EMPTY = 204, HTTP_CONFLICT = 409 };

static const char lost[] = "lost"; /* the store's note after going back: there is nothing to show */

struct dolen_ledger_witness {
    dolen_ledger_witness_parts parts;
    char *memory_file;
    dolen_metric *size;
    dolen_metric *time;
    dolen_metric *calls;
    dolen_periodic *periodic;
    dolen_status before; /* of the last step on its thread */
};

static const dolen_federation *federation_of(const dolen_ledger_witness *w)
{
    return dolen_federation_current_get(w->parts.federation);
}

static dolen_status own_key(const dolen_ledger_witness *w, dolen_note_key *out, dolen_err *err)
{
    const dolen_federation_member *self = dolen_federation_member_of(federation_of(w), w->parts.agency);
    const dolen_public_key held = dolen_signing_key_public(w->parts.key);

    *out = (dolen_note_key){0};
    if (!self || !self->is_witness)
        return DOLEN_FAIL(err, DOLEN_E_INPUT,
                          "the federation file names no witness key for this agency: send it (dolen key witness)");
    if (memcmp(self->witness.key.bytes, held.bytes, sizeof held.bytes) != 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the federation file names another witness key than this node holds");
    *out = self->witness;
    return DOLEN_OK;
}

static void make_metrics(dolen_ledger_witness *w, dolen_metrics *metrics)
{
    if (!metrics)
        return;
    w->size = dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE,
                                                               .name = "dolen_witness_entries",
                                                               .help = "Entries of the ledger that were cosigned"});
    w->time = dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE,
                                                               .name = "dolen_witness_cosigned_seconds",
                                                               .help = "When they were last cosigned, since 1970"});
    w->calls = dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_COUNTER,
                                                                .name = "dolen_witness_calls_total",
                                                                .help = "Exchanges with the hub by result",
                                                                .labels = {"result"}});
}

dolen_status dolen_ledger_witness_new(const dolen_ledger_witness_parts *parts, dolen_ledger_witness **out,
                                      dolen_err *err)
{
    dolen_ledger_witness *w = dolen_memory_make(1, sizeof *w);
    dolen_note_key key;

    *out = NULL;
    w->parts = *parts;
    const dolen_status status = own_key(w, &key, err);
    if (status != DOLEN_OK) {
        free(w);
        return status;
    }
    w->memory_file = parts->memory_file ? dolen_memory_copy_string(parts->memory_file) : NULL;
    make_metrics(w, parts->metrics);
    *out = w;
    return DOLEN_OK;
}

void dolen_ledger_witness_free(dolen_ledger_witness *witness)
{
    if (!witness)
        return;
    dolen_periodic_free(witness->periodic);
    free(witness->memory_file);
    free(witness);
}

/* One exchange: what is remembered, and what came. */
typedef struct exchange {
    dolen_ledger_witness *w;
    dolen_arena *arena;
    dolen_note_key key; /* our own */
    dolen_stored_witness stored;
} exchange;

static bool is_note(const char *note)
{
    return *note && strcmp(note, lost) != 0;
}

/* The file's memory, when it is whole and our own. */
static dolen_status read_file(const exchange *e, dolen_stored_witness *out, dolen_err *err)
{
    dolen_checkpoint checkpoint;
    dolen_bytes bytes;
    dolen_note note;
    uint64_t time = 0;
    bool found = false;

    *out = (dolen_stored_witness){.note = ""};
    if (!e->w->memory_file)
        return DOLEN_OK;
    const dolen_status status = dolen_file_read(e->arena, e->w->memory_file, DOLEN_CHECKPOINT_LIMIT, &bytes, err);
    if (status == DOLEN_E_ABSENT)
        return DOLEN_OK;
    DOLEN_TRY(status);
    DOLEN_TRY(dolen_checkpoint_open(e->arena, bytes, &federation_of(e->w)->broker.ledger, &checkpoint, &note, err));
    DOLEN_TRY(dolen_cosignature_check(&note, &e->key, &found, &time, err));
    if (!found)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the witness's file is not cosigned by this witness");
    *out = (dolen_stored_witness){
        .size = checkpoint.size, .root = checkpoint.root, .cosigned = time, .note = (const char *)bytes.at};
    return DOLEN_OK;
}

static dolen_status advance(exchange *e, const dolen_stored_witness *after, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const char *origin = federation_of(e->w)->broker.ledger.name;

    DOLEN_TRY(dolen_pool_take(e->w->parts.pool, &connection, err));
    DOLEN_TRY(dolen_witness_store_advance(connection, origin, &e->stored, after, err));
    e->stored = *after;
    return DOLEN_OK;
}

/* The larger of what the database and the file remember; what an old copy of the database lacks is put back. */
static dolen_status remember(exchange *e, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const char *origin = federation_of(e->w)->broker.ledger.name;
    dolen_stored_witness file;

    DOLEN_TRY(dolen_pool_take(e->w->parts.pool, &connection, err));
    DOLEN_TRY(dolen_witness_store_find(connection, origin, e->arena, &e->stored, err));
    dolen_connection_drop(&connection);
    DOLEN_TRY(read_file(e, &file, err));
    if (is_note(file.note) && file.size == e->stored.size && is_note(e->stored.note) &&
        !dolen_digest_same(file.root, e->stored.root)) {
        dolen_ledger_alarm_raise(e->w->parts.alarm, "witness-memory", file.note);
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the witness's memory contradicts itself");
    }
    if (is_note(file.note) && file.size > e->stored.size) {
        dolen_log_warning("the database knows less of what was cosigned than the file beside it",
                          dolen_field_size((int64_t)e->stored.size));
        return advance(e, &file, err);
    }
    return DOLEN_OK;
}

/* Durable in both places before anything leaves. */
static dolen_status persist(exchange *e, const dolen_stored_witness *after, dolen_err *err)
{
    DOLEN_TRY(advance(e, after, err));
    if (!e->w->memory_file)
        return DOLEN_OK;
    return dolen_file_write(e->w->memory_file, dolen_bytes_of_string(after->note), 0600, err);
}

static dolen_status refuse(const exchange *e, const char *kind, dolen_bytes shown, dolen_err *err)
{
    char text[EVIDENCE];

    snprintf(text, sizeof text, "cosigned before:\n%s\nshown now:\n%.*s\n", e->stored.note,
             shown.size < EVIDENCE / 2 ? (int)shown.size : EVIDENCE / 2, shown.size ? (const char *)shown.at : "");
    dolen_ledger_alarm_raise(e->w->parts.alarm, kind,
                             dolen_text_is_utf8(text, strlen(text)) ? text : "what was shown is no text");
    return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the hub's ledger is not as it should be: nothing was cosigned");
}

/* The note to keep: the text, the log's own lines, our cosignature. Others' cosignatures are left out. */
static dolen_status cosign(const exchange *e, const dolen_witness_case *one, uint64_t now, const char **out,
                           dolen_err *err)
{
    const dolen_note_key *log = &federation_of(e->w)->broker.ledger;
    const char *lines[2] = {NULL};
    size_t count = 0;

    for (size_t i = 0; i < one->note.count && count == 0; i++)
        if (one->note.signatures[i].id == log->id && dolen_text_same(one->note.signatures[i].name, log->name))
            DOLEN_TRY(dolen_note_make_line(e->arena, log, one->note.signatures[i].bytes, &lines[count++], err));
    DOLEN_TRY(
        dolen_cosignature_make(e->arena, one->note.text, e->key.name, e->w->parts.key, now, &lines[count++], err));
    return dolen_note_join(e->arena, one->note.text, lines, count, out, err);
}

/* `*done`: nothing new to say. */
static dolen_status consider(exchange *e, dolen_bytes shown, bool *done, dolen_err *err)
{
    const uint64_t now = (uint64_t)(dolen_clock_now(e->w->parts.clock) / 1000);
    const dolen_witness_memory memory = {.size = e->stored.size, .root = e->stored.root, .time = e->stored.cosigned};
    dolen_witness_case one;

    *done = false;
    const dolen_witness_verdict verdict =
        dolen_witness_judge(e->arena, shown, &federation_of(e->w)->broker.ledger, &memory, now, &one);
    if (dolen_witness_verdict_is_alarming(verdict))
        return refuse(e, dolen_witness_verdict_code(verdict), shown, err);
    if (verdict != DOLEN_WITNESS_SOUND)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the hub answered for another state of this witness");
    if (is_note(e->stored.note) && one.checkpoint.size == memory.size &&
        now - memory.time < DOLEN_LEDGER_WITNESS_FRESH) {
        *done = true;
        return DOLEN_OK;
    }
    dolen_stored_witness after = {.size = one.checkpoint.size, .root = one.checkpoint.root, .cosigned = now};
    DOLEN_TRY(cosign(e, &one, now, &after.note, err));
    return persist(e, &after, err);
}

/* The partnership has signed that entries are lost: only then does a witness go back, once for each statement. */
static dolen_status accept_loss(exchange *e, dolen_bytes note, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    const dolen_ledger_witness_parts *parts = &e->w->parts;
    const char *origin = federation_of(e->w)->broker.ledger.name;
    const dolen_merkle_head cosigned = {.size = e->stored.size, .root = e->stored.root};
    dolen_loss_statement statement;

    if (dolen_loss_statement_open(note, &parts->governance, &statement, err) != DOLEN_OK ||
        !dolen_loss_statement_covers(&statement, origin, cosigned))
        return refuse(e, "ledger-shrunk", note, err);
    /* The file first: were it left, it would bring back what is given up. */
    if (e->w->memory_file && unlink(e->w->memory_file) != 0 && errno != ENOENT)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the witness's file cannot be removed");
    const dolen_stored_loss loss = {.statement = dolen_hash_sha256(note),
                                    .kept = statement.kept.size,
                                    .kept_root = statement.kept.root,
                                    .now = dolen_clock_now(parts->clock)};
    DOLEN_TRY(dolen_transaction_begin(parts->pool, &transaction, err));
    const dolen_status gone =
        dolen_witness_store_go_back(dolen_transaction_connection(transaction), origin, &e->stored, &loss, err);
    if (gone == DOLEN_E_CONFLICT)
        return refuse(e, "ledger-shrunk", note, err);
    DOLEN_TRY(gone);
    DOLEN_TRY(dolen_transaction_commit(transaction, err));
    const char *copy = dolen_arena_copy_string(e->arena, (const char *)note.at, note.size);
    dolen_ledger_alarm_raise(parts->alarm, "ledger-loss", copy ? copy : "");
    return remember(e, err);
}

static dolen_status refused(const exchange *e, const dolen_http_reply *reply, dolen_err *err)
{
    dolen_refusal said;

    if (dolen_refusal_decode(reply->body, e->arena, &said, NULL) == DOLEN_OK &&
        dolen_text_same(said.rule.text, "ledger.unreconciled")) {
        dolen_ledger_alarm_raise(e->w->parts.alarm, "ledger-unreconciled", e->stored.note);
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the hub's ledger lacks what this witness has confirmed");
    }
    return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the hub refused the witness's call");
}

/* Say where we stand; hear what is laid before us. */
static dolen_status take_turn(exchange *e, bool *done, dolen_err *err)
{
    const dolen_bytes note = dolen_bytes_of_string(is_note(e->stored.note) ? e->stored.note : "");
    dolen_http_reply reply;

    *done = false;
    DOLEN_TRY(e->w->parts.call(e->w->parts.context, e->stored.size, note, e->arena, &reply, err));
    if (reply.status == HTTP_EMPTY)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the ledger has no entry yet");
    if (reply.status == HTTP_CONFLICT && dolen_text_same(reply.content_type, "text/x.dolen.ledger-loss"))
        return accept_loss(e, reply.body, err);
    if (dolen_http_reply_status(&reply) != DOLEN_OK)
        return refused(e, &reply, err);
    return consider(e, reply.body, done, err);
}

static dolen_status exchange_all(dolen_ledger_witness *w, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_LEDGER_WITNESS_ARENA);
    exchange e = {.w = w, .arena = arena};
    bool done = false;

    DOLEN_TRY(own_key(w, &e.key, err));
    DOLEN_TRY(remember(&e, err));
    for (int turn = 0; turn < EXCHANGES && !done; turn++)
        DOLEN_TRY(take_turn(&e, &done, err));
    dolen_metric_set(w->size, (int64_t)e.stored.size, NULL, NULL);
    dolen_metric_set(w->time, (int64_t)e.stored.cosigned, NULL, NULL);
    return DOLEN_OK;
}

dolen_status dolen_ledger_witness_step(dolen_ledger_witness *witness, dolen_err *err)
{
    const dolen_status status = exchange_all(witness, err);

    dolen_metric_add(witness->calls, 1, dolen_status_word(status), NULL);
    return status;
}

/* Tell the log of a change only. */
static int64_t look(void *context)
{
    dolen_ledger_witness *w = context;
    dolen_err err = {0};
    const dolen_status status = dolen_ledger_witness_step(w, &err);

    if (status != w->before && status != DOLEN_OK && status != DOLEN_E_ABSENT)
        dolen_log_warning("the hub's ledger could not be confirmed", dolen_field_status(dolen_status_word(status)),
                          dolen_field_reason(&err));
    if (status != w->before && status == DOLEN_OK)
        dolen_log_info("the hub's ledger is confirmed");
    w->before = status;
    const bool soon = status != DOLEN_OK && status != DOLEN_E_CONFLICT;
    return soon && RETRY < w->parts.interval ? RETRY : w->parts.interval;
}

void dolen_ledger_witness_start(dolen_ledger_witness *witness)
{
    DOLEN_MUST(!witness->periodic);
    witness->periodic = dolen_periodic_new(look, witness);
}
