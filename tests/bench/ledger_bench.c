/*
 * The ledger: durable appends with group commit against the disk's own rate of syncs, offline verification of whole
 * logs against SHA-256 of the same bytes, and what a witness's confirmation costs against its two signatures.
 * `ledger_bench append`, `ledger_bench verify` or `ledger_bench cosign` runs one part.
 */
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "governance/audit/cosignature.h"
#include "governance/audit/verify_log.h"
#include "governance/audit/witness.h"
#include "node/broker/ledger.h"
#include "tests/support/ledger_data.h"
#include "tests/support/temp_pg.h"

enum { MOST = 200, SAMPLES = 400000, SECONDS = 4, ARENA = 256 * 1024, CONFIRMATIONS = 2000 };

static const char origin[] = "broker.example/ledger";

static double seconds_now(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

typedef struct load {
    dolen_ledger *ledger;
    atomic_bool stop;
    atomic_size_t count;
    float *milliseconds; /* SAMPLES of them */
    atomic_size_t failed;
} load;

static void *submit(void *context)
{
    load *l = context;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);

    while (!l->stop) {
        const double start = seconds_now(CLOCK_MONOTONIC);
        const size_t number = l->count++;
        const dolen_ledger_entry entry = data_entry(number);
        dolen_ledger_place place;
        dolen_arena_reset(arena);
        if (dolen_ledger_append(l->ledger, &entry, NULL, arena, &place, NULL) != DOLEN_OK)
            l->failed++;
        if (number < SAMPLES)
            l->milliseconds[number] = (float)((seconds_now(CLOCK_MONOTONIC) - start) * 1e3);
    }
    return NULL;
}

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a;
    const float y = *(const float *)b;

    return (x > y) - (x < y);
}

/* What the disk can do: one page appended and synced at a time, for a second. Milliseconds, median and 99th percentile.
 */
typedef struct sync_times {
    double median;
    double slow;
} sync_times;

static sync_times measure_syncs(const char *folder)
{
    static const char page[8192];
    static float milliseconds[SAMPLES];
    char path[256];
    size_t count = 0;

    snprintf(path, sizeof path, "%s/sync", folder);
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    DOLEN_MUST(file >= 0);
    const double end = seconds_now(CLOCK_MONOTONIC) + 1.0;
    while (seconds_now(CLOCK_MONOTONIC) < end && count < SAMPLES) {
        const double start = seconds_now(CLOCK_MONOTONIC);
        DOLEN_MUST(write(file, page, sizeof page) == (ssize_t)sizeof page && fdatasync(file) == 0);
        milliseconds[count++] = (float)((seconds_now(CLOCK_MONOTONIC) - start) * 1e3);
    }
    close(file);
    unlink(path);
    qsort(milliseconds, count, sizeof *milliseconds, ascending);
    return (sync_times){(double)milliseconds[count / 2], (double)milliseconds[count * 99 / 100]};
}

static void append_with(dolen_pool *pool, const dolen_signing_key *key, size_t submitters, sync_times syncs)
{
    static float milliseconds[SAMPLES];
    const dolen_ledger_settings settings = {
        .origin = origin, .key = key, .pool = pool, .clock = dolen_clock_system(), .queue_limit = MOST + 1};
    DOLEN_OWN(dolen_ledger, ledger) = NULL;
    pthread_t threads[MOST];

    DOLEN_MUST(dolen_ledger_open(&settings, &ledger, NULL) == DOLEN_OK);
    load l = {.ledger = ledger, .milliseconds = milliseconds};
    const double start = seconds_now(CLOCK_MONOTONIC);
    for (size_t i = 0; i < submitters; i++)
        DOLEN_MUST(pthread_create(&threads[i], NULL, submit, &l) == 0);
    sleep(SECONDS);
    l.stop = true;
    for (size_t i = 0; i < submitters; i++)
        pthread_join(threads[i], NULL);
    const double took = seconds_now(CLOCK_MONOTONIC) - start;
    const dolen_ledger_counts counts = dolen_ledger_count(ledger);
    const size_t samples = l.count < SAMPLES ? l.count : SAMPLES;
    qsort(milliseconds, samples, sizeof *milliseconds, ascending);
    const double p99 = (double)milliseconds[samples * 99 / 100];
    printf("%10zu %12.0f %14.0f %18.1f %9.2f %9.2f %13.1f %7zu\n", submitters, (double)counts.appends / took,
           (double)counts.batches / took, (double)counts.appends / (double)counts.batches,
           (double)milliseconds[samples / 2], p99, p99 / syncs.slow, (size_t)l.failed);
}

