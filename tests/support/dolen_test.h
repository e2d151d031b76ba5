/** cmocka with its required includes, and the project's own assertions. */
#ifndef DOLEN_TESTS_SUPPORT_DOLEN_TEST_H
#define DOLEN_TESTS_SUPPORT_DOLEN_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "node/base/status.h"

/** The call succeeds. Expects a local `dolen_err err` that the call fills. */
#define assert_ok(call)                                                                                                \
    do {                                                                                                               \
        if ((call) != DOLEN_OK)                                                                                        \
            fail_msg("%s: %s", #call, err.what ? err.what : "?");                                                      \
    } while (0)

/** The call fails with this status. */
#define assert_fails(expected, call) assert_int_equal((expected), (call))

/** Where test data lies: the tests/ folder of the source tree. */
#define DOLEN_TEST_DATA(path) DOLEN_TESTS_FOLDER "/" path

#endif
