/* dolen rules explain: one decision, every step of it, in words. */
#include <stdio.h>
#include <string.h>

#include "governance/policy/explain.h"
#include "governance/policy/policy_watch.h"
#include "node/base/text.h"
#include "node/tools/rules_internal.h"
#include "node/tools/tool.h"

enum { ARENA = 64 * 1024, AGE_LIMIT = 150 };

/* One case, put together from the command line. */
typedef struct example {
    const dolen_rules *rules;
    dolen_policy_request request;
    dolen_policy_record record;
    dolen_flag flag;
    dolen_month_count month;
    const dolen_watch *watch; /* NULL: somebody asks */
} example;

static dolen_status code_of(const char *text, dolen_code *out, dolen_err *err)
{
    if (!text)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "purpose, role, from and code are needed");
    return dolen_code_read(text, strlen(text), out, err);
}

static dolen_fact fact(bool missing)
{
    return missing ? DOLEN_FACT_NO : DOLEN_FACT_YES;
}

static dolen_status read_request(const dolen_rules_options *with, dolen_policy_request *out, dolen_err *err)
{
    uint64_t age = 0;

    *out = (dolen_policy_request){.has_staff = true,
                                  .has_case = !with->no_case,
                                  .decision_maker = fact(with->no_decision_maker),
                                  .consent = fact(with->no_consent),
                                  .authoriser = fact(with->no_authoriser),
                                  .urgent = with->urgent != NULL,
                                  .age = DOLEN_AGE_UNKNOWN,
                                  .today = dolen_day_of(dolen_clock_now(dolen_clock_system()))};
    DOLEN_TRY(code_of(with->from, &out->asker, err));
    if (!with->watch) {
        DOLEN_TRY(code_of(with->role, &out->role, err));
        DOLEN_TRY(code_of(with->purpose, &out->purpose, err));
    }
    DOLEN_TRY(dolen_level_read(with->level, &out->requested_level, err));
    if (with->urgent)
        DOLEN_TRY(code_of(with->urgent, &out->urgent_reason, err));
    if (with->day)
        DOLEN_TRY(dolen_day_read(with->day, &out->today, err));
    if (with->age) {
        DOLEN_TRY(dolen_text_to_number(with->age, AGE_LIMIT, &age, err));
        out->age = (int)age;
    }
    out->subject = dolen_text_same(with->subject, "address") ? DOLEN_SUBJECT_ADDRESS : DOLEN_SUBJECT_PERSON;
    return DOLEN_OK;
}

/* The type of a member: as given, else as the rules know it. */
static dolen_status type_of(const dolen_rules *rules, const char *given, dolen_code member, dolen_code *out,
                            dolen_err *err)
{
    const dolen_partner *partner = dolen_rules_find_partner(rules, member);

    if (given)
        return code_of(given, out, err);
    if (!partner)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the rules know no such member: give its type");
    *out = partner->type;
    return DOLEN_OK;
}

static bool may_hold(const dolen_rules *rules, const dolen_partner *partner, const dolen_headline *headline)
{
    const dolen_member_type *type = dolen_rules_find_type(rules, partner->type);

    return !headline || dolen_code_same(headline->group, dolen_code_of("any")) ||
           (type && dolen_code_list_has(type->groups, headline->group));
}

/* Without --to: another member that may hold such a code. */
static dolen_status choose_owner(example *e, dolen_err *err)
{
    const dolen_headline *headline = dolen_rules_find_headline(e->rules, e->flag.code);
    size_t count = 0;
    const dolen_partner *partners = dolen_rules_all_partners(e->rules, &count);

    for (size_t i = 0; i < count; i++) {
        if (dolen_code_same(partners[i].code, e->request.asker) || !may_hold(e->rules, &partners[i], headline))
            continue;
        e->record.owner = partners[i].code;
        e->record.owner_type = partners[i].type;
        return DOLEN_OK;
    }
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "no other member of these rules holds this code: give --to and --to-type");
}

