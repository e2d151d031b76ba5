#include "node/agency/extract/extract.h"

#include <stdlib.h>
#include <unistd.h>

#include "node/agency/extract/extract_row.h"
#include "node/base/file.h"
#include "node/crypto/hash.h"
#include "tests/support/dolen_test.h"

#define HEADER                                                                                                         \
    "local_id,subject,forenames,surname,former_surname,dob,sex,address,postcode,uprn,nhs_number,code,opened,closed,"   \
    "event_date,count,team,protection\n"
#define ANN "1,person,Ann,Jones,,1990-02-03,F,12 High St,SA1 1AA,,9463503838,"

enum { PATH = 256, TEXT = 4096, PROBLEMS = 100 };

typedef struct fixture {
    char folder[PATH];
    char path[PATH + 16];
    char manifest[PATH + 16];
    char protections[PATH + 32];
    dolen_arena *arena;
    dolen_problems *problems;
    dolen_mapping *mapping;
    dolen_extract *extract;
    dolen_extract_figures figures;
    dolen_extract_rules rules;
} fixture;

static dolen_flag_kind kind_of(void *context, dolen_code code, dolen_subject subject)
{
    if (strcmp(code.text, "CSC.CSP") == 0)
        return subject == DOLEN_SUBJECT_PERSON ? DOLEN_FLAG_INVOLVEMENT : DOLEN_FLAG_NONE;
    if (strcmp(code.text, "HB.ED") == 0 || strncmp(code.text, "X.", 2) == 0)
        return DOLEN_FLAG_EVENT;
    return strcmp(code.text, "CSC.CPR") == 0 ? DOLEN_FLAG_STATE : DOLEN_FLAG_NONE;
}

static bool team_of(void *context, const char *team, uint16_t *out)
{
    *out = 7;
    return strcmp(team, "CHILDREN") == 0;
}

/* Knows "care.yes" and "A1", and one age band for everybody from 10 to 40. */
static bool dimension_of(void *context, dolen_counted_by which, const char *value, int age, dolen_code *out)
{
    if (which == DOLEN_COUNTED_BY_AGE && !*value && age >= 10 && age <= 40) {
        *out = dolen_code_of("age.10-40");
        return true;
    }
    if (strcmp(value, which == DOLEN_COUNTED_BY_CARE ? "care.yes" : "A1") != 0)
        return false;
    *out = dolen_code_of(value);
    return true;
}

static int set_up(void **state)
{
    static fixture f;

    memset(&f, 0, sizeof f);
    snprintf(f.folder, sizeof f.folder, "/tmp/dolen-extract-XXXXXX");
    assert_non_null(mkdtemp(f.folder));
    snprintf(f.path, sizeof f.path, "%s/feed.csv", f.folder);
    snprintf(f.manifest, sizeof f.manifest, "%s/feed.manifest", f.folder);
    snprintf(f.protections, sizeof f.protections, "%s/feed.protections", f.folder);
    f.arena = dolen_arena_new(DOLEN_EXTRACT_ARENA);
    f.problems = dolen_problems_new(PROBLEMS);
    f.mapping = dolen_mapping_new();
    f.rules = (dolen_extract_rules){.kind_of = kind_of, .team_of = team_of, .today = {2026, 11, 20}, .agency = "ABER"};
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    dolen_extract_free(f->extract);
    dolen_mapping_free(f->mapping);
    dolen_problems_free(f->problems);
    dolen_arena_free(f->arena);
    unlink(f->path);
    unlink(f->manifest);
    unlink(f->protections);
    rmdir(f->folder);
    return 0;
}

static dolen_status open_text(fixture *f, const char *text)
{
    dolen_err err = {0};

    assert_ok(dolen_file_write(f->path, dolen_bytes_of_string(text), 0600, &err));
    dolen_extract_free(f->extract);
    dolen_problems_free(f->problems);
    f->problems = dolen_problems_new(PROBLEMS);
    return dolen_extract_open(f->path, f->mapping, &f->rules, &f->extract, &f->figures, f->problems, &err);
}

static void use_mapping(fixture *f, const char *text)
{
    dolen_err err = {0};

    dolen_mapping_free(f->mapping);
    assert_ok(dolen_mapping_read_text("map", dolen_bytes_of_string(text), &f->mapping, f->problems, &err));
}

