/**
 * The ledger's files for members: checkpoint and tiles for all, readable entries for those whom they concern.
 *
 * Reading readable entries is itself a ledger entry that names its ground (IG-09, IG-12). Threads: any number at once.
 */
#ifndef DOLEN_NODE_BROKER_LEDGER_FILES_H
#define DOLEN_NODE_BROKER_LEDGER_FILES_H

#include "node/broker/broker.h"

enum { DOLEN_LEDGER_FILES_ARENA = 16 * 1024 * 1024 };

/** Handler of GET /v1/ledger/...; `context` is the dolen_broker. */
dolen_status dolen_ledger_files_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                                      dolen_err *err);

#endif
