#include "node/agency/oversight/sampling.h"

#include <string.h>

#include "tests/support/dolen_test.h"

enum { WEEK = 2968, SEARCHES = 6 };

static dolen_uuid number(int i)
{
    char text[DOLEN_UUID_TEXT];
    dolen_uuid id;
    dolen_err err = {0};

    snprintf(text, sizeof text, "0000000%d-0000-4000-8000-000000000000", i);
    assert_ok(dolen_uuid_read(text, &id, &err));
    return id;
}

static const char *hex_of(dolen_digest digest, char out[65])
{
    dolen_bytes_to_hex(dolen_bytes_of(digest.bytes, sizeof digest.bytes), out);
    return out;
}

static dolen_digest known_seed(void)
{
    dolen_digest root;

    memset(root.bytes, 0xab, sizeof root.bytes);
    return dolen_sampling_seed(&root, WEEK);
}

/* The expected texts were made with sha256sum(1). */
static void ig_09_a_draw_is_what_sha256sum_gives(void **state)
{
    dolen_uuid ids[SEARCHES];
    dolen_sampling_choice chosen[DOLEN_SAMPLING_MOST];
    char hex[65];
    const dolen_digest seed = known_seed();

    for (int i = 0; i < SEARCHES; i++)
        ids[i] = number(i + 1);
    assert_string_equal("0150a8ba8e4cbbcc3d6a1a57410ec52f45e857e2315db3cb7e857aeaf8a8a5fd", hex_of(seed, hex));
    assert_int_equal(3, dolen_sampling_choose(&seed, ids, SEARCHES, 3, chosen));
    assert_true(dolen_uuid_same(number(1), chosen[0].search));
    assert_true(dolen_uuid_same(number(4), chosen[1].search));
    assert_true(dolen_uuid_same(number(2), chosen[2].search));
    assert_string_equal("d539bdb4ecfa5f96b30753adef974c5084ff29844e5f55dea53ad58ad0f91303",
                        hex_of(chosen[1].rank, hex));
}

static void the_order_of_the_searches_does_not_matter(void **state)
{
    dolen_uuid forth[SEARCHES];
    dolen_uuid back[SEARCHES];
    dolen_sampling_choice first[DOLEN_SAMPLING_MOST];
    dolen_sampling_choice second[DOLEN_SAMPLING_MOST];
    const dolen_digest seed = known_seed();

    for (int i = 0; i < SEARCHES; i++)
        forth[i] = back[SEARCHES - 1 - i] = number(i + 1);
    for (size_t wanted = 1; wanted <= SEARCHES; wanted++) {
        assert_int_equal(wanted, dolen_sampling_choose(&seed, forth, SEARCHES, wanted, first));
        assert_int_equal(wanted, dolen_sampling_choose(&seed, back, SEARCHES, wanted, second));
        assert_memory_equal(first, second, wanted * sizeof *first);
    }
}

static void a_small_week_is_drawn_whole_and_an_empty_one_not_at_all(void **state)
{
    dolen_uuid ids[2] = {number(1), number(2)};
    dolen_sampling_choice chosen[DOLEN_SAMPLING_MOST];
    const dolen_digest seed = known_seed();

    assert_int_equal(2, dolen_sampling_choose(&seed, ids, 2, 25, chosen));
    assert_int_equal(0, dolen_sampling_choose(&seed, ids, 0, 25, chosen));
    assert_int_equal(0, dolen_sampling_choose(&seed, ids, 2, 0, chosen));
}

/* Every search has the same chance: over many weeks each of them is drawn about as often as any other. */
static void no_search_is_favoured(void **state)
{
    enum { WEEKS = 3000, WANTED = 2 };
    dolen_uuid ids[SEARCHES];
    dolen_sampling_choice chosen[DOLEN_SAMPLING_MOST];
    dolen_digest root = {{0}};
    int times[SEARCHES] = {0};

    for (int i = 0; i < SEARCHES; i++)
        ids[i] = number(i + 1);
    for (int week = 0; week < WEEKS; week++) {
        const dolen_digest seed = dolen_sampling_seed(&root, week);
        assert_int_equal(WANTED, dolen_sampling_choose(&seed, ids, SEARCHES, WANTED, chosen));
        for (int i = 0; i < SEARCHES; i++)
            times[i] += dolen_uuid_same(ids[i], chosen[0].search) || dolen_uuid_same(ids[i], chosen[1].search);
    }
    for (int i = 0; i < SEARCHES; i++)
        assert_in_range(times[i], WEEKS * WANTED / SEARCHES - 130, WEEKS * WANTED / SEARCHES + 130);
}

static void weeks_begin_on_monday(void **state)
{
    int64_t monday;
    dolen_err err = {0};

    assert_ok(dolen_instant_read("2026-11-16T00:00:00Z", &monday, &err));
    assert_int_equal(WEEK, dolen_sampling_week_of(monday));
    assert_int_equal(WEEK - 1, dolen_sampling_week_of(monday - 1));
    assert_int_equal(monday, dolen_sampling_week_begin(WEEK));
    assert_int_equal(0, dolen_sampling_week_of(0));
    assert_int_equal(-1, dolen_sampling_week_of(INT64_C(-4) * 24 * 3600 * 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_09_a_draw_is_what_sha256sum_gives),
        cmocka_unit_test(the_order_of_the_searches_does_not_matter),
        cmocka_unit_test(a_small_week_is_drawn_whole_and_an_empty_one_not_at_all),
        cmocka_unit_test(no_search_is_favoured),
        cmocka_unit_test(weeks_begin_on_monday),
    };

    return cmocka_run_group_tests_name("sampling", tests, NULL, NULL);
}
