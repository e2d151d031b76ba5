/*
 * What watches cost a delta (node/broker/alerting.h): the commit of changes to 1 % of an agency's records, on a real,
 * durable PostgreSQL, beside the same commit without any look for news, in the same run:
 *   no news    flags change that no watch tells of
 *   unwatched  each change is news, and nobody watches the person
 *   watched    each change is news, and another agency is told
 * usage: alerting_bench [RECORDS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/base/memory.h"
#include "node/broker/alerting.h"
#include "tests/support/ledger_data.h"
#include "tests/support/policy_facts.h"
#include "tests/support/publisher.h"
#include "tests/support/temp_pg.h"

enum { RECORDS = 20000, MEMBERS = 2, SHARE = 100, ROUNDS = 5 };

/* Version n of a record has this flag; the police's events happened so many days ago. */
enum { REGISTER = 2, CONTACT, CALLED, CALLED_LATER, MISSING, MISSING_LATER };

typedef struct bench {
    dolen_rules *rules;
    dolen_federation federation;
    dolen_federation_member members[MEMBERS];
    dolen_ledger *ledger;
    publisher_broker broker;
    publisher council;
    publisher police;
    bool watches; /* whether deltas are looked at at all */
    dolen_alerting_result result;
} bench;

static void must(dolen_status status, const dolen_err *err)
{
    if (status == DOLEN_OK)
        return;
    fprintf(stderr, "alerting_bench: %s\n", err->what ? err->what : "?");
    exit(1);
}

static double now_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static dolen_alerting with_of(const bench *b)
{
    return (dolen_alerting){.federation = &b->federation,
                            .rules = b->rules,
                            .ledger = b->ledger,
                            .now = dolen_clock_now(dolen_clock_system())};
}

static dolen_status before(void *context, dolen_connection *connection, dolen_delta_place place,
                           const dolen_delta *delta, dolen_err *err)
{
    bench *b = ((publisher_broker *)context)->context;
    const dolen_alerting with = with_of(b);

    b->result = (dolen_alerting_result){0};
    return b->watches ? dolen_alerting_note(&with, connection, place, delta, &b->result, err) : DOLEN_OK;
}

static dolen_status after(void *context, dolen_connection *connection, dolen_delta_place place,
                          const dolen_delta *delta, dolen_err *err)
{
    bench *b = ((publisher_broker *)context)->context;
    const dolen_alerting with = with_of(b);
    const dolen_alert_place at = {.place = place, .agency = delta->agency, .sequence = delta->sequence};

    if (b->result.noted == 0)
        return DOLEN_OK;
    return dolen_alerting_raise(&with, connection, &at, DOLEN_ALERTING_FLAGS, &b->result, err);
}

static void shape(const publisher *self, dolen_arena *arena, dolen_record *record, uint32_t number, uint32_t version)
{
    static const char *const codes[] = {
        [REGISTER] = "CSC.CPR",    [CONTACT] = "CSC.CONTACT", [CALLED] = "POL.DA",
        [CALLED_LATER] = "POL.DA", [MISSING] = "POL.MISSING", [MISSING_LATER] = "POL.MISSING"};
    const int64_t today = dolen_day_number(dolen_day_of(dolen_clock_now(dolen_clock_system())));
    dolen_token *tokens = dolen_arena_make(arena, record->token_count, sizeof *tokens);
    dolen_flag *flag = dolen_arena_make(arena, 1, sizeof *flag);
    dolen_month_count *month = dolen_arena_make(arena, 1, sizeof *month);

    (void)self;
    DOLEN_MUST(tokens && flag && month);
    memcpy(tokens, record->tokens, record->token_count * sizeof *tokens);
    for (size_t i = 0; i < record->token_count; i++) {
        memset(&tokens[i].pseudonym, 0, sizeof tokens[i].pseudonym);
        snprintf((char *)tokens[i].pseudonym.bytes, DOLEN_PSEUDONYM_SIZE, "%u %d", number, (int)tokens[i].kind);
    }
    record->tokens = tokens;
    record->fields =
        DOLEN_FIELD_FORENAME | DOLEN_FIELD_SURNAME | DOLEN_FIELD_BORN | DOLEN_FIELD_PLACE | DOLEN_FIELD_NHS_NUMBER;
    record->flags = flag;
    record->flag_count = version < REGISTER ? 0 : 1;
    if (version < REGISTER)
        return;
    flag->code = dolen_code_of(codes[version]);
    flag->kind = version == REGISTER ? DOLEN_FLAG_STATE : DOLEN_FLAG_EVENT;
    if (version == REGISTER) {
        flag->opened = dolen_month_of(dolen_day_from_number(today)) - 6;
        return;
    }
    flag->latest = dolen_day_from_number(today - (version == CALLED_LATER || version == MISSING_LATER ? 0 : 3));
    *month = (dolen_month_count){dolen_month_of(flag->latest), 1};
    flag->months = month;
    flag->month_count = 1;
}

