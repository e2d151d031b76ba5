/* What an extract still says as time goes by (IG-14), and what it says is disputed (IG-27). */
#include "node/agency/extract/extract.h"

#include <stdlib.h>
#include <unistd.h>

#include "node/base/file.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_folder.h"

enum { PROBLEMS = 10 };

static dolen_flag_kind kind_of(void *context, dolen_code code, dolen_subject subject)
{
    return strcmp(code.text, "HB.ED") == 0 ? DOLEN_FLAG_EVENT : DOLEN_FLAG_INVOLVEMENT;
}

static const char text[] = "local_id,forenames,surname,dob,code,opened,closed,event_date,count,disputed\n"
                           "1,Ann,Jones,1990-02-03,CSC.CSP,2023-01-05,2024-02-10,,,\n"
                           "1,Ann,Jones,1990-02-03,HB.ED,,,2024-01-15,2,no\n"
                           "1,Ann,Jones,1990-02-03,HB.ED,,,2024-03-20,1,yes\n"
                           "2,Bob,Price,1980-05-06,CSC.CSP,2023-01-05,2024-01-31,,,disputed\n";

/* The first entry of the text as of a day, with so many months held. Its lists live in `arena`. */
static size_t read_as_of(dolen_day today, uint32_t held, dolen_arena *arena, dolen_extract_entry *out,
                         dolen_extract_figures *figures)
{
    const temp_folder folder = temp_folder_make();
    const dolen_extract_rules rules = {.kind_of = kind_of, .today = today, .held_months = held};
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    DOLEN_OWN(dolen_mapping, mapping) = dolen_mapping_new();
    DOLEN_OWN(dolen_extract, extract) = NULL;
    char path[PATH_MAX];
    dolen_err err = {0};
    bool has = false;

    temp_folder_file(&folder, "feed.csv", path);
    assert_ok(dolen_file_write(path, dolen_bytes_of_string(text), 0600, &err));
    assert_ok(dolen_extract_open(path, mapping, &rules, &extract, figures, problems, &err));
    assert_ok(dolen_extract_next(extract, arena, out, &has, &err));
    temp_folder_remove(&folder);
    return has ? out->flag_count : 0;
}

static void ig_14_each_month_the_oldest_goes_by_itself(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_EXTRACT_ARENA);
    dolen_extract_figures figures;
    dolen_extract_entry entry;

    assert_int_equal(2, read_as_of((dolen_day){2026, 12, 31}, 36, arena, &entry, &figures));
    assert_int_equal(2, entry.flags[1].month_count);
    assert_int_equal(2, figures.people);

    assert_int_equal(2, read_as_of((dolen_day){2027, 1, 1}, 36, arena, &entry, &figures));
    assert_int_equal(1, entry.flags[1].month_count);
    assert_int_equal(2024 * 12 + 2, entry.flags[1].months[0].month);
    assert_int_equal(1, figures.people);
    assert_int_equal(1, figures.outlived);

    assert_int_equal(1, read_as_of((dolen_day){2027, 2, 1}, 36, arena, &entry, &figures));
    assert_string_equal("HB.ED", entry.flags[0].code.text);

    assert_int_equal(0, read_as_of((dolen_day){2027, 3, 1}, 36, arena, &entry, &figures));
    assert_int_equal(2, figures.outlived);
}

static void ig_14_a_partnership_may_hold_less(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_EXTRACT_ARENA);
    dolen_extract_figures figures;
    dolen_extract_entry entry;

    assert_int_equal(2, read_as_of((dolen_day){2024, 4, 2}, 3, arena, &entry, &figures));
    assert_int_equal(1, entry.flags[1].month_count);
    assert_int_equal(1, read_as_of((dolen_day){2024, 5, 2}, 3, arena, &entry, &figures));
}

static void ig_27_a_disputed_row_marks_its_flag(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_EXTRACT_ARENA);
    dolen_extract_figures figures;
    dolen_extract_entry entry;

    assert_int_equal(2, read_as_of((dolen_day){2024, 4, 2}, 36, arena, &entry, &figures));
    assert_false(entry.flags[0].disputed);
    assert_true(entry.flags[1].disputed);
    assert_int_equal(0, figures.rejected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_14_each_month_the_oldest_goes_by_itself),
        cmocka_unit_test(ig_14_a_partnership_may_hold_less),
        cmocka_unit_test(ig_27_a_disputed_row_marks_its_flag),
    };

    return cmocka_run_group_tests_name("extract retention", tests, NULL, NULL);
}
