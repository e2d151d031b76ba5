#include "node/agency/web/answer_reader.h"

#include <jansson.h>
#include <string.h>

#include "node/agency/search_json.h"

enum { ADVICE = 8 };

static const char *copy(dolen_arena *arena, const json_t *value)
{
    const char *text = json_string_value(value);

    return text ? dolen_arena_copy_string(arena, text, strlen(text)) : NULL;
}

static dolen_both both(dolen_arena *arena, const json_t *value)
{
    return (dolen_both){copy(arena, json_object_get(value, "en")), copy(arena, json_object_get(value, "cy"))};
}

static int64_t instant(const json_t *value)
{
    int64_t at = 0;

    if (!json_is_string(value) || dolen_instant_read(json_string_value(value), &at, NULL) != DOLEN_OK)
        return 0;
    return at;
}

static dolen_month month(const char *text)
{
    dolen_month at = 0;

    return text && dolen_month_read(text, &at, NULL) == DOLEN_OK ? at : 0;
}

static dolen_member_state state(const char *word)
{
    if (word && strcmp(word, "involved") == 0)
        return DOLEN_MEMBER_INVOLVED;
    if (word && strcmp(word, "no-answer") == 0)
        return DOLEN_MEMBER_NO_ANSWER;
    if (word && strcmp(word, "out-of-date") == 0)
        return DOLEN_MEMBER_OUT_OF_DATE;
    return DOLEN_MEMBER_NOTHING;
}

static dolen_band band(const char *word)
{
    if (word && strcmp(word, "confirmed") == 0)
        return DOLEN_BAND_CONFIRMED;
    return word && strcmp(word, "probable") == 0 ? DOLEN_BAND_PROBABLE : DOLEN_BAND_NONE;
}

static dolen_status read_months(dolen_arena *arena, json_t *value, dolen_flag *flag, dolen_err *err)
{
    dolen_month_count *months;
    const char *key;
    json_t *count;

    DOLEN_TRY(dolen_arena_take(arena, json_object_size(value) + 1, sizeof *months, &months, err));
    json_object_foreach(value, key, count)
    {
        const dolen_month at = month(key);
        const json_int_t number = json_integer_value(count);
        if (at == 0 || number < 1 || number > UINT32_MAX)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the kept answer has a bad month");
        months[flag->month_count++] = (dolen_month_count){at, (uint32_t)number};
    }
    flag->months = months;
    return DOLEN_OK;
}

static dolen_status read_flag(dolen_arena *arena, const json_t *value, dolen_flag *flag, dolen_err *err)
{
    const char *code = json_string_value(json_object_get(value, "code"));
    const char *kind = json_string_value(json_object_get(value, "kind"));
    const char *latest = json_string_value(json_object_get(value, "latest"));

    *flag = (dolen_flag){0};
    if (!code || !kind)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the kept answer has a flag without code or kind");
    DOLEN_TRY(dolen_code_read(code, strlen(code), &flag->code, err));
    flag->kind = *kind == 'E' ? DOLEN_FLAG_EVENT : *kind == 'S' ? DOLEN_FLAG_STATE : DOLEN_FLAG_INVOLVEMENT;
    flag->opened = month(json_string_value(json_object_get(value, "from")));
    flag->closed = month(json_string_value(json_object_get(value, "to")));
    flag->disputed = json_is_true(json_object_get(value, "disputed"));
    if (latest)
        DOLEN_TRY(dolen_day_read(latest, &flag->latest, err));
    return read_months(arena, json_object_get(value, "months"), flag, err);
}

static dolen_status read_flags(dolen_arena *arena, const json_t *list, dolen_answer_member *member, dolen_err *err)
{
    dolen_flag *flags;
    const json_t *value;
    size_t index;

    DOLEN_TRY(dolen_arena_take(arena, json_array_size(list) + 1, sizeof *flags, &flags, err));
    json_array_foreach(list, index, value)
    {
        DOLEN_TRY(read_flag(arena, value, &flags[index], err));
    }
    member->flags = flags;
    member->flag_count = json_array_size(list);
    return DOLEN_OK;
}

static dolen_status read_words(dolen_arena *arena, const json_t *list, const dolen_both **out, size_t *count,
                               dolen_err *err)
{
    dolen_both *words;
    const json_t *value;
    size_t index;

    DOLEN_TRY(dolen_arena_take(arena, json_array_size(list) + 1, sizeof *words, &words, err));
    json_array_foreach(list, index, value)
    {
        words[index] = both(arena, value);
    }
    *out = words;
    *count = json_array_size(list);
    return DOLEN_OK;
}

static dolen_status read_member(dolen_arena *arena, const json_t *value, dolen_answer_member *out, dolen_err *err)
{
    const json_t *contact = json_object_get(value, "contact");
    const char *agency = json_string_value(json_object_get(value, "agency"));

    *out = (dolen_answer_member){
        .name = both(arena, json_object_get(value, "name")),
        .state = state(json_string_value(json_object_get(value, "state"))),
        .out_of_date = json_is_true(json_object_get(value, "out_of_date")),
        .shielded = json_is_true(json_object_get(value, "protected")),
        .as_of = instant(json_object_get(value, "as_of")),
        .band = band(json_string_value(json_object_get(value, "match"))),
        .team = both(arena, json_object_get(contact, "team")),
        .telephone = copy(arena, json_object_get(contact, "telephone")),
    };
    if (!agency)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the kept answer has a member without its code");
    DOLEN_TRY(dolen_code_read(agency, strlen(agency), &out->agency, err));
    DOLEN_TRY(read_words(arena, json_object_get(value, "why"), &out->reasons, &out->reason_count, err));
    return read_flags(arena, json_object_get(value, "flags"), out, err);
}

static dolen_status read_members(dolen_arena *arena, const json_t *list, dolen_answer_page *out, dolen_err *err)
{
    dolen_answer_member *members;
    const json_t *value;
    size_t index;

    if (!json_is_array(list) || json_array_size(list) > DOLEN_ANSWER_MEMBERS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the kept answer has no members");
    DOLEN_TRY(dolen_arena_take(arena, json_array_size(list) + 1, sizeof *members, &members, err));
    json_array_foreach(list, index, value)
    {
        DOLEN_TRY(read_member(arena, value, &members[index], err));
    }
    out->members = members;
    out->member_count = json_array_size(list);
    return DOLEN_OK;
}

dolen_status dolen_answer_reader_read(dolen_arena *arena, const char *text, dolen_answer_page *out, dolen_err *err)
{
    DOLEN_OWN(json_t, document) = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

    *out = (dolen_answer_page){0};
    if (!json_is_object(document))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the kept answer is no document");
    out->asked = instant(json_object_get(document, "asked"));
    out->rules = copy(arena, json_object_get(document, "rules"));
    out->ledger_index = json_integer_value(json_object_get(json_object_get(document, "ledger"), "index"));
    const char *protection = json_string_value(json_object_get(document, "protected_record"));
    out->protected_held = protection && strcmp(protection, "held-back") == 0;
    out->review_due = instant(json_object_get(document, "review_due"));
    const json_t *advice = json_object_get(document, "advice");
    if (json_array_size(advice) > ADVICE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the kept answer has too much advice");
    DOLEN_TRY(read_words(arena, advice, &out->advice, &out->advice_count, err));
    return read_members(arena, json_object_get(document, "members"), out, err);
}

bool dolen_answer_reader_is_involved(const dolen_answer_member *member)
{
    return member->state == DOLEN_MEMBER_INVOLVED || member->band != DOLEN_BAND_NONE;
}
