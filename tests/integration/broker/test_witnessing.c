#include "node/broker/witnessing.h"

#include <stdlib.h>
#include <unistd.h>

#include "governance/audit/cosignature.h"
#include "governance/audit/loss_statement.h"
#include "governance/audit/policy_file.h"
#include "governance/audit/proof_file.h"
#include "governance/audit/verify.h"
#include "governance/audit/witness.h"
#include "node/base/text.h"
#include "node/store/cosignature_store.h"
#include "node/store/erasure_store.h"
#include "node/store/transaction.h"
#include "node/tools/database_reconcile.h"
#include "tests/support/temp_pg.h"
#include "tests/support/witness_federation.h"

enum { ARENA = 4 * 1024 * 1024 };

#define HOUR INT64_C(3600000)

static temp_pg *pg;

/* A broker's ledger with its witnesses, and a clock that is moved by hand. */
typedef struct stage {
    temp_folder folder;
    char conninfo[TEMP_PG_CONNINFO];
    dolen_federation_current *federation;
    dolen_signing_key *key;
    dolen_pool *pool;
    dolen_ledger *ledger;
    dolen_witnessing *witnessing;
    const char *memory_file;
    int64_t now;
    uint64_t appended;
} stage;

/* What one witness of the four remembers. */
typedef struct witness {
    size_t number;
    dolen_witness_memory memory;
    char note[8192];
} witness;

static int start(void **state)
{
    pg = temp_pg_start(false);
    return 0;
}

static int stop(void **state)
{
    temp_pg_free(pg);
    return 0;
}

static int64_t now(void *context)
{
    const stage *s = context;

    return s->now;
}

static void open_broker(stage *s)
{
    const dolen_clock clock = {.now = now, .context = s};
    dolen_err err = {0};

    s->pool = dolen_pool_new(&(dolen_pool_settings){.conninfo = s->conninfo, .size = 4, .role = "dolen_service"});
    assert_ok(dolen_ledger_open(&(dolen_ledger_settings){.origin = witness_origin,
                                                         .key = s->key,
                                                         .pool = s->pool,
                                                         .clock = clock,
                                                         .memory_file = s->memory_file,
                                                         .open_behind = true},
                                &s->ledger, &err));
    const dolen_witnessing_parts parts = {.federation = s->federation,
                                          .governance = witness_governance(),
                                          .ledger = s->ledger,
                                          .pool = s->pool,
                                          .clock = clock};
    assert_ok(dolen_witnessing_new(&parts, &s->witnessing, &err));
}

static void close_broker(stage *s)
{
    dolen_witnessing_free(s->witnessing);
    dolen_ledger_free(s->ledger);
    dolen_pool_free(s->pool);
}

static stage *set_up(size_t quorum)
{
    stage *s = calloc(1, sizeof *s);

    s->folder = temp_folder_make();
    s->federation = witness_federation(&s->folder, quorum);
    s->key = data_key(WITNESS_LEDGER_SEED);
    s->now = INT64_C(1790000000000);
    temp_pg_database(pg, "broker", s->conninfo);
    open_broker(s);
    return s;
}

static void tear_down(stage *s)
{
    close_broker(s);
    dolen_signing_key_free(s->key);
    dolen_federation_current_free(s->federation);
    temp_folder_remove(&s->folder);
    free(s);
}

static dolen_status append(stage *s)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_ledger_entry entry = data_entry(s->appended);
    dolen_ledger_place place;

    const dolen_status status = dolen_ledger_append(s->ledger, &entry, NULL, arena, &place, NULL);
    s->appended += status == DOLEN_OK;
    return status;
}

static void append_all(stage *s, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_int_equal(DOLEN_OK, append(s));
}

