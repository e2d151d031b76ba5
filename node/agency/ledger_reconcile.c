#include "node/agency/ledger_reconcile.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "governance/audit/checkpoint.h"
#include "governance/audit/ledger_opening.h"
#include "governance/audit/proof_file.h"
#include "governance/audit/tile.h"
#include "node/base/cursor.h"
#include "node/base/log.h"
#include "node/crypto/hash.h"

enum { ARENA = 16 * 1024 * 1024, EVIDENCE = 16 * 1024, SKEW = 5 * 60 * 1000 };

#define GROUND "?ground=self-monitoring"

/* One run: what is compared, and the tile at hand. */
typedef struct run {
    const dolen_ledger_reconcile_parts *parts;
    dolen_ledger_reconcile_report *report;
    dolen_arena *arena; /* reset for each tile */
    uint64_t from;      /* first index to compare */
    uint64_t size;
    uint64_t settled; /* the first entry that is too young ends what is compared for good */
    int64_t now;
    uint64_t first;                        /* of the tile */
    dolen_digest leaves[DOLEN_TILE_WIDTH]; /* of the tile */
    uint64_t indices[DOLEN_TILE_WIDTH];    /* of entries that name this agency */
    dolen_uuid requests[DOLEN_TILE_WIDTH]; /* their searches */
    dolen_ledger_kind kinds[DOLEN_TILE_WIDTH];
    size_t named;
} run;

static void add_difference(run *r, uint64_t index, dolen_uuid request, const char *what)
{
    dolen_ledger_reconcile_report *report = r->report;

    if (report->difference_count < DOLEN_LEDGER_RECONCILE_KEPT)
        report->differences[report->difference_count] = (dolen_ledger_difference){index, request, what};
    report->difference_count++;
}

static void add_unknown(run *r, uint64_t index, dolen_uuid request, const char *what)
{
    add_difference(r, index, request, what);
    r->report->counts.unknown++;
}

static dolen_status get(const run *r, const char *name, const char *ground, dolen_bytes *out, dolen_err *err)
{
    dolen_http_reply reply;
    char path[128];

    snprintf(path, sizeof path, "/v1/ledger/%s%s", name, ground);
    DOLEN_TRY(r->parts->fetch(r->parts->context, path, r->arena, &reply, err));
    *out = reply.body;
    return dolen_http_reply_status(&reply);
}

