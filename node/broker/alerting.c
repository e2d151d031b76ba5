#include "node/broker/alerting.h"

#include <stdlib.h>
#include <string.h>

#include "governance/policy/policy_watch.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/broker/candidates.h"
#include "node/store/transaction.h"

enum { CODES = 4096, CODES_ARENA = CODES * 32, PENDING_ARENA = 4 * 1024 * 1024, LOOK_ARENA = 24 * 1024 * 1024 };

static bool has_code(const dolen_code *codes, size_t count, dolen_code code)
{
    for (size_t i = 0; i < count; i++)
        if (dolen_code_same(codes[i], code))
            return true;
    return false;
}

/* What any watch tells of, and how far back the most patient one looks. */
static dolen_status news_of(const dolen_alerting *with, dolen_arena *arena, dolen_alert_news *out, dolen_err *err)
{
    size_t watch_count = 0;
    const dolen_watch *watches = dolen_rules_all_watches(with->rules, &watch_count);
    dolen_code *codes = NULL;
    uint32_t days = 0;

    *out = (dolen_alert_news){.codes = NULL};
    DOLEN_TRY(dolen_arena_take(arena, CODES, sizeof *codes, (void *)&codes, err));
    for (size_t i = 0; i < watch_count; i++) {
        days = watches[i].fresh_days > days ? watches[i].fresh_days : days;
        for (size_t j = 0; j < watches[i].tells.count; j++)
            if (out->code_count < CODES && !has_code(codes, out->code_count, watches[i].tells.items[j]))
                codes[out->code_count++] = watches[i].tells.items[j];
    }
    out->codes = codes;
    out->since = dolen_day_from_number(dolen_day_number(dolen_day_of(with->now)) - (int64_t)days);
    return DOLEN_OK;
}

dolen_status dolen_alerting_note(const dolen_alerting *with, dolen_connection *connection, dolen_delta_place place,
                                 const dolen_delta *delta, dolen_alerting_result *result, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(CODES_ARENA);
    dolen_alert_news news;
    int64_t noted = 0;

    DOLEN_TRY(news_of(with, arena, &news, err));
    if (news.code_count == 0)
        return DOLEN_OK;
    DOLEN_TRY(dolen_alert_queue_store_note(connection, place, delta, &news, &noted, err));
    result->noted += noted;
    return DOLEN_OK;
}

/* Flags of one publisher while they are looked at. */
typedef struct looking {
    const dolen_alerting *with;
    dolen_connection *connection;
    const dolen_alert_place *at;
    const dolen_federation_member *publisher;
    dolen_arena *arena; /* for one record at a time */
    dolen_day today;
    uint64_t population;
    const dolen_watch *watches;
    size_t watch_count;
    dolen_alert_row *rows;
    size_t count;
    size_t room;
} looking;

static void add_row(looking *l, const dolen_alert_row *row)
{
    if (l->count == l->room) {
        l->room = l->room ? 2 * l->room : 64;
        l->rows = dolen_memory_resize(l->rows, l->room, sizeof *l->rows);
    }
    l->rows[l->count++] = *row;
}

static dolen_alert_row row_of(const looking *l, const dolen_candidate *held, const dolen_alert_pending *news,
                              const dolen_watch *watch, dolen_level level)
{
    const bool is_event = news->flag.kind == DOLEN_FLAG_EVENT;

    return (dolen_alert_row){.agency = held->agency,
                             .alert = {.handle = held->handle,
                                       .watch = watch->code,
                                       .agency = l->publisher->code,
                                       .flag = news->flag.code,
                                       .kind = news->flag.kind,
                                       .month = is_event ? dolen_month_of(news->flag.latest) : news->flag.opened,
                                       .latest = is_event ? news->flag.latest : (dolen_day){0},
                                       .contact = news->contact,
                                       .disputed = news->flag.disputed,
                                       .raised = l->with->now},
                             .has_times = level >= DOLEN_LEVEL_L3};
}

