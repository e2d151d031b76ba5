/**
 * The inbox of alerts about watched records: who may look, what is shown, what is done (IG-32).
 *
 * A list says whom alerts are about and by when they are due, never what another agency shared: that is shown one by
 * one, and each time it is kept who looked (IG-11). Owns: nothing; results live in the arena given, names as long as
 * the rules and the federation file that they stand in. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_ALERTS_ALERT_DESK_H
#define DOLEN_NODE_AGENCY_ALERTS_ALERT_DESK_H

#include "governance/policy/rules.h"
#include "node/agency/agency.h"
#include "node/store/alert_store.h"

enum { DOLEN_ALERT_DESK_LIST = 200 }; /**< alerts of a list at most */

/** An alert with its names. Texts that are not known, or not to be shown, are "". */
typedef struct dolen_desk_alert {
    dolen_kept_alert kept;
    bool is_overdue;
    bool is_own_team; /**< of the team that the actor's account names; always false when it names none */
    dolen_words watch;
    dolen_words own_team; /**< whose record it is */
    dolen_words clock;    /**< the duty that it begins */
    dolen_words law;      /**< where the duty comes from */
    uint32_t hours;       /**< of the duty; 0: none */
    dolen_words agency;   /**< who published or asked; "": not named */
    dolen_words flag;
    dolen_words purpose;
    dolen_words team; /**< whom to ring */
    const char *telephone;
    dolen_code_list ends; /**< outcomes that end it: of its duty, else "acknowledged" */
} dolen_desk_alert;

/** Who does something. The caller has made sure of who it is. */
typedef struct dolen_alert_actor {
    const char *user;
    dolen_code role;
} dolen_alert_actor;

/** May this role see and work on alerts? Those who ask about people: practitioner, duty desk, supervisor. */
bool dolen_alert_desk_is_for(dolen_code role);

/** A list of alerts, and how many there are in all. */
typedef struct dolen_alert_desk_view {
    const dolen_desk_alert *alerts; /**< without what others shared; the actor's own team's first */
    size_t count;
    dolen_alert_count counts;
} dolen_alert_desk_view;

/** The list of a choice. DOLEN_E_DENIED: not for this role. */
DOLEN_CHECKED dolen_status dolen_alert_desk_list(dolen_agency *agency, const dolen_alert_actor *actor,
                                                 dolen_alert_choice choice, dolen_arena *arena,
                                                 dolen_alert_desk_view *out, dolen_err *err);

/**
 * One alert, whole, and all that was done with it, this look included. DOLEN_E_ABSENT: there is none that may be
 * shown. DOLEN_E_DENIED: not for this role.
 */
DOLEN_CHECKED dolen_status dolen_alert_desk_open(dolen_agency *agency, const dolen_alert_actor *actor, dolen_uuid id,
                                                 dolen_arena *arena, dolen_desk_alert *out,
                                                 const dolen_alert_step **steps, size_t *step_count, dolen_err *err);

/**
 * Take an alert from `from`, who had it when the actor decided so ("": nobody). DOLEN_E_CONFLICT: it has changed
 * hands since, or ended. DOLEN_E_ABSENT, DOLEN_E_DENIED as above.
 */
DOLEN_CHECKED dolen_status dolen_alert_desk_take(dolen_agency *agency, const dolen_alert_actor *actor, dolen_uuid id,
                                                 const char *from, dolen_err *err);

/** End an alert that the actor has, with one of its outcomes; DOLEN_E_INPUT for any other. Else as above. */
DOLEN_CHECKED dolen_status dolen_alert_desk_end(dolen_agency *agency, const dolen_alert_actor *actor, dolen_uuid id,
                                                dolen_code outcome, dolen_err *err);

/** How many alerts are in nobody's hand, of the actor's own team if their account names one: for a menu. */
DOLEN_CHECKED dolen_status dolen_alert_desk_waiting(dolen_agency *agency, const dolen_alert_actor *actor, int64_t *out,
                                                    dolen_err *err);

/** Set the gauges of open, overdue and unattributed alerts; nothing when the database does not answer. */
void dolen_alert_desk_measure(dolen_agency *agency);

#endif
