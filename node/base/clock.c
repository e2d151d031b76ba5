#include "node/base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MS_PER_DAY = 24 * 60 * 60 * 1000, FIRST_YEAR = 1800, LAST_YEAR = 2200 };

static int64_t system_now(void *context)
{
    struct timespec now;

    (void)context;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

dolen_clock dolen_clock_system(void)
{
    return (dolen_clock){.now = system_now};
}

int64_t dolen_clock_now(dolen_clock clock)
{
    return clock.now(clock.context);
}

int64_t dolen_clock_monotonic(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool dolen_day_is_valid(dolen_day day)
{
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (day.year < FIRST_YEAR || day.year > LAST_YEAR || day.month < 1 || day.month > 12 || day.day < 1)
        return false;
    return day.day <= lengths[day.month - 1] + (day.month == 2 && is_leap(day.year));
}

/* Counted in 400-year eras that begin on 1 March, so that the leap day comes last. */
int64_t dolen_day_number(dolen_day day)
{
    const int64_t year = (int64_t)day.year - (day.month <= 2);
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t year_of_era = year - era * 400;
    const int64_t day_of_year = (153 * (day.month + (day.month > 2 ? -3 : 9)) + 2) / 5 + day.day - 1;
    const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

dolen_day dolen_day_from_number(int64_t number)
{
    const int64_t shifted = number + 719468;
    const int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const int64_t day_of_era = shifted - era * 146097;
    const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t month = (5 * day_of_year + 2) / 153;
    const int64_t calendar_month = month < 10 ? month + 3 : month - 9;

    return (dolen_day){.year = (int16_t)(year_of_era + era * 400 + (calendar_month <= 2)),
                       .month = (uint8_t)calendar_month,
                       .day = (uint8_t)(day_of_year - (153 * month + 2) / 5 + 1)};
}

dolen_day dolen_day_of(int64_t instant)
{
    return dolen_day_from_number((instant >= 0 ? instant : instant - (MS_PER_DAY - 1)) / MS_PER_DAY);
}

int dolen_day_compare(dolen_day a, dolen_day b)
{
    const int64_t difference =
        ((int64_t)a.year * 512 + a.month * 32 + a.day) - ((int64_t)b.year * 512 + b.month * 32 + b.day);

    return (difference > 0) - (difference < 0);
}

/* `digits` decimal digits at `text`, or -1. */
static int number_at(const char *text, int digits)
{
    int number = 0;

    for (int i = 0; i < digits; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

dolen_status dolen_day_read(const char *text, dolen_day *out, dolen_err *err)
{
    *out = (dolen_day){0};
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a date is written YYYY-MM-DD");
    const int year = number_at(text, 4);
    const int month = number_at(text + 5, 2);
    const int number = number_at(text + 8, 2);
    if (year < 0 || month < 0 || number < 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a date is written YYYY-MM-DD");
    const dolen_day day = {.year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)number};
    if (!dolen_day_is_valid(day))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "there is no such day");
    *out = day;
    return DOLEN_OK;
}

void dolen_day_write(dolen_day day, char out[DOLEN_DAY_TEXT])
{
    char text[32];

    snprintf(text, sizeof text, "%04d-%02d-%02d", day.year, day.month, day.day);
    memcpy(out, text, DOLEN_DAY_TEXT - 1);
    out[DOLEN_DAY_TEXT - 1] = '\0';
}

dolen_month dolen_month_of(dolen_day day)
{
    return day.year * 12 + day.month - 1;
}

dolen_status dolen_month_read(const char *text, dolen_month *out, dolen_err *err)
{
    *out = 0;
    if (strlen(text) != 7 || text[4] != '-')
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a month is written YYYY-MM");
    const int year = number_at(text, 4);
    const int month = number_at(text + 5, 2);
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a month is written YYYY-MM");
    *out = year * 12 + month - 1;
    return DOLEN_OK;
}

void dolen_month_write(dolen_month month, char out[DOLEN_MONTH_TEXT])
{
    char text[32];

    snprintf(text, sizeof text, "%04d-%02d", month / 12, month % 12 + 1);
    memcpy(out, text, DOLEN_MONTH_TEXT - 1);
    out[DOLEN_MONTH_TEXT - 1] = '\0';
}

void dolen_instant_write(int64_t instant, char out[DOLEN_INSTANT_TEXT])
{
    const dolen_day day = dolen_day_of(instant);
    const int64_t ms = instant - dolen_day_number(day) * MS_PER_DAY;
    char text[64];

    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", day.year, day.month, day.day,
             (int)(ms / 3600000), (int)(ms / 60000 % 60), (int)(ms / 1000 % 60), (int)(ms % 1000));
    memcpy(out, text, DOLEN_INSTANT_TEXT - 1);
    out[DOLEN_INSTANT_TEXT - 1] = '\0';
}

dolen_status dolen_instant_read(const char *text, int64_t *out, dolen_err *err)
{
    const size_t size = strlen(text);
    char date[DOLEN_DAY_TEXT];
    dolen_day day;

    *out = 0;
    if ((size != 20 && size != 24) || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[size - 1] != 'Z' ||
        (size == 24 && text[19] != '.'))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a time is written YYYY-MM-DDTHH:MM:SSZ");
    memcpy(date, text, 10);
    date[10] = '\0';
    DOLEN_TRY(dolen_day_read(date, &day, err));
    const int hours = number_at(text + 11, 2);
    const int minutes = number_at(text + 14, 2);
    const int seconds = number_at(text + 17, 2);
    const int ms = size == 24 ? number_at(text + 20, 3) : 0;
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59 || ms < 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "there is no such time of day");
    *out = dolen_day_number(day) * MS_PER_DAY + (int64_t)hours * 3600000 + minutes * 60000 + seconds * 1000 + ms;
    return DOLEN_OK;
}
