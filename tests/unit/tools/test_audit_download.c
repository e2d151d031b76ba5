#include "node/tools/audit_download.h"

#include <unistd.h>

#include "governance/audit/verify_log.h"
#include "tests/support/ledger_data.h"
#include "tests/support/temp_folder.h"

enum { SIZE = 530, ARENA = 4 * 1024 * 1024 };

static const char origin[] = "broker.example/ledger";

/* A hub whose ledger is a folder, and what it was asked. */
typedef struct hub {
    temp_folder folder;
    temp_folder copy;
    bool refuses_opened;
    size_t asked;
    uint64_t done;
    uint64_t total;
} hub;

static dolen_status serve(void *context, const char *path, dolen_arena *arena, dolen_http_reply *reply, dolen_err *err)
{
    hub *h = context;
    char file[PATH_MAX];
    char name[256];

    h->asked++;
    snprintf(name, sizeof name, "%s", path + strlen("/v1/ledger/"));
    name[strcspn(name, "?")] = '\0';
    reply->status = h->refuses_opened && strncmp(name, "opened/", 7) == 0 ? 403 : 200;
    if (reply->status == 200 &&
        dolen_file_read(arena, temp_folder_file(&h->folder, name, file), 1 << 20, &reply->body, NULL) != DOLEN_OK)
        reply->status = 404;
    return DOLEN_OK;
}

static void note_progress(void *context, uint64_t done, uint64_t total)
{
    hub *h = context;

    assert_int_equal(h->done + 1, done);
    h->done = done;
    h->total = total;
}

static hub open_hub(void)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    hub h = {.folder = temp_folder_make(), .copy = temp_folder_make()};
    static data_tree tree;
    dolen_digest upper[2];

    data_fill_entries(&tree, SIZE);
    data_write_log(h.folder.path, &tree, SIZE, data_checkpoint(arena, &tree, SIZE, origin, 1));
    for (uint64_t i = 0; i < 2; i++)
        upper[i] = data_subtree(&tree, i * DOLEN_TILE_WIDTH, DOLEN_TILE_WIDTH);
    data_write_tile(h.folder.path, 1, 0, 2, dolen_bytes_of(upper, sizeof upper));
    return h;
}

static void close_hub(const hub *h)
{
    temp_folder_remove(&h->folder);
    temp_folder_remove(&h->copy);
}

static dolen_status download(hub *h, bool hashes, const char *ground, dolen_audit_download *done)
{
    const dolen_audit_download_task task = {.hashes = hashes,
                                            .ground = ground,
                                            .folder = h->copy.path,
                                            .fetch = serve,
                                            .context = h,
                                            .progress = note_progress};

    h->done = 0;
    h->asked = 0;
    return dolen_audit_download_all(&task, done, NULL);
}

static dolen_status verify(const hub *h, dolen_verify_report *report)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_note_key log = data_public(1, origin, DOLEN_NOTE_ED25519);
    const dolen_policy_file *policy;

    DOLEN_MUST(dolen_policy_file_of_key(arena, &log, &policy, NULL) == DOLEN_OK);
    return dolen_verify_log(policy, h->copy.path, (dolen_bytes){0}, report, NULL);
}

/* The twin: the same damaged tile goes unnoticed when no tiles of hashes were fetched, for nothing is made of them. */
static void hash_tiles_are_fetched_when_wanted_and_then_compared(void **state)
{
    dolen_audit_download done;
    dolen_verify_report report;
    hub h = open_hub();
    char path[PATH_MAX];

    data_write(h.folder.path, "tile/0/001", dolen_bytes_of_string("damaged"));
    assert_int_equal(DOLEN_OK, download(&h, false, NULL, &done));
    assert_int_equal(SIZE, done.size);
    assert_int_equal(3 + 1, done.fetched);
    assert_int_equal(DOLEN_OK, verify(&h, &report));
    assert_int_equal(-1, access(temp_folder_file(&h.copy, "tile/0/001", path), F_OK));

    assert_int_equal(DOLEN_OK, download(&h, true, NULL, &done));
    assert_int_equal(0, access(temp_folder_file(&h.copy, "tile/1/000.p/2", path), F_OK));
    assert_int_equal(DOLEN_E_CRYPTO, verify(&h, &report));
    assert_string_equal("a hash tile differs from the recomputed tree", report.problems[0].what);
    assert_int_equal(256, report.problems[0].index);
    close_hub(&h);
}

static void progress_counts_every_file_to_the_last(void **state)
{
    dolen_audit_download done;
    dolen_verify_report report;
    hub h = open_hub();

    assert_int_equal(DOLEN_OK, download(&h, true, "integrity", &done));
    assert_int_equal(3 + 3 + 3 + 1, h.total);
    assert_int_equal(h.total, h.done);
    assert_int_equal(DOLEN_OK, verify(&h, &report));
    assert_int_equal(SIZE, report.entries_opened);
    /* A second time only what can change is fetched. */
    assert_int_equal(DOLEN_OK, download(&h, true, "integrity", &done));
    assert_int_equal(4, done.had);
    assert_int_equal(h.total, h.done);
    close_hub(&h);
}

static void entries_that_are_refused_are_left_and_the_rest_is_fetched(void **state)
{
    dolen_audit_download done;
    dolen_verify_report report;
    hub h = open_hub();

    h.refuses_opened = true;
    assert_int_equal(DOLEN_OK, download(&h, false, "integrity", &done));
    assert_int_equal(1 + 3 + 1, h.asked);
    assert_int_equal(DOLEN_OK, verify(&h, &report));
    assert_int_equal(0, report.entries_opened);
    close_hub(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hash_tiles_are_fetched_when_wanted_and_then_compared),
        cmocka_unit_test(progress_counts_every_file_to_the_last),
        cmocka_unit_test(entries_that_are_refused_are_left_and_the_rest_is_fetched),
    };

    return cmocka_run_group_tests_name("audit_download", tests, NULL, NULL);
}
