#include "governance/audit/policy_file.h"

#include "tests/support/ledger_data.h"

enum { ARENA = 512 * 1024, TEXT = 8192 };

/* "$L1" is the vkey of log 1, "$W1" to "$W5" those of witnesses. */
static const char *expand(dolen_arena *arena, const char *template)
{
    char *out = dolen_arena_make(arena, TEXT, 1);
    size_t used = 0;

    for (const char *at = template; *at; at++) {
        if (*at != '$') {
            out[used++] = *at;
            continue;
        }
        char name[32];
        char vkey[DOLEN_NOTE_KEY_TEXT];
        snprintf(name, sizeof name, "%c%c.example", at[1], at[2]);
        const dolen_note_key key =
            data_public((uint8_t)(at[2] - '0'), name, at[1] == 'L' ? DOLEN_NOTE_ED25519 : DOLEN_NOTE_COSIGNATURE);
        dolen_note_write_key(&key, vkey);
        used += (size_t)snprintf(out + used, TEXT - used, "%s", vkey);
        at += 2;
    }
    return out;
}

static dolen_status read_policy(dolen_arena *arena, const char *template, const dolen_policy_file **out, size_t *line)
{
    return dolen_policy_file_read(arena, dolen_bytes_of_string(expand(arena, template)), out, line, NULL);
}

static const char two_levels[] = "# who is believed\n"
                                 "log $L1 https://broker.example/\n\n"
                                 "witness X1 $W1\nwitness X2 $W2\n\twitness X3 $W3 \n"
                                 "group X 2 X1 X2 X3\n"
                                 "witness Y1 $W4\nwitness Y2 $W5\n"
                                 "group Y any Y1 Y2\n"
                                 "group both all X Y\n"
                                 "quorum both\n";

static void decides_a_quorum_of_two_levels(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_policy_file *policy;
    size_t line;
    bool has[DOLEN_POLICY_MEMBERS] = {false};
    dolen_err err = {0};

    assert_ok(read_policy(arena, two_levels, &policy, &line));
    assert_int_equal(1, policy->log_count);
    assert_int_equal(3, dolen_policy_file_needed(policy));
    assert_false(dolen_policy_file_is_met(policy, has));
    has[0] = has[2] = true;
    assert_false(dolen_policy_file_is_met(policy, has));
    has[5] = true;
    assert_true(dolen_policy_file_is_met(policy, has));
    has[2] = false;
    assert_false(dolen_policy_file_is_met(policy, has));
}

static void a_quorum_may_be_one_witness_or_none(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_policy_file *policy;
    size_t line;
    bool has[DOLEN_POLICY_MEMBERS] = {false};
    dolen_err err = {0};

    assert_ok(read_policy(arena, "log $L1\nquorum none\n", &policy, &line));
    assert_true(dolen_policy_file_is_met(policy, has));
    assert_int_equal(0, dolen_policy_file_needed(policy));
    assert_ok(read_policy(arena, "witness a $W1\nwitness b $W2\nquorum b\n", &policy, &line));
    has[0] = true;
    assert_false(dolen_policy_file_is_met(policy, has));
    has[1] = true;
    assert_true(dolen_policy_file_is_met(policy, has));
    assert_int_equal(1, dolen_policy_file_needed(policy));
}

static void names_the_line_of_a_mistake(void **state)
{
    static const struct {
        const char *text;
        size_t line;
    } bad[] = {
        {"log $L1\n", 0},
        {"quorum none", 1},
        {"quorum none\nquorum none\n", 2},
        {"log $L1\nlog $L1\nquorum none\n", 2},
        {"log $W1\nquorum none\n", 1},
        {"witness a $L1\nquorum a\n", 1},
        {"witness none $W1\nquorum none\n", 1},
        {"witness a $W1\nwitness a $W2\nquorum a\n", 2},
        {"witness a $W1\nwitness b $W1\nquorum a\n", 2},
        {"quorum a\nwitness a $W1\n", 1},
        {"witness a $W1\ngroup g 2 a\nquorum g\n", 2},
        {"witness a $W1\ngroup g 0 a\nquorum g\n", 2},
        {"witness a $W1\ngroup g 01 a\nquorum g\n", 2},
        {"witness a $W1\ngroup g all\nquorum g\n", 2},
        {"witness a $W1\ngroup g all b\nquorum g\n", 2},
        {"witness a $W1\ngroup g 1 a a\nquorum g\n", 2},
        {"witness a $W1\ngroup g 1 a\ngroup h 1 a\nquorum g\n", 3},
        {"group g all g\nquorum g\n", 1},
        {"group g 1 none\nquorum g\n", 1},
        {"trust everybody\nquorum none\n", 1},
        {"quorum none\n\x01\n", 2},
        {"quorum none\r\n", 1},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
        const dolen_policy_file *policy;
        size_t line = 99;
        const dolen_status status = read_policy(arena, bad[i].text, &policy, &line);
        if (status != DOLEN_E_INPUT || bad[i].line != line)
            fail_msg("case %zu: %s, line %zu", i, dolen_status_word(status), line);
        assert_null(policy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decides_a_quorum_of_two_levels),
        cmocka_unit_test(a_quorum_may_be_one_witness_or_none),
        cmocka_unit_test(names_the_line_of_a_mistake),
    };

    return cmocka_run_group_tests_name("policy_file", tests, NULL, NULL);
}
