#include "node/broker/ledger.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "governance/audit/proof_file.h"
#include "governance/audit/verify_log.h"
#include "node/crypto/hash.h"
#include "node/store/transaction.h"
#include "tests/support/ledger_data.h"
#include "tests/support/temp_folder.h"
#include "tests/support/temp_pg.h"

enum { ARENA = 4 * 1024 * 1024, SUBMITTERS = 16, EACH = 25 };

static const char origin[] = "broker.example/ledger";

static int start(void **state)
{
    *state = temp_pg_start(false);
    return 0;
}

static int stop(void **state)
{
    temp_pg_free(*state);
    return 0;
}

static dolen_status open_ledger(dolen_pool *pool, const dolen_signing_key *key, const char *memory_file,
                                dolen_ledger **out)
{
    return dolen_ledger_open(
        &(dolen_ledger_settings){
            .origin = origin, .key = key, .pool = pool, .clock = dolen_clock_system(), .memory_file = memory_file},
        out, NULL);
}

static const dolen_policy_file *policy_of(dolen_arena *arena)
{
    const dolen_note_key log = data_public(1, origin, DOLEN_NOTE_ED25519);
    const dolen_policy_file *policy;

    DOLEN_MUST(dolen_policy_file_of_key(arena, &log, &policy, NULL) == DOLEN_OK);
    return policy;
}

static bool place_verifies(const dolen_policy_file *policy, const dolen_ledger_place *place)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_verify_report report;
    const char *text;

    return dolen_proof_file_of_place(arena, place, &text, NULL) == DOLEN_OK &&
           dolen_verify_receipt(policy, dolen_bytes_of_string(text), &place->leaf, &report, NULL) == DOLEN_OK &&
           (place->entry.size == 0 || report.entries_opened == 1);
}

/* Save every file that a downloader would fetch for the checkpoint as it stands. */
static void download(dolen_ledger *ledger, const char *folder, dolen_ledger_reader reader)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(16 << 20);
    dolen_ledger_file file;
    dolen_checkpoint checkpoint;
    dolen_note note;
    static const int levels[] = {DOLEN_TILE_ENTRIES, DOLEN_TILE_OPENED, 0, 1};
    dolen_err err;

    assert_ok(dolen_ledger_serve(ledger, "checkpoint", reader, arena, &file, &err));
    data_write(folder, "checkpoint", file.bytes);
    assert_ok(dolen_note_read(arena, file.bytes, &note, &err));
    assert_ok(dolen_checkpoint_read(note.text, &checkpoint, &err));
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        for (uint64_t number = 0;; number++) {
            char path[DOLEN_TILE_PATH];
            const unsigned int width = dolen_tile_width_in(levels[i], number, checkpoint.size);
            if (width == 0)
                break;
            dolen_tile_write((dolen_tile){levels[i], number, width}, path);
            assert_ok(dolen_ledger_serve(ledger, path, reader, arena, &file, &err));
            data_write(folder, path, file.bytes);
        }
}

typedef struct submitter {
    pthread_t thread;
    dolen_ledger *ledger;
    const dolen_policy_file *policy;
    uint64_t first;
    atomic_int good;
} submitter;

static void *submit_all(void *context)
{
    submitter *self = context;

    for (uint64_t i = 0; i < EACH; i++) {
        DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
        const dolen_ledger_entry entry = data_entry(self->first + i);
        dolen_ledger_place place;
        if (dolen_ledger_append(self->ledger, &entry, NULL, arena, &place, NULL) == DOLEN_OK &&
            place_verifies(self->policy, &place))
            self->good++;
    }
    return NULL;
}