/* Cosign what was laid before the witness, as ledger_witness does; false when it must not. */
static bool cosign(const stage *s, witness *w, const char *request)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_signing_key, key) = data_key((uint8_t)(WITNESS_SEED + w->number));
    const dolen_note_key log = data_public(WITNESS_LEDGER_SEED, witness_origin, DOLEN_NOTE_ED25519);
    const uint64_t time = (uint64_t)(s->now / 1000);
    dolen_witness_case one;
    const char *lines[2];
    const char *note;
    char name[64];

    if (dolen_witness_judge(arena, dolen_bytes_of_string(request), &log, &w->memory, time, &one) != DOLEN_WITNESS_SOUND)
        return false;
    witness_name(w->number, name);
    DOLEN_MUST(dolen_note_make_line(arena, &log, one.note.signatures[0].bytes, &lines[0], NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_cosignature_make(arena, one.note.text, name, key, time, &lines[1], NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_note_join(arena, one.note.text, lines, 2, &note, NULL) == DOLEN_OK);
    snprintf(w->note, sizeof w->note, "%s", note);
    w->memory = (dolen_witness_memory){one.checkpoint.size, one.checkpoint.root, time};
    return true;
}

static dolen_status call(stage *s, const witness *w, dolen_arena *arena, dolen_witnessing_reply *out)
{
    return dolen_witnessing_hear(s->witnessing, dolen_code_of(witness_codes[w->number]), w->memory.size,
                                 dolen_bytes_of_string(w->note), arena, out, NULL);
}

/* A whole exchange: hear, cosign, show. */
static void confirm(stage *s, witness *w)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_witnessing_reply reply;

    assert_int_equal(DOLEN_OK, call(s, w, arena, &reply));
    if (!reply.request)
        return;
    assert_true(cosign(s, w, reply.request));
    assert_int_equal(DOLEN_OK, call(s, w, arena, &reply));
}

static bool may_answer(stage *s, const char *otherwise)
{
    dolen_code code;

    if (dolen_witnessing_may_answer(s->witnessing, &code, NULL) == DOLEN_OK)
        return true;
    assert_string_equal(otherwise, code.text);
    return false;
}

static bool verifies(const stage *s, const char *receipt)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_policy_file *policy;
    dolen_verify_report report;
    const char *text;
    size_t line;

    DOLEN_MUST(dolen_federation_write_policy(dolen_federation_current_get(s->federation), arena, &text, NULL) ==
               DOLEN_OK);
    DOLEN_MUST(dolen_policy_file_read(arena, dolen_bytes_of_string(text), &policy, &line, NULL) == DOLEN_OK);
    return dolen_verify_receipt(policy, dolen_bytes_of_string(receipt), NULL, &report, NULL) == DOLEN_OK;
}

static void ig_24_after_a_start_it_waits_for_its_witnesses(void **state)
{
    stage *s = set_up(3);
    witness all[WITNESS_MEMBERS] = {{.number = 0}, {.number = 1}, {.number = 2}, {.number = 3}};

    assert_false(may_answer(s, "ledger.awaiting"));
    assert_int_equal(DOLEN_E_REMOTE, append(s));
    confirm(s, &all[0]);
    confirm(s, &all[0]);
    confirm(s, &all[1]);
    assert_false(may_answer(s, "ledger.awaiting"));
    confirm(s, &all[2]);
    assert_true(may_answer(s, ""));
    append_all(s, 1);
    tear_down(s);
}

static void without_a_quorum_in_the_file_nothing_waits(void **state)
{
    stage *s = set_up(0);

    assert_true(may_answer(s, ""));
    append_all(s, 3);
    s->now += 1000 * HOUR;
    assert_true(may_answer(s, ""));
    tear_down(s);
}

