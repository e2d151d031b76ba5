#include "node/broker/findings.h"

#include <stdio.h>
#include <string.h>

enum { WITHHELD_LINE = 96, RELEASED = DOLEN_RECORD_FLAGS * 8 };

/* One member's finding in the making: flags that were permitted, of all its matching records. */
typedef struct making {
    const dolen_findings_question *question;
    dolen_arena *arena;
    const dolen_federation_member *member;
    dolen_finding *finding;
    dolen_flag *released;
    size_t released_count;
    char *withheld;
    size_t withheld_size;
    bool protected_held;
    dolen_consulted_outcome *outcomes;
} making;

/* A decision not to share, with its reason (IG-35). */
static void note_withheld(making *m, dolen_code code, dolen_why why)
{
    if (m->withheld_size + WITHHELD_LINE > DOLEN_WITHHELD_SIZE)
        return;
    const int size = snprintf(m->withheld + m->withheld_size, WITHHELD_LINE, "%s %s %s %s\n", m->member->code.text,
                              code.text, dolen_why_rule(why), dolen_why_name(why));
    m->withheld_size += size > 0 ? (size_t)size : 0;
}

static void take_record(making *m, const dolen_candidate_match *match, dolen_level level)
{
    dolen_finding *finding = m->finding;

    if (match->candidate->protection != DOLEN_PROTECTION_NONE)
        finding->shielded = true;
    if (level > finding->level)
        finding->level = level;
    if (match->score.band > finding->band) {
        finding->band = match->score.band;
        finding->agreement = match->score.agreement;
        finding->contact = match->candidate->contact;
    }
}

/* The asker has not been told what opening a protected record means: it learns that there is one, and nothing of it. */
static dolen_consulted_outcome hold_back(making *m, const dolen_flag *flag)
{
    note_withheld(m, flag->code, DOLEN_WHY_PROTECTED);
    m->protected_held = true;
    return DOLEN_CONSULTED_WARNED;
}

static dolen_consulted_outcome decide_flag(making *m, const dolen_policy_record *record,
                                           const dolen_candidate_match *match, const dolen_flag *flag)
{
    const bool shielded = record->protection != DOLEN_PROTECTION_NONE;
    const dolen_decision decision = dolen_policy_decide_flag(m->question->rules, m->question->facts, record, flag);

    if (decision.verdict == DOLEN_VERDICT_DENY) {
        note_withheld(m, flag->code, decision.why);
        return DOLEN_CONSULTED_WITHHELD;
    }
    if (shielded && !m->question->acknowledge_protected)
        return hold_back(m, flag);
    const dolen_level level = decision.level < m->question->granted ? decision.level : m->question->granted;
    take_record(m, match, level);
    if (level >= DOLEN_LEVEL_L2 && m->released_count < RELEASED)
        m->released[m->released_count++] =
            dolen_policy_cut_flag(m->question->rules, flag, level, m->question->facts->today);
    return shielded ? DOLEN_CONSULTED_OPENED : DOLEN_CONSULTED_SHOWN;
}

static dolen_consulted_outcome decide_record(making *m, const dolen_candidate_match *match,
                                             const dolen_record_flags *flags)
{
    dolen_consulted_outcome outcome = DOLEN_CONSULTED_WITHHELD;
    const dolen_policy_record record = {.owner = m->member->code,
                                        .owner_type = m->member->type,
                                        .protection = match->candidate->protection,
                                        .band = match->score.band};

    for (size_t i = 0; i < flags->count; i++) {
        const dolen_consulted_outcome one = decide_flag(m, &record, match, &flags->items[i]);
        outcome = one > outcome ? one : outcome;
    }
    return outcome;
}

static const dolen_coverage *coverage_of(const dolen_findings_question *question, dolen_code agency)
{
    for (size_t i = 0; i < question->coverage_count; i++)
        if (dolen_code_same(question->coverage[i].agency, agency))
            return &question->coverage[i];
    return NULL;
}

static bool is_out_of_date(const making *m, const dolen_finding *finding)
{
    return dolen_policy_is_out_of_date(m->question->rules, finding->as_of, m->question->now);
}

/* The lowest level any released flag was cut to is the finding's: flags cut to codes only must not claim periods. */
static dolen_status finish(making *m, dolen_err *err)
{
    const dolen_coverage *coverage = coverage_of(m->question, m->member->code);
    dolen_finding *finding = m->finding;

    finding->as_of = coverage ? coverage->extract_as_of : 0;
    if (finding->level == DOLEN_LEVEL_NONE) {
        *finding = (dolen_finding){.agency = m->member->code, .as_of = finding->as_of};
        finding->state = !coverage || coverage->sequence == 0 || m->member->suspended ? DOLEN_MEMBER_NO_ANSWER
                         : is_out_of_date(m, finding)                                 ? DOLEN_MEMBER_OUT_OF_DATE
                                                                                      : DOLEN_MEMBER_NOTHING;
        return DOLEN_OK;
    }
    finding->state = DOLEN_MEMBER_INVOLVED;
    finding->out_of_date = is_out_of_date(m, finding);
    if (finding->level < DOLEN_LEVEL_L1)
        finding->contact = 0;
    return dolen_candidates_merge_flags(m->released, m->released_count, m->arena, &finding->flags, &finding->flag_count,
                                        err);
}

static dolen_status make_finding(making *m, const dolen_candidate_match *matches, const dolen_record_flags *flags,
                                 size_t count, dolen_err *err)
{
    m->finding->agency = m->member->code;
    m->released_count = 0;
    for (size_t i = 0; i < count; i++)
        if (dolen_code_same(matches[i].candidate->agency, m->member->code))
            m->outcomes[i] = m->member->suspended ? DOLEN_CONSULTED_WITHHELD : decide_record(m, &matches[i], &flags[i]);
    return finish(m, err);
}

static dolen_band best_band(const dolen_finding *findings, size_t count)
{
    dolen_band best = DOLEN_BAND_NONE;

    for (size_t i = 0; i < count; i++)
        if (findings[i].band > best)
            best = findings[i].band;
    return best;
}

dolen_status dolen_findings_make(const dolen_findings_question *question, const dolen_candidate_match *matches,
                                 const dolen_record_flags *flags, size_t count, dolen_arena *arena, dolen_findings *out,
                                 dolen_err *err)
{
    const dolen_federation *federation = question->federation;
    making m = {.question = question, .arena = arena};
    dolen_finding *findings = NULL;

    *out = (dolen_findings){0};
    DOLEN_TRY(dolen_arena_take(arena, federation->member_count, sizeof *findings, (void *)&findings, err));
    DOLEN_TRY(dolen_arena_take(arena, DOLEN_WITHHELD_SIZE, 1, (void *)&m.withheld, err));
    DOLEN_TRY(dolen_arena_take(arena, count + 1, sizeof *m.outcomes, (void *)&m.outcomes, err));
    for (size_t i = 0; i < federation->member_count; i++) {
        m.member = &federation->members[i];
        if (dolen_code_same(m.member->code, question->facts->asker))
            continue;
        m.finding = &findings[out->count++];
        DOLEN_TRY(dolen_arena_take(arena, RELEASED, sizeof *m.released, (void *)&m.released, err));
        DOLEN_TRY(make_finding(&m, matches, flags, count, err));
    }
    out->items = findings;
    out->advice = dolen_match_needs(question->facts->subject, question->fields, best_band(findings, out->count));
    out->withheld = dolen_bytes_of(m.withheld, m.withheld_size);
    out->protected_held = m.protected_held;
    out->outcomes = m.outcomes;
    return DOLEN_OK;
}
