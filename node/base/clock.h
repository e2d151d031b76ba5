/**
 * Time: instants, calendar days and months.
 *
 * Instants are milliseconds since 1970-01-01T00:00:00Z. Days and months are calendar values without a zone; "today" is
 * the day in UTC. A service receives a `dolen_clock` so that tests can move time by hand.
 * Threads: any.
 */
#ifndef DOLEN_NODE_BASE_CLOCK_H
#define DOLEN_NODE_BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/base/status.h"

/** Where a service gets the time from. */
typedef struct dolen_clock {
    int64_t (*now)(void *context); /**< milliseconds since 1970 */
    void *context;
} dolen_clock;

/** A calendar day; year 0 means "no day". */
typedef struct dolen_day {
    int16_t year;
    uint8_t month; /**< 1-12 */
    uint8_t day;   /**< 1-31 */
} dolen_day;

/** A calendar month as year * 12 + (month - 1); 0 means "no month". */
typedef int32_t dolen_month;

enum {
    DOLEN_DAY_TEXT = 11,     /**< room for YYYY-MM-DD and a NUL */
    DOLEN_MONTH_TEXT = 8,    /**< room for YYYY-MM and a NUL */
    DOLEN_INSTANT_TEXT = 25, /**< room for YYYY-MM-DDTHH:MM:SS.mmmZ and a NUL */
};

/** The system's clock. */
dolen_clock dolen_clock_system(void);

/** Milliseconds since 1970 by this clock. */
int64_t dolen_clock_now(dolen_clock clock);

/** Milliseconds of a clock that never jumps, for durations and deadlines only. */
int64_t dolen_clock_monotonic(void);

/** Is this a day of the (proleptic) Gregorian calendar between the years 1800 and 2200? */
bool dolen_day_is_valid(dolen_day day);

/** Days since 1970-01-01; negative before. The day must be valid. */
int64_t dolen_day_number(dolen_day day);

/** The day that is `number` days after 1970-01-01. */
dolen_day dolen_day_from_number(int64_t number);

/** The UTC day of an instant. */
dolen_day dolen_day_of(int64_t instant);

/** Less than, equal to or greater than 0, as `a` is before, on or after `b`. */
int dolen_day_compare(dolen_day a, dolen_day b);

/** Read YYYY-MM-DD strictly. DOLEN_E_INPUT for another form or an impossible day. */
DOLEN_CHECKED dolen_status dolen_day_read(const char *text, dolen_day *out, dolen_err *err);

/** Write YYYY-MM-DD. */
void dolen_day_write(dolen_day day, char out[DOLEN_DAY_TEXT]);

/** The month a day lies in. */
dolen_month dolen_month_of(dolen_day day);

/** Read YYYY-MM strictly. DOLEN_E_INPUT otherwise. */
DOLEN_CHECKED dolen_status dolen_month_read(const char *text, dolen_month *out, dolen_err *err);

/** Write YYYY-MM. */
void dolen_month_write(dolen_month month, char out[DOLEN_MONTH_TEXT]);

/** Write an instant in RFC 3339 form, UTC, with milliseconds. */
void dolen_instant_write(int64_t instant, char out[DOLEN_INSTANT_TEXT]);

/** Read an RFC 3339 instant in UTC ("Z"), with or without milliseconds. DOLEN_E_INPUT otherwise. */
DOLEN_CHECKED dolen_status dolen_instant_read(const char *text, int64_t *out, dolen_err *err);

#endif
