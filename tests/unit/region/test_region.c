#include "deploy/region/region.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/dolen_test.h"

enum { PEOPLE = 3000 };

static const dolen_day first_day = {2026, 11, 20}, second_day = {2026, 11, 21};

static void has_a_tenth_more_records_than_people(void **state)
{
    DOLEN_OWN(dolen_region, region) = dolen_region_new(PEOPLE, 1, 1, first_day);
    size_t records = 0;

    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++)
        for (size_t i = 0; i < region->counts[agency]; i++)
            records += dolen_region_has(region, &region->records[agency][i]);

    assert_in_range(records, PEOPLE * 105 / 100, PEOPLE * 115 / 100);
}

static void most_people_are_known_to_one_agency_and_some_to_two_three_and_four(void **state)
{
    DOLEN_OWN(dolen_region, region) = dolen_region_new(PEOPLE, 1, 1, first_day);
    int known[PEOPLE] = {0}, people[DOLEN_REGION_AGENCIES + 1] = {0};

    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++)
        for (size_t i = 0; i < region->counts[agency]; i++) {
            const dolen_region_record *record = &region->records[agency][i];
            if (!record->is_address && dolen_region_has(region, record))
                known[record->index]++;
        }
    for (int i = 0; i < PEOPLE; i++)
        people[known[i]]++;

    assert_true(people[1] > PEOPLE / 2);
    assert_in_range(people[2], PEOPLE / 20, PEOPLE / 4);
    assert_in_range(people[3], PEOPLE / 200, PEOPLE / 15);
    assert_true(people[4] > 0 && people[4] < people[3]);
}

static void local_ids_are_sorted_and_never_the_same(void **state)
{
    DOLEN_OWN(dolen_region, region) = dolen_region_new(PEOPLE, 2, 2, second_day);

    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++)
        for (size_t i = 1; i < region->counts[agency]; i++)
            assert_true(strcmp(region->records[agency][i - 1].local_id, region->records[agency][i].local_id) < 0);
}

/* NHS Data Dictionary: weights 10 to 2, check digit 11 - sum mod 11, 11 counts as 0. */
static bool is_valid_number(const char *number)
{
    int sum = 0;

    for (int i = 0; i < 9; i++)
        sum += (number[i] - '0') * (10 - i);
    return strlen(number) == 10 && (11 - sum % 11) % 11 == number[9] - '0';
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void nhs_numbers_are_valid_in_the_9xx_range_and_never_the_same(void **state)
{
    enum { MANY = 20000 };
    char(*numbers)[11] = calloc(MANY, sizeof *numbers);

    for (uint32_t i = 0; i < MANY; i++) {
        dolen_resident_nhs_number(&(dolen_resident){.index = i * 40}, numbers[i]);
        assert_true(numbers[i][0] == '9' && is_valid_number(numbers[i]));
    }
    qsort(numbers, MANY, sizeof *numbers, by_text);

    for (size_t i = 1; i < MANY; i++)
        assert_string_not_equal(numbers[i - 1], numbers[i]);
    free(numbers);
}

static void homes_are_never_the_same(void **state)
{
    enum { MANY = 20000 };
    DOLEN_OWN(dolen_words, words) = dolen_words_new();
    char(*lines)[DOLEN_HOME_LINE] = calloc(MANY, sizeof *lines);

    for (uint32_t i = 0; i < MANY; i++) {
        const dolen_home home = dolen_home_at(words, 1, i);
        dolen_home_write(&home, false, lines[i]);
    }
    qsort(lines, MANY, sizeof *lines, by_text);

    for (size_t i = 1; i < MANY; i++)
        assert_string_not_equal(lines[i - 1], lines[i]);
    free(lines);
}

static bool same_rows(const dolen_chronicle *a, const dolen_chronicle *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->rows[i].code != b->rows[i].code || a->rows[i].count != b->rows[i].count ||
            dolen_day_compare(a->rows[i].opened, b->rows[i].opened) != 0 ||
            dolen_day_compare(a->rows[i].closed, b->rows[i].closed) != 0 ||
            dolen_day_compare(a->rows[i].latest, b->rows[i].latest) != 0)
            return false;
    return true;
}

static void check_record(const dolen_region *first, const dolen_region *second, const dolen_region_record *record,
                         int changes[DOLEN_REGION_CHANGES])
{
    dolen_chronicle before, after;
    const dolen_held was = dolen_region_held(first, record), is = dolen_region_held(second, record);
    const bool same_name = strcmp(was.forenames, is.forenames) == 0 && strcmp(was.surname, is.surname) == 0;

    dolen_region_chronicle(first, record, &before);
    dolen_region_chronicle(second, record, &after);
    changes[record->change]++;
    assert_int_equal(record->change != DOLEN_REGION_CORRECTED, same_name);
    assert_int_equal(record->change != DOLEN_REGION_NEW_EVENT && record->change != DOLEN_REGION_CLOSED,
                     same_rows(&before, &after));
}

