#include "node/broker/ledger_files.h"

#include <string.h>

#include "governance/audit/ledger_ground.h"
#include "node/base/text.h"

/* As the question parameter "ground". */
static dolen_status read_ground(const dolen_http_request *request, dolen_code *out, dolen_err *err)
{
    if (dolen_ledger_ground_read(dolen_http_request_query(request, "ground"), out, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "reading the log needs a ground (IG-09)");
    return DOLEN_OK;
}

static dolen_status log_reading(dolen_broker *broker, const dolen_http_request *request, dolen_code member,
                                dolen_err *err)
{
    const dolen_rules *rules = broker->rules;
    dolen_ledger_place place;
    dolen_ledger_entry entry = {.kind = DOLEN_LEDGER_LOG_READING,
                                .time = dolen_clock_now(broker->clock),
                                .member = member,
                                .outcome = dolen_code_of("read"),
                                .rules_digest = dolen_rules_digest(rules)};

    DOLEN_TRY(read_ground(request, &entry.reason, err));
    DOLEN_TRY(dolen_text_copy(entry.rules_version, sizeof entry.rules_version, dolen_rules_version(rules), err));
    return dolen_ledger_append(broker->ledger, &entry, NULL, dolen_http_request_arena(request), &place, err);
}

/* What the witnesses have confirmed: "cosigned", the checkpoint, and "receipt/<index>". Absent from other paths. */
static dolen_status serve_confirmed(dolen_broker *broker, const char *path, dolen_arena *arena, const char **out,
                                    dolen_err *err)
{
    uint64_t index = 0;

    *out = NULL;
    if (dolen_text_same(path, "cosigned"))
        return dolen_witnessing_checkpoint(broker->witnessing, arena, out, err);
    if (strncmp(path, "receipt/", 8) != 0)
        return DOLEN_OK;
    DOLEN_TRY(dolen_text_to_number(path + 8, DOLEN_MERKLE_SIZE_LIMIT, &index, err));
    return dolen_witnessing_receipt(broker->witnessing, index, arena, out, err);
}

dolen_status dolen_ledger_files_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                                      dolen_err *err)
{
    dolen_broker *broker = context;
    const dolen_peer *peer = dolen_http_request_peer(request);
    const char *path = dolen_http_request_rest(request);
    const dolen_ledger_reader reader = {.member = peer->code};
    dolen_ledger_file file;
    const char *confirmed = NULL;

    DOLEN_TRY(serve_confirmed(broker, path, dolen_http_request_arena(request), &confirmed, err));
    if (confirmed) {
        dolen_http_response_body(response, "text/plain; charset=utf-8", dolen_bytes_of_string(confirmed));
        return DOLEN_OK;
    }
    if (strncmp(path, "opened/", 7) == 0)
        DOLEN_TRY(log_reading(broker, request, peer->code, err));
    DOLEN_TRY(dolen_ledger_serve(broker->ledger, path, reader, dolen_http_request_arena(request), &file, err));
    dolen_http_response_body(response, file.type, file.bytes);
    return DOLEN_OK;
}
