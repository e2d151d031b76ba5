#include "node/agency/subject_report.h"

#include <stdlib.h>
#include <string.h>

#include "governance/policy/policy.h"
#include "node/agency/publish_digests.h"
#include "node/agency/search_json.h"
#include "node/agency/subject_alerts.h"
#include "node/agency/subject_extract.h"
#include "node/agency/subject_marks.h"
#include "node/agency/subject_searches.h"
#include "node/base/text.h"

/* One report in the making. */
typedef struct making {
    dolen_agency *agency;
    const dolen_federation *federation;
    const dolen_rules *rules;
    dolen_arena *arena;
    const json_t *request;
    dolen_search_request asked;
    dolen_search_outcome outcome;
    dolen_code applied[DOLEN_SUBJECT_EXEMPTIONS];
    size_t applied_count;
    dolen_code waived[DOLEN_SUBJECT_EXEMPTIONS];
    size_t waived_count;
    dolen_subject_account account;
    json_t *left_out; /* exemption -> count */
    json_t *searches;
} making;

static const char *text_of(const json_t *request, const char *name)
{
    const char *text = json_string_value(json_object_get(request, name));

    return text ? text : "";
}

static int compare_codes(const void *a, const void *b)
{
    return strcmp(((const dolen_code *)a)->text, ((const dolen_code *)b)->text);
}

/* A list of exemptions, each once, in order. */
static dolen_status read_exemptions(const making *m, const char *name, dolen_code *out, size_t *count, dolen_err *err)
{
    const json_t *list = json_object_get(m->request, name);

    *count = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));
        dolen_code code;
        if (!text || *count == DOLEN_SUBJECT_EXEMPTIONS ||
            dolen_code_read(text, strlen(text), &code, NULL) != DOLEN_OK || !dolen_rules_find_exemption(m->rules, code))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the rules know no such exemption (IG-28)");
        out[(*count)++] = code;
    }
    qsort(out, *count, sizeof *out, compare_codes);
    for (size_t i = 1; i < *count; i++)
        if (dolen_code_same(out[i - 1], out[i]))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "an exemption is named twice");
    return DOLEN_OK;
}

/* Who is meant: the fields as given, or as the extract holds the local id; without an extract, the id says no more
 * than which own record it is. */
static dolen_status read_person(making *m, dolen_err *err)
{
    static const char *const fields[] = {"forenames", "surname",  "former_surname", "dob",       "sex",
                                         "address",   "postcode", "uprn",           "nhs_number"};
    DOLEN_OWN(json_t, question) =
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "subject", "person", "user", text_of(m->request, "user"), "role",
                  "data-protection-officer", "purpose", "SUBJECT", "case", text_of(m->request, "case"));

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (*text_of(m->request, fields[i]))
            json_object_set_new(question, fields[i], json_string(text_of(m->request, fields[i])));
    DOLEN_TRY(dolen_search_json_read(question, m->arena, &m->asked, err));
    m->asked.channel = DOLEN_SEARCH_COMMAND_LINE;
    if (!*text_of(m->request, "local_id") || (!*text_of(m->request, "extract") && *text_of(m->request, "surname")))
        return DOLEN_OK;
    return dolen_subject_extract_find(m->agency, text_of(m->request, "extract"), text_of(m->request, "local_id"),
                                      m->arena, &m->asked.person, err);
}

static dolen_status read_request(making *m, dolen_err *err)
{
    DOLEN_TRY(read_exemptions(m, "applied", m->applied, &m->applied_count, err));
    DOLEN_TRY(read_exemptions(m, "waived", m->waived, &m->waived_count, err));
    return read_person(m, err);
}

/* The same person's pseudonyms again: asking twice looks the same twice. */
static dolen_status ask_who_asked(making *m, dolen_err *err)
{
    const dolen_record_maker maker = {.pseudonymiser = m->agency->pseudonymiser, .keys = m->agency->keys};
    const dolen_publication person = {.subject = DOLEN_SUBJECT_PERSON, .person = m->asked.person};
    dolen_token tokens[DOLEN_SUBJECT_PSEUDONYMS];
    dolen_subject_question question = {
        .request_id = dolen_uuid_make(),
        .federation = m->federation->name,
        .agency = m->agency->code,
        .epoch = dolen_pseudonymiser_epoch(m->agency->pseudonymiser),
        .staff = dolen_local_keys_staff(m->agency->keys, m->asked.user),
        .role = m->asked.role,
        .purpose = m->asked.purpose,
        .case_handle = dolen_local_keys_case(m->agency->keys, m->asked.case_reference),
        .tokens = tokens,
        .token_count = DOLEN_SUBJECT_PSEUDONYMS,
        .applied = m->applied,
        .applied_count = m->applied_count,
        .waived = m->waived,
        .waived_count = m->waived_count,
    };
    dolen_broker_refusal refusal;

    DOLEN_TRY(dolen_record_maker_ask(&maker, &person, m->arena, tokens, &question.fields, err));
    question.created = dolen_clock_now(m->agency->clock);
    return dolen_broker_link_subject(m->agency->broker, &question, m->arena, &m->account, &refusal, err);
}

