#include "node/agency/service/oversight_desk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "node/agency/oversight/alert_steps.h"
#include "node/agency/oversight/export.h"
#include "node/agency/oversight/oversight_json.h"
#include "node/agency/service/json_reply.h"
#include "node/base/text.h"

enum { TEXT_LIMIT = 1000, TYPE = 160, DAY = 24 * 3600 * 1000 };

/* One request on its way. */
typedef struct asking {
    dolen_agency *agency;
    const json_t *question;
    dolen_arena *arena;
    dolen_reading reading;
} asking;

static const char *text_of(const json_t *question, const char *name)
{
    const char *text = json_string_value(json_object_get(question, name));

    return text ? text : "";
}

static bool is_yes(const json_t *question, const char *name)
{
    return dolen_text_same(text_of(question, name), "yes");
}

/* A misspelt member would silently widen what is found. */
static dolen_status check_members(const json_t *question, dolen_err *err)
{
    static const char *const known[] = {"action",         "user",    "role",         "ground",  "asked_by",  "asked_in",
                                        "purpose",        "from",    "until",        "outcome", "case",      "urgent",
                                        "protected",      "finding", "before",       "search",  "forenames", "surname",
                                        "former_surname", "dob",     "sex",          "address", "postcode",  "uprn",
                                        "nhs_number",     "format",  "with_subjects"};
    const char *name = NULL;
    const json_t *value = NULL;

    json_object_foreach((json_t *)(uintptr_t)question, name, value)
    {
        size_t i = 0;
        while (i < sizeof known / sizeof *known && strcmp(known[i], name) != 0)
            i++;
        const char *text = json_string_value(value);
        if (i == sizeof known / sizeof *known)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the request has a member that nobody knows");
        if (!text || strlen(text) != json_string_length(value) || strlen(text) > TEXT_LIMIT)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "every member is a text of at most 1,000 bytes");
    }
    return DOLEN_OK;
}

static dolen_status read_code(const json_t *question, const char *name, dolen_code *out, dolen_err *err)
{
    const char *text = text_of(question, name);

    *out = (dolen_code){{0}};
    return *text ? dolen_code_read(text, strlen(text), out, err) : DOLEN_OK;
}

/* Who reads, in which role, and why; checked in full when the reading begins. */
static dolen_status read_reader(asking *a, dolen_err *err)
{
    a->reading.user = text_of(a->question, "user");
    DOLEN_TRY(read_code(a->question, "role", &a->reading.role, err));
    return read_code(a->question, "ground", &a->reading.ground, err);
}

/* A day counts from its first instant; as the end of a period it is included. */
static dolen_status read_time(const json_t *question, const char *name, bool is_end, int64_t *out, dolen_err *err)
{
    const char *text = text_of(question, name);
    dolen_day day;

    *out = 0;
    if (*text == '\0')
        return DOLEN_OK;
    if (dolen_day_read(text, &day, NULL) != DOLEN_OK)
        return dolen_instant_read(text, out, err);
    *out = (dolen_day_number(day) + (is_end ? 1 : 0)) * (int64_t)DAY;
    return DOLEN_OK;
}

static dolen_status read_person(const json_t *question, dolen_person *out, bool *given, dolen_err *err)
{
    const char *born = text_of(question, "dob");

    *out = (dolen_person){.forenames = text_of(question, "forenames"),
                          .surname = text_of(question, "surname"),
                          .former_surname = text_of(question, "former_surname"),
                          .sex = text_of(question, "sex"),
                          .address = text_of(question, "address"),
                          .postcode = text_of(question, "postcode"),
                          .uprn = text_of(question, "uprn"),
                          .nhs_number = text_of(question, "nhs_number")};
    *given = *out->forenames || *out->surname || *out->former_surname || *born || *out->sex || *out->address ||
             *out->postcode || *out->uprn || *out->nhs_number;
    return *born ? dolen_day_read(born, &out->born, err) : DOLEN_OK;
}

static dolen_status read_criteria(const json_t *question, dolen_find_criteria *out, dolen_err *err)
{
    *out = (dolen_find_criteria){.user = text_of(question, "asked_by"),
                                 .outcome = text_of(question, "outcome"),
                                 .case_reference = text_of(question, "case"),
                                 .urgent_only = is_yes(question, "urgent"),
                                 .protected_only = is_yes(question, "protected"),
                                 .finding_only = is_yes(question, "finding")};
    DOLEN_TRY(read_code(question, "asked_in", &out->role, err));
    DOLEN_TRY(read_code(question, "purpose", &out->purpose, err));
    DOLEN_TRY(read_time(question, "from", false, &out->from, err));
    DOLEN_TRY(read_time(question, "until", true, &out->until, err));
    return dolen_find_cursor_read(text_of(question, "before"), &out->before, err);
}

/* Nothing is looked for before it is known who asks: what a denied reader typed about a person goes nowhere. */
static dolen_status find(asking *a, json_t **out, dolen_err *err)
{
    dolen_find_criteria criteria;
    dolen_find_result result;
    dolen_person person;
    bool about_person = false;

    DOLEN_TRY(read_criteria(a->question, &criteria, err));
    DOLEN_TRY(read_person(a->question, &person, &about_person, err));
    criteria.subject = about_person ? &person : NULL;
    a->reading.kind = about_person ? DOLEN_READING_SUBJECT : DOLEN_READING_LIST;
    DOLEN_TRY(dolen_reading_check(a->agency, &a->reading, a->arena, err));
    DOLEN_TRY(dolen_find_run(a->agency, &criteria, a->arena, &result, err));
    a->reading.count = (int64_t)result.item_count;
    DOLEN_TRY(dolen_reading_begin(a->agency, &a->reading, a->arena, err));
    *out = dolen_oversight_json_find(&result);
    return DOLEN_OK;
}

