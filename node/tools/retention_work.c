#include "governance/audit/ledger_entry.h"
#include "node/base/text.h"
#include "node/store/erasure_store.h"
#include "node/store/transaction.h"
#include "node/tools/retention.h"

#include <stdio.h>
#include <string.h>

enum { DAY = 24 * 3600 * 1000, SEEN_DAYS = 32, COUNTED_DAYS = 1, SESSION_DAYS = 1, LEFT_DAYS = 7, ARENA = 256 * 1024 };

static const char no_time_limit[] = "SET LOCAL statement_timeout = 0";

/* The instant at which the month that lies `months` back begins: what is older has had its time. */
static int64_t months_back(int64_t now, uint32_t months)
{
    const dolen_month month = dolen_month_of(dolen_day_of(now)) - (dolen_month)months;
    const dolen_day first = {.year = (int16_t)(month / 12), .month = (uint8_t)(month % 12 + 1), .day = 1};

    return dolen_day_number(first) * DAY;
}

static dolen_status begin(const dolen_retention_task *task, dolen_transaction **out, dolen_err *err)
{
    DOLEN_TRY(dolen_transaction_begin(task->pool, out, err));
    return dolen_statement_script(dolen_transaction_connection(*out), "retention-limits", no_time_limit, err);
}

static dolen_status end(const dolen_retention_task *task, dolen_transaction *transaction, dolen_err *err)
{
    return task->is_rehearsal ? DOLEN_OK : dolen_transaction_commit(transaction, err);
}

/* Readable texts of these kinds go; what the rules, members, epochs and erasures were stays: it is about nobody. */
static size_t kinds_erased(dolen_erasure_kind *out)
{
    size_t count = 0;

    for (int kind = DOLEN_LEDGER_QUERY; kind < DOLEN_LEDGER_KINDS; kind++) {
        const bool stays = kind == DOLEN_LEDGER_RULES || kind == DOLEN_LEDGER_ERASURE || kind == DOLEN_LEDGER_MEMBER ||
                           kind == DOLEN_LEDGER_EPOCH;
        char name[DOLEN_CODE_SIZE];
        if (stays || count == DOLEN_ERASURE_KINDS)
            continue;
        snprintf(name, sizeof name, "log.%s", dolen_ledger_kind_name((dolen_ledger_kind)kind));
        out[count].number = (int16_t)kind;
        out[count++].outcome = dolen_code_of(name);
    }
    return count;
}

static dolen_status take_list(dolen_connection *connection, bool at_node, int64_t now, dolen_arena *arena,
                              const dolen_retention_line **out, size_t *count, dolen_err *err)
{
    const dolen_erasure *from = NULL;
    dolen_retention_line *list = NULL;

    if (at_node)
        DOLEN_TRY(dolen_erasure_store_node_list(connection, now, arena, &from, count, err));
    else
        DOLEN_TRY(dolen_erasure_store_list(connection, now, arena, &from, count, err));
    DOLEN_TRY(dolen_arena_take(arena, *count, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < *count; i++)
        list[i] = (dolen_retention_line){
            .agency = from[i].agency, .outcome = from[i].outcome, .month = from[i].month, .count = from[i].count};
    *out = list;
    return DOLEN_OK;
}

static dolen_status erase_flags(const dolen_retention_task *task, dolen_connection *connection, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_month today = dolen_month_of(dolen_day_of(task->now - task->grace));
    const dolen_month first = today - (dolen_month)task->limits->held_months + 1;
    const dolen_erasure_place *places = NULL;
    size_t count = 0;
    int64_t erased = 0;

    DOLEN_TRY(dolen_erasure_store_places(connection, arena, &places, &count, err));
    for (size_t i = 0; i < count; i++)
        DOLEN_TRY(dolen_erasure_store_flags(connection, &places[i], first, task->now, &erased, err));
    return DOLEN_OK;
}

dolen_status dolen_retention_broker(const dolen_retention_task *task, dolen_arena *arena,
                                    const dolen_retention_line **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_erasure_kind kinds[DOLEN_ERASURE_KINDS] = {0};
    const size_t kind_count = kinds_erased(kinds);
    const int64_t left_before = task->now - (int64_t)LEFT_DAYS * DAY;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(begin(task, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(erase_flags(task, connection, err));
    DOLEN_TRY(dolen_erasure_store_log(connection, kinds, kind_count,
                                      months_back(task->now, task->limits->ledger_months), task->now, err));
    DOLEN_TRY(dolen_erasure_store_alerts(connection, task->now - (int64_t)task->limits->alert_days * DAY,
                                         months_back(task->now, task->limits->ledger_months), task->now, err));
    DOLEN_TRY(dolen_erasure_store_admission(connection, task->now - (int64_t)SEEN_DAYS * DAY,
                                            task->now - (int64_t)COUNTED_DAYS * DAY, task->now, err));
    if (task->quorum)
        DOLEN_TRY(dolen_erasure_store_rounds(connection, task->quorum, left_before, task->now, err));
    DOLEN_TRY(dolen_erasure_store_stages(connection, left_before, task->now, err));
    DOLEN_TRY(take_list(connection, false, task->now, arena, out, count, err));
    return end(task, transaction, err);
}

dolen_status dolen_retention_node(const dolen_retention_task *task, dolen_arena *arena,
                                  const dolen_retention_line **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    const dolen_erasure_node what = {.searches_before = months_back(task->now, task->limits->search_months),
                                     .sessions_before = task->now - (int64_t)SESSION_DAYS * DAY,
                                     .epochs = task->epochs,
                                     .epoch_count = task->epoch_count,
                                     .now = task->now};

    *out = NULL;
    *count = 0;
    DOLEN_TRY(begin(task, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_erasure_store_node(connection, &what, err));
    DOLEN_TRY(take_list(connection, true, task->now, arena, out, count, err));
    return end(task, transaction, err);
}
