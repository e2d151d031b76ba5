/**
 * A site for the pages without database, rules or federation: accounts, sessions and searches in memory, and a search
 * that answers from a fixed cast. Passwords are hashed as always.
 *
 * Surnames decide: "Nobody" is known to none; "Broker", "Holders", "Quota", "Rules" and "Expired" find that trouble;
 * "Crash" makes the node fail; "Guarded" has a protected record; "Crowd" is known to half of thirty agencies; everybody
 * else is known to three of five agencies.
 */
#ifndef DOLEN_TESTS_SUPPORT_WEB_DOUBLE_H
#define DOLEN_TESTS_SUPPORT_WEB_DOUBLE_H

#include <stdlib.h>
#include <string.h>

#include "node/agency/search_json.h"
#include "node/agency/web/web.h"
#include "node/base/text.h"
#include "node/crypto/password.h"
#include "node/match/normalise.h"
#include "tests/support/web_crowd.h"
#include "tests/support/web_reviews_double.h"

enum { WEB_DOUBLE_SESSIONS = 512, WEB_DOUBLE_SEARCHES = 512, WEB_DOUBLE_STEPS = 64 };

#define WEB_DOUBLE_PASSWORD "correct horse battery"

typedef struct web_double_session {
    dolen_digest id;
    char user[64];
    dolen_code role;
    int64_t started;
    int64_t last_used;
    int64_t authenticated;
    bool has_sid;
    char sid[64];
    bool exists;
} web_double_session;

typedef struct web_double_search {
    dolen_web_search search;
    dolen_arena *arena;
} web_double_search;

typedef struct web_double {
    int64_t now;
    bool real_time;
    bool store_fails;
    bool has_alarm;
    bool lapsed;
    bool suspended;
    size_t account_changes;
    char last_team[128]; /* team|address|postcode of the last change */
    char last_change[32];
    bool has_second_factor;
    bool confirmed_second_factor;
    int64_t last_step;
    uint32_t failures;
    int64_t locked_until;
    char password_hash[DOLEN_PASSWORD_TEXT];
    web_double_session sessions[WEB_DOUBLE_SESSIONS];
    web_double_search searches[WEB_DOUBLE_SEARCHES];
    size_t search_count;
    size_t asked;                             /**< how often the search was asked */
    dolen_audit_step steps[WEB_DOUBLE_STEPS]; /**< all that were noted, in order */
    size_t step_count;
    bool steps_fail;
    dolen_search_request last;
    web_reviews_double reviews;
} web_double;

static inline int64_t web_double_now(void *context)
{
    const web_double *d = context;

    return d->real_time ? dolen_clock_now(dolen_clock_system()) : d->now;
}

static inline dolen_status web_double_find_account(void *context, const char *user, int64_t now, dolen_arena *arena,
                                                   dolen_web_account *out, dolen_err *err)
{
    const web_double *d = context;
    const bool officer = strcmp(user, "officer") == 0;
    const bool admin = strcmp(user, "admin") == 0;
    const bool both = strcmp(user, "both") == 0;

    if (d->store_fails)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the double fails");
    if (strcmp(user, "asha") != 0 && strcmp(user, "bryn") != 0 && !officer && !admin && !both)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no such account");
    *out = (dolen_web_account){.user = dolen_arena_copy_string(arena, user, strlen(user)),
                               .password_hash = d->password_hash,
                               .role = dolen_code_of(officer ? "data-protection-officer"
                                                     : admin ? "administrator"
                                                             : "practitioner"),
                               .role_count = both ? 2 : 1,
                               .may_sign_in = !d->lapsed && now >= d->locked_until,
                               .failures = d->failures};
    return DOLEN_OK;
}

static inline dolen_status web_double_note_sign_in(void *context, const char *user, bool succeeded,
                                                   int64_t locked_until, dolen_err *err)
{
    web_double *d = context;

    (void)user;
    (void)err;
    d->failures = succeeded ? 0 : d->failures + 1;
    d->locked_until = succeeded ? 0 : locked_until;
    return DOLEN_OK;
}

