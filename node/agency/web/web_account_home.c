#include <string.h>

#include "node/agency/account_home.h"
#include "node/agency/web/web_account_fields.h"
#include "node/base/text.h"
#include "node/store/account_store.h"

enum { TYPED_LIMIT = 200 };

static bool is_too_long(const char *text)
{
    return strlen(text) > TYPED_LIMIT || !dolen_text_is_utf8(text, strlen(text));
}

dolen_web_account_home dolen_web_account_home_read(const dolen_http_form *form)
{
    dolen_web_account_home typed = {.team = dolen_visit_form_value(form, "team"),
                                    .address = dolen_visit_form_value(form, "home_address"),
                                    .postcode = dolen_visit_form_value(form, "home_postcode"),
                                    .uprn = dolen_visit_form_value(form, "home_uprn")};
    const dolen_address home = {.line = typed.address, .postcode = typed.postcode, .uprn = typed.uprn};
    const bool is_given = *home.line || *home.postcode || *home.uprn;

    if (strlen(typed.team) > DOLEN_ACCOUNT_TEAM || !dolen_text_is_utf8(typed.team, strlen(typed.team)))
        typed.team_fault = DOLEN_MESSAGE_FAULT_ACCOUNT_TEAM;
    if (is_given && (is_too_long(home.line) || is_too_long(home.postcode) || is_too_long(home.uprn) ||
                     !dolen_account_home_is_enough(&home)))
        typed.home_fault = DOLEN_MESSAGE_FAULT_ACCOUNT_HOME;
    return typed;
}

static dolen_view_text_field field_of(const char *id, dolen_message label, const char *value, const char *width)
{
    return (dolen_view_text_field){.id = id,
                                   .label = label,
                                   .is_optional = true,
                                   .value = value ? value : "",
                                   .width = width,
                                   .complete = "off",
                                   .type = "text"};
}

void dolen_web_account_home_show(const dolen_web_account_home *typed, bool is_kept, dolen_web_account_home_view *out)
{
    out->team = field_of("team", DOLEN_MESSAGE_ACCOUNTS_TEAM, typed->team, "govuk-input--width-20");
    out->team.hint = DOLEN_MESSAGE_ACCOUNTS_TEAM_HINT;
    out->team.fault = typed->team_fault;
    out->address = field_of("home_address", DOLEN_MESSAGE_ACCOUNTS_HOME_ADDRESS, typed->address, "");
    out->address.fault = typed->home_fault;
    out->postcode =
        field_of("home_postcode", DOLEN_MESSAGE_ACCOUNTS_HOME_POSTCODE, typed->postcode, "govuk-input--width-10");
    out->uprn = field_of("home_uprn", DOLEN_MESSAGE_ACCOUNTS_HOME_UPRN, typed->uprn, "govuk-input--width-10");
    out->uprn.is_numeric = true;
    out->view = (dolen_view_staff_home){.is_kept = is_kept,
                                        .team = &out->team,
                                        .address = &out->address,
                                        .postcode = &out->postcode,
                                        .uprn = &out->uprn};
}
