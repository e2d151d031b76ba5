#include "node/runtime/settings_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/base/text.h"

enum { CODE_LENGTH = 23, PORT_MAX = 65535 };

/* One unit of a size or a duration. */
typedef struct unit {
    const char *word;
    int64_t factor;
} unit;

static const unit sizes[] = {
    {"GiB", INT64_C(1) << 30}, {"MiB", INT64_C(1) << 20}, {"KiB", INT64_C(1) << 10}, {"B", 1}, {"", 1}, {NULL, 0},
};

static const unit durations[] = {
    {"ms", 1}, {"s", 1000}, {"min", 60000}, {"h", 3600000}, {"d", 86400000}, {NULL, 0},
};

static const unit plain[] = {{"", 1}, {NULL, 0}};

#define add_problem(place, what, row)                                                                                  \
    dolen_problems_add((place)->problems, (place)->source, (place)->line, what, (row)->key, NULL)

static bool is_within(const dolen_setting *row, int64_t number)
{
    if (row->least == 0 && row->most == 0)
        return number >= 0;
    return number >= row->least && number <= row->most;
}

/* Digits, optional space, unit. The number is decimal without sign. */
static bool scale(const char *text, const unit *units, int64_t *out)
{
    const size_t digits = strspn(text, "0123456789");
    const char *rest = text + digits + strspn(text + digits, " ");
    char number[20];
    uint64_t value = 0;

    if (digits == 0 || digits >= sizeof number)
        return false;
    memcpy(number, text, digits);
    number[digits] = '\0';
    if (dolen_text_to_number(number, INT64_MAX, &value, NULL) != DOLEN_OK)
        return false;
    for (; units->word; units++)
        if (dolen_text_same(rest, units->word))
            return !__builtin_mul_overflow((int64_t)value, units->factor, out);
    return false;
}

static void read_scaled(const setting_place *place, const dolen_setting *row, const char *text, const unit *units,
                        setting_value *value)
{
    if (!scale(text, units, &value->number)) {
        if (units == durations)
            add_problem(place, "a duration is written like 500 ms, 30 s, 5 min, 2 h or 7 d", row);
        else if (units == sizes)
            add_problem(place, "a size is written like 512, 64 KiB, 8 MiB or 1 GiB", row);
        else
            add_problem(place, "a number has decimal digits only", row);
    } else if (!is_within(row, value->number)) {
        add_problem(place, "the number is outside its range", row);
    }
}

static dolen_status join(dolen_arena *arena, const char *folder, const char *text, const char **out, dolen_err *err)
{
    const size_t folder_size = strlen(folder);
    const size_t size = strlen(text);
    char *joined = NULL;

    DOLEN_TRY(dolen_arena_take(arena, folder_size + size + 2, 1, &joined, err));
    memcpy(joined, folder, folder_size);
    joined[folder_size] = '/';
    memcpy(joined + folder_size + 1, text, size);
    *out = joined;
    return DOLEN_OK;
}

static dolen_status make_absolute(const setting_place *place, const dolen_setting *row, const char *text,
                                  const char **out, dolen_err *err)
{
    static const char credential[] = "credential:";

    *out = text;
    if (text[0] == '/')
        return DOLEN_OK;
    if (strncmp(text, credential, sizeof credential - 1) != 0)
        return join(place->arena, place->folder, text, out, err);
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    if (!folder) {
        add_problem(place, "the service manager gave no credentials folder", row);
        *out = NULL;
        return DOLEN_OK;
    }
    return join(place->arena, folder, text + sizeof credential - 1, out, err);
}

/* Its permissions are judged when it is read (base/file.h); here only what can be told without reading it. */
static void check_secret(const setting_place *place, const dolen_setting *row, const char *path)
{
    struct stat about = {0};
    const bool found = stat(path, &about) == 0;
    const bool credential = about.st_uid == 0 && about.st_gid == 0 && (about.st_mode & 07777) == 0440;

    if (!found)
        add_problem(place, "there is no such file", row);
    else if (!S_ISREG(about.st_mode))
        add_problem(place, "not a regular file", row);
    else if ((about.st_mode & 077) != 0 && !credential)
        add_problem(place, "a secret file must be readable by its owner alone (chmod 600)", row);
    else if (access(path, R_OK) != 0)
        add_problem(place, "the file cannot be read", row);
}

