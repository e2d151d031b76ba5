#include "deploy/region/linkage_set.h"

#include <stdlib.h>

#include "tests/support/dolen_test.h"

enum { PEOPLE = 6000, QUERIES = 3000 };

static dolen_linkage_plan small_plan(void)
{
    dolen_linkage_plan plan = dolen_linkage_set_usual_plan();

    plan.people = PEOPLE;
    plan.queries = QUERIES;
    return plan;
}

/* Everybody in a set, in order; their names belong to the set. */
typedef struct walked {
    dolen_linkage_set *set;
    dolen_linkage_person *people;
    size_t count;
} walked;

static walked walk(const dolen_linkage_plan *plan)
{
    walked out = {.set = dolen_linkage_set_new(plan),
                  .people = calloc(plan->people + plan->queries, sizeof *out.people)};

    assert_non_null(out.people);
    for (; dolen_linkage_set_next(out.set, &out.people[out.count]); out.count++)
        assert_true(out.count < plan->people + plan->queries);
    return out;
}

static void forget(walked *old)
{
    dolen_linkage_set_free(old->set);
    free(old->people);
}

static void has_exactly_as_many_records_as_planned_and_half_of_the_questions_are_about_others(void **state)
{
    const dolen_linkage_plan plan = small_plan();
    size_t in_index = 0, known = 0, unknown = 0;
    walked all = walk(&plan);

    for (size_t i = 0; i < all.count; i++) {
        const dolen_linkage_person *person = &all.people[i];
        assert_int_equal(i, person->truth.index);
        in_index += person->is_in_index;
        known += person->is_in_index && person->is_asked;
        unknown += !person->is_in_index && person->is_asked;
    }

    assert_int_equal(PEOPLE, in_index);
    assert_int_equal(QUERIES / 2, known);
    assert_int_equal(QUERIES / 2, unknown);
    forget(&all);
}

static bool same_record(const dolen_held *a, const dolen_held *b)
{
    return strcmp(a->forenames, b->forenames) == 0 && strcmp(a->surname, b->surname) == 0 &&
           strcmp(a->former_surname, b->former_surname) == 0 && dolen_day_compare(a->born, b->born) == 0 &&
           a->sex == b->sex && strcmp(a->address, b->address) == 0 && strcmp(a->postcode, b->postcode) == 0 &&
           strcmp(a->uprn, b->uprn) == 0 && strcmp(a->nhs_number, b->nhs_number) == 0;
}

static void the_same_plan_gives_the_same_set_and_another_seed_another(void **state)
{
    const dolen_linkage_plan plan = small_plan();
    dolen_linkage_plan other = plan;
    size_t same = 0;
    other.seed = 2;
    walked first = walk(&plan), again = walk(&plan), others = walk(&other);

    assert_int_equal(first.count, again.count);
    for (size_t i = 0; i < first.count; i++) {
        assert_true(same_record(&first.people[i].index, &again.people[i].index));
        assert_true(same_record(&first.people[i].query, &again.people[i].query));
        same += first.people[i].is_in_index && same_record(&first.people[i].index, &others.people[i].index);
    }

    assert_int_equal(0, same);
    forget(&first);
    forget(&again);
    forget(&others);
}

static void twins_point_at_one_another_within_a_household(void **state)
{
    const dolen_linkage_plan plan = small_plan();
    size_t twins = 0;
    walked all = walk(&plan);

    for (size_t i = 0; i < all.count; i++) {
        const dolen_linkage_person *one = &all.people[i];
        if (one->twin_of == DOLEN_LINKAGE_SET_NOBODY)
            continue;
        const dolen_linkage_person *other = &all.people[one->twin_of];
        assert_int_equal(i, other->twin_of);
        assert_int_equal(one->household, other->household);
        assert_int_equal(0, dolen_day_compare(one->truth.born, other->truth.born));
        assert_string_not_equal(one->truth.forename, other->truth.forename);
        twins++;
    }

    assert_in_range(twins, PEOPLE / 300, PEOPLE / 30);
    forget(&all);
}

/* Records in the index of which something is not as it is in truth. */
static size_t records_with_a_mistake(uint32_t tenths)
{
    dolen_linkage_plan plan = small_plan();
    size_t wrong = 0;
    plan.error_tenths = tenths;
    walked all = walk(&plan);

    for (size_t i = 0; i < all.count; i++) {
        const dolen_held *held = &all.people[i].index;
        const dolen_resident *truth = &all.people[i].truth;
        const bool same = strncmp(held->forenames, truth->forename, strlen(truth->forename)) == 0 &&
                          strcmp(held->surname, truth->surname) == 0 && dolen_day_compare(held->born, truth->born) == 0;
        wrong += all.people[i].is_in_index && !same;
    }
    forget(&all);
    return wrong;
}

static void mistakes_are_as_frequent_as_asked_for(void **state)
{
    const size_t usual = records_with_a_mistake(10);

    assert_int_equal(0, records_with_a_mistake(0));
    assert_in_range(usual, PEOPLE / 8, PEOPLE / 3);
    assert_in_range(records_with_a_mistake(25), usual * 3 / 2, usual * 5 / 2);
}

static void identifiers_are_as_frequent_as_asked_for(void **state)
{
    dolen_linkage_plan plan = small_plan();
    size_t numbers = 0, uprns = 0;
    plan.nhs_percent = 40;
    plan.uprn_percent = 0;
    walked all = walk(&plan);

    for (size_t i = 0; i < all.count; i++) {
        numbers += all.people[i].index.nhs_number[0] != '\0';
        uprns += all.people[i].index.uprn[0] != '\0';
    }

    assert_in_range(numbers, PEOPLE * 37 / 100, PEOPLE * 43 / 100);
    assert_int_equal(0, uprns);
    forget(&all);
}

static size_t outcodes_of(size_t region)
{
    DOLEN_OWN(dolen_words, words) = dolen_words_new();

    dolen_words_widen(words, region);
    return dolen_words_places(words);
}

static void a_large_region_has_more_towns(void **state)
{
    assert_int_equal(outcodes_of(1000), outcodes_of(250000));
    assert_int_equal(outcodes_of(250000) + 75, outcodes_of(1000000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_exactly_as_many_records_as_planned_and_half_of_the_questions_are_about_others),
        cmocka_unit_test(the_same_plan_gives_the_same_set_and_another_seed_another),
        cmocka_unit_test(twins_point_at_one_another_within_a_household),
        cmocka_unit_test(mistakes_are_as_frequent_as_asked_for),
        cmocka_unit_test(identifiers_are_as_frequent_as_asked_for),
        cmocka_unit_test(a_large_region_has_more_towns),
    };

    return cmocka_run_group_tests_name("linkage_set", tests, NULL, NULL);
}
