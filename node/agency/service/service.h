/**
 * The agency's node as a long-running program. docs/operations.md says how to run it.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_SERVICE_H
#define DOLEN_NODE_AGENCY_SERVICE_SERVICE_H

#include "node/runtime/daemon.h"

/** For dolen_daemon_main. */
extern const dolen_service dolen_agency_service;

#endif
