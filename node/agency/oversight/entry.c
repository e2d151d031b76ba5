#include "node/agency/oversight/entry.h"

#include <string.h>

#include "node/agency/oversight/entry_internal.h"
#include "node/store/account_store.h"

const char *dolen_entry_proof_word(dolen_entry_proof proof)
{
    switch (proof) {
    case DOLEN_ENTRY_PROOF_FAILS:
        return "fails";
    case DOLEN_ENTRY_PROOF_SIGNED:
        return "signed";
    case DOLEN_ENTRY_PROOF_CONFIRMED:
        return "confirmed";
    case DOLEN_ENTRY_PROOF_NONE:
        break;
    }
    return "none";
}

/* Everything that the agency's own database holds about it. */
static dolen_status read_kept(dolen_entry_making *m, dolen_uuid id, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_entry_view *out = m->out;
    dolen_account account;

    DOLEN_TRY(dolen_pool_take(m->agency->pool, &connection, err));
    DOLEN_TRY(dolen_search_store_find(connection, NULL, id, m->arena, &out->search, err));
    DOLEN_TRY(dolen_audit_step_store_list(connection, id, m->arena, &out->steps, &out->step_count, err));
    const dolen_status reviewed = dolen_review_store_find(connection, id, m->arena, &out->review, err);
    out->has_review = reviewed == DOLEN_OK;
    if (!out->has_review && reviewed != DOLEN_E_ABSENT)
        return reviewed;
    const dolen_status found = dolen_account_store_find(connection, out->search.account, m->arena, &account, err);
    out->full_name = found == DOLEN_OK ? account.full_name : "";
    return found == DOLEN_E_ABSENT ? DOLEN_OK : found;
}

static dolen_status list_typed(dolen_entry_making *m, dolen_err *err)
{
    static const char *const names[] = {"forenames", "surname",  "former_surname", "dob",       "sex",
                                        "address",   "postcode", "uprn",           "nhs_number"};
    enum { NAMES = sizeof names / sizeof *names };
    dolen_entry_field *list = NULL;

    DOLEN_TRY(dolen_arena_take(m->arena, NAMES, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < NAMES; i++) {
        const char *value = json_string_value(json_object_get(m->typed, names[i]));
        if (!value)
            continue;
        dolen_entry_field *field = &list[m->out->typed_count++];
        *field = (dolen_entry_field){names[i], dolen_arena_copy_string(m->arena, value, strlen(value))};
        if (!field->value)
            return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
    }
    m->out->typed = list;
    return DOLEN_OK;
}

static void name_codes(dolen_entry_making *m)
{
    const dolen_role *role = dolen_rules_find_role(m->rules, m->out->search.role);
    const dolen_purpose *purpose = dolen_rules_find_purpose(m->rules, m->out->search.purpose);

    if (role)
        m->out->role_name = role->name;
    if (purpose)
        m->out->purpose_name = purpose->name;
}

dolen_status dolen_entry_read(dolen_agency *agency, dolen_uuid id, dolen_arena *arena, dolen_entry_view *out,
                              dolen_err *err)
{
    dolen_entry_making m = {.agency = agency,
                            .federation = dolen_federation_current_get(agency->federation),
                            .rules = agency->rules,
                            .arena = arena,
                            .out = out};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(read_kept(&m, id, err));
    DOLEN_OWN(json_t, typed) = json_loads(out->search.searched, JSON_REJECT_DUPLICATES, NULL);
    DOLEN_OWN(json_t, answer) =
        out->search.answer ? json_loads(out->search.answer, JSON_REJECT_DUPLICATES, NULL) : NULL;
    m.typed = typed;
    m.answer = answer;
    name_codes(&m);
    DOLEN_TRY(list_typed(&m, err));
    DOLEN_TRY(dolen_entry_prove(&m, out->search.receipt, err));
    out->search.answer = NULL;
    return dolen_entry_decide(&m, err);
}
