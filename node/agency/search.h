/**
 * Asking which other agencies are involved: from what a member of staff typed to what their page may show.
 *
 * The one way to ask, for the pages, the command line and the programs' interface alike: check the input, the rules and
 * the account's role; make match keys and pseudonyms; ask the broker; keep who was searched in the agency's own
 * database.
 *
 * Secrets: a request holds personal data; it goes to the agency's own database and nowhere else.
 * Owns: everything in an outcome lives in the arena given. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_SEARCH_H
#define DOLEN_NODE_AGENCY_SEARCH_H

#include "node/model/query.h"

/** How the question came in; kept with the search. */
typedef enum dolen_search_channel {
    DOLEN_SEARCH_WEB = 1,
    DOLEN_SEARCH_COMMAND_LINE = 2,
    DOLEN_SEARCH_PROGRAM = 3,
} dolen_search_channel;

/** What was typed. Strings are UTF-8, NUL-terminated, at most 1,000 bytes each; "" = not given; never NULL. */
typedef struct dolen_search_request {
    dolen_search_channel channel;
    const char *user; /**< the account's name */
    dolen_code role;
    dolen_code purpose;
    const char *case_reference;
    bool consent;               /**< recorded, where an agreement asks for it (IG-18) */
    const char *decision_maker; /**< who took the decision that the case reference names (IG-19) */
    dolen_code urgent_reason;   /**< of the rules: asked before the paperwork (IG-20); empty: not urgent */
    const char *authoriser;     /**< who authorised the urgency, by name; stays at the agency */
    bool acknowledge_protected; /**< the asker was warned and opens protected records (IG-15) */
    dolen_subject subject;
    dolen_person person;         /**< for a person; `born` may be impossible: it is checked */
    dolen_address address;       /**< for an address */
    dolen_level requested_level; /**< DOLEN_LEVEL_NONE: the most that the purpose allows */
} dolen_search_request;

/** What is wrong with one field; the pages turn it into words in the reader's language. */
typedef enum dolen_search_fault {
    DOLEN_SEARCH_FINE = 0,
    DOLEN_SEARCH_PURPOSE_MISSING,
    DOLEN_SEARCH_PURPOSE_UNKNOWN,
    DOLEN_SEARCH_CASE_MISSING,
    DOLEN_SEARCH_CASE_TOO_LONG,
    DOLEN_SEARCH_NAME_MISSING,  /**< neither forename nor surname */
    DOLEN_SEARCH_NAME_UNUSABLE, /**< no letters that a key can be made from, or wildcards (IG-22) */
    DOLEN_SEARCH_TOO_LITTLE,    /**< not enough to make one match key: give a date of birth or postcode */
    DOLEN_SEARCH_BORN_IMPOSSIBLE,
    DOLEN_SEARCH_BORN_IN_FUTURE,
    DOLEN_SEARCH_POSTCODE_INVALID,
    DOLEN_SEARCH_NHS_NUMBER_INVALID,
    DOLEN_SEARCH_UPRN_INVALID,
    DOLEN_SEARCH_ADDRESS_MISSING,
    DOLEN_SEARCH_ADDRESS_TOO_LITTLE, /**< give a UPRN, or a house number or name with a postcode */
    DOLEN_SEARCH_TEXT_TOO_LONG,
    DOLEN_SEARCH_DECISION_MAKER_MISSING, /**< this purpose rests on a recorded decision: name who took it */
    DOLEN_SEARCH_URGENT_REASON_UNKNOWN,
    DOLEN_SEARCH_AUTHORISER_MISSING, /**< an urgent search needs one */
    DOLEN_SEARCH_AUTHORISER_SELF,    /**< nobody authorises their own urgency */
} dolen_search_fault;

typedef enum dolen_search_field {
    DOLEN_SEARCH_FIELD_PURPOSE,
    DOLEN_SEARCH_FIELD_CASE,
    DOLEN_SEARCH_FIELD_DECISION_MAKER,
    DOLEN_SEARCH_FIELD_URGENT_REASON,
    DOLEN_SEARCH_FIELD_AUTHORISER,
    DOLEN_SEARCH_FIELD_FORENAMES,
    DOLEN_SEARCH_FIELD_SURNAME,
    DOLEN_SEARCH_FIELD_BORN,
    DOLEN_SEARCH_FIELD_SEX,
    DOLEN_SEARCH_FIELD_ADDRESS,
    DOLEN_SEARCH_FIELD_POSTCODE,
    DOLEN_SEARCH_FIELD_UPRN,
    DOLEN_SEARCH_FIELD_NHS_NUMBER,
    DOLEN_SEARCH_FIELDS,
} dolen_search_field;

/** Why there is no answer although the input was fine. */
typedef enum dolen_search_trouble {
    DOLEN_SEARCH_NO_TROUBLE = 0,
    DOLEN_SEARCH_RULES_FORBID,   /**< `rule` says which */
    DOLEN_SEARCH_OVER_QUOTA,     /**< try again tomorrow, or ask the data-protection officer */
    DOLEN_SEARCH_NO_KEY_HOLDERS, /**< fewer than the threshold answer */
    DOLEN_SEARCH_NO_BROKER,      /**< it does not answer, or cannot write its ledger */
    DOLEN_SEARCH_NOT_IN_FORCE,   /**< federation file or certificate expired */
    DOLEN_SEARCH_LEDGER_STOPPED, /**< the record of searches is not confirmed (IG-24): nothing is answered */
} dolen_search_trouble;

/** A member agency as the page shows it. Names and teams come from the signed federation file. */
typedef struct dolen_search_member {
    const dolen_finding *finding;
    const char *name_en;
    const char *name_cy;
    const char *type;    /**< "childrens", "police" ...: the member type's code */
    const char *team_en; /**< NULL when no contact may be shown */
    const char *team_cy;
    const char *telephone;
} dolen_search_member;

typedef struct dolen_search_outcome {
    dolen_uuid request_id; /**< the search's number, also when it was refused */
    int64_t asked;         /**< instant */
    bool has_faults;
    dolen_search_fault faults[DOLEN_SEARCH_FIELDS];
    dolen_search_trouble trouble;
    dolen_code rule; /**< "IG-01", when the rules forbid */
    bool has_answer;
    dolen_answer answer;
    dolen_level requested_level;
    const dolen_search_member *members; /**< every other member, in the federation file's order */
    size_t member_count;
    const char *receipt;   /**< the `.tlog-proof` file's text */
    bool opened_protected; /**< a protected record is among what is shown (IG-15) */
    int64_t review_due;    /**< instant by which this search is reviewed; 0: it is not (IG-15, IG-20) */
} dolen_search_outcome;

struct dolen_agency;

/**
 * Ask. DOLEN_OK when `*out` says what happened: faults in the input, trouble, or an answer. Another status only when
 * the node itself failed (its own database, memory limit), and then nothing was disclosed.
 */
DOLEN_CHECKED dolen_status dolen_search_ask(struct dolen_agency *agency, const dolen_search_request *request,
                                            dolen_arena *arena, dolen_search_outcome *out, dolen_err *err);

/** The fault as a fixed code for programs ("nhs-number-invalid"). Never NULL. */
const char *dolen_search_fault_code(dolen_search_fault fault);

/** The field as its name in the JSON interface and in forms ("nhs_number"). Never NULL. */
const char *dolen_search_field_name(dolen_search_field field);

/** The trouble as a fixed code for programs ("no-broker"). Never NULL. */
const char *dolen_search_trouble_code(dolen_search_trouble trouble);

#endif
