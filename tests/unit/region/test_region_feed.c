#include "deploy/region/region_feed.h"

#include <stdlib.h>
#include <unistd.h>

#include <sodium.h>

#include "deploy/region/showcase.h"
#include "node/base/bytes.h"
#include "node/base/file.h"
#include "tests/support/dolen_test.h"

enum { PEOPLE = 1000, ROOM = 64 * 1024 * 1024 };

typedef struct folder {
    char path[64];
    dolen_arena *arena;
} folder;

static int make_folder(void **state)
{
    folder *made = calloc(1, sizeof *made);

    strcpy(made->path, "/tmp/dolen-region-XXXXXX");
    made->arena = dolen_arena_new(ROOM);
    *state = made;
    return mkdtemp(made->path) ? 0 : -1;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"NPT.csv",   "NPT.manifest", "SWA.csv",      "SWA.manifest",
                                        "SWP.csv",   "SWP.manifest", "SBU.csv",      "SBU.manifest",
                                        "truth.csv", "changes.json", "searches.json"};
    folder *made = *state;
    char path[128];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", made->path, names[i]);
        unlink(path);
    }
    rmdir(made->path);
    dolen_arena_free(made->arena);
    free(made);
    return 0;
}

static const char *contents(folder *in, const char *name)
{
    char path[128];
    dolen_bytes bytes;
    dolen_err err = {0};

    snprintf(path, sizeof path, "%s/%s", in->path, name);
    assert_ok(dolen_file_read(in->arena, path, ROOM / 4, &bytes, &err));
    return (const char *)bytes.at;
}

static void write_day(folder *in, int day)
{
    DOLEN_OWN(dolen_region, region) = dolen_region_new(PEOPLE, 7, day, (dolen_day){2026, 11, (uint8_t)(19 + day)});
    dolen_err err = {0};

    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++)
        assert_ok(dolen_region_feed_extract(region, (dolen_region_agency)agency, "2026-11-20", in->path, &err));
    assert_ok(dolen_region_feed_truth(region, in->path, &err));
    assert_ok(dolen_region_feed_changes(region, in->path, &err));
    assert_ok(dolen_showcase_write(region, in->path, &err));
}

static void digest_of(const char *text, char hex[2 * crypto_hash_sha256_BYTES + 1])
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(digest, (const unsigned char *)text, strlen(text));
    dolen_bytes_to_hex(dolen_bytes_of(digest, sizeof digest), hex);
}

static void the_same_seed_gives_the_same_bytes_on_every_machine(void **state)
{
    char hex[2 * crypto_hash_sha256_BYTES + 1];

    write_day(*state, 1);

    digest_of(contents(*state, "SWP.csv"), hex);
    assert_string_equal(hex, "664d939a658a1f2394117da98e43ebf12cdb2a6c8458464423ac6c89a1e4fb57");
    digest_of(contents(*state, "searches.json"), hex);
    assert_string_equal(hex, "5490702be8c0aa7c8f52020e83b89deb013b5275acf888eca352e720e3800e5e");
}

static void the_manifest_counts_the_rows_and_hashes_the_bytes(void **state)
{
    char hex[2 * crypto_hash_sha256_BYTES + 1], line[128];

    write_day(*state, 1);

    const char *extract = contents(*state, "NPT.csv"), *manifest = contents(*state, "NPT.manifest");
    size_t rows = 0;
    for (const char *at = extract; *at; at++)
        rows += *at == '\n';
    snprintf(line, sizeof line, "rows = %zu\n", rows - 1);
    assert_non_null(strstr(manifest, line));
    digest_of(extract, hex);
    assert_non_null(strstr(manifest, hex));
    assert_non_null(strstr(manifest, "as_of = 2026-11-20\n"));
}

/* The local ids at the beginning of the lines, each once. */
static size_t count_ids(const char *extract)
{
    size_t count = 0;
    const char *last = "";

    for (const char *line = strchr(extract, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
        if (strncmp(line, last, strcspn(line, ",") + 1) != 0) {
            assert_true(strncmp(line, last, 8) > 0 || !*last);
            count++;
        }
        last = line;
    }
    return count;
}

static void the_truth_names_every_record_of_every_extract(void **state)
{
    static const char *const names[] = {"NPT.csv", "SWA.csv", "SWP.csv", "SBU.csv"};

    for (int day = 1; day <= 2; day++) {
        write_day(*state, day);
        size_t records = 0, known = 0;
        for (int i = 0; i < DOLEN_REGION_AGENCIES; i++)
            records += count_ids(contents(*state, names[i]));
        for (const char *at = contents(*state, "truth.csv"); *at; at++)
            known += *at == '\n';
        assert_int_equal(records, known - 1);
    }
}

static void every_case_of_the_showcase_is_there(void **state)
{
    static const char *const cases[] = {"known-to-all",     "name-change",    "day-month-swap", "no-nhs-number",
                                        "nickname",         "shielded",       "namesake-1",     "namesake-2",
                                        "twin-1",           "twin-2",         "unknown",        "address",
                                        "removed-next-day", "added-next-day", "watched",        "missing-next-day"};

    write_day(*state, 1);

    const char *searches = contents(*state, "searches.json");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char wanted[64];
        snprintf(wanted, sizeof wanted, "\"case\":\"%s\"", cases[i]);
        assert_non_null(strstr(searches, wanted));
    }
}

static void the_shielded_person_is_marked_in_the_extract(void **state)
{
    write_day(*state, 1);

    assert_non_null(strstr(contents(*state, "SWA.csv"), ",shielded,"));
    assert_null(strstr(contents(*state, "NPT.csv"), ",shielded,"));
}

#define in_a_folder(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_folder(the_same_seed_gives_the_same_bytes_on_every_machine),
        in_a_folder(the_manifest_counts_the_rows_and_hashes_the_bytes),
        in_a_folder(the_truth_names_every_record_of_every_extract),
        in_a_folder(every_case_of_the_showcase_is_there),
        in_a_folder(the_shielded_person_is_marked_in_the_extract),
    };

    return cmocka_run_group_tests_name("region_feed", tests, NULL, NULL);
}
