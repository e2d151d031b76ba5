#include "node/agency/service/alert_command.h"

#include "node/agency/alerts/alert_json.h"
#include "node/agency/service/json_reply.h"

dolen_status dolen_alert_command(dolen_agency *agency, dolen_http_request *request, dolen_http_response *response,
                                 dolen_err *err)
{
    DOLEN_OWN(json_t, question) = NULL;
    DOLEN_OWN(json_t, document) = NULL;
    dolen_err why = {0};

    if (dolen_json_reply_read(request, &question, &why) != DOLEN_OK ||
        dolen_alert_json_serve(agency, question, dolen_http_request_arena(request), &document, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    return dolen_json_reply_send(response, 200, document, err);
}
