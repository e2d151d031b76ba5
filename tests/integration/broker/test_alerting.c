/* What members that watch are told when another publishes (IG-32): with the delta and the ledger, or not at all. */
#include "node/broker/alerting.h"

#include <stdlib.h>

#include "node/match/match_score.h"
#include "node/store/erasure_store.h"
#include "node/store/transaction.h"
#include "tests/support/database_scene.h"
#include "tests/support/ledger_data.h"
#include "tests/support/policy_facts.h"
#include "tests/support/publisher.h"

enum { ARENA = 8 * 1024 * 1024, MEMBERS = 5, EVERY_KEY = 0, NHS_NUMBER = 1, NOTHING = 2 };

#define DAY INT64_C(86400000)

/* A version of a record: which flags it has, and how much of the person's keys it shares with others. */
typedef struct shape {
    const char *code;
    int days;  /* event: the latest, so many days ago */
    int since; /* otherwise: so many months ago */
    bool closed;
    bool shielded;
    bool disputed;
    int keys;
    const char *also; /* another event of today */
} shape;

/* Version n of a record is shapes[n]. */
enum {
    NONE,
    ON_REGISTER,
    OFF_REGISTER,
    IN_CONTACT,
    REGISTER_BY_NUMBER,
    MISSING_NOW,
    MISSING_LATELY,
    MISSING_LONG_AGO,
    MISSING_BY_NUMBER,
    MISSING_STRANGER,
    MISSING_SHIELDED,
    MISSING_DISPUTED,
    MISSING_AND_SAFE,
    HIGH_RISK,
    HIGH_RISK_OVER,
    HIGH_RISK_LONG,
    CAMHS,
    EXCLUDED,
    INTERVIEWED,
    LOOKED_AFTER,
    IN_HOSPITAL,
};

static const shape shapes[] = {
    [ON_REGISTER] = {.code = "CSC.CPR", .since = 5},
    [OFF_REGISTER] = {.code = "CSC.CPR", .since = 5, .closed = true},
    [IN_CONTACT] = {.code = "CSC.CONTACT"},
    [REGISTER_BY_NUMBER] = {.code = "CSC.CPR", .since = 5, .keys = NHS_NUMBER},
    [MISSING_NOW] = {.code = "POL.MISSING"},
    [MISSING_LATELY] = {.code = "POL.MISSING", .days = 3},
    [MISSING_LONG_AGO] = {.code = "POL.MISSING", .days = 20},
    [MISSING_BY_NUMBER] = {.code = "POL.MISSING", .keys = NHS_NUMBER},
    [MISSING_STRANGER] = {.code = "POL.MISSING", .keys = NOTHING},
    [MISSING_SHIELDED] = {.code = "POL.MISSING", .shielded = true},
    [MISSING_DISPUTED] = {.code = "POL.MISSING", .disputed = true},
    [MISSING_AND_SAFE] = {.code = "POL.MISSING", .also = "POL.SAFEWELL"},
    [HIGH_RISK] = {.code = "POL.MISSING_HR"},
    [HIGH_RISK_OVER] = {.code = "POL.MISSING_HR", .closed = true},
    [HIGH_RISK_LONG] = {.code = "POL.MISSING_HR", .since = 3},
    [CAMHS] = {.code = "HBX.CAMHS"},
    [EXCLUDED] = {.code = "EDU.EXCL_PERM"},
    [INTERVIEWED] = {.code = "MIS.RI_DONE"},
    [LOOKED_AFTER] = {.code = "CSC.LAC", .since = 5},
    [IN_HOSPITAL] = {.code = "HB.ED"},
};

typedef struct scene {
    database_scene *database;
    dolen_rules *rules;
    dolen_federation federation;
    dolen_federation_member members[MEMBERS];
    dolen_signing_key *key;
    dolen_ledger *ledger;
    publisher_broker broker;
    publisher npt, swa, swp, sbu, waid;
    size_t limit; /* flags that a delta's own transaction looks at */
    dolen_alerting_result result;
} scene;