static inline dolen_status web_double_set_password(void *context, const char *user, const char *password,
                                                   dolen_err *err)
{
    web_double *d = context;

    for (size_t i = 0; i < WEB_DOUBLE_SESSIONS; i++)
        if (strcmp(d->sessions[i].user, user) == 0)
            d->sessions[i].exists = false;
    return dolen_password_hash(dolen_bytes_of_string(password), d->password_hash, err);
}

static inline dolen_status web_double_renew_hash(void *context, const char *user, const char *password,
                                                 const char *old_hash, dolen_err *err)
{
    web_double *d = context;

    (void)user;
    DOLEN_MUST(strcmp(old_hash, d->password_hash) == 0);
    return dolen_password_hash(dolen_bytes_of_string(password), d->password_hash, err);
}

/** The shared secret of everybody's app: that of RFC 6238's examples. */
static inline dolen_status web_double_find_second_factor(void *context, const char *user, dolen_web_second_factor *out,
                                                         dolen_err *err)
{
    const web_double *d = context;

    (void)user;
    *out = (dolen_web_second_factor){.is_confirmed = d->confirmed_second_factor};
    memcpy(out->secret, "12345678901234567890", sizeof out->secret);
    return d->has_second_factor ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "no second factor");
}

static inline dolen_status web_double_begin_second_factor(void *context, const char *user, dolen_err *err)
{
    web_double *d = context;

    (void)user;
    (void)err;
    d->has_second_factor = true;
    return DOLEN_OK;
}

static inline dolen_status web_double_take_second_factor(void *context, const char *user, int64_t step, dolen_err *err)
{
    web_double *d = context;

    (void)user;
    if (step <= d->last_step)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "used before");
    d->last_step = step;
    d->confirmed_second_factor = true;
    return DOLEN_OK;
}

static inline web_double_session *web_double_session_of(web_double *d, dolen_digest id)
{
    for (size_t i = 0; i < WEB_DOUBLE_SESSIONS; i++)
        if (d->sessions[i].exists && memcmp(&d->sessions[i].id, &id, sizeof id) == 0)
            return &d->sessions[i];
    return NULL;
}

static inline dolen_status web_double_make_session(void *context, dolen_digest id, const dolen_web_session *session,
                                                   dolen_err *err)
{
    web_double *d = context;

    for (size_t i = 0; i < WEB_DOUBLE_SESSIONS; i++)
        if (!d->sessions[i].exists) {
            d->sessions[i] = (web_double_session){.id = id,
                                                  .role = session->role,
                                                  .started = session->started,
                                                  .last_used = session->last_used,
                                                  .authenticated = session->authenticated,
                                                  .has_sid = session->openid_sid != NULL,
                                                  .exists = true};
            DOLEN_TRY(dolen_text_copy(d->sessions[i].sid, sizeof d->sessions[i].sid,
                                      session->openid_sid ? session->openid_sid : "", err));
            return dolen_text_copy(d->sessions[i].user, sizeof d->sessions[i].user, session->user, err);
        }
    return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the double is full");
}

static inline dolen_status web_double_find_session(void *context, dolen_digest id, int64_t now, dolen_arena *arena,
                                                   dolen_web_session *out, dolen_err *err)
{
    const web_double_session *found = web_double_session_of(context, id);

    (void)now;
    if (!found)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no such session");
    *out = (dolen_web_session){.user = dolen_arena_copy_string(arena, found->user, strlen(found->user)),
                               .role = found->role,
                               .started = found->started,
                               .last_used = found->last_used,
                               .authenticated = found->authenticated,
                               .openid_sid = found->has_sid ? found->sid : NULL,
                               .roles = {found->role},
                               .role_count = 1};
    if (strcmp(found->user, "both") == 0) {
        out->roles[0] = dolen_code_of("practitioner");
        out->roles[1] = dolen_code_of("administrator");
        out->role_count = 2;
    }
    return DOLEN_OK;
}

static inline dolen_status web_double_touch_session(void *context, dolen_digest id, int64_t now, dolen_err *err)
{
    web_double_session *found = web_double_session_of(context, id);

    (void)err;
    if (found)
        found->last_used = now;
    return DOLEN_OK;
}

static inline dolen_status web_double_end_session(void *context, dolen_digest id, dolen_err *err)
{
    web_double_session *found = web_double_session_of(context, id);

    (void)err;
    if (found)
        found->exists = false;
    return DOLEN_OK;
}

