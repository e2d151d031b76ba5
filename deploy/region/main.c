/* dolen-region: writes the synthetic region's extracts for one day. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deploy/region/region_feed.h"
#include "deploy/region/showcase.h"
#include "node/base/text.h"

typedef struct options {
    uint64_t people;
    uint64_t seed;
    uint64_t day;
    dolen_day as_of;
    const char *as_of_text; /* a day or an instant of that day */
    const char *folder;
} options;

static int usage(void)
{
    fprintf(stderr,
            "usage: dolen-region --people N --seed S --day 1|2 --as-of YYYY-MM-DD[THH:MM:SSZ] --out DIR\n"
            "N is %d to %d\n",
            DOLEN_REGION_PEOPLE_LEAST, DOLEN_REGION_PEOPLE_MOST);
    return 2;
}

static dolen_status read_as_of(const char *value, options *out, dolen_err *err)
{
    int64_t instant = 0;

    out->as_of_text = value;
    if (strlen(value) < DOLEN_DAY_TEXT)
        return dolen_day_read(value, &out->as_of, err);
    DOLEN_TRY(dolen_instant_read(value, &instant, err));
    out->as_of = dolen_day_of(instant);
    return DOLEN_OK;
}

static dolen_status read_option(const char *name, const char *value, options *out, dolen_err *err)
{
    if (strcmp(name, "--people") == 0)
        return dolen_text_to_number(value, DOLEN_REGION_PEOPLE_MOST, &out->people, err);
    if (strcmp(name, "--seed") == 0)
        return dolen_text_to_number(value, UINT32_MAX, &out->seed, err);
    if (strcmp(name, "--day") == 0)
        return dolen_text_to_number(value, 2, &out->day, err);
    if (strcmp(name, "--as-of") == 0)
        return read_as_of(value, out, err);
    if (strcmp(name, "--out") != 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "unknown option");
    out->folder = value;
    return DOLEN_OK;
}

static dolen_status write_all(const options *wanted, dolen_err *err)
{
    DOLEN_OWN(dolen_region, region) =
        dolen_region_new((size_t)wanted->people, wanted->seed, (int)wanted->day, wanted->as_of);

    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++)
        DOLEN_TRY(
            dolen_region_feed_extract(region, (dolen_region_agency)agency, wanted->as_of_text, wanted->folder, err));
    DOLEN_TRY(dolen_region_feed_truth(region, wanted->folder, err));
    DOLEN_TRY(dolen_region_feed_changes(region, wanted->folder, err));
    return dolen_showcase_write(region, wanted->folder, err);
}

int main(int argc, char **argv)
{
    options wanted = {.people = 10000, .seed = 1, .day = 1};
    dolen_err err = {0};

    for (int i = 1; i < argc; i += 2) {
        if (i + 1 == argc || read_option(argv[i], argv[i + 1], &wanted, &err) != DOLEN_OK)
            return usage();
    }
    if (wanted.people < DOLEN_REGION_PEOPLE_LEAST || wanted.day < 1 || wanted.as_of.year == 0 || !wanted.folder)
        return usage();
    if (write_all(&wanted, &err) != DOLEN_OK) {
        fprintf(stderr, "dolen-region: %s\n", err.what);
        return 1;
    }
    return 0;
}
