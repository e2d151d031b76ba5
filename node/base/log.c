#include "node/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "node/base/clock.h"
#include "node/base/text.h"

enum { LINE_SIZE = 1024, CODE_SIZE = 64 };

static const char *service_name = "dolen";
static dolen_log_level least_level = DOLEN_LOG_INFO;

void dolen_log_start(const char *service, dolen_log_level least)
{
    service_name = service;
    least_level = least;
}

const char *dolen_log_code(const char *text)
{
    if (!text || strlen(text) > CODE_SIZE || !dolen_text_is_token(text, strlen(text), "._:/-"))
        return "?";
    return text;
}

__attribute__((format(printf, 3, 4))) static void append(char line[LINE_SIZE], size_t *used, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const int wanted = vsnprintf(line + *used, LINE_SIZE - *used, format, args);
    va_end(args);
    if (wanted > 0)
        *used += (size_t)wanted < LINE_SIZE - *used ? (size_t)wanted : LINE_SIZE - *used - 1;
}

static void append_field(char line[LINE_SIZE], size_t *used, dolen_log_field field)
{
    if (!field.text)
        append(line, used, " %s=%lld", field.name, (long long)field.number);
    else if (strchr(field.text, ' '))
        append(line, used, " %s=\"%s\"", field.name, field.text);
    else
        append(line, used, " %s=%s", field.name, field.text);
}

void dolen_log_write(dolen_log_level level, const char *event, ...)
{
    static const char *const levels[] = {"debug", "info", "warning", "error"};
    char line[LINE_SIZE];
    char now[DOLEN_INSTANT_TEXT];
    size_t used = 0;
    va_list fields;

    if (level < least_level)
        return;
    dolen_instant_write(dolen_clock_now(dolen_clock_system()), now);
    append(line, &used, "%s %s %s \"%s\"", now, levels[level], service_name, event);
    va_start(fields, event);
    for (;;) {
        const dolen_log_field field = va_arg(fields, dolen_log_field);
        if (!field.name)
            break;
        append_field(line, &used, field);
    }
    va_end(fields);
    line[used < LINE_SIZE - 1 ? used : LINE_SIZE - 2] = '\n';
    const size_t size = used < LINE_SIZE - 1 ? used + 1 : LINE_SIZE - 1;
    if (write(STDERR_FILENO, line, size) < 0)
        return;
}
