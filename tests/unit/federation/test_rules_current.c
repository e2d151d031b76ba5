/* Rules change in a running service only when they are valid and the signed federation file names them. */
#include "governance/federation/rules_current.h"

#include <sys/stat.h>

#include "node/base/file.h"
#include "tests/support/dolen_test.h"
#include "tests/support/policy_facts.h"
#include "tests/support/temp_folder.h"

enum { TEXT = 32 * 1024, HOUR = 3600 * 1000 };

static const int64_t start = INT64_C(1795269600000);

#define OLD_LINE "name.cy = Rheolau diofyn Dolen\n"
#define NEW_LINE "name.cy = Rheolau newydd Dolen\n"

/* A folder of rules, a federation file that names them, and the key that signs it. */
typedef struct world {
    temp_folder folder;
    dolen_arena *arena;
    dolen_signing_key *key;
    dolen_note_key governance;
    char rules[PATH_MAX];
    char file[PATH_MAX];
    uint64_t serial;
    dolen_federation_current *federation;
    dolen_rules_current *current;
    dolen_digest old_digest;
} world;

static void put_rules(const world *w, const char *from, const char *to)
{
    for (size_t i = 0; i < FACTS_FILES; i++) {
        const bool changed = from && strcmp(facts_files[i], "set.rules") == 0;
        const char *text =
            changed ? facts_edited(w->arena, facts_files[i], from, to) : facts_text(w->arena, facts_files[i]);
        char path[PATH_MAX + 64];
        (void)snprintf(path, sizeof path, "%s/%s", w->rules, facts_files[i]);
        assert_int_equal(DOLEN_OK, dolen_file_write(path, dolen_bytes_of_string(text), 0600, NULL));
    }
}

static dolen_digest digest_of_folder(const world *w)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(5);
    dolen_rules *rules = NULL;

    assert_int_equal(DOLEN_OK, dolen_rules_load(w->rules, &rules, problems, NULL));
    const dolen_digest digest = dolen_rules_digest(rules);
    dolen_rules_free(rules);
    return digest;
}

/* Another issue of the federation file, which names this digest. */
static void issue_file(world *w, dolen_digest digest)
{
    char hex[2 * DOLEN_DIGEST_SIZE + 1];
    char serial[32];
    dolen_bytes draft;
    const char *line = NULL;
    const char *note = NULL;

    assert_int_equal(DOLEN_OK, dolen_file_read(w->arena, DOLEN_TEST_DATA("data/federation/draft"), TEXT, &draft, NULL));
    char *text = dolen_arena_copy_string(w->arena, (const char *)draft.at, draft.size);
    dolen_bytes_to_hex(dolen_bytes_of(digest.bytes, sizeof digest.bytes), hex);
    memcpy(strstr(text, "rules.digest = ") + 15, hex, sizeof hex - 1);
    (void)snprintf(serial, sizeof serial, "serial = %u", (unsigned int)++w->serial);
    memcpy(strstr(text, "serial = 3"), serial, 10);
    assert_int_equal(DOLEN_OK,
                     dolen_note_sign(w->arena, dolen_bytes_of_string(text), "governance", w->key, &line, NULL));
    assert_int_equal(DOLEN_OK, dolen_note_join(w->arena, dolen_bytes_of_string(text), &line, 1, &note, NULL));
    assert_int_equal(DOLEN_OK, dolen_file_write(w->file, dolen_bytes_of_string(note), 0600, NULL));
}

static void open_world(world *w)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(5);
    dolen_err err = {0};

    *w = (world){.folder = temp_folder_make(),
                 .arena = dolen_arena_new((size_t)32 * FACTS_BYTES),
                 .key = dolen_signing_key_new(),
                 .serial = 2};
    temp_folder_file(&w->folder, "rules", w->rules);
    temp_folder_file(&w->folder, "federation", w->file);
    assert_int_equal(0, mkdir(w->rules, 0700));
    assert_ok(
        dolen_note_make_key("governance", DOLEN_NOTE_ED25519, dolen_signing_key_public(w->key), &w->governance, &err));
    put_rules(w, NULL, NULL);
    w->old_digest = digest_of_folder(w);
    issue_file(w, w->old_digest);
    const dolen_status read = dolen_federation_current_new(w->file, &w->governance, &w->federation, problems, &err);
    dolen_problems_print(problems, stderr);
    assert_int_equal(DOLEN_OK, read);
    assert_ok(dolen_rules_current_new(w->rules, w->federation, &w->current, problems, &err));
}

