#include "governance/policy/explain.h"

#include <stdio.h>
#include <string.h>

#include "governance/policy/policy_internal.h"
#include "node/base/text.h"

enum { SENTENCE = 4096 };

static size_t add_steps(const dolen_policy_step *steps, size_t count, const dolen_policy_case *about, bool *going,
                        dolen_explain_step *out)
{
    for (size_t i = 0; i < count; i++) {
        const dolen_why why = *going ? steps[i].check(about) : DOLEN_WHY_NONE;
        out[i] = (dolen_explain_step){.name = steps[i].name, .reached = *going, .why = why};
        *going = *going && why == DOLEN_WHY_NONE;
    }
    return count;
}

size_t dolen_explain_steps(const dolen_rules *rules, const dolen_policy_request *request,
                           const dolen_policy_record *record, const dolen_flag *flag,
                           dolen_explain_step out[DOLEN_EXPLAIN_STEPS])
{
    const dolen_policy_case about = dolen_policy_case_of(rules, request, record, flag);
    bool going = true;
    size_t count = add_steps(dolen_policy_asking_steps, DOLEN_POLICY_ASKING, &about, &going, out);

    if (record)
        count += add_steps(dolen_policy_record_steps, DOLEN_POLICY_RECORD, &about, &going, out + count);
    if (record && flag)
        count += add_steps(dolen_policy_flag_steps, DOLEN_POLICY_FLAG, &about, &going, out + count);
    return count;
}

/* A sentence in the making, in one language. */
typedef struct sentence {
    const dolen_explain_facts *facts;
    bool welsh;
    char *text;
    size_t size;
    bool too_long;
} sentence;

static void add(sentence *s, const char *text, size_t size)
{
    if (s->too_long || s->size + size >= SENTENCE) {
        s->too_long = true;
        return;
    }
    memcpy(s->text + s->size, text, size);
    s->size += size;
    s->text[s->size] = '\0';
}

static void add_text(sentence *s, const char *text)
{
    add(s, text, strlen(text));
}

static void add_number(sentence *s, uint32_t number)
{
    char text[16];

    (void)snprintf(text, sizeof text, "%u", number);
    add_text(s, text);
}

/* "S47 (Child-protection enquiry)", or what was given when the rules know no such thing. */
static void add_named(sentence *s, dolen_code code, const dolen_words *name)
{
    add_text(s, dolen_code_is_empty(code) ? "?" : code.text);
    if (!name)
        return;
    add_text(s, " (");
    add_text(s, s->welsh ? name->cy : name->en);
    add_text(s, ")");
}

static void add_purpose(sentence *s)
{
    const dolen_purpose *purpose = dolen_rules_find_purpose(s->facts->rules, s->facts->request->purpose);

    add_named(s, s->facts->request->purpose, purpose ? &purpose->name : NULL);
}

static void add_role(sentence *s)
{
    const dolen_role *role = dolen_rules_find_role(s->facts->rules, s->facts->request->role);

    add_named(s, s->facts->request->role, role ? &role->name : NULL);
}

static void add_member(sentence *s, dolen_code code)
{
    const dolen_partner *partner = dolen_rules_find_partner(s->facts->rules, code);

    add_named(s, code, partner ? &partner->name : NULL);
}

static void add_asker(sentence *s)
{
    add_member(s, s->facts->request->asker);
}

static void add_owner(sentence *s)
{
    if (s->facts->record)
        add_member(s, s->facts->record->owner);
    else
        add_text(s, s->welsh ? "unrhyw aelod" : "any member");
}

static void add_type(sentence *s, dolen_code code)
{
    const dolen_member_type *type = dolen_rules_find_type(s->facts->rules, code);

    add_named(s, code, type ? &type->name : NULL);
}

static void add_asker_type(sentence *s)
{
    add_type(s, s->facts->request->asker_type);
}

static void add_owner_type(sentence *s)
{
    add_type(s, s->facts->record ? s->facts->record->owner_type : (dolen_code){{0}});
}

static void add_code(sentence *s)
{
    const dolen_headline *headline = dolen_rules_find_headline(s->facts->rules, s->facts->code);

    add_named(s, s->facts->code, headline ? &headline->name : NULL);
}

static void add_level(sentence *s)
{
    const dolen_admission admission = dolen_policy_admit(s->facts->rules, s->facts->request);

    add_text(s, dolen_level_name(admission.level));
    if (admission.level == DOLEN_LEVEL_NONE)
        return;
    const dolen_words name = dolen_rules_level_name(s->facts->rules, admission.level);
    add_text(s, " (");
    add_text(s, s->welsh ? name.cy : name.en);
    add_text(s, ")");
}

static void add_urgent(sentence *s)
{
    const dolen_urgent_reason *reason =
        dolen_rules_find_urgent_reason(s->facts->rules, s->facts->request->urgent_reason);

    add_named(s, s->facts->request->urgent_reason, reason ? &reason->name : NULL);
}

static void add_urgent_reasons(sentence *s)
{
    size_t count = 0;
    const dolen_urgent_reason *reasons = dolen_rules_all_urgent_reasons(s->facts->rules, &count);

    for (size_t i = 0; i < count; i++) {
        add_text(s, i ? ", " : "");
        add_named(s, reasons[i].code, &reasons[i].name);
    }
}

