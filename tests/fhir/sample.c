/* sample RULES-FOLDER: a Bundle as the export writes it, of searches whose texts are as hostile as they can be. */
#include <string.h>

#include "node/agency/oversight/export_internal.h"
#include "tests/support/hostile_texts.h"

enum { ROWS = 40 };

static dolen_find_item item_of(int i)
{
    static const char *const outcomes[] = {"answered", "rules-forbid", "over-quota", "no-broker", "no-key-holders"};
    static const char *const purposes[] = {"S47", "MISSING", "NO-SUCH"};
    dolen_find_item item = {.asked = INT64_C(1795185245001) + i * INT64_C(86400123),
                            .account = hostile_texts[i % HOSTILE_TEXTS],
                            .full_name = hostile_texts[(i + 1) % HOSTILE_TEXTS],
                            .role = dolen_code_of("practitioner"),
                            .purpose = dolen_code_of(purposes[i % 3]),
                            .case_reference = hostile_texts[(i + 2) % HOSTILE_TEXTS],
                            .channel = (int16_t)(1 + i % 3),
                            .subject = i % 2 ? DOLEN_SUBJECT_ADDRESS : DOLEN_SUBJECT_PERSON,
                            .outcome = outcomes[i % 5],
                            .involved = i,
                            .urgent = i % 4 == 0,
                            .opened_protected = i % 7 == 0,
                            .review_outcome = i % 3 ? "" : "justified",
                            .furthest = (dolen_audit_level)(1 + i % 4),
                            .ledger_index = i % 5 == 0 ? INT64_C(4000000000) + i : -1};

    item.id.bytes[0] = (uint8_t)i;
    item.id.bytes[15] = 1;
    if (*item.account == '\0')
        item.account = "asha";
    return item;
}

int main(int argc, char **argv)
{
    dolen_problems *problems = dolen_problems_new(8);
    dolen_rules *rules = NULL;
    dolen_export_about about = {.agency = dolen_code_of("NPT"),
                                .agency_name = "Example & Council",
                                .user = "officer",
                                .role = dolen_code_of("data-protection-officer"),
                                .ground = dolen_code_of("lawfulness"),
                                .made = INT64_C(1795185245001),
                                .rows = argc > 2 ? 0 : ROWS,
                                .entry = 7};

    if (argc < 2 || dolen_rules_load(argv[1], &rules, problems, NULL) != DOLEN_OK)
        return 1;
    about.rules = rules;
    dolen_export_fhir.begin(stdout, &about);
    for (int i = 0; i < about.rows; i++) {
        const dolen_find_item item = item_of(i);
        dolen_export_fhir.row(stdout, &about, &(dolen_export_row){.item = &item, .is_first = i == 0});
    }
    dolen_export_fhir.end(stdout, &about);
    dolen_rules_free(rules);
    dolen_problems_free(problems);
    return 0;
}