/* Is there a problem on this line whose explanation holds these words? */
static bool complains(const fixture *f, size_t line, const char *words)
{
    for (size_t i = 0; dolen_problems_at(f->problems, i); i++) {
        const dolen_problem *problem = dolen_problems_at(f->problems, i);
        if (problem->line == line && strstr(problem->what, words))
            return true;
    }
    return false;
}

static dolen_extract_entry next(fixture *f)
{
    dolen_extract_entry entry;
    dolen_err err = {0};
    bool has;

    assert_ok(dolen_extract_next(f->extract, f->arena, &entry, &has, &err));
    assert_true(has);
    return entry;
}

static void assert_end(fixture *f)
{
    dolen_extract_entry entry;
    dolen_err err = {0};
    bool has;

    assert_ok(dolen_extract_next(f->extract, f->arena, &entry, &has, &err));
    assert_false(has);
}

static void rows_of_one_id_become_one_person_with_flags(void **state)
{
    fixture *f = *state;
    dolen_err err = {0};

    assert_int_equal(DOLEN_OK, open_text(f, HEADER ANN "CSC.CSP,2026-01-05,,,,CHILDREN,\n" ANN
                                                       "HB.ED,,,2026-10-01,2,,\n" ANN "HB.ED,,,2026-10-09,1,,shielded\n"
                                                       "2,address,,,,,,4 Mill Ln,SA1 1AB,,,HB.ED,,,2026-11-20,,,\n"));
    dolen_extract_entry entry = next(f);
    assert_string_equal("1", entry.local_id);
    assert_int_equal(DOLEN_SUBJECT_PERSON, entry.subject);
    assert_string_equal("Jones", entry.person.surname);
    assert_int_equal(1990, entry.person.born.year);
    assert_int_equal(7, entry.contact);
    assert_int_equal(DOLEN_PROTECTION_SHIELDED, entry.protection);
    assert_int_equal(2, entry.flag_count);
    assert_int_equal(2026 * 12, entry.flags[0].opened);
    assert_int_equal(3, entry.flags[1].months[0].count);
    assert_int_equal(9, entry.flags[1].latest.day);
    for (size_t i = 0; i < entry.flag_count; i++)
        assert_ok(dolen_flag_check(&entry.flags[i], 2026 * 12 + 10, &err));
    entry = next(f);
    assert_int_equal(DOLEN_SUBJECT_ADDRESS, entry.subject);
    assert_string_equal("4 Mill Ln", entry.address.line);
    assert_end(f);
    assert_int_equal(4, f->figures.rows);
    assert_int_equal(1, f->figures.people);
    assert_int_equal(1, f->figures.addresses);
    assert_int_equal(3, f->figures.flags);
}

static void one_wrong_row_refuses_the_whole_file(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_E_INPUT,
                     open_text(f, HEADER ANN "CSC.CSP,2026-01-05,,,,,\n" ANN "CSC.CPR,2026-02-30,,,,,\n"));
    assert_null(f->extract);
    assert_true(complains(f, 3, "no calendar"));
    assert_int_equal(1, f->figures.rejected);
}

static void the_mapping_may_allow_a_share_of_wrong_rows(void **state)
{
    fixture *f = *state;

    use_mapping(f, "[extract]\nrejected-per-thousand = 500\n");
    assert_int_equal(DOLEN_OK, open_text(f, HEADER ANN "CSC.CSP,2026-01-05,,,,,\n" ANN "CSC.CPR,,,,,,\n"));
    assert_int_equal(1, next(f).flag_count);
}

static void unknown_codes_are_left_out_and_counted(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_OK, open_text(f, HEADER ANN "CSC.CSP,2026-01-05,,,,,\n" ANN "Some local code,,,,,,\n"));
    assert_int_equal(1, f->figures.unknown_codes);
    assert_int_equal(0, f->figures.rejected);
}