static inline const char *web_double_keep(dolen_arena *arena, const char *text)
{
    return text ? dolen_arena_copy_string(arena, text, strlen(text)) : NULL;
}

static inline void web_double_copy(dolen_arena *arena, const dolen_web_search *from, dolen_web_search *to)
{
    *to = *from;
    to->request.user = web_double_keep(arena, from->request.user);
    to->request.case_reference = web_double_keep(arena, from->request.case_reference);
    to->request.decision_maker = web_double_keep(arena, from->request.decision_maker);
    to->request.authoriser = web_double_keep(arena, from->request.authoriser);
    to->request.person.forenames = web_double_keep(arena, from->request.person.forenames);
    to->request.person.surname = web_double_keep(arena, from->request.person.surname);
    to->request.person.address = web_double_keep(arena, from->request.person.address);
    to->request.person.postcode = web_double_keep(arena, from->request.person.postcode);
    to->request.person.nhs_number = web_double_keep(arena, from->request.person.nhs_number);
    to->request.address.line = web_double_keep(arena, from->request.address.line);
    to->request.address.postcode = web_double_keep(arena, from->request.address.postcode);
    to->request.address.uprn = web_double_keep(arena, from->request.address.uprn);
    to->answer = web_double_keep(arena, from->answer);
    to->receipt = web_double_keep(arena, from->receipt);
}

