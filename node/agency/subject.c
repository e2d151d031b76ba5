#include "node/agency/subject.h"

#include <string.h>

#include "node/agency/account.h"
#include "node/agency/publish_digests.h"
#include "node/agency/subject_notices.h"
#include "node/agency/subject_report.h"
#include "node/base/text.h"
#include "node/store/subject_store.h"
#include "node/store/transaction.h"
#include "node/store/watched_store.h"

enum { ACCOUNTS_ARENA = 256 * 1024, LIST_ARENA = 16 * 1024 * 1024 };

/* One action by one officer. */
typedef struct acting {
    dolen_agency *agency;
    const char *user;
    const char *case_reference;
    const char *local_id;
    dolen_code code;
    int64_t now;
} acting;

static const char *text_of(const json_t *request, const char *name)
{
    const char *text = json_string_value(json_object_get(request, name));

    return text ? text : "";
}

/* Whatever the action: an officer in good standing, and a case that says why. */
static dolen_status check_officer(const acting *a, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ACCOUNTS_ARENA);

    if (!*a->user || !*a->case_reference)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a subject's request needs the officer's account and a case reference");
    if (dolen_account_check(a->agency, a->user, dolen_code_of("data-protection-officer"), arena, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "only a data-protection officer in good standing may do this (IG-28)");
    return DOLEN_OK;
}

static dolen_status read_acting(dolen_agency *agency, const json_t *request, acting *out, dolen_err *err)
{
    const char *code = text_of(request, "code");

    *out = (acting){.agency = agency,
                    .user = text_of(request, "user"),
                    .case_reference = text_of(request, "case"),
                    .local_id = text_of(request, "local_id"),
                    .now = dolen_clock_now(agency->clock)};
    if (*code)
        DOLEN_TRY(dolen_code_read(code, strlen(code), &out->code, err));
    return check_officer(out, err);
}

/* What an action does, and how it is called in the ledger. */
typedef struct deed {
    const char *action;
    const char *done;
    dolen_subject_mark_kind kind;
    bool lifts;
} deed;

static const deed deeds[] = {
    {"restrict", "restricted", DOLEN_SUBJECT_RESTRICTED, false},
    {"lift", "lifted", DOLEN_SUBJECT_RESTRICTED, true},
    {"erase", "erased", DOLEN_SUBJECT_ERASED, false},
    {"dispute", "disputed", DOLEN_SUBJECT_DISPUTED, false},
    {"resolve", "resolved", DOLEN_SUBJECT_DISPUTED, true},
};

static const deed *find_deed(const char *action)
{
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (dolen_text_same(deeds[i].action, action))
            return &deeds[i];
    return NULL;
}

/* A restriction; or else an erasure that a new decision overtakes, as when the person is referred again. */
static dolen_status lift(const acting *a, const dolen_subject_mark *mark, dolen_connection *connection, dolen_err *err)
{
    const dolen_status lifted = dolen_subject_store_lift(connection, mark->key, mark->kind, mark->code, a->now, err);

    if (lifted != DOLEN_E_ABSENT || mark->kind != DOLEN_SUBJECT_RESTRICTED)
        return lifted;
    return dolen_subject_store_lift(connection, mark->key, DOLEN_SUBJECT_ERASED, mark->code, a->now, err);
}

static dolen_status change_mark(const acting *a, const deed *what, dolen_connection *connection, dolen_err *err)
{
    const dolen_subject_mark mark = {.key = dolen_publish_digests_key(a->agency->keys, a->local_id),
                                     .kind = what->kind,
                                     .code = a->code,
                                     .local_id = what->kind == DOLEN_SUBJECT_ERASED ? "" : a->local_id,
                                     .account = a->user,
                                     .case_reference = a->case_reference,
                                     .placed = a->now};

    if (what->lifts)
        return lift(a, &mark, connection, err);
    const dolen_status placed = dolen_subject_store_place(connection, &mark, err);
    if (placed == DOLEN_E_CONFLICT)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "this restriction, erasure or dispute is in force already");
    DOLEN_TRY(placed);
    return mark.kind == DOLEN_SUBJECT_DISPUTED
               ? DOLEN_OK
               : dolen_watched_store_forget(connection, mark.key, mark.kind == DOLEN_SUBJECT_ERASED, err);
}