static void ig_10_receipts_carry_the_witnesses_confirmation(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    stage *s = set_up(3);
    witness all[WITNESS_MEMBERS] = {{.number = 0}, {.number = 1}, {.number = 2}, {.number = 3}};
    const char *receipt;
    dolen_err err = {0};

    for (size_t i = 0; i < 3; i++)
        confirm(s, &all[i]);
    append_all(s, 20);
    confirm(s, &all[0]);
    append_all(s, 5); /* the round stays the same while others have not seen it */
    confirm(s, &all[1]);
    assert_fails(DOLEN_E_ABSENT, dolen_witnessing_receipt(s->witnessing, 7, arena, &receipt, NULL));
    confirm(s, &all[2]);
    assert_int_equal(20, all[2].memory.size);
    assert_ok(dolen_witnessing_receipt(s->witnessing, 7, arena, &receipt, &err));
    assert_true(verifies(s, receipt));
    assert_fails(DOLEN_E_ABSENT, dolen_witnessing_receipt(s->witnessing, 22, arena, &receipt, NULL));
    s->now += DOLEN_WITNESSING_ROUND;
    for (size_t i = 0; i < 3; i++)
        confirm(s, &all[i]);
    assert_ok(dolen_witnessing_receipt(s->witnessing, 22, arena, &receipt, &err));
    assert_true(verifies(s, receipt));
    assert_ok(dolen_witnessing_checkpoint(s->witnessing, arena, &receipt, &err));
    assert_non_null(strstr(receipt, "\n25\n"));

    /* The twin: two cosignatures are not three. */
    char *cut = dolen_arena_copy_string(arena, receipt, strlen(receipt));
    *strstr(cut, "\xe2\x80\x94 SWP.test") = '\0';
    dolen_checkpoint checkpoint;
    dolen_verify_report report;
    const dolen_policy_file *policy;
    const char *text;
    size_t line;
    assert_ok(dolen_federation_write_policy(dolen_federation_current_get(s->federation), arena, &text, &err));
    assert_ok(dolen_policy_file_read(arena, dolen_bytes_of_string(text), &policy, &line, &err));
    assert_ok(dolen_verify_checkpoint(policy, dolen_bytes_of_string(receipt), &checkpoint, &report, &err));
    assert_fails(DOLEN_E_CRYPTO,
                 dolen_verify_checkpoint(policy, dolen_bytes_of_string(cut), &checkpoint, &report, NULL));
    tear_down(s);
}

static void ig_24_without_its_quorum_questions_stop_and_go_on(void **state)
{
    stage *s = set_up(3);
    witness all[WITNESS_MEMBERS] = {{.number = 0}, {.number = 1}, {.number = 2}, {.number = 3}};
    dolen_code code;

    for (size_t i = 0; i < 3; i++)
        confirm(s, &all[i]);
    append_all(s, 10);
    for (size_t i = 0; i < 3; i++)
        confirm(s, &all[i]);
    s->now += 23 * HOUR;
    confirm(s, &all[0]);
    confirm(s, &all[1]);
    assert_true(may_answer(s, ""));
    s->now += 2 * HOUR; /* two have looked meanwhile, the third has not for 25 hours */
    assert_false(may_answer(s, "ledger.no-quorum"));
    assert_int_equal(DOLEN_OK, dolen_witnessing_may_publish(s->witnessing, &code, NULL));
    confirm(s, &all[3]);
    assert_true(may_answer(s, ""));
    tear_down(s);
}

static void r_09_what_it_hears_must_be_its_own_and_cosigned(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    stage *s = set_up(3);
    witness all[WITNESS_MEMBERS] = {{.number = 0}, {.number = 1}, {.number = 2}, {.number = 3}};
    dolen_witnessing_reply reply;

    for (size_t i = 0; i < 3; i++)
        confirm(s, &all[i]);
    append_all(s, 10);
    confirm(s, &all[0]);
    witness liar = all[0];
    liar.number = 1; /* SWA shows what NPT cosigned */
    assert_int_equal(DOLEN_E_CRYPTO, call(s, &liar, arena, &reply));
    liar = all[0];
    *strstr(liar.note, "\n10\n") = ' ';
    assert_int_not_equal(DOLEN_OK, call(s, &liar, arena, &reply));
    liar = all[0];
    liar.memory.size = 9;
    assert_int_equal(DOLEN_E_INPUT, call(s, &liar, arena, &reply));
    assert_int_equal(DOLEN_E_DENIED, dolen_witnessing_hear(s->witnessing, dolen_code_of("FIRE"), 0,
                                                           dolen_bytes_of_string(""), arena, &reply, NULL));
    s->now -= HOUR; /* a cosignature from the future */
    assert_int_equal(DOLEN_E_DENIED, call(s, &all[0], arena, &reply));
    s->now += HOUR;
    assert_int_equal(DOLEN_OK, call(s, &all[0], arena, &reply));
    assert_true(may_answer(s, ""));
    tear_down(s);
}

