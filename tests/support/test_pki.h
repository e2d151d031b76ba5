/** A certificate authority of one test's own, in a temporary folder, made by deploy/pki/dolen-pki. */
#ifndef DOLEN_TESTS_SUPPORT_TEST_PKI_H
#define DOLEN_TESTS_SUPPORT_TEST_PKI_H

#include <sys/wait.h>

#include "tests/support/temp_folder.h"

typedef struct test_pki {
    temp_folder folder;
    char authority[PATH_MAX];  /**< ca.crt */
    char revocation[PATH_MAX]; /**< crl.pem */
} test_pki;

typedef struct test_pki_pair {
    char certificate[PATH_MAX];
    char key[PATH_MAX];
} test_pki_pair;

/** Run dolen-pki with these arguments (NULL-terminated); fails the test unless it succeeds. */
static inline void test_pki_run(const char *const *arguments)
{
    enum { MOST = 16 };
    const char *argv[MOST + 2] = {DOLEN_TESTS_FOLDER "/../deploy/pki/dolen-pki"};
    int status = 0;

    for (size_t i = 0; i < MOST && arguments[i]; i++)
        argv[i + 1] = arguments[i];
    const pid_t child = fork();
    if (child == 0) {
        execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    assert_int_equal(child, waitpid(child, &status, 0));
    assert_int_equal(0, status);
}

#define test_pki_command(...) test_pki_run((const char *const[]){__VA_ARGS__, NULL})

/** A new authority for `federation`, with a fresh revocation list. */
static inline test_pki test_pki_make(const char *federation)
{
    test_pki pki = {.folder = temp_folder_make()};

    test_pki_command("init", pki.folder.path, federation);
    temp_folder_file(&pki.folder, "ca.crt", pki.authority);
    temp_folder_file(&pki.folder, "crl.pem", pki.revocation);
    return pki;
}

/** Where the certificate and key of a member are, below `out` ("issued", or the folder given to --out). */
static inline test_pki_pair test_pki_find(const test_pki *pki, const char *out, const char *role, const char *code)
{
    test_pki_pair pair;

    snprintf(pair.certificate, sizeof pair.certificate, "%s/%s/%s-%s.crt", pki->folder.path, out, role, code);
    snprintf(pair.key, sizeof pair.key, "%s/%s/%s-%s.key", pki->folder.path, out, role, code);
    return pair;
}

/** A certificate for a member, good in every way. */
static inline test_pki_pair test_pki_issue(const test_pki *pki, const char *role, const char *code)
{
    test_pki_command("issue", pki->folder.path, role, code);
    return test_pki_find(pki, "issued", role, code);
}

/** A second or odd certificate for a member: `option` and `value` as for dolen-pki issue, kept in folder `out`. */
static inline test_pki_pair test_pki_issue_odd(const test_pki *pki, const char *out, const char *role, const char *code,
                                               const char *option, const char *value)
{
    char folder[PATH_MAX];

    test_pki_command("issue", pki->folder.path, role, code, "--out", temp_folder_file(&pki->folder, out, folder),
                     option, value);
    return test_pki_find(pki, out, role, code);
}

/** Revoke a member and renew the list. */
static inline void test_pki_revoke(const test_pki *pki, const char *role, const char *code)
{
    test_pki_command("revoke", pki->folder.path, role, code);
}

static inline void test_pki_remove(const test_pki *pki)
{
    temp_folder_remove(&pki->folder);
}

#endif
