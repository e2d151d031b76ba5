#include "node/agency/openid/openid_claims.h"

#include <string.h>

#include "node/agency/openid/openid_internal.h"
#include "node/agency/openid/openid_json.h"
#include "node/base/bytes.h"

static const char logout_event[] = "http://schemas.openid.net/event/backchannel-logout";

static bool is_of_issuer(const json_t *claims, const dolen_openid_expectation *expected)
{
    return strcmp(dolen_openid_json_text(claims, "iss"), expected->issuer) == 0;
}

/* Ours alone, or ours among several texts and then made for us (azp). */
static bool is_for_client(const json_t *claims, const dolen_openid_expectation *expected)
{
    const json_t *audience = json_object_get(claims, "aud");
    const json_t *party = json_object_get(claims, "azp");

    for (size_t i = 0; i < json_array_size(audience); i++)
        if (!json_is_string(json_array_get(audience, i)))
            return false;
    if (party && strcmp(dolen_openid_json_text(claims, "azp"), expected->client) != 0)
        return false;
    return dolen_openid_json_holds(claims, "aud", expected->client) && (json_array_size(audience) < 2 || party);
}

static bool has_not_expired(const json_t *claims, const dolen_openid_expectation *expected)
{
    const int64_t until = dolen_openid_json_instant(claims, "exp");

    return until >= 0 && expected->now < until + DOLEN_OPENID_SKEW;
}

static bool was_issued(const json_t *claims, const dolen_openid_expectation *expected)
{
    const int64_t issued = dolen_openid_json_instant(claims, "iat");
    const int64_t begins = dolen_openid_json_instant(claims, "nbf");

    if (json_object_get(claims, "nbf") && (begins < 0 || begins > expected->now + DOLEN_OPENID_SKEW))
        return false;
    return issued >= 0 && issued <= expected->now + DOLEN_OPENID_SKEW;
}

static bool was_issued_lately(const json_t *claims, const dolen_openid_expectation *expected)
{
    return was_issued(claims, expected) &&
           expected->now - dolen_openid_json_instant(claims, "iat") <= DOLEN_OPENID_LOGOUT_AGE + DOLEN_OPENID_SKEW;
}

static bool belongs_to_sign_in(const json_t *claims, const dolen_openid_expectation *expected)
{
    const char *nonce = dolen_openid_json_text(claims, "nonce");

    return *nonce && dolen_bytes_same(dolen_bytes_of_string(nonce), dolen_bytes_of_string(expected->nonce));
}

/* Printable ASCII, as a subject and a session's name are; `needed`: it must be there. */
static bool is_name(const json_t *claims, const char *member, bool needed)
{
    const json_t *value = json_object_get(claims, member);
    const size_t size = json_string_length(value);

    if (!value)
        return !needed;
    if (!json_is_string(value) || size < 1 || size > DOLEN_OPENID_SUBJECT)
        return false;
    for (const char *at = json_string_value(value); *at; at++)
        if (*at < 0x20 || *at >= 0x7F)
            return false;
    return true;
}

static bool names_somebody(const json_t *claims, const dolen_openid_expectation *expected)
{
    (void)expected;
    return is_name(claims, "sub", true) && is_name(claims, "sid", false);
}

static bool names_somebody_or_a_session(const json_t *claims, const dolen_openid_expectation *expected)
{
    (void)expected;
    return is_name(claims, "sub", false) && is_name(claims, "sid", false) &&
           (json_object_get(claims, "sub") || json_object_get(claims, "sid"));
}

static bool is_strong_enough(const json_t *claims, const dolen_openid_expectation *expected)
{
    const char *reached = dolen_openid_json_text(claims, "acr");

    for (size_t i = 0; i < expected->acr_count; i++)
        if (strcmp(expected->acrs[i], reached) == 0)
            return true;
    return expected->acr_count == 0;
}

static bool is_recent_enough(const json_t *claims, const dolen_openid_expectation *expected)
{
    const int64_t at = dolen_openid_json_instant(claims, "auth_time");

    if (!json_object_get(claims, "auth_time"))
        return expected->authenticated_after == 0;
    return at >= 0 && at <= expected->now + DOLEN_OPENID_SKEW &&
           (expected->authenticated_after == 0 || at + DOLEN_OPENID_SKEW >= expected->authenticated_after);
}

/* A logout token is no ID token, though the same key signs both. */
static bool is_no_event(const json_t *claims, const dolen_openid_expectation *expected)
{
    (void)expected;
    return !json_object_get(claims, "events");
}

static bool says_it_is_a_logout(const json_t *claims, const dolen_openid_expectation *expected)
{
    const json_t *events = json_object_get(claims, "events");

    (void)expected;
    return json_is_object(json_object_get(events, logout_event)) && !json_object_get(claims, "nonce");
}

static bool has_an_id(const json_t *claims, const dolen_openid_expectation *expected)
{
    (void)expected;
    return is_name(claims, "jti", true);
}

const openid_check dolen_openid_identity_checks[] = {
    {DOLEN_OPENID_ISSUER, is_of_issuer},
    {DOLEN_OPENID_AUDIENCE, is_for_client},
    {DOLEN_OPENID_KIND, is_no_event},
    {DOLEN_OPENID_EXPIRED, has_not_expired},
    {DOLEN_OPENID_ISSUED, was_issued},
    {DOLEN_OPENID_NONCE, belongs_to_sign_in},
    {DOLEN_OPENID_SUBJECT_MISSING, names_somebody},
    {DOLEN_OPENID_STRENGTH, is_strong_enough},
    {DOLEN_OPENID_AGE, is_recent_enough},
    {DOLEN_OPENID_NO_FAULT, NULL},
};

const openid_check dolen_openid_logout_checks[] = {
    {DOLEN_OPENID_ISSUER, is_of_issuer},       {DOLEN_OPENID_AUDIENCE, is_for_client},
    {DOLEN_OPENID_EVENT, says_it_is_a_logout}, {DOLEN_OPENID_EXPIRED, has_not_expired},
    {DOLEN_OPENID_ISSUED, was_issued_lately},  {DOLEN_OPENID_SUBJECT_MISSING, names_somebody_or_a_session},
    {DOLEN_OPENID_TOKEN_ID, has_an_id},        {DOLEN_OPENID_NO_FAULT, NULL},
};

static dolen_status judge(const openid_check *checks, const json_t *claims, const dolen_openid_expectation *expected,
                          dolen_openid_fault *fault, dolen_err *err)
{
    *fault = DOLEN_OPENID_NO_FAULT;
    for (size_t i = 0; checks[i].holds; i++)
        if (!checks[i].holds(claims, expected))
            return dolen_openid_fault_fail(checks[i].fault, fault, err);
    return DOLEN_OK;
}

dolen_status dolen_openid_claims_check_identity(const json_t *claims, const dolen_openid_expectation *expected,
                                                dolen_openid_fault *fault, dolen_err *err)
{
    return judge(dolen_openid_identity_checks, claims, expected, fault, err);
}

dolen_status dolen_openid_claims_check_logout(const json_t *claims, const dolen_openid_expectation *expected,
                                              dolen_openid_fault *fault, dolen_err *err)
{
    return judge(dolen_openid_logout_checks, claims, expected, fault, err);
}
