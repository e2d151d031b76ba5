/**
 * The federation file in force as the judge of peers' keys, for node/net/certificate.h.
 *
 * Threads: any number at once.
 */
#ifndef DOLEN_GOVERNANCE_FEDERATION_FEDERATION_PINS_H
#define DOLEN_GOVERNANCE_FEDERATION_FEDERATION_PINS_H

#include "governance/federation/federation_current.h"
#include "node/net/peer.h"

/** Pins that ask the file in force each time, so that a suspension counts at once. `current` must outlive them. */
dolen_peer_pins dolen_federation_pins_of(dolen_federation_current *current);

#endif
