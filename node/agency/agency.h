/**
 * An agency's node: what its parts share. The service (node/agency/service) opens and closes them.
 *
 * Owns: every part. Threads: parts say for themselves; the structure does not change between start and stop.
 */
#ifndef DOLEN_NODE_AGENCY_AGENCY_H
#define DOLEN_NODE_AGENCY_AGENCY_H

#include "governance/federation/rules_current.h"
#include "node/agency/broker_link.h"
#include "node/agency/ledger_alarm.h"
#include "node/agency/ledger_witness.h"
#include "node/agency/local_keys.h"
#include "node/agency/publish.h"
#include "node/agency/record_maker.h"
#include "node/net/http_race.h"
#include "node/net/http_server.h"
#include "node/runtime/daemon.h"
#include "node/runtime/periodic.h"
#include "node/store/pool.h"

/** What the configuration file says; docs/reference-settings.md explains each. */
typedef struct dolen_agency_settings {
    const char *agency;
    const char *state_folder;
    const char *federation_file;
    const char *governance_key;
    const char *rules_folder;
    const char *node_key_file;
    const char *signing_key_file;
    const char *witness_key_file; /**< NULL: this node is no witness */
    int64_t witness_interval;
    int64_t reconcile_interval; /**< 0: never */
    const char *certificate_file;
    const char *certificate_key_file;
    const char *authority_file;
    const char *revocation_file;
    const char *database;
    int64_t database_connections;
    const char *web_listen;
    const char *web_certificate_file;
    const char *web_key_file;
    int64_t web_connections;
    bool second_factor;
    const char *socket_listen;
    const char *mapping_file;
    int64_t publish_threads;
    int64_t query_timeout;
    int64_t notice_interval;
    const char *openid_issuer; /**< NULL: people sign in with local accounts only */
    const char *openid_client;
    const char *openid_secret_file;
    const char *openid_redirect;
    const char *openid_scopes;
    const char *openid_role_claim;
    const char *openid_user_claim;
    dolen_setting_list openid_roles;
    dolen_setting_list openid_minimum_acr;
    const char *openid_authority_file; /**< NULL: the system's */
    bool openid_create;
    bool openid_local_accounts;
    int64_t oversight_interval; /**< 0: never */
    int64_t oversight_past;
    int64_t oversight_surname_chance; /**< what these say: oversight/unusual_use.h, dolen_unusual_thresholds */
    bool oversight_own_address;
    int64_t oversight_many_least;
    int64_t oversight_many_spreads;
    int64_t oversight_past_days;
    int64_t oversight_night_from;
    int64_t oversight_night_until;
    int64_t oversight_again_least;
    int64_t oversight_families_least;
    int64_t oversight_team_cases;
    const char *programs_listen; /**< NULL: no interface for other programs */
    const char *programs_authority_file;
    const char *programs_revocation_file;
    dolen_setting_list programs_allow;
    int64_t sample; /**< searches drawn for review each week; 0: none */
    int64_t sample_hour;
    int64_t sample_days;
} dolen_agency_settings;

struct dolen_broker_feed;
struct dolen_web;
struct dolen_program_interface;
struct dolen_openid_desk;

typedef struct dolen_agency {
    dolen_agency_settings settings;
    dolen_code code;
    dolen_clock clock;
    dolen_metrics *metrics;
    dolen_federation_current *federation;
    dolen_rules_current *rules_current;
    dolen_rules *_Atomic rules; /**< those in force; take them once for each request, they may change between two */
    dolen_trust *trust;
    struct dolen_openid_desk *openid; /**< NULL: no provider */
    dolen_local_keys *keys;
    dolen_signing_key *signing;
    dolen_signing_key *witness_key; /**< NULL: no witness */
    dolen_note_key governance;
    dolen_pool *pool;
    dolen_http_race *holders;
    dolen_pseudonymiser *pseudonymiser;
    dolen_broker_link *broker;
    dolen_publisher *publisher;
    dolen_ledger_alarm *alarm;
    dolen_ledger_witness *witness; /**< NULL: no witness */
    struct dolen_broker_feed *notices;
    struct dolen_broker_feed *alerts;
    dolen_periodic *reconciler; /**< what is done once a day: comparing with the ledger, removing old receipts */
    int64_t receipts_swept;     /**< instant of the last removal; of the reconciler's thread */
    dolen_periodic *unusual;    /**< looks for unusual use; NULL: never */
    dolen_periodic *sampler;    /**< NULL: no sample */
    int64_t sampler_started;    /**< instant */
    struct dolen_web *web;
    dolen_http_server *web_server;
    dolen_http_server *socket_server;
    struct dolen_program_interface *programs;
} dolen_agency;

#endif
