#include "tests/support/search_month.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deploy/region/household.h"
#include "node/base/memory.h"

/* The agency: a front door, assessment and long-term teams, response shifts round the clock, an emergency duty team. */
typedef enum rhythm { FRONT_DOOR, ASSESSMENT, LONG_TERM, RESPONSE, EMERGENCY, MANAGER } rhythm;

static const struct {
    const char *name;
    rhythm rhythm;
    uint16_t people;
} teams[] = {
    {"Front door", FRONT_DOOR, 30},   {"Assessment 1", ASSESSMENT, 20}, {"Assessment 2", ASSESSMENT, 20},
    {"Assessment 3", ASSESSMENT, 20}, {"Assessment 4", ASSESSMENT, 20}, {"Assessment 5", ASSESSMENT, 20},
    {"Assessment 6", ASSESSMENT, 20}, {"Long term 1", LONG_TERM, 20},   {"Long term 2", LONG_TERM, 20},
    {"Long term 3", LONG_TERM, 20},   {"Long term 4", LONG_TERM, 20},   {"Long term 5", LONG_TERM, 20},
    {"Long term 6", LONG_TERM, 20},   {"Long term 7", LONG_TERM, 20},   {"Response A", RESPONSE, 20},
    {"Response B", RESPONSE, 20},     {"Response C", RESPONSE, 20},     {"Emergency duty", EMERGENCY, 20},
    {"Managers", MANAGER, 30},
};

enum {
    TEAMS = sizeof teams / sizeof *teams,
    CASES_MOST = 60000,
    HOMES = 120000, /* lived-in homes of the region */
    HOUR = 3600 * 1000,
    MINUTE = 60 * 1000,
    PLANT_FROM = 16, /* plants lie in the second half, when everybody has a past */
    FAMILIES_OF_CASE = 6,
};

/* A Monday. */
#define BEGINS (INT64_C(20759) * 86400000)
#define DAY_MS INT64_C(86400000)

typedef struct month_case {
    char reference[24];
    uint32_t homes[FAMILIES_OF_CASE];
    uint8_t home_count;
    uint8_t team; /* whose it is now */
    uint16_t worker;
    int16_t handed; /* day on which it went on to another team; -1: not */
    int16_t opened;
    int16_t taken; /* day from which it is this worker's */
} month_case;

typedef struct maker {
    search_month *month;
    size_t room;
    dolen_words *words;
    dolen_dice dice;
    uint64_t seed;
    month_case *cases;
    size_t case_count;
    uint8_t team_of[SEARCH_MONTH_STAFF];
    uint32_t home_of[SEARCH_MONTH_STAFF];
    const char *surname_of[SEARCH_MONTH_STAFF];
    uint32_t pace; /* per thousand of the usual amount of work */
    uint8_t kind;  /* of the plant being laid */
    uint8_t number;
} maker;

static uint32_t below(maker *m, uint32_t limit)
{
    return dolen_dice_below(&m->dice, limit);
}

static uint32_t between(maker *m, uint32_t low, uint32_t high)
{
    return dolen_dice_between(&m->dice, low, high);
}

static bool chance(maker *m, uint32_t per_thousand)
{
    return dolen_dice_chance(&m->dice, per_thousand);
}

static dolen_uuid number_of(maker *m)
{
    dolen_uuid id;
    const uint64_t halves[2] = {dolen_dice_roll(&m->dice), dolen_dice_roll(&m->dice)};

    memcpy(id.bytes, halves, sizeof id.bytes);
    return id;
}

static void put(maker *m, uint16_t staff, int64_t asked, const char *reference, json_t *typed)
{
    search_month *month = m->month;

    if (month->count == m->room) {
        m->room = m->room ? 2 * m->room : 4096;
        month->searches = dolen_memory_resize(month->searches, m->room, sizeof *month->searches);
    }
    search_month_search *one = &month->searches[month->count++];
    *one = (search_month_search){
        .id = number_of(m), .asked = asked, .staff = staff, .planted_kind = m->kind, .planted = m->number};
    snprintf(one->case_reference, sizeof one->case_reference, "%s", reference);
    one->searched = json_dumps(typed, JSON_COMPACT);
    json_decref(typed);
}

