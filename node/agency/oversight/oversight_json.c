#include "node/agency/oversight/oversight_json.h"

#include <stdlib.h>

#include "governance/audit/ledger_json.h"
#include "node/agency/json_facts.h"
#include "node/agency/search_json.h"
#include "node/base/memory.h"

const char *dolen_oversight_json_step(dolen_audit_level level)
{
    switch (level) {
    case DOLEN_AUDIT_SHOWN:
        return "shown";
    case DOLEN_AUDIT_OPENED:
        return "opened";
    case DOLEN_AUDIT_CONTACT:
        return "contact";
    case DOLEN_AUDIT_SEARCHED:
        break;
    }
    return "searched";
}

const char *dolen_oversight_json_channel(dolen_search_channel channel)
{
    switch (channel) {
    case DOLEN_SEARCH_WEB:
        return "page";
    case DOLEN_SEARCH_COMMAND_LINE:
        return "command";
    case DOLEN_SEARCH_PROGRAM:
        return "program";
    }
    return "?";
}

static json_t *uuid(dolen_uuid id)
{
    char text[DOLEN_UUID_TEXT];

    dolen_uuid_write(id, text);
    return json_string(text);
}

static json_t *index_or_null(int64_t index)
{
    return index < 0 ? json_null() : json_integer(index);
}

static json_t *cursor(dolen_find_cursor at)
{
    char text[DOLEN_FIND_CURSOR_TEXT];

    dolen_find_cursor_write(at, text);
    return *text ? json_string(text) : json_null();
}

static json_t *words(dolen_words words)
{
    return words.en ? json_pack("{s:s, s:s}", "en", words.en, "cy", words.cy) : json_null();
}

static const char *subject_word(dolen_subject subject)
{
    return subject == DOLEN_SUBJECT_ADDRESS ? "address" : "person";
}

json_t *dolen_oversight_json_item(const dolen_find_item *item)
{
    return json_pack("{s:o, s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:b, s:b, s:b, s:s, s:s, s:s, s:o}",
                     "search", uuid(item->id), "asked", dolen_json_facts_instant(item->asked), "user", item->account,
                     "name", item->full_name, "role", item->role.text, "purpose", item->purpose.text, "case",
                     item->case_reference, "channel", dolen_oversight_json_channel((dolen_search_channel)item->channel),
                     "subject", subject_word(item->subject), "outcome", item->outcome, "involved", (int)item->involved,
                     "urgent", (int)item->urgent, "opened_protected", (int)item->opened_protected, "finding",
                     (int)item->has_finding, "review", dolen_find_review_word(item->review), "review_outcome",
                     item->review_outcome, "furthest", dolen_oversight_json_step(item->furthest), "entry",
                     index_or_null(item->ledger_index));
}

json_t *dolen_oversight_json_find(const dolen_find_result *result)
{
    json_t *list = json_array();

    for (size_t i = 0; i < result->item_count; i++)
        json_array_append_new(list, dolen_oversight_json_item(&result->items[i]));
    return json_pack("{s:o, s:I, s:b, s:o}", "searches", list, "total", (json_int_t)result->total, "total_is_at_least",
                     (int)result->total_is_at_least, "next", cursor(result->next));
}

static json_t *reading_document(const dolen_reading_kept *kept)
{
    const char *word = dolen_reading_kind_word(kept->reading.kind);

    return json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:b, s:o}", "at", dolen_json_facts_instant(kept->at),
                     "user", kept->reading.user, "name", kept->full_name, "role", kept->reading.role.text, "ground",
                     kept->reading.ground.text, "what", word ? word : "?", "count", (json_int_t)kept->reading.count,
                     "about", kept->reading.about, "in_ledger", (int)(kept->entry != DOLEN_READING_ENTRY_WAITS),
                     "entry", index_or_null(kept->entry));
}

json_t *dolen_oversight_json_readings(const dolen_reading_kept *readings, size_t count)
{
    json_t *list = json_array();
    dolen_reading_cursor next = {0};

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, reading_document(&readings[i]));
    if (count == DOLEN_READING_PAGE)
        next = (dolen_reading_cursor){readings[count - 1].at, readings[count - 1].id};
    return json_pack("{s:o, s:o}", "readings", list, "next", cursor(next));
}