static int64_t count_rounds(const stage *s)
{
    static const dolen_statement rounds = DOLEN_STATEMENT("test-rounds", "SELECT count(*) FROM ledger_round");
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_rows, rows) = NULL;

    DOLEN_MUST(dolen_pool_take(s->pool, &connection, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_statement_run(connection, &rounds, NULL, &rows, NULL) == DOLEN_OK);
    return dolen_rows_number(rows, 0, 0);
}

/* Erase rounds opened before an instant, by the quorum of these witnesses. */
static void prune(const stage *s, const dolen_ledger_quorum *quorum, int64_t before)
{
    DOLEN_OWN(dolen_pool, eraser) =
        dolen_pool_new(&(dolen_pool_settings){.conninfo = s->conninfo, .size = 1, .role = "dolen_eraser"});
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_transaction_begin(eraser, &transaction, &err));
    assert_ok(dolen_erasure_store_rounds(dolen_transaction_connection(transaction), quorum, before, s->now, &err));
    assert_ok(dolen_transaction_commit(transaction, &err));
}

/* A round that all four confirm, or only one. */
static void round_of(stage *s, witness all[WITNESS_MEMBERS], size_t witnesses)
{
    append_all(s, 1);
    s->now += DOLEN_WITNESSING_ROUND;
    for (size_t i = 0; i < witnesses; i++)
        confirm(s, &all[i]);
}

static void ig_10_receipts_of_old_entries_outlive_the_rounds_that_go(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    stage *s = set_up(3);
    witness all[WITNESS_MEMBERS] = {{.number = 0}, {.number = 1}, {.number = 2}, {.number = 3}};
    dolen_code codes[DOLEN_FEDERATION_MEMBERS];
    const dolen_federation *federation = dolen_federation_current_get(s->federation);
    const dolen_ledger_quorum quorum = {
        .members = codes, .member_count = dolen_federation_witnesses(federation, codes), .needed = 3};
    const char *receipt;
    dolen_err err = {0};

    for (size_t i = 0; i < 3; i++)
        confirm(s, &all[i]);
    for (int day = 0; day < 3; day++, s->now += 24 * HOUR)
        for (int i = 0; i < 5; i++)
            round_of(s, all, 4);
    round_of(s, all, 1); /* the latest of all is confirmed by one of them only */
    assert_int_equal(16, count_rounds(s));

    prune(s, &quorum, s->now - 49 * HOUR);
    assert_int_equal(12, count_rounds(s));
    prune(s, &quorum, s->now + HOUR);
    assert_int_equal(4, count_rounds(s));
    for (uint64_t index = 0; index < 15; index++) {
        assert_ok(dolen_witnessing_receipt(s->witnessing, index, arena, &receipt, &err));
        assert_true(verifies(s, receipt));
    }
    close_broker(s); /* and a hub that starts anew knows the quorum's checkpoint */
    open_broker(s);
    assert_ok(dolen_witnessing_checkpoint(s->witnessing, arena, &receipt, &err));
    assert_non_null(strstr(receipt, "\n15\n"));

    /* The twin: counting one cosignature as enough takes what the quorum needs. */
    const dolen_ledger_quorum wrong = {.members = codes, .member_count = quorum.member_count, .needed = 1};
    for (size_t i = 0; i < 3; i++)
        confirm(s, &all[i]);
    assert_ok(dolen_witnessing_receipt(s->witnessing, 15, arena, &receipt, &err));
    round_of(s, all, 1);
    prune(s, &wrong, s->now + 48 * HOUR);
    assert_fails(DOLEN_E_ABSENT, dolen_witnessing_receipt(s->witnessing, 15, arena, &receipt, NULL));
    tear_down(s);
}

/* PostgreSQL's own copy of the database, as an operator would restore it. */
static void copy_database(const stage *s, char out[TEMP_PG_CONNINFO])
{
    static unsigned int copies;
    DOLEN_OWN(dolen_pool, admin) = NULL;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    char conninfo[TEMP_PG_CONNINFO];
    char from[64];
    char text[256];

    DOLEN_MUST(sscanf(strstr(s->conninfo, "dbname=") + 7, "%63s", from) == 1);
    temp_pg_conninfo(pg, "postgres", conninfo);
    admin = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 1});
    DOLEN_MUST(dolen_pool_take(admin, &connection, NULL) == DOLEN_OK);
    snprintf(text, sizeof text, "CREATE DATABASE copy_%u TEMPLATE %s", ++copies, from);
    DOLEN_MUST(dolen_statement_script(connection, "test-copy", text, NULL) == DOLEN_OK);
    snprintf(text, sizeof text, "copy_%u", copies);
    temp_pg_conninfo(pg, text, out);
}