static dolen_status entry(asking *a, json_t **out, dolen_err *err)
{
    dolen_entry_view view;
    dolen_uuid id;

    DOLEN_TRY(dolen_uuid_read(text_of(a->question, "search"), &id, err));
    a->reading.kind = DOLEN_READING_ENTRY;
    a->reading.count = 1;
    a->reading.about = text_of(a->question, "search");
    DOLEN_TRY(dolen_reading_begin(a->agency, &a->reading, a->arena, err));
    DOLEN_TRY(dolen_entry_read(a->agency, id, a->arena, &view, err));
    *out = dolen_oversight_json_entry(&view);
    return DOLEN_OK;
}

static dolen_status readings(asking *a, json_t **out, dolen_err *err)
{
    const dolen_reading_kept *list = NULL;
    dolen_reading_cursor after;
    size_t count = 0;

    a->reading.kind = DOLEN_READING_READINGS;
    DOLEN_TRY(dolen_find_cursor_read(text_of(a->question, "before"), &after, err));
    DOLEN_TRY(dolen_reading_check(a->agency, &a->reading, a->arena, err));
    DOLEN_TRY(dolen_reading_list(a->agency, after, a->arena, &list, &count, err));
    a->reading.count = (int64_t)count;
    DOLEN_TRY(dolen_reading_begin(a->agency, &a->reading, a->arena, err));
    *out = dolen_oversight_json_readings(list, count);
    return DOLEN_OK;
}

static dolen_status alert_steps(asking *a, json_t **out, dolen_err *err)
{
    dolen_alert_step_wish wish = {.account = text_of(a->question, "asked_by")};
    dolen_alert_steps_result result;

    a->reading.kind = DOLEN_READING_LIST;
    DOLEN_TRY(read_time(a->question, "from", false, &wish.from, err));
    DOLEN_TRY(read_time(a->question, "until", true, &wish.until, err));
    DOLEN_TRY(dolen_alert_steps_cursor_read(text_of(a->question, "before"), &wish.before, err));
    DOLEN_TRY(dolen_reading_check(a->agency, &a->reading, a->arena, err));
    DOLEN_TRY(dolen_alert_steps_find(a->agency, &wish, a->arena, &result, err));
    a->reading.count = (int64_t)result.item_count;
    DOLEN_TRY(dolen_reading_begin(a->agency, &a->reading, a->arena, err));
    *out = dolen_alert_steps_json(&result);
    return DOLEN_OK;
}

/* The file and what the caller is told of it. */
static dolen_status export_file(asking *a, dolen_http_response *response, dolen_err *err)
{
    dolen_export_request request = {.user = a->reading.user,
                                    .role = a->reading.role,
                                    .ground = a->reading.ground,
                                    .format = dolen_export_format_read(text_of(a->question, "format")),
                                    .with_subjects = is_yes(a->question, "with_subjects")};
    dolen_export_file file;
    dolen_person person;
    bool about_person = false;
    char type[TYPE];

    DOLEN_TRY(read_criteria(a->question, &request.criteria, err));
    DOLEN_TRY(read_person(a->question, &person, &about_person, err));
    request.criteria.subject = about_person ? &person : NULL;
    DOLEN_TRY(dolen_export_make(a->agency, &request, a->arena, &file, err));
    snprintf(type, sizeof type, "%s; rows=%" PRId64 "; cut=%s; entry=%" PRId64, file.content_type, file.rows,
             file.is_cut ? "yes" : "no", file.entry);
    const char *kept = dolen_arena_copy_string(a->arena, type, strlen(type));
    dolen_http_response_file(response, kept ? kept : file.content_type, file.descriptor, file.size);
    return DOLEN_OK;
}

static bool wants_file(const asking *a)
{
    return dolen_text_same(text_of(a->question, "action"), "export");
}

static dolen_status send_file(asking *a, dolen_http_response *response, dolen_err *err)
{
    DOLEN_TRY(check_members(a->question, err));
    DOLEN_TRY(read_reader(a, err));
    return export_file(a, response, err);
}

static dolen_status carry_out(asking *a, json_t **out, dolen_err *err)
{
    const char *action = text_of(a->question, "action");

    DOLEN_TRY(check_members(a->question, err));
    DOLEN_TRY(read_reader(a, err));
    if (dolen_text_same(action, "find"))
        return find(a, out, err);
    if (dolen_text_same(action, "entry"))
        return entry(a, out, err);
    if (dolen_text_same(action, "readings"))
        return readings(a, out, err);
    if (dolen_text_same(action, "alert-steps"))
        return alert_steps(a, out, err);
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "the action is one of find, entry, readings, alert-steps, export");
}

dolen_status dolen_oversight_desk(dolen_agency *agency, dolen_http_request *request, dolen_http_response *response,
                                  dolen_err *err)
{
    DOLEN_OWN(json_t, question) = NULL;
    DOLEN_OWN(json_t, document) = NULL;
    asking a = {.agency = agency, .arena = dolen_http_request_arena(request)};
    dolen_err why = {0};

    if (dolen_json_reply_read(request, &question, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    a.question = question;
    if (wants_file(&a))
        return send_file(&a, response, &why) == DOLEN_OK ? DOLEN_OK : dolen_json_reply_refuse(response, &why, err);
    if (carry_out(&a, &document, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    return dolen_json_reply_send(response, 200, document, err);
}