static void count_left_out(making *m, const char *exemption, json_int_t more)
{
    const json_int_t before = json_integer_value(json_object_get(m->left_out, exemption));

    json_object_set_new(m->left_out, exemption, json_integer(before + more));
}

static bool has(const dolen_code *list, size_t count, dolen_code code)
{
    for (size_t i = 0; i < count; i++)
        if (dolen_code_same(list[i], code))
            return true;
    return false;
}

/* In force: those that apply by themselves unless waived, and those that the officer applies. */
static bool is_in_force(const making *m, const dolen_exemption *exemption)
{
    return exemption->by_itself ? !has(m->waived, m->waived_count, exemption->code)
                                : has(m->applied, m->applied_count, exemption->code);
}

/* The first exemption in force that covers this fact, or NULL. */
static const dolen_exemption *exemption_of(const making *m, const char *flag)
{
    size_t count = 0;
    const dolen_exemption *all = dolen_rules_all_exemptions(m->rules, &count);
    dolen_code code;

    if (dolen_code_read(flag, strlen(flag), &code, NULL) != DOLEN_OK)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (is_in_force(m, &all[i]) && dolen_code_list_has(all[i].codes, code))
            return &all[i];
    return NULL;
}

/* A member of which everything is left out looks as if it knew nobody, as in any other answer (IG-03). */
static void hide_member(json_t *member)
{
    json_object_set_new(member, "state", json_string("nothing"));
    json_object_set_new(member, "match", json_null());
    json_object_set_new(member, "contact", json_null());
    json_object_set_new(member, "level", json_string("none"));
}

static void leave_out(making *m, json_t *member)
{
    json_t *flags = json_object_get(member, "flags");
    const size_t before = json_array_size(flags);

    for (size_t i = json_array_size(flags); i-- > 0;) {
        const dolen_exemption *exemption = exemption_of(m, text_of(json_array_get(flags, i), "code"));
        if (!exemption)
            continue;
        count_left_out(m, exemption->code.text, 1);
        json_array_remove(flags, i);
    }
    if (before && json_array_size(flags) == 0)
        hide_member(member);
}

static void name_flags(const making *m, json_t *flags)
{
    for (size_t i = 0; i < json_array_size(flags); i++) {
        json_t *flag = json_array_get(flags, i);
        dolen_code code;
        const char *text = text_of(flag, "code");
        if (dolen_code_read(text, strlen(text), &code, NULL) != DOLEN_OK)
            continue;
        const dolen_headline *headline = dolen_rules_find_headline(m->rules, code);
        if (headline)
            json_object_set_new(flag, "name",
                                json_pack("{s:s, s:s}", "en", headline->name.en, "cy", headline->name.cy));
    }
}

static json_t *held(making *m)
{
    DOLEN_OWN(json_t, answer) = dolen_search_json_answer(&m->asked, &m->outcome, NULL);
    json_t *members = json_object_get(answer, "members");

    for (size_t i = 0; i < json_array_size(members); i++) {
        json_t *member = json_array_get(members, i);
        json_object_del(member, "why");
        leave_out(m, member);
        name_flags(m, json_object_get(member, "flags"));
    }
    return json_incref(members);
}

static json_t *own(const making *m)
{
    json_t *flags = json_array();

    for (size_t i = 0; i < m->account.own_count; i++)
        json_array_append_new(flags, dolen_search_json_flag(&m->account.own[i]));
    name_flags(m, flags);
    return flags;
}

static json_t *words_or_code(const dolen_words *words, dolen_code code)
{
    return json_pack("{s:s, s:s, s:s}", "code", code.text, "en", words ? words->en : code.text, "cy",
                     words ? words->cy : code.text);
}

static json_t *member_words(const making *m, dolen_code code)
{
    const dolen_federation_member *member = dolen_federation_member_of(m->federation, code);
    const dolen_words words = {.en = member ? member->name_en : code.text, .cy = member ? member->name_cy : code.text};

    return words_or_code(&words, code);
}

