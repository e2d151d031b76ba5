#include <stdio.h>
#include <string.h>

#include "node/tools/match_internal.h"

enum { FILE_BYTES = 64 * 1024, FORENAMES = 0, SURNAME = 1, BORN = 3, NHS_NUMBER = 8 };

const char *const dolen_match_field_names[DOLEN_MATCH_FIELDS] = {
    "forenames", "surname", "former-surname", "born", "sex", "address", "postcode", "uprn", "nhs-number"};

dolen_status dolen_match_input_person(const dolen_match_given *given, dolen_person *out, dolen_err *err)
{
    const char *const *f = given->fields;

    *out = (dolen_person){.forenames = f[0],
                          .surname = f[1],
                          .former_surname = f[2],
                          .sex = f[4],
                          .address = f[5],
                          .postcode = f[6],
                          .uprn = f[7],
                          .nhs_number = f[8]};
    if (f[BORN] && f[BORN][0])
        DOLEN_TRY(dolen_day_read(f[BORN], &out->born, err));
    return DOLEN_OK;
}

bool dolen_match_input_is_address(const dolen_match_given *given)
{
    return !given->fields[FORENAMES] && !given->fields[SURNAME] && !given->fields[BORN] && !given->fields[NHS_NUMBER];
}

static bool is_empty(const dolen_match_given *given)
{
    for (size_t i = 0; i < DOLEN_MATCH_FIELDS; i++)
        if (given->fields[i])
            return false;
    return true;
}

static char *trimmed(char *text)
{
    text += strspn(text, " \t");
    size_t size = strlen(text);
    while (size && strchr(" \t\r", text[size - 1]))
        size--;
    text[size] = '\0';
    return text;
}

static dolen_status read_line(char *line, dolen_match_given *given, dolen_err *err)
{
    char *value = strchr(line, ':');

    if (!value)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a line of the file is not `field: value`");
    *value++ = '\0';
    for (size_t i = 0; i < DOLEN_MATCH_FIELDS; i++) {
        if (strcmp(trimmed(line), dolen_match_field_names[i]) != 0)
            continue;
        if (given->fields[i])
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a field stands twice in one record");
        given->fields[i] = trimmed(value);
        return DOLEN_OK;
    }
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "a field of the file is none of those that people have");
}

static dolen_status read_lines(char *text, dolen_match_question *question, dolen_err *err)
{
    size_t record = 0;

    question->count = 0;
    while (text && *text) {
        char *end = strchr(text, '\n');
        if (end)
            *end++ = '\0';
        if (*trimmed(text) != '\0') {
            if (record == DOLEN_MATCH_RECORDS)
                return DOLEN_FAIL(err, DOLEN_E_INPUT, "the file has more than two records");
            DOLEN_TRY(read_line(text, &question->records[record], err));
            question->count = record + 1;
        } else if (record < DOLEN_MATCH_RECORDS && !is_empty(&question->records[record])) {
            record++;
        }
        text = end;
    }
    return question->count ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_INPUT, "the file holds no record");
}

dolen_status dolen_match_input_read(const char *path, dolen_arena *arena, dolen_match_question *question,
                                    dolen_err *err)
{
    const bool is_standard = strcmp(path, "-") == 0;
    char *text = NULL;

    DOLEN_TRY(dolen_arena_take(arena, FILE_BYTES + 1, 1, (void *)&text, err));
    FILE *in = is_standard ? stdin : fopen(path, "re");
    if (!in)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the file cannot be opened");
    const size_t size = fread(text, 1, FILE_BYTES + 1, in);
    const bool failed = ferror(in) != 0;
    if (!is_standard)
        fclose(in);
    if (failed || size > FILE_BYTES)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the file cannot be read or is longer than 64 KiB");
    if (memchr(text, '\0', size))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the file is not text");
    text[size] = '\0';
    return read_lines(text, question, err);
}
