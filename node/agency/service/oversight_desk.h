/**
 * What the data-protection officer asks over the administration socket (IG-09, IG-12):
 *
 *     POST /oversight  {"action":"find"|"entry"|"readings"|"export", "user", "role", "ground", ...}
 *
 * find: "asked_by", "asked_in", "purpose", "from", "until" (days, or instants), "outcome", "case", "urgent",
 * "protected", "finding" ("yes"), "before" (a cursor), and a person's fields as `dolen search` takes them. entry:
 * "search". readings: "before". export: what find takes, "format" (csv, json, fhir) and "with_subjects"; the answer is
 * the file, its content type followed by "; rows=N; cut=yes|no; entry=N". Every member is a text; one that nobody knows
 * is refused. Nothing is shown before its reading is logged.
 *
 * Threads: any number of requests at once.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_OVERSIGHT_DESK_H
#define DOLEN_NODE_AGENCY_SERVICE_OVERSIGHT_DESK_H

#include "node/agency/agency.h"
#include "node/net/http_message.h"

enum { DOLEN_OVERSIGHT_DESK_ARENA = 16 * 1024 * 1024 };

/** The handler; the caller has been checked. */
DOLEN_CHECKED dolen_status dolen_oversight_desk(dolen_agency *agency, dolen_http_request *request,
                                                dolen_http_response *response, dolen_err *err);

#endif
