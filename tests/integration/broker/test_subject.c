/* Who consulted a person, told by the hub (IG-28): this person's questions and nobody else's, less what is exempt. */
#include "node/broker/subject_account.h"

#include "node/broker/ledger.h"
#include "tests/support/dolen_test.h"
#include "tests/support/ledger_data.h"
#include "tests/support/policy_facts.h"
#include "tests/support/temp_pg.h"

enum { ARENA = 16 * 1024 * 1024, TOKENS = 4 };

static const char origin[] = "broker.example/ledger";
static const dolen_key_kind kinds[TOKENS] = {DOLEN_KEY_K02, DOLEN_KEY_K05, DOLEN_KEY_K12, DOLEN_KEY_K20};

static temp_pg *cluster;

typedef struct scene {
    dolen_pool *pool;
    dolen_pool *admin;
    dolen_signing_key *key;
    dolen_ledger *ledger;
    dolen_rules *rules;
    dolen_arena *arena;
    dolen_subject_account account;
} scene;

static int start(void **state)
{
    cluster = temp_pg_start(false);
    return 0;
}

static int stop(void **state)
{
    temp_pg_free(cluster);
    return 0;
}

static int set_up(void **state)
{
    char conninfo[TEMP_PG_CONNINFO];
    scene *made = calloc(1, sizeof *made);
    dolen_err err = {0};

    temp_pg_database(cluster, "broker", conninfo);
    made->admin = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 2});
    made->pool = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 4, .role = "dolen_service"});
    made->key = data_key(1);
    made->rules = facts_rules();
    made->arena = dolen_arena_new(ARENA);
    assert_ok(dolen_ledger_open(
        &(dolen_ledger_settings){.origin = origin, .key = made->key, .pool = made->pool, .clock = dolen_clock_system()},
        &made->ledger, &err));
    *state = made;
    return 0;
}

static int tear_down(void **state)
{
    scene *made = *state;

    dolen_ledger_free(made->ledger);
    dolen_signing_key_free(made->key);
    dolen_rules_free(made->rules);
    dolen_arena_free(made->arena);
    dolen_pool_free(made->pool);
    dolen_pool_free(made->admin);
    free(made);
    return 0;
}

/* Stored values of a person; a namesake shares the one of kind K13 (first name and postcode). */
static void tokens_of(uint8_t person, bool shares_k12, dolen_stored_token out[TOKENS])
{
    for (size_t i = 0; i < TOKENS; i++) {
        const bool shared = shares_k12 && kinds[i] == DOLEN_KEY_K12;
        out[i] = (dolen_stored_token){.value = {{shared ? 1 : person, (uint8_t)kinds[i]}}, .kind = kinds[i]};
    }
}

static void ask(const scene *s, uint8_t person, const char *member, const char *purpose)
{
    dolen_stored_token tokens[TOKENS];
    dolen_ledger_entry entry = data_entry(person);
    const dolen_consultation consultation = {.request = dolen_uuid_make(),
                                             .asked = entry.time,
                                             .epoch = 1,
                                             .fields = DOLEN_FIELD_FORENAME | DOLEN_FIELD_SURNAME | DOLEN_FIELD_BORN |
                                                       DOLEN_FIELD_PLACE | DOLEN_FIELD_NHS_NUMBER,
                                             .tokens = tokens,
                                             .token_count = TOKENS};
    dolen_ledger_place place;
    dolen_err err = {0};

    tokens_of(person, true, tokens);
    entry.member = dolen_code_of(member);
    entry.purpose = dolen_code_of(purpose);
    assert_ok(dolen_ledger_append(s->ledger, &entry, &consultation, s->arena, &place, &err));
}

static const dolen_subject_account *account_of(scene *s, const dolen_subject_question *about)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_stored_token tokens[TOKENS];
    dolen_subject_question question = *about;
    const dolen_subject_account_question asked = {
        .rules = s->rules, .question = &question, .tokens = tokens, .token_count = TOKENS};
    dolen_err err = {0};

    question.agency = dolen_code_of("NPT");
    question.epoch = 1;
    question.fields =
        DOLEN_FIELD_FORENAME | DOLEN_FIELD_SURNAME | DOLEN_FIELD_BORN | DOLEN_FIELD_PLACE | DOLEN_FIELD_NHS_NUMBER;
    tokens_of(1, true, tokens);
    s->account = (dolen_subject_account){0};
    assert_ok(dolen_pool_take(s->pool, &connection, &err));
    assert_ok(dolen_subject_account_make(&asked, connection, s->arena, &s->account, &err));
    return &s->account;
}

static void ig_28_a_report_lists_questions_about_this_person_and_nobody_else(void **state)
{
    scene *s = *state;

    ask(s, 1, "SWP", "MISSING");
    ask(s, 2, "SBU", "MISSING");
    ask(s, 1, "SWA", "PLACEMENT");
    const dolen_subject_account *account = account_of(s, &(dolen_subject_question){0});

    assert_int_equal(2, account->consultation_count);
    assert_string_equal("SWP", account->consultations[0].member.text);
    assert_string_equal("MISSING", account->consultations[0].purpose.text);
    assert_int_equal(0, account->consultations[0].entry);
    assert_string_equal("SWA", account->consultations[1].member.text);
    assert_int_equal(2, account->consultations[1].entry);
    assert_int_equal(0, account->exemption_count);
    assert_false(account->cut_short);
}

