#include "node/tools/rules.h"

#include <sys/stat.h>

#include "node/tools/tool.h"
#include "tests/support/dolen_test.h"
#include "tests/support/policy_facts.h"
#include "tests/support/temp_folder.h"
#include "tests/support/tool_run.h"

#define RULES DOLEN_TEST_DATA("../governance/rules")
#define RUN(printed, ...) tool_run(dolen_tool_rules, printed, (const char *const[]){__VA_ARGS__, NULL})
#define EXPLAIN(printed, code, ...)                                                                                    \
    RUN(printed, "explain", "--rules", RULES, "--role", "practitioner", "--from", "NPT", "--from-type", "council",     \
        "--to", "SBU", "--to-type", "health", "--day", "2026-11-21", "--code", code, __VA_ARGS__)

static const char *after(int expected, int code, const char *path, char *text, size_t room)
{
    assert_int_equal(expected, code);
    return tool_printed(path, text, room);
}

static void check_prints_version_and_digest(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    char text[4096];

    temp_folder_file(&folder, "printed", path);
    assert_non_null(
        strstr(after(DOLEN_TOOL_DONE, RUN(path, "check", RULES), path, text, sizeof text), "version 2026.3\ndigest "));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "check", folder.path));
    temp_folder_remove(&folder);
}

static void says(const char *path, int expected, int code, const char *words)
{
    char text[16 * 1024];

    if (!strstr(after(expected, code, path, text, sizeof text), words))
        fail_msg("\"%s\" is not in:\n%s", words, text);
}

static void explain_names_the_rule_that_decides(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];

    temp_folder_file(&folder, "printed", path);
    says(path, DOLEN_TOOL_DONE, EXPLAIN(path, "HB.ED", "--purpose", "S47"), "permitted by IG-02: HB.ED");
    says(path, DOLEN_TOOL_DONE, EXPLAIN(path, "HB.ED", "--purpose", "S47"), "\nLevel: L3\n");
    says(path, DOLEN_TOOL_REFUSED, EXPLAIN(path, "HBX.SEXUAL", "--purpose", "S47"),
         "denied by IG-17: HBX.SEXUAL (Sexual health service) is released only for EXPLOIT (Exploitation strategy).");
    says(path, DOLEN_TOOL_REFUSED, EXPLAIN(path, "HBX.SEXUAL", "--purpose", "S47", "--language", "cy"),
         "gwrthodwyd gan IG-17: Dim ond ar gyfer EXPLOIT (Strategaeth camfanteisio) y rhyddheir HBX.SEXUAL");
    says(path, DOLEN_TOOL_REFUSED, EXPLAIN(path, "HB.ED", "--purpose", "CPREV", "--shielded"),
         "denied by IG-15: The record is protected; only these purposes open it: S47");
    says(path, DOLEN_TOOL_REFUSED, EXPLAIN(path, "HB.ED", "--purpose", "S47", "--no-decision-maker"),
         "denied by IG-19");
    says(path, DOLEN_TOOL_REFUSED, EXPLAIN(path, "HB.ED", "--purpose", "S47", "--urgent", "LIFE", "--no-authoriser"),
         "denied by IG-20");
    says(
        path, DOLEN_TOOL_DONE, EXPLAIN(path, "HB.ED", "--purpose", "S47", "--urgent", "LIFE"),
        "permitted, to be reviewed, by IG-20: Asked urgently (LIFE (Danger to life)): a review is opened, due within 2 "
        "days.");
    says(path, DOLEN_TOOL_DONE, EXPLAIN(path, "HB.ED", "--purpose", "S47", "--probable"), "\nLevel: L1\n");
    temp_folder_remove(&folder);
}

static void explain_finds_types_and_an_owner_by_itself(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
#define SHORT(...) RUN(path, "explain", "--rules", RULES, "--day", "2026-11-21", "--role", "practitioner", __VA_ARGS__)

    temp_folder_file(&folder, "printed", path);
    says(path, DOLEN_TOOL_REFUSED, SHORT("--purpose", "S47", "--from", "NPT", "--code", "HBX.SEXUAL"), "IG-17");
    says(path, DOLEN_TOOL_DONE, SHORT("--purpose", "S47", "--from", "SWP", "--code", "CSC.LAC"), "permitted");
    assert_int_equal(DOLEN_TOOL_REFUSED, SHORT("--purpose", "S47", "--from", "NOBODY", "--code", "CSC.LAC"));
    assert_int_equal(DOLEN_TOOL_REFUSED, SHORT("--purpose", "S47", "--from", "NPT", "--code", "FIR.REFERRAL"));
    temp_folder_remove(&folder);
}

static void explain_shows_every_step_up_to_the_one_that_refuses(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];

    temp_folder_file(&folder, "printed", path);
    says(path, DOLEN_TOOL_REFUSED, EXPLAIN(path, "HBX.SEXUAL", "--purpose", "S47"),
         " 15. its owner may hold it of such a subject: yes\n 16. the purpose releases it: NO\n\n");
    says(path, DOLEN_TOOL_REFUSED, EXPLAIN(path, "HBX.SEXUAL", "--purpose", "S47", "--json"),
         "\"reason\": \"SENSITIVE\"");
    says(path, DOLEN_TOOL_DONE, EXPLAIN(path, "HB.ED", "--purpose", "S47"), " 18. ");
    temp_folder_remove(&folder);
}