/* The first watch that covers the record and may tell of the flag does; one is enough. */
static void tell(looking *l, const dolen_federation_member *member, const dolen_candidate *held,
                 const dolen_record_flags *flags, const dolen_alert_pending *news)
{
    const dolen_watcher watcher = {.member = member->code, .type = member->type, .today = l->today};
    const dolen_policy_record record = {.owner = l->publisher->code,
                                        .owner_type = l->publisher->type,
                                        .protection = news->protection,
                                        .band = DOLEN_BAND_CONFIRMED};

    for (size_t i = 0; i < l->watch_count; i++) {
        const dolen_watch *watch = &l->watches[i];
        if (!dolen_policy_watch_covers(watch, member->type, flags->items, flags->count, l->today))
            continue;
        const dolen_decision decision =
            dolen_policy_decide_alert(l->with->rules, watch, &watcher, &record, &news->flag);
        if (decision.verdict != DOLEN_VERDICT_PERMIT)
            continue;
        const dolen_alert_row row = row_of(l, held, news, watch, decision.level);
        add_row(l, &row);
        return;
    }
}

static bool has_watches(const looking *l, dolen_code type)
{
    for (size_t i = 0; i < l->watch_count; i++)
        if (dolen_code_list_has(l->watches[i].types, type))
            return true;
    return false;
}

/* A member in good standing that watches at all. */
static const dolen_federation_member *watcher_of(const looking *l, dolen_code agency)
{
    const dolen_federation_member *member = dolen_federation_member_of(l->with->federation, agency);
    const bool watches =
        member && !member->suspended && !dolen_code_same(agency, l->publisher->code) && has_watches(l, member->type);

    return watches ? member : NULL;
}

/* Records of the same person, certainly, that another member may watch. */
static dolen_status find_others(looking *l, const dolen_alert_pending *news, const dolen_candidate ***out,
                                size_t *count, dolen_err *err)
{
    const dolen_limits *limits = dolen_rules_limits(l->with->rules);
    const dolen_candidate_question question = {.subject = DOLEN_SUBJECT_PERSON,
                                               .fields = news->fields,
                                               .index_records = l->population,
                                               .thresholds = {limits->confirmed, limits->probable}};
    const dolen_candidate *candidates = NULL;
    dolen_candidate_match *matches = NULL;
    size_t found = 0;

    *count = 0;
    DOLEN_TRY(
        dolen_index_store_find(l->connection, news->tokens, news->token_count, l->arena, &candidates, &found, err));
    DOLEN_TRY(dolen_arena_take(l->arena, found + 1, sizeof *matches, (void *)&matches, err));
    DOLEN_TRY(dolen_arena_take(l->arena, found + 1, sizeof **out, (void *)out, err));
    found = dolen_candidates_match(&question, candidates, found, matches);
    for (size_t i = 0; i < found; i++)
        if (matches[i].score.band == DOLEN_BAND_CONFIRMED && matches[i].candidate->subject == DOLEN_SUBJECT_PERSON &&
            watcher_of(l, matches[i].candidate->agency))
            (*out)[(*count)++] = matches[i].candidate;
    return DOLEN_OK;
}

/* The news of one record, `count` flags of it. */
static dolen_status look_at(looking *l, const dolen_alert_pending *news, size_t count, dolen_err *err)
{
    int64_t records[DOLEN_INDEX_CANDIDATES] = {0};
    const dolen_candidate **others = NULL;
    dolen_record_flags *flags = NULL;
    size_t other_count = 0;

    dolen_arena_reset(l->arena);
    DOLEN_TRY(find_others(l, news, &others, &other_count, err));
    if (other_count == 0)
        return DOLEN_OK;
    DOLEN_TRY(dolen_arena_take(l->arena, other_count, sizeof *flags, (void *)&flags, err));
    for (size_t i = 0; i < other_count; i++)
        records[i] = others[i]->record;
    DOLEN_TRY(dolen_index_store_flags(l->connection, records, other_count, l->arena, flags, err));
    for (size_t i = 0; i < other_count; i++)
        for (size_t j = 0; j < count; j++)
            tell(l, watcher_of(l, others[i]->agency), others[i], &flags[i], &news[j]);
    return DOLEN_OK;
}