static void type_home(maker *m, uint32_t home, bool with_uprn, search_month_home *out)
{
    const dolen_home at = dolen_home_at(m->words, m->seed, home);
    char line[DOLEN_HOME_LINE];

    dolen_home_write(&at, chance(m, 200), line);
    snprintf(out->line, sizeof out->line, "%s", line);
    snprintf(out->postcode, sizeof out->postcode, "%s", at.postcode);
    snprintf(out->uprn, sizeof out->uprn, "%s", with_uprn ? at.uprn : "");
}

/* A person is typed with a date of birth mostly, and with an address often. */
static void search_resident(maker *m, uint16_t staff, int64_t asked, const char *reference, const dolen_resident *who,
                            const char *surname)
{
    search_month_home home;
    char born[DOLEN_DAY_TEXT];

    type_home(m, who->home, false, &home);
    dolen_day_write(who->born, born);
    json_t *typed = json_pack("{s:s, s:s}", "forenames", who->forename, "surname", surname);
    if (*who->former_surname && chance(m, 500))
        json_object_set_new(typed, "former_surname", json_string(who->former_surname));
    if (chance(m, 950))
        json_object_set_new(typed, "dob", json_string(born));
    if (chance(m, 600)) {
        json_object_set_new(typed, "address", json_string(home.line));
        json_object_set_new(typed, "postcode", json_string(home.postcode));
    }
    put(m, staff, asked, reference, typed);
}

static void search_home(maker *m, uint16_t staff, int64_t asked, const char *reference, uint32_t home)
{
    search_month_home typed;

    type_home(m, home, chance(m, 300), &typed);
    put(m, staff, asked, reference,
        json_pack("{s:s, s:s, s:s}", "address", typed.line, "postcode", typed.postcode, "uprn", typed.uprn));
}

static month_case *open_case(maker *m, uint16_t worker, int day)
{
    month_case *made = &m->cases[m->case_count];

    if (m->case_count + 1 < CASES_MOST)
        m->case_count++;
    *made = (month_case){
        .team = m->team_of[worker], .worker = worker, .handed = -1, .opened = (int16_t)day, .taken = (int16_t)day};
    snprintf(made->reference, sizeof made->reference, "%c%05u/26", "FALRED"[teams[made->team].rhythm],
             (unsigned)(m->case_count + 10000));
    made->homes[made->home_count++] = below(m, HOMES);
    while (chance(m, made->home_count == 1 ? 250 : 300) && made->home_count < 3)
        made->homes[made->home_count++] = below(m, HOMES);
    if (chance(m, 15)) /* a group of friends, a children's home */
        while (made->home_count < between(m, 4, FAMILIES_OF_CASE))
            made->homes[made->home_count++] = below(m, HOMES);
    return made;
}

/* One look into a case: the whole family when it is new, one or two of it later. The instant after the last search. */
static int64_t visit(maker *m, uint16_t staff, int64_t asked, const month_case *about, bool is_new)
{
    dolen_household family;
    const uint32_t homes = is_new ? about->home_count : 1;

    for (uint32_t h = 0; h < homes; h++) {
        const uint32_t home = about->homes[is_new ? h : below(m, about->home_count)];
        dolen_household_fill(m->words, m->seed, (dolen_day){2026, 11, 2}, home, &family);
        const size_t first = is_new ? 0 : below(m, (uint32_t)family.count);
        const size_t people = is_new ? family.count : between(m, 1, 2);
        for (size_t i = first; i < family.count && i < first + people; i++) {
            search_resident(m, staff, asked, about->reference, &family.people[i], family.people[i].surname);
            asked += between(m, 1, 5) * MINUTE;
        }
        if (chance(m, is_new ? 200 : 50)) {
            search_home(m, staff, asked, about->reference, home);
            asked += between(m, 1, 4) * MINUTE;
        }
    }
    return asked;
}

/* A case that is this person's, or its team's. */
static month_case *own_case(maker *m, uint16_t staff, uint32_t of_team)
{
    for (int tries = 0; m->case_count && tries < 400; tries++) {
        month_case *one = &m->cases[below(m, (uint32_t)m->case_count)];
        if (one->worker == staff || (chance(m, of_team) && one->team == m->team_of[staff]))
            return one;
    }
    return NULL;
}

