/* The report that is handed over: both languages, nothing that must not be told, nothing that becomes markup. */
#include <stdlib.h>
#include <string.h>

#include "node/tools/subject.h"
#include "tests/support/dolen_test.h"

static const char report_text[] =
    "{\"made\":\"2026-11-21T10:00:00.000Z\",\"agency\":{\"code\":\"NPT\",\"en\":\"Council\",\"cy\":\"Cyngor\"},"
    "\"user\":\"officer.npt\",\"case\":\"SAR-7\",\"rules\":\"1\","
    "\"person\":{\"forenames\":\"<b>Ann</b>\",\"surname\":\"O'Neil & Sons\",\"dob\":\"1990-02-03\"},"
    "\"members\":[{\"name\":{\"en\":\"Police\",\"cy\":\"Heddlu\"},\"state\":\"involved\",\"flags\":[{\"code\":\"POL."
    "PPN\","
    "\"name\":{\"en\":\"Notice\",\"cy\":\"Hysbysiad\"},\"months\":{\"2026-10\":2},\"latest\":\"2026-10-03\","
    "\"disputed\":true}]},{\"name\":{\"en\":\"Health\",\"cy\":\"Iechyd\"},\"state\":\"no-answer\",\"flags\":[]}],"
    "\"own\":[],\"consultations\":[{\"asked\":\"2026-11-20T09:00:00.000Z\",\"member\":{\"en\":\"Police\",\"cy\":"
    "\"Heddlu\"},"
    "\"role\":{\"en\":\"Practitioner\",\"cy\":\"Ymarferydd\"},\"purpose\":{\"en\":\"Missing\",\"cy\":\"Ar goll\"},"
    "\"level\":\"L3\",\"urgent\":true,\"entry\":4}],"
    "\"searches\":[{\"asked\":\"2026-11-20T09:00:00.000Z\",\"user\":\"colleague.npt\",\"purpose\":\"S47\",\"case\":\"C-"
    "1\","
    "\"outcome\":\"answered\"}],"
    "\"exemptions\":[{\"code\":\"CRIME\",\"name\":{\"en\":\"Crime\",\"cy\":\"Trosedd\"},\"law\":{\"en\":\"Sch. "
    "2\",\"cy\":"
    "\"Atodlen 2\"},\"text\":{\"en\":\"Prejudice.\",\"cy\":\"Niwed.\"},\"count\":8675309}],"
    "\"alerts\":[{\"told\":\"2026-11-19T08:00:00.000Z\",\"kind\":\"flag\",\"watch\":{\"en\":\"Register\",\"cy\":"
    "\"Cofrestr\"},\"agency\":{\"en\":\"Fire <i>\",\"cy\":\"Tân\"},\"flag\":{\"en\":\"Home "
    "visit\",\"cy\":\"Ymweliad\"},"
    "\"steps\":[{\"at\":\"2026-11-19T08:05:00.000Z\",\"user\":\"duty.npt\",\"role\":\"duty-desk\",\"step\":\"looked-"
    "at\","
    "\"outcome\":\"\"}]},{\"told\":\"2026-11-18T08:00:00.000Z\",\"kind\":\"consultation\",\"watch\":{\"en\":"
    "\"Register\","
    "\"cy\":\"Cofrestr\"},\"agency\":null,\"flag\":null,\"steps\":[]}],\"alerts_cut_short\":true,"
    "\"cut_short\":false,\"question_entry\":3,\"report_entry\":5}";

static char *written(void (*write)(const json_t *report, FILE *out))
{
    json_t *report = json_loads(report_text, JSON_REJECT_DUPLICATES, NULL);
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    assert_non_null(report);
    assert_non_null(stream);
    write(report, stream);
    fclose(stream);
    json_decref(report);
    return text;
}

static void ig_28_the_document_is_in_both_languages(void **state)
{
    char *text = written(dolen_subject_document_write);

    assert_non_null(strstr(text, "<section lang=\"en\">"));
    assert_non_null(strstr(text, "<section lang=\"cy\">"));
    assert_non_null(strstr(text, "Who asked about you"));
    assert_non_null(strstr(text, "Pwy a holodd amdanoch"));
    assert_non_null(strstr(text, "Hysbysiad"));
    assert_non_null(strstr(text, "Ar goll"));
    assert_non_null(strstr(text, "could not answer"));
    assert_non_null(strstr(text, "you dispute this"));
    free(text);
}

static void r_15_nothing_in_the_document_becomes_markup(void **state)
{
    char *text = written(dolen_subject_document_write);

    assert_null(strstr(text, "<b>"));
    assert_non_null(strstr(text, "&lt;b&gt;Ann&lt;/b&gt; O&#39;Neil &amp; Sons"));
    free(text);
}

/* The person learns the agency and the reason, not who of the staff it was; and which exemption, not how often. */
static void ig_28_the_document_names_no_staff_and_no_number_of_what_is_exempt(void **state)
{
    char *text = written(dolen_subject_document_write);

    assert_null(strstr(text, "officer.npt"));
    assert_null(strstr(text, "colleague.npt"));
    assert_null(strstr(text, "8675309"));
    assert_non_null(strstr(text, "Prejudice."));
    free(text);
}

/* The twin: the officer's own text has both, so that the report above is known to hold them. */
static void ig_28_the_officers_text_counts_what_is_exempt_and_names_staff(void **state)
{
    char *text = written(dolen_subject_text_write);

    assert_non_null(strstr(text, "8675309"));
    assert_non_null(strstr(text, "colleague.npt"));
    assert_non_null(strstr(text, "DISPUTED"));
    assert_non_null(strstr(text, "L3, urgent"));
    free(text);
}

static void ig_28_the_document_lists_what_the_agency_was_told_and_not_who_opened_it(void **state)
{
    char *text = written(dolen_subject_document_write);

    assert_non_null(strstr(text, "What we were told about you at once"));
    assert_non_null(strstr(text, "<td>2026-11-19</td>\n<td>Fire &lt;i&gt;</td>\n<td>Home visit</td>"));
    assert_non_null(strstr(text, "<td>not named</td>\n<td>asked about you</td>"));
    assert_non_null(strstr(text, "<td>Ymweliad</td>"));
    assert_null(strstr(text, "duty.npt"));
    free(text);
}

/* The twin: the officer's own text says who opened it, and says so when alerts were not looked for. */
static void ig_28_the_officers_text_says_who_opened_an_alert(void **state)
{
    char *text = written(dolen_subject_text_write);

    assert_non_null(strstr(text, "2026-11-19T08:00:00.000Z  Fire <i>: Home visit, watched as Register\n"
                                 "    2026-11-19T08:05:00.000Z  duty.npt, duty-desk: looked-at"));
    assert_non_null(strstr(text, "an agency that is not named: asked about the person"));
    assert_null(strstr(text, "not looked for"));
    free(text);
    json_t *without = json_object();
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    dolen_subject_text_write(without, stream);
    fclose(stream);
    assert_non_null(strstr(text, "not looked for"));
    json_decref(without);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_28_the_document_is_in_both_languages),
        cmocka_unit_test(r_15_nothing_in_the_document_becomes_markup),
        cmocka_unit_test(ig_28_the_document_names_no_staff_and_no_number_of_what_is_exempt),
        cmocka_unit_test(ig_28_the_officers_text_counts_what_is_exempt_and_names_staff),
        cmocka_unit_test(ig_28_the_document_lists_what_the_agency_was_told_and_not_who_opened_it),
        cmocka_unit_test(ig_28_the_officers_text_says_who_opened_an_alert),
    };

    return cmocka_run_group_tests_name("subject document", tests, NULL, NULL);
}
