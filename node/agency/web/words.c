#include "node/agency/web/words.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST = 96, DAY = 24 * 3600 * 1000, HOUR = 3600 * 1000, MINUTE = 60 * 1000 };

static const char *month_name(dolen_language language, int month)
{
    return dolen_messages[DOLEN_MESSAGE_MONTH_1 + month - 1][language];
}

static const char *keep(dolen_arena *arena, const char *text)
{
    const char *copy = dolen_arena_copy_string(arena, text, strlen(text));

    return copy ? copy : "";
}

const char *dolen_words_day(dolen_arena *arena, dolen_language language, dolen_day day)
{
    char text[LONGEST];

    if (!dolen_day_is_valid(day))
        return "";
    (void)snprintf(text, sizeof text, "%d %s %d", day.day, month_name(language, day.month), day.year);
    return keep(arena, text);
}

const char *dolen_words_month(dolen_arena *arena, dolen_language language, dolen_month month)
{
    char text[LONGEST];

    if (month <= 0)
        return "";
    (void)snprintf(text, sizeof text, "%s %d", month_name(language, month % 12 + 1), month / 12);
    return keep(arena, text);
}

/* 01:00 UTC of the month's last Sunday, when the clocks change. */
static int64_t last_sunday(int16_t year, uint8_t month)
{
    const int64_t last = dolen_day_number((dolen_day){year, month, 31});
    const int64_t weekday = (last + 4) % 7; /* 1970-01-01 was a Thursday; 0 is Sunday */

    return (last - weekday) * DAY + HOUR;
}

int dolen_words_summer_minutes(int64_t instant)
{
    const int16_t year = dolen_day_of(instant).year;

    return instant >= last_sunday(year, 3) && instant < last_sunday(year, 10) ? 60 : 0;
}

const char *dolen_words_instant(dolen_arena *arena, dolen_language language, int64_t instant)
{
    char text[LONGEST];

    if (instant <= 0)
        return "";
    const int64_t local = instant + (int64_t)dolen_words_summer_minutes(instant) * MINUTE;
    const dolen_day day = dolen_day_of(local);
    const int minute = (int)(local % DAY / MINUTE);
    (void)snprintf(text, sizeof text, "%d %s %d, %02d:%02d", day.day, month_name(language, day.month), day.year,
                   minute / 60, minute % 60);
    return keep(arena, text);
}

const char *dolen_words_join(dolen_arena *arena, const char *const *pieces)
{
    size_t size = 0;

    for (size_t i = 0; pieces[i]; i++)
        size += strlen(pieces[i]);
    char *text = dolen_arena_make(arena, size + 1, 1);
    if (!text)
        return "";
    for (size_t i = 0, at = 0; pieces[i]; at += strlen(pieces[i]), i++)
        memcpy(text + at, pieces[i], strlen(pieces[i]));
    return text;
}

const char *dolen_words_shorten(dolen_arena *arena, const char *text, size_t letters)
{
    size_t seen = 0;
    size_t kept = 0;

    for (size_t i = 0; text[i]; i++) {
        if (((unsigned char)text[i] & 0xc0) == 0x80)
            continue;
        if (++seen == letters)
            kept = i;
        if (seen > letters) {
            const char *beginning = dolen_arena_copy_string(arena, text, kept);
            return beginning ? dolen_words_join(arena, (const char *const[]){beginning, "…", NULL}) : "";
        }
    }
    return text;
}