static inline dolen_status web_double_save_search(web_double *d, const dolen_web_search *search, dolen_err *err)
{
    if (d->search_count == WEB_DOUBLE_SEARCHES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the double is full");
    web_double_search *place = &d->searches[d->search_count++];
    place->arena = dolen_arena_new(1 << 20);
    web_double_copy(place->arena, search, &place->search);
    return DOLEN_OK;
}

static inline dolen_status web_double_find_search(void *context, const char *user, dolen_uuid id, dolen_arena *arena,
                                                  dolen_web_search *out, dolen_err *err)
{
    const web_double *d = context;

    for (size_t i = 0; i < d->search_count; i++)
        if (dolen_uuid_same(d->searches[i].search.id, id) && strcmp(d->searches[i].search.request.user, user) == 0) {
            web_double_copy(arena, &d->searches[i].search, out);
            return DOLEN_OK;
        }
    return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no such search");
}

static inline dolen_status web_double_note_steps(void *context, const dolen_audit_walk *walk,
                                                 const dolen_audit_step *steps, size_t count, dolen_err *err)
{
    web_double *d = context;

    (void)walk;
    if (d->steps_fail)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the double notes no steps");
    for (size_t i = 0; i < count && d->step_count < WEB_DOUBLE_STEPS; i++)
        d->steps[d->step_count++] = steps[i];
    return DOLEN_OK;
}

static inline dolen_status web_double_list_searches(void *context, const char *user, size_t limit, dolen_arena *arena,
                                                    const dolen_web_search **out, size_t *count, dolen_err *err)
{
    const web_double *d = context;
    dolen_web_search *list;

    *count = 0;
    DOLEN_TRY(dolen_arena_take(arena, limit, sizeof *list, &list, err));
    for (size_t i = d->search_count; i > 0 && *count < limit; i--)
        if (strcmp(d->searches[i - 1].search.request.user, user) == 0)
            web_double_copy(arena, &d->searches[i - 1].search, &list[(*count)++]);
    *out = list;
    return DOLEN_OK;
}

static inline dolen_status web_double_purposes(void *context, dolen_code role, dolen_arena *arena,
                                               const dolen_web_purpose **out, size_t *count, dolen_err *err)
{
    dolen_web_purpose *list;

    (void)context;
    *count = 0;
    *out = NULL;
    if (strcmp(role.text, "practitioner") != 0)
        return DOLEN_OK;
    DOLEN_TRY(dolen_arena_take(arena, 3, sizeof *list, &list, err));
    list[0] = (dolen_web_purpose){
        dolen_code_of("S47"), {"Child-protection enquiry", "Ymholiad amddiffyn plant"}, false, true};
    list[1] = (dolen_web_purpose){dolen_code_of("MISSING"), {"Missing episode", "Cyfnod ar goll"}, false, false};
    list[2] = (dolen_web_purpose){
        dolen_code_of("ADULT126"), {"Adult at risk enquiry", "Ymholiad oedolyn mewn perygl"}, true, false};
    *out = list;
    *count = 3;
    return DOLEN_OK;
}

static inline dolen_both web_double_purpose_name(void *context, dolen_code purpose)
{
    (void)context;
    if (strcmp(purpose.text, "S47") == 0)
        return (dolen_both){"Child-protection enquiry", "Ymholiad amddiffyn plant"};
    return (dolen_both){NULL, NULL};
}

static inline dolen_both web_double_member_name(void *context, dolen_code member)
{
    (void)context;
    if (strcmp(member.text, "SWP") == 0)
        return (dolen_both){"Police", "Heddlu"};
    return (dolen_both){NULL, NULL};
}

static inline dolen_status web_double_urgencies(void *context, dolen_arena *arena, const dolen_web_urgency **out,
                                                size_t *count, dolen_err *err)
{
    dolen_web_urgency *list;

    (void)context;
    *count = 0;
    DOLEN_TRY(dolen_arena_take(arena, 2, sizeof *list, &list, err));
    list[0] = (dolen_web_urgency){dolen_code_of("LIFE"), {"Danger to life", "Perygl i fywyd"}};
    list[1] =
        (dolen_web_urgency){dolen_code_of("HARM"), {"Risk of serious harm today", "Risg o niwed difrifol heddiw"}};
    *out = list;
    *count = 2;
    return DOLEN_OK;
}

static inline dolen_status web_double_list_notices(void *context, size_t limit, dolen_arena *arena,
                                                   const dolen_kept_notice **out, size_t *count, dolen_err *err)
{
    dolen_kept_notice *list;

    (void)limit;
    *count = 0;
    DOLEN_TRY(dolen_arena_take(arena, 2, sizeof *list, &list, err));
    list[0] = (dolen_kept_notice){.notice = {.entry = 12,
                                             .outcome = DOLEN_CONSULTED_OPENED,
                                             .asked = web_double_now(context),
                                             .agency = dolen_code_of("SWP"),
                                             .purpose = dolen_code_of("S47"),
                                             .urgent = true},
                                  .local_id = "P-10023",
                                  .received = web_double_now(context)};
    list[1] = (dolen_kept_notice){.notice = {.entry = 11, .outcome = DOLEN_CONSULTED_SHOWN, .asked = 1},
                                  .has_key = true,
                                  .key = dolen_uuid_make()};
    *out = list;
    *count = 2;
    return DOLEN_OK;
}

static inline dolen_both web_double_flag_name(void *context, dolen_code flag)
{
    (void)context;
    if (strcmp(flag.text, "POL.MISSING") == 0)
        return (dolen_both){"Reported missing", "Adroddwyd ar goll"};
    if (strcmp(flag.text, "CSC.CPR") == 0)
        return (dolen_both){"Child protection register", "Cofrestr amddiffyn plant"};
    if (strcmp(flag.text, "CSC.CSP") == 0)
        return (dolen_both){"Care and support plan", "Cynllun gofal a chymorth"};
    return (dolen_both){NULL, NULL};
}

static inline void web_double_answer(const web_double *d, dolen_arena *arena, bool known, dolen_search_outcome *out)
{
    static const dolen_month_count counts[] = {{2026 * 12 + 1, 2}, {2026 * 12 + 7, 1}};
    static const char *const names[][2] = {{"Children's services", "Gwasanaethau plant"},
                                           {"Police", "Heddlu"},
                                           {"Health board", "Bwrdd iechyd"},
                                           {"Housing", "Tai"},
                                           {"Fire and rescue", "Tân ac achub"}};
    dolen_finding *findings = dolen_arena_make(arena, 5, sizeof *findings);
    dolen_search_member *members = dolen_arena_make(arena, 5, sizeof *members);
    dolen_flag *flags = dolen_arena_make(arena, 4, sizeof *flags);

    flags[0] = (dolen_flag){.code = dolen_code_of("CSC.CPR"), .kind = DOLEN_FLAG_STATE, .opened = 2026 * 12 + 2};
    flags[1] = (dolen_flag){.code = dolen_code_of("CSC.CSP"),
                            .kind = DOLEN_FLAG_INVOLVEMENT,
                            .opened = 2025 * 12 + 8,
                            .closed = 2026 * 12 + 5,
                            .disputed = true};
    flags[2] = (dolen_flag){.code = dolen_code_of("POL.MISSING"),
                            .kind = DOLEN_FLAG_EVENT,
                            .months = counts,
                            .month_count = 2,
                            .latest = {2026, 8, 3}};
    flags[3] = (dolen_flag){.code = dolen_code_of("HB.HV"), .kind = DOLEN_FLAG_INVOLVEMENT};
    for (size_t i = 0; i < 5; i++) {
        const bool involved = known && i < 3;
        findings[i] = (dolen_finding){.state = i == 4     ? DOLEN_MEMBER_NO_ANSWER
                                               : i == 3   ? DOLEN_MEMBER_OUT_OF_DATE
                                               : involved ? DOLEN_MEMBER_INVOLVED
                                                          : DOLEN_MEMBER_NOTHING,
                                      .agency = dolen_code_of("A1"),
                                      .as_of = i == 4 ? 0 : web_double_now((void *)(uintptr_t)d) - 3600 * 1000,
                                      .band = !involved ? DOLEN_BAND_NONE
                                              : i == 2  ? DOLEN_BAND_PROBABLE
                                                        : DOLEN_BAND_CONFIRMED,
                                      .level = DOLEN_LEVEL_L3,
                                      .agreement = {.forename = 4, .surname = 3, .born = 4, .place = 3}};
        members[i] = (dolen_search_member){.finding = &findings[i],
                                           .name_en = names[i][0],
                                           .name_cy = names[i][1],
                                           .type = "childrens",
                                           .team_en = involved ? "Duty team" : NULL,
                                           .team_cy = involved ? "Tîm dyletswydd" : NULL,
                                           .telephone = involved ? "01632 960 100" : NULL};
    }
    if (known) {
        findings[0].flags = flags;
        findings[0].flag_count = 2;
        findings[1].flags = flags + 2;
        findings[1].flag_count = 1;
        findings[2].flags = flags + 3;
        findings[2].flag_count = 1;
    }
    out->has_answer = true;
    out->members = members;
    out->member_count = 5;
    out->receipt = "c2sp.org/tlog-proof@v1\nindex 41\n";
    out->answer = (dolen_answer){.advice = known ? DOLEN_ADVICE_CHECK_IDENTITY : DOLEN_ADVICE_GIVE_BORN,
                                 .rules_version = "2026-11-01",
                                 .granted_level = DOLEN_LEVEL_L3,
                                 .ledger = {.index = 41, .size = 42}};
}

/* The second agency's record is protected: held back until it is acknowledged. */
static inline void web_double_guard(const dolen_search_request *request, dolen_search_outcome *out)
{
    dolen_finding *finding = (dolen_finding *)(uintptr_t)out->members[1].finding;

    if (request->acknowledge_protected) {
        finding->shielded = true;
        out->opened_protected = true;
        out->review_due = out->asked + INT64_C(48) * 3600 * 1000;
        return;
    }
    *finding = (dolen_finding){.state = DOLEN_MEMBER_NOTHING, .agency = finding->agency, .as_of = finding->as_of};
    ((dolen_search_member *)(uintptr_t)out->members)[1].telephone = NULL;
    ((dolen_search_member *)(uintptr_t)out->members)[1].team_en = NULL;
    out->answer.protected_held = true;
}

static inline bool web_double_find_faults(const dolen_search_request *request, dolen_search_fault *faults)
{
    const dolen_day born = request->person.born;
    char number[DOLEN_NORMAL_NHS];

    if (*request->person.nhs_number && !dolen_normalise_nhs_number(request->person.nhs_number, number))
        faults[DOLEN_SEARCH_FIELD_NHS_NUMBER] = DOLEN_SEARCH_NHS_NUMBER_INVALID;
    if (dolen_code_is_empty(request->purpose))
        faults[DOLEN_SEARCH_FIELD_PURPOSE] = DOLEN_SEARCH_PURPOSE_MISSING;
    const bool urgent = !dolen_code_is_empty(request->urgent_reason);
    if (!*request->case_reference && !urgent)
        faults[DOLEN_SEARCH_FIELD_CASE] = DOLEN_SEARCH_CASE_MISSING;
    if (urgent && !*request->authoriser)
        faults[DOLEN_SEARCH_FIELD_AUTHORISER] = DOLEN_SEARCH_AUTHORISER_MISSING;
    if (request->subject == DOLEN_SUBJECT_PERSON && !*request->person.forenames && !*request->person.surname)
        faults[DOLEN_SEARCH_FIELD_FORENAMES] = DOLEN_SEARCH_NAME_MISSING;
    if (born.year != 0 && !dolen_day_is_valid(born))
        faults[DOLEN_SEARCH_FIELD_BORN] = DOLEN_SEARCH_BORN_IMPOSSIBLE;
    if (request->subject == DOLEN_SUBJECT_ADDRESS && !*request->address.line && !*request->address.uprn)
        faults[DOLEN_SEARCH_FIELD_ADDRESS] = DOLEN_SEARCH_ADDRESS_MISSING;
    for (size_t i = 0; i < DOLEN_SEARCH_FIELDS; i++)
        if (faults[i] != DOLEN_SEARCH_FINE)
            return true;
    return false;
}

static inline dolen_search_trouble web_double_trouble(const char *surname)
{
    static const struct {
        const char *surname;
        dolen_search_trouble trouble;
    } troubles[] = {{"Broker", DOLEN_SEARCH_NO_BROKER},     {"Holders", DOLEN_SEARCH_NO_KEY_HOLDERS},
                    {"Quota", DOLEN_SEARCH_OVER_QUOTA},     {"Rules", DOLEN_SEARCH_RULES_FORBID},
                    {"Expired", DOLEN_SEARCH_NOT_IN_FORCE}, {"Unconfirmed", DOLEN_SEARCH_LEDGER_STOPPED}};

    for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++)
        if (strcmp(troubles[i].surname, surname) == 0)
            return troubles[i].trouble;
    return DOLEN_SEARCH_NO_TROUBLE;
}