static void add_review_days(sentence *s)
{
    const dolen_urgent_reason *reason =
        dolen_rules_find_urgent_reason(s->facts->rules, s->facts->request->urgent_reason);

    add_number(s, reason ? reason->review_days : dolen_rules_limits(s->facts->rules)->review_days);
}

static void add_grace_months(sentence *s)
{
    add_number(s, dolen_rules_limits(s->facts->rules)->grace_months);
}

static void add_shown_months(sentence *s)
{
    add_number(s, dolen_rules_limits(s->facts->rules)->shown_months);
}

static void add_ages(sentence *s, uint8_t from, uint8_t to)
{
    add_number(s, from);
    add_text(s, s->welsh ? " i " : " to ");
    add_number(s, to);
}

static void add_purpose_ages(sentence *s)
{
    const dolen_purpose *purpose = dolen_rules_find_purpose(s->facts->rules, s->facts->request->purpose);

    if (purpose)
        add_ages(s, purpose->age_from, purpose->age_to);
}

static void add_code_ages(sentence *s)
{
    const dolen_headline *headline = dolen_rules_find_headline(s->facts->rules, s->facts->code);

    if (headline)
        add_ages(s, headline->age_from, headline->age_to);
}

static bool releases(const sentence *s, const dolen_purpose *purpose)
{
    const dolen_headline *headline = dolen_rules_find_headline(s->facts->rules, s->facts->code);

    return headline && purpose->level != DOLEN_LEVEL_NONE && dolen_policy_releases(purpose, headline) == DOLEN_WHY_NONE;
}

static bool overrides(const sentence *s, const dolen_purpose *purpose)
{
    (void)s;
    return purpose->overrides_protection;
}

static void add_purposes(sentence *s, bool (*wanted)(const sentence *s, const dolen_purpose *purpose))
{
    size_t count = 0;
    size_t added = 0;
    const dolen_purpose *purposes = dolen_rules_all_purposes(s->facts->rules, &count);

    for (size_t i = 0; i < count; i++) {
        if (!wanted(s, &purposes[i]))
            continue;
        add_text(s, added++ ? ", " : "");
        add_named(s, purposes[i].code, &purposes[i].name);
    }
    if (!added)
        add_text(s, s->welsh ? "dim diben" : "no purpose");
}

static void add_naming(sentence *s)
{
    add_purposes(s, releases);
}

static void add_overriding(sentence *s)
{
    add_purposes(s, overrides);
}

/* What may stand in braces. */
static const struct {
    const char *name;
    void (*add)(sentence *s);
} places[] = {
    {"purpose", add_purpose},
    {"role", add_role},
    {"asker", add_asker},
    {"asker-type", add_asker_type},
    {"owner", add_owner},
    {"owner-type", add_owner_type},
    {"code", add_code},
    {"level", add_level},
    {"urgent", add_urgent},
    {"urgent-reasons", add_urgent_reasons},
    {"review-days", add_review_days},
    {"grace-months", add_grace_months},
    {"shown-months", add_shown_months},
    {"purpose-ages", add_purpose_ages},
    {"code-ages", add_code_ages},
    {"naming", add_naming},
    {"overriding", add_overriding},
};

enum { PLACES = sizeof places / sizeof *places };

/* Which place stands at `text`, after its opening brace; PLACES for none. */
static size_t place_at(const char *text)
{
    const char *end = strchr(text, '}');
    const size_t size = end ? (size_t)(end - text) : 0;

    for (size_t i = 0; end && i < PLACES; i++)
        if (strlen(places[i].name) == size && memcmp(places[i].name, text, size) == 0)
            return i;
    return PLACES;
}

bool dolen_explain_fits(const char *text)
{
    for (const char *brace = strpbrk(text, "{}"); brace; brace = strpbrk(brace, "{}")) {
        if (*brace == '}' || place_at(brace + 1) == PLACES)
            return false;
        brace = strchr(brace, '}') + 1;
    }
    return true;
}

static void fill(sentence *s, const char *text)
{
    while (*text) {
        const size_t plain = strcspn(text, "{");
        add(s, text, plain);
        text += plain;
        if (*text == '\0')
            return;
        const size_t place = place_at(text + 1);
        if (place < PLACES)
            places[place].add(s);
        text += strcspn(text, "}");
        text += *text != '\0';
    }
}

static dolen_status write_one(const dolen_explain_facts *facts, const char *text, bool welsh, dolen_arena *arena,
                              const char **out, dolen_err *err)
{
    sentence s = {.facts = facts, .welsh = welsh};

    DOLEN_TRY(dolen_arena_take(arena, SENTENCE, 1, &s.text, err));
    fill(&s, text);
    if (s.too_long)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "an explanation is longer than it may be");
    *out = s.text;
    return DOLEN_OK;
}

dolen_status dolen_explain_write(const dolen_explain_facts *facts, dolen_why why, dolen_arena *arena, dolen_words *out,
                                 dolen_err *err)
{
    const dolen_reason *reason =
        why == DOLEN_WHY_NONE ? NULL : dolen_rules_find_reason(facts->rules, dolen_code_of(dolen_why_name(why)));

    *out = (dolen_words){"", ""};
    if (!reason)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such reason");
    DOLEN_TRY(write_one(facts, reason->text.en, false, arena, &out->en, err));
    return write_one(facts, reason->text.cy, true, arena, &out->cy, err);
}
