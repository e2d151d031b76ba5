/* What the broker takes from a member at the doors for a subject's rights, notices and owners' notices: only what that
   very member signed, for this door, now, once (R-03, IG-29). The requests are as the server hands them to a handler.
 */
#include <stdlib.h>
#include <string.h>

#include "node/broker/notice.h"
#include "node/broker/owner_notices.h"
#include "node/broker/subject.h"
#include "node/crypto/sign.h"
#include "node/net/http_server_internal.h"
#include "proto/codec/notice.h"
#include "proto/codec/signed.h"
#include "proto/codec/subject.h"
#include "tests/support/publisher.h"
#include "tests/support/temp_pg.h"
#include "tests/support/witness_federation.h"

enum { ARENA = 16 * 1024 * 1024, TEXT = 64 * 1024, SIGNING_SEED = 60 };

#define MINUTE INT64_C(60000)

static temp_pg *pg;

typedef struct scene {
    temp_folder folder;
    dolen_arena *arena;
    dolen_broker broker;
    publisher_broker keys;
    dolen_signing_key *members[WITNESS_MEMBERS];
    int64_t now;
} scene;

static int start(void **state)
{
    pg = temp_pg_start(false);
    return 0;
}

static int stop(void **state)
{
    temp_pg_free(pg);
    return 0;
}

static int64_t now(void *context)
{
    return ((const scene *)context)->now;
}

static void put_hex(char *at, const void *bytes)
{
    char hex[2 * DOLEN_DIGEST_SIZE + 1];

    dolen_bytes_to_hex(dolen_bytes_of(bytes, DOLEN_DIGEST_SIZE), hex);
    memcpy(at, hex, sizeof hex - 1);
}

/* The signed file of four members with true signing keys and rules, the third of them suspended or not. */
static void issue(scene *s, bool suspended)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    DOLEN_OWN(dolen_signing_key, key) = data_key(WITNESS_GOVERNANCE_SEED);
    const dolen_digest digest = dolen_rules_digest(s->broker.rules);
    const dolen_note_key governance = witness_governance();
    char *text = dolen_arena_make(s->arena, TEXT, 1);
    char path[PATH_MAX];
    const char *line;
    const char *note;
    dolen_bytes file;
    dolen_note parts;
    dolen_err err = {0};

    dolen_federation_current_free(witness_federation(&s->folder, 0));
    assert_ok(dolen_file_read(s->arena, temp_folder_file(&s->folder, "federation.signed", path), TEXT, &file, &err));
    assert_ok(dolen_note_read(s->arena, file, &parts, &err));
    memcpy(text, parts.text.at, parts.text.size);
    put_hex(strstr(text, "rules.digest = ") + strlen("rules.digest = "), digest.bytes);
    char *at = text;
    for (size_t i = 0; i < WITNESS_MEMBERS; i++) {
        const dolen_public_key public_key = dolen_signing_key_public(s->members[i]);
        at = strstr(at, "signing.key = ") + strlen("signing.key = ");
        put_hex(at, public_key.bytes);
    }
    if (suspended) {
        char *member = strstr(text, "[member SWP]\n") + strlen("[member SWP]\n");
        memmove(member + strlen("suspended = yes\n"), member, strlen(member) + 1);
        memcpy(member, "suspended = yes\n", strlen("suspended = yes\n"));
    }
    assert_ok(dolen_note_sign(s->arena, dolen_bytes_of_string(text), "governance", key, &line, &err));
    assert_ok(dolen_note_join(s->arena, dolen_bytes_of_string(text), &line, 1, &note, &err));
    assert_ok(dolen_file_write(path, dolen_bytes_of_string(note), 0600, &err));
    dolen_federation_current_free(s->broker.federation);
    const dolen_status read = dolen_federation_current_new(path, &governance, &s->broker.federation, problems, &err);
    dolen_problems_print(problems, stderr);
    assert_int_equal(DOLEN_OK, read);
}

static void open_ledger(scene *s)
{
    dolen_err err = {0};

    assert_ok(dolen_ledger_open(
        &(dolen_ledger_settings){
            .origin = witness_origin, .key = s->broker.ledger_key, .pool = s->broker.pool, .clock = s->broker.clock},
        &s->broker.ledger, &err));
    const dolen_witnessing_parts parts = {.federation = s->broker.federation,
                                          .governance = witness_governance(),
                                          .ledger = s->broker.ledger,
                                          .pool = s->broker.pool,
                                          .clock = s->broker.clock};
    assert_ok(dolen_witnessing_new(&parts, &s->broker.witnessing, &err));
}

