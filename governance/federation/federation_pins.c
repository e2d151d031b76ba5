#include "governance/federation/federation_pins.h"

#include <string.h>

static bool allow(void *context, const dolen_peer *peer)
{
    const dolen_federation *federation = dolen_federation_current_get(context);
    dolen_digest key;

    memcpy(key.bytes, peer->spki_sha256, sizeof key.bytes);
    return dolen_code_same(peer->federation, federation->name) &&
           dolen_federation_is_pinned(federation, dolen_peer_role_word(peer->role), peer->code, &key);
}

dolen_peer_pins dolen_federation_pins_of(dolen_federation_current *current)
{
    return (dolen_peer_pins){.allow = allow, .context = current};
}
