#include "node/agency/statistics.h"

#include <string.h>

#include "node/agency/account.h"

dolen_status dolen_statistics_read(dolen_agency *agency, const dolen_statistics_reading *reading, dolen_arena *arena,
                                   dolen_statistics_reply *out, dolen_err *err)
{
    const dolen_statistics_request request = {
        .request_id = dolen_uuid_make(),
        .federation = dolen_federation_current_get(agency->federation)->name,
        .agency = agency->code,
        .staff = dolen_local_keys_staff(agency->keys, reading->user),
        .role = reading->role,
        .channel = dolen_code_of(reading->channel),
        .created = dolen_clock_now(agency->clock),
        .wants_list = reading->wants_list,
        .month = reading->month,
    };
    const dolen_role *role = dolen_rules_find_role(agency->rules, reading->role);
    dolen_broker_refusal refusal;

    *out = (dolen_statistics_reply){0};
    DOLEN_TRY(dolen_account_check(agency, reading->user, reading->role, arena, err));
    if (!role || !role->may_audit)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "this role does not read statistics (IG-36)");
    return dolen_broker_link_statistics(agency->broker, &request, arena, out, &refusal, err);
}
