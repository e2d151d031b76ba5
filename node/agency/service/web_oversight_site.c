#include "node/agency/service/web_oversight_site.h"

#include <string.h>

#include "node/agency/service/coverage.h"
#include "node/agency/subject.h"
#include "node/base/log.h"
#include "node/store/witness_store.h"

enum { ALARMS = 100, SUBJECT_ARENA = 32 * 1024 * 1024, REASON = 500 };

static dolen_status witness_state(void *context, dolen_arena *arena, dolen_witness_state *out, dolen_err *err)
{
    return dolen_witness_state_read(context, arena, out, err);
}

/* A node that is no witness remembers nothing. */
static dolen_status read_memory(const dolen_agency *agency, dolen_connection *connection, dolen_arena *arena,
                                dolen_web_ledger_known *out, dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);
    dolen_stored_witness memory = {0};

    if (!agency->witness)
        return DOLEN_OK;
    DOLEN_TRY(dolen_witness_store_find(connection, federation->broker.ledger.name, arena, &memory, err));
    out->own_entries = memory.size;
    out->own_confirmed = (int64_t)memory.cosigned * 1000;
    return DOLEN_OK;
}

static dolen_status ledger_known(void *context, dolen_arena *arena, dolen_web_ledger_known *out, dolen_err *err)
{
    const dolen_agency *agency = context;
    DOLEN_OWN(dolen_connection, connection) = NULL;

    *out = (dolen_web_ledger_known){0};
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_reconciliation_store_latest(connection, &out->comparison, err));
    DOLEN_TRY(dolen_alarm_store_list(connection, ALARMS, arena, &out->alarms, &out->alarm_count, err));
    return read_memory(agency, connection, arena, out, err);
}

/* Who closed it stands with the reason. */
static dolen_status close_alarm(void *context, const char *user, int64_t number, const char *reason, dolen_err *err)
{
    const dolen_agency *agency = context;
    char text[REASON + 1];

    const int size = snprintf(text, sizeof text, "%s (%s)", reason, user);
    if (size < 0 || (size_t)size >= sizeof text)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the reason is too long");
    return dolen_ledger_alarm_close(agency->alarm, number, text, err);
}

static dolen_status coverage(void *context, dolen_arena *arena, const dolen_web_coverage **out, size_t *count,
                             uint32_t *fresh_hours, dolen_err *err)
{
    return dolen_coverage_read(context, arena, out, count, fresh_hours, err);
}

dolen_web_oversight dolen_web_oversight_site_of(dolen_agency *agency)
{
    return (dolen_web_oversight){
        .context = agency,
        .witness_state = witness_state,
        .ledger_known = ledger_known,
        .close_alarm = close_alarm,
        .coverage = coverage,
    };
}