static json_t *typed_document(const dolen_entry_view *entry)
{
    json_t *typed = json_object();

    for (size_t i = 0; i < entry->typed_count; i++)
        json_object_set_new(typed, entry->typed[i].name, json_string(entry->typed[i].value));
    return typed;
}

static json_t *steps_document(const dolen_entry_view *entry)
{
    json_t *list = json_array();

    for (size_t i = 0; i < entry->step_count; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:s, s:s, s:o}", "step", dolen_oversight_json_step(entry->steps[i].step.level),
                            "member", entry->steps[i].step.member.text, "user", entry->steps[i].walk.account, "role",
                            entry->steps[i].walk.role.text, "at", dolen_json_facts_instant(entry->steps[i].walk.at)));
    return list;
}

static json_t *review_document(const dolen_entry_view *entry)
{
    if (!entry->has_review)
        return json_null();
    return json_pack("{s:I, s:o, s:o, s:o, s:s, s:s}", "review", (json_int_t)entry->review.number, "opened",
                     dolen_json_facts_instant(entry->review.opened), "due", dolen_json_facts_instant(entry->review.due),
                     "closed", dolen_json_facts_instant(entry->review.closed), "closed_by", entry->review.closed_by,
                     "outcome", entry->review.outcome);
}

static json_t *decision_document(const dolen_entry_step *steps, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count && steps[i].reached; i++)
        json_array_append_new(list, json_pack("{s:o, s:b, s:o}", "step", words(steps[i].name), "refused",
                                              (int)steps[i].refused, "why", words(steps[i].why)));
    return list;
}

static json_t *disclosures_document(const dolen_entry_view *entry)
{
    json_t *list = json_array();

    for (size_t i = 0; i < entry->disclosure_count; i++) {
        const dolen_entry_disclosure *one = &entry->disclosures[i];
        json_array_append_new(list,
                              json_pack("{s:s, s:o, s:s, s:s, s:b, s:b, s:b, s:o}", "member", one->member.text, "name",
                                        words(one->name), "level", dolen_level_name(one->level), "match",
                                        one->band == DOLEN_BAND_CONFIRMED ? "confirmed" : "probable", "protected",
                                        (int)one->shielded, "opened", (int)one->opened, "contact", (int)one->contact,
                                        "decision", decision_document(one->decision, one->decision_count)));
    }
    return list;
}

/* What governance/audit writes as text, as part of a document. */
static json_t *parsed(char *text)
{
    json_t *document = json_loads(text, 0, NULL);

    free(text);
    return document ? document : json_null();
}

static json_t *ledger_document(const dolen_entry_view *entry)
{
    return json_pack("{s:s, s:o, s:b, s:o, s:o}", "proof", dolen_entry_proof_word(entry->proof), "index",
                     index_or_null(entry->search.ledger_index), "agrees", (int)entry->agrees, "entry",
                     entry->has_ledger ? parsed(dolen_ledger_json_entry(&entry->ledger)) : json_null(), "report",
                     entry->report ? parsed(dolen_ledger_json_report(entry->report)) : json_null());
}

json_t *dolen_oversight_json_entry(const dolen_entry_view *entry)
{
    const dolen_stored_search *search = &entry->search;

    return json_pack(
        "{s:o, s:o, s:s, s:s, s:s, s:o, s:s, s:o, s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:o, s:s, s:i, s:o, s:o, s:o, "
        "s:o, s:b, s:o}",
        "search", uuid(search->id), "asked", dolen_json_facts_instant(search->asked), "user", search->account, "name",
        entry->full_name, "role", search->role.text, "role_name", words(entry->role_name), "purpose",
        search->purpose.text, "purpose_name", words(entry->purpose_name), "case", search->case_reference,
        "decision_maker", search->decision_maker, "urgent_reason", search->urgent_reason.text, "authoriser",
        search->authoriser, "consent", (int)search->consent, "channel",
        dolen_oversight_json_channel((dolen_search_channel)search->channel), "subject", subject_word(search->subject),
        "typed", typed_document(entry), "outcome", search->outcome, "involved", (int)search->involved, "steps",
        steps_document(entry), "review", review_document(entry), "ledger", ledger_document(entry), "disclosures",
        disclosures_document(entry), "same_rules", (int)entry->same_rules, "decision",
        decision_document(entry->decision, entry->decision_count));
}
