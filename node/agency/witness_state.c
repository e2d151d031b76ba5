#include "node/agency/witness_state.h"

#include <stdlib.h>

#include "governance/audit/checkpoint.h"
#include "governance/audit/cosignature.h"
#include "governance/audit/witness.h"
#include "node/agency/agency.h"

static dolen_status fetch(dolen_agency *agency, const char *path, dolen_arena *arena, dolen_checkpoint *out,
                          dolen_note *note, dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);
    dolen_http_reply reply;

    *out = (dolen_checkpoint){0};
    *note = (dolen_note){0};
    DOLEN_TRY(dolen_broker_link_fetch_ledger(agency->broker, path, arena, &reply, err));
    const dolen_status status = dolen_http_reply_status(&reply);
    if (status == DOLEN_E_ABSENT)
        return DOLEN_OK;
    if (status != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the hub does not give its checkpoint");
    return dolen_checkpoint_open(arena, reply.body, &federation->broker.ledger, out, note, err);
}

static int earliest_first(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a;
    const int64_t y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static dolen_status add_witness(dolen_agency *agency, const dolen_federation_member *member, const dolen_note *note,
                                dolen_witness_state *state, dolen_err *err)
{
    const int64_t now = dolen_clock_now(agency->clock);
    uint64_t time = 0;
    bool found = false;

    DOLEN_TRY(dolen_cosignature_check(note, &member->witness, &found, &time, err));
    if (time > (uint64_t)(now / 1000) + DOLEN_WITNESS_SKEW)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "a witness's cosignature is dated in the future");
    state->members[state->member_count++] = (dolen_witness_state_member){.code = member->code,
                                                                         .name_en = member->name_en,
                                                                         .name_cy = member->name_cy,
                                                                         .confirmed = (int64_t)time * 1000};
    state->confirmed_count += found;
    return DOLEN_OK;
}

static dolen_status read_witnesses(dolen_agency *agency, const dolen_note *note, dolen_witness_state *state,
                                   dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);
    int64_t times[DOLEN_FEDERATION_MEMBERS];
    size_t used = 0;

    for (size_t i = 0; i < federation->member_count; i++)
        if (federation->members[i].is_witness && !federation->members[i].suspended)
            DOLEN_TRY(add_witness(agency, &federation->members[i], note, state, err));
    for (size_t i = 0; i < state->member_count; i++)
        if (state->members[i].confirmed)
            times[used++] = state->members[i].confirmed;
    qsort(times, used, sizeof *times, earliest_first);
    state->needed = federation->witness_quorum;
    if (state->needed && used >= state->needed)
        state->since = times[state->needed - 1];
    return DOLEN_OK;
}

static dolen_status read_own(dolen_agency *agency, dolen_witness_state *state, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    state->has_alarm = dolen_ledger_alarm_is_open(agency->alarm);
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_reconciliation_store_latest(connection, &state->last_comparison, err);
}

dolen_status dolen_witness_state_read(dolen_agency *agency, dolen_arena *arena, dolen_witness_state *out,
                                      dolen_err *err)
{
    dolen_checkpoint checkpoint;
    dolen_note note;

    *out = (dolen_witness_state){0};
    DOLEN_TRY(read_own(agency, out, err));
    DOLEN_TRY(fetch(agency, "/v1/ledger/checkpoint", arena, &checkpoint, &note, err));
    out->entries = checkpoint.size;
    DOLEN_TRY(fetch(agency, "/v1/ledger/cosigned", arena, &checkpoint, &note, err));
    out->confirmed_entries = checkpoint.size;
    return read_witnesses(agency, &note, out, err);
}
