#include <string.h>

#include "node/agency/web/pages.h"
#include "node/agency/web/qr_code.h"
#include "node/agency/web/words.h"
#include "node/base/memory.h"

enum { GROUP = 4, SPACED = DOLEN_ONE_TIME_TEXT * 2 };

/* "ABCD EFGH ...", which people can read and type. */
static void write_groups(const char *secret, char out[SPACED])
{
    size_t used = 0;

    for (size_t i = 0; secret[i]; i++) {
        if (i && i % GROUP == 0)
            out[used++] = ' ';
        out[used++] = secret[i];
    }
    out[used] = '\0';
}

/* The Key URI Format that authenticator apps read. */
static const char *uri_of(const dolen_visit *visit, const char *secret)
{
    const char *agency = dolen_http_form_escape(visit->arena, visit->web->site.agency_name.en);
    const char *user = dolen_http_form_escape(visit->arena, visit->session.user);
    const char *const pieces[] = {"otpauth://totp/", agency ? agency : "", ":", user ? user : "", "?secret=", secret,
                                  "&issuer=",        agency ? agency : "", NULL};

    return dolen_words_join(visit->arena, pieces);
}

static void send_page(dolen_visit *visit, dolen_view_second_factor view, dolen_message fault, int status)
{
    dolen_view_fault_link links[1];
    size_t count = 0;

    dolen_web_page_add_fault(links, &count, "code", fault);
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_SECOND_FACTOR_TITLE, NULL);
    frame.has_faults = count > 0;
    const dolen_view_fault_summary summary = {links, count};
    const dolen_view_text_field code = dolen_web_sign_in_code_field(fault, false);
    view.frame = &frame;
    view.summary = count ? &summary : NULL;
    view.is_required = visit->web->site.requires_second_factor;
    view.action = dolen_visit_url(visit, "/second-factor");
    view.csrf = visit->csrf;
    view.code = &code;
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_second_factor(&page, &view);
    dolen_web_page_send(visit, &page, status);
}

static dolen_status show(dolen_visit *visit, const dolen_web_second_factor *factor, dolen_message fault, int status,
                         dolen_err *err)
{
    char secret[DOLEN_ONE_TIME_TEXT];
    char spaced[SPACED];
    dolen_qr_code picture = {.path = ""};

    dolen_one_time_code_text(factor->secret, secret);
    write_groups(secret, spaced);
    const dolen_status made =
        factor->is_confirmed ? DOLEN_OK : dolen_qr_code_make(visit->arena, uri_of(visit, secret), &picture, err);
    const dolen_view_second_factor view = {
        .is_set_up = factor->is_confirmed, .secret = spaced, .path = picture.path, .size = picture.size};
    if (made == DOLEN_OK)
        send_page(visit, view, fault, status);
    dolen_memory_wipe(secret, sizeof secret);
    dolen_memory_wipe(spaced, sizeof spaced);
    return made;
}

static dolen_status find(dolen_visit *visit, dolen_web_second_factor *out, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;
    const dolen_status found = store->find_second_factor(store->context, visit->session.user, out, err);

    if (found != DOLEN_E_ABSENT)
        return found;
    DOLEN_TRY(store->begin_second_factor(store->context, visit->session.user, err));
    return store->find_second_factor(store->context, visit->session.user, out, err);
}

dolen_status dolen_web_second_factor_show(dolen_visit *visit, dolen_err *err)
{
    dolen_web_second_factor factor = {0};

    if (visit->session.openid_sid)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "this account has no password");
    DOLEN_TRY(find(visit, &factor, err));
    const dolen_status shown = show(visit, &factor, DOLEN_MESSAGE_NONE, 200, err);
    dolen_memory_wipe(&factor, sizeof factor);
    return shown;
}

static dolen_status confirm(dolen_visit *visit, const dolen_web_second_factor *factor, const char *code, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;
    int64_t step = 0;

    if (factor->is_confirmed) {
        dolen_visit_redirect(visit, "/second-factor");
        return DOLEN_OK;
    }
    if (dolen_one_time_code_check(factor->secret, visit->now, code, &step, err) != DOLEN_OK)
        return show(visit, factor, *code ? DOLEN_MESSAGE_FAULT_CODE_WRONG : DOLEN_MESSAGE_FAULT_CODE_MISSING, 200, err);
    DOLEN_TRY(store->take_second_factor(store->context, visit->session.user, step, err));
    dolen_visit_redirect(visit, "/second-factor");
    return DOLEN_OK;
}

dolen_status dolen_web_second_factor_take(dolen_visit *visit, dolen_err *err)
{
    dolen_web_second_factor factor = {0};
    dolen_http_form form;

    if (visit->session.openid_sid)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "this account has no password");
    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    DOLEN_TRY(find(visit, &factor, err));
    const dolen_status confirmed = confirm(visit, &factor, dolen_visit_form_value(&form, "code"), err);
    dolen_memory_wipe(&factor, sizeof factor);
    return confirmed;
}
