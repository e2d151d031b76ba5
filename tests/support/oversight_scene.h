/**
 * An agency with a database of its own, some accounts, and searches to put in: for tests of what officers read.
 *
 * One cluster for all tests of a program: oversight_scene_start and _stop for the group, _make and _free for each test.
 */
#ifndef DOLEN_TESTS_SUPPORT_OVERSIGHT_SCENE_H
#define DOLEN_TESTS_SUPPORT_OVERSIGHT_SCENE_H

#include "node/agency/agency.h"
#include "node/agency/search.h"
#include "node/store/account_store.h"
#include "node/store/review_store.h"
#include "node/store/search_store.h"
#include "tests/support/database_scene.h"
#include "tests/support/policy_facts.h"

#define OVERSIGHT_NOW INT64_C(1795000000000)
#define OVERSIGHT_HOUR INT64_C(3600000)

typedef struct oversight_scene {
    database_scene *database;
    dolen_agency agency;
    dolen_rules *rules;
    dolen_arena *arena;
    int64_t now;
} oversight_scene;

static inline int64_t oversight_scene_clock(void *context)
{
    const oversight_scene *s = context;

    return s->now;
}

/** An account in good standing, with one role or two (`second` may be NULL). */
static inline void oversight_scene_account(oversight_scene *s, const char *name, const char *role, const char *second)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};
    dolen_account account = {.name = name,
                             .full_name = "A Person",
                             .password_hash = "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
                             .roles = {dolen_code_of(role)},
                             .role_count = 1,
                             .created = 1,
                             .confirmed_until = INT64_MAX};

    if (second)
        account.roles[account.role_count++] = dolen_code_of(second);
    assert_ok(dolen_pool_take(s->agency.pool, &connection, &err));
    assert_ok(dolen_account_store_add(connection, &account, &err));
}

/** Keep a search; what is not given is as for an answered one by asha for a child-protection enquiry, an hour ago. */
static inline dolen_uuid oversight_scene_search(oversight_scene *s, dolen_stored_search given)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    static const dolen_uuid none;

    given.id = dolen_uuid_same(given.id, none) ? dolen_uuid_make() : given.id;
    given.account = given.account ? given.account : "asha";
    given.role = *given.role.text ? given.role : dolen_code_of("practitioner");
    given.purpose = *given.purpose.text ? given.purpose : dolen_code_of("S47");
    given.case_reference = given.case_reference ? given.case_reference : "C-1";
    given.decision_maker = given.decision_maker ? given.decision_maker : "A. Manager";
    given.channel = given.channel ? given.channel : (int16_t)DOLEN_SEARCH_WEB;
    given.subject = given.subject ? given.subject : DOLEN_SUBJECT_PERSON;
    given.asked = given.asked ? given.asked : s->now - OVERSIGHT_HOUR;
    given.searched = given.searched ? given.searched : "{\"forenames\":\"Eira\",\"surname\":\"Wallace\"}";
    given.outcome = given.outcome ? given.outcome : "answered";
    given.ledger_index = given.ledger_index ? given.ledger_index : DOLEN_SEARCH_NO_ENTRY;
    assert_ok(dolen_pool_take(s->agency.pool, &connection, &err));
    assert_ok(dolen_search_store_add(connection, &given, &err));
    return given.id;
}

static inline int oversight_scene_start(void **state)
{
    return database_scene_start(state);
}

static inline int oversight_scene_stop(void **state)
{
    return database_scene_stop(state);
}

/** Accounts: officer and lead may audit; asha and bryn search; both holds two roles that do not go together. */
static inline int oversight_scene_make(void **state)
{
    oversight_scene *s = calloc(1, sizeof *s);
    DOLEN_OWN(dolen_secret, key) = dolen_secret_new_random(DOLEN_NODE_KEY_SIZE);

    database_scene_make("node", (void **)&s->database);
    s->now = OVERSIGHT_NOW;
    s->rules = facts_rules();
    s->arena = dolen_arena_new(32 << 20);
    s->agency.code = dolen_code_of("NPT");
    s->agency.clock = (dolen_clock){.now = oversight_scene_clock, .context = s};
    s->agency.rules = s->rules;
    s->agency.keys = dolen_local_keys_new(DOLEN_TAKE(key));
    s->agency.pool = s->database->service;
    oversight_scene_account(s, "officer", "data-protection-officer", NULL);
    oversight_scene_account(s, "lead", "governance-lead", NULL);
    oversight_scene_account(s, "asha", "practitioner", NULL);
    oversight_scene_account(s, "bryn", "supervisor", NULL);
    oversight_scene_account(s, "both", "practitioner", "data-protection-officer");
    *state = s;
    return 0;
}

static inline int oversight_scene_free(void **state)
{
    oversight_scene *s = *state;

    database_scene_free((void **)&s->database);
    dolen_local_keys_free(s->agency.keys);
    dolen_rules_free(s->rules);
    dolen_arena_free(s->arena);
    free(s);
    return 0;
}

#endif
