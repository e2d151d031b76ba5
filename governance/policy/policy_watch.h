/**
 * Watches: which own records are watched, what an alert may tell, and by when a duty is due (IG-32, decision 0030).
 *
 * A watch is a standing question of its member: whatever it tells has passed the same decision as a question by that
 * member, in the watch's role and for its purpose, and more conditions besides. Pure. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_POLICY_POLICY_WATCH_H
#define DOLEN_GOVERNANCE_POLICY_POLICY_WATCH_H

#include "governance/policy/policy.h"
#include "node/model/alert.h"

/** The member that watches, on which day. */
typedef struct dolen_watcher {
    dolen_code member;
    dolen_code type;
    dolen_day today;
} dolen_watcher;

/**
 * Does the watch cover a record of a member of this type with these flags: is one of them a code of `records` and
 * current this month?
 */
bool dolen_policy_watch_covers(const dolen_watch *watch, dolen_code type, const dolen_flag *flags, size_t count,
                               dolen_day today);

/**
 * The first watch, in the rules' order, that covers the record and also shows consultations; NULL for none. For the
 * inbox: a consultation of such a record is shown there.
 */
const dolen_watch *dolen_policy_watch_of_consultations(const dolen_rules *rules, dolen_code type,
                                                       const dolen_flag *flags, size_t count, dolen_day today);

/**
 * Is the flag recent enough to be told: an event whose latest day is at most `fresh_days` before today; anything else
 * open, and begun in a month that had not ended so many days ago?
 */
bool dolen_policy_watch_is_fresh(const dolen_watch *watch, const dolen_flag *flag, dolen_day today);

/**
 * The question that the watch stands for: by nobody in particular, with a case, without what only people have (a
 * decision, a consent, an acknowledgement).
 */
dolen_policy_request dolen_policy_watch_question(const dolen_watch *watch, const dolen_watcher *watcher);

/**
 * May the watcher be told of this flag of another's record? Permitted only if the watch is for such a member and tells
 * the code, the flag is fresh, the match is confirmed, the flag's owner is no sensitive service, and a question by the
 * watcher in the watch's role for its purpose would be shown the code without a review: the agreement (IG-04 to IG-06)
 * and what the purpose releases (IG-17) count as ever; a protected record, and one whose agreement asks for consent, is
 * never told of (IG-15, IG-18). `level` is L2 (the code) or L3 (with its times).
 */
dolen_decision dolen_policy_decide_alert(const dolen_rules *rules, const dolen_watch *watch,
                                         const dolen_watcher *watcher, const dolen_policy_record *record,
                                         const dolen_flag *flag);

/** The duty that this flag of another begins for a member of this type; NULL for none. There is never more than one. */
const dolen_duty *dolen_policy_duty_of(const dolen_rules *rules, dolen_code type, dolen_code flag);

/**
 * The instant by which the duty is due: its hours after the beginning of the event's day, or after the alert was raised
 * where it has no day. Never later than the law's, which runs from the hour that nobody publishes.
 */
int64_t dolen_policy_duty_due(const dolen_duty *duty, const dolen_alert *alert);

#endif
