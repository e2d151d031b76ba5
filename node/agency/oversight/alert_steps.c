#include "node/agency/oversight/alert_steps.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "node/agency/alerts/alert_json.h"
#include "node/base/text.h"

enum { DIGITS = 19 };

static void add_names(const dolen_agency *agency, dolen_alert_steps_item *item)
{
    const dolen_rules *rules = agency->rules;
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);
    const dolen_role *role = dolen_rules_find_role(rules, item->kept.step.role);
    const dolen_watch *watch = dolen_rules_find_watch(rules, item->kept.watch);
    const dolen_headline *flag = dolen_rules_find_headline(rules, item->kept.flag);
    const dolen_federation_member *member = dolen_federation_member_of(federation, item->kept.agency);

    if (role)
        item->role = role->name;
    if (watch)
        item->watch = watch->name;
    if (flag)
        item->flag = flag->name;
    if (member)
        item->agency = (dolen_words){member->name_en, member->name_cy};
}

/* Whatever stands beyond the page says only that there is a next one. */
static void cut(dolen_alert_steps_result *out)
{
    out->has_more = out->item_count > DOLEN_ALERT_STEPS_PAGE;
    if (!out->has_more)
        return;
    out->item_count = DOLEN_ALERT_STEPS_PAGE;
    const dolen_alert_step_item *last = &out->items[DOLEN_ALERT_STEPS_PAGE - 1].kept;
    out->next = (dolen_alert_step_cursor){last->step.at, last->number};
}

dolen_status dolen_alert_steps_find(dolen_agency *agency, const dolen_alert_step_wish *wish, dolen_arena *arena,
                                    dolen_alert_steps_result *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_alert_step_item *kept = NULL;
    dolen_alert_steps_item *items = NULL;

    *out = (dolen_alert_steps_result){0};
    if (wish->from < 0 || wish->until < 0 || (wish->until && wish->until <= wish->from))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the period ends before it begins");
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(
        dolen_alert_step_store_find(connection, wish, DOLEN_ALERT_STEPS_PAGE + 1, arena, &kept, &out->item_count, err));
    DOLEN_TRY(dolen_arena_take(arena, out->item_count + 1, sizeof *items, (void *)&items, err));
    for (size_t i = 0; i < out->item_count; i++) {
        items[i] = (dolen_alert_steps_item){.kept = kept[i]};
        add_names(agency, &items[i]);
    }
    out->items = items;
    cut(out);
    return DOLEN_OK;
}

void dolen_alert_steps_cursor_write(dolen_alert_step_cursor cursor, char out[DOLEN_ALERT_STEPS_CURSOR])
{
    *out = '\0';
    if (cursor.at > 0)
        snprintf(out, DOLEN_ALERT_STEPS_CURSOR, "%" PRId64 "-%" PRId64, cursor.at, cursor.number);
}

dolen_status dolen_alert_steps_cursor_read(const char *text, dolen_alert_step_cursor *out, dolen_err *err)
{
    const char *dash = strchr(text, '-');
    char digits[DIGITS + 1];
    uint64_t at = 0;
    uint64_t number = 0;

    *out = (dolen_alert_step_cursor){0};
    if (*text == '\0')
        return DOLEN_OK;
    if (!dash || dash - text > DIGITS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this is no place in a list");
    memcpy(digits, text, (size_t)(dash - text));
    digits[dash - text] = '\0';
    DOLEN_TRY(dolen_text_to_number(digits, INT64_MAX, &at, err));
    DOLEN_TRY(dolen_text_to_number(dash + 1, INT64_MAX, &number, err));
    if (at == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this is no place in a list");
    *out = (dolen_alert_step_cursor){(int64_t)at, (int64_t)number};
    return DOLEN_OK;
}

static json_t *named(dolen_words words, dolen_code code)
{
    if (dolen_code_is_empty(code))
        return json_null();
    return json_pack("{s:s, s:s, s:s}", "code", code.text, "en", words.en ? words.en : code.text, "cy",
                     words.cy ? words.cy : code.text);
}

static json_t *step_document(const dolen_alert_steps_item *item)
{
    const dolen_alert_step_item *kept = &item->kept;
    char at[DOLEN_INSTANT_TEXT];
    char alert[DOLEN_UUID_TEXT];

    dolen_instant_write(kept->step.at, at);
    dolen_uuid_write(kept->alert, alert);
    return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:s}", "at", at, "user",
                     kept->step.account, "name", kept->full_name, "role", named(item->role, kept->step.role), "step",
                     dolen_alert_json_deed(kept->step.deed), "outcome", kept->step.outcome.text, "alert", alert, "kind",
                     kept->sort == DOLEN_ALERT_OF_CONSULTATION ? "consultation" : "flag", "watch",
                     named(item->watch, kept->watch), "agency", named(item->agency, kept->agency), "flag",
                     named(item->flag, kept->flag), "local_id", kept->local_id, "person", kept->name);
}

json_t *dolen_alert_steps_json(const dolen_alert_steps_result *result)
{
    json_t *list = json_array();
    char next[DOLEN_ALERT_STEPS_CURSOR];

    for (size_t i = 0; i < result->item_count; i++)
        json_array_append_new(list, step_document(&result->items[i]));
    dolen_alert_steps_cursor_write(result->next, next);
    return json_pack("{s:o, s:o}", "steps", list, "next", *next ? json_string(next) : json_null());
}