static void matrix_shows_what_each_purpose_releases(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    static char text[128 * 1024];

    temp_folder_file(&folder, "printed", path);
    const char *printed =
        after(DOLEN_TOOL_DONE, RUN(path, "matrix", "--rules", RULES, "--json"), path, text, sizeof text);
    const char *row = strstr(printed, "\"HBX.SEXUAL\"");
    assert_non_null(row);
    assert_int_equal(0, strncmp(strstr(row, "\"S47\": ") + 7, "null", 4));
    assert_int_equal(0, strncmp(strstr(row, "\"EXPLOIT\": ") + 11, "\"L3\"", 4));
    temp_folder_remove(&folder);
}

static void matrix_can_be_signed(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    static char text[1024 * 1024];
    static const char *const formats[] = {"text", "markdown", "html"};
    static const char *const needed[] = {
        "2026.3", "SHA-256", "HBX.SEXUAL", "Heddlu De Cymru", "Llofnod", "____-__-__", "Gwasanaeth iechyd rhywiol"};

    temp_folder_file(&folder, "printed", path);
    for (size_t i = 0; i < 3; i++) {
        const char *printed =
            after(DOLEN_TOOL_DONE, RUN(path, "matrix", "--rules", RULES, "--format", formats[i], "--language", "cy"),
                  path, text, sizeof text);
        for (size_t j = 0; j < sizeof needed / sizeof *needed; j++)
            if (!strstr(printed, needed[j]))
                fail_msg("%s is not in the %s", needed[j], formats[i]);
    }
    assert_non_null(strstr(text, "<html lang=\"cy\">"));
    temp_folder_remove(&folder);
}

static void matrix_as_csv_has_a_line_for_every_code_and_purpose(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    static char text[1024 * 1024];
    size_t lines = 0;

    temp_folder_file(&folder, "printed", path);
    const char *printed =
        after(DOLEN_TOOL_DONE, RUN(path, "matrix", "--rules", RULES, "--format", "csv"), path, text, sizeof text);
    for (const char *end = strstr(printed, "\r\n"); end; end = strstr(end + 2, "\r\n"))
        lines++;
    assert_int_equal(lines, 1 + 83 * 13);
    assert_non_null(strstr(printed,
                           "\"DAS.REFUGE\",\"In refuge\",\"protected\",\"\",\"S47\",\"Child-protection enquiry\","
                           "\"L3\",\"yes\",\"\","));
    temp_folder_remove(&folder);
}

/* A copy of the rules with one line changed. */
static void copy_rules(const temp_folder *folder, char to[PATH_MAX], const char *file, const char *from,
                       const char *into)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(8 * FACTS_BYTES);

    temp_folder_file(folder, "rules", to);
    assert_int_equal(0, mkdir(to, 0700));
    for (size_t i = 0; i < FACTS_FILES; i++) {
        char path[2 * PATH_MAX];
        const char *text = strcmp(file, facts_files[i]) == 0 ? facts_edited(arena, file, from, into)
                                                             : facts_text(arena, facts_files[i]);
        (void)snprintf(path, sizeof path, "%s/%s", to, facts_files[i]);
        assert_int_equal(DOLEN_OK, dolen_file_write(path, dolen_bytes_of_string(text), 0600, NULL));
    }
}

static void ig_32_explain_says_what_a_watch_tells(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];

    temp_folder_file(&folder, "printed", path);
#define WATCH(code, ...)                                                                                               \
    RUN(path, "explain", "--rules", RULES, "--watch", "REGISTER", "--from", "NPT", "--code", code, __VA_ARGS__)
    says(path, DOLEN_TOOL_DONE, WATCH("POL.MISSING", "--to", "SWP"), "permitted by IG-02: POL.MISSING");
    says(path, DOLEN_TOOL_REFUSED, WATCH("POL.DA", "--to", "SWP"), "The watch does not tell of it, though");
    says(path, DOLEN_TOOL_REFUSED, WATCH("HBX.CAMHS", "--to", "SBU"), "denied by IG-17");
    says(path, DOLEN_TOOL_REFUSED, WATCH("POL.MISSING", "--to", "SWP", "--shielded"), "denied by IG-15");
    says(path, DOLEN_TOOL_REFUSED, WATCH("POL.MISSING", "--to", "SWP", "--probable"), "denied by IG-21");
#undef WATCH
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "explain", "--rules", RULES, "--watch", "NONE", "--from", "NPT",
                                             "--code", "POL.MISSING"));
    temp_folder_remove(&folder);
}