static scene *set_up(bool suspended)
{
    static const char folder[] = DOLEN_TESTS_FOLDER "/../governance/rules";
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    scene *s = calloc(1, sizeof *s);
    char conninfo[TEMP_PG_CONNINFO];
    dolen_rules *rules = NULL;
    dolen_err err = {0};

    s->folder = temp_folder_make();
    s->arena = dolen_arena_new(ARENA);
    s->now = INT64_C(1790000000000);
    s->broker.clock = (dolen_clock){.now = now, .context = s};
    for (uint8_t i = 0; i < WITNESS_MEMBERS; i++)
        s->members[i] = data_key((uint8_t)(SIGNING_SEED + i));
    assert_ok(dolen_rules_load(folder, &rules, problems, &err));
    s->broker.rules = rules;
    issue(s, suspended);
    dolen_rules_free(rules);
    assert_ok(dolen_rules_current_new(folder, s->broker.federation, &s->broker.rules_current, problems, &err));
    s->broker.rules = dolen_rules_current_get(s->broker.rules_current);
    temp_pg_database(pg, "broker", conninfo);
    s->broker.pool = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 4, .role = "dolen_service"});
    s->broker.ledger_key = data_key(WITNESS_LEDGER_SEED);
    publisher_broker_start(&s->keys, s->broker.pool);
    s->broker.tokens = s->keys.tokens;
    s->broker.handles = s->keys.handles;
    open_ledger(s);
    return s;
}

static void tear_down(scene *s)
{
    dolen_witnessing_free(s->broker.witnessing);
    dolen_ledger_free(s->broker.ledger);
    publisher_broker_stop(&s->keys);
    dolen_signing_key_free(s->broker.ledger_key);
    dolen_pool_free(s->broker.pool);
    dolen_rules_current_free(s->broker.rules_current);
    dolen_federation_current_free(s->broker.federation);
    for (size_t i = 0; i < WITNESS_MEMBERS; i++)
        dolen_signing_key_free(s->members[i]);
    dolen_arena_free(s->arena);
    temp_folder_remove(&s->folder);
    free(s);
}

static dolen_bytes make_subject(scene *s, dolen_code member)
{
    dolen_token tokens[DOLEN_SUBJECT_TOKENS] = {{.kind = DOLEN_KEY_NONE}};
    dolen_bytes bytes;
    dolen_err err = {0};

    for (uint8_t i = 0; i < DOLEN_SUBJECT_TOKENS; i++)
        tokens[i] = (dolen_token){.kind = DOLEN_KEY_K05, .pseudonym = {.bytes = {1, i}}};
    const dolen_subject_question question = {.request_id = dolen_uuid_make(),
                                             .federation = dolen_code_of("test"),
                                             .agency = member,
                                             .epoch = 1,
                                             .staff = {.bytes = {1}},
                                             .role = dolen_code_of("data-protection-officer"),
                                             .purpose = dolen_code_of("SUBJECT"),
                                             .case_handle = {.bytes = {2}},
                                             .fields = DOLEN_FIELD_SURNAME | DOLEN_FIELD_BORN,
                                             .created = s->now,
                                             .tokens = tokens,
                                             .token_count = DOLEN_SUBJECT_TOKENS};
    assert_ok(dolen_subject_question_encode(&question, s->arena, &bytes, &err));
    return bytes;
}

static dolen_bytes make_notice(scene *s, dolen_code member)
{
    const dolen_ledger_notice notice = {.request_id = dolen_uuid_make(),
                                        .federation = dolen_code_of("test"),
                                        .agency = member,
                                        .action = dolen_code_of("searches"),
                                        .month = 2025 * 12,
                                        .count = 3,
                                        .created = s->now};
    dolen_bytes bytes;
    dolen_err err = {0};

    assert_ok(dolen_ledger_notice_encode(&notice, s->arena, &bytes, &err));
    return bytes;
}

static dolen_bytes make_owner_notices(scene *s, dolen_code member)
{
    const dolen_notice_request request = {
        .federation = dolen_code_of("test"), .agency = member, .after = -1, .created = s->now};
    dolen_bytes bytes;
    dolen_err err = {0};

    assert_ok(dolen_notice_request_encode(&request, s->arena, &bytes, &err));
    return bytes;
}

static const struct door {
    const char *label; /* what a signature is for */
    dolen_bytes (*make)(scene *s, dolen_code member);
    dolen_status (*serve)(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err);
    bool is_entered; /* into the ledger; then it is taken once */
} doors[] = {
    {"dolen subject v1", make_subject, dolen_subject_serve, true},
    {"dolen notice v1", make_notice, dolen_notice_serve, true},
    {"dolen owner-notices v1", make_owner_notices, dolen_owner_notices_serve, false},
};

enum { DOORS = sizeof doors / sizeof *doors };

static dolen_bytes sign(scene *s, const struct door *door, dolen_bytes body, const dolen_signing_key *key)
{
    dolen_signed message = {.body = body};
    dolen_bytes bytes;
    dolen_err err = {0};

    const dolen_signature signature = dolen_sign_make_under(key, door->label, body);
    memcpy(message.signature, signature.bytes, sizeof message.signature);
    assert_ok(dolen_signed_encode(&message, s->arena, &bytes, &err));
    return bytes;
}

