#include "node/agency/subject_alerts.h"

#include "node/agency/alerts/alert_json.h"
#include "node/agency/publish_digests.h"

static json_t *named(const dolen_words *words, dolen_code code)
{
    if (dolen_code_is_empty(code))
        return json_null();
    return json_pack("{s:s, s:s, s:s}", "code", code.text, "en", words ? words->en : code.text, "cy",
                     words ? words->cy : code.text);
}

static json_t *agency_document(const dolen_agency *agency, dolen_code code)
{
    const dolen_federation_member *member =
        dolen_federation_member_of(dolen_federation_current_get(agency->federation), code);

    if (!member)
        return named(NULL, code);
    return named(&(dolen_words){.en = member->name_en, .cy = member->name_cy}, code);
}

static json_t *steps_document(const dolen_alert_told *told)
{
    json_t *list = json_array();

    for (size_t i = 0; i < told->step_count; i++) {
        const dolen_alert_step *step = &told->steps[i];
        char at[DOLEN_INSTANT_TEXT];
        dolen_instant_write(step->at, at);
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "at", at, "user", step->account, "role",
                                              step->role.text, "step", dolen_alert_json_deed(step->deed), "outcome",
                                              step->outcome.text));
    }
    return list;
}

static json_t *alert_document(const dolen_agency *agency, const dolen_alert_told *told)
{
    const dolen_watch *watch = dolen_rules_find_watch(agency->rules, told->watch);
    const dolen_headline *flag = dolen_rules_find_headline(agency->rules, told->flag);
    const dolen_purpose *purpose = dolen_rules_find_purpose(agency->rules, told->purpose);
    const bool is_consultation = told->sort == DOLEN_ALERT_OF_CONSULTATION;
    char at[DOLEN_INSTANT_TEXT];

    dolen_instant_write(told->received, at);
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "told", at, "kind",
                     is_consultation ? "consultation" : "flag", "watch",
                     named(watch ? &watch->name : NULL, told->watch), "agency", agency_document(agency, told->agency),
                     "flag", named(flag ? &flag->name : NULL, told->flag), "purpose",
                     named(purpose ? &purpose->name : NULL, told->purpose), "steps", steps_document(told));
}

dolen_status dolen_subject_alerts_list(dolen_agency *agency, const char *local_id,
                                       dolen_subject_alert_left_out left_out, void *context, dolen_arena *arena,
                                       json_t **out, bool *cut_short, dolen_err *err)
{
    const dolen_uuid key = dolen_publish_digests_key(agency->keys, local_id);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_alert_told *told = NULL;
    size_t count = 0;

    *out = NULL;
    *cut_short = false;
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_alert_step_store_told(connection, key, DOLEN_SUBJECT_ALERTS + 1, arena, &told, &count, err));
    *cut_short = count > DOLEN_SUBJECT_ALERTS;
    *out = json_array();
    for (size_t i = 0; i < count && i < DOLEN_SUBJECT_ALERTS; i++)
        if (!left_out(context, &told[i]))
            json_array_append_new(*out, alert_document(agency, &told[i]));
    return DOLEN_OK;
}
