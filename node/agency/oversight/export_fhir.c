/* HL7 FHIR R4 (4.0.1): Bundle of type collection, one AuditEvent for each search and one for the export itself. */
#include <inttypes.h>
#include <string.h>

#include "node/agency/oversight/export_internal.h"
#include "node/agency/oversight/oversight_json.h"

#define OWN "urn:dolen:code:"
#define HL7 "http://terminology.hl7.org/CodeSystem/"

enum { TEXT = 4096, INDEX = 24 };

/* FHIR's texts have something to read in them, and no control characters but those of lines. NULL when it has not. */
static json_t *text_of(const char *text)
{
    static const char replacement[] = "\xef\xbf\xbd";
    char clean[TEXT];
    size_t used = 0;

    if (text[strspn(text, " \t\r\n")] == '\0')
        return NULL;
    for (; *text && used + sizeof replacement < sizeof clean; text++) {
        const unsigned char byte = (unsigned char)*text;
        if ((byte < ' ' && !strchr("\t\r\n", *text)) || byte == 0x7f) {
            memcpy(clean + used, replacement, sizeof replacement - 1);
            used += sizeof replacement - 1;
        } else {
            clean[used++] = *text;
        }
    }
    while (used && *text && ((unsigned char)clean[used - 1] & 0xc0) == 0x80)
        used--; /* a text that was cut ends with a whole letter */
    return json_stringn(clean, used);
}

static void set(json_t *object, const char *name, json_t *value)
{
    if (value)
        json_object_set_new(object, name, value);
}

static json_t *coding(const char *system, const char *code, const char *display)
{
    json_t *one = json_pack("{s:s, s:s}", "system", system, "code", code);

    set(one, "display", display ? text_of(display) : NULL);
    return one;
}

static json_t *concept(json_t *one)
{
    return json_pack("{s:[o]}", "coding", one);
}

static json_t *identifier(const char *system, const char *value)
{
    json_t *one = json_pack("{s:s}", "system", system);

    set(one, "value", text_of(value));
    return one;
}

/* A search's purpose, and "break the glass" for what overrode something. */
static json_t *purposes_of(const dolen_export_about *about, const dolen_find_item *item)
{
    const dolen_purpose *purpose = dolen_rules_find_purpose(about->rules, item->purpose);
    json_t *list = json_array();

    json_array_append_new(list, concept(coding(OWN "purpose", item->purpose.text, purpose ? purpose->name.en : NULL)));
    if (item->urgent || item->opened_protected)
        json_array_append_new(list, concept(coding(HL7 "v3-ActReason", "BTG", "break the glass")));
    return list;
}

static json_t *agents_of(const dolen_export_about *about, const char *user, const char *full_name, dolen_code role)
{
    const dolen_role *known = dolen_rules_find_role(about->rules, role);
    json_t *who = json_pack("{s:o}", "identifier", identifier(OWN "account", user));

    set(who, "display", text_of(full_name));
    return json_pack("[{s:o, s:[o], s:o, s:b}]", "type",
                     concept(coding(HL7 "extra-security-role-type", "humanuser", "human user")), "role",
                     concept(coding(OWN "role", role.text, known ? known->name.en : NULL)), "who", who, "requestor", 1);
}

static json_t *source_of(const dolen_export_about *about)
{
    json_t *observer = json_pack("{s:o}", "identifier", identifier(OWN "member", about->agency.text));

    set(observer, "display", text_of(about->agency_name));
    return json_pack("{s:s, s:o, s:[o]}", "site", about->agency.text, "observer", observer, "type",
                     coding(HL7 "security-source-type", "4", "Application Server"));
}

static void add_detail(json_t *details, const char *type, const char *value)
{
    json_t *text = text_of(value);

    if (text)
        json_array_append_new(details, json_pack("{s:s, s:o}", "type", type, "valueString", text));
}

static void add_number(json_t *details, const char *type, int64_t number)
{
    char text[INDEX];

    snprintf(text, sizeof text, "%" PRId64, number);
    if (number >= 0)
        add_detail(details, type, text);
}

