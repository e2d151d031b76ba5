#include "node/agency/search_receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "governance/audit/proof_file.h"
#include "governance/audit/verify.h"
#include "node/agency/agency.h"
#include "node/crypto/hash.h"
#include "node/store/receipt_store.h"

enum { ARENA = 1024 * 1024 };

static dolen_status find_kept(dolen_agency *agency, dolen_uuid id, dolen_arena *arena, const char **out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_receipt_store_find(connection, id, arena, out, err);
}

static dolen_status keep(dolen_agency *agency, dolen_uuid id, const char *receipt, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_receipt_store_add(connection, id, receipt, err);
}

/* The hub's proof and checkpoint with our own opening of the entry. */
static dolen_status merge(dolen_bytes fetched, const dolen_proof_file *own, dolen_arena *arena, const char **out,
                          dolen_err *err)
{
    dolen_proof_file file;

    DOLEN_TRY(dolen_proof_file_read(arena, fetched, &file, err));
    if (file.index != own->index || !dolen_digest_same(file.commitment, own->commitment))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the hub's receipt is for another entry");
    file.opening = own->opening;
    return dolen_proof_file_write(arena, &file, out, err);
}

static dolen_status verify(dolen_agency *agency, const char *receipt, dolen_arena *arena, dolen_err *err)
{
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);
    const dolen_policy_file *policy = NULL;
    dolen_verify_report report;
    const char *text = NULL;
    size_t line = 0;

    DOLEN_TRY(dolen_federation_write_policy(federation, arena, &text, err));
    DOLEN_TRY(dolen_policy_file_read(arena, dolen_bytes_of_string(text), &policy, &line, err));
    return dolen_verify_receipt(policy, dolen_bytes_of_string(receipt), NULL, &report, err);
}

static dolen_status fetch(dolen_agency *agency, uint64_t index, dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    dolen_http_reply reply;
    char path[64];

    snprintf(path, sizeof path, "/v1/ledger/receipt/%" PRIu64, index);
    DOLEN_TRY(dolen_broker_link_fetch_ledger(agency->broker, path, arena, &reply, err));
    *out = reply.body;
    return dolen_http_reply_status(&reply) == DOLEN_OK
               ? DOLEN_OK
               : DOLEN_FAIL(err, DOLEN_E_ABSENT, "the hub has no confirmed receipt yet");
}

dolen_status dolen_search_receipt_confirmed(dolen_agency *agency, dolen_uuid id, const char *plain, dolen_arena *arena,
                                            const char **out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, work) = dolen_arena_new(ARENA);
    dolen_proof_file own;
    dolen_bytes fetched;
    const char *merged = NULL;

    *out = plain;
    const dolen_status found = find_kept(agency, id, arena, out, err);
    if (found != DOLEN_E_ABSENT)
        return found;
    *out = plain;
    DOLEN_TRY(dolen_proof_file_read(work, dolen_bytes_of_string(plain), &own, err));
    if (fetch(agency, own.index, work, &fetched, NULL) != DOLEN_OK)
        return DOLEN_OK;
    if (merge(fetched, &own, work, &merged, NULL) != DOLEN_OK || verify(agency, merged, work, NULL) != DOLEN_OK) {
        dolen_ledger_alarm_raise(agency->alarm, "receipt-refused", plain);
        return DOLEN_OK;
    }
    DOLEN_TRY(keep(agency, id, merged, err));
    *out = dolen_arena_copy_string(arena, merged, strlen(merged));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the receipt does not fit");
}
