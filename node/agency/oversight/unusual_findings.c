#include "node/agency/oversight/unusual_findings.h"

static dolen_status read_list(dolen_agency *agency, bool closed_too, dolen_arena *arena, dolen_unusual_findings *out,
                              dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_finding_store_count(connection, &out->open, err));
    return dolen_finding_store_list(connection, closed_too, DOLEN_FINDING_LIST_LIMIT, arena, &out->items, &out->count,
                                    err);
}

dolen_status dolen_unusual_findings_list(dolen_agency *agency, const dolen_reading *reader, bool closed_too,
                                         dolen_arena *arena, dolen_unusual_findings *out, dolen_err *err)
{
    dolen_reading reading = *reader;

    *out = (dolen_unusual_findings){0};
    reading.kind = DOLEN_READING_FINDINGS;
    reading.about = "";
    DOLEN_TRY(dolen_reading_check(agency, &reading, arena, err));
    DOLEN_TRY(read_list(agency, closed_too, arena, out, err));
    reading.count = (int64_t)out->count;
    return dolen_reading_begin(agency, &reading, arena, err);
}

static dolen_status read_one(dolen_agency *agency, int64_t number, dolen_arena *arena, dolen_stored_finding *out,
                             dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_finding_store_find(connection, number, arena, out, err);
}

dolen_status dolen_unusual_findings_find(dolen_agency *agency, const dolen_reading *reader, int64_t number,
                                         dolen_arena *arena, dolen_stored_finding *out, dolen_err *err)
{
    dolen_reading reading = *reader;

    *out = (dolen_stored_finding){0};
    reading.kind = DOLEN_READING_FINDINGS;
    reading.count = 1;
    reading.about = "";
    DOLEN_TRY(dolen_reading_check(agency, &reading, arena, err));
    DOLEN_TRY(read_one(agency, number, arena, out, err));
    return dolen_reading_begin(agency, &reading, arena, err);
}

dolen_status dolen_unusual_findings_close(dolen_agency *agency, const dolen_reading *reader, int64_t number,
                                          const char *reason, dolen_arena *arena, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_reading reading = *reader;

    reading.kind = DOLEN_READING_FINDINGS;
    reading.about = "";
    DOLEN_TRY(dolen_reading_check(agency, &reading, arena, err));
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_finding_store_close(connection, number, reader->user, reason, dolen_clock_now(agency->clock), err);
}

static json_t *words_json(dolen_unusual_words words)
{
    return json_pack("{s:s, s:s, s:s}", "code", words.code, "en", words.en, "cy", words.cy);
}

static json_t *instant_json(int64_t at)
{
    char text[DOLEN_INSTANT_TEXT];

    if (at == 0)
        return json_null();
    dolen_instant_write(at, text);
    return json_string(text);
}

static json_t *figures_json(const dolen_stored_finding *finding)
{
    char text[DOLEN_UNUSUAL_FIGURE_TEXT];
    json_t *list = json_array();

    for (size_t i = 0; i < finding->figure_count; i++) {
        if (!dolen_unusual_use_is_figure(finding->figures[i].figure))
            continue;
        json_t *one = words_json(dolen_unusual_use_figure_words((dolen_unusual_figure)finding->figures[i].figure));
        dolen_unusual_use_figure_text(finding->figures[i], text);
        json_object_set_new(one, "value", json_string(text));
        json_array_append_new(list, one);
    }
    return list;
}

static json_t *searches_json(const dolen_stored_finding *finding)
{
    char text[DOLEN_UUID_TEXT];
    json_t *list = json_array();

    for (size_t i = 0; i < finding->search_count; i++) {
        dolen_uuid_write(finding->searches[i], text);
        json_array_append_new(list, json_string(text));
    }
    return list;
}

static json_t *finding_json(const dolen_stored_finding *finding)
{
    static const dolen_unusual_words newer = {"unknown", "A kind that this version does not know",
                                              "Math nad yw'r fersiwn hwn yn ei adnabod"};
    const dolen_unusual_words kind = dolen_unusual_use_is_kind(finding->kind)
                                         ? dolen_unusual_use_kind_words((dolen_unusual_kind)finding->kind)
                                         : newer;

    return json_pack("{s:I, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:s, s:s}", "finding",
                     (json_int_t)finding->number, "kind", words_json(kind), "user", finding->account, "name",
                     finding->full_name, "figures", figures_json(finding), "searches", searches_json(finding),
                     "first_search", instant_json(finding->first_search), "last_search",
                     instant_json(finding->last_search), "raised", instant_json(finding->raised), "follows",
                     (json_int_t)finding->follows, "closed", instant_json(finding->closed), "closed_by",
                     finding->closed_by, "reason", finding->reason);
}

json_t *dolen_unusual_findings_json(const dolen_unusual_findings *findings)
{
    json_t *list = json_array();

    for (size_t i = 0; i < findings->count; i++)
        json_array_append_new(list, finding_json(&findings->items[i]));
    return json_pack("{s:o, s:I}", "findings", list, "open", (json_int_t)findings->open);
}

void dolen_unusual_findings_measure(dolen_agency *agency)
{
    static const dolen_metric_about about = {.kind = DOLEN_METRIC_GAUGE,
                                             .name = "dolen_findings_open",
                                             .help = "Findings of unusual use that are not closed"};
    DOLEN_OWN(dolen_connection, connection) = NULL;
    int64_t open = 0;

    if (dolen_pool_take(agency->pool, &connection, NULL) == DOLEN_OK &&
        dolen_finding_store_count(connection, &open, NULL) == DOLEN_OK)
        dolen_metric_set(dolen_metrics_make(agency->metrics, about), open, NULL, NULL);
}