static void codes_teams_and_columns_are_mapped(void **state)
{
    fixture *f = *state;

    use_mapping(f, "[extract]\ndates = dmy\nseparator = semicolon\nencoding = windows-1252\n[columns]\n"
                   "forenames = First Name + Middle\n[codes]\nCSC.CSP = CIN, Child in need\n[teams]\n3 = Front door\n");
    assert_int_equal(DOLEN_OK,
                     open_text(f, "Person-ID;First Name;Middle;Family Name;Date of Birth;Code;Start Date;Team\n"
                                  "A1;Si\xE2n; Mair ;Jones;03/02/1990 00:00:00;Child in need;1-Feb-2026;Front door\n"));
    const dolen_extract_entry entry = next(f);
    assert_string_equal("Siân Mair", entry.person.forenames);
    assert_string_equal("Jones", entry.person.surname);
    assert_int_equal(2, entry.person.born.month);
    assert_int_equal(3, entry.contact);
    assert_string_equal("CSC.CSP", entry.flags[0].code.text);
}

static void rows_that_are_not_sorted_are_refused(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_E_INPUT, open_text(f, "local_id,code,opened\n1,CSC.CSP,2026-01-05\n2,CSC.CSP,2026-01-05\n"
                                                 "1,CSC.CPR,2026-01-05\n"));
    assert_true(complains(f, 4, "sort the file"));
    assert_int_equal(DOLEN_OK, open_text(f, "local_id,code,opened\n9,CSC.CSP,2026-01-05\n10,CSC.CSP,2026-01-05\n"));
    assert_int_equal(DOLEN_OK, open_text(f, "local_id,code,opened\n10,CSC.CSP,2026-01-05\n9,CSC.CSP,2026-01-05\n"));
}

static void damage_by_a_spreadsheet_is_told_apart_and_refused(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_E_INPUT, open_text(f, "local_id,nhs_number,code,opened\n1,9.46E+09,CSC.CSP,2026-01-05\n"));
    assert_true(complains(f, 2, "1.23E+09"));
    assert_int_equal(DOLEN_E_INPUT, open_text(f, "local_id,nhs_number,code,opened\n1,101234567,CSC.CSP,2026-01-05\n"
                                                 "2,###,CSC.CSP,2026-01-05\n"));
    assert_true(complains(f, 3, "fault mark"));
    assert_int_equal(DOLEN_E_INPUT, open_text(f, "local_id,dob,code,opened\n1,38353,CSC.CSP,2026-01-05\n"));
    assert_true(complains(f, 2, "day number"));
    use_mapping(f, "[extract]\ndates = dmy\nlocal-id-width = 3\n");
    assert_int_equal(DOLEN_E_INPUT, open_text(f, "local_id,dob,code,opened\n001,12/25/2011,CSC.CSP,05/01/2026\n"));
    assert_true(complains(f, 2, "exchanged"));
    assert_int_equal(DOLEN_E_INPUT, open_text(f, "local_id,dob,code,opened\n1,25/12/2011,CSC.CSP,05/01/2026\n"));
    assert_true(complains(f, 2, "leading zeros"));
}

static void a_lost_leading_zero_of_an_nhs_number_is_proved_by_its_check_digit(void **state)
{
    fixture *f = *state;

    /* 010 123 456 ... : the check digit of 010123456 is searched for, so that the zero alone is missing. */
    for (char digit = '0'; digit <= '9'; digit++) {
        char text[TEXT];
        snprintf(text, sizeof text, "local_id,nhs_number,code,opened\n1,10123456%c,CSC.CSP,2026-01-05\n", digit);
        if (open_text(f, text) != DOLEN_OK) {
            assert_true(complains(f, 2, "leading zero is lost"));
            return;
        }
    }
    fail();
}

static void names_that_no_key_can_be_made_of_are_counted(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_OK, open_text(f, "local_id,forenames,surname,code,opened\n1,Иван,Petrov,CSC.CSP,2026-01-05\n"
                                            "2,Baby,Jones,CSC.CSP,2026-01-05\n3,Siân,Llŷr,CSC.CSP,2026-01-05\n"));
    assert_int_equal(2, f->figures.unusable_name);
    assert_int_equal(0, f->figures.rejected);
}

static void reports_never_hold_a_value(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_E_INPUT, open_text(f, "local_id,surname,dob,code,opened\n"
                                                 "1,Zebedee,Zebedee,CSC.CSP,Zebedee\n"));
    assert_true(dolen_problems_count(f->problems) > 0);
    for (size_t i = 0; dolen_problems_at(f->problems, i); i++) {
        const dolen_problem *problem = dolen_problems_at(f->problems, i);
        assert_null(strstr(problem->what, "Zebedee"));
        assert_true(!problem->name || !strstr(problem->name, "Zebedee"));
    }
}