/* By who is told, of whom, of what, the latest first. */
static int by_person(const void *a, const void *b)
{
    const dolen_alert_row *left = a;
    const dolen_alert_row *right = b;
    const int agencies = strcmp(left->agency.text, right->agency.text);

    if (agencies != 0)
        return agencies;
    const int alerts = dolen_alert_compare(&left->alert, &right->alert); /* no entry yet */
    if (alerts != 0)
        return alerts;
    if (left->alert.month != right->alert.month)
        return left->alert.month > right->alert.month ? -1 : 1;
    return dolen_day_compare(right->alert.latest, left->alert.latest);
}

/* By who is told, and under which watch: what one ledger entry holds. */
static int by_entry(const void *a, const void *b)
{
    const dolen_alert_row *left = a;
    const dolen_alert_row *right = b;
    const int agencies = strcmp(left->agency.text, right->agency.text);
    const int watches = strcmp(left->alert.watch.text, right->alert.watch.text);

    return agencies != 0 ? agencies : watches != 0 ? watches : by_person(a, b);
}

/* A publisher may hold one person twice: the same is told once, and so is what was told before. */
static dolen_status drop_known(looking *l, dolen_err *err)
{
    size_t kept = 0;

    if (l->count == 0)
        return DOLEN_OK;
    qsort(l->rows, l->count, sizeof *l->rows, by_person);
    for (size_t i = 0; i < l->count; i++)
        if (kept == 0 || !dolen_code_same(l->rows[kept - 1].agency, l->rows[i].agency) ||
            dolen_alert_compare(&l->rows[kept - 1].alert, &l->rows[i].alert) != 0)
            l->rows[kept++] = l->rows[i];
    DOLEN_FREED bool *is_new = dolen_memory_make(kept, sizeof *is_new);
    DOLEN_TRY(dolen_alert_queue_store_compare(l->connection, l->rows, kept, is_new, err));
    l->count = 0;
    for (size_t i = 0; i < kept; i++)
        if (is_new[i])
            l->rows[l->count++] = l->rows[i];
    return DOLEN_OK;
}

static dolen_status entry_of(const looking *l, const dolen_alert_row *rows, size_t count,
                             dolen_ledger_disclosure *disclosed, dolen_ledger_entry *out, dolen_err *err)
{
    const dolen_watch *watch = dolen_rules_find_watch(l->with->rules, rows->alert.watch);

    DOLEN_MUST(watch != NULL);
    *disclosed = (dolen_ledger_disclosure){.member = l->publisher->code,
                                           .level = rows->has_times ? DOLEN_LEVEL_L3 : DOLEN_LEVEL_L2,
                                           .band = DOLEN_BAND_CONFIRMED};
    *out = (dolen_ledger_entry){.kind = DOLEN_LEDGER_ALERT,
                                .time = l->with->now,
                                .member = rows->agency,
                                .role = watch->role,
                                .purpose = watch->purpose,
                                .subject = DOLEN_SUBJECT_PERSON,
                                .requested_level = DOLEN_LEVEL_L3,
                                .granted_level = disclosed->level,
                                .reason = watch->code,
                                .outcome = dolen_code_of("told"),
                                .rules_digest = dolen_rules_digest(l->with->rules),
                                .epoch = l->at->place.epoch,
                                .disclosures = disclosed,
                                .disclosure_count = 1,
                                .range = {.first = l->at->sequence, .count = count}};
    return dolen_text_copy(out->rules_version, sizeof out->rules_version, dolen_rules_version(l->with->rules), err);
}

