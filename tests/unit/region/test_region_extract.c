/* What the region writes is what a node reads: every row, by the shipped rules. */
#include "deploy/region/region_feed.h"

#include <stdlib.h>
#include <unistd.h>

#include "governance/policy/rules.h"
#include "node/agency/extract/extract.h"
#include "tests/support/dolen_test.h"

enum { PEOPLE = 3000, PROBLEMS = 20 };

static dolen_flag_kind kind_of(void *context, dolen_code code, dolen_subject subject)
{
    const dolen_headline *headline = dolen_rules_find_headline(context, code);

    if (!headline || (subject == DOLEN_SUBJECT_PERSON ? !headline->about_people : !headline->about_addresses))
        return DOLEN_FLAG_NONE;
    return headline->kind;
}

static bool team_of(void *context, const char *team, uint16_t *out)
{
    *out = 1;
    return *team != '\0';
}

static void write_region(const char *folder, int day)
{
    DOLEN_OWN(dolen_region, region) = dolen_region_new(PEOPLE, 5, day, (dolen_day){2026, 11, (uint8_t)(19 + day)});
    dolen_err err = {0};

    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++)
        assert_ok(dolen_region_feed_extract(region, (dolen_region_agency)agency, "2026-11-20", folder, &err));
}

/* How many entries of the extract are handed out. */
static uint64_t read_all(dolen_extract *extract)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_EXTRACT_ARENA);
    dolen_extract_entry entry;
    dolen_err err = {0};
    uint64_t count = 0;
    bool has = true;

    while (has) {
        dolen_arena_reset(arena);
        assert_ok(dolen_extract_next(extract, arena, &entry, &has, &err));
        count += has;
    }
    return count;
}

static void check_extract(const char *folder, const char *agency, dolen_rules *rules)
{
    const dolen_extract_rules with = {.kind_of = kind_of,
                                      .team_of = team_of,
                                      .context = rules,
                                      .today = {2026, 11, 21},
                                      .agency = agency,
                                      .needs_manifest = true};
    DOLEN_OWN(dolen_mapping, mapping) = dolen_mapping_new();
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    DOLEN_OWN(dolen_extract, extract) = NULL;
    dolen_extract_figures figures = {0};
    char path[128];
    dolen_err err = {0};

    snprintf(path, sizeof path, "%s/%s.csv", folder, agency);
    const dolen_status opened = dolen_extract_open(path, mapping, &with, &extract, &figures, problems, &err);
    dolen_problems_print(problems, stderr);
    assert_int_equal(DOLEN_OK, opened);
    assert_int_equal(0, figures.rejected + figures.unknown_codes + figures.unknown_teams + figures.outlived +
                            figures.dropped_periods + figures.unusable_born + figures.unusable_postcode +
                            figures.unusable_uprn);
    assert_true(figures.unusable_nhs_number < figures.rows / 100);
    assert_int_equal(figures.records, figures.people + figures.addresses);
    assert_int_equal(figures.records, read_all(extract));
}

static void a_node_reads_every_row_of_every_extract(void **state)
{
    static const char *const agencies[] = {"NPT", "SWA", "SWP", "SBU"};
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    DOLEN_OWN(dolen_rules, rules) = NULL;
    char folder[] = "/tmp/dolen-region-XXXXXX", path[128];
    dolen_err err = {0};

    assert_non_null(mkdtemp(folder));
    assert_ok(dolen_rules_load(DOLEN_TEST_DATA("../governance/rules"), &rules, problems, &err));

    for (int day = 1; day <= 2; day++) {
        write_region(folder, day);
        for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++)
            check_extract(folder, agencies[agency], rules);
    }

    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++) {
        snprintf(path, sizeof path, "%s/%s.csv", folder, agencies[agency]);
        unlink(path);
        snprintf(path, sizeof path, "%s/%s.manifest", folder, agencies[agency]);
        unlink(path);
    }
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_node_reads_every_row_of_every_extract),
    };

    return cmocka_run_group_tests_name("region_extract", tests, NULL, NULL);
}