/* The question, without whom it was about: AuditEvent.entity.query would be what was typed. */
static json_t *question_of(const dolen_find_item *item, const char *id)
{
    json_t *details = json_array();

    add_detail(details, "request-id", id);
    add_number(details, "ledger-index", item->ledger_index);
    add_detail(details, "case-reference", item->case_reference);
    add_detail(details, "channel", dolen_oversight_json_channel((dolen_search_channel)item->channel));
    add_detail(details, "subject", item->subject == DOLEN_SUBJECT_ADDRESS ? "address" : "person");
    add_detail(details, "furthest", dolen_oversight_json_step(item->furthest));
    add_number(details, "agencies-involved", item->involved);
    add_detail(details, "review", dolen_find_review_word(item->review));
    add_detail(details, "review-outcome", item->review_outcome);
    add_detail(details, "urgent", item->urgent ? "yes" : "");
    add_detail(details, "protected-record-opened", item->opened_protected ? "yes" : "");
    return json_pack("{s:{s:o}, s:o, s:o, s:o}", "what", "identifier", identifier(OWN "search", id), "type",
                     coding(HL7 "audit-entity-type", "2", "System Object"), "role",
                     coding(HL7 "object-role", "24", "Query"), "detail", details);
}

/* 0 success; 4 refused, as it should be; 8 no answer though there should have been one. */
static const char *outcome_of(const char *word)
{
    static const char *const refusals[] = {"answered", "rules-forbid", "over-quota"};

    if (strcmp(word, refusals[0]) == 0)
        return "0";
    return strcmp(word, refusals[1]) == 0 || strcmp(word, refusals[2]) == 0 ? "4" : "8";
}

static void put_resource(FILE *out, const char *id, json_t *resource)
{
    char url[DOLEN_UUID_TEXT + 16];

    snprintf(url, sizeof url, "urn:uuid:%s", id);
    dolen_export_put_json(out, json_pack("{s:s, s:o}", "fullUrl", url, "resource", resource));
}

static json_t *event_of(const char *id, json_t *type, const char *action, int64_t at)
{
    char when[DOLEN_INSTANT_TEXT];

    dolen_instant_write(at, when);
    return json_pack("{s:s, s:s, s:o, s:s, s:{s:s, s:s}, s:s}", "resourceType", "AuditEvent", "id", id, "type", type,
                     "action", action, "period", "start", when, "end", when, "recorded", when);
}

static void row(FILE *out, const dolen_export_about *about, const dolen_export_row *row)
{
    const dolen_find_item *item = row->item;
    const char *action = item->furthest >= DOLEN_AUDIT_OPENED ? "R" : "E";
    char id[DOLEN_UUID_TEXT];

    dolen_uuid_write(item->id, id);
    json_t *event = event_of(id, coding(HL7 "audit-event-type", "rest", "RESTful Operation"), action, item->asked);
    set(event, "subtype", json_pack("[o]", coding("http://hl7.org/fhir/restful-interaction", "search", "search")));
    set(event, "outcome", json_string(outcome_of(item->outcome)));
    set(event, "outcomeDesc", text_of(item->outcome));
    set(event, "purposeOfEvent", purposes_of(about, item));
    set(event, "agent", agents_of(about, item->account, item->full_name, item->role));
    set(event, "source", source_of(about));
    set(event, "entity", json_pack("[o]", question_of(item, id)));
    if (!row->is_first)
        fputs(",\n", out);
    put_resource(out, id, event);
}

static void begin(FILE *out, const dolen_export_about *about)
{
    char made[DOLEN_INSTANT_TEXT];

    dolen_instant_write(about->made, made);
    fprintf(out, "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"timestamp\":\"%s\",\"entry\":[\n", made);
}

/* The export is an event itself, with its ground, its rows and its place in the ledger. */
static void end(FILE *out, const dolen_export_about *about)
{
    json_t *details = json_array();
    char id[DOLEN_UUID_TEXT];

    dolen_uuid_write(about->id, id);
    add_number(details, "rows", about->rows);
    add_detail(details, "cut", about->is_cut ? "yes" : "no");
    add_number(details, "ledger-index", about->entry);
    json_t *event =
        event_of(id, coding("http://dicom.nema.org/resources/ontology/DCM", "110106", "Export"), "R", about->made);
    set(event, "outcome", json_string("0"));
    set(event, "purposeOfEvent", json_pack("[o]", concept(coding(OWN "ground", about->ground.text, NULL))));
    set(event, "agent", agents_of(about, about->user, "", about->role));
    set(event, "source", source_of(about));
    set(event, "entity",
        json_pack("[{s:o, s:o, s:o}]", "type", coding(HL7 "audit-entity-type", "2", "System Object"), "role",
                  coding(HL7 "object-role", "3", "Report"), "detail", details));
    if (about->rows)
        fputs(",\n", out);
    put_resource(out, id, event);
    fputs("\n]}\n", out);
}

const dolen_export_writer dolen_export_fhir = {
    .content_type = "application/fhir+json", .suffix = "fhir.json", .begin = begin, .row = row, .end = end};