static json_t *consultation(const making *m, const dolen_subject_consultation *one)
{
    const dolen_purpose *purpose = dolen_rules_find_purpose(m->rules, one->purpose);
    const dolen_role *role = dolen_rules_find_role(m->rules, one->role);
    char asked[DOLEN_INSTANT_TEXT];

    dolen_instant_write(one->asked, asked);
    return json_pack("{s:s, s:o, s:o, s:o, s:s, s:b, s:I}", "asked", asked, "member", member_words(m, one->member),
                     "role", words_or_code(role ? &role->name : NULL, one->role), "purpose",
                     words_or_code(purpose ? &purpose->name : NULL, one->purpose), "level",
                     dolen_level_name(one->granted_level), "urgent", (int)one->urgent, "entry", (json_int_t)one->entry);
}

/* Without the question that this report itself asked. */
static json_t *consultations(const making *m)
{
    json_t *list = json_array();

    for (size_t i = 0; i < m->account.consultation_count; i++)
        if (m->account.consultations[i].entry != m->outcome.answer.ledger.index)
            json_array_append_new(list, consultation(m, &m->account.consultations[i]));
    return list;
}

static json_t *search_document(const dolen_stored_search *search)
{
    char asked[DOLEN_INSTANT_TEXT];

    dolen_instant_write(search->asked, asked);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "asked", asked, "user", search->account, "purpose",
                     search->purpose.text, "case", search->case_reference, "outcome", search->outcome, "searched",
                     json_loads(search->searched, 0, NULL));
}

/* The first exemption in force that covers this purpose, or NULL. */
static const dolen_exemption *exemption_of_purpose(const making *m, dolen_code purpose)
{
    size_t count = 0;
    const dolen_exemption *all = dolen_rules_all_exemptions(m->rules, &count);

    for (size_t i = 0; i < count; i++)
        if (is_in_force(m, &all[i]) && dolen_code_list_has(all[i].purposes, purpose))
            return &all[i];
    return NULL;
}

/* A question that the hub answered is counted there; one that was refused asked nobody else. */
static void add_search(void *context, const dolen_stored_search *search)
{
    making *m = context;
    const dolen_exemption *exemption = exemption_of_purpose(m, search->purpose);

    if (dolen_uuid_same(search->id, m->outcome.request_id))
        return;
    if (!exemption)
        json_array_append_new(m->searches, search_document(search));
    else if (search->ledger_index == DOLEN_SEARCH_NO_ENTRY)
        count_left_out(m, exemption->code.text, 1);
}

/* As for the rest: what an exemption covers is left out and counted (a consultation: at the hub), and a headline is
 * told only if a report's own question may be told it. A consultation of which the purpose is not named may be covered.
 */
static bool leave_alert_out(void *context, const dolen_alert_told *told)
{
    making *m = context;
    const dolen_headline *headline = dolen_rules_find_headline(m->rules, told->flag);
    const dolen_purpose *report = dolen_rules_find_purpose(m->rules, m->asked.purpose);
    const bool is_consultation = told->sort == DOLEN_ALERT_OF_CONSULTATION;
    const dolen_exemption *exemption = is_consultation ? NULL : exemption_of(m, told->flag.text);

    if (!exemption)
        exemption = exemption_of_purpose(m, told->purpose);
    if (is_consultation)
        return exemption || dolen_code_is_empty(told->purpose);
    if (exemption)
        count_left_out(m, exemption->code.text, 1);
    return exemption || !headline || !report || dolen_policy_releases(report, headline) != DOLEN_WHY_NONE;
}

/* Alerts know a record of this agency and no person: null unless it is said which record is meant. */
static dolen_status list_alerts(making *m, json_t **out, bool *cut_short, dolen_err *err)
{
    const char *local_id = text_of(m->request, "local_id");

    *cut_short = false;
    *out = json_null();
    if (!*local_id)
        return DOLEN_OK;
    return dolen_subject_alerts_list(m->agency, local_id, leave_alert_out, m, m->arena, out, cut_short, err);
}

static json_t *exemption_document(const making *m, const char *name, json_int_t count)
{
    const dolen_exemption *exemption = dolen_rules_find_exemption(m->rules, dolen_code_of(name));

    if (!exemption)
        return json_pack("{s:s, s:I}", "code", name, "count", count);
    return json_pack("{s:s, s:{s:s, s:s}, s:{s:s, s:s}, s:{s:s, s:s}, s:I}", "code", name, "name", "en",
                     exemption->name.en, "cy", exemption->name.cy, "law", "en", exemption->law.en, "cy",
                     exemption->law.cy, "text", "en", exemption->text.en, "cy", exemption->text.cy, "count", count);
}

