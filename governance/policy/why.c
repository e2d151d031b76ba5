#include "governance/policy/why.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    const char *rule;
    const char *text;
} reasons[DOLEN_WHY_COUNT] = {
    [DOLEN_WHY_NONE] = {"", "", ""},
    [DOLEN_WHY_RELEASED] = {"RELEASED", "IG-02", "the purpose releases this code"},
    [DOLEN_WHY_PROBABLE] = {"PROBABLE", "IG-21", "a probable match gives agency and contact only"},
    [DOLEN_WHY_URGENT] = {"URGENT", "IG-20", "asked urgently: a review is opened"},
    [DOLEN_WHY_OVERRIDDEN] = {"OVERRIDDEN", "IG-15",
                              "a protected record is opened: its owner is told, a review opened"},
    [DOLEN_WHY_NO_PURPOSE] = {"NO-PURPOSE", "IG-01", "a question needs a purpose"},
    [DOLEN_WHY_NO_STAFF] = {"NO-STAFF", "IG-01", "a question needs a person and their role"},
    [DOLEN_WHY_NO_MEMBER] = {"NO-MEMBER", "IG-01", "a question needs a member"},
    [DOLEN_WHY_NO_LEVEL] = {"NO-LEVEL", "IG-01", "a question asks for a level"},
    [DOLEN_WHY_UNKNOWN_PURPOSE] = {"UNKNOWN-PURPOSE", "IG-02", "unknown purpose"},
    [DOLEN_WHY_NOBODY_ASKS] = {"NOBODY-ASKS", "IG-12", "nobody asks about people for this purpose"},
    [DOLEN_WHY_UNKNOWN_ROLE] = {"UNKNOWN-ROLE", "IG-02", "unknown role"},
    [DOLEN_WHY_ROLE_NEVER_ASKS] = {"ROLE-NEVER-ASKS", "IG-12", "this role does not ask about people"},
    [DOLEN_WHY_ROLE_NOT_FOR_IT] = {"ROLE-NOT-FOR-IT", "IG-02", "this role does not ask for this purpose"},
    [DOLEN_WHY_UNKNOWN_TYPE] = {"UNKNOWN-TYPE", "IG-02", "unknown type of member"},
    [DOLEN_WHY_TYPE_NOT_FOR_IT] = {"TYPE-NOT-FOR-IT", "IG-02", "this type of member does not ask for this purpose"},
    [DOLEN_WHY_SUBJECT] = {"SUBJECT", "IG-02", "this purpose does not ask about such a subject"},
    [DOLEN_WHY_AGE_OF_PURPOSE] = {"AGE-OF-PURPOSE", "IG-02", "the person's age lies outside this purpose"},
    [DOLEN_WHY_URGENT_REASON] = {"URGENT-REASON", "IG-20", "an urgent question needs a known reason"},
    [DOLEN_WHY_URGENT_AUTHORISER] = {"URGENT-AUTHORISER", "IG-20", "an urgent question needs a named authoriser"},
    [DOLEN_WHY_NO_DECISION] = {"NO-DECISION", "IG-19",
                               "this purpose needs the recorded decision's reference and its maker"},
    [DOLEN_WHY_NO_CASE] = {"NO-CASE", "IG-01", "this purpose needs a case reference"},
    [DOLEN_WHY_NO_AGREEMENT] = {"NO-AGREEMENT", "IG-04", "no agreement for this purpose is in force"},
    [DOLEN_WHY_SENDER_ONLY] = {"SENDER-ONLY", "IG-06", "under this agreement the member sends but does not ask"},
    [DOLEN_WHY_UNREVIEWED] = {"UNREVIEWED", "IG-05", "the agreement was not reviewed in time"},
    [DOLEN_WHY_NO_CONSENT] = {"NO-CONSENT", "IG-18", "the agreement asks for consent and none is recorded"},
    [DOLEN_WHY_OWN_RECORD] = {"OWN-RECORD", "IG-02", "the record is the asker's own"},
    [DOLEN_WHY_UNKNOWN_OWNER] = {"UNKNOWN-OWNER", "IG-02", "the record's owner is no member of a known type"},
    [DOLEN_WHY_PROTECTED_PLACE] = {"PROTECTED-PLACE", "IG-16", "a protected record is never shown by address"},
    [DOLEN_WHY_PROTECTED] = {"PROTECTED", "IG-15", "the record is protected and this purpose does not open it"},
    [DOLEN_WHY_NO_MATCH] = {"NO-MATCH", "IG-21", "the match is below probable"},
    [DOLEN_WHY_UNKNOWN_CODE] = {"UNKNOWN-CODE", "IG-13", "the rules do not know this code"},
    [DOLEN_WHY_NOT_THEIR_CODE] = {"NOT-THEIR-CODE", "IG-13", "such a member does not hold this code of such a subject"},
    [DOLEN_WHY_NEVER_BY_ADDRESS] = {"NEVER-BY-ADDRESS", "IG-16", "a protected code is never shown by address"},
    [DOLEN_WHY_EXCLUDED] = {"EXCLUDED", "IG-02", "the purpose excludes this code"},
    [DOLEN_WHY_NOT_RELEASED] = {"NOT-RELEASED", "IG-02", "the purpose does not release this code"},
    [DOLEN_WHY_SENSITIVE] = {"SENSITIVE", "IG-17", "a sensitive code is released only to purposes that name it"},
    [DOLEN_WHY_AGE_OF_CODE] = {"AGE-OF-CODE", "IG-02", "the person's age lies outside this code"},
    [DOLEN_WHY_NOT_CURRENT] = {"NOT-CURRENT", "IG-14", "neither current nor of the months that are shown"},
    [DOLEN_WHY_QUOTA] = {"QUOTA", "IG-22", "over a quota of questions"},
};

static dolen_why known(dolen_why why)
{
    return (unsigned int)why < DOLEN_WHY_COUNT ? why : DOLEN_WHY_NONE;
}

const char *dolen_why_name(dolen_why why)
{
    return reasons[known(why)].name;
}

const char *dolen_why_rule(dolen_why why)
{
    return reasons[known(why)].rule;
}

const char *dolen_why_text(dolen_why why)
{
    return reasons[known(why)].text;
}

bool dolen_why_refuses(dolen_why why)
{
    return known(why) >= DOLEN_WHY_NO_PURPOSE;
}

dolen_why dolen_why_find(const char *name)
{
    for (size_t i = DOLEN_WHY_NONE + 1; i < DOLEN_WHY_COUNT; i++)
        if (strcmp(reasons[i].name, name) == 0)
            return (dolen_why)i;
    return DOLEN_WHY_NONE;
}