static void r_04_a_restored_old_database_serves_nothing(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    stage *s = set_up(3);
    witness all[WITNESS_MEMBERS] = {{.number = 0}, {.number = 1}, {.number = 2}, {.number = 3}};
    char old[TEMP_PG_CONNINFO];
    dolen_witnessing_reply reply;
    dolen_code code;

    for (size_t i = 0; i < 4; i++)
        confirm(s, &all[i]);
    append_all(s, 10);
    for (size_t i = 0; i < 4; i++)
        confirm(s, &all[i]);
    close_broker(s);
    copy_database(s, old); /* the backup */
    open_broker(s);
    for (size_t i = 0; i < 4; i++)
        confirm(s, &all[i]);
    append_all(s, 5);
    s->now += DOLEN_WITNESSING_ROUND;
    for (size_t i = 0; i < 4; i++)
        confirm(s, &all[i]);
    assert_int_equal(15, all[3].memory.size);
    close_broker(s);
    memcpy(s->conninfo, old, sizeof old); /* restored */
    s->appended = 10;
    open_broker(s);
    assert_false(may_answer(s, "ledger.awaiting"));
    assert_int_equal(DOLEN_E_CONFLICT, call(s, &all[2], arena, &reply));
    assert_false(may_answer(s, "ledger.unreconciled"));
    assert_int_equal(DOLEN_E_REMOTE, dolen_witnessing_may_publish(s->witnessing, &code, NULL));
    assert_int_equal(DOLEN_E_REMOTE, append(s));

    /* Not even when other witnesses have forgotten. */
    for (size_t i = 0; i < 4; i++) {
        witness forgotten = {.number = i};
        assert_int_equal(DOLEN_OK, call(s, &forgotten, arena, &reply));
    }
    assert_false(may_answer(s, "ledger.unreconciled"));
    tear_down(s);
}

/* The twin: without the check the same database takes entries, and two signed trees of one size come to be. */
static void r_04_without_the_check_a_restored_database_forks_the_ledger(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    stage *s = set_up(0);
    char old[TEMP_PG_CONNINFO];
    const char *first;
    const char *second;
    dolen_err err = {0};

    append_all(s, 10);
    close_broker(s);
    copy_database(s, old);
    open_broker(s);
    append_all(s, 1);
    assert_ok(dolen_ledger_checkpoint(s->ledger, arena, &first, &err));
    close_broker(s);
    memcpy(s->conninfo, old, sizeof old);
    open_broker(s);
    append_all(s, 1);
    assert_ok(dolen_ledger_checkpoint(s->ledger, arena, &second, &err));
    assert_non_null(strstr(first, "\n11\n"));
    assert_non_null(strstr(second, "\n11\n"));
    assert_string_not_equal(first, second);
    tear_down(s);
}