/* Case hand-over goes its usual way: from the front door to assessment, from there to long-term teams. */
static month_case *handed_case(maker *m, uint16_t staff, rhythm from, int day)
{
    for (int tries = 0; m->case_count && tries < 200; tries++) {
        month_case *one = &m->cases[below(m, (uint32_t)m->case_count)];
        if (teams[one->team].rhythm != from || one->taken >= day || one->opened + 9 < day)
            continue;
        one->handed = (int16_t)day;
        one->taken = (int16_t)day;
        one->team = m->team_of[staff];
        one->worker = staff;
        return one;
    }
    return NULL;
}

/* A case that has been open since yesterday at least, whosever it is. */
static month_case *any_case(maker *m, int day)
{
    for (int tries = 0; m->case_count && tries < 50; tries++) {
        month_case *one = &m->cases[below(m, (uint32_t)m->case_count)];
        if (one->taken < day)
            return one;
    }
    return NULL;
}

/* What somebody of this rhythm turns to next. */
static month_case *next_case(maker *m, uint16_t staff, int day, bool *is_new)
{
    const uint32_t roll = below(m, 1000);
    month_case *found = NULL;

    *is_new = false;
    if (roll < 3) /* cover for another team */
        found = any_case(m, day);
    else
        switch (teams[m->team_of[staff]].rhythm) {
        case FRONT_DOOR:
            found = roll < 150 ? own_case(m, staff, 100) : NULL;
            break;
        case ASSESSMENT:
            found = roll < 450 ? own_case(m, staff, 20) : roll < 850 ? handed_case(m, staff, FRONT_DOOR, day) : NULL;
            break;
        case LONG_TERM:
            found = roll < 700 ? own_case(m, staff, 10) : roll < 900 ? handed_case(m, staff, ASSESSMENT, day) : NULL;
            break;
        case RESPONSE:
            found = roll < 100 ? own_case(m, staff, 300) : NULL;
            break;
        case EMERGENCY:
            found = roll < 400 ? any_case(m, day) : NULL;
            break;
        case MANAGER:
            found = own_case(m, staff, 1000);
            break;
        }
    if (found)
        return found;
    *is_new = true;
    return open_case(m, staff, day);
}

/* When somebody works on a day (hour of the first and the last look), and how many cases they then have. */
static bool shift_of(maker *m, uint16_t staff, int day, uint32_t *from, uint32_t *hours, uint32_t *cases)
{
    const bool is_weekend = day % 7 >= 5;

    if (chance(m, 90)) /* leave, sickness, training */
        return false;
    switch (teams[m->team_of[staff]].rhythm) {
    case FRONT_DOOR:
        *from = 8;
        *hours = 10;
        *cases = between(m, 5, 11);
        return !is_weekend || staff % 5 == 0;
    case ASSESSMENT:
        *from = 8;
        *hours = chance(m, 60) ? 12 : 9;
        *cases = between(m, 2, 5);
        return !is_weekend;
    case LONG_TERM:
        *from = chance(m, 50) ? 7 : 9;
        *hours = chance(m, 60) ? 11 : 8;
        *cases = between(m, 1, 4);
        return !is_weekend || chance(m, 15);
    case RESPONSE: /* four days on, four off; early, late and night in turn by team and week */
        *from = (uint32_t[]){6, 14, 22}[(day / 8 + m->team_of[staff]) % 3];
        *hours = 8;
        *cases = between(m, 2, 6);
        return (day + staff) % 8 < 4;
    case EMERGENCY:
        *from = 17;
        *hours = 14;
        *cases = between(m, 3, 8);
        return (day + staff) % 3 == 0;
    case MANAGER:
        break;
    }
    *from = 9;
    *hours = 8;
    *cases = between(m, 0, 2);
    return !is_weekend;
}

static void work_day(maker *m, uint16_t staff, int day)
{
    uint32_t from = 0;
    uint32_t hours = 0;
    uint32_t cases = 0;
    bool is_new = false;

    if (!shift_of(m, staff, day, &from, &hours, &cases))
        return;
    cases = (cases * m->pace + below(m, 1000)) / 1000;
    if (chance(m, 30)) /* a busy day */
        cases += cases / 2 + 1;
    const int64_t begins = BEGINS + day * DAY_MS + (int64_t)from * HOUR;
    for (uint32_t i = 0; i < cases; i++) {
        const int64_t asked = begins + (int64_t)below(m, hours * 60) * MINUTE + below(m, 60) * 1000;
        const month_case *about = next_case(m, staff, day, &is_new);
        const int64_t after = visit(m, staff, asked, about, is_new);
        if (chance(m, 80)) /* looked again later the same day */
            (void)visit(m, staff, after + (int64_t)between(m, 20, 180) * MINUTE, about, false);
    }
}

