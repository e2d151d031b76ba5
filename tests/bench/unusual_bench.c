/*
 * Looking for unusual use in a month's searches: the whole nightly run over a real database (every search twice: by
 * case and by member of staff; the first night, on which all of them are new) against reading the searches alone once,
 * and the second night, on which one day is new. `unusual_bench --quick` leaves the largest size out.
 */
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/agency/account_home.h"
#include "node/agency/oversight/unusual_job.h"
#include "node/store/account_store.h"
#include "node/store/search_store.h"
#include "node/store/search_stream.h"
#include "node/store/transaction.h"
#include "tests/support/search_month.h"
#include "tests/support/temp_pg.h"

enum { SIZES = 3, PAGE = 512, ARENA = 24 << 20, DAY = 86400000 };

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(dolen_status status, const dolen_err *err)
{
    if (status == DOLEN_OK)
        return;
    fprintf(stderr, "unusual_bench: %s\n", err->what);
    exit(1);
}

static void add_staff(const search_month *month, const dolen_local_keys *keys, dolen_connection *connection)
{
    dolen_digest home[DOLEN_ACCOUNT_HOME_KEPT];
    size_t count = 0;
    dolen_err err = {0};

    for (size_t i = 0; i < SEARCH_MONTH_STAFF; i++) {
        const search_month_person *one = &month->staff[i];
        const dolen_account account = {.name = one->account,
                                       .full_name = one->full_name,
                                       .team = one->team,
                                       .password_hash = "x",
                                       .roles = {dolen_code_of("practitioner")},
                                       .role_count = 1,
                                       .confirmed_until = INT64_MAX};
        const dolen_address address = {.line = one->home.line, .postcode = one->home.postcode, .uprn = one->home.uprn};
        must(dolen_account_store_add(connection, &account, &err), &err);
        must(dolen_account_home_keep(keys, one->account, &address, home, &count, &err), &err);
        must(dolen_account_store_set_home(connection, one->account, home, count, &err), &err);
    }
}

static void add_searches(const search_month *month, dolen_connection *connection)
{
    dolen_err err = {0};

    for (size_t i = 0; i < month->count; i++) {
        const search_month_search *one = &month->searches[i];
        const dolen_stored_search search = {.id = one->id,
                                            .account = month->staff[one->staff].account,
                                            .role = dolen_code_of("practitioner"),
                                            .purpose = dolen_code_of("S47"),
                                            .case_reference = one->case_reference,
                                            .channel = 1,
                                            .subject = DOLEN_SUBJECT_PERSON,
                                            .asked = one->asked,
                                            .searched = one->searched,
                                            .outcome = "answered",
                                            .ledger_index = DOLEN_SEARCH_NO_ENTRY};
        must(dolen_search_store_add(connection, &search, &err), &err);
    }
}

static void fill(dolen_pool *pool, const search_month *month, const dolen_local_keys *keys)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_err err = {0};

    must(dolen_transaction_begin(pool, &transaction, &err), &err);
    add_staff(month, keys, dolen_transaction_connection(transaction));
    add_searches(month, dolen_transaction_connection(transaction));
    must(dolen_transaction_commit(transaction, &err), &err);
}

/* Every search read once, in pages, and nothing done with it. */
static double read_alone(dolen_pool *pool, size_t expected)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_streamed_search *page = NULL;
    dolen_search_page wanted = {.span = {0, INT64_MAX}, .limit = PAGE};
    char reference[64];
    size_t count = PAGE;
    size_t all = 0;
    dolen_err err = {0};
    const double start = seconds_now();

    must(dolen_pool_take(pool, &connection, &err), &err);
    for (; count == PAGE; all += count) {
        dolen_arena_reset(arena);
        must(dolen_search_stream_by_case(connection, &wanted, arena, &page, &count, &err), &err);
        if (count == 0)
            break;
        snprintf(reference, sizeof reference, "%s", page[count - 1].case_reference);
        wanted.after = (dolen_search_place){reference, page[count - 1].asked, page[count - 1].id};
    }
    if (all != expected) {
        fprintf(stderr, "unusual_bench: %zu of %zu searches were read\n", all, expected);
        exit(1);
    }
    return seconds_now() - start;
}

static double run(dolen_pool *pool, const dolen_local_keys *keys, int64_t now, dolen_unusual_job_report *report)
{
    const dolen_unusual_job_parts parts = {
        .pool = pool, .keys = keys, .thresholds = dolen_unusual_use_defaults(), .past = INT64_C(90) * DAY, .now = now};
    dolen_err err = {0};
    const double start = seconds_now();

    must(dolen_unusual_job_run(&parts, report, &err), &err);
    return seconds_now() - start;
}

/* A line of /proc/self/status in KiB. */
static long status_kib(const char *name)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long kib = 0;

    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, name, strlen(name)) == 0)
            kib = strtol(line + strlen(name), NULL, 10);
    if (file)
        fclose(file);
    return kib;
}

/* Give back what the month took, and let the peak count from now; how much is resident. */
static long forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");

    malloc_trim(0);
    if (file) {
        fputs("5", file);
        fclose(file);
    }
    return status_kib("VmRSS:");
}

static void measure(temp_pg *pg, size_t wanted)
{
    const uint8_t key[DOLEN_NODE_KEY_SIZE] = {5};
    DOLEN_OWN(dolen_local_keys, keys) = dolen_local_keys_new(dolen_secret_new_copy(dolen_bytes_of(key, sizeof key)));
    DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(pg, "node", "dolen_service");
    search_month *month = search_month_new(1, wanted, false);
    const int64_t end = month->searches[month->count - 1].asked + 1;
    const size_t count = month->count;
    dolen_unusual_job_report first;
    dolen_unusual_job_report night;

    fill(pool, month, keys);
    search_month_free(month);
    (void)read_alone(pool, count);
    const double floor = read_alone(pool, count);
    const long before = forget_peak();
    const double whole = run(pool, keys, end - DAY, &first);
    const double nightly = run(pool, keys, end, &night);
    printf("unusual %zu | first %.3f s, floor %.3f s, ratio %.2f, %" PRId64 " staff, %" PRId64
           " findings | one night %.3f s, ratio %.2f, %" PRId64 " staff, %" PRId64 " findings | memory grew %ld KiB\n",
           count, whole, floor, whole / floor, first.staff, first.raised, nightly, nightly / floor, night.staff,
           night.raised, status_kib("VmHWM:") - before);
}

int main(int argc, char **argv)
{
    static const size_t sizes[SIZES] = {5000, 16000, 50000};
    const bool is_quick = argc == 2 && strcmp(argv[1], "--quick") == 0;
    temp_pg *pg = temp_pg_start(false);

    for (size_t i = 0; i < (is_quick ? SIZES - 1 : SIZES); i++)
        measure(pg, sizes[i]);
    temp_pg_free(pg);
    return 0;
}
