#include "node/broker/subject_account.h"

#include <stdlib.h>
#include <string.h>

#include "governance/audit/ledger_entry.h"
#include "node/broker/candidates.h"
#include "node/store/ledger_store.h"

enum { ENTRY_ARENA = 32 * 1024 };

/* One account in the making. */
typedef struct making {
    const dolen_subject_account_question *asked;
    dolen_connection *connection;
    dolen_arena *arena;
    int64_t population;
    dolen_subject_consultation *listed;
    size_t listed_count;
    dolen_subject_exemption exemptions[DOLEN_SUBJECT_EXEMPTIONS];
    size_t exemption_count;
} making;

static bool has(const dolen_code *list, size_t count, dolen_code code)
{
    for (size_t i = 0; i < count; i++)
        if (dolen_code_same(list[i], code))
            return true;
    return false;
}

/* In force: those that apply by themselves unless waived, and those that the officer applies. */
static bool is_in_force(const dolen_subject_question *question, const dolen_exemption *exemption)
{
    if (exemption->by_itself)
        return !has(question->waived, question->waived_count, exemption->code);
    return has(question->applied, question->applied_count, exemption->code);
}

static void count_exempt(making *m, dolen_code exemption)
{
    for (size_t i = 0; i < m->exemption_count; i++)
        if (dolen_code_same(m->exemptions[i].exemption, exemption)) {
            m->exemptions[i].count++;
            return;
        }
    DOLEN_MUST(m->exemption_count < DOLEN_SUBJECT_EXEMPTIONS);
    m->exemptions[m->exemption_count++] = (dolen_subject_exemption){.exemption = exemption, .count = 1};
}

/* The first exemption in force that covers this purpose, or this code; counted. */
static bool is_exempt(making *m, dolen_code purpose, dolen_code code)
{
    size_t count = 0;
    const dolen_exemption *all = dolen_rules_all_exemptions(m->asked->rules, &count);

    for (size_t i = 0; i < count && i < DOLEN_SUBJECT_EXEMPTIONS; i++)
        if (is_in_force(m->asked->question, &all[i]) &&
            ((!dolen_code_is_empty(purpose) && dolen_code_list_has(all[i].purposes, purpose)) ||
             (!dolen_code_is_empty(code) && dolen_code_list_has(all[i].codes, code)))) {
            count_exempt(m, all[i].code);
            return true;
        }
    return false;
}

static bool is_same_person(const making *m, const dolen_consulted *consulted)
{
    const dolen_limits *limits = dolen_rules_limits(m->asked->rules);
    const dolen_match_comparison comparison = {.kinds = consulted->kinds,
                                               .asked_fields = m->asked->question->fields,
                                               .held_fields = consulted->fields,
                                               .index_records = m->population > 0 ? (uint64_t)m->population : 1};
    const dolen_match_thresholds thresholds = {limits->confirmed, limits->probable};

    return dolen_match_score_person(&comparison, thresholds).band == DOLEN_BAND_CONFIRMED;
}

/* What the ledger says of this question. An entry whose text is erased says nothing any more. */
static dolen_status list_one(making *m, const dolen_consulted *consulted, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ENTRY_ARENA);
    const dolen_ledger_stored *stored = NULL;
    dolen_ledger_entry entry;
    size_t found = 0;

    DOLEN_TRY(dolen_ledger_store_read(m->connection, arena, consulted->entry, 1, (dolen_ledger_reader){.all = true},
                                      &stored, &found, err));
    if (found != 1 || stored[0].entry.size == 0)
        return DOLEN_OK;
    DOLEN_TRY(dolen_ledger_entry_read(arena, stored[0].entry, &entry, err));
    if (is_exempt(m, entry.purpose, (dolen_code){{0}}))
        return DOLEN_OK;
    m->listed[m->listed_count++] = (dolen_subject_consultation){.entry = consulted->entry,
                                                                .asked = consulted->asked,
                                                                .member = entry.member,
                                                                .role = entry.role,
                                                                .purpose = entry.purpose,
                                                                .granted_level = entry.granted_level,
                                                                .urgent = entry.urgent};
    return DOLEN_OK;
}

static dolen_status list_all(making *m, dolen_subject_account *out, dolen_err *err)
{
    const dolen_consulted *consulted = NULL;
    size_t count = 0;
    size_t first = 0;
    size_t same = 0;

    DOLEN_TRY(dolen_consultation_store_of_tokens(m->connection, m->asked->tokens, m->asked->token_count, 0, m->arena,
                                                 &consulted, &count, err));
    for (size_t i = 0; i < count; i++)
        same += is_same_person(m, &consulted[i]);
    out->cut_short = same > DOLEN_SUBJECT_CONSULTATIONS;
    DOLEN_TRY(dolen_arena_take(m->arena, DOLEN_SUBJECT_CONSULTATIONS, sizeof *m->listed, (void *)&m->listed, err));
    for (size_t skipped = 0; skipped + DOLEN_SUBJECT_CONSULTATIONS < same; first++)
        skipped += is_same_person(m, &consulted[first]);
    for (size_t i = first; i < count; i++)
        if (is_same_person(m, &consulted[i]))
            DOLEN_TRY(list_one(m, &consulted[i], err));
    out->consultations = m->listed;
    out->consultation_count = m->listed_count;
    return DOLEN_OK;
}