/* Cases that are watched closely for a while, such as a child at risk: looked at every other working day. */
static void watch_closely(maker *m, int day)
{
    for (size_t i = 0; i < m->case_count; i += 211) {
        const month_case *one = &m->cases[i];
        if (day % 7 < 5 && day % 2 == 0 && day > one->opened && day < one->opened + 10)
            (void)visit(m, one->worker, BEGINS + day * DAY_MS + INT64_C(10) * HOUR + (int64_t)below(m, 300) * MINUTE,
                        one, false);
    }
}

static void hire(maker *m)
{
    size_t number = 0;

    for (uint8_t team = 0; team < TEAMS; team++)
        for (uint16_t i = 0; i < teams[team].people && number < SEARCH_MONTH_STAFF; i++, number++) {
            search_month_person *one = &m->month->staff[number];
            const char sex = chance(m, 700) ? 'F' : 'M';
            m->team_of[number] = team;
            do
                m->home_of[number] = below(m, HOMES);
            while (dolen_home_at(m->words, m->seed, m->home_of[number]).number == 0);
            m->surname_of[number] = dolen_words_surname(m->words, &m->dice);
            snprintf(one->account, sizeof one->account, "s%03zu", number);
            snprintf(one->full_name, sizeof one->full_name, "%s %s",
                     dolen_words_forename(m->words, &m->dice, sex, (int)between(m, 1965, 2000)), m->surname_of[number]);
            snprintf(one->team, sizeof one->team, "%s", teams[team].name);
            type_home(m, m->home_of[number], chance(m, 500), &one->home);
            one->home_kept = true;
        }
}

/* An instant in the ordinary day of somebody, in the second half of the month. */
static int64_t some_instant(maker *m, uint16_t *staff)
{
    const int day = (int)between(m, PLANT_FROM, 25);

    return BEGINS + (day - day % 7 + day % 7 % 5) * DAY_MS + (int64_t)between(m, 9, 15) * HOUR +
           (int64_t)below(m, 60) * MINUTE + 0 * *staff;
}

/* Somebody of a day team; each once. */
static uint16_t some_staff(maker *m, bool used[SEARCH_MONTH_STAFF])
{
    for (;;) {
        const uint16_t staff = (uint16_t)below(m, SEARCH_MONTH_STAFF);
        const rhythm of = teams[m->team_of[staff]].rhythm;
        if (used[staff] || (of != ASSESSMENT && of != LONG_TERM))
            continue;
        used[staff] = true;
        return staff;
    }
}

static bool is_common(const char *surname)
{
    static const char *const common[] = {
        "Jones",    "Davies",  "Williams",  "Thomas", "Evans",    "Morgan",   "Lewis",   "Griffiths", "Rees",
        "Jenkins",  "Smith",   "Roberts",   "James",  "Phillips", "Morris",   "John",    "Hughes",    "Harris",
        "Richards", "Edwards", "Price",     "Lloyd",  "Hopkins",  "Powell",   "Owen",    "Llewellyn", "Howells",
        "David",    "Bowen",   "Bevan",     "Davis",  "Walters",  "Matthews", "Harries", "Beynon",    "Young",
        "Bennett",  "Parry",   "Pritchard", "Pugh",   "Brown",    "Taylor"};

    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (strcmp(common[i], surname) == 0)
            return true;
    return false;
}

static const char *reference_of(maker *m, uint16_t staff)
{
    const month_case *own = own_case(m, staff, 0);

    return own ? own->reference : "G00001/26";
}

/* A relative: another home (or one nearby), the same surname. */
static void plant_relative(maker *m, uint16_t staff, uint32_t home, int64_t asked)
{
    dolen_household family;

    dolen_household_fill(m->words, m->seed, (dolen_day){2026, 11, 2}, home, &family);
    search_resident(m, staff, asked, reference_of(m, staff), &family.people[0], m->surname_of[staff]);
    if (chance(m, 500))
        search_resident(m, staff, asked + 3 * MINUTE, reference_of(m, staff), &family.people[0], m->surname_of[staff]);
}