static void bench_appends(void)
{
    static const size_t submitters[] = {1, 20, MOST};
    DOLEN_OWN(temp_pg, pg) = temp_pg_start(true);
    DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(pg, "broker", "dolen_service");
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    const sync_times syncs = measure_syncs(temp_pg_folder(pg));

    printf("appending, PostgreSQL with fsync on; a sync of one page takes %.2f ms, p99 %.2f ms\n", syncs.median,
           syncs.slow);
    printf("%10s %12s %14s %18s %9s %9s %13s %7s\n", "submitters", "appends/s", "transactions/s", "appends/transaction",
           "p50 ms", "p99 ms", "p99/sync p99", "failed");
    for (size_t i = 0; i < sizeof submitters / sizeof *submitters; i++)
        append_with(pool, key, submitters[i], syncs);
}

static void write_bundle(const char *folder, int level, uint64_t number, unsigned int width, const dolen_writer *bytes)
{
    char name[DOLEN_TILE_PATH];
    char path[512];

    dolen_tile_write((dolen_tile){level, number, width}, name);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        mkdir(path, 0700);
    }
    FILE *file = fopen(path, "we");
    DOLEN_MUST(file && fwrite(bytes->at, 1, bytes->used, file) == bytes->used && fclose(file) == 0);
}

static void write_log(const char *folder, uint64_t size)
{
    static uint8_t leaf_bytes[DOLEN_TILE_WIDTH * 34];
    static uint8_t opened_bytes[DOLEN_TILE_WIDTH * 1024];
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    dolen_merkle_entry made[DOLEN_MERKLE_LEVELS];
    dolen_merkle_frontier frontier = {0};
    dolen_checkpoint checkpoint = {.size = size};
    const char *text;

    for (uint64_t number = 0; number * DOLEN_TILE_WIDTH < size; number++) {
        const unsigned int width = dolen_tile_width_in(0, number, size);
        dolen_writer leaves = dolen_writer_of(leaf_bytes, sizeof leaf_bytes);
        dolen_writer opened = dolen_writer_of(opened_bytes, sizeof opened_bytes);
        for (uint64_t i = number * DOLEN_TILE_WIDTH; i < number * DOLEN_TILE_WIDTH + width; i++) {
            const dolen_ledger_entry entry = data_entry(i);
            uint8_t salt[DOLEN_SALT_SIZE];
            dolen_bytes bytes;
            dolen_arena_reset(arena);
            DOLEN_MUST(dolen_ledger_entry_write(arena, &entry, &bytes, NULL) == DOLEN_OK);
            data_salt(i, salt);
            dolen_digest commitment;
            DOLEN_MUST(dolen_ledger_opening_commit(salt, bytes, &commitment, NULL) == DOLEN_OK);
            const dolen_bytes leaf = dolen_bytes_of(commitment.bytes, sizeof commitment.bytes);
            dolen_merkle_append(&frontier, dolen_merkle_leaf(leaf), made);
            dolen_writer_block16(&leaves, leaf);
            DOLEN_MUST(dolen_ledger_opening_write(arena, salt, bytes, &bytes, NULL) == DOLEN_OK);
            dolen_writer_block16(&opened, bytes);
        }
        write_bundle(folder, DOLEN_TILE_ENTRIES, number, width, &leaves);
        write_bundle(folder, DOLEN_TILE_OPENED, number, width, &opened);
    }
    checkpoint.root = dolen_merkle_root(&frontier);
    snprintf(checkpoint.origin, sizeof checkpoint.origin, "%s", origin);
    DOLEN_MUST(dolen_checkpoint_sign(arena, &checkpoint, key, &text, NULL) == DOLEN_OK);
    data_write(folder, "checkpoint", dolen_bytes_of_string(text));
}

static double sha256_seconds(size_t size, uint64_t count);

