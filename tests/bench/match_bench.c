/* How many records a minute become match keys on one core, at three sizes. Synthetic people, made up here. */
#include <stdio.h>
#include <time.h>

#include "node/match/match_keys.h"

enum { SIZES = 3, NAMES = 10 };

static const char *const forenames[NAMES] = {"Siân Mair", "Mohammed Ali", "Katie", "Dafydd",  "Łukasz",
                                             "Nguyễn",    "Gwenllïan",    "Anna",  "William", "Caoimhe"};
static const char *const surnames[NAMES] = {"Llŷr",  "O'Brien-Smyth", "van der Ploeg", "Jones",  "Wójcik",
                                            "Huong", "Wyn-Jones",     "Williams",      "Davies", "McCarthy"};

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static dolen_status run(size_t records, size_t *keys_made, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_MATCH_ARENA);
    char address[64];
    char postcode[16];
    dolen_match_keys keys;

    for (size_t i = 0; i < records; i++) {
        snprintf(address, sizeof address, "%zu Heol yr Orsaf, Abertawe", i % 200 + 1);
        snprintf(postcode, sizeof postcode, "SA%zu %zuAA", i % 20 + 1, i % 9 + 1);
        const dolen_person person = {.forenames = forenames[i % NAMES],
                                     .surname = surnames[i / NAMES % NAMES],
                                     .former_surname = i % 7 ? "" : surnames[i % NAMES],
                                     .born = dolen_day_from_number((int64_t)(i * 37 % 25000) - 10000),
                                     .sex = i % 2 ? "F" : "M",
                                     .address = address,
                                     .postcode = postcode,
                                     .uprn = "100100123456",
                                     .nhs_number = "9463503838"};
        dolen_arena_reset(arena);
        DOLEN_TRY(dolen_match_person_keys(&person, arena, &keys, err));
        *keys_made += keys.count;
    }
    return DOLEN_OK;
}

int main(void)
{
    static const size_t sizes[SIZES] = {10000, 50000, 250000};

    for (size_t i = 0; i < SIZES; i++) {
        size_t keys = 0;
        const double start = seconds_now();
        if (run(sizes[i], &keys, NULL) != DOLEN_OK)
            return 1;
        const double took = seconds_now() - start;
        printf("%zu records: %.2f s, %.0f records a minute, %.1f keys a record\n", sizes[i], took,
               (double)sizes[i] / took * 60, (double)keys / (double)sizes[i]);
    }
    return 0;
}