static void compare_says_what_is_disclosed_more_and_less(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    char changed[PATH_MAX];

    temp_folder_file(&folder, "printed", path);
    copy_rules(&folder, changed, "purposes.rules", "HBX.CAMHS, HBX.ADULTMH, HBX.SUBSTANCE", "HBX.CAMHS, HBX.SEXUAL");
    says(path, DOLEN_TOOL_DONE, RUN(path, "compare", RULES, RULES, "--refuse-more"), "0 more, 0 less, 0 other");
    says(path, DOLEN_TOOL_DONE, RUN(path, "compare", RULES, changed),
         "Discloses more:\n  S47 shows HBX.SEXUAL: L3, was none\nDiscloses less:\n");
    says(path, DOLEN_TOOL_REFUSED, RUN(path, "compare", RULES, changed, "--refuse-more"), "1 more, 2 less, 0 other");
    says(path, DOLEN_TOOL_REFUSED, RUN(path, "compare", changed, RULES, "--refuse-more"), "2 more, 1 less, 0 other");
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "compare", RULES));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "compare", RULES, folder.path));
    temp_folder_remove(&folder);
}

static void compare_sees_wider_conditions_agreements_and_figures(void **state)
{
    static const struct {
        const char *file, *from, *to, *says;
    } cases[] = {
        {"purposes.rules", "case-reference = yes\ndecision = no", "case-reference = no\ndecision = no",
         "more:\n  CPREV: case reference needed is no, was yes"},
        {"purposes.rules", "roles = practitioner, supervisor\n", "roles = practitioner\n",
         "less:\n  CPREV: role supervisor is gone"},
        {"watches.rules", "POL.PPN, HB.ED", "POL.PPN, POL.DA, HB.ED", "more:\n  REGISTER: flag told of POL.DA is new"},
        {"watches.rules", "records = CSC.CPR\n", "records = CSC.CPR, CSC.S47\n",
         "more:\n  REGISTER: record watched CSC.S47 is new"},
        {"watches.rules", "consultations = yes", "consultations = no",
         "less:\n  REGISTER: shows consultations is no, was yes"},
        {"watches.rules", "fresh-days = 7", "fresh-days = 3",
         "less:\n  HIGH-RISK-MISSING: tells of the last 3 days, was 7"},
        {"watches.rules", "[watch HIGH-RISK-MISSING]", "[watch HIGH-RISK]",
         "less:\n  HIGH-RISK-MISSING: the watch is gone"},
        {"watches.rules", "[watch HIGH-RISK-MISSING]", "[watch HIGH-RISK]", "more:\n  HIGH-RISK: the watch is new"},
        {"watches.rules", "hours = 72", "hours = 48", "changes:\n  RETURN-INTERVIEW: 48 hours, was 72"},
        {"purposes.rules", "age = 18-150", "age = 16-150", "more:\n  ADULT126: ages 16-150, were 18-150"},
        {"agreements.rules", "until = 2030-12-31", "until = 2031-12-31",
         "more:\n  WG-PILOT: in force until 2031-12-31, was 2030-12-31"},
        {"agreements.rules", "from = 2025-01-01", "consent = EARLYHELP\nfrom = 2025-01-01",
         "less:\n  WG-PILOT: purpose without consent EARLYHELP is gone"},
        {"set.rules", "shown-months = 12", "shown-months = 24", "more:\n  months shown: 24, was 12"},
        {"set.rules", "confirmed = 0.99", "confirmed = 0.98",
         "more:\n  confirmed from (millionths): 980000, was 990000"},
        {"codes.rules", "age = 15-150", "age = 18-150", "less:\n  ASC.CONTACT: ages 18-150, were 15-150"},
    };
    char path[PATH_MAX];
    char changed[PATH_MAX];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const temp_folder folder = temp_folder_make();
        temp_folder_file(&folder, "printed", path);
        copy_rules(&folder, changed, cases[i].file, cases[i].from, cases[i].to);
        says(path, DOLEN_TOOL_DONE, RUN(path, "compare", RULES, changed), cases[i].says);
        temp_folder_remove(&folder);
    }
}

static void wrong_usage_is_told_from_refusal(void **state)
{
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "explain"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "check", RULES, "--unheard"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "matrix", RULES, "--language", "fr"));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "explain", "--rules", RULES));
    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "--help"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_prints_version_and_digest),
        cmocka_unit_test(explain_names_the_rule_that_decides),
        cmocka_unit_test(explain_finds_types_and_an_owner_by_itself),
        cmocka_unit_test(explain_shows_every_step_up_to_the_one_that_refuses),
        cmocka_unit_test(matrix_shows_what_each_purpose_releases),
        cmocka_unit_test(matrix_can_be_signed),
        cmocka_unit_test(matrix_as_csv_has_a_line_for_every_code_and_purpose),
        cmocka_unit_test(ig_32_explain_says_what_a_watch_tells),
        cmocka_unit_test(compare_says_what_is_disclosed_more_and_less),
        cmocka_unit_test(compare_sees_wider_conditions_agreements_and_figures),
        cmocka_unit_test(wrong_usage_is_told_from_refusal),
    };
    return cmocka_run_group_tests_name("rules tool", tests, NULL, NULL);
}