static inline dolen_status web_double_ask(void *context, const dolen_search_request *request, dolen_arena *arena,
                                          dolen_search_outcome *out, dolen_err *err)
{
    web_double *d = context;

    d->asked++;
    d->last = *request;
    *out = (dolen_search_outcome){.request_id = dolen_uuid_make(), .asked = web_double_now(d)};
    if (strcmp(request->person.surname, "Crash") == 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the double crashes");
    out->has_faults = web_double_find_faults(request, out->faults);
    out->trouble = web_double_trouble(request->person.surname);
    if (out->trouble == DOLEN_SEARCH_RULES_FORBID)
        out->rule = dolen_code_of("IG-04");
    if (out->has_faults || out->trouble != DOLEN_SEARCH_NO_TROUBLE)
        return DOLEN_OK;
    if (strcmp(request->person.surname, "Crowd") == 0)
        web_crowd_answer(arena, out->asked, out);
    else
        web_double_answer(d, arena, strcmp(request->person.surname, "Nobody") != 0, out);
    if (strcmp(request->person.surname, "Guarded") == 0)
        web_double_guard(request, out);
    json_t *document = dolen_search_json_answer(request, out, NULL);
    char *text = json_dumps(document, JSON_COMPACT);
    const dolen_web_search search = {
        .request = *request, .id = out->request_id, .asked = out->asked, .answer = text, .receipt = out->receipt};
    const dolen_status status = web_double_save_search(d, &search, err);
    json_decref(document);
    free(text);
    return status;
}

static inline web_double *web_double_new(void)
{
    web_double *d = calloc(1, sizeof *d);
    dolen_err err = {0};

    DOLEN_MUST(d != NULL);
    d->now = INT64_C(1795000000000); /* 2026-11-18 */
    DOLEN_MUST(dolen_password_hash(dolen_bytes_of_string(WEB_DOUBLE_PASSWORD), d->password_hash, &err) == DOLEN_OK);
    return d;
}

static inline void web_double_free(web_double *d)
{
    for (size_t i = 0; i < d->search_count; i++)
        dolen_arena_free(d->searches[i].arena);
    free(d);
}

static inline dolen_status web_double_list_accounts(void *context, int64_t now, dolen_arena *arena,
                                                    const dolen_web_staff **out, size_t *count, dolen_err *err)
{
    const web_double *d = context;
    dolen_web_staff *list = NULL;

    DOLEN_TRY(dolen_arena_take(arena, 3, sizeof *list, (void *)&list, err));
    list[0] = (dolen_web_staff){.user = "admin",
                                .full_name = "Ann Administrator",
                                .roles = "administrator",
                                .confirmed_until = now + INT64_C(90) * 24 * 3600 * 1000,
                                .trained = {2026, 3, 27},
                                .vetted = {2026, 1, 2},
                                .has_second_factor = true};
    list[1] = (dolen_web_staff){.user = "asha",
                                .full_name = "Asha <b>Practitioner</b> \xe2\x80\xae with a very long name indeed",
                                .roles = "practitioner, supervisor",
                                .confirmed_until = now - 1000,
                                .standing = d->suspended ? DOLEN_WEB_SUSPENDED : DOLEN_WEB_LAPSED,
                                .has_second_factor = true,
                                .team = "Tîm <i>Asesu</i> 2",
                                .has_home = true};
    list[2] =
        (dolen_web_staff){.user = "bryn", .full_name = "Bryn", .roles = "duty-desk", .standing = DOLEN_WEB_LOCKED};
    *out = list;
    *count = 3;
    return DOLEN_OK;
}

static inline dolen_status web_double_change_account(void *context, const dolen_web_account_change *change,
                                                     dolen_arena *arena, dolen_err *err)
{
    web_double *d = context;

    (void)arena;
    if (strcmp(change->action, "add") == 0 && strcmp(change->user, "asha") == 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "taken");
    d->suspended = strcmp(change->action, "suspend") == 0;
    d->account_changes++;
    if (change->team)
        snprintf(d->last_team, sizeof d->last_team, "%s|%s|%s%s", change->team,
                 change->home_address ? change->home_address : "", change->home_postcode ? change->home_postcode : "",
                 change->forget_home ? "|forget" : "");
    return dolen_text_copy(d->last_change, sizeof d->last_change, change->action, err);
}

/** Two months of one measure, of which the younger has a number that is not shown. */
static inline dolen_status web_double_statistics(void *context, const char *user, dolen_code role, dolen_arena *arena,
                                                 const dolen_statistics_release **out, size_t *count, dolen_err *err)
{
    static const char *const rows[] = {"all", "age.11-15", "care.yes", "W06000011", "all"};
    dolen_statistics_figure *figures = NULL;
    dolen_statistics_release *release = NULL;

    (void)context;
    (void)user;
    (void)role;
    DOLEN_TRY(dolen_arena_take(arena, 5, sizeof *figures, (void *)&figures, err));
    DOLEN_TRY(dolen_arena_take(arena, 1, sizeof *release, (void *)&release, err));
    for (uint32_t i = 0; i < 5; i++)
        figures[i] = (dolen_statistics_figure){.measure = dolen_code_of("missing-episodes"),
                                               .month = 2026 * 12 + (i == 4 ? 8 : 9),
                                               .row = dolen_code_of(rows[i]),
                                               .column = dolen_code_of("all"),
                                               .is_shown = i != 2,
                                               .shown = i == 2 ? 0 : 40 - 5 * i};
    *release = (dolen_statistics_release){.month = 2026 * 12 + 9,
                                          .made = INT64_C(1794182400000),
                                          .as_of = INT64_C(1794096000000),
                                          .rules_version = "2026.2",
                                          .figures = figures,
                                          .figure_count = 5};
    *out = release;
    *count = 1;
    return DOLEN_OK;
}

static inline dolen_both web_double_statistics_name(void *context, dolen_code code, dolen_counted_by *dimension)
{
    (void)context;
    *dimension = code.text[0] == 'W'                   ? DOLEN_COUNTED_BY_AUTHORITY
                 : strncmp(code.text, "age.", 4) == 0  ? DOLEN_COUNTED_BY_AGE
                 : strncmp(code.text, "care.", 5) == 0 ? DOLEN_COUNTED_BY_CARE
                                                       : DOLEN_COUNTED_BY;
    return code.text[0] == 'W' ? (dolen_both){"Swansea", "Abertawe"} : (dolen_both){NULL, NULL};
}

static inline dolen_status web_double_statistics_file(void *context, const dolen_statistics_release *release,
                                                      bool as_json, dolen_arena *arena, dolen_bytes *out,
                                                      dolen_err *err)
{
    (void)context;
    (void)release;
    (void)arena;
    (void)err;
    *out = dolen_bytes_of_string(as_json ? "{}" : "release,measure\r\n");
    return DOLEN_OK;
}

static inline dolen_status web_double_roles(void *context, dolen_arena *arena, const dolen_web_role **out,
                                            size_t *count, dolen_err *err)
{
    dolen_web_role *list = NULL;

    (void)context;
    DOLEN_TRY(dolen_arena_take(arena, 2, sizeof *list, (void *)&list, err));
    list[0] = (dolen_web_role){dolen_code_of("practitioner"), {"Practitioner", "Ymarferydd"}};
    list[1] = (dolen_web_role){dolen_code_of("administrator"), {"Administrator", "Gweinyddwr"}};
    *out = list;
    *count = 2;
    return DOLEN_OK;
}

static inline dolen_status web_double_status(void *context, dolen_arena *arena, dolen_web_status *out, dolen_err *err)
{
    static const dolen_web_status_member members[] = {{{"Example Council", "Cyngor Enghraifft"}, false},
                                                      {{"Example Police", "Heddlu Enghraifft"}, true}};
    const int64_t now = web_double_now(context);
    dolen_publish_progress *job = NULL;

    DOLEN_TRY(dolen_arena_take(arena, 1, sizeof *job, (void *)&job, err));
    *job = (dolen_publish_progress){.stage = DOLEN_PUBLISH_DONE,
                                    .problems = {{.line = 17, .column = "dob", .what = "no day of the calendar"}},
                                    .problem_count = 1,
                                    .result = {.put = 120, .withdrawn = 3, .unchanged = 9876, .rejected = 1}};
    *out = (dolen_web_status){.job = job,
                              .has_publication = true,
                              .sequence = 42,
                              .rows = 10000,
                              .as_of = now,
                              .confirmed = now,
                              .until = {now + INT64_C(86400000) * 60, now + INT64_C(86400000) * 3, 0, now + 1},
                              .members = members,
                              .member_count = 2,
                              .federation_serial = 7,
                              .rules_version = "2026.1",
                              .rules_digest = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"};
    return DOLEN_OK;
}

static inline bool web_double_has_alarm(void *context)
{
    const web_double *d = context;

    return d->has_alarm;
}

static inline dolen_web_site web_double_site(web_double *d)
{
    return (dolen_web_site){
        .agency_name = {"Example Council", "Cyngor Enghraifft"},
        .context = d,
        .ask = web_double_ask,
        .purposes = web_double_purposes,
        .flag_name = web_double_flag_name,
        .has_alarm = web_double_has_alarm,
        .roles = web_double_roles,
        .statistics = web_double_statistics,
        .statistics_name = web_double_statistics_name,
        .statistics_file = web_double_statistics_file,
        .status = web_double_status,
        .purpose_name = web_double_purpose_name,
        .member_name = web_double_member_name,
        .urgencies = web_double_urgencies,
        .reviews = web_reviews_double_functions(&d->reviews),
        .store = {.context = d,
                  .find_account = web_double_find_account,
                  .note_sign_in = web_double_note_sign_in,
                  .set_password = web_double_set_password,
                  .renew_hash = web_double_renew_hash,
                  .find_second_factor = web_double_find_second_factor,
                  .begin_second_factor = web_double_begin_second_factor,
                  .take_second_factor = web_double_take_second_factor,
                  .make_session = web_double_make_session,
                  .find_session = web_double_find_session,
                  .touch_session = web_double_touch_session,
                  .end_session = web_double_end_session,
                  .find_search = web_double_find_search,
                  .list_searches = web_double_list_searches,
                  .note_steps = web_double_note_steps,
                  .list_accounts = web_double_list_accounts,
                  .change_account = web_double_change_account,
                  .list_notices = web_double_list_notices},
        .clock = {web_double_now, d},
    };
}

#endif
