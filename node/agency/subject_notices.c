#include "node/agency/subject_notices.h"

#include "node/base/log.h"

enum { ARENA = 1024 * 1024, AT_ONCE = 64 };

/* What was done for a person is the officer's doing; a reading says in which role it was done. */
static dolen_code role_of(const dolen_subject_notice *notice)
{
    if (!dolen_code_is_empty(notice->role) || *notice->account == '\0')
        return notice->role;
    return dolen_code_of("data-protection-officer");
}

static dolen_ledger_notice message_of(const dolen_agency *agency, const dolen_subject_notice *notice)
{
    const bool by_officer = *notice->account != '\0';

    return (dolen_ledger_notice){
        .request_id = notice->id,
        .federation = dolen_federation_current_get(agency->federation)->name,
        .agency = agency->code,
        .staff = by_officer ? dolen_local_keys_staff(agency->keys, notice->account) : (dolen_staff){{0}},
        .role = role_of(notice),
        .case_handle = dolen_local_keys_case(agency->keys, notice->case_reference),
        .action = notice->action,
        .month = notice->month,
        .count = (uint64_t)notice->count,
        .created = dolen_clock_now(agency->clock),
        .ground = notice->ground,
    };
}

dolen_status dolen_subject_notices_enter(dolen_agency *agency, const dolen_subject_notice *notice, int64_t *entry,
                                         dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_ledger_notice message = message_of(agency, notice);
    dolen_broker_refusal refusal;
    dolen_err why = {0};
    uint64_t index = 0;

    *entry = DOLEN_SUBJECT_NOTICE_WAITS;
    const dolen_status sent = dolen_broker_link_notice(agency->broker, &message, arena, &index, &refusal, &why);
    if (sent != DOLEN_OK && sent != DOLEN_E_CONFLICT) {
        dolen_log_warning("a notice waits to be entered into the ledger", dolen_field_status(dolen_status_word(sent)),
                          dolen_field_reason(&why));
        return DOLEN_OK;
    }
    *entry = sent == DOLEN_OK ? (int64_t)index : DOLEN_SUBJECT_NOTICE_KNOWN;
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_subject_store_sent(connection, notice->id, *entry, err);
}

static dolen_status unsent(dolen_agency *agency, dolen_arena *arena, const dolen_subject_notice **out, size_t *count,
                           dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_subject_store_unsent(connection, AT_ONCE, arena, out, count, err);
}

dolen_status dolen_subject_notices_send(dolen_agency *agency, dolen_uuid id, int64_t *entry, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_subject_notice *notices = NULL;
    int64_t sent = 0;
    size_t count = 0;

    *entry = DOLEN_SUBJECT_NOTICE_WAITS;
    do {
        dolen_arena_reset(arena);
        DOLEN_TRY(unsent(agency, arena, &notices, &count, err));
        for (size_t i = 0; i < count && sent != DOLEN_SUBJECT_NOTICE_WAITS; i++) {
            DOLEN_TRY(dolen_subject_notices_enter(agency, &notices[i], &sent, err));
            if (dolen_uuid_same(notices[i].id, id))
                *entry = sent;
        }
    } while (count == AT_ONCE && sent != DOLEN_SUBJECT_NOTICE_WAITS);
    return DOLEN_OK;
}