/* The mark and the notice of it are one. */
static dolen_status do_deed(const acting *a, const deed *what, dolen_uuid notice, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    const dolen_subject_notice said = {.id = notice,
                                       .made = a->now,
                                       .action = dolen_code_of(what->done),
                                       .account = a->user,
                                       .case_reference = a->case_reference,
                                       .count = 1};

    DOLEN_TRY(dolen_transaction_begin(a->agency->pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(change_mark(a, what, connection, err));
    DOLEN_TRY(dolen_subject_store_notice(connection, &said, err));
    return dolen_transaction_commit(transaction, err);
}

static dolen_status check_deed(const acting *a, const deed *what, dolen_err *err)
{
    if (!*a->local_id || strlen(a->local_id) > DOLEN_EXTRACT_LOCAL_ID)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "name the person by the agency's own id, as the extract does");
    if (what->kind != DOLEN_SUBJECT_DISPUTED && !dolen_code_is_empty(a->code))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "only a dispute is about one code");
    if (!dolen_code_is_empty(a->code) && !dolen_rules_find_headline(a->agency->rules, a->code))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the rules know no such code");
    return DOLEN_OK;
}

/* At once, by a small delta of its own; else with the next extract. */
static const char *begin_withdrawal(dolen_agency *agency)
{
    switch (dolen_publisher_start(agency->publisher, NULL, false, NULL)) {
    case DOLEN_OK:
        return "under way";
    case DOLEN_E_CONFLICT:
        return "after the publication that runs now: ask again";
    case DOLEN_E_INPUT:
    case DOLEN_E_LIMIT:
    case DOLEN_E_DENIED:
    case DOLEN_E_ABSENT:
    case DOLEN_E_REMOTE:
    case DOLEN_E_SYSTEM:
    case DOLEN_E_CRYPTO:
        break;
    }
    return "with the next extract";
}

static dolen_status carry_out(const acting *a, const deed *what, bool at_once, json_t **out, dolen_err *err)
{
    const dolen_uuid notice = dolen_uuid_make();
    int64_t entry = DOLEN_SUBJECT_NOTICE_WAITS;
    const char *withdrawn = "with the next extract";

    DOLEN_TRY(check_deed(a, what, err));
    DOLEN_TRY(do_deed(a, what, notice, err));
    DOLEN_TRY(dolen_subject_notices_send(a->agency, notice, &entry, err));
    if (at_once && !what->lifts && what->kind != DOLEN_SUBJECT_DISPUTED)
        withdrawn = begin_withdrawal(a->agency);
    *out = json_pack("{s:s, s:s, s:o}", "done", what->done, "takes_effect", withdrawn, "ledger_entry",
                     entry >= 0 ? json_integer(entry) : json_null());
    return DOLEN_OK;
}

static const char *kind_word(dolen_subject_mark_kind kind)
{
    switch (kind) {
    case DOLEN_SUBJECT_RESTRICTED:
        return "restricted";
    case DOLEN_SUBJECT_ERASED:
        return "erased";
    case DOLEN_SUBJECT_DISPUTED:
        return "disputed";
    }
    return "?";
}

static dolen_status list(const acting *a, json_t **out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(LIST_ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_subject_mark *marks = NULL;
    size_t count = 0;

    DOLEN_TRY(dolen_pool_take(a->agency->pool, &connection, err));
    DOLEN_TRY(dolen_subject_store_marks(connection, arena, &marks, &count, err));
    json_t *items = json_array();
    for (size_t i = 0; i < count; i++) {
        char placed[DOLEN_INSTANT_TEXT];
        dolen_instant_write(marks[i].placed, placed);
        json_array_append_new(items, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "what", kind_word(marks[i].kind),
                                               "local_id", marks[i].local_id, "code", marks[i].code.text, "since",
                                               placed, "user", marks[i].account, "case", marks[i].case_reference));
    }
    *out = json_pack("{s:o}", "marks", items);
    return DOLEN_OK;
}

dolen_status dolen_subject_handle(dolen_agency *agency, const json_t *request, dolen_arena *arena, json_t **out,
                                  dolen_err *err)
{
    const char *action = text_of(request, "action");
    const deed *what = find_deed(action);
    acting a;

    *out = NULL;
    DOLEN_TRY(read_acting(agency, request, &a, err));
    if (what)
        return carry_out(&a, what, json_is_true(json_object_get(request, "now")), out, err);
    if (dolen_text_same(action, "report"))
        return dolen_subject_report_make(agency, request, arena, out, err);
    if (dolen_text_same(action, "list"))
        return list(&a, out, err);
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "the action is one of report, restrict, lift, erase, dispute, resolve, list");
}