/* A fact of this code that is current on the day. */
static void make_flag(example *e, dolen_code code)
{
    const dolen_headline *headline = dolen_rules_find_headline(e->rules, code);

    e->month = (dolen_month_count){.month = dolen_month_of(e->request.today), .count = 1};
    e->flag = (dolen_flag){.code = code, .kind = headline ? headline->kind : DOLEN_FLAG_NONE};
    if (e->flag.kind == DOLEN_FLAG_EVENT) {
        e->flag.months = &e->month;
        e->flag.month_count = 1;
        e->flag.latest = e->request.today;
    } else {
        e->flag.opened = e->month.month;
    }
}

/* In place of a question, what the watch stands for. */
static dolen_status put_watch(const dolen_rules_options *with, example *e, dolen_err *err)
{
    const dolen_watcher watcher = {e->request.asker, e->request.asker_type, e->request.today};
    dolen_code code;

    if (!with->watch)
        return DOLEN_OK;
    DOLEN_TRY(code_of(with->watch, &code, err));
    e->watch = dolen_rules_find_watch(e->rules, code);
    if (!e->watch)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the rules know no such watch");
    e->request = dolen_policy_watch_question(e->watch, &watcher);
    return DOLEN_OK;
}

static dolen_status make_example(const dolen_rules_options *with, example *e, dolen_err *err)
{
    dolen_code code;

    DOLEN_TRY(read_request(with, &e->request, err));
    DOLEN_TRY(code_of(with->code, &code, err));
    make_flag(e, code);
    e->record = (dolen_policy_record){.protection = with->shielded ? DOLEN_PROTECTION_SHIELDED : DOLEN_PROTECTION_NONE,
                                      .band = with->probable ? DOLEN_BAND_PROBABLE : DOLEN_BAND_CONFIRMED};
    DOLEN_TRY(type_of(e->rules, with->from_type, e->request.asker, &e->request.asker_type, err));
    DOLEN_TRY(put_watch(with, e, err));
    if (!with->to)
        return choose_owner(e, err);
    DOLEN_TRY(code_of(with->to, &e->record.owner, err));
    return type_of(e->rules, with->to_type, e->record.owner, &e->record.owner_type, err);
}

static dolen_words verdict_words(dolen_verdict verdict)
{
    static const dolen_words words[] = {
        [DOLEN_VERDICT_DENY] = {"denied by", "gwrthodwyd gan"},
        [DOLEN_VERDICT_PERMIT] = {"permitted by", "caniatawyd gan"},
        [DOLEN_VERDICT_REVIEW] = {"permitted, to be reviewed, by", "caniatawyd, i'w adolygu, gan"}};

    return words[verdict];
}

static void print_steps(const example *e, bool welsh)
{
    dolen_explain_step steps[DOLEN_EXPLAIN_STEPS];
    const size_t count = dolen_explain_steps(e->rules, &e->request, &e->record, &e->flag, steps);
    const char *const yes = welsh ? "ie" : "yes";
    const char *const no = welsh ? "NA" : "NO";

    for (size_t i = 0; i < count && steps[i].reached; i++)
        printf("%3zu. %s: %s\n", i + 1, dolen_rules_say(steps[i].name, welsh),
               steps[i].why == DOLEN_WHY_NONE ? yes : no);
}

static void print_text(const example *e, dolen_decision decision, dolen_words sentence, bool welsh)
{
    const dolen_rule *rule = dolen_rules_find_rule(e->rules, decision.rule);
    const dolen_admission admission = dolen_policy_admit(e->rules, &e->request);
    char digest[2 * DOLEN_DIGEST_SIZE + 1];

    printf("%s %s: %s\n", dolen_rules_say(verdict_words(decision.verdict), welsh), decision.rule.text,
           dolen_rules_say(sentence, welsh));
    if (decision.verdict != DOLEN_VERDICT_DENY)
        printf(welsh ? "Lefel: %s\n" : "Level: %s\n", dolen_level_name(decision.level));
    if (admission.review_overdue)
        puts(welsh ? "Mae'r cytundeb heibio i'w ddyddiad adolygu (IG-05)."
                   : "The agreement is past its review date (IG-05).");
    putchar('\n');
    print_steps(e, welsh);
    if (rule)
        printf("\n%s: %s\n", rule->id.text, dolen_rules_say(rule->text, welsh));
    dolen_rules_hex(e->rules, digest);
    printf(welsh ? "Rheolau: fersiwn %s, crynodeb %s\n" : "Rules: version %s, digest %s\n",
           dolen_rules_version(e->rules), digest);
}