static void the_second_day_differs_by_its_changes_and_by_nothing_else(void **state)
{
    DOLEN_OWN(dolen_region, first) = dolen_region_new(PEOPLE * 10, 1, 1, first_day);
    DOLEN_OWN(dolen_region, second) = dolen_region_new(PEOPLE * 10, 1, 2, second_day);
    int changes[DOLEN_REGION_CHANGES] = {0};

    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++) {
        assert_int_equal(first->counts[agency], second->counts[agency]);
        assert_memory_equal(first->records[agency], second->records[agency],
                            first->counts[agency] * sizeof *first->records[agency]);
        for (size_t i = 0; i < first->counts[agency]; i++)
            check_record(first, second, &first->records[agency][i], changes);
    }

    int changed = 0;
    for (int change = DOLEN_REGION_NEW_EVENT; change < DOLEN_REGION_CHANGES; change++) {
        assert_true(changes[change] > 0);
        changed += changes[change];
    }
    assert_in_range(changed, PEOPLE * 10 / 500, PEOPLE * 10 / 200);
}

static void nothing_is_later_than_its_day_and_nothing_closes_before_it_opened(void **state)
{
    DOLEN_OWN(dolen_region, region) = dolen_region_new(PEOPLE, 3, 2, second_day);
    dolen_chronicle chronicle;

    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++)
        for (size_t i = 0; i < region->counts[agency]; i++) {
            dolen_region_chronicle(region, &region->records[agency][i], &chronicle);
            assert_true(chronicle.count > 0 && chronicle.count < DOLEN_CHRONICLE_ROWS);
            for (size_t row = 0; row < chronicle.count; row++) {
                const dolen_chronicle_row *at = &chronicle.rows[row];
                assert_true(dolen_day_compare(at->latest, second_day) <= 0);
                assert_true(dolen_day_compare(at->opened, second_day) <= 0);
                assert_true(at->closed.year == 0 || dolen_day_compare(at->opened, at->closed) <= 0);
                assert_true(at->is_event == (at->count > 0));
            }
        }
}

static const dolen_chronicle_row *row_of(const dolen_chronicle *chronicle, const char *code)
{
    for (size_t i = chronicle->count; i > 0; i--)
        if (strcmp(chronicle->rows[i - 1].code, code) == 0)
            return &chronicle->rows[i - 1];
    return NULL;
}

/* So that a demo's inbox has an alert, and another one after the second day. */
static void ig_32_two_children_on_the_register_were_missing_today(void **state)
{
    DOLEN_OWN(dolen_region, region) = dolen_region_new(PEOPLE, 1, 1, first_day);
    dolen_chronicle council, police;
    size_t found = 0;

    (void)state;
    for (size_t i = 0; i < DOLEN_POPULATION_CAST; i++) {
        const dolen_resident *child = region->population->cast[i];
        if (!child || !(child->quirks & DOLEN_QUIRK_WATCHED))
            continue;
        found++;
        dolen_chronicle_of(region->population, DOLEN_REGION_NPT, child, &council);
        dolen_chronicle_of(region->population, DOLEN_REGION_SWP, child, &police);
        assert_non_null(row_of(&council, "CSC.CPR"));
        assert_int_equal(0, row_of(&council, "CSC.CPR")->closed.year);
        assert_non_null(row_of(&police, "POL.MISSING"));
        assert_int_equal(0, dolen_day_compare(first_day, row_of(&police, "POL.MISSING")->latest));
    }
    assert_int_equal(2, found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_a_tenth_more_records_than_people),
        cmocka_unit_test(most_people_are_known_to_one_agency_and_some_to_two_three_and_four),
        cmocka_unit_test(local_ids_are_sorted_and_never_the_same),
        cmocka_unit_test(nhs_numbers_are_valid_in_the_9xx_range_and_never_the_same),
        cmocka_unit_test(homes_are_never_the_same),
        cmocka_unit_test(the_second_day_differs_by_its_changes_and_by_nothing_else),
        cmocka_unit_test(nothing_is_later_than_its_day_and_nothing_closes_before_it_opened),
        cmocka_unit_test(ig_32_two_children_on_the_register_were_missing_today),
    };

    return cmocka_run_group_tests_name("region", tests, NULL, NULL);
}
