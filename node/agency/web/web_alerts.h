/**
 * What the pages of alerts need from the node: the inbox (node/agency/alerts/alert_desk.h) as a table of functions, so
 * that tests can use a double.
 *
 * Every function takes `context` first, says what the function of the desk of its name says, and may be called by any
 * number of threads at once.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_ALERTS_H
#define DOLEN_NODE_AGENCY_WEB_WEB_ALERTS_H

#include "node/agency/alerts/alert_desk.h"

typedef struct dolen_web_alerts {
    void *context; /**< NULL: these pages are not there */
    dolen_status (*list)(void *context, const dolen_alert_actor *actor, dolen_alert_choice choice, dolen_arena *arena,
                         dolen_alert_desk_view *out, dolen_err *err);
    dolen_status (*open)(void *context, const dolen_alert_actor *actor, dolen_uuid id, dolen_arena *arena,
                         dolen_desk_alert *out, const dolen_alert_step **steps, size_t *step_count, dolen_err *err);
    dolen_status (*take)(void *context, const dolen_alert_actor *actor, dolen_uuid id, const char *from,
                         dolen_err *err);
    dolen_status (*end)(void *context, const dolen_alert_actor *actor, dolen_uuid id, dolen_code outcome,
                        dolen_err *err);
    dolen_status (*waiting)(void *context, const dolen_alert_actor *actor, int64_t *out, dolen_err *err);
} dolen_web_alerts;

#endif