static json_t *step_json(const dolen_explain_step *step)
{
    return json_pack("{s:s, s:s, s:b, s:b, s:s}", "en", step->name.en, "cy", step->name.cy, "reached", step->reached,
                     "passed", step->reached && step->why == DOLEN_WHY_NONE, "reason", dolen_why_name(step->why));
}

static int print_json(const example *e, dolen_decision decision, dolen_words sentence)
{
    static const char *const verdicts[] = {"deny", "permit", "review"};
    const dolen_rule *rule = dolen_rules_find_rule(e->rules, decision.rule);
    dolen_explain_step steps[DOLEN_EXPLAIN_STEPS];
    const size_t count = dolen_explain_steps(e->rules, &e->request, &e->record, &e->flag, steps);
    json_t *list = json_array();
    char digest[2 * DOLEN_DIGEST_SIZE + 1];

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, step_json(&steps[i]));
    dolen_rules_hex(e->rules, digest);
    return dolen_rules_print_json(json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:o, s:s, s:s}", "verdict", verdicts[decision.verdict], "level",
        dolen_level_name(decision.level), "rule", decision.rule.text, "reason", dolen_why_name(decision.why), "en",
        sentence.en, "cy", sentence.cy, "rule-text", "en", rule ? rule->text.en : "", "cy", rule ? rule->text.cy : "",
        "steps", list, "version", dolen_rules_version(e->rules), "digest", digest));
}

static dolen_decision decide(const example *e)
{
    const dolen_watcher watcher = {e->request.asker, e->request.asker_type, e->request.today};

    return e->watch ? dolen_policy_decide_alert(e->rules, e->watch, &watcher, &e->record, &e->flag)
                    : dolen_policy_decide_flag(e->rules, &e->request, &e->record, &e->flag);
}

/* Why; or, where only the watch says no, that it does. */
static dolen_status write_sentence(const example *e, dolen_decision decision, dolen_arena *arena, dolen_words *out,
                                   dolen_err *err)
{
    const dolen_explain_facts facts = {
        .rules = e->rules, .request = &e->request, .record = &e->record, .code = e->flag.code};
    const dolen_decision question = dolen_policy_decide_flag(e->rules, &e->request, &e->record, &e->flag);

    if (decision.verdict == DOLEN_VERDICT_DENY && question.verdict != DOLEN_VERDICT_DENY) {
        *out = (dolen_words){"The watch does not tell of it, though somebody who asks would be shown it.",
                             "Nid yw'r gwyliad yn dweud amdano, er y byddai rhywun sy'n gofyn yn ei weld."};
        return DOLEN_OK;
    }
    return dolen_explain_write(&facts, decision.why, arena, out, err);
}

int dolen_rules_explain(const dolen_rules_options *with)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_err err = {0};
    dolen_words sentence = {"", ""};
    DOLEN_OWN(dolen_rules, rules) = dolen_rules_open(with->folder, &err);
    example e = {.rules = rules};

    if (!rules || make_example(with, &e, &err) != DOLEN_OK)
        return dolen_tool_refuse("rules", &err);
    const dolen_decision decision = decide(&e);
    if (write_sentence(&e, decision, arena, &sentence, &err) != DOLEN_OK)
        return dolen_tool_refuse("rules", &err);
    if (with->json)
        (void)print_json(&e, decision, sentence);
    else
        print_text(&e, decision, sentence, dolen_rules_is_welsh(with));
    return decision.verdict == DOLEN_VERDICT_DENY ? DOLEN_TOOL_REFUSED : DOLEN_TOOL_DONE;
}
