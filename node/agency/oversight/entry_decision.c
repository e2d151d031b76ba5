/* How the rules decided one search, in words. */
#include <string.h>

#include "node/agency/oversight/entry_internal.h"
#include "node/agency/search_facts.h"
#include "node/crypto/hash.h"

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static dolen_policy_request facts_of(const dolen_entry_making *m, const dolen_federation_member *self)
{
    const dolen_stored_search *search = &m->out->search;
    const dolen_purpose *purpose = dolen_rules_find_purpose(m->rules, search->purpose);
    dolen_search_request request = {.user = search->account,
                                    .role = search->role,
                                    .purpose = search->purpose,
                                    .case_reference = search->case_reference,
                                    .consent = search->consent,
                                    .decision_maker = search->decision_maker,
                                    .urgent_reason = search->urgent_reason,
                                    .authoriser = search->authoriser,
                                    .subject = search->subject};

    if (dolen_day_read(text_of(m->typed, "dob"), &request.person.born, NULL) != DOLEN_OK)
        request.person.born = (dolen_day){0};
    return dolen_search_facts(self, &request, search->asked,
                              m->out->has_ledger ? m->out->ledger.requested_level
                              : purpose          ? purpose->level
                                                 : DOLEN_LEVEL_NONE);
}

static dolen_status write_steps(const dolen_entry_making *m, const dolen_explain_facts *facts,
                                const dolen_explain_step *steps, size_t count, const dolen_entry_step **out,
                                dolen_err *err)
{
    dolen_entry_step *list = NULL;

    DOLEN_TRY(dolen_arena_take(m->arena, count, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < count; i++) {
        list[i] = (dolen_entry_step){
            .name = steps[i].name, .reached = steps[i].reached, .refused = steps[i].why != DOLEN_WHY_NONE};
        if (list[i].refused)
            DOLEN_TRY(dolen_explain_write(facts, steps[i].why, m->arena, &list[i].why, err));
    }
    *out = list;
    return DOLEN_OK;
}

static dolen_status decide_question(dolen_entry_making *m, const dolen_policy_request *request, dolen_err *err)
{
    const dolen_explain_facts facts = {.rules = m->rules, .request = request};
    dolen_explain_step steps[DOLEN_EXPLAIN_STEPS];

    m->out->decision_count = dolen_explain_steps(m->rules, request, NULL, NULL, steps);
    return write_steps(m, &facts, steps, m->out->decision_count, &m->out->decision, err);
}

static bool was_shielded(const dolen_entry_making *m, dolen_code member)
{
    size_t i = 0;
    const json_t *one = NULL;

    json_array_foreach(json_object_get(m->answer, "members"), i, one)
    {
        if (strcmp(text_of(one, "agency"), member.text) == 0)
            return json_is_true(json_object_get(one, "protected"));
    }
    return false;
}

static bool has_step(const dolen_entry_making *m, dolen_code member, dolen_audit_level level)
{
    for (size_t i = 0; i < m->out->step_count; i++)
        if (m->out->steps[i].step.level == level && dolen_code_same(m->out->steps[i].step.member, member))
            return true;
    return false;
}

/* What this agency was told of one member; the steps on its record come after those on the question. */
static dolen_status disclose(dolen_entry_making *m, const dolen_policy_request *request,
                             const dolen_ledger_disclosure *said, dolen_entry_disclosure *out, dolen_err *err)
{
    const dolen_federation_member *member = dolen_federation_member_of(m->federation, said->member);
    const dolen_policy_record record = {.owner = said->member,
                                        .owner_type = member ? member->type : (dolen_code){{0}},
                                        .protection = was_shielded(m, said->member) ? DOLEN_PROTECTION_SHIELDED
                                                                                    : DOLEN_PROTECTION_NONE,
                                        .band = said->band};
    const dolen_explain_facts facts = {.rules = m->rules, .request = request, .record = &record};
    dolen_explain_step steps[DOLEN_EXPLAIN_STEPS];

    *out = (dolen_entry_disclosure){.member = said->member,
                                    .level = said->level,
                                    .band = said->band,
                                    .shielded = record.protection == DOLEN_PROTECTION_SHIELDED,
                                    .opened = has_step(m, said->member, DOLEN_AUDIT_OPENED),
                                    .contact = has_step(m, said->member, DOLEN_AUDIT_CONTACT)};
    if (member)
        out->name = (dolen_words){member->name_en, member->name_cy};
    const size_t before = m->out->decision_count;
    out->decision_count = dolen_explain_steps(m->rules, request, &record, NULL, steps) - before;
    return write_steps(m, &facts, steps + before, out->decision_count, &out->decision, err);
}

dolen_status dolen_entry_decide(dolen_entry_making *m, dolen_err *err)
{
    const dolen_federation_member *self = dolen_federation_member_of(m->federation, m->agency->code);
    dolen_entry_disclosure *list = NULL;

    if (!self)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the federation file does not know this agency");
    const dolen_policy_request request = facts_of(m, self);
    const size_t count = m->out->has_ledger ? m->out->ledger.disclosure_count : 0;

    m->out->same_rules =
        m->out->has_ledger && dolen_digest_same(m->out->ledger.rules_digest, dolen_rules_digest(m->rules));
    DOLEN_TRY(decide_question(m, &request, err));
    DOLEN_TRY(dolen_arena_take(m->arena, count, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < count; i++)
        DOLEN_TRY(disclose(m, &request, &m->out->ledger.disclosures[i], &list[i], err));
    m->out->disclosures = list;
    m->out->disclosure_count = count;
    return DOLEN_OK;
}
