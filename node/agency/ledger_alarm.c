#include "node/agency/ledger_alarm.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "governance/audit/witness.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/base/text.h"

enum { REASON = 500 };

struct dolen_ledger_alarm {
    dolen_pool *pool;
    dolen_clock clock;
    dolen_metric *raised;
    dolen_metric *open_now;
    _Atomic int64_t open;
};

static void count_open(dolen_ledger_alarm *alarm)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    int64_t open = 0;

    if (dolen_pool_take(alarm->pool, &connection, NULL) != DOLEN_OK ||
        dolen_alarm_store_count(connection, &open, NULL) != DOLEN_OK)
        return;
    alarm->open = open;
    dolen_metric_set(alarm->open_now, open, NULL, NULL);
}

dolen_ledger_alarm *dolen_ledger_alarm_new(dolen_pool *pool, dolen_clock clock, dolen_metrics *metrics)
{
    dolen_ledger_alarm *alarm = dolen_memory_make(1, sizeof *alarm);

    alarm->pool = pool;
    alarm->clock = clock;
    if (metrics) {
        alarm->raised = dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_COUNTER,
                                                                         .name = "dolen_ledger_alarms_total",
                                                                         .help = "Alarms about the ledger by kind",
                                                                         .labels = {"kind"}});
        alarm->open_now = dolen_metrics_make(metrics, (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE,
                                                                           .name = "dolen_ledger_alarms_open",
                                                                           .help = "Alarms that nobody has closed"});
    }
    count_open(alarm);
    return alarm;
}

void dolen_ledger_alarm_free(dolen_ledger_alarm *alarm)
{
    free(alarm);
}

void dolen_ledger_alarm_raise(dolen_ledger_alarm *alarm, const char *kind, const char *evidence)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};
    bool is_new = false;

    dolen_metric_add(alarm->raised, 1, kind, NULL);
    dolen_status status = dolen_pool_take(alarm->pool, &connection, &err);
    if (status == DOLEN_OK)
        status = dolen_alarm_store_raise(connection, kind, evidence, dolen_clock_now(alarm->clock), &is_new, &err);
    dolen_connection_drop(&connection);
    if (status != DOLEN_OK || is_new)
        dolen_log_error("ALARM: the hub's ledger is not as it should be; dolen audit alarms says more",
                        dolen_field_status(kind));
    if (status != DOLEN_OK)
        dolen_log_error("an alarm could not be kept", dolen_field_reason(&err));
    alarm->open = alarm->open > 0 ? alarm->open : 1;
    if (status == DOLEN_OK)
        count_open(alarm);
}

dolen_status dolen_ledger_alarm_close(dolen_ledger_alarm *alarm, int64_t number, const char *reason, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    if (!reason || *reason == '\0' || strlen(reason) > REASON)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "closing an alarm needs a reason of at most 500 letters");
    DOLEN_TRY(dolen_pool_take(alarm->pool, &connection, err));
    DOLEN_TRY(dolen_alarm_store_close(connection, number, reason, dolen_clock_now(alarm->clock), err));
    dolen_connection_drop(&connection);
    dolen_log_info("an alarm was closed", dolen_field_index(number));
    count_open(alarm);
    return DOLEN_OK;
}

bool dolen_ledger_alarm_is_open(dolen_ledger_alarm *alarm)
{
    return alarm->open > 0;
}

const char *dolen_ledger_alarm_advice(const char *kind)
{
    static const struct {
        const char *kind;
        const char *advice;
    } own[] = {
        {"ledger-unreconciled", "the hub says that its database is older than what was confirmed: it serves nothing "
                                "until its operator has reconciled it (docs/operations.md)"},
        {"ledger-loss", "the partnership has acknowledged that entries of the ledger are lost: compare with your own "
                        "receipts (dolen audit reconcile) and tell your data-protection officer"},
        {"witness-memory", "this node's own memory of what it confirmed contradicts itself: its database or state "
                           "folder was changed or restored; compare both before you close this"},
        {"receipt-refused", "the hub gave a receipt that does not hold: verify the search's first receipt (dolen audit "
                            "verify) and ask the hub about it"},
        {"owner-notices-overdue",
         "this agency has not learned for longer than the rules allow who consulted its records "
         "(IG-32): see that the hub answers (dolen doctor), and look at the notices once it does"},
        {"reconciliation", "the ledger and this agency's own searches differ: dolen audit reconcile lists the "
                           "differences; ask the hub about each"},
    };

    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (dolen_text_same(kind, own[i].kind))
            return own[i].advice;
    for (dolen_witness_verdict verdict = DOLEN_WITNESS_SOUND; verdict <= DOLEN_WITNESS_CLOCK; verdict++)
        if (dolen_text_same(kind, dolen_witness_verdict_code(verdict)))
            return dolen_witness_verdict_advice(verdict);
    return "ask the partnership's operator";
}