static void many_submitters_each_get_a_receipt_that_verifies(void **state)
{
    DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(*state, "broker", "dolen_service");
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_ledger, ledger) = NULL;
    const temp_folder folder = temp_folder_make();
    static submitter all[SUBMITTERS];
    dolen_verify_report report;
    dolen_err err = {0};

    assert_ok(open_ledger(pool, key, NULL, &ledger));
    for (size_t i = 0; i < SUBMITTERS; i++) {
        all[i] = (submitter){.ledger = ledger, .policy = policy_of(arena), .first = i * EACH};
        DOLEN_MUST(pthread_create(&all[i].thread, NULL, submit_all, &all[i]) == 0);
    }
    for (size_t i = 0; i < SUBMITTERS; i++) {
        pthread_join(all[i].thread, NULL);
        assert_int_equal(EACH, all[i].good);
    }
    const dolen_ledger_counts counts = dolen_ledger_count(ledger);
    assert_int_equal(SUBMITTERS * EACH, counts.appends);
    assert_true(counts.batches < counts.appends);
    assert_int_equal(0, counts.queue);

    download(ledger, folder.path, (dolen_ledger_reader){.all = true});
    assert_ok(dolen_verify_log(policy_of(arena), folder.path, (dolen_bytes){0}, &report, &err));
    assert_int_equal(SUBMITTERS * EACH, report.entries_checked);
    assert_int_equal(SUBMITTERS * EACH, report.entries_opened);
    temp_folder_remove(&folder);
}

static dolen_ledger_place append_one(dolen_ledger *ledger, dolen_arena *arena, uint64_t number)
{
    const dolen_ledger_entry entry = data_entry(number);
    dolen_ledger_place place;
    dolen_err err;

    assert_ok(dolen_ledger_append(ledger, &entry, NULL, arena, &place, &err));
    return place;
}

static void what_a_question_asked_for_is_kept_with_its_entry(void **state)
{
    DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(*state, "broker", "dolen_service");
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_ledger, ledger) = NULL;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_stored_token tokens[] = {{dolen_uuid_make(), DOLEN_KEY_K02}, {dolen_uuid_make(), DOLEN_KEY_K04}};
    const dolen_ledger_entry entry = data_entry(2);
    const dolen_consultation_match matches[] = {
        {dolen_code_of("SWP"), dolen_uuid_make(), DOLEN_CONSULTED_OPENED},
        {dolen_code_of("SBU"), dolen_uuid_make(), DOLEN_CONSULTED_WITHHELD},
    };
    const dolen_consultation consultation = {.request = entry.request_id,
                                             .asked = entry.time,
                                             .epoch = 1,
                                             .tokens = tokens,
                                             .token_count = 2,
                                             .matches = matches,
                                             .match_count = 2};
    const dolen_consultation_notice *notices;
    const dolen_consulted *consulted;
    dolen_ledger_place place;
    int64_t reached;
    size_t count;
    dolen_err err = {0};

    assert_ok(open_ledger(pool, key, NULL, &ledger));
    append_one(ledger, arena, 1);
    assert_ok(dolen_ledger_append(ledger, &entry, &consultation, arena, &place, &err));

    assert_ok(dolen_pool_take(pool, &connection, &err));
    assert_ok(dolen_consultation_store_of_tokens(connection, tokens + 1, 1, 0, arena, &consulted, &count, &err));
    assert_int_equal(1, count);
    assert_int_equal(1, consulted[0].entry);
    assert_int_equal(place.index, consulted[0].entry);
    assert_ok(
        dolen_consultation_store_after(connection, dolen_code_of("SBU"), -1, arena, &notices, &count, &reached, &err));
    assert_int_equal(1, count);
    assert_int_equal(1, reached);
    assert_int_equal(place.index, notices[0].entry);
    assert_int_equal(DOLEN_CONSULTED_WITHHELD, notices[0].outcome);
    assert_true(dolen_uuid_same(matches[1].handle, notices[0].handle));
    assert_true(dolen_bytes_same(place.entry, notices[0].text));
    assert_ok(dolen_consultation_store_after(connection, dolen_code_of("SBU"), reached, arena, &notices, &count,
                                             &reached, &err));
    assert_int_equal(0, count);
    assert_ok(
        dolen_consultation_store_after(connection, dolen_code_of("NPT"), -1, arena, &notices, &count, &reached, &err));
    assert_int_equal(0, count);
}