static void add_loss(const stage *s, const witness *w, uint64_t kept, uint8_t seed)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_signing_key, key) = data_key(seed);
    DOLEN_OWN(dolen_pool, admin) = dolen_pool_new(&(dolen_pool_settings){.conninfo = s->conninfo, .size = 1});
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_loss_statement statement = {.kept = {.size = kept}, .lost = {w->memory.size, w->memory.root}};
    const char *text;
    const char *line;
    const char *note;
    dolen_note parts;
    dolen_checkpoint head;

    DOLEN_MUST(dolen_ledger_checkpoint(s->ledger, arena, &text, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_note_read(arena, dolen_bytes_of_string(text), &parts, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_checkpoint_read(parts.text, &head, NULL) == DOLEN_OK && head.size == kept);
    statement.kept.root = head.root;
    snprintf(statement.origin, sizeof statement.origin, "%s", witness_origin);
    snprintf(statement.reason, sizeof statement.reason, "the hub burned down");
    DOLEN_MUST(dolen_loss_statement_write(arena, &statement, &text, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_note_sign(arena, dolen_bytes_of_string(text), "governance", key, &line, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_note_join(arena, dolen_bytes_of_string(text), &line, 1, &note, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_pool_take(admin, &connection, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_cosignature_store_add_loss(connection, note, NULL) == DOLEN_OK);
}

static void ig_24_an_acknowledged_loss_becomes_an_entry_and_it_goes_on(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    stage *s = set_up(3);
    witness all[WITNESS_MEMBERS] = {{.number = 0}, {.number = 1}, {.number = 2}, {.number = 3}};
    char old[TEMP_PG_CONNINFO];
    dolen_witnessing_reply reply;
    const dolen_ledger_stored *rows;
    dolen_ledger_entry entry;
    size_t found;
    dolen_err err = {0};

    for (size_t i = 0; i < 4; i++)
        confirm(s, &all[i]);
    append_all(s, 10);
    close_broker(s);
    copy_database(s, old);
    open_broker(s);
    for (size_t i = 0; i < 4; i++)
        confirm(s, &all[i]);
    append_all(s, 5);
    s->now += DOLEN_WITNESSING_ROUND;
    for (size_t i = 0; i < 4; i++)
        confirm(s, &all[i]);
    close_broker(s);
    memcpy(s->conninfo, old, sizeof old);
    open_broker(s);
    add_loss(s, &all[0], 10, 9); /* signed by somebody else: does not count */
    assert_int_equal(DOLEN_E_CONFLICT, call(s, &all[0], arena, &reply));
    close_broker(s);
    open_broker(s);
    add_loss(s, &all[0], 10, WITNESS_GOVERNANCE_SEED);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(DOLEN_OK, call(s, &all[i], arena, &reply));
        assert_non_null(reply.loss);
        assert_false(may_answer(s, "ledger.awaiting"));
    }
    for (size_t i = 0; i < 3; i++) { /* they have accepted it: they stand at 10, with nothing to show */
        const witness back = {.number = i, .memory = {.size = 10}};
        assert_int_equal(DOLEN_OK, call(s, &back, arena, &reply));
        assert_null(reply.loss);
        assert_non_null(reply.request);
    }
    assert_true(may_answer(s, ""));
    assert_ok(dolen_ledger_read(s->ledger, 10, 5, (dolen_ledger_reader){.all = true}, arena, &rows, &found, &err));
    assert_int_equal(1, found);
    assert_ok(dolen_ledger_entry_read(arena, rows[0].entry, &entry, &err));
    assert_int_equal(DOLEN_LEDGER_ERASURE, entry.kind);
    assert_int_equal(10, entry.range.first);
    assert_int_equal(5, entry.range.count);
    append_all(s, 1);
    tear_down(s);
}

/* Save the log as a member's download does. */
static void download(const stage *s, const char *folder, dolen_ledger_reader reader)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(16 << 20);
    static const int levels[] = {DOLEN_TILE_ENTRIES, DOLEN_TILE_OPENED};
    dolen_ledger_file file;
    dolen_err err;

    assert_ok(dolen_ledger_serve(s->ledger, "checkpoint", reader, arena, &file, &err));
    data_write(folder, "checkpoint", file.bytes);
    for (size_t i = 0; i < 2; i++)
        for (uint64_t number = 0; number * DOLEN_TILE_WIDTH < s->appended; number++) {
            char path[DOLEN_TILE_PATH];
            dolen_tile_write((dolen_tile){levels[i], number, dolen_tile_width_in(levels[i], number, s->appended)},
                             path);
            assert_ok(dolen_ledger_serve(s->ledger, path, reader, arena, &file, &err));
            data_write(folder, path, file.bytes);
        }
}

static void ig_24_what_a_member_downloaded_is_put_back(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    stage *s = set_up(3);
    witness all[WITNESS_MEMBERS] = {{.number = 0}, {.number = 1}, {.number = 2}, {.number = 3}};
    const dolen_note_key log = data_public(WITNESS_LEDGER_SEED, witness_origin, DOLEN_NOTE_ED25519);
    char vkey[DOLEN_NOTE_KEY_TEXT];
    char old[TEMP_PG_CONNINFO];
    const temp_folder folder = temp_folder_make();
    const temp_folder forged = temp_folder_make();
    static data_tree tree;
    const dolen_ledger_stored *rows;
    dolen_witnessing_reply reply;
    uint64_t restored = 0;
    size_t found;
    dolen_err err = {0};

    dolen_note_write_key(&log, vkey);
    for (size_t i = 0; i < 3; i++)
        confirm(s, &all[i]);
    append_all(s, 10);
    close_broker(s);
    copy_database(s, old);
    open_broker(s);
    for (size_t i = 0; i < 3; i++)
        confirm(s, &all[i]);
    append_all(s, 290);
    s->now += DOLEN_WITNESSING_ROUND;
    for (size_t i = 0; i < 3; i++)
        confirm(s, &all[i]);
    download(s, folder.path, (dolen_ledger_reader){.member = dolen_code_of("council-one")});
    close_broker(s);
    memcpy(s->conninfo, old, sizeof old);
    {
        DOLEN_OWN(dolen_pool, admin) = dolen_pool_new(&(dolen_pool_settings){.conninfo = old, .size = 1});
        /* Another history under the same key is no continuation. */
        data_fill_entries(&tree, 300);
        data_write_log(forged.path, &tree, 300,
                       data_checkpoint(arena, &tree, 300, witness_origin, WITNESS_LEDGER_SEED));
        assert_fails(DOLEN_E_CRYPTO, dolen_database_reconcile_restore(admin, forged.path, vkey, &restored, NULL));
        assert_ok(dolen_database_reconcile_restore(admin, folder.path, vkey, &restored, &err));
        assert_int_equal(290, restored);
        assert_ok(dolen_database_reconcile_restore(admin, folder.path, vkey, &restored, &err));
        assert_int_equal(0, restored);
    }
    open_broker(s);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(DOLEN_OK, call(s, &all[i], arena, &reply));
    assert_true(may_answer(s, ""));
    assert_ok(dolen_ledger_read(s->ledger, 250, 1, (dolen_ledger_reader){.member = dolen_code_of("police-west")}, arena,
                                &rows, &found, &err));
    assert_int_equal(1, found);
    assert_true(rows[0].entry.size > 0);
    append_all(s, 1);
    temp_folder_remove(&folder);
    temp_folder_remove(&forged);
    tear_down(s);
}

static void ig_24_the_file_beside_the_database_holds_it_too(void **state)
{
    stage *s = set_up(0);
    char old[TEMP_PG_CONNINFO];
    char memory[PATH_MAX];

    append_all(s, 3);
    close_broker(s);
    copy_database(s, old);
    s->memory_file = temp_folder_file(&s->folder, "memory", memory);
    open_broker(s);
    append_all(s, 2);
    close_broker(s);
    memcpy(s->conninfo, old, sizeof old);
    open_broker(s);
    assert_false(may_answer(s, "ledger.unreconciled"));
    assert_int_equal(DOLEN_E_REMOTE, append(s));
    tear_down(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_24_after_a_start_it_waits_for_its_witnesses),
        cmocka_unit_test(without_a_quorum_in_the_file_nothing_waits),
        cmocka_unit_test(ig_10_receipts_carry_the_witnesses_confirmation),
        cmocka_unit_test(ig_10_receipts_of_old_entries_outlive_the_rounds_that_go),
        cmocka_unit_test(ig_24_without_its_quorum_questions_stop_and_go_on),
        cmocka_unit_test(r_09_what_it_hears_must_be_its_own_and_cosigned),
        cmocka_unit_test(r_04_a_restored_old_database_serves_nothing),
        cmocka_unit_test(r_04_without_the_check_a_restored_database_forks_the_ledger),
        cmocka_unit_test(ig_24_an_acknowledged_loss_becomes_an_entry_and_it_goes_on),
        cmocka_unit_test(ig_24_what_a_member_downloaded_is_put_back),
        cmocka_unit_test(ig_24_the_file_beside_the_database_holds_it_too),
    };

    return cmocka_run_group_tests_name("witnessing", tests, start, stop);
}
