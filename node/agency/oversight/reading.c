#include "node/agency/oversight/reading.h"

#include "governance/audit/ledger_ground.h"
#include "node/agency/account.h"
#include "node/agency/subject_notices.h"
#include "node/store/transaction.h"

const char *dolen_reading_kind_word(dolen_reading_kind kind)
{
    switch (kind) {
    case DOLEN_READING_LIST:
        return "read-list";
    case DOLEN_READING_ENTRY:
        return "read-entry";
    case DOLEN_READING_EXPORT:
        return "read-export";
    case DOLEN_READING_FINDINGS:
        return "read-findings";
    case DOLEN_READING_SUBJECT:
        return "read-subject";
    case DOLEN_READING_READINGS:
        return "read-readings";
    }
    return NULL;
}

/* What a reading is about is a number, so that nothing of a person can get into the list of readings. */
static bool is_number_or_nothing(const char *about)
{
    dolen_uuid id;

    return !about || *about == '\0' || dolen_uuid_read(about, &id, NULL) == DOLEN_OK;
}

dolen_status dolen_reading_check(dolen_agency *agency, const dolen_reading *reading, dolen_arena *arena, dolen_err *err)
{
    const dolen_role *role = dolen_rules_find_role(agency->rules, reading->role);

    if (!dolen_reading_kind_word(reading->kind) || reading->count < 0 || !is_number_or_nothing(reading->about))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "no such reading of the log");
    DOLEN_TRY(dolen_account_check(agency, reading->user, reading->role, arena, err));
    if (!role || !role->may_audit)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "this role does not read the log (IG-12)");
    if (!dolen_ledger_ground_is_known(reading->ground))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "reading the log needs a ground (IG-09)");
    return DOLEN_OK;
}

/* The reading here and its notice to the ledger are kept together, durably, or neither is. */
static dolen_status keep(dolen_agency *agency, const dolen_reading *reading, dolen_subject_notice *notice,
                         dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    const dolen_reading_kept kept = {
        .id = dolen_uuid_make(), .at = dolen_clock_now(agency->clock), .reading = *reading};

    *notice = (dolen_subject_notice){.id = kept.id,
                                     .made = kept.at,
                                     .action = dolen_code_of(dolen_reading_kind_word(reading->kind)),
                                     .account = reading->user,
                                     .case_reference = "",
                                     .count = reading->count,
                                     .role = reading->role,
                                     .ground = reading->ground};
    DOLEN_TRY(dolen_transaction_begin(agency->pool, &transaction, err));
    DOLEN_TRY(dolen_oversight_store_read(dolen_transaction_connection(transaction), &kept, err));
    DOLEN_TRY(dolen_subject_store_notice(dolen_transaction_connection(transaction), notice, err));
    return dolen_transaction_commit(transaction, err);
}

dolen_status dolen_reading_begin(dolen_agency *agency, const dolen_reading *reading, dolen_arena *arena, dolen_err *err)
{
    dolen_subject_notice notice;

    DOLEN_TRY(dolen_reading_check(agency, reading, arena, err));
    return keep(agency, reading, &notice, err);
}

dolen_status dolen_reading_begin_recorded(dolen_agency *agency, const dolen_reading *reading, dolen_arena *arena,
                                          int64_t *entry, dolen_err *err)
{
    dolen_subject_notice notice;

    *entry = DOLEN_READING_ENTRY_WAITS;
    DOLEN_TRY(dolen_reading_check(agency, reading, arena, err));
    DOLEN_TRY(keep(agency, reading, &notice, err));
    DOLEN_TRY(dolen_subject_notices_enter(agency, &notice, entry, err));
    return *entry == DOLEN_SUBJECT_NOTICE_WAITS
               ? DOLEN_FAIL(err, DOLEN_E_REMOTE,
                            "the ledger cannot be reached, and without it nothing leaves as a file")
               : DOLEN_OK;
}

dolen_status dolen_reading_list(dolen_agency *agency, dolen_reading_cursor after, dolen_arena *arena,
                                const dolen_reading_kept **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_oversight_store_readings(connection, after, DOLEN_READING_PAGE, arena, out, count, err);
}
