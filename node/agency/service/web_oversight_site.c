#include "node/agency/service/web_oversight_site.h"

#include <string.h>

#include "node/agency/extract/extract.h"
#include "node/agency/oversight/unusual_findings.h"
#include "node/agency/service/coverage.h"
#include "node/agency/subject.h"
#include "node/base/log.h"
#include "node/store/witness_store.h"

enum { ALARMS = 100, SUBJECT_ARENA = 32 * 1024 * 1024, REASON = 500, SEARCHES = 64 };

_Static_assert((int)DOLEN_WEB_LOCAL_ID == (int)DOLEN_EXTRACT_LOCAL_ID, "the pages take what an extract takes");

static dolen_status witness_state(void *context, dolen_arena *arena, dolen_witness_state *out, dolen_err *err)
{
    return dolen_witness_state_read(context, arena, out, err);
}

/* A node that is no witness remembers nothing. */
static dolen_status read_memory(const dolen_agency *agency, dolen_connection *connection, dolen_arena *arena,
                                dolen_web_ledger_known *out, dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);
    dolen_stored_witness memory = {0};

    if (!agency->witness)
        return DOLEN_OK;
    DOLEN_TRY(dolen_witness_store_find(connection, federation->broker.ledger.name, arena, &memory, err));
    out->own_entries = memory.size;
    out->own_confirmed = (int64_t)memory.cosigned * 1000;
    return DOLEN_OK;
}

static dolen_status ledger_known(void *context, dolen_arena *arena, dolen_web_ledger_known *out, dolen_err *err)
{
    const dolen_agency *agency = context;
    DOLEN_OWN(dolen_connection, connection) = NULL;

    *out = (dolen_web_ledger_known){0};
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_reconciliation_store_latest(connection, &out->comparison, err));
    DOLEN_TRY(dolen_alarm_store_list(connection, ALARMS, arena, &out->alarms, &out->alarm_count, err));
    return read_memory(agency, connection, arena, out, err);
}

/* Who closed it stands with the reason. */
static dolen_status close_alarm(void *context, const char *user, int64_t number, const char *reason, dolen_err *err)
{
    const dolen_agency *agency = context;
    char text[REASON + 1];

    const int size = snprintf(text, sizeof text, "%s (%s)", reason, user);
    if (size < 0 || (size_t)size >= sizeof text)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the reason is too long");
    return dolen_ledger_alarm_close(agency->alarm, number, text, err);
}

static dolen_status coverage(void *context, dolen_arena *arena, const dolen_web_coverage **out, size_t *count,
                             uint32_t *fresh_hours, dolen_err *err)
{
    return dolen_coverage_read(context, arena, out, count, fresh_hours, err);
}

static dolen_status find(void *context, const dolen_find_criteria *criteria, dolen_arena *arena, dolen_find_result *out,
                         dolen_err *err)
{
    return dolen_find_run(context, criteria, arena, out, err);
}

static dolen_status entry(void *context, dolen_uuid id, dolen_arena *arena, dolen_entry_view *out, dolen_err *err)
{
    return dolen_entry_read(context, id, arena, out, err);
}

static dolen_status begin_reading(void *context, const dolen_reading *reading, dolen_arena *arena, dolen_err *err)
{
    return dolen_reading_begin(context, reading, arena, err);
}

static dolen_status readings(void *context, dolen_reading_cursor after, dolen_arena *arena,
                             const dolen_reading_kept **out, size_t *count, dolen_err *err)
{
    return dolen_reading_list(context, after, arena, out, count, err);
}

static dolen_status alert_steps(void *context, const dolen_alert_step_wish *wish, dolen_arena *arena,
                                dolen_alert_steps_result *out, dolen_err *err)
{
    return dolen_alert_steps_find(context, wish, arena, out, err);
}

static dolen_status findings(void *context, size_t limit, dolen_arena *arena, const dolen_stored_finding **out,
                             size_t *count, int64_t *open, dolen_err *err)
{
    const dolen_agency *agency = context;
    DOLEN_OWN(dolen_connection, connection) = NULL;

    *count = 0;
    *open = 0;
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_finding_store_count(connection, open, err));
    return dolen_finding_store_list(connection, true, limit, arena, out, count, err);
}

/* The latest of its searches. */
static dolen_status finding(void *context, int64_t number, dolen_arena *arena, dolen_stored_finding *out,
                            const dolen_oversight_item **searches, size_t *count, dolen_err *err)
{
    const dolen_agency *agency = context;
    DOLEN_OWN(dolen_connection, connection) = NULL;

    *searches = NULL;
    *count = 0;
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_finding_store_find(connection, number, arena, out, err));
    const size_t shown = out->search_count < SEARCHES ? out->search_count : SEARCHES;
    return dolen_oversight_store_items(connection, out->searches + (out->search_count - shown), shown,
                                       dolen_clock_now(agency->clock), arena, searches, count, err);
}