/* What the format asks for each entry (ledger_opening.h): salts, commitments to its parts, slots, the leaf's data. */
static double entry_floor(size_t entry_size, uint64_t count)
{
    const size_t salted = strlen("dolen part v1") + DOLEN_SALT_SIZE + 1;
    const size_t parts = DOLEN_LEDGER_PARTS + 2;
    const size_t part = strlen("dolen ledger v1") + DOLEN_SALT_SIZE + entry_size / parts;
    const size_t joined = strlen("dolen entry v1") + (DOLEN_LEDGER_PARTS + 1) * DOLEN_DIGEST_SIZE;

    return sha256_seconds(salted, count * (DOLEN_LEDGER_PARTS + DOLEN_LEDGER_SLOTS)) +
           sha256_seconds(part, count * parts) + sha256_seconds(65, count * (DOLEN_LEDGER_SLOTS - 1)) +
           sha256_seconds(joined, count);
}

/* Seconds that OpenSSL's SHA-256 takes for `count` messages of `size` bytes, measured on a part of them. */
static double sha256_seconds(size_t size, uint64_t count)
{
    enum { TRIES = 100000 };
    static uint8_t message[1024];
    uint8_t digest[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_MD *sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);

    DOLEN_MUST(context && sha256 && size <= sizeof message);
    const double start = seconds_now(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < TRIES; i++) {
        message[0] = (uint8_t)i;
        DOLEN_MUST(EVP_DigestInit_ex2(context, sha256, NULL) == 1 && EVP_DigestUpdate(context, message, size) == 1 &&
                   EVP_DigestFinal_ex(context, digest, NULL) == 1);
    }
    const double took = seconds_now(CLOCK_PROCESS_CPUTIME_ID) - start;
    EVP_MD_free(sha256);
    EVP_MD_CTX_free(context);
    return took / TRIES * (double)count;
}

/* A tree whose leaves are all the same, so that a complete subtree depends on its level alone. */
typedef struct bench_tree {
    uint64_t size;
} bench_tree;

static dolen_status fetch_node(void *context, const dolen_merkle_place *places, size_t count, dolen_digest *hashes,
                               dolen_err *err)
{
    const bench_tree *tree = context;

    for (size_t i = 0; i < count; i++) {
        dolen_digest hash = dolen_merkle_leaf(dolen_bytes_of_string("leaf"));
        if ((places[i].index + 1) << places[i].level > tree->size)
            return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the subtree is not complete");
        for (uint8_t level = 0; level < places[i].level; level++)
            hash = dolen_merkle_node(&hash, &hash);
        hashes[i] = hash;
    }
    return DOLEN_OK;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *at)
{
    (void)about;
    (void)kind;
    (void)at;
    return remove(path);
}

