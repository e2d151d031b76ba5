/* An answer fits the browser that asked, and no other; roles come from the claim alone. */
#include "tests/support/dolen_test.h"

#include "node/agency/openid/openid_flow.h"
#include "node/agency/openid/openid_json.h"
#include "node/agency/openid/openid_roles.h"
#include "node/crypto/hash.h"

#define OURS "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define OTHER "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

enum { NOW = 1000000 };

struct scene {
    dolen_openid_flow *flow;
    dolen_arena *arena;
    dolen_openid_binding begun;
};

static int set_up(void **state)
{
    static struct scene scene;
    const dolen_openid_errand errand = {.is_again = true, .is_welsh = true, .begun = NOW};
    dolen_err err = {0};

    scene.flow = dolen_openid_flow_new();
    scene.arena = dolen_arena_new(1 << 16);
    assert_ok(dolen_openid_flow_begin(scene.flow, OURS, &errand, scene.arena, &scene.begun, &err));
    *state = &scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;

    dolen_openid_flow_free(scene->flow);
    dolen_arena_free(scene->arena);
    return 0;
}

static dolen_status resume(struct scene *scene, const char *token, const char *state, int64_t now)
{
    dolen_openid_errand errand;
    dolen_openid_binding binding;

    return dolen_openid_flow_resume(scene->flow, token, state, now, scene->arena, &errand, &binding, NULL);
}

static void the_same_browser_finds_nonce_verifier_and_errand_again(void **state)
{
    struct scene *scene = *state;
    dolen_openid_errand errand;
    dolen_openid_binding binding;
    dolen_err err = {0};

    assert_ok(dolen_openid_flow_resume(scene->flow, OURS, scene->begun.state, NOW + 5, scene->arena, &errand, &binding,
                                       &err));
    assert_string_equal(scene->begun.nonce, binding.nonce);
    assert_string_equal(scene->begun.verifier, binding.verifier);
    assert_true(errand.is_again && errand.is_welsh && errand.begun == NOW);
}

/* Login CSRF: an answer that the attacker's own browser asked for, brought to the victim's. */
static void an_answer_to_another_browser_is_refused(void **state)
{
    struct scene *scene = *state;

    assert_fails(DOLEN_E_DENIED, resume(scene, OTHER, scene->begun.state, NOW));
    assert_fails(DOLEN_E_DENIED, resume(scene, "", scene->begun.state, NOW));
    assert_int_equal(DOLEN_OK, resume(scene, OURS, scene->begun.state, NOW)); /* twin: without the browser's token */
}

static void a_made_up_or_altered_state_is_refused(void **state)
{
    struct scene *scene = *state;
    char text[256];

    assert_fails(DOLEN_E_DENIED, resume(scene, OURS, "", NOW));
    assert_fails(DOLEN_E_DENIED, resume(scene, OURS, "x", NOW));
    for (size_t i = 0; i < strlen(scene->begun.state); i++) {
        (void)snprintf(text, sizeof text, "%s", scene->begun.state);
        text[i] = text[i] == 'A' ? 'B' : 'A';
        assert_fails(DOLEN_E_DENIED, resume(scene, OURS, text, NOW));
    }
}

static void an_answer_that_comes_late_or_early_is_refused(void **state)
{
    struct scene *scene = *state;

    assert_int_equal(DOLEN_OK, resume(scene, OURS, scene->begun.state, NOW + DOLEN_OPENID_FLOW_AGE));
    assert_fails(DOLEN_E_DENIED, resume(scene, OURS, scene->begun.state, NOW + DOLEN_OPENID_FLOW_AGE + 1));
    assert_fails(DOLEN_E_DENIED, resume(scene, OURS, scene->begun.state, NOW - 1));
}

static void another_process_knows_nothing_of_it(void **state)
{
    struct scene *scene = *state;
    dolen_openid_flow *kept = scene->flow;

    scene->flow = dolen_openid_flow_new();
    assert_fails(DOLEN_E_DENIED, resume(scene, OURS, scene->begun.state, NOW));
    dolen_openid_flow_free(scene->flow);
    scene->flow = kept;
}

