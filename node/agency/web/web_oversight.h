/**
 * What the data-protection officer's pages need from the node: the ledger's state, alarms, subjects' requests,
 * coverage.
 *
 * A table of functions, so that tests can use a double. Every function takes `context` first, may be called by any
 * number of threads at once, and keeps returned texts in the arena given, unless it says otherwise.
 * Secrets: a subject's request and report are personal data.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_OVERSIGHT_H
#define DOLEN_NODE_AGENCY_WEB_WEB_OVERSIGHT_H

#include <jansson.h>

#include "node/agency/oversight/alert_steps.h"
#include "node/agency/oversight/entry.h"
#include "node/agency/oversight/export.h"
#include "node/agency/oversight/find.h"
#include "node/agency/oversight/reading.h"
#include "node/agency/web/page.h"
#include "node/agency/witness_state.h"
#include "node/store/alarm_store.h"
#include "node/store/finding_store.h"

enum {
    DOLEN_WEB_ALARM_REASON = 400, /**< bytes of a reason for closing an alarm, as typed */
    DOLEN_WEB_LOCAL_ID = 64,      /**< bytes of a person's id at this agency, as an extract allows */
};

/** What the node knows about the ledger without asking the hub. */
typedef struct dolen_web_ledger_known {
    dolen_reconciliation comparison;  /**< the last one with the agency's own searches; all zero: never */
    uint64_t own_entries;             /**< of the tree that this agency confirmed last; 0: none, or it is no witness */
    int64_t own_confirmed;            /**< instant of that */
    const dolen_stored_alarm *alarms; /**< open ones first */
    size_t alarm_count;
} dolen_web_ledger_known;

/** One member agency, as its publishing is known here. */
typedef struct dolen_web_coverage {
    dolen_both name;
    dolen_both type;
    bool is_own;
    bool is_suspended;
    int64_t as_of;           /**< instant of its latest extract; 0: it has published none, or nothing is known */
    int64_t told;            /**< instant of the answer, or of the publication, that says so; 0: nothing is known */
    bool in_time;            /**< its extract was no older than the rules allow, at `told`; the own one: now */
    const dolen_both *codes; /**< the headlines that it may publish */
    size_t code_count;
} dolen_web_coverage;

/** A choice of a form by its code: a purpose, an exemption, a headline. */
typedef struct dolen_web_oversight_choice {
    dolen_code code;
    dolen_both name;
    dolen_both law;  /**< of an exemption */
    dolen_both text; /**< of an exemption: what is left out and why */
    bool by_itself;  /**< an exemption in force unless the officer lets it in */
} dolen_web_oversight_choice;

typedef struct dolen_web_oversight {
    void *context; /**< NULL: these pages are not there */

    /** As dolen_witness_state_read: asks the hub. */
    dolen_status (*witness_state)(void *context, dolen_arena *arena, dolen_witness_state *out, dolen_err *err);
    /** What is known without it. */
    dolen_status (*ledger_known)(void *context, dolen_arena *arena, dolen_web_ledger_known *out, dolen_err *err);
    /** As dolen_ledger_alarm_close, by this account. */
    dolen_status (*close_alarm)(void *context, const char *user, int64_t number, const char *reason, dolen_err *err);
    /** All members in the federation file's order; `*fresh_hours`: how old an extract may be. */
    dolen_status (*coverage)(void *context, dolen_arena *arena, const dolen_web_coverage **out, size_t *count,
                             uint32_t *fresh_hours, dolen_err *err);

    /* The log of searches. Nothing is shown of it before `begin_reading` says DOLEN_OK (IG-09, IG-12). */

    /** As dolen_find_run. */
    dolen_status (*find)(void *context, const dolen_find_criteria *criteria, dolen_arena *arena, dolen_find_result *out,
                         dolen_err *err);
    /** As dolen_entry_read. */
    dolen_status (*entry)(void *context, dolen_uuid id, dolen_arena *arena, dolen_entry_view *out, dolen_err *err);
    /** As dolen_reading_begin. */
    dolen_status (*begin_reading)(void *context, const dolen_reading *reading, dolen_arena *arena, dolen_err *err);
    /** As dolen_reading_list. */
    dolen_status (*readings)(void *context, dolen_reading_cursor after, dolen_arena *arena,
                             const dolen_reading_kept **out, size_t *count, dolen_err *err);
    /** As dolen_alert_steps_find. */
    dolen_status (*alert_steps)(void *context, const dolen_alert_step_wish *wish, dolen_arena *arena,
                                dolen_alert_steps_result *out, dolen_err *err);
    /** Open findings, then closed ones, at most `limit`; `*open`: how many are. */
    dolen_status (*findings)(void *context, size_t limit, dolen_arena *arena, const dolen_stored_finding **out,
                             size_t *count, int64_t *open, dolen_err *err);
    /** One finding, and those of its searches that are kept, at most 64. DOLEN_E_ABSENT. */
    dolen_status (*finding)(void *context, int64_t number, dolen_arena *arena, dolen_stored_finding *out,
                            const dolen_oversight_item **searches, size_t *count, dolen_err *err);
    /** As dolen_unusual_findings_close. */
    dolen_status (*close_finding)(void *context, const dolen_reading *reader, int64_t number, const char *reason,
                                  dolen_arena *arena, dolen_err *err);
    /** As dolen_export_make: recorded in the ledger before a byte leaves. */
    dolen_status (*export)(void *context, const dolen_export_request *request, dolen_arena *arena,
                           dolen_export_file *out, dolen_err *err);
    /** All purposes, in the rules' order. */
    dolen_status (*purposes)(void *context, dolen_arena *arena, const dolen_web_oversight_choice **out, size_t *count,
                             dolen_err *err);
    /** What a level discloses, and a reason for urgency; texts NULL when unknown. */
    dolen_both (*level_name)(void *context, dolen_level level);
    dolen_both (*urgency_name)(void *context, dolen_code reason);

    /** As dolen_subject_handle; `*out` belongs to the caller. */
    dolen_status (*subject)(void *context, const json_t *request, json_t **out, dolen_err *err);
    /** The exemptions that a report may make use of (IG-28). */
    dolen_status (*exemptions)(void *context, dolen_arena *arena, const dolen_web_oversight_choice **out, size_t *count,
                               dolen_err *err);
    /** The headlines that this agency may publish, and so a person may dispute (IG-27). */
    dolen_status (*headlines)(void *context, dolen_arena *arena, const dolen_web_oversight_choice **out, size_t *count,
                              dolen_err *err);
} dolen_web_oversight;

#endif