/* Seven with a rare surname once, two with a common one in the own postcode, one with a common one in many cases. */
static void plant_surname(maker *m, bool used[SEARCH_MONTH_STAFF])
{
    uint16_t staff = some_staff(m, used);

    while (is_common(m->surname_of[staff]) != (m->number >= 7))
        staff = some_staff(m, used);
    if (m->number < 7) {
        plant_relative(m, staff, below(m, HOMES), some_instant(m, &staff));
    } else if (m->number < 9) {
        m->month->staff[staff].home_kept = true;
        dolen_household family;
        char born[DOLEN_DAY_TEXT];
        dolen_household_fill(m->words, m->seed, (dolen_day){2026, 11, 2}, m->home_of[staff], &family);
        dolen_day_write(family.people[0].born, born);
        put(m, staff, some_instant(m, &staff), reference_of(m, staff),
            json_pack("{s:s, s:s, s:s, s:s}", "forenames", family.people[0].forename, "surname", m->surname_of[staff],
                      "dob", born, "postcode", m->month->staff[staff].home.postcode));
    } else {
        for (int i = 0; i < 14; i++)
            plant_relative(m, staff, below(m, HOMES), some_instant(m, &staff));
    }
}

static void plant_hard(maker *m, bool used[SEARCH_MONTH_STAFF])
{
    uint16_t staff = some_staff(m, used);

    while (!is_common(m->surname_of[staff]))
        staff = some_staff(m, used);
    plant_relative(m, staff, below(m, HOMES), some_instant(m, &staff));
}

static void plant_address(maker *m, bool used[SEARCH_MONTH_STAFF])
{
    uint16_t staff = some_staff(m, used);
    dolen_household family;

    m->month->staff[staff].home_kept = true;
    if (m->number % 2) {
        search_home(m, staff, some_instant(m, &staff), reference_of(m, staff), m->home_of[staff]);
        return;
    }
    dolen_household_fill(m->words, m->seed, (dolen_day){2026, 11, 2}, m->home_of[staff], &family);
    search_month_home home;
    type_home(m, m->home_of[staff], false, &home);
    put(m, staff, some_instant(m, &staff), reference_of(m, staff),
        json_pack("{s:s, s:s, s:s, s:s}", "forenames", family.people[0].forename, "surname", family.people[0].surname,
                  "address", home.line, "postcode", home.postcode));
}

static void plant_many(maker *m, bool used[SEARCH_MONTH_STAFF])
{
    uint16_t staff = some_staff(m, used);
    int64_t asked = some_instant(m, &staff) / DAY_MS * DAY_MS + INT64_C(9) * HOUR;
    const uint32_t people = between(m, 40, 60);
    dolen_household family;
    const char *reference = "";

    for (uint32_t i = 0; i < people; i++, asked += between(m, 2, 9) * MINUTE) {
        if (i % 5 == 0)
            reference = reference_of(m, staff);
        dolen_household_fill(m->words, m->seed, (dolen_day){2026, 11, 2}, below(m, HOMES), &family);
        search_resident(m, staff, asked, reference, &family.people[0], family.people[0].surname);
    }
}

static void plant_night(maker *m, bool used[SEARCH_MONTH_STAFF])
{
    uint16_t staff = some_staff(m, used);
    const int64_t night = some_instant(m, &staff) / DAY_MS * DAY_MS + (int64_t)between(m, 1, 3) * HOUR;
    const uint32_t people = between(m, 1, 4);
    dolen_household family;

    for (uint32_t i = 0; i < people; i++) {
        dolen_household_fill(m->words, m->seed, (dolen_day){2026, 11, 2}, below(m, HOMES), &family);
        search_resident(m, staff, night + (int64_t)i * 4 * MINUTE, reference_of(m, staff), &family.people[0],
                        family.people[0].surname);
    }
}