static dolen_status get_tile(const run *r, int level, uint64_t number, unsigned int width, dolen_bytes *out,
                             dolen_err *err)
{
    char name[DOLEN_TILE_PATH];

    dolen_tile_write((dolen_tile){.level = level, .index = number, .width = width}, name);
    if (get(r, name, level == DOLEN_TILE_OPENED ? GROUND : "", out, err) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the hub does not give a part of its ledger");
    return DOLEN_OK;
}

static bool is_asked(dolen_ledger_kind kind)
{
    return kind == DOLEN_LEDGER_QUERY || kind == DOLEN_LEDGER_REFUSAL || kind == DOLEN_LEDGER_VIEW;
}

/* A refused question about a person's own rights is no search; the agency keeps those elsewhere. */
static bool is_search(const dolen_ledger_entry *entry)
{
    return is_asked(entry->kind) && !dolen_code_same(entry->reason, dolen_code_of("subject-rights"));
}

/* An entry that names this agency as the one that asked. */
static void note_entry(run *r, uint64_t index, const dolen_ledger_entry *entry)
{
    if (!dolen_code_same(entry->member, r->parts->agency) || !is_search(entry))
        return;
    if (entry->time > r->now + SKEW) {
        add_unknown(r, index, entry->request_id, "an entry is dated in the future");
        return;
    }
    if (entry->time > r->now - r->parts->settle) {
        r->settled = index < r->settled ? index : r->settled;
        return;
    }
    r->report->counts.entries++;
    r->indices[r->named] = index;
    r->kinds[r->named] = entry->kind;
    r->requests[r->named++] = entry->request_id;
}

static void read_opening(run *r, uint64_t index, const dolen_digest *leaf, dolen_bytes bytes)
{
    const dolen_uuid nobody = {{0}};
    dolen_ledger_opening opening;

    if (bytes.size == 0 || index < r->from)
        return;
    if (dolen_ledger_opening_read(r->arena, bytes, &opening, NULL) != DOLEN_OK)
        add_unknown(r, index, nobody, "an entry cannot be read");
    else if (!dolen_digest_same(opening.commitment, *leaf))
        add_unknown(r, index, nobody, "an entry is another than the ledger's");
    else if (opening.form == DOLEN_LEDGER_WHOLE)
        note_entry(r, index, &opening.entry);
}

static dolen_status read_tile(run *r, uint64_t number, unsigned int width, dolen_err *err)
{
    dolen_bytes leaves;
    dolen_bytes opened;

    r->first = number * DOLEN_TILE_WIDTH;
    r->named = 0;
    DOLEN_TRY(get_tile(r, DOLEN_TILE_ENTRIES, number, width, &leaves, err));
    DOLEN_TRY(get_tile(r, DOLEN_TILE_OPENED, number, width, &opened, err));
    dolen_reader leaf_reader = dolen_reader_of(leaves);
    dolen_reader opening_reader = dolen_reader_of(opened);
    for (unsigned int i = 0; i < width; i++) {
        const dolen_bytes leaf = dolen_reader_block16(&leaf_reader);
        const dolen_bytes opening = dolen_reader_block16(&opening_reader);
        if (leaf.size != DOLEN_DIGEST_SIZE || opening_reader.failed)
            return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the hub's ledger files are malformed");
        memcpy(r->leaves[i].bytes, leaf.at, leaf.size);
        read_opening(r, r->first + i, &r->leaves[i], opening);
    }
    return DOLEN_OK;
}

static const dolen_reconciled_search *find(const dolen_reconciled_search *list, size_t count, dolen_uuid id)
{
    for (size_t i = 0; i < count; i++)
        if (dolen_uuid_same(list[i].id, id))
            return &list[i];
    return NULL;
}

/* Every entry that names us is a search of ours, and stands once. */
static dolen_status compare_entries(run *r, dolen_connection *connection, dolen_err *err)
{
    const dolen_reconciled_search *known;
    size_t count;

    DOLEN_TRY(dolen_reconciliation_store_known(connection, r->requests, r->named, r->arena, &known, &count, err));
    for (size_t i = 0; i < r->named; i++) {
        const dolen_reconciled_search *search = find(known, count, r->requests[i]);
        if (!search)
            add_unknown(r, r->indices[i], r->requests[i], "an entry names a question that this agency did not ask");
        else if (r->kinds[i] == DOLEN_LEDGER_QUERY && search->index >= 0 && (uint64_t)search->index != r->indices[i])
            add_unknown(r, r->indices[i], r->requests[i], "a question stands in the ledger twice");
    }
    return DOLEN_OK;
}

static bool is_at(const run *r, const dolen_reconciled_search *search)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(2 * DOLEN_PROOF_FILE_LIMIT);
    dolen_proof_file file;

    return dolen_proof_file_read(arena, dolen_bytes_of_string(search->receipt), &file, NULL) == DOLEN_OK &&
           dolen_digest_same(file.commitment, r->leaves[(uint64_t)search->index - r->first]);
}

/* Every search stands where its receipt says. */
static dolen_status compare_searches(run *r, dolen_connection *connection, unsigned int width, dolen_err *err)
{
    const uint64_t first = r->from > r->first ? r->from : r->first;
    const dolen_reconciled_search *searches;
    size_t count;

    DOLEN_TRY(dolen_reconciliation_store_range(connection, first, r->first + width, r->arena, &searches, &count, err));
    for (size_t i = 0; i < count; i++) {
        r->report->counts.searches++;
        if (is_at(r, &searches[i]))
            continue;
        add_difference(r, (uint64_t)searches[i].index, searches[i].id,
                       "the ledger holds another entry than the receipt");
        r->report->counts.missing++;
    }
    return DOLEN_OK;
}

