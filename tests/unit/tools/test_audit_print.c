#include "node/tools/audit_print.h"

#include "tests/support/dolen_test.h"
#include "tests/support/temp_folder.h"
#include "tests/support/tool_run.h"

static const json_t *shown;

static int print_list(int argc, char **argv)
{
    dolen_audit_print_list(shown);
    return 0;
}

static int print_entry(int argc, char **argv)
{
    dolen_audit_print_entry(shown);
    return 0;
}

static int print_readings(int argc, char **argv)
{
    dolen_audit_print_readings(shown);
    return 0;
}

static int print_alert_steps(int argc, char **argv)
{
    dolen_audit_print_alert_steps(shown);
    return 0;
}

/* What is printed of a document. */
static const char *printed(int (*print)(int argc, char **argv), const char *document, char *out, size_t room)
{
    const temp_folder folder = temp_folder_make();
    json_t *read = json_loads(document, 0, NULL);
    static const char *const nothing[] = {NULL};
    char path[PATH_MAX];

    assert_non_null(read);
    shown = read;
    tool_run(print, temp_folder_file(&folder, "out", path), nothing);
    tool_printed(path, out, room);
    json_decref(read);
    temp_folder_remove(&folder);
    return out;
}

static void a_hostile_case_reference_stays_on_its_line_and_is_no_formula(void **state)
{
    static const char turned[] = {'\xE2', '\x80', '\xAE', '\0'};
    char text[4096];

    printed(print_list,
            "{\"searches\":[{\"asked\":\"now\",\"user\":\"=cmd|' /C calc'!A0\",\"purpose\":\"S47\",\"outcome\":"
            "\"answered\",\"involved\":1,\"furthest\":\"shown\",\"case\":\"C-1\\n2026  forged "
            "line\\u202Egnp.exe\\u001B[2J\","
            "\"review\":\"none\",\"search\":\"1\",\"entry\":7}],\"total\":1,\"total_is_at_least\":false,\"next\":null}",
            text, sizeof text);

    assert_non_null(strstr(text, "  '=cmd"));
    assert_null(strstr(text, "\n2026"));
    assert_null(strstr(text, turned));
    assert_null(strchr(text, '\x1B'));
    assert_non_null(strstr(text, "entry 7\n1 searches in all\n"));
}

static void a_counted_list_says_that_there_may_be_more_and_where_it_goes_on(void **state)
{
    char text[1024];

    printed(print_list, "{\"searches\":[],\"total\":1000,\"total_is_at_least\":true,\"next\":\"5-a\"}", text,
            sizeof text);
    assert_string_equal("at least 1000 searches in all\ngo on with --before 5-a\n", text);
}

static void a_reading_that_the_ledger_lacks_says_so(void **state)
{
    char text[1024];

    printed(
        print_readings,
        "{\"readings\":[{\"at\":\"now\",\"user\":\"o\",\"role\":\"r\",\"what\":\"read-list\",\"count\":3,\"ground\":"
        "\"integrity\",\"about\":\"\",\"in_ledger\":false,\"entry\":null}],\"next\":null}",
        text, sizeof text);
    assert_string_equal("now  o, r  read-list  3  ground: integrity  NOT YET IN THE LEDGER\n", text);
}

static void ig_11_a_step_with_an_alert_is_one_harmless_line(void **state)
{
    char text[2048];

    printed(
        print_alert_steps,
        "{\"steps\":[{\"at\":\"now\",\"user\":\"asha\",\"role\":{\"code\":\"practitioner\"},\"step\":\"done\","
        "\"outcome\":"
        "\"accepted\",\"watch\":{\"code\":\"REGISTER\"},\"flag\":{\"code\":\"POL.MISSING\"},\"agency\":{\"code\":"
        "\"SWP\"},"
        "\"local_id\":\"L-1\",\"person\":\"A\\nB\\u001B[2J\"},{\"at\":\"then\",\"user\":\"bryn\",\"role\":{\"code\":"
        "\"duty-desk\"},\"step\":\"looked-at\",\"outcome\":\"\",\"watch\":{\"code\":\"REGISTER\"},\"flag\":null,"
        "\"agency\":"
        "null,\"local_id\":\"\",\"person\":\"\"}],\"next\":\"5-1\"}",
        text, sizeof text);
    assert_non_null(strstr(text, "now  asha, practitioner  done: accepted  REGISTER  POL.MISSING of SWP  L-1  "));
    assert_non_null(strstr(text, "then  bryn, duty-desk  looked-at  REGISTER  consultation\n"));
    assert_non_null(strstr(text, "go on with --before 5-1\n"));
    assert_null(strstr(text, "\nB"));
    assert_null(strchr(text, '\x1B'));
}

static void ig_10_a_receipt_that_fails_and_a_record_that_differs_are_said_loudly(void **state)
{
    char text[4096];

    printed(print_entry, "{\"ledger\":{\"proof\":\"fails\",\"agrees\":false}}", text, sizeof text);
    assert_non_null(strstr(text, "THE RECEIPT DOES NOT HOLD"));
    printed(print_entry,
            "{\"ledger\":{\"proof\":\"confirmed\",\"agrees\":false,\"report\":{\"witnesses\":{\"present\":4}}}}", text,
            sizeof text);
    assert_non_null(strstr(text, "confirmed by 4 witnesses"));
    assert_non_null(strstr(text, "DOES NOT SAY WHAT THIS AGENCY'S RECORD SAYS"));
}

static void what_was_typed_is_printed_harmless(void **state)
{
    char text[4096];

    printed(print_entry, "{\"typed\":{\"surname\":\"-2+3\",\"address\":\"1\\r\\nledger: proven\"}}", text, sizeof text);
    assert_non_null(strstr(text, "    surname: '-2+3\n"));
    assert_null(strstr(text, "\nledger: proven"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hostile_case_reference_stays_on_its_line_and_is_no_formula),
        cmocka_unit_test(a_counted_list_says_that_there_may_be_more_and_where_it_goes_on),
        cmocka_unit_test(a_reading_that_the_ledger_lacks_says_so),
        cmocka_unit_test(ig_11_a_step_with_an_alert_is_one_harmless_line),
        cmocka_unit_test(ig_10_a_receipt_that_fails_and_a_record_that_differs_are_said_loudly),
        cmocka_unit_test(what_was_typed_is_printed_harmless),
    };

    return cmocka_run_group_tests_name("audit print", tests, NULL, NULL);
}