static int64_t now(void)
{
    return dolen_clock_now(dolen_clock_system());
}

static dolen_day days_ago(int days)
{
    return dolen_day_of(now() - days * DAY);
}

static dolen_alerting with_of(const scene *s)
{
    return (dolen_alerting){.federation = &s->federation, .rules = s->rules, .ledger = s->ledger, .now = now()};
}

static dolen_status before(void *context, dolen_connection *connection, dolen_delta_place place,
                           const dolen_delta *delta, dolen_err *err)
{
    scene *s = ((publisher_broker *)context)->context;
    const dolen_alerting with = with_of(s);

    s->result = (dolen_alerting_result){0};
    return dolen_alerting_note(&with, connection, place, delta, &s->result, err);
}

static dolen_status after(void *context, dolen_connection *connection, dolen_delta_place place,
                          const dolen_delta *delta, dolen_err *err)
{
    scene *s = ((publisher_broker *)context)->context;
    const dolen_alerting with = with_of(s);
    const dolen_alert_place at = {.place = place, .agency = delta->agency, .sequence = delta->sequence};

    return dolen_alerting_raise(&with, connection, &at, s->limit, &s->result, err);
}

/* The same person has the same keys at every agency; what a record does not share hangs on the agency too. */
static void make_tokens(const publisher *self, dolen_arena *arena, dolen_record *record, uint32_t number, int keys)
{
    dolen_token *tokens = dolen_arena_make(arena, record->token_count, sizeof *tokens);

    memcpy(tokens, record->tokens, record->token_count * sizeof *tokens);
    for (size_t i = 0; i < record->token_count; i++) {
        const bool shared = keys == EVERY_KEY || (keys == NHS_NUMBER && tokens[i].kind == DOLEN_KEY_K20);
        memset(&tokens[i].pseudonym, 0, sizeof tokens[i].pseudonym);
        snprintf((char *)tokens[i].pseudonym.bytes, DOLEN_PSEUDONYM_SIZE, "%u %d %.4s", number, (int)tokens[i].kind,
                 shared ? "" : self->agency.text);
    }
    record->tokens = tokens;
    record->fields =
        DOLEN_FIELD_FORENAME | DOLEN_FIELD_SURNAME | DOLEN_FIELD_BORN | DOLEN_FIELD_PLACE | DOLEN_FIELD_NHS_NUMBER;
    if (keys == NHS_NUMBER)
        record->fields = DOLEN_FIELD_NHS_NUMBER;
}

static dolen_flag make_flag(dolen_arena *arena, const dolen_rules *rules, const char *code, const shape *like)
{
    const dolen_month this_month = dolen_month_of(days_ago(0));
    dolen_flag flag = {.code = dolen_code_of(code),
                       .kind = dolen_rules_find_headline(rules, dolen_code_of(code))->kind,
                       .disputed = like->disputed};
    dolen_month_count *months = dolen_arena_make(arena, 1, sizeof *months);

    if (flag.kind != DOLEN_FLAG_EVENT) {
        flag.opened = this_month - like->since;
        flag.closed = like->closed ? this_month - like->since + (like->since > 0) : 0;
        return flag;
    }
    flag.latest = days_ago(like->days);
    *months = (dolen_month_count){dolen_month_of(flag.latest), 1};
    flag.months = months;
    flag.month_count = 1;
    return flag;
}

static void shape_record(const publisher *self, dolen_arena *arena, dolen_record *record, uint32_t number,
                         uint32_t version)
{
    const scene *s = self->broker->context;
    const shape *like = &shapes[version];
    dolen_flag *flags = dolen_arena_make(arena, 2, sizeof *flags);

    record->flag_count = 0;
    if (version == NONE)
        return;
    flags[record->flag_count++] = make_flag(arena, s->rules, like->code, like);
    if (like->also)
        flags[record->flag_count++] = make_flag(arena, s->rules, like->also, like);
    record->flags = flags;
    record->protection = like->shielded ? DOLEN_PROTECTION_SHIELDED : DOLEN_PROTECTION_NONE;
    make_tokens(self, arena, record, number, like->keys);
}