static dolen_status compare_tiles(run *r, dolen_connection *connection, dolen_err *err)
{
    for (uint64_t number = r->from / DOLEN_TILE_WIDTH;; number++) {
        const unsigned int width = dolen_tile_width_in(DOLEN_TILE_ENTRIES, number, r->size);
        if (width == 0)
            return DOLEN_OK;
        dolen_arena_reset(r->arena);
        DOLEN_TRY(read_tile(r, number, width, err));
        DOLEN_TRY(compare_entries(r, connection, err));
        DOLEN_TRY(compare_searches(r, connection, width, err));
    }
}

/* Searches whose receipt is for a place that the ledger does not reach. */
static dolen_status compare_rest(run *r, dolen_connection *connection, dolen_err *err)
{
    const dolen_reconciled_search *searches;
    size_t count;

    dolen_arena_reset(r->arena);
    DOLEN_TRY(dolen_reconciliation_store_range(connection, r->size, UINT64_MAX, r->arena, &searches, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (searches[i].asked > r->now - r->parts->settle)
            continue;
        r->report->counts.searches++;
        r->report->counts.missing++;
        add_difference(r, (uint64_t)searches[i].index, searches[i].id, "the ledger lacks a search of this agency");
    }
    return DOLEN_OK;
}

static dolen_status read_size(run *r, dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(r->parts->federation);
    dolen_checkpoint checkpoint;
    dolen_bytes bytes;

    const dolen_status status = get(r, "checkpoint", "", &bytes, err);
    if (status == DOLEN_E_ABSENT)
        return DOLEN_OK;
    if (status != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the hub does not give its checkpoint");
    DOLEN_TRY(dolen_checkpoint_open(r->arena, bytes, &federation->broker.ledger, &checkpoint, NULL, err));
    r->size = checkpoint.size;
    return DOLEN_OK;
}

static void tell(const run *r)
{
    const dolen_ledger_reconcile_report *report = r->report;
    char text[EVIDENCE];
    size_t used = 0;

    for (size_t i = 0; i < report->difference_count && i < DOLEN_LEDGER_RECONCILE_KEPT; i++) {
        char id[DOLEN_UUID_TEXT];
        dolen_uuid_write(report->differences[i].request, id);
        const int size = snprintf(text + used, sizeof text - used, "entry %" PRIu64 ", search %s: %s\n",
                                  report->differences[i].index, id, report->differences[i].what);
        used += size > 0 && (size_t)size < sizeof text - used ? (size_t)size : 0;
    }
    dolen_ledger_alarm_raise(r->parts->alarm, "reconciliation", text);
}

dolen_status dolen_ledger_reconcile_run(const dolen_ledger_reconcile_parts *parts, dolen_ledger_reconcile_report *out,
                                        dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_reconciliation before;
    run r = {
        .parts = parts, .report = out, .arena = arena, .settled = UINT64_MAX, .now = dolen_clock_now(parts->clock)};

    *out = (dolen_ledger_reconcile_report){0};
    DOLEN_TRY(dolen_pool_take(parts->pool, &connection, err));
    DOLEN_TRY(dolen_reconciliation_store_latest(connection, &before, err));
    r.from = before.size;
    DOLEN_TRY(read_size(&r, err));
    if (r.size < r.from)
        add_difference(&r, r.size, (dolen_uuid){{0}}, "the ledger is shorter than it was at the last comparison");
    DOLEN_TRY(compare_tiles(&r, connection, err));
    DOLEN_TRY(compare_rest(&r, connection, err));
    out->counts.finished = dolen_clock_now(parts->clock);
    out->counts.until = r.now - parts->settle;
    out->counts.size = r.settled < r.size ? r.settled : r.size;
    DOLEN_TRY(dolen_reconciliation_store_add(connection, &out->counts, err));
    dolen_connection_drop(&connection);
    if (out->difference_count)
        tell(&r);
    dolen_log_info("the ledger was compared with this agency's searches",
                   dolen_field_count((int64_t)out->difference_count), dolen_field_size((int64_t)r.size));
    return DOLEN_OK;
}
