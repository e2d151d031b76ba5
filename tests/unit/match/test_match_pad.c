#include "node/match/match_pad.h"

#include "tests/support/dolen_test.h"

static const uint8_t secret[DOLEN_MATCH_PAD_SECRET] = {1, 2, 3};

static size_t fill(dolen_token *tokens, size_t count)
{
    for (size_t i = 0; i < count; i++)
        tokens[i] = (dolen_token){DOLEN_KEY_K12, {{(uint8_t)(i + 1)}}};
    return count;
}

static bool holds(const dolen_token *tokens, size_t count, dolen_token one)
{
    for (size_t i = 0; i < count; i++)
        if (dolen_token_compare(&tokens[i], &one) == 0)
            return true;
    return false;
}

static void pads_to_eight_sixteen_or_twenty_four(void **state)
{
    dolen_err err = {0};

    for (size_t real = 1; real <= DOLEN_SUBJECT_PSEUDONYMS; real++) {
        dolen_token tokens[DOLEN_SUBJECT_PSEUDONYMS];
        size_t count = fill(tokens, real);
        assert_ok(dolen_match_pad(DOLEN_SUBJECT_PERSON, secret, dolen_bytes_of("handle", 6), tokens, &count, &err));
        assert_int_equal(real <= 8 ? 8 : real <= 16 ? 16 : 24, count);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(DOLEN_SUBJECT_PERSON, dolen_key_kind_subject(tokens[i].kind));
            assert_true(i == 0 || dolen_token_compare(&tokens[i - 1], &tokens[i]) < 0);
        }
    }
}

static void a_question_always_carries_twenty_four(void **state)
{
    dolen_err err = {0};

    for (size_t real = 1; real <= DOLEN_SUBJECT_PSEUDONYMS; real++) {
        dolen_token tokens[DOLEN_SUBJECT_PSEUDONYMS];
        size_t count = fill(tokens, real);
        assert_ok(dolen_match_pad(DOLEN_SUBJECT_PERSON, secret, (dolen_bytes){0}, tokens, &count, &err));
        assert_int_equal(DOLEN_SUBJECT_PSEUDONYMS, count);
    }
}

/* Otherwise publishing twice would show which tokens are real: the ones that stay. */
static void a_record_that_changes_keeps_its_padding(void **state)
{
    dolen_err err = {0};
    const dolen_bytes handle = dolen_bytes_of("0123456789abcdef", 16);
    dolen_token before[DOLEN_SUBJECT_PSEUDONYMS];
    dolen_token after[DOLEN_SUBJECT_PSEUDONYMS];
    size_t before_count = fill(before, 5);
    size_t after_count = fill(after, 5);
    size_t kept = 0;

    after[4].pseudonym.bytes[0] = 99;
    assert_ok(dolen_match_pad(DOLEN_SUBJECT_PERSON, secret, handle, before, &before_count, &err));
    assert_ok(dolen_match_pad(DOLEN_SUBJECT_PERSON, secret, handle, after, &after_count, &err));

    for (size_t i = 0; i < before_count; i++)
        kept += holds(after, after_count, before[i]);
    assert_int_equal(7, kept);
}

static void padding_of_another_record_or_secret_is_different(void **state)
{
    dolen_err err = {0};
    const uint8_t other[DOLEN_MATCH_PAD_SECRET] = {9};
    dolen_token one[DOLEN_SUBJECT_PSEUDONYMS];
    dolen_token two[DOLEN_SUBJECT_PSEUDONYMS];
    dolen_token three[DOLEN_SUBJECT_PSEUDONYMS];
    size_t counts[3] = {fill(one, 1), fill(two, 1), fill(three, 1)};
    size_t shared = 0;

    assert_ok(dolen_match_pad(DOLEN_SUBJECT_PERSON, secret, dolen_bytes_of("a", 1), one, &counts[0], &err));
    assert_ok(dolen_match_pad(DOLEN_SUBJECT_PERSON, secret, dolen_bytes_of("b", 1), two, &counts[1], &err));
    assert_ok(dolen_match_pad(DOLEN_SUBJECT_PERSON, other, dolen_bytes_of("a", 1), three, &counts[2], &err));

    for (size_t i = 0; i < counts[0]; i++)
        shared += (size_t)holds(two, counts[1], one[i]) + (size_t)holds(three, counts[2], one[i]);
    assert_int_equal(2, shared);
}

static void refuses_no_tokens_too_many_and_no_subject(void **state)
{
    dolen_err err = {0};
    dolen_token tokens[DOLEN_SUBJECT_PSEUDONYMS] = {0};
    size_t none = 0;
    size_t many = DOLEN_SUBJECT_PSEUDONYMS + 1;
    size_t one = fill(tokens, 1);

    assert_fails(DOLEN_E_LIMIT, dolen_match_pad(DOLEN_SUBJECT_PERSON, secret, (dolen_bytes){0}, tokens, &none, &err));
    assert_fails(DOLEN_E_LIMIT, dolen_match_pad(DOLEN_SUBJECT_PERSON, secret, (dolen_bytes){0}, tokens, &many, &err));
    assert_fails(DOLEN_E_INPUT, dolen_match_pad(DOLEN_SUBJECT_NONE, secret, (dolen_bytes){0}, tokens, &one, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pads_to_eight_sixteen_or_twenty_four),
        cmocka_unit_test(a_question_always_carries_twenty_four),
        cmocka_unit_test(a_record_that_changes_keeps_its_padding),
        cmocka_unit_test(padding_of_another_record_or_secret_is_different),
        cmocka_unit_test(refuses_no_tokens_too_many_and_no_subject),
    };

    return cmocka_run_group_tests_name("match_pad", tests, NULL, NULL);
}