static void ig_35_what_was_withheld_is_kept_and_the_entry_commits_to_it(void **state)
{
    static const char *const lists[] = {"SBU HBX.SEXUAL IG-17 SENSITIVE\n", ""};
    DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(*state, "broker", "dolen_service");
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_ledger, ledger) = NULL;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_stored_token token = {dolen_uuid_make(), DOLEN_KEY_K02};
    dolen_withheld found;
    dolen_err err = {0};

    assert_ok(open_ledger(pool, key, NULL, &ledger));
    assert_ok(dolen_pool_take(pool, &connection, &err));
    for (size_t i = 0; i < 2; i++) {
        dolen_ledger_entry entry = data_entry(i + 2);
        dolen_ledger_entry read;
        dolen_ledger_place place;
        dolen_consultation consultation = {.request = entry.request_id,
                                           .asked = entry.time,
                                           .epoch = 1,
                                           .tokens = &token,
                                           .token_count = 1,
                                           .withheld = {.salt = {7}, .list = dolen_bytes_of_string(lists[i])}};
        entry.withheld = dolen_ledger_entry_withheld(consultation.withheld.salt, consultation.withheld.list);
        assert_ok(dolen_ledger_append(ledger, &entry, &consultation, arena, &place, &err));

        assert_ok(dolen_withheld_store_find(connection, place.index, arena, &found, &err));
        assert_true(dolen_bytes_same(found.list, dolen_bytes_of_string(lists[i])));
        assert_ok(dolen_ledger_entry_read(arena, place.entry, &read, &err));
        const dolen_digest opened = dolen_ledger_entry_withheld(found.salt, found.list);
        assert_true(dolen_digest_same(opened, read.withheld));
        found.salt[0] ^= 1;
        assert_false(dolen_digest_same(dolen_ledger_entry_withheld(found.salt, found.list), read.withheld));
    }
    assert_fails(DOLEN_E_ABSENT, dolen_withheld_store_find(connection, 99, arena, &found, &err));
}

static void an_entry_inside_a_transaction_comes_and_goes_with_it(void **state)
{
    DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(*state, "broker", "dolen_service");
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_ledger, ledger) = NULL;
    DOLEN_OWN(dolen_transaction, kept) = NULL;
    dolen_ledger_entry entry = data_entry(5);
    dolen_ledger_place place;
    const char *checkpoint;
    dolen_err err = {0};

    assert_ok(open_ledger(pool, key, NULL, &ledger));
    append_one(ledger, arena, 1);
    entry.kind = DOLEN_LEDGER_DELTA;
    entry.disclosures = NULL;
    entry.disclosure_count = 0;
    entry.delta.sequence = 1;
    {
        DOLEN_OWN(dolen_transaction, dropped) = NULL;
        assert_ok(dolen_transaction_begin(pool, &dropped, &err));
        assert_ok(dolen_ledger_append_in(ledger, dolen_transaction_connection(dropped), &entry, arena, &place, &err));
        assert_int_equal(1, place.index);
    }
    assert_ok(dolen_transaction_begin(pool, &kept, &err));
    assert_ok(dolen_ledger_append_in(ledger, dolen_transaction_connection(kept), &entry, arena, &place, &err));
    assert_ok(dolen_transaction_commit(kept, &err));

    assert_int_equal(1, place.index);
    assert_true(place_verifies(policy_of(arena), &place));
    assert_ok(dolen_ledger_checkpoint(ledger, arena, &checkpoint, &err));
    assert_string_equal(place.checkpoint, checkpoint);
    assert_int_equal(2, append_one(ledger, arena, 2).index);
}