static dolen_status queue_group(looking *l, dolen_alert_row *rows, size_t count, dolen_err *err)
{
    dolen_ledger_disclosure disclosed;
    dolen_ledger_entry entry;
    dolen_ledger_place place;

    dolen_arena_reset(l->arena);
    DOLEN_TRY(entry_of(l, rows, count, &disclosed, &entry, err));
    DOLEN_TRY(dolen_ledger_append_in(l->with->ledger, l->connection, &entry, l->arena, &place, err));
    for (size_t i = 0; i < count; i++)
        rows[i].alert.entry = place.index;
    return dolen_alert_queue_store_add(l->connection, rows, count, err);
}

static bool is_same_group(const dolen_alert_row *a, const dolen_alert_row *b)
{
    return dolen_code_same(a->agency, b->agency) && dolen_code_same(a->alert.watch, b->alert.watch);
}

static dolen_status queue_all(looking *l, dolen_err *err)
{
    size_t first = 0;

    if (l->count)
        qsort(l->rows, l->count, sizeof *l->rows, by_entry);
    for (size_t i = 1; i <= l->count; i++)
        if (i == l->count || i - first == DOLEN_ALERTS || !is_same_group(&l->rows[first], &l->rows[i])) {
            DOLEN_TRY(queue_group(l, l->rows + first, i - first, err));
            first = i;
        }
    return DOLEN_OK;
}

static dolen_status look_at_all(looking *l, const dolen_alert_pending *news, size_t count, dolen_err *err)
{
    int64_t population = 0;

    DOLEN_TRY(dolen_index_store_population(l->connection, l->at->place.epoch, DOLEN_SUBJECT_PERSON, &population, err));
    l->population = population > 0 ? (uint64_t)population : 1;
    for (size_t first = 0, i = 1; i <= count; i++)
        if (i == count || news[i].record != news[first].record) {
            DOLEN_TRY(look_at(l, &news[first], i - first, err));
            first = i;
        }
    DOLEN_TRY(drop_known(l, err));
    return queue_all(l, err);
}

static dolen_status look(looking *l, const dolen_alert_pending *news, size_t count, dolen_err *err)
{
    l->publisher = dolen_federation_member_of(l->with->federation, l->at->agency);
    l->watches = dolen_rules_all_watches(l->with->rules, &l->watch_count);
    if (count == 0 || !l->publisher || l->publisher->suspended)
        return DOLEN_OK;
    return look_at_all(l, news, count, err);
}

dolen_status dolen_alerting_raise(const dolen_alerting *with, dolen_connection *connection, const dolen_alert_place *at,
                                  size_t limit, dolen_alerting_result *result, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, pending) = dolen_arena_new(PENDING_ARENA);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(LOOK_ARENA);
    looking l = {.with = with, .connection = connection, .at = at, .arena = arena, .today = dolen_day_of(with->now)};
    const dolen_alert_pending *news = NULL;
    size_t count = 0;
    int64_t taken = 0;

    DOLEN_TRY(dolen_alert_queue_store_take(connection, at, limit < DOLEN_ALERTING_FLAGS ? limit : DOLEN_ALERTING_FLAGS,
                                           pending, &news, &count, &taken, err));
    const dolen_status looked = look(&l, news, count, err);
    free(l.rows);
    DOLEN_TRY(looked);
    result->looked += taken;
    result->raised += (int64_t)l.count;
    return DOLEN_OK;
}

dolen_status dolen_alerting_catch_up(const dolen_alerting *with, dolen_pool *pool, dolen_alerting_result *result,
                                     dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_alerting_result got = {0};
    dolen_alert_place at;

    DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_alert_queue_store_next(connection, &at, err));
    DOLEN_TRY(dolen_alerting_raise(with, connection, &at, DOLEN_ALERTING_FLAGS, &got, err));
    DOLEN_TRY(dolen_transaction_commit(transaction, err));
    result->looked += got.looked;
    result->raised += got.raised;
    return DOLEN_OK;
}
