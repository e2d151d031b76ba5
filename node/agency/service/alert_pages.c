#include "node/agency/service/alert_pages.h"

static dolen_status list(void *context, const dolen_alert_actor *actor, dolen_alert_choice choice, dolen_arena *arena,
                         dolen_alert_desk_view *out, dolen_err *err)
{
    return dolen_alert_desk_list(context, actor, choice, arena, out, err);
}

static dolen_status show(void *context, const dolen_alert_actor *actor, dolen_uuid id, dolen_arena *arena,
                         dolen_desk_alert *out, const dolen_alert_step **steps, size_t *step_count, dolen_err *err)
{
    return dolen_alert_desk_open(context, actor, id, arena, out, steps, step_count, err);
}

static dolen_status take(void *context, const dolen_alert_actor *actor, dolen_uuid id, const char *from, dolen_err *err)
{
    return dolen_alert_desk_take(context, actor, id, from, err);
}

static dolen_status end(void *context, const dolen_alert_actor *actor, dolen_uuid id, dolen_code outcome,
                        dolen_err *err)
{
    return dolen_alert_desk_end(context, actor, id, outcome, err);
}

static dolen_status waiting(void *context, const dolen_alert_actor *actor, int64_t *out, dolen_err *err)
{
    return dolen_alert_desk_waiting(context, actor, out, err);
}

dolen_web_alerts dolen_alert_pages_of(dolen_agency *agency)
{
    return (dolen_web_alerts){
        .context = agency, .list = list, .open = show, .take = take, .end = end, .waiting = waiting};
}
