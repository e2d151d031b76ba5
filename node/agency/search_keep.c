#include "node/agency/search_keep.h"

#include <stdlib.h>
#include <string.h>

#include "node/agency/search_json.h"
#include "node/base/memory.h"
#include "node/store/audit_step_store.h"
#include "node/store/review_store.h"
#include "node/store/search_store.h"
#include "node/store/transaction.h"

static void add(json_t *object, const char *name, const char *value)
{
    if (value && *value)
        json_object_set_new(object, name, json_string(value));
}

static json_t *searched_document(const dolen_search_request *request)
{
    json_t *object = json_object();
    char born[DOLEN_DAY_TEXT];

    if (request->subject == DOLEN_SUBJECT_ADDRESS) {
        add(object, "address", request->address.line);
        add(object, "postcode", request->address.postcode);
        add(object, "uprn", request->address.uprn);
        return object;
    }
    add(object, "forenames", request->person.forenames);
    add(object, "surname", request->person.surname);
    add(object, "former_surname", request->person.former_surname);
    add(object, "sex", request->person.sex);
    add(object, "address", request->person.address);
    add(object, "postcode", request->person.postcode);
    add(object, "uprn", request->person.uprn);
    add(object, "nhs_number", request->person.nhs_number);
    dolen_day_write(request->person.born, born);
    if (request->person.born.year)
        add(object, "dob", born);
    return object;
}

static int32_t involved(const dolen_search_outcome *outcome)
{
    int32_t count = 0;

    for (size_t i = 0; i < outcome->member_count; i++)
        count += outcome->members[i].finding->state == DOLEN_MEMBER_INVOLVED;
    return count;
}

/* JSON text in the request's memory, which is wiped. */
static dolen_status text_in(dolen_arena *arena, json_t *document, const char **out, dolen_err *err)
{
    DOLEN_FREED char *text = json_dumps(document, JSON_COMPACT);

    json_decref(document);
    *out = text ? dolen_arena_copy_string(arena, text, strlen(text)) : NULL;
    if (text)
        dolen_memory_wipe(text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

static dolen_status open_review(dolen_connection *connection, const dolen_search_request *request,
                                const dolen_search_outcome *outcome, dolen_err *err)
{
    const bool urgent = !dolen_code_is_empty(request->urgent_reason);
    const dolen_review review = {.search = outcome->request_id,
                                 .reasons = (int16_t)((outcome->opened_protected ? DOLEN_REVIEW_PROTECTED : 0) |
                                                      (urgent ? DOLEN_REVIEW_URGENT : 0)),
                                 .account = request->user,
                                 .role = request->role,
                                 .purpose = request->purpose,
                                 .case_reference = request->case_reference,
                                 .urgent_reason = request->urgent_reason,
                                 .authoriser = urgent ? request->authoriser : "",
                                 .opened = outcome->asked,
                                 .due = outcome->review_due};

    return dolen_review_store_add(connection, &review, err);
}

/* To a command or a program everything in the answer is shown at once; the pages note for themselves what they show. */
static size_t steps_of(const dolen_search_outcome *outcome, dolen_audit_step out[DOLEN_AUDIT_STEPS])
{
    size_t count = 0;

    out[count++] = (dolen_audit_step){.level = DOLEN_AUDIT_SHOWN};
    for (size_t i = 0; i < outcome->member_count && count + 2 <= DOLEN_AUDIT_STEPS; i++) {
        const dolen_finding *finding = outcome->members[i].finding;
        if (finding->flag_count)
            out[count++] = (dolen_audit_step){.level = DOLEN_AUDIT_OPENED, .member = finding->agency};
        if (outcome->members[i].telephone)
            out[count++] = (dolen_audit_step){.level = DOLEN_AUDIT_CONTACT, .member = finding->agency};
    }
    return count;
}

/* That a search was made, and for other channels than the pages what it showed (IG-11). */
static dolen_status note_steps(dolen_connection *connection, const dolen_search_request *request,
                               const dolen_search_outcome *outcome, dolen_err *err)
{
    const dolen_audit_walk walk = {
        .search = outcome->request_id, .account = request->user, .role = request->role, .at = outcome->asked};
    const dolen_audit_step made = {.level = DOLEN_AUDIT_SEARCHED};
    dolen_audit_step steps[DOLEN_AUDIT_STEPS];

    DOLEN_TRY(dolen_audit_step_store_add(connection, &walk, &made, 1, err));
    if (!outcome->has_answer || request->channel == DOLEN_SEARCH_WEB)
        return DOLEN_OK;
    return dolen_audit_step_store_add(connection, &walk, steps, steps_of(outcome, steps), err);
}

dolen_status dolen_search_keep(dolen_agency *agency, const dolen_search_request *request,
                               const dolen_search_outcome *outcome, dolen_arena *arena, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_stored_search kept = {.id = outcome->request_id,
                                .account = request->user,
                                .role = request->role,
                                .purpose = request->purpose,
                                .case_reference = request->case_reference,
                                .decision_maker = request->decision_maker,
                                .urgent_reason = request->urgent_reason,
                                .authoriser = request->authoriser,
                                .consent = request->consent,
                                .channel = (int16_t)request->channel,
                                .subject = request->subject,
                                .asked = outcome->asked,
                                .outcome =
                                    outcome->has_answer ? "answered" : dolen_search_trouble_code(outcome->trouble),
                                .involved = involved(outcome),
                                .ledger_index = DOLEN_SEARCH_NO_ENTRY,
                                .receipt = outcome->receipt};

    DOLEN_TRY(text_in(arena, searched_document(request), &kept.searched, err));
    if (outcome->has_answer) {
        kept.ledger_index = (int64_t)outcome->answer.ledger.index;
        DOLEN_TRY(text_in(arena, dolen_search_json_answer(request, outcome, NULL), &kept.answer, err));
    }
    DOLEN_TRY(dolen_transaction_begin(agency->pool, &transaction, err));
    DOLEN_TRY(dolen_search_store_add(dolen_transaction_connection(transaction), &kept, err));
    DOLEN_TRY(note_steps(dolen_transaction_connection(transaction), request, outcome, err));
    if (outcome->review_due)
        DOLEN_TRY(open_review(dolen_transaction_connection(transaction), request, outcome, err));
    return dolen_transaction_commit(transaction, err);
}
