/* What the ledger says about one search, checked. */
#include <string.h>

#include "governance/audit/proof_file.h"
#include "node/agency/oversight/entry_internal.h"
#include "node/agency/search_receipt.h"
#include "node/crypto/hash.h"

/* With the quorum of witnesses if it can be had, else under the log's signature alone. */
static dolen_status judge(const dolen_entry_making *m, dolen_verify_report *report, dolen_entry_proof *out,
                          dolen_err *err)
{
    const dolen_bytes receipt = dolen_bytes_of_string(m->out->receipt);
    const dolen_policy_file *confirmed = NULL;
    const dolen_policy_file *sole = NULL;
    const char *text = NULL;
    size_t line = 0;

    *out = DOLEN_ENTRY_PROOF_FAILS;
    DOLEN_TRY(dolen_federation_write_policy(m->federation, m->arena, &text, err));
    DOLEN_TRY(dolen_policy_file_read(m->arena, dolen_bytes_of_string(text), &confirmed, &line, err));
    DOLEN_TRY(dolen_policy_file_of_key(m->arena, &m->federation->broker.ledger, &sole, err));
    if (dolen_verify_receipt(confirmed, receipt, NULL, report, NULL) == DOLEN_OK) {
        *out = report->witnesses_needed ? DOLEN_ENTRY_PROOF_CONFIRMED : DOLEN_ENTRY_PROOF_SIGNED;
        return DOLEN_OK;
    }
    const size_t needed = report->witnesses_needed;
    const size_t present = report->witnesses_present;
    if (dolen_verify_receipt(sole, receipt, NULL, report, NULL) == DOLEN_OK)
        *out = DOLEN_ENTRY_PROOF_SIGNED;
    report->witnesses_needed = needed;
    report->witnesses_present = present;
    return DOLEN_OK;
}

/* Only what fits its commitment, which the proof is about. */
static void open_entry(dolen_entry_making *m, dolen_proof_file *file)
{
    dolen_ledger_opening opening;

    if (dolen_proof_file_read(m->arena, dolen_bytes_of_string(m->out->receipt), file, NULL) != DOLEN_OK ||
        dolen_ledger_opening_read(m->arena, file->opening, &opening, NULL) != DOLEN_OK ||
        opening.form != DOLEN_LEDGER_WHOLE || !dolen_digest_same(opening.commitment, file->commitment))
        return;
    m->out->ledger = opening.entry;
    m->out->has_ledger = true;
}

static bool agrees(const dolen_entry_making *m, uint64_t index)
{
    const dolen_stored_search *search = &m->out->search;
    const dolen_ledger_entry *entry = &m->out->ledger;
    const dolen_staff staff = dolen_local_keys_staff(m->agency->keys, search->account);

    return m->out->has_ledger && entry->kind == DOLEN_LEDGER_QUERY && (int64_t)index == search->ledger_index &&
           dolen_uuid_same(entry->request_id, search->id) && dolen_code_same(entry->member, m->agency->code) &&
           dolen_code_same(entry->role, search->role) && dolen_code_same(entry->purpose, search->purpose) &&
           entry->subject == search->subject && entry->urgent == !dolen_code_is_empty(search->urgent_reason) &&
           memcmp(&entry->staff, &staff, sizeof staff) == 0 &&
           dolen_digest_same(entry->case_handle, dolen_local_keys_case(m->agency->keys, search->case_reference));
}

dolen_status dolen_entry_prove(dolen_entry_making *m, const char *plain, dolen_err *err)
{
    dolen_verify_report *report = NULL;
    dolen_proof_file file = {0};

    if (!plain)
        return DOLEN_OK;
    DOLEN_TRY(dolen_search_receipt_confirmed(m->agency, m->out->search.id, plain, m->arena, &m->out->receipt, err));
    DOLEN_TRY(dolen_arena_take(m->arena, 1, sizeof *report, (void *)&report, err));
    DOLEN_TRY(judge(m, report, &m->out->proof, err));
    m->out->report = report;
    open_entry(m, &file);
    m->out->agrees = agrees(m, file.index);
    return DOLEN_OK;
}