static void what_is_older_than_36_months_is_not_published(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_OK, open_text(f, "local_id,code,opened,closed,event_date\n1,CSC.CSP,2019-01-05,2023-11-30,\n"
                                            "2,HB.ED,,,2023-11-30\n3,HB.ED,,,2023-12-01\n4,CSC.CPR,2010-01-01,,\n"));
    assert_int_equal(2, f->figures.outlived);
    assert_string_equal("3", next(f).local_id);
    assert_string_equal("4", next(f).local_id);
    assert_end(f);
}

static void an_open_period_wins_over_closed_ones(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_OK, open_text(f, "local_id,code,opened,closed\n1,CSC.CSP,2026-01-05,\n"
                                            "1,CSC.CSP,2026-03-05,2026-04-01\n2,CSC.CSP,2025-01-05,2025-02-01\n"
                                            "2,CSC.CSP,2026-03-05,2026-04-01\n"));
    assert_int_equal(0, next(f).flags[0].closed);
    assert_int_equal(2026 * 12 + 2, next(f).flags[0].opened);
    assert_int_equal(2, f->figures.dropped_periods);
}

static void an_unreadable_protection_protects(void **state)
{
    fixture *f = *state;

    use_mapping(f, "[extract]\nrejected-per-thousand = 1000\n");
    assert_int_equal(DOLEN_OK, open_text(f, "local_id,code,opened,protection\n1,CSC.CSP,2026-01-05,\n"
                                            "1,CSC.CPR,2026-01-05,perhaps\n"));
    const dolen_extract_entry entry = next(f);
    assert_int_equal(DOLEN_PROTECTION_SHIELDED, entry.protection);
    assert_int_equal(1, entry.flag_count);
}

static void more_than_64_codes_of_one_id_are_refused(void **state)
{
    fixture *f = *state;
    static char text[TEXT * 2];
    size_t used = (size_t)snprintf(text, sizeof text, "local_id,code,event_date\n");

    for (int i = 0; i < 65; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "1,X.%d,2026-01-05\n", i);
    assert_int_equal(DOLEN_E_INPUT, open_text(f, text));
    assert_true(complains(f, 66, "more than 64"));
}

static void write_manifest(fixture *f, const char *text, unsigned rows, const char *agency)
{
    char manifest[TEXT];
    char hex[2 * DOLEN_DIGEST_SIZE + 1];
    dolen_err err = {0};
    const dolen_digest digest = dolen_hash_sha256(dolen_bytes_of_string(text));

    dolen_bytes_to_hex(dolen_bytes_of(digest.bytes, sizeof digest.bytes), hex);
    snprintf(manifest, sizeof manifest, "[manifest]\nagency = %s\nrows = %u\nsha256 = %s\nas_of = 2026-11-19\n", agency,
             rows, hex);
    assert_ok(dolen_file_write(f->manifest, dolen_bytes_of_string(manifest), 0600, &err));
}

static void a_file_must_be_the_one_of_its_manifest(void **state)
{
    fixture *f = *state;
    static const char text[] = "local_id,code,opened\n1,CSC.CSP,2026-01-05\n2,CSC.CSP,2026-01-05\n";
    static const char other[] = "local_id,code,opened\n1,CSC.CSP,2026-01-05\n3,CSC.CSP,2026-01-05\n";
    static const char shorter[] = "local_id,code,opened\n1,CSC.CSP,2026-01-05\n";

    f->rules.needs_manifest = true;
    assert_int_equal(DOLEN_E_ABSENT, open_text(f, text));
    write_manifest(f, text, 2, "ABER");
    assert_int_equal(DOLEN_OK, open_text(f, text));
    assert_true(f->figures.has_manifest);
    assert_true(f->figures.as_of == dolen_day_number((dolen_day){2026, 11, 19}) * 86400000);
    assert_int_equal(DOLEN_E_CONFLICT, open_text(f, other));
    assert_int_equal(DOLEN_E_CONFLICT, open_text(f, shorter));
    assert_true(complains(f, 0, "not as many rows"));
    write_manifest(f, text, 2, "CDF");
    assert_int_equal(DOLEN_E_CONFLICT, open_text(f, text));
}

static const char two_people[] = "local_id,code,opened\n1,CSC.CSP,2026-01-05\n2,CSC.CSP,2026-01-05\n";