static void readable_text_goes_only_to_whom_it_concerns(void **state)
{
    DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(*state, "broker", "dolen_service");
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_ledger, ledger) = NULL;
    const dolen_ledger_stored *rows;
    size_t found;
    dolen_err err = {0};

    assert_ok(open_ledger(pool, key, NULL, &ledger));
    const dolen_ledger_place place = append_one(ledger, arena, 1);

    const char *const concerned[] = {"council-one", "health-north", "police-west"};
    for (size_t i = 0; i < 3; i++) {
        const dolen_ledger_reader reader = {.member = dolen_code_of(concerned[i])};
        assert_ok(dolen_ledger_read(ledger, 0, 10, reader, arena, &rows, &found, &err));
        assert_int_equal(1, found);
        assert_true(dolen_bytes_same(place.entry, rows[0].entry));
        assert_int_equal(DOLEN_SALT_SIZE, rows[0].salt.size);
    }
    const dolen_ledger_reader others[] = {{.member = dolen_code_of("fire-east")}, {.member = {""}}};
    for (size_t i = 0; i < 2; i++) {
        assert_ok(dolen_ledger_read(ledger, 0, 10, others[i], arena, &rows, &found, &err));
        assert_int_equal(1, found);
        assert_int_equal(0, rows[0].entry.size + rows[0].salt.size);
        assert_memory_equal(&place.leaf, &rows[0].commitment, sizeof place.leaf);
    }
}

static bool name_all_but_council(void *context, dolen_code agency)
{
    return !dolen_code_same(agency, dolen_code_of("council-one")) || *(const bool *)context;
}

static bool holds(dolen_bytes bytes, const char *text)
{
    return memmem(bytes.at, bytes.size, text, strlen(text)) != NULL;
}

/* The hub serves each member its part; the twin is what the one that asked is served of the same entry. */
static void ig_32_a_member_is_served_its_part_of_an_entry(void **state)
{
    DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(*state, "broker", "dolen_service");
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_ledger, ledger) = NULL;
    bool is_named = true;
    const dolen_ledger_settings settings = {.origin = origin,
                                            .key = key,
                                            .pool = pool,
                                            .clock = dolen_clock_system(),
                                            .may_name = name_all_but_council,
                                            .naming = &is_named};
    const dolen_ledger_reader asker = {.member = dolen_code_of("council-one")};
    const dolen_ledger_reader owner = {.member = dolen_code_of("police-west")};
    const dolen_ledger_reader other = {.member = dolen_code_of("fire-east")};
    dolen_ledger_opening opening;
    dolen_ledger_file file;
    dolen_err err = {0};

    assert_ok(dolen_ledger_open(&settings, &ledger, &err));
    const dolen_ledger_place place = append_one(ledger, arena, 1);
    assert_ok(dolen_ledger_serve(ledger, "opened/000.p/1", asker, arena, &file, &err));
    assert_true(holds(file.bytes, "health-north") && holds(file.bytes, "practitioner"));
    assert_ok(dolen_ledger_serve(ledger, "opened/000.p/1", owner, arena, &file, &err));
    assert_true(holds(file.bytes, "police-west") && holds(file.bytes, "council-one"));
    assert_false(holds(file.bytes, "health-north") || holds(file.bytes, "practitioner"));
    assert_ok(dolen_ledger_opening_read(arena, dolen_bytes_of(file.bytes.at + 2, file.bytes.size - 2), &opening, &err));
    assert_true(dolen_digest_same(place.leaf, opening.commitment));
    is_named = false;
    assert_ok(dolen_ledger_serve(ledger, "opened/000.p/1", owner, arena, &file, &err));
    assert_false(holds(file.bytes, "council-one") || holds(file.bytes, "S47"));
    assert_ok(dolen_ledger_serve(ledger, "opened/000.p/1", other, arena, &file, &err));
    assert_int_equal(2, file.bytes.size);
}

static bool may(dolen_pool *pool, const char *text)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_MUST(dolen_pool_take(pool, &connection, NULL) == DOLEN_OK);
    return dolen_statement_script(connection, "test-may", text, NULL) == DOLEN_OK;
}

