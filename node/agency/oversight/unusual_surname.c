#include "node/agency/oversight/unusual_internal.h"

/* A surname that is common is a finding only when there are so many cases of it that chance would bring them to one
 * member of staff in a thousand; and never on fewer than three. */
enum { OF = 100000, CHANCE_OF = 1000, CASES_LEAST = 3, MONTH_DAYS = 30, OWN_NAMES = 8 };

/* How the searches of one own name spread. */
typedef struct spread {
    int64_t searches;
    int64_t cases;
    int64_t homes;    /* places, or cases without one */
    int64_t postcode; /* searches in the own postcode */
} spread;

static bool has_name(const dolen_unusual_own *own, size_t name)
{
    return ((unsigned)own->facts.own_names >> name & 1U) != 0;
}

static bool is_first_of_case(const dolen_unusual_person *person, size_t name, size_t search)
{
    for (size_t i = 0; i < search; i++)
        if (has_name(&person->searches[i], name) &&
            person->searches[i].case_number == person->searches[search].case_number)
            return false;
    return true;
}

static bool shares_home(const dolen_unusual_facts *a, const dolen_unusual_facts *b)
{
    for (size_t i = 0; i < a->place_count; i++)
        for (size_t k = 0; k < b->place_count; k++)
            if (a->places[i] == b->places[k])
                return true;
    return a->place_count == 0 && b->place_count == 0 && a->case_sum == b->case_sum && a->case_sum != 0;
}

static bool is_first_of_home(const dolen_unusual_person *person, size_t name, size_t search)
{
    for (size_t i = 0; i < search; i++)
        if (has_name(&person->searches[i], name) &&
            shares_home(&person->searches[i].facts, &person->searches[search].facts))
            return false;
    return true;
}

static spread spread_of(const dolen_unusual_person *person, size_t name)
{
    spread out = {0};

    for (size_t i = 0; i < person->count; i++) {
        if (!has_name(&person->searches[i], name))
            continue;
        out.searches++;
        out.cases += is_first_of_case(person, name, i);
        out.homes += is_first_of_home(person, name, i);
        out.postcode += person->searches[i].facts.own_postcode;
    }
    return out;
}

/* Would chance bring `seen` or more of `of` cases, each with a share of `share` in 100,000, to less than one in a
 * thousand? The binomial's upper tail, term by term. */
static bool is_beyond_chance(int64_t seen, int64_t of, int64_t share)
{
    const double p = (double)share / OF;
    double term = 1;
    double below = 0;

    if (seen < CASES_LEAST || of < seen || p >= 1)
        return false;
    for (int64_t i = 0; i < of; i++)
        term *= 1 - p;
    for (int64_t i = 0; i < seen; i++) {
        below += term;
        term *= (double)(of - i) / (double)(i + 1) * p / (1 - p);
    }
    return 1 - below < 1.0 / CHANCE_OF;
}

static dolen_status found_name(dolen_unusual_person *person, size_t name, const spread *seen, int64_t share,
                               int64_t cases, dolen_err *err)
{
    dolen_unusual_making making;

    dolen_unusual_make(&making, person, DOLEN_UNUSUAL_OWN_SURNAME);
    for (size_t i = 0; i < person->count; i++)
        if (has_name(&person->searches[i], name))
            dolen_unusual_make_rest(&making, &person->searches[i].facts);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_SEARCHES, seen->searches);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_CASES, seen->cases);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_SURNAME_SHARE, share);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_EXPECTED, cases * share * 1000 / OF);
    if (seen->postcode)
        dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_OWN_POSTCODE, seen->postcode);
    return dolen_unusual_make_found(&making, person, err);
}

/* Their cases of the last 30 days. */
static int64_t cases_of_a_month(const dolen_unusual_person *person)
{
    const int64_t from = person->searches[person->count - 1].facts.asked - (int64_t)MONTH_DAYS * DOLEN_UNUSUAL_DAY_MS;
    int64_t cases = 0;

    for (uint32_t c = 0; c < person->cases; c++)
        person->marks[c] = 0;
    for (size_t i = 0; i < person->count; i++)
        if (person->searches[i].facts.asked >= from && !person->marks[person->searches[i].case_number]) {
            person->marks[person->searches[i].case_number] = 1;
            cases++;
        }
    return cases;
}

/* A rare surname counts at once; a common one in the own postcode, or beyond chance. Families, not people, are counted:
 * cases or homes, whichever are fewer. One finding is enough for the words of one surname. */
dolen_status dolen_unusual_own_surname(dolen_unusual_person *person, dolen_err *err)
{
    const dolen_unusual_names *names = dolen_unusual_agency_names(person->agency, person->staff);

    if (person->thresholds->surname_chance == 0)
        return DOLEN_OK;
    const int64_t cases = cases_of_a_month(person);
    for (size_t name = 0; name < names->count && name < OWN_NAMES; name++) {
        const spread seen = spread_of(person, name);
        if (seen.searches == 0)
            continue;
        const int64_t share =
            dolen_unusual_agency_surname_share(person->agency, person->staff, name, person->cases, seen.cases);
        const int64_t families = seen.cases < seen.homes ? seen.cases : seen.homes;
        if (cases * share * 1000 / OF <= person->thresholds->surname_chance || seen.postcode ||
            is_beyond_chance(families, person->cases, share))
            return found_name(person, name, &seen, share, cases, err);
    }
    return DOLEN_OK;
}

dolen_status dolen_unusual_own_address(dolen_unusual_person *person, dolen_err *err)
{
    dolen_unusual_making making;
    int64_t searches = 0;

    if (!person->thresholds->own_address)
        return DOLEN_OK;
    dolen_unusual_make(&making, person, DOLEN_UNUSUAL_OWN_ADDRESS);
    for (size_t i = 0; i < person->count; i++)
        if (person->searches[i].facts.own_home) {
            dolen_unusual_make_rest(&making, &person->searches[i].facts);
            searches++;
        }
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_SEARCHES, searches);
    return dolen_unusual_make_found(&making, person, err);
}