static void write_protections(fixture *f, const char *text)
{
    dolen_err err = {0};

    assert_ok(dolen_file_write(f->protections, dolen_bytes_of_string(text), 0600, &err));
}

static void ig_15_an_extract_whose_feed_has_protections_is_refused_without_its_list(void **state)
{
    fixture *f = *state;

    use_mapping(f, "[extract]\nprotections = list\n");
    assert_int_equal(DOLEN_E_ABSENT, open_text(f, two_people));
    assert_null(f->extract);
    write_protections(f, "local_id\n2\n");
    assert_int_equal(DOLEN_OK, open_text(f, two_people));
    assert_int_equal(1, f->figures.shielded);
    assert_int_equal(DOLEN_PROTECTION_NONE, next(f).protection);
    assert_int_equal(DOLEN_PROTECTION_SHIELDED, next(f).protection);
}

/* The twin: the same extract of a feed that declares nothing is taken without a list, and publishes both as they are.
 */
static void an_extract_whose_feed_declares_no_protections_needs_no_list(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_OK, open_text(f, two_people));
    assert_int_equal(0, f->figures.shielded);
}

static void ig_15_one_wrong_line_of_the_list_refuses_the_extract_without_naming_the_id(void **state)
{
    fixture *f = *state;

    write_protections(f, "local_id\n2\nSECRET-7 \n2\n");
    assert_int_equal(DOLEN_E_INPUT, open_text(f, two_people));
    assert_true(complains(f, 3, "stands alone"));
    assert_true(complains(f, 4, "before"));
    for (size_t i = 0; dolen_problems_at(f->problems, i); i++)
        assert_null(
            strstr(dolen_problems_at(f->problems, i)->name ? dolen_problems_at(f->problems, i)->name : "", "SECRET"));
    write_protections(f, "local_id\n2");
    assert_int_equal(DOLEN_E_INPUT, open_text(f, two_people));
}

static void write_manifest_with(fixture *f, const char *protections)
{
    char manifest[TEXT];
    char hex[2 * DOLEN_DIGEST_SIZE + 1];
    char list[2 * DOLEN_DIGEST_SIZE + 1];
    dolen_err err = {0};
    const dolen_digest digest = dolen_hash_sha256(dolen_bytes_of_string(two_people));
    const dolen_digest other = dolen_hash_sha256(dolen_bytes_of_string(protections));

    dolen_bytes_to_hex(dolen_bytes_of(digest.bytes, sizeof digest.bytes), hex);
    dolen_bytes_to_hex(dolen_bytes_of(other.bytes, sizeof other.bytes), list);
    snprintf(manifest, sizeof manifest,
             "[manifest]\nagency = ABER\nrows = 2\nsha256 = %s\nas_of = 2026-11-19\nprotections = %s\n", hex, list);
    assert_ok(dolen_file_write(f->manifest, dolen_bytes_of_string(manifest), 0600, &err));
}

static void ig_15_the_manifest_binds_the_list(void **state)
{
    fixture *f = *state;

    write_manifest_with(f, "local_id\n2\n");
    assert_int_equal(DOLEN_E_CONFLICT, open_text(f, two_people));
    assert_true(complains(f, 0, "there is none"));
    write_protections(f, "local_id\n");
    assert_int_equal(DOLEN_E_CONFLICT, open_text(f, two_people));
    assert_true(complains(f, 0, "not the one the manifest was made for"));
    write_protections(f, "local_id\n2\n");
    assert_int_equal(DOLEN_OK, open_text(f, two_people));
    write_manifest(f, two_people, 2, "ABER");
    assert_int_equal(DOLEN_E_CONFLICT, open_text(f, two_people));
    assert_true(complains(f, 0, "does not speak of the list"));
}

static void a_file_that_changes_while_it_is_read_is_refused_at_its_end(void **state)
{
    fixture *f = *state;
    dolen_extract_entry entry;
    dolen_err err = {0};
    bool has = true;

    assert_int_equal(DOLEN_OK, open_text(f, "local_id,code,opened\n1,CSC.CSP,2026-01-05\n"));
    FILE *file = fopen(f->path, "a");
    assert_non_null(file);
    fputs("2,CSC.CSP,2026-01-05\n", file);
    fclose(file);
    dolen_status status = DOLEN_OK;
    while (status == DOLEN_OK && has)
        status = dolen_extract_next(f->extract, f->arena, &entry, &has, &err);
    assert_int_equal(DOLEN_E_CONFLICT, status);
}

