#include <string.h>

#include "governance/audit/ledger_ground.h"
#include "node/agency/web/audit_words.h"
#include "node/agency/web/words.h"

static dolen_status fill_grounds(const dolen_visit *visit, dolen_view_audit_ground *view, dolen_err *err)
{
    dolen_view_ground_choice *choices = NULL;
    size_t count = 0;

    const char *const *all = dolen_ledger_ground_all(&count);
    DOLEN_TRY(dolen_arena_take(visit->arena, count + 1, sizeof *choices, (void *)&choices, err));
    for (size_t i = 0; i < count; i++) {
        const char *const id[] = {"ground-", all[i], NULL};
        const char *const hint[] = {"ground-", all[i], "-hint", NULL};
        choices[i] = (dolen_view_ground_choice){.id = i == 0 ? "ground" : dolen_words_join(visit->arena, id),
                                                .code = all[i],
                                                .name = dolen_audit_words_ground(all[i]),
                                                .hint = dolen_audit_words_ground_hint(all[i]),
                                                .hint_id = dolen_words_join(visit->arena, hint)};
    }
    view->grounds = choices;
    view->grounds_count = count;
    return DOLEN_OK;
}

static dolen_status ask_ground(dolen_visit *visit, const char *next, dolen_message fault, dolen_err *err)
{
    const dolen_view_fault_link link = {"ground", fault};
    const dolen_view_fault_summary summary = {&link, 1};
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_GROUND_TITLE, next);
    const bool is_wrong = fault != DOLEN_MESSAGE_NONE;
    dolen_view_audit_ground view = {.frame = &frame,
                                    .summary = is_wrong ? &summary : NULL,
                                    .fault = fault,
                                    .action = dolen_visit_url(visit, "/audit/ground"),
                                    .csrf = visit->csrf,
                                    .next = next};

    frame.has_faults = is_wrong;
    frame.in_english = is_wrong ? "/en/audit" : frame.in_english;
    frame.in_welsh = is_wrong ? "/cy/audit" : frame.in_welsh;
    DOLEN_TRY(fill_grounds(visit, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_audit_ground(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

/* A page that waits for a ground; anything else leads to the list. */
static const char *next_of(const dolen_visit *visit, const dolen_http_form *form)
{
    static const char *const known[] = {"/audit/", "/findings", "/readings"};
    const char *next = dolen_oversight_words_typed(visit, form, "next");

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(next, known[i], strlen(known[i])) == 0 && dolen_page_is_local(next) && !strchr(next, '?'))
            return next;
    return "/audit";
}

dolen_status dolen_web_audit_ground_take(dolen_visit *visit, dolen_err *err)
{
    const dolen_digest session = dolen_oversight_words_hand(visit);
    dolen_http_form form;
    dolen_code ground;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    const char *next = next_of(visit, &form);
    if (strcmp(dolen_visit_form_value(&form, "action"), "forget") == 0) {
        dolen_papers_forget(visit->web->papers, session, DOLEN_PAPER_GROUND);
        dolen_visit_redirect(visit, next);
        return DOLEN_OK;
    }
    if (dolen_ledger_ground_read(dolen_visit_form_value(&form, "ground"), &ground, NULL) != DOLEN_OK)
        return ask_ground(visit, next, DOLEN_MESSAGE_FAULT_GROUND, err);
    DOLEN_TRY(dolen_papers_put(visit->web->papers, session, DOLEN_PAPER_GROUND, dolen_bytes_of_string(ground.text),
                               visit->now, err));
    dolen_visit_redirect(visit, next);
    return DOLEN_OK;
}

dolen_status dolen_audit_words_need_ground(dolen_visit *visit, dolen_code *out, dolen_err *err)
{
    dolen_bytes kept;

    *out = (dolen_code){0};
    const dolen_status found = dolen_papers_find(visit->web->papers, dolen_oversight_words_hand(visit),
                                                 DOLEN_PAPER_GROUND, visit->now, visit->arena, &kept, err);
    if (found == DOLEN_OK)
        return dolen_ledger_ground_read((const char *)kept.at, out, err);
    if (found == DOLEN_E_ABSENT)
        DOLEN_TRY(ask_ground(visit, visit->path, DOLEN_MESSAGE_NONE, err));
    return found;
}

dolen_view_ground_note dolen_audit_words_ground_note(const dolen_visit *visit, dolen_code ground)
{
    return (dolen_view_ground_note){.name = dolen_audit_words_ground(ground.text),
                                    .change = dolen_visit_url(visit, "/audit/ground"),
                                    .csrf = visit->csrf};
}

dolen_status dolen_audit_words_begin(dolen_visit *visit, dolen_code ground, dolen_reading_kind kind, size_t count,
                                     const char *about, dolen_err *err)
{
    const dolen_web_oversight *site = &visit->web->site.oversight;
    const dolen_reading reading = {.user = visit->session.user,
                                   .role = visit->session.role,
                                   .ground = ground,
                                   .kind = kind,
                                   .count = (int64_t)count,
                                   .about = about};

    return site->begin_reading(site->context, &reading, visit->arena, err);
}
