/* How fast an extract is checked and read, and how little memory that takes, at three sizes. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "node/agency/extract/extract.h"

enum { SIZES = 3, ROWS_EACH = 4, CODES = 4 };

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static dolen_flag_kind kind_of(void *context, dolen_code code, dolen_subject subject)
{
    (void)context;
    (void)subject;
    return code.text[0] == 'I' ? DOLEN_FLAG_INVOLVEMENT : DOLEN_FLAG_EVENT;
}

static bool write_file(const char *path, unsigned rows)
{
    FILE *file = fopen(path, "w");

    if (!file)
        return false;
    fputs("local_id,subject,forenames,surname,dob,sex,address,postcode,uprn,nhs_number,code,opened,event_date,count\n",
          file);
    for (unsigned i = 0; i < rows; i++) {
        const unsigned person = i / ROWS_EACH;
        const bool is_event = i % CODES;
        fprintf(file,
                "P%07u,person,Si\xC3\xA2n Mair,Jones-%u,19%02u-%02u-%02u,F,\"%u Heol yr Orsaf, Abertawe\",SA%u 1AA,,,",
                person, person % 90, person % 100, person % 12 + 1, person % 28 + 1, person % 99 + 1, person % 9 + 1);
        fprintf(file, is_event ? "E.%u,,2026-0%u-05,1\n" : "I.%u,2026-0%u-01,,\n", i % CODES, person % 9 + 1);
    }
    return fclose(file) == 0;
}

static dolen_status run(const char *path, uint64_t *entries, dolen_err *err)
{
    const dolen_extract_rules rules = {.kind_of = kind_of, .today = {2026, 11, 20}};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_EXTRACT_ARENA);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    DOLEN_OWN(dolen_mapping, mapping) = dolen_mapping_new();
    dolen_extract *opened = NULL;
    dolen_extract_figures figures;
    dolen_extract_entry entry;
    bool has = true;

    const dolen_status status = dolen_extract_open(path, mapping, &rules, &opened, &figures, problems, err);
    DOLEN_OWN(dolen_extract, extract) = opened;
    dolen_problems_print(problems, stderr);
    DOLEN_TRY(status);
    for (*entries = 0; has; *entries += has)
        DOLEN_TRY(dolen_extract_next(extract, arena, &entry, &has, err));
    return DOLEN_OK;
}

static int bench(const char *path, unsigned rows)
{
    uint64_t entries = 0;
    struct rusage usage;

    if (!write_file(path, rows))
        return 1;
    const double start = seconds_now();
    if (run(path, &entries, NULL) != DOLEN_OK)
        return 1;
    const double took = seconds_now() - start;
    getrusage(RUSAGE_SELF, &usage);
    printf("%u rows, %lu entries: %.2f s (both passes), %.0f rows a second, most memory so far %ld KiB\n", rows,
           (unsigned long)entries, took, rows / took, usage.ru_maxrss);
    return 0;
}

int main(void)
{
    static const unsigned sizes[SIZES] = {25000, 100000, 400000};
    char path[] = "/tmp/dolen-extract-bench-XXXXXX";
    const int file = mkstemp(path);
    int status = file < 0;

    for (size_t i = 0; i < SIZES && status == 0; i++)
        status = bench(path, sizes[i]);
    if (file >= 0)
        close(file);
    unlink(path);
    return status;
}
