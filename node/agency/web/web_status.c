#include "node/agency/web/pages.h"
#include "node/agency/web/words.h"

enum { DAY = 24 * 3600 * 1000, SOON = 14 };

static dolen_message stage_words(dolen_publish_stage stage)
{
    switch (stage) {
    case DOLEN_PUBLISH_DONE:
        return DOLEN_MESSAGE_STATUS_DONE;
    case DOLEN_PUBLISH_FAILED:
        return DOLEN_MESSAGE_STATUS_FAILED;
    case DOLEN_PUBLISH_IDLE:
    case DOLEN_PUBLISH_CHECKING:
    case DOLEN_PUBLISH_COMPARING:
    case DOLEN_PUBLISH_SENDING:
    case DOLEN_PUBLISH_COMMITTING:
        break;
    }
    return DOLEN_MESSAGE_STATUS_RUNNING;
}

static void fill_terms(const dolen_visit *visit, const dolen_web_status *status, dolen_view_term terms[DOLEN_WEB_TERMS])
{
    static const dolen_message names[DOLEN_WEB_TERMS] = {
        [DOLEN_WEB_TERM_FEDERATION_CERTIFICATE] = DOLEN_MESSAGE_STATUS_TERM_FEDERATION_CERTIFICATE,
        [DOLEN_WEB_TERM_WEB_CERTIFICATE] = DOLEN_MESSAGE_STATUS_TERM_WEB_CERTIFICATE,
        [DOLEN_WEB_TERM_REVOCATIONS] = DOLEN_MESSAGE_STATUS_TERM_REVOCATIONS,
        [DOLEN_WEB_TERM_FEDERATION_FILE] = DOLEN_MESSAGE_STATUS_TERM_FEDERATION_FILE,
    };

    for (dolen_web_term term = 0; term < DOLEN_WEB_TERMS; term++) {
        const int64_t left = status->until[term] > visit->now ? (status->until[term] - visit->now) / DAY : 0;
        /* A revocation list lives for days, not months. */
        const int64_t soon = term == DOLEN_WEB_TERM_REVOCATIONS ? 1 : SOON;
        terms[term] =
            (dolen_view_term){.what = names[term],
                              .until = dolen_words_instant(visit->arena, visit->language, status->until[term]),
                              .days = left,
                              .standing = status->until[term] <= visit->now ? DOLEN_MESSAGE_STATUS_OVER
                                          : left < soon                     ? DOLEN_MESSAGE_STATUS_SOON
                                                                            : DOLEN_MESSAGE_STATUS_GOOD};
    }
}

static dolen_status fill_job(dolen_visit *visit, const dolen_publish_progress *job, dolen_view_status *view,
                             dolen_err *err)
{
    const size_t kept = job->problem_count < DOLEN_PUBLISH_PROBLEMS ? job->problem_count : DOLEN_PUBLISH_PROBLEMS;
    dolen_view_reject *rejects = NULL;

    DOLEN_TRY(dolen_arena_take(visit->arena, kept + 1, sizeof *rejects, (void *)&rejects, err));
    for (size_t i = 0; i < kept; i++)
        rejects[i] =
            (dolen_view_reject){(int64_t)job->problems[i].line, job->problems[i].column, job->problems[i].what};
    view->has_job = job->stage != DOLEN_PUBLISH_IDLE;
    view->stage = stage_words(job->stage);
    view->has_figures = job->stage == DOLEN_PUBLISH_DONE;
    view->rejected = (int64_t)job->result.rejected;
    view->unmatchable = (int64_t)job->result.unmatchable;
    view->put = (int64_t)job->result.put;
    view->withdrawn = (int64_t)job->result.withdrawn;
    view->unchanged = (int64_t)job->result.unchanged;
    view->failure = job->stage == DOLEN_PUBLISH_FAILED && job->failure ? job->failure : "";
    view->rejects = rejects;
    view->rejects_count = kept;
    view->problem_count = (int64_t)job->problem_count;
    return DOLEN_OK;
}

static dolen_status fill_members(dolen_visit *visit, const dolen_web_status *status, dolen_view_status *view,
                                 dolen_err *err)
{
    dolen_view_status_member *members = NULL;

    DOLEN_TRY(dolen_arena_take(visit->arena, status->member_count + 1, sizeof *members, (void *)&members, err));
    for (size_t i = 0; i < status->member_count; i++)
        members[i] = (dolen_view_status_member){status->members[i].name, status->members[i].is_suspended};
    view->members = members;
    view->members_count = status->member_count;
    return DOLEN_OK;
}

dolen_status dolen_web_status_show(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_site *site = &visit->web->site;
    dolen_view_term terms[DOLEN_WEB_TERMS];
    dolen_web_status status = {0};

    DOLEN_TRY(site->status(site->context, visit->arena, &status, err));
    fill_terms(visit, &status, terms);
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_STATUS_TITLE, "/status");
    dolen_view_status view = {.frame = &frame,
                              .has_publication = status.has_publication,
                              .sequence = (int64_t)status.sequence,
                              .rows = (int64_t)status.rows,
                              .as_of = dolen_words_instant(visit->arena, visit->language, status.as_of),
                              .confirmed = dolen_words_instant(visit->arena, visit->language, status.confirmed),
                              .terms = terms,
                              .terms_count = DOLEN_WEB_TERMS,
                              .serial = (int64_t)status.federation_serial,
                              .rules_version = status.rules_version,
                              .rules_digest = status.rules_digest};
    DOLEN_TRY(fill_job(visit, status.job, &view, err));
    DOLEN_TRY(fill_members(visit, &status, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_status(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}
