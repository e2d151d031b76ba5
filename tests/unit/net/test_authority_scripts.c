/* The scripts around the authority: what they make is judged good or bad by the code that judges peers. */
#include "node/base/file.h"
#include "tests/support/test_link.h"

static int run_fetch(const test_pki *pki, const char *source, const char *list)
{
    char url[PATH_MAX + 8];
    int status = 0;

    snprintf(url, sizeof url, "file://%s", source);
    const pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        execl(DOLEN_TESTS_FOLDER "/../deploy/pki/dolen-fetch-revocations", "dolen-fetch-revocations", url,
              pki->authority, list, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(child, waitpid(child, &status, 0));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void copy_file(const char *from, const char *to)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    dolen_bytes bytes;

    assert_int_equal(DOLEN_OK, dolen_file_read(arena, from, 1 << 19, &bytes, NULL));
    assert_int_equal(DOLEN_OK, dolen_file_write(to, bytes, 0644, NULL));
}

static void fetches_only_newer_lists_of_the_own_authority(void **state)
{
    const test_pki pki = test_pki_make("demo");
    const test_pki other = test_pki_make("demo");
    char list[PATH_MAX];
    char old[PATH_MAX];
    char garbage[PATH_MAX];
    temp_folder_file(&pki.folder, "fetched.pem", list);
    copy_file(pki.revocation, temp_folder_file(&pki.folder, "old.pem", old));
    test_pki_command("crl", pki.folder.path);
    assert_int_equal(DOLEN_OK, dolen_file_write(temp_folder_file(&pki.folder, "garbage", garbage),
                                                dolen_bytes_of_string("<html>"), 0644, NULL));

    assert_int_equal(1, run_fetch(&pki, other.revocation, list));
    assert_int_equal(1, run_fetch(&pki, garbage, list));
    assert_int_not_equal(0, access(list, F_OK));
    assert_int_equal(0, run_fetch(&pki, pki.revocation, list));
    assert_int_equal(1, run_fetch(&pki, old, list));
    assert_int_equal(0, run_fetch(&pki, pki.revocation, list));

    test_pki_remove(&other);
    test_pki_remove(&pki);
}

static void revokes_every_certificate_of_one_member_and_of_no_other(void **state)
{
    test_link *link = test_link_make();
    const test_pki_pair first = test_pki_issue_odd(&link->pki, "first", "agency", "alpha", "--days", "20");
    const test_pki_pair second = test_pki_issue_odd(&link->pki, "second", "agency", "alpha", "--days", "30");
    const test_pki_pair beta = test_pki_issue(&link->pki, "agency", "beta");
    const test_pki_pair *const all[] = {&first, &second, &beta};
    dolen_peer peer;
    dolen_err err = {0};
    for (size_t i = 0; i < 3; i++) {
        test_link_pin(link, all[i]);
        assert_ok(dolen_certificate_judge_file(link->trust, all[i]->certificate, DOLEN_CERTIFICATE_CLIENT,
                                               test_link_pins(link), &peer, &err));
    }

    test_pki_revoke(&link->pki, "agency", "alpha");
    assert_ok(dolen_trust_reload(link->trust, &err));

    for (size_t i = 0; i < 3; i++)
        assert_fails(i < 2 ? DOLEN_E_DENIED : DOLEN_OK,
                     dolen_certificate_judge_file(link->trust, all[i]->certificate, DOLEN_CERTIFICATE_CLIENT,
                                                  test_link_pins(link), &peer, NULL));
    test_link_free(link);
}

static void tells_a_key_from_another_certificates(void **state)
{
    const test_pki pki = test_pki_make("demo");
    const test_pki_pair one = test_pki_issue(&pki, "agency", "alpha");
    const test_pki_pair two = test_pki_issue(&pki, "agency", "beta");

    assert_fails(DOLEN_OK, dolen_certificate_check_key(one.certificate, one.key, NULL));
    assert_fails(DOLEN_E_CONFLICT, dolen_certificate_check_key(one.certificate, two.key, NULL));
    assert_fails(DOLEN_E_ABSENT, dolen_certificate_check_key(one.certificate, "/nonexistent", NULL));
    test_pki_remove(&pki);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fetches_only_newer_lists_of_the_own_authority),
        cmocka_unit_test(revokes_every_certificate_of_one_member_and_of_no_other),
        cmocka_unit_test(tells_a_key_from_another_certificates),
    };

    return cmocka_run_group_tests_name("authority_scripts", tests, NULL, NULL);
}
