#include "node/agency/subject_extract.h"

#include <string.h>

#include "node/agency/extract/extract_policy.h"
#include "node/base/text.h"

enum { PROBLEMS = 4 };

static dolen_status copy_text(dolen_arena *arena, const char **text, dolen_err *err)
{
    *text = dolen_arena_copy_string(arena, *text, strlen(*text));
    return *text ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

static dolen_status copy_person(const dolen_extract_entry *entry, dolen_arena *arena, dolen_person *out, dolen_err *err)
{
    const char **const texts[] = {&out->forenames, &out->surname,  &out->former_surname, &out->sex,
                                  &out->address,   &out->postcode, &out->uprn,           &out->nhs_number};

    *out = entry->person;
    if (entry->subject != DOLEN_SUBJECT_PERSON)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this id is an address's");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        DOLEN_TRY(copy_text(arena, texts[i], err));
    return DOLEN_OK;
}

static dolen_status walk_to(dolen_extract *extract, const char *local_id, dolen_arena *arena, dolen_person *out,
                            dolen_err *err)
{
    DOLEN_OWN(dolen_arena, entries) = dolen_arena_new(DOLEN_EXTRACT_ARENA);
    dolen_extract_entry entry;
    bool has = true;

    for (;;) {
        DOLEN_TRY(dolen_extract_next(extract, entries, &entry, &has, err));
        if (!has)
            return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the extract holds nobody of this id");
        if (dolen_text_same(entry.local_id, local_id))
            return copy_person(&entry, arena, out, err);
    }
}

dolen_status dolen_subject_extract_find(dolen_agency *agency, const char *csv, const char *local_id, dolen_arena *arena,
                                        dolen_person *out, dolen_err *err)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    DOLEN_OWN(dolen_mapping, mapping) = NULL;
    DOLEN_OWN(dolen_extract, extract) = NULL;
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);
    const dolen_federation_member *self = dolen_federation_member_of(federation, agency->code);
    dolen_extract_policy policy = {.rules = agency->rules, .member_type = self ? self->type : (dolen_code){{0}}};
    const dolen_extract_rules rules = {.kind_of = dolen_extract_policy_kind,
                                       .context = &policy,
                                       .today = dolen_day_of(dolen_clock_now(agency->clock)),
                                       .held_months = dolen_rules_limits(agency->rules)->held_months,
                                       .agency = agency->code.text};
    dolen_extract_figures figures;

    *out = (dolen_person){0};
    if (*csv != '/')
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "to report by local id, name the extract by its whole path");
    DOLEN_TRY(dolen_mapping_read(agency->settings.mapping_file, &mapping, problems, err));
    DOLEN_TRY(dolen_extract_open(csv, mapping, &rules, &extract, &figures, problems, err));
    return walk_to(extract, local_id, arena, out, err);
}