static void verify_of(uint64_t size)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1024 * 1024);
    const dolen_note_key log = data_public(1, origin, DOLEN_NOTE_ED25519);
    const dolen_ledger_entry entry = data_entry(0);
    char folder[] = "/tmp/dolen-bench-XXXXXX";
    const dolen_policy_file *policy;
    static dolen_verify_report report;
    struct rusage usage;
    dolen_bytes bytes;

    DOLEN_MUST(mkdtemp(folder));
    DOLEN_MUST(dolen_policy_file_of_key(arena, &log, &policy, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_ledger_entry_write(arena, &entry, &bytes, NULL) == DOLEN_OK);
    write_log(folder, size);
    const double wall = seconds_now(CLOCK_MONOTONIC);
    const double start = seconds_now(CLOCK_PROCESS_CPUTIME_ID);
    DOLEN_MUST(dolen_verify_log(policy, folder, (dolen_bytes){0}, &report, NULL) == DOLEN_OK);
    const double took = seconds_now(CLOCK_PROCESS_CPUTIME_ID) - start;
    const double waited = seconds_now(CLOCK_MONOTONIC) - wall;
    DOLEN_MUST(report.entries_checked == size && report.entries_opened == size);
    const double floor = entry_floor(bytes.size, size) + sha256_seconds(33, size) + sha256_seconds(65, size);
    getrusage(RUSAGE_SELF, &usage);
    printf("%10" PRIu64 " %9.3f %9.3f %12.0f %11.3f %8.2f %12.1f\n", size, waited, took, (double)size / took, floor,
           took / floor, (double)usage.ru_maxrss / 1024);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void bench_verification(void)
{
    printf("verifying offline, all entries opened; floor: OpenSSL's SHA-256 of the same messages\n");
    printf("%10s %9s %9s %12s %11s %8s %12s\n", "entries", "wall s", "CPU s", "entries/s", "floor s", "ratio",
           "peak MiB");
    verify_of(1000);
    verify_of(100000);
    verify_of(1000000);
}

/* What is laid before a witness: the tree of `size`, twice as large as what it knows. */
static const char *lay(dolen_arena *arena, uint64_t size, dolen_witness_memory *memory)
{
    DOLEN_OWN(dolen_signing_key, key) = data_key(1);
    bench_tree tree = {.size = size};
    dolen_merkle_source source = {.fetch = fetch_node, .context = &tree};
    dolen_witness_request request = {.old_size = size / 2 + 1};
    dolen_merkle_frontier before;
    dolen_merkle_frontier now;
    dolen_checkpoint checkpoint = {.size = size};
    const char *text;

    DOLEN_MUST(dolen_merkle_proof_load(size / 2 + 1, source, &before, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_merkle_proof_load(size, source, &now, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_merkle_proof_make_consistency(size / 2 + 1, size, source, &request.proof, NULL) == DOLEN_OK);
    *memory = (dolen_witness_memory){size / 2 + 1, dolen_merkle_root(&before), 1};
    checkpoint.root = dolen_merkle_root(&now);
    snprintf(checkpoint.origin, sizeof checkpoint.origin, "%s", origin);
    DOLEN_MUST(dolen_checkpoint_sign(arena, &checkpoint, key, &text, NULL) == DOLEN_OK);
    request.checkpoint = dolen_bytes_of_string(text);
    DOLEN_MUST(dolen_witness_request_write(arena, &request, &text, NULL) == DOLEN_OK);
    return text;
}

/* A witness judges and cosigns. Microseconds of CPU. */
static double confirm_microseconds(const char *laid, const dolen_witness_memory *memory)
{
    const dolen_note_key log = data_public(1, origin, DOLEN_NOTE_ED25519);
    DOLEN_OWN(dolen_signing_key, key) = data_key(2);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_witness_case one;
    const char *line;

    const double start = seconds_now(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < CONFIRMATIONS; i++) {
        dolen_arena_reset(arena);
        DOLEN_MUST(dolen_witness_judge(arena, dolen_bytes_of_string(laid), &log, memory, 1790000000, &one) ==
                   DOLEN_WITNESS_SOUND);
        DOLEN_MUST(dolen_cosignature_make(arena, one.note.text, "a.example/w", key, 1790000000, &line, NULL) ==
                   DOLEN_OK);
    }
    return (seconds_now(CLOCK_PROCESS_CPUTIME_ID) - start) * 1e6 / CONFIRMATIONS;
}

/* Its floor: one signature checked, one made. */
static double signatures_microseconds(void)
{
    DOLEN_OWN(dolen_signing_key, key) = data_key(2);
    const dolen_public_key public = dolen_signing_key_public(key);
    const dolen_bytes message = dolen_bytes_of_string(origin);

    const double start = seconds_now(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < CONFIRMATIONS; i++) {
        const dolen_signature signature = dolen_sign_make_plain(key, message);
        DOLEN_MUST(dolen_sign_check_plain(&public, message, &signature, NULL) == DOLEN_OK);
    }
    return (seconds_now(CLOCK_PROCESS_CPUTIME_ID) - start) * 1e6 / CONFIRMATIONS;
}

static void bench_cosigning(void)
{
    static const uint64_t sizes[] = {1000, 100000, 1000000};

    printf("a witness judges a checkpoint and cosigns it; floor: one signature checked and one made\n");
    printf("%10s %13s %9s %8s\n", "tree", "CPU us", "floor us", "ratio");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
        dolen_witness_memory memory;
        const char *laid = lay(arena, sizes[i], &memory);
        const double took = confirm_microseconds(laid, &memory);
        const double floor = signatures_microseconds();
        printf("%10" PRIu64 " %13.1f %9.1f %8.2f\n", sizes[i], took, floor, took / floor);
    }
}

int main(int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "verify") == 0)
        bench_verification();
    if (argc < 2 || strcmp(argv[1], "append") == 0)
        bench_appends();
    if (argc < 2 || strcmp(argv[1], "cosign") == 0)
        bench_cosigning();
    return 0;
}
