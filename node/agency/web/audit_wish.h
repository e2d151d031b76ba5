/**
 * The form that says which searches an officer looks for: what was typed, its faults, and the criteria that it makes.
 *
 * Owns: nothing; texts live in the visit's arena. Secrets: it may name a person. Threads: one visit, one thread.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_AUDIT_WISH_H
#define DOLEN_NODE_AGENCY_WEB_AUDIT_WISH_H

#include "node/agency/web/search_form.h"
#include "node/agency/web/web_internal.h"

/** As typed; "" where nothing was. */
typedef struct dolen_audit_wish {
    const char *asked_by;
    const char *role;
    const char *purpose;
    const char *outcome;
    const char *from;
    const char *until;
    const char *case_reference;
    const char *urgent; /**< "yes" */
    const char *protected_only;
    const char *finding;
    dolen_search_form person;
    dolen_message from_fault;
    dolen_message until_fault;
    dolen_message born_fault;
    dolen_message person_fault;
} dolen_audit_wish;

/** What the session looks for, of a paper of this kind (papers.h); all empty when nothing was said. */
DOLEN_CHECKED dolen_status dolen_audit_wish_read(const dolen_visit *visit, dolen_paper_kind kind, dolen_audit_wish *out,
                                                 dolen_err *err);

/** Was anything of a person typed? */
bool dolen_audit_wish_has_person(const dolen_audit_wish *wish);

/**
 * The criteria, with the person in `*person`, which must live as long; false, and the faults set, when the period or
 * the date of birth is none.
 */
bool dolen_audit_wish_criteria(dolen_audit_wish *wish, dolen_find_criteria *out, dolen_person *person);

#endif
