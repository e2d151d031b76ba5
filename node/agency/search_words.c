#include "node/agency/search.h"

const char *dolen_search_fault_code(dolen_search_fault fault)
{
    static const char *const codes[] = {
        [DOLEN_SEARCH_FINE] = "fine",
        [DOLEN_SEARCH_PURPOSE_MISSING] = "purpose-missing",
        [DOLEN_SEARCH_PURPOSE_UNKNOWN] = "purpose-unknown",
        [DOLEN_SEARCH_CASE_MISSING] = "case-missing",
        [DOLEN_SEARCH_CASE_TOO_LONG] = "case-too-long",
        [DOLEN_SEARCH_NAME_MISSING] = "name-missing",
        [DOLEN_SEARCH_NAME_UNUSABLE] = "name-unusable",
        [DOLEN_SEARCH_TOO_LITTLE] = "too-little",
        [DOLEN_SEARCH_BORN_IMPOSSIBLE] = "born-impossible",
        [DOLEN_SEARCH_BORN_IN_FUTURE] = "born-in-future",
        [DOLEN_SEARCH_POSTCODE_INVALID] = "postcode-invalid",
        [DOLEN_SEARCH_NHS_NUMBER_INVALID] = "nhs-number-invalid",
        [DOLEN_SEARCH_UPRN_INVALID] = "uprn-invalid",
        [DOLEN_SEARCH_ADDRESS_MISSING] = "address-missing",
        [DOLEN_SEARCH_ADDRESS_TOO_LITTLE] = "address-too-little",
        [DOLEN_SEARCH_TEXT_TOO_LONG] = "text-too-long",
        [DOLEN_SEARCH_DECISION_MAKER_MISSING] = "decision-maker-missing",
        [DOLEN_SEARCH_URGENT_REASON_UNKNOWN] = "urgent-reason-unknown",
        [DOLEN_SEARCH_AUTHORISER_MISSING] = "authoriser-missing",
        [DOLEN_SEARCH_AUTHORISER_SELF] = "authoriser-self",
    };

    return codes[fault];
}

const char *dolen_search_field_name(dolen_search_field field)
{
    static const char *const names[] = {
        [DOLEN_SEARCH_FIELD_PURPOSE] = "purpose",
        [DOLEN_SEARCH_FIELD_CASE] = "case",
        [DOLEN_SEARCH_FIELD_DECISION_MAKER] = "decision_maker",
        [DOLEN_SEARCH_FIELD_URGENT_REASON] = "urgent_reason",
        [DOLEN_SEARCH_FIELD_AUTHORISER] = "authoriser",
        [DOLEN_SEARCH_FIELD_FORENAMES] = "forenames",
        [DOLEN_SEARCH_FIELD_SURNAME] = "surname",
        [DOLEN_SEARCH_FIELD_BORN] = "dob",
        [DOLEN_SEARCH_FIELD_SEX] = "sex",
        [DOLEN_SEARCH_FIELD_ADDRESS] = "address",
        [DOLEN_SEARCH_FIELD_POSTCODE] = "postcode",
        [DOLEN_SEARCH_FIELD_UPRN] = "uprn",
        [DOLEN_SEARCH_FIELD_NHS_NUMBER] = "nhs_number",
        [DOLEN_SEARCH_FIELDS] = "?",
    };

    return names[field];
}

const char *dolen_search_trouble_code(dolen_search_trouble trouble)
{
    static const char *const codes[] = {
        [DOLEN_SEARCH_NO_TROUBLE] = "none",
        [DOLEN_SEARCH_RULES_FORBID] = "rules-forbid",
        [DOLEN_SEARCH_OVER_QUOTA] = "over-quota",
        [DOLEN_SEARCH_NO_KEY_HOLDERS] = "no-key-holders",
        [DOLEN_SEARCH_NO_BROKER] = "no-broker",
        [DOLEN_SEARCH_NOT_IN_FORCE] = "not-in-force",
        [DOLEN_SEARCH_LEDGER_STOPPED] = "ledger-stopped",
    };

    return codes[trouble];
}