/* Least privilege, with the administrator as the twin that could. */
static void the_service_can_neither_change_nor_remove(void **state)
{
    static const char *const attacks[] = {
        "UPDATE ledger_leaf SET commitment = sha256('x')",
        "UPDATE ledger_node SET hash = sha256('x')",
        "UPDATE ledger_entry SET entry = NULL, salt = NULL",
        "DELETE FROM ledger_leaf",
        "DELETE FROM ledger_node",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_checkpoint",
        "DELETE FROM ledger_head",
        "TRUNCATE ledger_node",
        "UPDATE ledger_head SET size = size - 1",
        "UPDATE ledger_head SET root = sha256('x')",
    };
    char conninfo[TEMP_PG_CONNINFO];
    temp_pg_database(*state, "broker", conninfo);
    DOLEN_OWN(dolen_pool, service) =
        dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 3, .role = "dolen_service"});
    DOLEN_OWN(dolen_pool, admin) = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 1});
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_ledger, ledger) = NULL;
    dolen_err err = {0};

    assert_ok(open_ledger(service, key, NULL, &ledger));
    append_one(ledger, arena, 1);
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++)
        if (may(service, attacks[i]))
            fail_msg("%s", attacks[i]);
    assert_true(may(admin, "UPDATE ledger_node SET hash = sha256('x')"));
    assert_true(may(admin, "DELETE FROM ledger_entry"));
}

static const dolen_statement erase_first =
    DOLEN_STATEMENT("test-erase", "UPDATE ledger_entry SET salt = NULL, entry = NULL, concerns = '{}' WHERE index < 3");

static void the_eraser_can_blank_and_nothing_else(void **state)
{
    char conninfo[TEMP_PG_CONNINFO];
    temp_pg_database(*state, "broker", conninfo);
    DOLEN_OWN(dolen_pool, service) =
        dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 3, .role = "dolen_service"});
    DOLEN_OWN(dolen_pool, eraser) =
        dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 1, .role = "dolen_eraser"});
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_ledger, ledger) = NULL;
    const dolen_ledger_stored *rows;
    const temp_folder folder = temp_folder_make();
    dolen_verify_report report;
    int64_t erased = 0;
    size_t found;
    dolen_err err = {0};

    assert_ok(open_ledger(service, key, NULL, &ledger));
    for (uint64_t i = 0; i < 5; i++)
        append_one(ledger, arena, i);
    assert_false(may(eraser, "UPDATE ledger_entry SET entry = '\\x01'"));
    assert_false(may(eraser, "DELETE FROM ledger_entry"));
    assert_false(may(eraser, "SELECT salt FROM ledger_entry"));
    assert_false(may(eraser, "UPDATE ledger_leaf SET commitment = sha256('x')"));
    {
        DOLEN_OWN(dolen_connection, connection) = NULL;
        assert_ok(dolen_pool_take(eraser, &connection, &err));
        assert_ok(dolen_statement_change(connection, &erase_first, NULL, &erased, &err));
    }
    assert_int_equal(3, erased);
    assert_ok(dolen_ledger_read(ledger, 0, 10, (dolen_ledger_reader){.all = true}, arena, &rows, &found, &err));
    assert_int_equal(5, found);
    assert_int_equal(0, rows[2].entry.size);
    assert_true(rows[3].entry.size > 0);
    download(ledger, folder.path, (dolen_ledger_reader){.all = true});
    assert_ok(dolen_verify_log(policy_of(arena), folder.path, (dolen_bytes){0}, &report, &err));
    assert_int_equal(5, report.entries_checked);
    assert_int_equal(2, report.entries_opened);
    temp_folder_remove(&folder);
}

/* R-04 and IG-24: what an attacker or a restore does to the tables is noticed before anything is served. */
static void r_04_a_ledger_that_contradicts_itself_is_not_opened(void **state)
{
    static const char *const damages[] = {
        "UPDATE ledger_node SET hash = sha256('x') WHERE level = 2",
        "DELETE FROM ledger_node WHERE level = 2",
        "DELETE FROM ledger_entry WHERE index = 4",
        "DELETE FROM ledger_entry WHERE index = 4; DELETE FROM ledger_leaf WHERE index = 4",
        "ALTER TABLE ledger_head DISABLE TRIGGER ALL; UPDATE ledger_head SET root = sha256('x')",
        "UPDATE ledger_head SET checkpoint = replace(checkpoint, 'broker', 'br0ker')",
        "INSERT INTO ledger_leaf VALUES (5, sha256('x'))",
    };

    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        char conninfo[TEMP_PG_CONNINFO];
        temp_pg_database(*state, "broker", conninfo);
        DOLEN_OWN(dolen_pool, service) =
            dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 3, .role = "dolen_service"});
        DOLEN_OWN(dolen_pool, admin) = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 1});
        DOLEN_OWN(dolen_signing_key, key) = data_key(1);
        DOLEN_OWN(dolen_signing_key, other) = data_key(2);
        DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
        DOLEN_OWN(dolen_ledger, ledger) = NULL;
        dolen_err err = {0};
        assert_ok(open_ledger(service, key, NULL, &ledger));
        for (uint64_t k = 0; k < 5; k++)
            append_one(ledger, arena, k);
        dolen_ledger_drop(&ledger);
        assert_ok(open_ledger(service, key, NULL, &ledger));
        dolen_ledger_drop(&ledger);
        assert_fails(DOLEN_E_CONFLICT, open_ledger(service, other, NULL, &ledger));
        assert_true(may(admin, damages[i]));
        if (open_ledger(service, key, NULL, &ledger) != DOLEN_E_CONFLICT)
            fail_msg("%s", damages[i]);
        assert_null(ledger);
    }
}

