#include "governance/federation/federation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/text.h"
#include "node/crypto/hash.h"

void dolen_federation_free(dolen_federation *federation)
{
    if (!federation)
        return;
    dolen_arena_free(federation->arena);
    free(federation);
}

const dolen_federation_member *dolen_federation_member_of(const dolen_federation *federation, dolen_code code)
{
    for (size_t i = 0; i < federation->member_count; i++)
        if (dolen_code_same(federation->members[i].code, code))
            return &federation->members[i];
    return NULL;
}

const dolen_federation_contact *dolen_federation_contact_of(const dolen_federation_member *member, uint16_t number)
{
    return &member->contacts[number >= 1 && number <= member->contact_count ? number - 1 : 0];
}

const dolen_federation_holder *dolen_federation_holder_of(const dolen_federation *federation, uint8_t number)
{
    for (size_t i = 0; i < federation->holder_count; i++)
        if (federation->holders[i].number == number)
            return &federation->holders[i];
    return NULL;
}

const dolen_joint_key *dolen_federation_epoch_of(const dolen_federation *federation, uint32_t epoch)
{
    for (size_t i = 0; i < federation->epoch_count; i++)
        if (federation->epochs[i].epoch == epoch)
            return &federation->epochs[i];
    return NULL;
}

static bool has_pin(const dolen_federation_pins *pins, const dolen_digest *spki)
{
    for (size_t i = 0; i < pins->count; i++)
        if (dolen_digest_same(pins->items[i], *spki))
            return true;
    return false;
}

static bool is_holder_pinned(const dolen_federation *federation, dolen_code code, const dolen_digest *spki)
{
    for (size_t i = 0; i < federation->holder_count; i++)
        if (dolen_code_same(federation->holders[i].code, code))
            return has_pin(&federation->holders[i].pins, spki);
    return false;
}

bool dolen_federation_is_pinned(const dolen_federation *federation, const char *role, dolen_code code,
                                const dolen_digest *spki)
{
    if (dolen_text_same(role, "agency")) {
        const dolen_federation_member *member = dolen_federation_member_of(federation, code);
        return member && !member->suspended && has_pin(&member->pins, spki);
    }
    if (dolen_text_same(role, "broker"))
        return dolen_code_same(federation->broker.code, code) && has_pin(&federation->broker.pins, spki);
    return dolen_text_same(role, "keyholder") && is_holder_pinned(federation, code, spki);
}

dolen_federation_validity dolen_federation_validity_at(const dolen_federation *federation, int64_t now)
{
    if (now <= federation->valid_until)
        return DOLEN_FEDERATION_VALID;
    return now - federation->valid_until <= federation->grace ? DOLEN_FEDERATION_IN_GRACE : DOLEN_FEDERATION_EXPIRED;
}

static bool is_witness(const dolen_federation_member *member)
{
    return member->is_witness && !member->suspended;
}

size_t dolen_federation_witness_count(const dolen_federation *federation)
{
    size_t count = 0;

    for (size_t i = 0; i < federation->member_count; i++)
        count += is_witness(&federation->members[i]);
    return count;
}

size_t dolen_federation_witnesses(const dolen_federation *federation, dolen_code codes[DOLEN_FEDERATION_MEMBERS])
{
    size_t count = 0;

    for (size_t i = 0; i < federation->member_count; i++)
        if (is_witness(&federation->members[i]))
            codes[count++] = federation->members[i].code;
    return count;
}

dolen_status dolen_federation_write_policy(const dolen_federation *federation, dolen_arena *arena, const char **out,
                                           dolen_err *err)
{
    enum { LINE = DOLEN_CODE_SIZE + DOLEN_NOTE_KEY_TEXT + 32 };
    const size_t room = (federation->member_count + 4) * (size_t)LINE;
    char key[DOLEN_NOTE_KEY_TEXT];
    char *text = NULL;

    *out = NULL;
    DOLEN_TRY(dolen_arena_take(arena, room, 1, (void *)&text, err));
    dolen_note_write_key(&federation->broker.ledger, key);
    size_t used = (size_t)snprintf(text, room, "log %s\n", key);
    for (size_t i = 0; i < federation->member_count; i++) {
        if (!is_witness(&federation->members[i]))
            continue;
        dolen_note_write_key(&federation->members[i].witness, key);
        used += (size_t)snprintf(text + used, room - used, "witness %s %s\n", federation->members[i].code.text, key);
    }
    if (federation->witness_quorum) {
        used += (size_t)snprintf(text + used, room - used, "group quorum-group %zu", federation->witness_quorum);
        for (size_t i = 0; i < federation->member_count; i++)
            if (is_witness(&federation->members[i]))
                used += (size_t)snprintf(text + used, room - used, " %s", federation->members[i].code.text);
    }
    snprintf(text + used, room - used, "%s", federation->witness_quorum ? "\nquorum quorum-group\n" : "quorum none\n");
    *out = text;
    return DOLEN_OK;
}