/* The HTTP status with which a member's certificate gets this body answered. */
static int knock(scene *s, const struct door *door, const char *certificate, dolen_bytes body)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    struct dolen_http_server server = {.options = {.flavour = DOLEN_HTTP_MUTUAL_TLS}};
    http_connection connection = {
        .server = &server,
        .peer = {.federation = dolen_code_of("test"), .role = DOLEN_PEER_AGENCY, .code = dolen_code_of(certificate)}};
    dolen_http_request request = {.connection = &connection, .arena = arena, .path = door->label, .method = "POST"};
    dolen_err err = {0};

    request.body = dolen_arena_make(arena, body.size, 1);
    memcpy(request.body, body.at, body.size);
    request.body_size = body.size;
    request.body_read = body.size;
    request.response = (dolen_http_response){.request = &request, .status = 200};
    assert_ok(door->serve(&s->broker, &request, &request.response, &err));
    return request.response.status;
}

static uint64_t ledger_size(scene *s)
{
    dolen_checkpoint checkpoint;
    dolen_note note;
    const char *text;

    if (dolen_ledger_checkpoint(s->broker.ledger, s->arena, &text, NULL) != DOLEN_OK)
        return 0;
    DOLEN_MUST(dolen_note_read(s->arena, dolen_bytes_of_string(text), &note, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_checkpoint_read(note.text, &checkpoint, NULL) == DOLEN_OK);
    return checkpoint.size;
}

/* The twin of all below: what is as it should be is taken, and stands in the ledger. */
static void what_a_member_signed_is_taken(void **state)
{
    scene *s = set_up(false);

    for (size_t i = 0; i < DOORS; i++) {
        const uint64_t before = ledger_size(s);
        const dolen_bytes body = doors[i].make(s, dolen_code_of("NPT"));
        assert_int_equal(200, knock(s, &doors[i], "NPT", sign(s, &doors[i], body, s->members[0])));
        assert_int_equal(before + doors[i].is_entered, ledger_size(s));
    }
    tear_down(s);
}

static void ig_29_a_wrong_signature_is_refused(void **state)
{
    scene *s = set_up(false);

    for (size_t i = 0; i < DOORS; i++) {
        const dolen_bytes body = doors[i].make(s, dolen_code_of("NPT"));
        const dolen_bytes right = sign(s, &doors[i], body, s->members[0]);
        uint8_t *changed = dolen_arena_make(s->arena, right.size, 1);
        memcpy(changed, right.at, right.size);
        changed[right.size - 1] ^= 1;
        /* Somebody else's key; the right key for another door; a signature of which one bit is wrong. */
        assert_int_not_equal(200, knock(s, &doors[i], "NPT", sign(s, &doors[i], body, s->members[1])));
        assert_int_not_equal(200, knock(s, &doors[i], "NPT", sign(s, &doors[(i + 1) % DOORS], body, s->members[0])));
        assert_int_not_equal(200, knock(s, &doors[i], "NPT", dolen_bytes_of(changed, right.size)));
    }
    assert_int_equal(0, ledger_size(s));
    tear_down(s);
}

static void ig_29_a_member_speaks_for_itself_alone(void **state)
{
    scene *s = set_up(false);

    for (size_t i = 0; i < DOORS; i++) {
        const dolen_bytes body = doors[i].make(s, dolen_code_of("NPT"));
        /* What NPT signed, brought by SWA; and what SWA signed in NPT's name. */
        assert_int_equal(403, knock(s, &doors[i], "SWA", sign(s, &doors[i], body, s->members[0])));
        assert_int_equal(403, knock(s, &doors[i], "SWA", sign(s, &doors[i], body, s->members[1])));
    }
    assert_int_equal(0, ledger_size(s));
    tear_down(s);
}

static void ig_29_a_suspended_member_is_refused(void **state)
{
    for (int suspended = 0; suspended < 2; suspended++) {
        scene *s = set_up(suspended);
        for (size_t i = 0; i < DOORS; i++) {
            const dolen_bytes body = doors[i].make(s, dolen_code_of("SWP"));
            const dolen_bytes message = sign(s, &doors[i], body, s->members[2]);
            assert_int_equal(suspended ? 403 : 200, knock(s, &doors[i], "SWP", message));
        }
        tear_down(s);
    }
}

/* Reading owners' notices again changes nothing and tells nothing new, but only while the clock allows. */
static void r_03_what_was_sent_before_is_taken_once(void **state)
{
    scene *s = set_up(false);

    for (size_t i = 0; i < DOORS; i++) {
        const dolen_bytes message = sign(s, &doors[i], doors[i].make(s, dolen_code_of("NPT")), s->members[0]);
        assert_int_equal(200, knock(s, &doors[i], "NPT", message));
        assert_int_equal(doors[i].is_entered ? 409 : 200, knock(s, &doors[i], "NPT", message));
        s->now += 6 * MINUTE;
        assert_int_equal(403, knock(s, &doors[i], "NPT", message));
        s->now -= 12 * MINUTE;
        assert_int_equal(403, knock(s, &doors[i], "NPT", message));
        s->now += 6 * MINUTE;
    }
    tear_down(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_member_signed_is_taken),
        cmocka_unit_test(ig_29_a_wrong_signature_is_refused),
        cmocka_unit_test(ig_29_a_member_speaks_for_itself_alone),
        cmocka_unit_test(ig_29_a_suspended_member_is_refused),
        cmocka_unit_test(r_03_what_was_sent_before_is_taken_once),
    };

    return cmocka_run_group_tests_name("signed_doors", tests, start, stop);
}
