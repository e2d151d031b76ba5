#include "node/agency/account_home.h"

#include "node/match/match_keys.h"
#include "node/match/normalise.h"

static bool postcode_of(const dolen_local_keys *keys, const char *user, const char *typed, dolen_digest *out)
{
    dolen_normal_postcode postcode;

    if (!dolen_normalise_postcode(typed, &postcode) || !postcode.whole[0])
        return false;
    *out = dolen_local_keys_home(keys, user, DOLEN_KEY_NONE, dolen_bytes_of_string(postcode.whole));
    return true;
}

bool dolen_account_home_is_enough(const dolen_address *address)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_MATCH_ARENA);
    dolen_match_keys made;

    return dolen_match_address_keys(address, arena, &made, NULL) == DOLEN_OK && made.count;
}

dolen_status dolen_account_home_keep(const dolen_local_keys *keys, const char *user, const dolen_address *address,
                                     dolen_digest out[DOLEN_ACCOUNT_HOME_KEPT], size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_MATCH_ARENA);
    dolen_match_keys made;

    *count = 0;
    DOLEN_TRY(dolen_match_address_keys(address, arena, &made, err));
    if (made.count == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a home needs a UPRN, or a house number or name with a postcode");
    for (size_t i = 0; i < made.count && *count + 1 < DOLEN_ACCOUNT_HOME_KEPT; i++)
        out[(*count)++] = dolen_local_keys_home(keys, user, made.items[i].kind, made.items[i].canonical);
    if (postcode_of(keys, user, address->postcode, &out[*count]))
        (*count)++;
    return DOLEN_OK;
}

void dolen_account_home_ask(const dolen_local_keys *keys, const char *user, const dolen_address *address,
                            dolen_account_home_asked *out)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_MATCH_ARENA);
    dolen_match_keys made;

    *out = (dolen_account_home_asked){.place_count = 0};
    out->has_postcode = postcode_of(keys, user, address->postcode, &out->postcode);
    if (dolen_match_address_keys(address, arena, &made, NULL) != DOLEN_OK)
        return;
    for (size_t i = 0; i < made.count && out->place_count < sizeof out->places / sizeof *out->places; i++)
        if (made.items[i].kind != DOLEN_KEY_A3 || !out->has_postcode)
            out->places[out->place_count++] =
                dolen_local_keys_home(keys, user, made.items[i].kind, made.items[i].canonical);
}
