/**
 * What a key holder's configuration file may say.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_KEYHOLDER_KEYHOLDER_SETTINGS_H
#define DOLEN_NODE_KEYHOLDER_KEYHOLDER_SETTINGS_H

#include "node/runtime/settings.h"

typedef struct dolen_keyholder_settings {
    const char *listen;
    const char *certificate_file;
    const char *key_file;
    const char *authority_file;
    const char *revocation_file;
    const char *federation_file;
    const char *governance_key;
    const char *quota_file;
    int64_t quota_daily;
    int64_t quota_questions;
    int64_t quota_person;
    int64_t connections;
} dolen_keyholder_settings;

/** The table for dolen_settings_bind; [share NAME] sections are read by the getters. */
extern const dolen_setting dolen_keyholder_settings_table[];

#endif
