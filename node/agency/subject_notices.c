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

/* One notice on its way. */
typedef struct sending {
    dolen_agency *agency;
    const dolen_subject_notice *notice;
    int64_t entry;   /* what became of it */
    dolen_err why;   /* why it waits */
    bool hub_is_off; /* the others would fare no better */
} sending;

/* The broker's word on one notice; kept when it is final. */
static dolen_status send_one(sending *s, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_ledger_notice message = message_of(s->agency, s->notice);
    dolen_broker_refusal refusal;
    uint64_t index = 0;

    s->entry = DOLEN_SUBJECT_NOTICE_WAITS;
    s->why = (dolen_err){0};
    const dolen_status sent = dolen_broker_link_notice(s->agency->broker, &message, arena, &index, &refusal, &s->why);
    s->hub_is_off = sent == DOLEN_E_REMOTE || sent == DOLEN_E_LIMIT || sent == DOLEN_E_SYSTEM;
    if (sent != DOLEN_OK && sent != DOLEN_E_CONFLICT)
        return DOLEN_OK;
    s->entry = sent == DOLEN_OK ? (int64_t)index : DOLEN_SUBJECT_NOTICE_KNOWN;
    DOLEN_TRY(dolen_pool_take(s->agency->pool, &connection, err));
    return dolen_subject_store_sent(connection, s->notice->id, s->entry, err);
}

static void say_that_it_waits(const sending *s)
{
    if (s->entry == DOLEN_SUBJECT_NOTICE_WAITS)
        dolen_log_warning("a notice waits to be entered into the ledger",
                          dolen_field_status(dolen_status_word(s->why.status)), dolen_field_reason(&s->why));
}

dolen_status dolen_subject_notices_enter(dolen_agency *agency, const dolen_subject_notice *notice, int64_t *entry,
                                         dolen_err *err)
{
    sending s = {.agency = agency, .notice = notice};

    *entry = DOLEN_SUBJECT_NOTICE_WAITS;
    DOLEN_TRY(send_one(&s, err));
    say_that_it_waits(&s);
    *entry = s.entry;
    return DOLEN_OK;
}

static dolen_status unsent(dolen_agency *agency, dolen_subject_notice_place after, dolen_arena *arena,
                           const dolen_subject_notice **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_subject_store_unsent(connection, after, AT_ONCE, arena, out, count, err);
}

/* `each` is told of every notice that was tried. */
static dolen_status send_all(dolen_agency *agency, void (*each)(void *context, const sending *s), void *context,
                             dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_subject_notice_place place = {.made = -1};
    const dolen_subject_notice *notices = NULL;
    sending s = {.agency = agency};
    size_t count = 0;

    do {
        dolen_arena_reset(arena);
        DOLEN_TRY(unsent(agency, place, arena, &notices, &count, err));
        for (size_t i = 0; i < count && !s.hub_is_off; i++) {
            s.notice = &notices[i];
            DOLEN_TRY(send_one(&s, err));
            each(context, &s);
            place = (dolen_subject_notice_place){notices[i].made, notices[i].id};
        }
    } while (count == AT_ONCE && !s.hub_is_off);
    return DOLEN_OK;
}

/* Somebody wants to know how one of them fared. */
typedef struct wanted {
    dolen_uuid id;
    int64_t *entry;
} wanted;

static void look_for_one(void *context, const sending *s)
{
    const wanted *one = context;

    say_that_it_waits(s);
    if (dolen_uuid_same(s->notice->id, one->id))
        *one->entry = s->entry;
}

static void count_waiting(void *context, const sending *s)
{
    int64_t *waiting = context;

    *waiting += s->entry == DOLEN_SUBJECT_NOTICE_WAITS;
}

dolen_status dolen_subject_notices_send(dolen_agency *agency, dolen_uuid id, int64_t *entry, dolen_err *err)
{
    wanted one = {id, entry};

    *entry = DOLEN_SUBJECT_NOTICE_WAITS;
    return send_all(agency, look_for_one, &one, err);
}

dolen_status dolen_subject_notices_flush(dolen_agency *agency, int64_t *waiting, dolen_err *err)
{
    *waiting = 0;
    return send_all(agency, count_waiting, waiting, err);
}
