#include "node/agency/service/findings_desk.h"

#include <string.h>

#include "node/agency/oversight/unusual_findings.h"
#include "node/agency/oversight/unusual_job.h"
#include "node/agency/service/json_reply.h"
#include "node/base/text.h"

/* A misspelt member would silently change what is done. */
static dolen_status check_members(const json_t *question, dolen_err *err)
{
    static const char *const known[] = {"action", "user", "role", "ground", "all", "finding", "reason"};
    const char *name = NULL;
    const json_t *value = NULL;

    json_object_foreach((json_t *)(uintptr_t)question, name, value)
    {
        size_t i = 0;
        while (i < sizeof known / sizeof *known && strcmp(known[i], name) != 0)
            i++;
        if (i == sizeof known / sizeof *known || !json_is_string(value))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the request has a member that nobody knows, or that is no text");
    }
    return DOLEN_OK;
}

static const char *text_of(const json_t *question, const char *name)
{
    const char *text = json_string_value(json_object_get(question, name));

    return text ? text : "";
}

static dolen_status read_code(const json_t *question, const char *name, dolen_code *out, dolen_err *err)
{
    const char *text = text_of(question, name);

    *out = (dolen_code){{0}};
    return *text ? dolen_code_read(text, strlen(text), out, err) : DOLEN_OK;
}

static dolen_status run(dolen_agency *agency, const dolen_reading *reader, dolen_arena *arena, dolen_err *err)
{
    const dolen_unusual_job_parts parts = dolen_unusual_job_parts_of(agency);
    dolen_unusual_job_report report;

    DOLEN_TRY(dolen_reading_check(agency, reader, arena, err));
    return dolen_unusual_job_run(&parts, &report, err);
}

static dolen_status close_one(dolen_agency *agency, const json_t *question, const dolen_reading *reader,
                              dolen_arena *arena, dolen_err *err)
{
    uint64_t number = 0;

    DOLEN_TRY(dolen_text_to_number(text_of(question, "finding"), INT64_MAX, &number, err));
    return dolen_unusual_findings_close(agency, reader, (int64_t)number, text_of(question, "reason"), arena, err);
}

static dolen_status carry_out(dolen_agency *agency, const json_t *question, dolen_arena *arena, json_t **out,
                              dolen_err *err)
{
    dolen_reading reader = {.user = text_of(question, "user"), .kind = DOLEN_READING_FINDINGS, .about = ""};
    const char *action = text_of(question, "action");
    dolen_unusual_findings findings;

    DOLEN_TRY(check_members(question, err));
    DOLEN_TRY(read_code(question, "role", &reader.role, err));
    DOLEN_TRY(read_code(question, "ground", &reader.ground, err));
    if (dolen_text_same(action, "run"))
        DOLEN_TRY(run(agency, &reader, arena, err));
    else if (dolen_text_same(action, "close"))
        DOLEN_TRY(close_one(agency, question, &reader, arena, err));
    else if (!dolen_text_same(action, "list"))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the action is one of list, close, run");
    DOLEN_TRY(dolen_unusual_findings_list(agency, &reader, dolen_text_same(text_of(question, "all"), "yes"), arena,
                                          &findings, err));
    *out = dolen_unusual_findings_json(&findings);
    return DOLEN_OK;
}

dolen_status dolen_findings_desk(dolen_agency *agency, dolen_http_request *request, dolen_http_response *response,
                                 dolen_err *err)
{
    DOLEN_OWN(json_t, question) = NULL;
    DOLEN_OWN(json_t, document) = NULL;
    dolen_err why = {0};

    if (dolen_json_reply_read(request, &question, &why) != DOLEN_OK ||
        carry_out(agency, question, dolen_http_request_arena(request), &document, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    return dolen_json_reply_send(response, 200, document, err);
}
