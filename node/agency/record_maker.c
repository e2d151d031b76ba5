#include "node/agency/record_maker.h"

#include <string.h>

#include "node/crypto/set_digest.h"
#include "node/match/match_keys.h"
#include "node/match/match_pad.h"

/* Which pseudonyms of a whole batch belong to one record. */
typedef struct range {
    size_t first;
    size_t count;
    uint8_t fields;
} range;

typedef struct gathering {
    dolen_match_key inputs[DOLEN_RECORD_MAKER_BATCH * DOLEN_SUBJECT_PSEUDONYMS];
    range ranges[DOLEN_RECORD_MAKER_BATCH];
    size_t count;
} gathering;

static dolen_status keys_of(const dolen_publication *item, dolen_arena *arena, dolen_match_keys *keys, dolen_err *err)
{
    if (item->subject == DOLEN_SUBJECT_ADDRESS)
        return dolen_match_address_keys(&item->address, arena, keys, err);
    return dolen_match_person_keys(&item->person, arena, keys, err);
}

static dolen_status gather(const dolen_publication *items, size_t count, dolen_arena *arena, gathering *out,
                           dolen_err *err)
{
    for (size_t i = 0; i < count; i++) {
        dolen_match_keys keys;
        DOLEN_TRY(keys_of(&items[i], arena, &keys, err));
        out->ranges[i] = (range){.first = out->count, .count = keys.count, .fields = keys.fields};
        for (size_t k = 0; k < keys.count; k++)
            out->inputs[out->count++] = keys.items[k];
    }
    return DOLEN_OK;
}

static dolen_status fill_record(const dolen_record_maker *maker, const dolen_publication *item, const range *at,
                                dolen_arena *arena, dolen_made_record *out, dolen_err *err)
{
    dolen_record *record = &out->record;
    dolen_token *tokens = (dolen_token *)(uintptr_t)record->tokens;
    dolen_bytes canonical;

    record->token_count = at->count;
    DOLEN_TRY(dolen_match_pad(item->subject, dolen_local_keys_padding(maker->keys),
                              dolen_bytes_of(item->handle.bytes, sizeof item->handle.bytes), tokens,
                              &record->token_count, err));
    DOLEN_TRY(dolen_record_canonical(record, arena, &canonical, err));
    out->contribution = dolen_set_digest_of(canonical);
    return DOLEN_OK;
}

static dolen_status start_record(const dolen_publication *item, const range *at, const gathering *all,
                                 const dolen_pseudonym *pseudonyms, dolen_arena *arena, dolen_made_record *out,
                                 dolen_err *err)
{
    dolen_token *tokens = NULL;

    DOLEN_TRY(dolen_arena_take(arena, DOLEN_SUBJECT_PSEUDONYMS, sizeof *tokens, (void *)&tokens, err));
    for (size_t i = 0; i < at->count; i++)
        tokens[i] = (dolen_token){.kind = all->inputs[at->first + i].kind, .pseudonym = pseudonyms[at->first + i]};
    *out = (dolen_made_record){.has_keys = at->count > 0,
                               .record = {.handle = item->handle,
                                          .subject = item->subject,
                                          .fields = at->fields,
                                          .protection = item->protection,
                                          .contact = item->contact,
                                          .tokens = tokens,
                                          .token_count = at->count,
                                          .flags = item->flags,
                                          .flag_count = item->flag_count,
                                          .dimensions = item->dimensions}};
    return DOLEN_OK;
}

static dolen_status pseudonymise(const dolen_record_maker *maker, const gathering *all, dolen_arena *arena,
                                 dolen_pseudonym **out, dolen_err *err)
{
    DOLEN_TRY(dolen_arena_take(arena, all->count, sizeof **out, (void *)out, err));
    if (all->count == 0)
        return DOLEN_OK;
    if (maker->staff)
        return dolen_pseudonymiser_ask(maker->pseudonymiser, *maker->staff, all->inputs, all->count, *out, err);
    return dolen_pseudonymiser_make(maker->pseudonymiser, all->inputs, all->count, *out, err);
}

dolen_status dolen_record_maker_make(const dolen_record_maker *maker, const dolen_publication *items, size_t count,
                                     dolen_arena *arena, dolen_made_record *out, uint64_t *pseudonyms, dolen_err *err)
{
    gathering *all = NULL;
    dolen_pseudonym *made = NULL;

    DOLEN_MUST(count <= DOLEN_RECORD_MAKER_BATCH);
    DOLEN_TRY(dolen_arena_take(arena, 1, sizeof *all, (void *)&all, err));
    DOLEN_TRY(gather(items, count, arena, all, err));
    DOLEN_TRY(pseudonymise(maker, all, arena, &made, err));
    for (size_t i = 0; i < count; i++) {
        DOLEN_TRY(start_record(&items[i], &all->ranges[i], all, made, arena, &out[i], err));
        if (out[i].has_keys)
            DOLEN_TRY(fill_record(maker, &items[i], &all->ranges[i], arena, &out[i], err));
    }
    *pseudonyms += all->count;
    return DOLEN_OK;
}

dolen_status dolen_record_maker_ask(const dolen_record_maker *maker, const dolen_publication *item, dolen_arena *arena,
                                    dolen_token *tokens, uint8_t *fields, dolen_err *err)
{
    gathering *all = NULL;
    dolen_pseudonym *made = NULL;

    *fields = 0;
    DOLEN_TRY(dolen_arena_take(arena, 1, sizeof *all, (void *)&all, err));
    DOLEN_TRY(gather(item, 1, arena, all, err));
    if (all->count == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no match key can be made from what was given");
    DOLEN_TRY(pseudonymise(maker, all, arena, &made, err));
    size_t count = all->count;
    for (size_t i = 0; i < count; i++)
        tokens[i] = (dolen_token){.kind = all->inputs[i].kind, .pseudonym = made[i]};
    *fields = all->ranges[0].fields;
    return dolen_match_pad(item->subject, dolen_local_keys_padding(maker->keys), dolen_bytes_of(NULL, 0), tokens,
                           &count, err);
}