static void start_member(scene *s, size_t place, publisher *self, const char *code, const char *type)
{
    s->members[place] = (dolen_federation_member){.code = dolen_code_of(code), .type = dolen_code_of(type)};
    publisher_start(self, &s->broker, code);
    self->shape = shape_record;
}

static int set_up(void **state)
{
    scene *s = calloc(1, sizeof *s);
    void *database = NULL;
    dolen_err err = {0};

    database_scene_make("broker", &database);
    s->database = database;
    s->rules = facts_rules();
    s->key = data_key(1);
    const dolen_ledger_settings ledger = {
        .origin = "broker.example/ledger", .key = s->key, .pool = s->database->service, .clock = dolen_clock_system()};
    assert_ok(dolen_ledger_open(&ledger, &s->ledger, &err));
    publisher_broker_start(&s->broker, s->database->service);
    s->broker.context = s;
    s->broker.desk.before = before;
    s->broker.desk.after = after;
    start_member(s, 0, &s->npt, "NPT", "council");
    start_member(s, 1, &s->swa, "SWA", "council");
    start_member(s, 2, &s->swp, "SWP", "police");
    start_member(s, 3, &s->sbu, "SBU", "health");
    start_member(s, 4, &s->waid, "WAID", "domestic-abuse");
    s->federation = (dolen_federation){.members = s->members, .member_count = MEMBERS};
    s->limit = DOLEN_ALERTING_FLAGS;
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    scene *s = *state;
    void *database = s->database;
    publisher *const all[] = {&s->npt, &s->swa, &s->swp, &s->sbu, &s->waid};

    for (size_t i = 0; i < MEMBERS; i++)
        publisher_stop(all[i]);
    publisher_broker_stop(&s->broker);
    dolen_ledger_free(s->ledger);
    dolen_signing_key_free(s->key);
    dolen_rules_free(s->rules);
    database_scene_free(&database);
    free(s);
    return 0;
}

static dolen_status try_publish(publisher *self, uint32_t number, uint32_t version, uint32_t old)
{
    const publisher_change change = {number, version, old};

    return publisher_publish(self, DOLEN_DELTA_INCREMENT, &change, 1, NULL);
}

static void publish(publisher *self, uint32_t number, uint32_t version, uint32_t old)
{
    assert_int_equal(DOLEN_OK, try_publish(self, number, version, old));
}

static int64_t alerts(const scene *s)
{
    return NUMBER_OF(s->database, "SELECT count(*) FROM alert");
}

static int64_t waiting(const scene *s)
{
    return NUMBER_OF(s->database, "SELECT count(*) FROM alert_pending");
}

static int64_t entries(const scene *s)
{
    return NUMBER_OF(s->database, "SELECT count(*) FROM ledger_entry");
}

/* What an agency would be given after this entry, in `arena`. */
static size_t fetch(const scene *s, const char *agency, int64_t from, dolen_arena *arena, const dolen_alert_row **out)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    int64_t reached = 0;
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->database->service, &connection, &err));
    assert_ok(
        dolen_alert_queue_store_after(connection, dolen_code_of(agency), from, arena, out, &count, &reached, &err));
    if (count)
        assert_true(reached > from);
    else
        assert_int_equal(from, reached);
    return count;
}

static dolen_ledger_entry entry_at(const scene *s, uint64_t index, dolen_arena *arena)
{
    const dolen_ledger_stored *stored = NULL;
    dolen_ledger_entry entry;
    size_t found = 0;
    dolen_err err = {0};

    assert_ok(dolen_ledger_read(s->ledger, index, 1, (dolen_ledger_reader){.all = true}, arena, &stored, &found, &err));
    assert_int_equal(1, found);
    assert_ok(dolen_ledger_entry_read(arena, stored->entry, &entry, &err));
    return entry;
}