static void close_world(world *w)
{
    dolen_rules_current_free(w->current);
    dolen_federation_current_free(w->federation);
    dolen_signing_key_free(w->key);
    dolen_arena_free(w->arena);
    temp_folder_remove(&w->folder);
}

static dolen_status reload(const world *w, bool *changed)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(5);
    bool file_changed = false;

    assert_int_equal(DOLEN_OK, dolen_federation_current_reload(w->federation, &file_changed, problems, NULL));
    return dolen_rules_current_reload(w->current, changed, problems, NULL);
}

static bool has_old_rules(const world *w)
{
    const dolen_digest digest = dolen_rules_digest(dolen_rules_current_get(w->current));

    return memcmp(&digest, &w->old_digest, sizeof digest) == 0;
}

static void ig_04_new_rules_are_taken_up_when_the_signed_file_names_them(void **state)
{
    world w;
    bool changed = false;

    open_world(&w);
    const dolen_rules *borrowed = dolen_rules_current_get(w.current);
    put_rules(&w, OLD_LINE, NEW_LINE);
    issue_file(&w, digest_of_folder(&w));

    assert_int_equal(DOLEN_OK, reload(&w, &changed));
    assert_true(changed);
    assert_false(has_old_rules(&w));
    assert_string_equal(dolen_rules_name(dolen_rules_current_get(w.current)).cy, "Rheolau newydd Dolen");
    assert_string_equal(dolen_rules_name(borrowed).cy, "Rheolau diofyn Dolen"); /* still whole for who holds it */
    assert_int_equal(DOLEN_RULES_AS_NAMED, dolen_rules_current_standing(w.current, 1));
    assert_int_equal(DOLEN_OK, reload(&w, &changed));
    assert_false(changed);
    close_world(&w);
}

static void ig_04_invalid_new_rules_leave_the_old_in_force(void **state)
{
    world w;
    bool changed = true;

    open_world(&w);
    put_rules(&w, "shown-months = 12", "shown-months = 99");

    assert_int_equal(DOLEN_E_INPUT, reload(&w, &changed));
    assert_false(changed);
    assert_true(has_old_rules(&w));
    assert_int_equal(DOLEN_RULES_AS_NAMED, dolen_rules_current_standing(w.current, 1));
    close_world(&w);
}

static void ig_04_valid_rules_that_nobody_signed_leave_the_old_in_force(void **state)
{
    world w;
    bool changed = true;

    open_world(&w);
    put_rules(&w, OLD_LINE, NEW_LINE);

    assert_int_equal(DOLEN_E_CONFLICT, reload(&w, &changed));
    assert_false(changed);
    assert_true(has_old_rules(&w));
    close_world(&w);
}

static void ig_04_the_old_rules_go_on_for_the_grace_of_a_file_that_names_others(void **state)
{
    world w;
    bool changed = true;

    open_world(&w);
    put_rules(&w, OLD_LINE, NEW_LINE);
    issue_file(&w, digest_of_folder(&w));
    put_rules(&w, NULL, NULL); /* the new rules have not arrived here */

    assert_int_equal(DOLEN_E_CONFLICT, reload(&w, &changed));
    assert_true(has_old_rules(&w));
    assert_int_equal(DOLEN_RULES_AWAITED, dolen_rules_current_standing(w.current, start));
    assert_int_equal(DOLEN_RULES_AWAITED, dolen_rules_current_standing(w.current, start + 24 * HOUR));
    assert_int_equal(DOLEN_RULES_STALE, dolen_rules_current_standing(w.current, start + 24 * HOUR + 1));
    put_rules(&w, OLD_LINE, NEW_LINE);
    assert_int_equal(DOLEN_OK, reload(&w, &changed));
    assert_true(changed);
    assert_int_equal(DOLEN_RULES_AS_NAMED, dolen_rules_current_standing(w.current, start + 25 * HOUR));
    close_world(&w);
}

