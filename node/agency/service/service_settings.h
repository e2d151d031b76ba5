/** The node's settings table: what its configuration file may say. */
#ifndef DOLEN_NODE_AGENCY_SERVICE_SERVICE_SETTINGS_H
#define DOLEN_NODE_AGENCY_SERVICE_SERVICE_SETTINGS_H

#include "node/runtime/settings.h"

/** Binds to dolen_agency_settings. */
extern const dolen_setting dolen_agency_settings_table[];

#endif
