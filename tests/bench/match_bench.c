/* How many records a minute become match keys on one core, and in how much memory, at three sizes: normalising and key
 * making alone, without cryptography. The people are those of the synthetic region; making them up is not timed. */
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "deploy/region/linkage_set.h"
#include "node/base/memory.h"
#include "node/match/match_keys.h"

enum { SIZES = 3, BLOCK = 256, LEAST_A_MINUTE = 200000, MINUTE = 60, NHS_PERCENT = 60 };

typedef struct block {
    dolen_held held[BLOCK];
    char sex[BLOCK][2];
    dolen_person people[BLOCK];
    size_t count;
} block;

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static long peak_kib(void)
{
    struct rusage used;

    return getrusage(RUSAGE_SELF, &used) == 0 ? used.ru_maxrss : 0;
}

static void fill(dolen_linkage_set *set, size_t wanted, block *out)
{
    dolen_linkage_person person;

    for (out->count = 0; out->count < wanted && dolen_linkage_set_next(set, &person); out->count++) {
        dolen_held *held = &out->held[out->count];
        *held = person.index;
        out->sex[out->count][0] = held->sex;
        out->people[out->count] = (dolen_person){.forenames = held->forenames,
                                                 .surname = held->surname,
                                                 .former_surname = held->former_surname,
                                                 .born = held->born,
                                                 .sex = out->sex[out->count],
                                                 .address = held->address,
                                                 .postcode = held->postcode,
                                                 .uprn = held->uprn,
                                                 .nhs_number = held->nhs_number};
    }
}

static dolen_status run(size_t records, size_t *keys_made, double *took, dolen_err *err)
{
    dolen_linkage_plan plan = dolen_linkage_set_usual_plan();
    plan.people = records;
    plan.queries = 0;
    plan.nhs_percent = NHS_PERCENT;
    DOLEN_OWN(dolen_linkage_set, set) = dolen_linkage_set_new(&plan);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_MATCH_ARENA);
    DOLEN_FREED block *now = dolen_memory_make(1, sizeof *now);
    dolen_match_keys keys;

    for (size_t left = records; left > 0; left -= now->count) {
        fill(set, left < BLOCK ? left : BLOCK, now);
        const double start = seconds_now();
        for (size_t i = 0; i < now->count; i++) {
            dolen_arena_reset(arena);
            DOLEN_TRY(dolen_match_person_keys(&now->people[i], arena, &keys, err));
            *keys_made += keys.count;
        }
        *took += seconds_now() - start;
    }
    return DOLEN_OK;
}

int main(void)
{
    static const size_t sizes[SIZES] = {10000, 50000, 250000};
    int result = 0;

    for (size_t i = 0; i < SIZES; i++) {
        size_t keys = 0;
        double took = 0;
        if (run(sizes[i], &keys, &took, NULL) != DOLEN_OK)
            return 1;
        const double each = (double)sizes[i] / took * MINUTE;
        printf("%zu records: %.2f s, %.0f records a minute, %.1f keys a record, most memory so far %ld KiB\n", sizes[i],
               took, each, (double)keys / (double)sizes[i], peak_kib());
        result = each < LEAST_A_MINUTE ? 1 : result;
    }
    return result;
}