static void ig_32_a_watching_agency_is_told_of_a_new_flag_and_the_ledger_says_so(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_alert_row *rows = NULL;
    scene *s = *state;

    publish(&s->npt, 1, ON_REGISTER, NONE);
    assert_int_equal(0, alerts(s));
    publish(&s->swp, 1, MISSING_NOW, NONE);
    assert_int_equal(1, fetch(s, "NPT", -1, arena, &rows));
    const dolen_alert *alert = &rows[0].alert;
    assert_string_equal("SWP", alert->agency.text);
    assert_string_equal("POL.MISSING", alert->flag.text);
    assert_string_equal("REGISTER", alert->watch.text);
    assert_int_equal(0, dolen_day_compare(days_ago(0), alert->latest));
    assert_int_equal(1, alert->contact);
    assert_true(rows[0].has_times);
    const dolen_ledger_entry entry = entry_at(s, alert->entry, arena);
    assert_int_equal(DOLEN_LEDGER_ALERT, entry.kind);
    assert_string_equal("NPT", entry.member.text);
    assert_string_equal("CPREV", entry.purpose.text);
    assert_string_equal("SWP", entry.disclosures[0].member.text);
    assert_int_equal(1, entry.range.count);
    assert_int_equal(1, entry.range.first);
    assert_string_equal("REGISTER", entry.reason.text);
    assert_int_equal(0, fetch(s, "SWP", -1, arena, &rows));
    assert_int_equal(0, fetch(s, "NPT", (int64_t)alert->entry, arena, &rows));
    assert_int_equal(0, waiting(s));
}

/* what stands on the disk is the sealed handle of the agency that is told, and nothing of the other's record. */
static void r_12_the_queue_holds_no_handle_as_it_travels(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_alert_row *rows = NULL;
    scene *s = *state;

    publish(&s->npt, 1, ON_REGISTER, NONE);
    publish(&s->swp, 1, MISSING_NOW, NONE);
    assert_int_equal(1, fetch(s, "NPT", -1, arena, &rows));
    const dolen_record *own = publisher_record(&s->npt, arena, 1, ON_REGISTER);
    assert_false(dolen_uuid_same(own->handle, rows[0].alert.handle));
    assert_true(dolen_uuid_same(own->handle, dolen_handle_seal_open(s->broker.handles, rows[0].alert.handle)));
    assert_int_equal(0, NUMBER_OF(s->database, "SELECT count(*) FROM alert a JOIN record r ON r.handle = a.handle "
                                               "JOIN agency g ON g.id = r.agency WHERE g.code = a.publisher"));
}

static void records_that_nobody_watches_are_not_told_of(void **state)
{
    scene *s = *state;

    publish(&s->npt, 1, IN_CONTACT, NONE);
    publish(&s->swp, 1, MISSING_NOW, NONE);
    publish(&s->npt, 2, OFF_REGISTER, NONE);
    publish(&s->swp, 2, MISSING_NOW, NONE);
    publish(&s->swp, 3, MISSING_NOW, NONE);
    publish(&s->sbu, 3, IN_HOSPITAL, NONE);
    assert_int_equal(0, alerts(s));
    assert_int_equal(0, entries(s));
}

static void an_agency_is_not_told_of_what_it_published_itself(void **state)
{
    const publisher_change both[] = {{1, ON_REGISTER, NONE}, {2, EXCLUDED, NONE}};
    scene *s = *state;

    publish(&s->npt, 1, ON_REGISTER, NONE);
    publish(&s->npt, 1, EXCLUDED, ON_REGISTER);
    assert_int_equal(DOLEN_OK, publisher_publish(&s->npt, DOLEN_DELTA_SNAPSHOT, both, 2, NULL));
    assert_int_equal(0, alerts(s));
}

static void what_happened_before_a_record_was_watched_is_not_told(void **state)
{
    scene *s = *state;

    publish(&s->npt, 1, IN_CONTACT, NONE);
    publish(&s->swp, 1, MISSING_LATELY, NONE);
    publish(&s->npt, 1, ON_REGISTER, IN_CONTACT);
    assert_int_equal(0, alerts(s));
    publish(&s->swp, 1, MISSING_NOW, MISSING_LATELY); /* and what happens then is */
    assert_int_equal(1, alerts(s));
}