/* The twin: values alone would have told this person of the namesake's question. */
static void ig_28_sharing_a_value_is_not_being_the_same_person(void **state)
{
    const scene *s = *state;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_stored_token tokens[TOKENS];
    const dolen_consulted *consulted = NULL;
    size_t count = 0;
    dolen_err err = {0};

    ask(s, 2, "SBU", "MISSING");
    tokens_of(1, true, tokens);
    assert_ok(dolen_pool_take(s->pool, &connection, &err));
    assert_ok(dolen_consultation_store_of_tokens(connection, tokens, TOKENS, 0, s->arena, &consulted, &count, &err));

    assert_int_equal(1, count);
    assert_true(consulted[0].fields & DOLEN_FIELD_NHS_NUMBER);
}

static void ig_28_what_is_exempt_is_counted_by_exemption_and_not_listed(void **state)
{
    static const dolen_code crime[] = {{"CRIME"}};
    scene *s = *state;

    ask(s, 1, "SWP", "EXPLOIT");
    ask(s, 1, "SWP", "EXPLOIT");
    ask(s, 1, "SWA", "PLACEMENT");
    const dolen_subject_account *account = account_of(s, &(dolen_subject_question){0});
    assert_int_equal(1, account->consultation_count);
    assert_string_equal("PLACEMENT", account->consultations[0].purpose.text);
    assert_int_equal(1, account->exemption_count);
    assert_string_equal("CRIME", account->exemptions[0].exemption.text);
    assert_int_equal(2, account->exemptions[0].count);

    account = account_of(s, &(dolen_subject_question){.waived = crime, .waived_count = 1});
    assert_int_equal(3, account->consultation_count);
    assert_int_equal(0, account->exemption_count);
}

static void ig_28_an_exemption_that_the_officer_decides_applies_when_he_says_so(void **state)
{
    static const dolen_code harm[] = {{"SERIOUS-HARM"}};
    scene *s = *state;

    ask(s, 1, "NPT", "CPREV");
    assert_int_equal(1, account_of(s, &(dolen_subject_question){0})->consultation_count);
    const dolen_subject_account *account =
        account_of(s, &(dolen_subject_question){.applied = harm, .applied_count = 1});

    assert_int_equal(0, account->consultation_count);
    assert_int_equal(1, account->exemption_count);
    assert_string_equal("SERIOUS-HARM", account->exemptions[0].exemption.text);
}

static bool run(dolen_pool *pool, const char *text)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_MUST(dolen_pool_take(pool, &connection, NULL) == DOLEN_OK);
    return dolen_statement_script(connection, "test-run", text, NULL) == DOLEN_OK;
}

/* A record of the agency itself: the person's values, a plan that is disputed, and a code that is exempt. */
static void ig_28_what_the_agency_itself_published_is_told_in_full(void **state)
{
    scene *s = *state;
    char text[1200];

    snprintf(text, sizeof text,
             "INSERT INTO agency (code) VALUES ('NPT');"
             "INSERT INTO record (id, agency, epoch, handle, subject, fields, protection, contact, element, "
             "token_values, token_kinds) VALUES (1, 1, 1, gen_random_uuid(), 1, 31, 0, 0, sha256('x'), "
             "ARRAY['01140000-0000-0000-0000-000000000000', '01020000-0000-0000-0000-000000000000']::uuid[], "
             "ARRAY[20, 2]);"
             "INSERT INTO token (value, record, kind) VALUES ('01140000-0000-0000-0000-000000000000', 1, 20),"
             "('01020000-0000-0000-0000-000000000000', 1, 2), ('01050000-0000-0000-0000-000000000000', 1, 5);"
             "INSERT INTO flag (record, code, kind, opened, closed, disputed, months, counts) VALUES "
             "(1, 'CSC.CSP', 1, 24290, 0, true, '{}', '{}'), (1, 'CSC.S47', 1, 24290, 0, false, '{}', '{}');");
    assert_true(run(s->admin, text));
    const dolen_subject_account *account = account_of(s, &(dolen_subject_question){0});

    assert_int_equal(1, account->own_count);
    assert_string_equal("CSC.CSP", account->own[0].code.text);
    assert_true(account->own[0].disputed);
    assert_int_equal(1, account->exemption_count);
    assert_string_equal("ENQUIRY-UNDER-WAY", account->exemptions[0].exemption.text);
}

static void ig_28_what_was_erased_from_the_log_is_not_told(void **state)
{
    scene *s = *state;

    ask(s, 1, "SWP", "MISSING");
    assert_true(run(s->admin, "UPDATE ledger_entry SET salt = NULL, entry = NULL, concerns = '{}'"));

    assert_int_equal(0, account_of(s, &(dolen_subject_question){0})->consultation_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ig_28_a_report_lists_questions_about_this_person_and_nobody_else, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(ig_28_sharing_a_value_is_not_being_the_same_person, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ig_28_what_is_exempt_is_counted_by_exemption_and_not_listed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ig_28_an_exemption_that_the_officer_decides_applies_when_he_says_so, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(ig_28_what_the_agency_itself_published_is_told_in_full, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ig_28_what_was_erased_from_the_log_is_not_told, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("subject", tests, start, stop);
}