/* The whole database put back to an older state is consistent in itself: only what is kept outside it can tell. */
static void r_04_a_restored_old_ledger_is_not_opened(void **state)
{
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const temp_folder folder = temp_folder_make();
    char memory[PATH_MAX];
    dolen_err err = {0};

    snprintf(memory, sizeof memory, "%s/latest-checkpoint", folder.path);
    for (int later = 1; later >= 0; later--) {
        DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(*state, "broker", "dolen_service");
        DOLEN_OWN(dolen_ledger, ledger) = NULL;
        if (!later) {
            assert_fails(DOLEN_E_CONFLICT, open_ledger(pool, key, memory, &ledger));
            assert_ok(open_ledger(pool, key, NULL, &ledger));
            break;
        }
        assert_ok(open_ledger(pool, key, memory, &ledger));
        append_one(ledger, arena, 1);
        dolen_ledger_drop(&ledger);
        assert_ok(open_ledger(pool, key, memory, &ledger));
    }
    temp_folder_remove(&folder);
}

static void a_full_queue_and_a_slow_disk_refuse_rather_than_answer(void **state)
{
    char conninfo[TEMP_PG_CONNINFO];
    temp_pg_database(*state, "broker", conninfo);
    DOLEN_OWN(dolen_pool, service) =
        dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 3, .role = "dolen_service"});
    DOLEN_OWN(dolen_pool, admin) = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 1});
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_ledger, ledger) = NULL;
    const dolen_ledger_entry entry = data_entry(1);
    const dolen_ledger_settings settings = {.origin = origin,
                                            .key = key,
                                            .pool = service,
                                            .clock = dolen_clock_system(),
                                            .queue_limit = 1,
                                            .wait_timeout = 50};
    dolen_ledger_place place;
    dolen_err err = {0};

    assert_ok(dolen_ledger_open(&settings, &ledger, &err));
    {
        DOLEN_OWN(dolen_transaction, blocker) = NULL;
        assert_ok(dolen_transaction_begin(admin, &blocker, &err));
        assert_ok(dolen_statement_script(dolen_transaction_connection(blocker), "test-block",
                                         "SELECT size FROM ledger_head FOR UPDATE", &err));
        assert_fails(DOLEN_E_REMOTE, dolen_ledger_append(ledger, &entry, NULL, arena, &place, NULL));
        assert_fails(DOLEN_E_REMOTE, dolen_ledger_append(ledger, &entry, NULL, arena, &place, NULL));
        assert_int_equal(0, place.size);
        assert_int_equal(2, dolen_ledger_count(ledger).timeouts);
        assert_int_equal(0, dolen_ledger_count(ledger).queue);
    }
    /* The first had reached the writer: it is in the ledger although nobody was answered. */
    assert_ok(dolen_ledger_append(ledger, &entry, NULL, arena, &place, &err));
    assert_int_equal(1, place.index);
}

