/**
 * The broker: what its parts share, and the service that starts and stops them.
 *
 * Owns: every part. Threads: parts say for themselves; the structure does not change between start and stop.
 */
#ifndef DOLEN_NODE_BROKER_BROKER_H
#define DOLEN_NODE_BROKER_BROKER_H

#include "governance/federation/rules_current.h"
#include "node/broker/alerting.h"
#include "node/broker/delta.h"
#include "node/broker/erasure_record.h"
#include "node/broker/ledger.h"
#include "node/broker/witnessing.h"
#include "node/net/http_server.h"
#include "node/runtime/daemon.h"
#include "node/store/pool.h"

/** What the configuration file says; docs/reference-settings.md explains each. */
typedef struct dolen_broker_settings {
    const char *federation_file;
    const char *governance_key;
    const char *rules_folder;
    const char *broker_key_file;
    const char *receipt_key_file;
    const char *ledger_key_file;
    const char *ledger_memory;
    const char *certificate_file;
    const char *certificate_key_file;
    const char *authority_file;
    const char *revocation_file;
    const char *listen;
    int64_t connections;
    int64_t answer_step;
    const char *database;
    int64_t database_connections;
    int64_t statistics_patience;
    int64_t statistics_look;
} dolen_broker_settings;

/** What is counted. */
typedef struct dolen_broker_counts {
    dolen_metric *queries;        /**< by outcome */
    dolen_metric *deltas;         /**< by outcome */
    dolen_metric *requests;       /**< by route and status */
    dolen_metric *seconds;        /**< histogram by route */
    dolen_metric *validity;       /**< seconds until the federation file ends */
    dolen_metric *alerts;         /**< raised by watches */
    dolen_metric *alerts_waiting; /**< new flags that no transaction has looked at yet */
    dolen_metric *awaited;        /**< 1: the federation file names other rules than those in force; 2: for too long */
} dolen_broker_counts;

struct dolen_statistics_job;
typedef struct dolen_alerting_job dolen_alerting_job;

typedef struct dolen_broker {
    dolen_broker_settings settings;
    dolen_clock clock;
    dolen_metrics *metrics;
    dolen_broker_counts counts;
    dolen_federation_current *federation;
    dolen_rules_current *rules_current;
    dolen_rules *_Atomic rules; /**< those in force; take them once for each request, they may change between two */
    dolen_trust *trust;
    dolen_pool *pool;
    dolen_stored_token_key *tokens;
    dolen_handle_seal *handles;
    dolen_secret *statistics_key; /**< of the offsets of published counts (IG-36) */
    dolen_signing_key *receipt_key;
    dolen_signing_key *ledger_key;
    dolen_ledger *ledger;
    dolen_witnessing *witnessing;
    dolen_erasure_record *erasures;
    dolen_http_server *server;
    struct dolen_statistics_job *statistics;
    dolen_alerting_job *alerting;
} dolen_broker;

/** The service for dolen_daemon_main. */
extern const dolen_service dolen_broker_service;

/**
 * The member that sent a request, in good standing and speaking for itself. DOLEN_E_DENIED for anybody else, or when
 * `claimed` is not its code (IG-29).
 */
DOLEN_CHECKED dolen_status dolen_broker_member(const dolen_broker *broker, const dolen_http_request *request,
                                               dolen_code claimed, const dolen_federation_member **out, dolen_err *err);

/** Answer with a protobuf message. */
void dolen_broker_respond(dolen_http_response *response, dolen_bytes body);

/** Answer a refusal with the status code that belongs to it. DOLEN_E_LIMIT over the request's memory. */
DOLEN_CHECKED dolen_status dolen_broker_refuse(dolen_http_request *request, dolen_http_response *response,
                                               const dolen_err *why, dolen_code rule, uint64_t expected_sequence,
                                               dolen_err *err);

#endif