static dolen_status close_finding(void *context, const dolen_reading *reader, int64_t number, const char *reason,
                                  dolen_arena *arena, dolen_err *err)
{
    return dolen_unusual_findings_close(context, reader, number, reason, arena, err);
}

static dolen_status export_searches(void *context, const dolen_export_request *request, dolen_arena *arena,
                                    dolen_export_file *out, dolen_err *err)
{
    return dolen_export_make(context, request, arena, out, err);
}

static dolen_status purposes(void *context, dolen_arena *arena, const dolen_web_oversight_choice **out, size_t *count,
                             dolen_err *err)
{
    const dolen_agency *agency = context;
    dolen_web_oversight_choice *list = NULL;
    size_t known = 0;

    *count = 0;
    const dolen_purpose *all = dolen_rules_all_purposes(agency->rules, &known);
    DOLEN_TRY(dolen_arena_take(arena, known + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < known; i++)
        if (all[i].use != DOLEN_USE_AUDIT)
            list[(*count)++] =
                (dolen_web_oversight_choice){.code = all[i].code, .name = {all[i].name.en, all[i].name.cy}};
    *out = list;
    return DOLEN_OK;
}

static dolen_both level_name(void *context, dolen_level level)
{
    const dolen_agency *agency = context;

    if (level < DOLEN_LEVEL_L0 || level > DOLEN_LEVEL_L3)
        return (dolen_both){NULL, NULL};
    const dolen_words words = dolen_rules_level_name(agency->rules, level);
    return (dolen_both){words.en, words.cy};
}

static dolen_both urgency_name(void *context, dolen_code reason)
{
    const dolen_agency *agency = context;
    size_t known = 0;

    const dolen_urgent_reason *all = dolen_rules_all_urgent_reasons(agency->rules, &known);
    for (size_t i = 0; i < known; i++)
        if (dolen_code_same(all[i].code, reason))
            return (dolen_both){all[i].name.en, all[i].name.cy};
    return (dolen_both){NULL, NULL};
}

/* A report is larger than a page's memory. */
static dolen_status subject(void *context, const json_t *request, json_t **out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SUBJECT_ARENA);

    return dolen_subject_handle(context, request, arena, out, err);
}

static dolen_both both_of(dolen_words words)
{
    return (dolen_both){words.en, words.cy};
}

static dolen_status exemptions(void *context, dolen_arena *arena, const dolen_web_oversight_choice **out, size_t *count,
                               dolen_err *err)
{
    const dolen_agency *agency = context;
    dolen_web_oversight_choice *list = NULL;

    *count = 0;
    const dolen_exemption *all = dolen_rules_all_exemptions(agency->rules, count);
    DOLEN_TRY(dolen_arena_take(arena, *count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < *count; i++)
        list[i] = (dolen_web_oversight_choice){.code = all[i].code,
                                               .name = both_of(all[i].name),
                                               .law = both_of(all[i].law),
                                               .text = both_of(all[i].text),
                                               .by_itself = all[i].by_itself};
    *out = list;
    return DOLEN_OK;
}

static bool may_publish(const dolen_member_type *type, const dolen_headline *headline)
{
    return dolen_code_same(headline->group, dolen_code_of("any")) ||
           (type && dolen_code_list_has(type->groups, headline->group));
}

static dolen_status headlines(void *context, dolen_arena *arena, const dolen_web_oversight_choice **out, size_t *count,
                              dolen_err *err)
{
    const dolen_agency *agency = context;
    const dolen_federation_member *self =
        dolen_federation_member_of(dolen_federation_current_get(agency->federation), agency->code);
    const dolen_member_type *type = self ? dolen_rules_find_type(agency->rules, self->type) : NULL;
    dolen_web_oversight_choice *list = NULL;
    size_t known = 0;

    *count = 0;
    const dolen_headline *all = dolen_rules_all_headlines(agency->rules, &known);
    DOLEN_TRY(dolen_arena_take(arena, known + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < known; i++)
        if (may_publish(type, &all[i]))
            list[(*count)++] = (dolen_web_oversight_choice){.code = all[i].code, .name = both_of(all[i].name)};
    *out = list;
    return DOLEN_OK;
}

dolen_web_oversight dolen_web_oversight_site_of(dolen_agency *agency)
{
    return (dolen_web_oversight){
        .context = agency,
        .witness_state = witness_state,
        .ledger_known = ledger_known,
        .close_alarm = close_alarm,
        .coverage = coverage,
        .find = find,
        .entry = entry,
        .begin_reading = begin_reading,
        .readings = readings,
        .alert_steps = alert_steps,
        .findings = findings,
        .finding = finding,
        .close_finding = close_finding,
        .export = export_searches,
        .purposes = purposes,
        .level_name = level_name,
        .subject = subject,
        .exemptions = exemptions,
        .headlines = headlines,
        .urgency_name = urgency_name,
    };
}