static void every_sign_in_has_values_of_its_own(void **state)
{
    struct scene *scene = *state;
    const dolen_openid_errand errand = {.begun = NOW};
    dolen_openid_binding again;
    dolen_err err = {0};

    assert_ok(dolen_openid_flow_begin(scene->flow, OURS, &errand, scene->arena, &again, &err));
    assert_string_not_equal(scene->begun.state, again.state);
    assert_string_not_equal(scene->begun.nonce, again.nonce);
    assert_string_not_equal(scene->begun.verifier, again.verifier);
    assert_string_not_equal(again.verifier, again.nonce);
}

/* RFC 7636: 43 to 128 characters, and the challenge is the digest of the verifier's text. */
static void the_challenge_is_the_verifiers_digest(void **state)
{
    const struct scene *scene = *state;
    const dolen_digest digest = dolen_hash_sha256(dolen_bytes_of_string(scene->begun.verifier));

    assert_int_equal(43, strlen(scene->begun.verifier));
    assert_string_equal(dolen_openid_json_encode(scene->arena, dolen_bytes_of(digest.bytes, sizeof digest.bytes)),
                        scene->begun.challenge);
}

/* RFC 7636, appendix B. */
static void base64url_and_sha256_make_the_standards_example(void **state)
{
    const struct scene *scene = *state;
    const dolen_digest digest = dolen_hash_sha256(dolen_bytes_of_string("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));

    assert_string_equal("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                        dolen_openid_json_encode(scene->arena, dolen_bytes_of(digest.bytes, sizeof digest.bytes)));
}

static size_t roles_of(const char *claims, dolen_code roles[DOLEN_OPENID_ROLES_HELD])
{
    dolen_openid_role_map map = {.count = 0};
    json_t *document = json_loads(claims, 0, NULL);
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_openid_roles_add(&map, "Dolen.Practitioner:practitioner", &err));
    assert_ok(dolen_openid_roles_add(&map, "urn:example:admin:administrator", &err));
    assert_ok(dolen_openid_roles_add(&map, "Dolen.Second:practitioner", &err));
    dolen_openid_roles_of(&map, document, "roles", roles, &count);
    json_decref(document);
    return count;
}

static void values_that_nobody_knows_give_no_role(void **state)
{
    dolen_code roles[DOLEN_OPENID_ROLES_HELD];

    assert_int_equal(0, roles_of("{}", roles));
    assert_int_equal(0, roles_of("{\"roles\":[\"practitioner\",\"dolen.practitioner\",\"\",1,null]}", roles));
    assert_int_equal(0, roles_of("{\"roles\":{\"Dolen.Practitioner\":true}}", roles));
    assert_int_equal(0, roles_of("{\"Roles\":[\"Dolen.Practitioner\"]}", roles));
}

static void known_values_give_their_roles_in_the_order_of_the_settings(void **state)
{
    dolen_code roles[DOLEN_OPENID_ROLES_HELD];

    assert_int_equal(1, roles_of("{\"roles\":\"Dolen.Practitioner\"}", roles));
    assert_string_equal("practitioner", roles[0].text);
    assert_int_equal(
        2, roles_of("{\"roles\":[\"urn:example:admin\",\"x\",\"Dolen.Second\",\"Dolen.Practitioner\"]}", roles));
    assert_string_equal("practitioner", roles[0].text);
    assert_string_equal("administrator", roles[1].text);
}

static void an_item_of_the_settings_has_a_value_and_a_role(void **state)
{
    dolen_openid_role_map map = {.count = 0};

    assert_fails(DOLEN_E_INPUT, dolen_openid_roles_add(&map, "practitioner", NULL));
    assert_fails(DOLEN_E_INPUT, dolen_openid_roles_add(&map, ":practitioner", NULL));
    assert_fails(DOLEN_E_INPUT, dolen_openid_roles_add(&map, "x:", NULL));
    assert_int_equal(0, map.count);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_same_browser_finds_nonce_verifier_and_errand_again),
        TEST(an_answer_to_another_browser_is_refused),
        TEST(a_made_up_or_altered_state_is_refused),
        TEST(an_answer_that_comes_late_or_early_is_refused),
        TEST(another_process_knows_nothing_of_it),
        TEST(every_sign_in_has_values_of_its_own),
        TEST(the_challenge_is_the_verifiers_digest),
        TEST(base64url_and_sha256_make_the_standards_example),
        cmocka_unit_test(values_that_nobody_knows_give_no_role),
        cmocka_unit_test(known_values_give_their_roles_in_the_order_of_the_settings),
        cmocka_unit_test(an_item_of_the_settings_has_a_value_and_a_role),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