/* Seconds of one commit of changes from one version to another, to every SHARE-th record from `first` on. */
static double commit(bench *b, uint32_t records, uint32_t first, uint32_t from, uint32_t to)
{
    DOLEN_FREED publisher_change *changes = dolen_memory_make(records / SHARE, sizeof *changes);
    dolen_delta delta;
    uint64_t expected = 0;
    dolen_err err = {0};

    for (uint32_t i = 0; i < records / SHARE; i++)
        changes[i] = (publisher_change){i * SHARE + first, to, from};
    must(publisher_stage(&b->police, DOLEN_DELTA_INCREMENT, changes, records / SHARE, 300, &delta, &err), &err);
    const double begun = now_seconds();
    must(publisher_apply(&b->police, &delta, NULL, &expected, &err), &err);
    return now_seconds() - begun;
}

static void load(publisher *agency, uint32_t records, uint32_t watched, uint32_t other)
{
    DOLEN_FREED publisher_change *changes = dolen_memory_make(records, sizeof *changes);
    dolen_err err = {0};

    for (uint32_t i = 0; i < records; i++)
        changes[i] = (publisher_change){i, i % SHARE < ROUNDS ? watched : other, 0};
    must(publisher_publish(agency, DOLEN_DELTA_SNAPSHOT, changes, records, &err), &err);
}

/* Both ways in turn, each on fresh records, so that neither has the warmer cache. */
static void measure(bench *b, const char *what, uint32_t records, uint32_t first, uint32_t from, uint32_t to)
{
    double without = 0;
    double with = 0;

    b->watches = false;
    without = commit(b, records, first, from, to);
    (void)commit(b, records, first, to, from);
    b->watches = true;
    with = commit(b, records, first, from, to);
    printf("alerting %-9s %7u records, %u changed: %.0f ms, without watches %.0f ms; %ld news, %ld alerts; a look "
           "%.2f ms\n",
           what, records, records / SHARE, with * 1e3, without * 1e3, (long)b->result.noted, (long)b->result.raised,
           b->result.looked ? (with - without) * 1e3 / (double)b->result.looked : 0);
}

static void start(bench *b, dolen_pool *pool, dolen_signing_key *key)
{
    static const char *const members[MEMBERS][2] = {{"NPT", "council"}, {"SWP", "police"}};
    const dolen_ledger_settings ledger = {
        .origin = "broker.example/ledger", .key = key, .pool = pool, .clock = dolen_clock_system()};
    publisher *const agencies[MEMBERS] = {&b->council, &b->police};
    dolen_err err = {0};

    b->rules = facts_rules();
    must(dolen_ledger_open(&ledger, &b->ledger, &err), &err);
    publisher_broker_start(&b->broker, pool);
    b->broker.context = b;
    b->broker.desk.before = before;
    b->broker.desk.after = after;
    for (size_t i = 0; i < MEMBERS; i++) {
        b->members[i] =
            (dolen_federation_member){.code = dolen_code_of(members[i][0]), .type = dolen_code_of(members[i][1])};
        publisher_start(agencies[i], &b->broker, members[i][0]);
        agencies[i]->shape = shape;
    }
    b->federation = (dolen_federation){.members = b->members, .member_count = MEMBERS};
}

int main(int argc, char **argv)
{
    const uint32_t records = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : RECORDS;
    temp_pg *cluster = temp_pg_start(true);
    dolen_pool *pool = temp_pg_pool(cluster, "broker", "dolen_service");
    dolen_signing_key *key = data_key(1);
    bench *b = dolen_memory_make(1, sizeof *b);

    start(b, pool, key);
    load(&b->council, records, REGISTER, CONTACT); /* the first of each hundred are watched */
    load(&b->police, records, CALLED, CALLED);
    measure(b, "no news", records, 0, CALLED, CALLED_LATER);
    measure(b, "unwatched", records, ROUNDS, CALLED, MISSING_LATER);
    measure(b, "watched", records, 1, CALLED, MISSING_LATER);
    publisher_stop(&b->council);
    publisher_stop(&b->police);
    publisher_broker_stop(&b->broker);
    dolen_ledger_free(b->ledger);
    dolen_rules_free(b->rules);
    dolen_signing_key_free(key);
    dolen_pool_free(pool);
    temp_pg_free(cluster);
    free(b);
    return 0;
}