static void a_file_without_needed_columns_or_rows_is_refused(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_E_INPUT, open_text(f, ""));
    assert_int_equal(DOLEN_E_INPUT, open_text(f, "surname,code\nJones,CSC.CSP\n"));
    assert_true(complains(f, 1, "no column"));
    assert_int_equal(DOLEN_E_INPUT, open_text(f, "local_id,code,CODE\n1,CSC.CSP,CSC.CSP\n"));
    assert_true(complains(f, 1, "same name"));
    assert_int_equal(DOLEN_OK, open_text(f, "local_id,code\n"));
    assert_end(f);
}

/* */
static void a_file_that_shrank_by_a_fifth_needs_a_release(void **state)
{
    const dolen_extract_figures figures = {.people = 700, .addresses = 99};
    const dolen_extract_figures enough = {.people = 800};

    assert_true(dolen_extract_has_shrunk(&figures, 1000, 20));
    assert_false(dolen_extract_has_shrunk(&enough, 1000, 20));
    assert_false(dolen_extract_has_shrunk(&figures, 0, 20));
    assert_false(dolen_extract_has_shrunk(&figures, 10, 20));
}

/* The twin is the guard for whole files, which a list of protections that was cut short passes. */
static void ig_15_protections_that_shrank_by_a_fifth_need_a_release(void **state)
{
    const dolen_extract_figures cut = {.people = 1000, .shielded = 7};
    const dolen_extract_figures enough = {.people = 1000, .shielded = 8};
    const dolen_extract_figures none = {.people = 1000};

    assert_true(dolen_extract_protections_have_shrunk(&cut, 10, 20));
    assert_false(dolen_extract_has_shrunk(&cut, 1000, 20));
    assert_false(dolen_extract_protections_have_shrunk(&enough, 10, 20));
    assert_true(dolen_extract_protections_have_shrunk(&none, 1, 20));
    assert_false(dolen_extract_protections_have_shrunk(&none, 0, 20));
    assert_false(dolen_extract_protections_have_shrunk(&cut, 3, 20));
}

static void dates_are_read_in_the_declared_form_only(void **state)
{
    dolen_day day;

    assert_int_equal(DOLEN_EXTRACT_DATE_FINE, dolen_extract_row_date("2011-12-25", DOLEN_MAPPING_ISO, &day));
    assert_int_equal(25, day.day);
    assert_int_equal(DOLEN_EXTRACT_DATE_FINE, dolen_extract_row_date("25/12/2011", DOLEN_MAPPING_DMY, &day));
    assert_int_equal(12, day.month);
    assert_int_equal(DOLEN_EXTRACT_DATE_FINE, dolen_extract_row_date("12/25/2011", DOLEN_MAPPING_MDY, &day));
    assert_int_equal(25, day.day);
    assert_int_equal(DOLEN_EXTRACT_DATE_FINE, dolen_extract_row_date("20111225", DOLEN_MAPPING_COMPACT, &day));
    assert_int_equal(DOLEN_EXTRACT_DATE_FINE, dolen_extract_row_date("25-Dec-2011", DOLEN_MAPPING_DMY, &day));
    assert_int_equal(DOLEN_EXTRACT_DATE_SWAPPED, dolen_extract_row_date("12/25/2011", DOLEN_MAPPING_DMY, &day));
    assert_int_equal(0, day.year);
    assert_int_equal(DOLEN_EXTRACT_DATE_FORM, dolen_extract_row_date("25/12/11", DOLEN_MAPPING_DMY, &day));
    assert_int_equal(DOLEN_EXTRACT_DATE_FORM, dolen_extract_row_date("25/12/2011", DOLEN_MAPPING_ISO, &day));
    assert_int_equal(DOLEN_EXTRACT_DATE_NONE, dolen_extract_row_date("2011-02-30", DOLEN_MAPPING_ISO, &day));
    assert_int_equal(DOLEN_EXTRACT_DATE_FORM, dolen_extract_row_date("2011-12-25 soon", DOLEN_MAPPING_ISO, &day));
    assert_int_equal(DOLEN_EXTRACT_DATE_FORM, dolen_extract_row_date("", DOLEN_MAPPING_ISO, &day));
}

