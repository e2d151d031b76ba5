/**
 * Structured logging that cannot carry personal data.
 *
 * One line per event on standard error: `time level service "event" field=value ...`. The event is a string literal;
 * fields come from an allow-list (log_fields.def), each with its own function:
 *
 *     dolen_log_info("delta applied", dolen_field_agency(code), dolen_field_count(records));
 *
 * Threads: any; a line is written whole.
 */
#ifndef DOLEN_NODE_BASE_LOG_H
#define DOLEN_NODE_BASE_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "node/base/status.h"

typedef enum dolen_log_level {
    DOLEN_LOG_DEBUG,
    DOLEN_LOG_INFO,
    DOLEN_LOG_WARNING,
    DOLEN_LOG_ERROR,
} dolen_log_level;

/** One field of a line; made by the `dolen_field_...` functions only. */
typedef struct dolen_log_field {
    const char *name; /**< NULL ends a list */
    const char *text; /**< NULL for a number */
    int64_t number;
} dolen_log_field;

/** What service this process is, shown on each line; `service` must be a string literal. */
void dolen_log_start(const char *service, dolen_log_level least);

/** Write one line with the `dolen_log_field`s that follow up to dolen_log_end(). Use the macros below. */
void dolen_log_write(dolen_log_level level, const char *event, ...);

/** The text that a `code` field may show: `text` itself when harmless, else "?". */
const char *dolen_log_code(const char *text);

#define DOLEN_LOG_MAKE_number(name)                                                                                    \
    static inline dolen_log_field dolen_field_##name(int64_t number)                                                   \
    {                                                                                                                  \
        return (dolen_log_field){#name, NULL, number};                                                                 \
    }
#define DOLEN_LOG_MAKE_code(name)                                                                                      \
    static inline dolen_log_field dolen_field_##name(const char *text)                                                 \
    {                                                                                                                  \
        return (dolen_log_field){#name, dolen_log_code(text), 0};                                                      \
    }
/* literal: only what an error object holds, which is a literal by construction. */
#define DOLEN_LOG_MAKE_literal(name)                                                                                   \
    static inline dolen_log_field dolen_field_##name(const dolen_err *err)                                             \
    {                                                                                                                  \
        return (dolen_log_field){#name, err->what ? err->what : "?", 0};                                               \
    }
#define DOLEN_LOG_FIELD(name, kind) DOLEN_LOG_MAKE_##kind(name)
#include "node/base/log_fields.def"
#undef DOLEN_LOG_FIELD

/** Ends the list of fields; added by the macros below. */
static inline dolen_log_field dolen_log_end(void)
{
    return (dolen_log_field){0};
}

/* The empty literal in front makes anything but a string literal as event a compile error. */
#define dolen_log_debug(...) dolen_log_write(DOLEN_LOG_DEBUG, "" __VA_ARGS__, dolen_log_end())
#define dolen_log_info(...) dolen_log_write(DOLEN_LOG_INFO, "" __VA_ARGS__, dolen_log_end())
#define dolen_log_warning(...) dolen_log_write(DOLEN_LOG_WARNING, "" __VA_ARGS__, dolen_log_end())
#define dolen_log_error(...) dolen_log_write(DOLEN_LOG_ERROR, "" __VA_ARGS__, dolen_log_end())

#endif
