#include "node/agency/service/coverage.h"

#include "node/agency/web/answer_reader.h"
#include "node/store/published_store.h"
#include "node/store/search_store.h"

enum { LOOKED_AT = 50, HOUR = 3600 * 1000, ANSWER_ARENA = 8 * 1024 * 1024 };

/* What is known, in the making. */
typedef struct reading {
    dolen_agency *agency;
    const dolen_federation *federation;
    const dolen_rules *rules;
    dolen_arena *arena;
    uint32_t fresh_hours;
    dolen_web_coverage *list;
} reading;

static dolen_status read_own(const reading *r, dolen_web_coverage *own, dolen_err *err)
{
    const int64_t now = dolen_clock_now(r->agency->clock);
    dolen_publication_state state;

    DOLEN_TRY(
        dolen_published_store_state(r->agency->pool, dolen_pseudonymiser_epoch(r->agency->pseudonymiser), &state, err));
    own->is_own = true;
    own->told = state.sequence ? state.confirmed : now;
    own->as_of = state.sequence ? state.extract_as_of : 0;
    own->in_time = now - own->as_of <= (int64_t)r->fresh_hours * HOUR;
    return DOLEN_OK;
}

/* The latest search that was answered. DOLEN_E_ABSENT when none was, lately. */
static dolen_status find_answer(const reading *r, dolen_arena *arena, dolen_answer_page *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_stored_search *searches = NULL;
    dolen_stored_search latest;
    size_t count = 0;

    DOLEN_TRY(dolen_pool_take(r->agency->pool, &connection, err));
    DOLEN_TRY(dolen_search_store_list(connection, NULL, INT64_MAX, LOOKED_AT, arena, &searches, &count, err));
    for (size_t i = 0; i < count; i++)
        if (searches[i].answer) {
            DOLEN_TRY(dolen_search_store_find(connection, NULL, searches[i].id, arena, &latest, err));
            return dolen_answer_reader_read(arena, latest.answer, out, err);
        }
    return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no search was answered lately");
}

static void take_member(const reading *r, const dolen_answer_page *answer, const dolen_answer_member *member)
{
    for (size_t i = 0; i < r->federation->member_count; i++) {
        if (r->list[i].is_own || !dolen_code_same(r->federation->members[i].code, member->agency))
            continue;
        r->list[i].told = answer->asked;
        r->list[i].as_of = member->as_of;
        r->list[i].in_time = !member->out_of_date && member->state != DOLEN_MEMBER_NO_ANSWER &&
                             member->state != DOLEN_MEMBER_OUT_OF_DATE;
    }
}

static dolen_status read_answer(const reading *r, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ANSWER_ARENA);
    dolen_answer_page answer = {0};

    const dolen_status found = find_answer(r, arena, &answer, err);
    if (found == DOLEN_E_ABSENT)
        return DOLEN_OK;
    DOLEN_TRY(found);
    for (size_t i = 0; i < answer.member_count; i++)
        take_member(r, &answer, &answer.members[i]);
    return DOLEN_OK;
}

static dolen_status read_codes(const reading *r, const dolen_member_type *type, dolen_web_coverage *out, dolen_err *err)
{
    const dolen_code any = dolen_code_of("any");
    dolen_both *codes = NULL;
    size_t known = 0;

    const dolen_headline *all = dolen_rules_all_headlines(r->rules, &known);
    DOLEN_TRY(dolen_arena_take(r->arena, known + 1, sizeof *codes, (void *)&codes, err));
    for (size_t i = 0; i < known; i++)
        if (dolen_code_same(all[i].group, any) || (type && dolen_code_list_has(type->groups, all[i].group)))
            codes[out->code_count++] = (dolen_both){all[i].name.en, all[i].name.cy};
    out->codes = codes;
    return DOLEN_OK;
}

static dolen_status read_member(const reading *r, const dolen_federation_member *member, dolen_web_coverage *out,
                                dolen_err *err)
{
    const dolen_member_type *type = dolen_rules_find_type(r->rules, member->type);

    *out = (dolen_web_coverage){.name = {member->name_en, member->name_cy},
                                .type = type ? (dolen_both){type->name.en, type->name.cy} : (dolen_both){NULL, NULL},
                                .is_suspended = member->suspended};
    if (dolen_code_same(member->code, r->agency->code))
        DOLEN_TRY(read_own(r, out, err));
    return read_codes(r, type, out, err);
}

dolen_status dolen_coverage_read(dolen_agency *agency, dolen_arena *arena, const dolen_web_coverage **out,
                                 size_t *count, uint32_t *fresh_hours, dolen_err *err)
{
    reading r = {.agency = agency,
                 .federation = dolen_federation_current_get(agency->federation),
                 .rules = agency->rules,
                 .arena = arena};

    *out = NULL;
    *count = 0;
    r.fresh_hours = dolen_rules_limits(r.rules)->fresh_hours;
    *fresh_hours = r.fresh_hours;
    DOLEN_TRY(dolen_arena_take(arena, r.federation->member_count + 1, sizeof *r.list, (void *)&r.list, err));
    for (size_t i = 0; i < r.federation->member_count; i++)
        DOLEN_TRY(read_member(&r, &r.federation->members[i], &r.list[i], err));
    DOLEN_TRY(read_answer(&r, err));
    *out = r.list;
    *count = r.federation->member_count;
    return DOLEN_OK;
}