static json_t *exemptions(const making *m)
{
    json_t *list = json_array();
    const char *name = NULL;
    json_t *count = NULL;

    json_object_foreach(m->left_out, name, count)
        json_array_append_new(list, exemption_document(m, name, json_integer_value(count)));
    return list;
}

/* What the officer has put in force for this local id: it explains why nothing is published. */
static dolen_status list_marks(const making *m, json_t **out, dolen_err *err)
{
    static const char *const words[] = {"?", "restricted", "erased", "disputed"};
    const char *local_id = text_of(m->request, "local_id");
    const dolen_uuid key = dolen_publish_digests_key(m->agency->keys, local_id);
    dolen_subject_marks marks;

    *out = json_array();
    if (!*local_id)
        return DOLEN_OK;
    DOLEN_TRY(dolen_subject_marks_load(m->agency, m->arena, &marks, err));
    for (size_t i = 0; i < marks.count; i++)
        if (dolen_uuid_same(marks.items[i].key, key))
            json_array_append_new(
                *out, json_pack("{s:s, s:s}", "what", words[marks.items[i].kind], "code", marks.items[i].code.text));
    return DOLEN_OK;
}

static json_t *person_document(const dolen_person *person)
{
    const struct {
        const char *name;
        const char *value;
    } texts[] = {{"forenames", person->forenames},
                 {"surname", person->surname},
                 {"former_surname", person->former_surname},
                 {"sex", person->sex},
                 {"address", person->address},
                 {"postcode", person->postcode},
                 {"uprn", person->uprn},
                 {"nhs_number", person->nhs_number}};
    json_t *object = json_object();
    char born[DOLEN_DAY_TEXT];

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].value && *texts[i].value)
            json_object_set_new(object, texts[i].name, json_string(texts[i].value));
    dolen_day_write(person->born, born);
    if (person->born.year)
        json_object_set_new(object, "dob", json_string(born));
    return object;
}

static dolen_status write_report(making *m, json_t **out, dolen_err *err)
{
    char made[DOLEN_INSTANT_TEXT];
    DOLEN_OWN(json_t, marks) = NULL;
    DOLEN_OWN(json_t, alerts) = NULL;
    bool cut_short = false;

    DOLEN_TRY(list_marks(m, &marks, err));
    for (size_t i = 0; i < m->account.exemption_count; i++)
        count_left_out(m, m->account.exemptions[i].exemption.text, (json_int_t)m->account.exemptions[i].count);
    DOLEN_TRY(dolen_subject_searches_find(m->agency, m->rules, &m->asked.person, add_search, m, err));
    DOLEN_TRY(list_alerts(m, &alerts, &cut_short, err));
    json_t *members = held(m);
    dolen_instant_write(m->account.answered, made);
    *out = json_pack("{s:s, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:I, s:I}", "made", made, "agency",
                     member_words(m, m->agency->code), "user", m->asked.user, "case", m->asked.case_reference, "rules",
                     m->account.rules_version, "person", person_document(&m->asked.person), "members", members, "own",
                     own(m), "consultations", consultations(m), "searches", json_incref(m->searches), "exemptions",
                     exemptions(m), "cut_short", (int)m->account.cut_short, "question_entry",
                     (json_int_t)m->outcome.answer.ledger.index, "report_entry", (json_int_t)m->account.ledger_index);
    if (!*out || json_object_set(*out, "marks", marks) != 0 || json_object_set(*out, "alerts", alerts) != 0 ||
        json_object_set_new(*out, "alerts_cut_short", json_boolean(cut_short)) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the report cannot be written as JSON");
    return DOLEN_OK;
}

dolen_status dolen_subject_report_make(dolen_agency *agency, const json_t *request, dolen_arena *arena, json_t **out,
                                       dolen_err *err)
{
    DOLEN_OWN(json_t, left_out) = json_object();
    DOLEN_OWN(json_t, searches) = json_array();
    making m = {.agency = agency,
                .federation = dolen_federation_current_get(agency->federation),
                .rules = agency->rules,
                .arena = arena,
                .request = request,
                .left_out = left_out,
                .searches = searches};

    *out = NULL;
    DOLEN_TRY(read_request(&m, err));
    DOLEN_TRY(dolen_search_ask(agency, &m.asked, arena, &m.outcome, err));
    if (!m.outcome.has_answer) {
        *out = dolen_search_json_refusal(&m.outcome);
        return DOLEN_OK;
    }
    DOLEN_TRY(ask_who_asked(&m, err));
    return write_report(&m, out, err);
}