#define COUNTED "local_id,dob,code,opened,care_experience,local_authority,missing_reason\n"

static void ig_13_a_value_for_statistics_that_the_rules_do_not_know_stays_here(void **state)
{
    fixture *f = *state;

    f->rules.dimension_of = dimension_of;
    assert_int_equal(DOLEN_OK, open_text(f, COUNTED "1,1990-02-03,CSC.CSP,2026-01-05,care.yes,A2,ran off to Rhyl\n"));
    const dolen_extract_entry entry = next(f);
    assert_string_equal("care.yes", entry.dimensions.values[DOLEN_COUNTED_BY_CARE].text);
    assert_string_equal("age.10-40", entry.dimensions.values[DOLEN_COUNTED_BY_AGE].text);
    assert_string_equal("", entry.dimensions.values[DOLEN_COUNTED_BY_AUTHORITY].text);
    assert_string_equal("", entry.dimensions.values[DOLEN_COUNTED_BY_REASON].text);
    assert_int_equal(1, entry.flag_count);
    assert_int_equal(2, f->figures.unknown_dimensions);
    assert_int_equal(0, f->figures.rejected);
    assert_true(complains(f, 2, "do not know"));
}

static void values_for_statistics_are_mapped_and_the_first_of_a_person_counts(void **state)
{
    fixture *f = *state;

    f->rules.dimension_of = dimension_of;
    use_mapping(f, "[dimensions]\ncare.yes = Y, LAC\nA1 = Swansea\n");
    assert_int_equal(DOLEN_OK, open_text(f, COUNTED "1,,CSC.CSP,2026-01-05,,Swansea,\n"
                                                    "1,,CSC.LAC,2026-01-05,LAC,,\n"));
    const dolen_extract_entry entry = next(f);
    assert_string_equal("care.yes", entry.dimensions.values[DOLEN_COUNTED_BY_CARE].text);
    assert_string_equal("A1", entry.dimensions.values[DOLEN_COUNTED_BY_AUTHORITY].text);
    assert_string_equal("", entry.dimensions.values[DOLEN_COUNTED_BY_AGE].text);
    assert_int_equal(0, f->figures.unknown_dimensions);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_of_one_id_become_one_person_with_flags),
        TEST(one_wrong_row_refuses_the_whole_file),
        TEST(the_mapping_may_allow_a_share_of_wrong_rows),
        TEST(unknown_codes_are_left_out_and_counted),
        TEST(codes_teams_and_columns_are_mapped),
        TEST(rows_that_are_not_sorted_are_refused),
        TEST(damage_by_a_spreadsheet_is_told_apart_and_refused),
        TEST(a_lost_leading_zero_of_an_nhs_number_is_proved_by_its_check_digit),
        TEST(names_that_no_key_can_be_made_of_are_counted),
        TEST(reports_never_hold_a_value),
        TEST(what_is_older_than_36_months_is_not_published),
        TEST(an_open_period_wins_over_closed_ones),
        TEST(an_unreadable_protection_protects),
        TEST(more_than_64_codes_of_one_id_are_refused),
        TEST(a_file_must_be_the_one_of_its_manifest),
        TEST(ig_15_an_extract_whose_feed_has_protections_is_refused_without_its_list),
        TEST(an_extract_whose_feed_declares_no_protections_needs_no_list),
        TEST(ig_15_one_wrong_line_of_the_list_refuses_the_extract_without_naming_the_id),
        TEST(ig_15_the_manifest_binds_the_list),
        TEST(a_file_that_changes_while_it_is_read_is_refused_at_its_end),
        TEST(a_file_without_needed_columns_or_rows_is_refused),
        cmocka_unit_test(a_file_that_shrank_by_a_fifth_needs_a_release),
        cmocka_unit_test(ig_15_protections_that_shrank_by_a_fifth_need_a_release),
        cmocka_unit_test(dates_are_read_in_the_declared_form_only),
        TEST(ig_13_a_value_for_statistics_that_the_rules_do_not_know_stays_here),
        TEST(values_for_statistics_are_mapped_and_the_first_of_a_person_counts),
    };

    return cmocka_run_group_tests_name("extract", tests, NULL, NULL);
}