static void only_news_is_told(void **state)
{
    const publisher_change again[] = {{1, MISSING_NOW, NONE}};
    scene *s = *state;

    publish(&s->npt, 1, ON_REGISTER, NONE);
    publish(&s->swp, 1, MISSING_LONG_AGO, NONE);
    assert_int_equal(0, alerts(s));
    publish(&s->swp, 1, MISSING_LATELY, MISSING_LONG_AGO);
    assert_int_equal(1, alerts(s));
    publish(&s->swp, 1, MISSING_NOW, MISSING_LATELY);
    assert_int_equal(2, alerts(s));
    assert_int_equal(DOLEN_OK, publisher_publish(&s->swp, DOLEN_DELTA_SNAPSHOT, again, 1, NULL));
    assert_int_equal(0, s->result.noted);
    publish(&s->swp, 1, MISSING_LATELY, MISSING_NOW); /* a correction backwards */
    assert_int_equal(0, s->result.noted);
    assert_int_equal(2, alerts(s));
}

static void a_state_is_told_when_it_begins_or_begins_again(void **state)
{
    scene *s = *state;

    publish(&s->npt, 1, ON_REGISTER, NONE);
    publish(&s->swp, 1, HIGH_RISK_LONG, NONE);
    assert_int_equal(0, s->result.noted);
    publish(&s->swp, 1, HIGH_RISK, HIGH_RISK_LONG); /* begins later */
    assert_int_equal(1, s->result.noted);
    assert_int_equal(1, alerts(s));
    publish(&s->swp, 1, HIGH_RISK_OVER, HIGH_RISK);
    assert_int_equal(0, s->result.noted);
    publish(&s->swp, 1, HIGH_RISK, HIGH_RISK_OVER); /* reopened: news, but told this month already */
    assert_int_equal(1, s->result.noted);
    assert_int_equal(1, alerts(s));
}

static void the_same_is_told_once(void **state)
{
    const publisher_change gone = {1, 0, MISSING_NOW};
    const publisher_change twice[] = {{1, MISSING_NOW, NONE}};
    scene *s = *state;

    publish(&s->npt, 1, ON_REGISTER, NONE);
    publish(&s->swp, 1, MISSING_NOW, NONE);
    assert_int_equal(DOLEN_OK, publisher_publish(&s->swp, DOLEN_DELTA_INCREMENT, &gone, 1, NULL));
    assert_int_equal(DOLEN_OK, publisher_publish(&s->swp, DOLEN_DELTA_INCREMENT, twice, 1, NULL));
    assert_int_equal(1, s->result.noted);
    assert_int_equal(1, alerts(s));
    assert_int_equal(1, entries(s));
}

static void each_watching_agency_and_each_flag_is_told_of(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_alert_row *rows = NULL;
    scene *s = *state;

    publish(&s->npt, 1, ON_REGISTER, NONE);
    publish(&s->swa, 1, LOOKED_AFTER, NONE);
    publish(&s->swp, 1, MISSING_AND_SAFE, NONE);
    assert_int_equal(2, fetch(s, "NPT", -1, arena, &rows));
    assert_int_equal(rows[0].alert.entry, rows[1].alert.entry);
    assert_int_equal(2, entry_at(s, rows[0].alert.entry, arena).range.count);
    assert_int_equal(2, fetch(s, "SWA", -1, arena, &rows));
    assert_string_equal("LOOKED-AFTER-MISSING", rows[0].alert.watch.text);
    assert_int_equal(2, entries(s));
}

static void a_purpose_without_times_tells_none(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_alert_row *rows = NULL;
    scene *s = *state;

    publish(&s->swa, 1, LOOKED_AFTER, NONE);
    publish(&s->sbu, 1, IN_HOSPITAL, NONE);
    assert_int_equal(1, fetch(s, "SWA", -1, arena, &rows));
    assert_false(rows[0].has_times);
    assert_int_equal(DOLEN_LEVEL_L2, entry_at(s, rows[0].alert.entry, arena).disclosures[0].level);
}

