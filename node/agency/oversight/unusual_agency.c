#include "node/agency/oversight/unusual_agency.h"

#include <stdlib.h>
#include <string.h>

#include "node/agency/oversight/common_surnames.h"
#include "node/base/memory.h"

/* How many cases what is known of surnames counts for; how many cases of a team show what is routine; how much of one
 * case is kept (a reference that thousands use is nobody's); how many foreign cases of the whole agency are kept. */
enum {
    PRIOR_CASES = 2000,
    ROUTINE_CASES = 20,
    CASE_STAFF = 512,
    FOREIGN_MOST = 200000,
    HOURS = 24,
    HOUR = 3600 * 1000,
    TEAM_HOUR_STAFF = 8,
    COLLEAGUES = 2,
    NO_TEAM = -1,
};

/* Of one surname of staff: cases that have it, counted once for each member of staff who asked about it there. */
typedef struct surname {
    uint64_t sum;
    int64_t cases;
} surname;

/* Somebody's use of the case that is being read. */
typedef struct case_use {
    int32_t staff;
    int64_t searches;
} case_use;

/* Somebody's foreign case while the teams' routine is not known yet. */
typedef struct foreign {
    dolen_unusual_foreign about;
    int32_t first_team;
} foreign;

/* Somebody who searches at an hour, from the first to the last night on which they did. */
typedef struct night_worker {
    int32_t staff;
    int32_t first;
    int32_t last;
} night_worker;

struct dolen_unusual_agency {
    const dolen_unusual_staff *staff;
    dolen_unusual_names *names;
    int32_t *teams; /* of each member of staff */
    size_t staff_count;
    int32_t team_count;
    surname *surnames; /* by sum */
    size_t surname_count;
    int64_t cases; /* counted once for each member of staff who used it */
    int64_t *team_cases;
    int64_t *pairs; /* cases that the first team used first and the second looked up as well */
    night_worker (*hours)[HOURS][TEAM_HOUR_STAFF];
    uint64_t case_sum;
    case_use uses[CASE_STAFF];
    size_t use_count;
    struct seen {
        int32_t staff;
        uint32_t surname;
    } * seen; /* which surnames have been counted for whom in this case */
    size_t seen_count, seen_room;
    foreign *raw;
    size_t raw_count, raw_room;
    dolen_unusual_foreign *foreign;
};

static int compare_teams(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;

    return strcmp(*left, *right);
}

/* Numbers the teams in the order of their names. */
static void number_teams(dolen_unusual_agency *agency)
{
    DOLEN_FREED const char **names = dolen_memory_make(agency->staff_count + 1, sizeof *names);
    size_t count = 0;

    for (size_t i = 0; i < agency->staff_count; i++)
        if (*agency->staff[i].team)
            names[count++] = agency->staff[i].team;
    qsort(names, count, sizeof *names, compare_teams);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || strcmp(names[kept - 1], names[i]) != 0)
            names[kept++] = names[i];
    agency->team_count = (int32_t)kept;
    for (size_t i = 0; i < agency->staff_count; i++) {
        const char *team = agency->staff[i].team;
        const char **found = bsearch(&team, names, kept, sizeof *names, compare_teams);
        agency->teams[i] = *team && found ? (int32_t)(found - names) : NO_TEAM;
    }
}

static int compare_surnames(const void *a, const void *b)
{
    const surname *left = a;
    const surname *right = b;

    return left->sum < right->sum ? -1 : left->sum > right->sum;
}

static void list_surnames(dolen_unusual_agency *agency)
{
    size_t count = 0;

    for (size_t i = 0; i < agency->staff_count; i++) {
        dolen_unusual_facts_names(agency->staff[i].full_name, &agency->names[i]);
        for (size_t k = 0; k < agency->names[i].count; k++)
            agency->surnames[count++].sum = agency->names[i].sums[k];
    }
    qsort(agency->surnames, count, sizeof *agency->surnames, compare_surnames);
    for (size_t i = 0; i < count; i++)
        if (agency->surname_count == 0 || agency->surnames[agency->surname_count - 1].sum != agency->surnames[i].sum)
            agency->surnames[agency->surname_count++] = agency->surnames[i];
}

dolen_unusual_agency *dolen_unusual_agency_new(const dolen_unusual_staff *staff, size_t count)
{
    dolen_unusual_agency *agency = dolen_memory_make(1, sizeof *agency);

    agency->staff = staff;
    agency->staff_count = count;
    agency->names = dolen_memory_make(count + 1, sizeof *agency->names);
    agency->teams = dolen_memory_make(count + 1, sizeof *agency->teams);
    agency->surnames = dolen_memory_make(count * DOLEN_UNUSUAL_NAMES + 1, sizeof *agency->surnames);
    number_teams(agency);
    list_surnames(agency);
    const size_t teams = (size_t)agency->team_count + 1;
    agency->team_cases = dolen_memory_make(teams, sizeof *agency->team_cases);
    agency->pairs = dolen_memory_make(teams * teams, sizeof *agency->pairs);
    agency->hours = dolen_memory_make(teams, sizeof *agency->hours);
    for (size_t team = 0; team < teams; team++)
        for (size_t hour = 0; hour < HOURS; hour++)
            for (size_t i = 0; i < TEAM_HOUR_STAFF; i++)
                agency->hours[team][hour][i].staff = DOLEN_UNUSUAL_NOBODY;
    return agency;
}