static void check_path(const setting_place *place, const dolen_setting *row, const char *path)
{
    struct stat about;

    if (row->kind == DOLEN_SETTING_SECRET_FILE) {
        check_secret(place, row, path);
    } else if (row->kind == DOLEN_SETTING_FILE) {
        if (access(path, R_OK) != 0)
            add_problem(place, "the file cannot be read", row);
    } else if (row->kind == DOLEN_SETTING_FOLDER) {
        if (stat(path, &about) != 0 || !S_ISDIR(about.st_mode))
            add_problem(place, "there is no such folder", row);
    }
}

static bool is_host_and_port(const char *text)
{
    const char *colon = strrchr(text, ':');
    uint64_t port = 0;

    if (!colon || colon == text || dolen_text_to_number(colon + 1, PORT_MAX, &port, NULL) != DOLEN_OK)
        return false;
    const size_t host = (size_t)(colon - text);
    if (text[0] == '[')
        return host > 2 && text[host - 1] == ']' && strspn(text + 1, "0123456789abcdefABCDEF:.") == host - 2;
    return dolen_text_is_token(text, host, ".-_");
}

static dolen_status read_address(const setting_place *place, const dolen_setting *row, const char *text,
                                 setting_value *value, dolen_err *err)
{
    static const char socket[] = "unix:";
    const size_t size = sizeof socket - 1;

    value->text = text;
    if (strncmp(text, "systemd:", 8) == 0 && dolen_text_is_token(text + 8, strlen(text + 8), ".-_"))
        return DOLEN_OK;
    if (strncmp(text, socket, size) == 0 && text[size] == '/')
        return DOLEN_OK;
    if (strncmp(text, socket, size) == 0 && text[size]) {
        const char *path = NULL;
        DOLEN_TRY(join(place->arena, place->folder, text + size, &path, err));
        char *whole = NULL;
        DOLEN_TRY(dolen_arena_take(place->arena, size + strlen(path) + 1, 1, &whole, err));
        memcpy(whole, socket, size);
        memcpy(whole + size, path, strlen(path));
        value->text = whole;
        return DOLEN_OK;
    }
    if (!is_host_and_port(text))
        add_problem(place, "an address is written host:port, [v6]:port, unix:PATH or systemd:NAME", row);
    return DOLEN_OK;
}

static void read_switch(const setting_place *place, const dolen_setting *row, const char *text, setting_value *value)
{
    value->on = dolen_text_same(text, "yes");
    if (!value->on && !dolen_text_same(text, "no"))
        add_problem(place, "a switch is yes or no", row);
}

dolen_status dolen_settings_read_value(const setting_place *place, const dolen_setting *row, const char *text,
                                       setting_value *value, dolen_err *err)
{
    value->text = NULL;
    if (!*text)
        return DOLEN_OK;
    switch (row->kind) {
    case DOLEN_SETTING_TEXT:
        value->text = text;
        return DOLEN_OK;
    case DOLEN_SETTING_CODE:
        value->text = text;
        if (strlen(text) > CODE_LENGTH || !dolen_text_is_token(text, strlen(text), "._-"))
            add_problem(place, "a code has at most 23 letters, digits, dots, dashes and underscores", row);
        return DOLEN_OK;
    case DOLEN_SETTING_PATH:
    case DOLEN_SETTING_FILE:
    case DOLEN_SETTING_SECRET_FILE:
    case DOLEN_SETTING_FOLDER:
        DOLEN_TRY(make_absolute(place, row, text, &value->text, err));
        if (value->text)
            check_path(place, row, value->text);
        return DOLEN_OK;
    case DOLEN_SETTING_NUMBER:
        read_scaled(place, row, text, plain, value);
        return DOLEN_OK;
    case DOLEN_SETTING_SIZE:
        read_scaled(place, row, text, sizes, value);
        return DOLEN_OK;
    case DOLEN_SETTING_DURATION:
        read_scaled(place, row, text, durations, value);
        return DOLEN_OK;
    case DOLEN_SETTING_ADDRESS:
        return read_address(place, row, text, value, err);
    case DOLEN_SETTING_SWITCH:
        read_switch(place, row, text, value);
        return DOLEN_OK;
    case DOLEN_SETTING_LIST:
        return dolen_section_list(place->arena, text, &value->list.items, &value->list.count, err);
    }
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "a row of the settings table has no kind");
}