static void ig_27_a_disputed_flag_keeps_its_marker(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_alert_row *rows = NULL;
    scene *s = *state;

    publish(&s->npt, 1, ON_REGISTER, NONE);
    publish(&s->swp, 1, MISSING_DISPUTED, NONE);
    assert_int_equal(1, fetch(s, "NPT", -1, arena, &rows));
    assert_true(rows[0].alert.disputed);
}

static void ig_21_probable_matches_and_strangers_alert_nobody(void **state)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();
    const dolen_match_comparison number = {.kinds = dolen_match_bit(DOLEN_KEY_K20),
                                           .asked_fields = DOLEN_FIELD_NHS_NUMBER,
                                           .held_fields = DOLEN_FIELD_NHS_NUMBER,
                                           .index_records = 2};
    const dolen_limits *limits = dolen_rules_limits(rules);
    scene *s = *state;

    assert_int_equal(
        DOLEN_BAND_PROBABLE,
        dolen_match_score_person(&number, (dolen_match_thresholds){limits->confirmed, limits->probable}).band);
    publish(&s->npt, 1, REGISTER_BY_NUMBER, NONE);
    publish(&s->swp, 1, MISSING_BY_NUMBER, NONE);
    publish(&s->npt, 2, ON_REGISTER, NONE);
    publish(&s->swp, 2, MISSING_STRANGER, NONE);
    assert_int_equal(0, alerts(s));
    assert_int_equal(0, waiting(s));
}

static void ig_15_ig_17_nothing_protected_or_sensitive_is_told(void **state)
{
    scene *s = *state;

    publish(&s->npt, 1, ON_REGISTER, NONE);
    publish(&s->swp, 1, MISSING_SHIELDED, NONE);
    publish(&s->sbu, 1, CAMHS, NONE);
    publish(&s->waid, 1, INTERVIEWED, NONE);
    assert_int_equal(0, alerts(s));
    assert_int_equal(0, entries(s));
}

static void what_the_rules_withhold_is_not_told(void **state)
{
    static const char other[] = "[agreement A]\nname.en = A\nname.cy = A\nform = two-way\nmembers = NPT, SBU\n"
                                "purposes = CPREV\nfrom = 2025-01-01\nuntil = 2090-12-31\nreview = 2089-12-31\n";
    scene *s = *state;

    dolen_rules_free(s->rules);
    s->rules = facts_rules_under(other);
    publish(&s->npt, 1, ON_REGISTER, NONE);
    publish(&s->swp, 1, MISSING_NOW, NONE); /* has signed nothing */
    assert_int_equal(0, alerts(s));
    publish(&s->sbu, 1, IN_HOSPITAL, NONE); /* has */
    assert_int_equal(1, alerts(s));
}

static void suspended_members_neither_tell_nor_are_told(void **state)
{
    scene *s = *state;

    publish(&s->npt, 1, ON_REGISTER, NONE);
    s->members[0].suspended = true;
    publish(&s->swp, 1, MISSING_LATELY, NONE);
    s->members[0].suspended = false;
    s->members[2].suspended = true;
    publish(&s->swp, 1, MISSING_NOW, MISSING_LATELY);
    assert_int_equal(0, alerts(s));
    assert_int_equal(0, waiting(s));
}

static dolen_status break_off(void *context, dolen_connection *connection, dolen_err *err)
{
    (void)context;
    (void)connection;
    return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the disk is full");
}

static dolen_status end_own_backend(void *context, dolen_connection *connection, dolen_err *err)
{
    static const dolen_statement end_self =
        DOLEN_STATEMENT("test-end-own", "SELECT pg_terminate_backend(pg_backend_pid())");

    (void)context;
    return dolen_statement_run(connection, &end_self, NULL, NULL, err);
}