void dolen_unusual_agency_free(dolen_unusual_agency *agency)
{
    if (!agency)
        return;
    free(agency->names);
    free(agency->teams);
    free(agency->surnames);
    free(agency->team_cases);
    free(agency->pairs);
    free(agency->hours);
    free(agency->seen);
    free(agency->raw);
    free(agency->foreign);
    free(agency);
}

int32_t dolen_unusual_agency_staff(const dolen_unusual_agency *agency, const char *account)
{
    size_t low = 0;
    size_t high = agency->staff_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(agency->staff[middle].account, account);
        if (order == 0)
            return (int32_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return DOLEN_UNUSUAL_NOBODY;
}

const dolen_unusual_names *dolen_unusual_agency_names(const dolen_unusual_agency *agency, int32_t staff)
{
    return &agency->names[staff];
}

static void note_hour(dolen_unusual_agency *agency, int32_t staff, int64_t asked)
{
    const int32_t night = (int32_t)((asked / HOUR - HOURS / 2) / HOURS);
    const int32_t team = agency->teams[staff];

    if (team == NO_TEAM)
        return;
    night_worker *who = agency->hours[team][asked / HOUR % HOURS];
    for (size_t i = 0; i < TEAM_HOUR_STAFF; i++) {
        if (who[i].staff == DOLEN_UNUSUAL_NOBODY)
            who[i] = (night_worker){.staff = staff, .first = night, .last = night};
        if (who[i].staff != staff)
            continue;
        who[i].first = night < who[i].first ? night : who[i].first;
        who[i].last = night > who[i].last ? night : who[i].last;
        return;
    }
}

static void note_surname(dolen_unusual_agency *agency, int32_t staff, uint64_t sum)
{
    const surname wanted = {.sum = sum};
    surname *found =
        bsearch(&wanted, agency->surnames, agency->surname_count, sizeof *agency->surnames, compare_surnames);

    if (!found)
        return;
    const struct seen one = {.staff = staff, .surname = (uint32_t)(found - agency->surnames)};
    for (size_t i = 0; agency->case_sum && i < agency->seen_count; i++)
        if (agency->seen[i].staff == one.staff && agency->seen[i].surname == one.surname)
            return;
    found->cases++;
    if (agency->case_sum == 0 || agency->seen_count == CASE_STAFF)
        return;
    if (agency->seen_count == agency->seen_room) {
        agency->seen_room = agency->seen_room ? 2 * agency->seen_room : 16;
        agency->seen = dolen_memory_resize(agency->seen, agency->seen_room, sizeof *agency->seen);
    }
    agency->seen[agency->seen_count++] = one;
}

static void note_use(dolen_unusual_agency *agency, int32_t staff)
{
    for (size_t i = 0; i < agency->use_count; i++)
        if (agency->uses[i].staff == staff) {
            agency->uses[i].searches++;
            return;
        }
    agency->cases++;
    if (agency->use_count < CASE_STAFF)
        agency->uses[agency->use_count++] = (case_use){.staff = staff, .searches = 1};
}

/* Searches of a team, and how many of the team there are, in the case that was read. */
static int64_t uses_of_team(const dolen_unusual_agency *agency, int32_t team, size_t *people)
{
    int64_t searches = 0;

    *people = 0;
    for (size_t i = 0; i < agency->use_count; i++)
        if (agency->teams[agency->uses[i].staff] == team) {
            searches += agency->uses[i].searches;
            (*people)++;
        }
    return searches;
}

static bool is_first_of_team(const dolen_unusual_agency *agency, size_t use)
{
    for (size_t i = 0; i < use; i++)
        if (agency->teams[agency->uses[i].staff] == agency->teams[agency->uses[use].staff])
            return false;
    return true;
}

static void keep_foreign(dolen_unusual_agency *agency, int32_t staff, int32_t first_team, int64_t other_searches)
{
    if (agency->raw_count == FOREIGN_MOST)
        return;
    if (agency->raw_count == agency->raw_room) {
        agency->raw_room = agency->raw_room ? 2 * agency->raw_room : 64;
        agency->raw = dolen_memory_resize(agency->raw, agency->raw_room, sizeof *agency->raw);
    }
    agency->raw[agency->raw_count++] =
        (foreign){.about = {.staff = staff, .case_sum = agency->case_sum, .other_searches = other_searches},
                  .first_team = first_team};
}

/* The team that used the case first, and the others. A case of so many people that not all were kept is nobody's. */
static void end_case(dolen_unusual_agency *agency)
{
    size_t people = 0;
    size_t first = 0;

    while (first < agency->use_count && agency->teams[agency->uses[first].staff] == NO_TEAM)
        first++;
    if (agency->case_sum == 0 || first == agency->use_count || agency->use_count == CASE_STAFF)
        return;
    const int32_t team = agency->teams[agency->uses[first].staff];
    const int64_t searches = uses_of_team(agency, team, &people);
    agency->team_cases[team]++;
    for (size_t i = first + 1; i < agency->use_count; i++) {
        const int32_t other = agency->teams[agency->uses[i].staff];
        if (other == NO_TEAM || other == team || !is_first_of_team(agency, i))
            continue;
        agency->pairs[team * agency->team_count + other]++;
        (void)uses_of_team(agency, other, &people);
        if (people == 1)
            keep_foreign(agency, agency->uses[i].staff, team, searches);
    }
}

void dolen_unusual_agency_add(dolen_unusual_agency *agency, int32_t staff, const dolen_unusual_facts *facts)
{
    if (facts->case_sum != agency->case_sum || facts->case_sum == 0) {
        end_case(agency);
        agency->case_sum = facts->case_sum;
        agency->use_count = 0;
        agency->seen_count = 0;
    }
    if (staff == DOLEN_UNUSUAL_NOBODY)
        return;
    note_hour(agency, staff, facts->asked);
    note_use(agency, staff);
    for (size_t i = 0; i < facts->names.count; i++)
        note_surname(agency, staff, facts->names.sums[i]);
}

static int compare_foreign(const void *a, const void *b)
{
    const foreign *left = a;
    const foreign *right = b;

    if (left->about.staff != right->about.staff)
        return left->about.staff < right->about.staff ? -1 : 1;
    if (left->first_team != right->first_team)
        return left->first_team < right->first_team ? -1 : 1;
    return left->about.case_sum < right->about.case_sum ? -1 : left->about.case_sum > right->about.case_sum;
}

/* Of a sorted list, the end of the entries of one member of staff and one other team. */
static size_t end_of_pair(const dolen_unusual_agency *agency, size_t from)
{
    size_t end = from;

    while (end < agency->raw_count && agency->raw[end].about.staff == agency->raw[from].about.staff &&
           agency->raw[end].first_team == agency->raw[from].first_team)
        end++;
    return end;
}

/* What is routine between two teams is told by the others: whoever looks into one team's cases again and again does not
 * make it so. */
void dolen_unusual_agency_finish(dolen_unusual_agency *agency)
{
    size_t kept = 0;
    size_t end = 0;

    end_case(agency);
    agency->use_count = 0;
    if (agency->raw_count)
        qsort(agency->raw, agency->raw_count, sizeof *agency->raw, compare_foreign);
    agency->foreign = dolen_memory_resize(agency->foreign, agency->raw_count + 1, sizeof *agency->foreign);
    for (size_t i = 0; i < agency->raw_count; i = end) {
        const int32_t team = agency->teams[agency->raw[i].about.staff];
        const int64_t shared = agency->pairs[agency->raw[i].first_team * agency->team_count + team];
        end = end_of_pair(agency, i);
        for (size_t k = i; k < end && agency->team_cases[agency->raw[i].first_team] > ROUTINE_CASES; k++) {
            agency->foreign[kept] = agency->raw[k].about;
            agency->foreign[kept++].team_cases = shared - (int64_t)(end - i);
        }
    }
    agency->raw_count = kept;
}

int64_t dolen_unusual_agency_surname_share(const dolen_unusual_agency *agency, int32_t staff, size_t name, int64_t own,
                                           int64_t own_with)
{
    const surname wanted = {.sum = agency->names[staff].sums[name]};
    const surname *found =
        bsearch(&wanted, agency->surnames, agency->surname_count, sizeof *agency->surnames, compare_surnames);
    const int64_t with = (found ? found->cases : 0) - own_with;
    const int64_t cases = agency->cases - own;
    const int64_t prior = dolen_common_surnames_share(wanted.sum);

    return ((with > 0 ? with : 0) * 100000 + prior * PRIOR_CASES) / ((cases > 0 ? cases : 0) + PRIOR_CASES);
}

bool dolen_unusual_agency_team_works_at(const dolen_unusual_agency *agency, int32_t staff, int hour)
{
    const int32_t team = agency->teams[staff];
    int32_t seen[3 * TEAM_HOUR_STAFF];
    size_t count = 0;

    for (int near = hour - 1; team != NO_TEAM && near <= hour + 1; near++)
        for (size_t i = 0; i < TEAM_HOUR_STAFF; i++) {
            const night_worker *who = &agency->hours[team][(near + HOURS) % HOURS][i];
            bool is_new = who->staff != DOLEN_UNUSUAL_NOBODY && who->staff != staff && who->first < who->last;
            for (size_t k = 0; k < count; k++)
                is_new = is_new && seen[k] != who->staff;
            if (is_new)
                seen[count++] = who->staff;
        }
    return count >= COLLEAGUES;
}

const dolen_unusual_foreign *dolen_unusual_agency_foreign(const dolen_unusual_agency *agency, int32_t staff,
                                                          size_t *count)
{
    size_t low = 0;

    while (low < agency->raw_count && agency->foreign[low].staff < staff)
        low++;
    size_t high = low;
    while (high < agency->raw_count && agency->foreign[high].staff == staff)
        high++;
    *count = high - low;
    return agency->foreign + low;
}
