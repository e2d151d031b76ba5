#include "node/agency/account_home.h"

#include "tests/support/dolen_test.h"

static dolen_local_keys *some_keys(uint8_t first)
{
    uint8_t key[DOLEN_NODE_KEY_SIZE] = {first};

    return dolen_local_keys_new(dolen_secret_new_copy(dolen_bytes_of(key, sizeof key)));
}

static const dolen_address home = {.line = "12 Heol y Felin, Glyn-nedd", .postcode = "SA11 5AB", .uprn = ""};

/* Does somebody's search for an address meet the home that is kept? */
static bool meets(const char *searcher, const dolen_address *searched, bool by_postcode)
{
    DOLEN_OWN(dolen_local_keys, keys) = some_keys(7);
    dolen_digest kept[DOLEN_ACCOUNT_HOME_KEPT];
    dolen_account_home_asked asked;
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_account_home_keep(keys, "sian", &home, kept, &count, &err));
    dolen_account_home_ask(keys, searcher, searched, &asked);
    for (size_t i = 0; i < count; i++) {
        if (by_postcode && asked.has_postcode && memcmp(&kept[i], &asked.postcode, sizeof asked.postcode) == 0)
            return true;
        for (size_t k = 0; !by_postcode && k < asked.place_count; k++)
            if (memcmp(&kept[i], &asked.places[k], sizeof kept[i]) == 0)
                return true;
    }
    return false;
}

static void a_home_is_met_however_it_is_typed(void **state)
{
    assert_true(meets("sian", &home, false));
    assert_true(meets("sian", &(dolen_address){"12 heol-y-felin", "sa115ab", ""}, false));
    assert_true(meets("sian", &(dolen_address){"12, Heol y Felin", "SA11", ""}, false));
}

static void a_neighbour_is_met_by_postcode_only(void **state)
{
    assert_false(meets("sian", &(dolen_address){"14 Heol y Felin", "SA11 5AB", ""}, false));
    assert_true(meets("sian", &(dolen_address){"14 Heol y Felin", "SA11 5AB", ""}, true));
}

static void a_street_of_the_same_name_elsewhere_is_not_met(void **state)
{
    assert_false(meets("sian", &(dolen_address){"12 Heol y Felin", "SA11 9ZZ", ""}, false));
    assert_false(meets("sian", &(dolen_address){"12 Heol y Felin", "SA11 9ZZ", ""}, true));
}

/* The digests of two who live together, or of two nodes, have nothing in common. */
static void digests_hold_for_one_person_and_one_key_alone(void **state)
{
    DOLEN_OWN(dolen_local_keys, keys) = some_keys(7);
    DOLEN_OWN(dolen_local_keys, others) = some_keys(8);
    dolen_digest a[DOLEN_ACCOUNT_HOME_KEPT], b[DOLEN_ACCOUNT_HOME_KEPT], c[DOLEN_ACCOUNT_HOME_KEPT];
    size_t count = 0;
    dolen_err err = {0};

    assert_false(meets("dai", &home, false));
    assert_ok(dolen_account_home_keep(keys, "sian", &home, a, &count, &err));
    assert_ok(dolen_account_home_keep(keys, "dai", &home, b, &count, &err));
    assert_ok(dolen_account_home_keep(others, "sian", &home, c, &count, &err));
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            assert_memory_not_equal(&a[i], &b[k], sizeof a[i]);
            assert_memory_not_equal(&a[i], &c[k], sizeof a[i]);
        }
}

static void half_an_address_is_no_home(void **state)
{
    DOLEN_OWN(dolen_local_keys, keys) = some_keys(7);
    dolen_digest kept[DOLEN_ACCOUNT_HOME_KEPT];
    size_t count = 1;
    dolen_err err = {0};

    assert_fails(DOLEN_E_INPUT,
                 dolen_account_home_keep(keys, "sian", &(dolen_address){"", "SA11 5AB", ""}, kept, &count, &err));
    assert_int_equal(0, count);
    assert_ok(dolen_account_home_keep(keys, "sian", &(dolen_address){"", "", "100100001234"}, kept, &count, &err));
    assert_int_equal(1, count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_home_is_met_however_it_is_typed),
        cmocka_unit_test(a_neighbour_is_met_by_postcode_only),
        cmocka_unit_test(a_street_of_the_same_name_elsewhere_is_not_met),
        cmocka_unit_test(digests_hold_for_one_person_and_one_key_alone),
        cmocka_unit_test(half_an_address_is_no_home),
    };

    return cmocka_run_group_tests_name("account home", tests, NULL, NULL);
}
