#include "node/agency/service/json_reply.h"

#include <string.h>

#include "node/base/memory.h"

enum { HTTP_FAULTS = 422 };

dolen_status dolen_json_reply_send(dolen_http_response *response, int status, const json_t *document, dolen_err *err)
{
    DOLEN_FREED char *text = json_dumps(document, JSON_COMPACT | JSON_PRESERVE_ORDER);

    if (!text)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the answer cannot be written as JSON");
    dolen_http_response_status(response, status);
    const dolen_status copied =
        dolen_http_response_copy(response, "application/json", dolen_bytes_of_string(text), err);
    dolen_memory_wipe(text, strlen(text));
    return copied;
}

dolen_status dolen_json_reply_refuse(dolen_http_response *response, const dolen_err *why, dolen_err *err)
{
    DOLEN_OWN(json_t, document) = json_pack("{s:s}", "error", why->what ? why->what : "it did not work");

    return dolen_json_reply_send(response, dolen_status_http(why->status), document, err);
}

dolen_status dolen_json_reply_read(const dolen_http_request *request, json_t **out, dolen_err *err)
{
    const dolen_bytes body = dolen_http_request_body(request);
    json_error_t wrong;

    *out = json_loadb((const char *)body.at, body.size, JSON_REJECT_DUPLICATES, &wrong);
    return json_is_object(*out) ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_INPUT, "the request must be a JSON object");
}

int dolen_json_reply_status(const dolen_search_outcome *outcome)
{
    if (outcome->has_faults)
        return HTTP_FAULTS;
    switch (outcome->trouble) {
    case DOLEN_SEARCH_NO_TROUBLE:
        return 200;
    case DOLEN_SEARCH_RULES_FORBID:
        return dolen_status_http(DOLEN_E_DENIED);
    case DOLEN_SEARCH_OVER_QUOTA:
        return dolen_status_http(DOLEN_E_LIMIT);
    case DOLEN_SEARCH_NO_KEY_HOLDERS:
    case DOLEN_SEARCH_NO_BROKER:
    case DOLEN_SEARCH_NOT_IN_FORCE:
    case DOLEN_SEARCH_LEDGER_STOPPED:
        break;
    }
    return dolen_status_http(DOLEN_E_REMOTE);
}