static void plant_again(maker *m, bool used[SEARCH_MONTH_STAFF])
{
    uint16_t staff = some_staff(m, used);
    const char *reference = reference_of(m, staff);
    const uint32_t times = between(m, 8, 12);
    dolen_household family;

    dolen_household_fill(m->words, m->seed, (dolen_day){2026, 11, 2}, below(m, HOMES), &family);
    for (uint32_t i = 0; i < times; i++)
        search_resident(m, staff,
                        BEGINS + (int64_t)(8 + i * 20 / times) * DAY_MS + (int64_t)between(m, 9, 15) * HOUR +
                            (int64_t)below(m, 60) * MINUTE,
                        reference, &family.people[0], family.people[0].surname);
}

static void plant_families(maker *m, bool used[SEARCH_MONTH_STAFF])
{
    uint16_t staff = some_staff(m, used);
    const char *reference = reference_of(m, staff);
    const uint32_t families = between(m, 10, 16);
    dolen_household family;

    for (uint32_t i = 0; i < families; i++) {
        dolen_household_fill(m->words, m->seed, (dolen_day){2026, 11, 2}, below(m, HOMES), &family);
        search_resident(m, staff, some_instant(m, &staff), reference, &family.people[0], family.people[0].surname);
    }
}

/* A case of a team that has nothing to do with the own one. */
static void plant_other_team(maker *m, bool used[SEARCH_MONTH_STAFF])
{
    uint16_t staff = some_staff(m, used);
    const month_case *foreign = NULL;

    while (teams[m->team_of[staff]].rhythm != LONG_TERM)
        staff = some_staff(m, used);
    do
        foreign = any_case(m, SEARCH_MONTH_DAYS);
    while (teams[foreign->team].rhythm != LONG_TERM || foreign->team == m->team_of[staff] || foreign->handed >= 0 ||
           foreign->opened >= PLANT_FROM);
    (void)visit(m, staff, some_instant(m, &staff), foreign, false);
}

static void plant(maker *m)
{
    static void (*const plants[SEARCH_MONTH_KINDS])(maker *, bool[SEARCH_MONTH_STAFF]) = {
        [DOLEN_UNUSUAL_OWN_SURNAME] = plant_surname,
        [DOLEN_UNUSUAL_OWN_ADDRESS] = plant_address,
        [DOLEN_UNUSUAL_MANY] = plant_many,
        [DOLEN_UNUSUAL_HOUR] = plant_night,
        [DOLEN_UNUSUAL_AGAIN] = plant_again,
        [DOLEN_UNUSUAL_FAMILIES] = plant_families,
        [DOLEN_UNUSUAL_OTHER_TEAM] = plant_other_team,
        [SEARCH_MONTH_HARD] = plant_hard};
    bool used[SEARCH_MONTH_STAFF] = {false};

    for (uint8_t kind = 1; kind < SEARCH_MONTH_KINDS; kind++)
        for (uint8_t i = 0; i < SEARCH_MONTH_PLANTED; i++) {
            m->kind = kind;
            m->number = i;
            plants[kind](m, used);
        }
}

static int compare_searches(const void *a, const void *b)
{
    const search_month_search *left = a;
    const search_month_search *right = b;

    if (left->asked != right->asked)
        return left->asked < right->asked ? -1 : 1;
    return dolen_uuid_compare(left->id, right->id);
}

search_month *search_month_new(uint64_t seed, size_t wanted, bool is_innocent)
{
    maker m = {.month = dolen_memory_make(1, sizeof *m.month),
               .words = dolen_words_new(),
               .dice = dolen_dice_of(seed, 1, 0),
               .seed = seed,
               .cases = dolen_memory_make(CASES_MOST, sizeof *m.cases),
               .pace = (uint32_t)(wanted / 63)};

    hire(&m);
    for (int day = 0; day < SEARCH_MONTH_DAYS; day++) {
        for (uint16_t staff = 0; staff < SEARCH_MONTH_STAFF; staff++)
            work_day(&m, staff, day);
        watch_closely(&m, day);
    }
    if (!is_innocent)
        plant(&m);
    qsort(m.month->searches, m.month->count, sizeof *m.month->searches, compare_searches);
    dolen_words_free(m.words);
    free(m.cases);
    return m.month;
}

void search_month_free(search_month *month)
{
    if (!month)
        return;
    for (size_t i = 0; i < month->count; i++)
        free(month->searches[i].searched);
    free(month->searches);
    free(month);
}