/* Everything up to the delta's own ledger entry was done; then it ends. */
static void interrupted_there_is_neither_delta_nor_alert_nor_entry(void **state)
{
    dolen_status (*const ends[])(void *, dolen_connection *, dolen_err *) = {break_off, end_own_backend};
    scene *s = *state;

    publish(&s->npt, 1, ON_REGISTER, NONE);
    for (size_t i = 0; i < 2; i++) {
        s->broker.before_append = ends[i];
        assert_int_not_equal(DOLEN_OK, try_publish(&s->swp, 1, MISSING_NOW, NONE));
        assert_int_equal(1, s->result.raised); /* it had been */
        assert_int_equal(0, alerts(s));
        assert_int_equal(0, waiting(s));
        assert_int_equal(0, entries(s));
        assert_int_equal(0, NUMBER_OF(s->database, "SELECT count(*) FROM flag WHERE code = 'POL.MISSING'"));
    }
    s->broker.before_append = NULL;
    publish(&s->swp, 1, MISSING_NOW, NONE);
    assert_int_equal(1, alerts(s));
    assert_int_equal(1, entries(s));
}

static void no_alert_stands_without_its_ledger_entry(void **state)
{
    const dolen_alert_row row = {.agency = dolen_code_of("NPT"),
                                 .alert = {.entry = 7,
                                           .watch = dolen_code_of("REGISTER"),
                                           .agency = dolen_code_of("SWP"),
                                           .flag = dolen_code_of("POL.MISSING"),
                                           .kind = DOLEN_FLAG_EVENT,
                                           .month = dolen_month_of(days_ago(0)),
                                           .latest = days_ago(0),
                                           .raised = now()}};
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};
    scene *s = *state;

    assert_ok(dolen_pool_take(s->database->service, &connection, &err));
    assert_fails(DOLEN_E_INPUT, dolen_alert_queue_store_add(connection, &row, 1, NULL));
    assert_int_equal(0, alerts(s));
    assert_false(database_scene_may(s->database->service, "DELETE FROM alert"));
    assert_false(database_scene_may(s->database->service, "UPDATE alert SET handle = gen_random_uuid()"));
    assert_false(database_scene_may(s->database->eraser, "UPDATE alert SET fetched = 1"));
    assert_false(database_scene_may(s->database->eraser, "SELECT FROM alert_pending"));
}

/* A delta brings more than its transaction may look at: the others wait, and are told after it. */
static void what_one_delta_cannot_look_at_is_not_lost(void **state)
{
    enum { PEOPLE = 12 };
    publisher_change watched[PEOPLE];
    publisher_change missing[PEOPLE];
    dolen_alerting_result late = {0};
    scene *s = *state;

    for (uint32_t i = 0; i < PEOPLE; i++) {
        watched[i] = (publisher_change){i + 1, ON_REGISTER, NONE};
        missing[i] = (publisher_change){i + 1, MISSING_NOW, NONE};
    }
    s->limit = 5;
    assert_int_equal(DOLEN_OK, publisher_publish(&s->npt, DOLEN_DELTA_SNAPSHOT, watched, PEOPLE, NULL));
    assert_int_equal(DOLEN_OK, publisher_publish(&s->swp, DOLEN_DELTA_SNAPSHOT, missing, PEOPLE, NULL));
    assert_int_equal(PEOPLE, s->result.noted);
    assert_int_equal(5, alerts(s));
    assert_int_equal(PEOPLE - 5, waiting(s));

    const publisher_change gone = {PEOPLE, 0, MISSING_NOW}; /* withdrawn before it was looked at: not told */
    assert_int_equal(DOLEN_OK, publisher_publish(&s->swp, DOLEN_DELTA_INCREMENT, &gone, 1, NULL));
    const dolen_alerting with = with_of(s);
    dolen_err err = {0};
    assert_ok(dolen_alerting_catch_up(&with, s->database->service, &late, &err));
    assert_fails(DOLEN_E_ABSENT, dolen_alerting_catch_up(&with, s->database->service, &late, &err));
    assert_int_equal(PEOPLE - 5, late.looked);
    assert_int_equal(PEOPLE - 6, late.raised);
    assert_int_equal(PEOPLE - 1, alerts(s));
    assert_int_equal(0, waiting(s));
}

