/* The pages' store against a real database, as the service's own role. */
#include <stdlib.h>

#include "node/agency/web/web_database.h"
#include "node/store/account_store.h"
#include "node/store/search_store.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_pg.h"

enum { NOW = 1000000, LATER = 100000000 };

typedef struct fixture {
    temp_pg *pg;
    dolen_agency agency;
    dolen_web_store store;
    dolen_arena *arena;
} fixture;

static void add_account(fixture *f, const char *name)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};
    const dolen_account account = {.name = name,
                                   .full_name = "A Person",
                                   .password_hash = "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
                                   .roles = {dolen_code_of("practitioner")},
                                   .role_count = 1,
                                   .created = NOW,
                                   .confirmed_until = LATER};

    assert_ok(dolen_pool_take(f->agency.pool, &connection, &err));
    assert_ok(dolen_account_store_add(connection, &account, &err));
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    f->pg = temp_pg_start(false);
    f->agency.pool = temp_pg_pool(f->pg, "node", "dolen_service");
    f->store = dolen_web_database_store(&f->agency);
    f->arena = dolen_arena_new(1 << 20);
    add_account(f, "asha");
    add_account(f, "bryn");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    dolen_pool_free(f->agency.pool);
    temp_pg_free(f->pg);
    dolen_arena_free(f->arena);
    free(f);
    return 0;
}

static void accounts_are_found_and_locked_after_failures(void **state)
{
    fixture *f = *state;
    dolen_err err = {0};
    dolen_web_account account;

    assert_fails(DOLEN_E_ABSENT, f->store.find_account(f->store.context, "nobody", NOW, f->arena, &account, &err));
    assert_ok(f->store.find_account(f->store.context, "bryn", NOW, f->arena, &account, &err));
    assert_string_equal("practitioner", account.role.text);
    assert_true(account.may_sign_in);

    for (int i = 0; i < 5; i++)
        assert_ok(f->store.note_sign_in(f->store.context, "bryn", false, NOW + 1000, &err));
    assert_ok(f->store.find_account(f->store.context, "bryn", NOW, f->arena, &account, &err));
    assert_int_equal(5, account.failures);
    assert_false(account.may_sign_in);
    assert_ok(f->store.find_account(f->store.context, "bryn", NOW + 1001, f->arena, &account, &err));
    assert_true(account.may_sign_in);
    assert_ok(f->store.note_sign_in(f->store.context, "bryn", true, 0, &err));
    assert_ok(f->store.find_account(f->store.context, "bryn", NOW, f->arena, &account, &err));
    assert_int_equal(0, account.failures);
    assert_ok(f->store.note_sign_in(f->store.context, "nobody", false, NOW, &err));
}

static void sessions_are_made_used_and_ended(void **state)
{
    fixture *f = *state;
    const dolen_web_session session = {.user = "asha",
                                       .role = dolen_code_of("practitioner"),
                                       .started = NOW,
                                       .last_used = NOW,
                                       .authenticated = NOW + 1,
                                       .openid_sid = "a-session"};
    const dolen_digest id = {{1, 2, 3}};
    const dolen_digest other = {{1, 2, 4}};
    dolen_web_session found;
    dolen_err err = {0};

    assert_ok(f->store.make_session(f->store.context, id, &session, &err));
    assert_ok(f->store.touch_session(f->store.context, id, NOW + 5, &err));
    assert_ok(f->store.find_session(f->store.context, id, NOW + 5, f->arena, &found, &err));
    assert_string_equal("asha", found.user);
    assert_int_equal(NOW + 5, found.last_used);
    assert_int_equal(NOW + 1, found.authenticated);
    assert_string_equal("a-session", found.openid_sid);
    assert_int_equal(1, found.role_count);
    assert_fails(DOLEN_E_ABSENT, f->store.find_session(f->store.context, other, NOW, f->arena, &found, &err));
    assert_fails(DOLEN_E_ABSENT, f->store.find_session(f->store.context, id, LATER + 1, f->arena, &found, &err));
    assert_ok(f->store.end_session(f->store.context, id, &err));
    assert_fails(DOLEN_E_ABSENT, f->store.find_session(f->store.context, id, NOW, f->arena, &found, &err));
}

