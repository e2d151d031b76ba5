/* What the ledger's files share: ledger.c (opening, the queue, the writer), ledger_batch.c (one append),
   ledger_check.c (the check at the start), ledger_read.c (proofs, entries, files). */
#ifndef DOLEN_NODE_BROKER_LEDGER_INTERNAL_H
#define DOLEN_NODE_BROKER_LEDGER_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "governance/audit/checkpoint.h"
#include "governance/audit/merkle_batch.h"
#include "node/broker/ledger.h"

enum {
    DOLEN_LEDGER_BATCH = 256,
    DOLEN_LEDGER_BATCH_ARENA = 12 * 1024 * 1024, /* 256 entries of the largest size, with their nodes and parameters */
};

/* One entry on its way, made by its submitter; the writer fills the place. Freed by the last of the two. */
typedef struct dolen_ledger_request dolen_ledger_request;
struct dolen_ledger_request {
    dolen_ledger_request *next;
    pthread_cond_t done;
    bool is_done;
    bool is_abandoned;
    dolen_status status;
    dolen_err err;
    uint8_t kind;
    int64_t created;
    uint8_t salt[DOLEN_SALT_SIZE];
    dolen_digest commitment;
    dolen_digest leaf;
    dolen_code concerns[DOLEN_LEDGER_STORE_CONCERNS];
    size_t concern_count;
    dolen_consultation consultation;
    bool has_consultation;
    dolen_stored_token tokens[DOLEN_SUBJECT_PSEUDONYMS];
    dolen_consultation_match matches[DOLEN_CONSULTATION_MATCHES];
    uint8_t withheld[DOLEN_WITHHELD_SIZE];
    uint64_t index;
    uint64_t size;
    dolen_merkle_proof proof;
    char *checkpoint;
    size_t entry_size;
    uint8_t entry[DOLEN_LEDGER_ENTRY_SIZE];
};

struct dolen_ledger {
    char origin[DOLEN_NOTE_NAME];
    const dolen_signing_key *key;
    dolen_pool *pool;
    dolen_clock clock;
    size_t queue_limit;
    size_t batch_limit;
    int wait_timeout;
    char *memory_file;
    bool open_behind;
    bool (*may_name)(void *context, dolen_code agency);
    void *naming;
    dolen_merkle_head remembered_head; /* of memory_file, when the database does not continue it */
    _Atomic int hold;                  /* dolen_ledger_hold */
    int64_t remembered;                /* monotonic time of the last write to memory_file */
    pthread_t writer;
    pthread_mutex_t lock;
    pthread_cond_t work;
    dolen_ledger_request *first;
    dolen_ledger_request *last;
    bool is_stopping;
    dolen_ledger_counts counts;
};

/* A request from an entry: its bytes, salt and commitment. DOLEN_E_INPUT for an entry that is none. */
DOLEN_CHECKED dolen_status dolen_ledger_request_make(const dolen_ledger_entry *entry,
                                                     const dolen_consultation *consultation, dolen_ledger_request **out,
                                                     dolen_err *err);

/* Free one request, not its successors. NULL is fine. */
void dolen_ledger_request_free(dolen_ledger_request *request);
DOLEN_OWNED(dolen_ledger_request);

/* Copy the place of a finished request into the submitter's arena. */
DOLEN_CHECKED dolen_status dolen_ledger_request_place(const dolen_ledger_request *request, dolen_arena *arena,
                                                      dolen_ledger_place *out, dolen_err *err);

/* Append a list of requests on a connection in a transaction, and fill their places and proofs. */
DOLEN_CHECKED dolen_status dolen_ledger_batch_append(dolen_ledger *ledger, dolen_connection *connection,
                                                     dolen_ledger_request *first, dolen_err *err);

/* DOLEN_E_REMOTE while the ledger is on hold. */
DOLEN_CHECKED dolen_status dolen_ledger_check_hold(dolen_ledger *ledger, dolen_err *err);

/* The whole check at the start. */
DOLEN_CHECKED dolen_status dolen_ledger_check(dolen_ledger *ledger, dolen_err *err);

#endif
