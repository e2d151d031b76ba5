#include "node/agency/subject_searches.h"

#include <string.h>

#include "node/agency/search_json.h"

/* Among so many people a match must tell one from the others: as many as a large region has. */
enum { PAGE = 256, PAGE_ARENA = 8 * 1024 * 1024, PEOPLE = 1000000 };

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static dolen_person person_of(const json_t *typed)
{
    dolen_person person = {.forenames = text_of(typed, "forenames"),
                           .surname = text_of(typed, "surname"),
                           .former_surname = text_of(typed, "former_surname"),
                           .sex = text_of(typed, "sex"),
                           .address = text_of(typed, "address"),
                           .postcode = text_of(typed, "postcode"),
                           .uprn = text_of(typed, "uprn"),
                           .nhs_number = text_of(typed, "nhs_number")};

    if (dolen_day_read(text_of(typed, "dob"), &person.born, NULL) != DOLEN_OK)
        person.born = (dolen_day){0};
    return person;
}

static uint64_t kinds_in_common(const dolen_match_keys *a, const dolen_match_keys *b)
{
    uint64_t kinds = 0;

    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            if (a->items[i].kind == b->items[k].kind && dolen_bytes_same(a->items[i].canonical, b->items[k].canonical))
                kinds |= dolen_match_bit(a->items[i].kind);
    return kinds;
}

dolen_status dolen_subject_searches_want(const dolen_rules *rules, const dolen_person *person, dolen_arena *arena,
                                         dolen_subject_wanted *out, dolen_err *err)
{
    const dolen_limits *limits = dolen_rules_limits(rules);

    *out = (dolen_subject_wanted){.thresholds = {limits->confirmed, limits->probable}};
    DOLEN_TRY(dolen_match_person_keys(person, arena, &out->keys, err));
    return out->keys.count
               ? DOLEN_OK
               : DOLEN_FAIL(err, DOLEN_E_INPUT, "too little is given of the person to compare searches with");
}

bool dolen_subject_searches_fits(const dolen_subject_wanted *wanted, const char *searched, dolen_arena *work)
{
    DOLEN_OWN(json_t, typed) = json_loads(searched, JSON_REJECT_DUPLICATES, NULL);
    const dolen_person other = person_of(typed);
    dolen_match_keys theirs;

    dolen_arena_reset(work);
    if (dolen_match_person_keys(&other, work, &theirs, NULL) != DOLEN_OK)
        return false;
    const dolen_match_comparison comparison = {.kinds = kinds_in_common(&wanted->keys, &theirs),
                                               .asked_fields = wanted->keys.fields,
                                               .held_fields = theirs.fields,
                                               .index_records = PEOPLE};
    return comparison.kinds && dolen_match_score_person(&comparison, wanted->thresholds).band == DOLEN_BAND_CONFIRMED;
}

bool dolen_subject_searches_is_about(const dolen_rules *rules, const char *searched, const dolen_person *person)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(2 * (size_t)DOLEN_MATCH_ARENA);
    DOLEN_OWN(dolen_arena, work) = dolen_arena_new(2 * (size_t)DOLEN_MATCH_ARENA);
    dolen_subject_wanted wanted;

    return dolen_subject_searches_want(rules, person, arena, &wanted, NULL) == DOLEN_OK &&
           dolen_subject_searches_fits(&wanted, searched, work);
}

static dolen_status read_page(dolen_agency *agency, int64_t before, dolen_arena *arena, const dolen_stored_search **out,
                              size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_search_store_list(connection, NULL, before, PAGE, arena, out, count, err);
}

/* How many of a full page to use, so that the next one can begin with all of the last one's instant. */
static size_t usable(const dolen_stored_search *page, size_t count)
{
    size_t used = count;

    if (count < PAGE)
        return count;
    while (used && page[used - 1].asked == page[count - 1].asked)
        used--;
    return used ? used : count;
}

dolen_status dolen_subject_searches_find(dolen_agency *agency, const dolen_rules *rules, const dolen_person *person,
                                         dolen_subject_search_found found, void *context, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PAGE_ARENA);
    const dolen_stored_search *page = NULL;
    int64_t before = INT64_MAX;
    size_t count = 0;

    do {
        dolen_arena_reset(arena);
        DOLEN_TRY(read_page(agency, before, arena, &page, &count, err));
        const size_t used = usable(page, count);
        for (size_t i = 0; i < used; i++)
            if (page[i].subject == DOLEN_SUBJECT_PERSON &&
                dolen_subject_searches_is_about(rules, page[i].searched, person))
                found(context, &page[i]);
        before = used ? page[used - 1].asked : before;
    } while (count == PAGE);
    return DOLEN_OK;
}