/* Sessions that nobody can use any longer go when somebody signs in; the twin is the one that was used a minute ago. */
static void dead_sessions_are_tidied_away_at_sign_in(void **state)
{
    fixture *f = *state;
    const int64_t idle = INT64_C(15) * 60 * 1000;
    dolen_web_session session = {
        .user = "asha", .role = dolen_code_of("practitioner"), .started = NOW, .last_used = NOW};
    const dolen_digest ids[] = {{{1}}, {{2}}, {{3}}};
    dolen_web_session found;
    dolen_err err = {0};

    assert_ok(f->store.make_session(f->store.context, ids[0], &session, &err));
    assert_ok(f->store.make_session(f->store.context, ids[1], &session, &err));
    assert_ok(f->store.touch_session(f->store.context, ids[1], NOW + idle, &err));
    session.started = session.last_used = NOW + idle + 60000;
    assert_ok(f->store.make_session(f->store.context, ids[2], &session, &err));
    assert_fails(DOLEN_E_ABSENT, f->store.find_session(f->store.context, ids[0], NOW, f->arena, &found, &err));
    assert_ok(f->store.find_session(f->store.context, ids[1], NOW, f->arena, &found, &err));
    assert_ok(f->store.find_session(f->store.context, ids[2], NOW, f->arena, &found, &err));
}

/* Only in place of the very hash that was checked: whoever has changed the password meanwhile keeps the new one. */
static void a_hash_is_renewed_in_its_own_place_only(void **state)
{
    fixture *f = *state;
    dolen_web_account account;
    dolen_err err = {0};

    assert_ok(f->store.set_password(f->store.context, "asha", "first password", &err));
    assert_ok(f->store.find_account(f->store.context, "asha", NOW, f->arena, &account, &err));
    const char *old = account.password_hash;
    assert_ok(f->store.renew_hash(f->store.context, "asha", "first password", old, &err));
    assert_ok(f->store.find_account(f->store.context, "asha", NOW, f->arena, &account, &err));
    assert_string_not_equal(old, account.password_hash);
    assert_fails(DOLEN_E_ABSENT, f->store.renew_hash(f->store.context, "asha", "other password", old, &err));
}

static void keep(fixture *f, dolen_uuid id, const char *answer)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};
    const dolen_stored_search search = {
        .id = id,
        .account = "asha",
        .role = dolen_code_of("practitioner"),
        .purpose = dolen_code_of("S47"),
        .case_reference = "C-1",
        .channel = DOLEN_SEARCH_WEB,
        .subject = DOLEN_SUBJECT_PERSON,
        .asked = NOW,
        .searched = "{\"forenames\":\"Si\xC3\xA2n\",\"surname\":\"Llewelyn\",\"dob\":\"2009-03-27\"}",
        .outcome = answer ? "answered" : "no-broker",
        .ledger_index = answer ? 41 : DOLEN_SEARCH_NO_ENTRY,
        .answer = answer,
        .receipt = answer ? "a receipt" : NULL};

    assert_ok(dolen_pool_take(f->agency.pool, &connection, &err));
    assert_ok(dolen_search_store_add(connection, &search, &err));
}

static void searches_are_read_by_their_asker_only(void **state)
{
    fixture *f = *state;
    const dolen_uuid answered = dolen_uuid_make();
    const dolen_uuid refused = dolen_uuid_make();
    const dolen_web_search *list;
    dolen_web_search found;
    dolen_err err = {0};
    size_t count;

    keep(f, answered, "{}");
    keep(f, refused, NULL);

    assert_ok(f->store.find_search(f->store.context, "asha", answered, f->arena, &found, &err));
    assert_string_equal("Llewelyn", found.request.person.surname);
    assert_int_equal(2009, found.request.person.born.year);
    assert_string_equal("", found.request.person.postcode);
    assert_string_equal("{}", found.answer);
    assert_string_equal("a receipt", found.receipt);
    assert_fails(DOLEN_E_ABSENT, f->store.find_search(f->store.context, "bryn", answered, f->arena, &found, &err));
    assert_ok(f->store.list_searches(f->store.context, "asha", 10, f->arena, &list, &count, &err));
    assert_int_equal(2, count);
    assert_int_equal(1, (list[0].answer != NULL) + (list[1].answer != NULL));
    assert_ok(f->store.list_searches(f->store.context, "bryn", 10, f->arena, &list, &count, &err));
    assert_int_equal(0, count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accounts_are_found_and_locked_after_failures),
        cmocka_unit_test(sessions_are_made_used_and_ended),
        cmocka_unit_test(dead_sessions_are_tidied_away_at_sign_in),
        cmocka_unit_test(a_hash_is_renewed_in_its_own_place_only),
        cmocka_unit_test(searches_are_read_by_their_asker_only),
    };

    return cmocka_run_group_tests_name("web_database", tests, set_up, tear_down);
}
