#include "node/net/peer.h"

#include <string.h>

#include "node/base/text.h"

static const char *const roles[] = {
    [DOLEN_PEER_NONE] = "none",           [DOLEN_PEER_AGENCY] = "agency",   [DOLEN_PEER_BROKER] = "broker",
    [DOLEN_PEER_KEYHOLDER] = "keyholder", [DOLEN_PEER_PROGRAM] = "program",
};

bool dolen_peer_pins_allow(dolen_peer_pins pins, const dolen_peer *peer)
{
    return pins.allow && pins.allow(pins.context, peer);
}

const char *dolen_peer_role_word(dolen_peer_role role)
{
    return roles[role];
}

dolen_peer_role dolen_peer_role_of(const char *word, size_t size)
{
    for (dolen_peer_role role = DOLEN_PEER_AGENCY; role <= DOLEN_PEER_PROGRAM; role++)
        if (strlen(roles[role]) == size && memcmp(roles[role], word, size) == 0)
            return role;
    return DOLEN_PEER_NONE;
}

/* The bytes up to the next colon, or to the end; moves `rest` behind it. */
static dolen_bytes take_part(dolen_bytes *rest)
{
    const uint8_t *colon = rest->size ? memchr(rest->at, ':', rest->size) : NULL;
    const size_t size = colon ? (size_t)(colon - rest->at) : rest->size;
    const dolen_bytes part = dolen_bytes_of(rest->at, size);

    *rest = colon ? dolen_bytes_of(colon + 1, rest->size - size - 1) : dolen_bytes_of(NULL, 0);
    return part;
}

static dolen_status read_parts(dolen_bytes rest, dolen_peer *peer, dolen_err *err)
{
    const dolen_bytes federation = take_part(&rest);
    const dolen_bytes role = take_part(&rest);

    peer->role = dolen_peer_role_of((const char *)role.at, role.size);
    if (peer->role == DOLEN_PEER_NONE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the certificate's identity has no known role");
    DOLEN_TRY(dolen_code_read((const char *)federation.at, federation.size, &peer->federation, err));
    return dolen_code_read((const char *)rest.at, rest.size, &peer->code, err);
}

dolen_status dolen_peer_read(dolen_bytes uri, dolen_peer *out, dolen_err *err)
{
    static const char prefix[] = "urn:dolen:";
    const size_t size = sizeof prefix - 1;
    dolen_peer peer = {0};

    *out = (dolen_peer){0};
    if (uri.size < size || memcmp(uri.at, prefix, size) != 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the certificate's identity is not of this kind");
    DOLEN_TRY(read_parts(dolen_bytes_of(uri.at + size, uri.size - size), &peer, err));
    *out = peer;
    return DOLEN_OK;
}