static void a_crash_of_the_database_loses_no_acknowledged_entry(void **state)
{
    DOLEN_OWN(temp_pg, pg) = temp_pg_start(true);
    DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(pg, "broker", "dolen_service");
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_ledger, ledger) = NULL;
    dolen_ledger_place place = {0};
    dolen_ledger_place later;
    dolen_err err = {0};

    assert_ok(open_ledger(pool, key, NULL, &ledger));
    for (uint64_t i = 0; i < 20; i++)
        place = append_one(ledger, arena, i);
    temp_pg_crash(pg);

    assert_ok(dolen_ledger_find(ledger, place.index, arena, &later, &err));
    assert_memory_equal(&place.leaf, &later.leaf, sizeof place.leaf);
    assert_true(place_verifies(policy_of(arena), &later));
    assert_int_equal(20, append_one(ledger, arena, 20).index);
}

static void proofs_and_tiles_of_the_stored_tree_verify(void **state)
{
    DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(*state, "broker", "dolen_service");
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_ledger, ledger) = NULL;
    const char *checkpoints[8];
    const dolen_policy_file *policy = policy_of(arena);
    dolen_verify_report report;
    dolen_merkle_proof proof;
    dolen_ledger_file file;
    dolen_err err = {0};

    assert_ok(open_ledger(pool, key, NULL, &ledger));
    assert_fails(DOLEN_E_ABSENT,
                 dolen_ledger_serve(ledger, "checkpoint", (dolen_ledger_reader){0}, arena, &file, NULL));
    for (uint64_t i = 0; i < 7; i++)
        checkpoints[i + 1] = append_one(ledger, arena, i).checkpoint;
    for (uint64_t old = 1; old <= 7; old++)
        for (uint64_t now = old; now <= 7; now++) {
            assert_ok(dolen_ledger_prove_consistency(ledger, old, now, &proof, &err));
            assert_ok(dolen_verify_consistency(policy, dolen_bytes_of_string(checkpoints[old]),
                                               dolen_bytes_of_string(checkpoints[now]), &proof, &report, &err));
        }
    assert_fails(DOLEN_E_ABSENT, dolen_ledger_prove_consistency(ledger, 3, 8, &proof, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_ledger_prove_inclusion(ledger, 7, 7, &proof, NULL));
    assert_fails(DOLEN_E_ABSENT,
                 dolen_ledger_serve(ledger, "tile/0/000", (dolen_ledger_reader){0}, arena, &file, NULL));
    assert_fails(DOLEN_E_INPUT,
                 dolen_ledger_serve(ledger, "tile/0/../000", (dolen_ledger_reader){0}, arena, &file, NULL));
    assert_ok(dolen_ledger_serve(ledger, "tile/0/000.p/5", (dolen_ledger_reader){0}, arena, &file, &err));
    assert_int_equal(5 * DOLEN_DIGEST_SIZE, file.bytes.size);
    assert_true(file.is_immutable);
    assert_ok(dolen_ledger_serve(ledger, "opened/000.p/7", (dolen_ledger_reader){0}, arena, &file, &err));
    assert_int_equal(14, file.bytes.size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_submitters_each_get_a_receipt_that_verifies),
        cmocka_unit_test(what_a_question_asked_for_is_kept_with_its_entry),
        cmocka_unit_test(ig_35_what_was_withheld_is_kept_and_the_entry_commits_to_it),
        cmocka_unit_test(an_entry_inside_a_transaction_comes_and_goes_with_it),
        cmocka_unit_test(readable_text_goes_only_to_whom_it_concerns),
        cmocka_unit_test(ig_32_a_member_is_served_its_part_of_an_entry),
        cmocka_unit_test(the_service_can_neither_change_nor_remove),
        cmocka_unit_test(the_eraser_can_blank_and_nothing_else),
        cmocka_unit_test(r_04_a_ledger_that_contradicts_itself_is_not_opened),
        cmocka_unit_test(r_04_a_restored_old_ledger_is_not_opened),
        cmocka_unit_test(a_full_queue_and_a_slow_disk_refuse_rather_than_answer),
        cmocka_unit_test(a_crash_of_the_database_loses_no_acknowledged_entry),
        cmocka_unit_test(proofs_and_tiles_of_the_stored_tree_verify),
    };

    return cmocka_run_group_tests_name("ledger", tests, start, stop);
}