/* A node takes answers that a hub gave under the set before, or after, its own, while the file's grace lasts. */
static void ig_04_another_services_rules_are_taken_for_the_grace_and_no_others(void **state)
{
    const dolen_digest foreign = {.bytes = {1, 2, 3}};
    char memory[PATH_MAX];
    bool changed = false;
    world w;
    dolen_err err = {0};

    open_world(&w);
    temp_folder_file(&w.folder, "memory", memory);
    assert_ok(dolen_rules_current_remember(w.current, memory, start, &err));
    put_rules(&w, OLD_LINE, NEW_LINE);
    const dolen_digest new_digest = digest_of_folder(&w);
    const int64_t now = dolen_clock_now(dolen_clock_system());

    /* Its own; not the new ones, for which nobody signed yet. */
    assert_true(dolen_rules_current_accepts(w.current, w.old_digest, now));
    assert_false(dolen_rules_current_accepts(w.current, new_digest, now));
    assert_false(dolen_rules_current_accepts(w.current, foreign, now));
    /* The file names them, the hub has them, this node not yet. */
    issue_file(&w, new_digest);
    {
        DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(5);
        assert_ok(dolen_federation_current_reload(w.federation, &changed, problems, &err));
    }
    assert_true(dolen_rules_current_accepts(w.current, new_digest, now));
    assert_true(dolen_rules_current_accepts(w.current, w.old_digest, now));
    /* This node has them, the hub not yet: until the grace is over. */
    assert_int_equal(DOLEN_OK, reload(&w, &changed));
    assert_true(changed);
    assert_true(dolen_rules_current_accepts(w.current, w.old_digest, now + 23 * HOUR));
    assert_false(dolen_rules_current_accepts(w.current, w.old_digest, now + 25 * HOUR));
    assert_true(dolen_rules_current_accepts(w.current, new_digest, now + 25 * HOUR));
    assert_false(dolen_rules_current_accepts(w.current, foreign, now));
    close_world(&w);
}

static void ig_04_a_restart_does_not_forget_the_rules_before(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(5);
    DOLEN_OWN(dolen_rules_current, forgetful) = NULL;
    DOLEN_OWN(dolen_rules_current, again) = NULL;
    char memory[PATH_MAX];
    bool changed = false;
    world w;
    dolen_err err = {0};

    open_world(&w);
    temp_folder_file(&w.folder, "memory", memory);
    assert_ok(dolen_rules_current_remember(w.current, memory, start, &err));
    put_rules(&w, OLD_LINE, NEW_LINE);
    issue_file(&w, digest_of_folder(&w));
    assert_ok(dolen_federation_current_reload(w.federation, &changed, problems, &err));

    /* The node is stopped and started with the new rules. */
    assert_ok(dolen_rules_current_new(w.rules, w.federation, &again, problems, &err));
    assert_ok(dolen_rules_current_remember(again, memory, start, &err));
    assert_true(dolen_rules_current_accepts(again, w.old_digest, start + 23 * HOUR));
    assert_false(dolen_rules_current_accepts(again, w.old_digest, start + 25 * HOUR));
    assert_ok(dolen_rules_current_remember(again, memory, start + HOUR, &err));
    assert_false(dolen_rules_current_accepts(again, w.old_digest, start + 25 * HOUR));
    /* The twin keeps no memory, and refuses what the hub answers. */
    assert_ok(dolen_rules_current_new(w.rules, w.federation, &forgetful, problems, &err));
    assert_false(dolen_rules_current_accepts(forgetful, w.old_digest, start));
    close_world(&w);
}

static void ig_04_a_service_does_not_start_under_rules_that_nobody_signed(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(5);
    dolen_rules_current *other = NULL;
    world w;

    open_world(&w);
    put_rules(&w, OLD_LINE, NEW_LINE);
    assert_int_equal(DOLEN_E_CONFLICT, dolen_rules_current_new(w.rules, w.federation, &other, problems, NULL));
    assert_null(other);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_04_new_rules_are_taken_up_when_the_signed_file_names_them),
        cmocka_unit_test(ig_04_invalid_new_rules_leave_the_old_in_force),
        cmocka_unit_test(ig_04_valid_rules_that_nobody_signed_leave_the_old_in_force),
        cmocka_unit_test(ig_04_the_old_rules_go_on_for_the_grace_of_a_file_that_names_others),
        cmocka_unit_test(ig_04_another_services_rules_are_taken_for_the_grace_and_no_others),
        cmocka_unit_test(ig_04_a_restart_does_not_forget_the_rules_before),
        cmocka_unit_test(ig_04_a_service_does_not_start_under_rules_that_nobody_signed),
    };
    return cmocka_run_group_tests_name("rules_current", tests, NULL, NULL);
}
