#include "node/agency/web/audit_words.h"
#include "node/agency/web/words.h"

enum { LATELY = 30 * 60 * 1000 };

/* Without asking the hub: what this agency itself confirmed, and its alarms. */
static void fill_standing(const dolen_visit *visit, const dolen_web_ledger_known *known, dolen_view_audit_figures *out)
{
    bool is_open = false;

    for (size_t i = 0; i < known->alarm_count; i++)
        is_open = is_open || known->alarms[i].closed == 0;
    const bool is_fresh = visit->now - known->own_confirmed <= LATELY;
    out->standing = is_open               ? DOLEN_MESSAGE_AUDIT_ALARM
                    : !known->own_entries ? DOLEN_MESSAGE_AUDIT_UNWITNESSED
                    : is_fresh            ? DOLEN_MESSAGE_AUDIT_CONFIRMED
                                          : DOLEN_MESSAGE_AUDIT_STALE;
    out->tone = is_open               ? DOLEN_TONE_RED
                : !known->own_entries ? DOLEN_TONE_GREY
                : is_fresh            ? DOLEN_TONE_GREEN
                                      : DOLEN_TONE_YELLOW;
    out->entries = known->own_entries ? dolen_oversight_words_count(visit->arena, known->own_entries) : "";
    out->confirmed = dolen_words_instant(visit->arena, visit->language, known->own_confirmed);
}

dolen_status dolen_audit_words_figures(dolen_visit *visit, dolen_view_audit_figures *out, dolen_err *err)
{
    const dolen_web_oversight *site = &visit->web->site.oversight;
    const dolen_web_oversight_reviews *reviewing = &visit->web->site.reviews;
    const dolen_stored_finding *findings = NULL;
    dolen_web_ledger_known known = {0};
    dolen_review_count counts = {0};
    size_t count = 0;
    int64_t open = 0;

    *out = (dolen_view_audit_figures){.integrity = dolen_visit_url(visit, "/integrity"),
                                      .reviews = dolen_visit_url(visit, "/reviews"),
                                      .findings = dolen_visit_url(visit, "/findings")};
    DOLEN_TRY(site->ledger_known(site->context, visit->arena, &known, err));
    DOLEN_TRY(reviewing->count(reviewing->context, visit->now, &counts, err));
    DOLEN_TRY(site->findings(site->context, 1, visit->arena, &findings, &count, &open, err));
    fill_standing(visit, &known, out);
    out->open_reviews = dolen_oversight_words_count(visit->arena, (uint64_t)counts.open);
    out->overdue_reviews = dolen_oversight_words_count(visit->arena, (uint64_t)counts.overdue);
    out->open_findings = dolen_oversight_words_count(visit->arena, (uint64_t)open);
    return DOLEN_OK;
}