static void without_watches_nothing_is_noted(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    scene *s = *state;

    publish(&s->npt, 1, ON_REGISTER, NONE);
    dolen_rules_free(s->rules);
    assert_int_equal(DOLEN_OK, facts_rules_with("watches.rules", "# None.\n", &s->rules, problems));
    publish(&s->swp, 1, MISSING_NOW, NONE);
    assert_int_equal(0, s->result.noted);
    assert_int_equal(0, alerts(s));
}

static void fetched(const scene *s, int64_t reached, int64_t at)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->database->service, &connection, &err));
    assert_ok(dolen_alert_queue_store_fetched(connection, dolen_code_of("NPT"), reached, at, &err));
}

static void erase(const scene *s, int64_t fetched_before, int64_t raised_before)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_transaction_begin(s->database->eraser, &transaction, &err));
    assert_ok(dolen_erasure_store_alerts(dolen_transaction_connection(transaction), fetched_before, raised_before,
                                         now(), &err));
    assert_ok(dolen_transaction_commit(transaction, &err));
}

static void ig_14_alerts_go_some_time_after_they_were_fetched(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_alert_row *rows = NULL;
    scene *s = *state;

    publish(&s->npt, 1, ON_REGISTER, NONE);
    publish(&s->swp, 1, MISSING_LATELY, NONE);
    publish(&s->swp, 1, MISSING_NOW, MISSING_LATELY);
    assert_int_equal(2, fetch(s, "NPT", -1, arena, &rows));
    const int64_t first = (int64_t)rows[0].alert.entry;
    fetched(s, -1, 1000);
    erase(s, 5000, 0);
    assert_int_equal(2, alerts(s)); /* nobody said that it was kept */
    fetched(s, first, 1000);
    fetched(s, first, 9000); /* asked again: the first time counts */
    erase(s, 1000, 0);
    assert_int_equal(2, alerts(s));
    erase(s, 1001, 0);
    assert_int_equal(1, alerts(s));
    assert_int_equal(1, NUMBER_OF(s->database, "SELECT sum(count)::bigint FROM erasure WHERE outcome = 'alerts'"));
    erase(s, 1001, now() + 1000); /* never fetched, and past the ledger's own time */
    assert_int_equal(0, alerts(s));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(ig_32_a_watching_agency_is_told_of_a_new_flag_and_the_ledger_says_so),
        TEST(r_12_the_queue_holds_no_handle_as_it_travels),
        TEST(records_that_nobody_watches_are_not_told_of),
        TEST(an_agency_is_not_told_of_what_it_published_itself),
        TEST(what_happened_before_a_record_was_watched_is_not_told),
        TEST(only_news_is_told),
        TEST(a_state_is_told_when_it_begins_or_begins_again),
        TEST(the_same_is_told_once),
        TEST(each_watching_agency_and_each_flag_is_told_of),
        TEST(a_purpose_without_times_tells_none),
        TEST(ig_27_a_disputed_flag_keeps_its_marker),
        TEST(ig_21_probable_matches_and_strangers_alert_nobody),
        TEST(ig_15_ig_17_nothing_protected_or_sensitive_is_told),
        TEST(what_the_rules_withhold_is_not_told),
        TEST(suspended_members_neither_tell_nor_are_told),
        TEST(interrupted_there_is_neither_delta_nor_alert_nor_entry),
        TEST(no_alert_stands_without_its_ledger_entry),
        TEST(what_one_delta_cannot_look_at_is_not_lost),
        TEST(without_watches_nothing_is_noted),
        TEST(ig_14_alerts_go_some_time_after_they_were_fetched),
    };
#undef TEST

    return cmocka_run_group_tests_name("alerting", tests, database_scene_start, database_scene_stop);
}