/* The agency's own records that are confirmed to be this person's: how many, at the front of both lists. */
static dolen_status find_own(making *m, int64_t *records, size_t *count, dolen_err *err)
{
    const dolen_limits *limits = dolen_rules_limits(m->asked->rules);
    const dolen_candidate *candidates = NULL;
    dolen_candidate_match *matches = NULL;
    size_t found = 0;

    *count = 0;
    DOLEN_TRY(dolen_index_store_find(m->connection, m->asked->tokens, m->asked->token_count, m->arena, &candidates,
                                     &found, err));
    DOLEN_TRY(dolen_arena_take(m->arena, DOLEN_INDEX_CANDIDATES, sizeof *matches, (void *)&matches, err));
    const dolen_candidate_question question = {.subject = DOLEN_SUBJECT_PERSON,
                                               .fields = m->asked->question->fields,
                                               .index_records = m->population > 0 ? (uint64_t)m->population : 1,
                                               .thresholds = {limits->confirmed, limits->probable}};
    const size_t matched = dolen_candidates_match(&question, candidates, found, matches);
    for (size_t i = 0; i < matched; i++)
        if (matches[i].score.band == DOLEN_BAND_CONFIRMED &&
            dolen_code_same(matches[i].candidate->agency, m->asked->question->agency))
            records[(*count)++] = matches[i].candidate->record;
    return DOLEN_OK;
}

static dolen_status collect(making *m, const dolen_record_flags *records, size_t count, dolen_flag **out, size_t *kept,
                            dolen_err *err)
{
    size_t all = 0;

    *kept = 0;
    for (size_t i = 0; i < count; i++)
        all += records[i].count;
    DOLEN_TRY(dolen_arena_take(m->arena, all, sizeof **out, (void *)out, err));
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < records[i].count; k++)
            if (!is_exempt(m, (dolen_code){{0}}, records[i].items[k].code))
                (*out)[(*kept)++] = records[i].items[k];
    return DOLEN_OK;
}

static dolen_status tell_own(making *m, dolen_subject_account *out, dolen_err *err)
{
    int64_t records[DOLEN_INDEX_CANDIDATES];
    dolen_record_flags *flags = NULL;
    dolen_flag *kept = NULL;
    size_t count = 0;
    size_t kept_count = 0;

    DOLEN_TRY(find_own(m, records, &count, err));
    DOLEN_TRY(dolen_arena_take(m->arena, DOLEN_INDEX_CANDIDATES, sizeof *flags, (void *)&flags, err));
    DOLEN_TRY(dolen_index_store_flags(m->connection, records, count, m->arena, flags, err));
    DOLEN_TRY(collect(m, flags, count, &kept, &kept_count, err));
    return dolen_candidates_merge_flags(kept, kept_count, m->arena, &out->own, &out->own_count, err);
}

static int compare_exemptions(const void *a, const void *b)
{
    const dolen_subject_exemption *left = a;
    const dolen_subject_exemption *right = b;

    return strcmp(left->exemption.text, right->exemption.text);
}

static dolen_status tell_exemptions(making *m, dolen_subject_account *out, dolen_err *err)
{
    dolen_subject_exemption *list = NULL;

    qsort(m->exemptions, m->exemption_count, sizeof *m->exemptions, compare_exemptions);
    DOLEN_TRY(dolen_arena_take(m->arena, m->exemption_count, sizeof *list, (void *)&list, err));
    memcpy(list, m->exemptions, m->exemption_count * sizeof *list);
    out->exemptions = list;
    out->exemption_count = m->exemption_count;
    return DOLEN_OK;
}

dolen_status dolen_subject_account_make(const dolen_subject_account_question *asked, dolen_connection *connection,
                                        dolen_arena *arena, dolen_subject_account *out, dolen_err *err)
{
    making m = {.asked = asked, .connection = connection, .arena = arena};

    DOLEN_TRY(
        dolen_index_store_population(connection, asked->question->epoch, DOLEN_SUBJECT_PERSON, &m.population, err));
    DOLEN_TRY(list_all(&m, out, err));
    DOLEN_TRY(tell_own(&m, out, err));
    return tell_exemptions(&m, out, err);
}
