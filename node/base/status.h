/**
 * How a function says that it failed.
 *
 * Every function that can fail returns a `dolen_status` that must not be ignored, and takes a `dolen_err *` last, which
 * may be NULL. The explanation is always a string literal: no name, pseudonym or statement can travel in an error.
 * Threads: an error object belongs to its caller; everything here may be called from any thread.
 */
#ifndef DOLEN_NODE_BASE_STATUS_H
#define DOLEN_NODE_BASE_STATUS_H

#include <stdbool.h>

/** What a caller can act on. */
typedef enum dolen_status {
    DOLEN_OK = 0,     /**< done */
    DOLEN_E_INPUT,    /**< the bytes or values given are malformed */
    DOLEN_E_LIMIT,    /**< a size, count, quota or memory limit would be passed */
    DOLEN_E_DENIED,   /**< rules, identity or state forbid it */
    DOLEN_E_ABSENT,   /**< the thing asked for does not exist */
    DOLEN_E_CONFLICT, /**< it contradicts what is already there (sequence, fork, duplicate) */
    DOLEN_E_REMOTE,   /**< a peer or the database did not answer, or answered wrongly */
    DOLEN_E_SYSTEM,   /**< the operating system refused */
    DOLEN_E_CRYPTO,   /**< a signature, proof or group element does not hold */
} dolen_status;

/** Where and why a call failed. `what` points at a string literal and is never NULL after a failure. */
typedef struct dolen_err {
    dolen_status status;
    int os_error; /**< errno at the time of a DOLEN_E_SYSTEM failure, else 0 */
    int line;
    const char *file;
    const char *what;
} dolen_err;

#define DOLEN_CHECKED __attribute__((warn_unused_result))

/** Fail with a literal explanation: `return DOLEN_FAIL(err, DOLEN_E_INPUT, "the page number is missing");` */
#ifndef __clang_analyzer__
#define DOLEN_FAIL(err, status, what) dolen_fail((err), (status), __FILE__, __LINE__, "" what "")
#else /* the analyzer does not see that dolen_fail returns the status it was given */
#define DOLEN_FAIL(err, status, what) ((void)dolen_fail((err), (status), __FILE__, __LINE__, "" what ""), (status))
#endif

/** Return from the calling function with the status of `call` unless it is DOLEN_OK. */
#define DOLEN_TRY(call)                                                                                                \
    do {                                                                                                               \
        const dolen_status dolen_try_status = (call);                                                                  \
        if (dolen_try_status != DOLEN_OK)                                                                              \
            return dolen_try_status;                                                                                   \
    } while (0)

/** An invariant of the program itself: aborts in every build when it does not hold. */
#define DOLEN_MUST(condition) ((condition) ? (void)0 : dolen_abort(__FILE__, __LINE__, #condition))

/** Fill `*err` (when not NULL) and return `status`. Use DOLEN_FAIL. Keeps errno for DOLEN_E_SYSTEM. */
dolen_status dolen_fail(dolen_err *err, dolen_status status, const char *file, int line, const char *what);

/** Report a broken invariant on standard error and abort. Use DOLEN_MUST. */
__attribute__((noreturn)) void dolen_abort(const char *file, int line, const char *condition);

/** The status as a short lower-case word, for logs and metrics ("denied"). Never NULL. */
const char *dolen_status_word(dolen_status status);

/** The HTTP status code that tells a peer about this status (200 for DOLEN_OK). */
int dolen_status_http(dolen_status status);

/** The exit code for the command line: 0 done, 1 refused. (2, wrong usage, belongs to option parsing.) */
int dolen_status_exit(dolen_status status);

#endif
